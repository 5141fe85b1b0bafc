"""The report on disk: index.html, which opens without server, network or script, and report.json beside it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from property_tests.words import deciding, in_one_line
from reports import export, mathml
from reports.style import STYLES


class ReportError(OSError):
    """The report could not be written; the message says where, why, and what to do."""


def render(document: Mapping[str, Any]) -> str:
    """index.html for a document made by `export.document`, as text."""
    import jinja2  # imported here, because the command line imports this module for its styles

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        seconds=_seconds, point=_point_markup, plainly=in_one_line, formula=_formula, paragraphs=_paragraphs, sentence=_sentence, heading=_heading
    )
    statements = document["statements"]
    return environment.get_template("report.html.j2").render(
        document=document,
        styles=STYLES,
        statements=statements,
        ids={s["id"] for s in statements},
        papers=_by_paper(statements),
        findings=findings(statements),
        ablations_of=export.ablations_of,
        claims_by_name=_claims_by_name,
        trusts=trusts,
        deciding=deciding,
        others=others,
    )


def write(document: Mapping[str, Any], output: Path) -> Path:
    """Write index.html and report.json into the folder `output`, made if need be, and return the path of the page.

    Each file appears whole or not at all: an old report stays readable until the new one is on the disk.
    Raises ReportError, with the remedy, where the disk refuses, and ValueError if the document holds NaN.
    """
    texts = {"report.json": export.dumps(document), "index.html": render(document)}
    # Named by process, so that two runs at once write two files and the later one wins.
    parts = {output / name: output / f".{name}.{os.getpid()}.part" for name in texts}
    try:
        output.mkdir(parents=True, exist_ok=True)
        for part, text in zip(parts.values(), texts.values(), strict=True):
            with part.open("wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())  # some file systems notice only here that they are full
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise ReportError(f"the report was not written to {output} ({error.strerror or error}): {_remedy(error)}") from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()
    return output / "index.html"


def others(statement: Mapping[str, Any]) -> str:
    """How the claims of the best reading went that the verdict does not rest on: "2 proved, 1 certified", or nothing."""
    counts = Counter(c["verdict"] for c in statement["claims"] if c["reading"] == statement["reading"] and c["verdict"] != statement["verdict"])
    return ", ".join(f"{counts[verdict]} {style.word}" for verdict, style in STYLES.items() if counts[verdict])


def findings(statements: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, dict[str, Any] | None]]]:
    """The statements that fell, then those of which only a reading fell, each with {reading: its point of failure}."""
    fallen = [(s, {reading: point_of_failure(s, reading) for reading in _fallen(s)}) for s in statements]
    return sorted(((s, points) for s, points in fallen if points), key=lambda finding: finding[0]["verdict"] != "refuted")


def trusts(claim: Mapping[str, Any]) -> list[str]:
    """What one must believe to believe the verdict of `claim`: the trust base of the evidence that reached it, each entry once."""
    kinds = {"proved": ("proof",), "certified": ("certificate",), "supported": ("instances",), "refuted": ("counterexample", "contradiction")}
    reached = [e for e in claim["evidence"] if e["holds"] is (claim["verdict"] != "refuted")]
    strongest = [e for e in reached if e["kind"] in kinds.get(claim["verdict"], ())] or [e for e in reached if e["kind"] != "witness"]
    return list(dict.fromkeys(name for e in strongest for name in e["trusts"])) if claim["verdict"] in kinds else []


def point_of_failure(statement: Mapping[str, Any], reading: str) -> dict[str, Any] | None:
    """{"claim", "letters"} at which `statement` fails in `reading`, if a point is what refuted it."""
    pinned = statement["counterexample"]
    if pinned and pinned["reading"] == reading:
        return {"claim": pinned["claim"], "letters": pinned["letters"]}
    for claim in statement["claims"]:
        for evidence in claim["evidence"]:
            if claim["reading"] == reading and evidence["holds"] is False and evidence["witness"]:
                return {"claim": claim["name"], "letters": evidence["witness"]}
    return None


def _fallen(statement: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*([statement["reading"]] if statement["verdict"] == "refuted" else []), *statement["fallen"]]))


def _by_paper(statements: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    papers: dict[str, list[dict[str, Any]]] = {}
    for statement in statements:
        papers.setdefault(statement["paper"], []).append(statement)
    return papers


def _claims_by_name(statement: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The claims of a statement, each with its readings side by side."""
    names: dict[str, list[dict[str, Any]]] = {}
    for claim in statement["claims"]:
        names.setdefault(claim["name"], []).append(claim)
    return names


def _formula(item: Mapping[str, Any]) -> Any:
    """The MathML of a formula or hypothesis, its TeX if the MathML cannot be trusted, or nothing."""
    from markupsafe import Markup

    rebuilt = mathml.trusted(item["mathml"]) if item["mathml"] else None
    return Markup(rebuilt) if rebuilt else Markup('<code class="tex">{}</code>').format(item["tex"]) if item["tex"] else ""


def _point_markup(letters: Mapping[str, Any]) -> Any:
    from markupsafe import Markup

    return Markup(mathml.point(letters))  # made here, of escaped names and numbers


def _paragraphs(prose: str) -> list[str]:
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", prose) if block.strip()]


def _sentence(text: str) -> str:
    return text if not text or text.rstrip().endswith((".", "!", "?", ":")) else text.rstrip() + "."


def _heading(title: str) -> str:
    return title.rstrip().removesuffix(".")


def _seconds(seconds: float) -> str:
    return "< 0.01" if 0 < seconds < 0.01 else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.0f}"


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space, or choose a folder on another disk with --output"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "choose a folder that you may write to with --output, or change its permissions"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "a file stands where a folder is needed; choose another folder with --output"
    return "choose another folder with --output"

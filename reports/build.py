"""The report on disk: index.html, which opens without server or network, and its data beside it."""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import html
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from property_tests.words import deciding, in_one_line
from reports import amendment, drawing, export, formats, graph, mathml
from reports.style import STYLES


class ReportError(OSError):
    """The report could not be written; the message says where, why, and what to do."""


def render(document: Mapping[str, Any]) -> str:
    """index.html for a document made by `export.document`, as text."""
    import jinja2  # imported here: nobody who only asks for a verdict waits for it
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        drawn=_drawn,
        duration=_duration,
        formula=_formula,
        heading=_heading,
        lean=_lean,
        number=_number,
        paragraphs=_paragraphs,
        plainly=in_one_line,
        point=_point_markup,
        seconds=_seconds,
        sentence=_sentence,
        short=_short,
        sides=_sides,
    )
    environment.tests["plain"] = _plain
    statements = document["statements"]
    known = {s["id"]: s for s in statements}
    papers = _by_paper(statements)
    arounds = graph.arounds(statements)
    folder = Path(__file__).with_name("templates")
    script = folder.joinpath("report.js").read_text(encoding="utf-8")
    return environment.get_template("report.html.j2").render(
        document=document,
        styles=STYLES,
        order={verdict: k for k, verdict in enumerate(STYLES)},
        statements=statements,
        ids=set(known),
        papers=papers,
        missing={paper: about["missing"] for paper, about in document.get("papers", {}).items() if about.get("missing")},
        findings=findings(statements),
        filters=_filters(statements),
        facets=facets,
        tally=lambda members: export.tally(s["verdict"] for s in members),
        ablations_of=export.ablations_of,
        claims_by_name=_claims_by_name,
        formulas_of=_formulas_of,
        only_reading=_only_reading,
        also_fallen=also_fallen,
        unsure=UNSURE,
        trusts=trusts,
        deciding=deciding,
        others=others,
        title_of=lambda ident: known[ident]["title"] if ident in known else "",
        beside=lambda published, amended: amendment.beside(known[published], known[amended]),
        around=lambda ident: Markup(arounds.get(ident, "")),
        graph_of=lambda paper: Markup(graph.paper(statements, ident=paper)),
        css=Markup(folder.joinpath("report.css").read_text(encoding="utf-8") + graph.CSS + drawing.CSS_RULES),
        series=drawing.SERIES,
        graph_defs=Markup(graph.DEFS),
        script=Markup(script),  # the house's own, and the page's policy lets run no other
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def write(document: Mapping[str, Any], output: Path) -> Path:
    """Write index.html, report.json, summary.md, report.sarif and badge.svg into the folder `output`, made if need be; returns the path of the page.

    Each file appears whole or not at all: an old report stays readable until the new one is on the disk.
    Raises ReportError, with the remedy, where the disk refuses, and ValueError if the document holds NaN.
    """
    texts = {
        "report.json": export.dumps(document),
        "summary.md": formats.markdown(document),
        "report.sarif": formats.sarif(document),
        "badge.svg": formats.badge(document),
        "index.html": render(document),
    }
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
    """The statements that fell, then those of which only a reading fell, each with {reading: its point of failure}; what is checked most easily first."""
    fallen = [(s, {reading: point_of_failure(s, reading) for reading in _fallen(s)}) for s in statements]

    def labour(finding: tuple[dict[str, Any], dict[str, dict[str, Any] | None]]) -> tuple[bool, bool, int]:
        statement, points = finding
        first = next(iter(points.values()))
        return statement["verdict"] != "refuted", first is None, len(in_one_line(first["letters"])) if first else 0

    return sorted(((s, points) for s, points in fallen if points), key=labour)


def trusts(claim: Mapping[str, Any]) -> list[str]:
    """What one must believe to believe the verdict of `claim`: the trust base of the evidence that reached it, each entry once."""
    return list(dict.fromkeys(name for e in _reached(claim) for name in e["trusts"]))


def _reached(claim: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The evidence that reached the verdict of `claim`: of a proof the attacks that came to nothing are no part."""
    kinds = {"proved": ("proof",), "certified": ("certificate",), "supported": ("instances",), "refuted": ("counterexample", "contradiction")}
    return [e for e in claim["evidence"] if e["kind"] in kinds.get(claim["verdict"], ()) and e["holds"] is (claim["verdict"] != "refuted")]


def point_of_failure(statement: Mapping[str, Any], reading: str) -> dict[str, Any] | None:
    """{"claim", "letters", "sides"} at which `statement` fails in `reading`, if a point is what refuted it."""
    pinned = statement["counterexample"]
    if pinned and pinned["reading"] == reading:
        return {"claim": pinned["claim"], "letters": pinned["letters"], "sides": pinned.get("sides", [])}
    for claim in statement["claims"]:
        for evidence in _reached(claim):
            if claim["reading"] == reading and claim["verdict"] == "refuted" and evidence["witness"] is not None:
                return {"claim": claim["name"], "letters": evidence["witness"], "sides": []}
    return None


def also_fallen(statement: Mapping[str, Any], points: Mapping[str, Mapping[str, Any] | None]) -> dict[str, str]:
    """The readings of a finding after its first, each with the claim that falls there, if that is another than the one that is told of the first."""
    (_, told), *rest = points.items()
    fell = {reading: [c["name"] for c in statement["claims"] if c["reading"] == reading and c["verdict"] == "refuted"] for reading, _ in rest}
    return {reading: "" if not names or told and told["claim"] in names else names[0] for reading, names in fell.items()}


UNSURE = {"reconstructed": "its formula is reconstructed", "uncertain": "its formula may not be the paper's"}  # what `text` says of a statement
FACETS = ("paper", "verdict", "kind", "instrument", "scope")
KINDS = {
    "thm": "theorem", "prop": "proposition", "lem": "lemma", "cor": "corollary", "def": "definition", "ax": "axiom", "asm": "assumption", "conj": "conjecture",
    "rem": "remark", "ex": "example", "eq": "equation", "fig": "figure", "tab": "table", "alg": "algorithm", "fn": "footnote", "sec": "section",
    "app": "appendix", "abs": "abstract",
}  # fmt: skip
SCOPES = {
    "proof": "all instances",
    "certificate": "a stated part",
    "instances": "points or samples",
    "counterexample": "a point where it fails",
    "contradiction": "excluded by a proof",
}


def facets(statement: Mapping[str, Any]) -> dict[str, str]:
    """What the page filters by: paper, verdict, kind, and the instruments and scopes that the verdict rests on, several with | between them."""
    label = re.match(r"[A-Za-z]*", statement["label"])
    stem = re.match(r"[a-z]*", statement["id"].rpartition(".")[2])
    kind = KINDS.get(stem[0] if stem else "") or (label[0].lower() if label else "") or "other"
    told = [e for claim in deciding(statement) for e in _reached(claim)]
    instruments = sorted({e["instrument"] for e in told}) or ["none"]
    scopes = sorted({SCOPES[e["kind"]] for e in told}) or ["none"]
    return dict(zip(FACETS, (statement["paper"], statement["verdict"], kind, "|".join(instruments), "|".join(scopes)), strict=True))


def _filters(statements: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[str, str, int]]]:
    """The choices of every filter: value, word, and how many statements have it."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for statement in statements:
        for name, values in facets(statement).items():
            counts[name].update(values.split("|"))
    order = {verdict: k for k, verdict in enumerate(STYLES)}
    return {name: [(value, value, held[value]) for value in sorted(held, key=lambda v: (order.get(v, 0), v))] for name, held in counts.items()}


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


def _formulas_of(statement: Mapping[str, Any], name: str) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The formulas of a claim: those that all its readings share, and by reading those that differ."""
    found = [f for f in statement["formulas"] if f["claim"] == name]
    apart = {f["reading"]: f for f in found if "reading" in f}
    if len({f["mathml"] for f in apart.values()}) == 1 and set(apart) >= {c["reading"] for c in statement["claims"] if c["name"] == name}:
        return [*(f for f in found if "reading" not in f), next(iter(apart.values()))], {}
    return [f for f in found if "reading" not in f], apart


def _formula(item: Mapping[str, Any]) -> Any:
    """The MathML of a formula or hypothesis, its TeX if the MathML cannot be trusted, or nothing: nobody reads a formula of several pages."""
    from markupsafe import Markup

    if len(item["mathml"]) > mathml.LONGEST:
        return ""
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


def _sides(side: Mapping[str, Any]) -> Any:
    """Both sides of a relation at a point, with its sign between them."""
    from markupsafe import Markup

    sign = {"<=": "<mo>&#8804;</mo>", "<": "<mo>&lt;</mo>", "==": "<mo>=</mo>"}.get(side["op"]) or f"<mtext> {html.escape(side['op'])} </mtext>"
    return Markup(f"<math><mrow>{mathml.value(side['left'])}{sign}{mathml.value(side['right'])}</mrow></math>")  # of escaped numbers


def _drawn(picture: Mapping[str, Any], ident: str) -> Any:
    """The picture as SVG; its text alternative stands below it, and is said once."""
    from markupsafe import Markup

    svg = drawing.svg(picture, ident=ident)
    return Markup(re.sub(r' aria-label="[^"]*"', f' aria-labelledby="{ident}-says"', svg, count=1))


def _plain(hypothesis: Mapping[str, Any]) -> bool:
    """Whether it says no more than what kind of thing a letter is."""
    return not (hypothesis.get("assumes", True) or hypothesis["mathml"] or hypothesis["tex"] or "how" in hypothesis)


def _lean(tex: str) -> str:
    r"""TeX without \left and \right around what is no taller than a line."""
    low = re.compile(r"\\left([(\[]) ((?:(?!\\left|\\right|\\frac|\\sqrt|\\begin).)*) \\right([)\]])")
    before = ""
    while tex != before:
        before, tex = tex, low.sub(r"\1\2\3", tex)
    return tex


def _only_reading(statement: Mapping[str, Any]) -> bool:
    return len({claim["reading"] for claim in statement["claims"]}) < 2


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{_seconds(seconds)} s"


def _short(text: str, most: int = 240) -> str:
    """What a cell or a line has room for; the whole stands in the statement's section, or in report.json."""
    return text if len(text) <= most else text[: most - 40].rsplit(" ", 1)[0] + " ..."


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

"""The report for other tools: a Markdown summary for a pull request, SARIF for code scanning, and a badge, all made from the document of report.json."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from property_tests.words import deciding, explain, in_one_line, strongest
from reports.style import STYLES

Record = Mapping[str, Any]
COMMENT = 65_536  # GitHub takes no longer comment; counted in bytes, of which a text has at least as many as characters
UNFOLDED = 8  # items of a list that are seen at once
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {
    "refuted": ("RefutedClaim", "A claim is false.", "The claim fails, exactly, at a point that satisfies every hypothesis; or it contradicts what is proved."),
    "undecided": ("UndecidedClaim", "A claim is neither shown nor refuted, where a verdict was expected.", "The message gives the reason."),
    "broken": ("BrokenStatement", "A statement could not be examined.", "Its file cannot be imported or is malformed, so nothing is said of its claims."),
    "unexpected": ("UnexpectedVerdict", "A statement is not as expected.", "Verdict, or readings that fell, differ from what the file pins."),
}
ZERO_WIDTH = "\u200b"  # set into what would become a mention or a link: GitHub looks for these after all escapes are resolved
WIDTHS = {"ijl": 3.1, "f ": 3.9, "rt": 4.6, "csz": 5.8, "w": 9.0, "m": 10.7}  # pixels in Verdana at 11 px; other characters that occur here have 7


# ---------------------------------------------------------------------------------------------- untrusted text
def one_line(text: object, most: int = 500) -> str:
    """`text` on one line that no terminal or log obeys: control and direction marks are spelled out, what is beyond `most` characters is counted."""
    shown = "".join(c if c.isprintable() or c in "\u200c\u200d" else " " if c.isspace() else c.encode("unicode_escape").decode() for c in str(text))
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else f"{shown[:most]} … ({len(shown) - most} more characters)"


def prose(text: object) -> str:
    """`text` as Markdown that reads as the text itself, on one line: no markup, HTML, mathematics, mention, issue or link comes of it."""
    escaped = re.sub(r"[\\`*_\[\]<&|~]|^[#>+-]", r"\\\g<0>", one_line(text)).replace("$", "<span>$</span>")
    escaped = re.sub(r"^(\d+)([.)])", r"\1\\\2", escaped)  # no list of its own
    return re.sub(r"[@#](?=\w)|\bgh-(?=\d)|\b(?:https?|ftp)(?=:)|\bwww(?=\.)", rf"\g<0>{ZERO_WIDTH}", escaped, flags=re.IGNORECASE)


def code(text: object) -> str:
    """`text` as a Markdown code span, in which nothing is markup."""
    shown = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    pad = " " if shown[:1] == "`" or shown[-1:] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else ""


def point_of(statement: Record, claim: Record) -> str:
    """Where `claim` of `statement` fails, in plain text: "k = -2, R = [[0], [1]]"; empty where no point refuted it."""
    pinned = statement["counterexample"]
    if pinned and (pinned["reading"], pinned["claim"]) == (claim["reading"], claim["name"]):
        return in_one_line(pinned["letters"])
    return next((in_one_line(e["witness"]) for e in claim["evidence"] if e["kind"] == "counterexample" and e["holds"] is False), "")


# ---------------------------------------------------------------------------------------------- Markdown
def markdown(document: Record) -> str:
    """A summary for a pull request: totals, then what is not as expected, what fell and where, and what is undecided.

    It has at most 65536 characters, which is what GitHub takes, and says what it left out.
    """
    statements, totals = document["statements"], document["totals"]
    sections = {
        "Not as expected": [_unexpected(s) for s in statements if not s["as_expected"]],
        "Refuted": [_refuted(s) for s in statements if s["verdict"] == "refuted"],
        "Undecided": [f"{_name(s)}: {prose(strongest(s))}" for s in statements if s["verdict"] == "undecided"],
        "Readings that fell": [f"{_name(s)}, but {_failing(s, reading)}" for s in statements if s["verdict"] != "refuted" for reading in s["fallen"]],
    }
    unexpected = totals["statements"] - totals["as_expected"]
    summary = [
        f"**{totals['statements']} statements: " + (f"✗ {unexpected} not as expected**" if unexpected else "all as expected**"),
        f"{totals['mutants']['dead']} of {totals['mutants']['planted']} mutants killed",
        f"{totals['hypotheses']['ablated']} of {totals['hypotheses']['stated']} hypotheses ablated",
        f"budget {prose(document['generated']['budget'])}",
        *([f"{totals['stale']} stale"] if totals["stale"] else []),
    ]
    rows = [
        f"| {style.symbol} | {style.word} | {totals['verdicts'][v]} of {totals['statements']} | {totals['claim_verdicts'][v]} of {totals['claims']} |"
        for v, style in STYLES.items()
    ]
    head = ["## Lakatos", ", ".join(summary) + ".", "\n".join(["| | verdict | statements | claims, in each reading |", "|---|---|--:|--:|", *rows])]
    return listed(head, sections)


def listed(head: Sequence[str], sections: Mapping[str, Sequence[str]]) -> str:
    """Markdown of the blocks `head` and of lists under headings, long ones folded; the first lists get the room that a comment has."""
    blocks = list(head)
    for heading, items in sections.items():
        # 400 bytes a list hold its heading, what folds it, and the line that says what was left out.
        room = COMMENT - sum(len(block.encode()) + 2 for block in blocks) - 400 * len(sections)
        kept: list[str] = []
        for item in items:
            room -= len(item.encode()) + 3
            if room < 0:
                break
            kept.append(f"- {item}")
        if len(kept) < len(items):
            kept.append(f"- … and {len(items) - len(kept)} more, left out here, because a comment may have {COMMENT} characters: the report has them")
        if items:
            blocks += [f"### {heading} ({len(items)})", "\n".join(kept[:UNFOLDED])]
        if len(kept) > UNFOLDED:
            folded = "\n".join(kept[UNFOLDED:])
            blocks.append(f"<details><summary>the others</summary>\n\n{folded}\n\n</details>")
    return "\n\n".join(filter(None, blocks)) + "\n"


def _name(statement: Record) -> str:
    style = STYLES[statement["verdict"]]
    return f"{style.symbol} {code(statement['id'])} {prose(statement['title'])} **{style.word}**"


def _unexpected(statement: Record) -> str:
    lines = explain(statement)
    pinned = f", expected {statement['expected']}" if statement["expected"] else ""
    # A pin also says which readings fall, so the verdict may be right and these not.
    fell = f", fallen readings: {', '.join(map(code, statement['fallen']))}" if statement["verdict"] == statement["expected"] else ""
    return f"{_name(statement)}{pinned}{fell}" + "".join(f"\n  - {prose(line)}" for line in lines[:10]) + _more(statement, len(lines) - 10)


def _more(statement: Record, lines: int) -> str:
    return f"\n  - … and {lines} lines more: {code('lakatos check ' + statement['id'])}" if lines > 0 else ""


def _refuted(statement: Record) -> str:
    amended = [f"amended by {code(a['id'])}: {a['verdict'] or 'not examined'}" for a in statement["amended_by"]]
    return "; ".join([f"{_name(statement)}: {_failing(statement, statement['reading'])}", *amended])


def _failing(statement: Record, reading: str) -> str:
    """The claim that fails in `reading` and where: at a point, if one of the claims that fell has any."""
    fell = [c for c in statement["claims"] if c["reading"] == reading and c["verdict"] == "refuted"]
    if not fell:
        return f"{code(reading)} fell"
    pinned = statement["counterexample"] or {}
    claim = min(fell, key=lambda c: (c["name"] != pinned.get("claim"), not point_of(statement, c)))
    at = point_of(statement, claim)
    return f"{code(claim['name'])} ({code(reading)}) fails" + (f" at {code(at)}" if at else f": {prose(claim['reason'] or claim['scope'])}")


# ---------------------------------------------------------------------------------------------- SARIF
def sarif(document: Record) -> str:
    """SARIF 2.1.0 as text: a result for every refuted claim (a note, if the file pins that) and for whatever else is not as expected."""
    rules = [
        {"id": ident, "name": name, "shortDescription": {"text": short}, "fullDescription": {"text": f"{short} {full}"}, "help": {"text": full}}
        for ident, (name, short, full) in RULES.items()
    ]
    results = [result for statement in document["statements"] for result in _results(statement)]
    run = {"tool": {"driver": {"name": "Lakatos", "rules": rules}}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _results(statement: Record) -> Iterator[dict[str, Any]]:
    refuted = [c for c in statement["claims"] if c["verdict"] == "refuted"]
    for claim in refuted:
        yield _result(statement, "refuted", claim)
    if statement["as_expected"]:
        return
    if statement["verdict"] in ("undecided", "broken"):
        yield from (_result(statement, statement["verdict"], claim) for claim in deciding(statement) or (None,))
    elif not refuted:
        yield _result(statement, "unexpected", None)


def _result(statement: Record, rule: str, claim: Record | None) -> dict[str, Any]:
    about = {"id": statement["id"], "reading": claim["reading"] if claim else "", "claim": claim["name"] if claim else ""}
    key = hashlib.sha256("\0".join(about.values()).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    subject = f"The claim '{claim['name']}' of {statement['id']} ({claim['reading']})" if claim else statement["id"]
    expected = "as the file pins" if statement["as_expected"] else f"expected is {statement['expected'] or 'a sound file'}"
    at = point_of(statement, claim) if claim and rule == "refuted" else ""
    why = f"It fails at {at}." if at else (claim and (claim["reason"] or claim["scope"])) or statement["problem"] or strongest(statement)
    amended = "".join(f" Amended by {a['id']}: {a['verdict'] or 'not examined'}." for a in statement["amended_by"] if rule == "refuted")
    message = one_line(f"{subject} is {claim['verdict'] if claim else statement['verdict']}, {expected}. {one_line(why)}{amended}", 2000)
    # Braces would be read as places for arguments, and "[...](...)" as a link.
    message = message.replace("{", "{{").replace("}", "}}").replace("](", "] (")
    file = statement["file"].replace("\\", "/").lstrip("/") or statement["id"].replace(".", "/") + ".py"
    place = {"artifactLocation": {"uri": quote(one_line(file, 4096)), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 1}}
    told = about | {"verdict": claim["verdict"] if claim else statement["verdict"]} | {k: statement[k] or "" for k in ("expected", "fingerprint", "budget")}
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": "warning" if rule != "refuted" else "note" if statement["as_expected"] else "error",
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
        # GitHub knows only the first; all results of a file stand on its line 1, so that it could not tell them apart by that.
        "partialFingerprints": {"primaryLocationLineHash": f"{key}:1", "lakatosClaim/v1": key},
        "properties": {name: one_line(value) for name, value in told.items()},
    }


# ---------------------------------------------------------------------------------------------- the badge
def badge(document: Record) -> str:
    """A badge as SVG, 20 px high: how many statements reached each verdict, each count with its shape; before them how many are not as expected, if any.

    No text of a theory is in it, so that there is nothing to escape.
    """
    totals = document["totals"]
    unexpected = totals["statements"] - totals["as_expected"]
    counts = [(f"{totals['verdicts'][v]} {style.word}", style.shape, style.dark) for v, style in STYLES.items() if totals["verdicts"][v]]
    alarm = [(f"{unexpected} unexpected", STYLES["refuted"].shape, "#fff")] if unexpected else []
    x, parts = 13 + _width("lakatos"), [_words("lakatos", 7)]
    for text, shape, colour in [*alarm, *counts] or [("nothing examined", STYLES["undecided"].shape, STYLES["undecided"].dark)]:
        wide = 23 + _width(text)
        if alarm and (text, shape, colour) == alarm[0]:
            parts.append(f'<path fill="{STYLES["refuted"].light}" d="M{x:.1f} 1h{wide:.1f}v18h-{wide:.1f}z"/>')
        parts.append(f'<path fill="{colour}" transform="translate({x + 5:.1f} 5) scale(.625)" d="{shape}"/>')
        parts.append(_words(text, x + 18))
        x += wide + 2
    width = x + 3
    title = "lakatos: " + (" · ".join(text for text, _, _ in [*alarm, *counts]) or "nothing examined")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="20" viewBox="0 0 {width:.1f} 20" role="img" aria-label="{title}">'
        f'<title>{title}</title><rect x=".5" y=".5" width="{width - 1:.1f}" height="19" rx="3" fill="#1b1f24" stroke="#8b949e"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{"".join(parts)}</g></svg>\n'
    )


def _words(text: str, x: float) -> str:
    # The length is prescribed, so that a wider font than the table knows still fits.
    return f'<text x="{x:.1f}" y="14" textLength="{_width(text):.1f}" lengthAdjust="spacingAndGlyphs">{text}</text>'


def _width(text: str) -> float:
    return sum(next((width for letters, width in WIDTHS.items() if c in letters), 7.0) for c in text)

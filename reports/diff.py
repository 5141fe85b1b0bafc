"""What changed from one report to another, and whether something got worse."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from property_tests.words import strongest
from reports.export import SCHEMA_VERSION, verdicts
from reports.formats import listed, one_line, point_of, prose

KINDS = {  # in the order of their weight, and what a line calls them
    "statement": "statement",
    "verdict": "verdict",
    "expectation": "expectation",
    "claim": "claim",
    "mutant": "mutant",
    "ancestors": "verdict with all that it uses",
    "counterexample": "counterexample of",
    "ablation": "without the hypothesis",
    "stale": "evidence",
    "slower": "seconds",
    "setting": "setting",
}
DIRECTIONS = ("worse", "better", "neither")
TWICE, AT_LEAST = 2, 2.0  # slower: by this factor, and by these seconds
GONE = "not there"

# What is read of a statement, of a claim and of a piece of evidence; older reports may lack a part, and newer ones have more.
STATEMENT: dict[str, Any] = {
    **dict.fromkeys(("fingerprint", "budget", "problem", "reading", "with_ancestors"), ""),
    **{"as_expected": True, "stale": False, "seconds": 0.0, "claims": [], "ablations": [], "mutants": {}, "uses": []},
}
POINT: dict[str, Any] = {"reading": "", "claim": "", "letters": {}}
MUTANTS: dict[str, Any] = {"names": [], "killed": []}
CLAIM: dict[str, Any] = {"name": "", "reading": "", "verdict": "", "scope": "", "reason": "", "evidence": []}
EVIDENCE: dict[str, Any] = {"kind": "", "instrument": "", "scope": ""}
ABLATION: dict[str, Any] = {"hypothesis": "", "instead": "", "outcome": "", "reason": ""}

Record = Mapping[str, Any]


class DiffError(ValueError):
    """A report that cannot be read; the message is one line that says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is not as it was; what was or is not there is an empty string."""

    kind: str  # one of KINDS
    direction: str = "neither"  # one of DIRECTIONS
    id: str = ""  # of the statement; empty for what concerns the whole report
    about: str = ""  # the claim, mutant, hypothesis or setting
    reading: str = ""  # of the claim
    old: str = ""
    new: str = ""
    reason: str = ""
    point: str = ""  # where the claim fails now, in plain text
    same_fingerprint: bool | None = None  # of the statement; None where one of the two reports has none


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All changes, the worst first, and the ids of the statements in both reports."""

    changes: tuple[Change, ...]
    statements: tuple[int, int]

    @property
    def worse(self) -> bool:
        """Whether a verdict, claim, expectation, mutant or statement was lost, or a new statement is not as expected."""
        return any(change.direction == "worse" for change in self.changes)


# ---------------------------------------------------------------------------------------------- reading
def load(path: Path | str) -> dict[str, Any]:
    """The document of a report.json, or of the folder that holds one. Raises DiffError, with the remedy, for all else."""
    file = Path(path)
    file = file / "report.json" if file.is_dir() else file
    name = one_line(file)
    try:
        document = json.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise DiffError(f"{name} does not exist: name a report.json, or the folder that lakatos report wrote") from None
    except OSError as error:
        raise DiffError(f"{name} cannot be read ({error.strerror}): mend that, or name another report.json") from None
    except (ValueError, RecursionError) as error:
        raise DiffError(f"{name} is no JSON ({one_line(error, 80)}): name the report.json, not the page, or make it again with lakatos report") from None
    if not isinstance(document, dict) or not isinstance(document.get("statements"), list) or "schema_version" not in document:
        raise DiffError(f"{name} is no report of Lakatos (it has no statements): name a report.json, or the folder that lakatos report wrote")
    theirs, ours = str(document["schema_version"]), SCHEMA_VERSION
    if theirs.partition(".")[0] != ours.partition(".")[0]:
        raise DiffError(f"{name} has the schema {one_line(theirs, 20)}, and this Lakatos reads {ours}: make both reports with the same version of Lakatos")
    try:
        _statements(document)
    except DiffError as error:
        raise DiffError(f"{name}: {error}") from None
    return document


def _statements(document: Record) -> dict[str, dict[str, Any]]:
    """The statements by id, with all that is read of them."""
    found: dict[str, dict[str, Any]] = {}
    for raw in document["statements"]:
        ident = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(ident, str) or raw.get("verdict") not in verdicts():
            raise DiffError(f"the statement {one_line(ident, 80)} has no id or no verdict that is known: make the report again with lakatos report")
        if ident in found:
            raise DiffError(f"the statement {one_line(ident, 80)} stands there twice: make the report again with lakatos report")
        statement = _filled(raw, STATEMENT, ident)
        statement["claims"] = [_filled(claim, CLAIM, ident) for claim in statement["claims"]]
        statement["ablations"] = [_filled(ablation, ABLATION, ident) for ablation in statement["ablations"]]
        for claim in statement["claims"]:
            claim["evidence"] = [_filled(evidence, EVIDENCE, ident) for evidence in claim["evidence"]]
            for evidence in claim["evidence"]:
                evidence |= {"holds": evidence.get("holds"), "witness": _filled(evidence.get("witness") or {}, {}, ident)}
        pinned = statement.get("counterexample")
        statement |= {"expected": raw.get("expected"), "counterexample": _filled(pinned, POINT, ident) if pinned else None}
        statement["mutants"] = _filled(statement["mutants"], MUTANTS, ident)
        found[ident] = statement
    return found


def _filled(raw: Any, shape: Record, ident: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise DiffError(f"{one_line(ident, 80)} has a part that no report has: make the report again with lakatos report")
    for key, default in shape.items():
        if not isinstance(raw.get(key, default), (int, float) if isinstance(default, float) else type(default)):
            raise DiffError(f"{one_line(ident, 80)}: {key} is not what a report has there: make the report again with lakatos report")
    return {**shape, **raw}


# ---------------------------------------------------------------------------------------------- comparing
def compare(old: Record, new: Record) -> Difference:
    """What changed from the document `old` to `new`, as `load` or `export.document` give them. Raises DiffError for a malformed statement."""
    before, after = _statements(old), _statements(new)
    changes = list(_settings(old, new, before, after))
    for ident in sorted({*before, *after}):
        if ident not in after:
            changes.append(_vanished(before[ident], before, after))
        elif ident not in before:
            changes.append(_appeared(after[ident]))
        else:
            prints = [statement[ident]["fingerprint"] for statement in (before, after)]
            same = prints[0] == prints[1] if all(prints) else None
            changes += [Change(id=ident, same_fingerprint=same, **change) for change in _changed(before[ident], after[ident], after)]
    # All that happened to one statement stands together, at the place of the worst of it.
    first: dict[str, tuple[int, int, int]] = {}
    for change in changes:
        first[change.id] = min(first.get(change.id, _weight(change)), _weight(change))
    order = sorted(changes, key=lambda c: (first[c.id], c.id, _weight(c), c.reading, c.about))
    return Difference(changes=tuple(order), statements=(len(before), len(after)))


def _weight(change: Change) -> tuple[int, int, int]:
    fallen = -verdicts().index(change.new) if change.new in verdicts() else 0
    return DIRECTIONS.index(change.direction), list(KINDS).index(change.kind), fallen


def _direction(old: str, new: str) -> str:
    ladder = verdicts()  # best first
    if old not in ladder or new not in ladder:
        return "neither"
    down = ladder.index(new) - ladder.index(old)
    return "worse" if down > 0 else "better" if down < 0 else "neither"


def _vanished(old: Record, before: Record, after: Record) -> Change:
    twins = [i for i, s in after.items() if i not in before and old["fingerprint"] and s["fingerprint"] == old["fingerprint"]]
    reason = f"{twins[0]} is new and has its fingerprint: renamed?" if twins else ""
    return Change(kind="statement", direction="worse", id=old["id"], old=old["verdict"], reason=reason)


def _appeared(new: Record) -> Change:
    reason = "as expected" if new["as_expected"] else f"expected {new['expected'] or 'a sound file'}; {_why(new)}"
    points = [point_of(new, c) for c in new["claims"] if c["verdict"] == "refuted" and c["reading"] == new["reading"]]
    direction = "neither" if new["as_expected"] else "worse"
    return Change(kind="statement", direction=direction, id=new["id"], new=new["verdict"], reason=reason, point=next(filter(None, points), ""))


def _changed(old: Record, new: Record, after: Record) -> Iterator[dict[str, Any]]:
    moved = _direction(old["verdict"], new["verdict"])
    expected = new["expected"] or "a sound file"
    direction = "" if old["as_expected"] == new["as_expected"] else "better" if new["as_expected"] else "worse"
    if old["verdict"] != new["verdict"]:
        pinned = f"expected {expected}; " if direction == moved == "worse" else ""
        yield {"kind": "verdict", "direction": moved, "old": old["verdict"], "new": new["verdict"], "reason": pinned + _why(new)}
    if direction not in ("", moved):  # else the verdict's own line says it
        words = {True: "as expected", False: f"not as expected, which is {expected}"}
        yield {"kind": "expectation", "direction": direction, "old": words[old["as_expected"]], "new": words[new["as_expected"]]}
    rest = (old["with_ancestors"], new["with_ancestors"])
    if rest[0] != rest[1] and all(rest) and rest != (old["verdict"], new["verdict"]):
        through = [i for i in map(str, new["uses"]) if i in after and rest[1] in (after[i]["verdict"], after[i]["with_ancestors"])]
        reason = f"through {', '.join(through)}" if through else ""
        yield {"kind": "ancestors", "direction": _direction(*rest), "old": rest[0], "new": rest[1], "reason": reason}
    if new["stale"] and not old["stale"]:
        yield {"kind": "stale", "old": "fresh", "new": "stale", "reason": f"the statement changed after it was examined: lakatos check {new['id']}"}
    if old["budget"] == new["budget"] and 0 < TWICE * old["seconds"] <= new["seconds"] and new["seconds"] - old["seconds"] >= AT_LEAST:
        reason = "not counted as worse, because the clocks of two machines differ"
        yield {"kind": "slower", "old": f"{old['seconds']:.1f}", "new": f"{new['seconds']:.1f}", "reason": reason}
    if "broken" not in (old["verdict"], new["verdict"]):  # a broken file has no claims: that is one change, and not one for each of them
        yield from _claims(old, new)
        yield from _mutants(old, new)
        yield from _ablations(old, new)


def _claims(old: Record, new: Record) -> Iterator[dict[str, Any]]:
    was, now = ({(c["reading"], c["name"]): c for c in statement["claims"]} for statement in (old, new))
    for reading, name in sorted({*was, *now}):
        before, after = was.get((reading, name)), now.get((reading, name))
        about: dict[str, Any] = {"about": name, "reading": reading}
        point = point_of(new, after) if after and after["verdict"] == "refuted" else ""
        if before is None or after is None:
            left = {"direction": "worse", "old": before["verdict"]} if before else {}
            came = {"new": after["verdict"], "reason": after["reason"], "point": point} if after else {}
            yield {"kind": "claim"} | about | left | came
        elif before["verdict"] != after["verdict"]:
            verdict = {"old": before["verdict"], "new": after["verdict"], "direction": _direction(before["verdict"], after["verdict"])}
            yield {"kind": "claim", "reason": after["reason"] or ("" if point else after["scope"]), "point": point} | about | verdict
        elif after["verdict"] == "refuted" and point != point_of(old, before):
            yield {"kind": "counterexample", "old": point_of(old, before), "new": point} | about


def _mutants(old: Record, new: Record) -> Iterator[dict[str, Any]]:
    was, now = _fates(old), _fates(new)
    for name, fate in now.items():
        before = was.get(name, "")
        if fate == "survived" != before:
            yield {"kind": "mutant", "direction": "worse", "about": name, "old": before, "new": fate, "reason": "no claim fails with it"}
        elif before and before != fate != "not asked":
            yield {"kind": "mutant", "direction": "better" if before == "survived" else "neither", "about": name, "old": before, "new": fate}
    yield from ({"kind": "mutant", "about": name, "old": was[name], "reason": "no longer planted"} for name in was if name not in now)


def _fates(statement: Record) -> dict[str, str]:
    rows = zip(statement["mutants"]["names"], statement["mutants"]["killed"], strict=False)
    return {str(name): "killed" if True in row else "survived" if False in row else "not asked" for name, row in rows if isinstance(row, list)}


def _ablations(old: Record, new: Record) -> Iterator[dict[str, Any]]:
    was, now = ({(a["hypothesis"], a["instead"]): a for a in statement["ablations"]} for statement in (old, new))
    for hypothesis, instead in now:
        before, after = was.get((hypothesis, instead)), now[hypothesis, instead]
        if before and before["outcome"] != after["outcome"]:
            about = f"{hypothesis}, with {instead}" if instead else hypothesis
            yield {"kind": "ablation", "about": about, "old": _needed(before), "new": _needed(after), "reason": after["reason"]}


def _needed(ablation: Record) -> str:
    # "fails" would read as if the check had failed: without the hypothesis the claim does, so that it is needed.
    return "needed" if ablation["outcome"] == "fails" else str(ablation["outcome"])


def _why(statement: Record) -> str:
    return str(statement["problem"] or strongest(statement))


def _settings(old: Record, new: Record, before: Record, after: Record) -> Iterator[Change]:
    was, now = (_generated(document) for document in (old, new))
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            yield Change(kind="setting", about=name, old=str(was.get(name) or ""), new=str(now.get(name) or ""))
    others = [i for i in before if i in after and before[i]["budget"] != after[i]["budget"]]
    if others:
        reason = f"not compared for {len(others)} of {len(before.keys() & after.keys())} statements: their budgets differ"
        yield Change(kind="setting", about="seconds", reason=reason)


def _generated(document: Record) -> dict[str, Any]:
    generated = document.get("generated")
    made = generated if isinstance(generated, dict) else {}
    versions = made.get("versions")
    return {key: made.get(key) for key in ("budget", "python", "platform")} | (versions if isinstance(versions, dict) else {})


# ---------------------------------------------------------------------------------------------- telling
def told(difference: Difference, *, names: tuple[str, str]) -> str:
    """The difference of the reports `names`, for a terminal or a log: a line for each change, the worst first, then what the marks mean, and the sum."""
    lines = [f"from {one_line(names[0])} to {one_line(names[1])}"]
    lines += [f"{change.direction if change.direction != 'neither' else '':8}{_line(change)}" for change in difference.changes]
    return "\n".join([*lines, *_legend(difference), _sum(difference)]) + "\n"


def as_json(difference: Difference) -> dict[str, Any]:
    """The difference as plain data: {"worse", "statements": [before, after], "changes": [{the fields of Change}]}."""
    return {"worse": difference.worse, "statements": list(difference.statements), "changes": [asdict(change) for change in difference.changes]}


def as_markdown(difference: Difference) -> str:
    """The difference for a pull request, at most 65536 characters."""
    titles = {"worse": "✗ Worse", "better": "✓ Better", "neither": "Neither"}
    sections = {title: [prose(_line(c)) for c in difference.changes if c.direction == direction] for direction, title in titles.items()}
    return listed(["## Lakatos: what changed", prose(_sum(difference)), *map(prose, _legend(difference))], sections)


def _line(change: Change) -> str:
    about, old, new, reason, point = (one_line(text, 300) for text in (change.about, change.old, change.new, change.reason, change.point))
    subject = f"{KINDS[change.kind]} {about}" if change.kind == "setting" else KINDS[change.kind] + (f" '{about}'" if about else "")
    place = (f"{change.id}: " if change.id else "") + subject + (f" ({one_line(change.reading)})" if change.reading else "")
    step = f"{old or GONE} -> {new or GONE}" if old or new else ""
    mark = {True: " [same fingerprint]", False: " [other fingerprint]", None: ""}[change.same_fingerprint]
    return f"{one_line(place, 900)}: " + "; ".join(filter(None, [step, point and f"fails at {point}", reason])) + mark


def _legend(difference: Difference) -> Sequence[str]:
    prints = {change.same_fingerprint for change in difference.changes}
    set_otherwise = any(change.kind == "setting" and (change.old or change.new) for change in difference.changes)
    blame = "the settings that differ, or a timeout" if set_otherwise else "a timeout, as no setting differs"
    return [
        *([f"same fingerprint: neither the statement, nor what it imports, nor an instrument changed; look at {blame}"] if True in prints else []),
        *(["other fingerprint: the statement, something that it imports, or the instruments changed"] if False in prints else []),
    ]


def _sum(difference: Difference) -> str:
    if not difference.changes:
        return f"no difference in {difference.statements[1]} statements"
    counts = Counter(change.direction for change in difference.changes)
    hit = len({change.id for change in difference.changes if change.direction == "worse"})
    worse = f"{counts['worse']} for the worse, in {hit} statement{'s' * (hit != 1)}" if hit else "nothing got worse"
    return f"{worse}; {counts['better']} for the better, {counts['neither']} neither; statements: {difference.statements[0]} -> {difference.statements[1]}"

"""What a record says, in a few words of plain text: the same in the terminal, under pytest and in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]


def deciding(record: Record) -> list[dict[str, Any]]:
    """The claims that the verdict rests on: in the best reading, the ones that went no better."""
    best = [c for c in record["claims"] if c["reading"] == record["reading"]] or record["claims"]
    return [c for c in best if c["verdict"] == record["verdict"]]


def strongest(record: Record) -> str:
    """The strongest piece of evidence behind the verdict, or the reason why there is none."""
    claim = next(iter(deciding(record)), None)
    if claim is None or record["verdict"] == "undecided":
        return str(record["problem"] or (claim and claim["reason"]) or "no evidence")
    order = ("counterexample", "proof", "certificate", "instances")
    telling = [e for e in claim["evidence"] if e["holds"] is (record["verdict"] != "refuted") and e["kind"] in order]
    best = min(telling, key=lambda e: order.index(e["kind"]), default=None)
    return ": ".join(filter(None, (best["instrument"], best["scope"]))) if best else str(claim["scope"])


def explain(record: Record) -> list[str]:
    """Why a statement is not as expected: the claim, the point at which it fails, the line to paste, the mutants that live."""
    if record["verdict"] == "broken":
        return [str(record["problem"])]
    lines = [f"{record['id']} is {record['verdict']}, expected {record['expected']}" + (f": {record['problem']}" if record["problem"] else "")]
    for claim in deciding(record):
        lines.append(f"claim {claim['name']!r} ({claim['reading']}): {claim['reason'] or claim['scope']}")
        points = [e for e in claim["evidence"] if e["kind"] == "counterexample" and e["holds"] is False]
        lines += [f"    fails at {in_one_line(e['witness'])}" for e in points if e["witness"]]
    if record["counterexample"] and record["verdict"] == "refuted":
        lines.append(f'if the paper is wrong here, and not the file, pin it: expect="refuted", {record["counterexample"]["paste"]}')
    elif record["verdict"] not in ("undecided", record["expected"]):
        lines.append(f'if this is as far as it can be decided, pin it: expect="{record["verdict"]}"')
    mutants = record["mutants"]
    for name, row in zip(mutants["names"], mutants["killed"], strict=False):
        if False in row and True not in row:
            lines.append(f"mutant {name!r} survived: no claim fails with it; sharpen a claim, or plant a slip that matters")
    return lines


def in_one_line(letters: Mapping[str, Any] | None) -> str:
    """A point in plain text: k = -2, R = [[0], [1]]."""
    return ", ".join(f"{name} = {str(value).replace(chr(39), '')}" for name, value in (letters or {}).items())

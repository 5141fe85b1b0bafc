"""One test over the whole library: the verdict that a statement reaches is the verdict that it expects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from property_tests import docket
from property_tests.conftest import RECORD


def test_verdict(ident: str, theory: Path | None, budget: str, ledger: Path, record_property: Any) -> None:
    (record,) = docket.hear([ident], theory=theory, budget=budget, ledger=ledger, jobs=1)
    shown = {key: record[key] for key in ("id", "headline", "verdict", "expected", "as_expected", "seconds")}
    record_property(RECORD, shown | {"dead": record["mutants"]["dead"], "planted": record["mutants"]["planted"], "strongest": strongest(record)})
    if not record["as_expected"]:
        pytest.fail(explain(record), pytrace=False)


def strongest(record: dict[str, Any]) -> str:
    """The scope of the verdict, or why it is no better."""
    claims = [c for c in record["claims"] if c["reading"] == record["reading"]]
    deciding = next((c for c in claims if c["verdict"] == record["verdict"]), None)
    return str(deciding["scope"] or deciding["reason"]) if deciding else str(record["problem"])


def explain(record: dict[str, Any]) -> str:
    """Which claims are not as expected, and where they fail."""
    if record["verdict"] == "broken":
        return str(record["problem"])
    lines = [f"{record['id']} is {record['verdict']}, expected {record['expected']}", *([record["problem"]] if record["problem"] else [])]
    for claim in record["claims"]:
        if claim["verdict"] != "proved":
            lines.append(f"  {claim['verdict']}: {claim['name']} [{claim['reading']}] {claim['scope']} {claim['reason']}".rstrip())
            lines += [f"    fails at {e['witness']}" for e in claim["evidence"] if e["holds"] is False and e["witness"]]
    if record["counterexample"]:
        lines += ["  to pin it:", "    " + record["counterexample"]["paste"]]
    mutants = record["mutants"]
    for name, row in zip(mutants["names"], mutants["killed"], strict=True) if mutants["killed"] else ():
        if True not in row:
            lines.append(
                f"  mutant {name!r} survived: no point was found where it fails; make it a slip that changes something, or the claim says less than it seems"
            )
    return "\n".join(lines)

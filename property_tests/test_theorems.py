"""One test over the whole library: the verdict that a statement reaches is the verdict that it expects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from property_tests import docket
from property_tests.conftest import PREFIX
from property_tests.words import explain, strongest


def test_verdict(ident: str, theory: Path | None, budget: str, ledger: Path, crew: dict[str, Any], request: pytest.FixtureRequest) -> None:
    (record,) = docket.hear([ident], theory=theory, budget=budget, ledger=ledger, jobs=1, **crew)
    shown = {key: record[key] for key in ("id", "headline", "verdict", "expected", "as_expected", "seconds", "fingerprint")}
    shown |= {"mutants_dead": record["mutants"]["dead"], "mutants_planted": record["mutants"]["planted"], "strongest": strongest(record)}
    # --junitxml writes them as properties of the test case; pytest's own record_property does the same, but warns of it, and warnings are errors
    request.node.user_properties.extend((PREFIX + name, value) for name, value in shown.items())
    if not record["as_expected"]:
        pytest.fail("\n".join(explain(record)), pytrace=False)

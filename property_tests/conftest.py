"""What every test shares: the budget, the theory under trial, the ledger, and a summary with a line per statement."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # batches of small matrices: one BLAS thread and several workers
from property_tests import docket
from theorems import walk

PREFIX = "lakatos."  # of the properties that a test of a statement has


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "ident" in metafunc.fixturenames:
        idents = [entry.id for entry in walk(metafunc.config.getoption("--theory"))]
        metafunc.parametrize("ident", idents, ids=idents)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--theory") is not None:  # the house's own tests say nothing about somebody else's theory
        items[:] = [item for item in items if "ident" in getattr(getattr(item, "callspec", None), "params", {})]


@pytest.fixture(scope="session")
def theory(pytestconfig: pytest.Config) -> Path | None:
    found: Path | None = pytestconfig.getoption("--theory")
    return found


@pytest.fixture(scope="session")
def budget(pytestconfig: pytest.Config) -> str:
    return str(pytestconfig.getoption("--budget"))


@pytest.fixture(scope="session")
def crew(pytestconfig: pytest.Config) -> dict[str, str]:
    """Where samples are drawn."""
    return {"device": pytestconfig.getoption("--device"), "scheduler": pytestconfig.getoption("--scheduler")}


@pytest.fixture(scope="session")
def ledger(pytestconfig: pytest.Config) -> Iterator[Path]:
    with warnings.catch_warnings(record=True) as caught:  # a damaged ledger that was set aside is news, not a failure
        warnings.simplefilter("always")
        yield pytestconfig.getoption("--ledger") or docket.default_ledger()
    for warning in caught:
        print(warning.message)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line per statement, and the totals."""
    tests = [report for reports in terminalreporter.stats.values() for report in reports if getattr(report, "when", "") == "call"]
    told = [{name.removeprefix(PREFIX): value for name, value in test.user_properties if name.startswith(PREFIX)} for test in tests]
    records = [r for r in told if r]
    if not records:
        return
    terminalreporter.section("statements")
    for r in sorted(records, key=lambda r: r["id"]):
        mark = "" if r["as_expected"] else f"   EXPECTED {r['expected'] or 'a sound file'}"
        dead = f"mutants {r['mutants_dead']}/{r['mutants_planted']}"
        terminalreporter.write_line(f"{r['headline']:<34} {r['id']:<22} {dead}  {r['seconds']:6.2f} s  {r['strongest']}{mark}")
    counts = {verdict: sum(r["verdict"] == verdict for r in records) for verdict in ("proved", "certified", "supported", "undecided", "refuted", "broken")}
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    dead, planted, unexpected = sum(r["mutants_dead"] for r in records), sum(r["mutants_planted"] for r in records), sum(not r["as_expected"] for r in records)
    terminalreporter.write_line(f"{len(records)} statements: {said}; mutants killed {dead} of {planted}; {unexpected} unexpected")

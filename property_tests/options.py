"""What `pytest` understands of Lakatos: --budget, --theory, --ledger. A plugin of its own, because options are read before conftest.py is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from property_tests.docket import BUDGETS


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lakatos", "theories under trial")
    group.addoption("--budget", choices=BUDGETS, default="quick", help="how hard to try: quick (every push), full, night")
    group.addoption("--device", default="", metavar="NAME", help="on what samples are drawn: cpu, cuda, mps or auto, by torch (default: NumPy)")
    group.addoption("--scheduler", default="", metavar="URL", help="tcp://HOST:PORT of a dask.distributed cluster that draws the samples")
    group.addoption("--theory", type=Path, default=None, metavar="PATH", help="a folder of statements of your own, instead of the project's")
    group.addoption("--ledger", type=Path, default=None, metavar="PATH", help="the ledger to read and write (default build/ledger.sqlite)")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: Any, args: list[str]) -> None:
    """A theory of one's own is tried by the house's one test, from whatever folder pytest is started in."""
    known = early_config.known_args_namespace
    if known.theory is not None and not known.file_or_dir:
        test = str(Path(__file__).resolve().parent / "test_theorems.py")
        args.append(test)
        known.file_or_dir = [test]


def pytest_configure(config: pytest.Config) -> None:
    theory = config.getoption("--theory")
    if theory is not None and not theory.is_dir():
        raise pytest.UsageError(f"--theory {theory} is no folder: name a folder of papers, each a folder of statements")

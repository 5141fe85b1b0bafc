"""Checks on the mock accelerator, in a process of their own: torch takes its privateuse device once a process and keeps it."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module

import pytest
from packaging.version import Version

from property_tests.own_theory import HOUSE, environment

PYTHON_DEVICES = Version("2.10")  # of torch: from then on a device may be written in Python


def perform(checks: Mapping[str, Callable[[], None]]) -> str:
    """In that process: what became of each check, nothing or what it raised, as JSON. Of none, where torch is older than its Python devices."""
    if Version(import_module("torch").__version__) < PYTHON_DEVICES:
        return "{}"
    import_module("property_tests.mock_accelerator").install()
    warnings.simplefilter("error")
    outcomes = {}
    for name, check in checks.items():
        try:
            check()
            outcomes[name] = ""
        except Exception:
            outcomes[name] = traceback.format_exc()
    return json.dumps(outcomes)


def outcomes_of(module: str) -> dict[str, str]:
    """What became of the checks of a test module that prints `perform(...)` when it is run; skips where there were none."""
    done = subprocess.run([sys.executable, "-m", module], cwd=HOUSE, env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    if not found:
        pytest.skip(f"not run: torch has devices written in Python from {PYTHON_DEVICES} on")
    return found

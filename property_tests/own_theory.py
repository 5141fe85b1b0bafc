"""Small theories of one's own, for the tests of the docket and of the front door: folders of papers outside the project."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "lakatos")

TRUE = '''
    """Twice a product is at most the sum of squares.

    For all real numbers; with equality where they are equal.
    """

    from lakatos import Real, Statement


    def claims(x, y, *, factor=2):
        """Young's inequality."""
        return {"at most the sum of squares": factor * x * y <= x**2 + y**2}


    statement = Statement(
        source="Theorem 1", for_all={"x": Real(), "y": Real()}, claims=claims, mutants={"three times": {"factor": 3}, "five times": {"factor": 5}}
    )
'''
FALSE = '''
    """Every square is at least its root."""

    from lakatos import Real, Statement


    def claims(x, *, power=2):
        return {"at least the root": x <= x**power}


    statement = Statement(source="Theorem 2", for_all={"x": Real()}, claims=claims, mutants={"no power": {"power": 1}})
'''
MATRICES = '''
    """The trace does not see the order of two factors."""

    from lakatos import Matrix, Statement, trace


    def claims(A, B, *, factor=1):
        return {"same trace": trace(A @ B) == factor * trace(B @ A), "a square is not negative": trace(A @ A.T) >= (factor - 1) * trace(B @ B.T)}


    statement = Statement(source="Lemma 3", for_all={"A": Matrix("n", "m"), "B": Matrix("m", "n")}, claims=claims, mutants={"twice": {"factor": 2}})
'''
BROKEN = '''
    """A file that cannot be read as a statement."""

    from lakatos import Statement

    statement = Statement(source="Theorem 4", for_all={}, claims=lambda: {}, mutants={})
'''
# A mutant that does something else than fail: the part of `claims` that stands for {act} runs only when the mutant is asked.
MUTANT_ACTS = '''
    """A square is not negative, and one mutant misbehaves."""

    import os
    import signal
    import time
    from pathlib import Path

    from lakatos import Real, Statement


    def claims(x, *, factor=1):
        if factor == -3:
            {act}
        return {{"not negative": factor * x**2 >= 0}}


    statement = Statement(
        source="Theorem 5",
        for_all={{"x": Real()}},
        claims=claims,
        mutants={{"first": {{"factor": -1}}, "second": {{"factor": -2}}, "acts": {{"factor": -3}}, "last": {{"factor": -4}}}},
    )
'''


def lay(root: Path, **files: str) -> Path:
    """A theory in `root`: each keyword paper__name is a statement's text (mine.name where it has no paper). Returns `root`."""
    for key, text in files.items():
        paper, _, name = key.partition("__") if "__" in key else ("mine", "", key)
        file = root / paper / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    return root


def forget() -> None:
    """Modules of theories do not outlive their test."""
    for name in [n for n in sys.modules if n.startswith("theory_")]:
        del sys.modules[name]


def environment(**more: str) -> dict[str, str]:
    """The environment in which a test runs the command line: the house on the path, no colours, no ledger but the one named."""
    kept = {k: v for k, v in os.environ.items() if k not in ("LAKATOS_LEDGER", "LAKATOS_TRACEBACK", "FORCE_COLOR")}
    return kept | {"PYTHONPATH": str(HOUSE), "OMP_NUM_THREADS": "1", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"} | more


def lakatos(*arguments: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], cwd=cwd, env=environment(**more), capture_output=True, text=True, encoding="utf-8", timeout=240, check=False
    )


def timeless(data: Any) -> Any:
    """The same without the seconds that things took."""
    if isinstance(data, dict):
        return {k: timeless(v) for k, v in data.items() if k not in ("seconds", "cpu_seconds", "cpu")}
    return [timeless(x) for x in data] if isinstance(data, list) else data

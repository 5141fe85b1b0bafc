"""How long the front door takes: starting up, with many statements, examining all, and when nothing has changed.

    python benchmarks/start_up.py                  all rows
    python benchmarks/start_up.py --only list      the rows whose command has this word in it

Prints a Markdown table; each figure is the median of --repeat runs after one to warm up, with bytecode and one BLAS thread. Ledgers and the generated
theory are temporary: nothing of the checkout is written but bytecode.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PAPERS, EACH = 20, 20
PAPER = '''"""A generated paper."""

TITLE = "Generated paper {paper}"
ARXIV = ""
VERSION = "v1"
NUMBERED = {numbered!r}
'''
STATEMENT = '''"""Inequality {number}: a multiple of a product is at most a weighted sum of squares.

By completing the square: {number}^2 x^2 - 2 {number} x y + y^2 is a square of a real number. There are {count} files like this one,
so that a list of them is as long as the list of a discipline.
"""

from lakatos import Real, Statement


def claims(x, y, *, factor=2):
    return {{"at most the sum": factor * {number} * x * y <= ({number} * x) ** 2 + y**2}}


statement = Statement(source="Theorem {number}", for_all={{"x": Real(), "y": Real()}}, claims=claims, mutants={{"three times": {{"factor": 3}}}})
'''


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table. `fresh` empties the ledger `book` before each run, which then is not warm."""

    promise: str
    arguments: tuple[str, ...]
    most: str
    book: str = ""
    fresh: bool = False


def generate(theory: Path) -> None:
    """A theory of PAPERS times EACH small statements."""
    number = 0
    for paper in range(1, PAPERS + 1):
        folder = theory / f"paper{paper}"
        folder.mkdir(parents=True)
        numbered = {}
        for _ in range(EACH):
            number += 1
            numbered[f"thm{number}"] = f"Theorem {number}"
            (folder / f"thm{number}.py").write_text(STATEMENT.format(number=number, count=PAPERS * EACH), encoding="utf-8")
        (folder / "__init__.py").write_text(PAPER.format(paper=paper, numbered=numbered), encoding="utf-8")


def rows(folder: Path) -> list[Row]:
    """What is measured, in this order: a later row finds in its ledger what an earlier one has examined."""
    own, many = str(folder / "own.sqlite"), str(folder / "many.sqlite")
    theory = ("--theory", str(folder / "many"))
    count = PAPERS * EACH
    return [
        Row(promise="a statement that was not examined", arguments=("show", "tkf.thm4"), most="0.5 s", book=own),
        Row(promise="all statements, nothing known", arguments=("check",), most="40 s", book=own, fresh=True),
        Row(promise="the same, nothing changed", arguments=("check",), most="5 s", book=own),
        Row(promise="the report, nothing changed", arguments=("report", "--output", str(folder / "report")), most="5 s", book=own),
        Row(promise="the list", arguments=("list",), most="0.5 s", book=own),
        Row(promise="a statement", arguments=("show", "tkf.thm4"), most="0.5 s", book=own),
        Row(promise=f"the list of {count}, none examined", arguments=("list", *theory), most="0.5 s", book=many),
        Row(promise=f"one of {count}, not examined", arguments=("show", "paper7.thm123", *theory), most="0.5 s", book=many),
        Row(promise=f"all {count}, nothing known", arguments=("check", *theory), most="", book=many, fresh=True),
        Row(promise=f"all {count}, nothing changed", arguments=("check", *theory), most="", book=many),
        Row(promise=f"the list of {count}", arguments=("list", *theory), most="0.5 s", book=many),
        Row(promise=f"one of {count}", arguments=("show", "paper7.thm123", *theory), most="0.5 s", book=many),
    ]


def measure(row: Row, repeat: int) -> list[float]:
    """The seconds of each run. Raises SystemExit where the command fails."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "LAKATOS_LEDGER")}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-m", "lakatos", *row.arguments, "--ledger", row.book]
    seconds = []
    for run in range(1 if row.fresh else repeat + 1):
        started = time.perf_counter()
        done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
        if run or row.fresh:
            seconds.append(time.perf_counter() - started)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
        if done.returncode:
            print(f"not all is as expected: {' '.join(command)}", file=sys.stderr)
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="runs of each row behind its median; 5, if not said")
    parser.add_argument("--only", default="", metavar="WORD", help="only commands with this word in them")
    chosen = parser.parse_args()
    print("| what | command | at most | median | slowest | runs |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        generate(folder / "many")
        for row in rows(folder):
            if chosen.only not in row.arguments and chosen.only:
                continue
            seconds = measure(row, chosen.repeat)
            shown = " ".join(row.arguments).replace(str(folder / "many"), "MANY").replace(str(folder), "TMP")
            print(
                f"| {row.promise} | `lakatos {shown}` | {row.most} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s | {len(seconds)} |", flush=True
            )
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sampling on claims of which the truth is known, over many seeds: what is decided, how often, and never wrongly.

    python benchmarks/exam_random.py                             200 seeds of every claim at budget quick
    python benchmarks/exam_random.py --budget full --seeds 3     the false ones must all be found out
    python benchmarks/exam_random.py --log FILE                  writes every decision down, and goes on from there when it was ended

A decision is wrong where a false claim is supported, or a true one refuted, or said to drift. Of the claims alone: no mutants are tried.
"""

from __future__ import annotations

import argparse
import collections
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from pathlib import Path

from property_tests.random_claims import DECISIONS, EXAM, OPEN, decision, found_out
from property_tests.referee import BUDGETS
from property_tests.simulate import simulate
from theorems.statement import Variant

Trial = tuple[str, int, str]  # budget, seed, claim


def tried(trial: Trial) -> tuple[Trial, str, float]:
    """What is decided about one claim from one seed, and the seconds that takes."""
    budget, seed, name = trial
    planted = next(p for p in EXAM if p.name == name)
    started = time.perf_counter()
    found = decision(simulate(Variant.of(planted.statement(seed), "as stated"), ["claim"], BUDGETS[budget].sampling))
    return trial, found, time.perf_counter() - started


def known(log: Path | None) -> dict[Trial, tuple[str, float]]:
    """Decisions written down earlier."""
    if log is None or not log.exists():
        return {}
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    return {(budget, seed, name): (found, seconds) for (budget, seed, name), found, seconds in rows}


def table(budget: str, results: dict[Trial, tuple[str, float]]) -> int:
    """Print a row for each claim; how many decisions are wrong, and how many false claims were not found out from every seed."""
    print(f"| claim | truth | {' | '.join(DECISIONS)} | wrong | seconds |")
    print("|---|---|" + "---|" * (len(DECISIONS) + 2))
    wrong = missed = seeds = 0
    for planted in EXAM:
        rows = {seed: row for (b, seed, name), row in results.items() if (b, name) == (budget, planted.name)}
        if not rows:
            continue
        counts = collections.Counter(found for found, _ in rows.values())
        bad = sorted(seed for seed, (found, _) in rows.items() if planted.wrong(found))
        wrong, seeds = wrong + len(bad), max(seeds, len(rows))
        missed += not planted.true and not all(found_out(found) for found, _ in rows.values())
        cells = " | ".join(str(counts[d] or "") for d in DECISIONS)
        said = f"{len(bad)}: seeds {bad[:3]}" if bad else "0"
        print(f"| {planted.name} | {planted.true} | {cells} | {said} | {statistics.median(s for _, s in rows.values()):.2f} |")
    drawn = [(p, results[t][0]) for p in EXAM for t in results if t[0] == budget and t[2] == p.name]
    asked = {p.name for p, _ in drawn}
    false = sum(p.name in asked and not p.true for p in EXAM)
    found = [x for p, x in drawn if not p.true]
    print(f"\n{len(drawn)} decisions at budget {budget} about {len(asked)} claims, up to {seeds} seeds of each: {wrong} wrong")
    print(f"false claims: {false - missed} of {false} found out from every seed; {sum(map(found_out, found))} of {len(found)} trials")
    print(f"true claims left open: {sum(x == OPEN for p, x in drawn if p.true)} of {len(drawn) - len(found)} trials")
    return wrong + (missed if budget != "quick" else 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--budget", choices=list(BUDGETS), default="quick")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2, help="processes; 2, if not said")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="after which no more decisions are waited for")
    parser.add_argument("--log", type=Path, help="where every decision is written down")
    parser.add_argument("--name", default="", help="only claims whose name has this in it")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    began, results = time.monotonic(), known(chosen.log)
    asked: list[Trial] = [(chosen.budget, seed, p.name) for seed in range(chosen.seeds) for p in EXAM if chosen.name in p.name]
    with multiprocessing.Pool(chosen.jobs) as pool:
        for trial, found, seconds in pool.imap_unordered(tried, [t for t in asked if t not in results]):
            results[trial] = found, seconds
            if next(p for p in EXAM if p.name == trial[2]).wrong(found):
                print(f"WRONG: {trial[2]}, seed {trial[1]}: {found}", file=sys.stderr, flush=True)
            if chosen.log is not None:
                with chosen.log.open("a") as book:
                    book.write(json.dumps([trial, found, seconds]) + "\n")
            if time.monotonic() - began > chosen.seconds:
                break
    failures = table(chosen.budget, results)
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {chosen.jobs} processes")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())

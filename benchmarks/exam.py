"""The falsifier on claims about arrays of which the truth is known: what it finds, how small, and how long that takes.

    python benchmarks/exam.py                     the false claims at budget quick
    python benchmarks/exam.py --budget full       a million instances of each
    python benchmarks/exam.py --true              the true ones: none may be refuted

The time of a false claim is that from the claim to a shrunk witness which two engines have confirmed. One claim after the other, one process.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time

from property_tests.array_claims import CLAIMS, ArrayClaim
from property_tests.exactly import point, verify
from property_tests.falsify import search
from property_tests.referee import BUDGETS, smallest_failure
from theorems.statement import Variant


def tried(claim: ArrayClaim, budget: str) -> tuple[float, int, int, int]:
    """Seconds, instances attacked, engines that confirm a witness (0 where there is none), and its largest side."""
    started = time.perf_counter()
    variant, effort = Variant.of(claim.statement, "as stated"), BUDGETS[budget].claims
    tally = search(variant, ["claim"], effort)["claim"]
    if tally.failure is None:
        return time.perf_counter() - started, tally.attacked, 0, 0
    pin = point(variant, smallest_failure(variant, "claim", tally, effort))
    engines = verify(variant, "claim", pin)
    sides = [len(side) for letter in pin.values() if isinstance(letter, list) for side in (letter, letter[0])]
    return time.perf_counter() - started, tally.attacked, len(engines), max(sides, default=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--budget", choices=list(BUDGETS), default="quick")
    parser.add_argument("--true", action="store_true", help="the claims that are true, instead of the false ones")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    claims = [claim for claim in CLAIMS if claim.true == chosen.true]
    rows = []
    for claim in claims:
        rows.append(tried(claim, chosen.budget))
        spent, tries, engines, side = rows[-1]
        if chosen.true == bool(engines) or engines == 1:
            print(f"WRONG: {claim.name}", flush=True)
        print(f"| {claim.name} | {spent:.2f} s | {tries:,} | {side or ''} |", flush=True)
    found, seconds, attacked = sum(row[2] >= 2 for row in rows), [row[0] for row in rows], statistics.median(row[1] for row in rows)
    print(f"\n{len(claims)} {'true' if chosen.true else 'false'} claims at budget {chosen.budget}: {found} refuted by two engines")
    print(f"seconds: median {statistics.median(seconds):.2f}, worst {max(seconds):.2f}; instances of a claim: median {attacked:,.0f}")
    if not chosen.true:
        print(f"largest side of a witness: median {statistics.median(row[3] for row in rows):.0f}")
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    return int(found != (0 if chosen.true else len(claims)))


if __name__ == "__main__":
    sys.exit(main())

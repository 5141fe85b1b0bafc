"""What random matrices cost in their structured forms, against the dense ones; and ranks without the full singular value decomposition.

    python benchmarks/monte_carlo.py

Contenders of a row run in turns, --repeat times, on one thread; medians, a ratio is the median of the ratios within a turn, the promised one in
brackets. Dense: draw, Gram matrix of the smaller side, eigvalsh, whose largest is taken; ours also gives the overlap with the spike. Every largest
eigenvalue is compared with its prediction, and every rank with that of the full decomposition, before a row is printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.ensembles import bbp, hermite_tridiagonal, largest_eigenvalue, nuclear_rank, semicircle_edge, spike_overlap, stable_rank, wishart_bidiagonal
from numerics.streams import generator

LEAST = {1024: 100, 2048: 1000}  # times faster than dense; promised is the second
SHARE = 1 / 5  # of a full decomposition that a rank may cost
BATCH = 64  # structured samples in a turn
SPIKE, NEAR = 1.0, 0.1  # largest eigenvalues lie within a tenth of their prediction: at d = 1024 their sd is 2 %
AGREE = 1e-9
Work = Callable[[], Any]


def rng(*names: str) -> np.random.Generator:
    return generator("benchmarks/monte_carlo", *names)


def timed(work: Work) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def looked_at(values: Any, prediction: float, who: str) -> None:
    """Raises SystemExit where a value lies far from its prediction."""
    if not np.all(np.abs(np.asarray(values) / prediction - 1) < NEAR):
        raise SystemExit(f"{who}: {values} is not near {prediction:.6g}: nothing was measured")


def top(gram: Any) -> float:
    return float(np.linalg.eigvalsh(gram)[-1])


# ---- the ensembles: name, dense, structured, prediction


def dense_wishart(d: int, stream: np.random.Generator) -> float:
    x = stream.standard_normal((d, 2 * d))
    x[0] *= (1 + SPIKE) ** 0.5
    return top(x @ x.T)


def dense_hermite(d: int, stream: np.random.Generator) -> float:
    g = stream.standard_normal((d, d))
    return top((g + g.T) / 2**0.5)


ENSEMBLES: dict[str, tuple[Callable[..., float], Callable[..., Any], Callable[[int], float]]] = {
    "spiked Wishart, n = 2 d": (
        dense_wishart,
        lambda d, stream, count: spike_overlap(*wishart_bidiagonal(d, 2 * d, stream, count, SPIKE))[0] ** 2,
        lambda d: 2 * d * bbp(SPIKE, 1 / 2).location,
    ),
    "GOE": (dense_hermite, lambda d, stream, count: largest_eigenvalue(*hermite_tridiagonal(d, stream, count)), semicircle_edge),
}


def against_dense(repeat: int) -> None:
    print("| ensemble | d | structured, s a sample | dense, s a sample | dense / structured |")
    print("|---|---|---|---|---|")
    for name, (dense, structured, prediction) in ENSEMBLES.items():
        for d, least in LEAST.items():
            stream, turns = rng(name, str(d)), []
            structured(d, stream, 1)  # imports
            for _ in range(repeat):
                ours, drawn = timed(lambda d=d, stream=stream, structured=structured: structured(d, stream, BATCH))  # type: ignore[misc]
                theirs, one = timed(lambda d=d, stream=stream, dense=dense: dense(d, stream))  # type: ignore[misc]
                looked_at(drawn, prediction(d), f"{name}, structured")
                looked_at(one, prediction(d), f"{name}, dense")
                turns.append((ours / BATCH, theirs))
            medians = [statistics.median(column) for column in zip(*turns, strict=True)]
            ratio = statistics.median(theirs / ours for ours, theirs in turns)
            promised = f" ({least:,})" if d == 2048 else ""
            print(f"| {name} | {d:,} | {medians[0]:.2g} | {medians[1]:.2g} | {ratio:,.0f}{promised} |", flush=True)


def large(repeat: int) -> None:
    print("\n| ensemble | d | a sample, s | slowest |")
    print("|---|---|---|---|")
    for name, (_, structured, prediction) in ENSEMBLES.items():
        for d in (2**16, 2**20):
            stream, turns = rng(name, str(d)), []
            for _ in range(repeat):
                seconds, drawn = timed(lambda d=d, stream=stream, structured=structured: structured(d, stream, 1))  # type: ignore[misc]
                looked_at(drawn, prediction(d), name)
                turns.append(seconds)
            print(f"| {name} | {d:,} | {statistics.median(turns):.2g} | {max(turns):.2g} |", flush=True)


def without_decomposition(repeat: int) -> None:
    print("\n| rank | d x n | matrices | ours, s a matrix | full SVD | singular values only | ours / full SVD | relative deviation |")
    print("|---|---|---|---|---|---|---|---|")
    for d, n, count in ((64, 64, 64), (256, 256, 8), (256, 512, 8), (1024, 1024, 1), (1024, 2048, 1)):
        a = rng("ranks", str(d), str(n)).standard_normal((count, d, n))
        s = np.linalg.svd(a, compute_uv=False)
        energy = (s**2).sum(-1)
        for name, rank, truth in (("stable", stable_rank, energy / s[:, 0] ** 2), ("nuclear", nuclear_rank, s.sum(-1) ** 2 / energy)):
            off = float(np.max(np.abs(rank(a) / truth - 1)))
            if off > AGREE:
                raise SystemExit(f"the {name} rank at {d} x {n} is off by {off:.1g}: nothing was measured")
            works: list[Work] = [
                lambda a=a, rank=rank: rank(a),  # type: ignore[misc]
                lambda a=a: np.linalg.svd(a, full_matrices=False),  # type: ignore[misc]
                lambda a=a: np.linalg.svd(a, compute_uv=False),  # type: ignore[misc]
            ]
            turns = [[timed(work)[0] / count for work in works] for _ in range(repeat)]
            cells = [f"{statistics.median(column):.2g}" for column in zip(*turns, strict=True)]
            ratio = statistics.median(ours / full for ours, full, _ in turns)
            print(f"| {name} | {d} x {n} | {count} | {' | '.join(cells)} | {ratio:.3f} ({SHARE:g}) | {off:.0e} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="turns behind each median; 5, if not said")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    against_dense(chosen.repeat)
    large(chosen.repeat)
    without_decomposition(chosen.repeat)
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long the adversary takes to the supremum of a sharp inequality, against random search and against the same climb written by hand.

    python benchmarks/adversary.py                 n = 3, 6, 12, 24, 48
    python benchmarks/adversary.py --sizes 12 48   these alone

The inequality is 2 |AB|_* <= |A|_F^2 + |B|_F^2 for n x n matrices; its ratio has the supremum 1, attained at B = A^T. Measured is the time until
the ratio exceeds 1 - 1e-6, of --repeat starts at dense integers, all contenders from the same ones in turns; imports and one climb to warm
up come before. Random search draws normal matrices in batches until --cap seconds are over. Prints a Markdown table: the median, and the
best ratio that was reached.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
import torch
from scipy.optimize import minimize

from numerics.linalg import inner, nuclear_norm
from property_tests.adversary import slope, uphill
from theorems.domains import Matrix
from theorems.statement import Instance, Statement, Variant

SHORT = 1e-6  # of the supremum
PROMISED = 50  # milliseconds
BATCH = 512


@dataclass(kw_only=True)
class Watch:
    """Notes the best ratio, and the seconds after which it first came near enough to the supremum."""

    started: float
    best: float = 0.0
    reached: float | None = None

    def see(self, ratio: float) -> None:
        self.best = max(self.best, ratio)
        if self.reached is None and ratio > 1 - SHORT:
            self.reached = time.perf_counter() - self.started


def whole(n: int, seed: int) -> list[Any]:
    """Two dense integer matrices, of int64."""
    rng = np.random.default_rng((n, seed))
    return [rng.integers(-9, 10, (n, n)) for _ in range(2)]


def statement(n: int) -> Statement:
    def claims(A: Any, B: Any, *, c: int = 2) -> dict[str, Any]:
        return {"claim": c * nuclear_norm(A @ B) <= inner(A, A) + inner(B, B)}

    return Statement(source="benchmark", for_all=dict.fromkeys("AB", Matrix(n, n)), claims=claims, mutants={"thrice": {"c": 3}})


def ours(variant: Variant, start: Instance, watch: Watch) -> None:
    """The adversary's climb on the slack (a - b) / (a + b) of a <= b, from which the ratio a / b follows."""
    function = slope(variant, "claim", start)
    if function is None:
        raise SystemExit("the adversary sees no slope in a smooth claim")
    climb: Callable[[Any], tuple[float, Any]] = function

    def watched(u: Any) -> tuple[float, Any]:
        value, gradient = climb(u)
        watch.see((1 - value) / (1 + value))
        return value, gradient

    uphill(watched, function.start())


def by_hand(pair: Sequence[Any], watch: Watch) -> None:
    """torch for the gradient, L-BFGS-B of SciPy for the steps."""
    n = pair[0].shape[0]

    def loss(u: Any) -> tuple[float, Any]:
        x = torch.tensor(u, dtype=torch.float64, requires_grad=True)
        a, b = x[: n * n].reshape(n, n), x[n * n :].reshape(n, n)
        value = -2 * torch.linalg.svdvals(a @ b).sum() / (x * x).sum()
        (gradient,) = torch.autograd.grad(value, [x])
        height = float(value.detach())
        watch.see(-height)
        return height, gradient.numpy()

    minimize(loss, np.concatenate([x.ravel() for x in pair]).astype(float), jac=True, method="L-BFGS-B", options={"maxiter": 80, "ftol": 1e-16, "gtol": 1e-12})


def at_random(n: int, cap: float, watch: Watch) -> int:
    """Batches of normal pairs until the supremum is near or the time is over. Returns how many pairs were drawn."""
    rng, pairs = np.random.default_rng(n), 0
    while watch.reached is None and time.perf_counter() - watch.started < cap:
        a, b = rng.standard_normal((2, BATCH, n, n))
        norms = np.linalg.svd(a @ b, compute_uv=False).sum(-1)
        watch.see(float((2 * norms / ((a * a).sum((-1, -2)) + (b * b).sum((-1, -2)))).max()))
        pairs += BATCH
    return pairs


def climbed(n: int, repeat: int) -> tuple[list[Watch], list[Watch]]:
    """The climbs of ours and those by hand, from the same starts."""
    variant = Variant.of(statement(n), "as stated")
    pairs = [whole(n, seed) for seed in range(repeat + 1)]
    one = np.ones((1, n, n), dtype=np.int64)
    found: tuple[list[Watch], list[Watch]] = ([], [])
    for pair in pairs:
        start = Instance(sizes={}, listed={}, integers={key: [(x[None], one)] for key, x in zip("AB", pair, strict=True)})
        found[0].append(Watch(started=time.perf_counter()))
        ours(variant, start, found[0][-1])
        found[1].append(Watch(started=time.perf_counter()))
        by_hand(pair, found[1][-1])
    return found[0][1:], found[1][1:]  # the first one warms up


def shown(watches: Sequence[Watch]) -> str:
    """Median milliseconds where every one arrived, otherwise how many did and the best ratio."""
    times = [watch.reached for watch in watches if watch.reached is not None]
    if len(times) == len(watches):
        return f"{1000 * statistics.median(times):.0f} ms (slowest {1000 * max(times):.0f})"
    return f"{len(times)} of {len(watches)}; best {max(watch.best for watch in watches):.6f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 6, 12, 24, 48], metavar="N", help="sizes of the matrices")
    parser.add_argument("--repeat", type=int, default=5, help="starts behind each median; 5, if not said")
    parser.add_argument("--cap", type=float, default=6, help="seconds of the random search; 6, if not said")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    print(f"| n | at most | ours | by hand | random, {chosen.cap:g} s | pairs |\n|---|---|---|---|---|---|")
    for n in chosen.sizes:
        mine, hand = climbed(n, chosen.repeat)
        drawn = Watch(started=time.perf_counter())
        pairs = at_random(n, chosen.cap, drawn)
        print(f"| {n} | {PROMISED} ms | {shown(mine)} | {shown(hand)} | {shown([drawn])} | {pairs:,} |", flush=True)
    versions = f"NumPy {np.__version__}, SciPy {scipy.__version__}, torch {torch.__version__}"
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

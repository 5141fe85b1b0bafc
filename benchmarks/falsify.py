"""How many instances a second the falsifier attacks a claim with, against the ways that a user would pick first.

    python benchmarks/falsify.py                   four claims at n = 4 and n = 12
    python benchmarks/falsify.py --only polar      one of nuclear, null, polar, kernel

Hypothesis draws a seed, and NumPy builds one instance from it and checks the predicate; the loop does the same without Hypothesis; LAPACK is
the bare batched calls that the claim needs, on stacks that are ready. All contenders of a row run in turns, --repeat times. Prints a
Markdown table of medians; a ratio is the median of the ratios within a turn, the promised one in brackets. Before it is measured, every
contender has to notice that the claim with its constant spoilt is false.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.linalg import eye, inner, inv, nuclear_norm, null_within, polar, psd
from numerics.streams import generator
from property_tests.falsify import scan, worth_haste
from theorems.domains import PSD, Matrix, Positive, Symmetric
from theorems.statement import Statement, Variant

LEAST = {4: (100, 8, 0.7), 12: (20, 2.5, 0.7)}  # times Hypothesis, the loop, LAPACK
COUNTS = {4: (16384, 2000, 300), 12: (4096, 1000, 300)}  # instances of ours and LAPACK, of the loop, of Hypothesis
BLOCK = 4096  # as at budget full
NEAR = 1e-9
Letters = Mapping[str, Any]  # stacks, or single arrays


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim in both tongues.

    statement: from the size, as the falsifier takes it, with the knob c. build: letters from a generator, the size and the shape of the
    stack. fails: where the claim with this c fails beyond rounding. lapack: what is bought from LAPACK at the least, on letters that
    `ready` has made of the built ones.
    """

    name: str
    statement: Callable[[int], Statement]
    build: Callable[[np.random.Generator, int, tuple[int, ...]], Letters]
    fails: Callable[[Letters, int], Any]
    ready: Callable[[Letters], Letters]
    lapack: Callable[[Letters], Any]
    holds: int
    spoilt: int


# ---- letters and predicates in NumPy


def whole(rng: np.random.Generator, *shape: int) -> Any:
    return rng.integers(-9, 10, shape).astype(float)


def flip(a: Any) -> Any:
    return np.swapaxes(a, -1, -2)


def square(a: Any) -> Any:
    return (a * a).sum((-1, -2))


def semidefinite(rng: np.random.Generator, n: int, stack: tuple[int, ...]) -> Any:
    b = whole(rng, *stack, n, n)
    return (b * rng.integers(0, 10, (*stack, 1, n))) @ flip(b)


def nuclear_fails(letters: Letters, c: int) -> Any:
    norms = np.linalg.svd(letters["A"] @ letters["B"], compute_uv=False).sum(-1)
    return c * norms > (square(letters["A"]) + square(letters["B"])) * (1 + NEAR)


def through(letters: Letters, c: int = 1) -> Any:
    return letters["R"] @ letters["S"] @ flip(letters["R"]) + (c - 1) * np.eye(letters["R"].shape[-2])


def null_fails(letters: Letters, c: int) -> Any:
    rows = flip(letters["R"])
    return np.linalg.matrix_rank(np.concatenate([rows, through(letters, c)], -2)) > np.linalg.matrix_rank(rows)


def polar_fails(letters: Letters, c: int) -> Any:
    g = letters["G"]
    left, _, right = np.linalg.svd(g)
    return c * (g * (left @ right)).sum((-1, -2)) ** 2 > g.shape[-1] * square(g) * (1 + NEAR)


def resolvents(letters: Letters) -> tuple[Any, Any]:
    shift = letters["s"] * np.eye(letters["K"].shape[-1])
    return letters["K"] + shift, letters["K"] + letters["L"] + shift


def kernel_fails(letters: Letters, c: int) -> Any:
    a, b = map(np.linalg.inv, resolvents(letters))
    return np.linalg.eigvalsh(c * (a - b))[..., 0] < -NEAR * np.abs(a).max((-1, -2))


# ---- the four claims


def stated(for_all: Mapping[str, Any], law: Callable[..., Any], spoilt: int) -> Statement:
    return Statement(source="benchmark", for_all=for_all, claims=law, mutants={"spoilt": {"c": spoilt}})


CLAIMS = (
    Claim(
        name="nuclear",
        statement=lambda n: stated(
            dict.fromkeys("AB", Matrix(n, n)), lambda A, B, *, c=2: {"claim": c * nuclear_norm(A @ B) <= inner(A, A) + inner(B, B)}, 9
        ),
        build=lambda rng, n, stack: {key: whole(rng, *stack, n, n) for key in "AB"},
        fails=nuclear_fails,
        ready=lambda letters: {"AB": letters["A"] @ letters["B"]},
        lapack=lambda letters: np.linalg.svd(letters["AB"], compute_uv=False),
        holds=2,
        spoilt=9,
    ),
    Claim(
        name="null",
        statement=lambda n: stated(
            {"R": Matrix(n, n // 2), "S": Symmetric(n // 2)}, lambda R, S, *, c=1: {"claim": null_within(R.T, R @ S @ R.T + (c - 1) * eye(R))}, 2
        ),
        build=lambda rng, n, stack: {"R": whole(rng, *stack, n, n // 2), "S": (lambda x: x + flip(x))(whole(rng, *stack, n // 2, n // 2))},
        fails=null_fails,
        ready=lambda letters: {"rows": flip(letters["R"]).copy(), "both": np.concatenate([flip(letters["R"]), through(letters)], -2)},
        lapack=lambda letters: (np.linalg.svd(letters["rows"], compute_uv=False), np.linalg.svd(letters["both"], compute_uv=False)),
        holds=1,
        spoilt=2,
    ),
    Claim(
        name="polar",
        statement=lambda n: stated({"G": Matrix(n, n)}, lambda G, *, c=1: {"claim": c * inner(G, polar(G)) ** 2 <= n * inner(G, G)}, 4),
        build=lambda rng, n, stack: {"G": whole(rng, *stack, n, n)},
        fails=polar_fails,
        ready=lambda letters: letters,
        lapack=lambda letters: np.linalg.svd(letters["G"]),
        holds=1,
        spoilt=4,
    ),
    Claim(
        name="kernel",
        statement=lambda n: stated(
            {"K": PSD(n), "L": PSD(n), "s": Positive()},
            lambda K, L, s, *, c=1: {"claim": psd(c * (inv(K + s * eye(K)) - inv(K + L + s * eye(K))))}, -1,
        ),
        build=lambda rng, n, stack: {**{key: semidefinite(rng, n, stack) for key in "KL"}, "s": rng.integers(1, 10, (*stack, 1, 1))},
        fails=kernel_fails,
        ready=lambda letters: dict(zip("ab", resolvents(letters), strict=True)),
        lapack=lambda letters: np.linalg.eigvalsh(np.linalg.inv(letters["a"]) - np.linalg.inv(letters["b"])),
        holds=1,
        spoilt=-1,
    ),
)  # fmt: skip


# ---- the contenders: each tries so many instances and returns how many of them fail


def ours(variant: Variant, instances: int) -> int:
    """The falsifier's bulk: a stream of its own for every block, the integers drawn, the claim scanned."""
    sizes, listed = next(iter(variant.grid(1)))
    failed, hasty = 0, worth_haste(variant)
    for k in range(0, instances, BLOCK):
        block = variant.draw(sizes, listed, generator("benchmark", block=k), min(BLOCK, instances - k))
        failed += int((scan(variant, block, ["claim"], hasty=hasty).truth["claim"] < 0).sum())
    return failed


def hypothesis(claim: Claim, n: int, c: int, instances: int) -> int:
    """A property over seeds. Raises SystemExit where fewer examples were run than asked for."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    seen: list[bool] = []

    @settings(max_examples=instances, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32 - 1))
    def property_of(seed: int) -> None:
        seen.append(bool(claim.fails(claim.build(np.random.default_rng(seed), n, ()), c)))

    property_of()
    if len(seen) < instances:
        raise SystemExit(f"Hypothesis ran {len(seen)} examples of {instances}")
    return sum(seen)


def loop(claim: Claim, n: int, c: int, instances: int) -> int:
    rng = np.random.default_rng(7)
    return sum(bool(claim.fails(claim.build(rng, n, ()), c)) for _ in range(instances))


def timed(work: Callable[[], Any], instances: int) -> float:
    """Instances a second."""
    started = time.perf_counter()
    work()
    return instances / (time.perf_counter() - started)


def measure(claim: Claim, n: int, repeat: int) -> list[list[float]]:
    """Instances a second of ours, Hypothesis, the loop and LAPACK, one list for each turn. Raises SystemExit where a contender is blind."""
    many, some, few = COUNTS[n]
    statement = claim.statement(n)
    variant, spoilt = Variant.of(statement, "as stated"), Variant.of(statement, "as stated", statement.mutants["spoilt"])
    stack = claim.build(np.random.default_rng(7), n, (many,))
    ready = claim.ready(stack)

    def noticed(held: int, spoilt: int, who: str) -> None:
        if held or not spoilt:
            raise SystemExit(f"{who} is blind: of the claim {claim.name!r} at n = {n} {held} instances fail, and {spoilt} with its constant spoilt")

    noticed(ours(variant, BLOCK), ours(spoilt, BLOCK), "the falsifier")
    noticed(hypothesis(claim, n, claim.holds, 50), hypothesis(claim, n, claim.spoilt, 50), "Hypothesis")
    noticed(loop(claim, n, claim.holds, 50), loop(claim, n, claim.spoilt, 50), "the loop")
    noticed(int(claim.fails(stack, claim.holds).sum()), int(claim.fails(stack, claim.spoilt).sum()), "the stack")
    return [
        [
            timed(lambda: ours(variant, many), many),
            timed(lambda: hypothesis(claim, n, claim.holds, few), few),
            timed(lambda: loop(claim, n, claim.holds, some), some),
            timed(lambda: claim.lapack(ready), many),
        ]
        for _ in range(repeat)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="turns behind each median; 5, if not said")
    parser.add_argument("--only", default="", metavar="CLAIM", help=f"one of {', '.join(claim.name for claim in CLAIMS)}")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    print("| claim | n | ours, instances/s | Hypothesis | loop | LAPACK | ours / Hypothesis | ours / loop | ours / LAPACK |")
    print("|---|---|---|---|---|---|---|---|---|")
    for claim in CLAIMS:
        if chosen.only not in ("", claim.name):
            continue
        for n, promised in LEAST.items():
            turns = measure(claim, n, chosen.repeat)
            speeds = [statistics.median(column) for column in zip(*turns, strict=True)]
            ratios = [statistics.median(turn[0] / turn[k] for turn in turns) for k in (1, 2, 3)]
            cells = [f"{speed:,.0f}" for speed in speeds] + [f"{ratio:.3g} ({least})" for ratio, least in zip(ratios, promised, strict=True)]
            print(f"| {claim.name} | {n} | {' | '.join(cells)} |", flush=True)
    print(f"\nMachine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the Monte Carlo engine costs, against what it promises: each row beside the work that it is measured by, in one run.

    python benchmarks/monte_carlo.py
    python benchmarks/monte_carlo.py --only hands

dense     structured samples of an ensemble's top against dense ones: draw, Gram matrix of the smaller side, eigvalsh, of which the largest is taken
large     the same at d = 2^16 and 2^20, which no dense matrix reaches
edge      the exponent of an edge's fluctuation from structured samples, to 0.05 at error 1e-6
engine    a block of samples against the bare kernels that it calls, drawing by the same generator included
ranks     statistics without the full singular value decomposition, against it
hands     two processes against one

Contenders of a row run in turns, --repeat times, on one thread; medians, a ratio is the median of the ratios within a turn, the promised one in
brackets. engine and ranks are in seconds of the processor, which other work on the machine disturbs less; the others in seconds. Results are compared
with what they must be before a row is printed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from numerics.ensembles import bbp, hermite_tridiagonal, largest_eigenvalue, nuclear_rank, semicircle_edge, spike_overlap, stable_rank, wishart_bidiagonal
from numerics.laws import probability
from numerics.linalg import inner, nuclear_norm, spectral_norm
from numerics.statistics import FAMILY, median_interval, share, slope
from numerics.streams import generator
from numerics.systems.float64 import FLOAT64
from numerics.value import Value
from property_tests import fingerprint
from property_tests.blocks import AS_STATED, Block, Hands, Job, Place, compute, system_of
from property_tests.simulate import BLOCK, NUMBERS
from theorems import select
from theorems.domains import Normal
from theorems.statement import Statement, Variant

LEAST = {1024: 100, 2048: 1000}  # times faster than dense; promised is the second
SHARE = 1 / 5  # of a full decomposition that a statistic may cost
OVERHEAD = 1.15  # of the bare kernels that a block may cost
GAIN = 1.7  # of two processes
BATCH = 64  # structured samples in a turn
SPIKE, NEAR = 1.0, 0.1  # largest eigenvalues lie within a tenth of their prediction: at d = 1024 their sd is 2 %
AGREE = 1e-9
EDGE = ((64, 6000), (512, 2000), (4096, 3200))  # sizes and samples
EXPONENT, HALF, WITHIN = -2 / 3, 0.05, 5.0  # of 2 - lambda_1 / sqrt(n); half the interval; seconds
LANES = 256
Work = Callable[[], Any]


def rng(*names: str) -> np.random.Generator:
    return generator("benchmarks/monte_carlo", *names)


def timed(work: Work, clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    started = clock()
    result = work()
    return clock() - started, result


def in_turns(works: list[Work], repeat: int) -> tuple[list[float], list[list[float]]]:
    """Medians of the processor's seconds, and all turns."""
    turns = [[timed(work, time.process_time)[0] for work in works] for _ in range(repeat)]
    return [statistics.median(column) for column in zip(*turns, strict=True)], turns


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


# ---- the exponent of an edge


def edge(repeat: int) -> None:
    """How far the largest eigenvalue of a GOE matrix stays below its edge, as a power of the size: medians, with intervals that hold together."""
    print("\n| ensemble | sizes | samples | exponent, error 1e-6 | half the interval | known | seconds |")
    print("|---|---|---|---|---|---|---|")
    for turn in range(repeat):

        def gaps(turn: int = turn) -> tuple[float, float]:
            ends = []
            for k, (n, count) in enumerate(EDGE):
                tops = largest_eigenvalue(*hermite_tridiagonal(n, rng("edge", str(n), str(turn)), count))
                ends.append(median_interval(2 - tops / n**0.5, share(k, len(EDGE), FAMILY)))
            low, high = slope([n for n, _ in EDGE], *zip(*ends, strict=True))
            return float(low), float(high)

        seconds, (low, high) = timed(gaps)
        if not low <= EXPONENT <= high:
            raise SystemExit(f"the exponent of the edge is {low:.3f} to {high:.3f}, not {EXPONENT:.3f}: nothing was measured")
        sizes, samples = (", ".join(f"{x:,}" for x in column) for column in zip(*EDGE, strict=True))
        print(f"| GOE | {sizes} | {samples} | {low:.3f} to {high:.3f} | {(high - low) / 2:.3f} ({HALF}) | -2/3 | {seconds:.1f} ({WITHIN:.0f}) |", flush=True)


# ---- the engine against its kernels


def stable(g: Value) -> Value:
    """Stable rank."""
    return inner(g, g) / spectral_norm(g) ** 2


def gram_top(x: Any) -> Any:
    return np.linalg.eigvalsh(x @ np.swapaxes(x, -1, -2))[..., -1]


def torch_top(x: Any) -> Any:
    import torch

    return torch.linalg.eigvalsh(x @ x.mT)[..., -1]


STATISTICS: dict[str, tuple[Callable[[Value], Value], Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "spectral norm": (spectral_norm, lambda x: np.sqrt(gram_top(x)), lambda x, torch: torch.sqrt(torch_top(x))),
    "stable rank": (stable, lambda x: np.einsum("...ij,...ij->...", x, x) / gram_top(x), lambda x, torch: (x * x).sum((-1, -2)) / torch_top(x)),
    "nuclear norm": (nuclear_norm, lambda x: np.linalg.svd(x, compute_uv=False).sum(-1), lambda x, torch: torch.linalg.svdvals(x).sum(-1)),
}


def engine(repeat: int) -> None:
    """A block, against a generator and the kernels. What the block adds: integers drawn and read, names, relations, truth."""
    import torch

    torch.set_num_threads(1)
    print("\n| statistic of d x 2d | d | in | a sample in a block, ms | bare kernels, ms | ratio | of it drawing |")
    print("|---|---|---|---|---|---|---|")
    for name, (statistic, bare, bare_torch) in STATISTICS.items():
        for d in (64, 128):

            def claims(g: Any, *, bound: int = d, statistic: Callable[[Value], Value] = statistic) -> Any:
                return {"claim": probability(statistic(g) <= bound) <= 1}

            lanes = min(BLOCK, NUMBERS // (2 * d * d))  # as the engine cuts its blocks
            statement = Statement(source=f"benchmark, {name}", for_all={"g": Normal("d", "2*d")}, claims=claims, mutants={"m": {"bound": 0}})
            variant = Variant.of(statement, "as stated")
            block = Block(place=Place(index=0, sizes={"d": d}, listed={}), names=("claim",), stream="benchmark", number=0, lanes=lanes)

            def drawn(d: int = d, lanes: int = lanes) -> Any:
                return rng("engine").standard_normal((lanes, d, 2 * d))

            for device in ("", "cpu"):
                system = system_of(device)

                def kernels(bare: Any = bare, bare_torch: Any = bare_torch, device: str = device, drawn: Work = drawn, d: int = d) -> int:
                    x = drawn()
                    return int((bare_torch(torch.from_numpy(x), torch) > d).sum() if device else (bare(x) > d).sum())

                works: list[Work] = [lambda v=variant, b=block, s=system: compute(v, b, s), kernels, drawn]  # type: ignore[misc]
                for work in works:
                    work()
                medians, turns = in_turns(works, repeat)
                ratio = statistics.median(ours / theirs for ours, theirs, _ in turns)
                cells = " | ".join(f"{1000 * x / lanes:.3f}" for x in medians[:2])
                print(f"| {name} | {d} | {device and 'torch' or 'NumPy'} | {cells} | {ratio:.3f} ({OVERHEAD}) | {medians[2] / medians[1]:.2f} |", flush=True)


# ---- statistics without the decomposition


def without_decomposition(repeat: int) -> None:
    import torch

    torch.set_num_threads(1)
    from numerics.systems.torch import half_of

    device = system_of("cpu")
    print("\n| statistic | d x n | matrices | ours, ms a matrix | full SVD, NumPy | torch | ours / NumPy | ours / torch, in torch | relative deviation |")
    print("|---|---|---|---|---|---|---|---|---|")
    for d, n, count in ((64, 64, 64), (64, 128, 64), (256, 256, 8), (256, 512, 8), (1024, 1024, 1), (1024, 2048, 1)):
        a = rng("ranks", str(d), str(n)).standard_normal((count, d, n))
        t, s = torch.from_numpy(a), np.linalg.svd(a, compute_uv=False)
        energy = (s**2).sum(-1)
        rows: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], Any]] = {
            "spectral norm": (FLOAT64.spectral_norm, device.spectral_norm, s[:, 0]),
            "stable rank": (stable_rank, lambda x: device.inner(x, x) / device.spectral_norm(x) ** 2, energy / s[:, 0] ** 2),
            "nuclear rank": (nuclear_rank, lambda x: half_of(device).nuclear_norm(x) ** 2 / device.inner(x, x), s.sum(-1) ** 2 / energy),
        }
        for name, (ours, in_torch, truth) in rows.items():
            off = max(float(np.max(np.abs(np.asarray(found) / truth - 1))) for found in (ours(a), in_torch(t)))
            if off > AGREE:
                raise SystemExit(f"the {name} at {d} x {n} is off by {off:.1g}: nothing was measured")
            works: list[Work] = [
                lambda a=a, ours=ours: ours(a),  # type: ignore[misc]
                lambda a=a: np.linalg.svd(a, full_matrices=False),  # type: ignore[misc]
                lambda t=t, in_torch=in_torch: in_torch(t),  # type: ignore[misc]
                lambda t=t: torch.linalg.svd(t, full_matrices=False),  # type: ignore[misc]
            ]
            medians, turns = in_turns(works, repeat)
            cells = " | ".join(f"{1000 * medians[k] / count:.3g}" for k in (0, 1, 3))
            ratios = [statistics.median(turn[k] / turn[k + 1] for turn in turns) for k in (0, 2)]
            print(f"| {name} | {d} x {n} | {count} | {cells} | {ratios[0]:.3f} ({SHARE:g}) | {ratios[1]:.3f} ({SHARE:g}) | {off:.0e} |", flush=True)


# ---- two processes

TOP = '''
    """The largest singular value of a Gaussian matrix lies below the sum of the roots of its sides."""

    from numerics.laws import probability
    from numerics.linalg import spectral_norm
    from theorems.domains import Normal
    from theorems.statement import Statement


    def claims(g, d, *, factor=4):
        return {"claim": probability(spectral_norm(g) ** 2 <= factor * d) >= 0}


    statement = Statement(source="benchmark", for_all={"g": Normal("d", "d")}, claims=claims, mutants={"thrice": {"factor": 3}})
'''
BLOCKS, SIDE = 32, 64


def alone(number: int) -> int:
    """The bare kernels of one block."""
    return int((gram_top(rng("hands").standard_normal((LANES, SIDE, SIDE))) > number).sum())


def bare(repeat: int) -> float:
    """What two processes gain where nothing but the kernels is asked of them: less than two where others use the machine."""
    pools = {width: multiprocessing.get_context("fork").Pool(width) for width in (1, 2)}
    try:
        for pool in pools.values():
            pool.map(alone, range(4), chunksize=1)
        turns = [[timed(lambda pool=pool: pool.map(alone, range(BLOCKS), chunksize=1))[0] for pool in pools.values()] for _ in range(repeat)]  # type: ignore[misc]
    finally:
        for pool in pools.values():
            pool.terminate()
    return statistics.median(one / two for one, two in turns)


def hands(repeat: int) -> None:
    """The blocks of one claim, in this process and by two others, which come back with the same counts."""

    def asis(_: Any, read: Work) -> Any:
        return read()

    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        (folder / "bench").mkdir()
        (folder / "bench" / "__init__.py").write_text('"""A paper."""\n')
        (folder / "bench" / "top.py").write_text(textwrap.dedent(TOP).lstrip())
        (entry,) = select(["bench.top"], folder)
        mark = fingerprint.of(entry.path, folder.resolve(), asis, fingerprint.house(asis))
        place = Place(index=0, sizes={"d": SIDE}, listed={})
        jobs = [
            Job(
                theory=room,
                ident="bench.top",
                mark=mark,
                reading="as stated",
                turned=AS_STATED,
                device="",
                block=Block(place=place, names=("claim",), stream="benchmark", number=k, lanes=LANES),
            )
            for k in range(BLOCKS)
        ]
        crews = {width: Hands(width) for width in (1, 2)}
        try:
            told = {width: list(crew(jobs[:4])) for width, crew in crews.items()}  # the processes start
            turns = []
            for _ in range(repeat):
                seconds = []
                for width, crew in crews.items():
                    spent, told[width] = timed(lambda crew=crew: list(crew(jobs)))  # type: ignore[misc]
                    seconds.append(spent)
                if told[1] != told[2]:
                    raise SystemExit("one process and two do not draw the same: nothing was measured")
                turns.append(seconds)
        finally:
            for crew in crews.values():
                crew.close()
    one, two = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(a / b for a, b in turns)
    print("\n| blocks | samples in each | one process, samples/s | two, samples/s | two / one | of bare kernels |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {BLOCKS}, {SIDE} x {SIDE} | {LANES} | {BLOCKS * LANES / one:,.0f} | {BLOCKS * LANES / two:,.0f} | {ratio:.2f} ({GAIN}) | {bare(repeat):.2f} |",
        flush=True,
    )


PARTS = {"dense": against_dense, "large": large, "edge": edge, "engine": engine, "ranks": without_decomposition, "hands": hands}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="turns behind each median; 5, if not said")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="one part; all of them, if not said")
    chosen = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":  # which is read when NumPy is imported: begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    for name in chosen.only or PARTS:
        PARTS[name](chosen.repeat)
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"\nMachine: {where}, Python {platform.python_version()}, NumPy {np.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

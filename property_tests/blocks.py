"""Blocks: the unit of work of sampling. All that the numbers of a block depend on is in its name, so whoever draws it, wherever and whenever, it is the same.

A block is drawn on the host from the stream of its name, bit for bit the same everywhere; what is computed from it is equal up to the rounding of the
device. What comes back is small: counts, sums, or the followed values.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.slack import slack
from numerics.statistics import wealth
from numerics.streams import generator
from numerics.systems.bounded import BOUNDED
from numerics.systems.float64 import FLOAT64, HALF
from numerics.value import OVER_A_LAW, Relation, Unknown, Unsupported, truth
from property_tests.clock import Trouble
from theorems.domains import side
from theorems.statement import Instance, Statement, Variant

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Result = dict[str, list[Any]]  # by claim: [failed, open] of an event, `wealth` of a mean, the values followed along a size, one list for each side of a law
Draw = Callable[[Variant, Sequence["Block"]], Iterator[Result]]
Turned = tuple[str, str, int]  # how a variant came about: ("", "", 0), ("mutant", its name, 0), ("ablation", a letter, how often it was widened)
AS_STATED: Turned = ("", "", 0)
ALONG = "growing"  # the stream of what is followed along a size: medians, which need few digits
ENOUGH = 1e-2  # of a followed value: float32 that may be further off is not used; exponents are told apart by far more
OUTSIDE = 1e-9  # of its range, by which a value may leave it in rounding
DEVICES = ("cpu", "cuda", "mps", "auto")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point of all letters that are not random. index: which of the points of these sizes."""

    index: int
    sizes: Mapping[str, int]
    listed: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What its streams are called."""
        return f"place {self.index}, {sorted(self.sizes.items())}, {sorted(self.listed.items())}"

    def fixed(self, variant: Variant) -> Instance:
        """Its letters as integers, those of the random ones without meaning."""
        rng = generator(variant.statement.source, variant.name, "place", str(sorted(self.sizes.items())), block=self.index)
        return variant.draw(self.sizes, self.listed, rng, 1)


@dataclass(frozen=True, kw_only=True)
class Block:
    """So many samples (`lanes`) of the random letters at one place. names: the claims looked at; bounds: of the means among them."""

    place: Place
    names: tuple[str, ...]
    stream: str
    number: int
    lanes: int
    bounds: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """All that its result depends on, beside the variant."""
        return json.dumps(asdict(self), sort_keys=True, default=str)


def numbers_drawn(variant: Variant, sizes: Mapping[str, int], *, random: bool) -> int:
    """The entries of the random letters at these sizes, or of the others."""
    return sum(side(a.rows, sizes) * side(a.columns, sizes) for d in variant.drawn.values() if d.random is random for a in d.leaves)


def samples(variant: Variant, block: Block, fixed: Instance | None = None) -> Instance:
    """The letters of a block: the random ones drawn, the others as they are at its place (or as `fixed`, which is what they are there, says)."""
    rng = generator(variant.statement.source, variant.name, block.stream, block.place.name, block=block.number)
    drawn = variant.draw(block.place.sizes, block.place.listed, rng, block.lanes)
    fixed = fixed or block.place.fixed(variant)
    integers = {key: drawn.integers[key] if key in variant.random else fixed.integers[key] for key in drawn.integers}
    return Instance(sizes=drawn.sizes, listed=drawn.listed, integers=integers, batch=block.lanes)


def taken(variant: Variant, instance: Instance, at: Any, batch: int) -> Instance:
    """Some of the samples. The letters that are not random are one point, which goes with all of them."""
    some = {key: [(p[at], q[at]) for p, q in leaves] if key in variant.random else leaves for key, leaves in instance.integers.items()}
    return Instance(sizes=instance.sizes, listed=instance.listed, integers=some, batch=batch)


def relations(variant: Variant, instance: Instance, system: Any = FLOAT64) -> dict[str, Relation]:
    """The claims over a batch of samples."""
    with np.errstate(all="ignore"):
        return variant.relations(variant.letters(instance, system), instance.sizes)


def compute(variant: Variant, block: Block, system: Any = FLOAT64) -> Result:
    """Draw a block and look at its claims. system: a batched one; what float32 cannot tell is computed again in float64."""
    whole = samples(variant, block)
    step = block.lanes if system is FLOAT64 else system.lanes(4 * sum(numbers_drawn(variant, whole.sizes, random=r) for r in (True, False)))
    found: Result = {}
    for start in range(0, block.lanes, step):  # as much as the device has room for: the numbers drawn are those of the block whatever that is
        stop = min(start + step, block.lanes)
        instance = taken(variant, whole, slice(start, stop), stop - start) if step < block.lanes else whole
        made = relations(variant, instance, _quick(system) if block.stream == ALONG else system)
        for name in block.names:
            part = _looked_at(variant, block, name, made[name], instance, system)
            found[name] = _together(made[name].op, found[name], part) if name in found else part
    return found


def _quick(system: Any) -> Any:
    if system is FLOAT64:
        return HALF
    from numerics.systems.torch import half_of

    return half_of(system)


def _together(op: str, a: list[Any], b: list[Any]) -> list[Any]:
    if op == "same_law":
        return [x + y for x, y in zip(a, b, strict=True)]
    return [x + y for x, y in zip(a, b, strict=True)] if op in OVER_A_LAW else a + b


def _looked_at(variant: Variant, block: Block, name: str, relation: Relation, instance: Instance, system: Any) -> list[Any]:
    if relation.op in ("probable", "improbable"):
        seen = _decided(variant, block, name, relation, instance, system)
        against = seen < 0 if relation.op == "probable" else seen > 0
        return [int(against.sum()), int((seen == 0).sum())]
    sides = [relation.lhs] if relation.op in OVER_A_LAW or relation.op.startswith("exponent") else [relation.lhs, relation.rhs]
    values = [_followed(variant, block, name, relation, k, x, instance, system) for k, x in enumerate(sides)]
    if relation.op in OVER_A_LAW:
        (share,) = values if relation.op == "mean_below" else (1 - values[0],)
        inside = (share >= -OUTSIDE) & (share <= 1 + OUTSIDE)
        return [int((~inside).sum()), *wealth(np.clip(share[inside], 0, 1), block.bounds[name])]
    with np.errstate(all="ignore"):
        if relation.op == "same_law":
            return [x.tolist() for x in values]
        a, b = values if len(values) == 2 else (values[0], np.ones(1))
        return (np.abs(a - b) if relation.op == "tends_to" else np.abs(a) / np.abs(b)).tolist()  # type: ignore[no-any-return]


def _decided(variant: Variant, block: Block, name: str, relation: Relation, instance: Instance, system: Any) -> Any:
    """Kleene truth of an event over the samples: what is near is looked at again, with error bounds."""
    with np.errstate(all="ignore"):
        seen = np.array(np.broadcast_to(truth(relation.lhs), (instance.batch,)))
        if _short(system):
            seen[_doubtful(variant, block, name, relation.lhs, instance, system)] = 0
            against, rare = (-1 if relation.op == "probable" else 1), (-1 if (seen > 0).sum() > (seen < 0).sum() else 1)
            seen[(seen == against) | (seen == rare)] = 0  # a single one may turn a verdict, and the subsample has met few of them
            if (near := np.flatnonzero(seen == 0)).size:
                seen[near] = truth(relations(variant, taken(variant, instance, near, near.size))[name].lhs)
        if (near := np.flatnonzero(seen == 0)).size:
            closer = relations(variant, taken(variant, instance, near, near.size), BOUNDED)[name]
            seen[near] = truth(closer.lhs)
    return seen


def _followed(variant: Variant, block: Block, name: str, relation: Relation, k: int, value: Any, instance: Instance, system: Any) -> Any:
    """The values of one side of a claim, as float64 over the samples; NaN where it has none."""
    def read(x: Any, engine: Any) -> Any:
        if isinstance(x.data, Unknown):
            return np.full(instance.batch, np.nan)
        numbers = x.data if engine is FLOAT64 else engine.numbers(x.data)
        return np.broadcast_to(np.asarray(numbers, dtype=float), (instance.batch,))

    def again(chosen: Any) -> Any:
        made = relations(variant, taken(variant, instance, chosen, len(chosen)))[name]
        data = (made.lhs, made.rhs)[k].data
        return np.broadcast_to(np.asarray(np.nan if isinstance(data, Unknown) else data, dtype=float), (len(chosen),))

    found = read(value, system)
    if _short(system) and relation.op in OVER_A_LAW:  # a mean of many samples tells apart what float32 does not
        return again(np.arange(instance.batch))
    if _short(system):
        from numerics.systems.torch import agree

        names = (variant.statement.source, variant.name, block.stream, block.place.name, name, str(k))
        few = found.astype(np.float32)
        if not agree(few, again, names=names, block=block.number, size=max(instance.sizes.values(), default=1), margin=ENOUGH).usable:
            return again(np.arange(instance.batch))
    return found


def _short(system: Any) -> bool:
    return system is not FLOAT64 and "float32" in system.name


def _doubtful(variant: Variant, block: Block, name: str, event: Relation, instance: Instance, system: Any) -> Any:
    """Which samples float32 may have put on the wrong side: a subsample in float64 says how far off it is."""
    from numerics.systems.torch import agree

    try:
        gaps = np.broadcast_to(system.numbers(slack(event)), (instance.batch,)).astype(np.float32)
        names = (variant.statement.source, variant.name, block.stream, block.place.name, name)

        def again(chosen: Any) -> Any:
            return np.broadcast_to(slack(relations(variant, taken(variant, instance, chosen, len(chosen)))[name].lhs), (len(chosen),))

        sizes = max(instance.sizes.values(), default=1)
        told = agree(gaps, again, names=names, block=block.number, size=sizes, margin=system.screen, threshold=1.0)
    except Unsupported:
        return np.ones(instance.batch, dtype=bool)
    return ~(np.abs(gaps) > max(told.likely, system.screen))


# ---- where blocks are drawn


def system_of(device: str) -> Any:
    """The system of a --device choice, "cuda:float32" for few digits; none: NumPy on the processor. Raises Refusal for a device that is not here."""
    if not device:
        return FLOAT64
    from numerics.systems.torch import system_on

    choice, _, dtype = device.partition(":")
    return system_on(choice, dtype or None)


@dataclass(frozen=True, kw_only=True)
class Job:
    """A block with all that another process needs to draw it, as plain data. mark: the fingerprint that the statement must have there."""

    theory: str
    ident: str
    mark: str
    reading: str
    turned: Turned
    device: str
    block: Block


def work(job: Job) -> Result:
    """Draw the block of a job, wherever this is. Raises CrewError where the statement is another one here."""
    return compute(_variant(job.theory, job.ident, job.mark, job.reading, job.turned), job.block, system_of(job.device))


@lru_cache(maxsize=256)
def _variant(theory: str, ident: str, mark: str, reading: str, turned: Turned) -> Variant:
    from property_tests import fingerprint
    from theorems import HOME, load, select

    folder = Path(theory) if theory else None
    (entry,) = select([ident], folder)
    here = fingerprint.of(entry.path, folder or HOME, lambda _, read: read(), _house())
    if here != mark:
        raise CrewError(f"{ident} is not the same on every machine of the cluster: install one version of Lakatos, and of the theory, on all of them")
    return variant_of(load(ident, folder), reading, turned)


@lru_cache(maxsize=1)
def _house() -> str:
    """The instruments as this process has them, not as they may be edited meanwhile."""
    from property_tests import fingerprint

    return fingerprint.house(lambda _, read: read())


def variant_of(statement: Statement, reading: str, turned: Turned = AS_STATED) -> Variant:
    """The variant that came about in this way."""
    kind, subject, depth = turned
    if kind == "mutant":
        return Variant.of(statement, reading, statement.mutants[subject])
    if kind == "ablation":
        wider: Any = None
        if subject != "given":
            wider = Variant.of(statement, reading).drawn[subject]
            for _ in range(depth + 1):
                wider = wider.wider
        return Variant.of(statement, reading, {subject: wider})
    return Variant.of(statement, reading)


class CrewError(Trouble):
    """Nobody can draw; the message names the remedy."""


class Hands:
    """So many processes on this machine, each with its own stream of work. One that dies is replaced, and its blocks are drawn again."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, jobs: Sequence[Job]) -> Iterator[Result]:
        """The results, in the order of the jobs."""
        from concurrent.futures.process import BrokenProcessPool

        done = 0
        for attempt in range(3):
            try:
                for result in self._open().map(work, jobs[done:]):
                    yield result
                    done += 1
                return
            except BrokenProcessPool:
                self.close()
                if attempt == 2:
                    yield from map(work, jobs[done:])

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            way = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            self._pool = ProcessPoolExecutor(self.width, mp_context=multiprocessing.get_context(way), initializer=_begin, initargs=(os.getpid(),))
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _begin(parent: int) -> None:
    """A new process: the limits of the step in which it was made are not its own, and it ends with its parent."""
    import signal
    import threading
    import time

    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    except ImportError:  # pragma: no cover - not on POSIX
        pass

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Cluster:
    """A dask.distributed cluster: the same blocks, on other machines. A worker that dies costs time, and changes nothing."""

    def __init__(self, address: str) -> None:
        from distributed import Client

        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            why = " ".join(str(error).split())
            raise CrewError(f"--scheduler {address}: no scheduler of dask.distributed answers there ({why}); start one with `dask scheduler`") from None
        self.width = max(1, 2 * sum(self._client.nthreads().values()))

    def __call__(self, jobs: Sequence[Job]) -> Iterator[Result]:
        """The results, in the order of the jobs."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        futures = self._client.map(work, jobs, pure=False, retries=5)
        try:
            for future in futures:
                yield future.result()
        except (KilledWorker, CancelledError, OSError) as error:
            if isinstance(error, CrewError):
                raise
            raise CrewError(f"the cluster was lost ({type(error).__name__}): what was drawn is kept; start it again, and run the same command") from None
        finally:
            self._client.cancel(futures)

    def close(self) -> None:
        """Leave the cluster as it was."""
        self._client.close()


def engine(device: str) -> str:
    """What computes, as the report names it."""
    return f"numpy {version('numpy')}" if not device else f"torch {version('torch')} on {device}, the random numbers from numpy {version('numpy')}"

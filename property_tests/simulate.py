"""Claims about random letters, decided by sampling with stated error rates.

A probability or a mean with an explicit bound: at each of some points of the other letters, sampled block by block until an anytime-valid
sequence of confidence intervals leaves the bound, or the samples are spent. It is refuted only when two independent streams refute it at one
point. An order or an exponent along a growing size: medians with distribution-free intervals at geometric sizes, and the range of the slopes
that they allow; of a limit the 7/8-quantile of the distance from it. That never refutes, a drift is undecided and shown. No result depends on
how the blocks are split or who draws them.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from numerics.evidence import Evidence
from numerics.statistics import FAMILY, Bets, Sequential, law_distance, median_interval, quantile_interval, share, trend
from numerics.streams import generator
from numerics.systems.rational import RATIONAL
from numerics.value import ALONG_A_SIZE, OVER_A_LAW, Relation, Unknown, Value, truth
from property_tests.blocks import ALONG, Block, Place, Result, compute, engine, numbers_drawn, relations, samples
from theorems.domains import Leaf, read, side
from theorems.statement import Instance, Variant, exact

LADDER = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181, 6765)  # sizes at which a bound for every size is tried
PART = share(0, 2**10)  # of the error of a run: for each reading, mutant or ablation that samples, of which a run is taken to have a thousand at most
CANDIDATES = 24  # points that are looked at for one that is sampled: at most of them a bound may be trivial
STREAMS = ("first stream of samples", "second stream of samples")
SHOWN, DRAWN = 80, 20_000  # entries at one point: of the letters that are shown with it, and of the random ones
FEWEST = 64  # samples below which nothing is worth asking for
BLOCK, NUMBERS, MEMORY = 2048, 2**20, 2**25  # samples in a block, numbers drawn in it, and numbers in what is made of them
NEVER = 1e-12  # stands for a probability that is said to be zero
LIGHT = 50_000  # samples of one point, where a failure is expected
ALWAYS = 0.01  # a probability of failure that would have been seen, where none is allowed
CERTAIN = 1e-9  # the error of each of the two streams that refute
SCOUTS = 64  # samples that say how bad a point looks
IN_VAIN = 500  # tries to find one more point
CURVES = 12  # values of the listed letters along which a limit is followed
MOSTLY = 7 / 8  # the quantile of a distance that must vanish: a limit in probability is not had by half of the samples
RESOLUTION = 0.05  # exponents are told apart that differ by more
LAWS_APART = 0.15  # laws are told apart whose distribution functions differ by more; budget quick knows a difference to 0.1, and its samples stray by 0.03
VANISHED = 1e-300  # stands for what floats call zero, where logarithms are taken
REACH = 110  # times the work at one point may go into one size of a limit
FAR, STEPS = 16, 7  # sizes where the work does not grow with them: from 16 to 2^28


@dataclass(frozen=True, kw_only=True)
class Trials:
    """How much may be sampled.

    points: of the letters that are not random; lanes: samples of one point; cells: the work for one point, see `_work`, at most; largest: the largest
    size of a point; growing: the sizes along which limits are taken; repeats: samples of each of those, and fewest, whatever they cost: with 256 of them
    the interval of a median leaves out a third on either side.
    """

    points: int
    lanes: int
    cells: int
    largest: int
    growing: tuple[int, ...]
    repeats: int
    fewest: int = 256

    @property
    def light(self) -> Trials:
        """Enough to see most mutants fall, and what most hypotheses are for."""
        return replace(self, points=max(1, self.points // 3), lanes=min(self.lanes, LIGHT), cells=min(self.cells, 1000 * LIGHT), fewest=FEWEST)


class Bench(Protocol):
    """Where blocks are drawn. width: how many at a time; device: of blocks.DEVICES, or empty."""

    @property
    def width(self) -> int: ...
    @property
    def device(self) -> str: ...

    def draw(self, variant: Variant, blocks: Sequence[Block]) -> Iterator[Result]:
        """The results, in the order of the blocks."""

    def expect(self, blocks: int) -> None:
        """So many more blocks at most."""


class Here:
    """One block after the other, in this process."""

    width, device = 1, ""

    def draw(self, variant: Variant, blocks: Sequence[Block]) -> Iterator[Result]:
        return (compute(variant, block) for block in blocks)

    def expect(self, blocks: int) -> None:
        """Nobody is told."""


HERE = Here()


@dataclass(kw_only=True)
class Question:
    """One claim of a probability or a mean, at one point."""

    surely: Sequential | Bets  # counts the samples that fail beyond doubt: it alone refutes
    perhaps: Sequential | Bets  # counts the undecided ones as failures, too: it alone confirms
    trivial: bool = False
    impossible: bool = False  # the bound is out of range, as floats see it
    outside: int = 0  # samples out of the range that a mean is claimed with

    @property
    def verdict(self) -> bool | None:
        if self.outside:
            return None
        return False if self.surely.verdict is False else True if self.perhaps.verdict is True else None

    @property
    def idle(self) -> bool:
        """Whether no sample would change anything."""
        return self.trivial or self.impossible or self.outside > 0 or self.verdict is not None

    @property
    def told(self) -> str:
        """What was seen, in words."""
        if isinstance(self.surely, Bets):
            return f"{self.surely.mean:.4g} on average over {self.surely.trials}"
        return f"{self.surely.failures} of {self.surely.trials}"

    def hear(self, result: Sequence[Any], lanes: int) -> None:
        """One more block."""
        if isinstance(self.surely, Sequential) and isinstance(self.perhaps, Sequential):
            failed, open_ = result
            self.surely, self.perhaps = self.surely.add(failed, lanes), self.perhaps.add(failed + open_, lanes)
        elif isinstance(self.surely, Bets):
            self.outside += result[0]
            self.surely = self.perhaps = self.surely.add(result[1:])


@dataclass(kw_only=True)
class Curve:
    """One claim along a growing size: at each size, an estimate of what is followed and an interval."""

    beside: str
    claimed: float = float("nan")  # the exponent, where one is claimed
    sizes: list[int] = field(default_factory=list)
    estimates: list[float] = field(default_factory=list)
    intervals: list[tuple[float, float]] = field(default_factory=list)
    samples: int = 0  # of all sizes


def simulate(variant: Variant, names: Sequence[str], trials: Trials, bench: Bench = HERE) -> list[Evidence]:
    """Evidence on the claims of a statement with random letters, or with a growing size."""
    started = time.perf_counter()
    kinds = _kinds(variant)
    found = [_said(variant, n, "witness", None, reason="its smallest sizes are out of reach of sampling") for n in names if n not in kinds]
    chances = [n for n in names if kinds.get(n) in OVER_A_LAW]
    if chances:
        found += _probabilities(variant, chances, kinds, trials, bench)
    limits = [n for n in names if kinds.get(n) in ALONG_A_SIZE]
    if limits:
        found += _limits(variant, limits, kinds, trials, bench)
    spent = (time.perf_counter() - started) / max(1, len(found))
    return [Evidence(**{**e.as_dict(), "verified_by": e.verified_by, "trusts": e.trusts, "seconds": spent}) for e in found]


def along(variant: Variant, names: Sequence[str]) -> list[str]:
    """Those of the claims that are made along a growing size."""
    kinds = _kinds(variant)
    return [n for n in names if kinds[n] in ALONG_A_SIZE]


def _said(variant: Variant, name: str, kind: str, holds: bool | None, **more: Any) -> Evidence:
    return Evidence(kind=kind, holds=holds, claim=name, reading=variant.name, instrument="sampling", **more)


def drifts(e: Evidence) -> bool:
    """Whether a claim along a growing size is contradicted at the sizes looked at, beyond the stated error: it refutes nothing, and kills a mutant."""
    return e.kind == "instances" and e.holds is None and e.extra.get("trend", "open") != "open"


def _kinds(variant: Variant) -> dict[str, str]:
    """What kind of claim each is; none, where no point is within reach."""
    place = next(_places(variant, 5), None) or next(_places(variant, LADDER[-1]), None)
    return {name: relation.op for name, relation in _looked_at(variant, place).items()} if place is not None else {}


def _looked_at(variant: Variant, place: Place, fixed: Instance | None = None) -> dict[str, Relation]:
    """The claims at one sample there."""
    return relations(variant, samples(variant, Block(place=place, names=(), stream="bounds", number=0, lanes=1), fixed))


def _exactly(variant: Variant, place: Place, fixed: Instance | None = None) -> tuple[dict[str, Any], Mapping[str, int]]:
    """The letters at a place as rationals, the random ones unknown, and the sizes."""
    fixed = fixed or place.fixed(variant)
    leaves = {
        key: [_unknown(leaf, n) if key in variant.random else read(leaf, n, RATIONAL, 0) for leaf, n in zip(d.leaves, fixed.integers[key], strict=True)]
        for key, d in variant.drawn.items()
    }
    return variant.built(leaves, place.sizes, place.listed), place.sizes


def _unknown(leaf: Leaf, integers: Any) -> Value:
    return Value(RATIONAL, Unknown(False, "a random letter has no single value"), () if leaf.scalar else tuple(integers[0].shape[-2:]))


def _pin(variant: Variant, place: Place) -> dict[str, Any]:
    """A place as exact plain data, with the sizes."""
    hidden = {letter for key in variant.random for letter in key.split()}
    letters, sizes = _exactly(variant, place)
    return {**{k: str(v) for k, v in sizes.items()}, **{k: exact(v) for k, v in letters.items() if k not in hidden}}


# ---- points


def _places(variant: Variant, largest: int) -> Iterator[Place]:
    """Points of the letters that are not random: every size the same, small and large, and mixtures; as many as there are, if letters are of few values."""
    names = variant.size_names
    ladder = [x for x in LADDER if x <= largest]
    rng = generator(variant.statement.source, variant.name, "places")
    met: set[str] = set()  # where sizes and listed letters are all there is to a point
    most = max(DRAWN, numbers_drawn(variant, dict.fromkeys(names, 1), random=True))
    in_vain = 0
    for index in itertools.count():
        if in_vain == IN_VAIN:
            return
        in_vain += 1
        same = int(rng.choice(ladder))
        sizes = {name: same if index % 2 else int(rng.choice(ladder)) for name in names}
        shown, drawn = (numbers_drawn(variant, sizes, random=random) for random in (False, True))
        fits = shown <= SHOWN and drawn <= most and variant.fitting(sizes)
        choices = list(itertools.product(*(d.values(sizes) for d in variant.listed.values()))) if fits else []
        if not choices:
            continue
        listed = dict(zip(variant.listed, choices[int(rng.integers(len(choices)))], strict=True))
        if len(variant.random) == len(variant.drawn):
            if (key := str((sizes, listed))) in met:
                continue
            met.add(key)
        in_vain = 0
        yield Place(index=index, sizes=sizes, listed=listed)


def _work(variant: Variant, sizes: Mapping[str, int]) -> int:
    """What one sample costs, in numbers: an array by its entries, times its shorter side, as products and spectra go; and one that two matrices may make."""
    shapes = [(side(leaf.rows, sizes), side(leaf.columns, sizes)) for d in variant.drawn.values() for leaf in d.leaves]
    matrices = [n for shape in shapes if min(shape) > 1 for n in shape]
    between = tuple(sorted([1, 1, *matrices])[-2:])
    return max(1, sum(n * m * min(n, m) for n, m in (*shapes, between)))


def _lanes(variant: Variant, sizes: Mapping[str, int]) -> int:
    """Samples in a block: as many numbers as are drawn well together, and as a product of two letters may have."""
    sides = [side(x, sizes) for d in variant.drawn.values() for leaf in d.leaves for x in (leaf.rows, leaf.columns)]
    longest = sorted([1, 1, *sides])[-2:]
    return max(1, min(BLOCK, NUMBERS // max(1, numbers_drawn(variant, sizes, random=True)), MEMORY // (longest[0] * longest[1])))


# ---- probabilities and means


def _probabilities(variant: Variant, names: Sequence[str], kinds: Mapping[str, str], trials: Trials, bench: Bench) -> list[Evidence]:
    places, undefined = _worth_sampling(variant, names, trials, bench)
    if undefined is not None:
        why = "the bound has no value there"
        return [_said(variant, name, "defined", False, reason=why, witness=_pin(variant, undefined)) for name in names]
    if not places:
        reason = f"the bound is trivial at all {CANDIDATES * trials.points} points tried"
        return [_said(variant, name, "witness", None, reason=reason) for name in names]
    error = share(0, 2 * len(places) * len(names), PART)  # two sequences for each question
    asked: dict[str, list[tuple[Place, Question]]] = {name: [] for name in names}
    found: list[Evidence] = []
    bench.expect(sum(-(-_most(variant, place, trials, len(places)) // _lanes(variant, place.sizes)) for place in places))
    for place in places:
        still = [n for n in names if not any(e.claim == n and e.kind == "counterexample" for e in found)]
        most = _most(variant, place, trials, len(places))
        questions = _asked(variant, place, still, most, error, "samples", bench)
        for name, question in questions.items():
            asked[name].append((place, question))
            if question.verdict is False and _is_member(variant, place):
                again = [_asked(variant, place, [name], most, CERTAIN, stream, bench)[name] for stream in STREAMS]
                if all(q.verdict is False for q in again):
                    found.append(_refuted(variant, name, kinds[name], place, again, bench))
    for name in names:
        serious = [(p, q) for p, q in asked[name] if not q.trivial]
        if any(e.claim == name for e in found):
            continue
        if not serious:
            found.append(_said(variant, name, "witness", None, reason=f"the bound is trivial at all {len(asked[name])} points tried"))
            continue
        found.append(_said(variant, name, "witness", True, witness=_pin(variant, serious[0][0])))
        found.append(_supported(variant, name, kinds[name], asked[name], serious, bench))
    return found


def _is_member(variant: Variant, place: Place) -> bool:
    """Whether every hypothesis holds exactly there."""
    return all(truth(r) == 1 for _, r in variant.hypotheses(*_exactly(variant, place)))


def _worth_sampling(variant: Variant, names: Sequence[str], trials: Trials, bench: Bench) -> tuple[list[Place], Place | None]:
    """Points at which some bound says something: half of them those that look worst to a few scouts, the others from the tightest bound on; and one
    at which a bound has no value. Scouts have a stream of their own, so that no sample both chooses a point and is counted there."""
    rows = []
    for place in itertools.islice(_places(variant, trials.largest), CANDIDATES * trials.points):
        fixed = place.fixed(variant)
        if variant.given is not None and truth(variant.tie(*_exactly(variant, place, fixed))) != 1:
            continue
        made = _looked_at(variant, place, fixed)
        allowed = {name: _allowed(made[name]) for name in names}
        if np.isnan(list(allowed.values())).any():
            bounds = [r.rhs.data for r in variant.relations(*_exactly(variant, place)).values()]
            if any(isinstance(bound, Unknown) and bound.undefined for bound in bounds):
                return [], place
        elif min(allowed.values()) < 1:
            rows.append((place, allowed, {name for name in names if made[name].op.startswith("mean")}))
    rows.sort(key=lambda row: min(row[1].values()))
    if len(rows) <= trials.points:
        return [place for place, *_ in rows], None
    blocks = [_scouts(variant, place, allowed, means, trials) for place, allowed, means in rows]
    looks = [_look(block, result, row[1]) for block, result, row in zip(blocks, bench.draw(variant, blocks), rows, strict=True)]
    worst = sorted(range(len(rows)), key=lambda k: -looks[k])[: trials.points // 2]
    rest = [k for k in range(len(rows)) if k not in worst]
    left = trials.points - len(worst)
    return [rows[k][0] for k in sorted([*worst, *rest[:: max(1, len(rest) // left)][:left]])], None


def _scouts(variant: Variant, place: Place, allowed: Mapping[str, float], means: set[str], trials: Trials) -> Block:
    """A few samples that say how bad a point looks."""
    lanes = max(1, min(SCOUTS, trials.cells // (2 * SCOUTS) // _work(variant, place.sizes)))
    bounds = {name: min(max(allowed[name], NEVER), 1 - NEVER) for name in means}
    return Block(place=place, names=tuple(allowed), stream="scouts", number=0, lanes=lanes, bounds=bounds)


def _look(block: Block, result: Result, allowed: Mapping[str, float]) -> float:
    """How many standard deviations the worst of the claims is off."""

    def off(name: str) -> float:
        delta, part = allowed[name], result[name]
        share = part[2] / max(1.0, part[1]) if name in block.bounds else part[0] / block.lanes
        return (share - delta) / max((max(delta * (1 - delta), 0.0) / block.lanes) ** 0.5, 1 / block.lanes) if delta < 1 else -np.inf

    return max(off(name) for name in allowed)


def _allowed(relation: Relation) -> float:
    """The probability that a claim leaves to the event's failure (or, of an upper bound, to the event); the mean that it allows, of a share or its rest."""
    bound = _number(relation.rhs.data)
    return 1 - bound if relation.op in ("probable", "mean_above") else bound


def _number(data: Any) -> float:
    return float("nan") if isinstance(data, Unknown) else float(np.ravel(np.asarray(data))[0])


def _most(variant: Variant, place: Place, trials: Trials, places: int) -> int:
    """Samples at one place, at most: where there are fewer than the budget has points for, each gets more."""
    more = max(1, trials.points // places)
    return max(FEWEST, min(more * trials.lanes, more * trials.cells // _work(variant, place.sizes)))


def _asked(variant: Variant, place: Place, names: Sequence[str], most: int, error: float, stream: str, bench: Bench) -> dict[str, Question]:
    """Sample at one point until every claim is decided there, or the samples are spent. What is drawn beyond that, several at a time, is not looked at."""
    made = _looked_at(variant, place)
    questions: dict[str, Question] = {}
    for name in names:
        allowed = _allowed(made[name])
        make = Bets if made[name].op.startswith("mean") else Sequential
        test = make(delta=min(max(allowed, NEVER), 1 - NEVER), error=error)
        questions[name] = Question(surely=test, perhaps=test, trivial=not allowed < 1, impossible=allowed < 0)
    lanes = min(_lanes(variant, place.sizes), most)
    bounds = {name: q.surely.delta for name, q in questions.items() if isinstance(q.surely, Bets)}
    blocks = [
        Block(place=place, names=tuple(names), stream=stream, number=k, lanes=lanes, bounds=bounds)
        for k in range(-(-most // lanes))
    ]
    for start in range(0, len(blocks), bench.width):
        if all(q.idle for q in questions.values()):
            break
        for result in bench.draw(variant, blocks[start : start + bench.width]):
            for name, question in questions.items():
                if not question.idle:
                    question.hear(result[name], lanes)
    return questions


def _refuted(variant: Variant, name: str, kind: str, place: Place, again: Sequence[Question], bench: Bench) -> Evidence:
    told = " and ".join(q.told for q in again)
    allowed = again[0].surely.delta
    at_most = f"fewer than {NEVER:.0e}" if allowed <= NEVER else f"{allowed:.3g}"
    said = {
        "probable": f"the event fails in {told} samples of two streams, where {at_most} of them are allowed",
        "improbable": f"the event happens in {told} samples of two streams, where {at_most} of them are allowed",
        "mean_below": f"as a part of its range it is {told} samples of two streams, where {allowed:.4g} is allowed",
        "mean_above": f"what it lacks of its range is {told} samples of two streams, where {allowed:.4g} is allowed",
    }[kind]
    return _said(
        variant,
        name,
        "counterexample",
        False,
        scope=f"one point; {said}",
        witness=_pin(variant, place),
        verified_by=STREAMS,
        trusts=(engine(bench.device), f"an error below {CERTAIN:.0e} for each stream"),
    )


def _supported(
    variant: Variant, name: str, kind: str, asked: Sequence[tuple[Place, Question]], serious: Sequence[tuple[Place, Question]], bench: Bench
) -> Evidence:
    decided = [q for _, q in serious if q.verdict is True]
    drawn = sum(q.perhaps.trials for _, q in serious)
    open_ = [(q, q.perhaps.seen) for _, q in serious if q.verdict is None]
    blind = [q for q, seen in open_ if seen >= 1]
    worst = max((seen for _, seen in open_ if seen < 1), default=0.0)
    doubtful = [q for _, q in serious if q.verdict is None and q.perhaps.verdict is False]
    means = {"mean_below": "a mean, as a part of its range,", "mean_above": "what the mean lacks, as a part of its range,"}
    about = means.get(kind, "a probability of failure")
    scope = (
        f"{drawn} samples at {len(serious)} points, the bound confirmed at {len(decided)} of them; "
        + (f"where it is not, {about} above {worst:.2g} would have been seen; " if worst else "")
        + (f"too few samples to see anything at {len(blind)}; " if blind else "")
        + f"total error {FAMILY:.0e}"
        + (f"; trivial at {len(asked) - len(serious)} further points" if len(asked) > len(serious) else "")
    )
    reason = ""
    if any(q.impossible for _, q in serious):
        reason = "at some point the bound is no probability" if not kind.startswith("mean") else "at some point the bound is out of the range claimed"
    elif any(q.outside for _, q in serious):
        reason = "some samples lie out of the range that the mean is claimed with"
    elif any(q.verdict is False for _, q in serious):
        reason = "one stream refutes it, a second one does not"
    elif doubtful:
        reason = f"at {len(doubtful)} points too many samples are too near to tell"
    elif len(blind) == len(serious):
        reason = "too few samples to see anything"
    elif not decided and not any(_fine(q, seen) for q, seen in open_):
        reason = "the bound is confirmed nowhere, and nowhere are there enough samples to tell it from one that is twice as far off"
    return _said(
        variant,
        name,
        "instances",
        None if reason else True,
        scope=scope,
        reason=reason,
        trusts=(engine(bench.device),),
        extra={"samples": drawn, "points": len(serious), "confirmed": len(decided), "would_have_seen": f"{worst:.2g}"},
    )


def _fine(question: Question, seen: float) -> bool:
    """Whether a claim that is wrong would have been seen: one that allows half of the failures that there are, or a mean that is off by little.

    What is said to happen always has no such measure: it is attacked like a claim for all values, and what would have been seen is told.
    """
    delta = question.perhaps.delta
    if isinstance(question.perhaps, Bets):
        return seen <= delta + RESOLUTION
    return seen <= 2 * delta or (delta <= NEVER and not question.perhaps.failures and seen <= ALWAYS)


# ---- along a growing size


def _limits(variant: Variant, names: Sequence[str], kinds: Mapping[str, str], trials: Trials, bench: Bench) -> list[Evidence]:
    if others := [key for key in variant.drawn if key not in variant.random]:
        reason = f"an order or a limit is claimed for all {', '.join(others)}: one value of them at each size says nothing of that"
        return [_said(variant, n, "witness", None, reason=reason) for n in names]
    start = _sizes_at(variant, trials.growing[0])
    choices = list(itertools.product(*(d.values(start) for d in variant.listed.values())))
    chosen = [choices[k * len(choices) // min(len(choices), CURVES)] for k in range(min(len(choices), CURVES))]
    curves: dict[str, list[Curve]] = {name: [] for name in names}
    witness: dict[str, Any] = {}
    for values in chosen:
        listed = dict(zip(variant.listed, values, strict=True))
        beside = "".join(f", {k} = {v}" for k, v in ({n: x for n, x in start.items() if n != variant.growing} | listed).items())
        first = _looked_at(variant, Place(index=0, sizes=start, listed=listed))
        followed = {n: Curve(beside=beside, claimed=_number(first[n].rhs.data) if kinds[n].startswith("exponent") else float("nan")) for n in names}
        for size in _growing(variant, trials):
            place = Place(index=0, sizes=_sizes_at(variant, size), listed=listed)
            if not variant.fitting(place.sizes):
                continue
            witness = witness or _pin(variant, place)
            for name, values_there in _values(variant, place, names, trials, bench).items():
                _enter(followed[name], kinds[name], size, values_there, share(0, len(names) * len(chosen) * 16, PART), bool(variant.random))
        for name in names:
            curves[name].append(followed[name])
    return [e for name in names for e in _along(variant, name, kinds[name], curves[name], witness, len(choices), trials, bench)]


def _sizes_at(variant: Variant, size: int) -> dict[str, int]:
    """The growing size, and 2 for all others."""
    return {name: size if name == variant.growing else 2 for name in variant.size_names}


def _growing(variant: Variant, trials: Trials) -> list[int]:
    """The sizes that the budget reaches: the horizon is said with the result. Far ones where the work does not grow with them."""
    work = [_work(variant, _sizes_at(variant, size)) for size in trials.growing]
    if work[0] == work[-1]:
        return [trials.growing[0] * FAR**k for k in range(STEPS)]
    within = [size for size, cost in zip(trials.growing, work, strict=True) if (trials.fewest if variant.random else 1) * cost <= REACH * trials.cells]
    return [*within, *trials.growing[len(within) : 3]]


def _values(variant: Variant, place: Place, names: Sequence[str], trials: Trials, bench: Bench) -> Result:
    """What is followed along the sizes, at one of them."""
    repeats = max(trials.fewest, min(trials.repeats, trials.cells // _work(variant, place.sizes))) if variant.random else 1
    lanes = min(repeats, _lanes(variant, place.sizes))
    blocks = [Block(place=place, names=tuple(names), stream=ALONG, number=k, lanes=lanes) for k in range(-(-repeats // lanes))]
    bench.expect(len(blocks))
    parts = list(bench.draw(variant, blocks))
    return {
        name: [list(itertools.chain(*sides)) for sides in zip(*(p[name] for p in parts), strict=True)]
        if isinstance(parts[0][name][0], list)
        else list(itertools.chain(*(p[name] for p in parts)))
        for name in names
    }


def _enter(curve: Curve, kind: str, size: int, values: Sequence[Any], error: float, random: bool) -> None:
    sides = [np.asarray(x, dtype=float) for x in (values if kind == "same_law" else [values])]
    curve.samples += len(sides[0]) if random else 0
    if any(np.isnan(x).any() for x in sides):
        curve.sizes.append(size)
        curve.estimates.append(float("nan"))
        curve.intervals.append((float("nan"), float("nan")))
        return
    if kind == "same_law":
        estimate, low, high = law_distance(sides[0], sides[1], error)
    elif kind == "tends_to" and random:
        estimate = float(np.quantile(sides[0], MOSTLY))
        low, high = quantile_interval(sides[0], MOSTLY, error)
    else:
        estimate = float(np.median(sides[0]))
        low, high = median_interval(sides[0], error) if random else (estimate, estimate)
    curve.sizes.append(size)
    curve.estimates.append(estimate)
    curve.intervals.append((float(low), float(high)))


def _along(
    variant: Variant, name: str, kind: str, curves: Sequence[Curve], witness: Mapping[str, Any], choices: int, trials: Trials, bench: Bench
) -> Iterator[Evidence]:
    yield _said(variant, name, "witness", True, witness=witness)
    told = [(curve, *_judged(kind, curve)) for curve in curves]
    worst = next((t for t in told if t[1] == "drifts"), next((t for t in told if t[1] == "open"), None))
    shown = told[:1] if worst is None else [worst]
    outcome = "holds" if worst is None else worst[1]
    lines = []
    for curve, _, words in shown:
        estimates = ", ".join(f"{m:.3g}" for m in curve.estimates)
        lines.append(f"sizes {curve.sizes[0]} to {curve.sizes[-1]} of {variant.growing}{curve.beside}, {_what(kind)} {estimates}; {words}")
    many = f"{len(curves)} of {choices} values of the listed letters, the first: " if worst is None and choices > 1 else ""
    repeats = f"up to {trials.repeats} samples each; " if variant.random else ""
    yield _said(
        variant,
        name,
        "instances",
        True if worst is None else None,
        scope=many + "; ".join(lines) + f"; {repeats}total error {FAMILY:.0e}",
        reason="" if worst is None else f"{outcome}: {worst[2]}",
        trusts=(engine(bench.device),),
        extra={
            "trend": outcome,
            "samples": sum(curve.samples for curve in curves),
            "curves": [
                {
                    "beside": curve.beside.removeprefix(", "),
                    "kind": kind,
                    "claimed": "" if np.isnan(curve.claimed) else f"{curve.claimed:.6g}",
                    "outcome": said,
                    "sizes": curve.sizes,
                    "estimates": [f"{m:.6g}" for m in curve.estimates],
                    "intervals": [[f"{x:.6g}" for x in i] for i in curve.intervals],
                }
                for curve, said, _ in told
            ],
        },
    )


def _what(kind: str) -> str:
    return {"same_law": "distances of the laws", "tends_to": f"{MOSTLY:.3g}-quantiles of the distance"}.get(kind, "medians")


def _judged(kind: str, curve: Curve) -> tuple[str, str]:
    """holds, drifts or open; and the numbers that say so."""
    if np.isnan(curve.estimates).any():
        return "open", "it has no value at some size"
    if len(curve.sizes) < 3:
        return "open", "fewer than three sizes are within reach"
    if not np.isfinite(curve.intervals).all():
        return "open", "too few samples at some size"
    if kind.startswith("exponent"):
        return _of_an_exponent(kind, curve)
    if not any(high for _, high in curve.intervals):
        return ("drifts" if kind == "same_order" else "holds"), "zero at every size"
    intervals = [(low, max(high, VANISHED)) for low, high in curve.intervals]
    outcome = trend(curve.sizes, intervals)
    words = f"{outcome.decision}, exponent {outcome.exponent[0]:.3g} to {outcome.exponent[1]:.3g}, one of {outcome.seen_exponent:.2g} would have been seen"
    if kind == "same_order":
        back = trend(curve.sizes, [(1 / high, 1 / max(low, VANISHED)) for low, high in intervals])
        wanted, against = outcome.decision == back.decision == "bounded", "growing" in (outcome.decision, back.decision)
    elif kind == "lesssim":
        wanted, against = outcome.decision in ("bounded", "vanishing"), outcome.decision == "growing"
    elif kind == "same_law":
        low, high = curve.intervals[-1]
        words = f"at the last size the distribution functions differ by {low:.2g} to {high:.2g}"
        wanted, against = outcome.decision == "vanishing" or (low == 0 and high <= LAWS_APART), low > LAWS_APART and outcome.decision != "vanishing"
    else:
        rises = outcome.exponent[0] > 0 and outcome.late_exponent[1] >= 0  # over all sizes, and it is not seen to come back
        stops = outcome.decision == "bounded" and (outcome.exponent[1] >= 0 or outcome.log_bend[0] > 0)  # at something above zero
        wanted, against = outcome.decision == "vanishing", outcome.decision == "growing" or rises or stops
    return "holds" if wanted else "drifts" if against else "open", words


def _of_an_exponent(kind: str, curve: Curve) -> tuple[str, str]:
    """An exponent is the slope over the later half of the sizes, where what vanishes beside the leading power has had its time."""
    if min(low for low, _ in curve.intervals) <= 0:
        return "open", "it is not seen to be positive"
    low, high = trend(curve.sizes, curve.intervals).late_exponent
    words = f"exponent {low:.3g} to {high:.3g} over the later half of the sizes, {curve.claimed:.3g} claimed, told to {RESOLUTION}"
    above, below = low >= curve.claimed - RESOLUTION, high <= curve.claimed + RESOLUTION
    wanted = {"exponent": above and below, "exponent_above": above, "exponent_below": below}[kind]
    against = {"exponent": high < curve.claimed - RESOLUTION or low > curve.claimed + RESOLUTION, "exponent_above": high < curve.claimed - RESOLUTION}.get(
        kind, low > curve.claimed + RESOLUTION
    )
    return "holds" if wanted else "drifts" if against else "open", words

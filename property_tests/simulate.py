"""Claims about random letters, decided by sampling with stated error rates.

A probability with an explicit bound: at each of some points of the other letters, sampled block by block until an anytime-valid sequence
of confidence intervals leaves the bound, or the samples are spent. It is refuted only when two independent streams refute it at one
point. An order or a limit along a growing size: medians with distribution-free intervals at geometric sizes, and the range of the slopes
that they allow; that never refutes, a drift is undecided and shown. No result depends on how the blocks are split or who draws them.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from numerics.evidence import Evidence
from numerics.statistics import FAMILY, Sequential, median_interval, share, trend
from numerics.streams import generator
from numerics.systems.bounded import BOUNDED
from numerics.systems.float64 import FLOAT64
from numerics.systems.rational import RATIONAL
from numerics.value import ALONG_A_SIZE, OVER_A_LAW, Relation, Unknown, truth
from theorems.domains import side
from theorems.statement import Instance, Variant, exact

LADDER = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610)  # sizes at which a bound for every size is tried
CANDIDATES = 24  # points that are looked at for one that is sampled: at most of them a bound may be trivial
STREAMS = ("first stream of samples", "second stream of samples")
SHOWN, DRAWN = 64, 20_000  # entries at one point: of the letters that are shown with it, and of the random ones
FEWEST = 64  # samples below which order statistics say nothing at these errors
LANES = 2**20  # numbers in one batch along a growing size
NEVER = 1e-12  # stands for a probability that is said to be zero
CERTAIN = 1e-9  # the error of each of the two streams that refute


@dataclass(frozen=True, kw_only=True)
class Trials:
    """How much may be sampled.

    points: of the letters that are not random; lanes: samples of one point; cells: the work for one point, see `_work`, at most; largest: the largest
    size of a point; growing: the sizes along which limits are taken; repeats: samples of each of those.
    """

    points: int
    lanes: int
    cells: int
    largest: int
    growing: tuple[int, ...]
    repeats: int
    block: int = 2048


@dataclass(kw_only=True)
class Question:
    """One claim of a probability, at one point."""

    surely: Sequential  # counts the samples that fail beyond doubt: it alone refutes
    perhaps: Sequential  # counts the undecided ones as failures, too: it alone confirms
    trivial: bool = False
    impossible: bool = False  # the bound is no probability, as floats see it

    @property
    def verdict(self) -> bool | None:
        return False if self.surely.verdict is False else True if self.perhaps.verdict is True else None

    @property
    def idle(self) -> bool:
        """Whether no sample would change anything."""
        return self.trivial or self.impossible or self.verdict is not None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point of all letters that are not random."""

    index: int
    fixed: Instance

    @property
    def name(self) -> str:
        """What its streams are called."""
        return f"place {self.index}, {sorted(self.fixed.sizes.items())}, {sorted(self.fixed.listed.items())}"

    def pin(self, variant: Variant) -> dict[str, Any]:
        """Its letters as exact plain data, with the sizes."""
        hidden = {letter for key in variant.random for letter in key.split()}
        letters = variant.letters(self.fixed, RATIONAL, 0)
        return {**{k: str(v) for k, v in self.fixed.sizes.items()}, **{k: exact(v) for k, v in letters.items() if k not in hidden}}


@dataclass(kw_only=True)
class Curve:
    """One claim along a growing size: at each size, an interval for the median."""

    sizes: list[int] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    intervals: list[tuple[float, float]] = field(default_factory=list)


def simulate(variant: Variant, names: Sequence[str], trials: Trials) -> list[Evidence]:
    """Evidence on the claims of a statement with random letters."""
    started = time.perf_counter()
    kinds = _kinds(variant)
    found: list[Evidence] = []
    chances = [n for n in names if kinds.get(n) in OVER_A_LAW]
    if chances:
        found += _probabilities(variant, chances, trials)
    limits = [n for n in names if kinds.get(n) in ALONG_A_SIZE]
    if limits:
        found += _limits(variant, limits, kinds, trials)
    spent = (time.perf_counter() - started) / max(1, len(found))
    return [Evidence(**{**e.as_dict(), "verified_by": e.verified_by, "trusts": e.trusts, "seconds": spent}) for e in found]


def _said(variant: Variant, name: str, kind: str, holds: bool | None, **more: Any) -> Evidence:
    return Evidence(kind=kind, holds=holds, claim=name, reading=variant.name, instrument="sampling", **more)


def drifts(e: Evidence) -> bool:
    """Whether a claim along a growing size is contradicted at the sizes looked at, beyond the stated error: it refutes nothing, and kills a mutant."""
    return e.kind == "instances" and e.holds is None and e.extra.get("trend", "open") != "open"


def _kinds(variant: Variant) -> dict[str, str]:
    place = next(_places(variant, 5))
    return {name: relation.op for name, relation in _sampled(variant, place, 1, "kinds", 0).items()}


# ---- points, and samples at them


def _places(variant: Variant, largest: int) -> Iterator[Place]:
    """Points of the letters that are not random, without end: every size the same, small and large, and mixtures."""
    names = variant.size_names
    ladder = [x for x in LADDER if x <= largest]
    rng = generator(variant.statement.source, variant.name, "places")
    for index in itertools.count():
        same = int(rng.choice(ladder))
        sizes = {name: same if index % 2 else int(rng.choice(ladder)) for name in names}
        shown, drawn = (_entries(variant, sizes, random) for random in (False, True))
        fits = shown <= SHOWN and drawn <= DRAWN and variant.fitting(sizes)
        choices = list(itertools.product(*(d.values(sizes) for d in variant.listed.values()))) if fits else []
        if choices:
            yield _place(variant, sizes, choices[int(rng.integers(len(choices)))], index)


def _entries(variant: Variant, sizes: Mapping[str, int], random: bool) -> int:
    return sum(side(a.rows, sizes) * side(a.columns, sizes) for d in variant.drawn.values() if d.random is random for a in d.leaves)


def _place(variant: Variant, sizes: Mapping[str, int], listed: Sequence[Any], index: int) -> Place:
    rng = generator(variant.statement.source, variant.name, "place", str(sorted(sizes.items())), block=index)
    return Place(index=index, fixed=variant.draw(sizes, dict(zip(variant.listed, listed, strict=True)), rng, 1))


def _sampled(variant: Variant, place: Place, lanes: int, stream: str, block: int, system: Any = FLOAT64) -> dict[str, Relation]:
    """The claims over a batch of samples of the random letters, at one point of the others."""
    rng = generator(variant.statement.source, variant.name, stream, place.name, block=block)
    drawn = variant.draw(place.fixed.sizes, place.fixed.listed, rng, lanes)
    integers = {key: drawn.integers[key] if key in variant.random else place.fixed.integers[key] for key in drawn.integers}
    instance = Instance(sizes=drawn.sizes, listed=drawn.listed, integers=integers, batch=lanes)
    with np.errstate(all="ignore"):
        return variant.relations(variant.letters(instance, system), instance.sizes)


def _work(variant: Variant, sizes: Mapping[str, int]) -> int:
    """What one sample costs, in numbers: an array by its entries, times its shorter side, as products and spectra go; and one of the two largest sizes."""
    sides = [(side(leaf.rows, sizes), side(leaf.columns, sizes)) for d in variant.drawn.values() for leaf in d.leaves]
    between = tuple(sorted([1, *sizes.values()])[-2:]) if len(sizes) > 1 else (1, 1)
    return sum(n * m * min(n, m) for n, m in (*sides, between))


# ---- probabilities


def _probabilities(variant: Variant, names: Sequence[str], trials: Trials) -> list[Evidence]:
    places, undefined = _worth_sampling(variant, names, trials)
    if undefined is not None:
        why = "the bound has no value there"
        return [_said(variant, name, "defined", False, reason=why, witness=undefined.pin(variant)) for name in names]
    if not places:
        reason = f"the bound is trivial at all {CANDIDATES * trials.points} points tried"
        return [_said(variant, name, "witness", None, reason=reason) for name in names]
    error = share(0, 2 * len(places) * len(names))  # two sequences for each question
    asked: dict[str, list[tuple[Place, Question]]] = {name: [] for name in names}
    found: list[Evidence] = []
    for place in places:
        still = [n for n in names if not any(e.claim == n and e.kind == "counterexample" for e in found)]
        questions = _asked(variant, place, still, trials, error, "samples")
        for name, question in questions.items():
            asked[name].append((place, question))
            if question.verdict is False and _is_member(variant, place):
                again = [_asked(variant, place, [name], trials, CERTAIN, stream)[name] for stream in STREAMS]
                if all(q.verdict is False for q in again):
                    found.append(_refuted(variant, name, place, again))
    for name in names:
        serious = [(p, q) for p, q in asked[name] if not q.trivial]
        if any(e.claim == name for e in found):
            continue
        if not serious:
            found.append(_said(variant, name, "witness", None, reason=f"the bound is trivial at all {len(asked[name])} points tried"))
            continue
        found.append(_said(variant, name, "witness", True, witness=serious[0][0].pin(variant)))
        found.append(_supported(variant, name, asked[name], serious))
    return found


def _is_member(variant: Variant, place: Place) -> bool:
    """Whether every hypothesis holds exactly there."""
    return all(truth(r) == 1 for _, r in variant.hypotheses(variant.letters(place.fixed, RATIONAL, 0), place.fixed.sizes))


def _worth_sampling(variant: Variant, names: Sequence[str], trials: Trials) -> tuple[list[Place], Place | None]:
    """Points at which some bound says something, the tightest of the candidates and some of the others; and one at which a bound has no value."""
    rows = []
    for place in itertools.islice(_places(variant, trials.largest), CANDIDATES * trials.points):
        if variant.given is not None and truth(variant.tie(variant.letters(place.fixed, RATIONAL, 0), place.fixed.sizes)) != 1:
            continue
        relations = _sampled(variant, place, 1, "bounds", 0)
        allowed = [_allowed(relations[name]) for name in names]
        if np.isnan(allowed).any():
            bounds = [r.rhs.data for r in variant.relations(variant.letters(place.fixed, RATIONAL, 0), place.fixed.sizes).values()]
            if any(isinstance(bound, Unknown) and bound.undefined for bound in bounds):
                return [], place
        elif min(allowed) < 1:
            rows.append((min(allowed), place))
    step = max(1, len(rows) // trials.points)
    return [place for _, place in sorted(rows, key=lambda row: row[0])[::step]][: trials.points], None


def _allowed(relation: Relation) -> float:
    """The probability that a claim leaves to the event's failure (or, of an upper bound, to the event)."""
    bound = float(np.ravel(np.asarray(relation.rhs.data))[0])
    return 1 - bound if relation.op == "probable" else bound


def _asked(variant: Variant, place: Place, names: Sequence[str], trials: Trials, error: float, stream: str) -> dict[str, Question]:
    """Sample at one point until every claim is decided there, or the samples are spent."""
    most = max(FEWEST, min(trials.lanes, trials.cells // _work(variant, place.fixed.sizes)))
    lanes = min(trials.block, most)
    questions: dict[str, Question] = {}
    for block in range(-(-most // lanes)):
        relations = _sampled(variant, place, lanes, stream, block)
        for name in names:
            relation = relations[name]
            if name not in questions:
                allowed = _allowed(relation)
                test = Sequential(delta=min(max(allowed, NEVER), 1 - NEVER), error=error)
                questions[name] = Question(surely=test, perhaps=test, trivial=not allowed < 1, impossible=allowed < 0)
            question = questions[name]
            if question.idle:
                continue
            with np.errstate(all="ignore"):
                seen_here = np.broadcast_to(truth(relation.lhs), (lanes,))
                if not seen_here.all():  # nearer than half the digits: error bounds may know
                    closer = _sampled(variant, place, lanes, stream, block, BOUNDED)[name]
                    seen_here = np.broadcast_to(truth(closer.lhs), (lanes,))
            against = seen_here < 0 if relation.op == "probable" else seen_here > 0
            failed, open_ = int(against.sum()), int((seen_here == 0).sum())
            question.surely = question.surely.add(failed, lanes)
            question.perhaps = question.perhaps.add(failed + open_, lanes)
        if all(q.idle for q in questions.values()):
            break
    return questions


def _refuted(variant: Variant, name: str, place: Place, again: Sequence[Question]) -> Evidence:
    told = " and ".join(f"{q.surely.failures} of {q.surely.trials}" for q in again)
    allowed = again[0].surely.delta
    return _said(
        variant,
        name,
        "counterexample",
        False,
        scope=f"one point; the event fails in {told} samples of two streams, where {allowed:.3g} of them are allowed",
        witness=place.pin(variant),
        verified_by=STREAMS,
        trusts=(f"numpy {version('numpy')}", f"an error below {CERTAIN:.0e} for each stream"),
    )


def _supported(variant: Variant, name: str, asked: Sequence[tuple[Place, Question]], serious: Sequence[tuple[Place, Question]]) -> Evidence:
    decided = [q for _, q in serious if q.verdict is True]
    samples = sum(q.perhaps.trials for _, q in serious)
    blind = [q for _, q in serious if q.verdict is None and q.perhaps.seen >= 1]
    worst = max((q.perhaps.seen for _, q in serious if q.verdict is None and q not in blind), default=0.0)
    doubtful = [q for _, q in serious if q.verdict is None and q.perhaps.verdict is False]
    scope = (
        f"{samples} samples at {len(serious)} points, the bound confirmed at {len(decided)} of them; "
        + (f"where it is not, a probability of failure above {worst:.2g} would have been seen; " if worst else "")
        + (f"too few samples to see anything at {len(blind)}; " if blind else "")
        + f"total error {FAMILY:.0e}"
        + (f"; trivial at {len(asked) - len(serious)} further points" if len(asked) > len(serious) else "")
    )
    reason = ""
    if any(q.impossible for _, q in serious):
        reason = "at some point the bound is no probability"
    elif any(q.verdict is False for _, q in serious):
        reason = "one stream refutes it, a second one does not"
    elif doubtful:
        reason = f"at {len(doubtful)} points too many samples are too near to tell"
    elif len(blind) == len(serious):
        reason = "too few samples to see anything"
    return _said(
        variant,
        name,
        "instances",
        None if reason else True,
        scope=scope,
        reason=reason,
        trusts=(f"numpy {version('numpy')}",),
        extra={"samples": samples, "points": len(serious), "confirmed": len(decided), "would_have_seen": f"{worst:.2g}"},
    )


# ---- along a growing size


def _limits(variant: Variant, names: Sequence[str], kinds: Mapping[str, str], trials: Trials) -> list[Evidence]:
    if others := [key for key in variant.drawn if key not in variant.random]:
        reason = f"an order or a limit is claimed for all {', '.join(others)}: one value of them at each size says nothing of that"
        return [_said(variant, n, "witness", None, reason=reason) for n in names]
    curves = {name: Curve() for name in names}
    error = share(0, len(names) * len(trials.growing))
    witness: dict[str, Any] = {}
    for size in trials.growing:
        sizes = {name: size if name == variant.growing else 2 for name in variant.size_names}
        if len(curves[names[0]].sizes) > 2 and FEWEST * _work(variant, sizes) > 64 * trials.cells:
            break  # the horizon is said with the result
        choices = [next(iter(d.values(sizes))) for d in variant.listed.values()]
        place = _place(variant, sizes, choices, 0)
        witness = witness or place.pin(variant)
        parts: dict[str, list[Any]] = {name: [] for name in names}
        repeats = max(FEWEST, min(trials.repeats, trials.cells // _work(variant, sizes)))
        lanes = max(1, min(repeats, LANES // _work(variant, sizes)))
        for block in range(-(-repeats // lanes)):
            relations = _sampled(variant, place, lanes, "growing", block)
            for name in names:
                parts[name].append(_followed(relations[name], lanes))
        for name in names:
            values = np.concatenate(parts[name])
            curves[name].sizes.append(size)
            curves[name].medians.append(float(np.median(values)))
            curves[name].intervals.append(median_interval(values, error))
    found = []
    for name, curve in curves.items():
        outcome, words = _decided(kinds[name], curve)
        beside = "".join(f", {n} = 2" for n in variant.size_names if n != variant.growing)
        medians = ", ".join(f"{m:.3g}" for m in curve.medians)
        told = f"sizes {curve.sizes[0]} to {curve.sizes[-1]} of {variant.growing}{beside}, up to {trials.repeats} samples each, medians {medians}"
        holds = True if outcome == "holds" else None
        found.append(_said(variant, name, "witness", True, witness=witness))
        found.append(
            _said(
                variant,
                name,
                "instances",
                holds,
                scope=f"{told}; {words}; total error {FAMILY:.0e}",
                reason="" if holds else f"{outcome}: {words}",
                trusts=(f"numpy {version('numpy')}",),
                extra={
                    "sizes": curve.sizes,
                    "medians": [f"{m:.6g}" for m in curve.medians],
                    "intervals": [[f"{x:.6g}" for x in i] for i in curve.intervals],
                    "trend": outcome,
                },
            )
        )
    return found


def _decided(kind: str, curve: Curve) -> tuple[str, str]:
    """holds, drifts or open; and the numbers that say so."""
    if not any(curve.medians):
        return ("drifts" if kind == "same_order" else "holds"), "zero at every size"
    outcome = trend(curve.sizes, curve.intervals)
    words = f"{outcome.decision}, exponent {outcome.exponent[0]:.3g} to {outcome.exponent[1]:.3g}, one of {outcome.seen_exponent:.2g} would have been seen"
    if kind == "same_order":
        back = trend(curve.sizes, [(1 / high, 1 / low) for low, high in curve.intervals])
        wanted, against = outcome.decision == back.decision == "bounded", "growing" in (outcome.decision, back.decision)
    elif kind == "lesssim":
        wanted, against = outcome.decision in ("bounded", "vanishing"), outcome.decision == "growing"
    else:
        wanted, against = outcome.decision == "vanishing", outcome.decision in ("growing", "bounded") and outcome.exponent[1] >= 0
    return "holds" if wanted else "drifts" if against else "open", words


def _followed(relation: Relation, lanes: int) -> Any:
    """What is followed along the sizes: the ratio of two orders, the distance from a limit."""
    a, b = (np.broadcast_to(np.asarray(x.data, dtype=float), (lanes,)) for x in (relation.lhs, relation.rhs))
    with np.errstate(all="ignore"):
        return np.abs(a - b) if relation.op == "tends_to" else np.abs(a) / np.abs(b)

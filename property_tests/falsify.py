"""The search for counterexamples: small scope first, then a bulk of drawn batches, then the adversary.

Floats only point: whatever is called false was evaluated exactly, or with rigorous error bounds. Efforts are counts, and every block of
draws has a stream of its own, so the same seed gives the same witness on every machine, however the work is split.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from numerics.slack import weigh
from numerics.streams import generator
from numerics.systems.bounded import BOUNDED
from numerics.systems.coarse import COARSE
from numerics.systems.float64 import FLOAT64
from numerics.value import Relation, Unknown, Value, atoms, truth
from property_tests.clock import OutOfTime, silence
from property_tests.exactly import evaluate, is_member, premises
from theorems.domains import Leaf, Sizes, patterns, side, smallest
from theorems.statement import Instance, Variant

SPLIT = 1024  # lanes evaluated at once: their arrays stay in the cache
EXHAUSTED = 8192  # points of one shape that are worth trying one and all
SAMPLED = 1024  # and where there are more of them, so many are tried
TIE = 2.0**-26  # half the digits: a slack nearer to zero than this is a tie
CLOSE = 32  # lanes of a batch that are looked at closer after plain floats
LOOK = 8  # what an exact look costs, in points that floats decide,
VAIN = 8  # and how many looks one counts that decides nothing: an irrational tie is asked for at more and more bits
MARGINS, CELLS = 8, 20  # batches that a picture of margins is made of, and its cells from slack to equality
KEPT = 6  # the points nearest to a violation, from which the adversary starts


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much a search may do: counts, so that the same effort gives the same answer on every machine.

    scope: points tried exhaustively (an exact look counts as eight); blocks of `block` drawn points each; looks: exact evaluations among
    those; largest: size up to which sides grow; starts: how often the adversary sets out; gradient: whether it may use derivatives.
    """

    scope: int
    blocks: int
    looks: int
    largest: int
    block: int = 512
    starts: int = 0
    gradient: bool = False

    @property
    def quarter(self) -> Effort:
        """A first look: a quarter of it, without the adversary."""
        return replace(self, scope=self.scope // 4, blocks=-(-self.blocks // 4), looks=self.looks // 4, starts=0)


@dataclass(kw_only=True)
class Tally:
    """What a search saw of one claim."""

    floats: int = 0
    attacked: int = 0
    exact: int = 0
    unknown: int = 0
    failure: tuple[Instance, str] | None = None  # one instance, and the engine that decided it
    undefined: tuple[Instance, str] | None = None  # one instance, and why
    premises: set[int] = field(default_factory=set)  # the implications that were met with their premise true, by position
    implications: int = 0
    sizes: set[str] = field(default_factory=set)
    witness: Instance | None = None
    reason: str = ""
    attained: int = 0  # points at which both sides agree to half the digits,
    tie: Instance | None = None  # and the plainest of them
    nearest: list[tuple[float, Instance]] = field(default_factory=list)  # the largest slacks met below that, at most two of a shape
    thin: bool = False  # found by the adversary alone
    cut: bool = False  # the clock ended the adversary


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A batch as floats see it, by claim. truth: +1 and -1 beyond doubt, -2 where plain floats point at a failure, 0 unknown, 2 where a hypothesis fails,

    3 where plain floats see it hold with half their digits to spare, and nobody looked closer.
    slack: how much the claim fails, NaN where nothing says it. met: truth of premise k of a claim, by "claim/k".
    """

    truth: Mapping[str, Any]
    slack: Mapping[str, Any]
    met: Mapping[str, Any]


def search(variant: Variant, names: Sequence[str], effort: Effort, *, one_is_enough: bool = False) -> dict[str, Tally]:
    """Look for points that satisfy the hypotheses and fail a claim (or any one of the claims). Returns a tally for each name."""
    tallies = {name: Tally() for name in names}
    def still() -> list[str]:
        unfallen = [n for n in names if tallies[n].failure is None]
        return [] if one_is_enough and len(unfallen) < len(names) else unfallen

    scope = effort.scope
    for instance in _small_scope(variant, effort.largest):
        if scope <= 0 or not still():
            break
        scope -= instance.batch + LOOK * look(variant, instance, still(), tallies, None, most=scope // LOOK + 1)
    looks = dict.fromkeys(names, effort.looks)
    hasty = effort.blocks > 1 and worth_haste(variant)
    for instance in _blocks(variant, effort):
        if not (asked := still()):
            break
        look(variant, instance, asked, tallies, looks, hasty=hasty)
        if all(looks[n] <= 0 and not tallies[n].attacked for n in asked):
            break  # floats say nothing of them, and all exact looks are spent
    if effort.starts:
        from property_tests.adversary import attack

        try:
            for claim in names:
                if claim in still() and tallies[claim].nearest:
                    attack(variant, claim, tallies[claim], starts=effort.starts, gradient=effort.gradient)
        except OutOfTime:  # what was drawn before is still worth telling, and that this was not finished
            silence()
            for claim in names:
                tallies[claim].cut = True
    return tallies


def look(
    variant: Variant,
    instance: Instance,
    names: Sequence[str],
    tallies: Mapping[str, Tally],
    looks: dict[str, int] | None,
    *,
    most: int = 0,
    hasty: bool = False,
) -> int:
    """Scan one batch, and evaluate exactly what floats point at or leave open: a share of it within `looks`, or else up to `most` points.

    Returns what the looks cost.
    """
    seen = scan(variant, instance, names, hasty=hasty)
    shape = ", ".join(f"{k} = {v}" for k, v in {**instance.sizes, **instance.listed}.items())
    wanted: dict[int, list[str]] = {}
    for name in names:
        tally = tallies[name]
        tally.sizes.add(shape)
        truths = seen.truth.get(name)
        if truths is None:
            order: Sequence[int] = range(instance.batch)
        else:
            tally.floats += int((truths == 1).sum())
            tally.attacked += int(_spoken_of(truths, seen.slack.get(name)).sum())
            leads = np.flatnonzero(truths < 0)
            if leads.size:  # the plainest first
                leads = leads[np.argsort(size_of(instance)[leads], kind="stable")]
            order = [*leads, *np.flatnonzero(truths == 0)]
            _remember(tally, instance, truths, seen.slack.get(name))
        share = most if looks is None else min(max(4, instance.batch // 32), max(0, looks[name]))
        for index in order[:share]:
            wanted.setdefault(int(index), []).append(name)
        if truths is not None and tally.witness is None and (sure := np.flatnonzero(truths == 1)).size:
            wanted.setdefault(int(sure[0]), []).append(name)
        for k in itertools.count():
            if f"{name}/{k}" not in seen.met:
                break
            true = np.flatnonzero(seen.met[f"{name}/{k}"] > 0)
            if k not in tally.premises and true.size:
                wanted.setdefault(int(true[0]), []).append(name)
    return _exact_looks(variant, instance, wanted, tallies, looks)


def margins(variant: Variant, names: Sequence[str], effort: Effort) -> dict[str, dict[str, Any]]:
    """How near drawn points come to failing a claim, as plain floats see it: {"edges", "counts", "points"}, 1 is equality; none where floats say nothing.

    For a picture, so of drawn batches alone: small scope and the adversary look longest where it is near. None, too, once the clock has rung.
    """
    counts = {name: np.zeros(CELLS, dtype=np.int64) for name in names}
    try:
        for instance in _blocks(variant, replace(effort, blocks=MARGINS, block=SPLIT // 4)) if names else ():
            seen = _weigh(variant, instance, names, FLOAT64)
            for name in names:
                if (gap := seen.slack.get(name)) is not None:  # positive where it fails
                    near = np.where(seen.truth[name] == 2, np.nan, 1 + gap)
                    counts[name] += np.histogram(np.clip(near[~np.isnan(near)], 0, 1), bins=CELLS, range=(0, 1))[0]
    except OutOfTime:  # what the search has found is worth more than its picture
        silence()
        return {}
    edges = [f"{k / CELLS:.4g}" for k in range(CELLS + 1)]
    return {name: {"edges": edges, "counts": held.tolist(), "points": int(held.sum())} for name, held in counts.items() if held.any()}


def _spoken_of(truths: Any, slack: Any) -> Any:
    """The lanes of which floats say anything: a sign beyond doubt, a lead, or how near they come."""
    said = (truths != 0) & (truths != 2)
    return said if slack is None else said | ((truths == 0) & ~np.isnan(slack))


def _exact_looks(
    variant: Variant, instance: Instance, wanted: Mapping[int, Sequence[str]], tallies: Mapping[str, Tally], looks: dict[str, int] | None
) -> int:
    taken = 0
    for index, asked in wanted.items():
        still = [n for n in asked if tallies[n].failure is None]
        if not still:
            continue
        outcome = evaluate(variant, instance, index, still)
        costs = {n: VAIN if outcome is not None and outcome[n][0] == 0 else 1 for n in still}
        taken += max(costs.values())
        if looks is not None:
            for name in still:
                looks[name] -= costs[name]
        if outcome is None:
            continue
        for name, (value, engine, why, met) in outcome.items():
            tally = tallies[name]
            tally.premises |= {k for k, true in enumerate(met) if true}
            tally.implications = len(met)
            if tally.witness is None and is_member(variant, instance, index):
                tally.witness = instance.one(index)
            if why is not None and why.undefined:
                tally.undefined = tally.undefined or (instance.one(index), why.reason)
            if value > 0:
                tally.exact += 1
            elif value < 0 and is_member(variant, instance, index):
                tally.failure = (instance.one(index), engine)
            else:
                tally.unknown += 1
                tally.reason = tally.reason or (why.reason if why else "no engine decides it")
    return taken


def _remember(tally: Tally, instance: Instance, truths: Any, slack: Any) -> None:
    """Keep the points that come nearest to a violation."""
    if slack is None:
        return
    slack = np.where(truths == 2, np.nan, slack)
    tight = np.flatnonzero((np.abs(slack) <= TIE) & nowhere_zero(instance))
    tally.attained += tight.size
    if tight.size:
        one = instance.take(tight).one(int(np.argmin(size_of(instance)[tight])))
        if tally.tie is None or (one.total, size_of(one)[0]) < (tally.tie.total, size_of(tally.tie)[0]):
            tally.tie = one
    slack = np.where(slack < -TIE, slack, -np.inf)  # from a tie there is no way up that another start does not find
    for index in np.argsort(-slack, kind="stable")[:2]:
        value = float(slack[index])
        if value == -np.inf or (len(tally.nearest) == KEPT and value <= tally.nearest[-1][0]):
            break
        tally.nearest.append((value, instance.one(int(index))))
    tally.nearest.sort(key=lambda x: -x[0])
    shapes: dict[str, int] = {}
    kept = []
    for value, one in tally.nearest:
        shape = str((one.sizes, one.listed))
        shapes[shape] = shapes.get(shape, 0) + 1
        if shapes[shape] <= 2:
            kept.append((value, one))
    tally.nearest[:] = kept[:KEPT]


def nowhere_zero(instance: Instance) -> Any:
    """The lanes in which no leaf is zero altogether: between zeros a tie says nothing."""
    return functools.reduce(operator.and_, (p.any((-1, -2)) for p, _ in itertools.chain(*instance.integers.values())), np.ones(instance.batch, bool))


def size_of(instance: Instance) -> Any:
    """How plain the integers of each lane are: small, few, and near the upper left corner."""
    total = np.zeros(instance.batch)
    for p, q in itertools.chain(*instance.integers.values()):
        i, j = np.indices(p.shape[1:])
        total = total + (2.0 * np.abs(p) + 3.0 * (q - 1) + (p < 0) + (p != 0) * (2 + 2.0**-9 * np.abs(i - j) + 2.0**-10 * (i + j) + 2.0**-12 * i)).sum((-1, -2))
    return total


def scan(variant: Variant, instance: Instance, names: Sequence[str], *, hasty: bool = False) -> Seen:
    """A whole batch as floats see it: what encloses without LAPACK first, then the lanes it leaves open with error bounds, then plain floats.

    hasty: plain floats first, and error bounds for what is near a violation only.
    """
    parts = [_scan(variant, instance.part(at, at + SPLIT), names, hasty) for at in range(0, instance.batch, SPLIT)]
    if len(parts) == 1:
        return parts[0]
    return Seen(**{f: {k: np.concatenate([getattr(p, f)[k] for p in parts]) for k in getattr(parts[0], f)} for f in ("truth", "slack", "met")})


def worth_haste(variant: Variant) -> bool:
    """Whether the claims invert matrices: error bounds for those cost several times what they bound."""
    heard = Overheard()
    sizes, listed = next(variant.grid(5), ({}, {}))
    with np.errstate(all="ignore"):
        variant.relations(variant.letters(variant.draw(sizes, listed, generator("overheard"), 1), heard), sizes)
    return not heard.used.isdisjoint(("inv", "pinv", "pinv_sqrt"))


class Overheard:
    """Plain floats that remember which primitives were used."""

    name = "float64"
    batched = True

    def __init__(self) -> None:
        self.used: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.used.add(name)
        return getattr(FLOAT64, name)


def _scan(variant: Variant, instance: Instance, names: Sequence[str], hasty: bool) -> Seen:
    lanes = instance.batch
    if hasty:
        seen = _weigh(variant, instance, names, FLOAT64)
        return _closer(variant, instance, names, Seen(truth={n: _clear(t, seen.slack.get(n)) for n, t in seen.truth.items()}, slack=seen.slack, met=seen.met))
    COARSE.enclosed = False
    seen = _weigh(variant, instance, names, COARSE)
    if COARSE.enclosed:
        rest = _left_open(seen, names, lanes)
        again = _weigh(variant, instance.take(rest) if rest.size < lanes else instance, names, BOUNDED)
        blank = {n: np.full(lanes, np.nan) for n in again.slack}
        seen = _merged(Seen(truth=seen.truth, slack=blank, met=seen.met), again, rest, lanes)
    if missing := [n for n in names if n not in seen.truth]:
        scout = _weigh(variant, instance, missing, FLOAT64)
        seen = Seen(truth={**seen.truth, **scout.truth}, slack={**seen.slack, **scout.slack}, met={**seen.met, **scout.met})
    return seen


def _clear(truths: Any, slack: Any) -> Any:
    return truths if slack is None else np.where((truths == 0) & (slack < -TIE), 3, truths).astype(np.int8)


def _closer(variant: Variant, instance: Instance, names: Sequence[str], seen: Seen) -> Seen:
    """Error bounds where plain floats see a failure, and for a few lanes where they see a tie, or nothing."""
    near = functools.reduce(operator.or_, ((t <= 0) for t in seen.truth.values()), np.zeros(instance.batch, bool))
    lead = functools.reduce(operator.or_, ((t < 0) for t in seen.truth.values()), np.zeros(instance.batch, bool))
    chosen = np.union1d(np.flatnonzero(lead), np.flatnonzero(near)[:CLOSE])
    if not chosen.size:
        return seen
    return _merged(seen, _weigh(variant, instance.take(chosen), names, BOUNDED), chosen, instance.batch)


def _merged(seen: Seen, again: Seen, at: Any, lanes: int) -> Seen:
    """What was seen, with the lanes `at` as they were seen again."""
    return Seen(
        truth={**seen.truth, **{n: _put(seen.truth.get(n), at, t, lanes) for n, t in again.truth.items()}},
        slack={**seen.slack, **{n: _put(seen.slack.get(n), at, s, lanes) for n, s in again.slack.items()}},
        met={**seen.met, **{n: _put(seen.met.get(n), at, m, lanes) for n, m in again.met.items()}},
    )


def _left_open(seen: Seen, names: Sequence[str], lanes: int) -> Any:
    """The lanes that enclosures do not decide for every claim, and those that they place nearest to a violation."""
    if any(n not in seen.truth for n in names):
        return np.arange(lanes)
    rest = functools.reduce(operator.or_, (seen.truth[n] == 0 for n in names))
    for gap in seen.slack.values():
        rest[np.argsort(np.where(np.isnan(gap), np.inf, -gap), kind="stable")[:8]] = True
    return np.flatnonzero(rest)


def _put(into: Any, at: Any, values: Any, lanes: int) -> Any:
    result = np.zeros(lanes, values.dtype) if into is None else into.copy()
    result[at] = values
    return result


def _weigh(variant: Variant, instance: Instance, names: Sequence[str], system: Any) -> Seen:
    truths: dict[str, Any] = {}
    slacks: dict[str, Any] = {}
    met: dict[str, Any] = {}
    letters = variant.letters(instance, system)
    shape = (instance.batch,)
    with np.errstate(all="ignore"):
        lanes = np.ones(shape, dtype=np.int8)
        if variant.given is not None:
            lanes = np.broadcast_to(truth(variant.tie(letters, instance.sizes)), shape)
        relations = variant.relations(letters, instance.sizes)
        for name in names:
            relation = relations[name]
            if any(_unsupported(x) for x in atoms(relation)):
                continue
            seen, gap = weigh(relation)
            seen = np.broadcast_to(seen, shape)
            if system is FLOAT64:  # a scout: it orders what is looked at, and counts for nothing
                seen = np.where(seen < 0, -2, 0)
            if variant.given is not None:
                seen = np.where(lanes < 0, 2, np.where(lanes > 0, seen, np.where(seen < 0, -2, 0)))
            truths[name] = seen.astype(np.int8, copy=False)
            if gap is not None:
                slacks[name] = np.broadcast_to(gap, shape)
            for k, premise in enumerate(premises(relation)):
                met[f"{name}/{k}"] = np.where(lanes > 0, np.broadcast_to(truth(premise), shape), 0)
    return Seen(truth=truths, slack=slacks, met=met)


def _unsupported(atom: Relation) -> bool:
    return any(isinstance(s, Value) and isinstance(s.data, Unknown) for s in (atom.lhs, atom.rhs))


# ---- where points come from


def _small_scope(variant: Variant, largest: int) -> Iterator[Instance]:
    """Points over the smallest alphabet, shape after shape, the plainest first: all of them where a shape has few enough, else a sample."""
    for sizes, listed in variant.grid(min(largest, 3)):
        leaves = [leaf for d in variant.drawn.values() for leaf in d.leaves]
        for width in (4, 3, 2):
            spellings = [_spelling(leaf, sizes, width) for leaf in leaves]
            counts = tuple(len(values) for values, places in spellings for _ in range(places))
            if functools.reduce(operator.mul, counts, 1) <= EXHAUSTED:
                table = np.stack(np.unravel_index(np.arange(int(np.prod(counts))), counts), -1) if counts else np.zeros((1, 0), dtype=np.int64)
                break
        else:
            spellings = [_spelling(leaf, sizes, 3) for leaf in leaves]
            counts = tuple(len(values) for values, places in spellings for _ in range(places))
            table = generator(variant.statement.source, "small scope", block=len(counts)).integers(0, counts, (SAMPLED, len(counts)))
        yield from _spelt(variant, sizes, listed, table[np.argsort(table.sum(-1), kind="stable")], spellings)


def _spelling(leaf: Leaf, sizes: Sizes, width: int) -> tuple[Any, int]:
    """The values that a leaf is spelt with, and in how many places: whole patterns of ones in one place, pairs of integers in every cell; or nothing."""
    if (whole := patterns(leaf, sizes, EXHAUSTED)) is not None:
        return whole, 1
    alphabet = smallest(leaf)[:width]
    return np.array(alphabet), side(leaf.rows, sizes) * side(leaf.columns, sizes) if alphabet else 0


def _spelt(variant: Variant, sizes: Sizes, listed: Mapping[str, Any], table: Any, spellings: Sequence[tuple[Any, int]]) -> Iterator[Instance]:
    """The points that a table spells, a row for each; what cannot be spelt is drawn."""
    start, width = 0, 64
    while start < len(table):  # small batches first: most false claims fall in the first
        block = table[start : start + width]
        drawn = variant.draw(sizes, listed, generator("what cannot be spelt", block=start), len(block))
        integers: dict[str, list[Any]] = {key: list(v) for key, v in drawn.integers.items()}
        at, spelling = 0, iter(spellings)
        for key, domain in variant.drawn.items():
            for k, leaf in enumerate(domain.leaves):
                values, places = next(spelling)
                codes = block[:, at : at + places]
                if places and values.ndim == 3:
                    integers[key][k] = (values[codes[:, 0]], np.ones((len(block), *values.shape[1:]), dtype=np.int64))
                elif places:
                    pairs = values[codes].reshape(len(block), side(leaf.rows, sizes), side(leaf.columns, sizes), 2)
                    integers[key][k] = (pairs[..., 0], pairs[..., 1])
                at += places
        yield Instance(sizes=sizes, listed=listed, integers=integers, batch=len(block))
        start, width = start + width, SPLIT


def _blocks(variant: Variant, effort: Effort) -> Iterator[Instance]:
    """Drawn batches over the grid of sizes: every shape once, where the blocks suffice for that, then small ones more often."""
    grid = list(itertools.islice(variant.grid(effort.largest), 4000))
    if not grid:
        return
    for k in range(effort.blocks):
        rng = generator(variant.statement.source, variant.name, "bulk", block=k)
        at = k if len(grid) <= effort.blocks and k < len(grid) else int(len(grid) * rng.random() ** 2)
        yield variant.draw(*grid[at], rng, effort.block if variant.drawn else 1)

"""The search for counterexamples: small scope first, then batches, then an exact look, then shrinking.

Floats only point: whatever is called false here was evaluated exactly, or with rigorous error bounds.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from numerics.systems.ball import BALL, precision
from numerics.systems.bounded import BOUNDED
from numerics.systems.float64 import FLOAT64
from numerics.systems.fractions import FRACTIONS
from numerics.systems.rational import RATIONAL
from numerics.value import Relation, Unknown, Value, atoms, obstacle, truth
from theorems.domains import Leaf, side, smallest
from theorems.statement import Instance, Variant, exact

BATCH = 256
BITS = 256


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much a search may do: counts, so that the same effort gives the same answer on every machine.

    scope: points tried exhaustively; batches: float batches of 256; looks: exact evaluations; largest: size up to which sides grow.
    """

    scope: int
    batches: int
    looks: int
    largest: int
    batch: int = BATCH


@dataclass(kw_only=True)
class Tally:
    """What a search saw of one claim."""

    floats: int = 0
    exact: int = 0
    unknown: int = 0
    failure: tuple[Instance, str] | None = None  # one instance, and the engine that decided it
    undefined: tuple[Instance, str] | None = None  # one instance, and why
    premises: set[int] = field(default_factory=set)  # the implications that were met with their premise true, by position
    implications: int = 0
    sizes: set[str] = field(default_factory=set)
    witness: Instance | None = None
    reason: str = ""


def seed(*names: str) -> int:
    """A stable seed from names, the same on every machine."""
    return zlib.crc32("/".join(names).encode())


def search(variant: Variant, names: Sequence[str], effort: Effort, *, one_is_enough: bool = False) -> dict[str, Tally]:
    """Look for points that satisfy the hypotheses and fail a claim (or any one of the claims). Returns a tally for each name."""
    tallies = {name: Tally() for name in names}
    looks = dict.fromkeys(names, effort.looks)
    rng = np.random.default_rng(seed(variant.statement.source, variant.name))
    sources = itertools.chain(((i, True) for i in _small_scope(variant, effort)), ((i, False) for i in _batches(variant, effort, rng)))
    for instance, exhaustive in sources:
        open_names = [n for n in names if tallies[n].failure is None]
        if not open_names or (one_is_enough and len(open_names) < len(names)):
            break
        _look(variant, instance, open_names, tallies, None if exhaustive else looks)
        if all(looks[n] <= 0 for n in open_names) and not any(tallies[n].floats for n in open_names):
            break
    return tallies


def _look(variant: Variant, instance: Instance, names: Sequence[str], tallies: dict[str, Tally], looks: dict[str, int] | None) -> None:
    floats, premised = _scan(variant, instance)
    shape = ", ".join(f"{k} = {v}" for k, v in {**instance.sizes, **instance.listed}.items())
    wanted: dict[int, list[str]] = {}
    for name in names:
        tallies[name].sizes.add(shape)
        seen = floats.get(name)
        if seen is None:
            order: Iterable[int] = range(instance.batch)
        else:
            tallies[name].floats += int((seen == 1).sum())
            order = [*np.flatnonzero(seen < 0), *np.flatnonzero(seen == 0)]
        share = instance.batch if looks is None else min(max(4, instance.batch // 16), max(0, looks[name]))
        for index in itertools.islice(order, share):
            wanted.setdefault(int(index), []).append(name)
        if seen is not None and tallies[name].witness is None and (sure := np.flatnonzero(seen == 1)).size:
            wanted.setdefault(int(sure[0]), []).append(name)
        for k in range(len(premised)):
            true = np.flatnonzero(premised.get(f"{name}/{k}", np.zeros(1)) > 0)
            if k not in tallies[name].premises and true.size:
                wanted.setdefault(int(true[0]), []).append(name)
    for index, asked in sorted(wanted.items()):
        still = [n for n in asked if tallies[n].failure is None]
        if not still:
            continue
        outcome = evaluate(variant, instance, index, still)
        if looks is not None:
            for name in still:
                looks[name] -= 1
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


def _scan(variant: Variant, instance: Instance) -> tuple[dict[str, Any], dict[str, Any]]:
    """Truth of the claims, and of their premises, over the whole batch: +1 and -1 beyond doubt, -2 where plain floats point at a failure, 0 unknown.

    A lane where a hypothesis fails beyond doubt is 2. No entry where floats cannot say anything.
    """
    result: dict[str, Any] = {}
    met: dict[str, Any] = {}
    for system in (BOUNDED, FLOAT64):
        letters = variant.letters(instance, system)
        with np.errstate(all="ignore"):
            lanes = np.ones(instance.batch, dtype=np.int8)
            if variant.given is not None:
                lanes = np.broadcast_to(truth(variant.tie(letters, instance.sizes)), lanes.shape)
            relations = variant.relations(letters, instance.sizes)
            for name, relation in relations.items():
                if name in result or any(_unsupported(x) for x in atoms(relation)):
                    continue
                seen = np.broadcast_to(truth(relation), lanes.shape)
                if system is FLOAT64:  # a scout: it orders what is looked at, and counts for nothing
                    seen = np.where(seen < 0, -2, 0)
                result[name] = np.where(lanes < 0, 2, np.where((lanes == 0) & (seen > 0), 0, seen))
                for k, premise in enumerate(premises(relation)):
                    met[f"{name}/{k}"] = np.where(lanes > 0, np.broadcast_to(truth(premise), lanes.shape), 0)
            if len(result) == len(relations):
                break
    return result, met


def _unsupported(atom: Relation) -> bool:
    return atom.op in ("null_within",) or any(isinstance(s, Value) and isinstance(s.data, Unknown) for s in (atom.lhs, atom.rhs))


Outcome = dict[str, tuple[int, str, Unknown | None, tuple[bool, ...]]]  # truth, engine, what stood in the way, which premises are true


def evaluate(variant: Variant, instance: Instance, index: int, names: Sequence[str]) -> Outcome | None:
    """Truth of the claims at one point, exactly, else in balls, else in floats with error bounds; None where a hypothesis fails or is unknown."""
    letters = variant.letters(instance, RATIONAL, index)
    if variant.given is not None and truth(variant.tie(letters, instance.sizes)) != 1:
        return None
    outcome: Outcome = {}
    relations = variant.relations(letters, instance.sizes)
    for name in names:
        relation = relations[name]
        value, why = truth(relation), None
        if value == 0:
            why = obstacle(relation)
        outcome[name] = (value, RATIONAL.name, why, _met(relation))
    for other in (BALL, BOUNDED):
        missing = [n for n, (value, _, why, _) in outcome.items() if value == 0 and not (why and why.undefined)]
        if missing:
            for name, (value, met) in _elsewhere(variant, instance, index, missing, other).items():
                if value:
                    outcome[name] = (value, other.name, None, met)
    return outcome


def is_member(variant: Variant, instance: Instance, index: int) -> bool:
    """Whether every hypothesis holds exactly: a domain's construction promises it, and what rests on a single point asks again."""
    letters = variant.letters(instance, RATIONAL, index)
    return all(truth(r) == 1 for _, r in variant.hypotheses(letters, instance.sizes))


def _elsewhere(variant: Variant, instance: Instance, index: int, names: Sequence[str], system: Any) -> dict[str, tuple[int, tuple[bool, ...]]]:
    with precision(BITS), np.errstate(all="ignore"):
        if getattr(system, "batched", False):
            relations = variant.relations(variant.letters(instance.one(index), system), instance.sizes)
            return {name: (int(np.broadcast_to(truth(relations[name]), (1,))[0]), _met(relations[name])) for name in names}
        relations = variant.relations(variant.letters(instance, system, index), instance.sizes)
        return {name: (int(truth(relations[name])), _met(relations[name])) for name in names}


def premises(relation: Relation) -> Iterator[Relation]:
    """The premises of all implications in a claim; that of an inner one together with those of the outer ones."""
    if relation.op == "implies":
        yield relation.lhs
        yield from premises(relation.lhs)
        for inner in premises(relation.rhs):
            yield relation.lhs & inner
    elif relation.op in ("and", "or", "iff", "not"):
        for part in (relation.lhs, relation.rhs):
            if part is not None:
                yield from premises(part)


def _met(relation: Relation) -> tuple[bool, ...]:
    """Which premises are true here."""
    return tuple(bool(np.all(truth(premise) == 1)) for premise in premises(relation))


# ---- where points come from


def _small_scope(variant: Variant, effort: Effort) -> Iterator[Instance]:
    """All points over the smallest alphabet, shape after shape, as long as a shape has few enough."""
    left = effort.scope
    for sizes, listed in variant.grid(min(effort.largest, 3)):
        leaves = [(key, leaf) for key, d in variant.drawn.items() for leaf in d.leaves]
        cells = [side(leaf.rows, sizes) * side(leaf.columns, sizes) for _, leaf in leaves]
        alphabets = [smallest(leaf) for _, leaf in leaves]
        for width in (4, 3, 2):
            count = 1
            for number, alphabet in zip(cells, alphabets, strict=True):
                count *= max(1, len(alphabet[:width])) ** number
            if count <= min(left, 4096):
                break
        else:
            continue
        left -= count
        yield from _enumerate(variant, sizes, listed, leaves, cells, [a[:width] for a in alphabets], count)
        if left <= 0:
            return


def _enumerate(
    variant: Variant,
    sizes: Mapping[str, int],
    listed: Mapping[str, Any],
    leaves: Sequence[tuple[str, Leaf]],
    cells: Sequence[int],
    alphabets: Sequence[Sequence[tuple[int, int]]],
    count: int,
) -> Iterator[Instance]:
    choices = [alphabet for number, alphabet in zip(cells, alphabets, strict=True) if alphabet for _ in range(number)]
    points = sorted(itertools.product(*(range(len(c)) for c in choices)), key=sum)
    table = np.array(points, dtype=np.int64).reshape(len(points), len(choices))
    for start in range(0, len(points), BATCH):
        block = table[start : start + BATCH]
        drawn = variant.draw(sizes, listed, np.random.default_rng(start), len(block))
        integers: dict[str, list[Any]] = {key: list(v) for key, v in drawn.integers.items()}
        at, position = 0, dict.fromkeys(integers, 0)
        for (key, leaf), number, alphabet in zip(leaves, cells, alphabets, strict=True):
            k = position[key]
            position[key] += 1
            if not alphabet:
                continue
            shape = (len(block), side(leaf.rows, sizes), side(leaf.columns, sizes))
            codes = block[:, at : at + number].reshape(shape)
            values = np.array(alphabet)
            integers[key][k] = (values[codes, 0], values[codes, 1])
            at += number
        yield Instance(sizes=sizes, listed=listed, integers=integers, batch=len(block))


def _batches(variant: Variant, effort: Effort, rng: np.random.Generator) -> Iterator[Instance]:
    """Random batches over the grid of sizes, small ones more often."""
    grid = list(itertools.islice(variant.grid(effort.largest), 4000))
    if not grid:
        return
    batch = effort.batch if variant.drawn else 1
    for k in range(effort.batches):
        at = k % len(grid) if k % 2 == 0 and len(grid) <= effort.batches else int(len(grid) * rng.random() ** 2)
        sizes, listed = grid[at]
        yield variant.draw(sizes, listed, rng, batch)


# ---- smaller, and verified


def smaller(variant: Variant, instance: Instance, name: str, *, undefined: bool = False) -> Instance:
    """A failing (or undefined) point of the smallest shape at which a modest search meets one; the given point where none is smaller."""
    total = sum(instance.sizes.values())
    effort = Effort(scope=300, batches=2, looks=48, largest=max(instance.sizes.values(), default=1))
    for sizes, listed in variant.grid(effort.largest):
        if sum(sizes.values()) >= total:
            break
        tallies, looks = {name: Tally()}, {name: effort.looks}
        rng = np.random.default_rng(seed(variant.statement.source, variant.name, "smaller", str(sizes), str(listed)))
        for _ in range(effort.batches):
            _look(variant, variant.draw(sizes, listed, rng, BATCH), [name], tallies, looks)
        failure = tallies[name].undefined if undefined else tallies[name].failure
        if failure is not None:
            return failure[0]
    return instance


def shrink(variant: Variant, instance: Instance, name: str, steps: int = 600, *, undefined: bool = False) -> Instance:
    """Make the integers of a failing (or undefined) point simpler, one by one, as long as it satisfies the hypotheses and fails the claim."""

    def fails(candidate: Instance) -> bool:
        outcome = evaluate(variant, candidate, 0, [name])
        if outcome is None:
            return False
        value, _, why, _ = outcome[name]
        return bool(value == 0 and why and why.undefined) if undefined else value < 0

    kinds = {key: [leaf.kind for leaf in d.leaves] for key, d in variant.drawn.items()}
    improved = True
    while improved and steps > 0:
        improved = False
        for key, leaves in instance.integers.items():
            for k, (p, q) in enumerate(leaves):
                if kinds[key][k] in ("onehot", "balanced", "permutation"):
                    continue
                for cell in np.ndindex(p.shape[1:]):
                    now = (int(p[(0, *cell)]), int(q[(0, *cell)]))
                    for candidate in _simpler(now, kinds[key][k]):
                        steps -= 1
                        trial = _replaced(instance, key, k, cell, candidate)
                        if steps > 0 and fails(trial):
                            instance, improved = trial, True
                            p, q = instance.integers[key][k]
                            break
    return instance


def _simpler(now: tuple[int, int], kind: str) -> list[tuple[int, int]]:
    def weight(x: tuple[int, int]) -> int:
        return abs(x[0]) * 2 + (x[1] - 1) * 3 + (x[0] < 0)

    p, q = now
    pool = [(0, 1), (1, 1), (-1, 1), (2, 1), (p, 1), (p // 2, q), (p // 2, 1), (-p, q), (p // q, 1)]
    kinds: dict[str, Callable[[tuple[int, int]], bool]] = {
        "any": lambda x: True,
        "nonnegative": lambda x: x[0] >= 0,
        "positive": lambda x: x[0] > 0,
        "unit": lambda x: 0 <= x[0] <= x[1],
        "signs": lambda x: x in ((1, 1), (-1, 1)),
        "bits": lambda x: x in ((0, 1), (1, 1)),
    }
    allowed = kinds[kind]
    return sorted({x for x in pool if allowed(x) and weight(x) < weight(now)}, key=weight)


def _replaced(instance: Instance, key: str, k: int, cell: tuple[int, ...], value: tuple[int, int]) -> Instance:
    integers = {name: list(leaves) for name, leaves in instance.integers.items()}
    p, q = (x.copy() for x in integers[key][k])
    p[(0, *cell)], q[(0, *cell)] = value
    integers[key][k] = (p, q)
    return Instance(sizes=instance.sizes, listed=instance.listed, integers=integers)


def point(variant: Variant, instance: Instance) -> dict[str, Any]:
    """The letters of one instance as exact plain data, with the sizes that no letter shows."""
    letters = variant.letters(instance, RATIONAL, 0)
    shown = {name: exact(value) for name, value in letters.items()}
    sides = {str(s) for d in variant.drawn.values() for shape in d.shapes for s in shape}
    return {**{name: str(number) for name, number in instance.sizes.items() if name not in sides}, **shown}


def verify(variant: Variant, name: str, pin: Mapping[str, Any]) -> tuple[str, ...]:
    """The engines that confirm, from the letters' exact values alone, that all hypotheses hold and the claim fails."""
    confirmed = []
    for system in (RATIONAL, FRACTIONS):
        letters, sizes = variant.pinned(pin, system)
        if all(truth(r) == 1 for _, r in variant.hypotheses(letters, sizes)) and truth(variant.relations(letters, sizes)[name]) == -1:
            confirmed.append(system.name)
    letters, sizes = variant.pinned(pin, RATIONAL)
    if len(confirmed) < 2 and all(truth(r) == 1 for _, r in variant.hypotheses(letters, sizes)):  # roots and logarithms: rigorous bounds
        with precision(BITS):
            letters, sizes = variant.pinned(pin, BALL)
            if truth(variant.relations(letters, sizes)[name]) == -1:
                confirmed.append(BALL.name)
        letters, sizes = variant.pinned(pin, BOUNDED)
        with np.errstate(all="ignore"):
            if int(np.max(truth(variant.relations(letters, sizes)[name]))) == -1:
                confirmed.append(BOUNDED.name)
    return tuple(confirmed)

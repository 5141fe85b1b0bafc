"""From a failing point to one that a reader can check by hand: smaller shapes, then plainer integers, until nothing plainer fails.

Every move changes the integers behind a value, never the value, so the hypotheses hold at each step: a projector stays one while its
rank, its angles or its size shrink. All moves of a round are one batch; what floats with error bounds leave open is evaluated exactly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from numerics.streams import generator
from property_tests.exactly import evaluate
from property_tests.falsify import Tally, look, scan, size_of
from theorems.domains import Integers, Leaf, lawful, side
from theorems.statement import Instance, Variant

PAIRS = 10  # so many entries that are not zero, and they are also cleared two at a time
DISCRETE = ("signs", "bits", "onehot", "labels", "balanced", "permutation")
Edits = dict[tuple[str, int], Integers]


def shrink(variant: Variant, instance: Instance, name: str, *, looks: int = 600, undefined: bool = False) -> Instance:
    """A failing (or undefined) point that none of the moves makes plainer. looks: exact evaluations that may be spent."""
    spent = [looks]
    instance = _reduced(instance)
    while spent[0] > 0:
        for batch in itertools.chain(_without_an_index(variant, instance), _with_an_earlier_listed(variant, instance), _plainer(variant, instance)):
            found = _first_failing(variant, batch, name, spent, undefined)
            if found is not None:
                instance = _reduced(found)
                break
        else:
            return instance
    return instance


def smaller(variant: Variant, instance: Instance, name: str, *, undefined: bool = False) -> Instance:
    """A failing (or undefined) point of the smallest shape at which a modest search meets one; the given point where none is smaller."""
    total = sum(instance.sizes.values())
    for sizes, listed in variant.grid(max(instance.sizes.values(), default=1)):
        if sum(sizes.values()) >= total:
            break
        tallies, looks = {name: Tally()}, {name: 48}
        names = (variant.statement.source, variant.name, "smaller", str(sizes), str(listed))
        for k in range(2):
            look(variant, variant.draw(sizes, listed, generator(*names, block=k), 256), [name], tallies, looks)
        failure = tallies[name].undefined if undefined else tallies[name].failure
        if failure is not None:
            return failure[0]
    return instance


def _first_failing(variant: Variant, batch: Instance, name: str, spent: list[int], undefined: bool) -> Instance | None:
    """The plainest lane that fails: by the sign of floats with error bounds, or exactly where they do not know."""
    order = np.argsort(size_of(batch), kind="stable")
    truths = None if undefined else scan(variant, batch, [name]).truth.get(name)
    for index in map(int, order):
        known = 0 if truths is None else int(truths[index])
        if known == -1:
            return batch.one(index)
        if known > 0:
            continue
        if spent[0] <= 0:
            return None
        spent[0] -= 1
        outcome = evaluate(variant, batch, index, [name])
        if outcome is None:
            continue
        value, _, why, _ = outcome[name]
        if value < 0 and not undefined or undefined and value == 0 and why is not None and why.undefined:
            return batch.one(index)
    return None


# ---- smaller shapes


def _without_an_index(variant: Variant, instance: Instance) -> Iterator[Instance]:
    """The point without one index of one size, or of two sizes at once."""
    names = [n for n in variant.size_names if instance.sizes[n] > 1]
    singles = [((name, i),) for name in names for i in range(instance.sizes[name])]
    doubles = [(a, b) for (a,), (b,) in itertools.combinations(singles, 2) if a[0] != b[0]][:36]
    shapes: dict[tuple[str, ...], list[Edits]] = {}
    for dropped in (*singles, *doubles):
        edits = _dropped(variant, instance, dict(dropped))
        if edits is not None:
            shapes.setdefault(tuple(n for n, _ in dropped), []).append(edits)
    for shrunk, lanes in shapes.items():
        sizes = {n: v - (n in shrunk) for n, v in instance.sizes.items()}
        if variant.fitting(sizes):
            allowed = {key: list(d.values(sizes)) for key, d in variant.listed.items()}
            if all(allowed.values()):
                listed = {key: instance.listed[key] if instance.listed[key] in values else values[-1] for key, values in allowed.items()}
                integers = {
                    key: [(_joined(lanes, key, k, 0), _joined(lanes, key, k, 1)) for k in range(len(d.leaves))] for key, d in variant.drawn.items()
                }
                yield Instance(sizes=sizes, listed=listed, integers=integers, batch=len(lanes))


def _joined(lanes: Sequence[Edits], key: str, k: int, half: int) -> Any:
    return np.concatenate([lane[key, k][half] for lane in lanes])


def _dropped(variant: Variant, instance: Instance, dropped: Mapping[str, int]) -> Edits | None:
    """All integers without the indices given, or None where they are not of their kind any more."""
    edits: Edits = {}
    for key, domain in variant.drawn.items():
        for k, leaf in enumerate(domain.leaves):
            p, q = instance.integers[key][k]
            for axis, expression in ((-2, leaf.rows), (-1, leaf.columns)):
                for name, index in dropped.items():
                    p, q = (_drop(x, axis, expression, name, index, instance.sizes) for x in (p, q))
            if not lawful(leaf, p, q).all():
                return None
            edits[key, k] = (p, q)
    return edits


def _drop(x: Any, axis: int, expression: str | int, name: str, index: int, sizes: Mapping[str, int]) -> Any:
    parts = expression.split("*") if isinstance(expression, str) else []
    if name not in parts:
        return x
    here = list(range(x.shape[axis]))
    inner = int(np.prod([sizes[p] for p in parts[parts.index(name) + 1 :]], dtype=int))
    gone = [i for i in here if i // inner % sizes[name] == index]
    return np.delete(x, gone, axis=axis)


def _with_an_earlier_listed(variant: Variant, instance: Instance) -> Iterator[Instance]:
    for key, domain in variant.listed.items():
        for value in domain.values(instance.sizes):
            if value == instance.listed[key]:
                break
            yield Instance(sizes=instance.sizes, listed={**instance.listed, key: value}, integers=instance.integers)


# ---- plainer integers


def _plainer(variant: Variant, instance: Instance) -> Iterator[Instance]:
    """The point with one leaf, row, column, entry, or pair of entries made plainer."""
    base = float(size_of(instance)[0])
    edits: list[Edits] = []
    for key, domain in variant.drawn.items():
        for k, leaf in enumerate(domain.leaves):
            p, q = (x[0] for x in instance.integers[key][k])
            candidates = list(_simpler(leaf, p, q))
            if candidates:
                ps, qs = (np.stack([c[h] for c in candidates]) for h in (0, 1))
                edits += [{(key, k): (ps[i : i + 1], qs[i : i + 1])} for i in np.flatnonzero(lawful(leaf, ps, qs))]
    edits += [*_pairs(variant, instance), *_renumbered(variant, instance), *_together(variant, instance)]
    if not edits:
        return
    batch = _edited(instance, edits)
    plainer = np.flatnonzero(size_of(batch) < base)
    if plainer.size:
        yield batch.take(plainer)


def _simpler(leaf: Leaf, p: Any, q: Any) -> Iterator[tuple[Any, Any]]:
    """Candidates of one leaf; those that are not of its kind are dropped by the caller."""
    one = np.ones_like(q)
    n, m = p.shape
    if leaf.kind in DISCRETE:
        yield from ((x, one) for x in _relabelled(leaf, p))
        return
    if n * m > 1:
        for x in (np.zeros_like(p), np.eye(n, m, dtype=p.dtype), np.ones_like(p), np.diag(np.diag(p)) if n == m else np.zeros_like(p), np.triu(p)):
            yield x, one
            yield np.sign(x), one
        yield np.sign(p), one
        yield np.abs(p), q
        for i in range(n):
            yield _with(p, i, slice(None), 0), _with(q, i, slice(None), 1)
            for j in range(min(n, 6)):
                if i != j:
                    yield _with(p, i, slice(None), p[j]), _with(q, i, slice(None), q[j])
        for i in range(m):
            yield _with(p, slice(None), i, 0), _with(q, slice(None), i, 1)
            for j in range(min(m, 6)):
                if i != j:
                    yield _with(p, slice(None), i, p[:, j]), _with(q, slice(None), i, q[:, j])
    yield p, one
    yield p // 2, q
    yield p // q, one
    yield np.rint(p / q).astype(p.dtype), one
    for scale in (10, 1000, 10**6):
        yield np.rint(p / scale).astype(p.dtype), q
        if q.max() > scale:
            yield np.rint(p / q * (q.max() // scale)).astype(p.dtype), one * (q.max() // scale)
    for i, j in np.ndindex(p.shape):
        a, b = int(p[i, j]), int(q[i, j])
        nearer = a - (a > 0) + (a < 0)
        for x, y in dict.fromkeys(((0, 1), (1, 1), (-1, 1), (2, 1), (a, 1), (a // 2, b), (a // 2, 1), (-a, b), (a // b, 1), (1, b), (nearer, b))):
            yield _with(p, i, j, x), _with(q, i, j, y)


def _relabelled(leaf: Leaf, p: Any) -> Iterator[Any]:
    """Discrete leaves, made plainer: another bit or sign, a one further to the left, a permutation with one swap less."""
    n, m = p.shape
    if leaf.kind in ("bits", "signs"):
        for i, j in np.ndindex(p.shape):
            yield _with(p, i, j, 0 if leaf.kind == "bits" else 1)
    elif leaf.kind == "permutation":
        for i, j in itertools.combinations(range(n), 2):
            yield p[[*range(i), j, *range(i + 1, j), i, *range(j + 1, n)]]
    elif leaf.kind in ("onehot", "labels"):
        unit = np.eye(m, dtype=p.dtype)
        for i, j in itertools.product(range(n), range(m)):
            yield _with(p, i, slice(None), unit[j])


def _with(x: Any, i: Any, j: Any, value: Any) -> Any:
    result = x.copy()
    result[i, j] = value
    return result


def _pairs(variant: Variant, instance: Instance) -> list[Edits]:
    """Two entries cleared at once, where few are left."""
    cells = [
        (key, k, tuple(cell))
        for key, d in variant.drawn.items()
        for k, leaf in enumerate(d.leaves)
        if leaf.kind in ("any", "nonnegative")
        for cell in np.argwhere(instance.integers[key][k][0][0])
    ]
    if len(cells) > PAIRS:
        return []
    edits = []
    for pair in itertools.combinations(cells, 2):
        edit: Edits = {}
        for key, k, cell in pair:
            p, q = (x.copy() for x in edit.get((key, k), instance.integers[key][k]))
            p[(0, *cell)], q[(0, *cell)] = 0, 1
            edit[key, k] = (p, q)
        edits.append(edit)
    return edits


def _renumbered(variant: Variant, instance: Instance) -> Iterator[Edits]:
    """Two indices of one size exchanged, everywhere."""
    sides = {expression for d in variant.drawn.values() for leaf in d.leaves for expression in (leaf.rows, leaf.columns)}
    for expression in sides:
        for i, j in itertools.combinations(range(side(expression, instance.sizes)), 2):
            edit: Edits = {}
            for key, domain in variant.drawn.items():
                for k, leaf in enumerate(domain.leaves):
                    axes = [axis for axis, one in ((1, leaf.rows), (2, leaf.columns)) if one == expression]
                    if axes and leaf.kind not in DISCRETE:
                        edit[key, k] = tuple(_exchanged(x, axes, i, j) for x in instance.integers[key][k])
            if edit:
                yield edit


def _exchanged(x: Any, axes: Sequence[int], i: int, j: int) -> Any:
    for axis in axes:
        order = np.arange(x.shape[axis])
        order[[i, j]] = j, i
        x = np.take(x, order, axis)
    return x


def _together(variant: Variant, instance: Instance) -> Iterator[Edits]:
    """Several arrays at once made the plainest there are: zero, one unit entry, the identity, all ones."""
    places = [(key, k) for key, d in variant.drawn.items() for k, leaf in enumerate(d.leaves) if leaf.kind in ("any", "nonnegative", "positive")]
    if len(places) > 3:
        return
    plain = []
    for key, k in places:
        p, q = instance.integers[key][k]
        shape, one = p.shape[1:], np.ones_like(q)
        corner = np.zeros(shape, dtype=p.dtype)
        corner[0, 0] = 1
        made = (np.zeros_like(corner), corner, np.eye(*shape, dtype=p.dtype), np.ones_like(corner))
        plain.append([(p, q), *((x[None], one) for x in made), *((c * made[2][None], one) for c in (-1, 2))])
    kinds = [variant.drawn[key].leaves[k] for key, k in places]
    for choice in itertools.product(*plain):
        if all(lawful(leaf, *x).all() for leaf, x in zip(kinds, choice, strict=True)):
            yield dict(zip(places, choice, strict=True))


def _edited(instance: Instance, edits: Sequence[Edits]) -> Instance:
    """One lane for every edit."""
    integers: dict[str, list[Integers]] = {
        key: [(np.repeat(p, len(edits), 0), np.repeat(q, len(edits), 0)) for p, q in leaves] for key, leaves in instance.integers.items()
    }
    for lane, edit in enumerate(edits):
        for (key, k), (p, q) in edit.items():
            integers[key][k][0][lane], integers[key][k][1][lane] = p[0], q[0]
    return Instance(sizes=instance.sizes, listed=instance.listed, integers=integers, batch=len(edits))


def _reduced(instance: Instance) -> Instance:
    """Fractions in lowest terms."""
    integers = {key: [(p // (g := np.gcd(p, q)), q // g) for p, q in leaves] for key, leaves in instance.integers.items()}
    return Instance(sizes=instance.sizes, listed=instance.listed, integers=integers)



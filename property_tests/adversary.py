"""The adversary: it starts where the bulk came nearest to a violation, and climbs the slack of the claim.

First on the integers themselves, which needs no derivative and stays exact; then, where the claim is differentiable, by the gradient of
torch and the quasi-Newton steps of SciPy. What the gradient finds is a point of floats: it is polished into small integers (some entries
are fixed, the others climb again, and so on) or rounded finely enough, and counts only when it fails exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.slack import slack
from numerics.streams import generator
from numerics.value import Refusal, Unsupported, Value
from property_tests.exactly import evaluate, is_member
from property_tests.falsify import KEPT, TIE, Tally, nowhere_zero, scan, size_of
from theorems.domains import Leaf, lawful
from theorems.statement import Instance, Variant

WIDTH, ROUNDS, RESTLESS = 128, 24, 3  # lanes and rounds of a climb on integers; rounds without gain that end it
CONTINUOUS = ("any", "nonnegative", "positive", "unit")
SCALES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 60, 100, 256, 1000, 10**4, 10**5, 10**6, 2**24, 2**30, 2**36)
LARGEST = 2**52
CALLS = 4000  # evaluations of the slack and its gradient after which a point is polished no further
Leaves = dict[str, list[Any]]  # the values of the leaves of every domain, as float arrays


def attack(variant: Variant, name: str, tally: Tally, *, starts: int, gradient: bool) -> None:
    """Climb from the points nearest to a violation; put what was found into the tally."""
    for k, (value, start) in enumerate(tally.nearest[:starts]):
        if value <= -1 and k:
            break
        found = climb(variant, name, start, tally, generator(variant.statement.source, variant.name, name, "adversary", block=k))
        if found is not None and _condemned(variant, name, found, tally):
            return
    if not gradient:
        return
    for _, start in list(tally.nearest[:starts]):
        for point in ascend(variant, name, start, tally):
            if _condemned(variant, name, point, tally):
                return


def _condemned(variant: Variant, name: str, instance: Instance, tally: Tally) -> bool:
    """Whether the claim fails there exactly."""
    outcome = evaluate(variant, instance, 0, [name])
    if outcome is None or outcome[name][0] >= 0 or not is_member(variant, instance, 0):
        return False
    tally.failure, tally.thin = (instance, outcome[name][1]), True
    return True


# ---- on the integers


def climb(variant: Variant, name: str, start: Instance, tally: Tally, rng: np.random.Generator) -> Instance | None:
    """Change a few integers at a time as long as the slack grows. Returns a lane at which floats see the claim fail."""
    here, best, idle = start, -np.inf, 0
    for _ in range(ROUNDS):
        lanes = mutated(variant, here, rng, WIDTH)
        seen = scan(variant, lanes, [name])
        truths, gaps = seen.truth.get(name), seen.slack.get(name)
        if truths is None or gaps is None:
            return None
        tally.attacked += lanes.batch
        leads = np.flatnonzero(truths < 0)
        if leads.size:
            return lanes.one(int(leads[np.argmin(size_of(lanes)[leads])]))
        gaps = np.where((truths == 2) | np.isnan(gaps), -np.inf, gaps)
        at = int(np.argmax(gaps))
        if gaps[at] > best:
            here, best, idle = lanes.one(at), float(gaps[at]), 0
            note(tally, best, here)
        elif (idle := idle + 1) >= RESTLESS:
            break
    return None


def mutated(variant: Variant, instance: Instance, rng: np.random.Generator, width: int) -> Instance:
    """`width` lanes with a few integers changed; lane 0 is the point itself."""
    leaves = [(key, k, leaf) for key, d in variant.drawn.items() for k, leaf in enumerate(d.leaves)]
    integers = {key: [(np.repeat(p, width, 0), np.repeat(q, width, 0)) for p, q in parts] for key, parts in instance.integers.items()}
    cells = np.array([instance.integers[key][k][0].size for key, k, _ in leaves])
    chosen = rng.choice(len(leaves), (3, width), p=cells / cells.sum())
    chosen[1:] = np.where(rng.random((2, width)) < 0.5, chosen[1:], -1)  # one to three changes
    chosen[:, 0] = -1
    for at, (key, k, leaf) in enumerate(leaves):
        p, q = integers[key][k]
        for row in chosen:
            lanes = np.flatnonzero(row == at)
            if lanes.size:
                _mutate(leaf, p, q, lanes, rng)
        wrong = ~lawful(leaf, p, q)
        p[wrong], q[wrong] = instance.integers[key][k][0][0], instance.integers[key][k][1][0]
    return Instance(sizes=instance.sizes, listed=instance.listed, integers=integers, batch=width)


def _mutate(leaf: Leaf, p: Any, q: Any, lanes: Any, rng: np.random.Generator) -> None:
    """Change one entry in each of these lanes, in place."""
    n, m = p.shape[1:]
    i, j = rng.integers(0, n, lanes.size), rng.integers(0, m, lanes.size)
    if leaf.kind == "signs":
        p[lanes, i, j] *= -1
    elif leaf.kind == "bits":
        p[lanes, i, j] = 1 - p[lanes, i, j]
    elif leaf.kind in ("onehot", "labels"):
        p[lanes, i] = np.eye(m, dtype=p.dtype)[j]
    elif leaf.kind == "permutation":
        other = rng.integers(0, n, lanes.size)
        p[lanes, i], p[lanes, other] = p[lanes, other], p[lanes, i]
    elif leaf.kind in CONTINUOUS:
        style, old, under = rng.integers(0, 7, lanes.size), p[lanes, i, j], q[lanes, i, j]
        finer = np.where(under < 10**6, 4, 1)
        step = rng.choice([-2, -1, 1, 2], lanes.size)
        there = p[lanes, rng.integers(0, n, lanes.size), rng.integers(0, m, lanes.size)]
        new = np.select(
            [style < 2, style == 2, style == 3, style == 4, style == 5],
            [old + step, old * finer + step, np.zeros_like(old), there, -old],
            np.where(np.abs(old) < 10**9, old * 2, old),
        )
        p[lanes, i, j], q[lanes, i, j] = new, np.where(style == 2, under * finer, np.where(style == 3, 1, under))
        if leaf.kind != "any":
            p[lanes, i, j] = np.maximum(np.abs(p[lanes, i, j]), int(leaf.kind == "positive"))


def note(tally: Tally, value: float, instance: Instance) -> None:
    """Remember a point that comes nearer to a violation than all before it."""
    if value >= -TIE:
        if nowhere_zero(instance)[0]:
            tally.attained += 1
            tally.tie = tally.tie or instance
    elif not tally.nearest or value > tally.nearest[0][0]:
        tally.nearest.insert(0, (value, instance))
        del tally.nearest[2 * KEPT :]


# ---- by the gradient


@dataclass(frozen=True, kw_only=True)
class Slope:
    """The slack of one claim at one shape, as a function of a vector of parameters, with its gradient.

    An entry of kind any is its own parameter; nonnegative ones are squares, positive ones exponentials, those of kind unit u^2 / (1 + u^2).
    """

    variant: Variant
    name: str
    instance: Instance
    places: Sequence[tuple[str, int, Leaf]]
    calls: list[int]

    def start(self) -> Any:
        """The parameters of the instance."""
        return np.concatenate([_parameter(leaf.kind, *(x[0] for x in self.instance.integers[key][k])).ravel() for key, k, leaf in self.places])

    def values(self, u: Any, exp: Callable[[Any], Any] = np.exp) -> Leaves:
        """The values of all leaves, from the parameters of the continuous ones (arrays, or tensors with their exponential)."""
        made: Leaves = {key: [p[0] / q[0] for p, q in parts] for key, parts in self.instance.integers.items()}
        at = 0
        for key, k, leaf in self.places:
            shape = made[key][k].shape
            size = int(np.prod(shape))
            made[key][k] = _value(leaf.kind, u[at : at + size].reshape(shape), exp)
            at += size
        return made

    def __call__(self, u: Any) -> tuple[float, Any]:
        """Minus the slack, and its gradient: what a minimiser asks for. No better than 2 where it is undefined."""
        from numerics.systems.torch import TORCH

        self.calls[0] += 1
        x = TORCH.leaf(u)
        made = self.values(x, TORCH.exp)
        parts = {key: [_leaf(leaf, TORCH.array(v)) for leaf, v in zip(d.leaves, made[key], strict=True)] for key, d in self.variant.drawn.items()}
        letters = self.variant.built(parts, self.instance.sizes, self.instance.listed)
        gap = slack(self.variant.relations(letters, self.instance.sizes)[self.name])
        if self.variant.given is not None:
            held = slack(self.variant.tie(letters, self.instance.sizes))
            gap = (gap - held - abs(gap + held)) / 2
        height = float(TORCH.numbers(gap))
        (gradient,) = TORCH.gradients(gap, [x])
        if not np.isfinite(height):
            return 2.0, np.zeros_like(u)
        return -height, -np.where(np.isfinite(gradient), gradient, 0.0)


def _leaf(leaf: Leaf, data: Any) -> Value:
    from numerics.systems.torch import TORCH

    return Value(TORCH, data[0, 0], ()) if leaf.scalar else Value(TORCH, data, tuple(data.shape))


def _parameter(kind: str, p: Any, q: Any) -> Any:
    x = p / q
    if kind == "nonnegative":
        return np.sqrt(np.maximum(x, 1e-3 * max(1.0, float(x.max()))))  # at zero a square has no slope
    if kind == "positive":
        return np.log(x)
    return np.sqrt(np.clip(x, 1e-3, 0.999) / (1 - np.clip(x, 1e-3, 0.999))) if kind == "unit" else x


def _value(kind: str, u: Any, exp: Callable[[Any], Any]) -> Any:
    if kind == "nonnegative":
        return u * u
    if kind == "positive":
        return exp(u)
    return u * u / (1 + u * u) if kind == "unit" else u


def slope(variant: Variant, name: str, instance: Instance) -> Slope | None:
    """The slack as a function to climb, or None where nothing in it can be moved or differentiated."""
    places = [(key, k, leaf) for key, d in variant.drawn.items() for k, leaf in enumerate(d.leaves) if leaf.kind in CONTINUOUS]
    if not places:
        return None
    function = Slope(variant=variant, name=name, instance=instance, places=places, calls=[0])
    try:
        function(function.start())
    except (Unsupported, Refusal, ImportError):
        return None
    return function


def uphill(function: Callable[[Any], tuple[float, Any]], u: Any, steps: int = 80) -> tuple[float, Any]:
    """The highest slack that a quasi-Newton method reaches from u, and where."""
    from scipy.optimize import minimize

    result = minimize(function, u, jac=True, method="L-BFGS-B", options={"maxiter": steps, "ftol": 1e-16, "gtol": 1e-12})
    return -float(result.fun), result.x


def ascend(variant: Variant, name: str, start: Instance, tally: Tally) -> list[Instance]:
    """Points of exact rationals near the top that the gradient leads to, the plainest first; none where the top is no violation."""
    function = slope(variant, name, start)
    if function is None:
        return []
    value, u = uphill(function, function.start())
    tally.attacked += function.calls[0]
    if value <= 0:
        note(tally, value, nearby(function, u))
        return []
    found = rounded(function, function.values(u))
    if not found and (plain := polish(function, u)) is not None:
        found = [plain]
    return found


def nearby(function: Slope, u: Any) -> Instance:
    """The point of floats itself, as rationals."""
    return _integers(function, function.values(u), [(2**30, 1.0)])


def rounded(function: Slope, leaves: Leaves) -> list[Instance]:
    """Roundings of a point of floats at which the claim still fails, as floats see it: on coarser and finer grids, as they are and scaled to integers."""
    tops = max((float(np.abs(leaves[key][k]).max()) for key, k, _ in function.places), default=1.0)
    lanes = _integers(function, leaves, [(s, 1.0) for s in SCALES] + [(1, s / tops) for s in SCALES if tops > 0])
    truths = scan(function.variant, lanes, [function.name]).truth.get(function.name)
    if truths is None:
        return []
    plain = np.flatnonzero(truths < 0)
    near = np.flatnonzero(truths == 0)
    return [lanes.one(int(i)) for i in [*plain[np.argsort(size_of(lanes)[plain], kind="stable")], *near[::-1][:8]]]


def _integers(function: Slope, leaves: Leaves, grids: Sequence[tuple[int, float]]) -> Instance:
    """One lane for every grid (denominator, factor)."""
    width = len(grids)
    integers = {key: [(np.repeat(p, width, 0), np.repeat(q, width, 0)) for p, q in parts] for key, parts in function.instance.integers.items()}
    under = np.array([s for s, _ in grids], dtype=np.int64)[:, None, None]
    factor = np.array([f for _, f in grids])[:, None, None]
    for key, k, leaf in function.places:
        p = np.clip(np.rint(leaves[key][k][None] * factor * under), -LARGEST, LARGEST).astype(np.int64)
        q = np.broadcast_to(under, p.shape).copy()
        if leaf.kind == "positive":
            p = np.maximum(p, 1)
        if leaf.kind == "unit":
            p = np.minimum(p, q)
        integers[key][k] = (p, q)
    return Instance(sizes=function.instance.sizes, listed=function.instance.listed, integers=integers, batch=width)


# ---- small integers: fix some entries, climb with the others, and so on


def polish(function: Slope, u: Any, rounds: int = 40) -> Instance | None:
    """A point of small integers at which the claim still fails as floats see it, or None.

    Rounding every entry at once loses a thin violation; so the quarter of the entries that are nearest to integers is fixed there, the
    others make up for it, and where they cannot, fewer are fixed.
    """
    leaves = function.values(u)
    top = max((float(np.abs(leaves[key][k]).max()) for key, k, _ in function.places), default=0.0)
    for target in (1, 2, 3, 6, 12):
        if top <= 0 or not all(leaf.kind == "any" for _, _, leaf in function.places):
            return None
        found = _fixed(function, u * (target / top), rounds)
        if found is not None:
            return found
    return None


def _fixed(function: Slope, u: Any, rounds: int) -> Instance | None:
    free = np.ones(u.size, dtype=bool)
    share = 4
    for _ in range(rounds):
        if function.calls[0] > CALLS:
            return None
        order = np.flatnonzero(free)
        order = order[np.argsort(np.abs(u[order] - np.rint(u[order])), kind="stable")]
        some = order[: max(1, -(-order.size // share))]
        trial, still = u.copy(), free.copy()
        trial[some], still[some] = np.rint(u[some]), False
        value, trial = _climbed(function, trial, still)
        if value <= 0 and some.size == 1:
            return None
        if value <= 0:
            share *= 4
            continue
        u, free = trial, still
        if not free.any():
            return _integers(function, function.values(u), [(1, 1.0)])
    return None


def _climbed(function: Slope, u: Any, free: Any) -> tuple[float, Any]:
    """Climb with the free entries only, if that is needed at all."""
    value, _ = function(u)
    if value < 0 or not free.any():
        return -value, u

    def restricted(v: Any) -> tuple[float, Any]:
        whole = u.copy()
        whole[free] = v
        height, gradient = function(whole)
        return height, gradient[free]

    top, v = uphill(restricted, u[free], 30)
    result = u.copy()
    result[free] = v
    return top, result


def polished(variant: Variant, name: str, instance: Instance) -> Instance | None:
    """A plainer failing point reached from a failing one whose integers are large."""
    function = slope(variant, name, instance)
    return None if function is None else polish(function, function.start())



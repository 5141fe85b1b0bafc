"""The instruments that decide: each takes a variant of a statement and the names of claims, and returns evidence. The strongest comes first."""

from __future__ import annotations

import functools
import itertools
import math
import operator
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Any

import numpy as np

from numerics.decide import over_the_reals, some_point
from numerics.evidence import Evidence
from numerics.streams import generator
from numerics.systems.ball import LADDER, precision
from numerics.systems.cells import CELLS, midpoints
from numerics.systems.rational import RATIONAL
from numerics.systems.reals import REALS
from numerics.value import Refusal, Relation, Unsupported, Value, atoms, obstacle, truth
from property_tests.exactly import point, premises, verify
from property_tests.falsify import Effort, Tally, margins
from theorems.statement import Instance, Variant

Decide = Callable[[Variant, Sequence[str], float], list[Evidence]]


@lru_cache
def _version(package: str) -> str:
    return f"{package} {version(package)}"


def size_value(expression: str | int, one: Callable[[str], Any], cache: dict[str, Any]) -> Any:
    """An opaque side of a shape: a size by name, or a product of sizes, the same object for the same expression."""
    if isinstance(expression, int):
        return expression
    if expression not in cache:
        numbers, names = ([f for f in expression.split("*") if f.isdigit() is plain] for plain in (True, False))
        times = math.prod(map(int, numbers))
        value = functools.reduce(operator.mul, map(one, names)) if names else times
        cache[expression] = value * times if names and times != 1 else value
    return cache[expression]


# ---- all sizes at once


def normal_form(variant: Variant, names: Sequence[str], seconds: float) -> list[Evidence]:
    """Noncommutative normal form: equalities, rank bounds and null spaces for matrices of every size."""
    from numerics.systems.noncommutative import Algebra

    if variant.listed or not any(shape for d in variant.drawn.values() for shape in d.shapes):
        return []
    started = time.perf_counter()
    scalars = [x for key, d in variant.drawn.items() for x, shape in zip(key.split(), d.shapes, strict=True) if not shape]
    algebra = Algebra(tuple(scalars), tuple(variant.size_names))
    cache: dict[str, Any] = {}
    sizes = {name: algebra.size_values[name] for name in variant.size_names}
    letters: dict[str, Any] = {}
    found = []
    try:
        for key, domain in variant.drawn.items():
            for letter, shape in zip(key.split(), domain.shapes, strict=True):
                letters[letter] = algebra.letter(letter, tuple(size_value(s, sizes.__getitem__, cache) for s in shape))
        # Scalars first: their signs say which coefficients may be divided by.
        for key, domain in sorted(variant.drawn.items(), key=lambda item: item[1].shape != ()):
            if domain.member is not None:
                _assume(algebra, partial(domain.holds, [letters[x] for x in key.split()], sizes))
        if variant.given is not None:
            from theorems.statement import asked

            given = variant.given
            _assume(algebra, lambda: given(**asked(given, letters, sizes)))
        algebra.conditions.clear()  # where the hypotheses are true they are defined
        relations = variant.relations(letters, sizes)
    except (Refusal, TypeError, Unsupported) as error:
        return [_unknown("proof", name, variant, "noncommutative normal form", str(error), started) for name in names]
    for name in relations:
        holds = truth(relations[name]) == 1
        if holds:
            _assume(algebra, partial(relations.__getitem__, name))
        if name in names:
            conditions = list(dict.fromkeys(algebra.conditions))
            found.append(
                Evidence(
                    kind="certificate" if holds and conditions else "proof",
                    holds=True if holds else None,
                    claim=name,
                    reading=variant.name,
                    instrument="noncommutative normal form",
                    scope=("matrices of every size" + (", wherever " + " and ".join(conditions) if conditions else "")) if holds else "",
                    reason="" if holds else "it does not reduce to zero under the hypotheses",
                    trusts=("own rewriting engine", _version("sympy") + " fraction fields") if holds else (),
                    seconds=time.perf_counter() - started,
                )
            )
    return found


def _assume(algebra: Any, make: Callable[[], Relation | None]) -> None:
    try:
        if (relation := make()) is not None:
            algebra.assume(relation)
    except (Refusal, TypeError, Unsupported):
        return  # a hypothesis left unused makes a proof stronger, never wrong


# ---- real closed fields


def reals(variant: Variant, names: Sequence[str], seconds: float) -> list[Evidence]:
    """z3 over the reals, for statements whose letters are scalars. A model counts only after two exact evaluations."""
    from numerics.systems.z3 import Z3

    if variant.listed or not variant.drawn or any(shape for d in variant.drawn.values() for shape in d.shapes):
        return []
    found = []
    for name in names:
        started = time.perf_counter()
        system = Z3()
        terms = {x: system.letter(x) for key in variant.drawn for x in key.split()}
        letters = {x: Value(system, v, ()) for x, v in terms.items()}
        try:
            hypotheses = [r for _, r in variant.hypotheses(letters, {})]
            claim = variant.relations(letters, {})[name]
            answer = over_the_reals(system, terms, hypotheses, claim, seconds / len(names))
        except Unsupported as error:
            found.append(_unknown("proof", name, variant, "z3, real closed fields", str(error), started))
            continue
        base: dict[str, Any] = {"claim": name, "reading": variant.name, "instrument": "z3, real closed fields", "seconds": time.perf_counter() - started}
        if answer.holds:
            scope = f"all real {', '.join(terms)} that satisfy the hypotheses"
            trusts = (_version("z3-solver"),) if system.exact else (_version("z3-solver"), "log a - log b <= (a - b) / b")
            found.append(Evidence(kind="proof", holds=True, scope=scope, trusts=trusts, **base))
            wanted = list(premises(claim))
            met = [_premise_met(variant, name, system, terms, hypotheses, k, seconds / (8 * len(wanted))) for k in range(len(wanted))]
            if met and all(met):
                found.append(Evidence(kind="witness", holds=True, witness=met[0], **base))
            continue
        for model in filter(None, (answer.false_at, answer.undefined_at)):
            pin = {k: str(v) for k, v in model.items()}
            engines = verify(variant, name, pin)
            if engines:
                found.append(Evidence(kind="counterexample", holds=False, scope="one exact point", witness=pin, verified_by=engines, trusts=engines, **base))
            elif why := _undefined_at(variant, name, pin):
                found.append(Evidence(kind="defined", holds=False, reason=why, witness=pin, **base))
            else:
                found.append(Evidence(kind="proof", holds=answer.holds, reason=answer.reason, witness=pin, **base))
        if answer.false_at is None and answer.undefined_at is None:
            found.append(Evidence(kind="proof", holds=None, reason=answer.reason, **base))
    return found


def _premise_met(
    variant: Variant, name: str, system: Any, terms: Mapping[str, Any], hypotheses: Sequence[Relation], k: int, seconds: float
) -> dict[str, str] | None:
    """A rational point at which the hypotheses and premise k of the claim are true, exactly or in balls; None where none is found."""
    claim = variant.relations({x: Value(system, v, ()) for x, v in terms.items()}, {})[name]
    model = some_point(system, terms, [*hypotheses, list(premises(claim))[k]], seconds)
    if model is None:
        return None
    pin = {letter: str(v) for letter, v in model.items()}
    for engine in (RATIONAL, REALS):
        with precision(LADDER[1]):
            letters, sizes = variant.pinned(pin, engine)
            held = [*(r for _, r in variant.hypotheses(letters, sizes)), list(premises(variant.relations(letters, sizes)[name]))[k]]
            if all(truth(r) == 1 for r in held):
                return pin
    return None


def _undefined_at(variant: Variant, name: str, pin: Mapping[str, str]) -> str:
    """Why the claim is undefined at a point that satisfies the hypotheses; empty where it is not."""
    letters, sizes = variant.pinned(pin, RATIONAL)
    if any(truth(r) != 1 for _, r in variant.hypotheses(letters, sizes)):
        return ""
    relation = variant.relations(letters, sizes)[name]
    why = obstacle(relation) if truth(relation) == 0 else None
    return why.reason if why and why.undefined else ""


# ---- statements without letters: printed figures


def constants(variant: Variant, names: Sequence[str], seconds: float) -> list[Evidence]:
    """Claims about given numbers: evaluated over their rounding cells."""
    if variant.for_all:
        return []
    found = []
    started = time.perf_counter()
    for name, relation in variant.relations({}, {}).items():
        if name not in names:
            continue
        value, spent = truth(relation), time.perf_counter() - started
        base: dict[str, Any] = {"claim": name, "reading": variant.name, "instrument": CELLS.name, "seconds": spent}
        if value == 1:
            found.append(
                Evidence(kind="proof", holds=True, scope="all numbers that print as the figures given", trusts=("standard library fractions",), **base)
            )
        elif value == -1:
            with midpoints():
                again = truth(variant.relations({}, {})[name])
            engines = (CELLS.name, "the printed figures themselves, exactly") if again == -1 else (CELLS.name,)
            scope = "all numbers that print as the figures given"
            found.append(Evidence(kind="counterexample", holds=False, scope=scope, witness={}, verified_by=engines, **base))
        else:
            found.append(Evidence(kind="proof", holds=None, reason="it depends on digits that were rounded away", **base))
    return found


# ---- identities modulo a prime


CONTINUOUS = {"any", "nonnegative", "positive", "unit", "balanced"}  # one random point says nothing about the other signs or permutations


def modular(variant: Variant, names: Sequence[str], seconds: float) -> list[Evidence]:
    """Equalities at random points modulo 2^61 - 1: false with probability at most degree / 2^61 at each size tried."""
    from numerics.systems.modular import MODULAR

    kinds = {leaf.kind for d in variant.drawn.values() for leaf in d.leaves}
    if not any(shape for d in variant.drawn.values() for shape in d.shapes) or variant.given is not None or kinds - CONTINUOUS:
        return []
    started = time.perf_counter()
    rng = generator(variant.statement.source, "modular")
    alive = dict.fromkeys(names, 0)
    shapes = []
    for sizes, listed in itertools.islice(variant.grid(4), 24):
        instance = _random_residues(variant, sizes, listed, rng)
        relations = variant.relations(variant.letters(instance, MODULAR), sizes)
        for name in list(alive):
            if not _identity(relations[name]) or truth(relations[name]) != 1:
                del alive[name]
            else:
                alive[name] += 1
        if not alive:
            return []
        shapes.append(", ".join(f"{k}={v}" for k, v in {**sizes, **listed}.items()))
    scope = f"{len(shapes)} shapes up to {shapes[-1]}, as rational identities, modulo 2^61 - 1 at one random point each" if shapes else ""
    return [
        Evidence(
            kind="certificate",
            holds=True,
            claim=name,
            reading=variant.name,
            instrument="prime field",
            scope=scope,
            trusts=(_version("python-flint"), "Schwartz-Zippel"),
            seconds=time.perf_counter() - started,
        )
        for name in alive
        if shapes
    ]


def _identity(relation: Relation) -> bool:
    """Only an equality, or several, can be a rational identity: an inequation or an implication that holds at a random point says nothing."""
    return relation.op == "==" or (relation.op == "and" and _identity(relation.lhs) and _identity(relation.rhs))


def _random_residues(variant: Variant, sizes: Mapping[str, int], listed: Mapping[str, Any], rng: np.random.Generator) -> Instance:
    plain = variant.draw(sizes, listed, rng, 1)
    integers = {}
    for key, domain in variant.drawn.items():
        integers[key] = [
            (rng.integers(0, 2**60, p.shape), np.ones_like(q)) if leaf.kind in ("any", "nonnegative", "positive", "unit") else (p, q)
            for leaf, (p, q) in zip(domain.leaves, plain.integers[key], strict=True)
        ]
    return Instance(sizes=sizes, listed=listed, integers=integers)


# ---- one small letter


def power_series(variant: Variant, names: Sequence[str], seconds: float) -> list[Evidence]:
    """Orders of remainders along a vanishing letter, on exact rays."""
    from numerics.systems.series import SERIES

    small = [key for key, d in variant.drawn.items() if d.name == "vanishing"]
    if len(small) != 1:
        return []
    started = time.perf_counter()
    rng = generator(variant.statement.source, "series")
    rays, unsure = 0, dict.fromkeys(names, 0)
    failed: dict[str, Any] = {}
    for sizes, listed in itertools.islice(variant.grid(3), 12):
        instance = variant.draw(sizes, listed, rng, 12)
        for index in range(instance.batch):
            letters = variant.letters(instance, SERIES, index) | {small[0]: Value(SERIES, SERIES.letter(), ())}
            rays += 1
            for name, relation in variant.relations(letters, sizes).items():
                value = truth(relation)
                if value < 0 and name in names:
                    failed.setdefault(name, point(variant, instance.one(index)))
                if value == 0 and name in names:
                    unsure[name] += 1
    spent = time.perf_counter() - started
    found = []
    for name in names:
        base: dict[str, Any] = {"claim": name, "reading": variant.name, "instrument": "power series", "seconds": spent}
        if name in failed:
            found.append(
                Evidence(
                    kind="counterexample",
                    holds=False,
                    reason="the order of the remainder is lower along this ray",
                    witness=failed[name],
                    verified_by=("flint power series",),
                    **base,
                )
            )
        elif unsure[name] < rays:
            found.append(
                Evidence(kind="instances", holds=True, scope=f"{rays - unsure[name]} of {rays} exact rays", trusts=(_version("python-flint"),), **base)
            )
        else:
            found.append(Evidence(kind="instances", holds=None, reason="no ray decides it within the terms kept", **base))
    return found


# ---- points


def report(variant: Variant, tallies: Mapping[str, Tally], effort: Effort, seconds: float) -> list[Evidence]:
    """What a search saw: a witness of the hypotheses, undefined points, and how many points hold."""
    spent = seconds / max(1, len(tallies))
    found = []
    tightness = {name: _tightness(variant, name, tally) for name, tally in tallies.items() if tally.failure is None}
    bounds = [name for name, said in tightness.items() if said and said.pop("bound")]
    spread = margins(variant, bounds, effort)
    for name, tally in tallies.items():
        base: dict[str, Any] = {"claim": name, "reading": variant.name, "instrument": "instances", "seconds": spent}
        if tally.witness is not None:
            premise = len(tally.premises) == tally.implications or tally.failure is not None
            found.append(
                Evidence(
                    kind="witness",
                    holds=True if premise else None,
                    witness=point(variant, tally.witness),
                    reason="" if premise else "no point was met where the premise is true: it may say nothing",
                    **base,
                )
            )
        else:
            found.append(
                Evidence(kind="witness", holds=None, reason=f"none of the points drawn satisfies the hypotheses ({len(tally.sizes)} shapes tried)", **base)
            )
        if tally.undefined is not None and not any(d.name == "vanishing" for d in variant.drawn.values()):  # else only small values count
            at, why = tally.undefined
            found.append(Evidence(kind="defined", holds=False, reason=why, witness=point(variant, at), **base))
        points = max(tally.attacked, tally.exact)
        seen = f"{points} points of {len(tally.sizes)} shapes attacked, none fails: {tally.floats} decided by floats with error bounds, {tally.exact} exactly"
        if points > tally.floats + tally.exact:
            seen += ", of the rest plain floats see no failure"
        if tally.cut:
            seen += "; the adversary was ended by the clock"
        if tally.failure is not None:
            continue
        if tally.exact or tally.floats:
            found.append(
                Evidence(
                    kind="instances",
                    holds=True,
                    scope=seen,
                    trusts=(_version("python-flint"), _version("numpy")),
                    extra={"exact": tally.exact, "floats": tally.floats, "attacked": tally.attacked} | tightness[name] | {"margins": spread.get(name)},
                    **base,
                )
            )
        else:
            found.append(Evidence(kind="instances", holds=None, reason=tally.reason or "no point was decided", scope=seen, **base))
    return found


def _tightness(variant: Variant, name: str, tally: Tally) -> dict[str, Any]:
    """How near a claim that holds comes to failing: 1 where both sides agree, less by their difference relative to their size; and where, and how often."""
    if tally.witness is None or tally.tie is None and not tally.nearest:
        return {}
    relation = variant.relations(variant.letters(tally.witness, RATIONAL, 0), tally.witness.sizes)[name]
    if all(atom.op not in ("<=", "<", "psd", "positive definite") for atom in atoms(relation)):
        return {}
    bound = relation.op in ("<=", "<", "psd", "positive definite")
    if tally.tie is not None:
        return {"bound": bound, "tightest": "1", "at": point(variant, tally.tie), "attained": tally.attained}
    best, at = tally.nearest[0]
    figure = f"1 - {-best:.1e}" if best > -1e-4 else f"{1 + best:.4f}"
    return {"bound": bound, "tightest": figure, "at": point(variant, at), "attained": 0}


def _unknown(kind: str, name: str, variant: Variant, instrument: str, reason: str, started: float) -> Evidence:
    return Evidence(kind=kind, holds=None, claim=name, reading=variant.name, instrument=instrument, reason=reason, seconds=time.perf_counter() - started)

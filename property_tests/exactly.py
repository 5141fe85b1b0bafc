"""One point, looked at exactly: the only place where a claim is called false. Floats never are: they only say where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from numerics.systems.ball import LADDER, precision
from numerics.systems.bounded import BOUNDED
from numerics.systems.fractions import FRACTIONS
from numerics.systems.rational import RATIONAL
from numerics.systems.reals import REALS
from numerics.value import Relation, Unknown, obstacle, truth
from theorems.statement import Instance, Variant, exact

Outcome = dict[str, tuple[int, str, Unknown | None, tuple[bool, ...]]]  # truth, engine, what stood in the way, which premises are true


def evaluate(variant: Variant, instance: Instance, index: int, names: Sequence[str]) -> Outcome | None:
    """Truth of the claims at one point: in rationals, else in floats with error bounds, else in balls of more and more bits.

    None where a hypothesis fails or is unknown.
    """
    letters = variant.letters(instance, RATIONAL, index)
    if variant.given is not None and truth(variant.tie(letters, instance.sizes)) != 1:
        return None
    outcome: Outcome = {}
    relations = variant.relations(letters, instance.sizes)
    for name in names:
        value, why = truth(relations[name]), None
        if value == 0:
            why = obstacle(relations[name])
        outcome[name] = (value, RATIONAL.name, why, met(relations[name]))
    rungs: list[tuple[Any, int]] = [(BOUNDED, 53), *((REALS, bits) for bits in LADDER)]
    for engine, bits in rungs:
        missing = [n for n, (value, _, why, _) in outcome.items() if value == 0 and not (why and why.undefined)]
        if not missing:
            break
        with precision(bits), np.errstate(all="ignore"):
            one, at = (instance.one(index), None) if engine is BOUNDED else (instance, index)
            relations = variant.relations(variant.letters(one, engine, at), instance.sizes)
            for name in missing:
                value = int(np.max(truth(relations[name])))
                if value:
                    outcome[name] = (value, engine.name, None, met(relations[name]))
    return outcome


def is_member(variant: Variant, instance: Instance, index: int) -> bool:
    """Whether every hypothesis holds exactly: a domain's construction promises it, and what rests on a single point asks again."""
    letters = variant.letters(instance, RATIONAL, index)
    return all(truth(r) == 1 for _, r in variant.hypotheses(letters, instance.sizes))


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


def met(relation: Relation) -> tuple[bool, ...]:
    """Which premises are true here."""
    return tuple(bool(np.all(truth(premise) == 1)) for premise in premises(relation))


def point(variant: Variant, instance: Instance) -> dict[str, Any]:
    """The letters of one instance as exact plain data, with the sizes that no letter shows."""
    letters = variant.letters(instance, RATIONAL, 0)
    shown = {name: exact(value) for name, value in letters.items()}
    sides = {str(s) for d in variant.drawn.values() for shape in d.shapes for s in shape}
    return {**{name: str(number) for name, number in instance.sizes.items() if name not in sides}, **shown}


def verify(variant: Variant, name: str, pin: Mapping[str, Any]) -> tuple[str, ...]:
    """The engines that confirm, from the letters' exact values alone, that all hypotheses hold and the claim fails.

    Two exact ones where the arithmetic is rational; else balls of as many bits as it takes, and floats with error bounds or, where the
    violation is too thin for those, mpmath's own algorithms.
    """
    confirmed = []
    member = False
    for system in (RATIONAL, FRACTIONS):
        letters, sizes = variant.pinned(pin, system)
        if all(truth(r) == 1 for _, r in variant.hypotheses(letters, sizes)):
            member = True
            if truth(variant.relations(letters, sizes)[name]) == -1:
                confirmed.append(system.name)
    if not member or len(confirmed) == 2:
        return tuple(confirmed)
    if not confirmed and any(_fails(variant, name, pin, REALS, bits) for bits in LADDER):  # on rationals these are the first engine again
        confirmed.append(REALS.name)
    if _fails(variant, name, pin, BOUNDED, 53):
        confirmed.append(BOUNDED.name)
    if len(confirmed) == 1 and _fails(variant, name, pin, opinion := _second_opinion(), 53):
        confirmed.append(opinion.name)
    return tuple(confirmed)


@lru_cache
def _second_opinion() -> Any:
    from numerics.systems.multiprecision import Multiprecision

    return Multiprecision(4 * LADDER[-1])  # it tells apart what differs in the first half of its digits


def _fails(variant: Variant, name: str, pin: Mapping[str, Any], system: Any, bits: int) -> bool:
    with precision(bits), np.errstate(all="ignore"):
        letters, sizes = variant.pinned(pin, system)
        return int(np.max(truth(variant.relations(letters, sizes)[name]))) == -1

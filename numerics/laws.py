"""What is claimed of random letters: probabilities, means, and what happens as a size grows. One draw says nothing of these; sampling does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.value import Refusal, Relation, Value, atoms

__all__ = ["Exponent", "Mean", "Probability", "converges_in_law", "expectation", "exponent", "probability", "tends_to", "window"]


@dataclass(frozen=True, eq=False)
class Probability:
    """The probability of an event over the random letters in it; it can be compared, with a bound of the letters that are not random."""

    event: Relation

    def __ge__(self, bound: Any) -> Relation:
        return Relation("probable", self.event, self._lifted(bound))

    def __le__(self, bound: Any) -> Relation:
        return Relation("improbable", self.event, self._lifted(bound))

    def _lifted(self, bound: Any) -> Value:
        like = next(x for atom in atoms(self.event) for x in (atom.lhs, atom.rhs) if isinstance(x, Value))
        return like.lift(bound)


@dataclass(frozen=True, eq=False)
class Mean:
    """The mean of a scalar whose range is known, over the random letters in it; kept as what lies between 0 and 1."""

    share: Value
    low: int | Fraction
    width: int | Fraction

    def __ge__(self, bound: Any) -> Relation:
        return Relation("mean_above", self.share, self._moved(bound))

    def __le__(self, bound: Any) -> Relation:
        return Relation("mean_below", self.share, self._moved(bound))

    def _moved(self, bound: Any) -> Value:
        return (self.share.lift(bound) - self.low) / self.width


@dataclass(frozen=True, eq=False)
class Exponent:
    """The p for which a positive scalar goes like size^(p + o(1)) as the growing size does; it can be compared with a number."""

    quantity: Value

    def __eq__(self, p: Any) -> Relation:  # type: ignore[override]
        return Relation("exponent", self.quantity, self.quantity.lift(p))

    def __le__(self, p: Any) -> Relation:
        return Relation("exponent_below", self.quantity, self.quantity.lift(p))

    def __ge__(self, p: Any) -> Relation:
        return Relation("exponent_above", self.quantity, self.quantity.lift(p))

    __hash__ = None  # type: ignore[assignment]


def probability(event: Relation) -> Probability:
    """P(event), to be compared: probability(x <= y) >= 1 - delta. Raises Refusal for anything but a relation."""
    if not isinstance(event, Relation):
        raise Refusal(f"probability of a {type(event).__name__}: it is asked of a relation, such as probability(x <= y) >= 1 - delta")
    return Probability(event)


def expectation(x: Value, low: int | Fraction, high: int | Fraction) -> Mean:
    """E x of a scalar that always lies between the numbers `low` and `high`, to be compared: expectation(x, 0, 1) <= bound.

    The range is part of the claim: without it no number of samples bounds a mean. Raises Refusal for a matrix, and for a range that is none.
    """
    plain = all(isinstance(end, int | Fraction) and not isinstance(end, bool) for end in (low, high))
    if not (plain and low < high):
        raise Refusal(f"the range from {low!r} to {high!r}: give two exact numbers, the smaller one first; what grows is divided by its size")
    return Mean((_scalar(x, "expectation") - low) / (high - low) if (low, high) != (0, 1) else _scalar(x, "expectation"), low, high - low)


def exponent(x: Value) -> Exponent:
    """The exponent of a positive scalar along the growing size, to be compared: exponent(x) == Fraction(1, 2). Raises Refusal for a matrix."""
    return Exponent(_scalar(x, "exponent"))


def tends_to(a: Value, limit: Any) -> Relation:
    """a goes to `limit` in probability as the growing size does; both scalars."""
    return Relation("tends_to", _scalar(a, "tends_to"), a.lift(limit))


def converges_in_law(a: Value, b: Value) -> Relation:
    """The laws of two random scalars come together as the growing size does: the largest difference of their distribution functions goes to zero."""
    return Relation("same_law", _scalar(a, "converges_in_law"), _scalar(b, "converges_in_law"))


def window(low: int, high: int, points: int = 6) -> list[int]:
    """Whole numbers from `low` to `high`, both ends among them, in about equal ratios: the iterations at which a claim about a window is looked at.

    Raises Refusal where the window is empty.
    """
    if not 0 < low <= high:
        raise Refusal(f"the window from {low} to {high} is empty: let it begin at 1 or later, and end no earlier")
    return sorted({low, high, *(min(high, max(low, int(x))) for x in np.geomspace(low, high, points))})


def _scalar(x: Any, name: str) -> Value:
    if not isinstance(x, Value) or x.shape:
        raise Refusal(f"{name} is said of scalars: take a norm, or an entry")
    return x

"""What is claimed of random letters: probabilities with explicit bounds, and limits as a size grows. One draw says nothing of these; sampling does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numerics.value import Refusal, Relation, Value, atoms

__all__ = ["Probability", "probability", "tends_to"]


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


def probability(event: Relation) -> Probability:
    """P(event), to be compared: probability(x <= y) >= 1 - delta. Raises Refusal for anything but a relation."""
    if not isinstance(event, Relation):
        raise Refusal(f"probability of a {type(event).__name__}: it is asked of a relation, such as probability(x <= y) >= 1 - delta")
    return Probability(event)


def tends_to(a: Value, limit: Any) -> Relation:
    """a goes to `limit` in probability as the growing size does; both scalars."""
    if a.shape:
        raise Refusal("tends_to is said of scalars: take a norm, or an entry")
    return Relation("tends_to", a, a.lift(limit))

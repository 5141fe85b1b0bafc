"""How much a relation fails: the number that the adversary pushes up, positive exactly where the relation is false as floats see it.

A batched system says it of an atom, scaled by the sides' own size; here it is carried through not, and, or, implies and iff.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.value import Relation, Undefined, Unknown, Unsupported, Value


def slack(relation: Relation) -> Any:
    """One number per lane, in the batched system of the relation. Raises Unsupported where an atom has none (a rank, a null space)."""
    op = relation.op
    if op == "not":
        return -slack(relation.lhs)
    if op not in ("and", "or", "implies", "iff"):
        return _atom(relation)
    a, b = slack(relation.lhs), slack(relation.rhs)
    if op == "iff":
        return _larger(_smaller(-a, b), _smaller(a, -b))
    return _larger(a, b) if op == "and" else _smaller(a if op == "or" else -a, b)


def _atom(relation: Relation) -> Any:
    sides = [side for side in (relation.lhs, relation.rhs) if isinstance(side, Value)]
    for side in sides:
        if isinstance(side.data, Unknown):
            raise Unsupported(side.data.reason)
    return sides[0].system.slack(relation.op, relation.lhs, relation.rhs)


def _larger(a: Any, b: Any) -> Any:
    return (a + b + abs(a - b)) / 2  # in NumPy and in torch; the slack of an atom is at most of order one, so nothing cancels that matters


def _smaller(a: Any, b: Any) -> Any:
    return (a + b - abs(a - b)) / 2


def weigh(relation: Relation) -> tuple[Any, Any]:
    """Truth and slack of a relation in one walk; the slack is None where an atom has none. What `truth` cannot compute is 0, unknown."""
    op = relation.op
    if op == "not":
        seen, gap = weigh(relation.lhs)
        return -seen, None if gap is None else -gap
    if op not in ("and", "or", "implies", "iff"):
        return _weighed(relation)
    (a, s), (b, t) = weigh(relation.lhs), weigh(relation.rhs)
    if op == "iff":
        return a * b, None if s is None or t is None else _larger(_smaller(-s, t), _smaller(s, -t))
    seen = np.minimum(a, b) if op == "and" else np.maximum(a if op == "or" else -a, b)
    if s is None or t is None:
        return seen, None
    return seen, _larger(s, t) if op == "and" else _smaller(s if op == "or" else -s, t)


def _weighed(atom: Relation) -> tuple[Any, Any]:
    sides = [side for side in (atom.lhs, atom.rhs) if isinstance(side, Value)]
    if any(isinstance(side.data, Unknown) for side in sides):
        return 0, None
    try:
        seen, gap = sides[0].system.weigh(atom.op, atom.lhs, atom.rhs)
    except (Undefined, Unsupported):
        return 0, None
    return seen, gap

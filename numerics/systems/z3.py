"""Real closed fields by z3: a relation of scalars becomes two formulas, where it is true and where it is false; elsewhere it is undefined.

A scalar is a z3 term with the conditions under which it is defined. Roots and logarithms are fresh letters, with what is known of them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

from numerics.systems.entrywise import Entrywise
from numerics.value import Relation, Unknown, Unsupported, Value


@dataclass(frozen=True, slots=True)
class Term:
    expression: Any
    defined: tuple[Any, ...] = ()

    def __add__(self, other: Term) -> Term:
        return Term(self.expression + other.expression, self.defined + other.defined)

    def __sub__(self, other: Term) -> Term:
        return Term(self.expression - other.expression, self.defined + other.defined)

    def __mul__(self, other: Term) -> Term:
        return Term(self.expression * other.expression, self.defined + other.defined)

    def __neg__(self) -> Term:
        return Term(-self.expression, self.defined)


class Z3(Entrywise):
    """One instance per question: `meaning` collects what its fresh letters mean."""

    name = "z3 reals"

    def __init__(self) -> None:
        self.meaning: list[Any] = []
        self._logs: list[tuple[Any, Any]] = []
        self.exact = True  # False once a letter is known by inequalities only: then a model may be none
        self._fresh = itertools.count()

    def letter(self, name: str) -> Term:
        return Term(z3.Real(name))

    def const(self, c: Fraction) -> Term:
        return Term(z3.RealVal(str(c)))

    def recip(self, c: Term) -> Term:
        return Term(1 / c.expression, (*c.defined, c.expression != 0))

    def maximum(self, a: Term, b: Term) -> Term:
        return Term(z3.If(a.expression >= b.expression, a.expression, b.expression), a.defined + b.defined)

    def sqrt(self, a: Term) -> Term:
        root, x = z3.Real(f"root!{next(self._fresh)}"), a.expression
        self.meaning.append(z3.Implies(x >= 0, z3.And(root >= 0, root * root == x)))
        return Term(root, (*a.defined, x >= 0))

    def log(self, a: Term) -> Term:
        """A letter of which only the tangents are known: log a - log b <= (a - b) / b for every pair of arguments."""
        value, x = z3.Real(f"log!{next(self._fresh)}"), a.expression
        for y, other in [*self._logs, (z3.RealVal(1), z3.RealVal(0))]:
            both = z3.And(x > 0, y > 0)
            self.meaning += [z3.Implies(both, (value - other) * y <= x - y), z3.Implies(both, (other - value) * x <= y - x)]
        self._logs.append((x, value))
        self.exact = False
        return Term(value, (*a.defined, x > 0))

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        raise Unsupported("a relation of z3 reals is a formula: see numerics.decide")

    def formulas(self, relation: Relation) -> tuple[Any, Any]:
        """Where the relation is true and where it is false, in Kleene's sense. Raises Unsupported for what real fields cannot say."""
        op = relation.op
        if op == "not":
            yes, no = self.formulas(relation.lhs)
            return no, yes
        if op in ("and", "or", "iff", "implies"):
            (a, not_a), (b, not_b) = self.formulas(relation.lhs), self.formulas(relation.rhs)
            if op == "and":
                return z3.And(a, b), z3.Or(not_a, not_b)
            if op == "or":
                return z3.Or(a, b), z3.And(not_a, not_b)
            if op == "implies":
                return z3.Or(not_a, b), z3.And(a, not_b)
            return z3.Or(z3.And(a, b), z3.And(not_a, not_b)), z3.Or(z3.And(a, not_b), z3.And(not_a, b))
        for side in (relation.lhs, relation.rhs):
            if isinstance(side, Value) and isinstance(side.data, Unknown):
                raise Unsupported(side.data.reason)
        if op not in ("<=", "<", "=="):
            raise Unsupported(f"z3 has no {op}")
        pairs = [(relation.lhs.data, relation.rhs.data)]
        if relation.lhs.shape:
            pairs = [(x, y) for r, s in zip(relation.lhs.data, relation.rhs.data, strict=True) for x, y in zip(r, s, strict=True)]
        defined = z3.And([c for x, y in pairs for c in (*x.defined, *y.defined)])
        holds = z3.And([_atom(op, x.expression, y.expression) for x, y in pairs])
        return z3.And(defined, holds), z3.And(defined, z3.Not(holds))


def _atom(op: str, a: Any, b: Any) -> Any:
    return a <= b if op == "<=" else a < b if op == "<" else a == b

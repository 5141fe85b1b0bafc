"""Real closed fields by z3: a relation of scalars becomes a formula, with roots and logarithms as fresh letters and side conditions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import z3

from numerics.systems.entrywise import Entrywise
from numerics.value import Relation, Unknown, Unsupported, Value


class Z3(Entrywise):
    """One instance per question: it collects what its letters mean (`meaning`) and where the question is defined (`defined`)."""

    name = "z3 reals"

    def __init__(self) -> None:
        self.meaning: list[Any] = []
        self.defined: list[Any] = []
        self.logs: list[tuple[Any, Any]] = []
        self.exact = True  # False once a letter is known by inequalities only: then a model may be spurious
        self._fresh = itertools.count()

    def letter(self, name: str) -> Any:
        return z3.Real(name)

    def const(self, c: Fraction) -> Any:
        return z3.RealVal(str(c))

    def recip(self, c: Any) -> Any:
        self.defined.append(c != 0)
        return 1 / c

    def maximum(self, a: Any, b: Any) -> Any:
        return z3.If(a >= b, a, b)

    def sqrt(self, a: Any) -> Any:
        root = z3.Real(f"root!{next(self._fresh)}")
        self.meaning += [z3.Implies(a >= 0, z3.And(root >= 0, root * root == a))]
        self.defined.append(a >= 0)
        return root

    def log(self, a: Any) -> Any:
        """A letter of which only the tangents are known: log a - log b <= (a - b) / b for every pair of arguments."""
        value = z3.Real(f"log!{next(self._fresh)}")
        self.defined.append(a > 0)
        for b, other in [*self.logs, (z3.RealVal(1), z3.RealVal(0))]:
            both = z3.And(a > 0, b > 0)
            self.meaning += [z3.Implies(both, (value - other) * b <= a - b), z3.Implies(both, (other - value) * a <= b - a)]
        self.logs.append((a, value))
        self.exact = False
        return value

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        raise Unsupported("a relation of z3 reals is a formula: see numerics.decide")

    def formula(self, relation: Relation) -> Any:
        """The relation as a z3 formula. Raises Unsupported for what the theory of real fields cannot say."""
        op = relation.op
        if op == "not":
            return z3.Not(self.formula(relation.lhs))
        if op in ("and", "or", "iff", "implies"):
            a, b = self.formula(relation.lhs), self.formula(relation.rhs)
            return {"and": lambda: z3.And(a, b), "or": lambda: z3.Or(a, b), "iff": lambda: a == b, "implies": lambda: z3.Implies(a, b)}[op]()
        for side in (relation.lhs, relation.rhs):
            if isinstance(side, Value) and isinstance(side.data, Unknown):
                raise Unsupported(side.data.reason)
        if op not in ("<=", "<", "=="):
            raise Unsupported(f"z3 has no {op}")
        if relation.lhs.shape:
            return z3.And([x == y for r, s in zip(relation.lhs.data, relation.rhs.data, strict=True) for x, y in zip(r, s, strict=True)])
        a, b = relation.lhs.data, relation.rhs.data
        return a <= b if op == "<=" else a < b if op == "<" else a == b

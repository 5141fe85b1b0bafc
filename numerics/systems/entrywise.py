"""What number systems share whose matrices are tuples of rows of Python scalars with + - * and /."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from numerics.value import Undefined, Unsupported, Value

Rows = tuple[tuple[Any, ...], ...]


class Entrywise:
    """Matrix primitives over any ring of scalars; a subclass gives `const`, `sign` and the scalar functions that it has."""

    name = "entrywise"

    def const(self, c: Fraction) -> Any:
        raise NotImplementedError

    def sign(self, x: Any) -> int:
        """-1, 0 or 1. Raises Unsupported where the scalars are not ordered or not decided."""
        raise Unsupported(f"the system {self.name} does not decide signs")

    def is_zero(self, x: Any) -> bool:
        return self.sign(x) == 0

    def add(self, a: Any, b: Any) -> Any:
        return tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True)) if isinstance(a, tuple) else a + b

    def sub(self, a: Any, b: Any) -> Any:
        return tuple(tuple(x - y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True)) if isinstance(a, tuple) else a - b

    def neg(self, a: Any) -> Any:
        return tuple(tuple(-x for x in r) for r in a) if isinstance(a, tuple) else -a

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def scale(self, a: Rows, c: Any) -> Rows:
        return tuple(tuple(x * c for x in r) for r in a)

    def recip(self, c: Any) -> Any:
        if self.is_zero(c):
            raise Undefined("division by zero")
        return self.const(Fraction(1)) / c

    def matmul(self, a: Rows, b: Rows) -> Rows:
        columns = list(zip(*b, strict=True))
        return tuple(tuple(self.dot(r, c) for c in columns) for r in a)

    def dot(self, r: Any, c: Any) -> Any:
        s = r[0] * c[0]
        for x, y in zip(r[1:], c[1:], strict=True):
            s = s + x * y
        return s

    def transpose(self, a: Rows) -> Rows:
        return tuple(zip(*a, strict=True))

    def entry(self, a: Rows, i: int, j: int) -> Any:
        return a[i][j]

    def entries(self, rows: Any) -> Rows:
        return tuple(tuple(row) for row in rows)

    def eye(self, n: int) -> Rows:
        zero, one = self.const(Fraction(0)), self.const(Fraction(1))
        return tuple(tuple(one if i == j else zero for j in range(n)) for i in range(n))

    def ones(self, n: int, m: int) -> Rows:
        return ((self.const(Fraction(1)),) * m,) * n

    def trace(self, a: Rows) -> Any:
        return sum((a[i][i] for i in range(1, len(a))), a[0][0])

    def total(self, a: Rows) -> Any:
        cells = [x for row in a for x in row]
        return sum(cells[1:], cells[0])

    def hadamard(self, a: Rows, b: Rows) -> Rows:
        return tuple(tuple(x * y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))

    def diagonal(self, x: Rows) -> Rows:
        zero = self.const(Fraction(0))
        return tuple(tuple(x[i][0] if i == j else zero for j in range(len(x))) for i in range(len(x)))

    def vec(self, a: Rows) -> Rows:
        return tuple((x,) for column in zip(*a, strict=True) for x in column)

    def kron(self, a: Rows, b: Rows) -> Rows:
        return tuple(tuple(x * y for x in r for y in s) for r in a for s in b)

    def reciprocal_gaps(self, x: Rows) -> Rows:
        n, zero = len(x), self.const(Fraction(0))
        return tuple(tuple(zero if i == j else self.recip(x[j][0] - x[i][0]) for j in range(n)) for i in range(n))

    def maximum(self, a: Any, b: Any) -> Any:
        return a if self.sign(a - b) >= 0 else b

    def relu(self, a: Rows) -> Rows:
        zero = self.const(Fraction(0))
        return tuple(tuple(self.maximum(zero, x) for x in row) for row in a)

    def sqrt(self, a: Any) -> Any:
        raise Unsupported(f"the system {self.name} has no square roots")

    # ---- elimination, over a field in which zero is decided

    def echelon(self, a: Rows) -> tuple[list[list[Any]], list[int]]:
        """Reduced row echelon form and its pivot columns."""
        rows, pivots, at = [list(r) for r in a], [], 0
        for j in range(len(rows[0]) if rows else 0):
            lead = next((i for i in range(at, len(rows)) if not self.is_zero(rows[i][j])), None)
            if lead is None:
                continue
            rows[at], rows[lead] = rows[lead], rows[at]
            inverse = self.recip(rows[at][j])
            rows[at] = [x * inverse for x in rows[at]]
            for i in range(len(rows)):
                if i != at and not self.is_zero(rows[i][j]):
                    factor = rows[i][j]
                    rows[i] = [x - factor * y for x, y in zip(rows[i], rows[at], strict=True)]
            pivots.append(j)
            at += 1
        return rows, pivots

    def rank(self, a: Rows) -> Any:
        return self.const(Fraction(len(self.echelon(a)[1])))

    def inv(self, a: Rows) -> Rows:
        n = len(a)
        rows, pivots = self.echelon(tuple((*r, *e) for r, e in zip(a, self.eye(n), strict=True)))
        if pivots[:n] != list(range(n)):
            raise Undefined("the inverse of a singular matrix")
        return tuple(tuple(r[n:]) for r in rows)

    def det(self, a: Rows) -> Any:
        rows, value = [list(r) for r in a], self.const(Fraction(1))
        for j in range(len(rows)):
            lead = next((i for i in range(j, len(rows)) if not self.is_zero(rows[i][j])), None)
            if lead is None:
                return self.const(Fraction(0))
            if lead != j:
                rows[j], rows[lead], value = rows[lead], rows[j], -value
            value = value * rows[j][j]
            inverse = self.recip(rows[j][j])
            for i in range(j + 1, len(rows)):
                factor = rows[i][j] * inverse
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[j], strict=True)]
        return value

    def pinv(self, a: Rows) -> Rows:
        rows, pivots = self.echelon(a)
        if not pivots:
            return self.scale(self.transpose(a), self.const(Fraction(0)))
        b = tuple(tuple(r[j] for j in pivots) for r in a)  # full-rank factorisation a = b c
        c = tuple(tuple(r) for r in rows[: len(pivots)])
        bt, ct = self.transpose(b), self.transpose(c)
        return self.matmul(self.matmul(ct, self.inv(self.matmul(c, ct))), self.matmul(self.inv(self.matmul(bt, b)), bt))

    def is_psd(self, a: Rows) -> bool:
        """Symmetric elimination: no negative pivot, and a zero pivot only with a zero row."""
        rows, n = [list(r) for r in a], len(a)
        if any(not self.is_zero(rows[i][j] - rows[j][i]) for i in range(n) for j in range(i)):
            return False
        for i in range(n):
            pivot = self.sign(rows[i][i])
            if pivot < 0 or (pivot == 0 and any(not self.is_zero(x) for x in rows[i][i:])):
                return False
            if pivot:
                for k in range(i + 1, n):
                    factor = rows[k][i] / rows[i][i]
                    rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
        return True

    # ---- relations

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        a = lhs.data
        if op == "psd":
            return 1 if self.is_psd(a) else -1
        if op == "distinct":
            return -1 if any(self.is_zero(a[i][0] - a[j][0]) for i in range(len(a)) for j in range(i)) else 1
        if op == "positive definite":
            return 1 if self.is_psd(a) and len(self.echelon(a)[1]) == len(a) else -1
        assert rhs is not None
        b = rhs.data
        if op == "null_within":
            stacked = self.echelon((*a, *b))[1]
            return 1 if len(stacked) == len(self.echelon(a)[1]) else -1
        if op == "==":
            gaps = [x for row in self.sub(a, b) for x in row] if lhs.shape else [a - b]
            return 1 if all(self.is_zero(x) for x in gaps) else -1
        if op in ("<=", "<"):
            sign = self.sign(b - a)
            return 1 if sign > 0 or (sign == 0 and op == "<=") else -1
        raise Unsupported(f"the system {self.name} does not decide {op}")

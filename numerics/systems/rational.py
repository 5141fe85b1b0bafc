"""Exact rationals of FLINT: the system in which hypotheses and counterexamples are decided."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from numerics.value import Undefined, Unsupported, Value


class FlintMatrices:
    """Matrix primitives that FLINT's matrix types have in common; a subclass names the scalar and the matrix type."""

    name = "flint"

    def const(self, c: Fraction) -> Any:
        raise NotImplementedError

    def make(self, n: int, m: int, cells: list[Any]) -> Any:
        raise NotImplementedError

    def is_zero(self, x: Any) -> bool:
        return bool(x == 0)

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def sub(self, a: Any, b: Any) -> Any:
        return a - b

    def neg(self, a: Any) -> Any:
        return -a

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def scale(self, a: Any, c: Any) -> Any:
        return a * c

    def recip(self, c: Any) -> Any:
        if self.is_zero(c):
            raise Undefined("division by zero")
        return 1 / c

    def matmul(self, a: Any, b: Any) -> Any:
        return a * b

    def transpose(self, a: Any) -> Any:
        return a.transpose()

    def entry(self, a: Any, i: int, j: int) -> Any:
        return a[i, j]

    def entries(self, rows: Any) -> Any:
        return self.make(len(rows), len(rows[0]), [x for row in rows for x in row])

    def eye(self, n: int) -> Any:
        zero, one = self.const(Fraction(0)), self.const(Fraction(1))
        return self.make(n, n, [one if i == j else zero for i in range(n) for j in range(n)])

    def ones(self, n: int, m: int) -> Any:
        return self.make(n, m, [self.const(Fraction(1))] * (n * m))

    def inv(self, a: Any) -> Any:
        try:
            return a.inv()
        except ZeroDivisionError:
            raise Undefined("the inverse of a singular matrix") from None

    def det(self, a: Any) -> Any:
        return a.det()

    def trace(self, a: Any) -> Any:
        return sum((a[i, i] for i in range(1, a.nrows())), a[0, 0])

    def total(self, a: Any) -> Any:
        cells = a.entries()
        return sum(cells[1:], cells[0])

    def hadamard(self, a: Any, b: Any) -> Any:
        return self.make(a.nrows(), a.ncols(), [x * y for x, y in zip(a.entries(), b.entries(), strict=True)])

    def diagonal(self, x: Any) -> Any:
        n, zero = x.nrows(), self.const(Fraction(0))
        return self.make(n, n, [x[i, 0] if i == j else zero for i in range(n) for j in range(n)])

    def maximum(self, a: Any, b: Any) -> Any:
        raise Unsupported(f"the system {self.name} has no order")

    def relu(self, a: Any) -> Any:
        zero = self.const(Fraction(0))
        return self.make(a.nrows(), a.ncols(), [self.maximum(zero, x) for x in a.entries()])

    def vec(self, a: Any) -> Any:
        return self.make(a.nrows() * a.ncols(), 1, a.transpose().entries())

    def kron(self, a: Any, b: Any) -> Any:
        n, m, p, q = a.nrows(), a.ncols(), b.nrows(), b.ncols()
        return self.make(n * p, m * q, [a[i, j] * b[k, h] for i in range(n) for k in range(p) for j in range(m) for h in range(q)])

    def reciprocal_gaps(self, x: Any) -> Any:
        n, zero = x.nrows(), self.const(Fraction(0))
        return self.make(n, n, [zero if i == j else self.recip(x[j, 0] - x[i, 0]) for i in range(n) for j in range(n)])


class Rational(FlintMatrices):
    name = "flint rationals"

    def const(self, c: Fraction) -> Any:
        return flint.fmpq(c.numerator, c.denominator)

    def make(self, n: int, m: int, cells: list[Any]) -> Any:
        return flint.fmpq_mat(n, m, cells)

    def rank(self, a: Any) -> Any:
        return flint.fmpq(a.rank())

    def maximum(self, a: Any, b: Any) -> Any:
        return a if a >= b else b

    def sqrt(self, a: Any) -> Any:
        if a < 0:
            raise Undefined("the square root of a negative number")
        p, q = a.p.isqrt(), a.q.isqrt()
        if p * p != a.p or q * q != a.q:
            raise Unsupported(f"the square root of {a} is irrational")
        return flint.fmpq(p, q)

    def log(self, a: Any) -> Any:
        if a <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        if a != 1:
            raise Unsupported(f"the logarithm of {a} is irrational")
        return flint.fmpq(0)

    def exp(self, a: Any) -> Any:
        if a != 0:
            raise Unsupported(f"the exponential of {a} is irrational")
        return flint.fmpq(1)

    def pinv(self, a: Any) -> Any:
        reduced, count = a.rref()
        if count == 0:
            return self.scale(a.transpose(), flint.fmpq(0))
        pivots = [next(j for j in range(a.ncols()) if reduced[i, j] != 0) for i in range(count)]
        b = self.make(a.nrows(), count, [a[i, j] for i in range(a.nrows()) for j in pivots])  # full-rank factorisation a = b c
        c = self.make(count, a.ncols(), reduced.entries()[: count * a.ncols()])
        bt, ct = b.transpose(), c.transpose()
        return ct * (c * ct).inv() * (bt * b).inv() * bt

    def spectrum(self, a: Any) -> list[Any]:
        """Eigenvalues of a symmetric matrix with multiplicity, descending. Raises Unsupported when one is irrational."""
        if a != a.transpose():
            raise Undefined("eigenvalues of a matrix that is not symmetric")
        values = []
        factors = a.charpoly().numer().factor()[1]
        for factor, count in factors:
            if factor.degree() > 1:
                raise Unsupported("an eigenvalue is irrational")
            values += [flint.fmpq(-factor[0], factor[1])] * count
        return sorted(values, reverse=True)

    def eigvalsh(self, a: Any) -> Any:
        return self.make(a.nrows(), 1, self.spectrum(a))

    def svdvals(self, a: Any) -> Any:
        gram = a * a.transpose() if a.nrows() <= a.ncols() else a.transpose() * a
        return self.make(gram.nrows(), 1, [self.sqrt(x) for x in self.spectrum(gram)])

    def nuclear_norm(self, a: Any) -> Any:
        return self.total(self.svdvals(a))

    def pinv_sqrt(self, a: Any) -> Any:
        """By interpolation of 1/sqrt (zero at zero) on the distinct eigenvalues, with divided differences."""
        values = self.spectrum(a)[::-1]  # ascending: a negative one is met first
        nodes = [x for k, x in enumerate(values) if k == 0 or not (x is values[k - 1] or x == values[k - 1])]
        slopes = [x if x == 0 else self.recip(self.sqrt(x)) for x in nodes]
        for k in range(1, len(nodes)):
            for i in reversed(range(k, len(nodes))):
                slopes[i] = (slopes[i] - slopes[i - 1]) * self.recip(nodes[i] - nodes[i - k])
        one = self.eye(a.nrows())
        result = self.scale(one, slopes[-1])
        for x, slope in reversed(list(zip(nodes, slopes[:-1], strict=False))):
            result = self.add(self.matmul(result, self.sub(a, self.scale(one, x))), self.scale(one, slope))
        return result

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        a = lhs.data
        if op == "psd":
            return 1 if self._is_psd(a) else -1
        if op == "distinct":
            return 1 if len({(x.p, x.q) for x in a.entries()}) == a.nrows() else -1
        if op == "positive definite":
            return 1 if self._is_psd(a) and a.rank() == a.nrows() else -1
        assert rhs is not None
        b = rhs.data
        if op == "==":
            return 1 if a == b else -1
        if op == "<=":
            return 1 if a <= b else -1
        if op == "<":
            return 1 if a < b else -1
        if op == "null_within":
            stacked = flint.fmpq_mat(a.nrows() + b.nrows(), a.ncols(), a.entries() + b.entries())
            return 1 if stacked.rank() == a.rank() else -1
        raise Unsupported(f"rationals do not decide {op}")

    def _is_psd(self, a: Any) -> bool:
        if a != a.transpose():
            return False
        # The signs of the coefficients of the characteristic polynomial alternate exactly when no root is negative.
        signs = a.charpoly().coeffs()
        return all(c * (-1) ** (len(signs) - 1 - k) >= 0 for k, c in enumerate(signs))


RATIONAL = Rational()

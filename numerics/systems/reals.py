"""Exact reals: FLINT's rationals as long as they last, balls (a midpoint and a radius that contains all rounding) beyond.

A scalar is an fmpq or an arb, a matrix an fmpq_mat or a `Balls`. Every object stands for one real number or matrix, so the difference of an
object and itself is zero. What is not decided raises Unsupported, or is unknown (0) in a comparison: work with more bits
(`numerics.systems.ball.precision`). What has no value raises Undefined.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import flint

from numerics.systems.ball import BALL, between, enclose_spectrum, order, precision
from numerics.systems.rational import RATIONAL, Rational
from numerics.value import Undefined, Unsupported, Value


class Balls(flint.arb_mat):  # type: ignore[misc]
    """A matrix of balls that remembers what balls cannot show.

    cells: its entries, where some are known exactly, row by row. word: the factors of which it is a product, each a rational matrix or a
    token; flipped: the same of its transpose. Where the two agree the matrix is symmetric, which overlapping balls never prove.
    """

    cells: tuple[Any, ...] | None
    word: tuple[Any, ...]
    flipped: tuple[Any, ...]

    def __getitem__(self, at: tuple[int, int]) -> Any:
        return super().__getitem__(at) if self.cells is None else self.cells[at[0] * self.ncols() + at[1]]

    def entries(self) -> Any:
        return super().entries() if self.cells is None else list(self.cells)

    def transpose(self) -> Balls:
        n, m = self.nrows(), self.ncols()
        cells = None if self.cells is None else tuple(self.cells[i * m + j] for j in range(m) for i in range(n))
        return _balls(super().transpose(), word=self.flipped, flipped=self.word, cells=cells)


def _balls(data: Any, *, word: tuple[Any, ...], flipped: tuple[Any, ...], cells: tuple[Any, ...] | None = None) -> Balls:
    result = Balls(data)
    result.cells, result.word, result.flipped = cells, word, flipped
    return result


def _made(result: Any, *, symmetric: bool) -> Any:
    """A new matrix of which nothing else is known; what is rational, or a scalar, as it is."""
    if not isinstance(result, flint.arb_mat):
        return result
    token = object()
    return _balls(result, word=(token,), flipped=(token if symmetric else object(),), cells=getattr(result, "cells", None))


def _words(a: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return (a.word, a.flipped) if isinstance(a, Balls) else ((a,), (a.transpose(),))


def _symmetric(*operands: Any) -> bool:
    """Whether every matrix among the operands is known to be symmetric."""
    words = (_words(a) for a in operands if isinstance(a, (flint.fmpq_mat, Balls)))
    return all(word == flipped for word, flipped in words)


def _inexact(*operands: Any) -> bool:
    return any(isinstance(a, (flint.arb, Balls)) for a in operands)


def _scalar(name: str, a: Any) -> Any:
    """The scalar function `name`, a rational where it is rational."""
    if isinstance(a, flint.fmpq):
        try:
            return getattr(RATIONAL, name)(a)
        except Unsupported:
            a = flint.arb(a)
    return getattr(BALL, name)(a)


class Reals(Rational):
    name = "flint rationals and balls"

    def make(self, n: int, m: int, cells: list[Any]) -> Any:
        if not _inexact(*cells):
            return super().make(n, m, cells)
        return _balls(flint.arb_mat(n, m, cells), word=(object(),), flipped=(object(),), cells=tuple(cells))

    def add(self, a: Any, b: Any) -> Any:
        return _made(a + b, symmetric=_symmetric(a, b))

    def sub(self, a: Any, b: Any) -> Any:
        return _made(a * 0 if a is b else a - b, symmetric=_symmetric(a, b))

    def neg(self, a: Any) -> Any:
        return _made(-a, symmetric=_symmetric(a))

    def scale(self, a: Any, c: Any) -> Any:
        return _made((flint.arb_mat(a) if _inexact(c) else a) * c, symmetric=_symmetric(a))

    def hadamard(self, a: Any, b: Any) -> Any:
        return _made(super().hadamard(a, b), symmetric=_symmetric(a, b))

    def kron(self, a: Any, b: Any) -> Any:
        return _made(super().kron(a, b), symmetric=_symmetric(a, b))

    def diagonal(self, x: Any) -> Any:
        return _made(super().diagonal(x), symmetric=True)

    def matmul(self, a: Any, b: Any) -> Any:
        if not _inexact(a, b):
            return a * b
        (word, flipped), (more, before) = _words(a), _words(b)
        return _balls(a * b, word=word + more, flipped=before + flipped)

    def inv(self, a: Any) -> Any:
        return _made(BALL.inv(a), symmetric=_symmetric(a)) if _inexact(a) else super().inv(a)

    def recip(self, c: Any) -> Any:
        return _scalar("recip", c)

    def sqrt(self, a: Any) -> Any:
        return _scalar("sqrt", a)

    def log(self, a: Any) -> Any:
        return _scalar("log", a)

    def exp(self, a: Any) -> Any:
        return _scalar("exp", a)

    def maximum(self, a: Any, b: Any) -> Any:
        gap = self.sub(a, b)
        if gap >= 0 or gap <= 0:
            return a if gap >= 0 else b
        return BALL.maximum(flint.arb(a), flint.arb(b))

    def reciprocal_gaps(self, x: Any) -> Any:
        if any(self.sub(*pair) == 0 for pair in combinations(x.entries(), 2)):
            raise Undefined("division by zero")
        return super().reciprocal_gaps(x)

    def _gram(self, a: Any) -> Any:
        """The smaller one of A A^T and A^T A."""
        at = self.transpose(a)
        return self.matmul(a, at) if a.nrows() <= a.ncols() else self.matmul(at, a)

    def rank(self, a: Any) -> Any:
        """Balls show that a matrix has full rank, and nothing else."""
        if _inexact(a):
            self.inv(self._gram(a))
            return flint.fmpq(min(a.nrows(), a.ncols()))
        return super().rank(a)

    def pinv(self, a: Any) -> Any:
        if not _inexact(a):
            return super().pinv(a)
        at, inverse = self.transpose(a), self.inv(self._gram(a))
        wide = a.nrows() <= a.ncols()
        return _made(self.matmul(at, inverse) if wide else self.matmul(inverse, at), symmetric=_symmetric(a))

    def spectrum(self, a: Any) -> list[Any]:
        """Eigenvalues of a symmetric matrix, descending. Those of a rational one are known with their multiplicity: equal ones are one object."""
        if any(x != y for x, y in zip(a.entries(), self.transpose(a).entries(), strict=True)):
            raise Undefined("eigenvalues of a matrix that is not symmetric")
        if _inexact(a):
            if not _symmetric(a):
                raise Unsupported("balls do not show that a matrix is symmetric")
            return enclose_spectrum(a)
        factors = a.charpoly().numer().factor()[1]
        bits = flint.ctx.prec
        while True:  # irreducible factors share no root, so that their balls come apart
            with precision(bits):
                values = sorted((x for factor, times in factors for root in _roots(factor) for x in [root] * times), reverse=True)
                if all(x is y or x > y for x, y in pairwise(values)):
                    return values
            bits *= 2

    def svdvals(self, a: Any) -> Any:
        gram = self._gram(a)
        roots: dict[int, Any] = {}
        values = self.spectrum(gram)
        return self.make(len(values), 1, [roots.setdefault(id(x), self._clamped_root(x)) for x in values])

    def _clamped_root(self, x: Any) -> Any:
        """The root of what is nonnegative, though its ball may reach below zero."""
        return self.sqrt(x) if x >= 0 else between(0, flint.arb(x.upper()).sqrt().upper())

    def pinv_sqrt(self, a: Any) -> Any:
        """By interpolation of 1/sqrt (zero at zero) on the distinct eigenvalues, with divided differences."""
        with precision(flint.ctx.prec * (1 if _inexact(a) else 2)):  # the differences cancel, and the eigenvalues of a rational matrix have digits to spare
            return _made(super().pinv_sqrt(a), symmetric=True)

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        a, b = lhs.data, None if rhs is None else rhs.data
        if not _inexact(a, b):
            return super().compare(op, lhs, rhs)
        if op in ("psd", "positive definite"):
            return self._definite(a, strictly=op != "psd")
        if op == "distinct":
            gaps = [self.sub(x, y) for x, y in combinations(a.entries(), 2)]
            return -1 if any(g == 0 for g in gaps) else int(all(g != 0 for g in gaps))
        if op == "null_within":
            if self.rank(a) == a.ncols():
                return 1
            return order("==", self.matmul(b, self.sub(self.eye(a.ncols()), self.matmul(self.pinv(a), a))).entries())
        if b is None or op not in ("<=", "<", "=="):
            raise Unsupported(f"balls do not decide {op}")
        if a is b:
            return -1 if op == "<" else 1
        return order(op, [self.sub(y, x) for x, y in zip(a.entries(), b.entries(), strict=True)] if lhs.shape else [b - a])

    def _definite(self, a: Any, *, strictly: bool) -> int:
        at = self.transpose(a)
        if any(x != y for x, y in zip(a.entries(), at.entries(), strict=True)):
            return -1
        least = enclose_spectrum(a + at)[-1]  # a negative eigenvalue of the symmetric part is a negative value of the form, symmetric or not
        if least < 0 or (strictly and least <= 0):
            return -1
        return int(_symmetric(a) and bool(least > 0 if strictly else least >= 0))


def _roots(factor: Any) -> list[Any]:
    """The roots of an irreducible integer polynomial all of whose roots are real."""
    if factor.degree() == 1:
        return [flint.fmpq(-factor[0], factor[1])]
    return [root.real for root, _ in factor.complex_roots()]


REALS = Reals()

"""Real balls of FLINT (a midpoint and a radius that contains all rounding): rigorous where a rational would be irrational."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import flint

from numerics.systems.rational import FlintMatrices
from numerics.value import Undefined, Unsupported, Value

LADDER = (113, 256, 1024)  # bits at which a sign that stays open is looked at again


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with `bits` bits inside the block."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def between(low: Any, high: Any) -> Any:
    """A ball that contains the numbers from `low` to `high` (exact balls); where `low` is zero, nothing below it."""
    spread = flint.arb(0, (high - low) / 2)
    return low + (spread + spread.rad())


def order(op: str, gaps: list[Any]) -> int:
    """Truth of lhs op rhs (<=, <, ==) from the entries of rhs - lhs, rationals or balls: 1 true, -1 false, 0 not known."""
    if op == "==":
        return -1 if any(g != 0 for g in gaps) else int(all(g == 0 for g in gaps))
    (gap,) = gaps
    if op == "<=":
        return 1 if gap >= 0 else -1 if gap < 0 else 0
    return 1 if gap > 0 else -1 if gap <= 0 else 0


def enclose_spectrum(a: Any) -> list[Any]:
    """Balls that contain the eigenvalues of a symmetric matrix inside the matrix of balls `a`, in descending order.

    By the discs of Gershgorin for R^-1 A R, where R is any invertible matrix, here one of approximate eigenvectors; discs that touch
    hold their eigenvalues together, each of which gets a ball of its own. Raises Unsupported where R is not shown to be invertible.
    """
    n, bits = a.nrows(), flint.ctx.prec
    with precision(2 * bits):
        centre = a.mid() + a.mid().transpose()
        speck = max(abs(x) for x in centre.entries()) / 2**bits
        for i in range(n):  # equal eigenvalues come apart, by less than the balls are wide: else their vectors need not be independent
            centre[i, i] += speck / 3**i
        try:
            basis = flint.acb_mat(centre.mid()).eig(right=True, algorithm="approx")[1].real.mid()
            similar = basis.inv() * a * basis
        except (ValueError, ZeroDivisionError):
            raise Unsupported("the eigenvectors are not told apart at this precision") from None
    discs = [similar[i, i] + flint.arb(0, sum((abs(similar[i, j]).upper() for j in range(n) if j != i), flint.arb(0))) for i in range(n)]
    if not all(disc.is_finite() for disc in discs):
        raise Unsupported("the eigenvectors are not told apart at this precision")
    found: list[tuple[Any, Any, int]] = []
    for low, high in sorted(((disc.lower(), disc.upper()) for disc in discs), key=lambda ends: ends[1], reverse=True):
        if found and high >= found[-1][0]:
            least, most, count = found[-1]
            found[-1] = (min(low, least), most, count + 1)
        else:
            found.append((low, high, 1))
    return [between(low, high) for low, high, count in found for _ in range(count)]


class Ball(FlintMatrices):
    name = "flint balls"

    def const(self, c: Fraction) -> Any:
        return flint.arb(flint.fmpq(c.numerator, c.denominator))

    def make(self, n: int, m: int, cells: list[Any]) -> Any:
        return flint.arb_mat(n, m, cells)

    def recip(self, c: Any) -> Any:
        if c.contains(0):
            raise (Undefined("division by zero") if c.is_exact() else Unsupported("a divisor's ball contains zero"))
        return 1 / c

    def inv(self, a: Any) -> Any:
        try:
            return a.inv()
        except ZeroDivisionError:
            raise Unsupported("a pivot's ball contains zero") from None

    def maximum(self, a: Any, b: Any) -> Any:
        if a >= b or b >= a:
            return a if a >= b else b
        return between(max(a.lower(), b.lower()), max(a.upper(), b.upper()))

    def sqrt(self, a: Any) -> Any:
        if a < 0:
            raise Undefined("the square root of a negative number")
        if not a >= 0:
            raise Unsupported("a radicand's ball contains negative numbers")
        return a.sqrt()

    def log(self, a: Any) -> Any:
        if a <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        if not a > 0:
            raise Unsupported("a ball under a logarithm contains zero")
        return a.log()

    def exp(self, a: Any) -> Any:
        return a.exp()

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if rhs is None or op not in ("<=", "<", "=="):
            raise Unsupported(f"balls do not decide {op}")
        return order(op, (rhs.data - lhs.data).entries() if lhs.shape else [rhs.data - lhs.data])


BALL = Ball()

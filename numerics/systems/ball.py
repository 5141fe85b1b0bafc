"""Real balls of FLINT (a midpoint and a radius that contains all rounding): rigorous where a rational would be irrational."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import flint

from numerics.systems.rational import FlintMatrices
from numerics.value import Undefined, Unsupported, Value


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with `bits` bits inside the block."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


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
        return a.max(b)

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
        gaps = (rhs.data - lhs.data).entries() if lhs.shape else [rhs.data - lhs.data]
        if op == "==":
            return -1 if any(not g.contains(0) for g in gaps) else int(all(g.is_exact() for g in gaps))
        (gap,) = gaps
        if op == "<=":
            return 1 if gap >= 0 else -1 if gap < 0 else 0
        return 1 if gap > 0 else -1 if gap <= 0 else 0


BALL = Ball()

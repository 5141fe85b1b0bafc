"""Power series over the rationals in one small positive letter: the order of a remainder, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from numerics.systems.entrywise import Entrywise
from numerics.value import Undefined, Unsupported, Value

ORDER = 8  # terms kept; an order that is not reached within them is unknown


class Series(Entrywise):
    name = "power series over the rationals"

    def const(self, c: Fraction) -> Any:
        return flint.fmpq_series([flint.fmpq(c.numerator, c.denominator)], ORDER)

    def letter(self) -> Any:
        """The vanishing letter itself."""
        return flint.fmpq_series([0, 1], ORDER)

    def lead(self, x: Any) -> tuple[int, Any]:
        """Order and coefficient of the first term that is not zero; order ORDER where none is known."""
        for k, c in enumerate(x.coeffs()):
            if c != 0:
                return k, c
        return ORDER, flint.fmpq(0)

    def sign(self, x: Any) -> int:
        """Sign for every small enough positive value of the letter."""
        order, c = self.lead(x)
        if order == ORDER:
            raise Unsupported(f"no term below order {ORDER} decides the sign")
        return 1 if c > 0 else -1

    def is_zero(self, x: Any) -> bool:
        return self.lead(x)[0] == ORDER

    def recip(self, c: Any) -> Any:
        order, _ = self.lead(c)
        if order == ORDER:
            raise Undefined("division by zero")
        if order > 0:
            raise Unsupported("a divisor vanishes with the letter")
        return 1 / c

    def sqrt(self, a: Any) -> Any:
        order, c = self.lead(a)
        if order == ORDER:
            return a
        if c < 0:
            raise Undefined("the square root of a negative number")
        if order % 2 or not _is_square(c):
            raise Unsupported("the root is no power series over the rationals")
        half = flint.fmpq_series([0] * (order // 2) + [1], ORDER)
        unit = flint.fmpq_series([x / c for x in a.coeffs()[order:]], ORDER)
        return unit.sqrt() * half * flint.fmpq(c.p.isqrt(), c.q.isqrt())

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if op in ("lesssim", "same_order") and rhs is not None:
            a, b = self.lead(lhs.data)[0], self.lead(rhs.data)[0]
            if b == ORDER or (op == "same_order" and a == ORDER):
                raise Unsupported(f"no term below order {ORDER}")
            return 1 if (a >= b if op == "lesssim" else a == b) else -1
        return super().compare(op, lhs, rhs)


def _is_square(c: Any) -> bool:
    return bool(c.p.isqrt() ** 2 == c.p and c.q.isqrt() ** 2 == c.q)


SERIES = Series()

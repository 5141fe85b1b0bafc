"""Power series over the rationals in one small positive letter: the order of a remainder, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from numerics.systems.entrywise import Entrywise, Rows
from numerics.value import Undefined, Unsupported, Value

ORDER = 8  # terms kept; an order that is not reached within them is unknown


class Series(Entrywise):
    name = "power series over the rationals"

    def const(self, c: Fraction) -> Any:
        return flint.fmpq_series([flint.fmpq(c.numerator, c.denominator)], 1, ORDER)

    def letter(self) -> Any:
        """The vanishing letter itself."""
        return flint.fmpq_series([0, 1], 1, ORDER)

    def lead(self, x: Any) -> tuple[int, Any]:
        """Order and coefficient of the first term that is not zero; where none is known, the order up to which none is, and None."""
        for k, c in enumerate(x.coeffs()):
            if c != 0:
                return k, c
        return int(x.prec), None

    def sign(self, x: Any) -> int:
        """Sign for every small enough positive value of the letter."""
        order, c = self.lead(x)
        if c is None:
            raise Unsupported(f"no term below order {order} decides the sign")
        return 1 if c > 0 else -1

    def is_zero(self, x: Any) -> bool:
        """Whether no term is known: enough for eliminating, where what is left out is of the order that is unknown anyway."""
        return self.lead(x)[1] is None

    def rank(self, a: Rows) -> Any:
        raise Unsupported("truncated series do not decide ranks")

    def recip(self, c: Any) -> Any:
        order, first = self.lead(c)
        if first is None:
            raise Unsupported(f"a divisor has no term below order {order}")
        if order > 0:
            raise Unsupported("a divisor vanishes with the letter")
        return 1 / c

    def sqrt(self, a: Any) -> Any:
        order, c = self.lead(a)
        if c is None:
            raise Unsupported(f"a radicand has no term below order {order}")
        if c < 0:
            raise Undefined("the square root of a negative number")
        if order % 2 or not _is_square(c):
            raise Unsupported("the root is no power series over the rationals")
        half = flint.fmpq_series([0] * (order // 2) + [1], 1, ORDER)
        unit = flint.fmpq_series([x / c for x in a.coeffs()[order:]], 1, int(a.prec) - order)
        return unit.sqrt() * half * flint.fmpq(c.p.isqrt(), c.q.isqrt())

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if rhs is None or op not in ("lesssim", "same_order", "==", "<", "<="):
            raise Unsupported(f"power series do not decide {op}")
        if op == "==":
            gaps = [x for row in self.sub(lhs.data, rhs.data) for x in row] if lhs.shape else [lhs.data - rhs.data]
            return -1 if any(self.lead(x)[1] is not None for x in gaps) else 0
        if op in ("<", "<="):
            return self.sign(rhs.data - lhs.data)
        (a, first), (b, second) = self.lead(lhs.data), self.lead(rhs.data)
        if second is None or (first is None and (a < b or op == "same_order")):
            raise Unsupported(f"no term below order {min(a, b)}")
        return 1 if (a >= b if op == "lesssim" else a == b) else -1


def _is_square(c: Any) -> bool:
    return bool(c.p.isqrt() ** 2 == c.p and c.q.isqrt() ** 2 == c.q)


SERIES = Series()

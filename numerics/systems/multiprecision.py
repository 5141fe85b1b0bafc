"""mpmath at a stated number of bits: a closer look without error bounds, so it never decides a claim that is nearly tight."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath

from numerics.systems.entrywise import Entrywise, Rows
from numerics.value import Undefined, Value


class Multiprecision(Entrywise):
    def __init__(self, bits: int = 113) -> None:
        self.name = f"mpmath, {bits} bits"
        self.context = mpmath.mp.clone()
        self.context.prec = bits
        self.grain = self.context.mpf(2) ** (-bits // 2)  # what is nearer than half the digits is not told apart

    def const(self, c: Fraction) -> Any:
        return self.context.mpf(c.numerator) / c.denominator

    def sign(self, x: Any) -> int:
        return int(self.context.sign(x))

    def sqrt(self, a: Any) -> Any:
        if a < 0:
            raise Undefined("the square root of a negative number")
        return self.context.sqrt(a)

    def log(self, a: Any) -> Any:
        if a <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        return self.context.log(a)

    def exp(self, a: Any) -> Any:
        return self.context.exp(a)

    def svdvals(self, a: Rows) -> Rows:
        return tuple((x,) for x in self.context.svd_r(self.context.matrix([list(r) for r in a]), compute_uv=False))

    def nuclear_norm(self, a: Rows) -> Any:
        return self.total(self.svdvals(a))

    def eigvalsh(self, a: Rows) -> Rows:
        values = self.context.eigsy(self.context.matrix([list(r) for r in a]), eigvals_only=True)
        return tuple((x,) for x in sorted(values, reverse=True))

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if rhs is None or op not in ("<=", "<", "=="):
            return super().compare(op, lhs, rhs)
        gaps = [x for row in self.sub(rhs.data, lhs.data) for x in row] if lhs.shape else [rhs.data - lhs.data]
        sizes = [abs(x) for side in (lhs, rhs) for x in ([y for row in side.data for y in row] if side.shape else [side.data])]
        near = self.grain * max([self.context.mpf(1), *sizes])
        if op == "==":
            return -1 if any(abs(g) > near for g in gaps) else 0
        return 0 if abs(gaps[0]) <= near else 1 if gaps[0] > 0 else -1

"""The field of 2^61 - 1 elements: an identity that holds at a random point modulo a large prime is false with a stated, tiny probability."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from numerics.systems.rational import FlintMatrices
from numerics.value import Undefined, Unsupported, Value


class Modular(FlintMatrices):
    name = "integers modulo 2^61 - 1"
    prime = 2**61 - 1

    def const(self, c: Fraction) -> Any:
        return flint.nmod(c.numerator % self.prime, self.prime) / flint.nmod(c.denominator % self.prime, self.prime)

    def make(self, n: int, m: int, cells: list[Any]) -> Any:
        return flint.nmod_mat(n, m, [int(x) for x in cells], self.prime)

    def neg(self, a: Any) -> Any:
        return a * (self.prime - 1)

    def recip(self, c: Any) -> Any:
        if c == 0:
            raise Undefined("division by zero")
        return flint.nmod(1, self.prime) / c

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if op != "==" or rhs is None:
            raise Unsupported("there is no order modulo a prime")
        return 1 if lhs.data == rhs.data else -1


MODULAR = Modular()

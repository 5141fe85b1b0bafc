"""Rationals of the standard library: slow, and the second opinion on every counterexample."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from numerics.systems.entrywise import Entrywise
from numerics.value import Undefined, Unsupported


class Fractions(Entrywise):
    name = "standard library fractions"

    def const(self, c: Fraction) -> Fraction:
        return c

    def sign(self, x: Any) -> int:
        return int(x > 0) - int(x < 0)

    def log(self, a: Fraction) -> Fraction:
        if a <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        if a != 1:
            raise Unsupported(f"the logarithm of {a} is irrational")
        return Fraction(0)

    def exp(self, a: Fraction) -> Fraction:
        if a != 0:
            raise Unsupported(f"the exponential of {a} is irrational")
        return Fraction(1)

    def sqrt(self, a: Fraction) -> Fraction:
        if a < 0:
            raise Undefined("the square root of a negative number")
        p, q = math.isqrt(a.numerator), math.isqrt(a.denominator)
        if p * p != a.numerator or q * q != a.denominator:
            raise Unsupported(f"the square root of {a} is irrational")
        return Fraction(p, q)


FRACTIONS = Fractions()

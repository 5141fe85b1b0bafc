"""Rationals of the standard library: slow, and the second opinion on every counterexample."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.systems.entrywise import Entrywise, Rows
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

    # ---- spectra: floats propose an eigenvalue, exact elimination confirms it with its multiplicity

    def spectrum(self, a: Rows) -> list[Fraction]:
        """Eigenvalues of a symmetric matrix with multiplicity, descending. Raises Unsupported when one is not a rational of modest size."""
        if a != self.transpose(a):
            raise Undefined("eigenvalues of a matrix that is not symmetric")
        found: list[Fraction] = []
        for near in np.linalg.eigvalsh(np.array(a, dtype=float)):
            for value in {Fraction(float(near)).limit_denominator(bound) for bound in (1, 100, 10**4, 10**6)} - set(found):
                found += [value] * (len(a) - len(self.echelon(self.sub(a, self.scale(self.eye(len(a)), value)))[1]))
        if len(found) != len(a):
            raise Unsupported("an eigenvalue is irrational")
        return sorted(found, reverse=True)

    def eigvalsh(self, a: Rows) -> Rows:
        return tuple((x,) for x in self.spectrum(a))

    def svdvals(self, a: Rows) -> Rows:
        at = self.transpose(a)
        return tuple((self.sqrt(x),) for x in self.spectrum(self.matmul(a, at) if len(a) <= len(at) else self.matmul(at, a)))

    def nuclear_norm(self, a: Rows) -> Any:
        return self.total(self.svdvals(a))

    def pinv_sqrt(self, a: Rows) -> Rows:
        """By Lagrange interpolation of 1/sqrt (zero at zero) on the distinct eigenvalues."""
        nodes, one = sorted(set(self.spectrum(a))), self.eye(len(a))
        if nodes[0] < 0:
            raise Undefined("the square root of a matrix that is not positive semidefinite")
        result = self.scale(one, Fraction(0))
        for x in nodes:
            if x > 0:
                term = self.scale(one, 1 / self.sqrt(x))
                for y in nodes:
                    if y != x:
                        term = self.scale(self.matmul(term, self.sub(a, self.scale(one, y))), 1 / (x - y))
                result = self.add(result, term)
        return result


FRACTIONS = Fractions()

"""Rounding cells: closed intervals of rationals, such as all the numbers that print as 0.053."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.systems.entrywise import Entrywise
from numerics.value import Refusal, Undefined, Unsupported, Value


@dataclass(frozen=True, slots=True)
class Cell:
    low: Fraction
    high: Fraction

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Cell) -> Cell:
        return Cell(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Cell:
        return Cell(-self.high, -self.low)

    def __mul__(self, other: Cell) -> Cell:
        products = [x * y for x in (self.low, self.high) for y in (other.low, other.high)]
        return Cell(min(products), max(products))


class Cells(Entrywise):
    name = "rounding cells"

    def const(self, c: Fraction) -> Cell:
        return Cell(c, c)

    def sign(self, x: Any) -> int:
        if x.low > 0:
            return 1
        if x.high < 0:
            return -1
        if x.low == x.high == 0:
            return 0
        raise Unsupported("a rounding cell contains zero")

    def recip(self, c: Cell) -> Cell:
        if c.low == c.high == 0:
            raise Undefined("division by zero")
        if c.low <= 0 <= c.high:
            raise Unsupported("a divisor's rounding cell contains zero")
        return Cell(1 / c.high, 1 / c.low)

    def maximum(self, a: Cell, b: Cell) -> Cell:
        return Cell(max(a.low, b.low), max(a.high, b.high))

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        if lhs.shape or rhs is None:
            raise Unsupported("rounding cells decide relations of scalars")
        a, b = lhs.data, rhs.data
        if op == "==":
            return -1 if a.high < b.low or b.high < a.low else int(a == b and a.low == a.high)
        if op == "<=":
            return 1 if a.high <= b.low else -1 if a.low > b.high else 0
        if op == "<":
            return 1 if a.high < b.low else -1 if a.low >= b.high else 0
        raise Unsupported(f"rounding cells do not decide {op}")


CELLS = Cells()


_midpoints: ContextVar[bool] = ContextVar("midpoints", default=False)


@contextmanager
def midpoints() -> Iterator[None]:
    """Inside the block a printed figure means itself, exactly: the second look at a relation that fails on the whole cell."""
    token = _midpoints.set(True)
    try:
        yield
    finally:
        _midpoints.reset(token)


def printed(text: str) -> Any:
    """The rounding cell of a printed figure, half a unit of its last digit to each side; a list for several figures apart by spaces."""
    found = []
    for word in text.split():
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", word):
            raise Refusal(f"printed({text!r}): {word!r} is no decimal figure such as 0.053 or 1.2e-3")
        digits, _, power = word.lower().partition("e")
        centre, places = Fraction(word), len(digits.partition(".")[2])
        half = Fraction(0) if _midpoints.get() else Fraction(1, 2) * Fraction(10) ** (int(power or 0) - places)
        found.append(Value(CELLS, Cell(centre - half, centre + half), ()))
    if not found:
        raise Refusal("printed('') is no figure")
    return found if len(found) > 1 else found[0]

"""A Value is a scalar or a matrix in one number system; a Relation between Values has three truth values.

A number system is a table of primitives (see `numerics.systems`). A claim is written once, with the operators and the functions of
`numerics.linalg`, and runs in every system, because the letters that it receives bring their system with them.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

OVER_A_LAW = ("probable", "improbable", "mean_above", "mean_below")  # P(event) >= bound, P(event) <= bound, the left side is the event; E x >= bound, <=
ALONG_A_SIZE = ("lesssim", "same_order", "tends_to", "exponent", "exponent_above", "exponent_below", "same_law")
Shape = tuple[Any, ...]  # () or (rows, columns); a side is an int, or an opaque size in the symbolic systems


class Refusal(TypeError):
    """Something was written that no number system can mean; the message says what to write instead."""


class Undefined(ArithmeticError):
    """The expression has no value at this point (a division by zero, the inverse of a singular matrix)."""


class Unsupported(ArithmeticError):
    """This number system cannot carry out the operation; another one may (an irrational root among rationals)."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands where a value could not be computed, and spoils only what is computed from it."""

    undefined: bool
    reason: str


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """A scalar (shape ()) or a matrix (shape (rows, columns)) of one number system."""

    system: Any
    data: Any
    shape: Shape

    def __add__(self, other: Any) -> Value:
        return _sum("add", self, self.lift(other))

    def __radd__(self, other: Any) -> Value:
        return _sum("add", self.lift(other), self)

    def __sub__(self, other: Any) -> Value:
        return _sum("sub", self, self.lift(other))

    def __rsub__(self, other: Any) -> Value:
        return _sum("sub", self.lift(other), self)

    def __mul__(self, other: Any) -> Value:
        return _product(self, self.lift(other))

    def __rmul__(self, other: Any) -> Value:
        return _product(self.lift(other), self)

    def __truediv__(self, other: Any) -> Value:
        return _quotient(self, self.lift(other))

    def __rtruediv__(self, other: Any) -> Value:
        return _quotient(self.lift(other), self)

    def __matmul__(self, other: Any) -> Value:
        if not isinstance(other, Value) or not self.shape or not other.shape:
            raise Refusal("@ multiplies matrices: a scalar multiplies with *")
        if not same_size(self.shape[1], other.shape[0]):
            raise Refusal(f"shapes cannot fit: {show_shape(self.shape)} @ {show_shape(other.shape)}")
        return apply("matmul", (self.shape[0], other.shape[1]), self, other)

    def __neg__(self) -> Value:
        return apply("neg", self.shape, self)

    def __pow__(self, exponent: int) -> Value:
        if not isinstance(exponent, int):
            raise Refusal(f"the exponent {exponent!r} is no plain integer: write sqrt(x), or a product")
        if exponent == 0:
            raise Refusal("x**0 is one whatever x is: write 1, or eye(x)")
        if exponent < 0:
            if self.shape:
                raise Refusal("a negative power of a matrix: write inv(x)")
            return 1 / self**-exponent
        if self.shape and not same_size(*self.shape):
            raise Refusal(f"shapes cannot fit: a power of a {show_shape(self.shape)} matrix")
        return functools.reduce(operator.matmul if self.shape else operator.mul, [self] * exponent)

    @property
    def T(self) -> Value:
        return apply("transpose", self.shape[::-1], self) if self.shape else self

    def __getitem__(self, at: tuple[int, int]) -> Value:
        if not self.shape or not isinstance(at, tuple) or len(at) != 2:
            raise Refusal("an entry is written x[i, j]")
        if any(isinstance(side, int) and not (isinstance(k, int) and 0 <= k < side) for k, side in zip(at, self.shape, strict=True)):
            raise Refusal(f"the entry {at} of a {show_shape(self.shape)} matrix: indices count from 0")
        return apply("entry", (), self, extra=at)

    def __le__(self, other: Any) -> Relation:
        return _ordered("<=", self, self.lift(other))

    def __lt__(self, other: Any) -> Relation:
        return _ordered("<", self, self.lift(other))

    def __ge__(self, other: Any) -> Relation:
        return _ordered("<=", self.lift(other), self)

    def __gt__(self, other: Any) -> Relation:
        return _ordered("<", self.lift(other), self)

    def __eq__(self, other: Any) -> Relation:  # type: ignore[override]
        if self.shape and isinstance(other, int) and other == 0:
            return Relation("==", self, self - self)
        other = self.lift(other)
        if not same_shape(self.shape, other.shape):
            raise Refusal(f"shapes cannot fit: {show_shape(self.shape)} == {show_shape(other.shape)}")
        _one_system(self, other)
        return Relation("==", self, other)

    def __ne__(self, other: Any) -> Relation:  # type: ignore[override]
        equal: Relation = self == other
        return ~equal

    __hash__ = None  # type: ignore[assignment]
    __iter__ = None

    def __bool__(self) -> bool:
        raise Refusal("a Value has no truth: return the relation, and branch with implies(), iff() or maximum()")

    def __float__(self) -> float:
        raise Refusal("a Value is no float: it stays in its number system")

    def lift(self, other: Any) -> Value:
        """`other` as a Value of this system. Raises Refusal for a float, which is nobody's exact constant."""
        if isinstance(other, Value):
            return other
        if isinstance(other, bool) or not isinstance(other, (int, Fraction, np.integer)):
            raise Refusal(f"{other!r} is a {type(other).__name__}, not an exact number: write Fraction(1, 2), x / 2, or printed('0.5') for a rounded figure")
        return Value(self.system, self.system.const(Fraction(int(other)) if not isinstance(other, Fraction) else other), ())


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """An atom (<=, <, ==, psd, null_within, ...) between Values, or a combination by not, and, or, iff."""

    op: str
    lhs: Any
    rhs: Any = None

    def __and__(self, other: Relation) -> Relation:
        return Relation("and", self, _relation(other))

    def __or__(self, other: Relation) -> Relation:
        return Relation("or", self, _relation(other))

    def __invert__(self) -> Relation:
        return Relation("not", self)

    def __bool__(self) -> bool:
        raise Refusal("a Relation has three truth values: write (0 < x) & (x < 1) for 0 < x < 1, and & | ~ for and, or, not")


def iff(a: Relation, b: Relation) -> Relation:
    """Both or neither."""
    return Relation("iff", _relation(a), _relation(b))


def implies(a: Relation, b: Relation) -> Relation:
    """`b` wherever `a`."""
    return Relation("implies", _relation(a), _relation(b))


def every(relations: Iterable[Relation]) -> Relation:
    """The conjunction of a non-empty family of relations."""
    family = [_relation(r) for r in relations]
    if not family:
        raise Refusal("every() of nothing says nothing: the family is empty")
    return functools.reduce(operator.and_, family)


def truth(relation: Relation) -> Any:
    """Kleene truth in the relation's system: +1 true, -1 false, 0 unknown; an int, or an array over the batch."""
    op = relation.op
    if op == "not":
        return -truth(relation.lhs)
    if op in ("and", "or", "iff", "implies"):
        a, b = truth(relation.lhs), truth(relation.rhs)
        if op == "iff":
            return a * b
        least, most = (min, max) if isinstance(a, int) and isinstance(b, int) else (np.minimum, np.maximum)
        return least(a, b) if op == "and" else most(a if op == "or" else -a, b)
    operands = [x for x in (relation.lhs, relation.rhs) if isinstance(x, Value)]
    if op in OVER_A_LAW or any(isinstance(x.data, Unknown) for x in operands):
        return 0
    try:
        return operands[0].system.compare(op, relation.lhs, relation.rhs)
    except (Undefined, Unsupported):
        return 0


def atoms(relation: Relation) -> Iterator[Relation]:
    """The relations between Values from which `relation` is combined."""
    if relation.op in ("not", "and", "or", "iff", "implies"):
        for part in (relation.lhs, relation.rhs):
            if part is not None:
                yield from atoms(part)
    else:
        yield relation


def obstacle(relation: Relation) -> Unknown | None:
    """Why the truth of `relation` is not known: undefined only if it stays unknown whatever the atoms are that this system could not compute."""
    found = [reason for atom in atoms(relation) if (reason := _obstacle(atom)) is not None]
    if any(_supposing(relation, guess) for guess in (1, -1)):
        return next((reason for reason in found if not reason.undefined), None)
    return next((reason for reason in found if reason.undefined), next(iter(found), None))


def _obstacle(atom: Relation) -> Unknown | None:
    if atom.op in OVER_A_LAW:
        return Unknown(False, "one draw says nothing of a probability")
    sides = [side for side in (atom.lhs, atom.rhs) if isinstance(side, Value)]
    for side in sides:
        if isinstance(side.data, Unknown):
            return side.data
    try:
        sides[0].system.compare(atom.op, atom.lhs, atom.rhs)
    except (Undefined, Unsupported) as error:
        return Unknown(isinstance(error, Undefined), str(error))
    return None


def _supposing(relation: Relation, guess: int) -> int:
    """Truth with `guess` for every atom that the system could not compute; undefined atoms stay unknown."""
    op = relation.op
    if op == "not":
        return -_supposing(relation.lhs, guess)
    if op in ("and", "or", "iff", "implies"):
        a, b = _supposing(relation.lhs, guess), _supposing(relation.rhs, guess)
        return a * b if op == "iff" else min(a, b) if op == "and" else max(a if op == "or" else -a, b)
    reason = _obstacle(relation)
    if reason is None:
        return int(truth(relation)) or guess
    return 0 if reason.undefined else guess


def apply(name: str, shape: Shape, *values: Value, extra: tuple[Any, ...] = ()) -> Value:
    """Carry out the primitive `name` of the operands' system. What it cannot do becomes an Unknown with the reason."""
    system = values[0].system
    for value in values:
        if value.system is not system:
            raise Refusal(f"{name} mixes the number systems {system.name} and {value.system.name}")
        if isinstance(value.data, Unknown):
            return Value(system, value.data, shape)
    primitive = getattr(system, name, None)
    try:
        if primitive is None:
            raise Unsupported(f"the system {system.name} has no {name}")
        return Value(system, primitive(*(v.data for v in values), *extra), shape)
    except ZeroDivisionError as error:
        return Value(system, Unknown(True, str(error) or "division by zero"), shape)
    except Undefined as error:
        return Value(system, Unknown(True, str(error)), shape)
    except Unsupported as error:
        return Value(system, Unknown(False, str(error)), shape)


def same_size(a: Any, b: Any) -> bool:
    """Whether two sides of shapes are the same number (opaque sizes are the same only if identical)."""
    if isinstance(a, Value) and isinstance(b, Value):
        return a is b or a.data is b.data
    return isinstance(a, int) and isinstance(b, int) and a == b


def same_shape(a: Shape, b: Shape) -> bool:
    return len(a) == len(b) and all(map(same_size, a, b))


def show_shape(shape: Shape) -> str:
    return " x ".join(str(side) if isinstance(side, int) else "n" for side in shape) if shape else "scalar"


def _sum(name: str, a: Value, b: Value) -> Value:
    if not same_shape(a.shape, b.shape):
        sign = "+" if name == "add" else "-"
        raise Refusal(f"shapes cannot fit: {show_shape(a.shape)} {sign} {show_shape(b.shape)}; a scalar is added to a matrix as scalar * eye(matrix)")
    return apply(name, a.shape, a, b)


def _product(a: Value, b: Value) -> Value:
    if a.shape and b.shape:
        raise Refusal("matrices multiply with @, entry by entry with hadamard(a, b)")
    if not a.shape and not b.shape:
        return apply("mul", (), a, b)
    scalar, matrix = (a, b) if b.shape else (b, a)
    return apply("scale", matrix.shape, matrix, scalar)


def _quotient(a: Value, b: Value) -> Value:
    if b.shape:
        raise Refusal("division by a matrix: write inv(b) @ a or a @ inv(b)")
    return _product(a, apply("recip", (), b))


def _ordered(op: str, a: Value, b: Value) -> Relation:
    if a.shape or b.shape:
        raise Refusal("matrices are not ordered by <=: write psd(b - a), or every(...) over the entries")
    _one_system(a, b)
    return Relation(op, a, b)


def _one_system(a: Value, b: Value) -> None:
    if a.system is not b.system:
        raise Refusal(f"a relation mixes the number systems {a.system.name} and {b.system.name}: a printed figure is compared with figures, not with letters")


def _relation(candidate: Any) -> Relation:
    if not isinstance(candidate, Relation):
        raise Refusal(f"{candidate!r} is no relation: it says nothing that could fail")
    return candidate


"""Domains: where a letter of a statement comes from. The domain is the hypothesis.

A domain is made of integers. A plain function `build` turns them into a value in any number system, `member` is the relation that it
guarantees (printed as the hypothesis, re-checked on every counterexample), and `wider` is the domain without the hypothesis, from which
ablation draws. Float batches, exact twins, Hypothesis strategies and shrinking read the same integers, so a hypothesis holds exactly
at every step. Every `build` reaches every rational member.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.linalg import columns, diagonal, distinct, every, eye, hadamard, inv, matrix, positive_definite, psd, rank, total, trace
from numerics.value import Refusal, Relation, Value

Sizes = Mapping[str, int]
Side = str | int  # a number, the name of a size, or a product of names such as "m*C"
Integers = tuple[Any, Any]  # numerators and denominators, integer arrays of shape (batch, rows, columns)

__all__ = [
    "Choice",
    "Diagonal",
    "Domain",
    "Free",
    "Integer",
    "Interval",
    "Leaf",
    "Levels",
    "Listed",
    "LowRank",
    "Matrix",
    "Nonnegative",
    "NonnegativeDiagonal",
    "Orthogonal",
    "PSD",
    "PermutationMatrix",
    "Positive",
    "PositiveDefinite",
    "PositiveDiagonal",
    "Projector",
    "Real",
    "Stiefel",
    "Subset",
    "Symmetric",
    "Vanishing",
    "Weights",
    "is_diagonal",
]


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """The integers of one array. kind: any | nonnegative | positive | unit (0 to 1) | signs (+1, -1) | bits (0, 1) |
    onehot (one 1 a row, every column met where the rows suffice) | balanced (row i has its 1 in column i modulo the columns) | permutation."""

    rows: Side = 1
    columns: Side = 1
    kind: str = "any"
    scalar: bool = False


@dataclass(frozen=True, kw_only=True)
class Domain:
    """Values built from integers. shape: () or (rows, columns), or a tuple of shapes for a domain of several letters at once."""

    name: str
    shape: tuple[Any, ...]
    parts: tuple[Domain | Leaf, ...]
    build: Callable[..., Any]
    member: Callable[..., Relation] | None = None
    wider: Domain | None = None
    sized: bool = False  # whether build takes the sizes first
    sized_member: bool = False  # whether member does
    fits: Callable[[Sizes], bool] | None = None

    @property
    def shapes(self) -> tuple[tuple[Any, ...], ...]:
        """One shape for each letter that the domain gives."""
        joint = bool(self.shape) and isinstance(self.shape[0], tuple)
        return self.shape if joint else (self.shape,)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for part in self.parts for leaf in ((part,) if isinstance(part, Leaf) else part.leaves))

    @property
    def sizes(self) -> frozenset[str]:
        """The names of the sizes in it."""
        sides = [side for shape in self.shapes for side in shape]
        sides += [side for part in self.parts if isinstance(part, Leaf) for side in (part.rows, part.columns)]
        nested: frozenset[str] = frozenset().union(*(part.sizes for part in self.parts if isinstance(part, Domain)))
        return nested | {name for side in sides if isinstance(side, str) for name in side.split("*")}

    def holds(self, values: Sequence[Value], sizes: Mapping[str, Any]) -> Relation | None:
        """What membership of these values means, or None where it means nothing."""
        if self.member is None:
            return None
        return self.member(sizes, *values) if self.sized_member else self.member(*values)

    def fitting(self, sizes: Sizes) -> bool:
        """Whether the domain has a member at these sizes."""
        return (self.fits is None or self.fits(sizes)) and all(part.fitting(sizes) for part in self.parts if isinstance(part, Domain))


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A letter that runs through plain Python objects, such as the size of a batch: every one of them is tried."""

    name: str
    values: Callable[[Sizes], Sequence[Any]]
    wider: Listed | None = None


def side(expression: Side, sizes: Sizes) -> int:
    """The number that a side of a shape is."""
    if isinstance(expression, int):
        return expression
    return functools.reduce(operator.mul, (sizes[name] for name in expression.split("*")))


def _same(x: Any) -> Any:
    return x


# ---- scalars


def Real() -> Domain:
    return Domain(name="real", shape=(), parts=(Leaf(scalar=True),), build=_same)


def Nonnegative() -> Domain:
    return Domain(name="nonnegative", shape=(), parts=(Leaf(kind="nonnegative", scalar=True),), build=_same, member=lambda x: x >= 0, wider=Real())


def Positive() -> Domain:
    return Domain(name="positive", shape=(), parts=(Leaf(kind="positive", scalar=True),), build=_same, member=lambda x: x > 0, wider=Nonnegative())


def Interval(low: int | Fraction, high: int | Fraction) -> Domain:
    """All numbers from low to high, both included."""
    if low >= high:
        raise Refusal(f"Interval({low}, {high}) is empty or one point: write low < high, or use a constant")
    return Domain(
        name=f"from {low} to {high}",
        shape=(),
        parts=(Leaf(kind="unit", scalar=True),),
        build=lambda x: low + (high - low) * x,
        member=lambda x: (low <= x) & (x <= high),
        wider=Real(),
    )


def Integer(low: Side, high: Side) -> Listed:
    """The integers from low up to high (numbers or names of sizes), both included."""
    return Listed(name=f"integer from {low} to {high}", values=lambda sizes: range(side(low, sizes), side(high, sizes) + 1))


def Choice(*options: Any) -> Listed:
    """One of a few plain Python objects."""
    if not options:
        raise Refusal("Choice() of nothing: name the options")
    return Listed(name="one of " + ", ".join(map(str, options)), values=lambda sizes: options)


def Vanishing() -> Domain:
    """A small positive letter: orders of remainders are decided by power series in it."""
    return Domain(name="vanishing", shape=(), parts=(Leaf(kind="positive", scalar=True),), build=_same, member=lambda x: x > 0)


# ---- arrays


def Matrix(rows: Side, cols: Side) -> Domain:
    return Domain(name=f"{rows} x {cols} matrix", shape=(rows, cols), parts=(Leaf(rows=rows, columns=cols),), build=_same)


def Symmetric(n: Side) -> Domain:
    return Domain(name="symmetric", shape=(n, n), parts=(Leaf(rows=n, columns=n),), build=lambda x: x + x.T, member=lambda x: x == x.T, wider=Matrix(n, n))


def PSD(n: Side) -> Domain:
    """Positive semidefinite: B diag(d) B^T with d >= 0, any rank."""
    parts = (Leaf(rows=n, columns=n), Leaf(rows=n, kind="nonnegative"))
    return Domain(name="positive semidefinite", shape=(n, n), parts=parts, build=lambda b, d: b @ diagonal(d) @ b.T, member=psd, wider=Symmetric(n))


def PositiveDefinite(n: Side) -> Domain:
    """Positive definite: a positive multiple of the identity plus a PSD matrix."""
    parts = (PSD(n), Leaf(kind="positive", scalar=True))
    return Domain(name="positive definite", shape=(n, n), parts=parts, build=lambda a, e: a + e * eye(a), member=positive_definite, wider=PSD(n))


def is_diagonal(x: Value) -> Relation:
    """Equal to its own diagonal."""
    return (x == x.T) & (hadamard(x, eye(x)) == x)


def Diagonal(n: Side) -> Domain:
    return Domain(name="diagonal", shape=(n, n), parts=(Leaf(rows=n),), build=diagonal, member=is_diagonal, wider=Symmetric(n))


def NonnegativeDiagonal(n: Side) -> Domain:
    """Diagonal with a nonnegative diagonal."""
    return Domain(
        name="diagonal, nonnegative",
        shape=(n, n),
        parts=(Leaf(rows=n, kind="nonnegative"),),
        build=diagonal,
        member=lambda x: psd(x) & is_diagonal(x),
        wider=Diagonal(n),
    )


def PositiveDiagonal(n: Side) -> Domain:
    """Diagonal with a positive diagonal."""
    return Domain(
        name="diagonal, positive",
        shape=(n, n),
        parts=(Leaf(rows=n, kind="positive"),),
        build=diagonal,
        member=lambda x: positive_definite(x) & is_diagonal(x),
        wider=NonnegativeDiagonal(n),
    )


def PermutationMatrix(n: Side) -> Domain:
    return Domain(
        name="permutation matrix",
        shape=(n, n),
        parts=(Leaf(rows=n, columns=n, kind="permutation"),),
        build=_same,
        member=lambda p: (p @ p.T == eye(p)) & (hadamard(p, p) == p),
        wider=Matrix(n, n),
    )


def Levels(n: Side) -> Domain:
    """A column of n distinct numbers, in any order."""

    def build(start: Value, steps: Value, order: Value) -> Value:
        climbing, height = [], start
        for i in range(steps.shape[0]):
            climbing.append([height])
            height = height + steps[i, 0]
        return order @ matrix(climbing)

    parts = (Leaf(scalar=True), Leaf(rows=n, kind="positive"), Leaf(rows=n, columns=n, kind="permutation"))
    return Domain(name="distinct entries", shape=(n, 1), parts=parts, build=build, member=distinct, wider=Matrix(n, 1))


def Orthogonal(n: Side) -> Domain:
    """Signs times the Cayley transform of a skew matrix: every rational orthogonal matrix is of this form."""

    def build(x: Value, signs: Value) -> Value:
        skew = x - x.T
        return diagonal(signs) @ (eye(x) - skew) @ inv(eye(x) + skew)

    parts = (Leaf(rows=n, columns=n), Leaf(rows=n, kind="signs"))
    return Domain(name="orthogonal", shape=(n, n), parts=parts, build=build, member=lambda q: (q @ q.T == eye(q)) & (q.T @ q == eye(q)), wider=Matrix(n, n))


def Stiefel(n: Side, r: Side) -> Domain:
    """n x r with orthonormal columns, r <= n."""
    return Domain(
        name="orthonormal columns",
        shape=(n, r),
        parts=(Orthogonal(n),),
        sized=True,
        build=lambda sizes, q: columns(q, side(r, sizes)),
        member=lambda u: u.T @ u == eye(u.T),
        wider=Matrix(n, r),
        fits=lambda sizes: side(r, sizes) <= side(n, sizes),
    )


def Projector(n: Side, r: Side) -> Domain:
    """Orthogonal projector of rank r."""
    return Domain(
        name="orthogonal projector",
        shape=(n, n),
        parts=(Stiefel(n, r),),
        build=lambda u: u @ u.T,
        member=lambda sizes, p: (p @ p == p) & (p == p.T) & psd(p) & (trace(p) == side(r, sizes)),
        sized_member=True,
        wider=Symmetric(n),
    )


def LowRank(rows: Side, cols: Side, r: Side) -> Domain:
    """Rank at most r, as a product."""
    return Domain(
        name=f"rank at most {r}",
        shape=(rows, cols),
        parts=(Leaf(rows=rows, columns=r), Leaf(rows=r, columns=cols)),
        build=lambda a, b: a @ b,
        member=lambda sizes, x: rank(x) <= side(r, sizes),
        sized_member=True,
        wider=Matrix(rows, cols),
    )


def Subset(n: Side) -> Domain:
    """The coordinate projector of a subset of n indices: diagonal, with ones where the index belongs."""
    return Domain(
        name="coordinate projector",
        shape=(n, n),
        parts=(Leaf(rows=n, kind="bits"),),
        build=diagonal,
        member=lambda b: (b @ b == b) & is_diagonal(b),
        wider=Diagonal(n),
    )


def Weights(n: Side) -> Domain:
    """A column of n positive weights of sum one."""
    return Domain(
        name="positive weights of sum one",
        shape=(n, 1),
        parts=(Leaf(rows=n, kind="positive"),),
        build=lambda x: x / total(x),
        member=lambda x: (total(x) == 1) & positive_definite(diagonal(x)),
        wider=Matrix(n, 1),
    )


def Free(*domains: Domain, wider: Domain | None = None) -> Domain:
    """Several letters at once, each from its own domain and nothing between them: what a joint domain widens to."""

    def member(sizes: Mapping[str, Any], *values: Value) -> Relation:
        held = [relation for d, x in zip(domains, values, strict=True) if (relation := d.holds((x,), sizes)) is not None]
        return every(held) if held else every([x == x for x in values])

    return Domain(
        name="any " + ", ".join(d.name for d in domains),
        shape=tuple(d.shape for d in domains),
        parts=domains,
        build=lambda *values: values,
        member=member,
        sized_member=True,
        wider=wider,
    )


# ---- integers, and values from them


def draw(leaf: Leaf, sizes: Sizes, rng: np.random.Generator, batch: int) -> Integers:
    """Integers for a batch of one leaf: small and large, with zeros, repeated rows and zero rows, in every mixture."""
    n, m = side(leaf.rows, sizes), side(leaf.columns, sizes)
    shape, one = (batch, n, m), np.ones((batch, n, m), dtype=np.int64)
    if leaf.kind in ("onehot", "balanced"):
        labels = np.broadcast_to(np.arange(n) % m, (batch, n)).copy()
        if leaf.kind == "onehot" and n > m:
            labels[:, m:] = rng.integers(0, m, (batch, n - m))
        return (labels[..., None] == np.arange(m)).astype(np.int64), one
    if leaf.kind == "permutation":
        order = np.argsort(rng.random((batch, n)), axis=1)
        return (order[..., None] == np.arange(m)).astype(np.int64), one
    if leaf.kind in ("signs", "bits"):
        bits = rng.integers(0, 2, shape)
        return (2 * bits - 1 if leaf.kind == "signs" else bits), one
    scale = rng.choice([1, 1, 2, 9, 99], (batch, 1, 1))
    numerators = np.rint(scale * rng.uniform(-1, 1, shape)).astype(np.int64)
    whole = rng.random((batch, 1, 1)) < 0.6
    denominators = np.where(whole, 1, rng.integers(1, 10, shape))
    if not leaf.scalar:
        blank = (rng.random((batch, n, 1)) < 0.12) | (rng.random((batch, 1, 1)) < 0.02)
        numerators = np.where(blank, 0, numerators)
        again = rng.random((batch, 1, 1)) < 0.1
        numerators = np.where(again, numerators[:, :1], numerators)
        denominators = np.where(again, denominators[:, :1], denominators)
    if leaf.kind == "nonnegative":
        numerators = np.abs(numerators)
    elif leaf.kind == "positive":
        numerators = np.maximum(np.abs(numerators), 1)
    elif leaf.kind == "unit":
        numerators = np.abs(numerators)
        denominators = np.maximum(denominators, np.maximum(numerators, 1))
    return numerators, denominators


def smallest(leaf: Leaf) -> tuple[tuple[int, int], ...]:
    """The few smallest rationals of a leaf, simplest first: the alphabet of the exhaustive search."""
    alphabets = {
        "any": ((0, 1), (1, 1), (-1, 1), (2, 1)),
        "nonnegative": ((0, 1), (1, 1), (2, 1)),
        "positive": ((1, 1), (2, 1), (1, 2)),
        "unit": ((0, 1), (1, 1), (1, 2)),
        "signs": ((1, 1), (-1, 1)),
        "bits": ((0, 1), (1, 1)),
    }
    return alphabets.get(leaf.kind, ())


def realise(domain: Domain, leaves: Iterator[Value], sizes: Sizes) -> Any:
    """The value that `build` makes of the values of the leaves, in the number system that they are in."""
    parts = [realise(part, leaves, sizes) if isinstance(part, Domain) else next(leaves) for part in domain.parts]
    return domain.build(sizes, *parts) if domain.sized else domain.build(*parts)


def read(leaf: Leaf, integers: Integers, system: Any, index: int | None = None) -> Value:
    """The integers of a leaf as a value: the whole batch in a batched system, instance `index` in any other."""
    numerators, denominators = integers
    shape = () if leaf.scalar else tuple(numerators.shape[-2:])
    if getattr(system, "batched", False):
        data = system.quotient(numerators.astype(float), denominators.astype(float))
        if leaf.scalar:
            data = tuple(x[..., 0, 0] for x in data) if isinstance(data, tuple) else data[..., 0, 0]
        return Value(system, data, shape)
    p, q = numerators[index or 0].tolist(), denominators[index or 0].tolist()
    cells = [[system.const(Fraction(a, b)) for a, b in zip(r, s, strict=True)] for r, s in zip(p, q, strict=True)]
    return Value(system, cells[0][0] if leaf.scalar else system.entries(cells), shape)

"""Domains: where a letter of a statement comes from. The domain is the hypothesis.

A domain is made of integers. A plain function `build` turns them into a value in any number system, `member` is the relation that it
guarantees (printed as the hypothesis, re-checked on every counterexample), and `wider` is the domain without the hypothesis, from which
ablation draws. Float batches, exact twins, Hypothesis strategies and shrinking read the same integers, so a hypothesis holds exactly
at every step. Every `build` reaches every rational member.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.linalg import columns, diagonal, distinct, every, eye, hadamard, inv, matrix, ones, positive_definite, psd, rank, row_sums, total, trace
from numerics.value import Refusal, Relation, Value

Sizes = Mapping[str, int]
Side = str | int  # a number, the name of a size, or a product of names such as "m*C"
Integers = tuple[Any, Any]  # numerators and denominators, integer arrays of shape (batch, rows, columns)

__all__ = [
    "Between",
    "Choice",
    "Commuting",
    "Diagonal",
    "Domain",
    "Free",
    "Growing",
    "Integer",
    "Interval",
    "Laplacian",
    "Leaf",
    "Levels",
    "Listed",
    "LowRank",
    "Matrix",
    "Nonnegative",
    "NonnegativeDiagonal",
    "Normal",
    "OneHot",
    "Orthogonal",
    "PSD",
    "PSDOfRank",
    "PermutationMatrix",
    "Positive",
    "PositiveDefinite",
    "PositiveDiagonal",
    "Projector",
    "Rademacher",
    "Real",
    "Skew",
    "Stiefel",
    "Subset",
    "Symmetric",
    "Uniform",
    "UpperTriangular",
    "Vanishing",
    "Weights",
    "WishartFactor",
    "is_diagonal",
]


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """The integers of one array. kind: any | nonnegative | positive | unit (0 to 1) | signs (+1, -1) | bits (0, 1) |
    labels (one 1 a row) | onehot (labels that meet every column, or as many as there are rows; drawn with the first rows in order) |
    balanced (row i has its 1 in column i modulo the columns) | permutation | normal, uniform |
    below (normal, and zero on and above the diagonal) | chi (row i: the root of a chi-square of `freedom` - i degrees)."""

    rows: Side = 1
    columns: Side = 1
    kind: str = "any"
    scalar: bool = False
    freedom: Side = 0


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
    random: bool = False  # a law: the letter is not for all its values, but with their probabilities
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
        sides += [side for part in self.parts if isinstance(part, Leaf) for side in (part.rows, part.columns, part.freedom)]
        nested: frozenset[str] = frozenset().union(*(part.sizes for part in self.parts if isinstance(part, Domain)))
        return nested | {name for side in sides if isinstance(side, str) for name in side.split("*") if not name.isdigit()}

    def holds(self, values: Sequence[Value], sizes: Mapping[str, Any]) -> Relation | None:
        """What membership of these values means, or None where it means nothing."""
        if self.member is None:
            return None
        return self.member(sizes, *values) if self.sized_member else self.member(*values)

    def fitting(self, sizes: Sizes) -> bool:
        """Whether the domain has a member at these sizes."""
        return (self.fits is None or self.fits(sizes)) and all(part.fitting(sizes) for part in self.parts if isinstance(part, Domain))


@dataclass(frozen=True, kw_only=True)
class Growing:
    """Says of the size of its name that it grows without bound: limits and orders are taken along it."""

    name: str = "growing"
    wider: None = None


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
    return functools.reduce(operator.mul, (int(name) if name.isdigit() else sizes[name] for name in expression.split("*")))


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


def Between(low: int | Fraction, high: int | Fraction) -> Domain:
    """All numbers strictly between low and high."""
    wider = Interval(low, high)
    return Domain(
        name=f"strictly between {low} and {high}",
        shape=(),
        parts=(Leaf(kind="positive", scalar=True),),
        build=lambda x: low + (high - low) / (1 + x),
        member=lambda x: (low < x) & (x < high),
        wider=wider,
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


# ---- laws


def _law(name: str, kind: str, shape: tuple[Side, ...]) -> Domain:
    if len(shape) not in (0, 2):
        raise Refusal(f"{name}{shape}: a law is of a scalar, or of a matrix of so many rows and columns")
    leaf = Leaf(rows=shape[0], columns=shape[1], kind=kind) if shape else Leaf(kind=kind, scalar=True)
    words = " x ".join(map(str, shape))
    return Domain(name=f"{words} {name}".strip(), shape=shape, parts=(leaf,), build=_same, random=True)


def Normal(*shape: Side) -> Domain:
    """Independent standard normal entries; Normal() is one number."""
    return _law("standard normal", "normal", shape)


def Uniform(*shape: Side) -> Domain:
    """Independent entries uniform on [0, 1]."""
    return _law("uniform on [0, 1]", "uniform", shape)


def Rademacher(*shape: Side) -> Domain:
    """Independent signs."""
    return _law("Rademacher", "signs", shape)


def WishartFactor(n: Side, freedom: Side) -> Domain:
    """Lower triangular L, n x n, such that L L^T has the law of G G^T for a standard normal G of n rows and `freedom` >= n columns.

    So L has the singular values of G in law, at the price of n^2 numbers however many columns there are. Source: Bartlett 1933.
    """
    return Domain(
        name=f"{n} x {n} Wishart factor, {freedom} degrees of freedom",
        shape=(n, n),
        parts=(Leaf(rows=n, columns=n, kind="below"), Leaf(rows=n, kind="chi", freedom=freedom)),
        build=lambda below, x: below + diagonal(x),
        random=True,
        fits=lambda sizes: side(n, sizes) <= side(freedom, sizes),
    )


# ---- arrays


def Matrix(rows: Side, cols: Side) -> Domain:
    return Domain(name=f"{rows} x {cols} matrix", shape=(rows, cols), parts=(Leaf(rows=rows, columns=cols),), build=_same)


def Symmetric(n: Side) -> Domain:
    return Domain(name="symmetric", shape=(n, n), parts=(Leaf(rows=n, columns=n),), build=lambda x: x + x.T, member=lambda x: x == x.T, wider=Matrix(n, n))


def Skew(n: Side) -> Domain:
    """x^T = -x."""
    return Domain(name="skew", shape=(n, n), parts=(Leaf(rows=n, columns=n),), build=lambda x: x - x.T, member=lambda x: x.T == -x, wider=Matrix(n, n))


def UpperTriangular(n: Side) -> Domain:
    """Zero below the diagonal."""

    def build(x: Value) -> Value:
        rows, cols = x.shape
        return matrix([[x[i, j] if i <= j else 0 for j in range(cols)] for i in range(rows)])  # entries are taken as they are: no rounding

    return Domain(name="upper triangular", shape=(n, n), parts=(Leaf(rows=n, columns=n),), build=build, member=lambda x: build(x) == x, wider=Matrix(n, n))


def PSD(n: Side) -> Domain:
    """Positive semidefinite: B diag(d) B^T with d >= 0, any rank."""
    parts = (Leaf(rows=n, columns=n), Leaf(rows=n, kind="nonnegative"))
    return Domain(name="positive semidefinite", shape=(n, n), parts=parts, build=lambda b, d: b @ diagonal(d) @ b.T, member=psd, wider=Symmetric(n))


def PSDOfRank(n: Side, r: Side) -> Domain:
    """Positive semidefinite of rank at most r: B diag(d) B^T with B of r columns and d >= 0, as L D L^T without its zero pivots is."""
    return Domain(
        name=f"positive semidefinite of rank at most {r}",
        shape=(n, n),
        parts=(Leaf(rows=n, columns=r), Leaf(rows=r, kind="nonnegative")),
        build=lambda b, d: b @ diagonal(d) @ b.T,
        member=lambda sizes, x: psd(x) & (rank(x) <= side(r, sizes)),
        sized_member=True,
        wider=PSD(n),
    )


def PositiveDefinite(n: Side) -> Domain:
    """Positive definite: a positive multiple of the identity plus a PSD matrix."""
    parts = (PSD(n), Leaf(kind="positive", scalar=True))
    return Domain(name="positive definite", shape=(n, n), parts=parts, build=lambda a, e: a + e * eye(a), member=positive_definite, wider=PSD(n))


def Laplacian(n: Side) -> Domain:
    """Laplacian D - W of a graph on n vertices with edge weights W >= 0 and degrees D: a loop adds as much to D as to W, so W's diagonal is free."""

    def build(w: Value) -> Value:
        weights = w + w.T
        return diagonal(row_sums(weights)) - weights

    def member(x: Value) -> Relation:
        number = x.shape[0]
        edges = [x[i, j] <= 0 for j in range(number) for i in range(j)]
        return every([x == x.T, row_sums(x) == 0, *edges])

    parts = (Leaf(rows=n, columns=n, kind="nonnegative"),)
    return Domain(name="Laplacian of a weighted graph", shape=(n, n), parts=parts, build=build, member=member, wider=PSD(n))


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


def OneHot(n: Side, C: Side) -> Domain:
    """Labels of n samples: one 1 in each row, and any of the C classes may be empty."""
    return Domain(
        name="one 1 in each row",
        shape=(n, C),
        parts=(Leaf(rows=n, columns=C, kind="labels"),),
        build=_same,
        member=lambda f: (row_sums(f) == ones(f.shape[0], 1, like=f)) & (hadamard(f, f) == f),
        wider=Matrix(n, C),
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


def Commuting(n: Side) -> Domain:
    """Two symmetric matrices A, B with A B = B A: polynomials of degree below n in one symmetric matrix.

    Every rational pair is of this form: what A and B generate over Q is commutative and without nilpotents (its members are symmetric), so a
    product of number fields, and such an algebra has a primitive element; being a polynomial in A and B, that element is symmetric and rational.
    """

    def polynomial(coefficients: Value, x: Value) -> Value:
        degree = coefficients.shape[0] - 1
        value = coefficients[degree, 0] * eye(x)
        for k in reversed(range(degree)):
            value = value @ x + coefficients[k, 0] * eye(x)
        return value

    return Domain(
        name="commuting symmetric matrices",
        shape=((n, n), (n, n)),
        parts=(Symmetric(n), Leaf(rows=n), Leaf(rows=n)),
        build=lambda x, a, b: (polynomial(a, x), polynomial(b, x)),
        member=lambda a, b: (a == a.T) & (b == b.T) & (a @ b == b @ a),
        wider=Free(Symmetric(n), Symmetric(n)),
    )


# ---- integers: how they are drawn
#
# A batch is cut into runs of lanes, one style of array to a run, and the lanes of a run lie anywhere, so that the styles of two leaves meet in
# every pairing. A style gets a shape (lanes, rows, columns) and returns numerators and denominators (None: all one) that broadcast to it.
# Numbers come from rng.random, whose calls cost a fraction of those of rng.integers.

LARGEST = 2**53  # below it integers are floats
GRAIN = np.int64(2**40)
LAWS = ("normal", "uniform", "below", "chi")
TENS = 10 ** np.arange(13, dtype=np.int64)
SHUFFLED = 1024  # batches up to so many lanes are mixed lane by lane, larger ones run by run
RUN = 64  # lanes in a run: few styles in a small batch, where the calls are what costs, all of them in a large one

Triple = tuple[int, int, int]
Style = Callable[[np.random.Generator, Triple], tuple[Any, Any]]


def _between(rng: np.random.Generator, shape: tuple[int, ...], low: int, high: int) -> Any:
    """Integers from low to high, both included, of type int16."""
    share = rng.random(shape, dtype=np.float32)
    share *= high - low + 1
    whole = share.astype(np.int16)
    whole += low
    return whole


def _dense(bound: int) -> Style:
    return lambda rng, shape: (_between(rng, shape, -bound, bound), None)


def _fractions(bound: int, largest: int) -> Style:
    return lambda rng, shape: (_between(rng, shape, -bound, bound), _between(rng, shape, 1, largest))


def _millions(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return np.rint(2e6 * rng.random(shape) - 1e6), None


def _sparse(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Two entries in three are zero."""
    values = _between(rng, shape, -9, 9)
    values *= np.abs(values) <= 3
    return values, None


def _single(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """One entry that is not zero."""
    lanes, n, m = shape
    values = np.zeros(shape, dtype=np.int16)
    values[np.arange(lanes), _between(rng, (lanes,), 0, n - 1), _between(rng, (lanes,), 0, m - 1)] = _between(rng, (lanes,), 1, 3) * _signs(rng, (lanes,))
    return values, None


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return 2 * _between(rng, shape, 0, 1) - 1


def _on_diagonal(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _between(rng, shape, -9, 9) * np.eye(*shape[1:], dtype=np.int16), None


def _signed_permutation(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Orthogonal where it is square; as much of one as there is room for where it is not."""
    lanes, n, m = shape
    order = np.argsort(rng.random((lanes, max(n, m)), dtype=np.float32), axis=1)[:, :n]
    return (order[..., None] == np.arange(m)) * _signs(rng, (lanes, n, 1)), None


def _product(rng: np.random.Generator, shape: Triple) -> Any:
    """Rank at most r through factors of r columns, for each r from 0 to the smaller side."""
    lanes, n, m = shape
    most = min(n, m)
    alive = np.arange(most) < _between(rng, (lanes, 1), 0, most)
    left = _between(rng, (lanes, n, most), -3, 3) * alive[:, None]
    return left.astype(np.float32) @ _between(rng, (lanes, most, m), -3, 3).astype(np.float32)  # small integers are exact


def _low_rank(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _product(rng, shape), None


def _almost_low_rank(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Low rank and one part in 10^k of something else."""
    parts = TENS[_between(rng, (shape[0], 1, 1), 1, 9)]
    return _product(rng, shape) * parts + _between(rng, shape, -1, 1), parts


def _blank(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Zero rows in half of the lanes, zero columns in the others."""
    lanes, n, m = shape
    values, half = _between(rng, shape, -9, 9), lanes // 2
    values[:half] *= rng.random((half, n, 1), dtype=np.float32) < 0.6
    values[half:] *= rng.random((lanes - half, 1, m), dtype=np.float32) < 0.6
    return values, None


def _repeated(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Rows that agree, or are opposite, in half of the lanes; columns in the others."""
    lanes, n, m = shape
    values, half = _between(rng, shape, -9, 9), lanes // 2
    rows = _between(rng, (half, n), 0, max(0, n - 2))
    cols = _between(rng, (lanes - half, m), 0, max(0, m - 2))
    values[:half] = values[np.arange(half)[:, None], rows] * _signs(rng, (half, n, 1))
    values[half:] = values[np.arange(half, lanes)[:, None, None], np.arange(n)[:, None], cols[:, None]]
    return values, None


def _equal(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _between(rng, (shape[0], 1, 1), -9, 9), None


def _plus_minus(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _signs(rng, shape), None


def _hadamard(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """A corner of Sylvester's matrix (1 1; 1 -1) x ... x (1 1; 1 -1), the signs of rows and columns turned: orthogonal rows at powers of two."""
    lanes, n, m = shape
    corner = 1 - 2 * (np.bitwise_count(np.arange(n)[:, None] & np.arange(m)) % 2).astype(np.int16)
    return corner * _signs(rng, (lanes, n, 1)) * _signs(rng, (lanes, 1, m)), None


def _reflections(rng: np.random.Generator, lanes: int, n: int) -> Any:
    """(v^T v) I - 2 v v^T: a multiple of an orthogonal matrix, in integers."""
    v = _between(rng, (lanes, n, 1), -2, 2)
    v[:, 0] += v[:, 0] == 0  # not zero
    return (v * v).sum(1, keepdims=True) * np.eye(n, dtype=np.int16) - 2 * v * v.swapaxes(1, 2)


def _orthogonal(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """A multiple of orthonormal rows or columns: products B diag(d) B^T have the spectrum d, as often repeated as d has it."""
    lanes, n, m = shape
    return _reflections(rng, lanes, max(n, m))[:, :n, :m], None


def _two_eigenvalues(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Symmetric, and no more than two eigenvalues, of any multiplicity."""
    lanes, n, _ = shape
    turned = _reflections(rng, lanes, n).astype(np.float32)
    first, second = _between(rng, (2, lanes, 1, 1), -3, 3)
    return turned * np.where(rng.random((lanes, 1, n), dtype=np.float32) < 0.5, first, second) @ turned.swapaxes(1, 2), None


def _symmetric(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    values = _between(rng, shape, -4, 4)
    return values + values.swapaxes(1, 2), None


def _skew(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    values = _between(rng, shape, -4, 4)
    return values - values.swapaxes(1, 2), None


def _triangular(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Upper triangular in half of the lanes, strictly (nilpotent) in the others."""
    lanes, n, m = shape
    values, half = _between(rng, shape, -9, 9), lanes // 2
    values[:half] *= np.arange(n)[:, None] <= np.arange(m)
    values[half:] *= np.arange(n)[:, None] < np.arange(m)
    return values, None


def _jordan(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Blocks of ones above one number on the diagonal."""
    lanes, n, m = shape
    above = np.eye(n, m, 1, dtype=np.int16) * (rng.random((lanes, n, 1), dtype=np.float32) < 0.7)
    return above + np.eye(n, m, dtype=np.int16) * _between(rng, (lanes, 1, 1), -2, 2), None


def _shifted(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """A multiple of the identity, and little else."""
    rest, _ = _sparse(rng, shape)
    return rest + np.eye(*shape[1:], dtype=np.int16) * _between(rng, (shape[0], 1, 1), -9, 9), None


def _almost_identity(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """A multiple of the identity, and one part in 10^k of something else."""
    parts = TENS[_between(rng, (shape[0], 1, 1), 1, 9)]
    return np.eye(*shape[1:], dtype=np.int64) * _between(rng, (shape[0], 1, 1), 1, 3) * parts + _between(rng, shape, -3, 3), parts


def _graded(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Rows and columns scaled by powers of ten."""
    lanes, n, m = shape
    return _between(rng, shape, -9, 9), TENS[_between(rng, (lanes, n, 1), 0, 6)] * TENS[_between(rng, (lanes, 1, m), 0, 6)]


def _over_one_number(style: Style) -> Style:
    """The same with one small denominator to a lane."""
    return lambda rng, shape: (style(rng, shape)[0], _between(rng, (shape[0], 1, 1), 1, 9))


# Spectra: columns whose entries are all of one sign.


def _two_levels(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Repeated entries."""
    first, second = _between(rng, (2, shape[0], 1, 1), 1, 9)
    return np.where(rng.random(shape, dtype=np.float32) < 0.5, first, second), None


def _rank_deficient(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """As many entries that are not zero as you like, none and all included, anywhere."""
    places = np.argsort(rng.random(shape, dtype=np.float32), axis=1)
    return _between(rng, shape, 1, 9) * (places < _between(rng, (shape[0], 1, 1), 0, shape[1])), None


def _one_large(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    places = np.arange(shape[1])[:, None] == _between(rng, (shape[0], 1, 1), 0, shape[1] - 1)
    return np.where(places, np.int16(99), np.int16(1)), None


def _one_dominant(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    large, _ = _one_large(rng, shape)
    return np.where(large > 1, TENS[_between(rng, (shape[0], 1, 1), 3, 12)], 1), None


def _powers(rng: np.random.Generator, shape: Triple) -> Any:
    """i^a for i = 1 .. n and a from 1 to 3, upwards in half of the lanes, downwards in the others."""
    values = np.arange(1, shape[1] + 1, dtype=np.int64)[:, None] ** _between(rng, (shape[0], 1, 1), 1, 3).astype(np.int64)
    values[: shape[0] // 2] = values[: shape[0] // 2, ::-1].copy()
    return np.broadcast_to(values, shape)


def _power_law(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _powers(rng, shape), None


def _decay(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return 1, _powers(rng, shape)


def _ill_conditioned(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """Powers of ten, up to 10^12 apart."""
    return TENS[_between(rng, shape, 0, 12)], TENS[_between(rng, (shape[0], 1, 1), 0, 9)]


def _almost_equal(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """One number, and one part in 10^k more or less of it."""
    parts = TENS[_between(rng, (shape[0], 1, 1), 1, 9)]
    return parts * _between(rng, (shape[0], 1, 1), 1, 9) + _between(rng, shape, -1, 1), parts


def _of_any_sign(style: Style) -> Style:
    def signed(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
        p, q = style(rng, shape)
        return p * _signs(rng, shape), q

    return signed


# Scalars, and numbers from 0 to 1.


def _large(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return TENS[_between(rng, shape, 1, 9)] * _signs(rng, shape), None


def _little(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _signs(rng, shape), TENS[_between(rng, shape, 1, 9)]


def _almost_one(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    parts = TENS[_between(rng, shape, 1, 9)]
    return parts + _signs(rng, shape), parts


def _corner(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    return _between(rng, shape, 0, 1), None


def _share(largest: int) -> Style:
    def share(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
        whole = _between(rng, shape, 1, largest)
        return (rng.random(shape) * (whole + 1)).astype(np.int64), whole

    return share


def _below_one(rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    parts = TENS[_between(rng, shape, 1, 9)]
    return parts - 1, parts


Mixture = tuple[tuple[int, Style], ...]  # styles, with their weights

GENERIC: Mixture = ((9, _dense(1)), (18, _dense(3)), (17, _dense(9)), (8, _dense(99)))
GENERIC_FRACTIONS: Mixture = ((18, _fractions(3, 3)), (24, _fractions(9, 9)), (4, _dense(3)), (10, _fractions(99, 99)), (4, _millions))
STRUCTURED: Mixture = (
    (5, _sparse), (3, _single), (3, _on_diagonal), (4, _signed_permutation), (7, _low_rank), (4, _blank), (4, _repeated), (2, _equal), (2, _plus_minus),
    (2, _hadamard), (4, _orthogonal), (3, _shifted), (3, _triangular),
)  # fmt: skip
SQUARE: Mixture = ((3, _symmetric), (2, _skew), (2, _jordan), (3, _two_eigenvalues))
EXTREME: Mixture = ((8, _graded), (8, _almost_low_rank), (4, _almost_identity))
SPECTRA: Mixture = ((5, _equal), (8, _two_levels), (12, _rank_deficient), (4, _one_large), (6, _power_law))
EXTREME_SPECTRA: Mixture = ((6, _one_dominant), (8, _decay), (10, _ill_conditioned), (8, _almost_equal))
TAME_SCALARS: Mixture = ((50, _dense(3)), (30, _dense(9)), (20, _dense(99)))
WILD_SCALARS: Mixture = ((20, _dense(3)), (45, _fractions(9, 9)), (10, _fractions(99, 99)), (8, _large), (8, _little), (9, _almost_one))
SHARES: Mixture = ((15, _corner), (35, _share(9)), (20, _share(99)), (15, _little), (15, _below_one))


def _each(change: Callable[[Style], Style], mixture: Mixture) -> Mixture:
    return tuple((weight, change(style)) for weight, style in mixture)


@functools.cache
def _mixture(kind: str, scalar: bool, square: bool, column: bool, tame: bool) -> Mixture:
    """The styles of a leaf. tame: integers alone, and small ones."""
    if kind == "unit":
        return SHARES
    if scalar:
        return TAME_SCALARS if tame else WILD_SCALARS
    if column and kind != "any":
        return GENERIC + SPECTRA if tame else GENERIC_FRACTIONS + _each(_over_one_number, SPECTRA) + EXTREME_SPECTRA
    structured, extreme = STRUCTURED + (SQUARE if square else ()), EXTREME
    if column:
        structured, extreme = structured + _each(_of_any_sign, SPECTRA), extreme + _each(_of_any_sign, EXTREME_SPECTRA)
    return GENERIC + structured if tame else GENERIC_FRACTIONS + _each(_over_one_number, structured) + extreme


def _mixed(mixture: Mixture, rng: np.random.Generator, shape: Triple) -> tuple[Any, Any]:
    """One array of numerators and one of denominators, every style in its share of the lanes, the runs of lanes of one style in random order."""
    batch = shape[0]
    run = min(max(batch // 8, 1), RUN)
    runs, total = -(-batch // run), sum(weight for weight, _ in mixture)
    p, q = np.empty((runs, run, *shape[1:]), dtype=np.int64), None
    slots = rng.permutation(runs)
    start, reached, offset = 0, 0, float(rng.random())
    for k in rng.permutation(len(mixture)).tolist():
        weight, style = mixture[k]
        reached += weight
        end = min(int(runs * reached / total + offset), runs)  # a share of less than a run is one run, or none
        if start < end:
            here, size = slots[start:end], (end - start) * run
            above, below = style(rng, (size, *shape[1:]))
            p[here] = np.broadcast_to(above, (size, *shape[1:])).reshape(-1, run, *shape[1:])
            if below is not None:
                q = np.ones_like(p) if q is None else q
                q[here] = np.broadcast_to(below, (size, *shape[1:])).reshape(-1, run, *shape[1:])
            start = end
    p = p.reshape(-1, *shape[1:])[:batch]
    q = ones_of(p) if q is None else q.reshape(-1, *shape[1:])[:batch]
    if batch > SHUFFLED:
        return p, q
    lanes = rng.permutation(batch)
    return p.take(lanes, axis=0), q if q.strides[0] == 0 else q.take(lanes, axis=0)


def ones_of(p: Any) -> Any:
    """Denominators of integers: a one that takes no room, read-only."""
    return np.broadcast_to(np.int64(1), p.shape)


def draw(leaf: Leaf, sizes: Sizes, rng: np.random.Generator, batch: int, *, tame: bool | None = None) -> Integers:
    """Integers for a batch of one leaf, int64 arrays of shape (batch, rows, columns), each below 2^53 in absolute value.

    About half of the lanes are generic; the others have low rank, zeros, repeated or proportional parts, repeated spectra, or structure of other
    kinds. tame: small integers alone (all denominators are one), which exact batches are evaluated fastest on; not tame: fractions, large numbers,
    and nearly degenerate arrays as well. None leaves it to the rng, tame three times in five. The kind unit is never tame.
    """
    n, m = side(leaf.rows, sizes), side(leaf.columns, sizes)
    shape = (batch, n, m)
    if leaf.kind in ("labels", "onehot", "balanced", "permutation"):
        return (_marked(leaf.kind, rng, batch, n, m)[..., None] == np.arange(m)).astype(np.int64), np.ones(shape, dtype=np.int64)
    if leaf.kind in LAWS:  # in steps of 2^-40: floats far nearer to the law than any sample could tell
        x = _lawful_sample(leaf, sizes, rng, shape)
        x *= GRAIN
        return np.rint(x, out=x).astype(np.int64), np.broadcast_to(GRAIN, shape)
    if leaf.kind in ("signs", "bits"):
        return (_signs(rng, shape) if leaf.kind == "signs" else _between(rng, shape, 0, 1)).astype(np.int64), np.ones(shape, dtype=np.int64)
    tame = bool(rng.random() < 0.6) if tame is None else tame
    p, q = _mixed(_mixture(leaf.kind, leaf.scalar, n == m, m == 1, tame), rng, shape)
    if leaf.kind != "any":
        p = np.abs(p)
    if leaf.kind == "positive":
        p[p == 0] = 2  # where zeros were meant ones are no news: most structures are made of them
    return p, q


def _lawful_sample(leaf: Leaf, sizes: Sizes, rng: np.random.Generator, shape: Triple) -> Any:
    if leaf.kind == "uniform":
        return rng.random(shape)
    if leaf.kind == "chi":
        return np.sqrt(rng.chisquare(np.broadcast_to(side(leaf.freedom, sizes) - np.arange(shape[1])[:, None], shape)))
    x = rng.standard_normal(shape)
    return np.tril(x, -1) if leaf.kind == "below" else x


def _marked(kind: str, rng: np.random.Generator, batch: int, n: int, m: int) -> Any:
    """The column of the 1 of each row, (batch, n)."""
    if kind == "permutation":
        return np.argsort(rng.random((batch, n)), axis=1)
    columns = np.broadcast_to(np.arange(n) % m, (batch, n)).copy()
    free = n if kind == "labels" else max(0, n - m)
    if kind != "balanced" and free:
        few = _between(rng, (batch, 1), 1, m)  # one column for all free rows, or two, ..., or all
        first = _between(rng, (batch, 1), 0, m - 1)
        columns[:, n - free :] = (first + (rng.random((batch, free)) * few).astype(np.int64)) % m
    return columns


def lawful(leaf: Leaf, numerators: Any, denominators: Any) -> Any:
    """Whether integers are of the kind of the leaf, one truth for each lane: two arrays of shape (batch, rows, columns) to one of shape (batch,)."""
    p, q, kind = np.asarray(numerators), np.asarray(denominators), leaf.kind
    allowed = {
        "any": lambda: q > 0,
        "nonnegative": lambda: (p >= 0) & (q > 0),
        "positive": lambda: (p > 0) & (q > 0),
        "unit": lambda: (p >= 0) & (p <= q) & (q > 0),
        "signs": lambda: (np.abs(p) == 1) & (q == 1),
        "normal": lambda: q == GRAIN,
        "below": lambda: (q == GRAIN) & ((p == 0) | np.tri(p.shape[1], p.shape[2], -1, dtype=bool)),
        "chi": lambda: (p > 0) & (q == GRAIN),
        "uniform": lambda: (p >= 0) & (p <= q) & (q == GRAIN),
    }.get(kind, lambda: ((p == 0) | (p == 1)) & (q == 1))()
    fine = (allowed & (np.abs(p) < (2**62 if kind == "chi" else LARGEST)) & (q < LARGEST)).all((1, 2))
    if kind in ("labels", "onehot", "balanced", "permutation"):
        n, m = p.shape[1:]
        fine &= (p.sum(2) == 1).all(1)
        if kind in ("onehot", "permutation"):
            fine &= (p.sum(1) > 0).sum(1) == min(n, m)
        if kind == "permutation":
            fine &= n == m
        if kind == "balanced":
            fine &= (p == (np.arange(n)[:, None] % m == np.arange(m))).all((1, 2))
    return fine


def smallest(leaf: Leaf) -> tuple[tuple[int, int], ...]:
    """The few smallest rationals of a leaf, simplest first: the alphabet of the exhaustive search. Leaves of whole rows have none: see `patterns`."""
    alphabets = {
        "any": ((0, 1), (1, 1), (-1, 1), (2, 1)),
        "nonnegative": ((0, 1), (1, 1), (2, 1)),
        "positive": ((1, 1), (2, 1), (1, 2)),
        "unit": ((0, 1), (1, 1), (1, 2)),
        "signs": ((1, 1), (-1, 1)),
        "bits": ((0, 1), (1, 1)),
    }
    return alphabets.get(leaf.kind, ())


def patterns(leaf: Leaf, sizes: Sizes, most: int) -> Any:
    """All arrays of a leaf whose rows each hold one 1, as (count, rows, columns), the simplest first; None for other leaves, and beyond `most`.

    A leaf of kind onehot keeps its first rows in order, as it is drawn.
    """
    n, m = side(leaf.rows, sizes), side(leaf.columns, sizes)
    led = {"labels": 0, "onehot": min(n, m), "balanced": n, "permutation": 0}.get(leaf.kind)
    if led is None or (math.factorial(n) if leaf.kind == "permutation" else m ** (n - led)) > most:
        return None
    rests = itertools.permutations(range(n)) if leaf.kind == "permutation" else itertools.product(range(m), repeat=n - led)
    rows = np.array([[*(i % m for i in range(led)), *rest] for rest in rests], dtype=np.int64).reshape(-1, n)
    return (rows[..., None] == np.arange(m)).astype(np.int64)


# ---- values from integers


def realise(domain: Domain, leaves: Iterator[Value], sizes: Sizes) -> Any:
    """The value that `build` makes of the values of the leaves, in the number system that they are in."""
    parts = [realise(part, leaves, sizes) if isinstance(part, Domain) else next(leaves) for part in domain.parts]
    return domain.build(sizes, *parts) if domain.sized else domain.build(*parts)


def read(leaf: Leaf, integers: Integers, system: Any, index: int | None = None) -> Value:
    """The integers of a leaf as a value: the whole batch in a batched system, instance `index` in any other."""
    numerators, denominators = integers
    shape = () if leaf.scalar else tuple(numerators.shape[-2:])
    if getattr(system, "batched", False):
        one = not any(denominators.strides)  # a single number for all
        data = system.quotient(numerators.astype(float), (denominators[:1, :1, :1] if one else denominators).astype(float))
        if leaf.scalar:
            data = tuple(x[..., 0, 0] for x in data) if isinstance(data, tuple) else data[..., 0, 0]
        return Value(system, data, shape)
    p, q = numerators[index or 0].tolist(), denominators[index or 0].tolist()
    cells = [[system.const(Fraction(a, b)) for a, b in zip(r, s, strict=True)] for r, s in zip(p, q, strict=True)]
    return Value(system, cells[0][0] if leaf.scalar else system.entries(cells), shape)

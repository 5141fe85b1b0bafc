"""The functions that claims are written in, each declared once: its name, its shape, and the primitive that a number system offers for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numerics.value import Refusal, Relation, Unknown, Value, apply, every, iff, implies, same_shape, same_size, show_shape

__all__ = [
    "absolute",
    "column",
    "columns",
    "det",
    "diagonal",
    "distinct",
    "eigvalsh",
    "every",
    "exp",
    "eye",
    "hadamard",
    "iff",
    "implies",
    "inner",
    "inv",
    "kron",
    "lesssim",
    "log",
    "matrix",
    "maximum",
    "minimum",
    "null_within",
    "nuclear_norm",
    "ones",
    "pinv",
    "pinv_sqrt",
    "polar",
    "positive_definite",
    "psd",
    "rank",
    "reciprocal_gaps",
    "relu",
    "row_sums",
    "same_order",
    "silu",
    "spectral_norm",
    "sqrt",
    "svdvals",
    "total",
    "trace",
    "vec",
]


def inv(a: Value) -> Value:
    """Inverse of a square matrix; undefined where it is singular."""
    return apply("inv", _square(a, "inv"), a)


def pinv(a: Value) -> Value:
    """Moore-Penrose inverse, (n, m) to (m, n)."""
    _matrix(a, "pinv")
    return apply("pinv", a.shape[::-1], a)


def pinv_sqrt(a: Value) -> Value:
    """Moore-Penrose inverse of the positive semidefinite square root of a symmetric PSD matrix, (n, n) to (n, n)."""
    return apply("pinv_sqrt", _square(a, "pinv_sqrt"), a)


def polar(g: Value) -> Value:
    """Polar direction G (G^T G)^{dagger 1/2}, (m, n) to (m, n); zero at zero."""
    return g @ pinv_sqrt(g.T @ g)


def det(a: Value) -> Value:
    _square(a, "det")
    return apply("det", (), a)


def trace(a: Value) -> Value:
    _square(a, "trace")
    return apply("trace", (), a)


def inner(a: Value, b: Value) -> Value:
    """Frobenius inner product tr(A^T B) of two matrices of one shape."""
    if hasattr(type(a.system), "inner") and same_shape(_matrix(a, "inner").shape, _matrix(b, "inner").shape):  # by entries: no product is made
        return apply("inner", (), a, b)
    return trace(a.T @ b)


def rank(a: Value) -> Value:
    """Rank, as a scalar. Exact systems count pivots; floats give the certain part and leave the rest unknown."""
    _matrix(a, "rank")
    return apply("rank", (), a)


def svdvals(a: Value) -> Value:
    """Singular values in descending order, as a column of min(m, n) entries."""
    _matrix(a, "svdvals")
    return apply("svdvals", (min(a.shape) if all(isinstance(side, int) for side in a.shape) else a.shape[0], 1), a)


def eigvalsh(a: Value) -> Value:
    """Eigenvalues of a symmetric matrix in descending order, as a column."""
    return apply("eigvalsh", (_square(a, "eigvalsh")[0], 1), a)


def nuclear_norm(a: Value) -> Value:
    """Sum of the singular values."""
    _matrix(a, "nuclear_norm")
    return apply("nuclear_norm", (), a)


def spectral_norm(a: Value) -> Value:
    """The largest singular value; where a system has it, without the others."""
    _matrix(a, "spectral_norm")
    return apply("spectral_norm", (), a) if hasattr(type(a.system), "spectral_norm") else svdvals(a)[0, 0]


def relu(x: Value) -> Value:
    """max(0, x) entry by entry, of a scalar or a matrix."""
    return apply("relu", x.shape, x) if x.shape else maximum(0, x)


def silu(x: Value) -> Value:
    """x / (1 + exp(-x)) entry by entry, of a scalar or a matrix."""
    return apply("silu", x.shape, x) if x.shape else x / (1 + exp(-x))


def sqrt(x: Any) -> Value:
    """Nonnegative root of a scalar; undefined below zero."""
    return apply("sqrt", _scalar(x, "sqrt"), x)


def log(x: Value) -> Value:
    return apply("log", _scalar(x, "log"), x)


def exp(x: Value) -> Value:
    return apply("exp", _scalar(x, "exp"), x)


def absolute(x: Value) -> Value:
    return maximum(x, -x)


def maximum(x: Any, y: Any) -> Value:
    """The larger of two scalars; one of them may be a plain number."""
    x, y = _together(x, y)
    return apply("maximum", _scalar(x, "maximum"), x, y)


def minimum(x: Any, y: Any) -> Value:
    x, y = _together(x, y)
    return -maximum(-x, -y)


def psd(a: Value) -> Relation:
    """Symmetric and positive semidefinite."""
    _square(a, "psd")
    return Relation("psd", a)


def positive_definite(a: Value) -> Relation:
    """Symmetric and positive definite."""
    _square(a, "positive_definite")
    return Relation("positive definite", a)


def distinct(x: Value) -> Relation:
    """No two entries of a column agree."""
    if len(x.shape) != 2 or not same_size(x.shape[1], 1):
        raise Refusal(f"distinct is asked of a column, not of a {show_shape(x.shape)}")
    return Relation("distinct", x)


def null_within(a: Value, b: Value) -> Relation:
    """The null space of `a` lies in the null space of `b` (both with the same number of columns)."""
    if not same_size(_matrix(a, "null_within").shape[1], _matrix(b, "null_within").shape[1]):
        raise Refusal(f"shapes cannot fit: null spaces of {show_shape(a.shape)} and {show_shape(b.shape)}")
    return Relation("null_within", a, b)


def lesssim(a: Any, b: Any) -> Relation:
    """a = O(b) as the one vanishing letter goes to zero, or the one growing size beyond all bounds."""
    a, b = _together(a, b)
    return Relation("lesssim", a, b)


def same_order(a: Any, b: Any) -> Relation:
    """a = O(b) and b = O(a): see lesssim."""
    a, b = _together(a, b)
    return Relation("same_order", a, b)


def hadamard(a: Value, b: Value) -> Value:
    """Product entry by entry of two matrices of one shape."""
    if not a.shape or not same_shape(a.shape, b.shape):
        raise Refusal(f"shapes cannot fit: hadamard of {show_shape(a.shape)} and {show_shape(b.shape)}")
    return apply("hadamard", a.shape, a, b)


def total(a: Value) -> Value:
    """Sum of all entries."""
    _matrix(a, "total")
    return apply("total", (), a)


def row_sums(a: Value) -> Value:
    """Column of the sums of the rows."""
    _matrix(a, "row_sums")
    return a @ ones(a.shape[1], 1, like=a)


def eye(like: Value) -> Value:
    """Identity with as many rows as `like`."""
    n = _matrix(like, "eye").shape[0]
    return Value(like.system, like.system.eye(n), (n, n))


def ones(rows: Any, columns: Any, *, like: Value) -> Value:
    """All-ones matrix in the number system of `like`."""
    return Value(like.system, like.system.ones(rows, columns), (rows, columns))


def matrix(rows: Sequence[Sequence[Any]]) -> Value:
    """A matrix from rows of scalars, at least one of which is a Value."""
    like = next((x for row in rows for x in row if isinstance(x, Value)), None)
    if like is None:
        raise Refusal("matrix() of plain numbers belongs to no number system: let one entry be a Value")
    cells = [[like.lift(x) for x in row] for row in rows]
    shape = (len(cells), len(cells[0]))
    if any(len(row) != shape[1] for row in cells):
        raise Refusal("matrix() of rows that differ in length")
    for row in cells:
        for cell in row:
            if isinstance(cell.data, Unknown):
                return Value(like.system, cell.data, shape)
    if not hasattr(like.system, "entries"):
        return Value(like.system, Unknown(False, f"the system {like.system.name} has no entries"), shape)
    return Value(like.system, like.system.entries([[cell.data for cell in row] for row in cells]), shape)


def column(a: Value, j: int) -> Value:
    """Column j of a matrix, (n, m) to (n, 1)."""
    return matrix([[a[i, j]] for i in range(a.shape[0])])


def columns(a: Value, count: int) -> Value:
    """The first `count` columns of a matrix."""
    return matrix([[a[i, j] for j in range(count)] for i in range(a.shape[0])])


def diagonal(x: Value) -> Value:
    """Diagonal matrix of a column, (n, 1) to (n, n)."""
    if not same_size(_matrix(x, "diagonal").shape[1], 1):
        raise Refusal(f"diagonal is made of a column, not of a {show_shape(x.shape)}")
    return apply("diagonal", (x.shape[0], x.shape[0]), x)


def vec(a: Value) -> Value:
    """The columns of a matrix stacked, (n, m) to (n m, 1)."""
    n, m = _matrix(a, "vec").shape
    return apply("vec", (n * m, 1), a)


def kron(a: Value, b: Value) -> Value:
    """Kronecker product, (n, m) and (p, q) to (n p, m q)."""
    _matrix(a, "kron")
    _matrix(b, "kron")
    return apply("kron", (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]), a, b)


def reciprocal_gaps(x: Value) -> Value:
    """The matrix 1 / (x_j - x_i) at (i, j), zero on the diagonal, of a column x of n entries; undefined where two of them agree."""
    return apply("reciprocal_gaps", (x.shape[0], x.shape[0]), x)


def _matrix(a: Value, name: str) -> Value:
    if not isinstance(a, Value) or len(a.shape) != 2:
        raise Refusal(f"{name} is a function of a matrix Value")
    return a


def _square(a: Value, name: str) -> tuple[Any, Any]:
    if len(a.shape) != 2 or not same_size(*a.shape):
        raise Refusal(f"shapes cannot fit: {name} of a {show_shape(a.shape)}")
    return a.shape[0], a.shape[1]


def _scalar(x: Any, name: str) -> tuple[()]:
    if not isinstance(x, Value) or x.shape:
        raise Refusal(f"{name} is a function of a scalar Value")
    return ()


def _together(x: Any, y: Any) -> tuple[Value, Value]:
    like = x if isinstance(x, Value) else y
    if not isinstance(like, Value):
        raise Refusal("two plain numbers belong to no number system: let one be a Value")
    return like.lift(x), like.lift(y)

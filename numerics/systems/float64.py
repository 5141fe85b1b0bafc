"""Batches of float64, as stacked NumPy arrays: the fast scout. It finds leads; what it calls near is looked at again by others."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.value import Unsupported, Value

SCREEN = 2.0**-26  # half the digits: what is nearer than this, relative to the sides, is not told apart here

# An allocator that has seen one large block come and go keeps what batches free instead of handing it back and taking it anew, page by page
# (glibc's thresholds adapt): passes over arrays of a megabyte are then four to eight times faster.
np.empty(2**25 - 2**20, dtype=np.uint8)

NEAREST = 8  # lanes of a batch whose spectrum is wanted in any case: they are the nearest to a violation


def as_float(c: Fraction) -> float:
    """The nearest float, infinite where there is none."""
    try:
        return float(c)
    except OverflowError:
        return np.inf if c > 0 else -np.inf


class Float64:
    """Scalars are arrays over the batch, matrices carry two more axes; what does not depend on the batch broadcasts."""

    name = "float64"
    batched = True

    def quotient(self, p: Any, q: Any) -> Any:
        """Batch of numerators over denominators."""
        return p / q

    def const(self, c: Fraction) -> Any:
        return np.asarray(as_float(c))

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def sub(self, a: Any, b: Any) -> Any:
        return a - b

    def neg(self, a: Any) -> Any:
        return -a

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def scale(self, a: Any, c: Any) -> Any:
        return a * np.asarray(c)[..., None, None]

    def recip(self, c: Any) -> Any:
        with np.errstate(divide="ignore"):
            return np.where(c == 0, np.nan, 1 / np.where(c == 0, 1, c))

    def matmul(self, a: Any, b: Any) -> Any:
        return a @ b

    def transpose(self, a: Any) -> Any:
        return np.swapaxes(a, -1, -2)

    def entry(self, a: Any, i: int, j: int) -> Any:
        return a[..., i, j]

    def entries(self, rows: Any) -> Any:
        n, m = len(rows), len(rows[0])
        cells = np.broadcast_arrays(*(np.asarray(x) for row in rows for x in row))
        return np.stack(cells, -1).reshape(*cells[0].shape, n, m)

    def eye(self, n: int) -> Any:
        return np.eye(n)

    def ones(self, n: int, m: int) -> Any:
        return np.ones((n, m))

    def inv(self, a: Any) -> Any:
        return self._finite(a, self._inverse)

    @staticmethod
    def _inverse(a: Any) -> Any:
        """NaN where singular."""
        try:
            return np.linalg.inv(a)
        except np.linalg.LinAlgError:  # one matrix of the batch is
            sound = (np.linalg.slogdet(a)[0] != 0)[..., None, None]
            return np.where(sound, np.linalg.inv(np.where(sound, a, np.eye(a.shape[-1]))), np.nan)

    def det(self, a: Any) -> Any:
        with np.errstate(invalid="ignore"):
            return np.linalg.det(a)

    def trace(self, a: Any) -> Any:
        return np.trace(a, axis1=-2, axis2=-1)

    def total(self, a: Any) -> Any:
        return a.sum((-1, -2))

    def hadamard(self, a: Any, b: Any) -> Any:
        return a * b

    def inner(self, a: Any, b: Any) -> Any:
        return np.einsum("...ij,...ij->...", a, b)

    def diagonal(self, x: Any) -> Any:
        return x * np.eye(x.shape[-2])

    def vec(self, a: Any) -> Any:
        return np.swapaxes(a, -1, -2).reshape(*a.shape[:-2], -1, 1)

    def kron(self, a: Any, b: Any) -> Any:
        product = a[..., :, None, :, None] * b[..., None, :, None, :]
        return product.reshape(*product.shape[:-4], a.shape[-2] * b.shape[-2], a.shape[-1] * b.shape[-1])

    def reciprocal_gaps(self, x: Any) -> Any:
        gaps = np.swapaxes(x, -1, -2) - x
        diagonal = np.eye(x.shape[-2], dtype=bool)
        return np.where(diagonal, 0.0, self.recip(np.where(diagonal, 1.0, gaps)))

    def maximum(self, a: Any, b: Any) -> Any:
        return np.maximum(a, b)

    def relu(self, a: Any) -> Any:
        return np.maximum(a, 0)

    def silu(self, a: Any) -> Any:
        from scipy.special import expit

        return a * expit(a)

    def spectral_norm(self, a: Any) -> Any:
        """By the smaller Gram matrix: the largest singular value loses no digits there."""
        flat = a.shape[-2] <= a.shape[-1]
        turned = np.swapaxes(a, -1, -2)
        gram = a @ turned if flat else turned @ a
        return np.sqrt(np.maximum(self._finite(gram, lambda x: np.linalg.eigvalsh(x)[..., -1:, None])[..., 0, 0], 0))

    def sqrt(self, a: Any) -> Any:
        return np.where(np.asarray(a) < 0, np.nan, np.sqrt(np.maximum(a, 0)))

    def log(self, a: Any) -> Any:
        return np.where(np.asarray(a) <= 0, np.nan, np.log(np.where(np.asarray(a) <= 0, 1, a)))

    def exp(self, a: Any) -> Any:
        return np.exp(a)

    def svdvals(self, a: Any) -> Any:
        return self._finite(a, lambda x: np.linalg.svd(x, compute_uv=False)[..., None])

    def eigvalsh(self, a: Any) -> Any:
        return self._finite(a, lambda x: np.linalg.eigvalsh(x)[..., ::-1, None])

    def nuclear_norm(self, a: Any) -> Any:
        return self.svdvals(a).sum((-1, -2))

    def rank(self, a: Any) -> Any:
        values = self.svdvals(a)[..., 0]
        return (values > SCREEN * values.max(-1, keepdims=True)).sum(-1).astype(float)

    def pinv(self, a: Any) -> Any:
        return self._finite(a, lambda x: np.linalg.pinv(x, rcond=SCREEN))

    def pinv_sqrt(self, a: Any) -> Any:
        def root(x: Any) -> Any:
            values, vectors = np.linalg.eigh(x)
            alive = values > 8 * x.shape[-1] * SCREEN**2 * np.abs(values).max(-1, keepdims=True)  # the routine's noise is a few roundings of the largest
            return (vectors * np.where(alive, 1 / np.sqrt(np.where(alive, values, 1)), 0)[..., None, :]) @ np.swapaxes(vectors, -1, -2)

        return self._finite(a, root)

    @staticmethod
    def _finite(a: Any, function: Any) -> Any:
        with np.errstate(over="ignore", invalid="ignore"):
            finite = np.isfinite(a.sum())  # one pass; a sum that overflows costs a second one
        if finite:
            return function(a)
        sound = np.isfinite(a).all((-1, -2))
        result = function(np.where(sound[..., None, None], a, 0))
        return np.where(sound[..., None, None], result, np.nan)

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        """Kleene truth over the batch, int8: -1 or +1 beyond half the digits, else 0. What holds up to rounding is never called true."""
        a = np.asarray(lhs.data)
        with np.errstate(invalid="ignore", over="ignore"):
            if op in ("psd", "positive definite"):
                return self._indefinite(a, self._least(a))
            if op == "distinct":
                gaps = np.abs(a - np.swapaxes(a, -1, -2)) + np.eye(a.shape[-2])
                return np.where((gaps > SCREEN * np.maximum(1, np.abs(a))).all((-1, -2)), 1, 0).astype(np.int8)
            if rhs is None or op not in ("<=", "<", "=="):
                raise Unsupported(f"float64 does not decide {op}")
            b = np.asarray(rhs.data)
            gap, scale = b - a, np.maximum(1, np.maximum(np.abs(a), np.abs(b)))
            if lhs.shape:
                gap, scale = np.abs(gap).max((-1, -2)), scale.max((-1, -2))
            near = ~(np.abs(gap) > SCREEN * scale)  # NaN is near: unknown
            if op == "==":
                return np.where(near, 0, -1).astype(np.int8)
            return np.where(near, 0, np.where(gap > 0, 1, -1)).astype(np.int8)

    def slack(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        """How much an atom fails, see `shortfall`. Raises Unsupported for a relation that has no slack."""
        return shortfall(op, np.asarray(lhs.data), None if rhs is None else np.asarray(rhs.data), self._least, matrices=bool(lhs.shape))

    def weigh(self, op: str, lhs: Value, rhs: Value | None) -> tuple[Any, Any]:
        """`compare` and `slack` at once. Of matrices that are clearly definite the smallest pivot stands for the smallest eigenvalue, which it exceeds."""
        if op in ("psd", "positive definite"):
            a = np.asarray(lhs.data)
            least = self._pivot_or_least(a)
            return self._indefinite(a, least), shortfall(op, a, None, lambda _: least, matrices=True)
        return self.compare(op, lhs, rhs), self.slack(op, lhs, rhs)

    def _least(self, a: Any) -> Any:
        """The smallest eigenvalue of the symmetric part, NaN where that is not finite."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.eigvalsh((a + np.swapaxes(a, -1, -2)) / 2)[..., -1, 0]

    def _pivot_or_least(self, a: Any) -> Any:
        """A sound screen: elimination without LAPACK, and the spectrum only of lanes whose pivots are not clearly positive, and of the nearest ones."""
        with np.errstate(all="ignore"):
            rest = (a + np.swapaxes(a, -1, -2)) / 2
            pivot = rest[..., 0, 0].copy()
            size = np.abs(rest).max((-1, -2))
            for _ in range(a.shape[-1] - 1):
                column = rest[..., 1:, 0]
                rest = rest[..., 1:, 1:] - column[..., :, None] * (column / rest[..., :1, 0])[..., None, :]
                pivot = np.fmin(pivot, np.where(np.isnan(rest[..., 0, 0]), -np.inf, rest[..., 0, 0]))
            flat = np.atleast_1d(pivot / np.where(size > 0, size, 1))
            doubtful = ~(flat > SCREEN)
            doubtful[np.argsort(flat, kind="stable")[:NEAREST]] = True
            result = np.atleast_1d(pivot)
            result[doubtful] = self._least(np.reshape(a, (-1, *a.shape[-2:]))[doubtful])
            return result.reshape(np.shape(pivot))

    @staticmethod
    def _indefinite(a: Any, least: Any) -> Any:
        with np.errstate(invalid="ignore", over="ignore"):
            skew, scale = np.abs(a - np.swapaxes(a, -1, -2)).max((-1, -2)), np.maximum(1, np.abs(a).max((-1, -2)))
            return np.where((skew > SCREEN * scale) | (least < -SCREEN * scale), -1, 0).astype(np.int8)


def shortfall(op: str, a: Any, b: Any, least: Callable[[Any], Any], *, matrices: bool) -> Any:
    """How much a relation between floats fails, one number per lane relative to the size of its sides: positive where it is false, NaN where undefined.

    <= and <: (a - b) / (|a| + |b|), or d / (1 + |d|) where one side is the constant zero, which has no size. ==: |a - b| / (|a| + |b|), in the
    Frobenius norm. psd and positive definite: minus the smallest eigenvalue of the symmetric part (`least` finds it) over the norm, or the skew
    part over the norm where that is larger and more than rounding. distinct: minus the smallest gap over the largest absolute entry.
    Raises Unsupported for any other relation.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        if op in ("psd", "positive definite"):
            size = frobenius(a)
            below, skew = _ratio(-least(a), size), _ratio(frobenius(a - np.swapaxes(a, -1, -2)), size)
            return np.where(skew > SCREEN, np.maximum(below, skew), below)
        if op == "distinct":
            column = a[..., 0]
            gaps = np.diff(np.sort(column, -1), axis=-1) if column.shape[-1] > 1 else np.abs(column)
            return _ratio(-gaps.min(-1), np.abs(column).max(-1))
        if b is None or op not in ("<=", "<", "=="):
            raise Unsupported(f"floats have no slack of {op}")
        gap = a - b
        if op == "==":
            size_of = frobenius if matrices else np.abs
            return _ratio(size_of(gap), size_of(a) + size_of(b))
        if any(x.ndim == 0 and x == 0 for x in (a, b)):
            return gap / (1 + np.abs(gap))
        return _ratio(gap, np.abs(a) + np.abs(b))


def frobenius(a: Any) -> Any:
    """Frobenius norms of a batch."""
    return np.sqrt(np.einsum("...ij,...ij->...", a, a))


def _ratio(part: Any, whole: Any) -> Any:
    """part / whole, where the part vanishes with the whole: then it is zero."""
    return part / np.where(whole == 0, 1, whole)


class Half(Float64):
    """Half the digits of what is small beside the largest singular value, for a fifth of the price: enough for medians along a size."""

    def nuclear_norm(self, a: Any) -> Any:
        turned = np.swapaxes(a, -1, -2)
        gram = a @ turned if a.shape[-2] <= a.shape[-1] else turned @ a
        return self._finite(gram, lambda x: np.sqrt(np.maximum(np.linalg.eigvalsh(x), 0)).sum(-1)[..., None, None])[..., 0, 0]


FLOAT64, HALF = Float64(), Half()

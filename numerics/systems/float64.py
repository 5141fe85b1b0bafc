"""Batches of float64, as stacked NumPy arrays: the fast scout. It finds leads; what it calls near is looked at again by others."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from numerics.value import Unsupported, Value

SCREEN = 2.0**-26  # half the digits: what is nearer than this, relative to the sides, is not told apart here


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
        sound = np.linalg.slogdet(a)[0] != 0
        safe = np.where((sound & np.isfinite(a).all((-1, -2)))[..., None, None], a, np.eye(a.shape[-1]))
        return np.where(sound[..., None, None], np.linalg.inv(safe), np.nan)

    def det(self, a: Any) -> Any:
        return np.linalg.det(a)

    def trace(self, a: Any) -> Any:
        return np.trace(a, axis1=-2, axis2=-1)

    def total(self, a: Any) -> Any:
        return a.sum((-1, -2))

    def hadamard(self, a: Any, b: Any) -> Any:
        return a * b

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
            alive = values > SCREEN**2 * np.abs(values).max(-1, keepdims=True)
            return (vectors * np.where(alive, 1 / np.sqrt(np.where(alive, values, 1)), 0)[..., None, :]) @ np.swapaxes(vectors, -1, -2)

        return self._finite(a, root)

    @staticmethod
    def _finite(a: Any, function: Any) -> Any:
        sound = np.isfinite(a).all((-1, -2))
        result = function(np.where(sound[..., None, None], a, 0))
        return np.where(sound[..., None, None], result, np.nan)

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        a = np.asarray(lhs.data)
        with np.errstate(invalid="ignore", over="ignore"):
            if op in ("psd", "positive definite"):
                if not np.isfinite(a).all():
                    a = np.where(np.isfinite(a).all((-1, -2))[..., None, None], a, 0)
                skew, scale = np.abs(a - np.swapaxes(a, -1, -2)).max((-1, -2)), np.maximum(1, np.abs(a).max((-1, -2)))
                least = np.linalg.eigvalsh((a + np.swapaxes(a, -1, -2)) / 2)[..., 0]
                return np.where((skew > SCREEN * scale) | (least < -SCREEN * scale), -1, 0).astype(np.int8)
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


FLOAT64 = Float64()

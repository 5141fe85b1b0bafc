"""Batches of float64, each with a running bound on its error: a sign that this system reports is the sign of the real number.

The bounds assume IEEE double arithmetic with round to nearest, sums of products in any order, and backward stable LAPACK routines
(the factor in `_spectral_error` is generous). Data is a pair (value, error) of arrays.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from numerics.systems.float64 import Float64
from numerics.systems.float64 import as_float as _float
from numerics.value import Unsupported, Value

UNIT = 2.0**-53
PAD = 1 + 2.0**-48  # covers the rounding of the bounds themselves
TINY = 2.0**-1000  # covers underflow

Pair = tuple[Any, Any]


class Bounded:
    name = "float64 with error bounds"
    batched = True

    def __init__(self) -> None:
        self.plain = Float64()

    def const(self, c: Fraction) -> Pair:
        value = _float(c)
        if not np.isfinite(value):
            return np.asarray(np.nan), np.asarray(np.nan)
        return np.asarray(value), np.asarray(0.0 if Fraction(value) == c else abs(value) * 2 * UNIT + TINY)

    def exact(self, value: Any) -> Pair:
        """A float array that carries no error."""
        return value, np.zeros_like(value)

    def quotient(self, p: Any, q: Any) -> Pair:
        """Numerators over denominators, both exact floats."""
        value = p / q
        return value, np.where(q == 1, 0.0, np.abs(value) * 2 * UNIT + np.where(p == 0, 0, TINY))

    def add(self, a: Pair, b: Pair) -> Pair:
        value = a[0] + b[0]
        return value, (a[1] + b[1] + UNIT * np.abs(value)) * PAD

    def sub(self, a: Pair, b: Pair) -> Pair:
        return self.add(a, self.neg(b))

    def neg(self, a: Pair) -> Pair:
        return -a[0], a[1]

    def mul(self, a: Pair, b: Pair) -> Pair:
        value = a[0] * b[0]
        error = np.abs(a[0]) * b[1] + np.abs(b[0]) * a[1] + a[1] * b[1] + UNIT * np.abs(value)
        zero = ((a[0] == 0) & (a[1] == 0)) | ((b[0] == 0) & (b[1] == 0))
        lost = ~zero & (np.abs(value) + error < 2.0**-900)  # underflow
        return value, error * PAD + np.where((error > 0) | lost, TINY, 0)

    def scale(self, a: Pair, c: Pair) -> Pair:
        return self.mul(a, (np.asarray(c[0])[..., None, None], np.asarray(c[1])[..., None, None]))

    def recip(self, c: Pair) -> Pair:
        value, error = c
        sound = np.abs(value) > 2 * error
        safe = np.where(sound, value, 1)
        result = 1 / safe
        bound = TINY + (error / (np.abs(safe) * (np.abs(safe) - np.where(sound, error, 0))) + 2 * UNIT * np.abs(result)) * PAD
        return np.where(sound, result, np.nan), np.where(sound, bound, np.nan)

    def matmul(self, a: Pair, b: Pair) -> Pair:
        value, depth = a[0] @ b[0], a[0].shape[-1]
        size = np.abs(a[0]) @ np.abs(b[0])
        error = np.abs(a[0]) @ b[1] + a[1] @ np.abs(b[0]) + a[1] @ b[1] + (depth + 2) * 2 * UNIT * size
        return value, error * PAD + TINY

    def transpose(self, a: Pair) -> Pair:
        return np.swapaxes(a[0], -1, -2), np.swapaxes(a[1], -1, -2)

    def entry(self, a: Pair, i: int, j: int) -> Pair:
        return a[0][..., i, j], a[1][..., i, j]

    def entries(self, rows: Any) -> Pair:
        return self.plain.entries([[x[0] for x in row] for row in rows]), self.plain.entries([[x[1] for x in row] for row in rows])

    def eye(self, n: int) -> Pair:
        return self.exact(np.eye(n))

    def ones(self, n: int, m: int) -> Pair:
        return self.exact(np.ones((n, m)))

    def total(self, a: Pair) -> Pair:
        count = a[0].shape[-1] * a[0].shape[-2]
        return a[0].sum((-1, -2)), (a[1].sum((-1, -2)) + 2 * count * UNIT * np.abs(a[0]).sum((-1, -2))) * PAD

    def trace(self, a: Pair) -> Pair:
        diagonal = np.diagonal(a[0], axis1=-2, axis2=-1), np.diagonal(a[1], axis1=-2, axis2=-1)
        return self.total((diagonal[0][..., None], diagonal[1][..., None]))

    def hadamard(self, a: Pair, b: Pair) -> Pair:
        return self.mul(a, b)

    def diagonal(self, x: Pair) -> Pair:
        return self.plain.diagonal(x[0]), self.plain.diagonal(x[1])

    def vec(self, a: Pair) -> Pair:
        return self.plain.vec(a[0]), self.plain.vec(a[1])

    def kron(self, a: Pair, b: Pair) -> Pair:
        def spread(x: Any, y: Any) -> tuple[Any, Any]:
            return x[..., :, None, :, None], y[..., None, :, None, :]

        (av, bv), (ae, be) = spread(a[0], b[0]), spread(a[1], b[1])
        value, error = self.mul((av, ae), (bv, be))
        shape = (*value.shape[:-4], a[0].shape[-2] * b[0].shape[-2], a[0].shape[-1] * b[0].shape[-1])
        return value.reshape(shape), np.broadcast_to(error, value.shape).reshape(shape)

    def reciprocal_gaps(self, x: Pair) -> Pair:
        gaps = self.sub(self.transpose(x), x)
        diagonal = np.eye(x[0].shape[-2], dtype=bool)
        value, error = self.recip((np.where(diagonal, 1.0, gaps[0]), np.where(diagonal, 0.0, gaps[1])))
        return np.where(diagonal, 0.0, value), np.where(diagonal, 0.0, error)

    def maximum(self, a: Pair, b: Pair) -> Pair:
        # Where one side is larger beyond doubt its own bound counts, so a clipped law is an exact zero.
        clear_a, clear_b = a[0] - a[1] > b[0] + b[1], b[0] - b[1] > a[0] + a[1]
        return np.maximum(a[0], b[0]), np.where(clear_a, a[1], np.where(clear_b, b[1], np.maximum(a[1], b[1])))

    def sqrt(self, a: Pair) -> Pair:
        value, error = a
        root = np.sqrt(np.maximum(value, 0))
        low = np.sqrt(np.maximum(value - error, 0))
        bound = np.where(root + low > 0, error / np.where(root + low > 0, root + low, 1), np.sqrt(np.maximum(error, 0)))
        undefined = value + error < 0
        return np.where(undefined, np.nan, root), np.where(undefined, np.nan, (bound + 2 * UNIT * root) * PAD)

    def log(self, a: Pair) -> Pair:
        value, error = a
        sound = value > 2 * error
        safe = np.where(sound, value, 1)
        root = np.log(safe)
        bound = error / (safe - np.where(sound, error, 0)) + 4 * UNIT * (1 + np.abs(root))
        return np.where(sound, root, np.nan), np.where(sound, bound * PAD, np.nan)

    def inv(self, a: Pair) -> Pair:
        value, error = a
        n = value.shape[-1]
        near = self.plain.inv(value)
        size = np.abs(near)
        residue = np.abs(np.eye(n) - near @ value) + (n + 2) * 2 * UNIT * (size @ np.abs(value)) + size @ error
        defect = residue.sum(-1).max(-1)
        sound = defect < 0.5
        norm = size.sum(-1).max(-1)
        bound = np.where(sound, norm * defect / (1 - np.where(sound, defect, 0)) * PAD, np.nan)
        return np.where(sound[..., None, None], near, np.nan), np.broadcast_to(bound[..., None, None], near.shape)

    def _spectral_error(self, a: Pair) -> Any:
        """Weyl: every singular value (or eigenvalue) moves by at most the norm of the error, plus the routine's own."""
        value, error = a
        n = max(value.shape[-2:])
        frobenius = np.sqrt((np.abs(value) ** 2).sum((-1, -2)))
        return (np.sqrt((error**2).sum((-1, -2))) + 32 * n**1.5 * UNIT * frobenius) * PAD + TINY

    def svdvals(self, a: Pair) -> Pair:
        values = self.plain.svdvals(a[0])
        return values, np.broadcast_to(self._spectral_error(a)[..., None, None], values.shape)

    def eigvalsh(self, a: Pair) -> Pair:
        values = self.plain.eigvalsh(a[0])
        return values, np.broadcast_to(self._spectral_error(a)[..., None, None], values.shape)

    def nuclear_norm(self, a: Pair) -> Pair:
        return self.total(self.svdvals(a))

    def rank(self, a: Pair) -> Pair:
        """At least as many as singular values exceed their error; at most all, unless the matrix is exactly zero."""
        values, error = self.svdvals(a)
        certain = (values > error).sum((-1, -2)).astype(float)
        possible = np.where((np.abs(a[0]) + a[1]).sum((-1, -2)) == 0, 0.0, float(values.shape[-2]))
        return (certain + possible) / 2, np.where(np.isnan(values).any((-1, -2)), np.nan, (possible - certain) / 2)

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        with np.errstate(invalid="ignore", over="ignore"):
            if op in ("psd", "positive definite"):
                skew = self.sub(lhs.data, self.transpose(lhs.data))
                least = self.plain.eigvalsh((lhs.data[0] + np.swapaxes(lhs.data[0], -1, -2)) / 2)[..., -1, 0]
                error = self._spectral_error(lhs.data)
                wrong = (np.abs(skew[0]) > skew[1]).any((-1, -2)) | (least < -error)
                wrong |= (least <= -error) & (op != "psd")
                right = ((skew[0] == 0) & (skew[1] == 0)).all((-1, -2)) & (least > error)
                return np.where(wrong, -1, np.where(right, 1, 0)).astype(np.int8)
            if op == "distinct":
                gap, error = self.sub(lhs.data, self.transpose(lhs.data))
                apart = (np.abs(gap) > error) | np.eye(gap.shape[-1], dtype=bool)
                same = ((gap == 0) & (error == 0) & ~np.eye(gap.shape[-1], dtype=bool)).any((-1, -2))
                return np.where(apart.all((-1, -2)), 1, np.where(same, -1, 0)).astype(np.int8)
            if rhs is None or op not in ("<=", "<", "=="):
                raise Unsupported(f"float64 with error bounds does not decide {op}")
            gap, error = self.sub(rhs.data, lhs.data)
            if op == "==":
                apart, same = np.abs(gap) > error, (gap == 0) & (error == 0)
                if lhs.shape:
                    apart, same = apart.any((-1, -2)), same.all((-1, -2))
                return np.where(apart, -1, np.where(same, 1, 0)).astype(np.int8)
            if op == "<=":
                return np.where(gap - error >= 0, 1, np.where(gap + error < 0, -1, 0)).astype(np.int8)
            return np.where(gap - error > 0, 1, np.where(gap + error <= 0, -1, 0)).astype(np.int8)


BOUNDED = Bounded()

"""Batches of float64, each with a running bound on its error: a sign that this system reports is the sign of the real number.

Data is a pair (value, error). The error is an array, or a `Grid` where the values are integers or binary fractions: sums and products of these
are exact as long as they are small, so integer claims are decided to the last bit, and no error array is computed for them.

The bounds assume IEEE double arithmetic with round to nearest, sums of products in any order, and backward stable LAPACK spectra (the factor in
`_spectral_error` is generous; inverses, roots and determinants are checked afterwards and trust nothing). N. J. Higham, Accuracy and Stability
of Numerical Algorithms, 2002, chapters 3, 9 and 14.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.systems.float64 import Float64, frobenius, shortfall
from numerics.systems.float64 import as_float as _float
from numerics.systems.pairs import (
    PAD,
    ZERO,
    Grid,
    Marked,
    Pair,
    alike,
    as_array,
    carried,
    even,
    exact_lanes,
    fresh,
    integers,
    is_symmetric,
    landed,
    marked,
    new,
)
from numerics.systems.whole import LIMIT, PRIMES, SPECK, TINY, UNIT, by_characteristic, eliminate, ranks, residue, spans
from numerics.value import Unsupported, Value

FAINT = 2.0**-900  # what is smaller may have underflowed
FINEST = 2.0**-300  # the finest grid: products of what lies on it cannot underflow
SMALL = 8  # the largest side at which a characteristic polynomial is worth its price


def _pad(terms: int) -> float:
    """Covers the rounding of a bound that is a sum of so many terms."""
    return 1 + (terms + 32) * 2 * UNIT


def _flat(a: Any) -> Any:
    """(..., n, m) as (batch, n, m)."""
    return np.asarray(a).reshape(-1, *np.shape(a)[-2:])


def _faithful(size: Any, error: Any) -> bool:
    """Whether every error is a few roundings of its value, as those of quotients are."""
    return bool((error <= 4 * UNIT * size).all())


def _inherited(a: Any, x: Any, b: Any, y: Any) -> Any:
    """What the errors x and y of a and b make of the error of a @ b."""
    error = x @ np.abs(b) if x is not ZERO else ZERO
    return error + (np.abs(a) + x) @ y if y is not ZERO else error


def _smallest(value: Any, error: Any) -> float:
    """The smallest size of what is not zero in an array and its error."""
    return min(float(np.abs(x)[x != 0].min(initial=math.inf)) for x in (value, error))


def _norm(a: Any) -> Any:
    """A bound on the Frobenius norm from above."""
    return frobenius(a) * _pad(a.shape[-1] * a.shape[-2]) + SPECK


def _all_powers(q: Any) -> bool:
    """Whether positive integers in floats are powers of two."""
    some = q.ravel()[:64]
    return bool(all((np.frexp(part)[0] == 0.5).all() for part in (some, q)))


def _balance(a: Any) -> tuple[Any, Any]:
    """Powers of two, for the rows and for the columns, that bring entries near one where rows differ much in size; else None."""
    with np.errstate(invalid="ignore", over="ignore"):
        rows = np.abs(a).max(-1, keepdims=True)
        if not rows.max(initial=0.0) > 2.0**10 * rows.min(initial=math.inf):
            return None, None
        down = np.ldexp(1.0, np.clip(-np.frexp(rows)[1], -400, 400))
        columns = np.abs(a * down).max(-2, keepdims=True)
        across = np.ldexp(1.0, np.clip(-np.frexp(columns)[1], -400, 400))
        lost = (np.abs(a * down * across) < 2.0**-900) & (a != 0)
        return (None, None) if lost.any() else (down, across)


def _rounded_determinant(value: Any, grid: Grid, found: Any, bound: Any) -> tuple[Any, Grid]:
    """Determinants of exact integers: the integer that is near enough, or the one near enough that has the right residue modulo a prime."""
    n = value.shape[-1]
    unit = grid.grain**n
    found, bound = found / unit, bound / unit
    whole = np.ones(len(value), bool) if grid.lost is None else (grid.lost.reshape(value.shape) == 0).all((-1, -2))
    p = PRIMES[0]
    hard = np.flatnonzero(whole & (bound >= 0.5) & (bound < p / 2 - 1) & (np.abs(found) + bound < LIMIT))
    found = np.where(np.isfinite(found), np.rint(found), found)
    sure = whole & (bound < 0.5) & (np.abs(found) < LIMIT)
    if hard.size:
        remainder = residue(integers(value[hard], grid), p)
        guess = found[hard].astype(np.int64)
        step = (remainder - guess) % p
        found[hard] = guess + np.where(step > p // 2, step - p, step)
        sure[hard] = np.abs(found[hard]) < LIMIT
    if sure.all():
        return found * unit, Grid(float(np.abs(found).max(initial=0.0)) * unit, unit)
    return found * unit, Grid(math.inf, unit, np.where(sure, 0, bound + 0.5) * PAD * unit)


class Bounded:
    name = "float64 with error bounds"
    batched = True
    patient = False  # whether a characteristic polynomial comes first even where the spectrum is wanted, too

    def __init__(self) -> None:
        self.plain = Float64()

    def const(self, c: Fraction) -> Pair:
        value = _float(c)
        if not np.isfinite(value):
            return np.asarray(np.nan), np.asarray(np.nan)
        power = c.denominator & (c.denominator - 1) == 0
        if power and abs(c.numerator) < LIMIT and 1 / c.denominator >= FINEST:
            return np.asarray(value), Grid(abs(value), 1 / c.denominator)
        return np.asarray(value), np.asarray(0.0 if Fraction(value) == c else abs(value) * 2 * UNIT + TINY)

    @fresh
    def exact(self, value: Any) -> Pair:
        """A float array that carries no error."""
        value = np.asarray(value)
        most = float(np.abs(value).max(initial=0.0))
        if most < LIMIT and (np.rint(value) == value).all():
            return value, Grid(most)
        return value, np.zeros_like(value)

    @fresh
    def quotient(self, p: Any, q: Any) -> Pair:
        """Numerators over denominators, both exact floats."""
        if (q == 1).all():
            return self.exact(p)
        value = p / q
        if _all_powers(q):  # binary fractions
            most, grain = float(np.abs(value).max(initial=0.0)), 1 / float(q.max(initial=1.0))
            if most < LIMIT * grain and (np.rint(p) == p).all():
                return value, Grid(most, grain)
        size = np.abs(value)
        error = size * (2 * UNIT)
        if (lost := (size < FAINT) & (p != 0)).any():
            error[lost] += TINY
        error[q == 1] = 0
        return value, error

    def add(self, a: Pair, b: Pair) -> Pair:
        turned = isinstance(a, Marked) and isinstance(b, Marked) and a.word == b.flipped and a.flipped == b.word
        return new(self._added(a, b), symmetric=turned or is_symmetric(a, b))

    def _added(self, a: Pair, b: Pair) -> Pair:
        value, error = a[0] + b[0], as_array(a[1])
        if (other := as_array(b[1])) is not ZERO:
            error = other if error is ZERO else error + other
        if isinstance(a[1], Grid) and isinstance(b[1], Grid):
            return value, landed(min(a[1].grain, b[1].grain), a[1].most + b[1].most, lambda: np.abs(value), error)
        return value, (error + UNIT * np.abs(value)) * PAD

    def sub(self, a: Pair, b: Pair) -> Pair:
        if a is b and np.isfinite(a[0]).all():
            return new((a[0] - b[0], Grid(0.0)), symmetric=is_symmetric(a))
        return self.add(a, self.neg(b))

    @alike
    def neg(self, a: Pair) -> Pair:
        return -a[0], a[1]

    def mul(self, a: Pair, b: Pair) -> Pair:
        value = a[0] * b[0]
        x, y, error = as_array(a[1]), as_array(b[1]), ZERO
        if x is not ZERO:
            error = np.abs(b[0]) * x
        if y is not ZERO:
            error = error + (np.abs(a[0]) + x) * y
        if isinstance(a[1], Grid) and isinstance(b[1], Grid) and (grain := a[1].grain * b[1].grain) >= FINEST:
            return value, landed(grain, a[1].most * b[1].most, lambda: np.abs(value), error)
        size = np.abs(value)
        error = (error + UNIT * size) * PAD
        lost = size + error < FAINT  # underflow, or a factor that is zero
        if lost.any():
            return value, error + np.where(((a[0] == 0) & (x == 0)) | ((b[0] == 0) & (y == 0)), 0, TINY)
        return value, error + TINY

    @alike
    def scale(self, a: Pair, c: Pair) -> Pair:
        return self.mul(a, (np.asarray(c[0])[..., None, None], carried(c[1], lambda error: np.asarray(error)[..., None, None])))

    def recip(self, c: Pair) -> Pair:
        value, error = c[0], as_array(c[1])
        if isinstance(c[1], Grid) and c[1].lost is None and np.size(value) == 1:
            mantissa, _ = math.frexp(abs(float(value.item())))
            inverse = 1 / abs(value.item()) if value.item() else math.inf
            if mantissa == 0.5 and FINEST <= inverse < LIMIT:  # halving is exact
                return 1 / value, Grid(inverse, min(inverse, 1.0))
        sound = np.abs(value) > 2 * error
        size = np.where(sound, np.abs(value), 1)
        with np.errstate(over="ignore"):
            result = np.where(sound, 1 / np.where(sound, value, 1), np.nan)
            return result, TINY + (np.where(sound, error, 0) / size / (size - np.where(sound, error, 0)) + 2 * UNIT * np.abs(result)) * PAD

    def matmul(self, a: Pair, b: Pair) -> Pair:
        made = self._multiplied(a, b)
        return marked(made, a.word + b.word, b.flipped + a.flipped) if isinstance(a, Marked) and isinstance(b, Marked) else new(made)

    def _multiplied(self, a: Pair, b: Pair) -> Pair:
        value, depth = a[0] @ b[0], a[0].shape[-1]
        x, y = as_array(a[1]), as_array(b[1])
        rounding = (depth + 2) * 2 * UNIT
        if isinstance(a[1], Grid) and isinstance(b[1], Grid) and (grain := a[1].grain * b[1].grain) >= FINEST:
            error = ZERO if x is ZERO and y is ZERO else _inherited(a[0], x, b[0], y) * _pad(depth)
            return value, landed(grain, depth * a[1].most * b[1].most, lambda: np.abs(a[0]) @ np.abs(b[0]), error, rounding)
        left, right = np.abs(a[0]), np.abs(b[0])
        size = left @ right
        if _faithful(left, x) and _faithful(right, y):
            error = size * ((rounding + 9 * UNIT) * PAD)
        else:
            most = (left + x) @ (right + y)
            error = most - size
            error += most * ((4 * depth + 12) * UNIT)
            error *= PAD
        nothing = error == 0
        if nothing.any() and _smallest(left, x) * _smallest(right, y) > 2.0**-1020:  # a zero that no underflow made
            return value, np.where(nothing, 0, error + TINY)
        error += TINY
        return value, error

    def transpose(self, a: Pair) -> Pair:
        made = np.swapaxes(a[0], -1, -2), carried(a[1], lambda error: np.swapaxes(error, -1, -2))
        return marked(made, a.flipped, a.word) if isinstance(a, Marked) else new(made)

    def entry(self, a: Pair, i: int, j: int) -> Pair:
        return a[0][..., i, j], a[1][..., i, j]

    @fresh
    def entries(self, rows: Any) -> Pair:
        value = self.plain.entries([[x[0] for x in row] for row in rows])
        errors = [x[1] for row in rows for x in row]
        grids = [error for error in errors if isinstance(error, Grid)]
        most, grain = max((g.most for g in grids), default=0.0), min((g.grain for g in grids), default=1.0)
        if len(grids) == len(errors) and most < LIMIT * grain:
            return value, Grid(most, grain)
        error = np.broadcast_to(self.plain.entries([[as_array(x[1]) for x in row] for row in rows]), value.shape)
        return value, Grid(math.inf, grain, error) if len(grids) == len(errors) else error

    @even
    def eye(self, n: int) -> Pair:
        return np.eye(n), Grid(1.0)

    @even
    def ones(self, n: int, m: int) -> Pair:
        return np.ones((n, m)), Grid(1.0)

    def total(self, a: Pair) -> Pair:
        count = a[0].shape[-1] * a[0].shape[-2]
        value, error = a[0].sum((-1, -2)), as_array(a[1])
        if error is not ZERO:
            error = error.sum((-1, -2)) * _pad(count)

        def size() -> Any:
            return np.abs(a[0]).sum((-1, -2))

        if isinstance(a[1], Grid):
            return value, landed(a[1].grain, count * a[1].most, size, error, 2 * count * UNIT)
        return value, (error + 2 * count * UNIT * size()) * _pad(count)

    def trace(self, a: Pair) -> Pair:
        def column(x: Any) -> Any:
            return np.diagonal(x, axis1=-2, axis2=-1)[..., None]

        return self.total((column(a[0]), carried(a[1], column)))

    @alike
    def hadamard(self, a: Pair, b: Pair) -> Pair:
        return self.mul(a, b)

    @even
    def diagonal(self, x: Pair) -> Pair:
        return self.plain.diagonal(x[0]), carried(x[1], self.plain.diagonal)

    @fresh
    def vec(self, a: Pair) -> Pair:
        return self.plain.vec(a[0]), carried(a[1], self.plain.vec)

    @alike
    def kron(self, a: Pair, b: Pair) -> Pair:
        value, error = self.mul((a[0][..., :, None, :, None], a[1][..., :, None, :, None]), (b[0][..., None, :, None, :], b[1][..., None, :, None, :]))
        shape = (*value.shape[:-4], a[0].shape[-2] * b[0].shape[-2], a[0].shape[-1] * b[0].shape[-1])
        return value.reshape(shape), carried(error, lambda x: np.broadcast_to(x, value.shape).reshape(shape))

    @fresh
    def reciprocal_gaps(self, x: Pair) -> Pair:
        gaps = self.sub(self.transpose(x), x)
        diagonal = np.eye(x[0].shape[-2], dtype=bool)
        value, error = self.recip((np.where(diagonal, 1.0, gaps[0]), np.where(diagonal, 0.0, as_array(gaps[1]))))
        return np.where(diagonal, 0.0, value), np.where(diagonal, 0.0, error)

    def inner(self, a: Pair, b: Pair) -> Pair:
        return self.total(self.hadamard(a, b))

    def maximum(self, a: Pair, b: Pair) -> Pair:
        x, y = as_array(a[1]), as_array(b[1])
        value = np.maximum(a[0], b[0])
        grain = min(a[1].grain, b[1].grain) if isinstance(a[1], Grid) and isinstance(b[1], Grid) else None
        if grain is not None and x is ZERO and y is ZERO:
            return value, landed(grain, max(a[1].most, b[1].most), lambda: np.abs(value), ZERO)
        # Where one side is larger beyond doubt its own bound counts, so a clipped law is an exact zero.
        clear_a, clear_b = a[0] - x > b[0] + y, b[0] - y > a[0] + x
        error = np.where(clear_a, x, np.where(clear_b, y, np.maximum(x, y)))
        return value, error if grain is None else Grid(math.inf, grain, error)

    @fresh
    def relu(self, a: Pair) -> Pair:
        return self.maximum(a, self.const(Fraction(0)))

    def sqrt(self, a: Pair) -> Pair:
        value, error = a[0], as_array(a[1])
        root = np.sqrt(np.maximum(value, 0))
        square = (error == 0) & (root * root == value) & (np.rint(root) == root) & (root < 2.0**26)
        if isinstance(a[1], Grid) and square.all():
            return root, Grid(float(root.max(initial=0.0)))
        low = np.sqrt(np.maximum(value - error, 0))
        bound = np.where(root + low > 0, error / np.where(root + low > 0, root + low, 1), np.sqrt(np.maximum(error, 0)))
        bound = np.where(square, 0, (bound + 2 * UNIT * root) * PAD)
        undefined = value + error < 0
        return np.where(undefined, np.nan, root), np.where(undefined, np.nan, bound)

    def log(self, a: Pair) -> Pair:
        value, error = a[0], as_array(a[1])
        sound = value > 2 * error
        safe, error = np.where(sound, value, 1), np.where(sound, error, 0)
        root = np.log(safe)
        bound = np.where((safe == 1) & (error == 0), 0, (error / (safe - error) + 4 * UNIT * (1 + np.abs(root))) * PAD)
        return np.where(sound, root, np.nan), np.where(sound, bound, np.nan)

    def exp(self, a: Pair) -> Pair:
        value, error = a[0], as_array(a[1])
        with np.errstate(over="ignore", invalid="ignore"):
            power = np.exp(value)
            bound = np.where((value == 0) & (error == 0), 0, (power * np.expm1(error) + 8 * UNIT * power) * PAD + TINY)
            sound = np.isfinite(bound) & np.isfinite(power)
        return np.where(sound, power, np.nan), np.where(sound, bound, np.nan)

    # ---- inverses and determinants: computed in floats, and checked afterwards

    @alike
    def inv(self, a: Pair) -> Pair:
        """By a near inverse X and what I - X A is: A^{-1} - X = R (I - R)^{-1} X, rows of R by columns of X."""
        value, error = a[0], as_array(a[1])
        n = value.shape[-1]
        down, across = _balance(value)
        if down is not None:
            value, error = value * down * across, error if error is ZERO else error * down * across + TINY
        near = self.plain.inv(value)
        size = np.abs(near)
        with np.errstate(invalid="ignore", over="ignore"):
            residue = np.abs(np.eye(n) - near @ value) + (n + 4) * 2 * UNIT * (np.eye(n) + size @ np.abs(value)) + TINY
            if error is not ZERO:
                residue = residue + size @ error
            rows = residue.sum(-1) * _pad(2 * n)
            defect = rows.max(-1)
            sound = (defect < 0.5)[..., None, None]
            bound = rows[..., :, None] * size.max(-2)[..., None, :] * (PAD / (1 - np.where(defect < 0.5, defect, 0)))[..., None, None]
            near, bound = np.where(sound, near, np.nan), np.where(sound, bound + TINY, np.nan)
            if down is not None:
                down, across = np.swapaxes(down, -1, -2), np.swapaxes(across, -1, -2)
                near, bound = near * across * down, bound * across * down + TINY
            return near, bound

    def det(self, a: Pair) -> Pair:
        """|det(A + E) - det A| <= prod(r_i + e_i) - prod r_i, with the norms of the rows of A and E: the determinant is linear in each row (Hadamard)."""
        value, error = _flat(a[0]), as_array(a[1])
        n, lead = value.shape[-1], np.shape(a[0])[:-2]
        with np.errstate(all="ignore"):
            found, moved, fits = eliminate(np.ascontiguousarray(value.transpose(1, 2, 0)))
            if error is not ZERO:
                moved = moved + _flat(error).sum(-1).T * _pad(n)
            norms = np.sqrt((value**2).sum(-1)).T * _pad(n) + np.where((value != 0).any(-1).T, SPECK, 0)
            gap, product, regular = np.zeros(len(value)), np.ones(len(value)), np.ones(len(value), bool)
            for r, e in zip(norms, moved, strict=True):
                gap, product, regular = gap * (r + e) + product * e + TINY, product * r, regular & (r > 0)
                fits &= ~regular | (product > SPECK)
            bound = (gap + (n + 4) * 2 * UNIT * np.abs(found)) * _pad(4 * n)
            bound = np.where((norms + moved == 0).any(0), 0, np.where(fits, bound, np.inf))
            if isinstance(a[1], Grid) and a[1].grain ** n >= FINEST:
                found, kept = _rounded_determinant(value, a[1], found, bound)
                return found.reshape(lead), carried(kept, lambda x: x.reshape(lead))
            return found.reshape(lead), bound.reshape(lead)

    @alike
    def pinv(self, a: Pair) -> Pair:
        """(A^T A + c (I - P))^{-1} A^T with the projector P onto the row space of A, and c > 0 of any size; NaN where the rank is not known."""
        if a[0].shape[-2] < a[0].shape[-1]:
            return self.transpose(self.pinv(self.transpose(a)))
        if a[0].shape[-2] == a[0].shape[-1]:
            value, error = self.inv(a)
            if np.isfinite(value).all():
                return value, error
        flat = (_flat(a[0]), carried(a[1], _flat))
        turned = self.transpose(flat)
        gram = self.matmul(turned, flat)
        kernel, c, blank = self._kernel(flat, 2)
        if kernel is not None:
            gram = self.add(gram, self.scale(kernel, c))
        value, error = self.matmul(self.inv(gram), turned)
        value, error = np.where(blank, 0, value), np.where(blank, 0, as_array(error))
        shape = (*np.shape(a[0])[:-2], *value.shape[-2:])
        return value.reshape(shape), error.reshape(shape)

    @even
    def pinv_sqrt(self, a: Pair) -> Pair:
        """S^{dagger 1/2} = (S + c (I - P))^{-1/2} - c^{-1/2} (I - P) with the projector P onto the range of S; NaN where S is not certainly PSD."""
        part = self._symmetric_part(a)
        flat = (_flat(part[0]), carried(part[1], _flat))
        kernel, c, blank = self._kernel(flat, 1)
        if kernel is None:
            value, error = self._inverse_root(flat)
        else:
            value, error = self._inverse_root(self.add(flat, self.scale(kernel, c)))
            value, error = self.sub((value, error), self.scale(kernel, self.exact(1 / np.sqrt(c[0]))))
        skew = self._skew(a)[0].reshape(-1, 1, 1)
        value, error = (np.where(skew, np.nan, np.where(blank, 0, x)) for x in (value, as_array(error)))
        return value.reshape(a[0].shape), error.reshape(a[0].shape)

    def _inverse_root(self, s: Pair) -> Pair:
        """S^{-1/2} of symmetric S (batch, n, n), NaN where S is not certainly positive definite.

        With symmetric Y > 0 and Y S Y = I + E, |E| <= d < 1/2: S^{-1} = Y (I + E)^{-1} Y = Y^2 + Y F Y with |F| <= f = d / (1 - d). Let M = S^{-1/2}
        and x a unit eigenvector of the symmetric D = M - Y, D x = t x, |t| = |D|. M D + D Y = M^2 - Y^2 gives t x.(M + Y)x = Yx.F Yx, hence
        |D| <= f x.Y^2 x / x.Y x <= f |Y|.
        Y > 0: it is Z Z^T up to a rounding of norm at most g, so an eigenvalue below zero is at least -g; but y.S y <= |S| for a unit eigenvector
        y makes every eigenvalue at least ((1 - d) / |S|)^{1/2} in absolute value, which is more than g.
        """
        n = s[0].shape[-1]
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            finite = np.isfinite(s[0]).all((-1, -2))
            values, vectors = np.linalg.eigh(np.where(finite[:, None, None], s[0], np.eye(n)))
            alive = finite & (values > 0).all(-1)
            half = vectors * np.where(alive[:, None], np.where(alive[:, None], values, 1) ** -0.25, 1)[:, None, :]
            near = half @ np.swapaxes(half, -1, -2)
            near = (near + np.swapaxes(near, -1, -2)) / 2
            rounding = (n + 4) * 2 * UNIT * (half**2).sum((-1, -2)) * _pad(n * n)
            bare = (near, np.zeros_like(near))
            product, error = self.sub(self.matmul(self.matmul(bare, s), bare), self.eye(n))
            defect = _norm(np.abs(product) + as_array(error))
            size = _norm(np.abs(s[0]) + as_array(s[1]))
            sound = alive & (defect < 0.5) & (rounding**2 * size * _pad(n) < 0.5)
            bound = _norm(near) * defect / (1 - defect) * PAD + TINY
            sound = sound[:, None, None]
            return np.where(sound, near, np.nan), np.where(sound, np.broadcast_to(bound[:, None, None], near.shape), np.nan)

    def _kernel(self, a: Pair, power: int) -> tuple[Pair | None, Pair, Any]:
        """The projector I - P onto the null space of matrices (batch, n, m), a number near their smallest singular value to a power, and which are zero.

        It is known where the rank is, and taken to be zero elsewhere, where the inverse then says whether that was right; None where all have full rank.
        """
        value, error = a[0], as_array(a[1])
        m, batch = value.shape[-1], len(value)
        blank = ((value == 0) & (error == 0)).all((-1, -2))
        low, sure = np.full(batch, m), np.zeros(batch, bool)
        lanes = exact_lanes(a)
        if lanes.any():
            low[lanes], sure[lanes] = ranks(integers(value[lanes], a[1]))
        short = sure & (low < m) & ~blank
        c = np.ones(batch)
        if not (short | blank).any():
            return None, (c, np.zeros(batch)), blank[:, None, None]
        kernel, spread = np.zeros((batch, m, m)), np.zeros((batch, m, m))
        kernel[blank] = np.eye(m)
        for r in np.unique(low[short]):
            at = np.flatnonzero(short & (low == r))
            left, sizes, _ = np.linalg.svd(value[at], full_matrices=False)
            sizes = np.where(sizes > 0, sizes, 1)[:, :r]
            c[at] = 4.0 ** np.rint(power * np.log2(sizes[:, -1]) / 2)
            # As many combinations of the rows as the rank span the same space, if they are independent, as the inverse says; these are nearly orthonormal.
            near = np.swapaxes(left[..., :r] / sizes[:, None, :], -1, -2)
            basis = self.matmul((near, np.zeros_like(near)), self.exact(value[at]))
            turned = self.transpose(basis)
            projector = self.matmul(self.matmul(turned, self.inv(self.matmul(basis, turned))), basis)
            kernel[at], rest = self.sub(self.eye(m), projector)
            spread[at] = as_array(rest)
        return (kernel, spread), (c, np.zeros(batch)), blank[:, None, None]

    # ---- spectra

    def _spectral_error(self, a: Pair) -> Any:
        """Weyl: every singular value (or eigenvalue) moves by at most the norm of the error, plus the routine's own."""
        value, error = a[0], as_array(a[1])
        n, count = max(value.shape[-2:]), value.shape[-1] * value.shape[-2]
        size = frobenius(value) * _pad(count) + SPECK
        moved, blank = ZERO, size == SPECK
        if error is not ZERO:
            moved = frobenius(error) * _pad(count) + SPECK
        if blank.any():  # no underflow made it: the spectrum of a zero matrix is exact
            blank = ((value == 0) & (error == 0)).all((-1, -2))
        return np.where(blank, 0.0, (moved + 32 * n**1.5 * UNIT * size) * PAD)

    def svdvals(self, a: Pair) -> Pair:
        values = self.plain.svdvals(a[0])
        return values, np.broadcast_to(self._spectral_error(a)[..., None, None], values.shape)

    def eigvalsh(self, a: Pair) -> Pair:
        """NaN where the matrix is certainly not symmetric."""
        values, error = self._spectrum(self._symmetric_part(a))
        skew = self._skew(a)[0][..., None, None]
        return np.where(skew, np.nan, values), np.where(skew, np.nan, error)

    def _spectrum(self, a: Pair) -> Pair:
        """Eigenvalues of what is symmetric."""
        values = self.plain.eigvalsh(a[0])
        return values, np.broadcast_to(self._spectral_error(a)[..., None, None], values.shape)

    def nuclear_norm(self, a: Pair) -> Pair:
        return self.total(self.svdvals(a))

    def rank(self, a: Pair) -> Pair:
        """Exact where the entries are; else at least as many as singular values exceed their error, and at most all, unless the matrix is exactly zero."""
        low, high = self._rank_range(a)
        if (low == high).all():
            return low, Grid(float(min(a[0].shape[-2:])))
        return (low + high) / 2, (high - low) / 2

    def _rank_range(self, a: Pair) -> tuple[Any, Any]:
        value, side = np.asarray(a[0]), min(a[0].shape[-2:])
        lanes = exact_lanes(a)
        low, high = np.zeros(lanes.shape), np.full(lanes.shape, float(side))
        if not lanes.all():
            values, error = self.svdvals((value, as_array(a[1])))
            low = (values > error).sum((-1, -2)).astype(float)
            high = np.where(((value == 0) & (as_array(a[1]) == 0)).all((-1, -2)), 0.0, np.where(np.isnan(values).any((-1, -2)), np.nan, high))
        if lanes.any():
            tall = value[lanes] if value.shape[-2] >= value.shape[-1] else np.swapaxes(value[lanes], -1, -2)
            low[lanes], sure = ranks(integers(tall, a[1]))
            high[lanes] = np.where(sure, low[lanes], side)
        return np.where(np.isnan(high), np.nan, low), high

    def _skew(self, a: Pair) -> tuple[Any, Any]:
        """Which lanes are certainly not symmetric, and which certainly are."""
        if is_symmetric(a):
            return (none := np.zeros(a[0].shape[:-2], bool)), ~none
        gap, error = self.sub(a, self.transpose(a))
        error = as_array(error)
        return (np.abs(gap) > error).any((-1, -2)), ((gap == 0) & (error == 0)).all((-1, -2))

    def _symmetric_part(self, a: Pair) -> Pair:
        if isinstance(a[1], Grid) and a[1].lost is None and (a[0] == np.swapaxes(a[0], -1, -2)).all():
            return a
        return self.scale(self.add(a, self.transpose(a)), self.const(Fraction(1, 2)))

    # ---- relations

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        """Kleene truth over the batch, int8: what is not 0 is so. Raises Unsupported for a relation that floats do not decide."""
        with np.errstate(invalid="ignore", over="ignore"):
            if op in ("psd", "positive definite"):
                return self._definite(op, lhs.data, hurried=True)[0]
            if op == "distinct":
                gap, error = self.sub(lhs.data, self.transpose(lhs.data))
                error, diagonal = as_array(error), np.eye(gap.shape[-1], dtype=bool)
                apart = (np.abs(gap) > error) | diagonal
                same = ((gap == 0) & (error == 0) & ~diagonal).any((-1, -2))
                return np.where(apart.all((-1, -2)), 1, np.where(same, -1, 0)).astype(np.int8)
            if rhs is None or op not in ("<=", "<", "==", "null_within"):
                raise Unsupported(f"{self.name} does not decide {op}")
            if op == "null_within":
                return self._null_within(lhs.data, rhs.data)
            gap, error = self.sub(rhs.data, lhs.data)
            error = as_array(error)
            if op == "==":
                if isinstance(lhs.data, Marked) and isinstance(rhs.data, Marked) and lhs.data.word == rhs.data.word:
                    return np.where(np.isfinite(lhs.data[0]).all((-1, -2)), 1, 0).astype(np.int8)
                apart, same = np.abs(gap) > error, (gap == 0) & (error == 0)
                if lhs.shape:
                    apart, same = apart.any((-1, -2)), same.all((-1, -2))
                return np.where(apart, -1, np.where(same, 1, 0)).astype(np.int8)
            if op == "<=":
                return np.where(gap - error >= 0, 1, np.where(gap + error < 0, -1, 0)).astype(np.int8)
            return np.where(gap - error > 0, 1, np.where(gap + error <= 0, -1, 0)).astype(np.int8)

    def slack(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        """How much an atom fails, of the values without their errors: see `numerics.systems.float64.shortfall`. Raises Unsupported where it has none."""
        b = None if rhs is None else np.asarray(rhs.data[0])
        return shortfall(op, np.asarray(lhs.data[0]), b, self._least, matrices=bool(lhs.shape))

    def _least(self, a: Any) -> Any:
        """The smallest eigenvalue of the symmetric part."""
        return self._spectrum(((a + np.swapaxes(a, -1, -2)) / 2, ZERO))[0][..., -1, 0]

    def weigh(self, op: str, lhs: Value, rhs: Value | None) -> tuple[Any, Any]:
        """`compare` and `slack` at once, of one spectrum; the slack is None where a relation has none."""
        if op in ("psd", "positive definite"):
            with np.errstate(invalid="ignore", over="ignore"):
                truth, least = self._definite(op, lhs.data, hurried=False)
            return truth, shortfall(op, np.asarray(lhs.data[0]), None, lambda _: least, matrices=True)
        return self.compare(op, lhs, rhs), None if op == "null_within" else self.slack(op, lhs, rhs)

    def _definite(self, op: str, a: Pair, *, hurried: bool) -> tuple[Any, Any]:
        """Truth of (semi)definiteness, and the smallest eigenvalue of the symmetric part; None in its place where the hurried need no spectrum."""
        skew, symmetric = self._skew(a)
        part = self._symmetric_part(a)
        strict = op != "psd"
        truth = np.where(skew, -1, 0).astype(np.int8)
        lanes = exact_lanes(a) & symmetric
        if (hurried or self.patient) and lanes.any() and a[0].shape[-1] <= SMALL:
            truth[lanes] = by_characteristic(np.asarray(a[0])[lanes] / a[1].grain, strict)
            if hurried and (truth != 0).all():
                return truth, None
        values, error = self._spectrum(part)
        least, doubt = values[..., -1, 0], error[..., -1, 0]
        wrong = least <= -doubt if strict else least < -doubt
        right = symmetric & (least > doubt if strict else least >= doubt)
        truth = np.where(truth != 0, truth, np.where(wrong, -1, np.where(right, 1, 0))).astype(np.int8)
        return self._settled(strict, a, values - error > 0, truth, lanes), least

    def _settled(self, strict: bool, a: Pair, positive: Any, truth: Any, lanes: Any) -> Any:
        """What the spectrum leaves open, and an exact rank settles: with as many certainly positive eigenvalues as the rank, the others are zero."""
        lanes = lanes & (truth == 0)
        if not lanes.any():
            return truth
        low, sure = ranks(integers(np.asarray(a[0])[lanes], a[1]))
        n = a[0].shape[-1]
        all_told = sure & (positive[lanes].sum((-1, -2)) == low)
        truth[lanes] = np.where(sure & (low < n) & strict, -1, np.where(all_told & ((low == n) | (not strict)), 1, 0))
        return truth

    def _null_within(self, a: Pair, b: Pair) -> Any:
        """The null space of a lies in that of b exactly when stacking b under a does not raise the rank."""
        lanes = exact_lanes(a) & exact_lanes(b)
        if lanes.all() and lanes.ndim == 1:
            whole = [np.broadcast_to(integers(np.asarray(x), e), (len(lanes), *np.shape(x)[-2:])) for x, e in (a, b)]
            return spans(*whole)
        lead = np.broadcast_shapes(a[0].shape[:-2], b[0].shape[:-2])
        parts = [(np.broadcast_to(x, (*lead, *x.shape[-2:])), np.broadcast_to(as_array(e), (*lead, *x.shape[-2:]))) for x, e in (a, b)]
        value = np.concatenate([x for x, _ in parts], -2)
        error: Any = np.concatenate([e for _, e in parts], -2)
        if isinstance(a[1], Grid) and isinstance(b[1], Grid):
            grain = min(a[1].grain, b[1].grain)
            most = max(a[1].most, b[1].most)
            error = Grid(most, grain) if most < LIMIT * grain else Grid(math.inf, grain, error)
        low, high = self._rank_range(a)
        least, most = self._rank_range((value, error))
        return np.where(most <= low, 1, np.where(least > high, -1, 0)).astype(np.int8)


BOUNDED = Bounded()

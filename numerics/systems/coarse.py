"""Batches of float64 that enclose what would need LAPACK: a sound screen. What it decides needs no spectrum, the rest goes to `bounded`.

Spectra are enclosed by their first two moments, the traces of A and A^2 (of the Gram matrix for singular values), which cost a product:
H. Wolkowicz and G. P. H. Styan, Bounds for eigenvalues using traces, Linear Algebra and its Applications 29 (1980); for sums of roots
V. Cirtoaje, The equal variable method, Journal of Inequalities in Pure and Applied Mathematics 8 (2007).
Data is as in `bounded`: the value is the middle of an interval, the error half its width.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.systems.bounded import Bounded
from numerics.systems.float64 import frobenius
from numerics.systems.pairs import ZERO, Pair, as_array, carried
from numerics.systems.whole import SPECK, TINY, UNIT

SAFE = 16 * UNIT  # covers the few roundings of a bound

Ends = tuple[Any, Any]  # lower and upper


class Coarse(Bounded):
    """`enclosed` becomes true where something is enclosed that BOUNDED computes: as long as it is false, both say the same."""

    name = "float64 enclosures"
    patient = True

    def __init__(self) -> None:
        super().__init__()
        self.enclosed = False

    def nuclear_norm(self, a: Pair) -> Pair:
        r = min(a[0].shape[-2:])
        if r == 1:
            return self.sqrt(self.total(self._gram(a)))
        self.enclosed = True
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            squares, fourths = _moments(a)
            least, mean = np.maximum(squares[0], 0), squares[1] / r
            narrow, _ = _spread(r, squares, fourths)
            # Among r nonnegative numbers with two moments given, the roots add up to most where all but the largest are equal; less the more they vary.
            large, small = mean + narrow * np.sqrt(r - 1), mean - narrow / np.sqrt(r - 1)
            high = np.sqrt(large) + (r - 1) * np.sqrt(np.maximum(small + SAFE * mean, 0))
            # Hoelder: sum s^2 <= (sum s)^(2/3) (sum s^4)^(1/3).
            low = np.maximum(np.sqrt(least), least * np.sqrt(least / np.where(fourths[1] > 0, fourths[1], 1)))
            return _between(low * (1 - SAFE), high * (1 + SAFE))

    def svdvals(self, a: Pair) -> Pair:
        gram = self._gram(a)
        if gram[0].shape[-1] == 1:
            root = self.sqrt(self.total(gram))
            return root[0][..., None, None], root[1][..., None, None]
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            low, high = self._eigenvalues(gram)
            return _between(np.sqrt(np.maximum(low, 0)) * (1 - SAFE), np.sqrt(np.maximum(high, 0)) * (1 + SAFE))

    def _gram(self, a: Pair) -> Pair:
        """The smaller one of A A^T and A^T A."""
        turned = self.transpose(a)
        return self.matmul(a, turned) if a[0].shape[-2] <= a[0].shape[-1] else self.matmul(turned, a)

    def _spectrum(self, a: Pair) -> Pair:
        if a[0].shape[-1] == 1:
            return a[0], as_array(a[1]) + np.zeros_like(a[0])
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            return _between(*self._eigenvalues(a))

    def _eigenvalues(self, a: Pair) -> Ends:
        """Columns between which the eigenvalues of symmetric matrices lie, in descending order."""
        self.enclosed = True
        n = a[0].shape[-1]
        first = _ends(self.trace(a))
        narrow, wide = _spread(n, first, _ends(self.total(self.hadamard(a, a))))
        k = np.arange(1, n + 1)
        least, most, wide = (x[..., None] for x in (first[0] / n, first[1] / n, wide))
        low, high = least - wide * np.sqrt((k - 1) / (n - k + 1)), most + wide * np.sqrt((n - k) / k)
        low[..., 0] = np.maximum(low[..., 0], least[..., 0] + narrow / np.sqrt(n - 1))
        high[..., -1] = np.minimum(high[..., -1], most[..., 0] - narrow / np.sqrt(n - 1))
        margin = SAFE * (np.maximum(np.abs(least), np.abs(most)) + np.sqrt(n) * wide)
        low, high = low - margin, high + margin
        # Gershgorin's discs; and no diagonal entry is beyond the ends of the spectrum.
        down, up = (np.diagonal(x, axis1=-2, axis2=-1) for x in _ends(a))
        radius = ((np.abs(a[0]) + as_array(a[1])) * (1 - np.eye(n))).sum(-1) * (1 + n * SAFE)
        edges = (down - radius).min(-1, keepdims=True), (up + radius).max(-1, keepdims=True)
        low = np.maximum(low, edges[0] - SAFE * np.abs(edges[0]))
        high = np.minimum(high, edges[1] + SAFE * np.abs(edges[1]))
        low[..., 0] = np.maximum(low[..., 0], down.max(-1))
        high[..., -1] = np.minimum(high[..., -1], up.min(-1))
        return low[..., None], high[..., None]

    def _settled(self, strict: bool, a: Pair, positive: Any, truth: Any, lanes: Any) -> Any:
        """A negative 2 x 2 minor, or a negative value of the form at the vector of ones."""

        def column(x: Any) -> Any:
            return np.diagonal(x, axis1=-2, axis2=-1)[..., None]

        sides = column(a[0]), carried(a[1], column)
        _, minors = _ends(self.sub(self.matmul(sides, self.transpose(sides)), self.hadamard(a, a)))
        minors = np.where(np.eye(a[0].shape[-1], dtype=bool), np.inf, minors)
        _, ones = _ends(self.total(a))
        wrong = ((minors <= 0).any((-1, -2)) | (ones <= 0)) if strict else ((minors < 0).any((-1, -2)) | (ones < 0))
        return np.where((truth == 0) & wrong, -1, truth).astype(np.int8)


def _moments(a: Pair) -> tuple[Ends, Ends]:
    """The sums of the squares and of the fourth powers of singular values: squared Frobenius norms of A and of its Gram matrix G.

    An error of norm e moves |A| by at most e, and |G| by at most 2 |A| e + e^2.
    """
    value, error = a[0], as_array(a[1])
    if value.shape[-2] > value.shape[-1]:
        value = np.swapaxes(value, -1, -2)
    count = value.shape[-1] * value.shape[-2]
    size = frobenius(value)
    moved = ZERO if error is ZERO else frobenius(error) * (1 + count * SAFE) + SPECK
    speck: Any = SPECK
    if (size == 0).any():  # no underflow made it: a zero matrix is exact
        blank = ((a[0] == 0) & (error == 0)).all((-1, -2))
        moved, speck = np.where(blank, 0, moved), np.where(blank, 0, SPECK)
    margin = size * (count * SAFE) + moved + speck
    low, high = np.maximum(size - margin, 0), size + margin
    gram = frobenius(value @ np.swapaxes(value, -1, -2))
    margin = (gram + high**2) * (count * SAFE) + (2 * high + moved) * moved + speck
    below, above = np.maximum(gram - margin, 0), gram + margin
    return (low**2 * (1 - SAFE), high**2 * (1 + SAFE)), (below**2 * (1 - SAFE), above**2 * (1 + SAFE))


def _ends(a: Pair) -> Ends:
    """Between what a value lies."""
    error = as_array(a[1])
    if error is ZERO:
        return a[0], a[0]
    low, high = a[0] - error, a[0] + error
    return low - SAFE * np.abs(low), high + SAFE * np.abs(high)


def _spread(n: int, first: Ends, second: Ends) -> Ends:
    """Standard deviation of n numbers, from their sum and the sum of their squares."""
    far = np.maximum(np.abs(first[0]), np.abs(first[1])) / n
    near = np.where((first[0] <= 0) & (first[1] >= 0), 0, np.minimum(np.abs(first[0]), np.abs(first[1]))) / n
    margin = SAFE * (second[1] / n + far**2) + np.where(second[1] > 0, TINY, 0)
    narrow, wide = second[0] / n - far**2 - margin, second[1] / n - near**2 + margin
    return np.sqrt(np.maximum(narrow, 0)) * (1 - SAFE), np.sqrt(np.maximum(wide, 0)) * (1 + SAFE)


def _between(low: Any, high: Any) -> Pair:
    """Middle and half width; exact where the ends meet."""
    middle = (low + high) / 2
    return middle, np.where(low == high, 0, ((high - low) / 2 + SAFE * np.abs(middle)) * (1 + SAFE) + TINY)


COARSE = Coarse()

"""Gaussian ensembles by their structured forms: exact in law, O(d) numbers instead of d^2; ranks that need no full SVD; the laws to compare with.

A Gaussian matrix stays Gaussian under rotations, so Householder's reduction can be carried out on the law instead of on the matrix: what is left are
independent chi variables on two diagonals. Everything takes a NumPy generator, works in float64 on the host, and draws sample after sample:
one call for ten samples gives the same numbers as two calls for five.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from numerics.streams import generator
from numerics.value import Refusal

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating[Any]]  # float32 or float64, and what is computed from it stays so

__all__ = [
    "Outlier",
    "bbp",
    "hermite_degrees",
    "hermite_tridiagonal",
    "largest_eigenvalue",
    "largest_singular",
    "marchenko_pastur_edges",
    "nuclear_rank",
    "semicircle_edge",
    "spike_overlap",
    "stable_rank",
    "stable_rank_bounds",
    "wishart_bidiagonal",
    "wishart_degrees",
]

EPS = float(np.finfo(np.float64).eps)
LOST = 2.0**-4  # of the nuclear norm, times sqrt(eps): an error beyond which the Gram matrix is not trusted with it; 1e-9 in float64


# ---- samplers


def wishart_degrees(d: int, n: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Degrees of freedom of the chi variables of `wishart_bidiagonal`: on the diagonal, (min(d, n),), and below it, (min(d - 1, n),)."""
    if d < 1 or n < 1:
        raise Refusal(f"a {d} x {n} matrix has no entry: both sides are at least 1")
    return n - np.arange(min(d, n)), d - 1 - np.arange(min(d - 1, n))


def wishart_bidiagonal(d: int, n: int, rng: np.random.Generator, count: int, spike: float = 0.0) -> tuple[Array, Array]:
    """`count` lower bidiagonal matrices B with the singular values of a d x n Gaussian matrix X, exactly in law.

    The columns of X are independent normal vectors with covariance I + spike u u^T, u a unit vector. Returns the diagonals, (count, min(d, n)), and the
    subdiagonals, (count, min(d - 1, n)); B has min(d, n + 1) rows and min(d, n) columns. The squared overlap of a left singular vector of X with u
    is the squared first entry of that of B, jointly with the singular values.

    Derivation: rotate u to the first coordinate; then row 1 of X is sqrt(1 + spike) times a standard row, the others are standard. A rotation of the
    columns takes row 1 to (sqrt(1 + spike) chi_n, 0, ..., 0) and leaves the other rows standard and independent of it; a rotation of the rows after
    the first takes what is left of column 1 to (chi_{d-1}, 0, ..., 0). The remaining (d - 1) x (n - 1) block is standard: go on with it. No rotation
    from the left ever moves the first coordinate, and only the first chi carries the spike.
    Source: Golub and Kahan 1965; Silverstein 1985; Dumitriu and Edelman 2002, beta = 1; with a spike: Bloemendal and Virag 2013.
    Raises Refusal where a side is below 1, the count is negative, or the covariance is not positive definite (spike <= -1).
    """
    if not spike > -1:
        raise Refusal(f"spike {spike}: the covariance I + spike u u^T is positive definite only above -1")
    diagonal, below = wishart_degrees(d, n)
    chi = np.sqrt(rng.chisquare(np.concatenate([diagonal, below]), size=(_counted(count), len(diagonal) + len(below))))
    chi[:, 0] *= math.sqrt(1 + spike)
    return chi[:, : len(diagonal)], chi[:, len(diagonal) :]


def hermite_degrees(n: int) -> npt.NDArray[np.int64]:
    """Degrees of freedom of the chi variables beside the diagonal of `hermite_tridiagonal`, (n - 1,)."""
    if n < 1:
        raise Refusal(f"an {n} x {n} matrix has no entry: the side is at least 1")
    return n - 1 - np.arange(n - 1)


def hermite_tridiagonal(n: int, rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """`count` symmetric tridiagonal matrices with the eigenvalues of an n x n GOE matrix, exactly in law.

    Normalised as (G + G^T) / sqrt(2) with G standard: variance 1 beside the diagonal and 2 on it, so the spectrum fills [-2 sqrt(n), 2 sqrt(n)]. Returns
    the diagonals, (count, n), and what stands beside them, (count, n - 1).
    Source: Trotter 1984; Dumitriu and Edelman 2002, theorem 2.12 with beta = 1, times sqrt(2).
    Raises Refusal where the side is below 1 or the count is negative.
    """
    degrees = hermite_degrees(n)
    diagonal, beside = np.empty((_counted(count), n)), np.empty((count, n - 1))
    for k in range(count):  # one sample after the other, so that a split of the batch changes nothing
        diagonal[k] = math.sqrt(2) * rng.standard_normal(n)
        beside[k] = np.sqrt(rng.chisquare(degrees))
    return diagonal, beside


def _counted(count: int) -> int:
    if count < 0:
        raise Refusal(f"{count} samples: the count is at least 0")
    return count


# ---- the largest of a spectrum, in O(d) memory


def largest_eigenvalue(diagonal: Array, beside: Array) -> Array:
    """Largest eigenvalues, (count,), of symmetric tridiagonal matrices, (count, n) and (count, n - 1), up to rounding (4 eps |T|).

    Of the matrices drawn here the top eigenvector lives in the first O(n^(1/3)) coordinates. So the corner's largest eigenvalue is taken, which is a lower
    bound by interlacing, and one Sturm count over the whole matrix shows that no eigenvalue lies above it; where one does, the whole is bisected.
    """
    return np.array([_leading(a, b)[0] for a, b in _rows(diagonal, beside)])


def largest_singular(diagonal: Array, below: Array) -> Array:
    """Largest singular values, (count,), of lower bidiagonal matrices, (count, k) and (count, k - 1) or (count, k)."""
    return np.sqrt(largest_eigenvalue(*_gram(diagonal, below)))


def spike_overlap(diagonal: Array, below: Array) -> tuple[Array, Array]:
    """Largest singular values and the squared first entries of their left singular vectors, (count,) each: the squared overlap with the spike.

    The vector is the corner's, if its last entry is at rounding level: then it solves the whole up to a residual of a few eps |T|, as LAPACK's would.
    """
    found = np.array([_leading(a, b, vector=True) for a, b in _rows(*_gram(diagonal, below))]).reshape(-1, 2)
    return np.sqrt(found[:, 0]), found[:, 1]


def _rows(diagonal: Array, beside: Array) -> Any:
    if diagonal.ndim != 2 or beside.shape != (diagonal.shape[0], diagonal.shape[1] - 1):
        raise Refusal(f"shapes cannot fit: diagonals {diagonal.shape} and {beside.shape} beside them; a batch of them is (count, n) and (count, n - 1)")
    return zip(diagonal, beside, strict=True)


def _gram(diagonal: Array, below: Array) -> tuple[Array, Array]:
    """B B^T as a tridiagonal matrix: its diagonal and what stands beside it."""
    if diagonal.ndim != 2 or below.ndim != 2 or len(diagonal) != len(below) or diagonal.shape[1] - below.shape[1] not in (0, 1):
        raise Refusal(f"shapes cannot fit: diagonals {diagonal.shape}, subdiagonals {below.shape}; a batch of them is (count, k) and (count, k - 1 or k)")
    columns, rows = diagonal.shape[1], below.shape[1] + 1
    squares = np.zeros((len(diagonal), rows))
    squares[:, :columns] = diagonal**2
    squares[:, 1:] += below**2
    return squares, diagonal[:, : rows - 1] * below


def _leading(diagonal: Array, beside: Array, *, vector: bool = False) -> tuple[float, float]:
    """The largest eigenvalue, and the squared first entry of its unit vector (nan unless asked for)."""
    from scipy.linalg import eigvalsh_tridiagonal

    n = len(diagonal)
    # Airy's function falls to e^-28 over twelve widths of n^(1/3); the 32 is for the noise at small n.
    corner = min(n, 32 + 12 * math.ceil(n ** (1 / 3)))
    value, first, last = _top(diagonal[:corner], beside[: corner - 1], vector)
    if corner < n:
        size = float(np.max(np.abs(diagonal)) + 2 * np.max(np.abs(beside)))  # no eigenvalue is larger (Gershgorin)
        above = value + 4 * EPS * size
        if last > 8 * EPS or (above < size and eigvalsh_tridiagonal(diagonal, beside, select="v", select_range=(above, 2 * size)).size):
            value, first, _ = _top(diagonal, beside, vector)
    return value, first


def _top(diagonal: Array, beside: Array, vector: bool) -> tuple[float, float, float]:
    """The largest eigenvalue; the squared first and the absolute last entry of its unit vector, or nan and 0."""
    from scipy.linalg import eigh_tridiagonal, eigvalsh_tridiagonal

    at = (len(diagonal) - 1, len(diagonal) - 1)
    if not vector:
        return float(eigvalsh_tridiagonal(diagonal, beside, select="i", select_range=at)[0]), math.nan, 0.0
    values, vectors = eigh_tridiagonal(diagonal, beside, select="i", select_range=at)
    return float(values[0]), float(vectors[0, 0]) ** 2, abs(float(vectors[-1, 0]))


# ---- ranks of dense matrices


def stable_rank(a: Floats) -> Floats:
    """Squared Frobenius norm over squared operator norm of the matrices (..., m, n), shape (...); nan for a zero matrix.

    By the eigenvalues of the smaller Gram matrix. No digits are lost: both norms come from the large end of its spectrum, where squaring is harmless
    (relative error about max(m, n) eps). Overflows where the squares of the entries do.
    """
    gram = _small_gram(a)
    return _ratio(np.trace(gram, axis1=-2, axis2=-1), np.linalg.eigvalsh(gram)[..., -1])


def nuclear_rank(a: Floats) -> Floats:
    """Squared nuclear norm over squared Frobenius norm of the matrices (..., m, n), shape (...); nan for a zero matrix.

    By the eigenvalues of the smaller Gram matrix, which are right up to delta = k eps lambda_max (k the smaller side), so a singular value s comes with
    an error of min(sqrt(delta), delta / s): half of its digits are lost where s is small, and k singular values that should be zero add up to
    k sqrt(delta). Where the sum of these is above 1e-9 of the nuclear norm (2e-5 in float32), the singular values themselves are computed instead,
    2 to 3 times as dear.
    """
    gram = _small_gram(a)
    squares = np.maximum(np.linalg.eigvalsh(gram), 0)
    roots = np.sqrt(squares)
    nuclear = roots.sum(-1)
    # delta / max(s, sqrt(delta)) is the smaller of the two, without a division by zero
    eps = float(np.finfo(gram.dtype).eps)
    delta = gram.shape[-1] * eps * squares[..., -1:]
    reach = np.maximum(roots, np.sqrt(delta))
    lost = np.divide(delta, reach, out=np.zeros_like(reach), where=reach > 0).sum(-1) > LOST * math.sqrt(eps) * nuclear
    if lost.any():
        nuclear = np.array(nuclear)
        nuclear[lost] = np.linalg.svd(a[lost], compute_uv=False).sum(-1)
    return _ratio(nuclear**2, np.trace(gram, axis1=-2, axis2=-1))


def stable_rank_bounds(a: Array) -> tuple[float, float]:
    """Rigorous lower and upper bounds of the stable rank of one float64 matrix (m, n), about 1e-6 apart, without its spectrum.

    Lanczos finds a vector, whatever it is: the norm of its image bounds the operator norm from below. From above: mu I - Gram has a Cholesky factor, so
    no eigenvalue exceeds mu. Rounding is bounded throughout (Higham 2002, sections 3.5 and 10.1; in terms of gamma_j = j eps, twice what is needed).
    Raises Refusal for a stack, another dtype, or a zero matrix.
    """
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    if a.ndim != 2 or a.dtype != np.float64:
        raise Refusal(f"bounds are for one float64 matrix, not for a {a.dtype} array of shape {a.shape}: use stable_rank")
    gram = _small_gram(a)
    k, length = len(gram), sum(a.shape)
    energy, gamma = float(np.trace(gram)), 1.01 * length * EPS
    if not 0 < energy < math.inf:
        raise Refusal(f"squared Frobenius norm {energy}: a zero matrix has no stable rank, and an overflow no bounds; scale it, or keep it out by a hypothesis")
    if k < 3:  # too small for Lanczos
        vector = np.linalg.eigh(gram)[1][:, -1]
    else:
        vector = generator("stable_rank_bounds").standard_normal(k)
        try:
            vector = eigsh(gram, k=1, v0=vector, tol=1e-6, maxiter=40)[1][:, 0]
        except ArpackNoConvergence as unfinished:  # any vector bounds from below; Cholesky tells how well
            vector = unfinished.eigenvectors[:, 0] if unfinished.eigenvectors.size else vector
    vector = vector / np.linalg.norm(vector)
    image = (a.T if a.shape[0] <= a.shape[1] else a) @ vector
    least = max(float(np.linalg.norm(image)) - 2 * gamma * math.sqrt(energy), 0.0) ** 2 * (1 - 2 * gamma)
    residual = float(np.linalg.norm(gram @ vector - (vector @ gram @ vector) * vector))
    mu = float(vector @ gram @ vector) + max(2 * residual, 1e-8 * energy / k)
    while not _dominated(gram, mu):
        mu += 2 * (mu - least)
    most = mu + gamma * (k * mu + energy)
    low, high = energy * (1 - 2 * gamma) / most, energy * (1 + 2 * gamma) / least if least else math.inf
    return max(low, 1.0), min(high, float(k))


def _dominated(gram: Floats, mu: float) -> bool:
    """Whether mu I - gram passes a Cholesky factorisation."""
    try:
        np.linalg.cholesky(mu * np.eye(len(gram)) - gram)
    except np.linalg.LinAlgError:
        return False
    return True


def _small_gram(a: Floats) -> Floats:
    if a.ndim < 2 or 0 in a.shape[-2:]:
        raise Refusal(f"an array of shape {a.shape} is no stack of matrices: (..., m, n) with m, n at least 1")
    flipped = np.swapaxes(a, -1, -2)
    gram: Floats = a @ flipped if a.shape[-2] <= a.shape[-1] else flipped @ a
    return gram


def _ratio(above: Any, under: Any) -> Floats:
    above, under = np.asarray(above), np.asarray(under)
    ratio: Floats = np.divide(above, under, out=np.full_like(under, np.nan), where=under > 0)
    return ratio


# ---- the laws


@dataclass(frozen=True, kw_only=True)
class Outlier:
    """What a spike does to the top of a sample covariance matrix. threshold: the least spike that is seen; location: limit of the largest eigenvalue;
    overlap: limit of the squared inner product of its vector with the spike's direction."""

    threshold: float
    location: float
    overlap: float


def marchenko_pastur_edges(ratio: float) -> tuple[float, float]:
    """Ends of the limiting spectrum of X X^T / n, X standard d x n with d / n -> ratio, apart from the atom at zero where ratio > 1.

    Source: Marchenko and Pastur 1967; that the extreme eigenvalues go there: Bai and Yin 1993. Raises Refusal where the ratio is not positive.
    """
    root = math.sqrt(_ratio_of_sides(ratio))
    return (1 - root) ** 2, (1 + root) ** 2


def bbp(spike: float, ratio: float) -> Outlier:
    """The largest eigenvalue of X X^T / n, the columns of X normal with covariance I + spike u u^T, d / n -> ratio.

    An outlier leaves the bulk where spike > sqrt(ratio). Source: Baik, Ben Arous and Peche 2005 (complex); Baik and Silverstein 2006 (real);
    the overlap: Paul 2007, Benaych-Georges and Nadakuditi 2011. Raises Refusal where the ratio is not positive or spike <= -1.
    """
    threshold = math.sqrt(_ratio_of_sides(ratio))
    if not spike > -1:
        raise Refusal(f"spike {spike}: the covariance I + spike u u^T is positive definite only above -1")
    if spike <= threshold:
        return Outlier(threshold=threshold, location=(1 + threshold) ** 2, overlap=0.0)
    return Outlier(threshold=threshold, location=(1 + spike) * (1 + ratio / spike), overlap=(1 - ratio / spike**2) / (1 + ratio / spike))


def semicircle_edge(n: int) -> float:
    """Where the largest eigenvalue of an n x n GOE matrix lies at first order, 2 sqrt(n), normalised as in `hermite_tridiagonal`.

    Source: Wigner 1958 for the spectrum; Bai and Yin 1988 for the largest eigenvalue.
    """
    return 2 * math.sqrt(n)


def _ratio_of_sides(ratio: float) -> float:
    if not ratio > 0:
        raise Refusal(f"the ratio {ratio} of the sides d / n is not positive")
    return ratio

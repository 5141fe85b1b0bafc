"""Gated features silu(W1 X) o (W2 X) have no spike of the mean, and their stable rank grows proportionally with the width.

For Gaussian W1, W2 (k x d) and X (d x n). Given the weights, the mean of feature i is <w1_i, w2_i> / 2 (Stein; the mean of silu' is 1/2 at any scale), so that
|E a|^2 / E |a|^2 is about 1 / d; the claim here is below 1 / sqrt(k), of the mean of the n columns. The stable rank is at most k, so that the other side is
what is claimed. The text states no coupling; Figure 3 has k = 2 d, n = 4 k, and with it both stand. With d fixed the mean's share is fixed, and the stable
rank stops at that of a kernel on R^d; with n fixed it is at most n: both of these drift away.
"""

from fractions import Fraction

from numerics.linalg import diagonal, hadamard, inner, lesssim, matrix, ones, relu, row_sums, silu
from theorems.domains import Growing, Normal
from theorems.sgu.notation import stable_rank
from theorems.statement import Statement


def gated(W1, W2, X):
    """SwiGLU features, k x n, of the columns of X (d x n)."""
    return hadamard(silu(W1 @ X), W2 @ X)


def claims(W1, W2, X, *, features=gated, dimension=lambda d: d):
    d = X.shape[0]
    one = ones(1, 1, like=X)[0, 0]
    kept = diagonal(matrix([[one if i < dimension(d) else 0 * one] for i in range(d)]))  # all other coordinates of the data are zero
    A = features(W1, W2, kept @ X)
    k, n = A.shape
    mean = row_sums(A) / n
    return {
        "no spike of the mean": lesssim((n * inner(mean, mean) / inner(A, A)) ** 2, Fraction(1, k)),
        "the stable rank": lesssim(k * one, stable_rank(A)),
    }


statement = Statement(
    source="Section 1.2.2",
    for_all={"s": Growing(), "W1": Normal("2*s", "s"), "W2": Normal("2*s", "s"), "X": Normal("s", "8*s")},
    claims=claims,
    readings={
        "d = k / 2, n = 4 k": {},
        "d = 2, n = 2 k": {"dimension": lambda d: 2, "X": Normal("s", "4*s")},
        "d = k / 2, n = 32": {"X": Normal("s", 32)},
    },
    mutants={"ReLU, not gated": {"features": lambda W1, W2, X: relu(W1 @ X)}},
    expect="supported",
)

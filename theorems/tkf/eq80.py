"""The kernel-level SGD noise A (R_B R_B^T - R R^T) A is the error of an unbiased estimate: its mean over the batches is zero.

R R^T is the gradient of the data in K (eq80_gradient), but no sum over samples. Replacing R by its rows in the batch, times sqrt(n/b), leaves the
diagonal of R R^T right in the mean and shrinks what stands off it by (b - 1) / (n - 1): the estimate has a bias, whatever the rows are scaled by.
The printed rescaling is stripped, so sqrt(n/b), n/b and 1 are tried, with and without replacement. A = (K + lambda_W I)^{-1} is the identity in
appendix E; being invertible it hides no bias. At b = 1 it does not matter how a sample that is drawn twice is counted. What the batches of size b
estimate: eq80_amended.
"""

from fractions import Fraction

from numerics.finite import mean
from theorems.domains import PSD, Integer, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import counted, draws_with_replacement, noise, residual, subsets


def mean_noise(K, R, lam_w, b, space=subsets, scale=Fraction):
    """E Xi_B; scale(n, b) is the square of what the rows of a batch are multiplied by."""
    n, A = R.shape[0], resolvent(K, lam_w)
    return mean(lambda counts: noise(R, counted(R, counts), A, n / scale(n, b)), space(n, b))


def claims(K, Y, lam_w, b, *, space=subsets, scale=Fraction):
    return {"the noise has mean zero": mean_noise(K, residual(K, Y, lam_w), lam_w, b, space, scale) == 0}


def squared(n, b):
    return Fraction(n, b) ** 2


statement = Statement(
    source="Equations 79-80 and 151-154, sections 9.1 and E.1",
    text="uncertain",
    for_all={"K": PSD("n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "b": Integer(1, "n")},
    claims=claims,
    readings={
        "rows times sqrt(n/b)": {},
        "rows times n/b": {"scale": squared},
        "rows as they are": {"scale": lambda n, b: Fraction(1)},
        "with replacement": {"space": draws_with_replacement},
        "with replacement, rows times n/b": {"space": draws_with_replacement, "scale": squared},
    },
    mutants={"the root of n/b forgotten, with replacement": {"space": draws_with_replacement, "scale": lambda n, b: Fraction(n)}},
    expect="refuted",
    counterexample={"b": 1, "K": [[0, 0], [0, 0]], "Y": [[1], [1]], "lam_w": 1},
)

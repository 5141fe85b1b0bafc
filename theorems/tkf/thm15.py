"""A linear readout with C outputs lets SGD noise reach the features through C directions only.

The mini-batch gradient in Phi is (n / b) W^T R_B^T, with R_B the n x C error signals outside the batch set to zero, so the noise is xi = W^T eps. Its
covariance on the feature space, d x d and summed over samples, is W^T Cov(eps) W and has rank C at most. The covariance of the whole d x n noise is
another matrix, dn x dn: one output and three samples already give it rank 2. Batches of b out of n without replacement, all of them enumerated; for
any law of the output noise see thm15_factor.
"""

from numerics.finite import batches, centred_second_moment, covariance, keep_rows
from numerics.linalg import rank
from theorems.domains import Integer, Matrix
from theorems.statement import Statement


def feature_gradient(W, R, b):
    """Gradient in Phi, d x n, of a batch of b samples: R holds zeros outside of it (scaled by n / b, so that it has no bias)."""
    return R.shape[0] * W.T @ R.T / b


def claims(W, R, b, *, spread=centred_second_moment, spare=0):
    n, C = R.shape
    noise = spread(lambda batch: feature_gradient(W, keep_rows(R, batch), b) - W.T @ R.T, batches(n, b))
    return {"rank at most C": rank(noise) <= C - spare}


statement = Statement(
    source="Theorem 15, section 10.2",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "R": Matrix("n", "C"), "b": Integer(1, "n")},
    claims=claims,
    readings={
        "on the feature space, summed over samples": {},
        "on the whole of the features of all samples": {"spread": covariance},
    },
    mutants={"C - 1 instead of C": {"spare": 1}, "of the whole matrix": {"spread": covariance}},
    expect="supported",
    falls=("on the whole of the features of all samples",),
)

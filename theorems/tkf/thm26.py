"""With the data as target, every steady kernel mode is a principal component of the samples, of the size of theorem 4 for its eigenvalue of X X^T.

Y = X^T with X of D x n, so that M = X^T X, n x n. At every stationary point of the effective energy K commutes with M: its eigenvectors are
eigenvectors of the samples' Gram matrix, the scores X^T u of the principal directions u, not these D-vectors themselves. A mode k > 0 has (k +
lambda_W)^2 = lambda_W sigma / lambda_Phi with sigma an eigenvalue of X X^T. With the covariance X X^T / n the law would need n sigma. Absent modes:
thm4.
"""

from numerics.linalg import eye
from theorems.statement import Statement
from theorems.tkf.notation import StationaryKernel


def claims(K, Y, lam_w, lam_phi, *, divisor=lambda n: 1, root=2, sign=1):
    n = K.shape[0]
    gram = Y @ Y.T / divisor(n)
    size = (K + lam_w * eye(K)) ** root
    return {
        "modes are principal components": K @ gram == sign * gram @ K,
        "of the size of the law": lam_phi * size @ K == lam_w * gram @ K,
    }


statement = Statement(
    source="Theorem 26, appendix F.2, equation 160",
    text="uncertain",
    for_all={"K Y lam_w lam_phi": StationaryKernel(C="D")},
    claims=claims,
    readings={"eigenvalues of X X^T": {}, "eigenvalues of X X^T / n": {"divisor": lambda n: n}},
    mutants={"no square": {"root": 1}, "half of the data": {"divisor": lambda n: 2}, "they anticommute": {"sign": -1}},
    falls=("eigenvalues of X X^T / n",),
)

"""One draw of the kernel-level SGD noise has rank at most 2C, and the resolvents around it do not change its rank.

(n/b) R_B R_B^T - R R^T is a difference of two matrices, each of rank at most C (ranks of a difference: eq157_sum); R_B = P R with P the coordinate
projector of any batch, and b is any positive number. A is the invertible (K + lambda_W I)^{-1}: with a singular factor in its place the rank can only
fall. The last claim goes in two steps, as the noise without A on its left is the transpose of what it is without A on its right. Whether the bound
passes to the covariance is another matter (thm12).
"""

from numerics.linalg import eye, rank
from theorems.domains import PSD, Matrix, Positive, Subset
from theorems.statement import Statement
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def claims(R, P, K, lam_w, b, *, passes=2, spare=0, around=resolvent):
    C, full = R.shape[1], R @ R.T
    A, core, seen = around(K, lam_w), noise(R, P @ R, eye(K), b), noise(R, P @ R, around(K, lam_w), b)
    part = core + full
    return {
        "each of the two at most C": (rank(part) <= C - spare) & (rank(full) <= C - spare),
        "so at most 2C": rank(core) <= passes * C - spare,
        "the resolvents keep the rank": (rank(seen) == rank(core @ A)) & (rank(A @ core) == rank(core)),
    }


statement = Statement(
    source="Equations 155-157, section E.2",
    text="reconstructed",
    for_all={"R": Matrix("n", "C"), "P": Subset("n"), "K": PSD("n"), "lam_w": Positive(), "b": Positive()},
    claims=claims,
    mutants={"C instead of 2C": {"passes": 1}, "one less": {"spare": 1}, "the kernel for its resolvent": {"around": lambda K, lam_w: K}},
)

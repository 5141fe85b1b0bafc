"""Label-driven rank compression: at a steady state the kernel has rank at most C.

With Dr(K) = Yhat R^T + R Yhat^T and Dr(K) = 2 lambda_Phi K, the null space of the drive lies in that of K, and rank K <= C for any
convex loss, any width and any lambda_Phi > 0. At one point a convex loss is its residual R, so R is any n x C matrix. The printed
proof ends with rank K <= rank Dr <= C, and rank Dr <= C is what eq20 is about; the bound also follows without it, from
null(R^T) within null(K): z^T Dr z = 0 where R^T z = 0.
"""

from numerics.linalg import null_within, rank
from theorems.statement import Statement
from theorems.tkf.notation import SteadyKernel, drive


def claims(K, R, lam_w, *, force=drive, spare=0):
    C = R.shape[1]
    return {
        "null space of the drive within that of the kernel": null_within(force(K, R, lam_w), K),
        "rank at most C": rank(K) <= C - spare,
    }


statement = Statement(
    source="Theorem 2, section 5.1 and appendix B.1",
    text="reconstructed",
    for_all={"K R lam_w lam_phi": SteadyKernel()},
    claims=claims,
    mutants={"C - 1 instead of C": {"spare": 1}, "a commutator for the drive": {"force": lambda K, R, lam_w: (K @ R @ R.T - R @ R.T @ K) / lam_w}},
)

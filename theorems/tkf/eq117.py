"""From a kernel that commutes with the labels' Gram matrix, the flow moves every mode on its own, and the kernel goes on commuting.

K' = 2 K (lambda_W M A^2 - lambda_Phi I) with A = (K + lambda_W I)^{-1} where K M = M K: K, A and M have a common eigenbasis, in which this is
k' = 2 k (lambda_W s / (k + lambda_W)^2 - lambda_Phi) for each pair of eigenvalues. K' commutes with M and with K, so that the kernels that commute with
M, and this eigenbasis, are never left. K = Phi Phi and M = Y Y for symmetric Phi and Y that commute: every aligned pair is of this form. What becomes of
a mode: eq117_modes.
"""

from numerics.linalg import eye
from theorems.domains import Commuting, Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import kernel_rate, resolvent


def claims(Phi, Y, lam_w, lam_phi, *, power=2, decay=1):
    K, M = Phi @ Phi, Y @ Y
    rate = kernel_rate(K, M, lam_w, lam_phi)
    bracket = lam_w * M @ resolvent(K, lam_w) ** power - decay * lam_phi * eye(K)
    return {
        "mode by mode": rate == 2 * K @ bracket,
        "it goes on commuting with the labels": rate @ M == M @ rate,
        "its eigenbasis stays": rate @ K == K @ rate,
    }


statement = Statement(
    source="Equation 117, appendix B.3, and section 5.2.2",
    text="reconstructed",
    for_all={"Phi Y": Commuting("n"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={
        "resolvent not squared": {"power": 1},
        "twice the decay": {"decay": 2},
        "a start that does not commute": {"Phi Y": Commuting("n").wider},
    },
)

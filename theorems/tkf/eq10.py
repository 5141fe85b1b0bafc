"""Ridge predictions and residuals are functions of the kernel: Yhat = K (K + lambda_W I)^{-1} Y and R = lambda_W (K + lambda_W I)^{-1} Y.

Squared loss, W = Y^T Phi^T (Phi Phi^T + lambda_W I)^{-1}, Yhat = (W Phi)^T, R = Y - Yhat. Neither depends on the features but through K: other
features of the same kernel, of any larger width e, are Q Phi with orthonormal columns of Q. The width d may exceed n or not, Phi may have any rank.
"""

from theorems.domains import Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout, resolvent


def prediction(Phi, Y, lam_w):
    """Yhat at the ridge readout, n x C."""
    return Phi.T @ fast_readout(Phi, Y, lam_w).T


def claims(Phi, Y, Q, lam_w, *, ridge=1, scale=lambda lam_w: lam_w, side=lambda K, A: K @ A):
    K = Phi.T @ Phi
    A, Yhat = resolvent(K, ridge * lam_w), prediction(Phi, Y, lam_w)
    return {
        "the prediction is K A Y": Yhat == side(K, A) @ Y,
        "the residual is lambda_W A Y": Y - Yhat == scale(lam_w) * A @ Y,
        "any features of this kernel predict the same": prediction(Q @ Phi, Y, lam_w) == Yhat,
    }


statement = Statement(
    source="Equations 10-11, section 3.3",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "Q": Stiefel("e", "d"), "lam_w": Positive()},
    claims=claims,
    mutants={
        "twice the ridge": {"ridge": 2},
        "lambda_W dropped": {"scale": lambda lam_w: 1},
        "kernel squared": {"side": lambda K, A: K @ K @ A},
        "any change of features": {"Q": Matrix("e", "d")},
    },
)

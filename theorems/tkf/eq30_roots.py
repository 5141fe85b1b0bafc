"""An active mode in balance has (k + lambda_W)^2 = lambda_W s / lambda_Phi, and there is one exactly when s > lambda_W lambda_Phi.

The balance lambda_W s k / (k + lambda_W)^2 = lambda_Phi k (eq30) has the root zero and the roots -lambda_W +- sqrt(lambda_W s / lambda_Phi). The lower
sign is never positive, the upper one is exactly above the threshold, where it is the law of thm4. At the threshold it meets zero.
"""

from numerics.linalg import iff, sqrt
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_rate


def claims(k, s, lam_w, lam_phi, *, power=2, ridge=1, threshold=1):
    balance = mode_rate(k, s, lam_w, lam_phi, power=power) == 0
    root = sqrt(lam_w * s / lam_phi)
    return {
        "zero, or on the parabola": iff(balance, (k == 0) | (lam_phi * (k + lam_w) ** 2 == lam_w * s)),
        "an active mode has one value": iff(balance & (k > 0), (k == root - ridge * lam_w) & (s > threshold * lam_w * lam_phi)),
        "the lower root is not positive": -ridge * lam_w - root <= 0,
        "there is one above the threshold only": iff(root > ridge * lam_w, s > threshold * lam_w * lam_phi),
    }


statement = Statement(
    source="Equations 29-30, section 5.2.2",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={
        "resolvent not squared": {"power": 1},
        "ridge added": {"ridge": -1},
        "twice the threshold": {"threshold": 2},
    },
)

"""No prefactors, and no additive constant, turn the squared error and the trace of a mode into its effective objective.

a s / (k + lambda_W)^2 + b k + c agrees with the share lambda_W s / (k + lambda_W) / 2 + lambda_Phi k / 2 of a mode that is in the labels (s > 0) at three
of the four points k = 0, lambda_W, 2 lambda_W, 3 lambda_W at most, whatever a, b and c are. So the constants that equation 114 lost cannot save it.
"""

from numerics.linalg import every
from theorems.domains import Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy


def claims(a, b, c, s, lam_w, lam_phi, *, power=2, last=3):
    def agree(k):
        return mode_energy(k, s, lam_w, lam_phi) == a * s / (k + lam_w) ** power + b * k + c

    return {"they differ somewhere": ~every(agree(j * lam_w) for j in range(last + 1))}


statement = Statement(
    source="Equation 114, appendix B.3",
    text="uncertain",
    for_all={"a": Real(), "b": Real(), "c": Real(), "s": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"the resolvent not squared": {"power": 1}, "no label": {"s": Nonnegative()}, "three points": {"last": 2}},
)

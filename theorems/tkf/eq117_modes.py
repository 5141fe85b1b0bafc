"""Up to the threshold every mode decays to zero; above it every positive start moves to sqrt(lambda_W s / lambda_Phi) - lambda_W.

Along k' = 2 k (lambda_W s / (k + lambda_W)^2 - lambda_Phi) zero is a rest point always. A scalar autonomous flow that never stops moving towards a point
converges to it, so the signs of k' decide which rest point is reached; tau = lambda_W lambda_Phi counts as below. The text selects zero if the bracket is
negative at k = 0: there it is negative for s < tau only, and zero at s = tau, where it is negative for every k > 0.
"""

from numerics.linalg import iff, implies, sqrt
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_law, mode_push, mode_rate


def claims(k, s, lam_w, lam_phi, *, ridge=1, threshold=1, power=2, selects=lambda bracket: bracket <= 0):
    tau = threshold * lam_w * lam_phi
    rate = mode_rate(k, s, lam_w, lam_phi)
    active = sqrt(lam_w * s / lam_phi) - ridge * lam_w
    return {
        "decays up to the threshold": implies(s <= tau, rate < 0),
        "moves to the active solution above it": implies((s > tau) & (k != active), (active - k) * rate > 0),
        "zero and the active solution are at rest": (mode_rate(0 * k, s, lam_w, lam_phi) == 0)
        & implies(s > tau, mode_rate(active, s, lam_w, lam_phi, power=power) == 0),
        "the bracket at zero selects": iff(selects(mode_push(0 * k, s, lam_w, lam_phi)), s <= tau),
        "the operator of equation 118": implies(s > tau, mode_law(s, lam_w, lam_phi) == active) & implies(s <= tau, mode_law(s, lam_w, lam_phi) == 0),
    }


statement = Statement(
    source="Equations 117-118, appendix B.3",
    text="reconstructed",
    for_all={"k": Positive(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={"the bracket at zero is not positive": {}, "the bracket at zero is negative": {"selects": lambda bracket: bracket < 0}},
    mutants={
        "ridge not subtracted": {"ridge": 0},
        "twice the threshold": {"threshold": 2},
        "resolvent not squared": {"power": 1},
        "a mode that starts at zero": {"k": Nonnegative()},
    },
    falls=("the bracket at zero is negative",),
)

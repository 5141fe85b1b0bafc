"""One sample, one output: k' = 2 lambda_W y^2 k / (k + lambda_W)^2 - 2 lambda_Phi k, with a peak of growth and a threshold.

A feature phi with its ridge readout induces it on k = phi^2 (for any width: eq13). The growth term lies between zero and both 2 y^2 k / lambda_W
and 2 lambda_W y^2 / k, so it vanishes at either end; it is largest at k = lambda_W and nowhere else (with y = 0 it is zero throughout: the reading
with any label). Growth asks for y^2 > lambda_W lambda_Phi. Up to this threshold, equality included, every k > 0 falls, and the only rest point of
this scalar autonomous equation is zero: k(t) -> 0.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import mode_rate


def claims(k, phi, y, lam_w, lam_phi, *, decay=1, power=2, peak=1, threshold=1, far=1):
    def growth(k):
        return mode_rate(k, y**2, lam_w, 0 * lam_phi, power=power)

    def rate(k):
        return mode_rate(k, y**2, lam_w, lam_phi, decay, power)

    tau, readout = lam_w * lam_phi, y * phi / (phi**2 + lam_w)
    flow = readout * (y - readout * phi) - lam_phi * phi
    return {
        "the feature flow of one sample induces it": 2 * phi * flow == rate(phi**2),
        "growth vanishes at zero and far out": (0 <= growth(k)) & (lam_w * growth(k) <= 2 * y**2 * k) & (k * growth(k) <= far * 2 * lam_w * y**2),
        "growth peaks at lambda_W": growth(k) <= growth(peak * lam_w),
        "growth peaks nowhere else": implies(k != peak * lam_w, growth(k) < growth(peak * lam_w)),
        "growth only above the threshold": implies(rate(k) > 0, y**2 > threshold * tau),
        "up to the threshold it dies": implies((y**2 <= threshold * tau) & (k > 0), rate(k) < 0),
    }


statement = Statement(
    source="Equation 14, section 3.4",
    text="reconstructed",
    for_all={"k": Nonnegative(), "phi": Real(), "y": Real(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={"any label": {}, "a label other than zero": {"given": lambda y: y != 0}},
    mutants={
        "twice the decay": {"decay": 2},
        "resolvent not squared": {"power": 1},
        "peak at twice the ridge": {"peak": 2},
        "twice the threshold": {"threshold": 2},
        "half the bound far out": {"far": Fraction(1, 2)},
    },
    falls=("any label",),
)

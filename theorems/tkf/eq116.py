"""The proof of theorem 4 by the stationarity of squared error plus trace ends in the law of theorem 4.

H = lambda_W^2 s / (k + lambda_W)^2 / 2 + lambda_Phi k / 2 (equation 114) is convex where x = k + lambda_W > 0, so stationary means least, and it is so
where x^3 = 2 lambda_W^2 s / lambda_Phi: the letter is x, and s is taken from it. The appendix sets out to derive theorem 4 in this way, meets the cube
root, and passes to the flow itself by a simplification whose formula is stripped, and of which it says that it belongs to a slightly other loss. The law of
theorem 4 holds (thm4, eq117_modes); this step does not lead to it, the two laws differ (eq116_amended): at lambda_W = lambda_Phi = 1, s = 32 the cube root
leaves k = 3, the square root 4.66; at s = 125/128 the first leaves 1/4, the second nothing, as its threshold is twice as high. With other constants
before the two terms of H the factor 2 changes: it is 1 where only the error has the half, 4 where only the trace has it.
"""

from numerics.linalg import maximum
from theorems.domains import Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_law


def strength(x, lam_w, lam_phi, factor, power=3):
    """The s of a mode for which x^3 = factor lambda_W^2 s / lambda_Phi."""
    return x**power * lam_phi / (factor * lam_w**2)


def cube_law(x, lam_w):
    """[x - lambda_W]_+."""
    return maximum(0, x - lam_w)


def claims(x, y, lam_w, lam_phi, *, factor=2, loss=1, cost=1, power=3):
    s = strength(x, lam_w, lam_phi, factor, power)

    def H(x):
        """Twice the share of a mode, k = x - lambda_W."""
        return loss * lam_w**2 * s / x**2 + cost * lam_phi * (x - lam_w)

    return {
        "the cube-root law is stationary": H(x) <= H(y),
        "it is the law of theorem 4": cube_law(x, lam_w) == mode_law(s, lam_w, lam_phi),
    }


statement = Statement(
    source="Equations 115-116, appendix B.3",
    text="uncertain",
    for_all={"x": Positive(), "y": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={
        "both terms with the half, or neither": {},
        "a half before the error alone": {"cost": 2, "factor": 1},
        "a half before the trace alone": {"loss": 2, "factor": 4},
    },
    mutants={"half the constant": {"factor": 1}, "a square root": {"power": 2}},
    expect="refuted",
    falls=("it is the law of theorem 4",),
    counterexample={"x": 4, "y": 1, "lam_w": 1, "lam_phi": 1},
)

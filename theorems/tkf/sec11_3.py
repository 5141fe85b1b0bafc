"""With the water-filling law for its spectrum, a probe has no variance and all of the bias in the modes cut off, and less bias the stronger the mode.

Eigenvalue sig = [sqrt(lambda_W s / lambda_Phi) - lambda_W]_+ of a mode of label strength s, put into equation 101. Cut off (s <= tau): bias factor 1,
variance factor 0. Kept: the bias factor (lam / (sig + lam))^2 falls as s grows, for every probe ridge lam; at lam = lambda_W it is tau / s. With one
output the target is one function, so that at most one s is positive: then nothing but the choice of that one mode is left.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_law


def bias_factor(sig, lam):
    return (lam / (sig + lam)) ** 2


def variance_factor(sig, lam):
    return (sig / (sig + lam)) ** 2


def claims(s, t, lam, lam_w, lam_phi, *, ridge=1, power=1, threshold=1, kept=1):
    tau = lam_w * lam_phi
    sig, more = (mode_law(x, lam_w, lam_phi, ridge) for x in (s, t))
    return {
        "cut off: no variance, all of the bias": implies(s <= threshold * tau, (variance_factor(sig, lam) == 0) & (bias_factor(sig, lam) == 1)),
        "kept: a stronger mode has less bias": implies((kept * tau < s) & (s < t), bias_factor(more, lam) < bias_factor(sig, lam)),
        "kept, with the ridge of training: tau / s": implies(s > tau, bias_factor(sig, lam_w) * s**power == tau**power),
    }


statement = Statement(
    source="Section 11.3 and appendix G.2, equation 164",
    text="reconstructed",
    for_all={"s": Nonnegative(), "t": Nonnegative(), "lam": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={
        "ridge not subtracted": {"ridge": 0},
        "square of the ratio": {"power": 2},
        "twice the threshold": {"threshold": 2},
        "kept from half of it": {"kept": Fraction(1, 2)},
    },
)

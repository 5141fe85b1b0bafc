"""Water-filling: a kernel mode survives only above the spectral noise threshold.

A mode of label strength s carries k = [sqrt(lambda_W s / lambda_Phi) - lambda_W]_+, the minimiser of its energy; it is zero exactly when
s <= tau = lambda_W lambda_Phi. This is the static law; thm4_flow asks which starts reach it, thm4_width which widths can carry it.
"""

from numerics.linalg import iff, maximum, sqrt
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy, mode_law


def claims(k, s, lam_w, lam_phi, *, ridge=1, root=sqrt, threshold=1):
    tau = lam_w * lam_phi
    law = mode_law(s, lam_w, lam_phi, ridge, root)
    return {
        "no kernel mode has less energy": mode_energy(law, s, lam_w, lam_phi) <= mode_energy(k, s, lam_w, lam_phi),
        "the two forms agree": law == lam_w * maximum(0, root(s / tau) - 1),
        "zero exactly up to the threshold": iff(law == 0, s <= threshold * tau),
    }


statement = Statement(
    source="Theorem 4, section 5.2.2, equation 31",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"ridge not subtracted": {"ridge": 0}, "no square root": {"root": lambda x: x}, "twice the threshold": {"threshold": 2}},
)

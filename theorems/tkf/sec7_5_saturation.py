"""Under Muon every aligned mode that labels and start both reach goes to one kernel eigenvalue, (eta / lambda_Phi)^2, however weak its label strength.

On a mode of kernel eigenvalue k and label strength s > 0 the flow of thm8 reads k' = 2 eta sqrt(k) - 2 lambda_Phi k: S = s / (k + lambda_W)^2 is divided out
by its own root. So sqrt(k) goes to eta / lambda_Phi at the rate lambda_Phi, there is no threshold, and lambda_W and s do not matter. A mode that starts at
zero stays there, as pol(0) = 0: every direction of the label subspace is reached only by starts that overlap with it. What steady kernels look like:
sec7_5_saturation_steady; that the width must suffice: sec7_5_saturation_width.
"""

from numerics.linalg import implies, sqrt
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement


def muon_mode_rate(k, eta, lam_phi, decay=1):
    """k' of a mode of positive label strength."""
    return 2 * eta * sqrt(k) - 2 * decay * lam_phi * k


def claims(k, s, eta, lam_w, lam_phi, *, decay=1, power=2, law=lambda eta, lam_phi: (eta / lam_phi) ** 2):
    rate, end = muon_mode_rate(k, eta, lam_phi, decay), law(eta, lam_phi)
    S = s / (k + lam_w) ** 2
    return {
        "the strength is divided out": (rate + 2 * lam_phi * k) * sqrt(S**power * k) == 2 * eta * k * S,
        "it moves towards the common eigenvalue": implies(k != end, (end - k) * rate > 0),
        "at the rate lambda_Phi": rate == -2 * lam_phi * sqrt(k) * (sqrt(k) - sqrt(end)),
    }


statement = Statement(
    source="Section 7.5, after theorem 8",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Positive(), "eta": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={"from every start": {}, "from every start that overlaps": {"k": Positive()}},
    mutants={
        "twice the decay": {"decay": 2},
        "the strength not squared": {"power": 1},
        "the root for the eigenvalue": {"law": lambda eta, lam_phi: eta / lam_phi},
    },
    falls=("from every start",),
)

"""Soft thresholding at sqrt(lambda_W lambda_Phi), the optimum under the nuclear norm, gives the kernel of the water-filling law.

A singular value y >= 0 of the targets, of label strength s = y^2, is fitted by z = [y - sqrt(tau)]_+, the minimiser of (z - y)^2 / 2 + sqrt(tau) z.
The balanced factors give it the kernel eigenvalue k = sqrt(lambda_W / lambda_Phi) z, that is K = sqrt(lambda_W / lambda_Phi) (Z^T Z)^{1/2}, and this is
the value of theorem 4. lambda_Phi = q^4 lambda_W.
"""

from numerics.linalg import maximum
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_law


def claims(y, z, lam_w, q, *, threshold=1, root=2):
    lam_phi, level = q**4 * lam_w, q**2 * lam_w
    fit = maximum(0, y - threshold * level)

    def cost(z):
        return (z - y) ** 2 / 2 + level * z

    return {
        "no other fit costs less": cost(fit) <= cost(z),
        "the kernel of theorem 4": fit / q**root == mode_law(y**2, lam_w, lam_phi),
    }


statement = Statement(
    source="Equation 113, appendix B.2, beside theorem 4",
    text="reconstructed",
    for_all={"y": Nonnegative(), "z": Nonnegative(), "lam_w": Positive(), "q": Positive()},
    claims=claims,
    mutants={"twice the threshold": {"threshold": 2}, "the fourth root of the ratio": {"root": 1}},
)

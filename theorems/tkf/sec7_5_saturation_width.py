"""One common eigenvalue on every direction of the label subspace needs features as wide as that has dimensions, and this width is enough.

V is an orthonormal basis of r = rank M directions. Features (eta / lambda_Phi) J V^T, with J of d x r and orthonormal columns, have the kernel
(eta / lambda_Phi)^2 V V^T; such a J exists for d >= r. Features of width d, whatever they are, carry no more than d directions. The text names no width.
"""

from numerics.linalg import rank
from theorems.domains import Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.sec7_5_saturation_steady import common_eigenvalue


def claims(J, V, Phi, eta, lam_phi, *, level=common_eigenvalue, spare=0):
    wide = eta / lam_phi * J @ V.T
    return {
        "features as wide as the label subspace carry it": wide.T @ wide == level(eta, lam_phi) * V @ V.T,
        "none carry more directions than they are wide": rank(Phi.T @ Phi) <= Phi.shape[0] - spare,
    }


statement = Statement(
    source="Section 7.5, after theorem 8",
    text="reconstructed",
    for_all={"J": Stiefel("d", "r"), "V": Stiefel("n", "r"), "Phi": Matrix("d", "n"), "eta": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"one less": {"spare": 1}, "not squared": {"level": lambda eta, lam_phi: eta / lam_phi}},
)

"""No pair of factors has less weight decay than sqrt(lambda_W lambda_Phi) times the nuclear norm of its product.

lambda_Phi = level^2 / lambda_W, so that the root is rational. The width d is any: a narrow layer has fewer products, and the bound holds for those that it has.
"""

from numerics.linalg import nuclear_norm
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation_layers import penalty


def claims(W, Phi, lam_w, level, *, factor=1, mean=lambda lam_w, lam_phi, level: level):
    lam_phi = level**2 / lam_w
    return {"at least the nuclear norm": factor * mean(lam_w, lam_phi, level) * nuclear_norm(W @ Phi) <= penalty(W, Phi, lam_w, lam_phi)}


statement = Statement(
    source="Equations 109-112, appendix B.2",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "lam_w": Positive(), "level": Positive()},
    claims=claims,
    mutants={
        "twice the norm": {"factor": 2},
        "the arithmetic mean of the coefficients": {"mean": lambda lam_w, lam_phi, level: (lam_w + lam_phi) / 2},
    },
    expect="supported",
)

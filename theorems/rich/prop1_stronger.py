"""An MP operator makes every feature vector equal to its class mean, so Sigma_W = 0.

More than NC1 asks: Sigma_b^+ Sigma_W = 0 still allows variation within the classes that is orthogonal to the differences of class means.
"""

from theorems.rich.notation import Collapsed, class_means, within_covariance
from theorems.statement import Statement


def claims(Phi, F, a_1, a_2, *, means=class_means, within=within_covariance):
    return {"features are their class means": Phi == means(Phi, F) @ F.T, "Sigma_W = 0": within(Phi, F) == 0}


statement = Statement(
    source="Proposition 1, section 3.2, strengthened",
    text="reconstructed",
    for_all={"Phi F a_1 a_2": Collapsed()},
    claims=claims,
    mutants={
        "means of another class": {"means": lambda Phi, F: 2 * class_means(Phi, F)},
        "features not centred in Sigma_W": {"within": lambda Phi, F: Phi @ Phi.T},
    },
)

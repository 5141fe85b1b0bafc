"""An MP operator implies NC1: within-class variability collapses, Sigma_b^+ Sigma_W = 0.

In the setting of section 3.2. Proposition 1 prints Sigma_b as a sum over the classes, equation 34 as their mean. NC1 itself would allow
variation that is orthogonal to the differences of class means; an MP operator leaves none (prop1_stronger).
"""

from numerics.linalg import pinv
from theorems.rich.notation import Collapsed, centred_means, class_means, global_mean, within_covariance
from theorems.statement import Statement


def claims(Phi, F, a_1, a_2, *, means=class_means, normalised=lambda Sigma, C: Sigma):
    U = centred_means(Phi, F)
    Sigma_b = normalised(U @ U.T, F.shape[1])
    return {"Sigma_b^+ Sigma_W = 0": pinv(Sigma_b) @ within_covariance(Phi, F, means) == 0}


statement = Statement(
    source="Proposition 1, section 3.2, and equations 33 and 34, appendix D.1",
    text="verbatim",
    for_all={"Phi F a_1 a_2": Collapsed()},
    claims=claims,
    readings={"Sigma_b a sum, as in Proposition 1": {}, "Sigma_b a mean, as in equation 34": {"normalised": lambda Sigma, C: Sigma / C}},
    mutants={"deviations from the global mean": {"means": global_mean}},
)

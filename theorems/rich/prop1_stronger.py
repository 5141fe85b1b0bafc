"""An MP operator makes every feature vector equal to its class mean, so Sigma_W = 0.

The setting is that of Proposition 1, and the conclusion is more than its Sigma_b^+ Sigma_W = 0: an MP operator of the indicators of the classes
cannot tell two samples of one class apart. Balance of the classes plays no part.
"""

from theorems.rich.notation import Collapsed, class_means, global_mean, within_covariance
from theorems.statement import Statement


def claims(Phi, F, a_1, a_2, *, means=class_means):
    return {"features are their class means": means(Phi, F) @ F.T == Phi, "Sigma_W = 0": within_covariance(Phi, F, means) == 0}


statement = Statement(
    source="Proposition 1, section 3.2, strengthened",
    text="reconstructed",
    for_all={"Phi F a_1 a_2": Collapsed()},
    claims=claims,
    mutants={"deviations from the global mean": {"means": global_mean}},
)

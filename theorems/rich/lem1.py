"""A feature vector meets a centred class mean in the centred indicator of the class.

In the setting of section 3.2 (uniform q, balanced classes, outputs that are their indicators) an MP operator gives
Phi(x)^T (mu_i - mubar) = a_2 (C fhat_i(x) - 1) at every sample x; a_1 drops out because C fhat_i - 1 is orthogonal to the constants.
"""

from numerics.linalg import ones
from theorems.rich.notation import Collapsed, centred_means, class_means
from theorems.statement import Statement


def claims(Phi, F, a_1, a_2, *, means=centred_means, strength=lambda a_2, C: a_2):
    n, C = F.shape
    return {"Phi^T (mu_i - mubar) = a_2 (C fhat_i - 1)": Phi.T @ means(Phi, F) == strength(a_2, C) * (C * F - ones(n, C, like=F))}


statement = Statement(
    source="Lemma 1, equation 35, appendix D.1",
    text="verbatim",
    for_all={"Phi F a_1 a_2": Collapsed()},
    claims=claims,
    mutants={"means not centred": {"means": class_means}, "C a_2 instead of a_2": {"strength": lambda a_2, C: C * a_2}},
)

"""An MP operator implies NC2: the centred class means are a simplex equiangular tight frame.

In the setting of section 3.2, (mu_i - mubar)^T (mu_j - mubar) = C a_2 (delta_ij - 1/C). Proportionality is the same with the constant read off
the trace, since trace(I - 1 1^T / C) = C - 1.
"""

from numerics.linalg import eye, trace
from theorems.rich.notation import Collapsed, centred_means, class_means, onto_constants
from theorems.statement import Statement


def claims(Phi, F, a_1, a_2, *, means=centred_means, constant=lambda a_2, C: C * a_2):
    C = F.shape[1]
    U = means(Phi, F)
    G = U.T @ U
    simplex = eye(G) - onto_constants(G)
    return {
        "proportional to delta_ij - 1/C": trace(G) * simplex == (C - 1) * G,
        "with the constant C a_2": constant(a_2, C) * simplex == G,
    }


statement = Statement(
    source="Proposition 2, section 3.2, and equation 56, appendix D.1",
    text="verbatim",
    for_all={"Phi F a_1 a_2": Collapsed()},
    claims=claims,
    mutants={"means not centred": {"means": class_means}, "a_2 instead of C a_2": {"constant": lambda a_2, C: a_2}},
)

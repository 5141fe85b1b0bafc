"""One-hot features just miss Definition 1: their a_1 is zero, and negative once they are centred.

In the setting of section 3.2, one-hot features shifted by t have a_2 = 1/C and a_1 = t (2 + C t): with C > 1 (def1_determined) they are MP features
exactly when t > 0 or t < -2/C. A constant feature beside the one-hot ones makes them MP, with a_1 = 1.
"""

from numerics.linalg import ones
from theorems.domains import Real
from theorems.rich.notation import BalancedLabels, kernel, minimum_projection, onto_constants, onto_span
from theorems.statement import Statement


def claims(F, t, *, T=kernel, operator=minimum_projection):
    n, C = F.shape
    P, one = onto_span(F), ones(C, n, like=F)
    return {
        "one-hot: a_1 = 0, a_2 = 1/C": C * T(F.T) == operator(P, 0, 1),
        "centred one-hot: a_1 = -1/C, a_2 = 1/C": C * T(F.T - one / C) == operator(P, -1, 1),
        "one-hot shifted by t: a_1 = t (2 + C t), a_2 = 1/C": C * T(F.T + t * one) == operator(P, C * t * (2 + C * t), 1),
        "one-hot and a constant feature: a_1 = 1, a_2 = 1/C": C * (T(F.T) + onto_constants(F)) == operator(P, C, 1),
    }


statement = Statement(
    source="Definition 1, equation 3, in the setting of section 3.2",
    text="reconstructed",
    for_all={"F": BalancedLabels(), "t": Real()},
    claims=claims,
    mutants={
        "T without 1/n": {"T": lambda Phi: Phi.T @ Phi},
        "projection onto H without the constants": {"operator": lambda P, a_1, a_2: minimum_projection(P - onto_constants(P), a_1, a_2)},
    },
)

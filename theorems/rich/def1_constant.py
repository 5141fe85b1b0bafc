"""Where the learned functions span the constants, an MP operator has the eigenvalues a_1 + a_2 (at 1), a_2 and 0.

That 1 lies in H is a hypothesis of its own: Definition 1 does not say so, and without it 1 is in general no eigenfunction.
"""

from numerics.linalg import eye, ones
from theorems.domains import Positive
from theorems.rich.notation import ProjectionWithConstants, minimum_projection
from theorems.statement import Statement


def claims(P, a_1, a_2, *, operator=minimum_projection, top=lambda a_1, a_2: a_1 + a_2):
    T, at_1, one = operator(P, a_1, a_2), top(a_1, a_2), ones(P.shape[0], 1, like=P)
    return {
        "T 1 = (a_1 + a_2) 1": T @ one == at_1 * one,
        "no eigenvalue but a_1 + a_2, a_2 and 0": (T - at_1 * eye(T)) @ (T - a_2 * eye(T)) @ T == 0,
    }


statement = Statement(
    source="Definition 1, equation 3, with 1 in H (appendix B.3)",
    text="reconstructed",
    for_all={"P": ProjectionWithConstants("n"), "a_1": Positive(), "a_2": Positive()},
    claims=claims,
    mutants={
        "a_1 alone at 1": {"top": lambda a_1, a_2: a_1},
        "<1|u> without 1/n": {"operator": lambda P, a_1, a_2: minimum_projection(P, P.shape[0] * a_1, a_2)},
    },
)

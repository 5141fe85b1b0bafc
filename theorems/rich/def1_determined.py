"""An MP operator determines a_1 and a_2, unless the learned functions are constant.

With t = trace P and c = <1|P 1>: (t - c) a_2 = trace T - <1|T 1> and (t - c) a_1 = t <1|T 1> - c trace T. The determinant t - c is the squared
norm of P (I - |1><1|): it vanishes where H has nothing but constants, and there T shows no more than a_1 + a_2.
"""

from numerics.linalg import eye, inner, trace
from theorems.domains import Positive
from theorems.rich.notation import Projection, minimum_projection, onto_constants
from theorems.statement import Statement


def claims(P, a_1, a_2, *, operator=minimum_projection, at_1=lambda A: trace(A @ onto_constants(A))):
    T, K = operator(P, a_1, a_2), onto_constants(P)
    t, c = trace(P), at_1(P)
    beside = P @ (eye(P) - K)
    return {
        "a_2 from the trace and <1|T 1>": (t - c) * a_2 == trace(T) - at_1(T),
        "a_1 from the trace and <1|T 1>": (t - c) * a_1 == t * at_1(T) - c * trace(T),
        "the determinant is a squared norm": t - c == inner(beside, beside),
        "constants alone show the sum": operator(K, a_1, a_2) == (a_1 + a_2) * K,
    }


statement = Statement(
    source="Definition 1, equation 3, section 3.1",
    text="reconstructed",
    for_all={"P": Projection("n"), "a_1": Positive(), "a_2": Positive()},
    claims=claims,
    mutants={
        "<1|u> and <1|T 1> without 1/n": {
            "operator": lambda P, a_1, a_2: minimum_projection(P, P.shape[0] * a_1, a_2),
            "at_1": lambda A: A.shape[0] * trace(A @ onto_constants(A)),
        },
    },
)

"""Under a singular preconditioner J P_c J^T the flow may rest where the gradient is not zero, and there the gradient is orthogonal to the tangent space.

The tangent space is the range of J, p x m, and P_c is positive definite. Theta g = 0 says g^T J P_c J^T g = 0, so J^T g = 0, and the converse is plain. So
Theta has the rank of J, and where this is less than p the p - rank J directions (I - J J^dagger) x are gradients that the flow does not see: as for
the energy |phi - x|^2 / 2 at the features phi = J J^dagger x. With a singular P_c the flow rests at more points, and their gradients need not be orthogonal.
"""

from numerics.linalg import eye, null_within, pinv, rank, trace
from theorems.domains import PSD, Matrix, PositiveDefinite
from theorems.statement import Statement
from theorems.tkf.prop20 import tangent_kernel


def claims(J, Pc, x, *, spare=0, tensor=tangent_kernel):
    Theta, hidden = tensor(J, Pc), eye(J) - J @ pinv(J)
    return {
        "the flow rests only where the gradient is orthogonal to the tangent space": null_within(Theta, J.T),
        "and wherever it is": null_within(J.T, Theta),
        "hidden gradients leave it at rest": (Theta @ hidden @ x == 0) & (J.T @ hidden @ x == 0),
        "as many hidden directions as the rank leaves": trace(hidden) == J.shape[0] - rank(Theta) - spare,
    }


statement = Statement(
    source="Proposition 11 with equation 78, section 8.2",
    text="reconstructed",
    for_all={"J": Matrix("p", "m"), "Pc": PositiveDefinite("m"), "x": Matrix("p", 1)},
    claims=claims,
    mutants={
        "one direction less": {"spare": 1},
        "a damped preconditioner": {"tensor": lambda J, Pc: tangent_kernel(J, Pc) + eye(J)},
        "a singular metric of the parameters": {"Pc": PSD("m")},
    },
    expect="supported",
)

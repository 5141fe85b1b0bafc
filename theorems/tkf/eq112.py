"""Weight decay with two coefficients on two linear layers is sqrt(lambda_W lambda_Phi) times the nuclear norm of their product.

W is C x d, Phi is d x n, the product Z = U F^2 V^T of rank r <= d, and lambda_Phi = q^4 lambda_W, so that the level is q^2 lambda_W; q is rational by choice of
units. What a pair costs beyond level * |W Phi|_* is a sum of squares (here E, a contraction, has tr(E^T Z) = |Z|_*, so that E replaces the norm), and
the balanced pair W = q U F J^T, Phi = J F V^T / q costs no more. Hence the training problem is the penalised one, as in thm5. The bound in terms of the
norm itself: eq112_bound; what it says of the kernel: eq112_law. For d < r nothing factors through d.
"""

from numerics.linalg import inner, trace
from theorems.domains import Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.notation_layers import PenalisedOptimum, balanced, excess, penalty, squares


def claims(U, F, V, E, W, Phi, J, lam_w, q, *, ratio=1, mean=2):
    lam_phi, level, norm = q**4 * lam_w, q**mean * lam_w, trace(F @ F)
    Z = U @ F @ F @ V.T
    left, right = balanced(U, F, V, J, ratio * q)
    above = excess(W, Phi, Z, E, norm, lam_w, lam_phi, level)
    return {
        "tr(E^T Z) is the nuclear norm": inner(E, Z) == norm,
        "what is above the convex minimum is a sum of squares": above == squares(W, Phi, Z, E, lam_w, lam_phi, level),
        "the balanced pair has the product Z": left @ right == Z,
        "the balanced pair costs the level times the norm": penalty(left, right, lam_w, lam_phi) == level * norm,
    }


statement = Statement(
    source="Equations 109-113, appendix B.2",
    text="reconstructed",
    for_all={
        **{"U F V E": PenalisedOptimum("C", "n"), "W": Matrix("C", "d"), "Phi": Matrix("d", "n")},
        **{"J": Stiefel("d", "r"), "lam_w": Positive(), "q": Positive()},
    },
    claims=claims,
    mutants={
        "square root forgotten": {"mean": 4},
        "balanced as for equal coefficients": {"ratio": 2},
        "units that are not orthonormal": {"J": Matrix("d", "r")},
        "any direction E": {"U F V E": PenalisedOptimum("C", "n").wider},
    },
)

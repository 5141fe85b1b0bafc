"""Training two linear layers with weight decay has the same minimum as the nuclear-norm problem where the hidden width is at least the rank of its minimiser.

What any pair of weights is above the convex minimum is a sum of squares, of which the first says that only a product W_2 W_1 = Z reaches it. The balanced
pair W_2 = U F J^T, W_1 = J F V^T does, where J is h x r with orthonormal columns (the padding with zero units): it exists exactly for h >= r.
"""

from fractions import Fraction

from numerics.linalg import trace
from theorems.domains import Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf import thm5
from theorems.tkf.notation_layers import PenalisedOptimum, balanced, excess, squares


def claims(U, F, V, E, W2, W1, J, lam, *, ratio=1, decay=1):
    Z = U @ F @ F @ V.T
    left, right = balanced(U, F, V, J, ratio)

    def above(W2, W1):
        return excess(W2, W1, Z, E, trace(F @ F), decay * lam, decay * lam, lam)

    return {
        "what is above the convex minimum is a sum of squares": above(W2, W1) == squares(W2, W1, Z, E, lam, lam, lam),
        "the balanced pair has the minimiser as its product": left @ right == Z,
        "the balanced pair reaches the convex minimum": above(left, right) == 0,
    }


statement = Statement(
    source="Theorem 5 with equations 32-38 and remark 6, section 5.3",
    text="reconstructed",
    for_all={"U F V E": PenalisedOptimum(), "W2": Matrix("C", "h"), "W1": Matrix("h", "D"), "J": Stiefel("h", "r"), "lam": Positive()},
    claims=claims,
    mutants={
        "not balanced": {"ratio": 2},
        "half the weight decay": {"decay": Fraction(1, 2)},
        "units that are not orthonormal": {"J": Matrix("h", "r")},
    },
    amends=thm5,
)

"""Training two linear layers with weight decay has the same minimum as fitting their product with a nuclear-norm penalty, at every hidden width.

W_2 is C x h, W_1 is h x D. Z = U F^2 V^T minimises loss(Z) + lambda |Z|_* where the residual there is lambda E, E a contraction with E V = U and E^T U = V.
At its minimum a convex loss is its residual, so squared loss with target Z + lambda E stands for all. What a pair of weights is above that minimum is a sum
of squares, |W_2 W_1 - Z|^2 / 2 among them: no pair is below, and only a pair of product Z is at it. So the minima agree exactly where Z passes through h
units, that is for h >= rank Z (thm5_amended builds the pair). The theorem names no width; remark 6 after it says that h must be large enough (rem6).
The smallest failure: target 2I with lambda = 1 and h = 1, where Z = I, the convex minimum is 3 and one hidden unit reaches 7/2.
"""

from fractions import Fraction

from numerics.linalg import rank, trace
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation_layers import PenalisedOptimum, excess, squares


def claims(U, F, V, E, W2, W1, lam, *, factor=1, decay=1):
    Z = U @ F @ F @ V.T
    above = excess(W2, W1, Z, E, factor * trace(F @ F), decay * lam, decay * lam, lam)
    return {
        "what is above the convex minimum is a sum of squares": above == squares(W2, W1, Z, E, lam, lam, lam),
        "the minimiser passes through h units": rank(Z) <= W1.shape[0],
    }


statement = Statement(
    source="Theorem 5 with equations 32-38, section 5.3",
    text="reconstructed",
    for_all={"U F V E": PenalisedOptimum(), "W2": Matrix("C", "h"), "W1": Matrix("h", "D"), "lam": Positive()},
    claims=claims,
    mutants={"twice the nuclear norm": {"factor": 2}, "half the weight decay": {"decay": Fraction(1, 2)}},
    expect="refuted",
    falls=("the minimiser passes through h units",),
    counterexample={
        **{letter: [[1, 0], [0, 1]] for letter in "UFVE"},
        **{"W2": [[0], [0]], "W1": [[0, 0]], "lam": 1},
    },
)

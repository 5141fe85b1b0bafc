"""Training two linear layers with weight decay has the same minimum as fitting their product with a nuclear-norm penalty, at every hidden width.

W_2 is C x h, W_1 is h x D. Z = U F^2 V^T minimises loss(Z) + lambda |Z|_* where the residual there is lambda E, E a contraction with E V = U and E^T U = V.
At its minimum a convex loss is its residual, so squared loss with target Z + lambda E stands for all. What a pair of weights is above that minimum is a sum
of squares, |W_2 W_1 - Z|^2 / 2 among them: no pair is below, and only a pair of product Z is at it. So the minima agree exactly where Z passes through h
units, that is for h >= rank Z (thm5_amended builds the pair). The theorem names no width; remark 6 after it says that h must be large enough (rem6).
The smallest failure: target 2I with lambda = 1 and h = 1, where Z = I, the convex minimum is 3 and one hidden unit reaches 7/2.
"""

from fractions import Fraction

from numerics.linalg import eye, inner, inv, positive_definite, psd, rank, trace
from theorems.domains import Domain, Free, Matrix, Positive, PositiveDiagonal, Stiefel, is_diagonal
from theorems.statement import Statement


def PenalisedOptimum(C="C", D="D", r="r"):
    """U, F, V, E: Z = U F^2 V^T of rank r, and E in the subdifferential of the nuclear norm at Z.

    E = U V^T + N with N^T U = 0, N V = 0, |N| <= 1. N = 2 X (I + X^T X)^{-1} takes every singular value from 0 to 1; squares in Z by choice of units.
    """

    def build(U, F, V, X):
        X = X - U @ U.T @ X
        X = X - X @ V @ V.T
        return U, F, V, U @ V.T + 2 * X @ inv(eye(X.T) + X.T @ X)

    def member(U, F, V, E):
        return positive_definite(F) & is_diagonal(F) & (U.T @ U == eye(F)) & (V.T @ V == eye(F)) & (E @ V == U) & (E.T @ U == V) & psd(eye(E.T) - E.T @ E)

    return Domain(
        name="minimiser of a convex loss with a nuclear-norm penalty",
        shape=((C, r), (r, r), (D, r), (C, D)),
        parts=(Stiefel(C, r), PositiveDiagonal(r), Stiefel(D, r), Matrix(C, D)),
        build=build,
        member=member,
        wider=Free(Stiefel(C, r), PositiveDiagonal(r), Stiefel(D, r), Matrix(C, D)),
    )


def penalty(W2, W1, out, into):
    """Weight decay with one coefficient for each of two layers."""
    return (out * inner(W2, W2) + into * inner(W1, W1)) / 2


def excess(W2, W1, Z, E, norm, out, into, level):
    """What a pair of weights is above the convex minimum at Z, with |Z|_* = norm: squared loss of target Z + level E, penalty level |Z|_*."""
    target = Z + level * E

    def misfit(product):
        return inner(product - target, product - target) / 2

    return misfit(W2 @ W1) + penalty(W2, W1, out, into) - misfit(Z) - level * norm


def squares(W2, W1, Z, E, out, into, level):
    """The excess as it should be, where level^2 = out * into: a sum of squares, as E is a contraction."""
    gap, turn = W2 @ W1 - Z, W2 - level / out * E @ W1.T
    return (inner(gap, gap) + out * inner(turn, turn) + into * trace(W1 @ (eye(E.T) - E.T @ E) @ W1.T)) / 2


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

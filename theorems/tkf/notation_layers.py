"""Two linear layers under weight decay: the minimiser of the penalised problem, what a pair of weights costs, and the balanced pair."""

from numerics.linalg import eye, inner, inv, positive_definite, psd, trace
from theorems.domains import Domain, Free, Matrix, PositiveDiagonal, Stiefel, is_diagonal


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


def balanced(U, F, V, J, ratio=1):
    """The pair of factors of U F^2 V^T through h units, with |W_2|^2 = ratio^4 |W_1|^2."""
    return ratio * U @ F @ J.T, J @ F @ V.T / ratio

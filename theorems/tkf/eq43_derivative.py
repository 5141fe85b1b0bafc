"""The log-determinant of the self-supervised energy is differentiable at every positive semidefinite kernel, whatever its rank.

det(K + eps I) is positive (eq43), and along K + h u u^T it grows by the factor 1 + h u^T A u exactly, with A = (K + eps I)^{-1}: so the derivative of its
logarithm along u u^T is tr(A u u^T). Every symmetric direction is a sum of such, with signs. Hence the gradient of F is L + lam I - beta A (equation 44).
"""

from numerics.linalg import det, eye, inv
from theorems.domains import PSD, Matrix, Positive, Real
from theorems.statement import Statement


def repulsion(K, beta, eps):
    """beta (K + eps I)^{-1}, the force of the log-determinant, n x n."""
    return beta * inv(K + eps * eye(K))


def ssl_gradient(K, L, beta, eps, lam):
    """L + lam I - beta (K + eps I)^{-1}, n x n: zero at an unconstrained rest point (equation 44)."""
    return L + lam * eye(K) - repulsion(K, beta, eps)


def claims(K, u, h, eps, *, slope=1, gate=1):
    def volume(K):
        return det(K + gate * eps * eye(K))

    growth = (u.T @ repulsion(K, 1, eps) @ u)[0, 0]
    return {"differentiable": volume(K + h * u @ u.T) == volume(K) * (1 + slope * h * growth)}


statement = Statement(
    source="Equation 42, section 6.1.2, first bullet",
    text="reconstructed",
    for_all={"K": PSD("n"), "u": Matrix("n", 1), "h": Real(), "eps": Positive()},
    claims=claims,
    mutants={"twice the slope": {"slope": 2}, "without eps": {"gate": 0}},
    expect="certified",
)

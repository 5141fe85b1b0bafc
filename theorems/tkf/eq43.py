"""The self-supervised energy is strictly convex in the kernel: its second derivative is positive in every direction but zero.

Of F(K) = tr(K L) - beta log det(K + eps I) + lam tr K only the logarithm is curved: its second derivative along H is beta tr(A H A H) with
A = (K + eps I)^{-1} (eq43_derivative, eq43_force). In the eigenbasis of K, where A = diag(1 / (k_i + eps)), this is the sum of
beta h_ij^2 / ((k_i + eps) (k_j + eps)) over all i and j: any two modes say it all, so it is decided for n = 2. F is finite
where all k_i + eps are positive. A minimiser needs lam > 0 (eq45) and is not claimed here: without it the constant mode, mu = 0, has none.
"""

from numerics.linalg import iff, matrix, trace
from theorems.domains import Nonnegative, Positive, Real
from theorems.statement import Statement


def claims(k, l, p, q, r, beta, eps, *, twisted=1):
    a, b = 1 / (k + eps), 1 / (l + eps)
    A, H = matrix([[a, 0], [0, b]]), matrix([[p, q], [twisted * q, r]])
    curvature = beta * trace(A @ H @ A @ H)
    return {
        "finite on the whole cone": (k + eps > 0) & (l + eps > 0),
        "a sum over pairs of modes": curvature == beta * (a**2 * p**2 + 2 * a * b * q**2 + b**2 * r**2),
        "positive in every direction": (curvature >= 0) & iff(curvature == 0, (p == 0) & (q == 0) & (r == 0)),
    }


statement = Statement(
    source="Equations 42-43, sections 6.1.3 and 6.2.1",
    text="reconstructed",
    for_all={"k": Nonnegative(), "l": Nonnegative(), "p": Real(), "q": Real(), "r": Real(), "beta": Positive(), "eps": Positive()},
    claims=claims,
    mutants={"a direction that is not symmetric": {"twisted": -1}, "no repulsion": {"beta": Nonnegative()}, "no gate": {"eps": Nonnegative()}},
)

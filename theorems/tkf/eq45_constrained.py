"""On the cone of positive semidefinite kernels too, the optimal self-supervised kernel commutes with the Laplacian.

There the conditions of Karush, Kuhn and Tucker take the place of equation 44: the gradient G = L + lam I - beta (K + eps I)^{-1} is positive
semidefinite and K G = 0. Any such pair K, G is the optimum for L = G + beta (K + eps I)^{-1} - lam I, so L is taken from it, and may be any symmetric
matrix with L + lam I > 0. That K and L commute needs K G = 0 alone. No competitor H = B B^T lies downhill, tr(G (H - K)) >= 0, so K is
the minimiser, by convexity (eq43); which function of L it is: eq45_modes.
"""

from numerics.linalg import eye, inner
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq43_derivative import repulsion, ssl_gradient
from theorems.tkf.notation_spectral import Complementary


def claims(K, G, B, beta, eps, lam, *, sign=1, force=1):
    L = G + force * repulsion(K, beta, eps) - lam * eye(K)
    gradient = ssl_gradient(K, L, beta, eps, lam)
    return {
        "it commutes with the Laplacian": K @ L == sign * L @ K,
        "the forces balance where the kernel is alive": K @ gradient == 0,
        "no kernel lies downhill": inner(gradient, B @ B.T - K) >= 0,
    }


statement = Statement(
    source="Equations 44-45, section 6.2.1",
    text="reconstructed",
    for_all={"K G": Complementary(), "B": Matrix("n", "n"), "beta": Positive(), "eps": Positive(), "lam": Positive()},
    claims=claims,
    mutants={"they anticommute": {"sign": -1}, "half the repulsion": {"force": 2}, "no pressure on zeros": {"K G": Complementary().wider.wider}},
)

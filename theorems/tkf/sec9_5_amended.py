"""A diffusion keeps to r dimensions around its deterministic path where the image of its tensor is constant and the drift keeps it.

Let the columns of U be an orthonormal basis of the image, D = U N U^T, and F U = U G, for a drift F x and a matrix G (then G = U^T F U). As long as the
covariance is U S U^T, both its rate F S + S F^T + D and its value after a step x + h F x + noise of covariance h D are of this form again, and it
starts at zero: so it is for all time. Without F U = U G the next multiple F b is filled as well (sec9_5). The kernel's own image moves with K,
and thm10's preconditioner moves it too: neither part of the hypothesis is checked in the paper.
"""

from numerics.linalg import eye
from theorems.domains import PSD, Domain, Free, Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf import sec9_5


def InvariantImage(n="n", r="r"):
    """U, F, G with F U = U G."""
    return Domain(
        name="image that the drift keeps",
        shape=((n, r), (n, n), (r, r)),
        parts=(Stiefel(n, r), Matrix(r, r), Matrix(n, n)),
        build=lambda U, G, Z: (U, U @ G @ U.T + Z - Z @ U @ U.T, G),
        member=lambda U, F, G: (U.T @ U == eye(G)) & (F @ U == U @ G),
        wider=Free(Stiefel(n, r), Matrix(n, n), Matrix(r, r)),
    )


def claims(U, F, G, S, N, h, *, turned=lambda G: G):
    def rate(A, spread, D):
        return A @ spread + spread @ A.T + D

    def step(A, spread, D):
        return spread + h * rate(A, spread, D) + h**2 * A @ spread @ A.T

    spread, D = U @ S @ U.T, U @ N @ U.T
    return {
        "the covariance grows within the image": rate(F, spread, D) == U @ rate(turned(G), S, N) @ U.T,
        "a step leaves it within the image": step(F, spread, D) == U @ step(turned(G), S, N) @ U.T,
    }


statement = Statement(
    source="Section 9.5",
    text="reconstructed",
    for_all={"U F G": InvariantImage(), "S": PSD("r"), "N": PSD("r"), "h": Positive()},
    claims=claims,
    mutants={"G transposed": {"turned": lambda G: G.T}, "an image that the drift turns": {"U F G": InvariantImage().wider}},
    amends=sec9_5,
)

"""A diffusion whose tensor has an image of r dimensions keeps the law of the process, from a fixed start, on a submanifold of r dimensions.

For X' = F X + noise of tensor D = b b^T, b being n x r, the covariance at time t is the integral of e^{Fs} D e^{F^T s} from 0 to t; the law is Gaussian, so it
lies on r dimensions exactly where this has rank r at most. Its range is spanned by b, F b, F^2 b, ...: what the drift turns, the noise fills. F is taken
with F^2 = 0, so that the integral is a polynomial, D t + (F D + D F^T) t^2 / 2 + F D F^T t^3 / 3; and for steps of size h of the algorithm
itself as a sum over two steps. A constant image that the drift keeps is what is missing (sec9_5_amended). The second sentence: sec9_5_orthogonal.
"""

from numerics.linalg import eye, rank
from theorems.domains import Domain, Matrix, Positive, Stiefel
from theorems.statement import Statement


def SquareZero(n="n", r="k"):
    """F with F^2 = 0: F = (I - V V^T) Z V^T for an orthonormal basis V of what F does not annihilate."""
    return Domain(
        name="drift of square zero",
        shape=(n, n),
        parts=(Stiefel(n, r), Matrix(n, r)),
        build=lambda V, Z: (Z - V @ V.T @ Z) @ V.T,
        member=lambda F: F @ F == 0,
        wider=Matrix(n, n),
    )


def in_time(F, D, t):
    """Covariance at time t of the diffusion with the drift F x, where F^2 = 0."""
    return t * D + t**2 * (F @ D + D @ F.T) / 2 + t**3 * F @ D @ F.T / 3


def in_steps(F, D, t):
    """Covariance after two steps x + t F x + noise of covariance t D."""
    step = eye(F) + t * F
    return t * D + step @ (t * D) @ step.T


def claims(F, b, t, *, law=in_time, spare=0):
    return {"the law keeps to r dimensions": rank(law(F, b @ b.T, t)) <= b.shape[1] - spare}


statement = Statement(
    source="Section 9.5",
    text="reconstructed",
    for_all={"F": SquareZero(), "b": Matrix("n", "r"), "t": Positive()},
    claims=claims,
    readings={"the stochastic differential equation": {}, "two steps of the algorithm": {"law": in_steps}},
    mutants={"r - 1 instead of r": {"spare": 1}},
    expect="refuted",
    counterexample={"k": 1, "F": [[0, 0], [1, 0]], "b": [[1], [0]], "t": 1},
)

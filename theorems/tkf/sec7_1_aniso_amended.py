"""Without biases and skips, weight decay is isotropic at all parameters, for features and kernel; a skipped input is what turns it.

A rectifier multiplies by gates, h x n, that no positive factor of the weights changes; a gate of ones makes the layer linear. The drift is (p1 + p2) Phi,
with a learning rate for each layer as P (P = I is p1 = p2 = 1), and D[K] = 2 lam (p1 + p2) K: the decay -2 lambda K that sec7_1_aniso excludes. L layers
give the sum of L rates in the same way. For a residual block the drift is (p1 + p2) (Phi - X): with u, v any two samples' weights, its wedge with
Phi is that of X, so it is a multiple of Phi where X is one, and only there.
"""

from numerics.linalg import hadamard
from theorems.domains import Matrix, Real
from theorems.statement import Statement
from theorems.tkf import sec7_1_aniso
from theorems.tkf.notation import decay_operator


def wedge(A, B, u, v):
    """(A u)(B v)^T - (B u)(A v)^T: it is zero for all u and v exactly where one of A and B is a multiple of the other."""
    return A @ u @ v.T @ B.T - B @ u @ v.T @ A.T


def claims(V2, V1, X, gates, u, v, p2, p1, lam, *, factor=2, layers=1, skipped=1):
    def plain(V2, V1, X):
        return V2 @ hadamard(gates, V1 @ X)

    def residual(V2, V1, X):
        return X + plain(V2, V1, X)

    Phi, drift = plain(V2, V1, X), sec7_1_aniso.decay_drift(plain, V2, V1, X, p2, p1)
    rate, skip = p2 + layers * p1, residual(V2, V1, X)
    return {
        "the features shrink by a multiple of themselves": drift == rate * Phi,
        "the kernel shrinks by a multiple of itself": decay_operator(Phi, drift, lam) == factor * lam * rate * Phi.T @ Phi,
        "a skipped input turns the drift": wedge(sec7_1_aniso.decay_drift(residual, V2, V1, X, p2, p1), skip, u, v) == -skipped * rate * wedge(X, skip, u, v),
    }


statement = Statement(
    source="Sections 7.1 and 7.2",
    text="reconstructed",
    for_all={
        "V2": Matrix("d", "h"), "V1": Matrix("h", "d"), "X": Matrix("d", "n"), "gates": Matrix("h", "n"), "u": Matrix("n", 1), "v": Matrix("n", 1),
        "p2": Real(), "p1": Real(), "lam": Real(),
    },
    claims=claims,
    mutants={"without the factor two": {"factor": 1}, "one layer only": {"layers": 0}, "the skipped input decays too": {"skipped": 0}},
    amends=sec7_1_aniso,
)  # fmt: skip

"""The Fokker-Planck equation of an Ito diffusion: means change by the drift and half the diffusion tensor.

Paired with a test function f the equation says (d/dt) E f = E (F . grad f + tr(D Hess f) / 2). For one Euler step x + h F + sqrt(h) G xi, xi of independent
signs, and f(x) = x^T Q x / 2 + c^T x, the mean of f grows by h times that and by h^2 F^T Q F / 2: so D = G G^T, and the factor is a half. h = k^2; the
mean is over all signs. In a Stratonovich equation a Theta that depends on K adds a drift; then this form has another F.
"""

import itertools

from numerics.finite import mean
from numerics.linalg import inner, matrix, trace
from theorems.domains import Matrix, Positive, Symmetric
from theorems.statement import Statement


def claims(x, F, G, Q, c, k, *, half=2, tensor=lambda G: G @ G.T):
    h = k**2

    def f(x):
        return inner(x, Q @ x) / 2 + inner(c, x)

    def step(signs):
        return f(x + h * F + k * G @ matrix([[0 * k + sign] for sign in signs]))

    grown = mean(step, list(itertools.product((1, -1), repeat=G.shape[1]))) - f(x)
    generator = inner(F, Q @ x + c) + trace(tensor(G) @ Q) / half
    return {"the mean of a test function": grown == h * generator + h**2 * inner(F, Q @ F) / 2}


statement = Statement(
    source="Equations 82 and 84, section 9.4",
    text="reconstructed",
    for_all={
        **{"x": Matrix("n", 1), "F": Matrix("n", 1), "G": Matrix("n", "m"), "Q": Symmetric("n"), "c": Matrix("n", 1), "k": Positive()},
    },
    claims=claims,
    mutants={"without the half": {"half": 1}, "the square of the tensor": {"tensor": lambda G: G @ G.T @ G @ G.T}},
    expect="certified",
)

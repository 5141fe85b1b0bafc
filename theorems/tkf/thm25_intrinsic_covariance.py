"""Muon never raises the rank of the covariance that mini-batches give to the whole of the features.

Gradient descent makes the noise G (D_B - I) of the batch, linear in which samples it holds, so that with one feature and one output there are n - 1
directions. Muon divides each batch by its own length: one output, one feature and four samples, two at a time, can give it rank 4 for 3. Only that
case is tried: unit features, residuals 1, 1, x and x.
"""

from numerics.finite import batches, covariance, keep_rows
from numerics.linalg import every, matrix, ones, rank
from theorems.domains import Choice, Domain, Free, Leaf, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.lem23 import polar_from_the_left
from theorems.tkf.thm25 import step_noise


def TwoAndTwo():
    return Domain(
        name="unit features and residuals 1, 1, x, x",
        shape=((1, 4), (4, 1)),
        parts=(Leaf(kind="positive", scalar=True),),
        build=lambda x: (ones(1, 4, like=x), matrix([[1], [1], [x], [x]])),
        member=lambda Phi, R: (Phi == ones(1, 4, like=R)) & (R == matrix([[1], [1], [R[3, 0]], [R[3, 0]]])),
        wider=Free(Matrix(1, 4), Matrix(4, 1)),
    )


def claims(Phi, R, lam_w, b, *, normal=lambda x: 1 / x):
    W, n = R.T @ Phi.T / lam_w, R.shape[0]
    across = matrix([[normal(R[i, 0])] for i in range(n)])

    def noise(direction):
        return lambda batch: step_noise(W, R, keep_rows(R, batch), b, direction)

    return {
        "gradient descent: all draws are in one hyperplane": every(noise(lambda G: G)(batch) @ across == 0 for batch in batches(n, b)),
        "Muon: rank at most n - 1 as well": rank(covariance(noise(polar_from_the_left), batches(n, b))) <= n - 1,
    }


statement = Statement(
    source="Theorem 25, last sentence, appendix D.3.1",
    text="reconstructed",
    for_all={"Phi R": TwoAndTwo(), "lam_w": Positive(), "b": Choice(2)},
    claims=claims,
    mutants={"across the residuals themselves": {"normal": lambda x: x}},
    expect="refuted",
    falls=("Muon: rank at most n - 1 as well",),
    counterexample={"b": 2, "Phi": [[1, 1, 1, 1]], "R": [[1], [1], [2], [2]], "lam_w": 1},
)

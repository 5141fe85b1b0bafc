"""Every draw of the kernel-level SGD noise lives in one and the same subspace of dimension at most 2C, spanned by R and its rows in the batch.

R_B = P_B R has the rows of R in the batch and zeros elsewhere. One draw D_B = (n/b) R_B R_B^T - R R^T does map into the columns of R and R_B, and these are
2C at most. But R_B leaves the columns of R as soon as a batch takes some rows and not others, and each batch has columns of its own: the sum
of all ranges, which is the range of the sum of D_B D_B^T, has as many dimensions as there are residuals that are not zero (appE_subspace_amended).
Appendix E takes A = I; an invertible A turns all ranges alike. (The rows of R_B are rows of R: what is said holds in R^C, not in R^n.)
"""

from numerics.finite import batches, keep_rows, second_moment
from numerics.linalg import every, eye, null_within, rank
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf.notation_noise import ProperBatch, noise


def span_of_draws(R, A, b):
    """A matrix whose range is the sum of the ranges of all draws."""
    return second_moment(lambda batch: noise(R, keep_rows(R, batch), A, b), batches(R.shape[0], b))


def claims(R, b, *, dimension=2, columns=lambda part, R: part @ part.T + R @ R.T):
    n, C = R.shape
    parts = [keep_rows(R, batch) for batch in batches(n, b)]
    return {
        "the columns of R_B are within those of R": every(null_within(R.T, part.T) for part in parts),
        "one draw is within the columns of R and R_B": every(null_within(columns(part, R), noise(R, part, eye(R), b)) for part in parts),
        "all draws are within 2C dimensions": rank(span_of_draws(R, eye(R), b)) <= dimension * C,
    }


statement = Statement(
    source="Section E.2, last paragraph",
    text="reconstructed",
    for_all={"R": Matrix("n", "C"), "b": ProperBatch()},
    claims=claims,
    mutants={"the columns of R alone": {"columns": lambda part, R: R @ R.T}, "the columns of R_B alone": {"columns": lambda part, R: part @ part.T}},
    expect="refuted",
    falls=("the columns of R_B are within those of R", "all draws are within 2C dimensions"),
    counterexample={"b": 1, "R": [[1], [1], [1]]},
)

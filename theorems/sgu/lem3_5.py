"""One gradient step of size 1 / (c + |B|) flattens a spiked spectrum: T = (I - eta B) B is well conditioned, and the gradient -W T keeps the nuclear rank of W.

Assumption E is met by B = u u^T + diag(1 or 2) with Gaussian u, so that |u|^2 is of order k = 2 d; W is Gaussian, c = 1; the bounds are 4 and 2. How far
T is from a multiple of the identity: lem3_5_spectrum; that the gradient is -W T: lem3_5_gradient; what follows for the nuclear rank: lem3_5_product.
"""

from fractions import Fraction

from numerics.linalg import diagonal, eigvalsh, eye, ones
from theorems.domains import Growing, Normal, Rademacher
from theorems.sgu.lem3_5_gradient import first_step, gradient
from theorems.sgu.notation import nuclear_rank, stays_below
from theorems.statement import Statement


def claims(W, u, x, *, c=1, pace=1):
    B = u @ u.T + diagonal(3 * ones(x.shape[0], 1, like=x) + x) / 2
    eta = pace / (c + eigvalsh(B)[0, 0])
    moved = eigvalsh((eye(B) - eta * B) @ B)
    return {
        "the condition number": stays_below(moved[0, 0] / moved[x.shape[0] - 1, 0], 4),
        "the nuclear rank": stays_below(nuclear_rank(W) / nuclear_rank(gradient(first_step(W, B, eta), W, B)), 2),
    }


statement = Statement(
    source="Lemma 3.5, section 3.1.3",
    for_all={"d": Growing(), "W": Normal("d", "2*d"), "u": Normal("2*d", 1), "x": Rademacher("2*d", 1)},
    claims=claims,
    mutants={"half the step": {"pace": Fraction(1, 2)}},
    expect="supported",
)

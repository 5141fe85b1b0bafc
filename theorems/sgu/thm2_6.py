"""The post-activations sigma(W X) of Gaussian data have stable rank at most (1 + eps1) / (1 - eps2)^2 times the constant of sigma, with high probability.

P(sr(A_1) <= (1 + eps1) / (1 - eps2)^2 C) >= 1 - 4 exp(-c1 n min(eps1^2, eps2^2 st(W))), W fixed, C = pi for ReLU, pi/2 for the absolute value and
pi (1 + a^2) / (1 - a)^2 for leaky ReLU of slope a. The theorem asks for some absolute c1, and 1/16 is one for all slopes a from -1 to 1/10: |A_1 1| / n is
|W|_op / sqrt(n)-Lipschitz in X with mean at least (1 - a) |W|_F / sqrt(2 pi), so |A_1|_op^2 is too small with probability at most
exp(-n eps2^2 st(W) (1 - a)^2 / (4 pi)), where (1 - a)^2 / (4 pi) >= 0.0644; and by convexity over the rows |A_1|_F^2 is too large no more often than for
one row, whose Chernoff exponent is at least 0.0646 eps1^2. In place of pi stands 333/106, which is less; a smaller W is one of 8 x 8 with zeros.
"""

from fractions import Fraction
from typing import Any

from numerics.laws import probability
from numerics.linalg import exp, inner, minimum, spectral_norm
from theorems.domains import Between, Interval, Matrix, Normal
from theorems.sgu.notation import PI_BELOW, kinked, kinked_constant, stable_rank
from theorems.statement import Statement


def slack(eps1, eps2):
    return (1 + eps1) / (1 - eps2) ** 2


def activated(Z, slope, bound, most):
    """P(sr(sigma(Z)) <= most * the constant of sigma) >= bound, for the three activations; a zero matrix counts as one that has it."""

    def claim(a):
        A = kinked(Z, a)
        return probability(inner(A, A) <= most * kinked_constant(a) * spectral_norm(A) ** 2) >= bound

    return {"ReLU": claim(0), "absolute value": claim(-1), "leaky ReLU": claim(slope)}


def claims(W, X, eps1, eps2, slope, *, c1=Fraction(1, 16), factor=slack, share=1, pi=PI_BELOW):
    n = X.shape[1]
    bound = 1 - 4 * exp(-c1 * n * minimum(eps1**2, eps2**2 * stable_rank(W)))
    return activated(W @ X, slope, bound, factor(eps1, eps2) * share * pi)


SHARES: dict[str, Any] = {"eps1": Between(0, 1), "eps2": Between(0, 1), "slope": Interval(0, Fraction(1, 10))}
MUTANTS: dict[str, Any] = {
    "E sigma twice as large": {"share": Fraction(1, 4)},
    "eps2 with the other sign": {"factor": lambda eps1, eps2: (1 + eps1) / (1 + eps2) ** 2},
}

statement = Statement(
    source="Theorem 2.6, section 2.1",
    for_all={"W": Matrix(8, 8), "X": Normal(8, "n"), **SHARES},
    given=lambda W: inner(W, W) > 0,
    claims=claims,
    mutants=MUTANTS,
    expect="supported",
)

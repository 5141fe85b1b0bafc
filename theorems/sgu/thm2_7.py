"""Post-activations sigma(W A) under Gaussian weights W have stable rank at most (1 + eps1) / (1 - eps2)^2 times the constant of sigma, the surer the more data.

P(sr(sigma(W A)) <= (1 + eps1) / (1 - eps2)^2 C) >= 1 - 4 exp(-c1 n min(eps1^2, eps2^2 st(A))) for an absolute c1, A fixed of n columns, W Gaussian of m
rows, C = pi for ReLU, pi/2 for the absolute value, pi (1 + a^2) / (1 - a)^2 for leaky ReLU of slope a. False whatever c1 > 0 is: the proof transposes
Theorem 2.6, which makes n the number m of rows of W. With each column of A repeated N times neither sr nor st changes, while n = N b grows and the printed
bound tends to 1; yet for A = I, k = m, W is near I with positive probability, and then sr is near m. It shows where W is 16 x 8 and A = I - 1 1^T / 8:
at eps1 = eps2 = 1/1000 the bound on sr fails with probability about 0.002 for ReLU, 0.005 for the absolute value, 0.0015 for slope 1/100, whatever N is,
and N = 10^9 / c1 leaves no room for that. In place of pi stands 355/113, which is more.
"""

from fractions import Fraction

from numerics.linalg import exp, minimum
from theorems.domains import Choice, Normal
from theorems.sgu.notation import PI_ABOVE, CentredUnits, stable_rank
from theorems.sgu.thm2_6 import activated, slack
from theorems.statement import Statement


def columns(W, A, N):
    """Of A, each repeated N times."""
    return N * A.shape[1]


def claims(W, A, N, eps1, eps2, slope, *, c1=Fraction(1, 16), count=columns, factor=slack, share=1, pi=PI_ABOVE):
    bound = 1 - 4 * exp(-c1 * count(W, A, N) * minimum(eps1**2, eps2**2 * stable_rank(A)))
    return activated(W @ A, slope, bound, factor(eps1, eps2) * share * pi)


SMALL = Choice(Fraction(1, 1000))
FEW_ROWS = {"W": Normal(16, 8), "A": CentredUnits(8), "N": Choice(1, 10**9, 10**13), "eps1": SMALL, "eps2": SMALL, "slope": Choice(Fraction(1, 100))}

statement = Statement(
    source="Theorem 2.7, section 2.1",
    for_all=FEW_ROWS,
    claims=claims,
    readings={"c1 = 1/16": {}, "c1 = 1/1000": {"c1": Fraction(1, 1000)}, "c1 = 10^-6": {"c1": Fraction(1, 10**6)}},
    mutants={"half the constant": {"share": Fraction(1, 2)}},
    expect="refuted",
    falls=("ReLU", "absolute value", "leaky ReLU"),
)

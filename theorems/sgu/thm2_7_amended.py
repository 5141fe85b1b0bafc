"""Post-activations sigma(W A) under m x k Gaussian W have sr <= (1 + eps1) / (1 - eps2)^2 C but for probability 4 exp(-c1 m min(eps1^2, eps2^2 st(A))).

Theorem 2.6 of the transposed matrices, with the same c1 = 1/16: what makes it sure is the number m of rows of W, not the number of data. In place of pi
stands 333/106, which is less; smaller data A are among those of 8 x 8, with zeros. Repeating columns of A changes nothing.
"""

from fractions import Fraction

from numerics.linalg import inner
from theorems.domains import Choice, Matrix, Normal
from theorems.sgu import thm2_7
from theorems.sgu.notation import PI_BELOW
from theorems.sgu.thm2_6 import MUTANTS, SHARES, slack
from theorems.statement import Statement


def rows(W, A, N):
    """Of W."""
    return W.shape[0]


def claims(W, A, N, eps1, eps2, slope, *, c1=Fraction(1, 16), count=rows, factor=slack, share=1, pi=PI_BELOW):
    return thm2_7.claims(W, A, N, eps1, eps2, slope, c1=c1, count=count, factor=factor, share=share, pi=pi)


statement = Statement(
    source="Theorem 2.7, section 2.1",
    for_all={"W": Normal("m", 8), "A": Matrix(8, 8), "N": Choice(1, 10**9), **SHARES},
    given=lambda A: inner(A, A) > 0,
    claims=claims,
    mutants={**MUTANTS, "columns for rows, as printed": {**thm2_7.FEW_ROWS, "count": thm2_7.columns}},
    amends=thm2_7,
    expect="supported",
)

"""A difference of two matrices has no more rank than the two together, and no less than their ranks differ by.

Stated of any two matrices of one shape; equation 156 applies it to (n/b) R_B R_B^T and R R^T.
"""

from numerics.linalg import rank
from theorems.domains import Matrix
from theorems.statement import Statement


def claims(X, Y, *, spare=0):
    return {
        "no more than the two ranks together": rank(X - Y) <= rank(X) + rank(Y) - spare,
        "no less than they differ by": rank(X) <= rank(Y) + rank(X - Y) - spare,
    }


statement = Statement(
    source="Equation 156, section E.2",
    text="reconstructed",
    for_all={"X": Matrix("n", "m"), "Y": Matrix("n", "m")},
    claims=claims,
    mutants={"one less": {"spare": 1}},
    expect="supported",
)

"""Columns of a matrix that are multiplied by larger factors have a larger nuclear norm and a larger Frobenius norm together.

|W A|_* <= |W (A + E)|_* for nonnegative diagonal A and E, and so of |.|_F. The step of Theorem 3.6 from the spectrum (thm3_6_amended) to any W: with
W U = [N M] and D the factors of the gradient W U D U^T, delta the least of the bulk and L the largest of all, |W U D|_* >= delta |M|_*, where the
columns N count as zero, and |W U D|_F <= L |W U|_F.
"""

from numerics.linalg import inner, nuclear_norm
from theorems.domains import Matrix, NonnegativeDiagonal
from theorems.statement import Statement


def claims(W, A, E, *, sign=1):
    less, more = W @ A, W @ (A + sign * E)
    return {"the nuclear norm": nuclear_norm(less) <= nuclear_norm(more), "the Frobenius norm": inner(less, less) <= inner(more, more)}


statement = Statement(
    source="Theorem 3.6, section 3.1.4, last displays of its proof",
    for_all={"W": Matrix("m", "k"), "A": NonnegativeDiagonal("k"), "E": NonnegativeDiagonal("k")},
    claims=claims,
    mutants={"smaller factors": {"sign": -1}},
    expect="supported",
)

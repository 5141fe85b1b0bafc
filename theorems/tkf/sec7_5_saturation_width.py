"""Features of any width d carry one common eigenvalue on every direction of the label subspace.

That kernel is a multiple of the projector V V^T on r = rank M directions, and the kernel of d x n features has rank at most d: d >= r is needed. The text
names no width.
"""

from numerics.linalg import rank
from theorems.domains import Integer, Stiefel
from theorems.statement import Statement


def claims(V, d, *, spare=0):
    return {"the label subspace has at most d directions": rank(V) <= d - spare}


statement = Statement(
    source="Section 7.5, after theorem 8",
    text="reconstructed",
    for_all={"V": Stiefel("n", "r"), "d": Integer(1, "n")},
    claims=claims,
    readings={"any width": {}, "width at least the rank of M": {"d": Integer("r", "n")}},
    mutants={"one less": {"spare": 1}},
    expect="supported",
    falls=("any width",),
)

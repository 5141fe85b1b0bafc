"""A product with a matrix T keeps the nuclear rank up to the square of the condition number of T.

nr(W T) >= (s_min(T) / s_max(T))^2 nr(W) with nr(G) = |G|_*^2 / |G|_F^2, multiplied out, so that zero matrices are no exception: |W|_* <= |W T|_* / s_min(T) and
|W T|_F <= s_max(T) |W|_F. For singular values and any square T; the lemma has a positive definite one, whose eigenvalues they are.
"""

from numerics.linalg import inner, nuclear_norm, svdvals
from theorems.domains import Matrix
from theorems.statement import Statement


def claims(W, T, *, smallest=lambda s: s[s.shape[0] - 1, 0]):
    s, product = svdvals(T), W @ T
    return {"the nuclear rank": (s[0, 0] * nuclear_norm(product)) ** 2 * inner(W, W) >= (smallest(s) * nuclear_norm(W)) ** 2 * inner(product, product)}


statement = Statement(
    source="Lemma 3.5, section 3.1.3, last step of its proof",
    for_all={"W": Matrix("m", "k"), "T": Matrix("k", "k")},
    claims=claims,
    mutants={"the largest singular value for the smallest": {"smallest": lambda s: s[0, 0]}},
    expect="supported",
)

"""Coloured noise: for a fixed W, N N^T is tr Sigma I up to sqrt(W tr Sigma^2) + W |Sigma|, and |N|^2 is at most of the order of tr Sigma.

Here W = 10, and Sigma has P = 10 m eigenvalues 1 and ten eigenvalues sqrt(P) or P, so that N N^T is the sum of two independent isotropic ones. "The operator
norm is still far below the signal" is read so: |N| is at most of the order of sqrt(tr Sigma), as it is for isotropic noise of the same energy, and not
sqrt(W) times larger. That the eigenvalues are nearly degenerate is not said of coloured noise: they are where (tr Sigma)^2 / tr Sigma^2 is much larger than W,
which it is for sqrt(P) and is not for P. For every Sigma and W, with a constant: prop4_4_bound.
"""

from numerics.linalg import eigvalsh, lesssim, maximum, sqrt
from theorems.domains import Choice, Growing, WishartFactor
from theorems.statement import Statement


def claims(L, K, a, m, *, centre=1, energy=lambda tr, largest: tr):
    W, P = L.shape[0], 10 * m
    largest = sqrt(L[0, 0].lift(P)) ** a
    eigenvalues = eigvalsh(L @ L.T + largest * (K @ K.T))
    top, bottom = eigenvalues[0, 0], eigenvalues[W - 1, 0]
    tr, tr_of_square = P + 10 * largest, P + 10 * largest**2
    return {
        "the deviation from tr Sigma": lesssim(maximum(top - centre * tr, centre * tr - bottom), sqrt(W * tr_of_square) + W * largest),
        "the operator norm": lesssim(top, energy(tr, largest)),
    }


statement = Statement(
    source="Proposition 4.4, section 4.2, coloured noise",
    text="reconstructed",
    for_all={"m": Growing(), "L": WishartFactor(10, "10*m"), "K": WishartFactor(10, 10), "a": Choice(1, 2)},
    claims=claims,
    mutants={"twice the trace": {"centre": 2}, "the largest variance for the trace": {"energy": lambda tr, largest: largest}},
    expect="supported",
)

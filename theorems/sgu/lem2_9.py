"""Embedded tokens X = E H with squared column norms between L and U have stable rank at most (U / L) / p_max.

The second claim of the lemma, with L = (1 - eps) d and U = (1 + eps) d: any two bounds, as E may be scaled, and the least and the largest squared norm
are the tightest. For every token, the most frequent one among them, and multiplied out, so that X = 0 is no exception. The norms: lem2_9_norms.
"""

from functools import reduce

from numerics.linalg import eigvalsh, every, maximum, minimum, trace
from theorems.domains import Matrix, OneHot
from theorems.statement import Statement


def claims(E, H, *, lower=lambda low, high: low, factor=1):
    X = E @ H.T
    gram, counts = X.T @ X, H.T @ H
    n, tokens = H.shape
    norms = [gram[t, t] for t in range(n)]
    low, high = reduce(minimum, norms), reduce(maximum, norms)
    top = eigvalsh(X @ X.T)[0, 0]
    return {"the stable rank": every([factor * trace(gram) * counts[j, j] * lower(low, high) <= high * n * top for j in range(tokens)])}


statement = Statement(
    source="Lemma 2.9, section 2.2.1, second claim",
    for_all={"E": Matrix("d", "V"), "H": OneHot("n", "V")},
    claims=claims,
    mutants={"twice the frequency": {"factor": 2}, "whatever the norms": {"lower": lambda low, high: high}},
    expect="supported",
)

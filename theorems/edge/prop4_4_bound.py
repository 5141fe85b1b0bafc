"""Noise of any covariance: |N N^T - tr Sigma I| <= 12 (sqrt(W tr Sigma^2) + W |Sigma|), but for probability 2 exp(-4 W / 5), whatever W and P are.

Sigma = diag(s)^2 (N may be rotated), N = G diag(s) with a standard normal G, W up to the paper's 40. The constant is proved: for a unit vector w the quadratic
form leaves tr Sigma by more than 2 sqrt(x tr Sigma^2) + 2 x |Sigma| with probability 2 exp(-x) at most (Laurent and Massart 2000, lemma 1); with x = 3 W and
the 9^W vectors of a 1/4-net, which give half of the norm, the failures are 2 exp(W (log 9 - 3)). The second term matters only where tr Sigma^2 < W |Sigma|^2:
for a fixed W it is at most sqrt(W) times the first, and the bound printed for a fixed W may do without.
"""

from dataclasses import replace
from functools import reduce

from numerics.laws import probability
from numerics.linalg import diagonal, exp, eye, hadamard, maximum, spectral_norm, sqrt, total
from theorems.domains import Matrix, Normal
from theorems.statement import Statement


def claims(G, s, W, *, constant=12, rows=lambda W: W):
    squares, N = hadamard(s, s), G @ diagonal(s)
    deviation = spectral_norm(N @ N.T - total(squares) * eye(N))
    largest = reduce(maximum, [squares[k, 0] for k in range(s.shape[0])])
    bound = sqrt(rows(W) * total(hadamard(squares, squares))) + rows(W) * largest
    return {"the deviation from tr Sigma": probability(deviation <= constant * bound) >= 1 - 2 * exp(-4 * (0 * s[0, 0] + W) / 5)}


statement = Statement(
    source="Proposition 4.4, equation 7, section 4.2",
    text="reconstructed",
    for_all={"G": replace(Normal("W", "P"), fits=lambda sizes: sizes["W"] <= 40), "s": Matrix("P", 1)},
    claims=claims,
    mutants={"one instead of twelve": {"constant": 1}, "without the W": {"rows": lambda W: 1}},
    expect="supported",
)

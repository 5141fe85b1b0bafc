"""Isotropic noise: the eigenvalues of N N^T differ by at most 8 sqrt(W / P) of tr Sigma, but for probability 2 exp(-W / 2), whatever W <= P are.

"Relative spread O(sqrt(W / P))" with a constant. The 8 is proved: the extreme singular values of a standard normal N leave [sqrt(P) - sqrt(W) - t,
sqrt(P) + sqrt(W) + t] with probability at most 2 exp(-t^2 / 2) (Davidson and Szarek 2001, theorem II.13), so that the eigenvalues differ by no more than
4 sqrt(P) (sqrt(W) + t), here with t = sqrt(W). In the long run 4 would do.
"""

from numerics.laws import probability
from numerics.linalg import exp, sqrt, svdvals
from theorems.domains import WishartFactor
from theorems.statement import Statement


def claims(L, W, P, *, constant=8, window=lambda W: W):
    sigma, one = svdvals(L), L[0, 0].lift(1)
    spread = (sigma[0, 0] ** 2 - sigma[W - 1, 0] ** 2) / P
    return {"the relative spread": probability(spread <= constant * sqrt(one * window(W) / P)) >= 1 - 2 * exp(-one * W / 2)}


statement = Statement(
    source="Proposition 4.4, section 4.2, isotropic case",
    text="reconstructed",
    for_all={"L": WishartFactor("W", "P")},
    claims=claims,
    mutants={"an eighth of it": {"constant": 1}, "without the W": {"window": lambda W: 1}},
    expect="supported",
)

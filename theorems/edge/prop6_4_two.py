"""W = 2, pure noise, any P: P(sigma_1 / sigma_2 > r) = (2 r / (1 + r^2))^(P - 1), here for r = 1 + x / sqrt(P).

2 r / (1 + r^2) = 2 sqrt(det G) / tr G for G = X X^T, Mauchly's statistic of sphericity, whose power P - 1 is uniform for two rows (Mauchly 1940). So equation
16 is a theorem for W = 2, with its limit in closed form: prop6_4_two_limit. Here it is two inequalities, which sampling can tell from an equality only up to
what is said with the verdict.
"""

from numerics.laws import probability
from numerics.linalg import sqrt, svdvals
from theorems.domains import Positive, WishartFactor
from theorems.statement import Statement


def claims(L, x, P, *, degrees=lambda P: P - 1, of=lambda r: r):
    r = 1 + x / sqrt(x.lift(P))
    sigma, ratio = svdvals(L), of(r)
    law = (2 * ratio / (1 + ratio**2)) ** degrees(P)
    beyond = sigma[0, 0] > r * sigma[1, 0]
    return {"at least": probability(beyond) >= law, "at most": probability(beyond) <= law}


statement = Statement(
    source="Proposition 6.4, section 6.3, for W = 2",
    text="uncertain",
    for_all={"L": WishartFactor(2, "P"), "x": Positive()},
    claims=claims,
    mutants={"P degrees of freedom": {"degrees": lambda P: P}, "of the eigenvalues": {"of": sqrt}},
    expect="supported",
)

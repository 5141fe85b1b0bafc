"""Equal signals far above the noise: the largest ratio is 1 + S / (sqrt(2) d), whatever P is, and much less than 1/sqrt(P) above one.

X = d U + N with orthonormal rows of U and noise of variance one, d^2 = m^2 P: the setting of the paper's section 4, |N| << d. X X^T leaves d^2 I by
d (A + A^T) with the Gaussian A = N U^T, sqrt(2) d times a GOE, and by sqrt(P) << d times another one. So under this null hypothesis the ratio is 1 + O(1/d),
with the S of prop6_4; the P^(-1/2) of proposition 6.4 is that of noise alone, or of signals of its size. Here P = 10^4, and m grows.
"""

from numerics.laws import converges_in_law, tends_to
from numerics.linalg import sqrt
from theorems.domains import Growing, Normal, WishartFactor
from theorems.edge.prop6_4 import largest_ratio, largest_spacing, null_gram
from theorems.statement import Statement


def claims(L, A, Z, m, *, factor=2, other=0):
    root_of_P = 100
    d = L[0, 0].lift(m * root_of_P)
    excess = largest_ratio(null_gram(L, A, d)) - 1
    return {
        "one over d": converges_in_law(d * excess, largest_spacing(Z) / sqrt(d.lift(factor))),
        "less than one over the root of P": tends_to(root_of_P * excess, other),
    }


statement = Statement(
    source="Proposition 6.4, section 6.3, with axiom 2.1",
    text="uncertain",
    for_all={"m": Growing(), "L": WishartFactor(10, 10**4), "A": Normal(10, 10), "Z": Normal(10, 10)},
    claims=claims,
    mutants={"as for noise alone": {"factor": 4 * 4, "other": 1}},
    expect="supported",
)

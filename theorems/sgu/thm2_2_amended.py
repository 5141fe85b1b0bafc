"""If <z, u>^2 >= c0 |M| has probability p0 at least, c0 > 0, then sr(Z_n) <= 2 er(M) / (p0 c0 c) with probability 1 - 2c as soon as n >= 8 log(1/c) / p0.

Markov: tr M_n <= tr M / c but for probability c. Chernoff: fewer than p0 n / 2 of the n vectors have <z, u>^2 >= c0 |M| with probability at most
exp(-p0 n / 8) <= c. Checked on the laws of thm2_2, with the exponential series cut after its fifth power; c runs from the least value that n allows,
where that is below 1/2, up to 1/2.
"""

from fractions import Fraction

from numerics.linalg import every, implies
from theorems.domains import Between, Choice
from theorems.sgu import thm2_2
from theorems.statement import Statement


def claims(p0, share, D, w, n, *, speed=Fraction(1, 8), factor=2):
    least = 1 / thm2_2.exponential(speed * n * p0)
    c = least + (Fraction(1, 2) - least) * share
    return {"the stable rank": implies(2 * c < 1, every(thm2_2.claims(p0, c, n, D, w, factor=factor).values()))}


statement = Statement(
    source="Theorem 2.2, section 2",
    for_all={"p0": Between(0, 1), "share": Between(0, 1), "D": Choice(1000, 3), "w": Choice(1, 1000), "n": Choice(6, 12)},
    claims=claims,
    mutants={"an eighth of the bound": {"factor": Fraction(1, 4)}, "the printed threshold": {"speed": 8}},
    amends=thm2_2,
    expect="supported",
)

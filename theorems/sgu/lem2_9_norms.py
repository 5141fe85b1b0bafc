"""The m columns of a Gaussian embedding have squared norms within (1 +- eps) d, but for probability 2 m exp(-3 eps^2 d / 20).

The lemma asks for some absolute c, and 3/20 is one for all eps in (0, 1), every d and m: (eps - log(1 + eps)) / (2 eps^2) decreases to
(1 - log 2) / 2 = 0.1534... at eps = 1, beyond which no c would do. The condition d >= C log(m) / eps^2 is not used: without it the bound holds too.
"""

from fractions import Fraction

from numerics.linalg import exp
from theorems.domains import Between, Choice
from theorems.sgu.notation import Dimensions, norms_fail
from theorems.statement import Statement


def claims(eps, m, d, *, c=Fraction(3, 20), columns=lambda m: m):
    return {"all columns": norms_fail(eps, d, m) <= 2 * columns(m) * exp(-c * eps**2 * d)}


statement = Statement(
    source="Lemma 2.9, section 2.2.1, first claim",
    for_all={"eps": Between(0, 1), "m": Choice(1, 10**6), "d": Dimensions(6, 12)},
    claims=claims,
    mutants={"the rate of small eps": {"c": Fraction(1, 4)}, "one column": {"columns": lambda m: 1}},
    expect="supported",
)

"""A chi-square variable strays from its mean d by more than eps d / 4 with probability at most 2 exp(-eps^2 d / 64).

With t = eps / 4 the upper tail decays at the rate (t - log(1 + t)) / 2 = t^2/4 - t^3/6 + ..., which is less than the t^2/4 = eps^2/64 claimed, so
that for every eps the bound fails once d is large: from d = 110749 on at eps = 1/4, from d = 14079 on at eps = 49/100, at probabilities near
1e-23 and beyond. Lemma 2.11 needs less and survives (lem2_11); with 70 in place of 64 the bound holds (eqC_1_amended).
"""

from fractions import Fraction

from numerics.linalg import exp
from numerics.tails import chi_square_outside
from theorems.domains import Between
from theorems.sgu.notation import Dimensions
from theorems.statement import Statement


def claims(eps, d, *, slowness=64):
    bound = 2 * exp(-(eps**2) * d / slowness)
    return {"the two tails together": chi_square_outside(d * (1 - eps / 4), d * (1 + eps / 4), d) <= bound}


statement = Statement(
    source="Equation C.1, appendix C.1",
    for_all={"eps": Between(0, Fraction(1, 2)), "d": Dimensions(5, 17)},
    claims=claims,
    mutants={"four times as fast": {"slowness": 16}},
    expect="refuted",
    falls=("the two tails together",),
    counterexample={"eps": "1/3", "d": 65536},
)

"""A chi-square variable strays from its mean d by more than eps d / 4 with probability at most 2 exp(-eps^2 d / 70), for eps up to 1/2.

Chernoff: the upper tail is at most exp(-d (t - log(1 + t)) / 2) with t = eps / 4 <= 1/8, and (t - log(1 + t)) / t^2 decreases in t, so that the rate is
at least eps^2 / 69.3; the lower tail decays at a rate of at least t^2/4 = eps^2/64.
"""

from fractions import Fraction

from theorems.domains import Between, Interval
from theorems.sgu import eqC_1
from theorems.sgu.notation import Dimensions
from theorems.statement import Statement

statement = Statement(
    source="Equation C.1, appendix C.1",
    for_all={"eps": Between(0, Fraction(1, 2)), "d": Dimensions(5, 17)},
    claims=lambda eps, d, *, slowness=70: eqC_1.claims(eps, d, slowness=slowness),
    mutants={"as printed, for large eps": {"slowness": 64, "eps": Interval(Fraction(1, 4), Fraction(1, 2))}, "one and a half times as fast": {"slowness": 47}},
    amends=eqC_1,
    expect="supported",
)

"""Rows v_1..v_k ~ N(0, I_d / d) with log(k) / d <= 1/4 have norms and angles within 4 sqrt(log(k) / d), but for probability 4/k.

False at the upper end of the range. With t = 4 sqrt(log(k) / d) a squared norm exceeds 1 + t with probability about exp(-d (t - log(1 + t)) / 2); for k of
them to stay below 4/k in the long run it takes t - log(1 + t) >= t^2/4, that is log(k) / d <= 0.16478...; at t = 2 it is 0.901 < 1. With the most rows
allowed, k = floor(e^(d/4)), the norms alone fail from d = 101 on, where k = 92456120875 and 4/k is 4e-11. Every pair k, d of the hypothesis is
k = floor(e^(r d)) for a rational r up to 1/4.
"""

from fractions import Fraction

from numerics.linalg import log, sqrt
from numerics.tails import floor_exp
from theorems.domains import Interval
from theorems.sgu.notation import Dimensions, norms_fail
from theorems.statement import Statement


def rows(r, d, width):
    """The largest number of rows with log(k) / d <= r, and the width that it allows."""
    k = floor_exp(r * d)
    return k, width * sqrt(log(k) / d)


def claims(r, d, *, width=4, share=4):
    k, t = rows(r, d, width)
    return {"the norms, whatever the angles do": norms_fail(t, d, k) <= share / k}


statement = Statement(
    source="Lemma 3.3, equation 3.7, section 3.1.1",
    for_all={"r": Interval(0, Fraction(1, 4)), "d": Dimensions(7, 11)},
    claims=claims,
    mutants={"half the width": {"width": 2}},
    expect="refuted",
    falls=("the norms, whatever the angles do",),
    counterexample={"r": "1/4", "d": 101},
)

"""Rows v_1..v_k ~ N(0, I_d / d) with log(k) / d <= 4/25 have norms and angles within 4 sqrt(log(k) / d), but for probability 4/k.

Norms and directions are independent; the union over the pairs bounds the angles. By Chernoff's bounds the norms fail with probability at most
1/k + 1/k^3 as long as t - log(1 + t) >= t^2/4, t = 4 sqrt(log(k) / d), which is log(k) / d <= 0.16478..., and the angles with at most 1/k^6.
"""

from fractions import Fraction

from theorems.domains import Interval
from theorems.sgu import lem3_3
from theorems.sgu.notation import Dimensions, angles_fail, norms_fail
from theorems.statement import Statement


def claims(r, d, *, width=4, share=4):
    k, t = lem3_3.rows(r, d, width)
    return {"norms and angles": norms_fail(t, d, k) + angles_fail(t, d, k) <= share / k}


statement = Statement(
    source="Lemma 3.3, equation 3.7, section 3.1.1",
    for_all={"r": Interval(0, Fraction(4, 25)), "d": Dimensions(7, 11)},
    claims=claims,
    mutants={"half the width": {"width": 2}, "a quarter, as printed": {"r": Interval(0, Fraction(1, 4))}},
    amends=lem3_3,
    expect="supported",
)

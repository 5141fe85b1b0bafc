"""W = 2: P(R > 1 + x / sqrt(P)) goes to exp(-x^2 / 2), from above, and is no more than 1/sqrt(P) away.

The exact law of the ratio R (prop6_4_two) in equation 16: F_2(x) = 1 - exp(-x^2 / 2), the law of half the spacing of a GOE of order two. The leading difference
is x^3 exp(-x^2 / 2) / (2 sqrt(P)), at most 0.58 / sqrt(P): at P = 10^8 the limit gives quantiles to four digits, and slightly too small ones. From above: with
r = 1 + y, log((1 + r^2) / (2 r)) = log(1 + y^2 / (2 r)) <= y^2 / 2.
"""

from fractions import Fraction

from numerics.linalg import absolute, exp, log, sqrt
from theorems.domains import Choice, Positive
from theorems.statement import Statement


def claims(x, P, *, half=2, distance=1, sign=1):
    r = 1 + x / sqrt(x.lift(P))
    tail = exp((P - 1) * log(2 * r / (1 + r**2)))
    limit = exp(-(x**2) / half)
    return {
        "from above": sign * limit <= sign * tail,
        "within 1/sqrt(P)": absolute(tail - limit) * sqrt(x.lift(P)) <= distance,
    }


statement = Statement(
    source="Proposition 6.4, equation 16, section 6.3, for W = 2",
    text="uncertain",
    for_all={"x": Positive(), "P": Choice(2, 3, 5, 10, 100, 10**4, 10**8)},
    claims=claims,
    mutants={"from below": {"sign": -1}, "half of that": {"distance": Fraction(1, 2)}, "not halved": {"half": 1}},
    expect="supported",
)

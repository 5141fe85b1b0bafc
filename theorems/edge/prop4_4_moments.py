"""The entries of N N^T have mean tr Sigma on the diagonal and 0 beside it, variance 2 tr Sigma^2 and tr Sigma^2, and no two of them are correlated.

The rows of N are N(0, Sigma); in the eigenbasis of Sigma, with eigenvalues s_k, the entry of two rows is sum_k s_k x_k y_k with standard normal x_k, y_k. Means
and covariances of entries are polynomials of degree at most four in each normal variable, so that the law on -sqrt(3), 0, sqrt(3) with weights 1/6, 2/3, 1/6
gives them exactly. They are quadratic in the s_k and symmetric in k: two eigenvalues decide every P, and two rows all pairs of entries up to signs.
"""

from fractions import Fraction
from functools import lru_cache
from itertools import product

from theorems.domains import Nonnegative
from theorems.statement import Statement

WEIGHT = {-1: Fraction(1, 6), 0: Fraction(2, 3), 1: Fraction(1, 6)}  # Gauss-Hermite with three nodes, in units of sqrt(3)


@lru_cache
def moment(*factors):
    """E of a product of normal variables (row, k): rows 0 and 1, k = 0 and 1."""
    result = Fraction(0)
    for draw in product(WEIGHT, repeat=4):
        term = Fraction(3) ** (len(factors) // 2)
        for row, k in factors:
            term *= draw[2 * row + k]
        result += term * WEIGHT[draw[0]] * WEIGHT[draw[1]] * WEIGHT[draw[2]] * WEIGHT[draw[3]]
    return result


def claims(s_1, s_2, *, twice=2, square=lambda s: s**2, rows=(0, 1)):
    s, (x, y) = (s_1, s_2), rows

    def mean(a, b):
        return sum(s[k] * moment((a, k), (b, k)) for k in (0, 1))

    def covariance(a, b, c, d):
        products = sum(s[k] * s[j] * moment((a, k), (b, k), (c, j), (d, j)) for k, j in product((0, 1), repeat=2))
        return products - mean(a, b) * mean(c, d)

    trace, trace_of_square = s_1 + s_2, square(s_1) + square(s_2)
    return {
        "the mean": (mean(x, x) == trace) & (mean(x, y) == 0),
        "the variance on the diagonal": covariance(x, x, x, x) == twice * trace_of_square,
        "the variance beside it": covariance(x, y, x, y) == trace_of_square,
        "no correlation": (covariance(x, x, x, y) == 0) & (covariance(x, x, y, y) == 0),
    }


statement = Statement(
    source="Proof of proposition 4.4, section 4.2",
    text="reconstructed",
    for_all={"s_1": Nonnegative(), "s_2": Nonnegative()},
    claims=claims,
    mutants={"variance of the trace": {"square": lambda s: s}, "no kurtosis": {"twice": 1}, "one row twice": {"rows": (0, 0)}},
)

"""What the statements of the spectral paper share: how failures of a Gaussian matrix are counted, dimensions, occupied boxes."""

from fractions import Fraction
from functools import lru_cache
from math import comb

from numerics.tails import chi_square_outside, some_of, squared_cosine_above
from theorems.domains import Listed


def Dimensions(dense, highest):
    """A dimension, whatever it is: every one up to 2^dense is tried, then the powers of two up to 2^highest."""
    values = [*range(1, 2**dense + 1), *(2**k for k in range(dense + 1, highest + 1))]
    return Listed(name=f"a dimension (tried: up to {2**dense}, then powers of two up to 2^{highest})", values=lambda sizes: values)


def norms_fail(spread, d, k):
    """P(some of k independent squared norms |v|^2, v ~ N(0, I_d / d), is off one by more than `spread`), exactly."""
    return some_of(chi_square_outside(d * (1 - spread), d * (1 + spread), d), k)


def angles_fail(spread, d, k):
    """At least P(some pair of k independent isotropic directions in R^d has |cos| > spread): the sum over the pairs, each of which has the exact law."""
    return k * (k - 1) / 2 * squared_cosine_above(spread**2, d)


@lru_cache
def occupancies(balls, boxes):
    """The law of the fullest of `boxes` equally likely boxes after `balls` throws: {count: probability}, exact."""
    least = [Fraction(_throws(balls, boxes, most)[balls], boxes**balls) for most in range(balls + 1)]
    return {most: p - (least[most - 1] if most else 0) for most, p in enumerate(least) if p != (least[most - 1] if most else 0)}


@lru_cache
def _throws(balls, boxes, most):
    """In how many ways 0, 1, ..., `balls` balls fall into `boxes` boxes so that none gets more than `most`."""
    if boxes == 1:
        return [int(k <= most) for k in range(balls + 1)]
    one, two = _throws(balls, boxes // 2, most), _throws(balls, boxes - boxes // 2, most)
    return [sum(comb(k, i) * one[i] * two[k - i] for i in range(k + 1)) for k in range(balls + 1)]

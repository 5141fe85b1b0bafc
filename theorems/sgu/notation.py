"""What the statements of the spectral paper share: how failures of a Gaussian matrix are counted, dimensions, occupied boxes, activations."""

from fractions import Fraction
from functools import lru_cache
from math import comb, isqrt

from numerics.laws import tends_to
from numerics.linalg import eye, hadamard, inner, maximum, nuclear_norm, ones, relu, spectral_norm, trace
from numerics.tails import chi_square_outside, some_of, squared_cosine_above
from theorems.domains import Domain, Leaf, Listed, Matrix


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


PI_BELOW, PI_ABOVE = Fraction(333, 106), Fraction(355, 113)  # a claim is made stronger with the one, weaker with the other


def kinked(z, slope):
    """t for t >= 0 and slope * t for t < 0, entry by entry: ReLU for slope 0, the absolute value for -1, leaky ReLU between 0 and 1."""
    return relu(z) - slope * relu(-z)


def kinked_constant(slope):
    """The noise-to-signal ratio of `kinked` over pi (Figure 12): E sigma^2 = (1 + slope^2) / 2 over (E sigma)^2 = (1 - slope)^2 / (2 pi)."""
    return (Fraction(1) + slope**2) / (1 - slope) ** 2


def stable_rank(A):
    """|A|_F^2 / |A|_op^2."""
    return inner(A, A) / spectral_norm(A) ** 2


def CentredUnits(k):
    """Positive multiples of I - 1 1^T / k: as data, k unit vectors whose mean is subtracted, the corners of a regular simplex."""

    def corners(s):
        one = ones(k, 1, like=s)
        return s * (eye(one) - one @ one.T / k)

    return Domain(
        name=f"{k} unit vectors, their mean subtracted",
        shape=(k, k),
        parts=(Leaf(kind="positive", scalar=True),),
        build=corners,
        member=lambda A: (A == corners(trace(A) / (k - 1))) & (trace(A) > 0),
        wider=Matrix(k, k),
    )


def stays_below(x, most):
    """As the growing size does, x is at most `most` with probability tending to one: by how much it is more goes to zero."""
    return tends_to(maximum(0, x - most), 0)


def nuclear_rank(G):
    """|G|_*^2 / |G|_F^2."""
    return nuclear_norm(G) ** 2 / inner(G, G)


def of_order(d, halves):
    """A whole number of order d^(halves / 2)."""
    return isqrt(d**halves)


def descent_window(d, low, high, *, burn_in=2, last=8):
    """First and last step of burn_in d^(u - l) log d <= t <= last d^u, with l = low / 2, u = high / 2, and the logarithm to base 2, rounded up."""
    return burn_in * of_order(d, high - low) * d.bit_length(), last * of_order(d, high)


def descent_factors(spectrum, largest, t, *, c=2):
    """The column of lambda (1 - lambda / (c |B|_op))^t over a column of eigenvalues of B: after t steps from 0 the gradient is -W U times these, times U^T."""
    return hadamard(spectrum, _power(ones(spectrum.shape[0], 1, like=spectrum) - spectrum / (c * largest), t))


def _power(x, t):
    """x^t entry by entry."""
    if t == 1:
        return x
    half = _power(x, t // 2)
    even = hadamard(half, half)
    return hadamard(even, x) if t % 2 else even

"""A Gaussian perturbation of a fixed vector preserves the sum of the squared norms up to a factor 1 +- eps, but for probability 4 exp(-eps^2 d / 64).

The norms fail only where the squared cosine between x and g exceeds eps^2 (lem2_11_event). As g is isotropic the law of the cosine is exact and
depends on neither x nor sigma, so that the claim here gives the lemma for every x and sigma at once (and is a little more than it says). There is
much to spare: caps of the sphere give 2 exp(-eps^2 d / 2), the second claim. The printed proof goes through (C.1), which is false (eqC_1).
"""

from fractions import Fraction

from numerics.linalg import exp
from numerics.tails import squared_cosine_above
from theorems.domains import Between
from theorems.sgu.notation import Dimensions
from theorems.statement import Statement


def claims(eps, d, *, slowness=64, cap=2):
    angle = squared_cosine_above(eps**2, d)
    return {
        "the angle rarely fails": angle <= 4 * exp(-(eps**2) * d / slowness),
        "it is a cap of the sphere": angle <= 2 * exp(-(eps**2) * d / cap),
    }


statement = Statement(
    source="Lemma 2.11, section 2.2.2",
    for_all={"eps": Between(0, Fraction(1, 2)), "d": Dimensions(4, 10)},
    claims=claims,
    mutants={"without the 64": {"slowness": 1}, "twice as fast as caps": {"cap": 1}},
    expect="supported",
)

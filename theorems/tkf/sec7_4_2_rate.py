"""At any one friction gamma the heavy ball's small components converge at a rate between kappa / gamma and 2 kappa / gamma: in proportion to kappa.

The rate r of x'' + gamma x' + kappa x = 0 is the largest q for which both roots have real parts of -q at most: moved by q, the polynomial z^2 + (gamma - 2q) z
+ (q^2 - gamma q + kappa) has no root in the right half-plane, which for degree two says that no coefficient is negative. It is at most sqrt(kappa), whatever
the friction, and that only at gamma = 2 sqrt(kappa); from there on larger kappa share the rate gamma / 2. So no friction that stays fixed gives small kappa
a rate of order sqrt(kappa): c sqrt(kappa) is above 2 kappa / gamma once 2 sqrt(kappa) < c gamma.
"""

from numerics.linalg import iff, implies, sqrt
from theorems.domains import Positive, Real
from theorems.statement import Statement
from theorems.tkf.sec7_4_2 import heavy_ball_rate


def claims(kappa, gamma, q, *, factor=4, twice=2, threshold=4):
    r = heavy_ball_rate(kappa, gamma, factor=factor)
    overdamped = threshold * kappa <= gamma**2
    return {
        "all solutions decay at least so fast": iff(q <= r, (gamma - 2 * q >= 0) & (q**2 - gamma * q + kappa >= 0)),
        "small eigenvalues: in proportion to them": implies(overdamped, (kappa <= gamma * r) & (gamma * r <= twice * kappa)),
        "large eigenvalues: one rate": iff(kappa * threshold >= gamma**2, r == gamma / 2),
        "never above the root": 2 * r <= twice * sqrt(kappa),
        "the root at one friction only": iff(r**2 == kappa, gamma**2 == threshold * kappa),
    }


statement = Statement(
    source="Section 7.4.2",
    text="reconstructed",
    for_all={"kappa": Positive(), "gamma": Positive(), "q": Real()},
    claims=claims,
    mutants={
        "discriminant gamma^2 - 2 kappa": {"factor": 2},
        "half of the upper bounds": {"twice": 1},
        "overdamped from gamma^2 = kappa on": {"threshold": 1},
    },
)

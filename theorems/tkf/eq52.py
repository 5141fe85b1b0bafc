"""A mode is learned exactly where s > lambda_W (lambda_Phi + gamma mu): a logical AND of a strong label and a smooth graph mode.

The criterion is right. The AND is, read as two needs: s above tau = lambda_W lambda_Phi, and mu below (s / lambda_W - lambda_Phi) / gamma, a bound that s sets.
Read as two conditions apart from each other it is not: then any strong enough label would go with any smooth enough mode, and with (s, mu) and (t, nu)
also (s, nu) and (t, mu) would be learned. At lambda_W = lambda_Phi = gamma = 1 the modes (3, 1) and (2, 0) are, and (2, 1) is not. What it is instead, a
trade-off: eq52_price.
"""

from numerics.linalg import iff, implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq51 import hybrid_law


def price(mu, lam_w, lam_phi, gamma, slope=1):
    """The label strength above which a mode of frequency mu is learned."""
    return lam_w * (lam_phi + slope * gamma * mu)


def both_needed(learned, s, mu, t, nu, strength, frequency):
    return implies(learned(s, mu), (s > strength) & (mu < frequency))


def apart(learned, s, mu, t, nu, strength, frequency):
    return implies(learned(s, mu) & learned(t, nu), learned(s, nu) & learned(t, mu))


def claims(s, mu, t, nu, lam_w, lam_phi, gamma, *, slope=1, conjunction=both_needed):
    def learned(s, mu):
        return hybrid_law(s, mu, lam_w, lam_phi, gamma) > 0

    strength, frequency = price(0, lam_w, lam_phi, gamma), (s / lam_w - lam_phi) / (slope * gamma)
    return {
        "learned above its price": iff(learned(s, mu), s > price(mu, lam_w, lam_phi, gamma, slope)),
        "strong AND smooth": conjunction(learned, s, mu, t, nu, strength, frequency),
    }


statement = Statement(
    source="Equation 52 and section 6.3.4",
    text="reconstructed",
    for_all={
        "s": Nonnegative(), "mu": Nonnegative(), "t": Nonnegative(), "nu": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Positive(),
    },
    claims=claims,
    readings={"both are needed": {}, "two conditions apart": {"conjunction": apart}},
    mutants={"twice the graph": {"slope": 2}},
    falls=("two conditions apart",),
)  # fmt: skip

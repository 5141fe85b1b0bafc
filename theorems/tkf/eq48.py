"""A graph mode is kept exactly below the cutoff mu_c = beta / eps - lam, and well below it the kernel goes nearly as 1 / (mu + lam).

In the passband k (mu + lam) = eps (mu_c - mu). So low frequencies, up to a share d of the cutoff, are inversely proportional within this share: the text,
whose range of mu is stripped, may mean mu far below mu_c. Said of all of the passband it fails, and badly near its edge: at beta = eps = 1, lam = 1/4 the
modes mu = 0 and mu = 1/4 carry k = 3 and 1, a ratio of 3 where mu + lam says 2. The Green function itself: eq48_green.
"""

from fractions import Fraction
from functools import partial

from numerics.linalg import iff, implies
from theorems.domains import Between, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation_spectral import ssl_law


def cutoff(beta, eps, lam, decay=1):
    """mu_c = beta / eps - lam (equation 48)."""
    return beta / eps - decay * lam


def exactly(mu, nu, edge, d, first, second):
    return implies((mu < edge) & (nu < edge), first == second)


def at_low_frequencies(mu, nu, edge, d, first, second, room=1):
    return implies((mu <= d * edge) & (nu <= d * edge), first >= (1 - room * d) * second)


def claims(mu, nu, beta, eps, lam, d, *, decay=1, power=1, proportional=exactly):
    edge = cutoff(beta, eps, lam, decay)
    k, l = ssl_law(mu, beta, eps, lam), ssl_law(nu, beta, eps, lam)
    return {
        "kept exactly below the cutoff": iff(k > 0, mu < edge),
        "inversely proportional in the passband": proportional(mu, nu, edge, d, k * (mu + lam) ** power, l * (nu + lam) ** power),
    }


statement = Statement(
    source="Equation 48 and section 6.2.3",
    text="reconstructed",
    for_all={"mu": Nonnegative(), "nu": Nonnegative(), "beta": Positive(), "eps": Positive(), "lam": Positive(), "d": Between(0, 1)},
    claims=claims,
    readings={"exactly, in all of the passband": {}, "within a share d, up to a share d of the cutoff": {"proportional": at_low_frequencies}},
    mutants={
        "twice the trace weight": {"decay": 2},
        "trace weight not subtracted": {"decay": 0},
        "to the square of the frequency": {"power": 2},
        "within half the share": {"proportional": partial(at_low_frequencies, room=Fraction(1, 2))},
    },
    falls=("exactly, in all of the passband",),
)

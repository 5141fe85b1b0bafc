"""On the passband K + eps I is beta times the Green function of L + lam I, and the kernel falls below it by the share eps (mu + lam) / beta.

So k is beta / (mu + lam) within a share d exactly where eps (mu + lam) <= d beta, whatever the cutoff is: with lam near beta / eps not even mu = 0 is
so. Two kept modes always stand in a larger ratio than their Green functions.
"""

from numerics.linalg import iff, implies
from theorems.domains import Between, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq48 import cutoff
from theorems.tkf.notation_spectral import ssl_law


def claims(mu, nu, beta, eps, lam, d, *, gate=1, room=1, less=lambda a, b: a < b):
    k, l = ssl_law(mu, beta, eps, lam), ssl_law(nu, beta, eps, lam)
    edge = cutoff(beta, eps, lam)
    return {
        "k + eps is inversely proportional": implies(mu < edge, (k + gate * eps) * (mu + lam) == beta),
        "the kernel is so within a share d": iff(k * (mu + lam) >= (1 - d) * beta, eps * (mu + lam) <= room * d * beta),
        "its contrast is larger": implies(less(mu, nu) & (mu < edge) & (nu < edge), k * (mu + lam) > l * (nu + lam)),
    }


statement = Statement(
    source="Equation 48 and section 6.2.3",
    text="reconstructed",
    for_all={"mu": Nonnegative(), "nu": Nonnegative(), "beta": Positive(), "eps": Positive(), "lam": Positive(), "d": Between(0, 1)},
    claims=claims,
    mutants={
        "the kernel itself": {"gate": 0},
        "twice the room": {"room": 2},
        "smaller contrast": {"less": lambda a, b: b < a},
    },
)

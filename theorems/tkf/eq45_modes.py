"""The optimal self-supervised kernel is a function of the Laplacian, and so a polynomial in it: equal frequencies carry equal kernel eigenvalues.

For common eigenvalues k of K and mu of L (eq45_constrained) the conditions of Karush, Kuhn and Tucker, k >= 0, mu + lam - beta / (k + eps) >= 0 and
their product zero, are met by one k alone, [beta / (mu + lam) - eps]_+. So an eigenspace of L never splits, whether K has zero eigenvalues or not; and every
Laplacian has an optimum, as mu + lam > 0. Interpolation at the different mu makes this a polynomial.
"""

from numerics.linalg import iff
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation_spectral import ssl_law


def claims(k, mu, beta, eps, lam, *, decay=1, multiplier=lambda pressure: pressure >= 0):
    pressure = mu + decay * lam - beta / (k + eps)
    met = (k >= 0) & multiplier(pressure) & (k * pressure == 0)
    return {"one eigenvalue for each frequency": iff(met, k == ssl_law(mu, beta, eps, lam))}


statement = Statement(
    source="Equations 44-45, section 6.2.1",
    text="reconstructed",
    for_all={"k": Nonnegative(), "mu": Nonnegative(), "beta": Positive(), "eps": Positive(), "lam": Positive()},
    claims=claims,
    mutants={
        "twice the trace weight": {"decay": 2},
        "the multiplier of the other sign": {"multiplier": lambda pressure: pressure <= 0},
    },
)

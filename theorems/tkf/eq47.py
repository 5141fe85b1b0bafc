"""Rectified hyperbolic law: a graph mode of frequency mu carries k = [beta / (mu + lam) - eps]_+ in the self-supervised kernel.

In the eigenbasis of the Laplacian the energy tr(K L) - beta log det(K + eps I) + lam tr K is a sum of mu k - beta log(k + eps) + lam k over
the modes (that the minimiser shares this basis: eq45_constrained); k is its minimiser over k >= 0, with the conditions of Karush, Kuhn and Tucker.
The width of the features must not bound the rank. With lam = 0 the constant mode, mu = 0, has no minimiser.
"""

from numerics.linalg import log
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation_spectral import rectified, ssl_law


def ssl_mode_energy(k, mu, beta, eps, lam):
    """Share of one Laplacian mode in the self-supervised energy (equation 43)."""
    return mu * k - beta * log(k + eps) + lam * k


def claims(k, mu, beta, eps, lam, *, gate=1, decay=1, cut=rectified):
    law = ssl_law(mu, beta, eps, lam, gate, decay, cut)
    slope = mu + lam - beta / (law + eps)
    return {
        "no kernel mode has less energy": ssl_mode_energy(law, mu, beta, eps, lam) <= ssl_mode_energy(k, mu, beta, eps, lam),
        "no force pushes a mode up, and alive ones are in balance": (law >= 0) & (slope >= 0) & (slope * law == 0),
    }


statement = Statement(
    source="Equations 46-47, section 6.2.2",
    text="reconstructed",
    for_all={"k": Nonnegative(), "mu": Nonnegative(), "beta": Positive(), "eps": Positive(), "lam": Positive()},
    claims=claims,
    mutants={"noise gate not subtracted": {"gate": 0}, "twice the trace weight": {"decay": 2}, "not rectified": {"cut": lambda k: k}},
)

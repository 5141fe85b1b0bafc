"""Three spectral laws side by side: the semi-supervised law is the supervised one without the graph, and of its modes it prefers the smooth ones.

Supervised [sqrt(lambda_W s / lambda_Phi) - lambda_W]_+ (thm4, rank at most C by thm2), self-supervised [beta / (mu + lam) - eps]_+ (eq47), semi-supervised
[sqrt(lambda_W s / (lambda_Phi + gamma mu)) - lambda_W]_+ (eq51). The second falls with mu alone, whatever the labels; the third falls with mu and
with gamma; its growth with s is in eq52_price, what it does to the rank in sec6_3_5.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq51 import hybrid_law
from theorems.tkf.notation import mode_law
from theorems.tkf.notation_spectral import ssl_law


def claims(s, mu, more, gamma, lam_w, lam_phi, beta, eps, lam, *, graph=0, step=1):
    hybrid = hybrid_law(s, mu, lam_w, lam_phi, gamma)
    smooth = ssl_law(mu, beta, eps, lam)
    return {
        "supervised without the graph": hybrid_law(s, mu, lam_w, lam_phi, graph * gamma) == mode_law(s, lam_w, lam_phi),
        "semi-supervised, smaller with a stronger graph": implies((hybrid > 0) & (mu > 0), hybrid_law(s, mu, lam_w, lam_phi, gamma + step * more) < hybrid),
        "self-supervised, smaller for rougher modes": implies(smooth > 0, ssl_law(mu + step * more, beta, eps, lam) < smooth),
    }


statement = Statement(
    source="Table 1, section 6.3.5",
    text="uncertain",
    for_all={
        "s": Nonnegative(), "mu": Nonnegative(), "more": Positive(), "gamma": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(),
        "beta": Positive(), "eps": Positive(), "lam": Positive(),
    },
    claims=claims,
    mutants={"the graph left in": {"graph": 1}, "a weaker graph": {"step": 0}},
)  # fmt: skip

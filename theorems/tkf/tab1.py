"""Of three spectral laws side by side the semi-supervised one is the supervised one without the graph, and with it keeps the smooth of the label modes.

Supervised [sqrt(lambda_W s / lambda_Phi) - lambda_W]_+ (thm4, rank at most C by thm2), self-supervised [beta / (mu + lam) - eps]_+ (eq47), semi-supervised
[sqrt(lambda_W s / (lambda_Phi + gamma mu)) - lambda_W]_+ (eq51). The second keeps what is below a cutoff, whatever the labels (eq48). The third falls
with mu and with gamma: what it keeps is kept without the graph too, and at any lower frequency; its growth with s is in eq52_price, what it does to
the rank in sec6_3_5.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq51 import hybrid_law
from theorems.tkf.notation import mode_law


def claims(s, mu, more, gamma, lam_w, lam_phi, *, graph=0, step=1):
    supervised, hybrid = mode_law(s, lam_w, lam_phi), hybrid_law(s, mu, lam_w, lam_phi, gamma)
    return {
        "supervised without the graph": hybrid_law(s, mu, lam_w, lam_phi, graph * gamma) == supervised,
        "a smooth subset of the label modes": implies(
            hybrid_law(s, mu + step * more, lam_w, lam_phi, gamma) > 0, (hybrid > 0) & (supervised > 0)
        ),
        "smaller with a stronger graph": implies((hybrid > 0) & (mu > 0), hybrid_law(s, mu, lam_w, lam_phi, gamma + step * more) < hybrid),
    }


statement = Statement(
    source="Table 1, section 6.3.5",
    text="uncertain",
    for_all={
        "s": Nonnegative(), "mu": Nonnegative(), "more": Positive(), "gamma": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(),
    },
    claims=claims,
    mutants={"the graph left in": {"graph": 1}, "a weaker graph, and smoother modes": {"step": -1}},
)  # fmt: skip

"""Label strength and smoothness trade off: strength keeps a mode of any frequency alive, and at equal strength the smoother mode is the larger.

The size of a learned mode grows with s and falls with mu. A mode of any frequency is learned as soon as s exceeds its price
lambda_W (lambda_Phi + gamma mu): no frequency is a cut of its own, and rough modes are suppressed only up to their price.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq51 import hybrid_law
from theorems.tkf.eq52 import price


def claims(s, mu, more, lam_w, lam_phi, gamma, *, slope=1):
    law = hybrid_law(s, mu, lam_w, lam_phi, gamma)
    enough = price(mu, lam_w, lam_phi, gamma, slope) + more
    return {
        "larger with more strength": implies(law > 0, hybrid_law(s + more, mu, lam_w, lam_phi, gamma) > law),
        "smaller with more frequency": implies(law > 0, hybrid_law(s, mu + more, lam_w, lam_phi, gamma) < law),
        "enough strength keeps any frequency": hybrid_law(enough, mu, lam_w, lam_phi, gamma) > 0,
    }


statement = Statement(
    source="Equation 52 and section 6.3.4",
    text="reconstructed",
    for_all={"s": Nonnegative(), "mu": Nonnegative(), "more": Positive(), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Positive()},
    claims=claims,
    mutants={"half the graph": {"slope": Fraction(1, 2)}, "without more of either": {"more": Nonnegative()}},
)

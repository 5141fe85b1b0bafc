"""Semi-supervision never raises the rank of supervised training; it lowers it by the modes that are kept without the graph and too rough with it.

No mode is larger with the graph than without it, those of frequency zero stay as they are, and lost are those with
tau < s <= lambda_W (lambda_Phi + gamma mu). As gamma grows every mode with mu > 0 goes, so that unless the labels reach modes of frequency zero
the kernel collapses to K = 0.
"""

from numerics.linalg import iff, implies
from theorems.domains import Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf import sec6_3_5
from theorems.tkf.eq51 import hybrid_law
from theorems.tkf.eq52 import price
from theorems.tkf.notation import mode_law


def claims(s, mu, lam_w, lam_phi, gamma, *, strength=1, frequency=lambda mu: mu):
    supervised, hybrid = mode_law(s, lam_w, lam_phi), hybrid_law(s, mu, lam_w, lam_phi, gamma)
    tau, bound = lam_w * lam_phi, price(mu, lam_w, lam_phi, strength * gamma)
    return {
        "never larger": hybrid <= supervised,
        "unchanged at frequency zero": hybrid_law(s, frequency(0 * mu), lam_w, lam_phi, gamma) == supervised,
        "lost are the rough ones": iff((supervised > 0) & (hybrid == 0), (tau < s) & (s <= bound)),
        "all with a frequency in the end": implies(gamma * mu * lam_w * strength >= s, hybrid == 0),
    }


statement = Statement(
    source="Section 6.3.5, last sentence",
    text="reconstructed",
    for_all={"s": Nonnegative(), "mu": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Nonnegative()},
    claims=claims,
    mutants={
        "twice the graph": {"strength": 2},
        "some frequency": {"frequency": lambda mu: mu + 1},
        "the graph pays": {"gamma": Real()},
    },
    amends=sec6_3_5,
)

"""Semi-supervision prevents rank collapse: by selecting label modes it keeps at least the rank that supervised training has.

In a joint eigenbasis of M and L the graph only adds to the cost of a mode, so the selection is right: what is kept with the graph is kept without it. But
a mode with tau < s <= lambda_W (lambda_Phi + gamma mu) is lost by it: the rank is never larger than that of supervised training, and often smaller.
"Prevents" is read in the weakest way, as no less than the rank of supervised training; of a selection this says that no mode is lost. It falls for two
samples with an edge of weight 1/2 and labels 1 and -1 (s = 2, mu = 1), all other constants 1: labels alone keep a kernel of rank 1, with the graph it
is zero.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq51 import hybrid_law
from theorems.tkf.notation import mode_law


def claims(s, mu, lam_w, lam_phi, gamma, *, sign=1):
    supervised, hybrid = mode_law(s, lam_w, lam_phi), hybrid_law(s, mu, lam_w, lam_phi, sign * gamma)
    return {
        "a selection among the label modes": implies(hybrid > 0, supervised > 0),
        "no mode is lost": implies(supervised > 0, hybrid > 0),
    }


statement = Statement(
    source="Section 6.3.5, last sentence",
    text="reconstructed",
    for_all={"s": Nonnegative(), "mu": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Nonnegative()},
    claims=claims,
    mutants={"the graph pays": {"sign": -1}},
    expect="refuted",
    falls=("no mode is lost",),
    counterexample={"s": 2, "mu": 1, "lam_w": 1, "lam_phi": 1, "gamma": 1},
)

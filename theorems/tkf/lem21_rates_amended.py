"""Under weight decay, the outputs along every direction shrink at the one rate lam.

Z' = -lam Z says Z v decays as exp(-lam t) for every v, an eigenvector of the Gram matrix or not: weight decay alone singles out no direction.
"""

from theorems.domains import Matrix, Real
from theorems.statement import Statement
from theorems.tkf import lem21_rates
from theorems.tkf.notation import output_drift


def claims(W, Phi, v, lam, *, weight=lambda Phi, v: v):
    return {"every component shrinks at the same rate": output_drift(W, Phi, lam) @ v == -lam * W @ Phi @ weight(Phi, v)}


statement = Statement(
    source="Appendix C.2, after the proof of lemma 21",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "v": Matrix("n", 1), "lam": Real()},
    claims=claims,
    mutants={"a rate that grows with the Gram eigenvalue": {"weight": lambda Phi, v: Phi.T @ Phi @ v}, "growth": {"weight": lambda Phi, v: -v}},
    amends=lem21_rates,
)

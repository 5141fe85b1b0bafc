"""At a steady state the effective dimension of the kernel is at most its rank, and so at most the number C of outputs, however many inputs there are.

d_eff = sum_i (sig_i / (sig_i + lam))^2 = tr(S S) with S = T (T + lam I)^{-1}, T = K / n; every term is below one and only the nonzero eigenvalues
count. K is the steady kernel of any convex loss with its fast readout (thm2). That a static power law i^-a has d_eff of order lam^(-1/a) is not
encoded here.
"""

from numerics.linalg import eye, inv, rank, trace
from theorems.domains import Positive
from theorems.statement import Statement
from theorems.tkf.notation import SteadyKernel


def claims(K, R, lam_w, lam_phi, lam, *, spare=0):
    n, C = R.shape
    T = K / n
    S = T @ inv(T + lam * eye(T))
    return {"at most the rank": trace(S @ S) + spare <= rank(K), "at most C": trace(S @ S) + spare <= C}


statement = Statement(
    source="Equation 165, appendices G.2 and G.3",
    text="reconstructed",
    for_all={"K R lam_w lam_phi": SteadyKernel(), "lam": Positive()},
    claims=claims,
    mutants={"one less": {"spare": 1}},
    expect="supported",
)

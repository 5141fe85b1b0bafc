"""A fast readout is pulled to its optimum at the rate lambda_W / eps at least, and the features feel only its distance from there.

Phi' = -dE/dPhi and eps W' = -dE/dW, squared loss; the reduced flow has W = W*(Phi) at all times. With the gap D = W - W*(Phi): the readout's slope is
D (Phi Phi^T + lambda_W I), so that <D, eps W'> <= -lambda_W |D|^2; and Phi' differs from the reduced field by terms linear and quadratic in D. The
joint energy falls whatever eps is, which keeps all constants bounded (its derivative is -|Phi'|^2 - eps |W'|^2). What follows for the trajectories,
an error O(eps) over every fixed time, is thm18_estimate. Other smooth losses that are convex in W have the same pull.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.abs_coupled_law_descent import feature_slope, readout_slope
from theorems.tkf.notation import fast_readout


def claims(W, Phi, Y, lam_w, lam_phi, eps, *, pull=1, ridge=1, quadratic=1, rate=1):
    best = fast_readout(Phi, Y, ridge * lam_w)
    D, slope, force = W - best, readout_slope(W, Phi, Y, lam_w), feature_slope(W, Phi, Y, lam_phi)
    felt = D.T @ (best @ Phi - Y.T) + best.T @ D @ Phi + quadratic * D.T @ D @ Phi
    dW = -rate * slope / eps
    return {
        "the readout is pulled to its optimum": inner(D, slope) == pull * lam_w * inner(D, D) + inner(D @ Phi, D @ Phi),
        "the features feel only the gap": force - feature_slope(best, Phi, Y, lam_phi) == felt,
        "the joint energy falls": inner(slope, dW) - inner(force, force) == -inner(force, force) - eps * inner(dW, dW),
    }


statement = Statement(
    source="Theorem 18, appendix A.1, equations 102-104",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Positive(), "eps": Positive()},
    claims=claims,
    mutants={
        "twice the pull": {"pull": 2},
        "another ridge": {"ridge": 2},
        "linear in the gap": {"quadratic": 0},
        "the readout twice as fast": {"rate": 2},
    },
)

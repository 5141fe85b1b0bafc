"""Every feature trajectory stays bounded and converges to one critical point, so that its kernel has one limit, a steady state.

Squared loss, lambda_W, lambda_Phi > 0. What is decided here are the premises, for matrices of every size: Phi' = -grad E_eff (eq7, eq17), the
energy bounds the features (eq17), and E_eff is real-analytic, a rational function in which only K + lambda_W I is inverted, positive definite as
x^T (K + lambda_W I) x is a sum of squares. That a bounded gradient flow of an analytic function has finite length and one limit, also where
critical points are not isolated, is Lojasiewicz' theorem (1963), which is trusted; his inequality is checked nowhere. One limit for each
trajectory is claimed; whether all starts share it is sec4_unique.
"""

from numerics.linalg import eye, inner
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf import eq17
from theorems.tkf.eq7 import feature_flow
from theorems.tkf.notation import fast_readout, kernel_rate


def claims(Phi, Y, lost, x, lam_w, lam_phi, *, speed=1, readout=1, share=1, ridge=1, decay=2):
    K, W = Phi.T @ Phi, fast_readout(Phi, Y, lam_w)
    F = feature_flow(W, Y - Phi.T @ W.T, Phi, lam_phi)
    return eq17.claims(Phi, Y, lost, lam_w, lam_phi, speed=speed, readout=readout, share=share) | {
        "nothing singular is inverted": inner(x, (K + lam_w * eye(K)) @ x) == inner(Phi @ x, Phi @ x) + ridge * lam_w * inner(x, x),
        "where the features rest the kernel does": kernel_rate(K, Y @ Y.T, lam_w, lam_phi, decay) == F.T @ Phi + Phi.T @ F,
    }


statement = Statement(
    source="Theorem 1, section 4.1, and Theorem 19, appendix A.2",
    text="reconstructed",
    for_all={**eq17.statement.for_all, "x": Matrix("n", 1)},
    claims=claims,
    mutants={
        "twice the squared speed": {"speed": 2},
        "readout penalty left out": {"readout": 0},
        "share without the half": {"share": 2},
        "ridge left out": {"ridge": 0},
        "decay without the factor two": {"decay": 1},
    },
    cites=["Lojasiewicz (1963): a bounded gradient flow of an analytic function converges"],
)

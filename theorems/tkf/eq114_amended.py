"""The effective objective is the squared error, plus the penalty of the readout, plus the trace of the kernel; the first two make lambda_W tr(A M) / 2.

The readout penalty lambda_W |W|^2 / 2 is lambda_W tr(A K A M) / 2, a mode's share of it lambda_W k s / (k + lambda_W)^2 / 2. With it the squares cancel:
lambda_W + k over (k + lambda_W)^2 leaves the simple fraction of equation 25. No alignment is needed, and any width will do.
"""

from numerics.linalg import inner, trace
from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf import eq114
from theorems.tkf.notation import kernel_energy, resolvent


def claims(Phi, Y, lam_w, lam_phi, *, penalty=1):
    K, M = Phi.T @ Phi, Y @ Y.T
    A = resolvent(K, lam_w)
    W, R = eq114.readout(Phi, Y, lam_w)
    readout = penalty * lam_w * trace(A @ K @ A @ M)
    return {
        "the penalty of the readout": lam_w * inner(W, W) == readout,
        "the effective objective": kernel_energy(K, M, lam_w, lam_phi) == (eq114.squared_error(K, M, lam_w) + readout + lam_phi * trace(K)) / 2,
        "it is the energy at the fast readout": inner(R, R) + penalty * lam_w * inner(W, W) == lam_w * trace(A @ M),
    }


statement = Statement(
    source="Equation 114, appendix B.3",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={"without the readout's penalty": {"penalty": 0}, "twice the readout's penalty": {"penalty": 2}},
    amends=eq114,
)

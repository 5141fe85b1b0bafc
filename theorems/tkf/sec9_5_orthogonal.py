"""No stochastic force pushes the kernel along a direction orthogonal to the labels: there the diffusion coefficient is zero.

The coefficient along v v^T is the variance of v^T Xi_B v over the batches, for the noise of eq80 and v = (I - T T^dagger) x, any vector orthogonal to the
task-relevant subspace: the columns of T = Y, or of the residual R. The rows that a batch takes from R need not be orthogonal to v where all of R is.
The smallest: two samples of label 1, K = diag(1, 0), a batch of one, v along (1, -1). With K = 0 three samples of one label do: v = (1, -1, 0).
"""

from numerics.finite import batches, covariance, keep_rows
from numerics.linalg import pinv
from theorems.domains import PSD, Integer, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise, residual


def claims(K, Y, x, lam_w, b, *, task=lambda Y, R: Y, orthogonal=1):
    R, A = residual(K, Y, lam_w), resolvent(K, lam_w)
    T = task(Y, R)
    v = x - orthogonal * T @ pinv(T) @ x

    def force(batch):
        return v.T @ noise(R, keep_rows(R, batch), A, b) @ v

    return {"no diffusion across the labels": covariance(force, batches(Y.shape[0], b)) == 0}


statement = Statement(
    source="Section 9.5, orthogonal directions",
    text="reconstructed",
    for_all={"K": PSD("n"), "Y": Matrix("n", "C"), "x": Matrix("n", 1), "lam_w": Positive(), "b": Integer(1, "n")},
    claims=claims,
    readings={"orthogonal to the labels": {}, "orthogonal to the residuals": {"task": lambda Y, R: R}},
    mutants={"any direction": {"orthogonal": 0}},
    expect="refuted",
    counterexample={"b": 1, "K": [[1, 0], [0, 0]], "Y": [[1], [1]], "x": [[1], [0]], "lam_w": 1},
)

"""The energy of the best readout is a convex function of the kernel: e(K) = (lambda_W tr(M A) + lambda_Phi tr K) / 2.

Squared loss, A = (K + lambda_W I)^{-1}, M = Y Y^T, gradient (lambda_Phi I - lambda_W A M A) / 2. For kernels K = Phi^T Phi and L = Psi^T Psi,
which are all that there are, e(L) lies above the tangent at K by lambda_W / 2 times the squares |Psi B|^2 + lambda_W |B|^2 with
B = A_L (L - K) A Y. This is of second order in L - K, which makes it the gradient, and never negative, which makes e convex.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf.eq7 import energy
from theorems.tkf.notation import fast_readout, kernel_energy, push, resolvent


def excess(Psi, K, Y, lam_w):
    """e(L) above the tangent of e at K, for the kernel L of the features Psi."""
    L = Psi.T @ Psi
    B = resolvent(L, lam_w) @ (L - K) @ resolvent(K, lam_w) @ Y
    return lam_w * (inner(Psi @ B, Psi @ B) + lam_w * inner(B, B)) / 2


def claims(Phi, Psi, Y, lam_w, lam_phi, *, objective=energy, factor=1, slope=1, curvature=1):
    K, L, M = Phi.T @ Phi, Psi.T @ Psi, Y @ Y.T
    tangent = kernel_energy(K, M, lam_w, lam_phi) - slope * inner(push(K, M, lam_w, lam_phi), L - K) / 2
    return {
        "it is the energy of the ridge readout": (
            objective(fast_readout(Phi, Y, lam_w), Phi, Y, lam_w, lam_phi) == factor * kernel_energy(K, M, lam_w, lam_phi)
        ),
        "above its tangents by squares": kernel_energy(L, M, lam_w, lam_phi) - tangent == curvature * excess(Psi, K, Y, lam_w),
    }


statement = Statement(
    source="Equations 25-26, section 5.2.1",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Psi": Matrix("e", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={
        "readout penalty left out": {"objective": lambda W, Phi, Y, lam_w, lam_phi: energy(W, Phi, Y, 0 * lam_w, lam_phi)},
        "without the half": {"factor": 2},
        "twice the gradient": {"slope": 2},
        "concave": {"curvature": -1},
    },
)

"""From any start, aligned or not, the kernel flow goes downhill, and the energy is convex: it lies above its tangents.

Along K' = K X + X K the energy e(K) = (lambda_W tr(A M) + lambda_Phi tr K) / 2 changes by -tr(X K X) <= 0, its gradient being -X / 2, and rests
only where K X = 0. For two kernels K and L, e(L) - e(K) = -tr(X (L - K)) / 2 + lambda_W tr(A_L (L - K) A M A (L - K)) / 2, where the last term is
not negative. So a stationary K with no force outwards (X <= 0) is a global minimiser, whatever the eigenvectors of L.
"""

from numerics.linalg import inner, trace
from theorems.domains import PSD, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import kernel_energy, kernel_rate, push, resolvent


def claims(K, L, Y, lam_w, lam_phi, *, slope=1, curvature=1, sign=1):
    M, H = Y @ Y.T, L - K
    A, A_L, X = resolvent(K, lam_w), resolvent(L, lam_w), push(K, M, lam_w, lam_phi)
    tangent = kernel_energy(K, M, lam_w, lam_phi) - slope * inner(X, H) / 2
    return {
        "along the flow it changes by -tr(X K X)": -inner(X, kernel_rate(K, M, lam_w, lam_phi)) / 2 == -sign * trace(X @ K @ X),
        "above its tangent by a trace of squares": kernel_energy(L, M, lam_w, lam_phi) - tangent == curvature * lam_w * trace(A_L @ H @ A @ M @ A @ H) / 2,
    }


statement = Statement(
    source="Lemma 3 and theorem 4, sections 5.2.1 and 5.2.2; equation 25",
    text="reconstructed",
    for_all={"K": PSD("n"), "L": PSD("n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"half the slope": {"slope": 2}, "remainder twice": {"curvature": 2}, "uphill": {"sign": -1}},
)

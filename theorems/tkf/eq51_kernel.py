"""With labels and a graph, a kernel that meets the conditions of Karush, Kuhn and Tucker has the least energy of all, also of those in other eigenbases.

With G = lambda_Phi I + gamma L - lambda_W A M A they are G >= 0 and K G = 0. The energies e(K) + gamma tr(K L) / 2 of two kernels then differ by
tr(G H) / 2 and lambda_W tr(Z^T A_H Z) / 2 with Z = D A Y, D = H - K, for any L and M = Y Y^T,
whether they commute or not; L is taken from K and G, and gamma > 0 (else: thm4_descent). If they do commute, the kernel with the law of eq51 in their
eigenbasis meets them, mode by mode. No other kernel has the same energy: it would have D A Y = 0, then
the same G and D G = 0, and so D (lambda_Phi I + gamma L) = 0.
"""

from numerics.linalg import eye, inner, psd, trace
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq49 import hybrid_energy
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_spectral import Complementary


def claims(K, G, B, Y, lam_w, lam_phi, gamma, *, weight=1, power=1, curvature=1):
    M, H = Y @ Y.T, B @ B.T
    A, A_H = resolvent(K, lam_w), resolvent(H, lam_w)
    L = (G + lam_w**power * A @ M @ A - lam_phi * eye(K)) / gamma
    excess, bend = inner(G, H), A @ Y
    squares = trace(bend.T @ (H - K) @ A_H @ (H - K) @ bend)
    gap = hybrid_energy(H, M, L, lam_w, lam_phi, gamma, weight) - hybrid_energy(K, M, L, lam_w, lam_phi, gamma, weight)
    return {
        "the energies differ by these": 2 * gap == excess + curvature * lam_w * squares,
        "which are not negative": (excess >= 0) & psd(A_H),
    }


statement = Statement(
    source="Equation 51, section 6.3.3",
    text="reconstructed",
    for_all={
        "K G": Complementary(), "B": Matrix("n", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Positive(),
    },
    claims=claims,
    mutants={
        "the graph's energy without the half": {"weight": 2},
        "lambda_W squared": {"power": 2},
        "half the curvature": {"curvature": 2},
        "forces that do not push outwards": {"K G": Complementary().wider.wider},
    },
)  # fmt: skip

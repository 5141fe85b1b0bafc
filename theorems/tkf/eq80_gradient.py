"""The gradient of the data part of the effective energy in the kernel is -R R^T / (2 lambda_W).

For a second kernel L the data part lambda_W tr((L + lambda_W I)^{-1} M) / 2 differs from its value at K by -tr(R R^T H) / (2 lambda_W), H = L - K, and
by tr(A_L H R R^T H) / (2 lambda_W), which is of second order in H and not negative. R = lambda_W A Y is the residual of squared loss at the fast readout,
so R R^T is the outer product of the residuals up to a scalar, as printed, and lambda_W A M A up to another.
"""

from fractions import Fraction

from numerics.linalg import trace
from theorems.domains import PSD, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout, kernel_energy, resolvent
from theorems.tkf.notation_noise import residual


def claims(K, L, Y, Phi, lam_w, *, slope=Fraction(1, 2), curvature=Fraction(1, 2), power=2, error=residual):
    R, M, H = error(K, Y, lam_w), Y @ Y.T, L - K
    A, A_L, gram = resolvent(K, lam_w), resolvent(L, lam_w), Phi.T @ Phi

    def data(kernel):
        return kernel_energy(kernel, M, lam_w, 0)

    first, second = trace(R @ R.T @ H) / lam_w, trace(A_L @ H @ R @ R.T @ H) / lam_w
    return {
        "the data gradient is -R R^T / (2 lambda_W)": data(L) == data(K) - slope * first + curvature * second,
        "the drive up to a scalar": R @ R.T == lam_w**power * A @ M @ A,
        "R is the residual": error(gram, Y, lam_w) == Y - (fast_readout(Phi, Y, lam_w) @ Phi).T,
    }


statement = Statement(
    source="Equations 79-80 and 150-151, sections 9.1 and E.1",
    text="reconstructed",
    for_all={"K": PSD("n"), "L": PSD("n"), "Y": Matrix("n", "C"), "Phi": Matrix("d", "n"), "lam_w": Positive()},
    claims=claims,
    mutants={
        "twice the gradient": {"slope": 1},
        "half the remainder": {"curvature": Fraction(1, 4)},
        "lambda_W not squared": {"power": 1},
        "residual without lambda_W": {"error": lambda K, Y, lam_w: resolvent(K, lam_w) @ Y},
    },
)

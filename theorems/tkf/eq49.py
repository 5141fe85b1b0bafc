"""With labels and a graph the forces balance where the kernel is alive: lambda_W A M A = lambda_Phi I + gamma L on its range.

X = lambda_W A M A - lambda_Phi I - gamma L is -2 times the gradient of e(K) + gamma tr(K L) / 2: to first order in D = H - K the energy of a kernel
H = B B^T is that of K less tr(X D) / 2. In the features the gradient is -Phi X, so at rest K X = 0, which is the balance on the range of K; on all of R^n
it fails wherever a mode is zero, as at K = 0. The half before the graph's energy is stripped: without it the balance has 2 gamma. M and L need not
commute; L is taken from K and from the force Z that is left on the null space of K. Mode by mode, where they commute, it is equation 50: eq51 solves it.
"""

from fractions import Fraction

from numerics.linalg import eye, inner, pinv, psd, trace
from theorems.domains import PSD, Domain, Free, Matrix, Positive, Real, Symmetric
from theorems.statement import Statement
from theorems.tkf.notation import kernel_energy, push, resolvent


def hybrid_energy(K, M, L, lam_w, lam_phi, gamma, weight=1):
    """e(K) + gamma tr(K L) / 2, the effective energy with labels and graph (section 6.3.1); its half makes gamma mu the cost of a mode."""
    return kernel_energy(K, M, lam_w, lam_phi) + weight * gamma * trace(K @ L) / 2


def AtRest():
    """K, Z with K Z = 0, K positive semidefinite and Z symmetric."""

    def build(K, force):
        null = eye(K) - pinv(K) @ K
        return K, null @ force @ null

    return Domain(
        name="kernel at rest and the force on its null space",
        shape=(("n", "n"), ("n", "n")),
        parts=(PSD("n"), Symmetric("n")),
        build=build,
        member=lambda K, Z: psd(K) & (Z == Z.T) & (K @ Z == 0),
        wider=Free(PSD("n"), Symmetric("n")),
    )


def claims(K, Z, B, Y, lam_w, lam_phi, gamma, *, weight=1, factor=1, balance=lambda K, X: K @ X == 0):
    M, H = Y @ Y.T, B @ B.T
    D = H - K
    A, A_H, pushed = resolvent(K, lam_w), resolvent(H, lam_w), push(K, M, lam_w, lam_phi)
    L = (pushed + Z) / (factor * gamma)
    X = pushed - factor * gamma * L
    gap = hybrid_energy(H, M, L, lam_w, lam_phi, gamma, weight) - hybrid_energy(K, M, L, lam_w, lam_phi, gamma, weight)
    return {
        "its gradient is -X / 2": 2 * gap + inner(X, D) == lam_w * trace(A_H @ D @ A @ M @ A @ D),
        "the forces balance": balance(K, X),
    }


statement = Statement(
    source="Equation 49, section 6.3.1",
    text="uncertain",
    for_all={"K Z": AtRest(), "B": Matrix("n", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Real(), "gamma": Positive()},
    claims=claims,
    readings={
        "on the range of K": {},
        "on the range of K, 2 gamma for an energy without the half": {"weight": 2, "factor": 2},
        "on the range of K, gamma for an energy without the half": {"weight": 2},
        "on all of R^n": {"balance": lambda K, X: X == 0},
    },
    mutants={"half the weight": {"weight": Fraction(1, 2)}, "not at rest": {"K Z": AtRest().wider}},
    falls=("on the range of K, gamma for an energy without the half", "on all of R^n"),
)

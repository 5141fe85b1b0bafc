"""Under a positive definite preconditioner the stable steady states are exactly the stationary points of the energy.

The flow is Phi' = -Theta grad E, with Theta acting on vec(Phi); E is the effective energy of squared loss, of gradient -Phi X (eq13, thm4_descent).
At one point a preconditioner that depends on the state is one matrix. The printed proof shows that steady means stationary, and stops there.
Stable is taken as weakly as it can be: no direction D has negative curvature (where one has, the linearised flow -Theta Hess E grows, see
thm10_amended). Saddles of E are stationary and not stable: the smallest is Phi = 0 with a label strength above tau.
"""

from numerics.linalg import diagonal, eye, implies, inner, trace, vec
from theorems.domains import PSD, Domain, Free, Leaf, Matrix, Nonnegative, Positive, PositiveDefinite, Stiefel
from theorems.statement import Statement
from theorems.tkf.notation import push, resolvent


def gradient(Phi, Y, lam_w, lam_phi):
    """Gradient of the effective energy in the features, d x n."""
    return -Phi @ push(Phi.T @ Phi, Y @ Y.T, lam_w, lam_phi)


def curvature(Phi, D, Y, lam_w, lam_phi):
    """Second derivative of the effective energy along the line Phi + t D, at t = 0."""
    K, M = Phi.T @ Phi, Y @ Y.T
    A, turn = resolvent(K, lam_w), Phi.T @ D + D.T @ Phi
    return lam_w * trace(A @ turn @ A @ M @ A @ turn) - inner(D, D @ push(K, M, lam_w, lam_phi))


def Features():
    """Phi, Y, lambda_W, lambda_Phi, stationary points among them: Phi = U diag(f) V^T of rank r aligned with Y, or Phi = 0 and any Y, or anything."""

    def build(U, V, O, f, t, Z, lam_w, free, lam_phi, alive, still):
        F, null, rest = diagonal(f), eye(V) - V @ V.T, eye(O) - O @ O.T
        strength = t * (F @ F + lam_w * eye(f)) / lam_w  # (f^2 + lambda_W)^2 = lambda_W s / lambda_Phi, with tau = t^2
        aligned, decay = V @ strength @ O.T + null @ Z @ rest, t**2 / lam_w
        Y = still * alive * aligned + (1 - still * alive) * Z
        return still * alive * U @ F @ V.T + (1 - still) * free, Y, lam_w, still * decay + (1 - still) * lam_phi

    bit, modes = Leaf(kind="bits", scalar=True), (Leaf(rows="r", kind="positive"), Positive())
    return Domain(
        name="features, at stationary points and elsewhere",
        shape=(("d", "n"), ("n", "C"), (), ()),
        parts=(Stiefel("d", "r"), Stiefel("n", "r"), Stiefel("C", "r"), *modes, Matrix("n", "C"), Positive(), Matrix("d", "n"), Positive(), bit, bit),
        build=build,
        member=lambda Phi, Y, lam_w, lam_phi: (lam_w > 0) & (lam_phi > 0),
        wider=Free(Matrix("d", "n"), Matrix("n", "C"), Positive(), Nonnegative()),
        fits=lambda sizes: sizes["d"] * sizes["n"] <= 4 and sizes["C"] <= 2,  # Theta has (d n)^2 entries
    )


def claims(Phi, Y, D, Theta, lam_w, lam_phi, *, outside=0):
    slope, decay = gradient(Phi, Y, lam_w, lam_phi), lam_phi * Phi
    steady = Theta @ vec(slope - outside * decay) + outside * vec(decay) == 0
    stationary = slope == 0
    return {
        "a stable steady state is stationary": implies(steady, stationary),
        "a stationary point is steady": implies(stationary, steady),
        "a stationary point is stable": implies(stationary, curvature(Phi, D, Y, lam_w, lam_phi) >= 0),
    }


statement = Statement(
    source="Theorem 10 with equation 77, section 8.1",
    text="reconstructed",
    for_all={"Phi Y lam_w lam_phi": Features(), "D": Matrix("d", "n"), "Theta": PositiveDefinite("d*n")},
    claims=claims,
    mutants={"a singular preconditioner": {"Theta": PSD("d*n")}, "the decay not preconditioned": {"outside": 1}},
    expect="refuted",
    falls=("a stationary point is stable",),
    counterexample={"r": 1, "Phi": [[0]], "Y": [[1]], "lam_w": "1/2", "lam_phi": 1, "D": [[1]], "Theta": [[1]]},
)

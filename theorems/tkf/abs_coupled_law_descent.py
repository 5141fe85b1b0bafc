"""A rest point of the joint flow fails to be stable as soon as a feature is unused and a mode is missing whose strength is above the threshold.

Where both slopes vanish, the readout is the fast one and every present mode is at the value of the law: K X = 0. Let D be any d x n matrix of missing
modes in unused features, Phi D^T = 0 and Phi^T D = 0. Along the step (Y^T D^T, lambda_W D) in (W, Phi) the energy has the second variation lambda_W
(tau |D|^2 - |D Y|^2), below zero for D = u z^T where |Y^T z|^2 > tau |z|^2. So a stable rest point with an unused feature has no missing strength
above tau: it is at the law. Which rates the two gradients have is of no account. All features used: abs_coupled_law_width.
"""

from numerics.linalg import eye, inner, pinv
from theorems.domains import Domain, Free, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout, push
from theorems.tkf.thm14 import CoupledRest

SHAPE = (("C", "d"), ("d", "n"), ("n", "C"), (), (), ("d", "n"))
ANYTHING = Free(Matrix("C", "d"), Matrix("d", "n"), Matrix("n", "C"), Positive(), Positive(), Matrix("d", "n"))


def readout_slope(W, Phi, Y, lam_w):
    """The derivative of the joint energy in W, C x d."""
    return (W @ Phi - Y.T) @ Phi.T + lam_w * W


def feature_slope(W, Phi, Y, lam_phi):
    """The derivative of the joint energy in Phi, d x n."""
    return W.T @ (W @ Phi - Y.T) + lam_phi * Phi


def at_rest(W, Phi, Y, lam_w, lam_phi):
    return (lam_w > 0) & (lam_phi > 0) & (readout_slope(W, Phi, Y, lam_w) == 0) & (feature_slope(W, Phi, Y, lam_phi) == 0)


def JointRest():
    """W, Phi, Y, lambda_W, lambda_Phi where both slopes vanish, stable or not: CoupledRest, of squared loss."""

    def build(rest):
        Phi, W, R, lam_w, lam_phi = rest
        return W, Phi, R + Phi.T @ W.T, lam_w, lam_phi

    return Domain(
        name="rest point of the joint flow",
        shape=(("C", "d"), ("d", "n"), ("n", "C"), (), ()),
        parts=(CoupledRest(),),
        build=build,
        member=at_rest,
        wider=Free(Matrix("C", "d"), Matrix("d", "n"), Matrix("n", "C"), Positive(), Positive()),
    )


def second_variation(W, Phi, Y, lam_w, lam_phi, dW, dPhi, cross=2):
    """Twice the second-order change of the joint energy along a step (dW, dPhi)."""
    move = dW @ Phi + W @ dPhi
    return inner(move, move) - cross * inner(Y.T - W @ Phi, dW @ dPhi) + lam_w * inner(dW, dW) + lam_phi * inner(dPhi, dPhi)


def MissingAndUnused():
    def build(rest, x):
        Phi = rest[1]
        return *rest, (eye(Phi) - Phi @ pinv(Phi)) @ x @ (eye(Phi.T) - pinv(Phi) @ Phi)

    def member(W, Phi, Y, lam_w, lam_phi, D):
        return at_rest(W, Phi, Y, lam_w, lam_phi) & (Phi @ D.T == 0) & (Phi.T @ D == 0)

    return Domain(
        name="rest point, with missing modes in unused features",
        shape=SHAPE,
        parts=(JointRest(), Matrix("d", "n")),
        build=build,
        member=member,
        wider=ANYTHING,
    )


def claims(W, Phi, Y, lam_w, lam_phi, D, *, ridge=1, tilt=1, threshold=1, cross=2):
    K = Phi.T @ Phi
    change = second_variation(W, Phi, Y, lam_w, lam_phi, Y.T @ D.T, tilt * lam_w * D, cross)
    return {
        "the readout is the fast one": fast_readout(Phi, Y, ridge * lam_w) == W,
        "present modes obey the law": K @ push(K, Y @ Y.T, lam_w, threshold * lam_phi) == 0,
        "missing modes above the threshold grow": change == lam_w * (threshold * lam_w * lam_phi * inner(D, D) - inner(D @ Y, D @ Y)),
    }


statement = Statement(
    source="Abstract, contributions and section 10",
    text="reconstructed",
    for_all={"W Phi Y lam_w lam_phi D": MissingAndUnused()},
    claims=claims,
    mutants={
        "half the ridge": {"ridge": 2},
        "twice the threshold": {"threshold": 2},
        "the step in the features doubled": {"tilt": 2},
        "the residual counted once": {"cross": 1},
    },
)

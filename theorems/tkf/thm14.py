"""Label-driven rank compression without fast readouts: where features and readout rest together, the kernel has rank at most C.

The coupled flow is Phi' = eta_Phi (W^T R^T - lambda_Phi Phi), W' = eta_W (R^T Phi^T - lambda_W W). At one point a convex loss is its residual R, so R is
any n x C matrix. A stationary point has the optimal readout (for squared loss, ridge regression on Y = R + Yhat), lambda_Phi K = Yhat R^T, the columns
of Phi in the row space of W, and so at most C dimensions. Stability is not used: saddles are stationary points too, and obey the bound.
Start and rates do not enter the equations of rest; another pair of rates rests at the same points.
"""

from fractions import Fraction

from numerics.linalg import every, eye, null_within, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout


def velocities(Phi, W, R, lam_w, lam_phi, eta_w=1, eta_phi=1, decoupled=0):
    """Phi' and W' of the coupled flow, d x n and C x d; where weight decay is decoupled it does not see the learning rates."""

    def rate(pull, decay, eta):
        return eta * pull - (eta + decoupled * (1 - eta)) * decay

    return rate(W.T @ R.T, lam_phi * Phi, eta_phi), rate(R.T @ Phi.T, lam_w * W, eta_w)


def at_rest(*point):
    return every(rate == 0 for rate in velocities(*point))


def CoupledRest(d="d"):
    """Phi, W, R, lambda_W, lambda_Phi at rest, at any unit rates. Built from Phi = F V^T, the R of SteadyKernel and its W, or from zero weights."""

    def build(V, O, F, Z, lam_w, t, alive):
        null, rest = eye(V) - V @ V.T, eye(O) - O @ O.T
        R = alive * (t * V @ O.T + null @ Z @ rest) + (1 - alive) * Z
        return alive * F @ V.T, alive * t / lam_w * O @ F.T, R, lam_w, t**2 / lam_w

    return Domain(
        name="stationary point of the coupled flow",
        shape=((d, "n"), ("C", d), ("n", "C"), (), ()),
        parts=(Stiefel("n", "r"), Stiefel("C", "r"), Matrix(d, "r"), Matrix("n", "C"), Positive(), Positive(), Leaf(kind="bits", scalar=True)),
        build=build,
        member=lambda Phi, W, R, lam_w, lam_phi: (lam_w > 0) & (lam_phi > 0) & at_rest(Phi, W, R, lam_w, lam_phi),
        wider=RestWithoutDecay(d),
    )


def RestWithoutDecay(d="d"):
    """With lambda_Phi = 0 the coupled flow rests where W = 0 and Phi R = 0."""

    def build(G, V, Z, lam_w):
        return G @ V.T, 0 * Z.T @ V @ G.T, Z - V @ V.T @ Z, lam_w, 0 * lam_w

    return Domain(
        name="stationary point with lambda_Phi = 0",
        shape=((d, "n"), ("C", d), ("n", "C"), (), ()),
        parts=(Matrix(d, "r"), Stiefel("n", "r"), Matrix("n", "C"), Positive()),
        build=build,
        member=lambda Phi, W, R, lam_w, lam_phi: (lam_w > 0) & (lam_phi == 0) & at_rest(Phi, W, R, lam_w, lam_phi),
        wider=Free(Matrix(d, "n"), Matrix("C", d), Matrix("n", "C"), Positive(), Positive()),
    )


def claims(Phi, W, R, lam_w, lam_phi, eta_w, eta_phi, *, factor=1, spare=0, decoupled=0):
    K, prediction = Phi.T @ Phi, Phi.T @ W.T
    return {
        "the readout is optimal": fast_readout(Phi, R + prediction, factor * lam_w) == W,
        "the kernel is Yhat R^T": factor * lam_phi * K == prediction @ R.T,
        "features lie in the row space of the readout": null_within(W, Phi.T),
        "rank at most C": rank(K) <= R.shape[1] - spare,
        "every pair of rates rests there": every(rate == 0 for rate in velocities(Phi, W, R, lam_w, lam_phi, eta_w, eta_phi, decoupled)),
    }


statement = Statement(
    source="Theorem 14 with equations 86-92, section 10.1",
    text="reconstructed",
    for_all={"Phi W R lam_w lam_phi": CoupledRest(), "eta_w": Positive(), "eta_phi": Positive()},
    claims=claims,
    mutants={
        "half of the decays": {"factor": Fraction(1, 2)},
        "C - 1 instead of C": {"spare": 1},
        "decoupled weight decay": {"decoupled": 1},
        "features without decay": {"Phi W R lam_w lam_phi": RestWithoutDecay()},
    },
)

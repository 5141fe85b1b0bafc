"""Label-driven rank compression under Muon: at a steady state the kernel has rank at most C.

The Muon flow Phi' = eta pol(W^T R^T) - lambda_Phi Phi rests where Phi = (eta / lambda_Phi) pol(W^T R^T); pol is taken with the root on the
left, which is the same by lem23. At one point a convex loss is its residual R, and its fast readout is W = R^T Phi^T / lambda_W; coupled
states (equation 76) leave W and R free. Stability is not needed. What the theorem does not say: K = (eta / lambda_Phi)^2 V V^T there, so
all its nonzero eigenvalues are equal, and Muon compresses to a flat spectrum where the gradient flow fills water (thm4).
"""

from numerics.linalg import eye, implies, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Nonnegative, Positive, PositiveDiagonal, Stiefel, Subset
from theorems.statement import Statement
from theorems.tkf.lem23 import polar_from_the_left

SHAPE = (("d", "n"), ("C", "d"), ("n", "C"), (), (), ())


def at_rest(Phi, W, R, eta, lam_phi, lam_w):
    return (eta > 0) & (lam_w > 0) & (eta * polar_from_the_left(W.T @ R.T) == lam_phi * Phi)


def SteadyMuon():
    """Built from R = V S Z^T and Phi = (eta / lambda_Phi) U B V^T, B a choice of directions; W is the fast readout, plus what R does not see."""

    def build(U, B, V, S, Z, other, eta, lam_phi, lam_w):
        Phi, R = eta / lam_phi * U @ B @ V.T, V @ S @ Z.T
        return Phi, R.T @ Phi.T / lam_w + (eye(Z) - Z @ Z.T) @ other, R, eta, lam_phi, lam_w

    return Domain(
        name="steady state of the Muon flow",
        shape=SHAPE,
        parts=(Stiefel("d", "r"), Subset("r"), Stiefel("n", "r"), PositiveDiagonal("r"), Stiefel("C", "r"), Matrix("C", "d"), Positive(), Positive(), Positive()),
        build=build,
        member=lambda *letters: at_rest(*letters) & (letters[4] > 0),
        wider=SteadyWithoutDecay(),
    )


def SteadyWithoutDecay():
    """With lambda_Phi = 0 the flow rests where W^T R^T = 0, whatever Phi is."""

    def build(Phi, Z, other, R, eta, lam_w):
        return Phi, (eye(Z) - Z @ Z.T) @ other, R @ Z.T, eta, 0 * eta, lam_w

    return Domain(
        name="steady state with lambda_Phi = 0",
        shape=SHAPE,
        parts=(Matrix("d", "n"), Stiefel("C", "r"), Matrix("C", "d"), Matrix("n", "r"), Positive(), Positive()),
        build=build,
        member=lambda *letters: at_rest(*letters) & (letters[4] == 0),
        wider=Free(Matrix("d", "n"), Matrix("C", "d"), Matrix("n", "C"), Positive(), Positive(), Positive()),
    )


def claims(Phi, W, R, lam_w, *, spare=0):
    C = R.shape[1]
    compressed = rank(Phi.T @ Phi) <= C - spare
    return {
        "at the fast readout": implies(lam_w * W == R.T @ Phi.T, compressed),
        "coupled, any readout and residual": compressed,
    }


statement = Statement(
    source="Theorems 9 and 24 with equation 76, section 7.5.1 and appendix D.3",
    text="reconstructed",
    for_all={"Phi W R eta lam_phi lam_w": SteadyMuon()},
    claims=claims,
    mutants={"C - 1 instead of C": {"spare": 1}},
)

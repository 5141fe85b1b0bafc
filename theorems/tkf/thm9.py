"""Label-driven rank compression under Muon: at a steady state the kernel has rank at most C.

The Muon flow Phi' = eta pol(W^T R^T) - lambda_Phi Phi rests where Phi = (eta / lambda_Phi) pol(W^T R^T); pol is taken with the root on the
left, which is the same by lem23. At one point a convex loss is its residual R, and its fast readout is W = R^T Phi^T / lambda_W, of which
pol does not see lambda_W (eq65); coupled states (equation 76) leave W and R free. Stability is not needed. Beyond the theorem:
at a steady state K is (eta / lambda_Phi)^2 times a projector: its nonzero eigenvalues are all equal, where the gradient flow keeps them apart (thm4).
"""

from numerics.linalg import eye, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.lem23 import polar_from_the_left
from theorems.tkf.notation import CompactSVD

SHAPE = (("d", "n"), ("n", "C"), (), ())


def at_rest(Phi, R, eta, lam_phi):
    W = R.T @ Phi.T
    return (eta > 0) & (eta * polar_from_the_left(W.T @ R.T) == lam_phi * Phi)


def SteadyMuon():
    """Built from R = V S O^T + (I - V V^T) N (I - O O^T) and Phi = (eta / lambda_Phi) U V^T, or from Phi = 0 and any R."""

    def build(U, S, V, O, N, eta, lam_phi, alive):
        R = V @ S @ O.T + (eye(V) - V @ V.T) @ N @ (eye(O) - O @ O.T)
        return alive * eta / lam_phi * U @ V.T, alive * R + (1 - alive) * N, eta, lam_phi

    return Domain(
        name="steady state of the Muon flow",
        shape=SHAPE,
        parts=(*CompactSVD().parts, Stiefel("C", "r"), Matrix("n", "C"), Positive(), Positive(), Leaf(kind="bits", scalar=True)),
        build=build,
        member=lambda Phi, R, eta, lam_phi: (lam_phi > 0) & at_rest(Phi, R, eta, lam_phi),
        wider=SteadyWithoutDecay(),
    )


def SteadyWithoutDecay():
    """With lambda_Phi = 0 the flow rests where Phi R = 0."""

    def build(F, V, N, eta):
        return F @ V.T, N - V @ V.T @ N, eta, 0 * eta

    return Domain(
        name="steady state with lambda_Phi = 0",
        shape=SHAPE,
        parts=(Matrix("d", "r"), Stiefel("n", "r"), Matrix("n", "C"), Positive()),
        build=build,
        member=lambda Phi, R, eta, lam_phi: (lam_phi == 0) & at_rest(Phi, R, eta, lam_phi),
        wider=Free(Matrix("d", "n"), Matrix("n", "C"), Positive(), Positive()),
    )


def claims(Phi, R, W, eta, lam_phi, *, spare=0, scale=lambda eta, lam_phi: eta / lam_phi):
    C = R.shape[1]
    direction = polar_from_the_left(W.T @ R.T)
    coupled = scale(eta, lam_phi) * direction
    return {
        "steady states at the fast readout": rank(Phi.T @ Phi) <= C - spare,
        "coupled states of any readout and residual": rank(coupled.T @ coupled) <= C - spare,
        "a coupled state is at rest": eta * direction - lam_phi * coupled == 0,
    }


statement = Statement(
    source="Theorems 9 and 24 with equation 76, section 7.5.1 and appendix D.3",
    text="reconstructed",
    for_all={"Phi R eta lam_phi": SteadyMuon(), "W": Matrix("C", "d")},
    claims=claims,
    mutants={"C - 1 instead of C": {"spare": 1}, "scale upside down": {"scale": lambda eta, lam_phi: lam_phi / eta}},
)

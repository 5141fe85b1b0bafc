"""Steady kernels of the Muon flow are (eta / lambda_Phi)^2 times an orthogonal projector, whatever the loss and the readout.

A steady state is Phi = (eta / lambda_Phi) pol(G) with G = W^T R^T. G = U S V^T is any matrix but zero, by its compact singular value decomposition, and then
the projector is V V^T, on the rows of G; at G = 0 the kernel is zero. Which directions these are with squared loss: sec7_5_saturation_subspace.
"""

from numerics.linalg import polar
from theorems.domains import Positive
from theorems.statement import Statement
from theorems.tkf.notation import CompactSVD


def common_eigenvalue(eta, lam_phi):
    return (eta / lam_phi) ** 2


def claims(U, S, V, eta, lam_phi, *, level=common_eigenvalue, pol=polar):
    Phi = eta / lam_phi * pol(U @ S @ V.T)
    K, c = Phi.T @ Phi, level(eta, lam_phi)
    return {"one eigenvalue besides zero": K @ K == c * K, "on the rows of the gradient": K == c * V @ V.T}


statement = Statement(
    source="Section 7.5, after theorem 8",
    text="reconstructed",
    for_all={"U S V": CompactSVD(), "eta": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"not squared": {"level": lambda eta, lam_phi: eta / lam_phi}, "the gradient itself": {"pol": lambda G: G}},
)

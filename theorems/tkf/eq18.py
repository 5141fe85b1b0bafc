"""A limit of the kernel flow solves lambda_W (K A M A + A M A K) = 2 lambda_Phi K, with A = (K + lambda_W I)^{-1}.

The features rest at their limit (thm1): Phi X = 0 with X = lambda_W A M A - lambda_Phi I, which says K X = 0 of their kernel. All such K are built,
minimisers, saddles and zero among them. That every positive semidefinite solution is such a limit is eq18_converse.
"""

from theorems.statement import Statement
from theorems.tkf.notation import StationaryKernel, resolvent


def sides(K, M, lam_w, lam_phi, ridge=1, factor=2, mirror=1):
    """Both sides of equation 18."""
    A = resolvent(K, ridge * lam_w)
    return lam_w * (K @ A @ M @ A + mirror * A @ M @ A @ K), factor * lam_phi * K


def claims(K, Y, lam_w, lam_phi, *, ridge=1, factor=2, mirror=1):
    left, right = sides(K, Y @ Y.T, lam_w, lam_phi, ridge, factor, mirror)
    return {"a limit balances drive and decay": left == right}


statement = Statement(
    source="Equation 18, section 4.2",
    text="reconstructed",
    for_all={"K Y lam_w lam_phi": StationaryKernel()},
    claims=claims,
    mutants={"decay without the factor two": {"factor": 1}, "a commutator": {"mirror": -1}, "twice the ridge": {"ridge": 2}},
)

"""A limit of the kernel flow solves lambda_W (K A M A + A M A K) = 2 lambda_Phi K, with A = (K + lambda_W I)^{-1}.

The features rest at their limit (thm1): Phi X = 0 with X = lambda_W A M A - lambda_Phi I, which says K X = 0 of their kernel. All such K are built,
minimisers, saddles and zero among them. That every positive semidefinite solution is such a limit is eq18_converse.
"""

from theorems.statement import Statement
from theorems.tkf.notation import StationaryKernel, kernel_forces


def claims(K, Y, lam_w, lam_phi, *, ridge=1, decay=2, mirror=1):
    growth, loss = kernel_forces(K, Y @ Y.T, lam_w, lam_phi, ridge, decay, mirror)
    return {"a limit balances drive and decay": growth == loss}


statement = Statement(
    source="Equation 18, section 4.2",
    text="reconstructed",
    for_all={"K Y lam_w lam_phi": StationaryKernel()},
    claims=claims,
    mutants={"decay without the factor two": {"decay": 1}, "a commutator": {"mirror": -1}, "twice the ridge": {"ridge": 2}},
)

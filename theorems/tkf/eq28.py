"""The kernel flow ends in a commuting configuration: [K(t), M] goes to zero from every start.

The limit exists and is a steady state (thm1, and the theorem that it trusts): K X = 0 with X = lambda_W A M A - lambda_Phi I. Every steady
state commutes with M, stable or not (lem3): lambda_W M = (K + lambda_W I) (X + lambda_Phi I) (K + lambda_W I), and K commutes with X. So no start
need be excluded. That the commutator falls all the way is not claimed. Without decay there is no limit.
"""

from numerics.linalg import eye
from theorems.statement import Statement
from theorems.tkf import thm1
from theorems.tkf.lem3 import share_an_eigenbasis
from theorems.tkf.notation import StationaryKernel, push


def claims(K, Y, lam_w, lam_phi, *, ridge=1, together=share_an_eigenbasis):
    M, shifted = Y @ Y.T, K + ridge * lam_w * eye(K)
    X = push(K, M, lam_w, lam_phi)
    return {
        "the labels are read off kernel and push": lam_w * M == shifted @ (X + lam_phi * eye(K)) @ shifted,
        "the limit commutes with the labels": together(K, M, K),
    }


statement = Statement(
    source="Equation 28, section 5.2.1",
    text="reconstructed",
    for_all={"K Y lam_w lam_phi": StationaryKernel()},
    claims=claims,
    mutants={
        "ridge left out": {"ridge": 0},
        "they anticommute": {"together": lambda K, M, x: K @ M == -M @ K},
    },
    cites=thm1.statement.cites,
)

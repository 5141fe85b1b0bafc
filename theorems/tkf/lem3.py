"""Variational alignment: global minimisers of the effective energy commute with the labels' Gram matrix.

Every stationary point satisfies K X = 0 with X = lambda_W A M A - lambda_Phi I, and that alone gives K M = M K; minimisers are among them.
Sharing an eigenbasis is what commuting means: where K or M has a repeated eigenvalue, not every eigenvector of K is one of M.
Stability and the pairing of eigenvalues are in lem3_stability.
"""

from numerics.linalg import eye, pinv
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf.notation import StationaryKernel


def share_an_eigenbasis(K, M, x):
    return K @ M == M @ K


def every_eigenvector(K, M, x):
    """x is projected into the null space of K, an eigenspace; the result z is an eigenvector of M exactly when z z^T commutes with M."""
    z = (eye(K) - pinv(K) @ K) @ x
    return z @ z.T @ M == M @ z @ z.T


def claims(K, Y, x, *, aligned=share_an_eigenbasis):
    return {"aligned with the labels": aligned(K, Y @ Y.T, x)}


statement = Statement(
    source="Lemma 3, section 5.2.1",
    text="reconstructed",
    for_all={"K Y lam_w lam_phi": StationaryKernel(), "x": Matrix("n", 1)},
    claims=claims,
    readings={"they share an eigenbasis": {}, "every eigenvector of K is one of M": {"aligned": every_eigenvector}},
    mutants={"they anticommute": {"aligned": lambda K, M, x: K @ M == -M @ K}},
    falls=("every eigenvector of K is one of M",),
)

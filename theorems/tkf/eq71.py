"""With squared loss and the fast readout, Muon's direction is pol(W^T R^T) = Phi S (S K S)^(dagger 1/2), where S = A M A.

A = (K + lambda_W I)^{-1} and M = Y Y^T. In three steps, which are the claims: the ridge readout gives W^T R^T = lambda_W Phi S; the polar direction does not
see lambda_W (eq65, for every matrix but zero, by its compact singular value decomposition U D V^T); as S is symmetric, (Phi S)^T Phi S = S K S. Hence
Phi^T pol(W^T R^T) = K S (S K S)^(dagger 1/2). S K S has rank C at most: an ordinary inverse would not do.
"""

from dataclasses import replace

from numerics.linalg import pinv, pinv_sqrt, polar
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf import eq65
from theorems.tkf.notation import CompactSVD, fast_readout, resolvent

ANY = replace(CompactSVD(), wider=None)  # what the decomposition is needed for, eq65 asks


def backpropagated(Phi, Y, lam_w):
    """W^T R^T of squared loss at the fast readout, d x n."""
    W = fast_readout(Phi, Y, lam_w)
    return W.T @ (Y - Phi.T @ W.T).T


def source(K, M, lam_w):
    """S = A M A, n x n."""
    A = resolvent(K, lam_w)
    return A @ M @ A


def normaliser(K, S):
    """(S K S)^(dagger 1/2), n x n."""
    return pinv_sqrt(S @ K @ S)


def claims(Phi, Y, lam_w, U, D, V, *, power=1, sign=1, root=normaliser, between=source):
    K = Phi.T @ Phi
    S = between(K, Y @ Y.T, lam_w)
    X, direction = root(K, S), polar(Phi @ S)
    return {
        "the gradient is lambda_W Phi S": backpropagated(Phi, Y, lam_w) == lam_w**power * Phi @ S,
        "lambda_W drops out": eq65.claims(U, D, V, lam_w, scale=lambda c: sign * c)["the scale drops out"],
        "the direction of Phi S": direction == Phi @ S @ X,
        "as the kernel sees it": Phi.T @ direction == K @ S @ X,
    }


statement = Statement(
    source="Equations 70-72, section 7.5 and appendix D.2",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "U D V": ANY},
    claims=claims,
    mutants={
        "lambda_W squared": {"power": 2},
        "downhill for uphill": {"sign": -1},
        "one resolvent": {"between": lambda K, M, lam_w: (resolvent(K, lam_w) @ M + M @ resolvent(K, lam_w)) / 2},
        "no square root": {"root": lambda K, S: pinv(S @ K @ S)},
        "the root of K S K": {"root": lambda K, S: normaliser(S, K)},
    },
)

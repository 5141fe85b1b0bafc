"""With squared loss and the fast readout, the kernel under Muon obeys a law of its own: K' = eta (K S X + X S K) - 2 lambda_Phi K.

S = A M A and X = (S K S)^(dagger 1/2), as in eq71, which shows that the flow Phi' = eta pol(W^T R^T) - lambda_Phi Phi is eta pol(Phi S) - lambda_Phi Phi,
whatever lambda_W. The left side is what this flow induces on Phi^T Phi; the right side knows Phi through K only.
"""

from numerics.linalg import pinv, polar
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq71 import normaliser, source


def muon_kernel_rate(K, M, eta, lam_w, lam_phi, *, root=normaliser, decay=2, sign=1):
    """K' of the closed kernel flow under Muon with squared loss."""
    S = source(K, M, lam_w)
    X = root(K, S)
    return eta * (K @ S @ X + sign * X @ S @ K) - decay * lam_phi * K


def claims(Phi, Y, eta, lam_w, lam_phi, *, root=normaliser, decay=2, sign=1):
    K, M = Phi.T @ Phi, Y @ Y.T
    flow = eta * polar(Phi @ source(K, M, lam_w)) - lam_phi * Phi
    closed = muon_kernel_rate(K, M, eta, lam_w, lam_phi, root=root, decay=decay, sign=sign)
    return {"closed in the kernel": flow.T @ Phi + Phi.T @ flow == closed}


statement = Statement(
    source="Theorem 8, section 7.5 and appendix D.2",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "eta": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={
        "decay without the factor two": {"decay": 1},
        "a commutator": {"sign": -1},
        "no square root": {"root": lambda K, S: pinv(S @ K @ S)},
        "the root of K S K": {"root": lambda K, S: normaliser(S, K)},
    },
)

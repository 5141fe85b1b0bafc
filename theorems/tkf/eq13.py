"""With squared loss and the fast readout, the kernel flow is closed in K: K' = lambda_W (K A M A + A M A K) - 2 lambda_Phi K.

Here A = (K + lambda_W I)^{-1} and M = Y Y^T. The left side is induced by the feature flow Phi' = W^T R^T - lambda_Phi Phi with the ridge
readout W. Equivalently K' = lambda_W A (K M + M K) A - 2 lambda_Phi K; and K' = X K + K X with X = lambda_W A M A - lambda_Phi I, a linear
equation along any trajectory, so K(t) = U(t)^T K(0) U(t) stays positive semidefinite and keeps its rank.
"""

from fractions import Fraction

from numerics.linalg import eigvalsh, eye
from theorems.domains import Matrix, Orthogonal, Positive, Real
from theorems.pictures import Trajectories
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout, kernel_rate, mode_law, push, resolvent


def claims(Phi, Y, Q, lam_w, lam_phi, *, decay=2, ridge=1, power=1, sign=1):
    def induced(Phi):
        W = fast_readout(Phi, Y, ridge * lam_w)
        R = Y - Phi.T @ W.T
        flow = W.T @ R.T - lam_phi * Phi
        return flow.T @ Phi + Phi.T @ flow

    K, M = Phi.T @ Phi, Y @ Y.T
    A, X = resolvent(K, lam_w), push(K, M, lam_w, lam_phi)
    closed = kernel_rate(K, M, lam_w, lam_phi, decay)
    return {
        "closed in the kernel": induced(Phi) == closed,
        "the two forms agree": lam_w**power * A @ (K @ M + M @ K) @ A - 2 * lam_phi * K == closed,
        "it sees the features through K only": induced(Q @ Phi) == induced(Phi),
        "a congruence of K": sign * X.T @ K + K @ X == closed,
        "the readout is ridge regression": fast_readout(Phi, Y, lam_w) @ (Phi @ Phi.T + ridge * lam_w * eye(Phi)) == Y.T @ Phi.T,
    }


statement = Statement(
    source="Equations 12-13, section 3.3",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "Q": Orthogonal("d"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={
        "decay without the factor two": {"decay": 1},
        "a readout with twice the ridge": {"ridge": 2},
        "lambda_W squared": {"power": 2},
        "a commutator": {"sign": -1},
        "any change of features": {"Q": Matrix("d", "d")},
    },
    pictures=[
        Trajectories(
            title="Eigenvalues of the kernel along its flow, from a start that shares no eigenvector with the labels",
            state="K",
            y="eigenvalues of K",
            rate=kernel_rate,
            shows=eigvalsh,
            start=[[1, 0, 0, 0], [0, 2, 1, 0], [0, 1, 3, 1], [0, 0, 1, 1]],
            at={"M": [[9, 3, 0, 0], [3, 9, 0, 0], [0, 0, "13/8", "11/8"], [0, 0, "11/8", "13/8"]], "lam_w": 1, "lam_phi": Fraction(1, 2)},
            horizon=6,
            law=mode_law,
            levels={"s": (12, 6, 3, Fraction(1, 4))},
        )
    ],
)

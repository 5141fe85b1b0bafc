"""Whatever the law of the output noise, its covariance reaches the features as W^T S W: of rank at most C, and within the row space of the readout.

Noise at the features is W^T eps with eps the C x n noise at the outputs, so that eps eps^T averages to a C x C matrix S, and the features see W^T S
W. Nothing is asked of the readout, nor of its being optimal, and S is any positive semidefinite matrix. Directions z with W z = 0 receive no noise.
"""

from numerics.linalg import eye, null_within, rank
from theorems.domains import PSD, Matrix
from theorems.statement import Statement


def on_the_features(W, S):
    return W.T @ S @ W


def claims(W, S, eps, *, pulled_back=on_the_features, spare=0):
    Sigma, C = pulled_back(W, S), W.shape[0]
    return {
        "the noise is that of the outputs, pulled back": (W.T @ eps) @ (W.T @ eps).T == pulled_back(W, eps @ eps.T),
        "rank at most C": rank(Sigma) <= C - spare,
        "none outside the row space of the readout": null_within(W, Sigma),
    }


statement = Statement(
    source="Theorem 15, section 10.2, equations 95-97",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "S": PSD("C"), "eps": Matrix("C", "n")},
    claims=claims,
    mutants={
        "C - 1 instead of C": {"spare": 1},
        "isotropic noise added at the features": {"pulled_back": lambda W, S: W.T @ S @ W + eye(W.T)},
    },
)

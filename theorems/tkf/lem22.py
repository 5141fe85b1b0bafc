"""The gradient W^T R^T in the features has rank at most C, and so has its polar direction; both stay in the row space of W.

It passes through the C outputs, whatever the loss and the residual R. pol(G) = G (G^T G)^(dagger 1/2) is G times something, so it inherits both bounds; that
its rank and its image are those of G is lem23, for any G = U S V^T. The image of G lies in the row space of W where every z with W z = 0 has G^T z = 0.
"""

from numerics.linalg import eye, null_within, ones, polar, rank
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf.lem23 import same_null_space
from theorems.tkf.notation import CompactSVD


def claims(W, R, U, S, V, *, spare=0, pol=polar, back=lambda W, R: W.T @ R.T):
    G, C = back(W, R), W.shape[0]
    any_gradient = U @ S @ V.T
    direction = pol(any_gradient)
    return {
        "the gradient passes through C outputs": rank(G) <= C - spare,
        "so does its direction": rank(polar(G)) <= C - spare,
        "it stays in the row space of the readout": null_within(W, G.T),
        "so does the direction": null_within(W, polar(G).T),
        "the direction has the rank of the gradient": rank(direction) == rank(any_gradient),
        "the direction has the image of the gradient": same_null_space(direction.T, any_gradient.T),
    }


statement = Statement(
    source="Lemma 22 and equations 73-74, section 7.5.1 and appendix D.3",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "R": Matrix("n", "C"), "U S V": CompactSVD()},
    claims=claims,
    mutants={
        "C - 1 instead of C": {"spare": 1},
        "the decay of constant features included": {"back": lambda W, R: W.T @ R.T - ones(W.shape[1], R.shape[0], like=W)},
        "a Newton-Schulz step with a wrong constant": {"pol": lambda G: G @ (eye(G.T) - G.T @ G)},
    },
)

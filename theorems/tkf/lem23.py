"""The polar direction of a matrix keeps its rank, its column space and its row space.

A compact singular value decomposition G = U S V^T gives pol(G) = U V^T, where pol(G) = G (G^T G)^(dagger 1/2) (equation 64); the square
root may as well stand on the left, pol(G) = (G G^T)^(dagger 1/2) G. Every matrix but zero is of this form, and pol(0) = 0. The
decomposition is a hypothesis about U, S and V: with a zero in S, rank and spaces are kept but U V^T is too large.
"""

from numerics.linalg import eye, null_within, pinv, pinv_sqrt, polar, rank
from theorems.statement import Statement
from theorems.tkf.notation import CompactSVD


def polar_from_the_left(G):
    return pinv_sqrt(G @ G.T) @ G


def same_null_space(A, B):
    return null_within(A, B) & null_within(B, A)


def claims(U, S, V, *, pol=polar):
    G = U @ S @ V.T
    P = pol(G)
    return {
        "pol(G) is U V^T": P == U @ V.T,
        "the root stands on either side": polar_from_the_left(G) == P,
        "same rank": rank(P) == rank(G),
        "same column space": same_null_space(P.T, G.T),
        "same row space": same_null_space(P, G),
    }


statement = Statement(
    source="Lemma 23 and equation 66, section 7.5 and appendix D.3",
    text="reconstructed",
    for_all={"U S V": CompactSVD()},
    claims=claims,
    mutants={
        "inverse without the square root": {"pol": lambda G: G @ pinv(G.T @ G)},
        "a Newton-Schulz step with a wrong constant": {"pol": lambda G: G @ (eye(G.T) - G.T @ G)},
    },
)

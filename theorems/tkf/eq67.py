"""The polar direction is a steepest ascent direction in the spectral norm: of all X with |X|_2 <= 1 none has a larger <G, X>, which is the nuclear norm.

For G = U S V^T, pol(G) = U V^T attains tr S = |G|_*. Any X is behind by half of tr(S (U - X V)^T (U - X V)) + tr(S V^T (I - X^T X) V), where neither trace
is negative for a contraction. The maximiser is the only one where U or V is square, that is where G has full rank; else anything that G does not see may
be added, such as (I - U U^T) Z (I - V V^T) with a contraction Z.
"""

from fractions import Fraction

from numerics.linalg import eye, inner, polar, trace
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf.notation import CompactSVD


def claims(U, S, V, X, Z, *, pol=polar, share=Fraction(1, 2), value=trace):
    G = U @ S @ V.T
    P, apart = pol(G), U - X @ V
    unseen = (eye(U) - U @ U.T) @ Z @ (eye(V) - V @ V.T)
    return {
        "it is feasible: its singular values are one and zero": P @ P.T @ P == P,
        "it attains the nuclear norm": inner(G, P) == value(S),
        "no contraction is ahead": trace(S) - inner(G, X) == share * (trace(S @ apart.T @ apart) + trace(S @ V.T @ (eye(V) - X.T @ X) @ V)),
        "what G does not see adds nothing": inner(G, P + unseen) == value(S),
    }


statement = Statement(
    source="Equation 67, section 7.5",
    text="reconstructed",
    for_all={"U S V": CompactSVD(), "X": Matrix("d", "n"), "Z": Matrix("d", "n")},
    claims=claims,
    mutants={
        "the gradient itself": {"pol": lambda G: G},
        "without the half": {"share": 1},
        "the Frobenius norm squared": {"value": lambda S: trace(S @ S)},
    },
)

"""The polar direction does not see a positive scale: pol(c G) = pol(G) for c > 0.

Muon takes the direction of a gradient and drops its size. G = U S V^T is any matrix but zero, by its compact singular value decomposition;
at zero both sides are zero. The range of c is stripped from the text: at c = 0 it fails unless G = 0, and below zero the sign turns with c.
"""

from numerics.linalg import pinv, polar
from theorems.domains import Positive
from theorems.statement import Statement
from theorems.tkf.notation import CompactSVD


def claims(U, S, V, c, *, pol=polar, scale=lambda c: c):
    G = U @ S @ V.T
    return {"the scale drops out": pol(scale(c) * G) == pol(G)}


statement = Statement(
    source="Equation 65, section 7.5",
    text="uncertain",
    for_all={"U S V": CompactSVD(), "c": Positive()},
    claims=claims,
    mutants={
        "a negative scale": {"scale": lambda c: -c},
        "inverse without the square root": {"pol": lambda G: G @ pinv(G.T @ G)},
        "the gradient itself": {"pol": lambda G: G},
    },
)

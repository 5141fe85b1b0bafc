"""Of all steady kernels one alone has no push outwards, the water-filling one: every aligned positive start moves to it, though not every start does.

A steady K commutes with M (lem3), so K and the push X = lambda_W A M A - lambda_Phi I are read mode by mode: k x = 0, and x <= 0 where nothing
pushes outwards. The law follows, which depends on the labels only: one kernel. A start aligned with the labels moves to it in every mode where it
is positive. That any positive definite start ends there is by pencil: on the null space of the limit the Schur complement S of K(t) follows
S' = S G + G^T S, where G tends to X; S could not go to zero if X had a positive eigenvalue.
"""

from numerics.linalg import iff
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf import sec4_unique, thm4_flow
from theorems.tkf.notation import mode_law, mode_push, mode_rate


def claims(k, start, s, lam_w, lam_phi, *, ridge=1, decay=1, sign=1):
    law = mode_law(s, lam_w, lam_phi, ridge)
    push = mode_push(k, s, lam_w, lam_phi)
    at_rest = mode_rate(k, s, lam_w, lam_phi, decay) == 0
    return {"at rest without a push outwards is the law alone": iff(at_rest & (sign * push <= 0), k == law)} | {
        f"a positive start: {name}": claim for name, claim in thm4_flow.claims(start, s, lam_w, lam_phi, ridge=ridge, decay=decay).items()
    }


statement = Statement(
    source="Section 4, opening paragraph",
    text="reconstructed",
    for_all={"k": Nonnegative(), "start": Positive(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"ridge not subtracted": {"ridge": 0}, "twice the decay": {"decay": 2}, "pushed outwards": {"sign": -1}},
    amends=sec4_unique,
)

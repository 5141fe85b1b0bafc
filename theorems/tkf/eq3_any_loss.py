"""For every convex loss a readout W with lambda_W W = R^T Phi^T is the only best one, and gradient flow reaches it at a rate of at least lambda_W.

R is the residual at W's own prediction. From W to W + D the loss exceeds its tangent at W by `gap`, and on the way back its tangent at
W + D by `back`; both are nonnegative because it is convex. So the residual S at W + D has <S, Z> = <R, Z> - gap - back, with Z the change
of the prediction. A best readout exists, and has this form: the energy is differentiable, and grows like lambda_W |W|^2 / 2 as the loss has a tangent.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Nonnegative, Real
from theorems.statement import Statement
from theorems.tkf.eq7 import penalty
from theorems.tkf.eq9 import FastReadout


def claims(Phi, R, W, lam_w, D, gap, back, lam_phi, *, strength=1, way=1):
    change = Phi.T @ D.T
    size = strength * lam_w * inner(D, D)
    rise = gap - inner(R, change) + penalty(W + D, Phi, lam_w, lam_phi) - penalty(W, Phi, lam_w, lam_phi)
    descent = lam_w * inner(D, W + D) - (inner(R, change) - gap - way * back)  # <D, slope at W + D>
    return {
        "any other readout is worse": rise >= size / 2,
        "the distance falls at a rate of at least lambda_W": descent >= size,
    }


statement = Statement(
    source="Equation 3, sections 2.1 and 3.1",
    text="reconstructed",
    for_all={
        "Phi R W lam_w": FastReadout(), "D": Matrix("C", "d"), "gap": Nonnegative(), "back": Nonnegative(), "lam_phi": Real(),
    },
    claims=claims,
    mutants={"twice the strength": {"strength": 2}, "concave on the way back": {"way": -1}},
)  # fmt: skip

"""At fixed features the best readout is unique, the ridge formula gives it, and gradient flow reaches it at a rate of at least lambda_W.

Squared loss here, any convex loss in eq3_any_loss. E(., Phi) exceeds its tangent at any U by lambda_W |D|^2 / 2 at least, D the change of the
readout. Its slope is zero at W = Y^T Phi^T (Phi Phi^T + lambda_W I)^{-1}, so that every W + D has more energy. Under W' = -slope the squared
distance to W changes by -2 <D, slope(W + D)>, which is -2 lambda_W |D|^2 or less: exponential approach by Groenwall's lemma.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf.eq7 import energy
from theorems.tkf.notation import fast_readout


def claims(Phi, Y, U, D, lam_w, lam_phi, *, ridge=1, strength=1, pull=1):
    W = fast_readout(Phi, Y, ridge * lam_w)
    size = strength * lam_w * inner(D, D)

    def at(W):
        return energy(W, Phi, Y, lam_w, lam_phi)

    def slope(W):
        return lam_w * W - pull * (Y.T - W @ Phi) @ Phi.T

    return {
        "strongly convex": at(U + D) - at(U) - inner(slope(U), D) >= size / 2,
        "flat at the ridge readout": slope(W) == 0,
        "any other readout is worse": at(W + D) - at(W) >= size / 2,
        "the distance falls at a rate of at least lambda_W": inner(D, slope(W + D)) >= size,
    }


statement = Statement(
    source="Equation 3, sections 2.1 and 3.1",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "U": Matrix("C", "d"), "D": Matrix("C", "d"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={"twice the ridge": {"ridge": 2}, "twice the strength": {"strength": 2}, "twice the pull of the loss": {"pull": 2}},
)

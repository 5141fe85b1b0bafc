"""The effective energy sees the features through the kernel only, for every loss: features of one kernel give the same best energy and predictions.

Features of the same kernel K = Phi^T Phi, of a width e >= d, are Q Phi with orthonormal columns of Q. Any readout W of Phi goes over to W Q^T and
back, any readout V of Q Phi to V Q: same predictions W Phi, so the same loss whatever it is, and the penalty is kept in the first case, in the
second it falls by lambda_W |V - V Q Q^T|^2 / 2. So both infima agree, and so do the predictions where they are attained. It is said of the fast
readout: in the coupled dynamics the readout is a state of its own, which K does not determine.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Positive, Real, Stiefel
from theorems.statement import Statement
from theorems.tkf.eq7 import penalty


def claims(Phi, W, V, Q, lam_w, lam_phi, *, times=1, factor=1):
    turned, there, here = Q @ Phi, times * W @ Q.T, times * V @ Q
    beside = V - here @ Q.T
    return {
        "the same kernel": turned.T @ turned == Phi.T @ Phi,
        "a readout goes over to the same predictions": there @ turned == W @ Phi,
        "and to the same penalty": penalty(there, turned, lam_w, lam_phi) == penalty(W, Phi, lam_w, lam_phi),
        "it comes back to the same predictions": here @ Phi == V @ turned,
        "and to no more penalty": penalty(V, turned, lam_w, lam_phi) - penalty(here, Phi, lam_w, lam_phi) == factor * lam_w * inner(beside, beside) / 2,
    }


statement = Statement(
    source="Equations 1-2, section 2.2",
    text="reconstructed",
    for_all={
        "Phi": Matrix("d", "n"), "W": Matrix("C", "d"), "V": Matrix("C", "e"), "Q": Stiefel("e", "d"), "lam_w": Positive(), "lam_phi": Real(),
    },
    claims=claims,
    mutants={
        "any change of features": {"Q": Matrix("e", "d")},
        "twice the readout": {"times": 2},
        "gain without the half": {"factor": 2},
    },
)  # fmt: skip

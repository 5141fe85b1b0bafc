"""Features descend the energy of the best readout as if that readout were held fixed: Phi' = W^T R^T - lambda_Phi Phi.

Squared loss; W is the ridge readout of Phi and R = Y - (W Phi)^T its residual. For features moved by any H, two exact remainders have H in
them twice: that of the energy at the held readout W, and what is gained by a new ridge regression at Phi + H. So grad E_eff is the partial
derivative at W (the envelope identity), and Phi' = -grad E_eff is the flow claimed. eq7_any_loss says the same of every convex loss.
"""

from numerics.linalg import eye, inner, inv, trace
from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout


def feature_flow(W, R, Phi, lam_phi, decay=1):
    """Phi' of equation 7: the residual sent back through the readout, against the decay."""
    return W.T @ R.T - decay * lam_phi * Phi


def penalty(W, Phi, lam_w, lam_phi):
    return (lam_w * inner(W, W) + lam_phi * inner(Phi, Phi)) / 2


def energy(W, Phi, Y, lam_w, lam_phi):
    """E(W, Phi) of equation 1 with squared loss."""
    R = Y - Phi.T @ W.T
    return inner(R, R) / 2 + penalty(W, Phi, lam_w, lam_phi)


def claims(Phi, moved, Y, lam_w, lam_phi, *, ridge=1, decay=1, back=1, weight=1):
    H = moved - Phi
    W = fast_readout(Phi, Y, ridge * lam_w)
    R = Y - Phi.T @ W.T
    flow = feature_flow(W, back * R, Phi, lam_phi, decay)
    step = W @ H @ moved.T - R.T @ H.T  # slope in the readout at the moved features: linear in H
    held = energy(W, moved, Y, lam_w, lam_phi)
    best = energy(fast_readout(moved, Y, lam_w), moved, Y, lam_w, lam_phi)
    return {
        "the flow is steepest descent with the readout held": (
            held - energy(W, Phi, Y, lam_w, lam_phi) + inner(flow, H) == (inner(W @ H, W @ H) + lam_phi * inner(H, H)) / 2
        ),
        "a new readout gains in second order only": held - best == weight * trace(step @ inv(moved @ moved.T + lam_w * eye(Phi)) @ step.T) / 2,
    }


statement = Statement(
    source="Equations 4-7, section 3.2",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "moved": Matrix("d", "n"), "Y": Matrix("n", "C"), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={
        "a readout with twice the ridge": {"ridge": 2},
        "twice the decay": {"decay": 2},
        "uphill in the residual": {"back": -1},
        "gain without the half": {"weight": 2},
    },
)

"""For every convex loss the envelope identity holds: grad E_eff = -(W^T R^T - lambda_Phi Phi) at the best readout W.

The best readout W of Phi has lambda_W W = R^T Phi^T, with R the residual at its prediction. A convex loss lies above its tangent there: at the
prediction of any readout V of moved features Phi + H it exceeds it by some gap >= 0. The two identities squeeze E_eff between functions of H
that agree at H = 0 with their slope: whatever V, E(V, Phi + H) - E(W, Phi) is at least -<flow, H> + lambda_Phi |H|^2 / 2 - |H R|^2 / (2 lambda_W);
at V = W it is -<flow, H> + lambda_Phi |H|^2 / 2 and the gap, of higher order in H where the loss is differentiable. At a kink R is not unique.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf.eq7 import feature_flow, penalty


def claims(Phi, R, H, V, gap, lam_w, lam_phi, *, pull=1, decay=1, back=1, weight=1):
    W = pull * R.T @ Phi.T / lam_w
    moved = Phi + H
    best = R.T @ moved.T / lam_w  # of the tangent of the loss, at the moved features
    slope = -inner(feature_flow(W, back * R, Phi, lam_phi, decay), H)

    def rise(V):
        """E(V, Phi + H) - E(W, Phi): the loss changes by its tangent and the gap."""
        return gap - inner(R, moved.T @ V.T - Phi.T @ W.T) + penalty(V, moved, lam_w, lam_phi) - penalty(W, Phi, lam_w, lam_phi)

    below = slope + (lam_phi * inner(H, H) - weight * inner(H @ R, H @ R) / lam_w) / 2
    return {
        "no readout gets below a parabola in H with this slope": rise(V) == below + lam_w * inner(V - best, V - best) / 2 + gap,
        "the held readout stays on one but for the gap": rise(W) == slope + lam_phi * inner(H, H) / 2 + gap,
    }


statement = Statement(
    source="Equations 5-7, section 3.2",
    text="reconstructed",
    for_all={
        "Phi": Matrix("d", "n"), "R": Matrix("n", "C"), "H": Matrix("d", "n"), "V": Matrix("C", "d"), "gap": Nonnegative(),
        "lam_w": Positive(), "lam_phi": Real(),
    },
    claims=claims,
    mutants={
        "twice the readout": {"pull": 2},
        "twice the decay": {"decay": 2},
        "uphill in the residual": {"back": -1},
        "twice the sag": {"weight": 2},
    },
)  # fmt: skip

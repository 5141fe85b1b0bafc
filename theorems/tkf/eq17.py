"""Along the feature flow the effective energy falls at the squared speed, and it bounds the features: lambda_Phi |Phi(t)|^2 <= 2 E_eff(Phi(0)).

Squared loss. With F = Phi' = -grad E_eff and E_eff = e(K) (eq25) the chain rule says E_eff' = <grad e(K), K'>, which is -|F|^2. The energy is
lambda_Phi |Phi|^2 / 2 and squares, half of |R|^2 + lambda_W |W|^2 (for another loss: the loss, if it is not negative, and lambda_W |W|^2 / 2). The
energy at the start is that at t and `lost`, what was lost on the way, which by the first claim is not negative.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.eq7 import feature_flow
from theorems.tkf.notation import fast_readout, kernel_energy, kernel_rate, push


def claims(Phi, Y, lost, lam_w, lam_phi, *, speed=1, readout=1, share=1):
    M = Y @ Y.T
    K, W = Phi.T @ Phi, fast_readout(Phi, Y, lam_w)
    effective = kernel_energy(K, M, lam_w, lam_phi)
    R = Y - Phi.T @ W.T
    F = feature_flow(W, R, Phi, lam_phi)
    squares = inner(R, R) + readout * lam_w * inner(W, W)
    features = share * lam_phi * inner(Phi, Phi)
    return {
        "the energy falls at the squared speed": -inner(push(K, M, lam_w, lam_phi), kernel_rate(K, M, lam_w, lam_phi)) / 2 == -speed * inner(F, F),
        "beyond the features' share it is squares": 2 * effective - features == squares,
        "the energy bounds the features": features <= 2 * effective,
        "the first energy bounds them too": share * inner(Phi, Phi) <= 2 * (effective + lost) / lam_phi,
    }


statement = Statement(
    source="Equations 15-17, section 4.1",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "Y": Matrix("n", "C"), "lost": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"twice the squared speed": {"speed": 2}, "readout penalty left out": {"readout": 0}, "share without the half": {"share": 2}},
)

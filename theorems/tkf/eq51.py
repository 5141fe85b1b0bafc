"""Spectral intersection: with labels of strength s and a graph of frequency mu, a mode carries [sqrt(lambda_W s / (lambda_Phi + gamma mu)) - lambda_W]_+.

It is the minimiser over k >= 0 of a mode's share of e(K) + gamma tr(K L) / 2, and the one value that meets the conditions of Karush, Kuhn and Tucker.
The half before the graph's energy is chosen so that gamma mu stands in the law as printed. M and L commute, so that modes have both an s and a mu;
that no kernel of another eigenbasis has less energy is eq51_kernel. As in theorem 4, the width must not bound the rank (thm4_width).
"""

from numerics.linalg import iff
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy, mode_law, mode_push


def hybrid_law(s, mu, lam_w, lam_phi, gamma, ridge=1):
    """[sqrt(lambda_W s / (lambda_Phi + gamma mu)) - lambda_W]_+ (equation 51)."""
    return mode_law(s, lam_w, lam_phi + gamma * mu, ridge)


def claims(k, s, mu, lam_w, lam_phi, gamma, *, ridge=1, weight=1):
    law = hybrid_law(s, mu, lam_w, lam_phi, gamma, ridge)

    def energy(k):
        return mode_energy(k, s, lam_w, lam_phi) + weight * gamma * mu * k / 2

    slope = -mode_push(k, s, lam_w, lam_phi + weight * gamma * mu)
    return {
        "no kernel mode has less energy": energy(law) <= energy(k),
        "the one value that meets the conditions": iff((slope >= 0) & (slope * k == 0), k == law),
    }


statement = Statement(
    source="Equation 51, section 6.3.3",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Nonnegative(), "mu": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive(), "gamma": Nonnegative()},
    claims=claims,
    mutants={"ridge not subtracted": {"ridge": 0}, "the graph's energy without the half": {"weight": 2}, "without the graph": {"weight": 0}},
)

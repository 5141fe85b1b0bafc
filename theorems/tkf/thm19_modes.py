"""Along one aligned mode the feature flow has finite length: its slope is at least a power of what is left to fall.

In a single feature r, with k = r^2, the energy above its least value is gap = lambda_Phi (k - k*)^2 / (k + lambda_W) / 2 for a mode at or above the
threshold, k* its law. Its slope obeys an inequality of Lojasiewicz: slope^2 >= 2 lambda_Phi k / (k + lambda_W) gap, of exponent 1/2 while k stays
away from zero; at the threshold, k* = 0, of exponent 3/4 (slow, algebraic); below it of exponent 1/2 again. Then gap^(1 - exponent) falls at least in
proportion to |r'|: the length is finite and r converges. For whole matrices of features, and other real-analytic losses, this is Lojasiewicz's
theorem, which is not decided here.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy


def slope_squared(k, s, lam_w, lam_phi):
    """Of the energy in the feature r, with k = r^2."""
    return k * (lam_phi - lam_w * s / (k + lam_w) ** 2) ** 2


def claims(k, star, s, lam_w, lam_phi, *, factor=2, power=2, fold=8):
    def above_zero(k, s):
        return mode_energy(k, s, lam_w, lam_phi) - mode_energy(0 * k, s, lam_w, lam_phi)

    strength, at_threshold = lam_phi * (star + lam_w) ** 2 / lam_w, lam_w * lam_phi
    gap, touching = above_zero(k, strength) - above_zero(star, strength), above_zero(k, at_threshold)
    room = lam_phi - s / lam_w
    return {
        "what is left to fall": gap * (k + lam_w) * 2 == lam_phi * (k - star) ** power,
        "above the threshold": slope_squared(k, strength, lam_w, lam_phi) * (k + lam_w) >= factor * lam_phi * k * gap,
        "at the threshold": slope_squared(k, at_threshold, lam_w, lam_phi) ** 2 * (k + lam_w) >= fold * lam_phi * touching**3,
        "below the threshold": implies(room > 0, slope_squared(k, s, lam_w, lam_phi) >= factor * room * above_zero(k, s)),
    }


statement = Statement(
    source="Theorem 19, second part, appendix A.2, equation 105",
    text="reconstructed",
    for_all={"k": Nonnegative(), "star": Nonnegative(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"four times for twice": {"factor": 4}, "a first power": {"power": 1}, "sixteen times for eight": {"fold": 16}},
)

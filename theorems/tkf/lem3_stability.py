"""A stable steady state of the kernel flow is a global minimiser, and the larger kernel modes sit on the larger label strengths.

Every steady state is aligned (lem3), so it is a choice of modes, each absent or at the value of the law. An absent mode above the
threshold grows from every small positive value; and where the width leaves room for too few modes, turning a mode of strength s towards an
absent one of strength t > s by any angle lowers the energy. So a stable steady state has the strongest modes it can, at the law.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Interval, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy, mode_law, mode_rate


def claims(k, s, t, turn, lam_w, lam_phi, *, decay=1, ridge=1, stronger=1, gain=1):
    law = mode_law(s, lam_w, lam_phi, ridge)

    def pair(turn):
        """Energy of one mode at k and one at zero, the first turned so that it carries the share 1 - turn of s and turn of t."""
        seen = (1 - turn) * s + turn * t
        return mode_energy(k, seen, lam_w, lam_phi) + mode_energy(0 * k, s + t - seen, lam_w, lam_phi)

    return {
        "an absent mode above the threshold grows": implies((k > 0) & (k < law), mode_rate(k, s, lam_w, lam_phi, decay) > 0),
        "a weaker mode gives way to a stronger one": implies((k > 0) & (turn > 0) & (s < t), stronger * pair(turn) < stronger * pair(0 * turn)),
        "turning gains by the share of the mode": pair(0 * turn) - pair(turn) == gain * turn * (t - s) * k / (k + lam_w) / 2,
        "larger modes on larger strengths": implies(s <= t, stronger * law <= stronger * mode_law(t, lam_w, lam_phi, ridge)),
    }


statement = Statement(
    source="Lemma 3, section 5.2.1",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Nonnegative(), "t": Nonnegative(), "turn": Interval(0, 1), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"twice the decay": {"decay": 2}, "pairing reversed": {"stronger": -1}, "half the gain": {"gain": Fraction(1, 2)}},
)

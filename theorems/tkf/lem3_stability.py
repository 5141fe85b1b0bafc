"""A stable steady state of the kernel flow is a global minimiser, and the larger kernel modes sit on the larger label strengths.

Every steady state is aligned (lem3), so it is a choice of modes, each absent or at the value of the law. An absent mode above the
threshold grows from every small positive value; and where the width leaves room for too few modes, turning a mode of strength s towards an
absent one of strength t > s by any angle lowers the energy. So a stable steady state has the strongest modes it can, at the law.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Domain, Interval, Leaf, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_energy, mode_law, mode_rate


def Share():
    """More than nothing, at most all."""
    return Domain(
        name="positive, at most 1",
        shape=(),
        parts=(Leaf(kind="nonnegative", scalar=True),),
        build=lambda x: 1 / (1 + x),
        member=lambda x: (0 < x) & (x <= 1),
        wider=Interval(0, 1),
    )


def claims(k, s, t, turn, lam_w, lam_phi, *, decay=1, gain=1, at_most=lambda a, b: a <= b, less=lambda a, b: a < b):
    law = mode_law(s, lam_w, lam_phi)

    def energy(first, second):
        """One mode at k that sees the label strength `first`, one at zero that sees `second`."""
        return mode_energy(k, first, lam_w, lam_phi) + mode_energy(0 * k, second, lam_w, lam_phi)

    seen = (1 - turn) * s + turn * t  # by the first mode, once it is turned so far towards the second
    drop = energy(s, t) - energy(seen, s + t - seen)
    return {
        "an absent mode above the threshold grows": implies(k < law, mode_rate(k, s, lam_w, lam_phi, decay) > 0),
        "a weaker mode gives way to a stronger one": implies(less(s, t), drop > 0),
        "turning gains in proportion": drop == gain * turn * (t - s) * k / (k + lam_w) / 2,
        "larger modes on larger strengths": implies(at_most(s, t), law <= mode_law(t, lam_w, lam_phi)),
    }


statement = Statement(
    source="Lemma 3, section 5.2.1",
    text="reconstructed",
    for_all={"k": Positive(), "s": Nonnegative(), "t": Nonnegative(), "turn": Share(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={
        "twice the decay": {"decay": 2},
        "half the gain": {"gain": Fraction(1, 2)},
        "pairing reversed": {"at_most": lambda a, b: b <= a, "less": lambda a, b: b < a},
    },
)

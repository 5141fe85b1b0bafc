"""With eta = 1 / (c + |B|) the eigenvalues of (I - eta B) B lie between min(c, c1) / 2 and max(c, c2), once |B| is at least c and 2 c2.

They are lambda (1 - lambda / (c + |B|)), lambda an eigenvalue of B: the spike |B|, which is at least |u|^2 and so of order d, or by interlacing (asmE_int) one
of the bulk, between c1 and c2. So the condition number is at most 2 max(c, c2) / min(c, c1), without d. The ordered numbers are built from their differences.
"""

from fractions import Fraction

from numerics.linalg import maximum, minimum
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement


def claims(c, c1, above_c1, below_c2, excess, *, shift=1, pace=1, slack=Fraction(1, 2)):
    bulk = c1 + above_c1
    c2 = bulk + below_c2
    spike = maximum(c, 2 * c2) + excess
    low, high = slack * minimum(c, c1), maximum(c, c2)

    def moved(x):
        return x * (1 - pace * x / (shift * c + spike))

    return {
        "the bulk": (low <= moved(bulk)) & (moved(bulk) <= high),
        "the spike": (low <= moved(spike)) & (moved(spike) <= high),
    }


statement = Statement(
    source="Lemma 3.5, section 3.1.3, first claim",
    for_all={"c": Positive(), "c1": Positive(), "above_c1": Nonnegative(), "below_c2": Nonnegative(), "excess": Nonnegative()},
    claims=claims,
    mutants={"the step 1 / |B|": {"shift": 0}, "half the step": {"pace": Fraction(1, 2)}, "nothing lost in the bulk": {"slack": 1}},
)

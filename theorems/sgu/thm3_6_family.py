"""Gradient descent leaves at most c |B|_op / t of every eigenvalue after t steps, so that nothing is left of the bulk long after |B|_op steps.

(1 - x)^t <= 1 / (1 + t x), by induction on t: so an entry lambda (1 - lambda / (c |B|_op))^t of the gradient is at most c |B|_op / t. Take l < u,
B = diag(1 + d^l, 1, ..., 1) of k >= 3 rows of order d, and W = I: Assumption F holds with r = 1 and c1 = c2 = 1, and |M|_* - r = k - 2. The last claim: once
t exceeds 3 c |B|_op / kappa the k entries sum to less than kappa (k - 2); at t = C2 d^u, inside the window of Theorem 3.6, t / |B|_op grows without bound.
So |grad|_* >~ |M|_* - r (thm3_6) fails there with every constant kappa > 0, for every c >= 1, C1 and C2.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement


def claims(p, t, lam, room, kappa, more, *, offset=0, decay=1, share=1, size=3):
    c_top, k = lam + room, 3 + more  # c |B|_op is at least every eigenvalue
    x = lam / c_top

    def bounded(p, t):
        return p * (1 + (decay * t + offset) * x) <= 1

    return {
        "before the first step": bounded(1, 0 * t),
        "one step": implies(bounded(p, t), bounded(p * (1 - x), t + 1)),
        "an entry of the gradient": implies(bounded(p, t), lam * p * t <= share * c_top),
        "k such entries": implies(kappa * t > size * c_top, k * c_top < kappa * (k - 2) * t),
    }


statement = Statement(
    source="Theorem 3.6, section 3.1.4, against (3.13) in its proof",
    for_all={"p": Nonnegative(), "t": Nonnegative(), "lam": Positive(), "room": Nonnegative(), "kappa": Positive(), "more": Nonnegative()},
    claims=claims,
    mutants={"one step ahead": {"offset": 1}, "twice as fast": {"decay": 2}, "half an entry": {"share": Fraction(1, 2)}, "twice for three times": {"size": 2}},
)

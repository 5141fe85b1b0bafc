"""Where one eigenvalue of the bulk is half of all others, only its direction is left long after |B|_op steps: the gradient's nuclear rank is at most 4.

With x = lambda / (c |B|_op) for the smallest eigenvalue lambda, its factor p = (1 - x)^t is at most 1 / (1 + t x) (thm3_6_family). All others, the spikes among
them, are at least 2 lambda, so that their factors are at most q = (1 - 2 x)^t, which is at most p^2: by induction on t, as both are 1 at t = 0. Let a be the
length of the first column of W U, and b the sum of the other lengths, each times its eigenvalue over lambda: then |grad|_* <= lambda (p a + q b), which is at
most 2 |grad|_F as soon as t x >= b / a. For Gaussian W and |B|_op of order d^l, l <= 1, b / a is of order d at most, with probability tending to one, and
at t = C2 d^u, in the window, t x is of order d^(u - l). So nr >= C3 d (thm3_6_gaussian) fails where l <= 1 < u - l, for every C3, C1, C2 and c >= 1.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative
from theorems.statement import Statement


def claims(p, q, x, y, a, b, *, twice=2, factor=2):
    return {
        "one step": implies((q <= p**2) & (2 * x <= 1), q * (1 - twice * x) <= (p * (1 - x)) ** 2),
        "what is left": implies((q <= p**2) & (p * (1 + y) <= 1) & (y * a >= b), p * a + q * b <= factor * p * a),
    }


statement = Statement(
    source="Theorem 3.6, section 3.1.4, second claim, against (3.13) in its proof",
    for_all={"p": Nonnegative(), "q": Nonnegative(), "x": Nonnegative(), "y": Nonnegative(), "a": Nonnegative(), "b": Nonnegative()},
    claims=claims,
    mutants={"the same eigenvalue": {"twice": 1}, "alone": {"factor": 1}},
)

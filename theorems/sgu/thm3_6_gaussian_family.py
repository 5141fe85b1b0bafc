"""Where one eigenvalue of the bulk is half of all others, only its direction is left long after |B|_op steps: the gradient's nuclear rank is at most 4.

With x = lambda / (c |B|_op) for the smallest eigenvalue, its factor p = (1 - x)^t is at most 1 / (1 + t x) (thm3_6_family), and that of the others,
q = (1 - 2 x)^t, at most p^2: by induction on t, as both are 1 at t = 0. Let a be the length of the first column of W U and b the sum of the others' lengths
times two: then |grad|_* <= lambda (p a + q b), which is at most 2 |grad|_F as soon as t x >= b / a. Take l + 1 < u, c = 1 (nothing is left of the spike),
|B|_op of order d^l and t = C2 d^u: b / a is at most of order d for Gaussian W, with probability tending to one, and t x is of order d^(u - l). So
nr >= C3 d (thm3_6_gaussian) fails for every C3, C1 and C2.
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

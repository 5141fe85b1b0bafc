"""With a linear loss the features can grow without bound, and the energy falls below every number.

The loss <c, Yhat> is real-analytic and convex, but not bounded below. One sample, one feature, one output: the residual is -c everywhere, and phi' =
g phi with g = c^2 / lambda_W - lambda_Phi, which is positive for c^2 > tau. Wherever phi^2 is at least what it was at first, its rate is at least 2 g
times that: so it grows for ever from every start but zero, and the energy is -g phi^2 / 2. No bound of thm19 can hold for such a loss, whatever its
constants.
"""

from fractions import Fraction

from numerics.linalg import implies, matrix
from theorems.domains import Positive, Real
from theorems.statement import Statement
from theorems.tkf.thm19 import energy, of_a_linear_loss


def claims(phi, c, first, lam_w, lam_phi, *, decay=1, steep=2, threshold=1):
    w, g = -c * phi / lam_w, c**2 / lam_w - decay * lam_phi
    rate = 2 * phi * (-w * c - lam_phi * phi)
    W, Phi, R, outputs = (matrix([[x]]) for x in (w, phi, -c, phi * w))
    return {
        "the features grow for ever": implies((phi**2 >= first**2) & (c**2 > threshold * lam_w * lam_phi), (rate >= steep * g * first**2) & (g > 0)),
        "the energy falls with them": energy(of_a_linear_loss(0, R, outputs), W, Phi, lam_w, lam_phi) == -g * phi**2 / 2,
    }


statement = Statement(
    source="Theorem 19, appendix A.2",
    text="reconstructed",
    for_all={"phi": Real(), "c": Real(), "first": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"twice the decay": {"decay": 2}, "twice as fast": {"steep": 4}, "half the threshold": {"threshold": Fraction(1, 2)}},
)

"""The cube-root law agrees with water-filling at the one strength s = 4 tau and where both are zero; below it is larger, above smaller.

With H of equation 114 a mode is alive above tau / 2 (theorem 4: above tau = lambda_W lambda_Phi). Alive, both laws give k = lambda_W at s = 4 tau. Other
constants do not help: x^3 = c s and x^2 = a s for x = k + lambda_W > 0 say the same s only where x = c / a. What turns the cube root into the square
root is the penalty of the readout: with it (eq114_amended) the stationary law is that of theorem 4 (eq30_roots), exactly, and nothing is linearised.
"""

from fractions import Fraction

from numerics.linalg import iff, implies
from theorems.domains import Positive
from theorems.statement import Statement
from theorems.tkf import eq116
from theorems.tkf.notation import mode_law


def claims(x, a, c, lam_w, lam_phi, *, meeting=4, threshold=Fraction(1, 2), crossing=lambda a, c: c / a):
    s, tau = eq116.strength(x, lam_w, lam_phi, 2), lam_w * lam_phi
    cube, law = eq116.cube_law(x, lam_w), mode_law(s, lam_w, lam_phi)
    return {
        "alive above half the threshold": iff(cube > 0, s > threshold * tau),
        "they agree where both are zero, and at one strength": iff(cube == law, (s <= threshold * tau) | (s == meeting * tau)),
        "larger below, smaller above": implies((cube > 0) & (s < meeting * tau), cube > law) & implies(s > meeting * tau, cube < law),
        "at one strength whatever the constants": iff(x**3 / c == x**2 / a, x == crossing(a, c)),
    }


statement = Statement(
    source="Equations 115-116, appendix B.3",
    text="reconstructed",
    for_all={"x": Positive(), "a": Positive(), "c": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={
        "meeting at twice the threshold": {"meeting": 2},
        "the threshold of theorem 4": {"threshold": 1},
        "constants upside down": {"crossing": lambda a, c: a / c},
    },
    amends=eq116,
)

"""Momentum, with friction tuned to the least eigenvalue kappa, lifts its rate from kappa to sqrt(kappa), and the whole spectrum converges at that one rate.

A component with eigenvalue kappa obeys x' = -kappa x under gradient flow and x'' + gamma x' + kappa x = 0 under the heavy ball; its rate is minus the largest
real part of a root (sec7_4_2_rate). The friction gamma is one number for all components. The text says "appropriate damping": tuned to the least eigenvalue,
gamma = 2 sqrt(kappa_min), it gives every component the rate sqrt(kappa_min), the large ones too: they are slowed down to it. At a friction that does not
follow the spectrum small components keep rates of order kappa, not of its root with any constant (sec7_4_2_rate). A friction for each component would give
each the root of its own, but no common rate.
"""

from numerics.linalg import implies, maximum, sqrt
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement


def heavy_ball_rate(kappa, gamma, factor=4):
    """The rate of the slower of the two solutions."""
    return (gamma - sqrt(maximum(0, gamma**2 - factor * kappa))) / 2


def tuned_to_the_least(kappa, least, gamma):
    return 2 * sqrt(least)


def tuned_to_each(kappa, least, gamma):
    return 2 * sqrt(kappa)


def any_friction(kappa, least, gamma):
    return gamma


def claims(least, more, gamma, *, friction=tuned_to_the_least, share=1, scale=1, gradient_rate=lambda kappa: kappa):
    def rate(kappa):
        return heavy_ball_rate(kappa, scale * friction(kappa, least, gamma))

    kappa = least + more
    return {
        "gradient flow: rates in proportion to the eigenvalues": gradient_rate(kappa) * least == gradient_rate(least) * kappa,
        "the least eigenvalue gets the rate of its root": rate(least) == share * sqrt(least),
        "faster than gradient flow where it is small": implies(least < 1, gradient_rate(least) < share * rate(least)),
        "one rate for the whole spectrum": rate(kappa) == rate(least),
    }


statement = Statement(
    source="Section 7.4.2",
    text="reconstructed",
    for_all={"least": Positive(), "more": Nonnegative(), "gamma": Positive()},
    claims=claims,
    readings={
        "one friction, tuned to the least eigenvalue": {},
        "a friction for each component": {"friction": tuned_to_each},
        "one friction, whatever it is": {"friction": any_friction},
    },
    mutants={"half the rate": {"share": 2}, "twice the friction": {"scale": 2}, "the root under gradient flow": {"gradient_rate": sqrt}},
    falls=("a friction for each component", "one friction, whatever it is"),
)

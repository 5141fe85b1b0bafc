"""Under a positive definite preconditioner the steady states are the stationary points of the energy, and the stable ones are its local minima.

Steady and stationary agree because the gradient can be read off the velocity. Near a stationary point of Hessian H the flow is x' = -Theta H x. There
x^T Theta^{-1} x changes by -2 x^T H x, so where H has no negative direction nothing grows; and x^T H x changes by -2 |H x|^2 in the metric Theta,
so what starts below a saddle goes down for ever. Beyond second order, E falls along the flow unless the gradient vanishes; that with an analytic E and a
positive definite, symmetric and smooth Theta a steady state is stable exactly where E has a local minimum is trusted (Absil and Kurdyka). So Theta moves
none of the sets: with "stable" on both sides or on neither the theorem holds. g, H, x: gradient, Hessian and a displacement, of any energy at any point.
"""

from fractions import Fraction

from numerics.linalg import inv, null_within, trace
from theorems.domains import PSD, Matrix, PositiveDefinite, Symmetric
from theorems.statement import Statement
from theorems.tkf import thm10


def claims(g, H, x, Theta, *, metric=inv, rate=1, back=inv):
    def preconditioned(slope):
        return -rate * Theta @ slope

    velocity, image = preconditioned(g), H @ x
    moving = preconditioned(image)
    return {
        "the gradient can be read off the velocity": -back(Theta) @ velocity == g,
        "the energy falls": trace(g.T @ velocity) <= 0,
        "no growth without negative curvature": x.T @ metric(Theta) @ moving + moving.T @ metric(Theta) @ x == -2 * x.T @ H @ x,
        "below a saddle it goes down": image.T @ moving + moving.T @ image == -2 * image.T @ Theta @ image,
        "only a stationary direction rests": null_within(Theta @ H, H),
    }


statement = Statement(
    source="Theorem 10 with equation 77, section 8.1",
    text="reconstructed",
    for_all={"g": Matrix("p", 1), "H": Symmetric("p"), "x": Matrix("p", 1), "Theta": PositiveDefinite("p")},
    claims=claims,
    mutants={
        "distance in the metric Theta": {"metric": lambda Theta: Theta},
        "half the rate": {"rate": Fraction(1, 2)},
        "uphill": {"rate": -1},
        "read off by Theta": {"back": lambda Theta: Theta},
        "a singular preconditioner": {"Theta": PSD("p")},
    },
    amends=thm10,
    cites=["Absil and Kurdyka (2006): rest points of an analytic gradient flow are stable exactly where local minima; in any smooth metric"],
)

"""A preconditioned flow of the parameters moves the features by -Theta g - lam J P theta, where Theta = J P J^T is positive semidefinite.

theta' = -P (J^T g + lam theta) with J the Jacobian of phi = vec Phi, dn x p, and g the gradient of the loss in phi. By the chain rule phi' = J theta'.
At one parameter a differentiable map is its value and its Jacobian, and any of both occur, so J, g and theta are free.
"""

from numerics.linalg import matrix, psd
from theorems.domains import PSD, Matrix, Real
from theorems.statement import Statement


def as_features(phi, d, n):
    """mat(phi): the d x n matrix whose columns are stacked in phi."""
    return matrix([[phi[i + d * j, 0] for j in range(n)] for i in range(d)])


def tangent_kernel(J, P):
    return J @ P @ J.T


def decay_image(J, P, theta):
    """J P theta, which weight decay subtracts from phi' lam times."""
    return J @ P @ theta


def claims(J, P, g, theta, lam, *, decay=1, turned=lambda J: J.T, image=decay_image):
    rate = -P @ (J.T @ g + lam * theta)
    Theta = J @ P @ turned(J)
    return {
        "the features follow": J @ rate == -Theta @ g - decay * lam * image(J, P, theta),
        "the tangent kernel is positive semidefinite": psd(Theta),
    }


statement = Statement(
    source="Proposition 20 and equations 54-58, section 7.1 and appendix C.1",
    text="reconstructed",
    for_all={"J": Matrix("N", "p"), "P": PSD("p"), "g": Matrix("N", 1), "theta": Matrix("p", 1), "lam": Real()},
    claims=claims,
    mutants={
        "twice the decay": {"decay": 2},
        "the preconditioner dropped from the decay": {"image": lambda J, P, theta: J @ theta},
        "Jacobian with the opposite sign on one side": {"turned": lambda J: -J.T},
    },
)

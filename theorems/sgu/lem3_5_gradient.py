"""After one step of gradient descent from zero the gradient is -W T with T = (I - eta B) B.

The loss is that of model I: its gradient at W' is (W' - W) B, with W the ground truth. For every step size, and whether or not B is symmetric.
"""

from numerics.linalg import eye
from theorems.domains import Matrix, Real
from theorems.statement import Statement


def gradient(at, W, B):
    """The gradient of the loss of model I at the weights `at` (m x k), with ground truth W (m x k) and Gram matrix B (k x k)."""
    return (at - W) @ B


def first_step(W, B, eta):
    """The weights after one step of gradient descent from zero."""
    start = W - W
    return start - eta * gradient(start, W, B)


def claims(W, B, eta, *, direction=1, factor=1):
    T = (eye(B) - eta * B) @ B
    return {"the gradient": gradient(first_step(W, B, direction * eta), W, B) == -factor * W @ T}


statement = Statement(
    source="Lemma 3.5, section 3.1.3, and the display before it",
    for_all={"W": Matrix("m", "k"), "B": Matrix("k", "k"), "eta": Real()},
    claims=claims,
    mutants={"a step uphill": {"direction": -1}, "twice the gradient": {"factor": 2}},
)

"""A positive definite preconditioner keeps the rank of the diffusion tensor: rank(Theta Sigma Theta^T) = rank Sigma <= 2C.

Sigma = B N B^T is any covariance of rank at most 2C. Theta can be taken off again on both sides; in two steps, Theta Sigma Theta has the null space of
Sigma Theta, which is the transpose of Theta Sigma, and this has the null space of Sigma. Only that Theta is invertible is used. The premise
rank Sigma <= 2C is what thm12 claims of SGD, and there it falls; here it is a hypothesis.
"""

from numerics.linalg import inv, rank
from theorems.domains import PSD, Matrix, PositiveDefinite
from theorems.statement import Statement


def claims(B, N, Theta, *, spare=0, back=inv):
    Sigma = B @ N @ B.T
    tensor = Theta @ Sigma @ Theta.T
    return {
        "the preconditioner can be undone": back(Theta) @ tensor @ back(Theta) == Sigma,
        "it keeps the rank": (rank(tensor) == rank(Sigma @ Theta)) & (rank(Theta @ Sigma) == rank(Sigma)),
        "at most 2C": rank(tensor) <= B.shape[1] - spare,
    }


statement = Statement(
    source="Theorem 13, section 9.3",
    text="reconstructed",
    for_all={"B": Matrix("p", "C*2"), "N": PSD("C*2"), "Theta": PositiveDefinite("p")},
    claims=claims,
    mutants={"2C - 1": {"spare": 1}, "a singular preconditioner": {"Theta": PSD("p")}, "undone by its transpose": {"back": lambda Theta: Theta.T}},
)

"""Every positive semidefinite solution of the fixed-point equation is at rest as features too: K X = 0.

Equation 18 says K X + X K = 0 with X = lambda_W A M A - lambda_Phi I. In an orthonormal eigenbasis of K, with eigenvalues k_i and entries x_ij of
X, it reads (k_i + k_j) x_ij = 0 for every i and j, and K X = 0 reads k_i x_ij = 0. So Phi' = Phi X is zero for features of such a kernel: the
solutions of equation 18 and the limits of the flow (eq18) are the same kernels. With eigenvalues of both signs K X may be skew and not zero.
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Real
from theorems.statement import Statement


def claims(k_i, k_j, x_ij, *, mirror=1, side=lambda k_i, k_j: k_i):
    return {"an entry balances by halves": implies((k_i + mirror * k_j) * x_ij == 0, side(k_i, k_j) * x_ij == 0)}


statement = Statement(
    source="Equation 18, section 4.2",
    text="reconstructed",
    for_all={"k_i": Nonnegative(), "k_j": Nonnegative(), "x_ij": Real()},
    claims=claims,
    mutants={"a commutator": {"mirror": -1}, "the push itself is zero": {"side": lambda k_i, k_j: 1 + 0 * k_i}},
)

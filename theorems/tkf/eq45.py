"""The self-supervised force balance has the one solution K + eps I = beta (L + lam I)^{-1}, which is a polynomial in the Laplacian and commutes with it.

The gradient L + lam I - beta (K + eps I)^{-1} at any kernel K is (L + lam I) (K - K0) (K + eps I)^{-1} with K0 this solution, so it vanishes at K0 alone. A
symmetric matrix is a polynomial in L when it commutes with every symmetric X that commutes with L. Without the bound K >= 0: K0 has a
negative eigenvalue as soon as a frequency is above beta / eps - lam (eq45_constrained then). Of L it is used that it has no negative eigenvalue.
"""

from numerics.linalg import eye, inv
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq43_derivative import ssl_gradient
from theorems.tkf.notation_spectral import CommutingWithPSD


def claims(L, X, Phi, beta, eps, lam, *, gate=1, trace_weight=1, sign=1):
    K, cost = Phi.T @ Phi, L + lam * eye(L)
    balanced = beta * inv(L + trace_weight * lam * eye(L)) - gate * eps * eye(L)
    return {
        "it is in balance": cost @ (balanced + eps * eye(L)) == beta * eye(L),
        "nothing else is": ssl_gradient(K, L, beta, eps, lam) == cost @ (K - balanced) @ inv(K + eps * eye(K)),
        "it is a polynomial in the Laplacian": (balanced @ X == sign * X @ balanced) & (balanced @ L == sign * L @ balanced),
    }


statement = Statement(
    source="Equations 44-45, section 6.2.1",
    text="reconstructed",
    for_all={"L X": CommutingWithPSD(), "Phi": Matrix("d", "n"), "beta": Positive(), "eps": Positive(), "lam": Positive()},
    claims=claims,
    mutants={
        "noise gate not subtracted": {"gate": 0},
        "twice the trace weight": {"trace_weight": 2},
        "they anticommute": {"sign": -1},
        "a matrix that does not commute with the Laplacian": {"L X": CommutingWithPSD().wider},
    },
)

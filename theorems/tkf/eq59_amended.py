"""The preconditioned kernel flow is K' = -(Phi^T mat(Theta g) + its transpose) - D[K], and c F(K) - D[K] where Theta = c I.

In eq59 Theta moves inside: it acts on the gradient g in the features, before the product with Phi is made symmetric.
"""

from numerics.linalg import eye
from theorems.domains import PSD, Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf import eq59


def claims(Phi, g, J, P, theta, lam, c, *, weight=1, preconditioned=lambda P: P, squeeze=lambda c: c):
    exact = eq59.claims(Phi, g, J, P, theta, lam, weight=weight, preconditioned=preconditioned)["the exact flow"]
    return {
        "the exact flow": exact,
        "a multiple of the identity passes the force through": eq59.task_term(Phi, g, c * eye(J)) == squeeze(c) * eq59.force(Phi, g),
    }


statement = Statement(
    source="Equations 59 and 132-137, section 7.2 and appendix C.3",
    text="reconstructed",
    for_all={
        "Phi": Matrix("d", "n"), "g": Matrix("d", "n"), "J": Matrix("d*n", "p"), "P": PSD("p"), "theta": Matrix("p", 1), "lam": Positive(), "c": Real(),
    },
    claims=claims,
    mutants={
        "twice the task": {"weight": 2},
        "the decay squared in P": {"preconditioned": lambda P: P @ P},
        "applied from both sides": {"squeeze": lambda c: c**2},
    },
    amends=eq59,
    expect="certified",
)  # fmt: skip

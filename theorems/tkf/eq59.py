"""The preconditioned kernel flow is K' = Theta[F(K)] - D[K]: Theta acts on the force that free features would see.

The exact flow, with phi' as in prop20, is K' = -(Phi^T mat(Theta g) + its transpose) - D[K], D as in appendix C.3. The force F(K) = -(Phi^T mat(g) + its
transpose) does not change when Phi and mat(g) change places, but the task term does: no action of Theta on F alone gives it, whatever is meant by the
brackets. (Theta acts on the dn numbers of phi, and F is n x n.) For one feature and two samples, phi = e_1 and g = e_2, Theta = diag(1, 2) puts -2 off
the diagonal of the task term, and -1 once they have changed places. To know K beside F does not help: with two features and one sample, this Theta
makes the task term -2 for phi = g = e_1 and -4 for phi = g = e_2, while K = 1 and F = -2. It takes a multiple of the identity (eq59_amended).
"""

from numerics.linalg import vec
from theorems.domains import PSD, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import decay_operator
from theorems.tkf.prop20 import as_features, decay_image, tangent_kernel


def task_term(Phi, g, Theta):
    """-(Phi^T mat(Theta vec g) + its transpose), n x n."""
    return -decay_operator(Phi, as_features(Theta @ vec(g), *Phi.shape), 1)


def force(Phi, g):
    """F(K) of free features."""
    return -decay_operator(Phi, g, 1)


def claims(Phi, g, J, P, theta, lam, *, weight=1, preconditioned=lambda P: P, metric=tangent_kernel):
    flow = as_features(-J @ P @ (J.T @ vec(g) + lam * theta), *Phi.shape)
    drift = as_features(decay_image(J, preconditioned(P), theta), *Phi.shape)
    Theta = metric(J, P)
    return {
        "the exact flow": flow.T @ Phi + Phi.T @ flow == weight * task_term(Phi, g, Theta) - decay_operator(Phi, drift, lam),
        "the force does not tell Phi from g": force(Phi, g) == weight * force(g, Phi),
        "the task term depends on Theta and the force": task_term(Phi, g, Theta) == task_term(g, Phi, Theta),
    }


statement = Statement(
    source="Equations 59 and 132-137, section 7.2 and appendix C.3",
    text="uncertain",
    for_all={
        "Phi": Matrix("d", "n"), "g": Matrix("d", "n"), "J": Matrix("d*n", "p"), "P": PSD("p"), "theta": Matrix("p", 1), "lam": Positive(),
    },
    claims=claims,
    mutants={"twice the task": {"weight": 2}, "the decay squared in P": {"preconditioned": lambda P: P @ P}},
    expect="refuted",
    falls=("the task term depends on Theta and the force",),
    counterexample={
        "Phi": [[1, 0]], "g": [[0, 1]], "J": [[1, 0], [0, 1]], "P": [[1, 0], [0, 2]], "theta": [[0], [0]], "lam": 1,
    },
)  # fmt: skip

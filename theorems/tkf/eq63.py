"""Under heavy-ball features the kernel obeys a damped second-order law with the force of the first-order flow: K'' + gamma K' = F(K).

Phi'' + gamma Phi' = F with any d x n force F, task, decay and preconditioner included; the first-order flow Phi' = F gives F(K) = F^T Phi + Phi^T F. But K is
quadratic in Phi, so K'' has a term 2 Phi'^T Phi' that the printed law drops: it fails at every velocity but zero (eq63_amended). Read as a law of its own for K
it would not keep kernels positive: K'' + gamma K' = -2 lam K oscillates through zero where gamma^2 < 8 lam.
"""

from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement


def along(Phi, change):
    """First-order change of Phi^T Phi."""
    return change.T @ Phi + Phi.T @ change


def printed_force(Phi, V, F):
    return along(Phi, F)


def claims(Phi, V, F, gamma, h, *, stretch=2, total=printed_force):
    a = F - gamma * V  # the acceleration
    ahead, back = Phi + h * V + h**2 * a / 2, Phi - h * V + h**2 * a / 2
    bend = along(Phi, a) + stretch * V.T @ V
    return {
        "the second derivative of the kernel": ahead.T @ ahead + back.T @ back - 2 * Phi.T @ Phi == h**2 * bend + h**4 * a.T @ a / 2,
        "the damped law": bend + gamma * along(Phi, V) == total(Phi, V, F),
    }


statement = Statement(
    source="Equation 63, section 7.4.1",
    text="uncertain",
    for_all={"Phi": Matrix("d", "n"), "V": Matrix("d", "n"), "F": Matrix("d", "n"), "gamma": Positive(), "h": Real()},
    claims=claims,
    mutants={"velocities counted once": {"stretch": 1}, "velocities dropped": {"stretch": 0}},
    expect="refuted",
    falls=("the damped law",),
    counterexample={"Phi": [[0]], "V": [[1]], "F": [[0]], "gamma": 1, "h": 0},
)

"""Under heavy-ball features the kernel obeys K'' + gamma K' = F(K) + 2 Phi'^T Phi': moving features push the kernel up.

To eq63 the velocity term is added, which is positive semidefinite. It is no function of K and K', so the law is closed with Phi' only. Where friction is large
Phi' is about F / gamma, and the term about 2 F^T F / gamma^2: it may be dropped against F(K) there.
"""

from numerics.linalg import psd
from theorems.domains import Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf import eq63


def claims(Phi, V, F, gamma, h, *, extra=2, stretch=2):
    push = extra * V.T @ V
    law = eq63.claims(Phi, V, F, gamma, h, stretch=stretch, total=lambda Phi, V, F: eq63.printed_force(Phi, V, F) + push)
    return law | {"the velocities push up": psd(push)}


statement = Statement(
    source="Equation 63, section 7.4.1",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "V": Matrix("d", "n"), "F": Matrix("d", "n"), "gamma": Positive(), "h": Real()},
    claims=claims,
    mutants={"velocities counted once": {"stretch": 1}, "half of the push": {"extra": 1}, "a pull": {"extra": -2}},
    amends=eq63,
)

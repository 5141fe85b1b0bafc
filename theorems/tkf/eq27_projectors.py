"""Projectors P and Q of ranks l and m overlap by l + m - n at least: the trace inequality at every size, layer by layer.

With p = tr P and q = tr Q, tr(P Q) - (p + q - n) = |(I - P) (I - Q)|^2 and tr(P Q) = |P Q|^2, so tr(P Q) >= max(0, p + q - n), which is the sum for
the spectra of projectors paired in reverse. Any positive semidefinite X is a sum of a_l P_l with a_l >= 0 and P_l onto its first l
eigenvectors; both sides of equation 27 are linear in the layers of X and in those of Z. Equality of all layers is equality of the sums.
"""

from numerics.linalg import eye, inner, trace
from theorems.domains import Projector
from theorems.statement import Statement


def claims(P, Q, n, *, copies=1, once=lambda P, Q: P @ Q):
    left, right = eye(P) - P, eye(Q) - Q
    overlap, excess = trace(P @ Q), trace(P) + trace(Q) - copies * n
    return {
        "above what does not fit by squares": overlap - excess == inner(left @ right, left @ right),
        "above zero by squares": overlap == inner(once(P, Q), once(P, Q)),
    }


statement = Statement(
    source="Equation 27, section 5.2.1",
    text="reconstructed",
    for_all={"P": Projector("n", "l"), "Q": Projector("n", "m")},
    claims=claims,
    mutants={"room for twice as much": {"copies": 2}, "overlap of the sum": {"once": lambda P, Q: P + Q}},
)

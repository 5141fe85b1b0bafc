"""Under weight decay, outputs along leading eigenvectors of the Gram matrix shrink faster than the others.

With fixed features Phi = U S V^T the columns of V are the Gram eigenvectors, with eigenvalues S^2. The drift -lam Z that W' = -lam W induces
shrinks every Z v at the one rate lam: features diag(2, 1) and readout (1, 1) already give a tie. Absolute speeds follow the size of Z v,
which a small readout turns around.
"""

from dataclasses import replace

from numerics.linalg import column, every, implies, inner
from theorems.domains import Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import CompactSVD, output_drift


def relative(a, a_rate, b, b_rate):
    return -inner(a, a_rate) * inner(b, b) > -inner(b, b_rate) * inner(a, a)


def absolute(a, a_rate, b, b_rate):
    return -inner(a, a_rate) > -inner(b, b_rate)


def claims(W, U, S, V, lam, *, faster=relative):
    Phi = U @ S @ V.T
    Z, rate = W @ Phi, output_drift(W, Phi, lam)

    def ordered(i, j):
        p, q = column(V, i), column(V, j)
        alive = (inner(Z @ p, Z @ p) > 0) & (inner(Z @ q, Z @ q) > 0)
        return implies((S[i, i] > S[j, j]) & alive, faster(Z @ p, rate @ p, Z @ q, rate @ q))

    ranks = range(S.shape[0])
    return {"leading components shrink faster": every(ordered(i, j) for i in ranks for j in ranks if i != j)}


statement = Statement(
    source="Appendix C.2, after the proof of lemma 21",
    text="uncertain",
    for_all={"W": Matrix("C", "d"), "U S V": replace(CompactSVD(), fits=lambda sizes: sizes["r"] > 1), "lam": Positive()},
    claims=claims,
    readings={"relative rate": {}, "absolute speed": {"faster": absolute}},
    mutants={"slower": {"faster": lambda a, a_rate, b, b_rate: relative(b, b_rate, a, a_rate)}},
    expect="refuted",
    counterexample={"W": [[1, 1]], "U": [[1, 0], [0, 1]], "S": [[2, 0], [0, 1]], "V": [[1, 0], [0, 1]], "lam": 1},
)

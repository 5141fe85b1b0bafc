"""One and the same steady kernel attracts every start of the kernel flow.

A start at a steady state stays there, so two steady states are the limits of two starts. If K is steady then so is P K for every projector P that
commutes with K: any choice among its modes, none (zero) included. So neither all starts share a limit, nor all starts but zero: of two modes, with
M = 4 I and lambda_W = lambda_Phi = 1, each kernel diag(1, 0), diag(0, 1) and I keeps to itself. Uniqueness is read across starts here; that each
trajectory has one limit of its own is thm1. What positive definite starts share is sec4_unique_amended.
"""

from numerics.linalg import diagonal, inner
from theorems.domains import PSD, Domain, Free, Leaf, Matrix, Positive, Symmetric
from theorems.statement import Statement
from theorems.tkf.notation import StationaryKernel, kernel_rate


def SteadyWithChoice(n="n", C="C", r="r"):
    """K, P, Y, lambda_W, lambda_Phi: a steady state of at most r modes, and the projector on some of them."""
    steady = StationaryKernel(n, C, r)

    def build(V, O, k, Z, lam_w, t, alive, kept):
        K, *rest = steady.build(V, O, k, Z, lam_w, t, alive)
        return K, V @ diagonal(kept) @ V.T, *rest

    return Domain(
        name="steady state and a choice of its modes",
        shape=((n, n), (n, n), (n, C), (), ()),
        parts=(*steady.parts, Leaf(rows=r, kind="bits")),
        build=build,
        member=lambda K, P, *rest: steady.member(K, *rest) & (P == P.T) & (P @ P == P) & (P @ K == K @ P),
        wider=Free(PSD(n), Symmetric(n), Matrix(n, C), Positive(), Positive()),
    )


def claims(K, P, Y, lam_w, lam_phi, *, decay=2):
    other = P @ K
    return {
        "a choice of its modes is at rest too": kernel_rate(other, Y @ Y.T, lam_w, lam_phi, decay) == 0,
        "the limits of the two starts agree": K == other,
    }


statement = Statement(
    source="Section 4, opening paragraph",
    text="reconstructed",
    for_all={"K P Y lam_w lam_phi": SteadyWithChoice()},
    claims=claims,
    readings={"from every start": {}, "from every start but zero": {"given": lambda K, P: inner(P @ K, P @ K) > 0}},
    mutants={"decay without the factor two": {"decay": 1}},
    expect="refuted",
    falls=("the limits of the two starts agree",),
    counterexample={"r": 1, "K": [[1]], "P": [[0]], "Y": [[2]], "lam_w": 1, "lam_phi": 1},
)

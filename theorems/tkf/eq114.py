"""The effective objective of an aligned kernel is the squared error of its modes plus the trace of the kernel.

H = sum_i lambda_W^2 s_i / (k_i + lambda_W)^2 / 2 + lambda_Phi k_i / 2, for K and M with a common eigenbasis; the constants before the two terms are
stripped, so they are tried with and without the half. The first term is the squared error at the ridge readout W, as the text says. But the
objective at this readout also holds lambda_W |W|^2 / 2 (equations 1 and 25), which H leaves out: at k = s = lambda_W = lambda_Phi = 1 it is 3/4,
and H is 5/8 (eq114_amended; eq114_prefactors: no constants mend it). Energies see K and M only, so features and labels are taken symmetric.
"""

from fractions import Fraction

from numerics.linalg import inner, trace
from theorems.domains import Commuting, Positive
from theorems.statement import Statement
from theorems.tkf.notation import fast_readout, resolvent

HALF = Fraction(1, 2)


def squared_error(K, M, lam_w, power=2):
    """lambda_W^2 tr(A M A): the sum of lambda_W^2 s_i / (k_i + lambda_W)^2 over the modes."""
    A = resolvent(K, lam_w)
    return lam_w**power * trace(A @ M @ A)


def readout(Phi, Y, lam_w):
    """The fast readout, and the residual that it leaves."""
    W = fast_readout(Phi, Y, lam_w)
    return W, Y - Phi.T @ W.T


def claims(Phi, Y, lam_w, lam_phi, *, loss=HALF, cost=HALF, power=2):
    K, M = Phi.T @ Phi, Y @ Y.T
    W, R = readout(Phi, Y, lam_w)
    first = loss * squared_error(K, M, lam_w, power)
    objective = cost * (inner(R, R) + lam_w * inner(W, W) + lam_phi * inner(Phi, Phi))  # with the half of the penalty it is compared with
    return {
        "the first term is the squared error": loss * inner(R, R) == first,
        "the sum is the effective objective": objective == first + cost * lam_phi * trace(K),
    }


statement = Statement(
    source="Equation 114, appendix B.3",
    text="uncertain",
    for_all={"Phi Y": Commuting("n"), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={
        "both terms with the half": {},
        "neither with the half": {"loss": 1, "cost": 1},
    },
    mutants={"lambda_W not squared": {"power": 1}},
    expect="refuted",
    falls=("the sum is the effective objective",),
    counterexample={"Phi": [[1]], "Y": [[1]], "lam_w": 1, "lam_phi": 1},
)

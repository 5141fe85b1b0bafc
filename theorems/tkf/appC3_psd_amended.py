"""Under gradient descent, weight decay shrinks the kernel of homogeneous features as it is: D[K] = 2 L lam K.

Features of degree L in their parameters, such as a network of L layers without biases and skips and with rectifiers or none, have J theta = L phi (Euler),
so that drift = L Phi and P = I. Two hypotheses are added to appC3_psd: no offset, and no preconditioner. A learning rate for each layer does no harm
(sec7_1_aniso_amended).
"""

from numerics.linalg import psd
from theorems.domains import Domain, Free, Matrix, Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf import appC3_psd
from theorems.tkf.notation import decay_operator

AnyDrift = Free(Matrix("d", "n"), Matrix("d", "n"), Real())
HomogeneousFeatures = Domain(
    name="features of degree L in their parameters",
    shape=(("d", "n"), ("d", "n"), ()),
    parts=(Matrix("d", "n"), Nonnegative()),
    build=lambda Phi, L: (Phi, L * Phi, L),
    member=lambda Phi, drift, L: (L >= 0) & (drift == L * Phi),
    wider=AnyDrift,
)


def claims(Phi, drift, L, lam, *, factor=2):
    K, D = Phi.T @ Phi, decay_operator(Phi, drift, lam)
    return {
        "a multiple of the kernel": factor * L * lam * K == D,
        "positive semidefinite": psd(D),
        "the kernel never grows": appC3_psd.never_grows(K, D),
    }


statement = Statement(
    source="Appendix C.3, equation 136",
    text="reconstructed",
    for_all={"Phi drift L": HomogeneousFeatures, "lam": Positive()},
    claims=claims,
    mutants={"without the factor two": {"factor": 1}, "any architecture, as printed": {"Phi drift L": AnyDrift}},
    amends=appC3_psd,
)

"""With squared loss the Muon flow also rests at kernels that miss label directions: (eta / lambda_Phi)^2 on any principal directions of the labels.

c = (eta / lambda_Phi)^2, and the projector P commutes with M and has its range in that of M: K = c P is at rest. There are no others. At rest Phi =
sqrt(c) pol(Phi S) with K = c P (sec7_5_saturation_steady); with G = Phi S, G^T pol(G) is symmetric, so that P commutes with S and, as A is a combination
of P and I, with M; and the range of P lies in that of M. So the common eigenvalue is that of the label directions that are alive; at K = 0 none is.
Directions are missing for good where the start has none of them (sec7_5_saturation), or where the features are too narrow (sec7_5_saturation_width).
Simulated from generic starts, aligned or not, wide flows reach all of them. Built from Y = B + (I - B B^+) Z (I - B^+ B) and the projector B B^+.
"""

from numerics.linalg import eye, iff, null_within, pinv, psd
from theorems.domains import PSD, Domain, Free, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.sec7_5_saturation_steady import common_eigenvalue
from theorems.tkf.thm8 import muon_kernel_rate

AnyKernel = Free(PSD("n"), Matrix("n", "C"), Positive(), Positive(), Positive())


def member(K, Y, eta, lam_w, lam_phi):
    M = Y @ Y.T
    held = (eta > 0) & (lam_w > 0) & (lam_phi > 0) & psd(K) & (K @ K == common_eigenvalue(eta, lam_phi) * K)
    return held & (K @ M == M @ K) & null_within(M, K)


def build(B, Z, eta, lam_w, lam_phi):
    back = pinv(B)
    P = B @ back
    return common_eigenvalue(eta, lam_phi) * P, B + (eye(P) - P) @ Z @ (eye(back) - back @ B), eta, lam_w, lam_phi


SteadyKernel = Domain(
    name="steady kernel of the Muon flow, with squared loss",
    shape=AnyKernel.shape,
    parts=(Matrix("n", "C"), Matrix("n", "C"), Positive(), Positive(), Positive()),
    build=build,
    member=member,
    wider=AnyKernel,
)


def claims(K, Y, eta, lam_w, lam_phi, *, decay=2, level=common_eigenvalue):
    M = Y @ Y.T
    return {
        "it rests": muon_kernel_rate(K, M, eta, lam_w, lam_phi, decay=decay) == 0,
        "all of it is there, at one eigenvalue, where nothing is missing": iff(null_within(K, M), K @ M == level(eta, lam_phi) * M),
    }


statement = Statement(
    source="Section 7.5, after theorem 8",
    text="reconstructed",
    for_all={"K Y eta lam_w lam_phi": SteadyKernel},
    claims=claims,
    mutants={
        "decay without the factor two": {"decay": 1},
        "not squared": {"level": lambda eta, lam_phi: eta / lam_phi},
        "any kernel": {"K Y eta lam_w lam_phi": AnyKernel},
    },
    expect="supported",
)

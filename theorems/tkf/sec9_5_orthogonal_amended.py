"""The kernel-level noise vanishes along v in every draw where A v is zero on all samples whose residual is not.

S is the coordinate projector of samples without residual, S R = 0, and v = (K + lambda_W I) S x, which says A v = S x; P is the coordinate projector of any
batch. By appE_subspace_amended there is no other direction that all draws of one size b < n leave alone: with n residuals that are not zero, none.
"""

from numerics.linalg import eye
from theorems.domains import PSD, Domain, Free, Matrix, Positive, Subset
from theorems.statement import Statement
from theorems.tkf import sec9_5_orthogonal
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def SilentSamples(n="n", C="C"):
    """R and S: the residual, and the coordinate projector of some samples where it is zero; P: the coordinate projector of a batch."""
    return Domain(
        name="residual that is zero on some samples, and a batch",
        shape=((n, C), (n, n), (n, n)),
        parts=(Matrix(n, C), Subset(n), Subset(n)),
        build=lambda Z, S, P: (Z - S @ Z, S, P),
        member=lambda R, S, P: (S @ R == 0) & (S @ S == S) & (P @ P == P) & (S.T == S) & (P.T == P) & (S @ P == P @ S),
        wider=Free(Matrix(n, C), Subset(n), Subset(n)),
    )


def claims(R, S, P, K, x, lam_w, b, *, back=lambda K, lam_w: K + lam_w * eye(K)):
    v = back(K, lam_w) @ S @ x
    return {"no draw pushes along v": noise(R, P @ R, resolvent(K, lam_w), b) @ v == 0}


statement = Statement(
    source="Section 9.5, orthogonal directions",
    text="reconstructed",
    for_all={"R S P": SilentSamples(), "K": PSD("n"), "x": Matrix("n", 1), "lam_w": Positive(), "b": Positive()},
    claims=claims,
    mutants={
        "A forgotten": {"back": lambda K, lam_w: eye(K)},
        "A v for v": {"back": resolvent},
        "samples that are not silent": {"R S P": SilentSamples().wider},
    },
    amends=sec9_5_orthogonal,
)

"""Every single draw of the kernel-level SGD noise has rank at most 2C, for every number of samples.

Xi = A ((n / b) P R R^T P - R R^T) A, with P the coordinate projector of the batch, is a difference of two matrices that each pass through C
outputs. The bound needs no law of batches and not even b = |P|: b is any positive number. What fails in thm12 is the step from the draws
to their covariance.
"""

from numerics.linalg import rank
from theorems.domains import PSD, Matrix, Positive, Subset
from theorems.statement import Statement
from theorems.tkf import thm12
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def claims(R, P, K, lam_w, b, *, passes=2, spare=0):
    C = R.shape[1]
    return {"rank at most 2C": rank(noise(R, P @ R, resolvent(K, lam_w), b)) <= passes * C - spare}


statement = Statement(
    source="Theorem 12 with equations 155-157, section 9.2 and appendix E",
    text="reconstructed",
    for_all={"R": Matrix("n", "C"), "P": Subset("n"), "K": PSD("n"), "lam_w": Positive(), "b": Positive()},
    claims=claims,
    mutants={"C instead of 2C": {"passes": 1}, "2C - 1 instead of 2C": {"spare": 1}},
    amends=thm12,
)

"""The covariance of the kernel-level SGD noise has rank at most 2C.

A uniform mini-batch B of size b gives Xi_B = A ((n/b) R_B R_B^T - R R^T) A with A = (K + lambda_W I)^{-1}, where R is the n x C residual of
any convex loss and R_B is R with the rows outside B set to zero. Every single draw has rank at most 2C (thm12_amended); the mean over
batches of their outer products does not, because each batch has a range of its own.
"""

from numerics.finite import batches, centred_second_moment, covariance, keep_rows, second_moment
from numerics.linalg import rank
from theorems.domains import PSD, Integer, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def claims(R, K, lam_w, b, *, spread=covariance, bound=2):
    n, C = R.shape
    A = resolvent(K, lam_w)
    return {"rank at most 2C": rank(spread(lambda B: noise(R, keep_rows(R, B), A, b), batches(n, b))) <= bound * C}


statement = Statement(
    source="Theorem 12, section 9.2 and appendix E",
    text="reconstructed",
    for_all={"R": Matrix("n", "C"), "K": PSD("n"), "lam_w": Positive(), "b": Integer(1, "n")},
    claims=claims,
    readings={"Cov(vec Xi)": {}, "E[Xi Xi^T]": {"spread": second_moment}, "E[(Xi - E Xi)(Xi - E Xi)^T]": {"spread": centred_second_moment}},
    mutants={"C instead of 2C": {"bound": 1}},
    expect="refuted",
    counterexample={"R": [[0], [1], [1], [1]], "K": [[0] * 4] * 4, "lam_w": 1, "b": 1},
)

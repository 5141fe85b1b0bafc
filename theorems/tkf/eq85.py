"""The diffusion tensor of the kernel under SGD has rank at most 2C.

D_eff = Theta Sigma Theta^T with the covariance Sigma of thm12 and a positive definite Theta on the n x n matrices, which keeps the rank (thm13). So this
is thm12 again, and falls with it: each batch has a range of its own, and the rank grows with n. Theta = I is enough. Smallest: one output, K = 0, four samples,
three of residual 1 and one of residual 0, a batch of one. The Fokker-Planck form itself, for an Ito equation, is eq85_generator.
"""

from numerics.finite import batches, covariance, keep_rows
from numerics.linalg import rank
from theorems.domains import PSD, Integer, Matrix, Positive, PositiveDefinite
from theorems.statement import Statement
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def claims(R, K, Theta, lam_w, b, *, bound=2):
    n, C = R.shape
    A = resolvent(K, lam_w)
    Sigma = covariance(lambda batch: noise(R, keep_rows(R, batch), A, b), batches(n, b))
    return {"rank at most 2C": rank(Theta @ Sigma @ Theta.T) <= bound * C}


statement = Statement(
    source="Equations 83-85, section 9.4",
    text="uncertain",
    for_all={"R": Matrix("n", "C"), "K": PSD("n"), "Theta": PositiveDefinite("n*n"), "lam_w": Positive(), "b": Integer(1, "n")},
    claims=claims,
    mutants={"C instead of 2C": {"bound": 1}},
    expect="refuted",
    counterexample={
        **{"R": [[0], [1], [1], [1]], "K": [[0] * 4] * 4, "lam_w": 1, "b": 1},
        **{"Theta": [[int(i == j) for j in range(16)] for i in range(16)]},
    },
)

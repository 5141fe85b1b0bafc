"""The kernel-level SGD noise has the mean (n - b) / (n - 1) A (diag(R R^T) - R R^T) A, and the noise of the drive has mean zero.

Batches of b of n samples, drawn uniformly without replacement, rows times sqrt(n/b). A is invertible: so the mean is zero exactly at b = n, or
where the residuals of different samples are orthogonal, and a part of what eq80 calls noise is a drift. What SGD sees while the readout is held is the drive
Yhat R^T + R Yhat^T with the residuals of the batch in place of R, which is linear in them: with rows times n/b its error has mean zero.
"""

from numerics.finite import mean
from numerics.linalg import diagonal, hadamard, row_sums
from theorems.domains import PSD, Integer, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf import eq80
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import counted, draws_with_replacement, subsets


def drive_noise(K, R, part, lam_w):
    """Error of the drive when its residuals, not its predictions, are replaced by those of a batch."""
    half = K @ R @ (part - R).T / lam_w
    return half + half.T


def claims(K, R, lam_w, b, *, space=subsets, excess=0, weight=lambda n, b: n):
    n = R.shape[0]
    A, gram, own = resolvent(K, lam_w), R @ R.T, diagonal(row_sums(hadamard(R, R)))
    bias = eq80.mean_noise(K, R, lam_w, b, space)
    error = mean(lambda counts: drive_noise(K, R, weight(n, b) * counted(R, counts) / b, lam_w), space(n, b))
    return {
        "the mean of the noise": (n - 1) * bias == (n - b + excess) * A @ (own - gram) @ A,
        "the noise of the drive has mean zero": error == 0,
    }


statement = Statement(
    source="Equations 79-80 and 151-154, sections 9.1 and E.1",
    text="reconstructed",
    for_all={"K": PSD("n"), "R": Matrix("n", "C"), "lam_w": Positive(), "b": Integer(1, "n")},
    claims=claims,
    mutants={
        "with replacement": {"space": draws_with_replacement},
        "n - b + 1 for n - b": {"excess": 1},
        "n - 1 for n in the drive": {"weight": lambda n, b: n - 1},
    },
    amends=eq80,
    expect="certified",
)

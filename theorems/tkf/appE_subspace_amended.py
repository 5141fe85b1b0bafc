"""The draws of the kernel-level SGD noise together span one dimension for each sample whose residual is not zero, whatever C is.

Let D_B z = 0 for all batches B of b < n samples. Row i of it, for i outside B, says (R R^T z)_i = 0; every i is outside of some B, so R^T z = 0, and
then the sum over B of z_i R_i vanishes for each B. Exchanging one sample for another, z_i R_i is the same for all i, hence zero. So the draws annihilate
z together exactly where it vanishes on all samples of non-zero residual. With A around them the ranges turn, and their sum keeps its dimension.
For R without zero rows that is n: the noise reaches every direction of R^n. One draw alone: eq157.
"""

from numerics.linalg import diagonal, hadamard, rank, row_sums
from theorems.domains import PSD, Integer, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf import appE_subspace
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import ProperBatch


def busy(R):
    """How many samples have a residual that is not zero."""
    return rank(diagonal(row_sums(hadamard(R, R))))


def claims(R, K, lam_w, b, *, count=busy, spare=0):
    return {"as many dimensions as residuals": rank(appE_subspace.span_of_draws(R, resolvent(K, lam_w), b)) == count(R) - spare}


statement = Statement(
    source="Section E.2, last paragraph",
    text="reconstructed",
    for_all={"R": Matrix("n", "C"), "K": PSD("n"), "lam_w": Positive(), "b": ProperBatch()},
    claims=claims,
    mutants={"the full batch too": {"b": Integer(1, "n")}, "the rank of R": {"count": rank}, "one less": {"spare": 1}},
    amends=appE_subspace,
    expect="supported",
)

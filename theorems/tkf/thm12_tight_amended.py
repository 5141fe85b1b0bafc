"""The rank of a draw of the kernel-level SGD noise does not change while the residual shrinks: it is at most 2C all the way.

R = delta R_0 with delta > 0 multiplies every draw by delta^2. What tightens is its size, not its rank. P is the coordinate projector of the batch.
"""

from numerics.linalg import rank
from theorems.domains import PSD, Matrix, Positive, Subset
from theorems.statement import Statement
from theorems.tkf import thm12_tight
from theorems.tkf.notation import resolvent
from theorems.tkf.notation_noise import noise


def claims(K, R, P, lam_w, delta, b, *, passes=2, shrunk=lambda P, delta, R: P @ (delta * R)):
    A = resolvent(K, lam_w)
    small, large = noise(delta * R, shrunk(P, delta, R), A, b), noise(R, P @ R, A, b)
    return {"the rank stays": rank(small) == rank(large), "at most 2C": rank(small) <= passes * R.shape[1]}


statement = Statement(
    source="Theorem 12, second sentence, section 9.2",
    text="reconstructed",
    for_all={"K": PSD("n"), "R": Matrix("n", "C"), "P": Subset("n"), "lam_w": Positive(), "delta": Positive(), "b": Positive()},
    claims=claims,
    mutants={"C instead of 2C": {"passes": 1}, "the batch is not shrunk": {"shrunk": lambda P, delta, R: P @ R}},
    amends=thm12_tight,
)

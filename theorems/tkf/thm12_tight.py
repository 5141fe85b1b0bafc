"""Near a stationary point the rank of the kernel-level SGD noise improves from 2C to C.

One draw is A ((n/b) R_B R_B^T - R R^T) A. Where R = delta R_0 shrinks it is delta^2 times what R_0 gives: neither its rank nor the ratio of any two of
its singular values changes on the way, and only at R = 0 does it drop, to zero. At a stationary point of the regularised energy R does not vanish
(R R^T K = tau K), and the noise keeps rank 2C there too: with C = 1, v = (3/5, 4/5), K = v v^T and R = v, the global minimum for Y = 2v. So the bound C
fails in both readings of a vanishing gradient.
P is the coordinate projector of the batch; its size b is any positive number.
"""

from numerics.linalg import rank
from theorems.domains import Between, Positive, Subset
from theorems.statement import Statement
from theorems.tkf.notation import AnyKernel, SteadyKernel, resolvent
from theorems.tkf.notation_noise import noise


def claims(K, R, P, lam_w, delta, b, *, spare=0):
    small = delta * R
    return {"rank at most C": rank(noise(small, P @ small, resolvent(K, lam_w), b)) <= R.shape[1] - spare}


statement = Statement(
    source="Theorem 12, second sentence, section 9.2",
    text="uncertain",
    for_all={"K R lam_w lam_phi": AnyKernel(), "P": Subset("n"), "delta": Between(0, 1), "b": Positive()},
    claims=claims,
    readings={"a residual that vanishes": {}, "a stationary point of the energy": {"K R lam_w lam_phi": SteadyKernel()}},
    mutants={"C - 1 instead of C": {"spare": 1}},
    expect="refuted",
    counterexample={
        **{"K": [["9/25", "12/25"], ["12/25", "16/25"]], "R": [["3/5"], ["4/5"]], "P": [[1, 0], [0, 0]]},
        **{"lam_w": 1, "lam_phi": 1, "delta": "1/1000", "b": 1},
    },
)

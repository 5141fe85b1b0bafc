"""Where coupled training rests, the columns of the readout span principal directions of the targets; its rows, of which the remark speaks, need not.

At rest, with Y = R + Yhat for squared loss, W = (t / lambda_W) O F U^T: the columns O are principal directions of Y^T Y, in R^C. The row space of W, of
which the remark speaks, is spanned by U in R^d, where targets have no components: turning the features by Q and the readout by Q^T rests as well. Taken
literally, for d = C, it falls; of the column space it holds, at saddles too (that the leading components win is a matter of stability: lem3_stability).
So what the remark concludes, that noise W^T (R_B - R)^T enters along directions of the task, says of R^d only that they are those of W.
"""

from theorems.statement import Statement
from theorems.tkf.thm14 import CoupledRest


def outer(W):
    return W @ W.T


def claims(Phi, W, R, *, gram=outer, sign=1):
    Y = R + Phi.T @ W.T
    M = Y.T @ Y
    return {"aligned with the components of the targets": gram(W) @ M == sign * M @ gram(W)}


statement = Statement(
    source="Remark 16, section 10.2",
    text="uncertain",
    for_all={"Phi W R lam_w lam_phi": CoupledRest()},
    claims=claims,
    readings={
        "its row space, for d = C": {"Phi W R lam_w lam_phi": CoupledRest("C"), "gram": lambda W: outer(W.T)},
        "its column space": {},
    },
    mutants={"anticommuting": {"sign": -1}},
    falls=("its row space, for d = C",),
)

"""Under Muon too, the covariance of the kernel noise has rank at most 2C.

A batch of b samples moves the features by xi_B = pol(Ghat_B) - pol(G) away from the mean step, with G = W^T R^T at the fast readout W = R^T Phi^T /
lambda_W of any convex loss, and Ghat_B the same of the batch; to first order the kernel by Delta_B = Phi^T xi_B + xi_B^T Phi. Every draw has the
ranks C and 2C (thm25_amended). Their covariance has not: each batch has a range of its own. One output, one feature and four samples of equal weight,
one at a time, give rank 3, and n of them n - 1 (Delta gives the row xi back, as Phi is not zero): no multiple of C is a bound. Only four are tried:
error signals +1 and -1, n a square, so that all polar directions are rational.
"""

from numerics.finite import batches, centred_second_moment, covariance, keep_rows, second_moment
from numerics.linalg import hadamard, ones, rank
from theorems.domains import Choice, Domain, Leaf, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.lem23 import polar_from_the_left
from theorems.tkf.notation_noise import to_the_kernel
from theorems.tkf.thm15 import feature_gradient


def step_noise(W, R, kept, b, direction=polar_from_the_left):
    """Noise of the step in the features, d x n, of a batch: kept is R with the rows outside of it set to zero."""
    return direction(feature_gradient(W, kept, b)) - direction(W.T @ R.T)


def EqualErrors():
    """Error signals of size one, for one output, one feature, and one or four samples."""
    return Domain(
        name="signs",
        shape=("n", "C"),
        parts=(Leaf(rows="n", columns="C", kind="signs"),),
        build=lambda x: x,
        member=lambda x: hadamard(x, x) == ones(*x.shape, like=x),
        wider=Matrix("n", "C"),
        fits=lambda sizes: sizes["d"] * sizes["C"] == 1 and sizes["n"] in (1, 4),
    )


def claims(Phi, R, lam_w, b, *, spread=covariance, bound=2):
    n, C = R.shape
    W = R.T @ Phi.T / lam_w
    return {"rank at most 2C": rank(spread(lambda B: to_the_kernel(Phi, step_noise(W, R, keep_rows(R, B), b)), batches(n, b))) <= bound * C}


statement = Statement(
    source="Theorem 25, appendices D.3.1 and D.4",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "R": EqualErrors(), "lam_w": Positive(), "b": Choice(1)},
    claims=claims,
    readings={
        "Cov(vec Delta)": {},
        "E[Delta Delta^T]": {"spread": second_moment},
        "E[(Delta - E Delta)(Delta - E Delta)^T]": {"spread": centred_second_moment},
    },
    mutants={"C instead of 2C": {"bound": 1}},
    expect="refuted",
    counterexample={"b": 1, "Phi": [[1, 0, 0, 0]], "R": [[1], [1], [1], [1]], "lam_w": 1},
)

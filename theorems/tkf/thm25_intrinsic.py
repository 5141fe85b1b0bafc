"""Muon gives the noise of one mini-batch no more directions in the features than gradient descent does.

With G = W^T R^T at the fast readout, a batch (coordinate projector P, factor c = 1 + e > 1, which is n / b) gives Ghat = c G P. Gradient descent has
the noise Ghat - G = G (c P - I), whose column space is that of G, as c P - I is invertible; Muon has pol(Ghat) - pol(G), with columns in that space.
In the kernel it is otherwise: with one output and one feature gradient descent can have rank 1 where Muon has 2. For the covariance over batches see
thm25_intrinsic_covariance.
"""

from numerics.linalg import eye, matrix, null_within, polar, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Positive, Subset
from theorems.statement import Statement
from theorems.tkf.notation_noise import to_the_kernel


def Mirrored():
    """One feature, one output, two samples: residuals (p, q) of rational length, and features (p, -q), which the noise of the first sample is parallel to."""

    def build(x):
        p, q = 1 - x**2, 2 * x
        return matrix([[p, -q]]), matrix([[p], [q]])

    def member(Phi, R):
        return (Phi[0, 0] == R[0, 0]) & (Phi[0, 1] == -R[1, 0])

    return Domain(
        name="features that mirror the residuals",
        shape=((1, 2), (2, 1)),
        parts=(Leaf(scalar=True),),
        build=build,
        member=member,
        wider=Free(Matrix(1, 2), Matrix(2, 1)),
    )


def no_new_directions(Phi, muon, descent):
    return null_within(descent.T, muon.T)


def no_larger_rank_in_the_kernel(Phi, muon, descent):
    return rank(to_the_kernel(Phi, muon)) <= rank(to_the_kernel(Phi, descent))


def claims(Phi, R, lam_w, P, e, *, no_more=no_new_directions, direction=polar, own=lambda P, e: (1 + e) * P - eye(P)):
    G = (R.T @ Phi.T / lam_w).T @ R.T
    return {"no more than gradient descent": no_more(Phi, direction((1 + e) * G @ P) - direction(G), G @ own(P, e))}


statement = Statement(
    source="Theorem 25, last sentence, appendix D.3.1",
    text="reconstructed",
    for_all={"Phi R": Free(Matrix("d", "n"), Matrix("n", "C")), "lam_w": Positive(), "P": Subset("n"), "e": Positive()},
    claims=claims,
    readings={
        "directions in the features": {},
        "rank in the kernel": {"no_more": no_larger_rank_in_the_kernel, "Phi R": Mirrored(), "P": Subset(2)},
    },
    mutants={"the batch alone for its noise": {"own": lambda P, e: (1 + e) * P}, "the rest alone for its noise": {"own": lambda P, e: P - eye(P)}},
    falls=("rank in the kernel",),
)

"""Every single draw of the Muon noise has rank at most C in the features, within the row space of the readout, and at most 2C in the kernel.

Polar directions of W^T R^T and of its batch W^T R^T P (P the coordinate projector of the batch; its scale drops out, eq65) keep their columns in the
row space of W, and so does their difference, W^T E for some C x n matrix E. That moves the kernel by Phi^T W^T E + E^T W Phi, through 2C directions.
Any readout will do, and any batch. What fails in thm25 is the step from the draws to their covariance.
"""

from numerics.linalg import null_within, polar, rank
from theorems.domains import Matrix, Subset
from theorems.statement import Statement
from theorems.tkf import thm25
from theorems.tkf.notation_noise import to_the_kernel


def claims(Phi, W, R, P, E, *, other=lambda G, Phi: 0 * Phi, spare=0, passes=2):
    C, G = W.shape[0], W.T @ R.T
    noise = polar(G @ P) - polar(G) + other(G, Phi)
    return {
        "the feature noise is in the row space of W": null_within(W, noise.T),
        "the feature noise has rank at most C": rank(noise.T) <= C - spare,
        "noise in that space moves the kernel by rank at most 2C": rank(to_the_kernel(Phi, W.T @ E)) <= passes * C - spare,
    }


statement = Statement(
    source="Theorem 25, appendices D.3.1 and D.4",
    text="reconstructed",
    for_all={"Phi": Matrix("d", "n"), "W": Matrix("C", "d"), "R": Matrix("n", "C"), "P": Subset("n"), "E": Matrix("C", "n")},
    claims=claims,
    mutants={
        "one less": {"spare": 1},
        "C instead of 2C": {"passes": 1},
        "decay that is not decoupled": {"other": lambda G, Phi: Phi},
    },
    amends=thm25,
)

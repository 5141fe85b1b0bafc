"""Mode coupling moves signal between modes: the source terms sum to zero.

S_j = 2 G_j sum_{i != j} A_ij / (lambda_j - lambda_i) G_i with G_j = <v_j, g> and A_ij = v_i^T DC v_j, where i and j run over the same modes:
A is symmetric, the gaps are antisymmetric, and the sum equals its own negative. S_j is the rate at which G_j^2 changes while the modes turn
into each other (equation 48): G_j' = sum_i A_ij / (lambda_j - lambda_i) G_i, to first order in a step h. The columns of V and the entries of
lam are the modes whose eigenvalues are distinct; B and B_i (coordinate projectors) choose from them the modes j and the modes i.
"""

from numerics.linalg import hadamard, ones, reciprocal_gaps, total
from theorems.domains import Domain, Free, Levels, Matrix, Real, Stiefel, Subset, Symmetric
from theorems.statement import Statement

OneIndexSet = Domain(
    name="one index set for i and j", shape=(("n", "n"), ("n", "n")), parts=(Subset("n"),), build=lambda j: (j, j),
    member=lambda j, i: (i == j) & (j == j.T) & (j @ j == j), wider=Free(Subset("n"), Subset("n")),
)  # fmt: skip


def claims(DC, V, g, lam, B, B_i, h, *, over_gaps=reciprocal_gaps, own=lambda G: G):
    G = V.T @ g
    A = V.T @ DC @ V
    coupling = hadamard(A, over_gaps(lam))  # A_ij / (lambda_j - lambda_i) at (i, j)
    rate = coupling.T @ (B_i @ G)
    S = 2 * hadamard(B @ own(G), rate)

    def squares(x):
        return hadamard(x, x)

    return {
        "the couplings are antisymmetric": coupling == -coupling.T,
        "the sources sum to zero": total(S) == 0,
        "a source is the rate of a squared projection": squares(B @ G + h * rate) - squares(B @ G) == h * S + h**2 * squares(rate),
    }


statement = Statement(
    source="Theorem 12.4, equation 51, and remark 12.5",
    text="reconstructed",
    for_all={"DC": Symmetric("P"), "V": Stiefel("P", "n"), "g": Matrix("P", 1), "lam": Levels("n"), "B B_i": OneIndexSet, "h": Real()},
    claims=claims,
    mutants={
        "gaps squared": {"over_gaps": lambda lam: hadamard(reciprocal_gaps(lam), reciprocal_gaps(lam))},
        "G_j dropped": {"own": lambda G: ones(G.shape[0], 1, like=G)},
    },
)

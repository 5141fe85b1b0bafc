"""The Dirichlet energy of the features on a graph is a trace of the kernel: half the sum of Adj_ij |phi_i - phi_j|^2 over ordered pairs is tr(K L).

L = Deg - Adj, with Deg the diagonal matrix of the row sums of a symmetric Adj, loops allowed; K = Phi^T Phi, and |phi_i - phi_j|^2 = K_ii + K_jj - 2 K_ij.
The constant is stripped: over each edge once it is the sum without the half, over ordered pairs the sum without the half is 2 tr(K L). Of a directed graph L
would have to be built from (Adj + Adj^T) / 2.
"""

from fractions import Fraction

from numerics.linalg import diagonal, every, eye, hadamard, ones, row_sums, total, trace
from theorems.domains import Domain, Leaf, Matrix
from theorems.statement import Statement


def Adjacency():
    """Symmetric, and nowhere negative."""

    def member(weights):
        n = weights.shape[0]
        return every([weights == weights.T, *(weights[i, j] >= 0 for i in range(n) for j in range(n))])

    return Domain(
        name="weights of an undirected graph",
        shape=("n", "n"),
        parts=(Leaf(rows="n", columns="n", kind="nonnegative"),),
        build=lambda weights: weights + weights.T,
        member=member,
        wider=Matrix("n", "n"),
    )


def claims(Phi, Adj, *, share=Fraction(1, 2), cross=2, sign=1):
    K = Phi.T @ Phi
    spread = row_sums(hadamard(K, eye(K))) @ ones(1, K.shape[0], like=K)  # |phi_i|^2 at (i, j)
    energy = share * total(hadamard(Adj, spread + spread.T - cross * K))
    L = diagonal(row_sums(Adj)) - sign * Adj
    return {"a trace of the features": energy == trace(Phi @ L @ Phi.T), "a trace of the kernel": energy == trace(K @ L)}


statement = Statement(
    source="Equations 39-41, section 6.1.1",
    text="uncertain",
    for_all={"Phi": Matrix("d", "n"), "Adj": Adjacency()},
    claims=claims,
    readings={"half the sum over ordered pairs": {}, "the sum over ordered pairs": {"share": 1}},
    mutants={"half the cross term": {"cross": 1}, "the signless Laplacian": {"sign": -1}},
    expect="certified",
    falls=("the sum over ordered pairs",),
)

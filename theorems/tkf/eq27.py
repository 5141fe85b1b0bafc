"""Trace inequality: tr(X Z) is at least the sum of the eigenvalues of X times those of Z in reverse order, with equality for reverse pairing only.

X and Z are positive semidefinite. Turned into an eigenbasis of Z, which changes neither side, Z is diagonal and X = Q diag(x) Q^T. Equality: X and Z
commute, and on common eigenvectors the larger eigenvalue of X never meets the larger one of Z, (x - x') (z - z') <= 0. They then share an eigenbasis
with reverse pairing; that every eigenvector of X is one of Z is more, and fails for X = I. The inequality at every size: eq27_projectors.
"""

from numerics.linalg import diagonal, every, eye, iff, implies, inner, kron, matrix, psd
from theorems.domains import Domain, Leaf, Matrix, Orthogonal
from theorems.statement import Statement


def Descending(n="n"):
    """A column of nonnegative numbers, the largest first."""

    def build(gaps):
        heights = [gaps[gaps.shape[0] - 1, 0]]
        for i in reversed(range(gaps.shape[0] - 1)):
            heights.insert(0, heights[0] + gaps[i, 0])
        return matrix([[height] for height in heights])

    def member(x):
        n = x.shape[0]
        return every([x[n - 1, 0] >= 0, *(x[i, 0] >= x[i + 1, 0] for i in range(n - 1))])

    return Domain(name="descending, nonnegative", shape=(n, 1), parts=(Leaf(rows=n, kind="nonnegative"),), build=build, member=member, wider=Matrix(n, 1))


def commuting(X, Z):
    return X @ Z == Z @ X


def oppositely_ordered(X, Z):
    """(x - x') (z - z') <= 0 for all pairs of common eigenvectors."""
    one = eye(X)
    return psd((kron(one, X) - kron(X, one)) @ (kron(Z, one) - kron(one, Z)))


def common_eigenbasis(Q, x, Z):
    X = Q @ diagonal(x) @ Q.T
    return commuting(X, Z) & oppositely_ordered(X, Z)


def every_eigenvector(Q, x, Z):
    """Besides, Z is a number on every eigenspace of X."""
    B, ranks = Q.T @ Z @ Q, range(x.shape[0])
    return common_eigenbasis(Q, x, Z) & every(implies(x[i, 0] == x[j, 0], B[i, i] == B[j, j]) for i in ranks for j in ranks)


def claims(Q, x, z, *, partner=lambda i, n: n - 1 - i, shared=common_eigenbasis):
    n = x.shape[0]
    X, Z = Q @ diagonal(x) @ Q.T, diagonal(matrix([[z[n - 1 - i, 0]] for i in range(n)]))
    least = sum(x[i, 0] * z[partner(i, n), 0] for i in range(n))
    return {"the trace is at least this": least <= inner(X, Z), "equality": iff(inner(X, Z) == least, shared(Q, x, Z))}


statement = Statement(
    source="Equation 27, section 5.2.1",
    text="reconstructed",
    for_all={"Q": Orthogonal("n"), "x": Descending(), "z": Descending()},
    claims=claims,
    readings={"they share an eigenbasis": {}, "every eigenvector of X is one of Z": {"shared": every_eigenvector}},
    mutants={
        "paired in the same order": {"partner": lambda i, n: i},
        "commuting is enough": {"shared": lambda Q, x, Z: commuting(Q @ diagonal(x) @ Q.T, Z)},
    },
    expect="supported",
    falls=("every eigenvector of X is one of Z",),
)

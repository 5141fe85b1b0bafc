"""Claims about arrays of which the truth is known: what a falsifier of matrix claims is examined on. Data only.

A true claim cites its proof; most attain equality, so that rounding alone would refute them. A false one carries an exact counterexample
and the smallest dimension in which there is any: no counterexample exists where every side of every letter is smaller. The groups:
classic errors of algebra and order; corners, false on a set of measure zero only; small sizes, true up to some n and false beyond; and
millionths, sharp inequalities with a constant that is wrong by one part in a million.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numerics.finite import batches, covariance, keep_rows
from numerics.linalg import (
    absolute,
    det,
    diagonal,
    distinct,
    eigvalsh,
    every,
    eye,
    hadamard,
    iff,
    implies,
    inner,
    inv,
    kron,
    matrix,
    maximum,
    minimum,
    nuclear_norm,
    null_within,
    pinv,
    pinv_sqrt,
    polar,
    positive_definite,
    psd,
    rank,
    svdvals,
    total,
    trace,
)
from numerics.value import Relation, Value
from theorems.domains import (
    PSD,
    Commuting,
    Domain,
    Integer,
    Laplacian,
    Leaf,
    Levels,
    Matrix,
    OneHot,
    Orthogonal,
    PermutationMatrix,
    Positive,
    PositiveDefinite,
    Projector,
    PSDOfRank,
    Skew,
    Stiefel,
    Symmetric,
    UpperTriangular,
)
from theorems.statement import Statement

M = 10**6
Law = Callable[..., Relation]
Letters = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ArrayClaim:
    """One claim of which the truth is known; its statement names it "claim".

    why: the proof, or why it fails. For a false claim, dimension: the smallest largest side of a counterexample; example: one of them,
    letters to numbers or rows of integers (and a size that no letter shows), of that dimension.
    """

    name: str
    true: bool
    statement: Statement
    why: str
    kind: str = ""
    dimension: int = 0
    example: Mapping[str, Any] | None = None


def stated(name: str, for_all: Letters, law: Law, spoilt: Any) -> Statement:
    """The law as a statement of one claim, with its knob `c` turned as mutant."""

    @functools.wraps(law)
    def claims(*letters: Any, **knobs: Any) -> dict[str, Relation]:
        return {"claim": law(*letters, **knobs)}

    return Statement(source=name, for_all=for_all, claims=claims, mutants={"c turned": {"c": spoilt}})


def true(name: str, for_all: Letters, law: Law, spoilt: Any, why: str) -> ArrayClaim:
    return ArrayClaim(name=name, true=True, statement=stated(name, for_all, law, spoilt), why=why)


def false(name: str, for_all: Letters, law: Law, spoilt: Any, dimension: int, example: Mapping[str, Any], why: str) -> ArrayClaim:
    return ArrayClaim(name=name, true=False, statement=stated(name, for_all, law, spoilt), why=why, dimension=dimension, example=example)


# ---- letters


def Descending(n: int) -> Domain:
    """A column of n positive numbers, each larger than the next: levels by their steps."""

    def build(steps: Value) -> Value:
        heights = [steps[n - 1, 0]]
        for i in reversed(range(n - 1)):
            heights.append(heights[-1] + steps[i, 0])
        return matrix([[x] for x in reversed(heights)])

    def member(x: Value) -> Relation:
        return every([x[n - 1, 0] > 0, *(x[i, 0] > x[i + 1, 0] for i in range(n - 1))])

    return Domain(name="positive and descending", shape=(n, 1), parts=(Leaf(rows=n, kind="positive"),), build=build, member=member, wider=Matrix(n, 1))


A: Letters = {"A": Matrix("n", "m")}
AB: Letters = dict.fromkeys("AB", Matrix("n", "m"))
CHAIN: Letters = {"A": Matrix("n", "m"), "B": Matrix("m", "k")}
CYCLE: Letters = {"A": Matrix("n", "m"), "B": Matrix("m", "n")}
SQUARE: Letters = {"A": Matrix("n", "n")}
SQUARES: Letters = dict.fromkeys("AB", Matrix("n", "n"))
ABX: Letters = dict.fromkeys("ABX", Matrix("n", "n"))
S: Letters = {"S": Symmetric("n")}
ST: Letters = dict.fromkeys("ST", Symmetric("n"))
K: Letters = {"K": PSD("n")}
KL: Letters = dict.fromkeys("KL", PSD("n"))
KLH: Letters = dict.fromkeys("KLH", PSD("n"))
P: Letters = {"P": PositiveDefinite("n")}
PQ: Letters = dict.fromkeys("PQ", PositiveDefinite("n"))
PK: Letters = {"P": PositiveDefinite("n"), "K": PSD("n")}
PX: Letters = {"P": PositiveDefinite("n"), "x": Matrix("n", 1)}


# ---- expressions


def commutator(a: Value, b: Value) -> Value:
    return a @ b - b @ a


def squared(a: Value) -> Value:
    """The square of the Frobenius norm."""
    return inner(a, a)


def modulus(a: Value) -> Value:
    """|A| = (A^T A)^{1/2}, (n, m) to (m, m)."""
    return a.T @ a @ pinv_sqrt(a.T @ a)


def largest(a: Value) -> Value:
    """The largest singular value."""
    return svdvals(a)[0, 0]


def least(a: Value) -> Value:
    """The smallest of the min(n, m) singular values."""
    return svdvals(a)[min(a.shape) - 1, 0]


def top(a: Value, count: int) -> Value:
    """Sum of the `count` largest eigenvalues of a symmetric matrix."""
    values = eigvalsh(a)
    return sum((values[i, 0] for i in range(1, count)), values[0, 0])


def block(a: Value, first: int, last: int) -> Value:
    """The principal block of the rows and columns from `first` up to, but not including, `last`."""
    return matrix([[a[i, j] for j in range(first, last)] for i in range(first, last)])


def bordered(a: Value, b: Value, d: Value) -> Value:
    """The symmetric block matrix of a (n, n), b (n, m) and d (m, m)."""
    n, m = b.shape
    above = [[a[i, j] for j in range(n)] + [b[i, j] for j in range(m)] for i in range(n)]
    return matrix(above + [[b[i, j] for i in range(n)] + [d[j, k] for k in range(m)] for j in range(m)])


def parallel(a: Value, b: Value) -> Value:
    """The parallel sum (A^{-1} + B^{-1})^{-1} of positive definite matrices."""
    return a @ inv(a + b) @ b


def entrywise(function: Callable[[Value], Value], a: Value) -> Value:
    return matrix([[function(a[i, j]) for j in range(a.shape[1])] for i in range(a.shape[0])])


def normal(a: Value) -> Relation:
    return a @ a.T == a.T @ a


def diagonal_product(a: Value) -> Value:
    return math.prod((a[i, i] for i in range(1, a.shape[0])), start=a[0, 0])


def minors(a: Value) -> Relation:
    """No negative entry on the diagonal, and no negative principal minor of order 2."""
    n = a.shape[0]
    pairs = [a[i, i] * a[j, j] - a[i, j] * a[j, i] >= 0 for i in range(n) for j in range(i)]
    return every([a[i, i] >= 0 for i in range(n)] + pairs)


def weighed(k: Value) -> Value:
    """31 k_11 + 47 k_22: at a given determinant of a semidefinite K it is least at multiples of diag(47, 31)."""
    return 31 * k[0, 0] + 47 * k[1, 1]


def aligned(q: Value) -> Value:
    """tr(G^T Q) for G = 29 R diag(2, 1) with the rotation R = ((20, -21), (21, 20)) / 29; at orthogonal Q it is at most 87, the nuclear norm of G."""
    return 40 * q[0, 0] - 21 * q[0, 1] + 42 * q[1, 0] + 20 * q[1, 1]


def quartic(k: Value) -> Value:
    """(2 k_11^2 + k_22^2)^2, at least 8 det(K)^2 for a semidefinite K; they are equal only at k_22 = 2^{1/2} k_11 off-diagonal zero."""
    return (2 * k[0, 0] ** 2 + k[1, 1] ** 2) ** 2


def moved(a: Value) -> Value:
    """A 3 x 3 matrix plus a constant one, so that what is special about the sum is nothing special about the letter."""
    by = ((5, -3, 0), (2, 7, 1), (0, -4, 6))
    return matrix([[a[i, j] + by[i][j] for j in range(3)] for i in range(3)])


# ---- laws too long for a line


def frobenius_rank(A: Value, B: Value, X: Value, *, c: int = 0) -> Relation:
    return rank(A @ B) + rank(B @ X) + c <= rank(B) + rank(A @ B @ X)


def woodbury(P: Value, A: Value, *, c: int = 1) -> Relation:
    R = inv(P)
    return inv(P + A @ A.T) == R - c * R @ A @ inv(eye(A.T) + A.T @ R @ A) @ A.T @ R


def hoffman_wielandt(S: Value, T: Value, *, c: int = 1) -> Relation:
    return c * squared(eigvalsh(S) - eigvalsh(T)) <= squared(S - T)


def poincare(U: Value, S: Value, *, c: int = 0) -> Relation:
    low, high = eigvalsh(U.T @ S @ U), eigvalsh(S)
    n, r = U.shape
    return every([(low[i, 0] <= high[i, 0] - c) & (high[n - r + i, 0] + c <= low[i, 0]) for i in range(r)])


def kantorovich(P: Value, x: Value, *, c: int = 4) -> Relation:
    values, n = eigvalsh(P), P.shape[0]
    first, last = values[0, 0], values[n - 1, 0]
    return c * first * last * trace(x.T @ P @ x) * trace(x.T @ inv(P) @ x) <= (first + last) ** 2 * trace(x.T @ x) ** 2


def kantorovich_spread(P: Value, x: Value, *, c: int = M - 1) -> Relation:
    values, n = eigvalsh(P), P.shape[0]
    first, last = values[0, 0], values[n - 1, 0]
    bound = (first + last) ** 2 * trace(x.T @ x) ** 2
    return implies(first >= 3 * last, 4 * M * first * last * trace(x.T @ P @ x) * trace(x.T @ inv(P) @ x) <= c * bound)


def hall(A: Value, B: Value, X: Value, *, c: int = 0) -> Relation:
    return commutator(commutator(A, B) @ commutator(A, B), X) == c * X


def nilpotent_product(A: Value, B: Value, n: int, *, c: int = 1) -> Relation:
    return implies((A**n == 0) & (B**n == 0), c * (A @ B) ** n == (c - 1) * A)


def triangular_radius(A: Value, *, c: int = 1) -> Relation:
    radius = functools.reduce(maximum, (A[i, i] ** 2 for i in range(A.shape[0])))
    return c * largest(A) ** 2 <= radius


def ratios_and_gaps(x: Value, *, c: int = 1) -> Relation:
    """Of three levels: the first ratio is the larger one, iff the first gap is."""
    return iff(x[0, 0] * x[2, 0] > c * x[1, 0] ** 2, x[0, 0] - x[1, 0] > x[1, 0] - x[2, 0])


def gaps_after_ratios(x: Value, *, c: int = 2) -> Relation:
    return implies(x[0, 0] * x[2, 0] > x[1, 0] ** 2, x[0, 0] + x[2, 0] > c * x[1, 0])


def batch_noise(R: Value, b: int, n: int, C: int, *, c: int = 2) -> Relation:
    """Of residuals R (n, C) in batches of b, padded with zeros: the covariance of their Gram matrices has rank at most c C."""

    def noise(batch: tuple[int, ...]) -> Value:
        kept = keep_rows(R, batch)
        return n * (kept @ kept.T) / b - R @ R.T

    return rank(covariance(noise, batches(n, b))) <= c * C


def traces_to_three(S: Value, T: Value, *, c: int = 1) -> Relation:
    same = (trace(S) == trace(T)) & (trace(S @ S) == trace(T @ T))
    return implies(same, trace(S @ S @ S) == c * trace(T @ T @ T))


def laplacian_square(L: Value, *, c: int = 0) -> Relation:
    n = L.shape[0]
    return every([L[0, 0] >= 0, *((L @ L)[i, j] <= c for i in range(n) for j in range(n) if i != j)])


# ---- examples

E11, E12, E21, E22 = ([[int((i, j) == at) for j in range(2)] for i in range(2)] for at in ((0, 0), (0, 1), (1, 0), (1, 1)))
ONE, ZERO, EYE, ONES = [[1]], [[0]], [[1, 0], [0, 1]], [[1, 1], [1, 1]]
TURN, FLIP, SWAP, SIGNS = [[0, -1], [1, 0]], [[1, 0], [0, -1]], [[0, 1], [1, 0]], [[1, 0, 0], [0, 0, 0], [0, 0, -1]]


def only(n: int, *places: tuple[int, int]) -> list[list[int]]:
    """Ones at the places and zeros elsewhere, n x n."""
    return [[int((i, j) in places) for j in range(n)] for i in range(n)]


def ring(n: int, at: int, beside: int, across: int) -> list[list[int]]:
    """The symmetric matrix of a ring of n places: `at` on the diagonal, `beside` next to it, `across` where the ring closes."""
    return [[at if i == j else beside if abs(i - j) == 1 else across if abs(i - j) == n - 1 else 0 for j in range(n)] for i in range(n)]


CLAIMED = {
    "norm": [
        true(
            "nuclear norm of a product", CHAIN, lambda A, B, *, c=2: c * nuclear_norm(A @ B) <= squared(A) + squared(B), 3,
            "|AB|_* <= |A|_F |B|_F by duality with the spectral norm and Cauchy and Schwarz, then means; equality at B = A^T",
        ),
        true(
            "Cauchy and Schwarz", AB, lambda A, B, *, c=1: c * inner(A, B) ** 2 <= squared(A) * squared(B), 2,
            "the discriminant of |A + tB|_F^2; equality where parallel",
        ),
        true(
            "trace of a product", CYCLE, lambda A, B, *, c=1: c * trace(A @ B) ** 2 <= squared(A) * squared(B), 2,
            "Cauchy and Schwarz for A^T and B; equality at B = A^T",
        ),
        true(
            "von Neumann's traces", AB, lambda A, B, *, c=1: c * inner(A, B) <= inner(svdvals(A), svdvals(B)), 2,
            "von Neumann 1937; equality where the singular vectors are shared",
        ),
        true(
            "spectral and nuclear norm", AB, lambda A, B, *, c=1: c * inner(A, B) <= largest(A) * nuclear_norm(B), 2,
            "tr(A^T B) is a sum of sigma_i(B) u_i^T A v_i; equality at A = polar(B)",
        ),
        true(
            "spectral and Frobenius norm", CHAIN, lambda A, B, *, c=1: c * squared(A @ B) <= largest(A) ** 2 * squared(B), 2,
            "column by column; equality for orthogonal A",
        ),
        true(
            "singular values of a product", SQUARES,
            lambda A, B, *, c=1: every([c * svdvals(A @ B)[i, 0] <= largest(A) * svdvals(B)[i, 0] for i in range(A.shape[0])]), 2,
            "Courant and Fischer with |ABx| <= sigma_1(A) |Bx|; equality for orthogonal A",
        ),
        true(
            "triangle of nuclear norms", AB, lambda A, B, *, c=1: c * nuclear_norm(A + B) <= nuclear_norm(A) + nuclear_norm(B), 2,
            "a supremum of linear functions; equality where parallel",
        ),
        true(
            "nuclear norm and rank", A, lambda A, *, c=1: c * nuclear_norm(A) ** 2 <= rank(A) * squared(A), 2,
            "Cauchy and Schwarz on the nonzero singular values; equality where they agree",
        ),
        true(
            "Boettcher and Wenzel", SQUARES, lambda A, B, *, c=2: squared(commutator(A, B)) <= c * squared(A) * squared(B), 1,
            "Boettcher and Wenzel 2008; equality at E12 and E21",
        ),
        true(
            "polar factor and nuclear norm", A, lambda A, *, c=1: inner(A, polar(A)) == c * nuclear_norm(A), 2,
            "both are the trace of (A^T A)^{1/2}: an equality of irrational numbers",
        ),
        true(
            "no orthogonal matrix is better aligned", {"A": Matrix("n", "n"), "Q": Orthogonal("n")},
            lambda A, Q, *, c=1: c * inner(A, Q) <= nuclear_norm(A), 2, "duality with the spectral norm; equality at the polar factor",
        ),
        true(
            "permutations keep the nuclear norm", {"A": Matrix("n", "n"), "P": PermutationMatrix("n"), "R": PermutationMatrix("n")},
            lambda A, P, R, *, c=1: nuclear_norm(P @ A @ R) == c * nuclear_norm(A), 2, "unitary invariance: an equality of irrational numbers",
        ),
    ],
    "spectrum": [
        true(
            "Ky Fan's two largest", dict.fromkeys("ST", Symmetric(3)), lambda S, T, *, c=1: c * top(S + T, 2) <= top(S, 2) + top(T, 2), -1,
            "Ky Fan 1949: a maximum of tr(U^T S U) over orthonormal U; equality at S = T",
        ),
        true(
            "Weyl's second eigenvalue", dict.fromkeys("ST", Symmetric(3)),
            lambda S, T, *, c=0: eigvalsh(S + T)[2, 0] + c <= eigvalsh(S)[1, 0] + eigvalsh(T)[1, 0], 1, "Weyl 1912, i = j = 2; equality at S = T = 0",
        ),
        true(
            "least eigenvalue of a sum", ST, lambda S, T, n, *, c=1: c * (eigvalsh(S)[n - 1, 0] + eigvalsh(T)[n - 1, 0]) <= eigvalsh(S + T)[n - 1, 0], 2,
            "a minimum of linear functions; equality at T = 0",
        ),
        true("Hoffman and Wielandt", ST, hoffman_wielandt, 2, "Hoffman and Wielandt 1953, eigenvalues in the same order; equality at T = 0"),
        true(
            "Poincare's separation", {"U": Stiefel("n", "r"), "S": Symmetric("n")}, poincare, 1,
            "Courant and Fischer (interlacing, where U is made of unit vectors); equality on an invariant subspace",
        ),
        true("Kantorovich", PX, kantorovich, 5, "Kantorovich 1948; equality at x = u_1 + u_n of unit eigenvectors, and wherever P = 1"),
        true(
            "permutation similarity", {"A": Matrix("n", "n"), "P": PermutationMatrix("n")},
            lambda A, P, *, c=1: (trace((P @ A @ P.T) ** 3) == c * trace(A**3)) & (total(P @ A @ P.T) == total(A)), 2, "P^T P = 1, and P permutes entries",
        ),
        true(
            "what commutes with distinct levels", {"x": Levels("n"), "A": Matrix("n", "n")},
            lambda x, A, *, c=1: implies(diagonal(x) @ A == A @ diagonal(x), A == c * A.T), 2, "(x_i - x_j) a_ij = 0, so that A is diagonal",
        ),
        true("larger ratio, larger gap", {"x": Descending(3)}, gaps_after_ratios, 3, "x_1 + x_3 >= 2 (x_1 x_3)^{1/2} > 2 x_2"),
    ],
    "order": [
        true(
            "congruence keeps the order", {"K": PSD("n"), "S": Symmetric("n"), "A": Matrix("m", "n")},
            lambda K, S, A, *, c=1: psd(c * A @ (S + K) @ A.T - A @ S @ A.T), -1, "the difference is A K A^T; equality at K = 0",
        ),
        true(
            "inversion turns the order", PK, lambda P, K, *, c=1: psd(c * (inv(P) - inv(P + K))), -1,
            "congruence with P^{-1/2} reduces it to 1 and 1 + K; equality at K = 0",
        ),
        true(
            "resolvents turn the order", {**KL, "s": Positive()},
            lambda K, L, s, *, c=1: psd(c * (inv(K + s * eye(K)) - inv(K + L + s * eye(K)))), -1, "inversion at P = K + s",
        ),
        true(
            "Schur's complement", {"P": PositiveDefinite("n"), "B": Matrix("n", "m"), "S": Symmetric("m")},
            lambda P, B, S, *, c=1: iff(psd(bordered(P, B, S)), psd(S - c * B.T @ inv(P) @ B)), 2, "congruence with the elimination of B; also on the border",
        ),
        true(
            "the parallel sum is monotone", {**PQ, "K": PSD("n")}, lambda P, Q, K, *, c=1: psd(c * (parallel(P + K, Q) - parallel(P, Q))), -1,
            "(P^{-1} + Q^{-1})^{-1} turns the order twice; equality at K = 0",
        ),
        true(
            "harmonic and arithmetic mean", PQ, lambda P, Q, *, c=4: psd(P + Q - c * parallel(P, Q)), 5,
            "the difference is (P - Q) (P + Q)^{-1} (P - Q); equality at P = Q",
        ),
        true(
            "the square is convex", ST, lambda S, T, *, c=2: psd(c * (S @ S + T @ T) - (S + T) @ (S + T)), 1, "the difference is (S - T)^2; equality at S = T",
        ),
        true(
            "Kadison", {"U": Stiefel("n", "r"), "S": Symmetric("n")},
            lambda U, S, *, c=1: psd(c * (U.T @ S @ S @ U - U.T @ S @ U @ U.T @ S @ U)), -1,
            "the difference is U^T S (1 - U U^T) S U; equality on an invariant subspace",
        ),
        true("Schur's product", KL, lambda K, L, *, c=1: psd(c * hadamard(K, L)), -1, "Schur 1911: a principal block of the Kronecker product"),
        true("Fiedler", P, lambda P, *, c=1: psd(hadamard(P, inv(P)) - c * eye(P)), 2, "Fiedler 1961; always singular, because its rows sum to zero"),
        true(
            "a factor below its norm", SQUARES, lambda A, B, *, c=1: psd(squared(B) * A.T @ A - c * A.T @ B @ B.T @ A), 2,
            "B B^T <= |B|_F^2; equality at B of rank one, in one direction",
        ),
        true(
            "Lyapunov", {"P": PositiveDefinite("n"), "S": Symmetric("n")}, lambda P, S, *, c=1: implies(psd(P @ S + S @ P), psd(c * S)), -1,
            "S is the integral of e^{-tP} (PS + SP) e^{-tP}",
        ),
        true(
            "the larger of two projectors", {"P": Projector("n", "r"), "Q": Projector("n", "q")},
            lambda P, Q, *, c=1: iff(psd(P - c * Q), P @ Q == Q), 2, "P >= Q exactly where the range of Q lies in that of P",
        ),
        true(
            "entrywise modulus, n = 3", {"K": PSD(3)}, lambda K, *, c=1: psd(entrywise(absolute, K) - (c - 1) * eye(K)), 2,
            "minors of order 2 stay; of the determinant only the term 2 k_12 k_23 k_31 changes, to its modulus",
        ),
    ],
    "trace and determinant": [
        true(
            "trace of a word", ST, lambda S, T, *, c=1: trace(S @ T @ S @ T) <= c * trace(S @ S @ T @ T), -1,
            "the difference is half of |ST - TS|_F^2; equality where they commute",
        ),
        true(
            "Lieb and Thirring, third power", KL, lambda K, L, *, c=1: trace((K @ L) ** 3) <= c * trace(K**3 @ L**3), -1,
            "Lieb and Thirring 1976; equality where they commute",
        ),
        true(
            "traces of cubes are convex", KL, lambda K, L, *, c=4: trace((K + L) ** 3) <= c * (trace(K**3) + trace(L**3)), 3,
            "Klein 1931; equality at K = L",
        ),
        true(
            "means of eigenvalues", K, lambda K, n, *, c=1: c * n**n * det(K) <= trace(K) ** n, 2,
            "geometric and arithmetic mean; equality at multiples of 1",
        ),
        true(
            "trace of a word, commuting", {"S T": Commuting("n")}, lambda S, T, *, c=1: trace(S @ T @ S @ T) == c * trace(S @ S @ T @ T), 2,
            "both are tr(S^2 T^2)",
        ),
        true("determinant of a skew matrix", {"X": Skew("n")}, lambda X, *, c=1: c * det(X) >= 0, -1, "the square of the Pfaffian, or zero"),
        true("determinant of a product", SQUARES, lambda A, B, *, c=1: det(A @ B) == c * det(A) * det(B), 2, "Cauchy 1812"),
        true(
            "Sylvester's determinants", CYCLE, lambda A, B, *, c=1: det(eye(A) + A @ B) == det(eye(B) + c * B @ A), 2,
            "Sylvester 1851: two eliminations of one block matrix",
        ),
        true("Hadamard's determinant", K, lambda K, *, c=1: c * det(K) <= diagonal_product(K), 2, "Hadamard 1893; equality at diagonal K"),
        true(
            "Fischer's determinant", {"K": PSD(4)}, lambda K, *, c=1: c * det(K) <= det(block(K, 0, 2)) * det(block(K, 2, 4)), 2,
            "Fischer 1908; equality at block diagonal K",
        ),
        true(
            "Oppenheim", KL, lambda K, L, *, c=1: c * det(K) * diagonal_product(L) <= det(hadamard(K, L)), 2,
            "Oppenheim 1930; equality at diagonal K",
        ),
        true("determinant of a semidefinite sum", KL, lambda K, L, *, c=1: c * (det(K) + det(L)) <= det(K + L), 2, "Minkowski; equality at L = 0"),
        true(
            "determinants of Gram matrices", AB, lambda A, B, *, c=1: c * det(A.T @ B) ** 2 <= det(A.T @ A) * det(B.T @ B), 2,
            "the formula of Cauchy and Binet, then Cauchy and Schwarz; equality at A = B",
        ),
        true("Woodbury", {"P": PositiveDefinite("n"), "A": Matrix("n", "m")}, woodbury, 2, "Woodbury 1950: multiply it out"),
        true("Hall, 2 x 2", dict.fromkeys("ABX", Matrix(2, 2)), hall, 1, "the square of a 2 x 2 matrix of trace zero is a multiple of 1"),
        true(
            "a bound that no rational attains", {"K": PSD(2)}, lambda K, *, c=8: quartic(K) >= c * det(K) ** 2, 9,
            "means, and det(K) <= k_11 k_22; equality off zero asks for the root of 2",
        ),
    ],
    "rank": [
        true("rank of a product", CHAIN, lambda A, B, *, c=0: rank(A @ B) <= minimum(rank(A), rank(B)) - c, 1, "ranges and row spaces"),
        true("Sylvester's ranks", CHAIN, lambda A, B, m, *, c=0: rank(A) + rank(B) - m + c <= rank(A @ B), 1, "B loses at most the null space of A"),
        true("Frobenius' ranks", ABX, frobenius_rank, 1, "Frobenius 1911; equality at B = 1 and X = 1"),
        true("rank of an entrywise product", AB, lambda A, B, *, c=0: rank(hadamard(A, B)) <= rank(A) * rank(B) - c, 1, "a block of the Kronecker product"),
        true(
            "rank of an entrywise square", A, lambda A, *, c=1: 2 * rank(hadamard(A, A)) <= rank(A) * (rank(A) + c), 0,
            "its rows are spanned by the r (r + 1) / 2 products of two of r rows",
        ),
        true("rank of a Kronecker product", AB, lambda A, B, *, c=1: rank(kron(A, B)) == c * rank(A) * rank(B), 2, "singular values multiply"),
        true("null space of a semidefinite sum", KL, lambda K, L, *, c=1: null_within(K + c * L, K), -1, "x^T K x + x^T L x = 0 makes both vanish"),
        true("rank of a semidefinite sum", KL, lambda K, L, *, c=0: rank(K + L) >= maximum(rank(K), rank(L)) + c, 1, "its null space is the common one"),
        true("rank of an idempotent", SQUARE, lambda A, *, c=1: implies(A @ A == A, rank(A) == c * trace(A)), 2, "its eigenvalues are 0 and 1"),
        true(
            "a semidefinite form that vanishes", {"K": PSD("n"), "x": Matrix("n", 1)},
            lambda K, x, *, c=1: implies(x.T @ K @ x == 0, c * K @ x == (c - 1) * x), 2, "K = R^T R and R x = 0",
        ),
        true("pseudo-inverse of a Gram matrix", A, lambda A, *, c=1: pinv(A.T @ A) == c * pinv(A) @ pinv(A).T, 2, "by the singular value decomposition"),
        true(
            "trace and rank, by factors", {"K": PSDOfRank("n", "r")}, lambda K, r, *, c=1: c * trace(K) ** 2 <= r * squared(K), 2,
            "Cauchy and Schwarz on at most r nonzero eigenvalues",
        ),
        true(
            "rank of a Laplacian", {"L": Laplacian("n")}, lambda L, n, *, c=1: psd(L) & (rank(L) <= n - c), 2,
            "a sum of squares of differences, which the constants annul; equality for connected graphs",
        ),
        true("trace and rank", S, lambda S, *, c=1: c * trace(S) ** 2 <= rank(S) * squared(S), 2, "Cauchy and Schwarz on the nonzero eigenvalues"),
    ],
    "classic": [
        false(
            "the square keeps the order", KL, lambda K, L, *, c=1: psd((K + L) @ (K + L) - c * K @ K), 2,
            2, {"K": E11, "L": ONES}, "scalars commute, so KL + LK + L^2 may be indefinite from n = 2 on only",
        ),
        false(
            "the cube keeps the order", KL, lambda K, L, *, c=1: psd((K + L) ** 3 - c * K**3), 2,
            2, {"K": E11, "L": ONES}, "monotone on numbers, not on matrices",
        ),
        false(
            "|S + T| <= |S| + |T|", ST, lambda S, T, *, c=1: psd(c * (modulus(S) + modulus(T)) - modulus(S + T)), -1,
            2, {"S": [[-3, 0], [0, 0]], "T": [[0, -2], [-2, 0]]}, "the triangle inequality of numbers; of matrices it needs two unitary factors",
        ),
        false(
            "spectral radius of a product, nilpotent", SQUARES, nilpotent_product, 2,
            2, {"A": E12, "B": E21}, "two matrices of spectral radius zero whose product is a projector",
        ),
        false(
            "spectral radius of a product, triangular", {"A": UpperTriangular("n")}, triangular_radius, 2,
            2, {"A": E12}, "of a triangular U and of U^T it is the largest diagonal entry, of U U^T the square of the spectral norm",
        ),
        false(
            "sigma_min is superadditive", SQUARES, lambda A, B, *, c=1: c * (least(A) + least(B)) <= least(A + B), 2,
            1, {"A": ONE, "B": [[-1]]}, "1 and -1; of semidefinite matrices it is true",
        ),
        false(
            "sigma_min of a product, rectangular", CHAIN, lambda A, B, *, c=1: c * least(A) * least(B) <= least(A @ B), 2,
            2, {"A": [[1, 0]], "B": [[0], [1]]}, "true for square matrices; a wide one times a tall one may vanish",
        ),
        false(
            "trace of three matrices", ABX, lambda A, B, X, *, c=1: trace(A @ B @ X) == c * trace(A @ X @ B), 2,
            2, {"A": E12, "B": E22, "X": E21}, "cyclic order only",
        ),
        false(
            "trace of three semidefinite matrices", KLH, lambda K, L, H, *, c=1: c * trace(K @ L @ H) >= 0, -1,
            2, {"K": E11, "L": [[1, 2], [2, 4]], "H": [[1, -1], [-1, 1]]}, "projections on three lines of the plane; of two matrices it is true",
        ),
        false(
            "trace of a word of three", KLH, lambda K, L, H, *, c=1: trace((K @ L @ H) ** 2) <= c * trace(K @ K @ L @ L @ H @ H), -1,
            2, {"K": E22, "L": [[1, -1], [-1, 1]], "H": [[2, 1], [1, 1]]}, "Golden and Thompson stop at two matrices",
        ),
        false(
            "Lieb and Thirring, symmetric", ST, lambda S, T, *, c=1: trace((S @ T) ** 3) <= c * trace(S**3 @ T**3), -1,
            2, {"S": [[-1, -1], [-1, 0]], "T": E22}, "true for semidefinite matrices",
        ),
        false(
            "traces of cubes are convex, symmetric", ST, lambda S, T, *, c=4: trace((S + T) ** 3) <= c * (trace(S**3) + trace(T**3)), 3,
            1, {"S": ONE, "T": [[-2]]}, "the cube is convex on positive numbers",
        ),
        false(
            "rank in the other order", SQUARES, lambda A, B, *, c=1: rank(A @ B) == c * rank(B @ A), 2,
            2, {"A": E11, "B": E12}, "AB = E12 and BA = 0; almost everywhere both have full rank",
        ),
        false(
            "rank of a sum from below", AB, lambda A, B, *, c=1: rank(A + B) >= absolute(rank(A) - rank(B)) + c, 2,
            1, {"A": ZERO, "B": ZERO}, "|rank A - rank B| is attained",
        ),
        false(
            "rank of a product from below", CHAIN, lambda A, B, *, c=1: rank(A @ B) >= c * minimum(rank(A), rank(B)), 2,
            2, {"A": E11, "B": E22}, "the range of B may lie in the null space of A",
        ),
        false(
            "rank of an entrywise product, smaller", AB, lambda A, B, *, c=0: rank(hadamard(A, B)) <= minimum(rank(A), rank(B)) - c, 1,
            2, {"A": EYE, "B": ONES}, "entrywise with all ones it is the identity map",
        ),
        false(
            "ratios and gaps", {"x": Descending(3)}, ratios_and_gaps, 2,
            3, {"x": [[6], [3], [1]]}, "gaps 3 > 2, ratios 2 < 3: the largest gap is not the largest ratio",
        ),
        false(
            "covariance of batch noise", {"R": Matrix("n", "C"), "b": Integer(1, "n")}, batch_noise, 1,
            4, {"R": [[0], [1], [1], [1]], "b": 1}, "every batch has a range of its own; up to n = 3 there are three batches, centred: two dimensions",
        ),
        false(
            "determinant of a symmetric sum", ST, lambda S, T, *, c=1: c * (det(S) + det(T)) <= det(S + T), 2,
            2, {"S": E11, "T": [[0, 0], [0, -1]]}, "true for semidefinite matrices",
        ),
        false(
            "triangle of determinants", SQUARES, lambda A, B, *, c=1: absolute(det(A + B)) <= c * (absolute(det(A)) + absolute(det(B))), -1,
            2, {"A": E11, "B": E22}, "two singular matrices with a regular sum",
        ),
        false("semidefinite product", KL, lambda K, L, *, c=1: psd(c * K @ L), -1, 2, {"K": E11, "L": ONES}, "not symmetric"),
        false(
            "semidefinite anticommutator", KL, lambda K, L, *, c=1: psd(c * (K @ L + L @ K)), -1,
            2, {"K": E11, "L": ONES}, "its determinant is -1",
        ),
        false(
            "symmetric matrices are totally ordered", ST, lambda S, T, *, c=1: psd(c * (S - T)) | psd(c * (T - S)), 2,
            2, {"S": E11, "T": E22}, "a cone that is no half-space, from n = 2 on",
        ),
        false(
            "eigenvalues of a sum", ST, lambda S, T, *, c=1: eigvalsh(S + T) == c * (eigvalsh(S) + eigvalsh(T)), 2,
            2, {"S": E11, "T": E22}, "(1, 1), not (2, 0)",
        ),
        false(
            "polar factor of a product", SQUARES, lambda A, B, *, c=1: polar(A @ B) == c * polar(A) @ polar(B), -1,
            2, {"A": [[-1, 0], [0, 0]], "B": [[-2, 0], [-3, -2]]}, "signs multiply, polar factors of matrices that do not commute need not",
        ),
        false(
            "positive real part, positive square", SQUARE, lambda A, *, c=0: implies(positive_definite(A + A.T), trace(A @ A) > c), 1,
            2, {"A": [[1, -2], [2, 1]]}, "a skew part turns eigenvalues past a right angle when squared",
        ),
        false(
            "entries below the nuclear norm", A, lambda A, *, c=1: total(entrywise(absolute, A)) <= c * nuclear_norm(A), 0,
            2, {"A": ONES}, "the other way round it is true: every unit matrix has nuclear norm one",
        ),
    ],
    "corner": [
        false(
            "a Gram matrix and anything", {"A": Matrix("n", "m"), "B": Matrix("m", "m")}, lambda A, B, *, c=1: rank(A.T @ A + B) >= c * rank(A), 2,
            1, {"A": ONE, "B": [[-1]]}, "where B undoes the Gram matrix",
        ),
        false(
            "definite plus symmetric vanishes nowhere", {"P": PositiveDefinite("n"), "S": Symmetric("n")}, lambda P, S, *, c=1: rank(P + S) >= c, 2,
            1, {"P": ONE, "S": [[-1]]}, "at S = -P",
        ),
        false(
            "a form that vanishes at zero only", {"K": PSD("n"), "x": Matrix("n", 1)},
            lambda K, x, *, c=0: implies((trace(K) > c) & (x.T @ K @ x == 0), x == 0), 1,
            2, {"K": E11, "x": [[0], [1]]}, "x in the null space of a singular K that is not zero",
        ),
        false(
            "what commutes with a symmetric matrix", {"S": Symmetric("n"), "A": Matrix("n", "n")},
            lambda S, A, *, c=1: implies(S @ A == A @ S, A == c * A.T), 2,
            2, {"S": EYE, "A": E12}, "true where the eigenvalues differ",
        ),
        false("singular values differ", SQUARE, lambda A, *, c=1: distinct(c * svdvals(A)), 0, 2, {"A": EYE}, "repeated singular values"),
        false("eigenvalues of a definite matrix differ", P, lambda P, *, c=1: distinct(c * eigvalsh(P)), 0, 2, {"P": EYE}, "repeated eigenvalues"),
        false(
            "no commutator of rank one", SQUARES, lambda A, B, *, c=1: rank(commutator(A, B)) != c, 2,
            2, {"A": E11, "B": E12}, "E12; a commutator of 2 x 2 matrices has trace zero, and rank two almost everywhere",
        ),
        false(
            "symmetric and orthogonal", {"Q": Orthogonal("n")}, lambda Q, *, c=1: implies(Q == Q.T, (Q == c * eye(Q)) | (Q == -c * eye(Q))), 2,
            2, {"Q": FLIP}, "a reflection",
        ),
        false("the polar factor is orthogonal", SQUARE, lambda A, *, c=1: polar(A).T @ polar(A) == c * eye(A), 2, 1, {"A": ZERO}, "at singular matrices"),
        false("no square vanishes", SQUARE, lambda A, *, c=0: implies(A @ A == 0, A == c * eye(A)), 1, 2, {"A": E12}, "nilpotent matrices"),
        false(
            "idempotents are symmetric", SQUARE, lambda A, *, c=1: implies(A @ A == A, A == c * A.T), 2,
            2, {"A": [[1, 1], [0, 0]]}, "a projection along another direction",
        ),
        false("normal matrices are symmetric", SQUARE, lambda A, *, c=1: implies(normal(A), A == c * A.T), 2, 2, {"A": TURN}, "a rotation"),
        false(
            "sums of normal matrices", SQUARES, lambda A, B, *, c=1: implies(normal(A) & normal(B), normal(A + c * B)), 2,
            2, {"A": E11, "B": TURN}, "a projector plus a rotation",
        ),
        false(
            "commuting is transitive", ABX, lambda A, B, X, *, c=1: implies((A @ B == B @ A) & (B @ X == X @ B), A @ X == c * X @ A), 2,
            2, {"A": E11, "B": EYE, "X": E12}, "everything commutes with the identity",
        ),
        false("rank of a square", SQUARE, lambda A, *, c=1: rank(A @ A) == c * rank(A), 2, 2, {"A": E12}, "nilpotent matrices"),
        false(
            "sums of regular matrices", SQUARES, lambda A, B, *, c=0: implies((det(A) != 0) & (det(B) != 0), det(A + B) != c), 1,
            1, {"A": ONE, "B": [[-1]]}, "at B = -A, among others",
        ),
        false(
            "null space of a symmetric sum", ST, lambda S, T, *, c=1: null_within(S + c * T, S), 2,
            1, {"S": ONE, "T": [[-1]]}, "true for semidefinite matrices",
        ),
        false(
            "one Gram matrix, one matrix", AB, lambda A, B, *, c=1: implies(A.T @ A == B.T @ B, (A == c * B) | (A == -c * B)), 2,
            2, {"A": E11, "B": E21}, "up to an orthogonal factor on the left, which is a sign at n = 1",
        ),
        false(
            "pseudo-inverse of a product", SQUARES, lambda A, B, *, c=1: pinv(A @ B) == c * pinv(B) @ pinv(A), 2,
            2, {"A": [[1, 1], [0, 0]], "B": E11}, "true for regular matrices",
        ),
        false(
            "pseudo-inversion turns the order", KL, lambda K, L, *, c=1: psd(c * (pinv(K) - pinv(K + L))), -1,
            1, {"K": ZERO, "L": ONE}, "true where K is regular",
        ),
        false(
            "symmetric matrices that anticommute", ST, lambda S, T, *, c=0: implies(S @ T + T @ S == 0, S @ T == c * eye(S)), 1,
            2, {"S": FLIP, "T": SWAP}, "eigenvalues that cancel; true where one of them is semidefinite",
        ),
        false(
            "no class is empty", {"F": OneHot("n", "C")}, lambda F, *, c=0: det(F.T @ F) > c, 1,
            2, {"F": [[1, 0]]}, "a class without a sample",
        ),
        false(
            "leading minors", S, lambda S, *, c=1: implies(every([det(block(S, 0, k + 1)) >= 0 for k in range(S.shape[0])]), psd(c * S)), -1,
            2, {"S": [[0, 0], [0, -1]]}, "true where all of them are positive",
        ),
        false(
            "Hadamard's determinant, strict", {"P": PositiveDefinite(3)}, lambda P, *, c=1: c * det(P) < diagonal_product(P), 2,
            3, {"P": only(3, (0, 0), (1, 1), (2, 2))}, "equality at diagonal matrices",
        ),
        false(
            "trace of a word, strict", dict.fromkeys("ST", Symmetric(3)),
            lambda S, T, *, c=1: implies(distinct(eigvalsh(S)) & distinct(eigvalsh(T)), c * trace(S @ T @ S @ T) < trace(S @ S @ T @ T)), 2,
            3, {"S": SIGNS, "T": SIGNS}, "equality where they commute",
        ),
    ],
    "small sizes": [
        false("skew matrices are singular", {"X": Skew("n")}, lambda X, *, c=0: det(X) == c, 1, 2, {"X": TURN}, "of odd size they are"),
        false(
            "minors of order two", S, lambda S, *, c=1: implies(minors(S), psd(c * S)), -1,
            3, {"S": [[1, 1, 1], [1, 1, -1], [1, -1, 1]]}, "enough up to n = 2",
        ),
        false(
            "entrywise modulus", K, lambda K, *, c=1: psd(entrywise(absolute, K) - (c - 1) * eye(K)), 2,
            4, {"K": ring(4, 3, 2, -2)}, "a frustrated ring; up to n = 3 it is true",
        ),
        false("Hall", ABX, hall, 1, 3, {"A": only(3, (0, 1)), "B": only(3, (1, 0)), "X": only(3, (0, 2))}, "an identity of 2 x 2 matrices"),
        false(
            "two traces that vanish", SQUARE, lambda A, *, c=0: implies((trace(A) == 0) & (trace(A @ A) == 0), A @ A @ A == c * A), 1,
            3, {"A": only(3, (0, 1), (1, 2), (2, 0))}, "up to n = 2 they make A nilpotent; the cycle of three has a trace at its third power first",
        ),
        false(
            "permutations have order six", {"P": PermutationMatrix("n")}, lambda P, *, c=6: P**c == eye(P), 5,
            4, {"P": only(4, (0, 1), (1, 2), (2, 3), (3, 0))}, "up to n = 3",
        ),
        false(
            "the square of a Laplacian", {"L": Laplacian("n")}, laplacian_square, -1,
            3, {"L": [[1, -1, 0], [-1, 2, -1], [0, -1, 1]]}, "second neighbours enter with a plus",
        ),
        false(
            "rank of an entrywise square, smaller", A, lambda A, *, c=0: rank(hadamard(A, A)) <= rank(A) - c, 1,
            3, {"A": [[-1, -1, 0], [-1, 0, -1], [0, -1, 1]]}, "rank two gives three products; two rows or columns leave no room for them",
        ),
        false(
            "two traces give the third", ST, traces_to_three, -1,
            3, {"S": [[0, 1, 1], [1, 0, 1], [1, 1, 0]], "T": [[0, -1, -1], [-1, 0, -1], [-1, -1, 0]]}, "up to n = 2 they give the eigenvalues",
        ),
    ],
    "millionth": [
        false(
            "nuclear norm of a product, a millionth", CHAIN, lambda A, B, *, c=M - 1: 2 * M * nuclear_norm(A @ B) <= c * (squared(A) + squared(B)), M - 2,
            1, {"A": ONE, "B": ONE}, "equality at B = A^T",
        ),
        false(
            "the same, 4 x 4", dict.fromkeys("AB", Matrix(4, 4)),
            lambda A, B, *, c=M - 1: 2 * M * nuclear_norm(A @ B) <= c * (squared(A) + squared(B)), M - 2,
            4, dict.fromkeys("AB", only(4, (0, 0))), "equality at B = A^T",
        ),
        false(
            "the same, 10 x 10", dict.fromkeys("AB", Matrix(10, 10)),
            lambda A, B, *, c=M - 1: 2 * M * nuclear_norm(A @ B) <= c * (squared(A) + squared(B)), M - 2,
            10, dict.fromkeys("AB", only(10, (0, 0))), "equality at B = A^T",
        ),
        false(
            "nuclear norm and size, moved", {"A": Matrix(3, 3)}, lambda A, *, c=M - 1: M * nuclear_norm(moved(A)) ** 2 <= 3 * c * squared(moved(A)), M - 2,
            3, {"A": [[1, 3, 0], [-2, -1, -1], [0, 4, 0]]}, "equality at multiples of orthogonal matrices, of which none is small before it is moved",
        ),
        false(
            "trace and rank two", {"K": PSD(3)}, lambda K, *, c=M - 1: implies(rank(K) == 2, M * trace(K) ** 2 <= 2 * c * squared(K)), M - 2,
            3, {"K": only(3, (0, 0), (1, 1))}, "equality at multiples of projectors of rank two, a thin set within a thin set",
        ),
        false(
            "Boettcher and Wenzel, a millionth", SQUARES, lambda A, B, *, c=2 * M - 1: M * squared(commutator(A, B)) <= c * squared(A) * squared(B), M,
            2, {"A": E12, "B": E21}, "equality at E12 and E21; numbers commute",
        ),
        false(
            "Kantorovich, a millionth", PX, kantorovich_spread, M - 2,
            2, {"P": [[3, 0], [0, 1]], "x": [[1], [1]]}, "equality at x = u_1 + u_2; at n = 1 there is no spread",
        ),
        false(
            "weighed means, a millionth", {"K": PSD(2)}, lambda K, *, c=M - 1: 4 * 31 * 47 * M * det(K) <= c * weighed(K) ** 2, M - 2,
            2, {"K": [[47, 0], [0, 31]]}, "equality at multiples of diag(47, 31), within a thousandth",
        ),
        false(
            "a root of two, a millionth", {"K": PSD(2)}, lambda K, *, c=M + 1: M * quartic(K) >= 8 * c * det(K) ** 2, M + 2,
            2, {"K": [[29, 0], [0, 41]]}, "41/29 is near enough to the root of 2, 17/12 is not",
        ),
        false(
            "a rotation, a millionth", {"Q": Orthogonal(2)}, lambda Q, *, c=M - 1: M * aligned(Q) <= 87 * c, M - 2,
            2, {"Q": [["20/29", "-21/29"], ["21/29", "20/29"]]}, "equality at one rotation, by twice the angle of tangent 3/7",
        ),
    ],
}  # fmt: skip

CLAIMS = tuple(dataclasses.replace(one, kind=kind) for kind, group in CLAIMED.items() for one in group)

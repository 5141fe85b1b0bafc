"""The referee's own exam: planted truths and falsehoods of every kind. It must be right or undecided, never wrong.

A planted claim is "true", "false", "vacuous" or "undefined" (somewhere on its domain); "unreachable" is false, but only where no search of
ours can be, so that it may look true to a search, and never to a procedure. `settled` is the verdict that the referee must reach and not
only avoid missing; LEAST says of how many planted claims of each kind that is asked, so that "undecided" everywhere fails.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from numerics.evidence import Evidence
from numerics.linalg import (
    absolute,
    det,
    every,
    eye,
    hadamard,
    iff,
    implies,
    inner,
    inv,
    kron,
    lesssim,
    log,
    maximum,
    minimum,
    nuclear_norm,
    null_within,
    ones,
    pinv,
    positive_definite,
    psd,
    rank,
    sqrt,
    svdvals,
    total,
    trace,
)
from numerics.systems.cells import printed
from numerics.value import Value
from property_tests import referee
from theorems.domains import (
    PSD,
    Diagonal,
    Domain,
    Interval,
    Leaf,
    Matrix,
    Nonnegative,
    Positive,
    PositiveDefinite,
    Projector,
    Real,
    Symmetric,
    Vanishing,
)
from theorems.statement import Statement

BETTER = ("supported", "certified", "proved")
ALLOWED = {
    "true": (*BETTER, "undecided"),
    "false": ("refuted", "undecided"),
    "vacuous": ("undecided",),
    "undefined": ("undecided",),
    "unreachable": ("refuted", "undecided", "supported"),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Planted:
    """One claim of which the truth is known. `knob` spoils it: the mutant turns `c` to that value."""

    name: str
    kind: str
    truth: str
    claims: Callable[..., Any]
    for_all: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    knob: Any = 0
    settled: str | tuple[str, ...] = ()
    given: Callable[..., Any] | None = None
    seconds: float = 20

    def statement(self) -> Statement:
        mutants = {"c turned": {"c": self.knob}}
        return Statement(source=self.name, for_all=self.for_all, given=self.given, claims=self.claims, mutants=mutants)


def plant(kind: str, name: str, truth: str, for_all: Mapping[str, Any], claims: Callable[..., Any], knob: Any, settled: str | tuple[str, ...] = (), **more: Any) -> Planted:
    return Planted(kind=kind, name=name, truth=truth, for_all=for_all, claims=claims, knob=knob, settled=settled, **more)


def claim(relation: Any) -> dict[str, Any]:
    return {"claim": relation}


def reals(letters: str) -> dict[str, Domain]:
    return {letter: Real() for letter in letters}


def joint(key: str, shapes: tuple[Any, ...], parts: tuple[Any, ...], build: Callable[..., Any], member: Callable[..., Any]) -> dict[str, Domain]:
    return {key: Domain(name="planted", shape=shapes, parts=parts, build=build, member=member)}


R, SQUARE, GRAM = Matrix("n", "C"), Matrix("n", "n"), Leaf(rows="n", columns="n")
TWO = {"A": SQUARE, "B": SQUARE}
LINES = {"A": R, "B": R}
BIG = 10**20


def commutator(a: Value, b: Value) -> Value:
    return a @ b - b @ a


def standard(a: Value, b: Value, c: Value, d: Value) -> Value:
    """The standard polynomial of degree 4: zero on 2 x 2 matrices (Amitsur and Levitzki), and on no larger ones."""
    total_ = 0 * a
    for order in itertools.permutations(range(4)):
        sign = 1
        for i, j in itertools.combinations(order, 2):
            sign = -sign if i > j else sign
        w, x, y, z = ([a, b, c, d][k] for k in order)
        total_ = total_ + sign * (w @ x @ y @ z)
    return total_


def hangs(where: str, relation: Callable[..., Any], *, asleep: bool = False) -> Callable[..., Any]:
    """A claims function that never returns in the batched systems, or in one whose name begins with `where`."""

    def claims(x: Value, *, c: Any = 1) -> dict[str, Any]:
        while x.system.name.startswith(where) or (where == "batches" and getattr(x.system, "batched", False)):
            if asleep:
                time.sleep(3600)
        return claim(relation(x, c))

    return claims


def series(left: Callable[..., Any], power: int) -> Callable[..., Any]:
    def claims(h: Value, *, c: int = power) -> dict[str, Any]:
        return claim(lesssim(left(h), h**c))

    return claims


EXAM = [
    # ---- scalar laws
    plant("scalar law", "means", "true", {"x": Nonnegative(), "y": Nonnegative()}, lambda x, y, *, c=4: claim((x + y) ** 2 >= c * x * y), 5, "proved"),
    plant("scalar law", "means, a constant too large", "false", {"x": Nonnegative(), "y": Nonnegative()}, lambda x, y, *, c=5: claim((x + y) ** 2 >= c * x * y), 6, "refuted"),
    plant("scalar law", "root of a product", "true", {"x": Nonnegative(), "y": Nonnegative()}, lambda x, y, *, c=2: claim(c * sqrt(x * y) <= x + y), 3, "proved"),
    plant("scalar law", "a clipped law is the minimiser", "true", {"k": Nonnegative(), "s": Positive(), "w": Positive()}, lambda k, s, w, *, c=1: claim(w * s / (maximum(0, sqrt(s * w) - c * w) + w) + maximum(0, sqrt(s * w) - c * w) <= w * s / (k + w) + k), 0, "proved"),
    plant("scalar law", "logarithm below its tangent", "true", {"x": Positive()}, lambda x, *, c=1: claim(log(x) <= c * (x - 1)), 2, "proved"),
    plant("scalar law", "logarithm below half its tangent", "false", {"x": Positive()}, lambda x, *, c=2: claim(log(x) <= (x - 1) / c), 3, "refuted"),
    plant("scalar law", "triangle", "true", reals("xy"), lambda x, y, *, c=1: claim(absolute(x + y) <= c * (absolute(x) + absolute(y))), -1, "proved"),
    plant("scalar law", "triangle, turned by a sign", "false", reals("xy"), lambda x, y, *, c=1: claim(absolute(x - y) <= c * (absolute(x) - absolute(y))), 2, "refuted"),
    plant("scalar law", "an increasing ratio", "true", {"x": Nonnegative(), "y": Nonnegative()}, lambda x, y, *, c=1: claim(implies(x <= y, c * x / (1 + x) <= c * y / (1 + y))), -1, "proved"),
    plant("scalar law", "two premises that exclude each other", "true", reals("x"), lambda x, *, c=1: claim(implies(x > 0, c * x**3 > 0) & implies(x < 0, x**3 < 0)), -1, "proved"),
    plant("scalar law", "a premise far from zero", "true", reals("x"), lambda x, *, c=2500: claim(implies(x > 50, x * x > c)), 2600, "proved"),
    plant("scalar law", "an exponent too many", "false", {"x": Interval(0, 2)}, lambda x, *, c=2: claim(x**3 <= c * x), 1, "refuted"),
    plant("scalar law", "larger plus smaller", "true", reals("xy"), lambda x, y, *, c=1: claim(maximum(x, y) + minimum(x, y) == c * (x + y)), 2, "proved"),
    plant("scalar law", "a constant that no float can hold", "true", {"A": R}, lambda A, *, c=1: claim(c * 10**400 * inner(A, A) >= 0), -1, "proved"),
    # ---- false on a thin set only
    plant("thin", "strict at the threshold", "false", reals("xy"), lambda x, y, *, c=0: claim(iff(maximum(0, x - y) > c, x >= y)), 1, "refuted"),
    plant("thin", "one value", "false", reals("x"), lambda x, *, c=1009: claim(x != c), 1, "refuted"),
    plant("thin", "singular values differ", "false", {"A": Matrix(2, 2)}, lambda A, *, c=0: claim(svdvals(A)[0, 0] - svdvals(A)[1, 0] > c), 1, "refuted"),
    plant("thin", "at n = 1 only", "false", {"K": PositiveDefinite("n")}, lambda K, *, c=1: claim(trace(K) ** 2 > c * trace(K @ K)), 2, "refuted"),
    plant("thin", "where the rank is deficient", "false", {"A": R}, lambda A, *, c=1: claim(c * pinv(A) @ A == eye(A.T)), 2, "refuted"),
    plant("thin", "where two matrices are parallel", "false", LINES, lambda A, B, *, c=1: claim(c * inner(A, B) ** 2 < inner(A, A) * inner(B, B) + inner(A, A) ** 2), 2),
    plant("thin", "a strict Cauchy-Schwarz", "false", LINES, lambda A, B, *, c=1: claim(inner(A, B) ** 2 < c * inner(A, A) * inner(B, B)), 2, "refuted"),
    plant("thin", "10^-12 too much", "false", {"A": R}, lambda A, *, c=1: claim((10**12 + c) * inner(A, A) <= 10**12 * inner(A, A)), 2, "refuted"),
    plant("thin", "10^-12 to spare", "true", {"A": R}, lambda A, *, c=1: claim(10**12 * inner(A, A) <= (10**12 + c) * inner(A, A)), -1, "proved"),
    plant("thin", "cancellation that floats do not see", "false", {"A": R}, lambda A, *, c=2: claim((BIG + total(A)) - BIG < Fraction(1, c)), 3, "refuted"),
    plant("thin", "a rank that floats do not see", "false", {"A": SQUARE}, lambda A, *, c=2: claim(rank(ones(*A.shape, like=A) + A / 10**12) < c), 1, "refuted"),
    plant("thin", "a trace that is not one number", "unreachable", {"A": R}, lambda A, *, c=1009 * 1013: claim(total(A) != c), 0),
    plant("thin", "an eigenvalue that is not one number", "unreachable", {"A": SQUARE}, lambda A, *, c=1: claim(rank(A - 1009 * eye(A)) == c * rank(A - 1013 * eye(A))), 2),
    plant("thin", "no eigenvector for one number", "unreachable", {"A": SQUARE}, lambda A, *, c=1009: claim(null_within(A - c * eye(A), A + eye(A))), 0),
    plant("thin", "a premise that is one number", "unreachable", {"A": SQUARE}, lambda A, *, c=2: claim(implies(trace(A) == 1009, trace(A) == 1009 * c)), 3),
    # ---- matrix identities
    plant("identity", "push-through", "true", {"A": R, "s": Positive()}, lambda A, s, *, c=1: claim(inv(A @ A.T + s * eye(A)) @ A == c * A @ inv(A.T @ A + s * eye(A.T))), 2, "proved"),
    plant("identity", "push-through, turned by a sign", "false", {"A": R, "s": Positive()}, lambda A, s, *, c=-1: claim(inv(A @ A.T + s * eye(A)) @ A == c * A @ inv(A.T @ A + s * eye(A.T))), 2, "refuted"),
    plant("identity", "transpose of a product", "true", TWO, lambda A, B, *, c=1: claim((A @ B).T == c * B.T @ A.T), 2, "proved"),
    plant("identity", "transpose of a product, in the wrong order", "false", TWO, lambda A, B, *, c=1: claim((A @ B).T == c * A.T @ B.T), 2, "refuted"),
    plant("identity", "trace of a commutator", "true", TWO, lambda A, B, *, c=1: claim(trace(A @ B) == c * trace(B @ A)), 2, "proved"),
    plant("identity", "Hall's identity beyond 2 x 2", "false", {**TWO, "X": SQUARE}, lambda A, B, X, *, c=1: claim(commutator(commutator(A, B) @ commutator(A, B), X) == (c - 1) * X), 2, "refuted"),
    plant("identity", "Hall's identity, 2 x 2", "true", {x: Matrix(2, 2) for x in "ABX"}, lambda A, B, X, *, c=1: claim(commutator(commutator(A, B) @ commutator(A, B), X) == (c - 1) * X), 2, "certified"),
    plant("identity", "standard polynomial, 2 x 2", "true", {x: Matrix(2, 2) for x in "ABXY"}, lambda A, B, X, Y, *, c=0: claim(standard(A, B, X, Y) == c * A), 1, "certified"),
    plant("identity", "standard polynomial, all sizes", "false", {x: SQUARE for x in "ABXY"}, lambda A, B, X, Y, *, c=0: claim(standard(A, B, X, Y) == c * A), 1, "refuted"),
    plant("identity", "Cayley and Hamilton, 2 x 2", "true", {"A": Matrix(2, 2)}, lambda A, *, c=1: claim(A @ A - trace(A) * A + c * det(A) * eye(A) == 0), -1, "certified"),
    plant("identity", "entrywise as matrix product", "false", TWO, lambda A, B, *, c=1: claim(hadamard(A, B) == c * A @ B), 2, "refuted"),
    plant("identity", "total of an entrywise product", "true", LINES, lambda A, B, *, c=1: claim(total(hadamard(A, B)) == c * inner(A, B)), 2, "proved"),
    plant("identity", "diagonal matrices commute", "true", {"A": Diagonal("n"), "B": Diagonal("n")}, lambda A, B, *, c=1: claim(A @ B == c * B @ A), 2, ("certified", "proved")),
    plant("identity", "symmetric matrices commute", "false", {"A": Symmetric("n"), "B": Symmetric("n")}, lambda A, B, *, c=1: claim(A @ B == c * B @ A), 2, "refuted"),
    plant("identity", "trace of three symmetric matrices", "true", {x: Symmetric("n") for x in "ABX"}, lambda A, B, X, *, c=1: claim(trace(A @ B @ X) == c * trace(A @ X @ B)), 2, "proved"),
    plant("identity", "trace of three matrices", "false", {x: SQUARE for x in "ABX"}, lambda A, B, X, *, c=1: claim(trace(A @ B @ X) == c * trace(A @ X @ B)), 2, "refuted"),
    plant("identity", "determinant of a product", "true", TWO, lambda A, B, *, c=1: claim(det(A @ B) == c * det(A) * det(B)), 2, "certified"),
    plant("identity", "determinant of a sum", "false", TWO, lambda A, B, *, c=1: claim(det(A + B) == c * (det(A) + det(B))), 2, "refuted"),
    plant("identity", "Kronecker, mixed product", "true", {x: Matrix(2, 2) for x in "ABXY"}, lambda A, B, X, Y, *, c=1: claim(kron(A, B) @ kron(X, Y) == c * kron(A @ X, B @ Y)), 2, "certified"),
    plant("identity", "true up to n = 4 only", "unreachable", {"A": R}, lambda A, n, *, c=1: claim((n - c) * (n - 2) * (n - 3) * (n - 4) * A == 0 * A), 5),
    # ---- ranks
    plant("rank", "product through C", "true", {"A": R, "B": Matrix("C", "m")}, lambda A, B, C, *, c=0: claim(rank(A @ B) <= C - c), 1, "proved"),
    plant("rank", "off by one", "false", {"A": R, "B": Matrix("C", "m")}, lambda A, B, C, *, c=1: claim(rank(A @ B) <= C - c), 2, "refuted"),
    plant("rank", "symmetrised product", "true", LINES, lambda A, B, C, *, c=2: claim(rank(A @ B.T + B @ A.T) <= c * C), 1, "proved"),
    plant("rank", "symmetrised product, factor two lost", "false", LINES, lambda A, B, C, *, c=1: claim(rank(A @ B.T + B @ A.T) <= c * C), 0, "refuted"),
    plant("rank", "of a Gram matrix", "true", {"A": R}, lambda A, *, c=1: claim(rank(A.T @ A) == c * rank(A)), 2, "proved"),
    plant("rank", "of a product in the other order", "false", TWO, lambda A, B, *, c=1: claim(rank(A @ B) == c * rank(B @ A)), 2, "refuted"),
    plant("rank", "of a sum", "true", LINES, lambda A, B, *, c=1: claim(rank(A + B) <= rank(A) + c * rank(B)), 0, "supported"),
    plant("rank", "is the trace of a projector", "true", {"P": Projector("n", 2)}, lambda P, *, c=1: claim(rank(P) == c * trace(P)), 2, BETTER),
    # ---- inequalities that are tight
    plant("tight", "Cauchy-Schwarz", "true", LINES, lambda A, B, *, c=1: claim(c * inner(A, B) ** 2 <= inner(A, A) * inner(B, B)), 2, "supported"),
    plant("tight", "nuclear norm and rank", "true", {"A": R}, lambda A, *, c=1: claim(c * nuclear_norm(A) ** 2 <= rank(A) * inner(A, A)), 2, "supported"),
    plant("tight", "nuclear norm, rank forgotten", "false", {"A": R}, lambda A, *, c=1: claim(nuclear_norm(A) ** 2 <= c * inner(A, A)), 0, "refuted"),
    plant("tight", "trace and size", "true", {"K": Symmetric("n")}, lambda K, n, *, c=0: claim(trace(K) ** 2 <= (n - c) * trace(K @ K)), 1, "supported"),
    plant("tight", "trace and size, off by one", "false", {"K": Symmetric("n")}, lambda K, n, *, c=1: claim(trace(K) ** 2 <= (n - c) * trace(K @ K)), 2, "refuted"),
    plant("tight", "Schur's product", "true", {"K": PSD("n"), "L": PSD("n")}, lambda K, L, *, c=1: claim(psd(c * hadamard(K, L))), -1, "supported"),
    plant("tight", "squares keep the order", "false", {"K": PSD("n"), "L": PSD("n")}, lambda K, L, *, c=1: claim(psd((K + L) @ (K + L) - c * K @ K)), 2, "refuted"),
    # ---- vacuous
    plant("vacuous", "a square below zero", "vacuous", reals("x"), lambda x, *, c=0: claim(implies(x * x < c, x == 7)), 1),
    plant("vacuous", "a root below zero", "vacuous", {"x": Nonnegative()}, lambda x, *, c=-1: claim(implies(sqrt(x) <= c, x == 7)), 1),
    plant("vacuous", "more rank than rows", "vacuous", {"A": R}, lambda A, n, *, c=0: claim(implies(rank(A) > n - c, A == 2 * A)), 1),
    # ---- undefined somewhere
    plant("undefined", "division by a letter", "undefined", reals("x"), lambda x, *, c=1: claim(x / x == c), 2),
    plant("undefined", "division that is zero far out", "undefined", reals("x"), lambda x, *, c=1: claim((x - 1009) / (x - 1009) == c), 2),
    plant("undefined", "division that is zero at a root", "undefined", reals("x"), lambda x, *, c=1: claim((x * x - 2) / (x * x - 2) == c), 2),
    plant("undefined", "root of a letter", "undefined", reals("x"), lambda x, *, c=1: claim(sqrt(x) * sqrt(x) == c * x), 2),
    plant("undefined", "inverse of a singular matrix", "undefined", {"A": SQUARE}, lambda A, *, c=1: claim(c * A @ inv(A) == eye(A)), 2),
    plant("undefined", "inverse of a semidefinite matrix", "undefined", {"K": PSD("n")}, lambda K, *, c=1: claim(c * K @ inv(K) == eye(K)), 2),
    # ---- what is undefined in one claim, or in one part, hides nothing in another
    plant("leak", "beside an undefined quotient", "false", reals("x"), lambda x, *, c=1: {"other": (x - 1009) / (x - 1009) == c, "claim": (x - 1009) ** 2 > c - 1}, 2, "refuted"),
    plant("leak", "joined to an undefined quotient", "false", reals("x"), lambda x, *, c=1: claim(((x - 1009) ** 2 > c - 1) & (1 / (x - 1009) != 0)), 2, "refuted"),
    plant("leak", "guarded here, unguarded there", "undefined", reals("xy"), lambda x, y, *, c=1: claim(implies(x != 0, x / x == c) & ((y - 1009) / (y - 1009) == c)), 2),
    plant("leak", "beside an inverse", "unreachable", {"A": SQUARE}, lambda A, *, c=1: {"other": (A - 1009 * eye(A)) @ inv(A - 1009 * eye(A)) == c * eye(A), "claim": rank(A - 1009 * eye(A)) == c * rank(eye(A))}, 2),
    # ---- true, but out of the solver's reach
    plant("reach", "means of eight numbers", "true", {x: Nonnegative() for x in "abdefghk"}, lambda a, b, d, e, f, g, h, k, *, c=8: claim(a**8 + b**8 + d**8 + e**8 + f**8 + g**8 + h**8 + k**8 >= c * a * b * d * e * f * g * h * k), 9, seconds=1.5),
    plant("reach", "Motzkin's form, disguised", "true", reals("xyzuv"), lambda x, y, z, u, v, *, c=3: claim((x + u) ** 4 * y**2 + (x + u) ** 2 * y**4 + (z - v) ** 6 >= c * (x + u) ** 2 * y**2 * (z - v) ** 2), 4, seconds=2),
    # ---- hanging
    plant("hanging", "in every batch", "true", reals("x"), hangs("batches", lambda x, c: log(x * x + 1) * c >= 0), -1, seconds=0.4),
    plant("hanging", "asleep in every batch", "false", {"x": Nonnegative()}, hangs("batches", lambda x, c: log(x + 1) * c < 0, asleep=True), 2, seconds=0.4),
    plant("hanging", "in the solver", "false", reals("x"), hangs("z3", lambda x, c: x * x <= c), 2, "refuted", seconds=0.4),
    # ---- irrational points and values
    plant("irrational", "fails at a root only", "false", reals("x"), lambda x, *, c=2: claim(x * x != c), 1),
    plant("irrational", "a double root", "false", reals("x"), lambda x, *, c=2: claim((x * x - c) ** 2 > 0), 1),
    plant("irrational", "a root as value", "false", {"x": Nonnegative()}, lambda x, *, c=3: claim(sqrt(x * x + 1) <= x + Fraction(1, c)), 4, "refuted"),
    plant("irrational", "10^-12 below a root", "false", {"A": Matrix(1, 2)}, lambda A, *, c=1: claim(nuclear_norm(A) <= c * absolute(A[0, 0]) + absolute(A[0, 1]) * (1 - Fraction(1, 10**12))), 0, "refuted"),
    plant("irrational", "a sum of roots", "true", {"x": Positive(), "y": Positive()}, lambda x, y, *, c=1: claim(c * sqrt(x + y) < sqrt(x) + sqrt(y)), 2, "proved"),
    # ---- printed figures
    plant("figures", "a third", "true", {}, lambda *, c="1.1": claim(printed("0.333") * 3 < printed(c)), "0.9", "proved"),
    plant("figures", "two thirds", "false", {}, lambda *, c="0.666": claim(printed(c) * 3 == printed("1.00")), "0.667", "refuted"),
    plant("figures", "three thirds, digits rounded away", "true", {}, lambda *, c="0.333": claim(printed(c) * 3 <= printed("1.00")), "0.334"),
    # ---- orders of remainders
    plant("series", "geometric", "true", {"h": Vanishing()}, series(lambda h: 1 / (1 - h) - 1 - h, 2), 3, "supported"),
    plant("series", "geometric, one order too good", "false", {"h": Vanishing()}, series(lambda h: 1 / (1 - h) - 1 - h, 3), 4),
    plant("series", "root", "true", {"h": Vanishing()}, series(lambda h: sqrt(1 + h) - 1 - h / 2, 2), 3, "supported"),
    plant("series", "root, terms lost in the square", "false", {"h": Vanishing()}, series(lambda h: sqrt(h**4 + h**8) - h**2, 7), 8),
    # ---- mutants
    plant("mutants", "cannot die", "true", reals("xy"), lambda x, y, *, c=0: claim((x - y) ** 2 + c >= 0), 1),
    plant("mutants", "a claim that none reaches", "true", reals("xy"), lambda x, y, *, c=1: {"other": x + y == c * (y + x), "claim": (x - y) ** 2 >= 0}, 2),
    # ---- hypotheses that are needed
    plant("hypothesis", "anticommuting with a semidefinite matrix", "true", {"K": PSD("n"), "X": Symmetric("n")}, lambda K, X, *, c=0: claim(K @ X == c * X), 1, "proved", given=lambda K, X: K @ X + X @ K == 0),
    plant("hypothesis", "anticommuting with a symmetric matrix", "false", {"K": Symmetric("n"), "X": Symmetric("n")}, lambda K, X, *, c=0: claim(K @ X == c * X), 1, "refuted", given=lambda K, X: K @ X + X @ K == 0),
    plant("hypothesis", "weights that sum to one", "true", reals("xy"), lambda x, y, *, c=4: claim(c * x * y <= 1), 5, "proved", given=lambda x, y: x + y == 1),
    plant("hypothesis", "weights without their sum", "false", reals("xy"), lambda x, y, *, c=4: claim(c * x * y <= 1), 5, "refuted"),
    plant("hypothesis", "definite with the sign turned", "false", {"A": SQUARE}, lambda A, *, c=1: claim(psd(c * A)), 2, "refuted", given=lambda A: positive_definite(-A)),
    plant("hypothesis", "a definite product", "false", TWO, lambda A, B, *, c=1: claim(c * A @ B == A.T), 2, "refuted", given=lambda A, B: positive_definite(A @ B)),
    plant(
        "hypothesis", "an entrywise product that is named", "false",
        joint("A B X", (("n", "n"),) * 3, (GRAM, GRAM), lambda a, b: (a, b, hadamard(a, b) / 2), lambda A, B, X: hadamard(A, B) == 2 * X),
        lambda A, B, X, *, c=2: claim(total(hadamard(A, B)) == c * inner(A, B)), 3, "refuted",
    ),
    plant(
        "hypothesis", "an entrywise product that vanishes", "true",
        joint("A B", (("n", "n"),) * 2, (GRAM,), lambda a: (a, 0 * a), lambda A, B: hadamard(A, B) == 0),
        lambda A, B, *, c=1: claim(hadamard(A, B) == (c - 1) * A), 2, ("proved", "certified", "supported"),
    ),
]  # fmt: skip

LEAST = {
    "scalar law": 12, "thin": 8, "identity": 18, "rank": 8, "tight": 7, "leak": 2, "irrational": 3, "figures": 2, "series": 2, "hypothesis": 8, "hanging": 1,
}  # fmt: skip


def examine(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Evidence], dict[str, str]]:
    monkeypatch.setitem(referee.BUDGETS, "quick", dataclasses.replace(referee.BUDGETS["quick"], seconds=planted.seconds))
    statement = planted.statement()
    evidence = referee.examine(statement, "quick")
    _, findings = referee.findings_of(statement, evidence)
    return evidence, {f.claim: f.verdict for f in findings}


@pytest.mark.parametrize("planted", EXAM, ids=lambda p: f"{p.kind}: {p.name}")
def test_right_or_undecided(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence, verdicts = examine(planted, monkeypatch)
    verdict = verdicts["claim"]
    mine = [e for e in evidence if e.claim == "claim" and not e.subject]
    assert verdict in ALLOWED[planted.truth] or _restricted(mine), f"{planted.truth}, but found {verdict}: {mine}"
    decisions = [e for e in mine if e.kind in ("proof", "certificate") and e.holds and "wherever" not in e.scope and "shapes up to" not in e.scope]
    if planted.truth != "true":
        assert planted.truth == "vacuous" or not decisions, f"an instrument decides for a claim that is {planted.truth}"
    else:
        assert not [e for e in mine if e.holds is False], "an instrument decides against a true claim"
    if planted.settled:
        assert verdict in ([planted.settled] if isinstance(planted.settled, str) else planted.settled), f"found {verdict}: {mine}"


def _restricted(evidence: list[Evidence]) -> bool:
    """Whether what is decided names the points that it leaves out, or the few sizes that it speaks of."""
    return any(e.kind == "certificate" and e.holds and ("wherever" in e.scope or "shapes up to" in e.scope) for e in evidence)


def test_exam_is_an_exam() -> None:
    """Enough planted claims, of each truth, and enough of each kind that must be decided."""
    assert len(EXAM) >= 50
    assert len({(p.kind, p.name) for p in EXAM}) == len(EXAM)
    truths = Counter(p.truth for p in EXAM)
    assert set(truths) == set(ALLOWED) and truths["true"] >= 20 and truths["false"] >= 20
    settled = Counter(p.kind for p in EXAM if p.settled)
    assert {kind: settled[kind] for kind in LEAST if settled[kind] < LEAST[kind]} == {}


def test_hanging_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = next(p for p in EXAM if p.name == "in every batch")
    evidence, _ = examine(planted, monkeypatch)
    assert any(e.kind == "timeout" for e in evidence)


def test_every_refutation_is_seen_by_two_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    for planted in [p for p in EXAM if p.settled == "refuted"][:6]:
        evidence, _ = examine(planted, monkeypatch)
        assert any(e.kind == "counterexample" and e.claim == "claim" and len(e.verified_by) >= 2 for e in evidence), planted.name


def test_surviving_mutants_leave_it_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    for planted in [p for p in EXAM if p.kind == "mutants"]:
        assert examine(planted, monkeypatch)[1]["claim"] == "undecided", planted.name


def test_same_evidence_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The draws depend on the statement alone."""
    planted = next(p for p in EXAM if p.name == "nuclear norm and rank")

    def bare() -> list[Any]:
        return [(e.kind, e.claim, e.subject, e.holds, e.scope, e.witness) for e in examine(planted, monkeypatch)[0]]

    assert bare() == bare()


def test_join_of_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="family is empty"):
        every([])

"""Claims about random letters of which the truth is known: what sampling is examined on. Data only.

`quick` and `full` are the decisions that must be reached at these budgets, from the first seed, see `DECISIONS`; a false claim is found out at full at
the latest. A claim is drawn from the streams of its statement's source, so every seed is a statement of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.evidence import Evidence
from numerics.laws import converges_in_law, expectation, exponent, probability, tends_to
from numerics.linalg import (
    absolute,
    eigvalsh,
    exp,
    hadamard,
    inner,
    lesssim,
    log,
    matrix,
    maximum,
    nuclear_norm,
    ones,
    same_order,
    spectral_norm,
    sqrt,
    total,
)
from numerics.value import Value
from property_tests.simulate import drifts
from theorems.domains import Growing, Interval, Nonnegative, Normal, Rademacher, Uniform, WishartFactor
from theorems.statement import Statement

SUPPORTED, REFUTED, DRIFT, OPEN = DECISIONS = ("supported", "refuted", "drift", "open")  # of an asymptotic claim a drift says that it is contradicted
ANY = ""  # at budget quick, where seeds differ: whatever is not wrong
Letters = Mapping[str, Any]
Law = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One claim of which the truth is known; its statement names it "claim". spoilt: the value of its knob `c` in the mutant."""

    name: str
    true: bool
    for_all: Letters
    law: Law
    spoilt: Any
    quick: str
    full: str

    def statement(self, seed: int) -> Statement:
        """The claim, to be drawn from the streams of this seed."""
        law = self.law

        def claims(c: Any = None, **letters: Any) -> Any:
            return {"claim": law(**letters) if c is None else law(**letters, c=c)}

        claims.__signature__ = inspect.signature(law)  # type: ignore[attr-defined]
        return Statement(source=f"{self.name}, seed {seed}", for_all=self.for_all, claims=claims, mutants={"c turned": {"c": self.spoilt}})

    @property
    def asymptotic(self) -> bool:
        """Whether a size grows."""
        return any(isinstance(d, Growing) for d in self.for_all.values())

    def wrong(self, decision: str) -> bool:
        """Whether the truth is otherwise. A true claim may drift as far as sizes go only where that is planted."""
        return decision in (REFUTED, DRIFT) and decision != self.full if self.true else decision == SUPPORTED


def found_out(decision: str) -> bool:
    """Whether a false claim was seen to be false."""
    return decision in (REFUTED, DRIFT)


def decision(evidence: Sequence[Evidence]) -> str:
    """What was decided about the one claim that the evidence is on."""
    if any(e.kind == "counterexample" and e.holds is False and len(e.verified_by) > 1 for e in evidence):
        return REFUTED
    if any(drifts(e) for e in evidence):
        return DRIFT
    return SUPPORTED if any(e.kind == "instances" and e.holds for e in evidence) else OPEN


def true(name: str, for_all: Letters, law: Law, spoilt: Any, quick: str = SUPPORTED, full: str = "") -> Planted:
    return Planted(name=name, true=True, for_all=for_all, law=law, spoilt=spoilt, quick=quick, full=full or quick)


def false(name: str, for_all: Letters, law: Law, spoilt: Any, quick: str = REFUTED, full: str = "") -> Planted:
    return Planted(name=name, true=False, for_all=for_all, law=law, spoilt=spoilt, quick=quick, full=full or quick)


# ---- letters


G: Letters = {"g": Normal("d", 1)}
EPS: Letters = {"eps": Interval(0, 1)}
PAIR: Letters = {"g": Normal(1, 1), "x": Nonnegative()}
ONE: Letters = {"u": Uniform(1, 1)}
MANY: Letters = {"u": Uniform("d", 1)}
SIGNS: Letters = {"e": Rademacher("d", 1)}
T: Letters = {"t": Interval(0, 4)}
ALONG: Letters = {"d": Growing()}
GOE: Letters = {"g": Normal("d", "d"), **ALONG}
WIDE: Letters = {"w": WishartFactor("d", "4*d"), **ALONG}  # the singular values of a Gaussian d x 4d matrix: the bulk of w w^T / 4d ends at 9/4


# ---- statistics


def near_its_mean(g: Value, eps: Value, d: int) -> Any:
    return (inner(g, g) - d) ** 2 <= (eps * d) ** 2


def entries(x: Value) -> list[Value]:
    """Of a column."""
    return [x[i, 0] for i in range(x.shape[0])]


def largest(x: Sequence[Value]) -> Value:
    top = x[0]
    for y in x[1:]:
        top = maximum(top, y)
    return top


def longest(g: Value) -> Value:
    """The largest entry in absolute value."""
    return largest([absolute(x) for x in entries(g)])


def weighted(g: Value, p: int) -> Value:
    """Sum of g_i^2 / i^p."""
    one = ones(1, 1, like=g)[0, 0]
    return inner(g, hadamard(g, matrix([[one / (i + 1) ** p] for i in range(g.shape[0])])))


def heavy(u: Value) -> list[Value]:
    """u_i^(-2/3), which exceed x with probability x^(-3/2)."""
    return [exp(-2 * log(x) / 3) for x in entries(u)]


def heavy_sum(u: Value) -> Value:
    """Sum of u_i^(-2/3) less its mean: it goes like d^(2/3), to a stable law of index 3/2."""
    parts = heavy(u)
    result = parts[0] - 3
    for x in parts[1:]:
        result = result + (x - 3)
    return absolute(result)


def spiked(w: Value, stretch: Any) -> Value:
    """The largest eigenvalue, divided by 4 d, of a Wishart matrix whose covariance is I but for one direction, whose variance is stretch^2."""
    d = w.shape[0]
    e = ones(d, 1, like=w)
    top: Value = spectral_norm(w + (stretch - 1) * (e @ (e.T @ w)) / d) ** 2 / (4 * d)
    return top


def root(number: int, like: Value) -> Value:
    """Square root of a plain number."""
    return sqrt(number + 0 * like[0, 0])


def edge(g: Value) -> Value:
    """The largest eigenvalue of g + g^T, whose entries have variance 2 beside the diagonal, divided by sqrt(2 d): it tends to 2."""
    return eigvalsh(g + g.T)[0, 0] / root(2 * g.shape[0], g)


def walk(e: Value) -> Value:
    """Sum of the entries, divided by sqrt(d)."""
    return total(e) / root(e.shape[0], e)


EXAM = (
    # probabilities
    true("a chi-square tail", {**G, **EPS}, lambda g, eps, d, *, c=8: probability(near_its_mean(g, eps, d)) >= 1 - 2 * exp(-(eps**2) * d / c), 1),
    false("a chi-square tail, too sharp", {**G, **EPS}, lambda g, eps, d, *, c=2: probability(near_its_mean(g, eps, d)) >= 1 - 2 * exp(-(eps**2) * d / c), 1),
    true("a Gaussian tail", PAIR, lambda g, x, *, c=1: probability(g[0, 0] > x) <= exp(-(x**2) / 2) / (2 * c), 40),
    false("a Gaussian tail, a third of it", PAIR, lambda g, x, *, c=3: probability(g[0, 0] > x) <= exp(-(x**2) / 2) / (2 * c), 40),
    true("one in five hundred", ONE, lambda u, *, c=500: probability(c * u[0, 0] >= 1) >= Fraction(499, 500), 100),
    false("one in a thousand, four times as often", ONE, lambda u, *, c=250: probability(c * u[0, 0] >= 1) >= Fraction(999, 1000), 100),
    false("one in a thousand, twice as often", ONE, lambda u, *, c=500: probability(c * u[0, 0] >= 1) >= Fraction(999, 1000), 100, ANY, REFUTED),
    true("signs have norm d", SIGNS, lambda e, d, *, c=1: probability(inner(e, e) <= c * d) >= 1, Fraction(1, 2)),
    true("Hoeffding's bound", {**SIGNS, **T}, lambda e, t, *, c=1: probability(walk(e) >= t) <= exp(-(t**2) / (2 * c)), Fraction(1, 4)),
    false("Hoeffding's bound, twice the exponent", {**SIGNS, **T}, lambda e, t, *, c=1: probability(walk(e) >= t) <= exp(-(t**2) / c) / 2, 3),
    false("the least of d numbers, true up to d = 5", MANY, lambda u, d, *, c=1: probability(-largest([-x for x in entries(u)]) * d <= c) >= Fraction(2, 3), 2),
    true(
        "a Gaussian matrix is no longer than its sides",
        {"g": Normal("n", "m"), **T},
        lambda g, t, n, m, *, c=1: probability(spectral_norm(g) <= c * (sqrt(n + 0 * t) + sqrt(m + 0 * t)) + t) >= 1 - exp(-(t**2) / 2),
        Fraction(1, 2),
    ),
    false(
        "a Gaussian matrix is no longer than its diagonal",
        {"g": Normal("n", "m"), **T},
        lambda g, t, n, m, *, c=1: probability(spectral_norm(g) <= sqrt(c * (n + m) + 0 * t) + t) >= 1 - exp(-(t**2) / 2),
        Fraction(1, 2),
    ),
    # means
    true("a mean", ONE, lambda u, *, c=1: expectation((1 + u[0, 0]) / 2, 0, 1) <= Fraction(765, 1000) / c, 2),
    false("a mean, 2 % too small", ONE, lambda u, *, c=1: expectation((1 + u[0, 0]) / 2, 0, 1) <= Fraction(735, 1000) / c, 2),
    true("a mean of squares", ONE, lambda u, *, c=1: expectation(u[0, 0] ** 2, 0, 1) >= c * Fraction(98, 300), 2),
    false("a mean of squares, 2 % too large", ONE, lambda u, *, c=1: expectation(u[0, 0] ** 2, 0, 1) >= c * Fraction(102, 300), 2, ANY, REFUTED),
    # limits
    true("a law of large numbers", {**G, **ALONG}, lambda g, d, *, c=1: tends_to(inner(g, g) / d, c), 2, ANY, SUPPORTED),
    false("a law of large numbers, the wrong limit", {**G, **ALONG}, lambda g, d, *, c=2: tends_to(inner(g, g) / d, c), 3, ANY, DRIFT),
    true("Marchenko-Pastur edge", WIDE, lambda w, d, *, c=9: tends_to(spectral_norm(w) ** 2 / (4 * d), Fraction(c, 4)), 5, OPEN),
    false("Marchenko-Pastur edge, without its cross term", WIDE, lambda w, d, *, c=5: tends_to(spectral_norm(w) ** 2 / (4 * d), Fraction(c, 4)), 4, ANY, DRIFT),
    true("BBP, above the threshold", WIDE, lambda w, *, c=2: tends_to(spiked(w, c), Fraction(13, 3)), 1, OPEN),
    false("BBP, above the threshold, the edge of the bulk", WIDE, lambda w, *, c=2: tends_to(spiked(w, c), Fraction(9, 4)), 3, ANY, DRIFT),
    true("BBP, below the threshold", WIDE, lambda w, *, c=1: tends_to(spiked(w, c * Fraction(9, 8)), Fraction(9, 4)), 2, OPEN),
    false("BBP, below the threshold, the spike alone", WIDE, lambda w, *, c=1: tends_to(spiked(w, c * Fraction(9, 8)), Fraction(81, 64)), 3, ANY, DRIFT),
    false("BBP, below the threshold, an outlier", WIDE, lambda w, *, c=1: tends_to(spiked(w, c * Fraction(21, 20)), Fraction(62181, 16400)), 3, ANY, DRIFT),
    true("the semicircle's edge", GOE, lambda g, *, c=2: tends_to(edge(g), c), 1, OPEN),
    false("the semicircle's edge, its standard deviation", GOE, lambda g, *, c=1: tends_to(edge(g), c), 3, ANY, DRIFT),
    true("a stable rank of a quarter", GOE, lambda g, d, *, c=1: tends_to(inner(g, g) / spectral_norm(g) ** 2 / d, c * Fraction(1, 4)), 2, OPEN),
    false("equal singular values", GOE, lambda g, d, *, c=1: tends_to(nuclear_norm(g) ** 2 / (d * inner(g, g)), c), 2, ANY, DRIFT),
    false("a nuclear norm is half of its bound", GOE, lambda g, d, *, c=4: tends_to(nuclear_norm(g) ** 2 / (d * inner(g, g)), Fraction(2, c)), 2, ANY, DRIFT),
    # orders
    true("a norm of order d", {**G, **ALONG}, lambda g, d, *, c=1: same_order(inner(g, g), d**c + 0 * g[0, 0]), 2),
    false("a norm of order d, its square", {**G, **ALONG}, lambda g, d, *, c=1: lesssim(inner(g, g) ** 2, d**c + 0 * g[0, 0]), 3, DRIFT),
    true("a sum of inverse cubes is bounded", {**G, **ALONG}, lambda g, *, c=3: lesssim(weighted(g, c), 1 + 0 * g[0, 0]), 1, ANY, SUPPORTED),
    false("a harmonic sum is not", {**G, **ALONG}, lambda g, *, c=1: lesssim(weighted(g, c), 1 + 0 * g[0, 0]), 2, ANY, DRIFT),
    false("a maximum of normals is not bounded", {**G, **ALONG}, lambda g, *, c=1: lesssim(longest(g), c + 0 * g[0, 0]), 2, ANY, DRIFT),
    false("nor is its square, which is log d", {**G, **ALONG}, lambda g, *, c=1: lesssim(longest(g) ** 2, c + 0 * g[0, 0]), 2, DRIFT),
    # exponents
    true("a matrix is as long as sqrt(d)", GOE, lambda g, *, c=1: exponent(spectral_norm(g)) == c * Fraction(1, 2), 2, ANY, SUPPORTED),
    false("an exponent of two thirds that is a half", GOE, lambda g, *, c=1: exponent(spectral_norm(g)) == c * Fraction(2, 3), 2, DRIFT),
    true("a maximum of heavy tails", {**MANY, **ALONG}, lambda u, *, c=1: exponent(largest(heavy(u))) == c * Fraction(2, 3), 2, ANY, SUPPORTED),
    false("an exponent of a half that is two thirds", {**MANY, **ALONG}, lambda u, *, c=1: exponent(heavy_sum(u)) == c * Fraction(1, 2), 2, DRIFT),
    true("a square of more than order d", {**G, **ALONG}, lambda g, *, c=1: exponent(inner(g, g) ** 2) >= c * Fraction(3, 2), 2),
    false("a nuclear norm of order d", GOE, lambda g, *, c=1: exponent(nuclear_norm(g)) <= c, 2, DRIFT),
    true("a maximum has exponent zero, which no such size shows", {**G, **ALONG}, lambda g, *, c=2: exponent(longest(g) ** c) <= 0, 4, DRIFT),
    # laws
    true(
        "a chi-square law twice",
        {**G, "w": WishartFactor(1, "d"), **ALONG},
        lambda g, w, d, *, c=1: converges_in_law((inner(g, g) - d) ** 2 / d, (inner(w, w) - c * d) ** 2 / d),
        2,
    ),
    true("signs, in the limit", {**SIGNS, "g": Normal(1, 1), **ALONG}, lambda e, g, *, c=1: converges_in_law(walk(e), c * g[0, 0]), 3, ANY, SUPPORTED),
    true(
        "uniform numbers, in the limit",
        {**MANY, "g": Normal(1, 1), **ALONG},
        lambda u, g, d, *, c=12: converges_in_law((total(u) - Fraction(d, 2)) ** 2 * c / d, g[0, 0] ** 2),
        1,
    ),
    false(
        "a product of two normals is no normal",
        {"g": Normal(2, 1), "h": Normal(1, 1), **ALONG},
        lambda g, h, *, c=1: converges_in_law(absolute(g[0, 0] * g[1, 0]), c * absolute(h[0, 0])),
        3,
        ANY,
        DRIFT,
    ),
    false(
        "Student's law is no normal one",
        {"g": Normal(1, 1), "h": Normal(1, 1), "w": WishartFactor(1, 1), **ALONG},
        lambda g, h, w, *, c=1: converges_in_law(absolute(g[0, 0]) / w[0, 0], c * absolute(h[0, 0])),
        3,
        ANY,
        DRIFT,
    ),
)  # fmt: skip

"""The exam of sampling: claims about random letters of which the truth is known. None may be decided wrongly, whatever the seed."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics.evidence import Evidence
from numerics.laws import probability, tends_to
from numerics.linalg import absolute, exp, inner, lesssim, maximum, same_order, sqrt, trace
from numerics.streams import generator
from numerics.value import Refusal
from property_tests.referee import BUDGETS, claim_names, examine, findings_of
from property_tests.simulate import Trials, simulate
from theorems.domains import Growing, Interval, Matrix, Nonnegative, Normal, Rademacher, Uniform
from theorems.statement import Statement, Variant

SEEDS = {"quick": 2, "full": 50, "night": 200}
BETTER = ("supported",)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A claim and what may be said of it. allowed: verdicts; reached: the one that is asked for."""

    name: str
    for_all: Mapping[str, Any]
    law: Callable[..., Any]
    spoilt: Any
    allowed: tuple[str, ...]
    reached: str = ""

    def statement(self, seed: int) -> Statement:
        law = self.law

        def claims(c: Any = None, **letters: Any) -> Any:
            return {"claim": law(**letters) if c is None else law(**letters, c=c)}

        claims.__signature__ = inspect.signature(law)  # type: ignore[attr-defined]
        return Statement(source=f"{self.name}, seed {seed}", for_all=self.for_all, claims=claims, mutants={"c turned": {"c": self.spoilt}})


def true(name: str, for_all: Mapping[str, Any], law: Callable[..., Any], spoilt: Any, reached: str = "supported") -> Planted:
    return Planted(name=name, for_all=for_all, law=law, spoilt=spoilt, allowed=("supported", "undecided"), reached=reached)


def false(name: str, for_all: Mapping[str, Any], law: Callable[..., Any], spoilt: Any, reached: str = "refuted") -> Planted:
    return Planted(name=name, for_all=for_all, law=law, spoilt=spoilt, allowed=("refuted", "undecided"), reached=reached)


G, ALONG = {"g": Normal("d", 1)}, {"g": Normal("d", 1), "d": Growing()}
EPS = {"eps": Interval(0, 1)}
PAIR = {"g": Normal(1, 1), "x": Nonnegative()}


def near_its_mean(g: Any, eps: Any, d: int) -> Any:
    return (inner(g, g) - d) ** 2 <= (eps * d) ** 2


def largest(g: Any) -> Any:
    """The largest of d entries in absolute value."""
    top = absolute(g[0, 0])
    for i in range(1, g.shape[0]):
        top = maximum(top, absolute(g[i, 0]))
    return top


EXAM = (
    true("a chi-square tail", {**G, **EPS}, lambda g, eps, d, *, c=8: probability(near_its_mean(g, eps, d)) >= 1 - 2 * exp(-(eps**2) * d / c), 1),
    false("a chi-square tail, too sharp", {**G, **EPS}, lambda g, eps, d, *, c=2: probability(near_its_mean(g, eps, d)) >= 1 - 2 * exp(-(eps**2) * d / c), 1),
    true("a Gaussian tail", PAIR, lambda g, x, *, c=1: probability(g[0, 0] > x) <= exp(-(x**2) / 2) / (2 * c), 40),
    false("a Gaussian tail, a third of it", PAIR, lambda g, x, *, c=3: probability(g[0, 0] > x) <= exp(-(x**2) / 2) / (2 * c), 40),
    true("one in five hundred", {"u": Uniform(1, 1)}, lambda u, *, c=500: probability(c * u[0, 0] >= 1) >= Fraction(499, 500), 100),
    false("one in a thousand, four times as often", {"u": Uniform(1, 1)}, lambda u, *, c=250: probability(c * u[0, 0] >= 1) >= Fraction(999, 1000), 100),
    true("signs have norm d", {"e": Rademacher("d", 1)}, lambda e, d, *, c=1: probability(inner(e, e) <= c * d) >= 1, Fraction(1, 2)),
    true("a norm of order d", ALONG, lambda g, d, *, c=1: same_order(inner(g, g), d**c + 0 * g[0, 0]), 2),
    true("a law of large numbers", ALONG, lambda g, d, *, c=1: tends_to(inner(g, g) / d, c), 2),
    false("a law of large numbers, the wrong limit", ALONG, lambda g, d, *, c=2: tends_to(inner(g, g) / d, c), 3, "undecided"),
    false("an exponent of a half that is one", ALONG, lambda g, d, *, c=1: lesssim(inner(g, g) ** 2, d**c + 0 * g[0, 0]), 3, "undecided"),
    false("a maximum of normals is not bounded", ALONG, lambda g, *, c=1: lesssim(largest(g), c + 0 * g[0, 0]), 2, "undecided"),
)  # fmt: skip


@pytest.mark.parametrize("planted", EXAM, ids=lambda p: p.name)
def test_right_or_undecided(planted: Planted, budget: str) -> None:
    for seed in range(SEEDS[budget]):
        statement = planted.statement(seed)
        evidence = examine(statement)
        verdict = findings_of(statement, evidence)[1][0].verdict
        assert verdict in planted.allowed, (seed, evidence)
        if seed == 0:
            assert verdict == planted.reached, evidence


def test_the_split_of_blocks_changes_nothing_that_is_drawn() -> None:
    """A block is a stream of its own: what it holds does not depend on the blocks before it, nor on who draws them."""
    again = [generator("a", "b", block=k).standard_normal(5) for k in (3, 1, 2)]
    for k, x in zip((3, 1, 2), again, strict=True):
        np.testing.assert_array_equal(generator("a", "b", block=k).standard_normal(5), x)
    assert len({x.tobytes() for x in again}) == 3


def test_the_same_evidence_twice() -> None:
    statement = EXAM[1].statement(7)
    first, second = (simulate(Variant.of(statement, "as stated"), ["claim"], BUDGETS["quick"].sampling) for _ in range(2))
    assert [dataclasses.replace(e, seconds=0) for e in first] == [dataclasses.replace(e, seconds=0) for e in second]


def test_a_bound_that_says_nothing_is_no_evidence() -> None:
    def claims(g: Any, d: int, *, c: int = 2) -> Any:
        return {"claim": probability(inner(g, g) <= d) >= 1 - c}

    statement = Statement(source="trivial", for_all=G, claims=claims, mutants={"m": {"c": 3}})
    evidence = simulate(Variant.of(statement, "as stated"), ["claim"], BUDGETS["quick"].sampling)
    assert not any(e.holds for e in evidence) and "trivial" in evidence[0].reason


def sampled(for_all: Mapping[str, Any], claims: Callable[..., Any]) -> list[Evidence]:
    statement = Statement(source="unknown is unknown", for_all=for_all, claims=claims, mutants={"m": {"c": 2}})
    return simulate(Variant.of(statement, "as stated"), ["claim"], BUDGETS["quick"].sampling)


def test_what_floats_cannot_tell_confirms_nothing() -> None:
    """Every sample is a tie that no error bound resolves: it neither fails beyond doubt, nor counts as holding."""
    ties = sampled(G, lambda g, *, c=1: {"claim": probability(sqrt(inner(g, g)) * sqrt(inner(g, g)) <= c * inner(g, g)) >= Fraction(1, 2)})
    assert not any(e.holds for e in ties if e.kind == "instances") and "too near to tell" in next(e.reason for e in ties if e.kind == "instances")


def test_a_bound_that_is_no_probability_is_not_supported() -> None:
    """P >= 3/2 is false without any sample, and no sample of an event that always happens would tell."""
    told = sampled(G, lambda g, *, c=3: {"claim": probability(inner(g, g) >= 0) >= Fraction(c, 2)})
    assert not any(e.holds for e in told if e.kind == "instances") and any("no probability" in e.reason for e in told)


def test_a_bound_without_a_value_is_undefined() -> None:
    told = sampled({**G, **EPS}, lambda g, eps, *, c=1: {"claim": probability(inner(g, g) >= 0) >= 1 - c / eps})
    assert [e.kind for e in told] == ["defined"] and told[0].holds is False


def test_a_limit_for_all_values_of_a_letter_is_not_sampled_at_one_of_each_size() -> None:
    told = sampled({**ALONG, **EPS}, lambda g, eps, d, *, c=1: {"claim": lesssim(eps * inner(g, g), d + 0 * c * eps)})
    assert [e.holds for e in told] == [None] and "for all eps" in told[0].reason


def test_every_result_says_what_it_would_have_seen() -> None:
    trials = Trials(points=3, lanes=4096, cells=10**6, largest=55, growing=(16, 32, 64, 128), repeats=500)
    for planted, words in ((EXAM[0], ("samples at", "total error 1e-06")), (EXAM[7], ("sizes 16 to 128", "would have been seen", "medians"))):
        variant = Variant.of(planted.statement(0), "as stated")
        (told,) = (e for e in simulate(variant, claim_names(variant), trials) if e.kind == "instances")
        assert all(word in told.scope for word in words), told


def test_what_is_refused() -> None:
    with pytest.raises(Refusal, match="it is asked of a relation"):
        probability(3)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="let one grow"):
        both: dict[str, Any] = {"g": Normal("d", "n"), "d": Growing(), "n": Growing()}
        Statement(source="x", for_all=both, claims=lambda g, *, c=1: {"x": inner(g, g) >= c}, mutants={"m": {"c": 2}})
    with pytest.raises(Refusal, match="so many rows and columns"):
        Normal("d")
    for for_all, law, why in (
        (G, lambda g, *, c=1: {"x": inner(g, g) >= c - 1}, "for every value of a random letter"),
        (G, lambda g, *, c=1: {"x": lesssim(inner(g, g), c)}, "say which one grows"),
        ({"A": Matrix("n", "n")}, lambda A, *, c=1: {"x": probability(trace(A) >= 0) >= c}, "of letters that follow a law"),
        (G, lambda g, *, c=1: {"x": ~(probability(inner(g, g) >= 0) >= c)}, "a claim of its own"),
    ):
        with pytest.raises(Refusal, match=why):
            Statement(source="x", for_all=for_all, claims=law, mutants={"m": {"c": 2}})


def test_a_law_in_an_exact_system_is_a_sample_of_it() -> None:
    """Random letters are drawn in steps of 2^-40, so every system sees the same numbers; a single one says nothing of a probability."""
    def claims(A: Any, g: Any, *, c: int = 1) -> Any:
        return {"at least a third": probability(trace(A @ g) >= 0) >= Fraction(c, 3)}

    statement = Statement(source="x", for_all={"A": Matrix("n", "n"), "g": Normal("n", "n")}, claims=claims, mutants={"all": {"c": 3}})
    evidence = examine(statement)
    assert findings_of(statement, evidence)[1][0].verdict == "supported"

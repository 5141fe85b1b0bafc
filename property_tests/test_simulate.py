"""The exam of sampling: claims about random letters of which the truth is known. None may be decided wrongly, whatever the seed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics.evidence import Evidence
from numerics.laws import probability
from numerics.linalg import inner, lesssim, sqrt, trace
from numerics.streams import generator
from numerics.systems.rational import RATIONAL
from numerics.value import ALONG_A_SIZE, OVER_A_LAW, Refusal
from property_tests.random_claims import EXAM, OPEN, REFUTED, SUPPORTED, Planted, decision, found_out
from property_tests.referee import BUDGETS, examine, findings_of
from property_tests.simulate import Trials, simulate
from theorems.domains import Growing, Interval, Matrix, Normal
from theorems.statement import Statement, Variant

SEEDS = {"quick": 2, "full": 20, "night": 200}  # of each claim
QUICK = BUDGETS["quick"].sampling
BRIEF = dataclasses.replace(QUICK, cells=QUICK.cells // 8, repeats=QUICK.repeats // 4)  # less along a growing size, where the time goes
NAMED = {planted.name: planted for planted in EXAM}
G: dict[str, Any] = {"g": Normal("d", 1)}
ALONG: dict[str, Any] = {**G, "d": Growing()}
EPS: dict[str, Any] = {"eps": Interval(0, 1)}


def decided(planted: Planted, seed: int, trials: Trials) -> str:
    return decision(simulate(Variant.of(planted.statement(seed), "as stated"), ["claim"], trials))


@pytest.mark.parametrize("planted", EXAM, ids=lambda p: p.name)
def test_right_or_undecided(planted: Planted, budget: str) -> None:
    """Nothing wrong is decided, whatever the seed, and however few samples there are along a growing size; what is asked for is reached."""
    for seed in range(SEEDS[budget]):
        found = decided(planted, seed, BRIEF if seed % 2 and planted.asymptotic else QUICK)
        assert not planted.wrong(found), (seed, found)
        if seed == 0 and planted.quick:
            assert found == planted.quick
    if budget != "quick":
        assert decided(planted, 0, BUDGETS["full"].sampling) == planted.full


def test_the_exam_is_one() -> None:
    """Enough claims, about half of them false, each of its own name, and every form of the grammar; a decision that is wrong is known as such."""
    assert len(EXAM) == len(NAMED) >= 20 and abs(2 * sum(p.true for p in EXAM) - len(EXAM)) <= len(EXAM) // 5
    assert {form(p) for p in EXAM} == {*OVER_A_LAW, *ALONG_A_SIZE}
    for planted in EXAM:
        assert planted.wrong(REFUTED) == planted.true and planted.wrong(SUPPORTED) != planted.true and not planted.wrong(OPEN)
        assert planted.true or found_out(planted.full)


def form(planted: Planted) -> str:
    """What its claim says of a law."""
    variant = Variant.of(planted.statement(0), "as stated")
    sizes, listed = next(variant.grid(5))
    (claim,) = variant.relations(variant.letters(variant.draw(sizes, listed, generator("form"), 1), RATIONAL, 0), sizes).values()
    return claim.op


@pytest.mark.parametrize("name", ["a Gaussian tail", "a norm of order d", "a chi-square law twice", "a mean"])
def test_what_is_supported_has_killed_its_mutant(name: str) -> None:
    statement = NAMED[name].statement(0)
    assert findings_of(statement, examine(statement))[1][0].verdict == "supported"


def test_the_split_of_blocks_changes_nothing_that_is_drawn() -> None:
    """A block is a stream of its own: what it holds does not depend on the blocks before it, nor on who draws them."""
    again = [generator("a", "b", block=k).standard_normal(5) for k in (3, 1, 2)]
    for k, x in zip((3, 1, 2), again, strict=True):
        np.testing.assert_array_equal(generator("a", "b", block=k).standard_normal(5), x)
    assert len({x.tobytes() for x in again}) == 3


def test_the_same_evidence_twice() -> None:
    statement = NAMED["a chi-square tail, too sharp"].statement(7)
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
    curve = ("sizes 16 to 128", "would have been seen", "medians")
    for name, words in (("a chi-square tail", ("samples at", "total error 1e-06")), ("a norm of order d", curve)):
        variant = Variant.of(NAMED[name].statement(0), "as stated")
        (told,) = (e for e in simulate(variant, variant.names, trials) if e.kind == "instances")
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

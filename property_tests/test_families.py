"""Claims that no single point refutes: what a proved statement excludes, and what is said of a growing size."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from numerics.linalg import inner, lesssim, nuclear_norm, same_order, svdvals
from numerics.value import Refusal
from property_tests.referee import examine, findings_of
from theorems.domains import Choice, Growing, Matrix, Normal, Real
from theorems.statement import Statement


def module_of(name: str, **parts: Any) -> ModuleType:
    """A module of a theory of one's own, with a statement in it."""
    made = ModuleType(f"mine.{name}")
    made.statement = Statement(source=name, **parts)  # type: ignore[attr-defined]
    return made


PROVED = module_of("family", for_all={"x": Real()}, claims=lambda x, *, c=0: {"a square": x**2 >= c}, mutants={"one": {"c": 1}})
ONLY_SEEN = module_of(
    "seen",
    for_all={"A": Matrix("n", "n")},
    claims=lambda A, *, c=1: {"ranks": c * nuclear_norm(A) >= svdvals(A)[0, 0]},
    mutants={"half": {"c": Fraction(1, 2)}},
)
FALSE = module_of("false", for_all={"x": Real()}, claims=lambda x, *, c=1: {"a square": x**2 >= c}, mutants={"two": {"c": 2}})


@pytest.mark.parametrize(("other", "verdict"), [(PROVED, "refuted"), (ONLY_SEEN, "supported"), (FALSE, "supported")], ids=["proved", "supported", "refuted"])
def test_only_a_proved_statement_contradicts(other: ModuleType, verdict: str) -> None:
    def claims(d: int, g: Any, *, p: int = 1) -> Any:
        return {"of order d": same_order(inner(g, g), d**p + 0 * g[0, 0])}

    for_all: dict[str, Any] = {"d": Growing(), "g": Normal("d", 1)}
    statement = Statement(source="contradicted", for_all=for_all, claims=claims, mutants={"d^2": {"p": 2}}, contradicted_by={"of order d": other})
    evidence = examine(statement)
    assert findings_of(statement, evidence)[1][0].verdict == verdict
    (said,) = (e for e in evidence if e.kind == "contradiction")
    assert other.__name__.split(".")[1] in said.scope + said.reason and said.trusts


def test_what_is_proved_is_not_refuted_by_another() -> None:
    """Then one of the two is wrong, and nobody knows which."""
    parts: dict[str, Any] = {"for_all": {"x": Real()}, "claims": lambda x, *, c=0: {"a square": x**2 >= c}, "mutants": {"one": {"c": 1}}}
    statement = Statement(source="torn", contradicted_by={"a square": PROVED}, **parts)
    (finding,) = findings_of(statement, examine(statement))[1]
    assert finding.verdict == "undecided" and "disagree" in finding.reason


def test_contradictions_that_are_none_are_refused() -> None:
    parts: dict[str, Any] = {"source": "x", "for_all": {"x": Real()}, "claims": lambda x, *, c=0: {"a square": x**2 >= c}, "mutants": {"one": {"c": 1}}}
    with pytest.raises(Refusal, match="import the module of a statement"):
        Statement(contradicted_by={"a square": ModuleType("mine.empty")}, **parts)
    with pytest.raises(Refusal, match="and the claims are 'a square'"):
        Statement(contradicted_by={"a cube": PROVED}, **parts)


def test_every_value_of_a_listed_letter_has_a_curve_of_its_own() -> None:

    def claims(d: int, a: int, g: Any, *, p: int = 1) -> Any:
        return {"of order d": lesssim(a * d**p + 0 * g[0, 0], d)}

    for_all: dict[str, Any] = {"d": Growing(), "a": Choice(1, 5), "g": Normal(1, 1)}
    statement = Statement(source="grows", for_all=for_all, claims=claims, mutants={"d^2": {"p": 2}})
    evidence = examine(statement)
    (finding,) = findings_of(statement, evidence)[1]
    assert finding.verdict == "supported" and "2 of 2 values of the listed letters" in finding.scope
    (said,) = (e for e in evidence if e.kind == "instances")
    assert [c["beside"] for c in said.extra["curves"]] == ["a = 1", "a = 5"] and len(said.extra["curves"][0]["sizes"]) > 4

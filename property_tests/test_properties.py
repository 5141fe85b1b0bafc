"""Every statement as a Hypothesis property on its own domains: whatever holds never fails at a drawn point, and a pinned counterexample still fails.

Hypothesis draws the integers of `theorems.domains`, and exact engines judge: the second driver beside the referee's own search.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, find, given, settings

from numerics.systems.rational import RATIONAL
from numerics.value import truth
from property_tests.exactly import evaluate, point, verify
from property_tests.strategies import members, points
from theorems import BrokenStatement, load
from theorems.domains import (
    PSD,
    Diagonal,
    Domain,
    Interval,
    Levels,
    LowRank,
    Nonnegative,
    Orthogonal,
    PermutationMatrix,
    Positive,
    PositiveDefinite,
    PositiveDiagonal,
    Projector,
    Stiefel,
    Subset,
    Symmetric,
    Weights,
    read,
    realise,
)
from theorems.statement import Instance, Statement, Variant

EXAMPLES = {"quick": 15, "full": 200, "night": 2000}


def quietly(examples: int) -> settings:
    """The same points on every machine, and no verdict on how long an exact evaluation takes."""
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def test_property(ident: str, theory: Path | None, budget: str) -> None:
    try:
        statement = load(ident, theory)
    except BrokenStatement as error:
        pytest.fail(str(error), pytrace=False)
    variants = [Variant.of(statement, reading) for reading in statement.readings]
    if statement.out_of_reach:
        assert statement.claims is None
    elif any(variant.random or variant.growing for variant in variants):
        pytest.skip("no single point says anything of a random letter, or of a growing size: see the verdict, which sampling has reached")
    elif statement.expect == "refuted":
        still_fails(statement)
    else:
        never_fails(statement, EXAMPLES[budget])


def still_fails(statement: Statement) -> None:
    """The pinned point satisfies every hypothesis of some reading and fails a claim there, in two engines."""
    pin = statement.counterexample
    assert pin is not None, "expect='refuted' without a counterexample: pin the point that the referee found (`lakatos check` prints it)"
    for reading in statement.readings:
        variant = Variant.of(statement, reading)
        letters, sizes = variant.pinned(pin, RATIONAL)
        names = [name for name, relation in variant.relations(letters, sizes).items() if truth(relation) != 1]
        if any(len(set(verify(variant, name, pin))) >= 2 for name in names):
            return
    pytest.fail(f"the pinned counterexample {dict(pin)} fails no claim any more, in two engines", pytrace=False)


def never_fails(statement: Statement, examples: int) -> None:
    """At points of the first reading that stands, no claim is false."""
    variant = Variant.of(statement, next(name for name in statement.readings if name not in statement.falls))

    @quietly(examples)
    @given(points(variant))
    def holds(instance: Instance) -> None:
        letters = variant.letters(instance, RATIONAL, 0)
        for key, domain in variant.drawn.items():
            member = domain.holds([letters[x] for x in key.split()], instance.sizes)
            assert member is None or truth(member) != -1, f"{key} is built outside its own domain, {domain.name}, at {point(variant, instance)}"
        names = list(variant.relations(letters, instance.sizes))
        outcome = evaluate(variant, instance, 0, names)
        failed = [(name, engine) for name, (value, engine, *_) in (outcome or {}).items() if value < 0]
        assert not failed, f"{failed[0][0]!r} fails at {point(variant, instance)}, says {failed[0][1]}; pin it: expect='refuted', counterexample=..."

    holds()


# ---- the strategies themselves

DOMAINS: dict[str, Callable[[], Domain]] = {
    "Nonnegative": Nonnegative,
    "Positive": Positive,
    "Interval": lambda: Interval(-1, 3),
    "Symmetric": lambda: Symmetric("n"),
    "PSD": lambda: PSD("n"),
    "PositiveDefinite": lambda: PositiveDefinite("n"),
    "Diagonal": lambda: Diagonal("n"),
    "PositiveDiagonal": lambda: PositiveDiagonal("n"),
    "PermutationMatrix": lambda: PermutationMatrix("n"),
    "Levels": lambda: Levels("n"),
    "Orthogonal": lambda: Orthogonal("n"),
    "Stiefel": lambda: Stiefel("n", "r"),
    "Projector": lambda: Projector("n", "r"),
    "LowRank": lambda: LowRank("n", "m", "r"),
    "Subset": lambda: Subset("n"),
    "Weights": lambda: Weights("n"),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_members_satisfy_the_hypothesis_exactly(name: str) -> None:
    domain, sizes = DOMAINS[name](), {"n": 3, "m": 2, "r": 2}

    @quietly(25)
    @given(members(domain, sizes))
    def belongs(leaves: list[object]) -> None:
        value = realise(domain, (read(leaf, n, RATIONAL) for leaf, n in zip(domain.leaves, leaves, strict=True)), sizes)  # type: ignore[arg-type]
        relation = domain.holds([value], sizes)
        assert relation is not None and truth(relation) == 1

    belongs()


def test_shrinks_to_the_smallest_point() -> None:
    """A point that fails is shown at its smallest: one row, one column, the simplest number."""
    from numerics.linalg import inner
    from theorems.domains import Matrix

    statement = Statement(source="planted", for_all={"R": Matrix("n", "C")}, claims=lambda R, *, c=4: {"small": inner(R, R) < c}, mutants={"m": {"c": 5}})
    variant = Variant.of(statement, "as stated")
    found = find(points(variant), lambda i: evaluate(variant, i, 0, ["small"])["small"][0] < 0, settings=quietly(500))  # type: ignore[index]
    assert point(variant, found) == {"R": [["2"]]}


def test_a_broken_file_fails_and_names_itself(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thm1.py").write_text('"""A claim."""\nfrom nowhere import nothing\n\nstatement = nothing\n')
    with pytest.raises(pytest.fail.Exception, match=r"mine\.thm1 \(thm1\.py\)"):
        test_property("mine.thm1", tmp_path, "quick")


def test_a_false_statement_of_ones_own_fails(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    text = '"""A false claim."""\nfrom theorems.domains import Real\nfrom theorems.statement import Statement\n\n'
    text += 'statement = Statement(source="x", for_all={"x": Real()}, claims=lambda x, *, c=2: {"small": x < c}, mutants={"m": {"c": 1}})\n'
    (tmp_path / "mine" / "thm2.py").write_text(text)
    with pytest.raises(AssertionError, match=r"'small' fails at \{'x': '2'\}"):
        test_property("mine.thm2", tmp_path, "quick")

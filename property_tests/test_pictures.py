"""What pictures are made of: flows in floats, laws, margins, and both sides of a claim that fails; and that none of it is evidence."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics.flows import floats, follow, numbers
from numerics.linalg import diagonal, eigvalsh, rank, sqrt
from numerics.value import Refusal
from property_tests import falsify, fingerprint
from property_tests.clock import OutOfTime
from property_tests.falsify import margins
from property_tests.own_theory import lay
from property_tests.pictures import computed
from property_tests.record import sides
from property_tests.referee import BUDGETS
from theorems.domains import Matrix, Nonnegative, Real
from theorems.pictures import Law, Trajectories
from theorems.statement import Statement, Variant


def statement(*pictures: Any, claims: Callable[..., Any] = lambda x: {"a square": x**2 >= 0}, **more: Any) -> Statement:
    return Statement(**{"source": "Lemma 1", "for_all": {"x": Real()}, "claims": claims, "mutants": {"real": {"x": Real()}}, "pictures": pictures, **more})


def test_a_flow_is_followed_to_six_digits() -> None:
    states = follow(lambda x: 0 - x, floats(2), [0.0, 1.0, 3.0])
    assert [float(numbers(x)) for x in states] == pytest.approx([2, 2 / math.e, 2 * math.exp(-3)], rel=1e-6)
    spin = follow(lambda x: floats([[0, -1], [1, 0]]) @ x, floats([[1], [0]]), [0.0, math.pi])[-1]
    assert numbers(spin).ravel() == pytest.approx([-1, 0], abs=1e-6)


def test_a_flow_that_ends_early_is_told() -> None:
    (picture,) = computed(statement(Trajectories(title="t", state="x", y="x", rate=lambda x: x**2, start=1, horizon=2)))
    assert "cannot be followed" in picture["problem"]


def test_a_law_and_where_its_flow_ends() -> None:
    law = Law(title="t", x=("a", "a"), y=("y", "y"), law=lambda a: sqrt(a), rate=lambda y, a: a - y**2, between=(0, 4), starts=(1, "3/2"), horizon=20)
    (picture,) = computed(statement(law))
    curve, points = picture["curve"], picture["points"]
    assert [curve[0], curve[-1]] == [["0", "0"], ["4", "2"]] and {start for *_, start in points} == {"1", "3/2"}
    assert all(float(y) == pytest.approx(math.sqrt(float(a)), abs=1e-4) for a, y, _ in points if float(a) > 0.5)


def test_trajectories_of_what_is_shown_beside_levels() -> None:
    asked = Trajectories(
        title="t", state="K", y="eigenvalues", rate=lambda K, M: M - K, start=[[1, 0], [0, 5]], at={"M": [[2, 1], [1, 2]]}, shows=eigvalsh, horizon=20,
        law=lambda s: s + 0, levels={"s": (3, 1)},
    )  # fmt: skip
    (picture,) = computed(statement(asked))
    assert [float(series["points"][-1][1]) for series in picture["series"]] == pytest.approx([3, 1], abs=1e-4)
    assert [level["at"] for level in picture["levels"]] == ["3", "1"]


def test_what_cannot_be_computed_says_why_and_is_no_picture() -> None:
    law = Law(title="t", x=("a", "a"), y=("y", "y"), law=lambda a: diagonal(a), between=(0, 1))
    (picture,) = computed(statement(law))
    assert set(picture) == {"kind", "title", "problem"} and picture["problem"]
    lost = Trajectories(title="t", state="x", y="x", rate=lambda x: 0 - x, start=1, horizon=1, shows=lambda x: x.nothing)
    assert computed(statement(lost))[0]["problem"].startswith("AttributeError")
    with pytest.raises(Refusal, match="pictures"):
        statement("no picture")


def test_pictures_are_outside_the_fingerprint(tmp_path: Path) -> None:
    text = 'from lakatos import Law, Real, Statement\n\nstatement = Statement(source="1", for_all={"x": Real()}, claims=lambda x: {"c": x <= x}'
    root = lay(tmp_path, mine__a=text + ")\n", mine__b=text + ', pictures=[Law(title="t", x=("x", "x"), y=("y", "y"), law=lambda x: x, between=(0, 1))])\n')
    a, b = (fingerprint.of(root / "mine" / f"{name}.py", root, lambda _, compute: compute(), "") for name in "ab")
    assert a == b


def test_margins_count_every_point_that_floats_speak_of() -> None:
    def claims(x: Any, y: Any) -> Any:
        return {"mean": 2 * sqrt(x * y) <= x + y}

    variant = Variant.of(statement(claims=claims, for_all={"x": Nonnegative(), "y": Nonnegative()}), "as stated")
    (found,) = margins(variant, ["mean"], BUDGETS["quick"].claims).values()
    assert sum(found["counts"]) == found["points"] > 1000 and len(found["edges"]) == len(found["counts"]) + 1
    assert np.argmax(found["counts"]) in (0, len(found["counts"]) - 1) and found["edges"][0] == "0" and found["edges"][-1] == "1"
    assert margins(variant, ["mean"], BUDGETS["quick"].claims)["mean"] == found


def test_a_clock_that_rings_costs_the_margins_and_not_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def rings(*_: Any) -> None:
        raise OutOfTime

    variant = Variant.of(statement(), "as stated")
    monkeypatch.setattr(falsify, "_weigh", rings)
    assert margins(variant, ["a square"], BUDGETS["quick"].claims) == {} == margins(variant, [], BUDGETS["quick"].claims)


def test_both_sides_of_what_fails() -> None:
    def claims(A: Any, x: Any) -> Any:
        return {"ranks": rank(A) <= 1, "both": (x <= 0) & (x**2 == x), "roots": sqrt(x) <= 1, "either": (x <= 0) | (x >= 3)}

    variant = Variant.of(statement(claims=claims, for_all={"A": Matrix("n", "n"), "x": Nonnegative()}, mutants={"real": {"x": Real()}}), "as stated")
    pin = {"A": [["1", "0"], ["0", "1"]], "x": "2"}
    assert sides(variant, "ranks", pin) == [{"op": "<=", "left": "2", "right": "1", "holds": False}]
    assert [side["left"] for side in sides(variant, "both", pin)] == ["2", "4"]
    assert sides(variant, "roots", pin)[0]["left"] == "1.4142135..."
    assert sides(variant, "either", pin) == []  # nothing so simple is claimed

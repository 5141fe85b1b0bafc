"""The pictures that a statement asks for, computed: plain numbers for the report, which draws them. They are evidence of nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.flows import floats, follow, numbers
from numerics.systems.float64 import FLOAT64
from numerics.value import Value
from property_tests.clock import OutOfTime, clock
from theorems.pictures import Law, Trajectories
from theorems.statement import Statement

PATIENCE = 10.0  # seconds for one picture
NOTHING = 1e-6  # of the largest number in a picture
POINTS, ENDS, TIMES = 97, 13, 61  # on a curve, end points along it, and times of a trajectory

Picture = dict[str, Any]


def computed(statement: Statement) -> list[Picture]:
    """One entry per picture that the statement asks for; where one cannot be computed, "problem" says why. Numbers are texts of six digits and decimals."""
    return [_attempted(asked) for asked in statement.pictures]


def _attempted(asked: Law | Trajectories) -> Picture:
    try:
        with clock(PATIENCE), np.errstate(all="ignore"):
            return _law(asked) if isinstance(asked, Law) else _trajectories(asked)
    except OutOfTime:
        problem = f"ended after {PATIENCE:.0f} s"
    except Exception as error:  # whatever a picture's functions raise says nothing about the statement: it is shown in its place
        problem = f"{type(error).__name__}: {error}"
    return {"kind": "law" if isinstance(asked, Law) else "trajectories", "title": asked.title, "problem": problem}


def _law(asked: Law) -> Picture:
    (x, x_words), (y, y_words) = asked.x, asked.y
    low, high = (float(Fraction(end)) for end in asked.between)
    letters = {name: floats(value) for name, value in asked.at.items()}
    across = np.linspace(low, high, POINTS)
    curve = np.broadcast_to(numbers(_bound(asked.law, letters | {x: _batch(across)})), across.shape)
    size, points = float(np.abs(curve).max()), []
    if asked.rate is not None:
        rate, some = asked.rate, np.linspace(low, high, ENDS)
        for start in asked.starts:
            begin = _batch(np.full(ENDS, float(Fraction(start))))
            end = follow(lambda state: _bound(rate, letters | {x: _batch(some), y: state}), begin, [0.0, float(Fraction(asked.horizon))])[-1]
            points += [[_text(a), _text(b, size), str(start)] for a, b in zip(some, numbers(end), strict=True)]
    return {
        "kind": "law",
        "title": asked.title,
        "x": x_words,
        "y": y_words,
        "curve_name": "the law",
        "curve": [[_text(a), _text(b, size)] for a, b in zip(across, curve, strict=True)],
        "points_name": f"the flow at time {asked.horizon} from",
        "points": points,
    }


def _trajectories(asked: Trajectories) -> Picture:
    letters = {name: floats(value) for name, value in asked.at.items()}
    times = np.linspace(0.0, float(Fraction(asked.horizon)), TIMES)
    states = follow(lambda state: _bound(asked.rate, letters | {asked.state: state}), floats(asked.start), list(times))
    shown = np.array([np.ravel(numbers(asked.shows(state) if asked.shows else state)) for state in states])
    size, levels = float(np.abs(shown).max()), []
    for letter, values in asked.levels.items():
        for value in values if asked.law else ():
            assert asked.law is not None
            levels.append({"name": f"{letter} = {value}", "at": _text(numbers(_bound(asked.law, letters | {letter: floats(value)})), size)})
    return {
        "kind": "trajectories",
        "title": asked.title,
        "x": "time",
        "y": asked.y,
        "series": [
            {"name": str(k), "points": [[_text(t), _text(v, size)] for t, v in zip(times, values, strict=True)]} for k, values in enumerate(shown.T, 1)
        ],
        "levels": levels,
    }


def _batch(values: Any) -> Value:
    return Value(FLOAT64, values, ())


def _bound(function: Callable[..., Any], letters: Mapping[str, Any]) -> Any:
    """The function at the letters that it names; its other parameters keep their defaults."""
    named = inspect.signature(function).parameters.values()
    return function(**{p.name: letters[p.name] for p in named if p.name in letters})


def _text(number: Any, size: float = 0.0) -> str:
    """Six digits; zero where that is what a flow of this size has come to, but for its rounding."""
    return f"{0.0 if abs(number) < NOTHING * size else float(number) + 0.0:.6g}"

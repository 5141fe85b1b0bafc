"""What a reader would rather look at: a law with the end points of a flow on it, quantities along a flow. Data only, and evidence of nothing.

Functions are given by the paper's own objects; their parameters are letters and are bound by name, as in a statement. Knobs keep their defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Exact = int | str | Fraction
Letter = Exact | Sequence[Sequence[Exact]]  # a number, or a matrix as its rows


@dataclass(frozen=True, kw_only=True)
class Law:
    """The curve y = law at the letters `at`, for x between two numbers, and where the flow y' = rate has brought y from each start at time `horizon`.

    x, y: letters, each with the words that stand on its axis: ("s", "label strength s").
    """

    title: str
    x: tuple[str, str]
    y: tuple[str, str]
    law: Callable[..., Any]
    between: tuple[Exact, Exact]
    at: Mapping[str, Letter] = field(default_factory=dict)
    rate: Callable[..., Any] | None = None
    starts: Sequence[Exact] = ()
    horizon: Exact = 1


@dataclass(frozen=True, kw_only=True)
class Trajectories:
    """What `shows` makes of a state (a number, or a column such as eigenvalues) along state' = rate, from `start`, up to the time `horizon`.

    state: its letter. y: the words on the axis. levels: the law at each of the listed values of a letter, {"s": (9, 4)}, drawn as a line across.
    """

    title: str
    state: str
    y: str
    rate: Callable[..., Any]
    start: Letter
    horizon: Exact
    at: Mapping[str, Letter] = field(default_factory=dict)
    shows: Callable[[Any], Any] | None = None
    law: Callable[..., Any] | None = None
    levels: Mapping[str, Sequence[Exact]] = field(default_factory=dict)


__all__ = ["Law", "Trajectories"]

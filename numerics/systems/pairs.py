"""Values with errors: the data of `numerics.systems.bounded`, which knows when there is no error at all, and when a matrix is symmetric."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.systems.whole import LIMIT, UNIT

PAD = 1 + 2.0**-48  # covers the rounding of the bounds themselves
ZERO = np.zeros(())  # the error of what carries none, for those who ask for an array

Pair = tuple[Any, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """The error of multiples of `grain`, a power of two (1 for integers): none, as long as they and their sums stay below 2^53 grains.

    most: a bound on the absolute values of the whole batch. lost: None while every lane is exact, else the array of errors (zero where exact).
    Any part of it is taken with [], as of an array.
    """

    most: float
    grain: float = 1.0
    lost: Any = None

    def __getitem__(self, at: Any) -> Grid:
        return self if self.lost is None else Grid(self.most, self.grain, self.lost[at])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(0.0 if self.lost is None else self.lost, dtype=dtype)

    def __float__(self) -> float:
        return float(np.asarray(self))


class Marked(tuple[Any, Any]):
    """The pair of a matrix that remembers what rounding blurs: the factors of which it is the product, and those of its transpose.

    Where the two agree the matrix is symmetric; products of the same factors are equal.
    """

    word: tuple[object, ...]
    flipped: tuple[object, ...]


def marked(pair: Pair, word: tuple[object, ...], flipped: tuple[object, ...]) -> Pair:
    result = Marked(pair)
    result.word, result.flipped = word, flipped
    return result


def new(pair: Pair, *, symmetric: bool = False) -> Pair:
    """A matrix of which nothing else is known; scalars as they are."""
    if np.ndim(pair[0]) < 2:
        return pair
    token = object()
    return marked(pair, (token,), (token if symmetric else object(),))


def is_symmetric(*operands: Any) -> bool:
    """Whether every matrix among the operands is known to be symmetric."""
    matrices = [a for a in operands if isinstance(a, tuple) and np.ndim(a[0]) >= 2]
    return all(isinstance(a, Marked) and a.word == a.flipped for a in matrices)


Method = Callable[..., Pair]


def fresh(method: Method) -> Method:
    """What this makes is new."""
    return functools.wraps(method)(lambda self, *operands: new(method(self, *operands)))


def alike(method: Method) -> Method:
    """What this makes of symmetric matrices is symmetric."""
    return functools.wraps(method)(lambda self, *operands: new(method(self, *operands), symmetric=is_symmetric(*operands)))


def even(method: Method) -> Method:
    """What this makes is symmetric where it is square."""
    return functools.wraps(method)(lambda self, *operands: new(made := method(self, *operands), symmetric=made[0].shape[-1] == made[0].shape[-2]))


def carried(error: Any, move: Callable[[Any], Any]) -> Any:
    """The error of rearranged values."""
    if isinstance(error, Grid):
        return error if error.lost is None else Grid(error.most, error.grain, move(error.lost))
    return move(error)


def as_array(error: Any) -> Any:
    """An error as an array: ZERO itself where there is none."""
    if isinstance(error, Grid):
        return ZERO if error.lost is None else error.lost
    return error


def landed(grain: float, most: float, size: Callable[[], Any], error: Any, rounding: float = UNIT) -> Grid:
    """The error of sums of products on a grid: `error` is what they inherit, `size` what their absolute terms add up to, and `most` a bound on that."""
    if error is ZERO and most < LIMIT * grain:
        return Grid(most, grain)
    sizes = size()
    most = float(sizes.max(initial=0.0))
    if error is ZERO and most < LIMIT * grain:
        return Grid(most, grain)
    return Grid(math.inf, grain, (error + np.where(sizes < LIMIT * grain, 0.0, rounding * sizes)) * PAD)


def exact_lanes(a: Pair) -> Any:
    """Which matrices of a batch lie on a grid, without error."""
    lead = np.shape(a[0])[:-2]
    if not isinstance(a[1], Grid):
        return np.zeros(lead, bool)
    return np.ones(lead, bool) if a[1].lost is None else (a[1].lost == 0).all((-1, -2))


def integers(value: Any, grid: Grid) -> Any:
    return (value / grid.grain).astype(np.int64)

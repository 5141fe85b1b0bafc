"""Functionals over finite spaces, by full enumeration: exact wherever the number system is."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from numerics.linalg import matrix, vec
from numerics.value import Refusal, Value

Outcome = Any


def batches(n: int, b: int) -> list[tuple[int, ...]]:
    """All batches of b of n samples, drawn without replacement."""
    if not isinstance(n, int) or not isinstance(b, int):
        raise Refusal("batches are enumerated: n and b must be numbers here")
    return list(itertools.combinations(range(n), b))


def mean(draw: Callable[[Outcome], Value], space: Sequence[Outcome]) -> Value:
    """Mean of draw(w) over equally likely outcomes w."""
    if not space:
        raise Refusal("a mean over no outcome is undefined: the space is empty")
    return functools.reduce(operator.add, map(draw, space)) / len(space)


def covariance(draw: Callable[[Outcome], Value], space: Sequence[Outcome]) -> Value:
    """Cov(vec X) of a random (n, m) matrix X: an operator on the whole matrix space, (n m, n m)."""
    centre = mean(draw, space)

    def spread(w: Outcome) -> Value:
        x = vec(draw(w) - centre)
        return x @ x.T

    return mean(spread, space)


def second_moment(draw: Callable[[Outcome], Value], space: Sequence[Outcome]) -> Value:
    """E[X X^T] of a random (n, m) matrix X, (n, n)."""
    return mean(lambda w: draw(w) @ draw(w).T, space)


def centred_second_moment(draw: Callable[[Outcome], Value], space: Sequence[Outcome]) -> Value:
    """E[(X - EX)(X - EX)^T] of a random (n, m) matrix X, (n, n)."""
    centre = mean(draw, space)
    return second_moment(lambda w: draw(w) - centre, space)


def keep_rows(a: Value, rows: Sequence[int]) -> Value:
    """The matrix with every row outside `rows` set to zero."""
    n, m = a.shape
    return matrix([[a[i, j] if i in rows else 0 * a[i, j] for j in range(m)] for i in range(n)])

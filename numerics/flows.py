"""Flows in floats, for pictures: where a state goes along x' = rate(x). What is decided about a flow is decided elsewhere, without integrating."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.systems.float64 import FLOAT64
from numerics.value import Unsupported, Value

PATIENCE = 20_000  # evaluations of the rate: a flow that needs more of them is about to blow up
DIGITS = 1e-8  # relative and absolute, of each step: a picture shows three digits


def floats(entries: Any) -> Value:
    """A scalar, or a matrix given by its rows of exact numbers, as a value in floats."""
    if isinstance(entries, (int, str, Fraction)):
        return Value(FLOAT64, np.asarray(float(Fraction(entries))), ())
    rows = np.array([[float(Fraction(x)) for x in row] for row in entries])
    return Value(FLOAT64, rows, (int(rows.shape[0]), int(rows.shape[1])))


def numbers(value: Any) -> Any:
    """What a value in floats holds, as an array of floats. Raises Unsupported where the system has no such primitive."""
    data = value.data if isinstance(value, Value) else value
    if not isinstance(data, (np.ndarray, float, int, np.floating)):
        raise Unsupported(str(getattr(data, "reason", data)))
    return np.asarray(data, dtype=float)


def follow(rate: Callable[[Value], Value], start: Value, times: Sequence[float]) -> list[Value]:
    """The states at increasing `times` along x' = rate(x) from `start` at the first of them; a batch of scalars moves as one.

    Adaptive steps of order 5, or implicit ones where the flow is stiff (SciPy's LSODA). Raises ArithmeticError where a trajectory ends before the last time.
    """
    from scipy.integrate import solve_ivp

    form, asked = np.shape(start.data), itertools.count()

    def moved(time: float, state: Any) -> Any:
        if next(asked) > PATIENCE:
            raise ArithmeticError(f"the flow cannot be followed beyond the time {time:g}: its steps become too short")
        return np.broadcast_to(numbers(rate(Value(FLOAT64, state.reshape(form), start.shape))), form).ravel()

    begin = np.asarray(start.data, dtype=float).ravel()
    with warnings.catch_warnings():  # LSODA warns of what its answer says
        warnings.simplefilter("ignore")
        found = solve_ivp(moved, (times[0], times[-1]), begin, method="LSODA", t_eval=times, rtol=DIGITS, atol=DIGITS)
    if not found.success or not np.isfinite(found.y).all():
        raise ArithmeticError(f"the flow cannot be followed to the time {times[-1]:g}: {found.message}")
    return [Value(FLOAT64, state.reshape(form), start.shape) for state in found.y.T]

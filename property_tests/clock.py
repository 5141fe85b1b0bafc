"""The clock of a step: it ends what hangs, and decides nothing else."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutOfTime(Exception):
    """An instrument was ended by its clock."""


class Trouble(OSError):
    """What a step needs around it has failed (the disk, a cluster): that says nothing about a claim, and is nobody's evidence."""


@contextmanager
def clock(seconds: float) -> Iterator[None]:
    """End what runs inside the block after `seconds`. Python code only: a library that hangs in C is ended with its process (see docket)."""
    if not hasattr(signal, "setitimer") or signal.getsignal(signal.SIGALRM) is None:  # pragma: no cover - not on POSIX
        yield
        return

    def ring(_: int, frame: Any) -> None:
        if frame is not None and frame.f_code in _of_collectors():
            return  # what is raised there is lost, and reported as nobody's error; it rings again
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # again and again: an alarm that goes off inside a callback of C is swallowed
    try:
        yield
    finally:
        silence()
        signal.signal(signal.SIGALRM, before if callable(before) else _too_late)


def _of_collectors() -> set[Any]:
    """The code of what Python calls when it collects garbage: Hypothesis measures it."""
    return {code for callback in gc.callbacks if (code := getattr(callback, "__code__", None)) is not None}


def _too_late(*_: Any) -> None:
    """An alarm that rang as its block ended: with no handler of Python's in its place it would be reported as an error of nobody."""


def silence() -> None:
    """Stop the clock that runs: whoever has caught OutOfTime, and goes on with what was found before."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)

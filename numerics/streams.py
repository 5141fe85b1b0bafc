"""Random numbers by name: counter-based streams, one for every block of every question, so that no result depends on who draws it, or when.

What is drawn is the same bits on every machine, for any number of processes, threads and devices: NumPy draws it on the host from a Philox
counter whose key is made of names. What is computed from it may differ in its last digits between devices and LAPACKs.
"""

from __future__ import annotations

import hashlib

import numpy as np


def key(*names: str) -> int:
    """A stable 64-bit number from names, the same on every machine."""
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:8], "little")


def generator(*names: str, block: int = 0) -> np.random.Generator:
    """The stream of these names, from the start of its block `block`; blocks never overlap (each has a key of its own)."""
    return np.random.Generator(np.random.Philox(key=[key(*names), block]))

"""Large arrays that are freed stay with the process: glibc hands them back at once, and every batch would fault its pages in again."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1  # as malloc.h numbers them
KEPT = 2**28


@lru_cache
def keep_freed() -> None:
    """Ask glibc to keep freed memory of up to 256 MiB; elsewhere nothing happens."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(MMAP_THRESHOLD, KEPT)
            library.mallopt(TRIM_THRESHOLD, KEPT)

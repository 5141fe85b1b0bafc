"""The integers of a domain as a Hypothesis strategy: the second driver, with a database of descriptions and a shrinker of its own.

Numbers are small numerators over small denominators, and sizes come from the grid of the statement, smallest first, so that shrinking
goes towards a small point of small shape. A hypothesis holds at every step, because only the integers behind a value change.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st

from theorems.domains import Domain, Integers, Leaf, Sizes, side
from theorems.statement import Instance, Variant

LARGEST_GRID = 256


DENOMINATORS = st.sampled_from((1, 1, 1, 2, 3, 5))
NUMBERS: dict[str, st.SearchStrategy[tuple[int, int]]] = {
    "any": st.tuples(st.integers(-12, 12), DENOMINATORS),
    "nonnegative": st.tuples(st.integers(0, 12), DENOMINATORS),
    "positive": st.tuples(st.integers(1, 12), DENOMINATORS),
    "unit": st.tuples(st.integers(0, 12), DENOMINATORS).map(lambda x: (min(x), x[1])),
    "signs": st.sampled_from(((1, 1), (-1, 1))),
    "bits": st.sampled_from(((0, 1), (1, 1))),
}


def integers(leaf: Leaf, sizes: Sizes) -> st.SearchStrategy[Integers]:
    """Numerators and denominators of one leaf, arrays of shape (1, rows, columns)."""
    n, m = side(leaf.rows, sizes), side(leaf.columns, sizes)
    if leaf.kind == "permutation":
        return st.permutations(range(n)).map(lambda order: _marks(list(order), m))
    if leaf.kind == "balanced":
        return st.just(_marks([i % m for i in range(n)], m))
    if leaf.kind == "onehot":  # the first rows meet every column, as in theorems.domains.draw
        free = st.lists(st.integers(0, m - 1), min_size=max(0, n - m), max_size=max(0, n - m))
        return free.map(lambda rest: _marks([*range(min(n, m)), *rest], m))
    return st.lists(NUMBERS[leaf.kind], min_size=n * m, max_size=n * m).map(lambda cells: _array(cells, n, m))


def _marks(columns: list[int], m: int) -> Integers:
    return _array([(int(j == k), 1) for j in columns for k in range(m)], len(columns), m)


def _array(cells: list[tuple[int, int]], n: int, m: int) -> Integers:
    table = np.array(cells, dtype=np.int64).reshape(1, n, m, 2)
    return table[..., 0], table[..., 1]


def members(domain: Domain, sizes: Sizes) -> st.SearchStrategy[list[Integers]]:
    """The integers of every leaf of a domain, in the order in which `realise` reads them."""
    return st.tuples(*(integers(leaf, sizes) for leaf in domain.leaves)).map(list)


@st.composite
def points(draw: st.DrawFn, variant: Variant, largest: int = 3) -> Instance:
    """One point of a statement: sizes up to `largest` where some fit (else up to 6), listed letters, and the integers of every domain."""
    grid: list[tuple[dict[str, int], dict[str, Any]]] = next(filter(None, (list(itertools.islice(variant.grid(k), LARGEST_GRID)) for k in (largest, 6))))
    sizes, listed = draw(st.sampled_from(grid))
    return Instance(sizes=sizes, listed=listed, integers={key: draw(members(d, sizes)) for key, d in variant.drawn.items()})

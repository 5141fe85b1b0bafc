"""The integers of a domain as a Hypothesis strategy: the second driver, with a database of descriptions and a shrinker of its own.

Numbers are small numerators over small denominators, half of the arrays have a structure (few entries, few rows, low rank, a diagonal,
rows of very different size), and sizes come from the grid of the statement, smallest first, so that shrinking goes towards a small point
of small shape. A hypothesis holds at every step, because only the integers behind a value change.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st

from theorems.domains import Domain, Integers, Leaf, Sizes, side
from theorems.statement import Instance, Variant

LARGEST_GRID = 256
Cell = tuple[int, int]  # numerator and denominator

DENOMINATORS = st.sampled_from((1, 1, 1, 2, 3, 5))
NUMBERS: dict[str, st.SearchStrategy[Cell]] = {
    "any": st.tuples(st.integers(-12, 12), DENOMINATORS),
    "nonnegative": st.tuples(st.integers(0, 12), DENOMINATORS),
    "positive": st.tuples(st.integers(1, 12), DENOMINATORS),
    "unit": st.tuples(st.integers(0, 12), DENOMINATORS).map(lambda x: (min(x), x[1])),
    "signs": st.sampled_from(((1, 1), (-1, 1))),
    "bits": st.sampled_from(((0, 1), (1, 1))),
}
LEAST = {"any": -3, "nonnegative": 0, "positive": 1}  # of the entries of a factor


def integers(leaf: Leaf, sizes: Sizes) -> st.SearchStrategy[Integers]:
    """Numerators and denominators of one leaf, arrays of shape (1, rows, columns): entry by entry, or (in half of the draws of an array) structured."""
    n, m = side(leaf.rows, sizes), side(leaf.columns, sizes)
    if leaf.kind == "permutation":
        return st.permutations(range(n)).map(lambda order: _marks(list(order), m))
    if leaf.kind == "balanced":
        return st.just(_marks([i % m for i in range(n)], m))
    if leaf.kind in ("labels", "onehot"):  # the first rows of onehot meet every column, as in theorems.domains.draw
        led = range(min(n, m) if leaf.kind == "onehot" else 0)
        free = st.lists(st.integers(0, m - 1), min_size=n - len(led), max_size=n - len(led))
        return free.map(lambda rest: _marks([*led, *rest], m))
    cells = _cells(leaf.kind, n * m)
    if n * m > 1 and leaf.kind in LEAST:  # shrinking goes to the first
        structured = (_sparse(leaf.kind, n, m), _few_rows(leaf.kind, n, m), _product(leaf.kind, n, m), _on_diagonal(leaf.kind, n, m), _graded(leaf.kind, n, m))
        cells = st.one_of(cells, *[cells] * (len(structured) - 1), *structured)
    return cells.map(lambda cells: _array(cells, n, m))


def _cells(kind: str, count: int) -> st.SearchStrategy[list[Cell]]:
    return st.lists(NUMBERS[kind], min_size=count, max_size=count)


def _blank(kind: str) -> Cell:
    """What stands where a structure has a zero."""
    return (int(kind == "positive"), 1)


def _sparse(kind: str, n: int, m: int) -> st.SearchStrategy[list[Cell]]:
    chosen = st.dictionaries(st.integers(0, n * m - 1), NUMBERS[kind], max_size=max(n, m))
    return chosen.map(lambda at: [at.get(k, _blank(kind)) for k in range(n * m)])


def _few_rows(kind: str, n: int, m: int) -> st.SearchStrategy[list[Cell]]:
    """Copies of one row or two, in any order."""
    rows, order = st.lists(_cells(kind, m), min_size=1, max_size=2), st.lists(st.integers(0, 1), min_size=n, max_size=n)
    return st.tuples(rows, order).map(lambda x: [cell for k in x[1] for cell in x[0][k % len(x[0])]])


def _product(kind: str, n: int, m: int) -> st.SearchStrategy[list[Cell]]:
    """A product of integer factors of fewer columns than a matrix of full rank needs, none included."""

    def through(r: int) -> st.SearchStrategy[list[Cell]]:
        count = (n + m) * r
        return st.lists(st.integers(LEAST[kind], 3), min_size=count, max_size=count).map(lambda x: multiplied(x, r))

    def multiplied(x: list[int], r: int) -> list[Cell]:
        left, right = np.array(x[: n * r], dtype=np.int64).reshape(n, r), np.array(x[n * r :], dtype=np.int64).reshape(r, m)
        return [(int(entry), 1) for entry in (left @ right).flat]

    least = int(kind == "positive")
    return st.integers(least, max(least, min(n, m) - 1)).flatmap(through)


def _on_diagonal(kind: str, n: int, m: int) -> st.SearchStrategy[list[Cell]]:
    return _cells(kind, min(n, m)).map(lambda x: [x[i] if i == j else _blank(kind) for i in range(n) for j in range(m)])


def _graded(kind: str, n: int, m: int) -> st.SearchStrategy[list[Cell]]:
    """Rows scaled by powers of ten: all but dependent, or of very different size."""
    powers = st.lists(st.integers(0, 9), min_size=n, max_size=n)
    return st.tuples(_cells(kind, n * m), powers).map(lambda x: [(p, q * 10 ** x[1][k // m]) for k, (p, q) in enumerate(x[0])])


def _marks(columns: list[int], m: int) -> Integers:
    return _array([(int(j == k), 1) for j in columns for k in range(m)], len(columns), m)


def _array(cells: list[Cell], n: int, m: int) -> Integers:
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

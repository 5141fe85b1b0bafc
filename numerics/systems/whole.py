"""Linear algebra on integers in batches, exact: ranks, determinants and definiteness by residues modulo primes and by polynomials in floats.

And the elimination in floats that tells how far it may be off. Batches come last inside, so that every step is one pass over long rows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

UNIT = 2.0**-53  # relative rounding of a float operation
LIMIT = 2.0**53  # all integers below it are floats
TINY = 2.0**-1000  # covers underflow
SPECK = 2.0**-500  # covers underflow in a sum of squares, after the root
PRIMES = (2**26 - 5, 2**26 - 27, 2**26 - 45, 2**26 - 87, 2**26 - 101)  # the difference of two products of residues is a float


def eliminate(a: Any) -> tuple[Any, Any, Any]:
    """Determinants of matrices (n, n, batch); for each row the 1-norm of a change that makes them exact (n, batch); where nothing underflowed.

    Gaussian elimination with partial pivoting. What is rounded is counted entry by entry; a row that has been the pivot becomes exactly zero.
    """
    n, batch = a.shape[1:]
    lane = np.arange(batch)
    moved, result, order = np.where((a != 0).any(1), TINY, 0), np.ones(batch), np.empty((n, batch), dtype=np.int64)
    regular, fits = np.ones(batch, bool), np.ones(batch, bool)
    for k in range(n):
        column = a[:, 0]
        order[k] = np.abs(column).argmax(0)
        pivot = column[order[k], lane]
        row = a[order[k], 1:, lane].T
        factor = column / np.where(pivot == 0, 1, pivot)
        factor[order[k], lane] = 1
        taken = factor[:, None] * row
        moved += UNIT * np.abs(column)
        a = a[:, 1:] - taken
        moved += UNIT * (np.abs(taken) + np.abs(a)).sum(1)
        result = result * pivot
        regular &= pivot != 0
        fits &= ~regular | (np.abs(result) > SPECK)
    return signs(order) * result, moved * (1 + 8 * n * UNIT), fits


def signs(order: Any) -> Any:
    """The sign of permutations (n, batch)."""
    return 1 - 2 * (sum((order[:k] > order[k]).sum(0) for k in range(1, len(order))) % 2 if len(order) > 1 else 0)


def modular(a: Any, p: int) -> tuple[Any, Any]:
    """Pivots modulo p of integer matrices (n, m, batch), and the rows that they stand in, both (m, batch); the pivot is zero where a column has none.

    Elimination without division: every row is multiplied by the pivot. A row that has been the pivot becomes zero.
    """
    a = (a % p).astype(float)
    m, batch = a.shape[1:]
    lane = np.arange(batch)
    pivots, rows = np.empty((m, batch)), np.empty((m, batch), dtype=np.int64)
    for k in range(m):
        a -= p * np.rint(a / p)  # residues of least size; those of multiples of p are zero, because the quotient is then a whole number in floats, too
        column = a[:, 0]
        rows[k] = (column != 0).argmax(0)
        pivots[k] = column[rows[k], lane]
        row = a[rows[k], 1:, lane].T
        a = a[:, 1:] * np.where(pivots[k] == 0, 1, pivots[k]) - column[:, None] * row
    return pivots.astype(np.int64) % p, rows


def residue(a: Any, p: int) -> Any:
    """Determinants modulo p of integer matrices (batch, n, n)."""
    n = a.shape[-1]
    pivots, rows = modular(np.ascontiguousarray(a.transpose(1, 2, 0)), p)
    top, below = np.ones(len(a), dtype=np.int64), np.ones(len(a), dtype=np.int64)
    for k, pivot in enumerate(pivots):  # step k multiplies the rows that are left, n - 1 - k of them, by its pivot
        top = top * pivot % p
        for _ in range(n - 1 - k):
            below = below * pivot % p
    inverse, exponent = np.ones_like(below), p - 2  # Fermat
    while exponent:
        if exponent % 2:
            inverse = inverse * below % p
        below, exponent = below * below % p, exponent // 2
    return signs(rows) * (top * inverse % p) % p


def ranks(a: Any) -> tuple[Any, Any]:
    """Ranks of integer matrices (batch, n, m), and whether they are certain: else they are lower bounds.

    The rank modulo a prime is at most the rank. It is the rank if the next larger minors, which the primes divide, are smaller than the product of
    the primes: Hadamard bounds them by the norms of the longest rows (or columns).
    """
    batch, n, m = a.shape
    low, sure = np.zeros(batch, dtype=np.int64), np.zeros(batch, bool)
    with np.errstate(over="ignore"):
        square = a.astype(float) ** 2
        minors = np.minimum(*(np.cumprod(-np.sort(-np.sqrt(square.sum(axis)), -1), -1)[:, : min(n, m)] for axis in (1, 2))) * (1 + 2.0**-40)
    rest, reach = np.arange(batch), 1.0
    for p in PRIMES:
        pivots, _ = modular(np.ascontiguousarray(a[rest].transpose(1, 2, 0)), p)
        low[rest] = np.maximum(low[rest], (pivots != 0).sum(0))
        reach *= p * (1 - 2.0**-40)
        sure[rest] = (low[rest] == min(n, m)) | (minors[rest, np.minimum(low[rest], min(n, m) - 1)] < reach)
        rest = rest[~sure[rest]]
        if not rest.size:
            break
    return low, sure


def spans(a: Any, b: Any) -> Any:
    """Whether the rows of b (batch, s, m) are combinations of those of a (batch, r, m): 1 and -1 where it is certain, else 0.

    Modulo a prime the rank of a is at most its rank. The minors that speak of a row of b hold it and rows of a, and Hadamard bounds them by their
    norms: those that a product of primes divides and exceeds are zero.
    """
    batch, r, m = a.shape
    with np.errstate(over="ignore"):
        norms = (np.maximum(np.sqrt((x.astype(float) ** 2).sum(2)), 1) for x in (a, b))
        most = next(norms).prod(1) * next(norms).max(1) * (1 + 2.0**-40)
    rank, reach, inside = np.full(batch, -1), np.ones(batch), np.ones(batch, bool)
    verdict, rest = np.zeros(batch, dtype=np.int8), np.arange(batch)
    for p in PRIMES:
        found, within = _combined(np.concatenate([a[rest], b[rest]], 1).transpose(1, 2, 0), r, p)
        better, same = found > rank[rest], found == rank[rest]  # a prime that lowers the rank of a says nothing
        reach[rest] = np.where(better, p, np.where(same, reach[rest] * p * (1 - 2.0**-40), reach[rest]))
        inside[rest] = np.where(better, within, inside[rest] & (within | ~same))
        rank[rest] = np.maximum(rank[rest], found)
        certain = reach[rest] > most[rest]
        full = rank[rest] == min(r, m)
        yes = inside[rest] & (certain | (rank[rest] == m))
        verdict[rest] = np.where(yes, 1, np.where(~inside[rest] & (certain | full), -1, 0))
        rest = rest[verdict[rest] == 0]
        if not rest.size:
            break
    return verdict


def _combined(a: Any, r: int, p: int) -> tuple[Any, Any]:
    """Rank modulo p of the first r rows of integer matrices (n, m, batch), and whether the others are combinations of them."""
    a = (a % p).astype(float)
    m, batch = a.shape[1:]
    lane = np.arange(batch)
    found, outside = np.zeros(batch, dtype=np.int64), np.zeros(batch, bool)
    for k in range(m):
        a -= p * np.rint(a / p)
        if k >= r and not a[:r].any():  # nothing is left to eliminate with
            return found, ~(outside | a[r:].any((0, 1)))
        column = a[:, 0]
        row = (column[:r] != 0).argmax(0)
        pivot = column[row, lane]
        found += pivot != 0
        outside |= (pivot == 0) & column[r:].any(0)
        a = a[:, 1:] * np.where(pivot == 0, 1, pivot) - column[:, None] * a[row, 1:, lane].T
    return found, ~outside


def by_characteristic(a: Any, strict: bool) -> Any:
    """Definiteness of symmetric integer matrices (batch, n, n), where 2^53 suffices: the characteristic polynomial has alternating signs.

    Faddeev and LeVerrier: M <- A M + c I, c = -tr(A M) / k, exact in floats while nothing exceeds 2^53. In the eigenbasis |M| is at most the
    elementary symmetric function of the |eigenvalues|, whose mean is at most the Frobenius norm over the root of n (Maclaurin).
    """
    n = a.shape[-1]
    size = np.sqrt(np.einsum("bij,bij->b", a, a))
    level = size / math.sqrt(n)
    reach = n * size * np.max([math.comb(n, k) * level**k for k in range(n)], axis=0)
    fits, right, c = reach * (1 + 2.0**-40) < LIMIT, np.ones(len(a), bool), np.ones(len(a))
    m = np.broadcast_to(np.eye(n), a.shape)
    for k in range(1, n + 1):
        product = a @ m
        c = -np.einsum("bii->b", product) / k
        right &= c >= 0 if k % 2 == 0 else c <= 0
        m = product + c[:, None, None] * np.eye(n)
    return np.where(fits, np.where(right & ((c != 0) | (not strict)), 1, -1), 0)

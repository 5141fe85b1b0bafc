"""The domains: every drawn point is a member, exactly; every structure is drawn; the integers of a leaf are told from what is none."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from numerics.linalg import inv, matrix, rank, vec
from numerics.statistics import law_distance
from numerics.streams import generator
from numerics.systems.bounded import BOUNDED
from numerics.systems.float64 import FLOAT64
from numerics.systems.fractions import FRACTIONS
from numerics.systems.rational import RATIONAL
from numerics.value import Value, truth
from property_tests import strategies
from theorems import domains
from theorems.domains import Domain, Integers, Leaf, Sizes, draw, lawful, patterns, read, realise, smallest

MADE: dict[str, Callable[[], Domain]] = {
    "Between": lambda: domains.Between(-1, 3),
    "Commuting": lambda: domains.Commuting("n"),
    "Diagonal": lambda: domains.Diagonal("n"),
    "Free": lambda: domains.Free(domains.PSD("n"), domains.Positive()),
    "Interval": lambda: domains.Interval(-1, 3),
    "Laplacian": lambda: domains.Laplacian("n"),
    "Levels": lambda: domains.Levels("n"),
    "LowRank": lambda: domains.LowRank("n", "m", "r"),
    "Matrix": lambda: domains.Matrix("n", "m"),
    "Nonnegative": domains.Nonnegative,
    "NonnegativeDiagonal": lambda: domains.NonnegativeDiagonal("n"),
    "OneHot": lambda: domains.OneHot("n", "m"),
    "Orthogonal": lambda: domains.Orthogonal("n"),
    "PSD": lambda: domains.PSD("n"),
    "PSDOfRank": lambda: domains.PSDOfRank("n", "r"),
    "PermutationMatrix": lambda: domains.PermutationMatrix("n"),
    "Positive": domains.Positive,
    "PositiveDefinite": lambda: domains.PositiveDefinite("n"),
    "PositiveDiagonal": lambda: domains.PositiveDiagonal("n"),
    "Projector": lambda: domains.Projector("n", "r"),
    "Real": domains.Real,
    "Skew": lambda: domains.Skew("n"),
    "Stiefel": lambda: domains.Stiefel("n", "r"),
    "Subset": lambda: domains.Subset("n"),
    "Symmetric": lambda: domains.Symmetric("n"),
    "UpperTriangular": lambda: domains.UpperTriangular("n"),
    "Vanishing": domains.Vanishing,
    "Weights": lambda: domains.Weights("n"),
}
LAWS = {"WishartFactor", "Normal", "Rademacher", "Uniform"}  # whose members are samples: nothing is claimed of one of them
NO_DOMAINS = {"Choice", "Domain", "Growing", "Integer", "Leaf", "Listed", "is_diagonal"} | LAWS
SHAPES: list[dict[str, int]] = [
    {"n": 1, "m": 1, "r": 1},
    {"n": 2, "m": 4, "r": 2},
    {"n": 3, "m": 1, "r": 1},
    {"n": 4, "m": 3, "r": 2},
    {"n": 1, "m": 3, "r": 1},
]
LANES = 30

KINDS = ("any", "nonnegative", "positive", "unit", "signs", "bits", "labels", "onehot", "balanced", "permutation")
LEAVES = [Leaf(rows="n", columns="n" if kind == "permutation" else "m", kind=kind) for kind in KINDS]
LEAVES += [Leaf(rows="n", kind=kind) for kind in KINDS[:6]] + [Leaf(scalar=True, kind=kind) for kind in KINDS[:6]]
MOODS = pytest.mark.parametrize("tame", [True, False], ids=["tame", "wild"])


def labelled(leaf: Leaf) -> str:
    return f"{leaf.kind} {'scalar' if leaf.scalar else f'{leaf.rows} x {leaf.columns}'}"


def values(domain: Domain, leaves: list[Integers], sizes: Sizes, system: Any, index: int | None = None) -> tuple[Value, ...]:
    made = realise(domain, (read(leaf, pair, system, index) for leaf, pair in zip(domain.leaves, leaves, strict=True)), sizes)
    return made if isinstance(made, tuple) else (made,)


def drawn(domain: Domain, sizes: Sizes, seed: int, batch: int, tame: bool | None = None) -> list[Integers]:
    rng = np.random.default_rng(seed)
    return [draw(leaf, sizes, rng, batch, tame=tame) for leaf in domain.leaves]


# ---- members


def test_every_domain_is_examined() -> None:
    assert set(MADE) == set(domains.__all__) - NO_DOMAINS


@MOODS
@pytest.mark.parametrize("name", MADE)
def test_every_drawn_point_is_a_member(name: str, tame: bool) -> None:
    domain = MADE[name]()
    for seed, sizes in enumerate(SHAPES):
        leaves = drawn(domain, sizes, seed, LANES, tame)
        for index in range(LANES):
            point = values(domain, leaves, sizes, RATIONAL, index)
            held = domain.holds(point, sizes)
            assert held is None or truth(held) == 1, (sizes, [exact(x) for x in point])


@pytest.mark.parametrize("name", MADE)
def test_members_leave_the_domain_when_it_is_widened(name: str) -> None:
    """The hypothesis says something: some point of the next wider domain does not have it."""
    domain = MADE[name]()
    if domain.wider is None:
        return
    strangers = 0
    for seed, sizes in enumerate(SHAPES):
        if domain.wider.fitting(sizes):
            leaves = drawn(domain.wider, sizes, seed, LANES)
            held = [domain.holds(values(domain.wider, leaves, sizes, RATIONAL, index), sizes) for index in range(LANES)]
            strangers += sum(relation is not None and truth(relation) == -1 for relation in held)
    assert strangers


@pytest.mark.parametrize("name", MADE)
def test_every_number_system_builds_the_same(name: str) -> None:
    """The second exact engine agrees, and floats enclose the value."""
    domain, sizes = MADE[name](), {"n": 3, "m": 2, "r": 2}
    leaves = drawn(domain, sizes, 5, 40)
    with np.errstate(all="ignore"):
        floats = values(domain, leaves, sizes, BOUNDED)
    for index in range(0, 40, 4):
        both = zip(values(domain, leaves, sizes, RATIONAL, index), values(domain, leaves, sizes, FRACTIONS, index), floats, strict=True)
        for x, y, near in both:
            cells = exact(x)
            assert cells == exact(y)
            centre, radius = (np.broadcast_to(part, (40, *x.shape))[index].reshape(-1) for part in near.data)
            for cell, c, r in zip(itertools.chain(*cells), centre, radius, strict=True):
                assert np.isnan(r) or abs(cell - Fraction(c)) <= Fraction(r), (name, index)


def exact(x: Value) -> list[list[Fraction]]:
    if not x.shape:
        return [[Fraction(str(x.data))]]
    return [[Fraction(str(x.system.entry(x.data, i, j))) for j in range(x.shape[1])] for i in range(x.shape[0])]


def rational(rows: list[list[Any]]) -> Value:
    return Value(RATIONAL, RATIONAL.entries([[RATIONAL.const(Fraction(x)) for x in row] for row in rows]), (len(rows), len(rows[0])))


GOLDEN = rational([[1, 1, 0, 0], [1, 2, 0, 0], [0, 0, 3, 1], [0, 0, 1, 0]])  # no eigenvalue is rational
A, B = GOLDEN @ GOLDEN - 4 * GOLDEN, GOLDEN @ GOLDEN @ GOLDEN
REACHED: dict[str, tuple[Any, Callable[[Value], list[Value]]]] = {  # members, and leaves that give them
    "Skew": (((0, 1, Fraction(-2, 3)), (-1, 0, 5), (Fraction(2, 3), -5, 0)), lambda x: [x / 2]),
    "UpperTriangular": (((1, 2, Fraction(3, 7)), (0, 0, 5), (0, 0, -1)), lambda x: [x]),
    "Laplacian": (((3, -3, 0), (-3, Fraction(7, 2), Fraction(-1, 2)), (0, Fraction(-1, 2), Fraction(1, 2))), lambda x: [rational(above(x))]),
    "OneHot": (((0, 1), (0, 1), (1, 0)), lambda x: [x]),
}


def above(x: Value) -> list[list[Fraction]]:
    return [[-cell if j > i else Fraction(0) for j, cell in enumerate(row)] for i, row in enumerate(exact(x))]


@pytest.mark.parametrize("name", REACHED)
def test_a_build_reaches_a_given_member(name: str) -> None:
    rows, leaves = REACHED[name]
    member = rational([list(row) for row in rows])
    assert truth(realise(MADE[name](), iter(leaves(member)), {"n": 3, "m": 2}) == member) == 1


def test_commuting_matrices_are_polynomials_in_one() -> None:
    """A + t B generates what A and B do; here no eigenvalue is rational, and A and B are no polynomials of each other's diagonal."""
    one = A + 3 * B
    powers = [rational([[int(i == j) for j in range(4)] for i in range(4)]), one, one @ one, one @ one @ one]
    span = matrix([[vec(p)[k, 0] for p in powers] for k in range(16)])
    assert truth(rank(span) == 4) == 1
    a, b = (inv(span.T @ span) @ span.T @ vec(x) for x in (A, B))
    found = realise(domains.Commuting("n"), iter((one / 2, a, b)), {"n": 4})
    assert truth((found[0] == A) & (found[1] == B)) == 1


def test_commuting_pairs_are_of_many_kinds() -> None:
    domain, sizes, batch = domains.Commuting("n"), {"n": 3}, 200
    leaves = drawn(domain, sizes, 0, batch, True)
    diagonal = proportional = 0
    for index in range(batch):
        a, b = values(domain, leaves, sizes, RATIONAL, index)
        diagonal += all(truth(domains.is_diagonal(x)) == 1 for x in (a, b))
        proportional += truth(rank(matrix([[vec(a)[k, 0], vec(b)[k, 0]] for k in range(9)])) <= 1) == 1
    assert 0 < diagonal < batch / 2 and 0 < proportional < batch / 2


# ---- what is drawn


def whole(q: Any) -> bool:
    return bool((q == 1).all())


@pytest.mark.parametrize("leaf", LEAVES, ids=labelled)
def test_what_is_drawn_is_lawful(leaf: Leaf) -> None:
    for seed, sizes in enumerate([*SHAPES, {"n": 12, "m": 5}, {"n": 2, "m": 7}]):
        for tame in (True, False, None):
            p, q = draw(leaf, sizes, np.random.default_rng(seed), 300, tame=tame)
            assert p.dtype == q.dtype == np.int64 and p.shape == q.shape == (300, *(domains.side(s, sizes) for s in (leaf.rows, leaf.columns)))
            assert lawful(leaf, p, q).all() and lawful(leaf, p, q).shape == (300,)
            assert not tame or leaf.kind == "unit" or (whole(q) and np.abs(p).max() < 2000)


@pytest.mark.parametrize("batch", [1, 2, 7, 8, 100, 513])
def test_batches_of_any_length(batch: int) -> None:
    for tame in (True, False):
        p, q = draw(Leaf(rows=3, columns=3), {}, np.random.default_rng(batch), batch, tame=tame)
        assert p.shape == q.shape == (batch, 3, 3)


@pytest.mark.parametrize("leaf", LEAVES, ids=labelled)
def test_the_rng_alone_decides(leaf: Leaf) -> None:
    first, second, other = (np.random.default_rng(k) for k in (7, 7, 8))
    same, changed = True, False
    for _ in range(3):
        np.random.default_rng(1).random(5)
        a, c = draw(leaf, {"n": 6, "m": 4}, first, 50), draw(leaf, {"n": 6, "m": 4}, other, 50)
        b = draw(leaf, {"n": 6, "m": 4}, second, 50)
        same &= all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
        changed |= not np.array_equal(a[0], c[0])
    assert same and changed != (leaf.kind == "balanced")


def test_most_calls_give_whole_batches_of_integers() -> None:
    rng = np.random.default_rng(0)
    for leaf in (Leaf(rows=4, columns=4), Leaf(rows=4, kind="nonnegative"), Leaf(kind="positive", scalar=True)):
        share = np.mean([whole(draw(leaf, {}, rng, 64)[1]) for _ in range(300)])
        assert 0.5 < share < 0.7


def matrices(n: int, m: int, tame: bool, kind: str = "any") -> tuple[Any, Any, Any]:
    """4096 arrays: numerators, denominators, quotients."""
    p, q = draw(Leaf(rows=n, columns=m, kind=kind), {}, np.random.default_rng(3), 4096, tame=tame)
    return p, q, p / q


@MOODS
@pytest.mark.parametrize(("n", "m"), [(4, 4), (3, 5), (6, 2), (1, 1), (1, 4)])
def test_every_rank_is_drawn(n: int, m: int, tame: bool) -> None:
    _, _, x = matrices(n, m, tame)
    ranks = np.bincount(np.linalg.matrix_rank(x), minlength=min(n, m) + 1)
    assert (ranks >= 16).all() and ranks[-1] > 1000


def rare(found: dict[str, Any], least: int = 8) -> list[str]:
    """What is met in fewer lanes than it should be."""
    return [f"{name}: {int(lanes.sum())} of {lanes.size}" for name, lanes in found.items() if lanes.sum() < least]


@pytest.mark.parametrize(("n", "m"), [(4, 4), (3, 5), (6, 3), (6, 6)])
def test_every_structure_is_drawn(n: int, m: int) -> None:
    p, _, _ = matrices(n, m, True)
    zero, size, least = p == 0, np.abs(p), min(n, m)
    gaps, largest, on = zero.mean((1, 2)), size.max((1, 2)), np.eye(n, m, dtype=bool)
    zero_rows, zero_columns = zero.all(2).sum(1), zero.all(1).sum(1)
    equal_rows = np.any([(size[:, i] == size[:, j]).all(1) for i in range(n) for j in range(i)], 0)
    equal_columns = np.any([(p[:, :, i] == p[:, :, j]).all(1) for i in range(m) for j in range(i)], 0)
    below, above = np.tri(n, m, -1, dtype=bool), ~np.tri(n, m, dtype=bool)
    gram = p @ p.swapaxes(1, 2) if n <= m else p.swapaxes(1, 2) @ p
    orthogonal = (gram == gram[:, :1, :1] * np.eye(least, dtype=int)).all((1, 2))
    ranks = np.linalg.matrix_rank(p)
    generic = (gaps < 0.5) & (ranks == least)
    found = {
        "zero": zero.all((1, 2)),
        "zero rows in a dense matrix": (zero_rows > 0) & (zero_columns == 0) & ((~zero).sum((1, 2)) > 0.8 * m * (n - zero_rows)) & (largest > 3),
        "zero columns in a dense matrix": (zero_columns > 0) & (zero_rows == 0) & ((~zero).sum((1, 2)) > 0.8 * n * (m - zero_columns)) & (largest > 3),
        "equal or opposite rows": equal_rows & (gaps == 0) & (ranks > 1) & (largest > 3),
        "equal columns": equal_columns & (gaps == 0) & (ranks > 1) & (largest > 3),
        "all equal": (p == p[:, :1, :1]).all((1, 2)) & (gaps == 0),
        "one entry": (~zero).sum((1, 2)) == 1,
        "few entries": (gaps > 0.5) & (gaps < 0.9) & ~zero[:, below].all(1) & ~zero[:, above].all(1) & (largest > 1) & zero[:, on].any(1),
        "diagonal": zero[:, ~on].all(1) & (size[:, on] != size[:, :1, 0]).any(1) & (~zero[:, on]).all(1),
        "multiple of the identity and little else": (zero[:, ~on].mean(1) > 0.3) & (size[:, on].min(1) > 3) & ~zero[:, below].all(1),
        "triangular": zero[:, below].all(1) & (zero[:, above].mean(1) < 0.5) & ~zero[:, on].all(1) & (largest > 3),
        "strictly triangular": zero[:, below | on].all(1) & (zero[:, above].mean(1) < 0.5) & (largest > 3),
        "signs": (size == 1).all((1, 2)) & ~orthogonal & (ranks > 1),
        "signed permutation": (largest == 1) & ((~zero).sum(2) <= 1).all(1) & ((~zero).sum((1, 2)) == least),
        "orthogonal, up to a factor": orthogonal & ((~zero).sum((1, 2)) > 2 * least) & (largest > 1),
        "generic, up to 1": generic & (largest == 1) & (gaps > 0),
        "generic, up to 3": generic & (largest == 3),
        "generic, up to 9": generic & (largest > 6) & (largest < 10),
        "generic, up to 99": generic & (largest > 90),
    }
    often = ("few entries", "generic, up to 1", "generic, up to 3", "generic, up to 9")
    assert rare(found, 16) == rare({name: found[name] for name in often}, 100) == [] and found["generic, up to 9"].mean() > 0.1 and generic.mean() > 0.4
    assert found["multiple of the identity and little else"].sum() > 50


def test_every_structure_of_square_matrices_is_drawn() -> None:
    p, _, _ = matrices(4, 4, True)
    turned = (p[:, ~np.eye(4, dtype=bool)] != 0).sum(1) > 4
    symmetric, square = (p == p.swapaxes(1, 2)).all((1, 2)), p @ p
    levels = np.round(np.linalg.eigvalsh(np.where(symmetric[:, None, None], p, 0)), 6)
    up = np.diff(levels) > 0
    shift = p - p[:, :1, :1] * np.eye(4, dtype=int)
    hadamard = (p @ p.swapaxes(1, 2) == 4 * np.eye(4, dtype=int)).all((1, 2)) & (np.abs(p) == 1).all((1, 2))
    assert rare({
        "symmetric": symmetric & turned & up.all(1),
        "skew": (p == -p.swapaxes(1, 2)).all((1, 2)) & turned,
        "nilpotent": ((square @ square) == 0).all((1, 2)) & ~(square == 0).all((1, 2)),
        "one Jordan block": (shift[:, range(3), range(1, 4)] == 1).all(1) & ((shift != 0).sum((1, 2)) == 3),
        "one eigenvalue once, the other three times": symmetric & turned & (up.sum(1) == 1) & ~up[:, 1],
        "two eigenvalues, each of them twice": symmetric & turned & (up.sum(1) == 1) & up[:, 1] & (levels[:, 0] != -levels[:, 3]),
        "Hadamard": hadamard,
    }) == []  # fmt: skip


def test_repeated_eigenvalues_of_built_matrices() -> None:
    """PSD and symmetric matrices that are no diagonal ones, with an eigenvalue that is not zero met twice."""
    for domain in (domains.PSD(3), domains.Symmetric(3)):
        (x,) = values(domain, drawn(domain, {}, 1, 4096, True), {}, BOUNDED)
        a = np.asarray(x.data[0])
        levels, size = np.linalg.eigvalsh(a), np.abs(a).max((1, 2))
        close = (np.diff(levels) < 1e-12 * size[:, None]) & (np.abs(levels[:, 1:]) > 1e-6 * size[:, None])
        turned = (np.abs(a[:, ~np.eye(3, dtype=bool)]) > 0).sum(1) >= 4
        assert (close.any(1) & turned).sum() >= 16, domain.name


def test_nearly_degenerate_matrices_are_drawn() -> None:
    for n, m in ((4, 4), (3, 5), (12, 12)):
        _, q, x = matrices(n, m, False)
        with np.errstate(divide="ignore"):
            levels = np.linalg.svd(x, compute_uv=False)
            condition = levels[:, 0] / np.where(levels[:, -1] > 0, levels[:, -1], np.nan)
        gaps = levels[:, :-1] / np.where(levels[:, 1:] > 0, levels[:, 1:], np.nan)
        assert (condition > 1e10).sum() >= 16 and ((condition > 1e3) & (condition < 1e8)).sum() >= 64
        assert ((gaps > 1e6).any(1) & (levels[:, -1] > 1e-9)).sum() >= 16  # a few clear parts, and something small beside them
        near = np.abs(x - x[:, :1, :1] * np.eye(n, m)).max((1, 2)) / np.where(x[:, 0, 0] == 0, np.nan, np.abs(x[:, 0, 0]))
        assert ((near > 0) & (near < 1e-4)).sum() >= 8  # a multiple of the identity, nearly
        scales = (q == q[:, :1, :1]).all((1, 2))
        assert (~scales).sum() > 1000 and (scales & (q[:, 0, 0] > 1)).sum() > 500


def test_fractions_are_generic() -> None:
    p, q, _ = matrices(3, 3, False)
    full, mixed, top, bottom = np.linalg.matrix_rank(p) == 3, (q != q[:, :1, :1]).any((1, 2)), np.abs(p).max((1, 2)), q.max((1, 2))
    product = (q * q[:, :1, :1] == q[:, :, :1] * q[:, :1]).all((1, 2))
    found = {
        "thirds": full & mixed & (top <= 3) & (bottom == 3), "ninths": full & mixed & (top > 3) & (top < 10) & (bottom > 6) & (bottom < 10),
        "finer": full & mixed & (top > 50) & (bottom > 50) & (bottom < 100), "integers": full & (bottom == 1) & (top <= 3),
        "large integers": full & (bottom == 1) & (top > 10**5), "graded": full & mixed & product & (bottom >= 10**9) & (top < 10),
    }  # fmt: skip
    assert rare(found, 64) == []


@MOODS
@pytest.mark.parametrize("kind", ["any", "nonnegative", "positive"])
def test_every_spectrum_is_drawn(kind: str, tame: bool) -> None:
    p, q, x = (part[:, :, 0] for part in matrices(5, 1, tame, kind))
    size = np.sort(np.abs(x), axis=1)
    low, high = size[:, 0], size[:, -1]
    ratio = high / np.where(low > 0, low, np.nan)
    steps = (size[:, 1:] == size[:, :-1]).sum(1)
    power = [np.isclose(size, size[:, :1] * np.arange(1, 6) ** a, rtol=1e-12).all(1) for a in (1, 2, 3)]
    found = {
        "all equal": (steps == 4) & (low > 0) & (np.abs(p[:, 0]) > 3),
        "two levels": (steps == 3) & (ratio < 10) & (np.abs(p).min(1) > 3) & (size[:, 0] < size[:, 2]) & (size[:, 2] == size[:, 1]),
        "generic": (steps < 2) & (low > 0) & (ratio < 40),
        "power law": np.any(power, 0) & (low > 0),
        "one large": (steps == 3) & (size[:, 3] == low) & (ratio > 50),
    }
    if kind != "positive":
        found |= {f"{k} zeros": (x == 0).sum(1) == k for k in range(1, 6)}
    if kind == "any":
        found |= {"mixed signs": (x > 0).any(1) & (x < 0).any(1), "negative": (x < 0).all(1)}
    if not tame:
        found |= {
            "one dominant": (steps == 3) & (ratio >= 1e9),
            "ill conditioned": (ratio > 1e10) & (steps < 3),
            "nearly equal": (ratio > 1) & (ratio < 1 + 1e-6),
            "decay": (p == 1).all(1) & (q.max(1) == 125) if kind != "any" else (np.abs(p) == 1).all(1) & (q.max(1) == 125),
            "below one": high < 1,
        }
    assert rare(found) == [] and found["all equal"].sum() > 72
    assert kind == "any" or (x > 0).all() or (kind == "nonnegative" and (x >= 0).all())


@pytest.mark.parametrize("kind", ["any", "nonnegative", "positive", "unit"])
def test_every_size_of_number_is_drawn(kind: str) -> None:
    p, q = (part[:, 0, 0] for part in draw(Leaf(scalar=True, kind=kind), {}, np.random.default_rng(0), 4096, tame=False))
    x = p / q
    found = {
        "little": (x > 0) & (x < 1e-6), "a fraction": (x != np.rint(x)) & (q < 10),
        "a finer fraction": (x != np.rint(x)) & (q % 10 != 0) & (q > 10) & (q < 100),
        "one": x == 1, "nearly one": (x != 1) & (np.abs(x - 1) < 1e-6),
    }  # fmt: skip
    if kind != "unit":
        found |= {"large": x > 1e6, "an integer": (q == 1) & (x > 1) & (x <= 3)}
    if kind != "positive":
        found |= {"zero": x == 0}
    if kind == "any":
        found |= {"negative": x < 0}
    assert rare(found, 32) == []
    if kind == "unit":
        assert (q == 1).mean() > 0.15 and ((q > 1) & (q < 10)).mean() > 0.25
    else:
        assert ((q > 1) & (q < 10) & (p < 10)).mean() > 0.3 and ((q == 1) & (np.abs(p) <= 3)).mean() > 0.1
        sizes = np.abs(draw(Leaf(scalar=True, kind=kind), {}, np.random.default_rng(0), 4096, tame=True)[0])
        assert (sizes <= 3).mean() > 0.5 and ((sizes > 3) & (sizes < 10)).mean() > 0.15 and (sizes > 9).mean() > 0.1


def test_labels_are_balanced_and_unbalanced() -> None:
    counts = draw(Leaf(rows=6, columns=3, kind="labels"), {}, np.random.default_rng(0), 1000)[0].sum(1)
    assert (counts.max(1) == 6).sum() > 100 and (counts == 2).all(1).any() and ((counts == 0).sum(1) == 1).sum() > 100 and (counts > 0).all(1).sum() > 100
    counts = draw(Leaf(rows=6, columns=3, kind="onehot"), {}, np.random.default_rng(0), 1000)[0].sum(1)
    assert (counts > 0).all() and (counts.max(1) == 4).sum() > 100 and (counts == 2).all(1).any()
    assert {int(k) for k in counts[counts.max(1) == 4].argmax(1)} == {0, 1, 2}


def test_styles_of_two_leaves_meet() -> None:
    """A sparse array stands beside a dense one, a diagonal one beside an equal one: the lanes of a style lie anywhere."""
    rng = np.random.default_rng(0)
    (a, _), (b, _) = (draw(Leaf(rows=3, columns=3), {}, rng, 4096, tame=True) for _ in range(2))
    large, sparse = np.abs(a).max((1, 2)) > 20, (b == 0).mean((1, 2)) > 0.5
    expected = large.mean() * sparse.mean() * 4096
    assert expected > 20 and 0.5 < (large & sparse).sum() / expected < 2


# ---- what is lawful


UNLAWFUL: list[tuple[str, list[list[int]], list[list[int]]]] = [
    ("any", [[1, 2]], [[1, 0]]),
    ("any", [[1, 2]], [[1, -3]]),
    ("any", [[1, 2**53]], [[1, 1]]),
    ("any", [[1, -(2**53)]], [[1, 1]]),
    ("any", [[1, 1]], [[2**53, 1]]),
    ("nonnegative", [[0, -1]], [[1, 1]]),
    ("nonnegative", [[0, 1]], [[1, 0]]),
    ("positive", [[1, 0]], [[1, 1]]),
    ("positive", [[1, -2]], [[1, 1]]),
    ("positive", [[1, 2]], [[1, -1]]),
    ("unit", [[1, 3]], [[1, 2]]),
    ("unit", [[1, -1]], [[1, 2]]),
    ("unit", [[0, 0]], [[1, 0]]),
    ("signs", [[1, 0]], [[1, 1]]),
    ("signs", [[1, 2]], [[1, 1]]),
    ("signs", [[1, 1]], [[1, 2]]),
    ("bits", [[0, 2]], [[1, 1]]),
    ("bits", [[0, -1]], [[1, 1]]),
    ("bits", [[0, 1]], [[2, 1]]),
    ("labels", [[1, 1], [0, 1]], [[1, 1], [1, 1]]),
    ("labels", [[1, 0], [0, 0]], [[1, 1], [1, 1]]),
    ("labels", [[2, -1], [0, 1]], [[1, 1], [1, 1]]),
    ("labels", [[1, 0], [0, 1]], [[1, 1], [1, 3]]),
    ("onehot", [[1, 0], [1, 0]], [[1, 1], [1, 1]]),
    ("onehot", [[0, 1, 0], [0, 1, 0]], [[1, 1, 1], [1, 1, 1]]),
    ("onehot", [[1, 1], [0, 1]], [[1, 1], [1, 1]]),
    ("balanced", [[0, 1], [1, 0]], [[1, 1], [1, 1]]),
    ("balanced", [[1, 0], [0, 1], [0, 1]], [[1, 1], [1, 1], [1, 1]]),
    ("permutation", [[1, 0], [1, 0]], [[1, 1], [1, 1]]),
    ("permutation", [[1, 0], [0, 2]], [[1, 1], [1, 1]]),
    ("permutation", [[1, 0], [0, 1], [1, 0]], [[1, 1], [1, 1], [1, 1]]),
]


@pytest.mark.parametrize(("kind", "p", "q"), UNLAWFUL)
def test_what_is_unlawful(kind: str, p: list[list[int]], q: list[list[int]]) -> None:
    """Told lane by lane: a lawful lane beside it stays lawful, where the shape has one."""
    leaf = Leaf(rows=len(p), columns=len(p[0]), kind=kind)
    above, below = draw(leaf, {}, np.random.default_rng(0), 1)
    beside = kind != "permutation" or len(p) == len(p[0])
    both = lawful(leaf, np.concatenate([above, [p]]), np.concatenate([below, [q]]))
    assert both.tolist() == [beside, False]


@pytest.mark.parametrize("leaf", LEAVES, ids=labelled)
def test_the_alphabet_is_lawful(leaf: Leaf) -> None:
    alphabet = smallest(leaf)
    assert bool(alphabet) != (leaf.kind in ("labels", "onehot", "balanced", "permutation"))
    for p, q in alphabet:
        assert lawful(leaf, np.full((1, 2, 2), p), np.full((1, 2, 2), q)).all()


@pytest.mark.parametrize(
    ("kind", "n", "m", "count"), [("labels", 3, 2, 8), ("onehot", 4, 2, 4), ("onehot", 2, 3, 1), ("balanced", 5, 2, 1), ("permutation", 4, 4, 24)]
)
def test_patterns_are_all_there(kind: str, n: int, m: int, count: int) -> None:
    leaf = Leaf(rows=n, columns=m, kind=kind)
    found = patterns(leaf, {}, count)
    assert found.shape == (count, n, m) and len({x.tobytes() for x in found}) == count and lawful(leaf, found, np.ones_like(found)).all()
    assert patterns(leaf, {}, count - 1) is None and patterns(Leaf(rows=n, columns=m, kind="bits"), {}, 10**9) is None
    known = {x.tobytes() for x in found}
    assert all(x.tobytes() in known for x in draw(leaf, {}, np.random.default_rng(0), 200)[0])


# ---- the same leaves, as strategies


@pytest.mark.parametrize("leaf", LEAVES, ids=labelled)
def test_strategies_draw_what_is_lawful(leaf: Leaf) -> None:
    for sizes in ({"n": 1, "m": 1}, {"n": 3, "m": 2}, {"n": 2, "m": 4}):
        shape = (1, *(domains.side(s, sizes) for s in (leaf.rows, leaf.columns)))
        for p, q in examples(strategies.integers(leaf, sizes), 40):
            assert p.dtype == q.dtype == np.int64 and p.shape == q.shape == shape and lawful(leaf, p, q).all()


def examples(strategy: st.SearchStrategy[Integers], count: int) -> list[Integers]:
    met: list[Integers] = []

    @settings(max_examples=count, derandomize=True, deadline=None, database=None)
    @given(strategy)
    def collect(pair: Integers) -> None:
        met.append(pair)

    collect()
    return met


@pytest.mark.parametrize("kind", ["any", "nonnegative", "positive"])
def test_strategies_draw_structure(kind: str) -> None:
    ranks, sparse, diagonal, repeated, graded = set(), 0, 0, 0, 0
    for (p,), (q,) in examples(strategies.integers(Leaf(rows=3, columns=3, kind=kind), {}), 300):
        ranks.add(int(np.linalg.matrix_rank(p / q)))
        blank = (p == int(kind == "positive")) & (q == 1)
        sparse += blank.mean() > 0.5 and not blank.all()
        diagonal += bool(blank[~np.eye(3, dtype=bool)].all() and not blank.all())
        repeated += any((p[i] * q[j] == p[j] * q[i]).all() and not blank[i].all() for i in range(3) for j in range(i))
        graded += q.max() >= 1000
    assert ranks >= {1, 2, 3} and (0 in ranks or kind == "positive") and min(sparse, diagonal, repeated, graded) >= 5


@pytest.mark.parametrize(("condition", "least"), [(lambda x: np.linalg.matrix_rank(x) == 2, 2), (lambda x: (x[0] == x[1]).all() and x.any(), 2)])
def test_structured_points_shrink_to_the_simplest(condition: Callable[[Any], bool], least: int) -> None:
    quiet = settings(max_examples=1000, derandomize=True, deadline=None, database=None)
    p, q = find(strategies.integers(Leaf(rows=2, columns=3), {}), lambda pair: bool(condition(pair[0][0] / pair[1][0])), settings=quiet)
    assert np.abs(p).sum() == least and whole(q)


@pytest.mark.parametrize(("n", "freedom"), [(1, 1), (3, 3), (3, 8), (5, 40)])
def test_wishart_factors_have_the_singular_values_of_gaussian_matrices(n: int, freedom: int) -> None:
    """In law: the largest and the smallest of 20,000 of each; a false alarm has probability 1e-9 each time."""
    sizes = {"n": n, "P": freedom}
    values = {}
    for name, domain in (("factor", domains.WishartFactor("n", "P")), ("dense", domains.Normal("n", "P"))):
        rng = generator("wishart factors", name, str(sizes))
        leaves = [read(leaf, draw(leaf, sizes, rng, 20_000), FLOAT64) for leaf in domain.leaves]
        values[name] = np.linalg.svd(domains.realise(domain, iter(leaves), sizes).data, compute_uv=False)
    for k in (0, -1):
        _, low, high = law_distance(values["factor"][:, k], values["dense"][:, k], 1e-9)
        assert low == 0 and high < 0.1
        assert law_distance(values["factor"][:, k], 1.1 * values["dense"][:, k] + 0.1, 1e-9)[1] > 0  # such a difference would be seen

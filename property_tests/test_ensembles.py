"""Structured Gaussian ensembles against the dense ones: degrees of freedom by exact moments, laws by Kolmogorov-Smirnov, edges by provable bounds.

Every draw has a fixed key. Were the keys drawn anew, a comparison would alarm falsely with probability ALARM at most, and no test makes more than nine:
a Kolmogorov-Smirnov comparison by its exact p-value, a mean by Hoeffding's or the Gaussian concentration inequality. Each is seen red on a planted mistake.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from numerics import ensembles
from numerics.ensembles import (
    bbp,
    hermite_degrees,
    hermite_tridiagonal,
    largest_eigenvalue,
    largest_singular,
    marchenko_pastur_edges,
    nuclear_rank,
    semicircle_edge,
    spike_overlap,
    stable_rank,
    stable_rank_bounds,
    wishart_bidiagonal,
    wishart_degrees,
)
from numerics.streams import generator
from numerics.value import Refusal

ALARM = 1e-10
DRAWN = 4000
SHAPES = [(8, 12, 0.0), (8, 12, 2.0), (12, 8, 2.0), (9, 9, -0.5), (24, 30, 0.5), (1, 5, 1.0), (5, 1, 1.0)]


def stream(name: str, block: int = 0) -> np.random.Generator:
    return generator("test_ensembles", name, block=block)


def bidiagonal(diagonal: Any, below: Any) -> Any:
    """The matrices (count, rows, columns) that the two diagonals stand for."""
    columns, rows = diagonal.shape[1], below.shape[1] + 1
    b = np.zeros((len(diagonal), rows, columns))
    b[:, np.arange(columns), np.arange(columns)] = diagonal
    b[:, np.arange(1, rows), np.arange(rows - 1)] = below
    return b


def tridiagonal(diagonal: Any, beside: Any) -> Any:
    n = diagonal.shape[1]
    t = np.zeros((len(diagonal), n, n))
    t[:, np.arange(n), np.arange(n)] = diagonal
    t[:, np.arange(1, n), np.arange(n - 1)] = t[:, np.arange(n - 1), np.arange(1, n)] = beside
    return t


def same_law(a: Any, b: Any) -> float:
    """Exact p-value of two samples of one size."""
    from scipy.stats import ks_2samp

    return float(ks_2samp(a, b, method="exact").pvalue)


# ---- degrees of freedom, by moments in exact arithmetic


def wishart_moments(diagonal: Any, below: Any, spike: Fraction) -> tuple[Fraction, Fraction]:
    """E tr B B^T and E tr (B B^T)^2, from E chi_k^2 = k and E chi_k^4 = k (k + 2)."""
    a = [Fraction(int(k)) for k in diagonal] + [Fraction(0)] * (len(below) + 1 - len(diagonal))
    b = [Fraction(int(k)) for k in below]
    a2, a4 = a.copy(), [k * (k + 2) for k in a]
    a2[0], a4[0] = (1 + spike) * a2[0], (1 + spike) ** 2 * a4[0]
    fourth = sum(a4) + sum(k * (k + 2) for k in b)
    crossed = sum(2 * a2[i + 1] * b[i] + 2 * a2[i] * b[i] for i in range(len(b)))
    return Fraction(sum(a2) + sum(b)), Fraction(fourth + crossed)


def hermite_moments(beside: Any) -> tuple[int, int]:
    """E tr H^2 and E tr H^4 of the tridiagonal form, with variance 2 on the diagonal."""
    b = [int(k) for k in beside]
    n = len(b) + 1
    return 2 * n + 2 * sum(b), 12 * n + sum(16 * k + 2 * k * (k + 2) for k in b) + 4 * sum(j * k for j, k in pairwise(b))


@pytest.mark.parametrize("d", range(1, 9))
@pytest.mark.parametrize("n", range(1, 9))
@pytest.mark.parametrize("spike", [Fraction(0), Fraction(7, 3), Fraction(-1, 2)])
def test_moments_of_the_bidiagonal_form_are_those_of_the_dense_one(d: int, n: int, spike: Fraction) -> None:
    """E tr W = n tr S and E tr W^2 = n (n + 1) tr S^2 + n (tr S)^2 for W Wishart with n degrees of freedom and covariance S."""
    once, twice = d + spike, d - 1 + (1 + spike) ** 2
    dense = (n * once, n * (n + 1) * twice + n * once**2)
    diagonal, below = wishart_degrees(d, n)
    assert wishart_moments(diagonal, below, spike) == dense
    assert wishart_moments(diagonal + 1, below, spike) != dense
    if len(below):
        assert wishart_moments(diagonal, below + 1, spike) != dense
    if len(diagonal) > 1 and spike:  # the spike on another chi
        assert wishart_moments(diagonal[::-1], below, spike) != dense


@pytest.mark.parametrize("n", range(1, 12))
def test_moments_of_the_tridiagonal_form_are_those_of_the_dense_one(n: int) -> None:
    dense = (n * (n + 1), 2 * n**3 + 5 * n**2 + 5 * n)
    assert hermite_moments(hermite_degrees(n)) == dense
    if n > 1:
        assert hermite_moments(hermite_degrees(n) + 1) != dense


def test_the_samplers_draw_the_chi_variables_they_name() -> None:
    from scipy.stats import chi, ks_1samp, norm

    def p(x: Any, law: Any) -> float:
        return float(ks_1samp(x, law.cdf, method="exact").pvalue)

    diagonal, below = wishart_bidiagonal(3, 4, stream("chi"), DRAWN, spike=1.5)
    beside = hermite_tridiagonal(3, stream("chi", 1), DRAWN)
    assert p(diagonal[:, 0] / math.sqrt(2.5), chi(4)) > ALARM
    assert p(diagonal[:, 0], chi(4)) < ALARM
    assert all(p(x, chi(k)) > ALARM for x, k in [(diagonal[:, 1], 3), (diagonal[:, 2], 2), (below[:, 0], 2), (below[:, 1], 1)])
    assert p(diagonal[:, 1], chi(4)) < ALARM
    assert p(beside[0][:, 1], norm(0, math.sqrt(2))) > ALARM
    assert p(beside[1][:, 0], chi(2)) > ALARM
    assert p(beside[1][:, 1], chi(1)) > ALARM


# ---- laws


@functools.cache
def dense_wishart(d: int, n: int, spike: float, name: str, count: int = DRAWN) -> dict[str, Any]:
    """Statistics of d x n matrices whose columns have covariance I + spike u u^T, u = (1, ..., 1) / sqrt(d)."""
    u = np.full(d, 1 / math.sqrt(d))
    x = stream(name).standard_normal((count, d, n))
    x += (math.sqrt(1 + spike) - 1) * u[:, None] * (u @ x)[:, None, :]
    left, s, _ = np.linalg.svd(x, full_matrices=False)
    return {"largest": s[:, 0], "overlap": (u @ left)[:, 0] ** 2, "nuclear": s.sum(-1), "energy": (s**2).sum(-1)}


def structured_wishart(diagonal: Any, below: Any) -> dict[str, Any]:
    largest, overlap = spike_overlap(diagonal, below)
    energy = (diagonal**2).sum(-1) + (below**2).sum(-1)
    return {"largest": largest, "overlap": overlap, "nuclear": np.linalg.svd(bidiagonal(diagonal, below), compute_uv=False).sum(-1), "energy": energy}


@pytest.mark.parametrize(("d", "n", "spike"), SHAPES)
def test_the_bidiagonal_form_has_the_law_of_the_dense_matrix(d: int, n: int, spike: float) -> None:
    dense = dense_wishart(d, n, spike, f"dense {d} {n} {spike}")
    ours = structured_wishart(*wishart_bidiagonal(d, n, stream(f"bidiagonal {d} {n} {spike}"), DRAWN, spike))
    assert min(same_law(ours[key], dense[key]) for key in dense if not (key == "overlap" and d == 1)) > ALARM


def test_a_degree_of_freedom_too_few_is_noticed() -> None:
    dense = dense_wishart(8, 12, 2.0, "red", 8000)
    fewer = structured_wishart(*wishart_bidiagonal(8, 11, stream("red", 1), 8000, 2.0))
    assert all(same_law(fewer[key], dense[key]) < ALARM for key in ("largest", "nuclear", "energy"))


def test_a_spike_on_another_chi_is_noticed() -> None:
    dense = dense_wishart(8, 12, 2.0, "red", 8000)
    diagonal, below = wishart_bidiagonal(8, 12, stream("red", 2), 8000)
    diagonal[:, 1] *= math.sqrt(3)
    moved = structured_wishart(diagonal, below)
    assert all(same_law(moved[key], dense[key]) < ALARM for key in ("overlap", "nuclear"))


@pytest.mark.parametrize("n", [1, 2, 8, 24])
def test_the_tridiagonal_form_has_the_law_of_the_dense_matrix(n: int) -> None:
    g = stream(f"GOE {n}").standard_normal((DRAWN, n, n))
    dense = np.linalg.eigvalsh((g + g.transpose(0, 2, 1)) / math.sqrt(2))
    diagonal, beside = hermite_tridiagonal(n, stream(f"GOE {n}", 1), DRAWN)
    ours = np.linalg.eigvalsh(tridiagonal(diagonal, beside))
    assert same_law(largest_eigenvalue(diagonal, beside), dense[:, -1]) > ALARM
    assert same_law(ours[:, 0], dense[:, 0]) > ALARM
    assert same_law(np.abs(ours).sum(-1), np.abs(dense).sum(-1)) > ALARM
    assert same_law(diagonal.sum(-1), np.trace(g, axis1=1, axis2=2) * math.sqrt(2)) > ALARM
    if n == 8:
        one_more = largest_eigenvalue(diagonal, np.sqrt(beside**2 + stream("one more").standard_normal(beside.shape) ** 2))
        assert same_law(one_more, dense[:, -1]) < ALARM


def off_centre(values: Any, mean: float, variance: float) -> bool:
    """Whether the median of 64 means misses `mean` by 4 sd of one of them: each does with probability 1/16 at most (Chebyshev), half of them with 2e-21."""
    means = np.asarray(values).reshape(64, -1).mean(-1)
    return bool(abs(np.median(means) - mean) > 4 * math.sqrt(variance * 64 / np.size(values)))


def test_moments_of_the_samples() -> None:
    """Variances: of traces exactly, of fourth powers at most E |gradient|^2 (Gaussian Poincare), itself a moment known in closed form."""
    d, n, spike, count = 6, 10, 1.5, 64 * 256
    diagonal, below = wishart_bidiagonal(d, n, stream("moments"), count, spike)
    energy = (diagonal**2).sum(-1) + (below**2).sum(-1)
    assert not off_centre(energy, n * (d + spike), 2 * n * (d - 1 + (1 + spike) ** 2))
    assert off_centre(energy, n * (d + spike + 0.5), 2 * n * (d - 1 + (1 + spike) ** 2))
    b = bidiagonal(*wishart_bidiagonal(d, n, stream("moments", 1), count))
    third = n * d * (n**2 + d**2 + 3 * n * d + 3 * n + 3 * d + 4)
    assert not off_centre(((b @ b.transpose(0, 2, 1)) ** 2).sum((1, 2)), n * d * (n + d + 1), 16 * third)
    h = tridiagonal(*hermite_tridiagonal(d, stream("moments", 2), count))
    sixth = 5 * d**4 + 22 * d**3 + 52 * d**2 + 41 * d
    assert not off_centre((h**2).sum((1, 2)), d * (d + 1), 4 * d * (d + 1))
    assert not off_centre(((h @ h) ** 2).sum((1, 2)), 2 * d**3 + 5 * d**2 + 5 * d, 32 * sixth)
    assert off_centre(((h @ h) ** 2).sum((1, 2)), 1.5 * (2 * d**3 + 5 * d**2 + 5 * d), 32 * sixth)


# ---- large sizes


def hump(n: int) -> Any:
    """A unit vector on the first few widths of the edge: what a top eigenvector looks like."""
    k = math.ceil(4 * n ** (1 / 3))
    x = np.sin(math.pi * np.arange(1, k + 1) / (k + 1))
    return x / np.linalg.norm(x)


def mean_chi(k: Any) -> Any:
    return np.array([math.sqrt(2) * math.exp(math.lgamma((j + 1) / 2) - math.lgamma(j / 2)) for j in k])


def within_singular_edges(largest: Any, d: int, n: int) -> bool:
    """Whether a mean of largest singular values lies where it has to, but for a probability of ALARM.

    The largest singular value is 1-Lipschitz in the Gaussian entries, so the mean of `count` of them is 1/sqrt(count)-Lipschitz; its expectation is
    sqrt(d) + sqrt(n) at most (Gordon; Davidson and Szarek 2001). It is |B^T x| at least, for any unit x, 1-Lipschitz as well, with variance 1 at most, so
    of expectation sqrt(E |B^T x|^2 - 1) at least.
    """
    x = hump(d)
    a, b = (k[: len(x)] for k in wishart_degrees(d, n))
    square = (x**2) @ (a + np.append(0, b)[: len(x)]) + 2 * (x[1:] * x[:-1]) @ (mean_chi(a) * mean_chi(b))[:-1]
    t = math.sqrt(2 * math.log(2 / ALARM) / len(largest))
    return bool(math.sqrt(square - 1) - t < np.mean(largest) < math.sqrt(d) + math.sqrt(n) + t)


def test_the_edge_of_marchenko_and_pastur() -> None:
    """d = 2^14, n = 2^15: the window is 309.0 - 2.3 to 309.0 + 1.3, false alarm ALARM."""
    d, n = 2**14, 2**15
    largest = largest_singular(*wishart_bidiagonal(d, n, stream("edge"), 32))
    assert within_singular_edges(largest, d, n)
    assert not within_singular_edges(largest_singular(*wishart_bidiagonal(d, n + n // 32, stream("edge", 1), 32)), d, n)
    assert not within_singular_edges(largest_singular(*wishart_bidiagonal(d - d // 32, n, stream("edge", 2), 32)), d, n)
    assert math.sqrt(n * marchenko_pastur_edges(d / n)[1]) == pytest.approx(math.sqrt(d) + math.sqrt(n))
    assert marchenko_pastur_edges(4)[0] == 1 == marchenko_pastur_edges(0.25)[0] * 4


def test_the_edge_of_the_semicircle() -> None:
    """n = 2^14: as for Marchenko and Pastur, with Lipschitz constant sqrt(2), and x^T T x from below."""
    n, count = 2**14, 32
    x = hump(n)
    least = 2 * (x[1:] * x[:-1]) @ mean_chi(hermite_degrees(n)[: len(x) - 1])
    t = math.sqrt(4 * math.log(2 / ALARM) / count)
    mean = largest_eigenvalue(*hermite_tridiagonal(n, stream("semicircle"), count)).mean()
    assert least - t < mean < semicircle_edge(n) + t
    assert t < 0.01 * semicircle_edge(n) and semicircle_edge(n) - least < 0.004 * semicircle_edge(n)
    assert not largest_eigenvalue(*hermite_tridiagonal(n - n // 32, stream("semicircle", 1), count)).mean() > least - t


@pytest.mark.parametrize("spike", [0.3, 2.0])
def test_the_transition_of_baik_ben_arous_and_peche(spike: float) -> None:
    """d = 1024, n = 2048, 1500 samples: Hoeffding for the overlap, concentration for the singular value; 0.02 and 0.3 are left for the finite size."""
    d, n, count = 1024, 2048, 1500
    largest, overlap = spike_overlap(*wishart_bidiagonal(d, n, stream(f"bbp {spike}"), count, spike))
    law = bbp(spike, d / n)
    assert abs(overlap.mean() - law.overlap) < math.sqrt(math.log(2 / ALARM) / 2 / count) + 0.02
    assert abs(largest.mean() - math.sqrt(n * law.location)) < math.sqrt(2 * (1 + spike) * math.log(2 / ALARM) / count) + 0.3
    if spike > law.threshold:
        swapped, mute = bbp(spike, n / d), bbp(0.0, d / n)
        assert all(abs(overlap.mean() - wrong.overlap) > 0.2 for wrong in (swapped, mute))
        assert all(abs(largest.mean() - math.sqrt(n * wrong.location)) > 2 for wrong in (swapped, mute))


def test_the_transition_is_continuous_and_at_the_root_of_the_ratio() -> None:
    at, above = bbp(0.5, 0.25), bbp(0.5 + 1e-9, 0.25)
    assert at.threshold == 0.5 and at.overlap == 0 and at.location == marchenko_pastur_edges(0.25)[1]
    assert above.overlap == pytest.approx(0, abs=1e-7) and above.overlap > 0 and above.location == pytest.approx(at.location)
    assert bbp(1e9, 0.25).overlap == pytest.approx(1) and bbp(3.0, 0.75).location == pytest.approx(4 * 1.25)


# ---- the top of one matrix


def test_the_corner_gives_the_top_of_the_whole() -> None:
    diagonal, beside = hermite_tridiagonal(300, stream("corner"), 5)
    assert largest_eigenvalue(diagonal, beside) == pytest.approx(np.linalg.eigvalsh(tridiagonal(diagonal, beside))[:, -1], rel=1e-13)
    for d, n in [(300, 500), (500, 300)]:
        diagonal, below = wishart_bidiagonal(d, n, stream("corner", d), 5, 1.0)
        left, s, _ = np.linalg.svd(bidiagonal(diagonal, below))
        values, overlaps = spike_overlap(diagonal, below)
        assert values == pytest.approx(s[:, 0], rel=1e-13) and np.array_equal(values, largest_singular(diagonal, below))
        assert overlaps == pytest.approx(left[:, 0, 0] ** 2, rel=1e-9, abs=1e-13)


def test_a_top_that_lives_elsewhere_is_found() -> None:
    """Matrices turned end to end, and one without noise: the corner alone would be wrong."""
    diagonal, beside = hermite_tridiagonal(300, stream("elsewhere"), 3)
    flat = np.zeros((1, 300)), np.ones((1, 299))
    for a, b in [(diagonal[:, ::-1], beside[:, ::-1]), flat, (-flat[0], -flat[1]), (flat[0] - 5, flat[1])]:
        truth = np.linalg.eigvalsh(tridiagonal(a, b))[:, -1]
        assert largest_eigenvalue(a, b) == pytest.approx(truth, rel=1e-13)
        assert np.all(np.linalg.eigvalsh(tridiagonal(a[:, :116], b[:, :115]))[:, -1] < truth - 1e-6)
    a, b = np.linspace(1, 4, 300)[None], np.full((1, 299), 0.5)
    left, s, _ = np.linalg.svd(bidiagonal(a, b))
    values, overlaps = spike_overlap(a, b)
    assert values == pytest.approx(s[:, 0], rel=1e-13) and overlaps == pytest.approx(left[:, 0, 0] ** 2, abs=1e-13)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the matrices whose top is computed."""
    sizes: list[int] = []
    top = ensembles._top

    def noted(diagonal: Any, beside: Any, vector: bool) -> tuple[float, float, float]:
        sizes.append(len(diagonal))
        return top(diagonal, beside, vector)

    monkeypatch.setattr(ensembles, "_top", noted)
    return sizes


@pytest.mark.parametrize("n", [128, 512, 2048])
def test_the_corner_suffices_for_what_is_drawn_here(n: int, solved: list[int]) -> None:
    """It has room to spare: a top that is wider than the corner was not met in 20,800 draws."""
    for ratio in (1, 8):
        for spike in (0.0, math.sqrt(1 / ratio), 4.0):
            spike_overlap(*wishart_bidiagonal(n, ratio * n, stream("suffices", n), 10, spike))
            largest_singular(*wishart_bidiagonal(ratio * n, n, stream("suffices", n), 10, spike))
    largest_eigenvalue(*hermite_tridiagonal(n, stream("suffices", n), 10))
    assert solved and max(solved) <= 32 + 12 * math.ceil((n + 1) ** (1 / 3))


@pytest.mark.parametrize(("end", "vector", "whole"), [(1e-4, False, True), (1e-9, False, False), (1e-9, True, True), (1e-18, True, False)])
def test_a_corner_that_nearly_suffices(end: float, vector: bool, whole: bool, solved: list[int]) -> None:
    """The top vector is geometric, and `end` where the corner stops: its value is off by about end^2, the vector by end."""
    q = end ** (1 / 116)
    a, b = np.zeros((1, 600)), np.ones((1, 599))
    a[0, 0] = 1 / q
    value, first, _ = ensembles._top(a[0], b[0], True)
    found = ensembles._leading(a[0], b[0], vector=vector)
    assert found[0] == pytest.approx(value, rel=1e-15 if whole else 4e-15) and (not vector or found[1] == pytest.approx(first, rel=1e-13))
    assert (solved[-1] == 600) is whole


def test_a_split_batch_is_the_same_batch() -> None:
    whole, halves = stream("split"), stream("split")
    for together, parts in [
        (wishart_bidiagonal(5, 7, whole, 10, 0.5), [wishart_bidiagonal(5, 7, halves, count, 0.5) for count in (4, 0, 6)]),
        (hermite_tridiagonal(5, whole, 10), [hermite_tridiagonal(5, halves, count) for count in (4, 0, 6)]),
    ]:
        assert all(np.array_equal(together[k], np.concatenate([part[k] for part in parts])) for k in (0, 1))


def test_a_batch_of_none() -> None:
    none = wishart_bidiagonal(5, 7, stream("none"), 0)
    assert largest_singular(*none).shape == (0,) and spike_overlap(*none)[1].shape == (0,)


# ---- ranks


@pytest.mark.parametrize("shape", [(6, 5, 9), (6, 9, 5), (4, 4), (1, 7), (2, 3, 40, 40)])
def test_ranks_are_those_of_the_singular_values(shape: tuple[int, ...]) -> None:
    a = stream("ranks").standard_normal(shape)
    s = np.linalg.svd(a, compute_uv=False)
    energy = (s**2).sum(-1)
    assert stable_rank(a) == pytest.approx(energy / s[..., 0] ** 2, rel=1e-12)
    assert nuclear_rank(a) == pytest.approx(s.sum(-1) ** 2 / energy, rel=1e-12)
    assert stable_rank(a).shape == nuclear_rank(a).shape == shape[:-2]


def test_ranks_of_known_matrices() -> None:
    a = np.zeros((3, 3, 4))
    a[0, [0, 1], [2, 0]] = 3, -4
    a[1] = np.outer([1, 2, 3], [1, 0, -1, 5])
    assert stable_rank(a)[:2] == pytest.approx([25 / 16, 1]) and nuclear_rank(a)[:2] == pytest.approx([49 / 25, 1])
    assert np.isnan(stable_rank(a)[2]) and np.isnan(nuclear_rank(a)[2])
    assert stable_rank(np.eye(5)) == nuclear_rank(np.eye(5)) == 5


def test_where_the_gram_matrix_loses_digits_the_singular_values_step_in(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = stream("lost")
    a = rng.standard_normal((4, 80, 90))
    a[1::2] = rng.standard_normal((2, 80, 1)) @ rng.standard_normal((2, 1, 90))
    assert nuclear_rank(a)[1::2] == pytest.approx([1, 1], rel=1e-12) and nuclear_rank(a[1]) == pytest.approx(1, rel=1e-12)
    monkeypatch.setattr(ensembles, "LOST", math.inf)
    assert np.all(np.abs(nuclear_rank(a)[1::2] - 1) > 1e-9)


def test_single_precision_stays_single() -> None:
    a = stream("single").standard_normal((3, 20, 30))
    small = a.astype(np.float32)
    assert stable_rank(small).dtype == nuclear_rank(small).dtype == np.float32
    assert stable_rank(small) == pytest.approx(stable_rank(a), rel=1e-5) and nuclear_rank(small) == pytest.approx(nuclear_rank(a), rel=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 8), (60, 40), (150, 200)])
def test_bounds_hold_the_stable_rank_between_them(shape: tuple[int, int]) -> None:
    a = stream("bounds").standard_normal(shape)
    s = np.linalg.svd(a, compute_uv=False)
    truth = math.fsum((s / s[0]) ** 2)
    low, high = stable_rank_bounds(a)
    assert low - 1e-12 <= truth <= high + 1e-12 and high - low < 1e-5 * truth


@pytest.mark.parametrize("k", [2, 3, 10, 64])
def test_bounds_where_the_stable_rank_is_known(k: int) -> None:
    """Integer matrices, so that the truth is a rational number: no gap at all, a gap, and a top vector of two entries that cancel."""
    rotated = np.eye(k, dtype=np.int64)
    rotated[:2, :2] = [[3, -3], [2, 2]]
    for a, squares in [(np.eye(k, dtype=np.int64), [1] * k), (np.diag(np.arange(k) + 1), [j * j for j in range(1, k + 1)]), (rotated, [18, 8] + [1] * (k - 2))]:
        low, high = stable_rank_bounds(a.astype(float))
        truth = Fraction(sum(squares), max(squares))
        assert Fraction(low) <= truth <= Fraction(high) and high - low < 1e-5 * truth


def test_bounds_stay_right_whatever_lanczos_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vector orthogonal to the top one: it is Cholesky that keeps the lower bound below the truth."""
    import scipy.sparse.linalg

    a = np.diag(np.arange(10.0) + 1)
    monkeypatch.setattr(scipy.sparse.linalg, "eigsh", lambda *args, **kwargs: (None, np.eye(10)[:, [3]]))
    low, high = stable_rank_bounds(a)
    assert low <= 3.85 <= high
    monkeypatch.setattr(ensembles, "_dominated", lambda gram, mu: True)
    assert stable_rank_bounds(a)[0] > 3.85


def test_an_unfinished_lanczos_is_put_up_with(monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.sparse.linalg

    a = np.diag(np.arange(10.0) + 1)
    for found in (np.empty((10, 0)), np.eye(10)[:, [9]]):

        def eigsh(*args: object, found: Any = found, **kwargs: object) -> None:
            raise scipy.sparse.linalg.ArpackNoConvergence("not yet", np.empty(found.shape[1]), found)

        monkeypatch.setattr(scipy.sparse.linalg, "eigsh", eigsh)
        low, high = stable_rank_bounds(a)
        assert low <= 3.85 <= high


# ---- refusals


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        (lambda rng: wishart_bidiagonal(0, 3, rng, 1), "both sides are at least 1"),
        (lambda rng: wishart_bidiagonal(3, 3, rng, -1), "the count is at least 0"),
        (lambda rng: wishart_bidiagonal(3, 3, rng, 1, spike=-1.0), "positive definite only above -1"),
        (lambda rng: hermite_tridiagonal(0, rng, 1), "the side is at least 1"),
        (lambda rng: hermite_tridiagonal(2, rng, -1), "the count is at least 0"),
        (lambda rng: largest_eigenvalue(np.ones(3), np.ones(2)), "a batch of them is"),
        (lambda rng: largest_eigenvalue(np.ones((1, 3)), np.ones((1, 3))), "a batch of them is"),
        (lambda rng: largest_singular(np.ones((1, 3)), np.ones((1, 1))), "a batch of them is"),
        (lambda rng: stable_rank(np.ones(3)), "no stack of matrices"),
        (lambda rng: nuclear_rank(np.ones((2, 0, 3))), "no stack of matrices"),
        (lambda rng: stable_rank_bounds(np.ones((2, 3, 3))), "use stable_rank"),
        (lambda rng: stable_rank_bounds(np.ones((3, 3), dtype=np.float32)), "use stable_rank"),
        (lambda rng: stable_rank_bounds(np.zeros((3, 3))), "a zero matrix has no stable rank"),
        (lambda rng: marchenko_pastur_edges(0), "not positive"),
        (lambda rng: bbp(1.0, -1.0), "not positive"),
        (lambda rng: bbp(-1.0, 1.0), "positive definite only above -1"),
    ],
)
def test_nonsense_is_refused(attempt: Any, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        attempt(stream("refused"))

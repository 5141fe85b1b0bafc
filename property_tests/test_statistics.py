"""The statistics are examined exactly: by enumeration in fractions, by binomial sums over every outcome, by a recursion over every path.

Where a test draws, its streams are keyed, and `ALARM` bounds the probability that the test would fail on other keys though the code is right.
"""

import functools
import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import special

from numerics.statistics import (
    FAMILY,
    STAKES,
    Bets,
    Sequential,
    Trend,
    anytime,
    law_distance,
    median_interval,
    proportion,
    quantile_interval,
    quantile_ranks,
    seen,
    share,
    slope,
    trend,
    trials_needed,
    wealth,
)
from numerics.streams import generator

ALARM = 1e-9
LADDER = [2**k for k in range(6, 13)]


def masses(n: int, p: Any) -> list[Any]:
    """P(X = k), k = 0..n, in the number system of p."""
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def missed(n: int, p: Fraction, interval: Callable[[int], tuple[Any, Any]]) -> tuple[Fraction, Fraction]:
    """Exact probabilities that p lies below and above the interval that k of n give."""
    ends = [interval(k) for k in range(n + 1)]
    mass = masses(n, p)
    too_high = sum((m for m, (low, _) in zip(mass, ends, strict=True) if p < Fraction(float(low))), Fraction(0))
    return too_high, sum((m for m, (_, high) in zip(mass, ends, strict=True) if p > Fraction(float(high))), Fraction(0))


def test_shares_never_exceed_the_whole() -> None:
    for of in (1, 2, 3, 7, 8, 9, 100, 1000):
        assert sum(Fraction(share(k, of)) for k in range(of)) <= Fraction(FAMILY)
        assert share(0, of) * of > FAMILY / 2
    assert share(0, 1) == FAMILY
    assert sum(Fraction(share(k, 5, share(2, 3))) for k in range(5)) <= Fraction(share(2, 3))


def test_one_claim_more_leaves_the_shares_as_they_were() -> None:
    assert [share(3, of) for of in range(5, 9)] == [share(3, 8)] * 4
    assert share(3, 9) < share(3, 8)


@pytest.mark.parametrize(("position", "of", "whole"), [(3, 3, 0.5), (-1, 3, 0.5), (0, 0, 0.5), (0, 1, 0.0), (0, 1, 1.0)])
def test_there_is_no_such_share(position: int, of: int, whole: float) -> None:
    with pytest.raises(ValueError, match=r"position|probability"):
        share(position, of, whole)


@pytest.mark.parametrize("error", [0.2, 1e-3])
@pytest.mark.parametrize("n", [1, 4, 13, 30])
def test_proportion_covers_every_probability_exactly(n: int, error: float) -> None:
    for p in [Fraction(k, 41) for k in range(1, 41)] + [Fraction(1, 10**4)]:
        below, above = missed(n, p, lambda k: proportion(k, n, error))
        assert max(below, above) <= Fraction(error) / 2


def test_the_check_of_coverage_catches_a_normal_approximation() -> None:
    def wald(k: int) -> tuple[float, float]:
        spread = 2.576 * math.sqrt(k * (30 - k) / 30**3)  # 99 % by the normal law
        return k / 30 - spread, k / 30 + spread

    assert max(missed(30, Fraction(1, 41), wald)) > Fraction(1, 10)


@pytest.mark.parametrize("error", [0.2, 1e-6, 1e-15])
@pytest.mark.parametrize("n", [1, 30, 10**4, 10**7, 10**9])
def test_the_ends_of_a_proportion_are_safe_and_tight(n: int, error: float) -> None:
    k = np.unique([0, 1, n // 1000, n // 3, n - 1, n])
    low, high = proportion(k, n, error)
    assert (low[k == 0] == 0).all() and (high[k == n] == 1).all()
    inner, outer = k > 0, k < n
    assert ((low >= 0) & (low < k / n + (k == 0)) & (high <= 1)).all()

    def tails(inward: float) -> Any:
        below = special.betainc(k[inner], n - k[inner] + 1, (low + inward * low * (1 - low))[inner])
        return np.append(below, special.betaincc(k[outer] + 1, n - k[outer], (high - inward * high * (1 - high))[outer]))

    assert (tails(0) <= error / 2 * (1 + 1e-10)).all()
    resolved = np.append(low[inner], high[outer]) < 1 - 1e-8  # nearer to 1 floats are too coarse
    assert (tails(1e-6)[resolved] > error / 2).all()


def test_a_proportion_at_its_ends() -> None:
    low, high = proportion(0, 1375, 2e-6)
    assert low == 0
    assert high == pytest.approx(1 - 1e-6 ** (1 / 1375), rel=2e-7)  # exact: (1 - high)^n = error / 2
    assert proportion(0, 0, 0.1) == (0, 1)
    assert proportion([[1], [2]], [5, 6, 7], 0.1)[0].shape == (2, 3)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0.5, 3), (1, math.nan)])
def test_impossible_counts_are_refused(k: float, n: float) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        proportion(k, n, 0.1)
    with pytest.raises(ValueError, match="whole numbers"):
        Sequential(delta=0.1, error=0.1, failures=k, trials=n)  # type: ignore[arg-type]


HORIZON = 400
TRIALS, COUNTS = np.arange(1, HORIZON + 1)[:, None], np.arange(HORIZON + 1)  # all counts after every number of trials; those above it are never reached
anytime_table = functools.lru_cache(lambda delta, error: anytime(np.minimum(COUNTS, TRIALS), TRIALS, delta=delta, error=error))


def ever_excluded(p: float, table: tuple[Any, Any]) -> float:
    """Exact probability that p leaves the interval after some number of trials up to the horizon: a recursion over all paths of the count."""
    alive, lost = np.zeros(HORIZON + 1), 0.0
    alive[0] = 1.0
    for low, high in zip(*table, strict=True):
        alive = alive * (1 - p) + np.append(0.0, alive[:-1]) * p
        out = (p < low) | (p > high)
        lost += alive[out].sum()
        alive[out] = 0.0
    return float(lost)


@pytest.mark.parametrize("delta", [0.03, 0.4])
@pytest.mark.parametrize("p", [0.005, 0.03, 0.1, 0.4, 0.9])
def test_looking_after_every_trial_costs_no_more_than_the_error(p: float, delta: float) -> None:
    assert 0.001 < ever_excluded(p, anytime_table(delta, 0.05)) <= 0.05


def test_looking_after_every_trial_ruins_an_interval_for_one_look() -> None:
    assert ever_excluded(0.1, proportion(np.minimum(COUNTS, TRIALS), TRIALS, 0.05)) > 0.1


@pytest.mark.parametrize("p", [0.1, 0.101, 0.0999])
def test_ten_thousand_sequential_tests_err_as_rarely_as_they_say(p: float) -> None:
    runs, error, delta = 10_000, 0.05, 0.1
    trials = 50 * np.arange(1, 61)
    counts = generator("test_statistics", "sequential", str(p)).binomial(50, p, size=(runs, len(trials))).cumsum(axis=1)
    seen_once, back = np.unique(counts + 1j * trials, return_inverse=True)  # few pairs of counts occur, many times each
    low, high = (end[back].reshape(counts.shape) for end in anytime(seen_once.real, seen_once.imag, delta=delta, error=error))
    decided = (high < delta) | (low > delta)
    first = decided.argmax(axis=1)
    below = high[np.arange(runs), first] < delta
    wrong = int((decided.any(axis=1) & (below != (p <= delta))).sum())
    most = next(k for k in range(runs) if special.betainc(k + 1, runs - k, error) < ALARM)  # P(more wrong runs), were each wrong with probability 0.05
    assert 0 < wrong <= most  # measured 40 to 112: none at all would be a test that decides nothing


def test_a_sequential_test_agrees_with_its_interval_and_forgets_the_blocks() -> None:
    for failures, trials in itertools.product([0, 1, 5, 20, 80, 200], [200, 400, 1000]):
        test = Sequential(delta=0.1, error=1e-3).add(failures, trials)
        low, high = test.interval
        assert test.verdict is (True if high < 0.1 else False if low > 0.1 else None)
        halves = Sequential(delta=0.1, error=1e-3).add(failures // 4, trials // 4).add(failures - failures // 4, trials - trials // 4)
        assert halves == test
    verdicts = [Sequential(delta=0.1, error=1e-3, failures=k, trials=400).verdict for k in range(401)]
    assert verdicts == sorted(verdicts, key=[True, None, False].index)
    assert set(verdicts) == {True, None, False}


def test_nothing_drawn_nothing_known() -> None:
    nothing = Sequential(delta=0.1, error=1e-6)
    assert nothing.verdict is None
    assert nothing.interval == (0, 1)
    assert nothing.seen == math.inf


def test_the_interval_does_not_depend_on_which_outcome_is_called_failure() -> None:
    low, high = anytime(3, 50, delta=0.2, error=0.01)
    other_low, other_high = anytime(47, 50, delta=0.8, error=0.01)
    assert (1 - other_high, 1 - other_low) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("delta", [0.3, 0.01, 1e-4])
def test_easy_claims_stop_early(delta: float) -> None:
    """A tenth of the bound: decided after half of the trials that telling a third needs, but for a probability below 1e-6, by exact tails."""
    trials = trials_needed(delta, 1e-6, ratio=1 / 3) // 2
    enough = [k for k in range(int(delta * trials)) if Sequential(delta=delta, error=1e-6, failures=k, trials=trials).verdict is True]
    assert special.betainc(enough[-1] + 1, trials - enough[-1], delta / 10) < 1e-6
    assert Sequential(delta=delta, error=1e-6, trials=math.ceil(16.5 / delta)).verdict is True  # ln(1e6) = 13.8 would be the least


@pytest.mark.parametrize(("failures", "trials"), [(40, 300), (400, 3000), (5, 10)])
def test_what_a_sequential_test_would_have_seen(failures: int, trials: int) -> None:
    test = Sequential(delta=0.1, error=0.01, failures=failures, trials=trials)
    bad = [k for k in range(trials + 1) if Sequential(delta=0.1, error=0.01, failures=k, trials=trials).verdict is False]
    assert special.betainc(bad[0], trials - bad[0] + 1, test.seen) == pytest.approx(0.99, rel=1e-9)


@pytest.mark.parametrize("delta", [0.0, 1.0, -0.1, math.nan])
def test_a_bound_of_no_probability_is_refused(delta: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Sequential(delta=delta, error=0.1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        seen(10, delta, 0.1)


@pytest.mark.parametrize(("delta", "ratio"), [("1/10", "3"), ("1/4", "2"), ("3/5", "1/2"), ("1/50", "20"), ("1/2", "2")])
def test_the_trials_needed_are_the_fewest(delta: str, ratio: str) -> None:
    error = Fraction(1, 20)
    small, large = sorted((Fraction(delta), Fraction(ratio) * Fraction(delta)))

    def enough(n: int) -> bool:
        many, few = masses(n, small), masses(n, large)
        return any(sum(many[c + 1 :]) <= error and sum(few[: c + 1]) <= error for c in range(n + 1))

    assert trials_needed(float(Fraction(delta)), float(error), ratio=float(Fraction(ratio))) == next(n for n in itertools.count(1) if enough(n))


@pytest.mark.parametrize(("delta", "ratio"), [(1e-3, 2.0), (1e-3, 1 / 3), (0.05, 1.1), (1e-6, 3.0)])
def test_both_errors_are_small_at_the_trials_needed(delta: float, ratio: float) -> None:
    n, error = trials_needed(delta, 1e-6, ratio=ratio), 1e-6
    small, large = sorted((delta, ratio * delta))
    c = next(c for c in range(int(n * small), int(n * large)) if special.betainc(c + 1, n - c, small) <= error)
    assert special.betaincc(c + 1, n - c, large) <= error
    assert special.betaincc(c + 1, n - 1 - c, large) > error  # and one trial less would not do


@pytest.mark.parametrize(("delta", "ratio"), [(0.1, 1.0), (0.6, 2.0), (0.0, 2.0), (0.1, 0.0), (0.1, -1.0)])
def test_what_cannot_be_told_apart_is_refused(delta: float, ratio: float) -> None:
    with pytest.raises(ValueError, match="tell"):
        trials_needed(delta, 0.01, ratio=ratio)


@pytest.mark.parametrize(("trials", "delta"), [(1, 0.001), (40, 0.1), (200, 0.02), (55, 0.9)])
def test_what_would_have_been_seen(trials: int, delta: float) -> None:
    error = 0.01
    low, _ = proportion(np.arange(trials + 1), trials, error)

    def noticed(p: Fraction) -> Fraction:
        return sum((m for m, end in zip(masses(trials, p), low, strict=True) if end > delta), Fraction(0))

    found = Fraction(seen(trials, delta, error))
    assert delta < found < 1
    assert noticed(found * (1 + Fraction(1, 10**9))) >= 1 - Fraction(error)
    assert noticed(found * (1 - Fraction(1, 10**6))) < 1 - Fraction(error)


def test_too_few_trials_see_nothing() -> None:
    assert seen(3, 0.5, 0.01) == math.inf
    assert seen(0, 0.5, 0.01) == math.inf


@pytest.mark.parametrize("q", [Fraction(1, 2), Fraction(1, 10), Fraction(99, 100)])
@pytest.mark.parametrize("n", [0, 1, 5, 12, 60])
def test_the_ranks_of_a_quantile_are_safe_and_tight(n: int, q: Fraction) -> None:
    error = Fraction(1, 8)
    below, above = quantile_ranks(n, float(q), float(error))
    mass = masses(n, q)
    assert sum(mass[:below]) <= error / 2 < sum(mass[: below + 1])  # fewer than `below` values lie up to the quantile
    assert sum(mass[above:]) <= error / 2
    assert above == 1 or sum(mass[above - 1 :]) > error / 2


@pytest.mark.parametrize("q", [0.5, 0.3, 0.75])
def test_quantiles_of_a_law_with_ties_are_covered(q: float) -> None:
    """Every sample of six from a law on 0, 1, 2 with masses 3/10, 1/5, 1/2, whose quantiles sit on ties and on jumps."""
    law = {0: Fraction(3, 10), 1: Fraction(1, 5), 2: Fraction(1, 2)}
    error = 0.4
    samples = np.array(list(itertools.product(law, repeat=6)))
    low, high = quantile_interval(samples, q, error)
    chance = [math.prod(law[int(x)] for x in row) for row in samples]
    quantiles = [x for x in law if sum(law[y] for y in law if y <= x) >= Fraction(q).limit_denominator(100) >= sum(law[y] for y in law if y < x)]
    for x in quantiles:
        assert sum(c for c, end in zip(chance, low, strict=True) if end > x) <= Fraction(error) / 2
        assert sum(c for c, end in zip(chance, high, strict=True) if end < x) <= Fraction(error) / 2
    assert (low <= high).all() and np.isfinite(low).any() and np.isfinite(high).any()


def test_quantile_intervals_are_order_statistics_row_by_row() -> None:
    rows = generator("test_statistics", "rows").normal(size=(3, 4, 101))
    below, above = quantile_ranks(101, 0.5, 1e-6)
    low, high = median_interval(rows, 1e-6)
    assert (low == np.sort(rows, axis=-1)[..., below - 1]).all()
    assert (high == np.sort(rows, axis=-1)[..., above - 1]).all()
    assert (below, above) == (below, 102 - below)
    assert median_interval([1.0, 2.0, 3.0], 1e-6) == (-math.inf, math.inf)
    assert median_interval([], 0.1) == (-math.inf, math.inf)
    assert quantile_interval(np.arange(2000), 0.999, 1e-3)[1] == math.inf
    assert quantile_interval(np.arange(2000), 0.999, 1e-3)[0] > 1900


def test_undefined_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="undefined"):
        median_interval([1.0, math.nan], 0.1)


def test_the_range_of_slopes_is_reached_at_the_corners() -> None:
    sizes = [10, 20, 50, 60, 300]
    low, high = np.array([1.0, 2.0, 2.5, 3.0, 4.0]), np.array([2.0, 2.1, 5.0, 3.0, 9.0])
    corners = [np.polyfit(np.log(sizes), np.log(values), 1)[0] for values in itertools.product(*zip(low, high, strict=True))]
    assert slope(sizes, low, high) == pytest.approx((min(corners), max(corners)), rel=1e-12)


def test_slopes_come_in_batches_and_are_exact_for_powers() -> None:
    exponents = np.array([[-2 / 3], [0.0], [0.5]])
    values = np.asarray(LADDER) ** exponents
    least, most = slope(LADDER, values, values)
    assert least == pytest.approx(exponents[:, 0], abs=1e-12)
    assert most == pytest.approx(exponents[:, 0], abs=1e-12)


def test_an_end_at_zero_leaves_the_exponent_open() -> None:
    assert slope([2, 4, 8], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]) == (pytest.approx(0), math.inf)
    assert slope([2, 4, 8], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]) == (pytest.approx(0), pytest.approx(0))  # the middle one has no weight
    assert slope([2, 4, 8], [1.0, 1.0, -3.0], [1.0, 1.0, math.inf]) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("sizes", "intervals", "reason"),
    [
        ([4, 8], [[1, 2]] * 2, "3 or more"),
        ([4, 8, 8], [[1, 2]] * 3, "growing"),
        ([1, 4, 8], [[1, 2]] * 3, "log log"),
        ([4, 8, 16], [[1, 2]] * 2, "shape"),
        ([4, 8, 16], [[2, 1]] * 3, "upside down"),
        ([4, 8, 16], [[math.nan, 1]] * 3, "upside down"),
        ([4, 8, 16], [[-1, 0]] * 3, "positive"),
    ],
)
def test_ladders_that_say_nothing_are_refused(sizes: list[int], intervals: list[list[float]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        trend(sizes, intervals)


PLANTED: dict[str, tuple[Callable[[Any], Any], str, float]] = {  # the law, what it is, and a relative half-width that shows it
    "constant": (lambda d: 3 + 0 * d, "bounded", 0.02),
    "constant, tiny": (lambda d: 1e-9 + 0 * d, "bounded", 0.02),
    "log": (np.log, "growing", 0.011),
    "a constant and log": (lambda d: 10 + np.log(d), "growing", 0.0042),
    "log squared": (lambda d: np.log(d) ** 2, "growing", 0.04),
    "power 1/4": (lambda d: d**0.25, "growing", 0.05),
    "root": (np.sqrt, "growing", 0.1),
    "down, then up": (lambda d: 30 / d**0.5 + d**0.5, "growing", 0.05),
    "down, then up to less": (lambda d: 4000 / d + d**0.5, "growing", 0.05),
    "up, then down a little": (lambda d: np.minimum(d, 512) * np.minimum(1, (d / 512) ** -0.1), "bounded", 0.02),
    "levels off from below": (lambda d: 1 - d**-0.5, "bounded", 0.003),
    "levels off slowly": (lambda d: 1 - d**-0.35, "bounded", 0.002),
    "falls to a limit": (lambda d: 1 + d**-0.5, "bounded", 0.02),
    "falls like 1/log": (lambda d: 1 / np.log(d), "bounded", 0.02),
    "inverse root": (lambda d: d**-0.5, "vanishing", 0.033),
    "power -1/4": (lambda d: d**-0.25, "vanishing", 0.017),
    "power -1": (lambda d: 1 / d, "vanishing", 0.065),
}


def log_log(d: Any) -> Any:
    return np.log(np.log(d))


def around(law: Callable[[Any], Any], width: float, block: int, sizes: list[int]) -> Any:
    """Intervals of the given relative half-width that contain the law, each shifted anywhere that it may be: a third of them at an end."""
    truth = law(np.asarray(sizes, dtype=np.float64))
    shift = np.clip(generator("test_statistics", "shifts", block=block).uniform(-1.5, 1.5, size=len(sizes)), -0.999, 0.999)
    return np.stack([truth * (1 + width * (shift - 1)), truth * (1 + width * (shift + 1))], axis=1)


@pytest.mark.parametrize("name", PLANTED)
def test_planted_trends_are_found(name: str) -> None:
    law, answer, width = PLANTED[name]
    for block in range(50):
        assert trend(LADDER, around(law, width, block, LADDER)).decision == answer


@pytest.mark.parametrize("name", PLANTED)
def test_wide_intervals_leave_trends_open_but_never_make_them_wrong(name: str) -> None:
    law, answer, _ = PLANTED[name]
    allowed = {answer, "open"} | ({"bounded"} if answer == "vanishing" else set())  # what vanishes is bounded as well
    for width, block in itertools.product([0.01, 0.03, 0.1, 0.3, 0.9], range(30)):
        assert trend(LADDER, around(law, width, block, LADDER)).decision in allowed
    assert trend(LADDER, around(law, 0.9, 0, LADDER)).decision == "open"


@pytest.mark.parametrize("last", [8, 12, 20, 40])
def test_log_log_is_nowhere_decided_and_behind_a_constant_hides_only_from_wide_intervals(last: int) -> None:
    sizes = [2**k for k in range(6, last + 1)]
    for width, block in itertools.product([1e-6, 1e-3, 0.01, 0.03, 0.1], range(20)):
        bare = trend(sizes, around(log_log, width, block, sizes))
        assert bare.decision == "open"
        assert bare.drifts or width > 1e-3
        hidden = trend(sizes, around(lambda d: 5 + log_log(d), width, block, sizes))
        steepest = 1 / math.log(sizes[0])  # of log log against log size
        assert hidden.decision == "open" or (hidden.decision == "bounded" and hidden.seen_coefficient > steepest)


def test_a_rise_seen_anywhere_is_not_called_bounded() -> None:
    """A logarithm behind a constant, in intervals of which one half of the ladder says nothing, or says as little as the truth allows."""
    truth = 10 + np.log(LADDER)
    early = np.arange(7) < 3
    loose = trend(LADDER, np.stack([truth * np.where(early, 0.5, 0.9999), truth * np.where(early, 2, 1.0001)], axis=1))
    assert loose.exponent[0] <= 0 < loose.late_exponent[0]
    assert (loose.decision, loose.drifts) == ("open", True)
    shift = np.array([0, 0, 0, 1, 1, -1, -1])  # which flattens the later half most
    flat = trend(LADDER, np.stack([truth * (1 + 0.028 * (shift - 1)), truth * (1 + 0.028 * (shift + 1))], axis=1))
    assert flat.late_exponent[0] <= 0 < flat.exponent[0]
    assert (flat.decision, flat.drifts) == ("open", True)


def test_a_fall_between_two_rises_does_not_vanish() -> None:
    values = np.array([1.0, 2.0, 0.5, 0.6])
    found = trend([64, 128, 256, 512], np.stack([values, values], axis=1))
    assert found.exponent[1] < 0 < found.late_exponent[0]
    assert found.decision == "bounded"


def test_log_n_is_no_constant_on_any_ladder() -> None:
    for first, last in [(1, 4), (2, 8), (3, 20), (6, 9), (10, 14), (4, 40)]:
        sizes = [2**k for k in range(first, last + 1)]
        assert trend(sizes, around(np.log, 1e-4, 0, sizes)).decision == "growing"
        for width in (0.003, 0.01, 0.03, 0.1):
            assert trend(sizes, around(np.log, width, 1, sizes)).decision in ("growing", "open")


def test_what_a_trend_would_have_seen_it_sees() -> None:
    flat = np.full(len(LADDER), 5.0)
    for block in range(20):
        noise = generator("test_statistics", "seen", block=block).uniform(-0.1, 0.1, size=len(LADDER))
        width = 0.1 * np.ones(len(LADDER))
        found = trend(LADDER, np.stack([flat + noise - width, flat + noise + width], axis=1))
        planted = flat + 1.001 * found.seen_coefficient * (np.log(LADDER) - np.log(LADDER[0]))
        assert trend(LADDER, np.stack([planted + noise - width, planted + noise + width], axis=1)).decision == "growing"
        tilt = np.asarray(LADDER, dtype=np.float64) ** (1.001 * found.seen_exponent)
        grown = trend(LADDER, np.stack([(flat + noise - width) * tilt, (flat + noise + width) * tilt], axis=1))
        assert grown.exponent[0] > 0


def test_a_trend_tells_its_numbers() -> None:
    values = 2 + 3 * np.log(LADDER)
    found = trend(LADDER, np.stack([values, values], axis=1))
    assert isinstance(found, Trend)
    assert found.decision == "growing" and found.drifts
    assert found.coefficient == pytest.approx((3, 3))
    assert found.late_coefficient == pytest.approx((3, 3))
    loglog = np.log(np.log(LADDER))
    slows = np.polyfit(np.log(LADDER[3:]), loglog[3:], 1)[0] / np.polyfit(np.log(LADDER[:4]), loglog[:4], 1)[0]
    assert found.bend == pytest.approx((3 * (1 - slows),) * 2)
    assert found.exponent == pytest.approx((np.polyfit(np.log(LADDER), np.log(values), 1)[0],) * 2)
    assert found.seen_exponent == pytest.approx(0, abs=1e-11)


def sampled(law: Callable[[Any], Any], noise: float, samples: int, error: float, *names: str) -> Any:
    """Median intervals of values that scatter around the law by a lognormal factor."""
    draws = [np.exp(noise * generator("test_statistics", *names, str(d)).normal(size=samples)) for d in LADDER]
    return np.array([median_interval(law(float(d)) * x, error) for d, x in zip(LADDER, draws, strict=True)])


def surely_within(law: Callable[[Any], Any], noise: float, samples: int, error: float) -> Any:
    """Intervals that contain the sampled ones but for a probability `error` each: between which quantiles the order statistics themselves lie."""
    below, above = quantile_ranks(samples, 0.5, error)
    low = special.ndtri(special.betaincinv(below, samples - below + 1, error / 2))
    high = special.ndtri(special.betainccinv(above, samples - above + 1, error / 2))
    truth = law(np.asarray(LADDER, dtype=np.float64))
    return np.stack([truth * math.exp(noise * low), truth * math.exp(noise * high)], axis=1)


@pytest.mark.parametrize("name", ["constant", "log", "root", "inverse root", "levels off from below"])
def test_planted_trends_are_found_through_noise(name: str) -> None:
    """The widest intervals that the samples can give, but for a probability ALARM in all, decide as they should; so does the sample."""
    law, answer, _ = PLANTED[name]
    noise, samples, error = (0.1, 20_000, ALARM / 16) if answer != "bounded" or name == "constant" else (0.01, 40_000, ALARM / 16)
    assert trend(LADDER, surely_within(law, noise, samples, error)).decision == answer
    assert trend(LADDER, sampled(law, noise, samples, error, "trends", name)).decision == answer


def test_an_exponent_of_one_half_that_is_really_two_thirds() -> None:
    def law(d: Any) -> Any:
        return d ** (-2 / 3)

    least, most = slope(LADDER, *surely_within(law, 0.5, 20_000, ALARM / 16).T)
    assert -0.75 < least < -2 / 3 < most < -0.6  # so 1/2 is excluded, and 2/3 is not, but for a probability ALARM
    least, most = slope(LADDER, *sampled(law, 0.5, 20_000, ALARM / 16, "exponent").T)
    assert -0.75 < least <= -2 / 3 <= most < -0.6


# ---- means


def bets_on(values: Any, delta: float, error: float) -> Bets:
    return Bets(delta=delta, error=error).add(wealth(values, delta))


SOON = 100  # draws, after each of which a test is looked at


@functools.cache
def verdicts_on_coins(delta: float, error: float) -> Any:
    """What Bets says after k ones of n coins, for n = 1 .. SOON and k = 0 .. n: -1 above delta, 1 below, 0 not yet."""
    one, zero = np.array(wealth([1.0], delta)), np.array(wealth([0.0], delta))
    said = np.zeros((SOON, SOON + 1), dtype=int)
    for n in range(1, SOON + 1):
        for k in range(n + 1):
            verdict = Bets(delta=delta, error=error, told=tuple(k * one + (n - k) * zero)).verdict
            said[n - 1, k] = 0 if verdict is None else 1 if verdict else -1
    return said


def ever_said(p: float, verdict: int, delta: float, error: float) -> float:
    """Exact probability that coins of mean p make Bets say this after some draw up to SOON: a recursion over all paths of the count."""
    alive, said_it = np.zeros(SOON + 1), 0.0
    alive[0] = 1.0
    for row in verdicts_on_coins(delta, error):
        alive = alive * (1 - p) + np.append(0.0, alive[:-1]) * p
        said_it += alive[row == verdict].sum()
        alive[row == verdict] = 0.0
    return float(said_it)


@pytest.mark.parametrize("delta", [0.05, 0.4, 0.9])
def test_bets_on_coins_are_mistaken_as_rarely_as_they_say(delta: float) -> None:
    """Of all laws of one mean, coins make the largest steps: exactly, over every path."""
    error = 0.05
    for nearer in (0.0, 0.3, 0.8, 1.0):
        assert ever_said(nearer * delta, -1, delta, error) <= error
        assert ever_said(1 - nearer * (1 - delta), 1, delta, error) <= error
    assert max(ever_said(delta, -1, delta, error), ever_said(delta, 1, delta, error)) > error / 50  # it is a test that speaks
    assert ever_said(min(1.0, delta + 0.5), -1, delta, error) > 0.99 or delta > 0.5
    assert ever_said(max(0.0, delta - 0.5), 1, delta, error) > 0.99 or delta < 0.4


LAWS: dict[str, Callable[[np.random.Generator, Any], Any]] = {  # on the unit interval, of mean 1/4
    "coins": lambda rng, size: (rng.random(size) < 0.25).astype(float),
    "rare ones": lambda rng, size: np.where(rng.random(size) < 1 / 64, 1.0, 15 / 63),
    "a power": lambda rng, size: rng.random(size) ** 3,
    "nearly constant": lambda rng, size: 0.25 + 0.01 * (rng.random(size) - 0.5),
}


@pytest.mark.parametrize("name", LAWS)
def test_thousands_of_bets_are_mistaken_as_rarely_as_they_say(name: str) -> None:
    """Looked at after every twenty draws; each of the two mistakes has probability at most `error`, so more than `most` of them one below ALARM."""
    runs, error, delta, looks = 2000, 0.1, 0.25, 20
    draws = LAWS[name](generator("test_statistics", "bets", name), (looks, 20, runs))
    gains = np.stack([np.log1p(stake / side * (draws - delta)).sum(1) for side in (delta, delta - 1) for stake in STAKES], -1).cumsum(0)
    more, less = (special.logsumexp(gains[..., k : k + len(STAKES)], axis=-1) - math.log(len(STAKES)) for k in (0, len(STAKES)))
    mistakes = [int((side.max(0) >= math.log(1 / error)).sum()) for side in (more, less)]
    most = next(k for k in range(runs) if special.betainc(k + 1, runs - k, error) < ALARM / 2)
    assert max(mistakes) <= most
    for run in range(3):  # that is what Bets says
        test = Bets(delta=delta, error=error)
        for look in range(looks):
            test = test.add(wealth(draws[look, :, run], delta))
            # nearer than the margin for rounding it may be either
            sides = [float(side[look, run]) - math.log(1 / error) for side in (more, less)]
            assert min(map(abs, sides)) < 1e-5 or test.verdict == (False if sides[0] > 0 else True if sides[1] > 0 else None)


def test_neither_the_order_nor_the_split_of_blocks_matters_to_bets() -> None:
    values = generator("test_statistics", "split").random(5000) ** 2
    whole = bets_on(values, 0.3, 1e-6)
    for cuts in ([1, 17, 4000], [2500], list(range(100, 5000, 100))):
        parts = [wealth(part, 0.3) for part in np.split(values, cuts)]
        for ordered in (parts, parts[::-1]):
            test = Bets(delta=0.3, error=1e-6)
            for part in ordered:
                test = test.add(part)
            assert test.told == pytest.approx(whole.told, rel=1e-12, abs=1e-9)
            assert (test.trials, test.verdict) == (5000, whole.verdict)
            assert (test.mean, test.seen) == pytest.approx((whole.mean, whole.seen), rel=1e-12)


@pytest.mark.parametrize("delta", [1e-12, 0.3, 0.5, 1 - 1e-12])
def test_values_at_the_ends_of_their_range_ruin_nobody(delta: float) -> None:
    """All zeros say below, all ones above, as soon as the largest stake has earned its threshold, and no wealth is lost for good."""
    for value, verdict, odds in ((0.0, True, delta / (1 - delta)), (1.0, False, (1 - delta) / delta)):
        most, needed = math.log1p(STAKES[0] * odds), -math.log(1e-6)
        late = math.ceil((needed + math.log(len(STAKES)) + 1e-5) / most)
        early = math.floor(needed / most)
        if late < 10**6:
            assert bets_on(np.full(late, value), delta, 1e-6).verdict is verdict
        if 0 < early < 10**6:
            assert bets_on(np.full(early, value), delta, 1e-6).verdict is None
        assert np.isfinite(wealth([value, 1 - value], delta)).all()


def test_bets_before_the_first_draw_and_out_of_range() -> None:
    nothing = Bets(delta=0.3, error=1e-6)
    assert (nothing.trials, nothing.verdict, nothing.seen) == (0, None, math.inf)
    assert bets_on([0.5], 0.3, 1e-6).seen == math.inf
    told = wealth([0.25, 0.75], 0.3)
    assert told[:3] == [2, 1, 0.625] and len(told) == 3 + 2 * len(STAKES)
    for delta in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="between 0 and 1"):
            wealth([0.5], delta)


def test_what_bets_would_have_seen_they_see() -> None:
    """A law like the one drawn, its mean moved to `seen`, is told to be above delta: by the same draws, moved."""
    for k, spread in enumerate((0.5, 0.1, 0.01)):
        values = 0.3 + spread * (generator("test_statistics", "bets seen", block=k).random(4000) - 0.5)
        test = bets_on(values, 0.3, 1e-6)
        assert test.verdict is None and 0.3 < test.seen < 0.312 + 0.1 * spread
        moved = values + (test.seen - test.mean)
        assert bets_on(moved, 0.3, 1e-6).verdict is False


# ---- laws


@pytest.mark.parametrize("error", [0.3, 0.01])
@pytest.mark.parametrize(("n", "m"), [(6, 6), (25, 9)])
def test_the_distance_of_two_coins_is_covered_exactly(n: int, m: int, error: float) -> None:
    """The distance of coins of means p and q is |p - q|; over all samples of both."""
    ends = {(i, j): law_distance([1] * i + [0] * (n - i), [1] * j + [0] * (m - j), error)[1:] for i in range(n + 1) for j in range(m + 1)}
    for p, q in itertools.product([Fraction(k, 10) for k in range(0, 11, 2)], repeat=2):
        first, second = masses(n, p), masses(m, q)
        lost = sum(first[i] * second[j] for (i, j), (low, high) in ends.items() if not Fraction(low) <= abs(p - q) <= Fraction(high))
        assert lost <= Fraction(error)


def test_the_distance_of_two_laws_is_covered() -> None:
    """Shifted by a quarter, uniform laws differ by a quarter; dependent samples are allowed; more than `most` misses have a probability below ALARM."""
    runs, error = 1000, 0.5
    rng = generator("test_statistics", "laws")
    missed_low = missed_high = 0
    for _ in range(runs):
        a, b = rng.random(30), rng.random(40)
        for x, y, true in ((a, b + 0.25, 0.25), (a, a, 0.0), (a, a + 0.25, 0.25)):
            _, low, high = law_distance(x, y, error)
            missed_low, missed_high = missed_low + (low > true + 1e-12), missed_high + (high < true - 1e-12)
    most = next(k for k in range(runs) if special.betainc(k + 1, runs - k, error) < ALARM / 3)
    assert missed_low + missed_high <= 3 * most
    width = sum(math.sqrt(math.log(4 / 0.1) / (2 * n)) for n in (400, 900))
    assert law_distance(np.arange(400), np.arange(900) + 1000, 0.1) == pytest.approx((1.0, 1 - width, 1.0))
    assert law_distance(np.arange(400), np.arange(400), 0.1) == pytest.approx((0.0, 0.0, 2 * math.sqrt(math.log(40) / 800)))
    assert law_distance([-math.inf, 0.0], [0.0, math.inf], 0.1) == (0.5, 0.0, 1.0)


@pytest.mark.parametrize("side", [0, 1])
def test_undefined_values_have_no_law(side: int) -> None:
    sides = [[0.5, 0.25], [0.5, 0.25]]
    sides[side] = [0.5, math.nan]
    with pytest.raises(ValueError, match="all of them defined"):
        law_distance(sides[0], sides[1], 0.1)
    for error in (0.0, 1.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            law_distance([0.5], [0.5], error)


@pytest.mark.parametrize("value", [1.0, 1 / 3, 1e300, 7e-200])
def test_what_is_exactly_constant_does_not_grow(value: float) -> None:
    """The weights of the least squares sum to zero but for a rounding."""
    for sizes in (LADDER, [16 * 16**k for k in range(7)], [3, 5, 11, 200]):
        assert trend(sizes, np.full((len(sizes), 2), value)).decision == "bounded"

"""Statistics whose error rates are stated: nothing here is asymptotic, and nothing supposes a normal law.

Counts are judged by exact binomial tails, repeated looks by an inequality that holds at all times at once, values by order statistics, and
growth along sizes by least squares on whole intervals. A `trials` is a number of independent draws, an `error` the probability of being wrong.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

FAMILY = 1e-6  # the probability that a whole run says anything wrong by chance
DIGITS = 1e-12
OUTWARD = 1e-7  # ends of intervals move outward by this part of p (1 - p), and one float: SciPy's inverses err by up to 8e-9 of p at 1e9 trials
ROUNDING = 1e-6  # and the logarithm of evidence must exceed its threshold by this, far more than its terms lose

Range = tuple[float, float]


def share(position: int, of: int, whole: float = FAMILY) -> float:
    """The part of the error `whole` that goes to the claim (or the size) at `position`, counted from 0, among `of` of them.

    The rule: equal shares, `of` being rounded up to a power of two. So the shares sum to at most `whole`, they are known before anything is
    drawn, and one claim more leaves the shares of all others, and what was computed with them, as they were until the number doubles.
    A claim hands on its share to its sizes by the same rule: share(k, sizes, share(i, claims)).
    Raises ValueError for a position that there is not, or an error outside (0, 1).
    """
    if not 0 <= position < of:
        raise ValueError(f"share {position} of {of}: positions count from 0 up to {of - 1}")
    _check_error(whole)
    return math.ldexp(whole, -(of - 1).bit_length())


def proportion(successes: ArrayLike, trials: ArrayLike, error: float) -> tuple[Any, Any]:
    """Interval for a probability, from a number of trials fixed beforehand: low and high, of the broadcast shape of the counts.

    Each end errs with probability at most error / 2, whatever the probability is. Source: Clopper and Pearson 1934.
    Raises ValueError for counts that cannot be.
    """
    k, n = _counts(successes, trials)
    _check_error(error)
    low = np.where(k > 0, special.betaincinv(np.maximum(k, 1), n - k + 1, error / 2), 0.0)
    high = np.where(k < n, special.betainccinv(k + 1, np.maximum(n - k, 1), error / 2), 1.0)
    return np.nextafter(low - OUTWARD * low * (1 - low), 0)[()], np.nextafter(high + OUTWARD * high * (1 - high), 1)[()]


def anytime(failures: ArrayLike, trials: ArrayLike, *, delta: float, error: float) -> tuple[Any, Any]:
    """Interval for a probability that may be looked at after every trial: low and high, of the broadcast shape of the counts.

    With probability 1 - error it contains the truth after every number of trials at once (proof: see Sequential). It is sharpest where the
    truth is near `delta`, which must be chosen before the draw. Raises ValueError for counts that cannot be.
    """
    k, n = _counts(failures, trials)
    _check_error(error)
    _check_probability(delta)
    a, b = _prior(delta)
    return _anytime_low(k, n, a, b, error)[()], (1 - _anytime_low(n - k, n, b, a, error))[()]


@dataclass(frozen=True, kw_only=True)
class Sequential:
    """A test of "the probability of failure is at most delta" that may be stopped after any block, for any reason.

    Proof that it is wrong with probability at most `error`: if the probability of failure is p, then the evidence against p, which is the
    likelihood averaged over q with the fixed weights of a Beta law, divided by the likelihood of p, is a nonnegative
    martingale that starts at 1. By Ville's inequality it ever reaches 1 / error with probability at most `error`. The interval holds the p
    against which the evidence is below 1 / error, so it never loses the truth with probability 1 - error; the verdict says on which side of
    delta it lies. Sources: Ville 1939; Robbins 1970.

    Objects never change: `add` returns the next one. The result depends on the totals alone, not on the order or the sizes of blocks.
    Whoever also judges the last totals by `proportion` spends a second error: give each a part.
    Raises ValueError for counts that cannot be, or for delta or error outside (0, 1).
    """

    delta: float
    error: float
    failures: int = 0
    trials: int = 0

    def __post_init__(self) -> None:
        _counts(self.failures, self.trials)
        _check_probability(self.delta)
        _check_error(self.error)

    def add(self, failures: int, trials: int) -> Sequential:
        """This test after `trials` more trials, of which `failures` failed."""
        _counts(failures, trials)
        return replace(self, failures=self.failures + failures, trials=self.trials + trials)

    @property
    def verdict(self) -> bool | None:
        """True: the probability of failure is below delta. False: it is above. None: not decided yet."""
        if not self._decided(self.failures):
            return None
        return self.failures < self.delta * self.trials

    @property
    def interval(self) -> Range:
        """What the probability of failure may be."""
        return _plain(anytime(self.failures, self.trials, delta=self.delta, error=self.error))

    @property
    def seen(self) -> float:
        """The smallest probability of failure that would have given False by now, with probability 1 - error; infinite where none would."""
        return _noticed(_first(lambda k: k > self.trials or self._decided(k), math.floor(self.delta * self.trials) + 1), self.trials, self.error)

    def _decided(self, failures: int) -> bool:
        evidence = _evidence(np.float64(self.delta), failures, self.trials, *_prior(self.delta))
        return bool(evidence >= _threshold(self.error))


STAKES = tuple(2.0**-k for k in range(1, 17))  # parts of the largest bet that cannot lose everything


def wealth(values: ArrayLike, delta: float) -> list[float]:
    """What a block of values between 0 and 1 tells `Bets` about the mean `delta`: their number, sum, sum of squares, and the logarithm of each bet's gain."""
    _check_probability(delta)
    x = np.asarray(values, dtype=np.float64).ravel()
    d = x - delta
    gains = [float(np.log1p(stake / side * d).sum()) for side in (delta, delta - 1) for stake in STAKES]
    return [float(x.size), float(x.sum()), float((x * x).sum()), *gains]


@dataclass(frozen=True, kw_only=True)
class Bets:
    """A test of "the mean of what lies between 0 and 1 is at most delta" that may be stopped after any block, for any reason.

    Proof that it is wrong with probability at most `error`: whoever stakes a fixed part of his wealth on each draw exceeding delta, at odds that would be
    fair if delta were the mean, has a wealth that is a nonnegative supermartingale if the mean is at most delta, and so has the average of several such
    players. By Ville's inequality it ever reaches 1 / error with probability at most `error`; and the same for those who bet on less.
    Source: Waudby-Smith and Ramdas 2024. `told` is the sum of what `wealth` says of the blocks, in any order.
    """

    delta: float
    error: float
    told: tuple[float, ...] = ()

    def add(self, told: Sequence[float]) -> Bets:
        """This test after one more block."""
        return replace(self, told=tuple(x + y for x, y in zip(self.told, told, strict=True)) if self.told else tuple(told))

    @property
    def trials(self) -> int:
        """How many values were seen."""
        return int(self.told[0]) if self.told else 0

    @property
    def mean(self) -> float:
        """Their average."""
        return self.told[1] / self.told[0]

    @property
    def verdict(self) -> bool | None:
        """True: the mean is below delta. False: it is above. None: not decided yet."""
        if not self.trials:
            return None
        more, less = (special.logsumexp(self.told[k : k + len(STAKES)]) - math.log(len(STAKES)) for k in (3, 3 + len(STAKES)))
        return False if more >= _threshold(self.error) else True if less >= _threshold(self.error) else None

    @property
    def seen(self) -> float:
        """About the smallest mean that would have given False by now: three empirical Bernstein widths above delta (Maurer and Pontil 2009)."""
        if self.trials < 2:
            return math.inf
        n, spread = self.trials, max(0.0, self.told[2] / self.told[0] - self.mean**2)
        return self.delta + 3 * (math.sqrt(2 * spread * math.log(2 / self.error) / n) + math.log(2 / self.error) / n)


def law_distance(a: ArrayLike, b: ArrayLike, error: float) -> tuple[float, float, float]:
    """The largest difference of two empirical distribution functions, and an interval for that of the laws (those of a may depend on those of b).

    Both ends hold together with probability 1 - error. Source: Dvoretzky, Kiefer and Wolfowitz 1956, with the constant of Massart 1990.
    Raises ValueError for values that are not numbers.
    """
    _check_error(error)
    x, y = (np.sort(np.asarray(z, dtype=np.float64).ravel()) for z in (a, b))
    if np.isnan(x).any() or np.isnan(y).any() or not (x.size and y.size):
        raise ValueError("laws are compared by numbers, at least one of each, all of them defined")
    both = np.concatenate([x, y])
    gap = float(np.abs(np.searchsorted(x, both, "right") / x.size - np.searchsorted(y, both, "right") / y.size).max())
    width = sum(math.sqrt(math.log(4 / error) / (2 * z.size)) for z in (x, y))
    return gap, max(0.0, gap - width), min(1.0, gap + width)


def trials_needed(delta: float, error: float, *, ratio: float) -> int:
    """The least number of trials that tells a probability delta from ratio * delta, either one being mistaken with probability at most `error`.

    There is then a number c such that more than c failures speak for the larger one. Raises ValueError unless both are probabilities,
    different and above 0.
    """
    _check_error(error)
    small, large = sorted((delta, ratio * delta))
    if not 0 < small < large <= 1:
        raise ValueError(f"trials that tell {delta} from {ratio} times that: both must be probabilities above 0, and differ")

    def least(c: int) -> int:
        return _first(lambda n: _at_most(c, n, large) <= error, c + 1)

    # As c grows, the trials that make c failures too few for the larger and those that make them too many for the smaller both grow, the latter
    # faster: the first c that leaves room between them is the cheapest.
    return least(_first(lambda c: _more_than(c, least(c), small) <= error, 0))


def seen(trials: int, delta: float, error: float) -> float:
    """The smallest probability of failure above delta that `trials` trials would have shown to be above delta, with probability 1 - error.

    Shown by `proportion` at the same error. Infinite where so few trials show nothing, even if all fail. Raises ValueError outside (0, 1).
    """
    _counts(0, trials)
    _check_probability(delta)
    _check_error(error)
    return _noticed(_first(lambda k: k > trials or _more_than(k - 1, trials, delta) < error / 2, 1), trials, error)


def quantile_interval(values: ArrayLike, q: float, error: float) -> tuple[Any, Any]:
    """Interval for the q-quantile of any law, from independent values along the last axis (..., n): low and high (...).

    The ends are order statistics (an infinite one where n is too small); each errs with probability at most error / 2, ties or not.
    Raises ValueError for values that are not numbers: a quantile of what is undefined does not exist.
    """
    _check_probability(q)
    _check_error(error)
    data = np.asarray(values, dtype=np.float64)
    if data.ndim == 0 or np.isnan(data).any():
        raise ValueError("quantiles need an axis of values, none of them undefined: count the undefined ones apart")
    n = data.shape[-1]
    below, above = quantile_ranks(n, q, error)
    ends = [rank - 1 for rank in (below, above) if 1 <= rank <= n]
    data = np.partition(data, ends, axis=-1) if ends else data
    low = data[..., below - 1] if below >= 1 else np.full(data.shape[:-1], -np.inf)
    high = data[..., above - 1] if above <= n else np.full(data.shape[:-1], np.inf)
    return low[()], high[()]


def median_interval(values: ArrayLike, error: float) -> tuple[Any, Any]:
    """Interval for the median of any law: see quantile_interval."""
    return quantile_interval(values, 0.5, error)


def quantile_ranks(trials: int, q: float, error: float) -> tuple[int, int]:
    """Ranks, from 1 to `trials`, of the order statistics between which the q-quantile lies; 0 and trials + 1 stand for the infinities."""
    # The number of values up to the quantile is binomial, with probability q for continuous laws and on the safe side of q for all others.
    below = _first(lambda k: _at_most(k, trials, q) > error / 2, 0)
    return below, 1 + _first(lambda k: _more_than(k, trials, q) <= error / 2, 0)


def slope(sizes: Sequence[int], low: ArrayLike, high: ArrayLike) -> tuple[Any, Any]:
    """Least and largest log-log slope of a positive quantity known up to intervals: low and high (..., sizes) to two arrays (...).

    Each is the slope of least squares, log value against log size, for some values within the intervals; none lies outside. So intervals that
    hold together with some probability make an interval for the exponent that holds with it. A low end of 0 or below leaves one side open.
    Raises ValueError for fewer than two sizes, sizes that do not grow, intervals upside down, or a high end that is not positive.
    """
    bottom, top = _log_intervals(*_intervals(sizes, low, high, at_least=2))
    return _extremes(_weights(sizes), bottom, top)


@dataclass(frozen=True, kw_only=True)
class Trend:
    """How a positive quantity moves along growing sizes, with everything the decision rests on; pairs are (least, most).

    decision: bounded | growing | vanishing | open, see `trend`.
    exponent, late_exponent: log-log slopes over all sizes and over the later half of them.
    coefficient, late_coefficient: slopes of the value itself against log size.
    bend: the late coefficient beyond what the early one would have come to if growth slowed like that of log log size.
    log_bend: the same of the logarithm: where it is positive a fall slows down more than that of 1 / log size, and so stops above zero.
    seen_exponent: the smallest exponent, up or down, at which `exponent` would surely have left 0 out.
    seen_coefficient: the smallest c for which a value a + c log(size) would surely have been called growing.
    """

    decision: str
    exponent: Range
    late_exponent: Range
    coefficient: Range
    late_coefficient: Range
    bend: Range
    log_bend: Range
    seen_exponent: float
    seen_coefficient: float

    @property
    def drifts(self) -> bool:
        """Growth was seen over all sizes or the later half, and no sign that it stops: an O(1) is not supported, whatever more sizes would say."""
        return self.decision in ("growing", "open") and max(self.coefficient[0], self.late_coefficient[0]) > 0


def trend(sizes: Sequence[int], intervals: ArrayLike) -> Trend:
    """Whether a positive quantity, known up to intervals (sizes, 2) that hold together, grows with the size, as far as these sizes go.

    The ruler is log log size: between it and a limit no affordable ladder can tell, so what moves exactly like it is never decided.
      growing    over the later half of the sizes the value rises, and the rise slows down less than that of log log size: log n, a power
      vanishing  it falls, later too, and its logarithm slows down less than log log size: a power of 1/n, but not 1/log n
      bounded    its rise slows down more than that of log log size (it levels off), or no rise is seen and the later half excludes the
                 exponent of log log size: it stands still, or it falls, and smaller intervals may yet show that it vanishes
      open       the intervals are too wide to say; with smaller ones it ends in one of the others
    A rise of less than `seen_coefficient` may hide behind a constant, and then "bounded" is what these sizes show.
    A decision is wrong, for laws like those named, only if an interval is. What changes its ways beyond the last size is seen by nobody.
    "Of the same order" is bounded, for the quantity and for its reciprocal. Raises ValueError as `slope` does, and for fewer than three
    sizes or a size below 2, which has no log log.
    """
    pairs = np.asarray(intervals, dtype=np.float64)
    if pairs.shape != (len(sizes), 2):
        raise ValueError(f"{len(sizes)} sizes need intervals of shape ({len(sizes)}, 2), not {pairs.shape}")
    low, high = _intervals(sizes, pairs[:, 0], pairs[:, 1], at_least=3)
    low, high = low * (1 - DIGITS), high * (1 + DIGITS)  # what is known exactly is known to so many digits: else rounding would be a trend
    if min(sizes) < 2:
        raise ValueError("a size below 2 has no log log: begin the ladder at 2 or later")
    bottom, top = _log_intervals(low, high)
    count = len(sizes)
    half = (count + 1) // 2
    whole, early, late = _weights(sizes), np.zeros(count), np.zeros(count)
    early[:half], late[count - half :] = _weights(sizes[:half]), _weights(sizes[count - half :])
    ruler = np.log(np.log(np.asarray(sizes, dtype=np.float64)))
    slows = float(late @ ruler) / float(early @ ruler)
    bending = late - slows * early
    steep = float(late @ ruler) / max(1.0, float(ruler[-1]))  # the exponent of log log size, at the smallest it is there

    exponent, late_exponent, log_bend = (_plain(_extremes(w, bottom, top)) for w in (whole, late, bending))
    coefficient, late_coefficient, bend = (_plain(_extremes(w, low, high)) for w in (whole, late, bending))
    decision = "open"
    if late_coefficient[0] > 0 and bend[0] > 0:
        decision = "growing"
    elif exponent[1] < 0 and late_exponent[1] < 0 and log_bend[1] < 0:
        decision = "vanishing"
    elif bend[1] < 0 or (exponent[0] <= 0 and late_exponent[0] <= 0 and late_exponent[1] < steep):
        decision = "bounded"
    return Trend(
        decision=decision,
        exponent=exponent,
        late_exponent=late_exponent,
        coefficient=coefficient,
        late_coefficient=late_coefficient,
        bend=bend,
        log_bend=log_bend,
        seen_exponent=exponent[1] - exponent[0],
        seen_coefficient=(bend[1] - bend[0]) / (1 - slows),
    )


def _plain(ends: tuple[Any, Any]) -> Range:
    return float(ends[0]), float(ends[1])


def _check_error(error: float) -> None:
    if not 0 < error < 1:
        raise ValueError(f"an error of {error}: it is a probability between 0 and 1, neither of them")


def _check_probability(p: float) -> None:
    if not 0 < p < 1:
        raise ValueError(f"the probability {p} cannot be tested: take one between 0 and 1, neither of them")


def _counts(part: ArrayLike, whole: ArrayLike) -> tuple[Any, Any]:
    """Both as arrays of float64, in which counts up to 2^53 are exact."""
    k, n = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    if not ((k >= 0) & (k <= n) & (k == np.floor(k)) & (n == np.floor(n))).all():
        raise ValueError(f"{part!r} of {whole!r} trials: counts are whole numbers, from 0 up to the number of trials")
    return k, n


def _first(holds: Callable[[int], bool], start: int) -> int:
    """The smallest integer from `start` on with a property that all larger ones share."""
    if holds(start):
        return start
    step = 1
    while not holds(start + step):
        step *= 2
    low, high = start + step // 2, start + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_most(count: int, trials: int, p: float) -> float:
    """P(X <= count) for X binomial, count >= 0."""
    return 1.0 if count >= trials else float(special.betaincc(count + 1, trials - count, p))


def _more_than(count: int, trials: int, p: float) -> float:
    """P(X > count) for X binomial, count >= 0."""
    return 0.0 if count >= trials else float(special.betainc(count + 1, trials - count, p))


def _noticed(count: int, trials: int, error: float) -> float:
    """The p for which at least `count` of `trials` trials fail with probability 1 - error."""
    return math.inf if count > trials else float(special.betainccinv(count, trials - count + 1, error))


def _prior(delta: float) -> tuple[float, float]:
    """The Beta law of mean delta whose smaller parameter is 1/2. Measured: within a tenth of the best of its kind, for true claims and false ones."""
    return max(1.0, delta / (1 - delta)) / 2, max(1.0, (1 - delta) / delta) / 2


def _evidence(p: Any, failures: Any, trials: Any, a: float, b: float) -> Any:
    """Logarithm of the likelihood averaged over Beta(a, b), divided by the likelihood of p."""
    return _averaged(failures, trials, a, b) - _likelihood(p, failures, trials)


def _averaged(failures: Any, trials: Any, a: float, b: float) -> Any:
    return special.betaln(a + failures, b + trials - failures) - special.betaln(a, b)


def _likelihood(p: Any, failures: Any, trials: Any) -> Any:
    return special.xlogy(failures, p) + special.xlog1py(trials - failures, -p)


def _threshold(error: float) -> float:
    return ROUNDING - math.log(error)


def _anytime_low(failures: Any, trials: Any, a: float, b: float, error: float) -> Any:
    """The low end, rounded down: evidence falls from infinity at 0 to below 1 at the observed frequency, so halving finds where it crosses."""
    low = np.zeros_like(failures)
    high = failures / np.maximum(trials, 1)
    surprising = _averaged(failures, trials, a, b) - _threshold(error)  # a likelihood up to this is
    for _ in range(64):
        middle = (low + high) / 2
        excluded = (_likelihood(middle, failures, trials) <= surprising) & (failures > 0)
        low, high = np.where(excluded, middle, low), np.where(excluded, high, middle)
    return low


def _intervals(sizes: Sequence[int], low: ArrayLike, high: ArrayLike, *, at_least: int) -> tuple[Any, Any]:
    bottom, top = np.broadcast_arrays(np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64))
    if len(sizes) < at_least or any(not 0 < a < b for a, b in itertools.pairwise(sizes)):
        raise ValueError(f"the sizes {list(sizes)}: give {at_least} or more, positive and growing")
    if bottom.ndim == 0 or bottom.shape[-1] != len(sizes):
        raise ValueError(f"{len(sizes)} sizes need as many intervals, not {bottom.shape}")
    if not (bottom <= top).all():
        raise ValueError("an interval stands upside down, or its ends are undefined")
    if not (top > 0).all():
        raise ValueError("an interval lies at 0 or below, where there is no exponent: ask about a quantity that is positive")
    return bottom, top


def _log_intervals(low: Any, high: Any) -> tuple[Any, Any]:
    return np.log(low, out=np.full(low.shape, -np.inf), where=low > 0), np.log(high)


def _weights(sizes: Sequence[int]) -> Any:
    """The slope of least squares against log size is this row times the values."""
    x = np.log(np.asarray(sizes, dtype=np.float64))
    x = x - x.mean()
    return x / (x @ x)


def _extremes(weights: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """Least and largest weights @ y over all y between low and high (..., n): linear, so each entry sits at one of its ends."""
    up, down = weights > 0, weights < 0  # a weight of 0 times an open end would be undefined
    least = low[..., up] @ weights[up] + high[..., down] @ weights[down]
    most = high[..., up] @ weights[up] + low[..., down] @ weights[down]
    return least[()], most[()]

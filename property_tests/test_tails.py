"""Exact tails: the ball contains the truth, however small it is; mpmath, scipy and closed forms agree; nonsense is refused."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from numerics.linalg import exp, log, sqrt
from numerics.systems.ball import BALL, precision
from numerics.systems.bounded import BOUNDED
from numerics.systems.float64 import FLOAT64
from numerics.systems.fractions import FRACTIONS
from numerics.systems.multiprecision import Multiprecision
from numerics.systems.rational import RATIONAL
from numerics.systems.reals import REALS
from numerics.tails import (
    binomial,
    chi_square_above,
    chi_square_below,
    chi_square_outside,
    floor_exp,
    normal_above,
    some_of,
    squared_cosine_above,
)
from numerics.value import Refusal, Unknown, Value, truth
from theorems.sgu import eqC_1, lem3_3, notation

CHI: Any = eqC_1.claims
ROWS: Any = lem3_3.claims
HOUSE: Any = notation
DIGITS = Multiprecision(2048)
DEGREES = (1, 2, 3, 4, 7, 30, 121, 1000)
SHARES = (Fraction(1, 1000), Fraction(1, 4), Fraction(1), Fraction(9, 8), Fraction(3))
EXTREME: dict[str, tuple[Callable[[Value], Value], int]] = {  # what is asked for, and a power of ten below which it lies
    "upper tail, few degrees": (lambda x: chi_square_above(1400 * x, 3), -300),
    "upper tail, many": (lambda x: chi_square_above(20000 * x, 10000), -600),
    "lower tail, many": (lambda x: chi_square_below(5000 * x, 10000), -400),
    "lower tail, near zero": (lambda x: chi_square_below(x / 1000, 400), -900),
    "both tails": (lambda x: chi_square_outside(3000 * x, 30000 * x, 10000), -1000),
    "normal": (lambda x: normal_above(37 * x), -290),
    "angle": (lambda x: squared_cosine_above(x / 3, 3600), -300),
    "some of many": (lambda x: some_of(x / 10**320, 10**12), -300),
}


def value(system: Any, c: int | Fraction) -> Value:
    return Value(system, system.const(Fraction(c)), ())


def real(c: int | Fraction) -> Value:
    return value(REALS, c)


def near(x: Value) -> float:
    return float(x.data.mid())


def contains(loose: Callable[[], Value], sharp: Callable[[], Value]) -> bool:
    """Whether the ball at 64 bits contains the truth, as it is at 2048 bits, and says something."""
    with precision(64):
        ball = loose().data
    with precision(2048):
        inside = bool(ball.contains(sharp().data * BALL.const(Fraction(1))))
    return inside and ball.rel_accuracy_bits() > 20


# ---- agreement


@pytest.mark.parametrize("degrees", DEGREES)
def test_scipy_agrees_where_floats_reach(degrees: int) -> None:
    from scipy import stats

    for share in SHARES:
        x = share * degrees
        assert near(chi_square_above(real(x), degrees)) == pytest.approx(stats.chi2.sf(float(x), degrees), rel=1e-9)
        assert near(chi_square_below(real(x), degrees)) == pytest.approx(stats.chi2.cdf(float(x), degrees), rel=1e-9, abs=1e-300)
        if degrees > 1 and share < 1:
            law = stats.beta(0.5, (degrees - 1) / 2)
            assert near(squared_cosine_above(real(share), degrees)) == pytest.approx(law.sf(float(share)), rel=1e-9)
    for x in (Fraction(-3), Fraction(0), Fraction(1, 3), Fraction(8)):
        assert near(normal_above(real(x))) == pytest.approx(stats.norm.sf(float(x)), rel=1e-9)


@pytest.mark.parametrize("name", EXTREME)
def test_mpmath_agrees_far_beyond_floats(name: str) -> None:
    """Two libraries without common code, at 1e-300 and below."""
    tail, least = EXTREME[name]
    context = DIGITS.context
    theirs = tail(value(DIGITS, 1)).data
    for system in (REALS, BALL):
        with precision(256):
            ours = tail(value(system, 1)).data
            assert ours.rel_accuracy_bits() > 150
            assert abs(context.mpf(ours.mid().str(60, radius=False)) / theirs - 1) < context.mpf(10) ** -40
    assert theirs < context.mpf(10) ** least


# ---- the ball contains the truth


@pytest.mark.parametrize("x", [Fraction(1, 1000), Fraction(1, 3), 1, 7, 40, 1000, 5000], ids=str)
def test_closed_forms_lie_inside(x: Fraction) -> None:
    """Even degrees: P(B > x) = e^(-x/2) times the first terms of the exponential series of x/2."""
    for half in (1, 2, 5, 60):
        first = sum((Fraction(x) / 2) ** k / math.factorial(k) for k in range(half))
        assert contains(partial(chi_square_above, real(x), 2 * half), partial(_remaining, Fraction(x), first))
        assert contains(partial(chi_square_below, real(x), 2 * half), partial(_reached, Fraction(x), first))


def _remaining(x: Fraction, first: Fraction | int) -> Value:
    return exp(real(-x / 2)) * first


def _reached(x: Fraction, first: Fraction | int) -> Value:
    return 1 - _remaining(x, first)


@pytest.mark.parametrize("root", [Fraction(1, 10**12), Fraction(1, 1000), Fraction(1, 2), Fraction(3, 5), Fraction(999, 1000)], ids=str)
def test_angles_in_three_and_five_dimensions(root: Fraction) -> None:
    """In three dimensions the cosine is uniform (Archimedes); in five its density is (3/4) (1 - u^2)."""
    assert contains(lambda: squared_cosine_above(real(root**2), 3), lambda: real(1 - root))
    assert contains(lambda: squared_cosine_above(real(root**2), 5), lambda: real(1 - (3 * root - root**3) / 2))


def test_a_lower_tail_that_cancels_is_summed() -> None:
    with precision(64):
        tail, difference = chi_square_below(real(14336), 16384).data, (1 - chi_square_above(real(14336), 16384)).data
        assert difference.rel_accuracy_bits() < 0 and tail.rel_accuracy_bits() > 20
    with precision(1024):
        assert tail.contains((1 - chi_square_above(real(14336), 16384)).data)


def test_what_is_left_of_a_series_is_in_its_ball() -> None:
    """So near to the mean of so many degrees that the series is cut while its terms still count."""
    degrees, x = 10**9, real(10**9 - 310000)
    with precision(64):
        tail = chi_square_below(x, degrees).data
    with precision(1024):
        exact = (1 - chi_square_above(x, degrees)).data
        assert tail.contains(exact) and not tail.mid().contains(exact) and tail.rel_accuracy_bits() < 20


@pytest.mark.parametrize("degrees", [1, 5, 200, 16384])
def test_the_two_tails_make_one(degrees: int) -> None:
    for share in SHARES:
        x = real(share * degrees)
        assert (chi_square_above(x, degrees) + chi_square_below(x, degrees)).data.overlaps(BALL.const(Fraction(1)))
        assert truth(chi_square_outside(x, x, degrees) == 1) == 1
    apart = chi_square_outside(real(degrees / Fraction(2)), real(2 * degrees), degrees)
    assert apart.data.overlaps((chi_square_below(real(degrees / Fraction(2)), degrees) + chi_square_above(real(2 * degrees), degrees)).data)


def test_tails_are_monotone() -> None:
    grid = [Fraction(k, 4) for k in range(1, 60)]
    for lower, higher in itertools.pairwise(grid):
        assert truth(chi_square_above(real(higher), 9) < chi_square_above(real(lower), 9)) == 1
        assert truth(chi_square_below(real(lower), 9) < chi_square_below(real(higher), 9)) == 1
        assert truth(normal_above(real(higher)) < normal_above(real(lower))) == 1
        assert truth(squared_cosine_above(real(higher / 16), 9) < squared_cosine_above(real(lower / 16), 9)) == 1
    for degrees in range(1, 60):
        assert truth(chi_square_above(real(9), degrees) < chi_square_above(real(9), degrees + 1)) == 1


def test_edges() -> None:
    for tail, expected in (
        (chi_square_above(real(0), 3), 1),
        (chi_square_above(real(-1), 3), 1),
        (chi_square_below(real(0), 3), 0),
        (chi_square_below(real(-1), 3), 0),
        (squared_cosine_above(real(0), 3), 1),
        (squared_cosine_above(real(-1), 1), 1),
        (squared_cosine_above(real(Fraction(1, 2)), 1), 1),
        (squared_cosine_above(real(1), 1), 0),
        (squared_cosine_above(real(2), 4), 0),
        (some_of(real(1), 3), 1),
        (some_of(real(0), 3), 0),
        (normal_above(real(0)), Fraction(1, 2)),
        (floor_exp(real(0)), 1),
    ):
        assert truth(tail == expected) == 1


# ---- many events, integer parts, trials


def test_some_of_equals_its_rational() -> None:
    for p, n in itertools.product((Fraction(1, 10**9), Fraction(1, 3), Fraction(9, 10)), (1, 2, 50)):
        with precision(64):
            assert some_of(real(p), n).data.contains(BALL.const(1 - (1 - p) ** n)) or some_of(real(p), n).data.overlaps(BALL.const(1 - (1 - p) ** n))
        assert near(some_of(real(p), real(n))) == pytest.approx(float(1 - (1 - p) ** n), rel=1e-12)


def test_no_probability_is_undefined() -> None:
    for system, p in itertools.product((REALS, BALL, DIGITS), (-1, 2)):
        found = some_of(value(system, p), 3).data
        assert isinstance(found, Unknown) and found.undefined
    found = some_of(real(Fraction(1, 2)), 0).data
    assert isinstance(found, Unknown) and found.undefined


def test_integer_parts() -> None:
    for x in (Fraction(1, 7), Fraction(101, 4), Fraction(700), Fraction(3001, 2)):
        expected = int(DIGITS.context.floor(DIGITS.context.exp(DIGITS.const(x)))) if x < 700 else None
        ours = floor_exp(real(x))
        with precision(4096):
            assert truth((ours <= exp(real(x))) & (exp(real(x)) < ours + 1)) == 1
            assert expected is None or truth(ours == expected) == 1
    assert truth(floor_exp(real(Fraction(101, 4))) == 92456120875) == 1


def test_an_integer_part_in_doubt_is_unknown() -> None:
    for x in (log(real(5)), real(10**9)):
        found = floor_exp(x).data
        assert isinstance(found, Unknown) and not found.undefined
    assert isinstance(floor_exp(value(DIGITS, 3000)).data, Unknown)


def test_binomial_is_exact() -> None:
    for p, n in itertools.product((Fraction(1, 7), Fraction(1, 2)), (1, 4, 9)):
        law = [Fraction(str(x.data)) for x in binomial(value(RATIONAL, p), n)]
        flips = itertools.product((0, 1), repeat=n)
        counted = [Fraction(0)] * (n + 1)
        for flip in flips:
            counted[sum(flip)] += p ** sum(flip) * (1 - p) ** (n - sum(flip))
        assert law == counted


def test_occupancies_are_counted() -> None:
    for balls, boxes in ((0, 3), (1, 1), (4, 1), (3, 4), (5, 3), (4, 6)):
        counted: dict[int, Fraction] = {}
        for throws in itertools.product(range(boxes), repeat=balls):
            fullest = max((throws.count(box) for box in range(boxes)), default=0)
            counted[fullest] = counted.get(fullest, Fraction(0)) + Fraction(1, boxes**balls)
        assert HOUSE.occupancies(balls, boxes) == counted


# ---- where nobody computes, and nonsense


@pytest.mark.parametrize("system", [RATIONAL, FRACTIONS, BOUNDED, FLOAT64], ids=lambda s: s.name)
def test_other_systems_say_that_they_cannot(system: Any) -> None:
    x = value(system, Fraction(1, 2))
    found = [chi_square_above(x, 3), chi_square_below(x, 3), chi_square_outside(x, 1 + x, 3), normal_above(x)]
    found += [squared_cosine_above(x, 3), some_of(x, 2), floor_exp(x)]
    for tail in found:
        assert isinstance(tail.data, Unknown) and not tail.data.undefined and system.name in tail.data.reason
        assert truth(tail <= 1) == 0


def test_unknowns_are_passed_on() -> None:
    gone = 1 / real(0)
    for tail in (chi_square_above(gone, 3), chi_square_outside(real(0), gone, 3), some_of(real(0), gone), floor_exp(gone)):
        assert isinstance(tail.data, Unknown) and tail.data.undefined


@pytest.mark.parametrize("count", [0, -1, Fraction(3, 2), 2.0, True], ids=str)
def test_degrees_are_positive_integers(count: Any) -> None:
    for tail in (chi_square_above, chi_square_below, squared_cosine_above, binomial):
        with pytest.raises(Refusal, match="positive integer"):
            tail(real(Fraction(1, 2)), count)
    with pytest.raises(Refusal, match="positive integer"):
        chi_square_outside(real(1), real(2), count)


def test_scalars_of_one_system_only() -> None:
    with pytest.raises(Refusal, match="one number system"):
        chi_square_outside(real(1), value(DIGITS, 2), 3)
    with pytest.raises(Refusal, match="scalars"):
        normal_above(Value(REALS, REALS.ones(2, 2), (2, 2)))


# ---- what the statements say of their figures


@pytest.mark.parametrize("system", [REALS, Multiprecision(1024)], ids=lambda s: s.name)
def test_the_first_dimensions_that_fail(system: Any) -> None:
    """The least dimensions named in the docstrings: the bound holds one below, and fails there; by both engines."""
    quarter = value(system, Fraction(1, 4))
    with precision(256):
        for d, holds in ((100, 1), (101, -1)):
            assert truth(ROWS(quarter, d)["the norms, whatever the angles do"]) == holds
        for eps, d, holds in ((Fraction(1, 4), 110748, 1), (Fraction(1, 4), 110749, -1), (Fraction(49, 100), 14078, 1), (Fraction(49, 100), 14079, -1)):
            assert truth(CHI(value(system, eps), d)["the two tails together"]) == holds


def test_norms_and_angles_are_probabilities_of_the_right_event() -> None:
    """One row of two dimensions: |v|^2 is exponential of mean one. Two rows of three: the cosine is uniform."""
    half = real(Fraction(1, 2))
    assert HOUSE.norms_fail(half, 2, 1).data.overlaps((1 - exp(-half) + exp(-3 * half)).data)
    assert HOUSE.angles_fail(half, 3, real(2)).data.overlaps(half.data if hasattr(half.data, "mid") else BALL.const(Fraction(1, 2)))
    assert truth(HOUSE.angles_fail(sqrt(half), 3, real(3)) > 0) == 1

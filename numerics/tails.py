"""Exact tails: chi-square, normal, angle and binomial probabilities far beyond what a simulation could see.

Two systems know them: balls (`REALS`, `BALL`) with rigorous enclosures by FLINT, and `Multiprecision` with mpmath's own algorithms, which share
no code with them and serve as the second opinion. Every other system gets an unknown with the reason, as from a primitive that it lacks.
Numbers of dimensions and of trials are plain integers, everything else is a scalar Value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from numerics.systems.ball import BALL, between, precision
from numerics.systems.reals import REALS
from numerics.value import Refusal, Undefined, Unknown, Unsupported, Value, truth

__all__ = ["binomial", "chi_square_above", "chi_square_below", "chi_square_outside", "floor_exp", "normal_above", "some_of", "squared_cosine_above"]

DIGITS = 32  # bits that are left of a tail when it is taken as a difference from one, or else it is summed up
TERMS = 4096  # of its series at most
LONGEST = 2**16  # bits of an integer part
Scalar = Value | int | Fraction


def chi_square_above(x: Value, degrees: int) -> Value:
    """P(B > x) for B chi-square with `degrees` >= 1 degrees of freedom; one for x <= 0."""
    half = Fraction(_count(degrees, "degrees of freedom"), 2)
    return _computed("chi-square tail", lambda b: _upper(half, b / 2), lambda ctx, b: _upper_digits(ctx, half, b / 2), x)


def chi_square_below(x: Value, degrees: int) -> Value:
    """P(B < x) for B chi-square with `degrees` >= 1 degrees of freedom; zero for x <= 0. No cancellation: a tiny tail keeps its digits."""
    half = Fraction(_count(degrees, "degrees of freedom"), 2)
    return _computed("chi-square tail", lambda b: _lower(half, b / 2), lambda ctx, b: _lower_digits(ctx, half, b / 2), x)


def chi_square_outside(low: Value, high: Value, degrees: int) -> Value:
    """P(B < low or B > high); exactly one where nothing but a point, or nothing at all, lies between them."""
    half = Fraction(_count(degrees, "degrees of freedom"), 2)

    def balls(a: Any, b: Any) -> Any:
        return _lower(half, a / 2) + _upper(half, b / 2)

    def digits(ctx: Any, a: Any, b: Any) -> Any:
        return _lower_digits(ctx, half, a / 2) + _upper_digits(ctx, half, b / 2)

    found = _computed("chi-square tail", balls, digits, low, high)
    if not isinstance(found.data, Unknown) and truth(low >= high) == 1:
        return found.lift(1)
    return found


def normal_above(x: Value) -> Value:
    """P(g > x) for a standard normal g."""
    root = Fraction(1, 2)
    return _computed("normal tail", lambda b: (b * BALL.const(root).sqrt()).erfc() / 2, lambda ctx, b: ctx.erfc(b / ctx.sqrt(2)) / 2, x)


def squared_cosine_above(x: Value, dimension: int) -> Value:
    """P(cos^2 > x) for the angle between a fixed line and a uniformly random one in R^dimension, the law Beta(1/2, (dimension - 1)/2).

    So is the squared cosine between two independent standard Gaussian vectors, and it is independent of their norms. In one dimension it is always one.
    """
    other = Fraction(_count(dimension, "dimension") - 1, 2)

    def balls(b: Any) -> Any:
        if b < 0 or b >= 1:
            return BALL.const(Fraction(int(bool(b < 0))))
        if not 0 <= b < 1:
            raise Unsupported("the ball of a squared cosine reaches out of [0, 1)")
        if not other:
            return BALL.const(Fraction(1))
        half, rest = BALL.const(Fraction(1, 2)), BALL.const(other)
        if b * dimension < 1:  # below the mean: nothing cancels, and FLINT is thousands of times faster near zero than near one
            return 1 - b.beta_lower(half, rest, regularized=True)
        return (1 - b).beta_lower(rest, half, regularized=True)

    def digits(ctx: Any, b: Any) -> Any:
        if b < 0 or b >= 1:
            return ctx.mpf(int(b < 0))
        return ctx.betainc(_digits(ctx, other), ctx.mpf(1) / 2, 0, 1 - b, regularized=True) if other else ctx.one

    return _computed("law of an angle", balls, digits, x)


def some_of(p: Value, count: Scalar) -> Value:
    """1 - (1 - p)^count: the probability that at least one of `count` independent events happens, each of which has probability p.

    Without cancellation, for counts that no computer could enumerate. Undefined for p outside of [0, 1] and for a count that is not positive.
    """

    def balls(p: Any, n: Any) -> Any:
        if p < 0 or p > 1 or n <= 0:
            raise Undefined("a probability outside of [0, 1], or no event at all")
        if p >= 1:
            return BALL.const(Fraction(1))
        if not (p < 1 and n > 0):
            raise Unsupported("the ball of a probability reaches beyond one")
        return -(n * (-p).log1p()).expm1()

    def digits(ctx: Any, p: Any, n: Any) -> Any:
        if p < 0 or p > 1 or n <= 0:
            raise Undefined("a probability outside of [0, 1], or no event at all")
        return ctx.one if p == 1 else -ctx.expm1(n * ctx.log1p(-p))

    return _computed("power of a probability", balls, digits, p, p.lift(count))


def floor_exp(x: Value) -> Value:
    """The largest integer up to e^x: with x = r d, the largest number k of things with log(k) / d <= r."""

    def balls(b: Any) -> Any:
        whole = b.exp().floor().unique_fmpz()
        if whole is None:
            raise Unsupported("an integer part is not decided at this precision")
        return BALL.const(Fraction(int(whole)))

    def digits(ctx: Any, b: Any) -> Any:
        if b * 2 > ctx.prec * ctx.ln2:
            raise Unsupported("an integer part with more digits than are kept")
        return ctx.floor(ctx.exp(b))

    if isinstance(x.data, Unknown) or x.system not in (REALS, BALL):
        return _computed("integer part", balls, digits, x)
    bits = 64 + max(0, int(3 * float(_ball(x.data).mid()) / 2))  # e^x has x / log 2 of them before the point
    if bits > LONGEST:
        return Value(x.system, Unknown(False, "an integer part with more digits than are kept"), ())
    with precision(bits):
        return _computed("integer part", balls, digits, x)


def binomial(p: Value, n: int) -> list[Value]:
    """P(K = k) for k = 0..n, where K counts the successes of n independent trials of probability p; exact in every exact number system."""
    _count(n, "trials")
    powers, others = [p.lift(1)], [p.lift(1)]
    for _ in range(n):
        powers.append(powers[-1] * p)
        others.append(others[-1] * (1 - p))
    return [math.comb(n, k) * powers[k] * others[n - k] for k in range(n + 1)]


def _count(n: int, what: str) -> int:
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise Refusal(f"{n!r} {what}: a tail is that of a plain positive integer of them")
    return n


# ---- which system computes


def _computed(what: str, balls: Callable[..., Any], digits: Callable[..., Any], *values: Value) -> Value:
    """`balls` on arbs or `digits` on mpmath's numbers, as the system of the values is; else an unknown with the reason."""
    system = values[0].system
    for value in values:
        if value.shape or value.system is not system:
            raise Refusal(f"the {what} is a function of scalars of one number system")
        if isinstance(value.data, Unknown):
            return Value(system, value.data, ())
    try:
        if system is REALS or system is BALL:
            return Value(system, balls(*(_ball(v.data) for v in values)), ())
        if hasattr(system, "context"):
            return Value(system, digits(system.context, *(v.data for v in values)), ())
        raise Unsupported(f"the system {system.name} has no {what}")
    except Undefined as error:
        return Value(system, Unknown(True, str(error)), ())
    except Unsupported as error:
        return Value(system, Unknown(False, str(error)), ())


def _ball(x: Any) -> Any:
    """A ball (arb) from a scalar of REALS, which is a rational (fmpq) as long as it can be."""
    return x if hasattr(x, "mid") else BALL.const(Fraction(int(x.p), int(x.q)))


def _digits(ctx: Any, c: Fraction) -> Any:
    return ctx.mpf(c.numerator) / c.denominator


# ---- the regularised incomplete gamma function


def _upper(a: Fraction, x: Any) -> Any:
    """Q(a, x) = Gamma(a, x) / Gamma(a) of a ball x; one below zero."""
    if x <= 0:
        return BALL.const(Fraction(1))
    if not x > 0:
        raise Unsupported("a ball around zero under a gamma function")
    return x.gamma_upper(BALL.const(a), regularized=1)


def _lower(a: Fraction, x: Any) -> Any:
    """P(a, x) = 1 - Q(a, x), as x^a e^-x / Gamma(a + 1) times 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... where the difference would cancel.

    The terms are positive and each is less than x/(a + 1) of the one before, so that the rest of the series is at most a geometric one.
    """
    if x <= 0:
        return BALL.const(Fraction(0))
    near, top = 1 - _upper(a, x), BALL.const(a)
    if near.rel_accuracy_bits() >= DIGITS or not x < top + 1:
        return near
    ratio = x / (top + 1)
    term = total = BALL.const(Fraction(1))
    for n in range(1, TERMS):
        term = term * x / (top + n)
        if not 1 + term > 1:
            break
        total = total + term
    rest = (term / (1 - ratio)).upper()
    return (top * x.log() - x - (top + 1).lgamma()).exp() * (total + between(rest - rest, rest))


def _upper_digits(ctx: Any, a: Fraction, x: Any) -> Any:
    return ctx.one if x <= 0 else ctx.gammainc(_digits(ctx, a), x, ctx.inf, regularized=True)


def _lower_digits(ctx: Any, a: Fraction, x: Any) -> Any:
    return ctx.zero if x <= 0 else ctx.gammainc(_digits(ctx, a), 0, x, regularized=True)

"""Exact reals: rational while they last, balls beyond. What they decide is so, whatever the precision, and more bits decide more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.linalg import (
    absolute,
    det,
    diagonal,
    distinct,
    eigvalsh,
    exp,
    eye,
    hadamard,
    inner,
    inv,
    kron,
    log,
    matrix,
    maximum,
    nuclear_norm,
    null_within,
    ones,
    pinv,
    pinv_sqrt,
    polar,
    positive_definite,
    psd,
    rank,
    reciprocal_gaps,
    sqrt,
    svdvals,
    total,
    trace,
    vec,
)
from numerics.systems.ball import BALL, LADDER, between, enclose_spectrum, precision
from numerics.systems.rational import RATIONAL
from numerics.systems.reals import REALS
from numerics.value import Relation, Unknown, Value, obstacle, truth
from property_tests.test_systems import expressions, letters, ordered, points, quietly, relations

Rows = Sequence[Sequence[int | Fraction]]
DIGITS = 200
CLUSTERS: dict[str, Rows] = {  # symmetric, with what makes spectra hard: multiplicity, zeros, nearness
    "one": [[7]],
    "zero": [[0, 0], [0, 0]],
    "identity": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "all ones": [[1] * 4] * 4,
    "projector": [[Fraction(1, 2), Fraction(1, 2), 0], [Fraction(1, 2), Fraction(1, 2), 0], [0, 0, 1]],
    "golden, twice": [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1]],
    "golden, and near it": [[0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1 + Fraction(1, 10**90)]],
    "checkerboard": [[(i + j) % 2 for j in range(6)] for i in range(6)],
    "path": [[0, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 0]],
    "graded": [[10**12, 1, 0], [1, 1, Fraction(1, 7)], [0, Fraction(1, 7), Fraction(1, 10**12)]],
    "cycle": [[2, -1, 0, 0, -1], [-1, 2, -1, 0, 0], [0, -1, 2, -1, 0], [0, 0, -1, 2, -1], [-1, 0, 0, -1, 2]],
}


def real(x: int | Fraction) -> Value:
    return Value(REALS, REALS.const(Fraction(x)), ())


def table(rows: Rows) -> Value:
    return matrix([[real(x) for x in row] for row in rows])


def blurred(x: Value) -> Value:
    """The same number or matrix as a ball: times sqrt(2) sqrt(2) / 2."""
    return x * (sqrt(real(2)) * sqrt(real(2)) / 2)


def ends(x: Value) -> tuple[Fraction, Fraction]:
    """The least and the greatest number that the scalar x may be."""
    assert not x.shape and not isinstance(x.data, Unknown), x.data
    low, high = (x.data, x.data) if is_rational(x) else (x.data.lower().fmpq(), x.data.upper().fmpq())
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


def is_rational(x: Value) -> bool:
    return hasattr(x.data, "p") or hasattr(x.data, "numer_denom")


def contains(x: Value, number: Any) -> bool:
    low, high = ends(x)
    return bool(low <= number <= high)


def width(x: Value) -> Fraction:
    low, high = ends(x)
    return high - low


def entries(x: Value) -> list[Value]:
    return [x[i, j] for i in range(x.shape[0]) for j in range(x.shape[1])]


def reason(x: Value) -> Unknown:
    assert isinstance(x.data, Unknown), x.data
    return x.data


def random_rows(rng: np.random.Generator, n: int, m: int) -> list[list[Fraction]]:
    return [[Fraction(int(p), int(q)) for p, q in zip(rng.integers(-9, 10, m), rng.integers(1, 4, m), strict=True)] for _ in range(n)]


def symmetric(rows: Rows) -> list[list[Fraction]]:
    n = len(rows)
    return [[Fraction(rows[i][j] + rows[j][i]) for j in range(n)] for i in range(n)]


def by_mpmath(rows: Rows, law: Callable[[Any, Any], Any]) -> list[Any]:
    """What `law` of mpmath finds, in descending order; right to about DIGITS digits of the largest."""
    context = mpmath.mp.clone()
    context.dps = DIGITS + 20
    numbers = context.matrix([[context.mpf(Fraction(x).numerator) / Fraction(x).denominator for x in row] for row in rows])
    return sorted(law(context, numbers), reverse=True)


def near(x: Value, number: Any) -> bool:
    """Whether the scalar x may be a number that is known to DIGITS digits; `number` is an mpf."""
    sign, mantissa, exponent, _ = number._mpf_
    true = Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent
    low, high = ends(x)
    slack = max(1, abs(true)) / Fraction(10) ** (DIGITS - 30)
    return bool(low - slack <= true <= high + slack)


# ---- against exact rationals


@quietly
@given(points)
def test_rationals_stay_rational(point: Any) -> None:
    true, mine = letters(RATIONAL, *point), letters(REALS, *point)
    for made in (expressions, ordered):
        found = made(**mine)
        for name, value in made(**true).items():
            assert is_rational(found[name]) and found[name].data == value.data, name
    assert {n: truth(r) for n, r in relations(**mine).items()} == {n: truth(r) for n, r in relations(**true).items()}


@quietly
@given(points)
def test_balls_contain_what_rationals_find(point: Any) -> None:
    """The same point, every letter a ball around it."""
    true = letters(RATIONAL, *point)
    with precision(128):
        mine = {name: blurred(x) for name, x in letters(REALS, *point).items()}
        for made in (expressions, ordered):
            found = made(**mine)
            for name, value in made(**true).items():
                if not isinstance(found[name].data, Unknown):  # a gap or a quotient that may be zero
                    assert contains(found[name], Fraction(str(value.data))), name
                else:
                    assert not reason(found[name]).undefined, name
        for name, relation in relations(**mine).items():
            expected = truth(relations(**true)[name])
            assert truth(relation) in (0, expected), name


def test_balls_decide_what_is_no_tie() -> None:
    x = {name: blurred(v) for name, v in letters(REALS, Fraction(1), Fraction(3), [[Fraction(2), Fraction(1)], [Fraction(0), Fraction(5)]]).items()}
    found = {name: truth(r) for name, r in relations(**x).items()}
    assert found == {
        "at most": 1, "less": 1, "equal": 0, "equal somewhere": 0, "matrices": -1, "matrix and zero": -1, "both": -1, "either": -1,
        "iff": 0, "implies": 1, "semidefinite": 1, "definite": 1, "rank": -1, "null space": 1,
    }  # fmt: skip


# ---- spectra


@pytest.mark.parametrize("bits", LADDER)
@pytest.mark.parametrize("name", CLUSTERS)
def test_spectra_of_rational_matrices(name: str, bits: int) -> None:
    true = by_mpmath(CLUSTERS[name], lambda context, a: context.eigsy(a, eigvals_only=True))
    with precision(bits):
        found = entries(eigvalsh(table(CLUSTERS[name])))
        for x, number in zip(found, true, strict=True):
            assert near(x, number)
            assert width(x) <= max(Fraction(1), abs(ends(x)[0])) / Fraction(2) ** (bits - 2)
        for x, y in pairwise(found):  # in order, and equal beyond doubt or distinct beyond doubt
            assert truth(x >= y) == 1 and truth(x == y) != 0


@pytest.mark.parametrize(("name", "multiplicities"), [("zero", [2]), ("identity", [3]), ("all ones", [1, 3]), ("golden, twice", [2, 2]), ("cycle", [2, 2, 1])])
def test_multiplicities_are_exact(name: str, multiplicities: list[int]) -> None:
    with precision(LADDER[0]):
        found = entries(eigvalsh(table(CLUSTERS[name])))
        levels = [1]
        for x, y in pairwise(found):
            if truth(x == y) == 1:
                levels[-1] += 1
            else:
                levels.append(1)
        assert levels == multiplicities
        values = eigvalsh(table(CLUSTERS[name]))
        assert truth(distinct(values)) == -1 and reason(reciprocal_gaps(values)).undefined
        singular = entries(svdvals(table(CLUSTERS[name])))
        assert [truth(x == y) for x, y in pairwise(singular)] == [truth(x == y) for x, y in pairwise(found)]
    assert truth(distinct(eigvalsh(table(CLUSTERS["path"])))) == 1


def test_rational_eigenvalues_stay_rational_beside_irrational_ones() -> None:
    values = eigvalsh(table([[0, 1, 0], [1, 1, 0], [0, 0, Fraction(1, 3)]]))
    assert [is_rational(x) for x in entries(values)] == [False, True, False]
    assert truth(values[1, 0] == Fraction(1, 3)) == truth(values.T[0, 1] == Fraction(1, 3)) == truth(vec(values.T)[1, 0] == Fraction(1, 3)) == 1
    assert truth(svdvals(table([[0, 0], [1, 1]]))[1, 0] == 0) == 1
    assert truth(svdvals(table([[2, 0, 0], [0, 1, 1]]))[0, 0] == 2) == 1


@pytest.mark.parametrize("n", range(1, 9))
def test_random_spectra(n: int) -> None:
    rng = np.random.default_rng(n)
    rows, wide = symmetric(random_rows(rng, n, n)), random_rows(rng, n, n + 1)
    eigenvalues = by_mpmath(rows, lambda context, a: context.eigsy(a, eigvals_only=True))
    singular = by_mpmath(wide, lambda context, a: context.svd_r(a, compute_uv=False))
    with precision(256):
        for blur in (lambda x: x, blurred):
            for found, true in ((eigvalsh(blur(table(rows))), eigenvalues), (svdvals(blur(table(wide))), singular), (svdvals(blur(table(wide)).T), singular)):
                assert all(near(x, number) and width(x) < Fraction(1, 10**60) for x, number in zip(entries(found), true, strict=True))
        assert near(nuclear_norm(table(wide)), sum(singular))
        assert truth(nuclear_norm(table(wide)) ** 2 <= inner(table(wide), table(wide))) == (0 if n == 1 else -1)


@pytest.mark.parametrize("name", CLUSTERS)
def test_spectra_of_balls(name: str) -> None:
    """Clusters are enclosed together, each member by a ball of its own: nothing says that they are equal."""
    true = by_mpmath(CLUSTERS[name], lambda context, a: context.eigsy(a, eigvals_only=True))
    with precision(256):
        found = entries(eigvalsh(blurred(table(CLUSTERS[name]))))
        assert all(near(x, number) for x, number in zip(found, true, strict=True))
        assert max(map(width, found)) <= max(Fraction(1), abs(ends(found[0])[0])) / Fraction(10) ** 60
        for (x, y), (a, b) in zip(pairwise(found), pairwise(true), strict=True):
            assert truth(x == y) == (-1 if a - b > 1e-60 else 0 if name != "zero" else 1)
        for x, number in zip(entries(svdvals(blurred(table(CLUSTERS[name])))), sorted(map(abs, true), reverse=True), strict=True):
            assert near(x, number) and truth(x >= 0) == 1


def test_noisy_clusters_of_many_shapes() -> None:
    """Orthogonal similarities of repeated levels: the discs are told apart, and hold the levels."""
    rng = np.random.default_rng(5)
    with precision(113):
        for levels in ([3, 3, 3, 0, 0], [2, 2, 1, 1, 0, 0, 0], [1] * 6, [5, 5, -5, -5], [0] * 4):
            skew = random_rows(rng, len(levels), len(levels))
            s = table(skew) - table(skew).T
            q = (eye(s) - s) @ inv(eye(s) + s)
            a = q @ diagonal(table([[x] for x in levels])) @ q.T
            for x, level in zip(entries(eigvalsh(blurred(a))), levels, strict=True):
                assert contains(x, level) and width(x) < Fraction(1, 10**20)


@pytest.mark.parametrize("n", range(1, 6))
def test_wide_balls_enclose_the_spectra_of_their_members(n: int) -> None:
    """Not rounding, but whole intervals of entries, wide enough for discs to touch, to nest and to join in chains."""
    rng = np.random.default_rng(n)
    for _ in range(60):
        middle, radius = rng.integers(-9, 10, (n, n)), rng.integers(0, 5, (n, n)) * (rng.random((n, n)) < 0.5)
        middle, radius = np.tril(middle) + np.tril(middle, -1).T, np.tril(radius) + np.tril(radius, -1).T
        if rng.random() < 0.5:  # discs of their own
            middle, radius = np.diag(np.diag(middle)), np.diag(np.diag(radius))
        ends_of = [[Fraction(int(x)) for x in (m - r, m + r)] for m, r in zip(middle.flat, radius.flat, strict=True)]
        with precision(64):
            wide = enclose_spectrum(BALL.make(n, n, [between(BALL.const(low), BALL.const(high)) for low, high in ends_of]))
            found = np.array([ends(Value(REALS, x, ())) for x in wide], dtype=float)
        for _ in range(20):
            member = middle + radius * np.tril(rng.uniform(-1, 1, (n, n)) if rng.random() < 0.5 else rng.choice([-1, 1], (n, n)))
            values = np.linalg.eigvalsh(np.tril(member) + np.tril(member, -1).T)[::-1]
            assert (found[:, 0] <= values + 1e-9).all() and (values - 1e-9 <= found[:, 1]).all()


def test_singular_values_of_balls_are_not_negative() -> None:
    with precision(113):
        low = blurred(table([[1, 1], [1, 1]]))
        values = svdvals(low)
        assert contains(values[1, 0], 0) and truth(values[1, 0] >= 0) == 1 and truth(values[1, 0] > 0) == 0
        assert width(values[1, 0]) < Fraction(1, 10**12)


# ---- symmetry is known from how a matrix was made, never from overlapping balls


def test_symmetry_is_known_from_the_factors() -> None:
    rng = np.random.default_rng(1)
    with precision(128):
        a, x = table(random_rows(rng, 3, 3)), pinv_sqrt(table([[2, 1, 0], [1, 2, 1], [0, 1, 2]]))
        s = table(symmetric(random_rows(rng, 3, 3)))
        root = sqrt(real(2))
        made = {
            "itself": x, "scaled": root * s, "sum": x + s - root * x, "congruent": a @ x @ a.T, "sandwich": x @ s @ x, "Gram": (a @ x) @ (a @ x).T,
            "power": x**3, "transposed": (a.T @ x @ a).T, "inverse": inv(x), "pseudo-inverse": pinv(x @ s @ x), "entrywise": hadamard(x, s),
            "Kronecker": kron(x, s), "diagonal": diagonal(svdvals(a)), "negative": -x,
        }  # fmt: skip
        for name, value in made.items():
            assert not isinstance(eigvalsh(value).data, Unknown), name
        for name, value in {"product": x @ s, "mixed": a @ x, "other side": a @ x @ a, "unlike": root * a}.items():
            assert reason(eigvalsh(value)).reason, name
        assert not reason(eigvalsh(x @ (x @ s) @ inv(x))).undefined or truth(x @ x @ s @ inv(x) == s) == -1
        assert reason(eigvalsh(root * a)).undefined


def test_an_asymmetry_below_the_precision_is_not_overlooked() -> None:
    root, speck = sqrt(real(2)), Fraction(1, 10**400)
    for bits in LADDER:
        with precision(bits):
            skew = matrix([[real(2), root], [root + speck, real(2)]])
            assert not reason(eigvalsh(skew)).undefined and truth(psd(skew)) == 0 and truth(positive_definite(skew)) == 0
            for made in (skew + skew, skew + eye(skew), eye(skew) - skew, hadamard(skew, skew), kron(skew, skew), -skew, root * skew, inv(skew), pinv(skew)):
                assert not reason(eigvalsh(made)).undefined
    with precision(2048):
        skew = matrix([[real(2), sqrt(real(2))], [sqrt(real(2)) + speck, real(2)]])
        assert reason(eigvalsh(skew)).undefined and truth(psd(skew)) == -1


# ---- definiteness, rank, null spaces, pseudo-inverses


def test_definiteness_of_balls() -> None:
    with precision(256):
        x = pinv_sqrt(table([[2, 1], [1, 2]]))
        root, thin = sqrt(real(2)), Fraction(1, 10**60)
        assert (truth(psd(x)), truth(positive_definite(x))) == (1, 1)
        assert (truth(psd(x - eye(x))), truth(positive_definite(x - eye(x)))) == (-1, -1)  # eigenvalues 0 and 1/sqrt(3) - 1
        assert truth(psd(root * table([[1, 1], [1, 1]]))) == 0  # singular: no number of bits shows it
        assert truth(psd(root * table([[1, 1], [1, 1 + thin]]))) == 1 and truth(psd(root * table([[1, 1], [1, 1 - thin]]))) == -1
        assert truth(psd(matrix([[real(1), root], [real(0), real(1)]]))) == -1  # not symmetric
        indefinite = table([[1, 0], [0, -1]]) @ pinv_sqrt(table([[2, 1], [1, 2]]))  # not shown to be symmetric, and negative all the same
        assert truth(psd(table([[0, 1], [1, 0]]) + indefinite - indefinite)) == -1
        assert truth(psd(root * table([[0, 0], [0, 1]]))) == 1
        assert truth(positive_definite(root * table([[0, 0], [0, 1]]))) == -1  # zero times a ball is zero


def test_loewner_order_of_roots() -> None:
    """The inverse square root turns the order around; the inverse of the square does not."""
    a, more = table([[2, 1], [1, 1]]), table([[1, 0], [0, 0]])
    with precision(128):
        assert truth(psd(pinv_sqrt(a) - pinv_sqrt(a + more))) != -1
        assert truth(psd(pinv_sqrt(a) - pinv_sqrt(a + eye(a)))) == 1
        b = a @ a
        assert truth(psd(sqrt(real(2)) * ((a + more) @ (a + more) - b))) == -1  # squaring is not monotone


@pytest.mark.parametrize("n", range(1, 6))
def test_inverse_root(n: int) -> None:
    """X = pinv_sqrt(A) is positive semidefinite and X A X is the projector on the range of A, whatever the rank."""
    rng = np.random.default_rng(n)
    for r in range(1, n + 1):
        factor = table(random_rows(rng, n, r))
        a = factor @ factor.T
        with precision(256):
            x = pinv_sqrt(a)
            for gap in (x @ a @ x - a @ pinv(a), x @ x - pinv(a), x @ a @ pinv(a) - x):
                assert all(contains(e, 0) and width(e) < Fraction(1, 10**40) for e in entries(gap))
            assert truth(psd(x + Fraction(1, 10**30) * eye(x))) == 1
            direction = polar(factor)
            assert all(contains(e, 0) and width(e) < Fraction(1, 10**40) for e in entries(direction.T @ direction - pinv(factor) @ factor))


def test_inverse_root_keeps_its_digits() -> None:
    """Eigenvalues from 1e-24 to 1e24: what cancels was computed with digits to spare."""
    a = table(CLUSTERS["graded"])
    with precision(113):
        assert max(map(width, entries(pinv_sqrt(a @ a)))) < Fraction(1, 10**20)


def test_inverse_root_stays_rational() -> None:
    for rows in ([[0, 0], [0, 0]], [[9, 0], [0, 4]], [[Fraction(5, 2), Fraction(3, 2)], [Fraction(3, 2), Fraction(5, 2)]], [[1, 1], [1, 1]][:1] * 2):
        found = pinv_sqrt(table(rows) if rows != [[1, 1], [1, 1]] else 8 * table(rows))
        true = RATIONAL.pinv_sqrt(RATIONAL.entries([[RATIONAL.const(Fraction(x * (8 if rows == [[1, 1], [1, 1]] else 1))) for x in row] for row in rows]))
        assert is_rational(found) and found.data == true


def test_inverse_root_of_balls() -> None:
    with precision(256):
        a = table([[2, 1], [1, 2]])
        x = pinv_sqrt(sqrt(real(2)) * a)
        assert all(contains(e, 0) and width(e) < Fraction(1, 10**50) for e in entries(x @ x - inv(a) / sqrt(real(2))))
        assert contains(pinv_sqrt(blurred(table([[1, 0, 0], [0, 0, 0], [0, 0, 0]])))[1, 1], 0)  # zeros that are exact may repeat
        assert not reason(pinv_sqrt(blurred(table([[1, 0], [0, 1]])))).undefined  # the two eigenvalues are not told apart
        assert not reason(pinv_sqrt(blurred(table([[1, 1], [1, 1]])))).undefined  # nor is the second from zero
        assert reason(pinv_sqrt(blurred(table([[1, 2], [2, 1]])))).undefined and reason(pinv_sqrt(table([[1, 2], [2, 1]]))).undefined


def test_rank_and_null_space_of_balls() -> None:
    with precision(128):
        root = sqrt(real(2))
        full, tall = root * table([[1, 2], [3, 4]]), root * table([[1, 0], [0, 1], [1, 1]])
        low = root * table([[1, 1], [1, 1]])
        assert truth(rank(full) == 2) == truth(rank(tall) == 2) == truth(rank(tall.T) == 2) == 1
        assert not reason(rank(low)).undefined and not reason(pinv(low)).undefined
        assert truth(null_within(tall, low)) == 1
        assert truth(null_within(low, tall)) == 0
        assert truth(null_within(table([[1, 1]]), root * table([[1, 2]]))) == -1
        assert truth(null_within(table([[1, 1]]), root * table([[1, 1]]))) == 0
        assert truth(null_within(tall.T, root * table([[1, 0, 0]]))) == -1
        assert all(contains(e, 0) and width(e) < Fraction(1, 10**20) for e in entries(pinv(tall) @ tall - eye(tall.T)))
        assert all(contains(e, 0) and width(e) < Fraction(1, 10**20) for e in entries(pinv(tall.T) - pinv(tall).T))


# ---- the ladder


def decided_at(law: Callable[[], Relation]) -> list[int]:
    found = []
    for bits in LADDER:
        with precision(bits):
            found.append(truth(law()))
    return found


def roots_of_two_and_three() -> Value:
    return sqrt(real(2)) * sqrt(real(3))


@pytest.mark.parametrize(("digits", "expected"), [(20, [1, 1, 1]), (60, [0, 1, 1]), (150, [0, 0, 1]), (400, [0, 0, 0])])
def test_a_thin_violation_falls_where_the_digits_suffice(digits: int, expected: list[int]) -> None:
    thin = Fraction(1, 10**digits)
    assert decided_at(lambda: roots_of_two_and_three() < sqrt(6 + real(thin))) == expected
    assert decided_at(lambda: roots_of_two_and_three() >= sqrt(6 + real(thin))) == [-x for x in expected]
    assert decided_at(lambda: roots_of_two_and_three() == sqrt(6 + real(thin))) == [-x for x in expected]
    assert decided_at(lambda: nuclear_norm(table([[1, 1], [0, 1]])) ** 2 >= 5 + real(thin)) == [-x for x in expected]  # its square is 5
    assert decided_at(lambda: psd(sqrt(real(2)) * table([[1, 1], [1, 1 - thin]]))) == [-x for x in expected]


def test_ties_stay_unknown() -> None:
    ties: dict[str, Callable[[], Relation]] = {
        "roots at most": lambda: roots_of_two_and_three() <= sqrt(real(6)),
        "roots less": lambda: roots_of_two_and_three() < sqrt(real(6)),
        "roots equal": lambda: roots_of_two_and_three() == sqrt(real(6)),
        "twice computed": lambda: sqrt(real(2)) == sqrt(real(2)),
        "logarithms": lambda: log(real(2)) + log(real(3)) <= log(real(6)),
        "exponentials": lambda: exp(real(1)) * exp(real(-1)) == 1,
        "matrices": lambda: sqrt(real(2)) * table([[1, 2]]) == sqrt(real(2)) * table([[1, 2]]),
        "golden": lambda: eigvalsh(table([[0, 1], [1, 1]]))[0, 0] <= (1 + sqrt(real(5))) / 2,
        "nuclear": lambda: nuclear_norm(table([[1, 1], [0, 1]])) ** 2 == 5,
        "largest": lambda: maximum(sqrt(real(2)), sqrt(real(8)) / 2) == sqrt(real(2)),
        "semidefinite": lambda: psd(pinv_sqrt(table([[2, 1], [1, 2]])) - pinv_sqrt(table([[2, 1], [1, 2]]))),
        "polar": lambda: polar(table([[1, 1], [0, 1]])).T @ polar(table([[1, 1], [0, 1]])) == table([[1, 0], [0, 1]]),
    }
    assert {name: decided_at(law) for name, law in ties.items()} == dict.fromkeys(ties, [0] * len(LADDER))


def test_one_object_is_one_number() -> None:
    x, a = sqrt(real(2)), sqrt(real(2)) * table([[1, 2], [3, 4]])
    assert (truth(x == x), truth(x <= x), truth(x < x), truth(x - x == 0)) == (1, 1, -1, 1)
    assert (truth(a == a), truth(a - a == 0), truth(a == a.T)) == (1, 1, -1)
    assert reason(1 / (x - x)).undefined


def test_more_bits_are_tighter() -> None:
    a = table([[1, 2, 0], [0, 1, 1], [3, 0, 1]])
    laws: dict[str, Callable[[], Value]] = {
        "root": lambda: sqrt(real(2)),
        "logarithm": lambda: log(real(3)),
        "exponential": lambda: exp(real(1)),
        "singular value": lambda: svdvals(a)[1, 0],
        "of balls": lambda: svdvals(sqrt(real(2)) * a)[1, 0],
        "nuclear norm": lambda: nuclear_norm(a),
        "polar": lambda: trace(polar(a)),
        "inverse": lambda: total(inv(sqrt(real(2)) * a)),
        "determinant": lambda: det(sqrt(real(2)) * a),
        "pseudo-inverse": lambda: total(pinv(sqrt(real(2)) * ones(1, 2, like=a))),
    }
    for name, law in laws.items():
        widths = []
        for bits in LADDER:
            with precision(bits):
                widths.append(width(law()))
        for w, bits in zip(widths, LADDER, strict=True):
            assert 0 < w < Fraction(1, 2 ** (bits - 30)), name
        assert widths[0] > widths[1] > widths[2], name


# ---- what has no value, and what is not decided


def test_undefined_and_undecided_are_told_apart() -> None:
    root = sqrt(real(2))
    doubtful = root * root - 2  # zero, but no ball shows it
    undefined = {
        "division": 1 / real(0), "inverse": inv(table([[1, 2], [2, 4]])), "root": sqrt(real(-1)), "logarithm": log(real(0)),
        "root of a ball": sqrt(-root), "logarithm of a ball": log(1 - root), "eigenvalues": eigvalsh(table([[0, 1], [0, 0]])),
        "inverse root": pinv_sqrt(table([[-1, 0], [0, 1]])), "gaps": reciprocal_gaps(table([[1], [1]])),
        "equal gaps": reciprocal_gaps(eigvalsh(table(CLUSTERS["golden, twice"]))),
    }  # fmt: skip
    undecided = {
        "division": 1 / doubtful, "inverse": inv(doubtful * table([[1, 2], [2, 3]])), "root": sqrt(doubtful), "logarithm": log(doubtful),
        "rank": rank(matrix([[doubtful]])), "pseudo-inverse": pinv(matrix([[doubtful]])), "gaps": reciprocal_gaps(matrix([[root * root], [real(2)]])),
    }  # fmt: skip
    assert {name: reason(x).undefined for name, x in undefined.items()} == dict.fromkeys(undefined, True)
    assert {name: reason(x).undefined for name, x in undecided.items()} == dict.fromkeys(undecided, False)
    for x in (*undefined.values(), *undecided.values()):
        assert x.data.reason and truth(x == x) == 0
    why = obstacle(null_within(root * ones(2, 2, like=table([[1]])), table([[1, 0]])))
    assert why is not None and not why.undefined


# ---- scalars


@quietly
@given(st.fractions(), st.fractions())
def test_between_contains_its_ends_and_nothing_below_zero(x: Fraction, y: Fraction) -> None:
    with precision(64):
        low, high = (REALS.sqrt(REALS.const(z * z + 2)) for z in sorted((abs(x), abs(y))))
        ball = between(low.lower(), high.upper())
        assert ball.contains(low) and ball.contains(high)
        zero = between(0, high.upper())
        assert zero >= 0 and zero.contains(high) and zero.contains(0)


def test_the_larger_of_two() -> None:
    root = sqrt(real(2))
    doubtful = root * root - 2
    assert is_rational(maximum(real(2), root)) and is_rational(maximum(0, root - 2)) and truth(maximum(0, root - 2) == 0) == 1
    assert truth(maximum(root, real(1)) == root) == 1
    assert truth(maximum(0, doubtful) >= 0) == 1 and truth(maximum(doubtful, 0) <= 0) == 0
    assert contains(maximum(doubtful, -doubtful), 0)
    assert truth(absolute(doubtful) <= Fraction(1, 10**12)) == 1 and truth(absolute(1 - root) == root - 1) == 0


@pytest.mark.parametrize("law", [sqrt, log, exp, lambda x: 1 / sqrt(x)], ids=["root", "logarithm", "exponential", "quotient"])
def test_few_bits_contain_what_many_find(law: Callable[[Value], Value]) -> None:
    for x in (Fraction(1, 3), Fraction(3001, 3), Fraction(10**40 + 1, 10**40), Fraction(7, 10**9), Fraction(10**5 + 1, 7)):
        with precision(2048):
            low, high = ends(law(real(x)))
        for bits in (20, 53, *LADDER):
            with precision(bits):
                least, most = ends(law(real(x)))
            assert least <= low and high <= most


def test_roots_and_logarithms_that_are_rational() -> None:
    assert is_rational(sqrt(real(Fraction(4, 9)))) and is_rational(log(real(1))) and is_rational(exp(real(0)))
    assert not is_rational(sqrt(real(3))) and not is_rational(log(real(2))) and not is_rational(exp(real(1)))

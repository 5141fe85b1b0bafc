"""One claims function runs in every number system, and they agree: what one of them decides, none contradicts.

The standard library's fractions, the plainest of them, are the measure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numerics.decide import over_the_reals
from numerics.finite import batches, centred_second_moment, covariance, keep_rows, mean, second_moment
from numerics.linalg import (
    absolute,
    column,
    columns,
    det,
    diagonal,
    eigvalsh,
    exp,
    eye,
    hadamard,
    iff,
    implies,
    inner,
    inv,
    kron,
    log,
    matrix,
    maximum,
    minimum,
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
    relu,
    row_sums,
    spectral_norm,
    sqrt,
    svdvals,
    total,
    trace,
    vec,
)
from numerics.systems import symbolic
from numerics.systems.ball import BALL, precision
from numerics.systems.bounded import BOUNDED
from numerics.systems.cells import CELLS, Cell
from numerics.systems.float64 import FLOAT64
from numerics.systems.fractions import FRACTIONS
from numerics.systems.modular import MODULAR
from numerics.systems.multiprecision import Multiprecision
from numerics.systems.noncommutative import Algebra
from numerics.systems.pairs import as_array
from numerics.systems.rational import RATIONAL
from numerics.systems.series import SERIES
from numerics.systems.z3 import Z3
from numerics.value import Refusal, Relation, Undefined, Unknown, Unsupported, Value, obstacle, truth

MPMATH = Multiprecision()
SMALL = Fraction(1, 10**6)
Letters = Mapping[str, Value]

quietly = settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
fractions = st.builds(Fraction, st.integers(-12, 12), st.sampled_from((1, 1, 2, 3, 7)))


def expressions(x: Value, y: Value, R: Value) -> dict[str, Value]:
    """Rational in the letters: every system that computes has them. R is 2 x 2."""
    gram = R.T @ R + eye(R)
    return {
        "polynomial": 3 * x**2 - x * y / 2 + Fraction(2, 3),
        "quotient": (x - y) / (x**2 + y**2 + 1),
        "negative power": (x**2 + 1) ** -2,
        "trace of a power": trace(R @ R @ R) - x * trace(R),
        "determinant": det(R - x * eye(R)),
        "inverse": (inv(gram) @ R)[0, 1],
        "inner product": inner(R, x * R.T + ones(2, 2, like=R)),
        "entrywise": total(hadamard(R, R) - y * R),
        "Kronecker": trace(kron(R, gram)),
        "stacked": (vec(R).T @ vec(R.T))[0, 0],
        "rows and columns": total(row_sums(R)) - total(column(R, 1)) + total(columns(R, 1)),
        "built": total(matrix([[x, 1], [y, x * y]]) @ diagonal(matrix([[y], [2 * x]]))),
        "mean": mean(lambda w: (x + w) ** 2, [0, 1, 2]),
        "moments": trace(second_moment(lambda w: keep_rows(R, w), batches(2, 1)) - centred_second_moment(lambda w: keep_rows(R, w), batches(2, 1))),
        "covariance": trace(covariance(lambda w: keep_rows(R, w), batches(2, 1))),
        "gaps": total(reciprocal_gaps(matrix([[x], [x + y**2 + 1]])) @ R),
    }


def ordered(x: Value, y: Value, R: Value) -> dict[str, Value]:
    """With an order, besides."""
    return {"larger": maximum(x, y) - minimum(2 * x, y), "absolute": absolute(x - y), "clipped": maximum(0, x - 1) * y}


def relations(x: Value, y: Value, R: Value) -> dict[str, Relation]:
    gram = R.T @ R
    return {
        "at most": x <= y,
        "less": x < y**2,
        "equal": (x - y) * (x + y) == x**2 - y**2,
        "equal somewhere": x * y == y,
        "matrices": R @ R.T == R.T @ R,
        "matrix and zero": R == 0,
        "both": (x < 1) & (y <= 1),
        "either": (x < 0) | ~(y > 0),
        "iff": iff(x * x < 1, absolute(x) < 1),
        "implies": implies(x < y, x - y < 0),
        "semidefinite": psd(gram - x * eye(R)),
        "definite": positive_definite(gram + eye(R)),
        "rank": rank(R) <= 1,
        "null space": null_within(gram, R),
    }


def letters(system: Any, x: Fraction, y: Fraction, R: list[list[Fraction]]) -> dict[str, Value]:
    def scalar(c: Fraction) -> Value:
        return Value(system, system.const(c), ())

    return {"x": scalar(x), "y": scalar(y), "R": matrix([[scalar(c) for c in row] for row in R])}


points = st.tuples(fractions, fractions, st.lists(st.lists(fractions, min_size=2, max_size=2), min_size=2, max_size=2))


def same(system: Any, mine: Any, true: Fraction) -> bool:
    """Whether a scalar of `system` can be the number `true`, by the system's own standard."""
    if system is FLOAT64:
        return abs(float(mine) - float(true)) <= 1e-9 * max(1.0, abs(float(true)))
    if system is BOUNDED:
        value, error = (Fraction(float(part)) for part in mine)
        return abs(value - true) <= error
    if system is MODULAR:
        return bool(mine == MODULAR.const(true))
    if system is SERIES:
        return bool(mine.coeffs()[:1] == [RATIONAL.const(true)] or (not mine.coeffs() and true == 0))
    if system is CELLS:
        return bool(mine.low <= true <= mine.high)
    if system is BALL:
        return bool((mine * true.denominator - true.numerator).contains(0))
    if system is MPMATH:
        return bool(abs(mine - MPMATH.const(true)) <= MPMATH.grain * max(1, abs(MPMATH.const(true))))
    return Fraction(str(mine)) == true


ALL = [FLOAT64, BOUNDED, RATIONAL, MODULAR, SERIES, CELLS, BALL, MPMATH]
ORDERED = [s for s in ALL if s not in (MODULAR, SERIES)]


@pytest.mark.parametrize("system", ALL, ids=lambda s: s.name)
def test_values_agree(system: Any) -> None:
    @quietly
    @given(points)
    def agree(point: Any) -> None:
        measure = letters(FRACTIONS, *point)
        mine = letters(system, *point)
        with precision(128), np.errstate(all="ignore"):
            for made in (expressions, ordered) if system in ORDERED else (expressions,):
                found = made(**mine)
                for name, true in made(**measure).items():
                    assert not isinstance(true.data, Unknown), name
                    if isinstance(found[name].data, Unknown):  # a system may lack a function; it may not find one undefined
                        assert system is BOUNDED and "has no det" in found[name].data.reason, found[name].data
                        continue
                    assert same(system, found[name].data, true.data), (name, found[name].data, true.data)

    agree()


@pytest.mark.parametrize("system", [FLOAT64, BOUNDED, RATIONAL, SERIES, CELLS, BALL], ids=lambda s: s.name)
def test_truths_agree(system: Any) -> None:
    """A system may leave a relation undecided; what it decides is so."""

    @quietly
    @given(points)
    def agree(point: Any) -> None:
        true = {name: truth(r) for name, r in relations(**letters(FRACTIONS, *point)).items()}
        assert 0 not in true.values()
        with precision(128), np.errstate(all="ignore"):
            for name, relation in relations(**letters(system, *point)).items():
                found = int(np.max(truth(relation)))
                assert found in ((true[name],) if system is RATIONAL else (0, true[name])), name

    agree()


def test_every_system_decides_what_is_far_from_a_tie() -> None:
    point = (Fraction(1), Fraction(3), [[Fraction(2), Fraction(1)], [Fraction(0), Fraction(5)]])
    true = {name: truth(r) for name, r in relations(**letters(FRACTIONS, *point)).items()}
    for system in (FLOAT64, BOUNDED, SERIES, CELLS, BALL, MPMATH):
        found = {name: int(np.max(truth(r))) for name, r in relations(**letters(system, *point)).items()}
        assert found["at most"] == found["less"] == 1 and found["matrices"] in (-1, 0), system.name
        assert {name for name in found if found[name] not in (0, true[name])} == set(), system.name


def test_modular_confirms_identities_only() -> None:
    for x in range(1, 9):
        point = (Fraction(x), Fraction(3, x), [[Fraction(2), Fraction(x)], [Fraction(0), Fraction(5)]])
        made = relations(**letters(MODULAR, *point))
        assert truth(made["equal"]) == 1 and truth(made["matrices"]) == -1
        assert truth(made["at most"]) == truth(made["rank"]) == truth(made["null space"]) == truth(made["semidefinite"]) == 0


@quietly
@given(points)
def test_cells_contain_their_members(point: Any) -> None:
    """Every number of a cell gives a value inside the cell of the value, and a relation that a cell decides holds for its members."""
    x, y, R = point

    def wide(c: Fraction) -> Value:
        return Value(CELLS, Cell(c - SMALL, c + SMALL), ())

    cells = {"x": wide(x), "y": wide(y), "R": matrix([[wide(c) for c in row] for row in R])}
    inside = letters(FRACTIONS, x + SMALL / 3, y - SMALL, [[c + SMALL / 2 for c in row] for row in R])
    for made in (expressions, ordered):
        true = made(**inside)
        for name, found in made(**cells).items():
            if not isinstance(found.data, Unknown):
                assert found.data.low <= true[name].data <= found.data.high, name
    true_relations = relations(**inside)
    for name, relation in relations(**cells).items():
        assert truth(relation) in (0, truth(true_relations[name])), name


@quietly
@given(fractions, fractions)
def test_series_continue_their_constant_term(x: Fraction, y: Fraction) -> None:
    """Along x + h the values tend to those at x: the constant terms agree, and the next one is the derivative."""

    def scalar_part(x: Value, y: Value) -> dict[str, Value]:
        return {"polynomial": 3 * x**2 - x * y / 2, "quotient": (x - y) / (x**2 + y**2 + 1), "power": (x**2 + 1) ** -2}

    h = Value(SERIES, SERIES.letter(), ())
    along = scalar_part(h + x, Value(SERIES, SERIES.const(y), ()))
    step = Fraction(1, 10**8)
    here, there = ({k: Fraction(v.data) for k, v in scalar_part(*(Value(FRACTIONS, c, ()) for c in (at, y))).items()} for at in (x, x + step))
    for name, found in along.items():
        first, second = ([Fraction(str(c)) for c in found.data.coeffs()] + [Fraction(0)] * 2)[:2]
        assert first == here[name]
        assert abs((there[name] - here[name]) / step - second) <= step * 1000


def test_series_know_how_far_they_know() -> None:
    h = Value(SERIES, SERIES.letter(), ())
    found = sqrt(h**4 + h**8) - h**2  # h^6 / 2 + ..., of which the eighth term is lost in the argument
    order, first = SERIES.lead(found.data)
    assert (order, str(first)) == (6, "1/2") or first is None and order <= 6
    assert truth(sqrt(1 + h) - 1 - h / 2 < 0 * h) == 1
    assert truth(1 / (1 + h) == 1 - h) == -1
    assert isinstance((1 / h).data, Unknown)


@pytest.mark.parametrize("numbers", [(1, -2, 3, 0, 1, 2), (0, 0, 0, 0, 0, 0), (3, 1, -1, 2, 5, -4)])
def test_z3_models(numbers: tuple[int, ...]) -> None:
    """z3 finds the value that the fractions find, at a point that its letters are held to, and no other."""
    names = ["x", "y", "a", "b", "c", "d"]
    x, y, a, b, c, d = (Fraction(k, 2) for k in numbers)
    point = (x, y, [[a, b], [c, d]])
    for name, true in {**expressions(**letters(FRACTIONS, *point)), **ordered(**letters(FRACTIONS, *point))}.items():
        system = Z3()
        terms = {n: system.letter(n) for n in names}
        v = {n: Value(system, t, ()) for n, t in terms.items()}
        found = {**expressions(v["x"], v["y"], square(v)), **ordered(v["x"], v["y"], square(v))}[name]
        if isinstance(found.data, Unknown):
            assert not found.data.undefined, name  # z3 does not eliminate: inverses and determinants are left to others
            continue
        fixed = [v[n] == Fraction(k, 2) for n, k in zip(names, numbers, strict=True)]
        assert over_the_reals(system, terms, fixed, found == true.data, 2).holds is True, name
        assert over_the_reals(system, terms, fixed, found < true.data, 2).holds is not True, name


def square(v: Mapping[str, Value]) -> Value:
    return matrix([[v["a"], v["b"]], [v["c"], v["d"]]])


def test_z3_tells_false_from_undefined() -> None:
    def ask(law: Callable[[Value], Relation]) -> Any:
        system = Z3()
        x = system.letter("x")
        return over_the_reals(system, {"x": x}, [], law(Value(system, x, ())), 2)

    assert ask(lambda x: maximum(x, 0) >= x).holds is True
    assert ask(lambda x: implies(x > 0, sqrt(x) * sqrt(x) == x)).holds is True
    assert ask(lambda x: x * x > 0).false_at == {"x": 0}
    assert ask(lambda x: x / x == 1).undefined_at == {"x": 0}
    assert ask(lambda x: (x * x > 0) & (1 / x != 0)).false_at == {"x": 0}


SPECTRAL: dict[str, tuple[Callable[[Value, Value], Value], list[list[int]]]] = {
    "root": (lambda x, R: sqrt(x + 1), [[1]]),
    "logarithm": (lambda x, R: log(x), [[1]]),
    "exponential": (lambda x, R: exp(x), [[1]]),
    "singular value": (lambda x, R: svdvals(R)[0, 0], [[1, 2], [3, 4]]),
    "nuclear norm": (lambda x, R: nuclear_norm(R), [[1, 2, 0], [3, 4, 1]]),
    "spectral norm": (lambda x, R: spectral_norm(R), [[1, 2, 0], [3, 4, 1]]),
    "rectified": (lambda x, R: total(relu(R)), [[1, -2], [-3, 4]]),
    "eigenvalue": (lambda x, R: eigvalsh(R + R.T)[1, 0], [[1, 2], [3, 4]]),
    "pseudo-inverse": (lambda x, R: total(pinv(R)), [[1, 2, 3], [2, 4, 6]]),
    "polar": (lambda x, R: total(polar(R)), [[3, 0], [4, 0]]),
    "root of a pseudo-inverse": (lambda x, R: total(pinv_sqrt(R @ R.T)), [[2, 1], [1, 2]]),
}


@pytest.mark.parametrize("name", SPECTRAL)
def test_roots_and_spectra_agree(name: str) -> None:
    """Whoever has a function has the same, and at least two have it."""
    law, rows = SPECTRAL[name]
    found: dict[str, float] = {}
    with precision(128), np.errstate(all="ignore"):
        for system in (FLOAT64, BOUNDED, RATIONAL, FRACTIONS, BALL, MPMATH):
            at = letters(system, Fraction(2), Fraction(0), [[Fraction(c) for c in row] for row in rows])
            value = law(at["x"], at["R"])
            if isinstance(value.data, Unknown):
                assert not value.data.undefined and value.data.reason
                continue
            number = value.data[0] if system is BOUNDED else value.data
            found[system.name] = float(Fraction(str(number))) if system is RATIONAL else float(number)
            assert system is not BOUNDED or np.max(as_array(value.data[1])) < 1e-9
    assert len(found) >= 2, found
    assert max(found.values()) - min(found.values()) < 1e-9, found


def test_exact_spectra() -> None:
    """Where the roots are rational the exact systems find them, repeated and zero ones too."""
    for system in (RATIONAL, FRACTIONS):
        R = letters(system, Fraction(0), Fraction(0), [[Fraction(3), Fraction(0)], [Fraction(4), Fraction(0)]])["R"]
        made = {"nuclear": nuclear_norm(R) == 5, "pinv": pinv(R) @ R == matrix([[0 * R[0, 0] + 1, 0], [0, 0]]), "rank": rank(R) == 1}
        for name, relation in made.items():
            assert truth(relation) == 1, (system.name, name)
    R = letters(RATIONAL, Fraction(0), Fraction(0), [[Fraction(3), Fraction(0)], [Fraction(4), Fraction(0)]])["R"]
    assert truth(polar(R) @ polar(R).T @ R == R) == truth(svdvals(R)[1, 0] == 0) == truth(eigvalsh(R.T @ R)[0, 0] == 25) == 1


def test_bounded_and_balls_never_miss_a_sign() -> None:
    """Thousands of comparisons, many of them ties or nearly so, against exact rationals."""
    rng = np.random.default_rng(0)
    seen = 0
    with precision(64), np.errstate(all="ignore"):
        for _ in range(800):
            parts = zip(rng.integers(-9, 10, 5), rng.integers(1, 8, 5), rng.integers(-9, 9, 5), strict=True)
            p = [Fraction(int(a), int(b)) * Fraction(10) ** int(c) for a, b, c in parts]
            shape = int(rng.integers(0, 8))
            for system in (BOUNDED, BALL):
                for op in ("<=", "<", "=="):
                    mine, true = (comparison(shape, op, *(Value(s, s.const(c), ()) for c in p)) for s in (system, RATIONAL))
                    found, exact = int(truth(mine)), truth(true)
                    assert exact == 0 or found in (0, exact), (system.name, shape, op, p)
                    seen += exact != 0 and found != 0
    assert seen > 1000


def comparison(shape: int, op: str, a: Value, b: Value, c: Value, d: Value, e: Value) -> Relation:
    left, right = [
        (lambda: ((a + b) * c, a * c + b * c)),
        (lambda: ((a + b) - a, b + d / 10**15)),
        (lambda: (maximum(a * b, c) - maximum(c, b * a), 0 * a)),
        (lambda: (trace(matrix([[a, b], [c, d]]) @ matrix([[d, c], [b, a]])), 2 * a * d + b**2 + c**2)),
        (lambda: (sqrt(a**2 + b**2 + c**2) ** 2, a**2 + b**2 + c**2 + d / 10**30)),
        (lambda: ((a * b - c) * e, d * e / (1 + b**2))),
        (lambda: (maximum((a + b) * c, d), maximum(a * c + b * c + e / 10**12, d))),
        (lambda: ((inv(matrix([[a, b], [c, d + e**2]])) @ matrix([[a], [c]]))[0, 0], 1 + e - e)),
    ][shape]()
    return {"<=": left <= right, "<": left < right, "==": left == right}[op]


@pytest.mark.parametrize(("c", "exact"), [(Fraction(1, 10**400), False), (Fraction(1, 10**315), False), (Fraction(1, 3), False), (Fraction(1, 2**600), True)])
def test_bounded_constants_tell_their_error(c: Fraction, exact: bool) -> None:
    value, error = (Fraction(float(part)) for part in BOUNDED.const(c))
    assert abs(value - c) <= error and (error == 0) is exact
    square, lost = (Fraction(float(part)) for part in BOUNDED.mul(BOUNDED.const(c), BOUNDED.const(c)))
    assert abs(square - c * c) <= lost


def test_near_ties_are_left_undecided_by_floats() -> None:
    third = Fraction(1, 3)
    at = letters(FLOAT64, third, third + Fraction(1, 10**14), [[third, third], [third, third]])
    assert int(np.max(truth(at["x"] < at["y"]))) == 0
    at = letters(BOUNDED, third, third + Fraction(1, 10**20), [[third, third], [third, third]])
    assert int(np.max(truth(at["x"] < at["y"]))) == 0 and int(np.max(truth(rank(at["R"]) <= 1))) == 0


def test_batches_are_points() -> None:
    """Lane by lane a batch says what each point says alone."""
    rng = np.random.default_rng(1)
    p, q = rng.integers(-9, 10, (6, 64)), rng.integers(1, 5, (6, 64))
    for system in (FLOAT64, BOUNDED):
        cells = [Value(system, system.quotient(a.astype(float), b.astype(float)), ()) for a, b in zip(p, q, strict=True)]
        many = {"x": cells[0], "y": cells[1], "R": matrix([cells[2:4], cells[4:6]])}
        together = {name: np.broadcast_to(truth(r), (64,)) for name, r in relations(**many).items()}
        for lane in range(0, 64, 7):
            f = [Fraction(int(a), int(b)) for a, b in zip(p[:, lane], q[:, lane], strict=True)]
            alone = relations(**letters(FRACTIONS, f[0], f[1], [f[2:4], f[4:6]]))
            for name, relation in alone.items():
                assert together[name][lane] in (0, truth(relation)), (system.name, name)


def test_symbols_print_every_expression() -> None:
    at = {"x": symbolic.letter("x"), "y": symbolic.letter("y"), "R": symbolic.letter("R", (2, 2))}
    for name, value in {**expressions(**at), **ordered(**at)}.items():
        assert symbolic.tex(value), name
        assert symbolic.mathml(value).startswith("<math"), name
    for name, relation in relations(**at).items():
        assert symbolic.tex(relation), name
        assert symbolic.mathml(relation).startswith("<math"), name


def test_symbols_are_not_compared() -> None:
    assert truth(symbolic.letter("x") <= 1) == 0


def test_every_size_at_once() -> None:
    """The same claims function, with matrices of opaque size."""
    algebra = Algebra(("x", "y"), ("n",))
    n = algebra.size_values["n"]
    at = {"x": algebra.letter("x", ()), "y": algebra.letter("y", ()), "R": algebra.letter("R", (n, n))}
    found = {name: truth(r) for name, r in relations(**at).items()}
    assert found["equal"] == found["matrices"] * 0 + 1
    assert all(value in (0, 1) for value in found.values())
    assert found["rank"] == found["matrix and zero"] == found["at most"] == 0


@pytest.mark.parametrize("system", [RATIONAL, FRACTIONS, BALL, MPMATH], ids=lambda s: s.name)
def test_undefined_is_told_apart(system: Any) -> None:
    at = letters(system, Fraction(0), Fraction(-1), [[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])
    for value in (1 / at["x"], sqrt(at["y"]), log(at["y"]), inv(at["R"])[0, 0]):
        assert isinstance(value.data, Unknown)
        assert value.data.undefined or "ball" in value.data.reason or "no log" in value.data.reason, value.data
        assert truth(value == value) == 0 and obstacle(value < 1) is not None
    assert truth((1 / at["x"] == 1) & (at["y"] > 0)) == -1  # Kleene: what is false whatever the rest is


def test_systems_do_not_mix() -> None:
    x, y = (Value(s, s.const(Fraction(1)), ()) for s in (RATIONAL, FRACTIONS))
    for mix in (lambda: x + y, lambda: x * y, lambda: x <= y, lambda: x == y):
        with pytest.raises(Refusal, match="mixes the number systems"):
            mix()


def test_exceptions_are_arithmetic() -> None:
    """A primitive that raises spoils its value and not the run."""
    assert issubclass(Undefined, ArithmeticError) and issubclass(Unsupported, ArithmeticError)
    x = Value(FRACTIONS, Fraction(2), ())
    assert isinstance(exp(x).data, Unknown) and isinstance((exp(x) + 1).data, Unknown)

"""Floats with error bounds, and enclosures, against exact reals: the true value lies within the bound on every lane, and a weaker bound is noticed."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics.linalg import (
    absolute,
    columns,
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
    row_sums,
    sqrt,
    svdvals,
    total,
    trace,
    vec,
)
from numerics.systems import bounded, pairs, whole
from numerics.systems.ball import precision
from numerics.systems.bounded import BOUNDED, Bounded
from numerics.systems.coarse import COARSE, Coarse
from numerics.systems.float64 import FLOAT64
from numerics.systems.pairs import Grid
from numerics.systems.reals import REALS
from numerics.value import Relation, Unknown, Unsupported, Value, truth

LANES = 10
BITS = 300
SYSTEMS = [BOUNDED, COARSE]
Integers = tuple[Any, Any]  # numerators, denominators: (batch, n, m)


# ---- batches


def small(rng: np.random.Generator, n: int, m: int) -> Integers:
    p = rng.integers(-9, 10, (LANES, n, m))
    p[0] = 0
    return p, np.ones_like(p)


def mixed(rng: np.random.Generator, n: int, m: int) -> Integers:
    """Integers, some lanes far too large for exact products."""
    p = rng.integers(-9, 10, (LANES, n, m)) * 10 ** rng.integers(0, 12, (LANES, 1, 1))
    return p, np.ones_like(p)


def rational(rng: np.random.Generator, n: int, m: int) -> Integers:
    p = rng.integers(-9, 10, (LANES, n, m))
    p[0], p[1, 0] = 0, 0
    return p, rng.integers(1, 10, (LANES, n, m))


def graded(rng: np.random.Generator, n: int, m: int) -> Integers:
    p = rng.integers(1, 10, (LANES, n, m)) * 10 ** rng.integers(0, 13, (LANES, n, 1))
    return p, 10 ** rng.integers(0, 13, (LANES, 1, m)) * np.ones_like(p)


def singular(rng: np.random.Generator, n: int, m: int) -> Integers:
    """Products of thin integer factors, of every rank."""
    r = np.arange(LANES) % (min(n, m) + 1)
    left = rng.integers(-4, 5, (LANES, n, min(n, m))) * (np.arange(min(n, m)) < r[:, None])[:, None, :]
    p = left @ rng.integers(-4, 5, (LANES, min(n, m), m))
    return p, np.ones_like(p)


def nearly(rng: np.random.Generator, n: int, m: int) -> Integers:
    """One part in a power of ten from a matrix of rank one."""
    p = rng.integers(1, 9, (LANES, n, 1)) * rng.integers(1, 9, (LANES, 1, m)) * 10 ** (np.arange(LANES) % 10)[:, None, None]
    p[:, 0, 0] += 1
    return p, np.ones_like(p)


def plain(rng: np.random.Generator, n: int, m: int) -> Integers:
    """Multiples of identities, permutations and signs: repeated spectra."""
    order = np.argsort(rng.random((LANES, max(n, m))), 1)
    p = (order[:, :n, None] == np.arange(m)) * rng.choice([-3, -1, 1, 2], (LANES, 1, 1))
    p[LANES // 2 :] = rng.choice([-1, 1], (LANES - LANES // 2, n, m))
    return p, np.ones_like(p)


def halves(rng: np.random.Generator, n: int, m: int) -> Integers:
    p = rng.integers(-99, 100, (LANES, n, m))
    return p, np.full_like(p, 8)


def towering(rng: np.random.Generator, n: int, m: int) -> Integers:
    """Singular, with polynomials in them that no float holds."""
    p, q = singular(rng, n, m)
    return p * rng.integers(10**4, 10**5, (LANES, 1, 1)), q


FAMILIES = [small, mixed, rational, graded, singular, nearly, plain, halves, towering]


def batch(system: Any, integers: Integers) -> Value:
    p, q = integers
    return Value(system, system.quotient(p.astype(float), q.astype(float)), p.shape[1:])


def lane(integers: Integers, k: int) -> Value:
    p, q = (x[k].tolist() for x in integers)
    return matrix([[Value(REALS, REALS.const(Fraction(a, b)), ()) for a, b in zip(r, s, strict=True)] for r, s in zip(p, q, strict=True)])


# ---- what is computed. A is n x m, B is m x n, with n <= m

LAWS: dict[str, Callable[[Value, Value], Value]] = {
    "itself": lambda A, B: A,
    "constants": lambda A, B: matrix([[A[0, 0], Fraction(1, 3)], [Fraction(1, 10**400), Fraction(3, 8)]]),
    "product": lambda A, B: A @ B @ A - 2 * A,
    "halves": lambda A, B: (A @ B + (A @ B).T) / 2,
    "thirds": lambda A, B: A / 3 - B.T,
    "moments": lambda A, B: inner(A, A) * trace(A @ B) - total(B) ** 2,
    "stacked": lambda A, B: kron(A, B.T) + kron(B.T, A),
    "vectors": lambda A, B: vec(A) @ vec(B).T,
    "entrywise": lambda A, B: hadamard(A, B.T) + ones(*A.shape, like=A) * A[0, 0],
    "rows": lambda A, B: row_sums(A).T @ row_sums(B.T),
    "built": lambda A, B: matrix([[A[0, 0], B[0, 0] / 3], [1, A[0, 0] * B[0, 0]]]) @ diagonal(matrix([[A[0, 0]], [2]])),
    "gaps": lambda A, B: reciprocal_gaps(matrix([[A[0, 0]], [A[0, 0] + B[0, 0] ** 2 + 1]])),
    "larger": lambda A, B: maximum(A[0, 0] * B[0, 0], absolute(trace(A @ B)) / 3),
    "clipped": lambda A, B: maximum(0, trace(A @ B)) - maximum(0, trace(B @ A)),
    "quotient": lambda A, B: A[0, 0] / (1 + inner(B, B)),
    "root": lambda A, B: sqrt(inner(A, A)),
    "nested roots": lambda A, B: sqrt(1 + sqrt(inner(A, A)) * inner(B, B)),
    "logarithm": lambda A, B: log(1 + inner(A, A)),
    "exponential": lambda A, B: exp(trace(A @ B) / (1 + inner(A, A) + inner(B, B))),
    "determinant": lambda A, B: det(A @ B),
    "minor": lambda A, B: det(columns(A, A.shape[0])),
    "its square": lambda A, B: det(A @ A.T),
    "inverse": lambda A, B: inv(A @ A.T + eye(A)),
    "bare inverse": lambda A, B: inv(A @ B),
    "rank": lambda A, B: rank(A),
    "rank of a product": lambda A, B: rank(A @ B),
    "singular values": lambda A, B: svdvals(A),
    "tall": lambda A, B: svdvals(B),
    "eigenvalues": lambda A, B: eigvalsh(A @ A.T - B.T @ B),
    "shifted": lambda A, B: eigvalsh((A @ A.T) / 7 - eye(A)),
    "nuclear norm": lambda A, B: nuclear_norm(A),
    "of a product": lambda A, B: nuclear_norm(A @ B),
    "pseudo-inverse": lambda A, B: pinv(A),
    "wide": lambda A, B: pinv(B),
    "inverse root": lambda A, B: pinv_sqrt(A @ A.T),
    "polar": lambda A, B: polar(A.T),
    "of nothing but ones": lambda A, B: det(ones(2, 2, like=A)) + rank(ones(2, 2, like=A)) + total(pinv(ones(2, 3, like=A))) + total(pinv_sqrt(eye(A))),
    "of an inverse": lambda A, B: nuclear_norm(inv(A @ B)) + det(inv(A @ B)) + rank(inv(A @ B)) + total(pinv(inv(A @ B))),
    "symmetric inverse": lambda A, B: eigvalsh(inv(A @ A.T))[0, 0] + total(pinv_sqrt(inv(A @ A.T))),
    "shifted root": lambda A, B: pinv_sqrt(A @ A.T / 3 + eye(A)),
}

RELATIONS: dict[str, Callable[[Value, Value], Relation]] = {
    "at most": lambda A, B: 2 * nuclear_norm(A @ B) <= inner(A, A) + inner(B, B),
    "attained": lambda A, B: inner(A, B.T) ** 2 <= inner(A, A) * inner(B, B),
    "less": lambda A, B: trace(A @ B) < total(A),
    "equal": lambda A, B: (A @ B) @ A == A @ (B @ A),
    "symmetric": lambda A, B: A @ B == (A @ B).T,
    "threefold thirds": lambda A, B: 3 * (A / 3) == A,
    "semidefinite": lambda A, B: psd(A @ A.T),
    "a difference": lambda A, B: psd(A @ A.T - B.T @ B),
    "a flat one": lambda A, B: psd(B @ A + (B @ A).T),
    "definite": lambda A, B: positive_definite(A @ A.T),
    "definite beyond doubt": lambda A, B: positive_definite(A @ A.T + eye(A) / 2),
    "skew": lambda A, B: psd(A @ B),
    "ranks": lambda A, B: rank(A @ B) <= rank(A) - 1,
    "null spaces": lambda A, B: null_within(A, B.T),
    "of a Gram matrix": lambda A, B: null_within(A.T @ A, A),
    "nothing": lambda A, B: A - A == 0,
    "is zero": lambda A, B: A / 3 == 0,
    "identity": lambda A, B: null_within(eye(A.T), A) & positive_definite(eye(A)) & psd(inv(A @ B)),
    "distributed": lambda A, B: (A + B.T) @ B == A @ B + B.T @ B,
    "distinct": lambda A, B: distinct(B @ ones(A.shape[0], 1, like=A)),
}


@functools.cache
def drawn(family: Callable[..., Integers], shape: tuple[int, int]) -> tuple[Integers, Integers]:
    n, m = shape
    rng = np.random.default_rng([n, m, FAMILIES.index(family)])
    return family(rng, n, m), family(rng, m, n)


@functools.cache
def truths(family: Callable[..., Integers], shape: tuple[int, int], name: str) -> list[Any]:
    """What is true of a law or a relation, lane by lane: exact numbers or balls, None where undefined; 1, -1, or 0 where not even balls know."""
    result = []
    with precision(BITS):
        for a, b in lanes(family, shape):
            true = RELATIONS[name](a, b) if name in RELATIONS else LAWS[name](a, b)
            if isinstance(true, Relation):
                result.append(truth(true))
            elif isinstance(true.data, Unknown):
                result.append(None)
            else:
                result.append(true.data.entries() if true.shape else [true.data])
    return result


@functools.cache
def lanes(family: Callable[..., Integers], shape: tuple[int, int]) -> list[tuple[Value, Value]]:
    left, right = drawn(family, shape)
    return [(lane(left, k), lane(right, k)) for k in range(LANES)]


def misses(system: Any, family: Callable[..., Integers], shape: tuple[int, int], names: Any) -> tuple[list[str], int]:
    """Laws and relations where the truth lies outside what `system` says, and how many numbers and truths were compared."""
    A, B = (batch(system, x) for x in drawn(family, shape))
    found: list[str] = []
    compared = 0
    for name in names:
        if name in RELATIONS:
            said = np.broadcast_to(truth(RELATIONS[name](A, B)), (LANES,)).tolist()
            wrong = [f"{name} is not {x}" for x, true in zip(said, truths(family, shape, name), strict=True) if x * true < 0]
            found, compared = found + wrong, compared + sum(x != 0 for x in said)
            continue
        mine = LAWS[name](A, B)
        value, error = (np.broadcast_to(np.asarray(x), (LANES, *mine.shape)).reshape(LANES, -1).tolist() for x in mine.data)
        for v, e, true in zip(value, error, truths(family, shape, name), strict=True):
            for x, y, t in zip(v, e, true, strict=True) if true else ():
                if math.isfinite(x) and math.isfinite(y):
                    compared += 1
                    with precision(BITS):
                        if abs(exact(x) - t) > exact(y):
                            found.append(f"{name}: {t} is not {x} +- {y}")
    return found, compared


def exact(x: float) -> Any:
    return REALS.const(Fraction(x))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (3, 4), (5, 5)], ids=str)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)
def test_the_truth_lies_within_the_bounds(system: Any, family: Callable[..., Integers], shape: tuple[int, int]) -> None:
    found, compared = misses(system, family, shape, [*LAWS, *RELATIONS])
    assert not found, found[:5]
    assert compared > 20 * LANES


# ---- seen red: what is a little less careful says something false


def test_determinants_of_some_size() -> None:
    """Beyond what floats round to the right integer, a residue decides."""
    assert misses(BOUNDED, small, (12, 12), ["minor"]) == ([], LANES)
    assert det(batch(BOUNDED, small(np.random.default_rng(0), 12, 12))).data[1].lost is None


def test_determinants_of_nearly_singular_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(40, 6, 6))
    a[:, 5] = np.einsum("bi,bij->bj", rng.normal(size=(40, 5)), a[:, :5])
    true = [REALS.det(REALS.make(6, 6, [exact(x) for x in m.ravel().tolist()])) for m in a]

    def outside() -> int:
        value, error = BOUNDED.det(BOUNDED.exact(a))
        return sum(abs(exact(v) - t) > exact(e) for v, e, t in zip(value.tolist(), error.tolist(), true, strict=True))

    assert outside() == 0
    monkeypatch.setattr(bounded, "eliminate", lambda a: [x * scale for x, scale in zip(whole.eliminate(a), (1, 1e-3, True), strict=True)])
    assert outside() > 0


SHRUNK = {  # by what factor an error is made too small
    "_added": 1e-2,
    "mul": 1e-2,
    "recip": 1e-2,
    "_multiplied": 1e-2,
    "total": 1e-2,
    "quotient": 1e-1,
    "const": 1e-1,
    "sqrt": 1e-2,
    "log": 1e-2,
    "exp": 1e-2,
    "inv": 1e-4,
    "det": 1e-4,
    "pinv": 1e-4,
    "pinv_sqrt": 1e-4,
    "svdvals": 1e-4,
    "_spectrum": 1e-4,
}


@pytest.mark.parametrize("name", SHRUNK)
def test_a_bound_that_is_too_small_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method = getattr(Bounded, name)

    def shrunk(self: Bounded, *operands: Any) -> Any:
        value, error = method(self, *operands)
        return value, error if isinstance(error, Grid) else error * SHRUNK[name]

    monkeypatch.setattr(Bounded, name, shrunk)
    with np.errstate(all="ignore"):
        assert any(misses(BOUNDED, family, (3, 4), LAWS)[0] for family in (rational, halves, nearly, graded))


@pytest.mark.parametrize("name", ["svdvals", "_spectrum", "nuclear_norm"])
def test_an_enclosure_that_is_too_narrow_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method = getattr(Coarse, name)
    monkeypatch.setattr(Coarse, name, lambda self, a: (lambda value, error: (value, error * 0.9))(*method(self, a)))
    assert any(misses(COARSE, family, (3, 4), LAWS)[0] for family in (rational, small, plain))


def _hasty(a: Any) -> Any:
    pivots, _ = whole.modular(np.ascontiguousarray(a.transpose(1, 2, 0)), 3)
    return (pivots != 0).sum(0), np.ones(len(a), bool)


CARELESS: dict[str, tuple[Any, str, Any, Callable[..., Integers]]] = {
    "nothing is rounded": (bounded, "UNIT", 0.0, rational),
    "exact beyond 2^53": (pairs, "LIMIT", 2.0**70, mixed),
    "ranks modulo 3": (bounded, "ranks", _hasty, small),
    "a polynomial beyond 2^53": (whole, "LIMIT", 2.0**200, towering),
    "all is symmetric": (bounded, "is_symmetric", lambda *operands: True, small),
    "spectra without error": (Bounded, "_spectral_error", lambda self, a: np.zeros(a[0].shape[:-2]), rational),
}


@pytest.mark.parametrize("name", CARELESS)
def test_carelessness_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, what, instead, family = CARELESS[name]
    monkeypatch.setattr(where, what, instead)
    with np.errstate(all="ignore"):
        assert any(misses(BOUNDED, family, shape, [*LAWS, *RELATIONS])[0] for shape in ((3, 4), (5, 5)))


# ---- what floats can decide, they do

EXACTLY = ["equal", "distributed", "symmetric", "semidefinite", "a difference", "definite", "skew", "ranks", "null spaces", "of a Gram matrix", "distinct"]
EXACTLY += ["attained", "less", "nothing", "is zero"]


@pytest.mark.parametrize("name", EXACTLY)
@pytest.mark.parametrize("family", [small, singular, plain], ids=lambda f: f.__name__)
def test_small_integers_leave_nothing_open(family: Callable[..., Integers], name: str) -> None:
    A, B = (batch(BOUNDED, x) for x in drawn(family, (3, 4)))
    assert (np.asarray(truth(RELATIONS[name](A, B))) != 0).all()


def test_rational_gram_matrices_are_semidefinite() -> None:
    """Rounding blurs that they are symmetric; their factors tell."""
    A, B = (batch(BOUNDED, x) for x in drawn(rational, (3, 4)))
    assert (truth(psd(A @ A.T + eye(A))) == 1).all()
    assert (truth((A @ B) @ A == A @ (B @ A)) == 1).all() and (truth((A @ B).T == B.T @ A.T) == 1).all()
    assert (truth(psd(A @ B + eye(A)))[1:] != 1).all()


def test_one_large_lane_spoils_no_other() -> None:
    (p, q), _ = drawn(small, (4, 4))
    A = batch(BOUNDED, (np.concatenate([p, p[-1:] * 10**12 + 1]), np.concatenate([q, q[-1:]])))
    seen = truth(A @ (A + eye(A)) == (A + eye(A)) @ A)
    assert (seen[:-1] == 1).all() and seen[-1] == 0
    assert (truth(rank(A @ A) <= 4)[:-1] == 1).all()


def test_grids_carry_no_errors() -> None:
    for family in (small, halves, plain):
        A, B = (batch(BOUNDED, x) for x in drawn(family, (3, 4)))
        for made in (
            A @ B @ A - A,
            hadamard(A, A) / 4,
            kron(A, B),
            vec(A),
            diagonal(A[0, 0] * vec(A)),
            matrix([[A[0, 0], 1]]),
            maximum(A[0, 0], 0),
            trace(A @ B),
        ):
            error = made.data[1]
            assert isinstance(error, Grid) and error.lost is None and float(error) == 0
            assert np.abs(made.data[0]).max() <= error.most < 2.0**53 * error.grain
            assert np.array_equal(np.asarray(error[..., 0]), 0)
    assert isinstance(sqrt(maximum(A[0, 0], 0) ** 2).data[1], Grid)


def test_deficient_matrices_have_their_pseudo_inverse() -> None:
    for made in (pinv, polar, lambda A: pinv_sqrt(A.T @ A)):
        value, error = made(batch(BOUNDED, drawn(singular, (3, 4))[0])).data
        assert (error < 1e-6).all(), made
        assert (value[0] == 0).all() and (error[0] < 1e-300).all()


def test_unknown_is_no_number() -> None:
    """Where the rank of a matrix of floats is not known, neither is its pseudo-inverse."""
    third = batch(BOUNDED, (np.ones((1, 2, 2), int), np.full((1, 2, 2), 3)))
    assert np.isnan(pinv(third).data[0]).all() and np.isnan(pinv_sqrt(third).data[0]).all() and np.isnan(inv(third).data[0]).all()
    assert truth(null_within(third, third)).item() == 0 and truth(psd(third)).item() == 0


# ---- how much a relation fails


def plainly(op: str, a: Any, b: Any) -> float:
    """The same number, from the definition, for one lane."""
    if op == "==":
        size = np.linalg.norm(a) + np.linalg.norm(b)
        return float(np.linalg.norm(a - b) / size) if size else 0.0
    if op == "distinct":
        gaps = [abs(x - y) for k, x in enumerate(a[:, 0]) for y in a[:k, 0]] or [abs(a[0, 0])]
        return float(-min(gaps) / np.abs(a).max()) if np.abs(a).max() else 0.0
    if op == "<=":
        return float((a - b) / (abs(a) + abs(b))) if a or b else 0.0
    if not a.any():
        return 0.0
    size, skew = np.linalg.norm(a), np.linalg.norm(a - a.T)
    least = -np.linalg.eigvalsh((a + a.T) / 2)[0] / size
    return float(max(least, skew / size) if skew > 2.0**-26 * size else least)


@pytest.mark.parametrize("system", [FLOAT64, BOUNDED], ids=lambda s: s.name)
@pytest.mark.parametrize("family", [small, rational, singular], ids=lambda f: f.__name__)
def test_slack_is_positive_where_a_relation_fails(system: Any, family: Callable[..., Integers]) -> None:
    A, B = (batch(system, x) for x in drawn(family, (3, 4)))
    x, y, S, column = inner(A, A), total(B) * 9, A @ A.T - B.T @ B, B @ ones(3, 1, like=A)
    for atom, op, sides in [
        (x <= y, "<=", (x, y)),
        (x < y, "<=", (x, y)),
        (A == B.T, "==", (A, B.T)),
        (A == 0, "==", (A, A - A)),
        (x == y, "==", (x, y)),
        (psd(S), "psd", (S, S)),
        (positive_definite(S + eye(S)), "psd", (S + eye(S), S)),
        (psd(A @ B), "psd", (A @ B, S)),
        (distinct(column), "distinct", (column, column)),
        (distinct(column.T[0, 0] * ones(1, 1, like=A)), "distinct", (column[0, 0] * ones(1, 1, like=A),) * 2),
    ]:
        seen, slack = system.weigh(atom.op, atom.lhs, atom.rhs)
        a, b = (np.broadcast_to(np.asarray(v.data if system is FLOAT64 else v.data[0]), (LANES, *v.shape)) for v in sides)
        assert np.allclose(slack, [plainly(op, p, q) for p, q in zip(a, b, strict=True)], rtol=1e-12, atol=1e-12), (atom.op, slack)
        assert np.array_equal(slack, system.slack(atom.op, atom.lhs, atom.rhs)) and np.array_equal(seen, system.compare(atom.op, atom.lhs, atom.rhs))
        decided = seen != 0
        assert ((slack > 0)[decided & (seen < 0)] | (np.abs(slack) < 1e-12)[decided & (seen < 0)]).all() and (slack <= 1e-12)[seen > 0].all()
    below = (total(A) <= 0).lhs.system.slack("<=", total(A), total(A).lift(0))
    number = np.asarray(total(A).data if system is FLOAT64 else total(A).data[0])
    assert np.allclose(below, number / (1 + np.abs(number)))


@pytest.mark.parametrize("system", [FLOAT64, BOUNDED, COARSE], ids=lambda s: s.name)
def test_slack_that_nothing_has(system: Any) -> None:
    A, B = (batch(system, x) for x in drawn(small, (3, 4)))
    relation = null_within(A, B.T)
    with pytest.raises(Unsupported):
        system.slack(relation.op, relation.lhs, relation.rhs)
    if system is not FLOAT64:
        seen, slack = system.weigh(relation.op, relation.lhs, relation.rhs)
        assert slack is None and (seen != 0).any()
    undefined = A @ inv(0 * (A.T @ A)) == A
    assert np.isnan(system.weigh(undefined.op, undefined.lhs, undefined.rhs)[1]).all()


# ---- the screen


@pytest.mark.parametrize("n", [4, 12])
def test_the_screen_decides_most_without_a_spectrum(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(n)
    p = rng.integers(-9, 10, (2, 512, n, n))
    A, B = (batch(COARSE, (x, np.ones_like(x))) for x in p)
    for name in ("svd", "eigvalsh", "eigh"):
        monkeypatch.delattr(np.linalg, name)
    COARSE.enclosed = False
    assert (truth(trace(A @ B) == trace(B @ A)) == 1).all() and (truth(rank(A @ B) <= rank(A)) == 1).all() and not COARSE.enclosed
    seen = truth(2 * nuclear_norm(A @ B) <= inner(A, A) + inner(B, B))
    assert COARSE.enclosed and (seen == 1).mean() > 0.9
    assert (truth(psd(A + A.T)) == -1).mean() > 0.9 and (truth(psd(A @ B)) == -1).all()
    assert (truth(svdvals(A)[0, 0] * n <= 2 * total(hadamard(A, A))) == 1).all()


def test_the_screen_sees_definiteness_of_integers() -> None:
    A, _ = (batch(COARSE, x) for x in drawn(singular, (3, 4)))
    assert (truth(psd(A @ A.T)) == 1).all() and set(truth(positive_definite(A @ A.T)).tolist()) == {-1, 1}

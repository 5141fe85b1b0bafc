"""The torch system says what float64 says, lane by lane, and its gradients are those of the functions that it computes.

Torch takes seconds to import, so it is imported by the fixture, not when tests are collected.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from numerics.linalg import distinct, matrix, nuclear_norm, null_within, polar, positive_definite, psd, rank
from numerics.systems.float64 import FLOAT64, HALF
from numerics.systems.fractions import FRACTIONS
from numerics.value import Refusal, Relation, Unknown, Unsupported, Value, truth
from property_tests.test_systems import expressions, letters, ordered, relations

LANES = 24
ZERO, SINGULAR, SPOILT = 0, 1, 2  # lanes that are built


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def module(torch: Any) -> Any:
    return import_module("numerics.systems.torch")


@pytest.fixture(scope="module")
def system(module: Any) -> Any:
    return module.TORCH


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def scalars(rng: np.random.Generator) -> Any:
    x = rng.integers(-9, 10, LANES) / rng.integers(1, 5, LANES)
    x[ZERO], x[SPOILT] = 0, np.nan
    return x


def matrices(rng: np.random.Generator, n: int, m: int) -> Any:
    a = rng.integers(-9, 10, (LANES, n, m)) / rng.integers(1, 5, (LANES, 1, 1))
    a[ZERO] = 0
    a[SINGULAR] = a[SINGULAR, :1]
    a[SPOILT, 0, 0] = np.nan
    return a


def semidefinite(rng: np.random.Generator, n: int) -> Any:
    b = matrices(rng, n, n)
    a = b @ np.swapaxes(b, -1, -2) + np.eye(n)
    a[ZERO] = 0
    a[SINGULAR] = np.diag([4.0, 0.0, 4.0, 9.0][:n])  # its spectrum is exact: both libraries see the zero
    return a


def symmetric(rng: np.random.Generator, n: int) -> Any:
    a = matrices(rng, n, n)
    return a + np.swapaxes(a, -1, -2)


def increasing(rng: np.random.Generator, n: int) -> Any:
    x = np.cumsum(rng.integers(1, 9, (LANES, n, 1)), axis=1) / 4
    x[ZERO] = x[ZERO, :1]
    x[SPOILT, 0] = np.nan
    return x


PRIMITIVES: dict[str, Callable[[np.random.Generator], tuple[Any, ...]]] = {
    "add": lambda rng: (matrices(rng, 3, 2), matrices(rng, 3, 2)),
    "sub": lambda rng: (scalars(rng), scalars(rng)),
    "neg": lambda rng: (scalars(rng),),
    "mul": lambda rng: (scalars(rng), scalars(rng)),
    "scale": lambda rng: (matrices(rng, 3, 2), scalars(rng)),
    "recip": lambda rng: (scalars(rng),),
    "matmul": lambda rng: (matrices(rng, 3, 2), matrices(rng, 2, 4)),
    "transpose": lambda rng: (matrices(rng, 3, 2),),
    "inv": lambda rng: (matrices(rng, 4, 4),),
    "det": lambda rng: (matrices(rng, 4, 4),),
    "trace": lambda rng: (matrices(rng, 3, 3),),
    "total": lambda rng: (matrices(rng, 3, 2),),
    "hadamard": lambda rng: (matrices(rng, 3, 2), matrices(rng, 3, 2)),
    "diagonal": lambda rng: (matrices(rng, 3, 1),),
    "vec": lambda rng: (matrices(rng, 3, 2),),
    "kron": lambda rng: (matrices(rng, 3, 2), matrices(rng, 2, 4)),
    "reciprocal_gaps": lambda rng: (increasing(rng, 4),),
    "maximum": lambda rng: (scalars(rng), scalars(rng)),
    "sqrt": lambda rng: (scalars(rng),),
    "log": lambda rng: (scalars(rng),),
    "exp": lambda rng: (scalars(rng),),
    "svdvals": lambda rng: (matrices(rng, 3, 5),),
    "eigvalsh": lambda rng: (symmetric(rng, 4),),
    "nuclear_norm": lambda rng: (matrices(rng, 5, 3),),
    "pinv": lambda rng: (matrices(rng, 3, 4),),
    "pinv_sqrt": lambda rng: (semidefinite(rng, 4),),
    "spectral_norm": lambda rng: (matrices(rng, 5, 3),),
    "relu": lambda rng: (matrices(rng, 3, 2),),
    "silu": lambda rng: (matrices(rng, 3, 2),),
    "quotient": lambda rng: (scalars(rng), np.maximum(1, scalars(rng))),
}
MATRIX_MADE = ("inv", "svdvals", "eigvalsh", "nuclear_norm", "spectral_norm", "pinv", "pinv_sqrt", "det", "trace", "total")  # one spoilt entry spoils all of it


def close(found: Any, true: Any) -> Any:
    return np.isclose(found, true, rtol=1e-9, atol=1e-9, equal_nan=True)


def test_every_primitive_is_here(system: Any) -> None:
    """All that float64 has, without what counts: integers have no slope."""
    missing = {name for name in dir(FLOAT64) if not name.startswith("_") and not hasattr(system, name)}
    assert "rank" in missing and {name for name in missing if name in PRIMITIVES or name in ("const", "compare", "slack", "name", "batched")} == set()


@pytest.mark.parametrize("name", PRIMITIVES)
def test_primitives_agree_with_float64(system: Any, name: str) -> None:
    arguments = PRIMITIVES[name](generator())
    with np.errstate(all="ignore"):
        true = getattr(FLOAT64, name)(*arguments)
    found = system.numbers(getattr(system, name)(*map(system.array, arguments)))
    assert found.shape == true.shape and found.dtype == true.dtype
    sound = np.arange(LANES) != SPOILT
    assert np.isfinite(found[sound]).any() and close(found[sound], true[sound]).all()
    spoilt = np.isnan(found[SPOILT])
    assert spoilt.all() if name in MATRIX_MADE else spoilt.any()
    if name in ("inv", "reciprocal_gaps", "log", "recip"):
        assert np.isnan(found[ZERO]).any()
    if name == "inv":
        assert np.isnan(found[SINGULAR]).all() and np.isfinite(found[3:]).any()


@pytest.mark.parametrize("name", ["svdvals", "nuclear_norm", "pinv", "eigvalsh", "inv", "det", "recip", "sqrt", "log", "exp", "matmul"])
@pytest.mark.parametrize("extreme", [np.inf, -np.inf, 1e308, 1e-320])
def test_no_lane_stops_a_batch(system: Any, name: str, extreme: float) -> None:
    """A lane may overflow: it comes back as something that is no number, and the others as if it were not there."""
    arguments = PRIMITIVES[name](generator())
    spoilt = [a.copy() for a in arguments]
    spoilt[0][SPOILT] = extreme
    found, alone = (system.numbers(getattr(system, name)(*map(system.array, given))) for given in (spoilt, arguments))
    assert close(np.delete(found, SPOILT, 0), np.delete(alone, SPOILT, 0)).all()


def test_constants_and_entries(system: Any) -> None:
    assert system.numbers(system.const(Fraction(1, 3))) == 1 / 3 and system.const(Fraction(10) ** 400).item() == np.inf
    x = generator().normal(size=(LANES,))
    rows = [[x, np.asarray(2.0), -x], [np.asarray(0.0), x * x, np.asarray(1.0)]]
    found = system.entries([[system.array(c) for c in row] for row in rows])
    assert (system.numbers(found) == FLOAT64.entries(rows)).all()
    assert (system.numbers(system.entry(found, 1, 1)) == x * x).all()
    assert (system.numbers(system.eye(3)) == np.eye(3)).all() and (system.numbers(system.ones(2, 3)) == 1).all()
    stacked = system.numbers(system.stack([system.eye(2), found[..., :2]]))
    assert stacked.shape == (2, LANES, 2, 2) and (stacked[0] == np.eye(2)).all()


def test_claims_run_on_it(system: Any) -> None:
    """Whole expressions on a batch, against the fractions lane by lane; constants broadcast; what it lacks is unknown, not undefined."""
    rng = generator()
    p, q = rng.integers(-9, 10, (6, LANES)), rng.integers(1, 5, (6, LANES))
    cells = [Value(system, system.quotient(a, b), ()) for a, b in zip(p, q, strict=True)]
    many = {"x": cells[0], "y": cells[1], "R": matrix([cells[2:4], cells[4:6]])}
    values = {**expressions(**many), **ordered(**many)}
    truths = {name: np.broadcast_to(truth(r), (LANES,)) for name, r in relations(**many).items()}
    for lane in range(LANES):
        f = [Fraction(int(a), int(b)) for a, b in zip(p[:, lane], q[:, lane], strict=True)]
        alone = letters(FRACTIONS, f[0], f[1], [f[2:4], f[4:6]])
        for name, true in {**expressions(**alone), **ordered(**alone)}.items():
            assert close(system.numbers(values[name].data)[lane], float(true.data)), name
        for name, relation in relations(**alone).items():
            assert truths[name][lane] in (0, truth(relation)), name
    assert {name for name, found in truths.items() if not found.any()} <= {"equal", "definite", "rank", "null space"}  # as in float64
    lacking = rank(many["R"]).data
    assert isinstance(lacking, Unknown) and not lacking.undefined and lacking.reason


def test_the_library_giving_up_is_an_unknown(torch: Any, system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_convergence(x: Any) -> Any:
        raise torch.linalg.LinAlgError("did not converge")

    monkeypatch.setattr(torch.linalg, "svdvals", no_convergence)
    found = nuclear_norm(Value(system, system.ones(2, 2), (2, 2))).data
    assert isinstance(found, Unknown) and not found.undefined and found.reason == "did not converge"


# ---- devices and types


@pytest.mark.parametrize("name", PRIMITIVES)
def test_constants_are_made_on_the_device(torch: Any, system: Any, name: str) -> None:
    """Where the library would put what names no device elsewhere, such a constant could not be combined with the letters."""
    with torch.device("meta"):
        leaves = [system.leaf(a) for a in PRIMITIVES[name](generator())]
        made = getattr(system, name)(*leaves)
        assert made.device == system.const(Fraction(1)).device == torch.device("cpu")
        assert all(g.shape == leaf.shape for g, leaf in zip(system.gradients(made, leaves), leaves, strict=True))
        assert system.compare("distinct", Value(system, system.array([[1], [2]]), (2, 1)), None) == 1


def test_types_and_names(module: Any) -> None:
    single = module.Torch(dtype="float32")
    assert (module.TORCH.name, single.name, module.Torch("cuda").name) == ("torch", "torch float32", "torch cuda")
    assert single.screen > module.TORCH.screen == 2.0**-26
    rng = generator()
    for name in PRIMITIVES:
        made = getattr(single, name)(*map(single.array, PRIMITIVES[name](rng)))
        assert single.numbers(made).dtype == np.float32, name
    assert single.const(Fraction(10) ** 60).item() == np.inf
    with pytest.raises(Refusal, match="float64 or float32"):
        module.Torch(dtype="bfloat16")


# ---- relations


def pairs(number_system: Any, array: Callable[[Any], Any]) -> dict[str, Relation]:
    """Relations on one batch of letters, among them ties, near ties and lanes that are undefined."""
    rng = generator()
    x, y = scalars(rng), scalars(rng)
    y[3:6] = x[3:6]
    y[6] = x[6] * (1 + 2.0**-30)
    x[7], y[7] = 1e-12, 2e-12
    A, B = matrices(rng, 3, 3), matrices(rng, 3, 3)
    B[3:6] = A[3:6]
    S, P, column, levels = symmetric(rng, 3), semidefinite(rng, 3), matrices(rng, 4, 1), increasing(rng, 4)
    levels[7] *= 1e-12
    S[5] = np.diag([1.0, 0, 1]) * 1e-3

    def value(data: Any) -> Value:
        return Value(number_system, array(data), data.shape[1:])

    def slanted(a: Any) -> Any:
        return a + 2.0**-20 * np.triu(np.ones((3, 3)), 1)

    return {
        "<=": value(x) <= value(y),
        "<": value(x) < value(y),
        "at most zero": value(x) <= 0,
        "above zero": 0 < value(x),
        "a constant": value(x) <= 2,
        "==": value(x) == value(y),
        "matrices": value(A) == value(B),
        "matrix and zero": value(A) == 0,
        "psd": psd(value(S)),
        "psd indeed": psd(value(P)),
        "definite": positive_definite(value(P)),
        "askew": psd(value(slanted(P))),
        "far from symmetric": psd(value(A)),
        "distinct": distinct(value(column)),
        "distinct indeed": distinct(value(levels)),
    }


@pytest.mark.parametrize("name", pairs(FLOAT64, lambda x: x))
def test_comparisons_agree_with_float64(system: Any, name: str) -> None:
    mine, true = pairs(system, system.array)[name], pairs(FLOAT64, lambda x: x)[name]
    found = system.compare(mine.op, mine.lhs, mine.rhs)
    with np.errstate(all="ignore"):
        assert found.dtype == np.int8 and (found == FLOAT64.compare(true.op, true.lhs, true.rhs)).all()


def by_hand(op: str, a: Any, b: Any) -> float:
    """The slack of one lane, as it is defined."""

    def share(part: Any, whole: Any) -> float:
        return 0.0 if whole == 0 else float(part / whole)

    if op in ("psd", "positive definite"):
        skew = share(np.linalg.norm(a - a.T), np.linalg.norm(a))
        below = share(-np.linalg.eigvalsh((a + a.T) / 2)[0], np.linalg.norm(a))
        return max(below, skew) if skew > 2.0**-26 else below
    if op == "distinct":
        return share(-min(abs(p - q) for k, p in enumerate(a[:, 0]) for q in a[:k, 0]), np.abs(a).max())
    if op == "==":
        return share(np.linalg.norm(np.atleast_1d(a - b)), np.linalg.norm(np.atleast_1d(a)) + np.linalg.norm(np.atleast_1d(b)))
    return share(a - b, abs(a) + abs(b))


@pytest.mark.parametrize("name", pairs(FLOAT64, lambda x: x))
def test_slack_is_as_defined(system: Any, name: str) -> None:
    mine, true = pairs(system, system.array)[name], pairs(FLOAT64, lambda x: x)[name]
    found = system.numbers(system.slack(mine.op, mine.lhs, mine.rhs))
    assert found.shape == (LANES,) and np.isnan(found[SPOILT]) and np.isfinite(np.delete(found, SPOILT)).all()
    a, b = np.asarray(true.lhs.data), np.asarray(true.rhs.data if true.rhs is not None else 0)
    for lane in range(LANES):
        if lane != SPOILT:
            left, right = (side[lane] if side.shape[:1] == (LANES,) else side for side in (a, b))
            zero = name in ("at most zero", "above zero")
            expected = (left - right) / (1 + abs(left - right)) if zero else by_hand(true.op, left, right)
            assert abs(found[lane] - expected) < 1e-12, (lane, found[lane], expected)
    with np.errstate(all="ignore"):
        decided = FLOAT64.compare(true.op, true.lhs, true.rhs)
        assert close(found, FLOAT64.slack(true.op, true.lhs, true.rhs)).all()
    assert (found[decided < 0] > 0).all() and not (found[decided > 0] > 0).any()
    assert (decided < 0).any() or true.op == "distinct" or name in ("psd indeed", "definite")


def test_slack_of_the_rest_is_unsupported(system: Any) -> None:
    one = Value(system, system.eye(2), (2, 2))
    for relation in (null_within(one, one), Relation("lesssim", one, one)):
        with pytest.raises(Unsupported, match="torch"):
            system.slack(relation.op, relation.lhs, relation.rhs)
        with pytest.raises(Unsupported, match="torch"):
            system.compare(relation.op, relation.lhs, relation.rhs)
    assert system.slack("distinct", Value(system, system.ones(1, 1), (1, 1)), None) < 0


# ---- gradients


def low_rank(s: Any, a: Any, b: Any) -> Any:
    return a @ b


SMOOTH: dict[str, tuple[Callable[..., Any], tuple[tuple[int, ...], ...]]] = {
    "arithmetic": (lambda s, x, y, A: s.scale(A, s.mul(s.sub(x, y), s.recip(s.add(x, s.neg(s.exp(y)))))), ((2,), (2,), (2, 2, 3))),
    "roots and logarithms": (lambda s, x, y: s.sqrt(s.mul(x, x)) + s.log(s.exp(y)), ((3,), (3,))),
    "maximum": (lambda s, x, y: s.maximum(x, y), ((5,), (5,))),
    "entries": (lambda s, x, A: s.entries([[x, s.entry(A, 0, 1)], [s.const(Fraction(1)), s.trace(A)]]), ((2,), (2, 2, 2))),
    "sums": (lambda s, A, B: s.total(s.hadamard(A, s.transpose(B))), ((2, 2, 3), (2, 3, 2))),
    "built": (lambda s, x, A: s.kron(s.diagonal(x), s.vec(A)), ((2, 2, 1), (2, 2, 3))),
    "gaps": (lambda s, x: s.reciprocal_gaps(x), ((2, 3, 1),)),
    "inverse": (lambda s, A: s.inv(A), ((2, 3, 3),)),
    "determinant": (lambda s, A: s.det(A), ((2, 3, 3),)),
    "singular determinant": (lambda s, A, B: s.det(A @ B), ((3, 2), (2, 3))),
    "singular values": (lambda s, A: s.svdvals(A), ((2, 2, 3),)),
    "nuclear norm": (lambda s, A: s.nuclear_norm(A), ((2, 3, 2),)),
    "eigenvalues": (lambda s, A: s.eigvalsh(A + A.mT), ((2, 3, 3),)),
    "pseudo-inverse": (lambda s, A: s.pinv(A), ((2, 2, 3),)),
    "pseudo-inverse of low rank": (lambda s, A, B: s.pinv(A @ B), ((3, 2), (2, 4))),
    "root of an inverse": (lambda s, A: s.pinv_sqrt(A @ A.mT), ((2, 3, 3),)),
    "root of a pseudo-inverse": (lambda s, A: s.pinv_sqrt(A @ A.mT), ((4, 2),)),
    "polar": (lambda s, A: A @ s.pinv_sqrt(A.mT @ A), ((2, 4, 2),)),
    "slack <=": (lambda s, x, y: s.slack("<=", Value(s, x, ()), Value(s, y, ())), ((4,), (4,))),
    "slack against zero": (lambda s, x: s.slack("<", Value(s, s.const(Fraction(0)), ()), Value(s, x, ())), ((4,),)),
    "slack ==": (lambda s, x, y: s.slack("==", Value(s, x, ()), Value(s, y, ())), ((4,), (4,))),
    "slack of matrices": (lambda s, A, B: s.slack("==", Value(s, A, (2, 2)), Value(s, B, (2, 2))), ((2, 2, 2), (2, 2, 2))),
    "slack psd": (lambda s, A: s.slack("psd", Value(s, A + A.mT, (3, 3)), None), ((2, 3, 3),)),
    "slack askew": (lambda s, A: s.slack("psd", Value(s, A, (3, 3)), None), ((2, 3, 3),)),
    "slack distinct": (lambda s, x: s.slack("distinct", Value(s, x, (3, 1)), None), ((2, 3, 1),)),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_are_central_differences(torch: Any, system: Any, name: str) -> None:
    law, shapes = SMOOTH[name]
    rng = generator()
    leaves = [system.leaf(rng.normal(size=shape)) for shape in shapes]
    assert torch.autograd.gradcheck(lambda *at: law(system, *at), leaves)


REPEATED: dict[str, tuple[Callable[..., Any], Any]] = {
    "nuclear norm at the identity": (lambda s, A: s.nuclear_norm(A), np.eye(3)),
    "sum of eigenvalues at the identity": (lambda s, A: s.eigvalsh(A + A.mT).sum(), np.eye(3)),
    "root of an inverse, one eigenvalue": (lambda s, A: s.pinv_sqrt(A @ A.mT), 2 * np.eye(3)),
    "root of an inverse, a pair": (lambda s, A: s.pinv_sqrt(A @ A.mT), np.diag([1.0, 3.0, 3.0])),
    "root of a pseudo-inverse, a pair": (lambda s, A: s.pinv_sqrt(A @ A.mT), np.eye(4)[:, :2]),
    "polar at the identity": (lambda s, A: A @ s.pinv_sqrt(A.mT @ A), np.eye(3)),
    "determinant, rank two": (lambda s, A: s.det(A), np.arange(9.0).reshape(3, 3)),
    "determinant, rank one": (lambda s, A: s.det(A), np.ones((3, 3))),
    "determinant, negative": (lambda s, A: s.det(A), np.eye(3)[[1, 0, 2]]),
    "determinant, zero": (lambda s, A: s.det(A), np.zeros((2, 2))),
    "one number against zero, at zero": (lambda s, x: s.slack("<=", Value(s, x, ()), Value(s, s.const(Fraction(0)), ())), np.zeros(2)),
}


@pytest.mark.parametrize("name", REPEATED)
def test_gradients_where_spectra_repeat_or_vanish(torch: Any, system: Any, name: str) -> None:
    """Smooth functions at points where their parts are not: eigenvectors turn, factors vanish."""
    law, at = REPEATED[name]
    assert torch.autograd.gradcheck(lambda a: law(system, a), [system.leaf(at)])


KINKS: dict[str, tuple[Callable[..., Any], Any]] = {
    "root at zero": (lambda s, x: s.sqrt(s.mul(x, x)), np.zeros(2)),
    "tie": (lambda s, x: s.maximum(x, s.neg(x)), np.zeros(2)),
    "singular values at zero": (lambda s, A: s.svdvals(A), np.zeros((2, 3))),
    "singular values that repeat": (lambda s, A: s.svdvals(A), np.eye(3)),
    "nuclear norm of low rank": (lambda s, A: s.nuclear_norm(A), np.ones((3, 3))),
    "eigenvalues that repeat": (lambda s, A: s.eigvalsh(A), np.eye(3)),
    "pseudo-inverse at zero": (lambda s, A: s.pinv(A), np.zeros((2, 3))),
    "pseudo-inverse of low rank": (lambda s, A: s.pinv(A), np.ones((2, 3))),
    "root of a pseudo-inverse at zero": (lambda s, A: s.pinv_sqrt(A), np.zeros((3, 3))),
    "polar at zero": (lambda s, A: A @ s.pinv_sqrt(A.mT @ A), np.zeros((3, 2))),
    "equal": (lambda s, A: s.slack("==", Value(s, A, (2, 2)), Value(s, A.detach(), (2, 2))), np.ones((2, 2))),
    "both zero": (lambda s, A: s.slack("==", Value(s, A, (2, 2)), Value(s, A.detach(), (2, 2))), np.zeros((2, 2))),
    "at most, both zero": (lambda s, x: s.slack("<=", Value(s, x, ()), Value(s, 2 * x, ())), np.zeros(2)),
    "psd at zero": (lambda s, A: s.slack("psd", Value(s, A, (2, 2)), None), np.zeros((2, 2))),
    "psd at the identity": (lambda s, A: s.slack("psd", Value(s, A, (2, 2)), None), np.eye(2)),
    "distinct at zero": (lambda s, x: s.slack("distinct", Value(s, x, (3, 1)), None), np.zeros((3, 1))),
    "distinct, all equal": (lambda s, x: s.slack("distinct", Value(s, x, (3, 1)), None), np.ones((3, 1))),
}


@pytest.mark.parametrize("name", KINKS)
def test_gradients_at_kinks_are_finite(system: Any, name: str) -> None:
    law, at = KINKS[name]
    leaf = system.leaf(at)
    (slope,) = system.gradients(law(system, leaf), [leaf])
    assert np.isfinite(slope).all()


@pytest.mark.parametrize("name", ["inv", "svdvals", "eigvalsh", "pinv", "pinv_sqrt", "det", "recip", "sqrt", "log", "reciprocal_gaps", "nuclear_norm"])
def test_undefined_lanes_leave_the_slopes_of_others_alone(system: Any, name: str) -> None:
    (at,) = PRIMITIVES[name](generator())
    with np.errstate(all="ignore"):
        sound = np.isfinite(getattr(FLOAT64, name)(at).reshape(LANES, -1)).all(-1) & (np.arange(LANES) != SPOILT)
    assert 0 < sound.sum() < LANES
    many, few = system.leaf(at), system.leaf(at[sound])
    (slopes,), (alone,) = (system.gradients(getattr(system, name)(leaf), [leaf]) for leaf in (many, few))
    assert np.isfinite(alone).all() and close(slopes[sound], alone).all()
    assert np.isfinite(np.delete(slopes, SPOILT, 0)).all()  # they may feed what is defined, too


def test_gradients_of_a_claim(system: Any) -> None:
    """Through the operators of Values, lane by lane; a leaf that nothing depends on has slope zero."""
    rng = generator()
    G, other = system.leaf(rng.normal(size=(LANES, 4, 2))), system.leaf(rng.normal(size=(LANES,)))
    value = Value(system, G, (4, 2))
    claim = nuclear_norm(value) <= nuclear_norm(polar(value))
    slack = system.slack(claim.op, claim.lhs, claim.rhs)
    slope, none = system.gradients(slack, [G, other])
    step = 1e-6 * slope[3]
    moved = system.numbers(G).copy()
    moved[3] += step
    value = Value(system, system.array(moved), (4, 2))
    claim = nuclear_norm(value) <= nuclear_norm(polar(value))
    gained = system.numbers(system.slack(claim.op, claim.lhs, claim.rhs)) - system.numbers(slack)
    assert (none == 0).all() and np.flatnonzero(abs(gained) > 1e-9).tolist() == [3]
    assert abs(gained[3] / (slope[3] * step).sum() - 1) < 1e-3
    assert (system.gradients(system.ones(2, 2), [G])[0] == 0).all()


@pytest.mark.parametrize("rows", [3, 5, 8])
def test_half_the_digits_of_a_nuclear_norm(system: Any, module: Any, rows: int) -> None:
    """From Gram matrices, low rank too: what is lost is half the digits of zero singular values."""
    x = np.random.default_rng(rows).standard_normal((50, rows, 5))
    x[:25] = x[:25, :, :1] * x[:25, :1]  # of rank one
    true = FLOAT64.nuclear_norm(x)
    for found in (HALF.nuclear_norm(x), system.numbers(module.half_of(system).nuclear_norm(system.array(x)))):
        assert found.shape == true.shape and np.allclose(found, true, rtol=1e-6) and np.allclose(found[25:], true[25:], rtol=1e-12)
    assert np.isnan(HALF.nuclear_norm(np.full((1, 2, 2), np.nan))).all()


"""The falsifier's exam: claims about arrays of which the truth is known, thin violations at every size, and the same witness however the work is split."""

from __future__ import annotations

import dataclasses
import inspect
import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from numerics.linalg import eigvalsh, inner, matrix, nuclear_norm, psd, rank, sqrt, total, trace
from numerics.streams import generator
from numerics.value import Value
from property_tests import falsify
from property_tests.adversary import mutated, uphill
from property_tests.adversary import slope as slope_of
from property_tests.array_claims import CLAIMS, ArrayClaim
from property_tests.exactly import evaluate, is_member, point, verify
from property_tests.falsify import Effort, Tally, scan, search, size_of
from property_tests.referee import BUDGETS, smallest_failure
from property_tests.shrink import shrink
from theorems.domains import PSD, Matrix, Orthogonal, Positive, Projector, Real, Symmetric, lawful
from theorems.statement import Instance, Statement, Variant

TRUE, FALSE = [c for c in CLAIMS if c.true], [c for c in CLAIMS if not c.true]
DEAF = ()  # false claims that budget quick may miss


def variant(for_all: Mapping[str, Any], law: Callable[..., Any]) -> Variant:
    """One claim, named "claim", with a knob that a mutant turns."""

    def claims(spoilt: int = 0, **letters: Any) -> Any:
        return {"claim": law(**letters)}

    claims.__signature__ = _with_a_knob(law)  # type: ignore[attr-defined]
    return Variant.of(Statement(source="falsifier", for_all=for_all, claims=claims, mutants={"m": {"spoilt": 1}}), "as stated")


def _with_a_knob(law: Callable[..., Any]) -> Any:
    letters = list(inspect.signature(law).parameters.values())
    return inspect.Signature([*letters, inspect.Parameter("spoilt", inspect.Parameter.KEYWORD_ONLY, default=0)])


def found(v: Variant, effort: Effort, name: str = "claim") -> tuple[Tally, dict[str, Any] | None]:
    """What a search saw, and the shrunk witness that two engines confirm."""
    tally = search(v, [name], effort)[name]
    if tally.failure is None:
        return tally, None
    pin = point(v, smallest_failure(v, name, tally, effort))
    assert len(verify(v, name, pin)) >= 2
    return tally, pin


def sides(pin: Mapping[str, Any]) -> int:
    return max((max(len(x), len(x[0])) for x in pin.values() if isinstance(x, list)), default=1)


# ---- the exam


def test_the_exam_is_large_enough() -> None:
    assert len(TRUE) >= 30 and len(FALSE) >= 30 and len({c.name for c in CLAIMS}) == len(CLAIMS)
    assert len(DEAF) <= 3 and set(DEAF) <= {c.name for c in FALSE}
    assert median(c.dimension for c in FALSE) <= 3


@pytest.mark.parametrize("claim", FALSE, ids=lambda c: c.name)
def test_false_claims_fall(claim: ArrayClaim, budget: str) -> None:
    v = Variant.of(claim.statement, "as stated")
    _, pin = found(v, BUDGETS["full" if claim.name in DEAF else budget].claims)
    assert pin is not None, claim.why
    assert sides(pin) <= max(claim.dimension, 3), f"the smallest has side {claim.dimension}: {pin}"


@pytest.mark.parametrize("claim", TRUE, ids=lambda c: c.name)
def test_true_claims_stand(claim: ArrayClaim, budget: str) -> None:
    v = Variant.of(claim.statement, "as stated")
    tally = search(v, ["claim"], BUDGETS[budget].claims)["claim"]
    assert tally.failure is None, (claim.why, point(v, tally.failure[0]))
    assert tally.attacked >= {"quick": 20_000}.get(budget, 1_000_000)


@pytest.mark.parametrize("claim", FALSE, ids=lambda c: c.name)
def test_the_examples_given_are_examples(claim: ArrayClaim) -> None:
    assert claim.example is not None
    assert len(verify(Variant.of(claim.statement, "as stated"), "claim", claim.example)) >= 2


def test_every_shape_is_scanned() -> None:
    """No claim of the exam raises in any system of the bulk: wide, tall, degenerate and rational batches."""
    for claim in CLAIMS:
        v = Variant.of(claim.statement, "as stated")
        shapes = list(v.grid(4))
        for k in range(9):
            batch = v.draw(*shapes[k * len(shapes) // 9], generator("shapes", block=k), 64)
            seen = scan(v, batch, ["claim"], hasty=k % 3 == 0)
            assert len(seen.truth["claim"]) == 64


# ---- thin violations: wrong by one part in a million, at every size up to 10


def path(x: Value) -> Value:
    """The adjacency matrix of a path, whose largest eigenvalue 2 cos(pi / (n + 1)) and its vector are irrational."""
    n, zero = x.shape[0], x[0, 0] - x[0, 0]
    return matrix([[zero + int(abs(i - j) == 1) for j in range(n)] for i in range(n)])


def just_below(bound: float) -> Fraction:
    return Fraction(int(bound * (1 - 1e-6) * 10**9), 10**9)


@pytest.mark.parametrize("n", range(2, 11))
def test_a_constant_wrong_by_one_part_in_a_million_falls(n: int) -> None:
    thin = Fraction(10**6 - 1, 10**6)
    claims: dict[str, tuple[Any, Callable[..., Any]]] = {
        "nuclear": (dict.fromkeys("AB", Matrix(n, n)), lambda A, B: 2 * nuclear_norm(A @ B) <= thin * (inner(A, A) + inner(B, B))),
        "path": ({"x": Matrix(n, 1)}, lambda x: inner(x, path(x) @ x) <= just_below(2 * math.cos(math.pi / (n + 1))) * inner(x, x)),
        "mean": ({"x": Matrix(n, 1)}, lambda x: total(x) ** 2 <= n * thin * inner(x, x)),
    }
    for name, (for_all, law) in claims.items():
        v = variant(for_all, law)
        _, pin = found(v, BUDGETS["quick"].claims)
        assert pin is not None, name
        assert all(len(str(entry)) <= 8 for rows in pin.values() for row in rows for entry in row), f"{name}: not to be checked by hand: {pin}"


def test_the_adversary_finds_what_no_draw_does() -> None:
    v = variant({"x": Matrix(10, 1)}, lambda x: inner(x, path(x) @ x) <= just_below(2 * math.cos(math.pi / 11)) * inner(x, x))
    drawn = dataclasses.replace(BUDGETS["quick"].claims, starts=0)
    assert search(v, ["claim"], drawn)["claim"].failure is None
    tally, pin = found(v, BUDGETS["quick"].claims)
    assert pin is not None and tally.thin


def test_a_smooth_supremum_is_reached() -> None:
    """2 |AB|_* / (|A|^2 + |B|^2) reaches 1 from a random start, at every size: the slack comes within 1e-6 of zero."""
    for n in (3, 12, 48):
        v = variant(dict.fromkeys("AB", Matrix(n, n)), lambda A, B: 2 * nuclear_norm(A @ B) <= inner(A, A) + inner(B, B))
        draws = [generator("normal", str(n), block=k).standard_normal((1, n, n)) for k in range(2)]
        normal = [(np.rint(1000 * x).astype(np.int64), np.full((1, n, n), 1000)) for x in draws]
        slope = slope_of(v, "claim", Instance(sizes={}, listed={}, integers={"A": normal[:1], "B": normal[1:]}))
        assert slope is not None
        top, _ = uphill(slope, slope.start())
        assert -1e-6 / 2 < top <= 1e-12 and slope.calls[0] < 60


# ---- how it searches


def test_small_scope_finds_what_is_false_at_ones_alone() -> None:
    """A violation on a set of measure zero: exhaustive points meet it, in the smallest shape there is."""
    v = variant({"A": Matrix("n", "n")}, lambda A: rank(A @ A) == rank(A))
    tally, pin = found(v, Effort(scope=2000, blocks=0, looks=0, largest=3))
    assert pin == {"A": [["0", "1"], ["0", "0"]]} and tally.attacked < 200


def test_the_witness_shrinks_inside_its_description() -> None:
    """The hypotheses are equalities that no rounding keeps: the shrunk point satisfies them exactly, because its integers shrank and not its entries."""
    for domain, law in (
        (Projector("n", 2), lambda P: trace(P @ P) <= 1),
        (Orthogonal("n"), lambda P: P == P.T),
        (PSD("n"), lambda P: inner(P, P) <= trace(P)),
    ):
        v = variant({"P": domain}, law)
        start = v.draw({"n": 4}, {}, generator("test", block=1), 64)
        lane = next(i for i in range(64) if (e := evaluate(v, start, i, ["claim"])) and e["claim"][0] < 0 and size_of(start)[i] > 60)
        small = shrink(v, start.one(lane), "claim")
        assert is_member(v, small, 0) and size_of(small)[0] < size_of(start)[lane] / 2 and small.sizes["n"] < 4
        assert shrink(v, small, "claim") is not None and point(v, shrink(v, small, "claim")) == point(v, small)


def test_mutated_points_keep_their_kind() -> None:
    for domain in (PSD("n"), Projector("n", 1), Symmetric("n"), Positive()):
        v = variant({"P": domain}, lambda P: P == P)
        lanes = mutated(v, v.draw({"n": 3}, {}, generator("test", block=2), 1), generator("test", block=3), 64)
        for leaf, (p, q) in zip(domain.leaves, lanes.integers["P"], strict=True):
            assert lawful(leaf, p, q).all()
        assert len({str([p[i].tolist() for p, _ in lanes.integers["P"]]) for i in range(64)}) > 8


@pytest.mark.parametrize("bits", [60, 200, 900])
def test_the_ladder_of_precision_decides_a_sign_that_floats_cannot(bits: int) -> None:
    """sqrt(x) sqrt(3) against sqrt(3 x + 2^-bits): irrational sides, and a gap that only more and more bits resolve."""
    gap = Fraction(1, 2**bits)
    holds = variant({"x": Real()}, lambda x: sqrt(1 + x * x) * sqrt(3 + 0 * x) < sqrt(3 + 3 * x * x + gap))
    fails = variant({"x": Real()}, lambda x: sqrt(1 + x * x) * sqrt(3 + 0 * x) >= sqrt(3 + 3 * x * x + gap))
    effort = Effort(scope=200, blocks=0, looks=0, largest=1)
    tally, pin = found(fails, effort)
    assert pin is not None and verify(fails, "claim", pin)[0] == "flint rationals and balls"
    tally = search(holds, ["claim"], effort)["claim"]
    assert tally.failure is None and tally.exact and not tally.unknown


def test_engines_that_share_their_code_are_one() -> None:
    """Balls compute with the first engine's rationals as long as they can: beside it they are no second opinion."""
    v = variant({"A": Matrix(1, 1)}, lambda A: eigvalsh(A)[0, 0] <= 0)
    engines = verify(v, "claim", {"A": [["1/1000003"]]})  # the standard library finds no eigenvalue with so large a denominator
    assert engines[0] == "flint rationals" and "flint rationals and balls" not in engines and len(engines) == 2


def test_an_irrational_tie_stays_unknown() -> None:
    v = variant({"x": Real()}, lambda x: sqrt(1 + x * x) * sqrt(3 + 0 * x) <= sqrt(3 + 3 * x * x))
    tally = search(v, ["claim"], Effort(scope=200, blocks=0, looks=0, largest=1))["claim"]
    assert tally.failure is None and tally.unknown


def test_tightness_is_reported() -> None:
    from property_tests.instruments import report

    v = variant({"A": Matrix("n", "n")}, lambda A: trace(A) ** 2 <= A.shape[0] * inner(A, A))
    tallies = search(v, ["claim"], BUDGETS["quick"].claims)
    (extra,) = (dict(e.extra) for e in report(v, tallies, BUDGETS["quick"].claims, 1.0) if e.kind == "instances")
    assert extra["tightest"] == "1" and extra["at"] == {"A": [["1"]]} and 0 < extra["attained"] < extra["attacked"]
    slack = variant({"A": Matrix("n", "n")}, lambda A: trace(A) ** 2 <= 2 * A.shape[0] * inner(A, A))
    (extra,) = (dict(e.extra) for e in report(slack, search(slack, ["claim"], BUDGETS["quick"].claims), BUDGETS["quick"].claims, 1.0) if e.kind == "instances")
    assert extra["attained"] == 0 and extra["tightest"] == "0.6667"


# ---- the same witness


PLANTED: dict[str, tuple[Any, Callable[..., Any]]] = {
    "bulk": ({"A": PSD(3), "B": PSD(3)}, lambda A, B: psd((A + B) @ (A + B) - A @ A)),
    "adversary": ({"x": Matrix(6, 1)}, lambda x: inner(x, path(x) @ x) <= just_below(2 * math.cos(math.pi / 7)) * inner(x, x)),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_same_witness_however_the_work_is_split(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    v = variant(*PLANTED[name])
    effort = dataclasses.replace(BUDGETS["quick"].claims, scope=0)
    pins = []
    for split in (1024, 100, 7):
        monkeypatch.setattr(falsify, "SPLIT", split)
        pins.append(found(v, effort)[1])
    assert pins[0] is not None and pins[0] == pins[1] == pins[2]


def test_the_same_witness_in_another_process() -> None:
    code = (
        "from property_tests.test_falsify import *\n"
        "print(found(variant(*PLANTED['adversary']), dataclasses.replace(BUDGETS['quick'].claims, scope=0))[1])"
    )
    root = Path(__file__).resolve().parent.parent
    outs = {
        subprocess.run([sys.executable, "-c", code], cwd=root, env=_threads(k), capture_output=True, text=True, check=True, timeout=120).stdout for k in "12"
    }
    assert len(outs) == 1 and "x" in outs.pop()


def _threads(count: str) -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count, "MKL_NUM_THREADS": count}

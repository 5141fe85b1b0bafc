"""Counterexamples as programs: each runs on the standard library alone, confirms its point, and denies a point at which the claim holds."""

from __future__ import annotations

import ast
import contextlib
import gc
import io
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from numerics.finite import batches, covariance, keep_rows
from numerics.linalg import (
    column,
    det,
    diagonal,
    distinct,
    eigvalsh,
    every,
    exp,
    eye,
    hadamard,
    iff,
    implies,
    inner,
    inv,
    kron,
    lesssim,
    log,
    matrix,
    maximum,
    minimum,
    nuclear_norm,
    null_within,
    ones,
    pinv,
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
from numerics.systems import transcript
from numerics.systems.fractions import FRACTIONS
from numerics.systems.transcript import Transcript
from numerics.value import Refusal, Relation, Undefined, Unsupported, Value, truth
from property_tests import record
from property_tests.record import program
from theorems import load, walk
from theorems.domains import PSD, Diagonal, Domain, Integer, Levels, Matrix, Orthogonal, Positive, PositiveDefinite, Real, Symmetric, Vanishing
from theorems.statement import Statement, Variant

Pin = dict[str, Any]
CONFIRMED, DENIED = "the hypotheses hold, the claim fails", "this is no counterexample:"


def run(text: str, folder: Path) -> tuple[int, str]:
    """Run a program in a fresh interpreter without site-packages, in an empty folder: its exit code, and all that it said."""
    place = folder / "empty" / "counterexample.py"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-W", "error", place.name]
    done = subprocess.run(command, cwd=place.parent, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def performed(text: str) -> tuple[int, str]:
    """The same in this process: faster."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(text, "counterexample", "exec"), {"__name__": "__main__"})
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def moved(text: str, letter: str, value: Any) -> str:
    """The program with another value of one letter."""
    lines = text.splitlines()
    (at,) = [k for k, line in enumerate(lines) if line.startswith(f"{letter} = ")]
    lines[at] = f"{letter} = exact({value!r})" if isinstance(value, list) else f"{letter} = Fraction({str(value)!r})"
    return "\n".join(lines) + "\n"


def holds(variant: Variant, name: str, pin: Mapping[str, Any]) -> bool:
    """Whether all hypotheses and the claim are true at a point, by the standard library's fractions."""
    letters, sizes = variant.pinned(pin, FRACTIONS)
    return all(truth(r) == 1 for r in (*(r for _, r in variant.hypotheses(letters, sizes)), variant.relations(letters, sizes)[name]))


def neighbours(variant: Variant, pin: Mapping[str, Any]) -> Iterator[tuple[str, Any, Pin]]:
    """Points that differ from this one in one number, or in a matrix that is zero altogether."""
    for letter in (x for key in variant.drawn for x in key.split()):
        cells = [(i, j) for i, row in enumerate(pin[letter]) for j in range(len(row))] if isinstance(pin[letter], list) else [None]
        for at in cells:
            for number in (0, 1, -1, 2, 3, "1/2"):
                value: Any = deepcopy(pin[letter])
                if at is None:
                    value = number
                else:
                    value[at[0]][at[1]] = number
                if value != pin[letter]:
                    yield letter, value, {**pin, letter: value}
        if isinstance(pin[letter], list):
            zero = [[0] * len(row) for row in pin[letter]]
            yield letter, zero, {**pin, letter: zero}


def not_there(variant: Variant, pin: Mapping[str, Any]) -> bool:
    """Whether some hypothesis is false at a point."""
    letters, sizes = variant.pinned(pin, FRACTIONS)
    return any(truth(r) == -1 for _, r in variant.hypotheses(letters, sizes))


# ---- the counterexamples of the house

REFUTED = [entry.id for entry in walk() if (entry.path.read_text(encoding="utf-8")).find("counterexample=") > 0]


@pytest.mark.parametrize("refuted", REFUTED)
def test_every_counterexample_of_the_house_stands_alone(refuted: str, tmp_path: Path) -> None:
    statement = load(refuted)
    pin = statement.counterexample
    assert pin is not None
    shown, irrational = 0, False
    for reading in statement.readings:
        variant = Variant.of(statement, reading)
        try:
            letters, sizes = variant.pinned(pin, FRACTIONS)
        except (KeyError, Refusal):
            continue  # the reading has another size, or another domain: the pin is no point of it
        member = all(truth(held) == 1 for _, held in variant.hypotheses(letters, sizes))
        irrational |= any(truth(relation) == 0 for relation in variant.relations(letters, sizes).values())
        for name, relation in variant.relations(letters, sizes).items():
            text = program(variant, name, pin)
            assert (text is not None) == (member and truth(relation) == -1), (reading, name)
            if text is None:
                continue
            shown += 1
            code, said = run(text, tmp_path)
            assert code == 0 and said.splitlines()[-1] == CONFIRMED, said
            mended = next(((letter, value) for letter, value, point in neighbours(variant, pin) if holds(variant, name, point)), None)
            outside = next(((letter, value) for letter, value, point in neighbours(variant, pin) if not_there(variant, point)), None) if not mended else None
            change = mended or outside  # where no letter alone mends the claim, one leads out of the hypotheses
            assert change is not None, (reading, name)
            code, said = run(moved(text, *change), tmp_path)
            assert code == 1 and said.splitlines()[-1].startswith(f"{DENIED} the claim holds" if mended else DENIED), said
    assert shown or irrational  # tails and roots are refuted in balls: there is no program for those


# ---- planted falsehoods


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A false claim, a point at which it fails, and the value of one letter at which it holds."""

    for_all: Mapping[str, Domain | Any]
    claim: Callable[..., Relation]
    pin: Pin
    mended: tuple[str, Any]
    given: Callable[..., Relation] | None = None
    says: str = ""  # what the program must say


PLANTED: dict[str, Planted] = {
    "a square is at least its root": Planted(for_all={"x": Real()}, claim=lambda x: x <= x**2, pin={"x": "1/2"}, mended=("x", 2), says="x**2 = 1/4"),
    "a quotient, two powers and constants": Planted(
        for_all={"x": Real(), "y": Positive()},
        claim=lambda x, y: (2 * x - y / 3 + Fraction(2, 7)) ** 3 / (1 + y) <= -(x - 1) * (1 - (x - y)) ** -2 + 3 / y,
        pin={"x": 3, "y": 1},
        mended=("x", -1),
    ),
    "squaring is operator monotone": Planted(
        for_all={"A": PSD("n"), "B": PSD("n")},
        claim=lambda A, B: psd((A + B) @ (A + B) - A @ A),
        pin={"A": [[1, 0], [0, 0]], "B": [[1, 1], [1, 1]]},
        mended=("B", [[1, 0], [0, 1]]),
    ),
    "an inverse is monotone": Planted(
        for_all={"A": PositiveDefinite("n"), "lam": Positive()},
        claim=lambda A, lam: positive_definite(inv(A + lam * eye(A)) - inv(A + 2 * lam * eye(A)) - eye(A) / 100),
        pin={"A": [["7/2", 1], [1, "9/2"]], "lam": "1/20"},
        mended=("lam", 1),
    ),
    "rank(AB) = rank(BA)": Planted(
        for_all={"A": Matrix(2, 2), "B": Matrix(2, 2)},
        claim=lambda A, B: rank(A @ B) == rank(B @ A),
        pin={"A": [[0, 1], [0, 0]], "B": [[1, 0], [0, 0]]},
        mended=("A", [[1, 0], [0, 0]]),
    ),
    "the larger nuclear norm": Planted(  # 3 is not the larger of 5 and 4
        for_all={"A": Matrix("n", "m"), "B": Matrix("n", "m")},
        claim=lambda A, B: nuclear_norm(A + B) == maximum(nuclear_norm(A), svdvals(B)[0, 0] - minimum(0, det(A @ B.T))),
        pin={"A": [[3, 4], [0, 0]], "B": [[0, -4], [0, 0]]},
        mended=("B", [[0, 0], [0, 0]]),
    ),
    "eigenvalues of a sum are sums": Planted(
        for_all={"A": Symmetric(2), "B": Symmetric(2)},
        claim=lambda A, B: eigvalsh(A + B) == eigvalsh(A) + eigvalsh(B),
        pin={"A": [[1, 0], [0, 0]], "B": [[0, 0], [0, "1/3"]]},
        mended=("B", [["1/3", 0], [0, 0]]),
    ),
    "the polar direction is the matrix": Planted(
        for_all={"G": Matrix("n", "m")}, claim=lambda G: inner(polar(G), G) <= 1, given=lambda G: rank(G @ G.T) == rank(G),
        pin={"G": [["3/5", "4/5"], ["-8/5", "6/5"]]}, mended=("G", [["3/5", "4/5"], [0, 0]]),
    ),
    "pinv(AB) = pinv(B) pinv(A)": Planted(
        for_all={"A": Matrix(1, 2), "B": Matrix(2, 1)},
        claim=lambda A, B: pinv(A @ B) == pinv(B) @ pinv(A), pin={"A": [[1, 1]], "B": [[1], [0]]}, mended=("B", [[1], [1]]),
    ),
    "both or neither": Planted(
        for_all={"x": Real(), "y": Real()},
        claim=lambda x, y: iff((x < y) | (x == 0), ~(y <= x) & implies(x > 1, y > 1)), pin={"x": 0, "y": -1}, mended=("y", 1), given=lambda x, y: ~(x == y),
    ),
    "the maximum of a number": Planted(  # in Python's whole numbers (1 + 0) / 3 would be a float
        for_all={"x": Real()}, claim=lambda x: (1 + maximum(0, x)) / 3 >= Fraction(1, 2),
        pin={"x": -1}, mended=("x", 1), says="(1 + max(Fraction(0), x)) / 3 = 1/3",
    ),
    "neither, and one of two": Planted(
        for_all={"x": Real(), "y": Real()},
        claim=lambda x, y: ((x < 0) | (y < 0)) & ~((x == 5) | (y == 5)) & ((x < 9) | (y < 9)), pin={"x": -1, "y": 5}, mended=("y", 4),
    ),
    "null spaces": Planted(
        for_all={"A": Matrix("n", 2), "B": Matrix("n", 2)},
        claim=lambda A, B: null_within(A + B, A), pin={"A": [[1, 0]], "B": [[-1, 0]]}, mended=("B", [[1, 0]]),
    ),
    "sums of levels differ": Planted(
        for_all={"x": Levels("n"), "y": Levels("n")}, claim=lambda x, y: distinct(x + y), pin={"x": [[0], [1]], "y": [[1], [0]]}, mended=("y", [[0], [1]]),
        says='hypothesis y: distinct entries | holds',
    ),
    "a Kronecker product, a vectorisation and gaps": Planted(
        for_all={"A": Matrix(2, 2), "Q": Orthogonal(2), "x": Levels(2)},
        claim=lambda A, Q, x: total(kron(Q, A) @ vec(A)) * A[0, 0]
        == A[0, 0] * total(vec(A @ A @ Q.T) - total(reciprocal_gaps(x) @ hadamard(A, ones(2, 2, like=A)) @ diagonal(x)) * ones(4, 1, like=A)),
        pin={"A": [[1, 2], [0, 1]], "Q": [["3/5", "4/5"], ["-4/5", "3/5"]], "x": [[0], [2]]},
        mended=("A", [[0, 2], [0, 1]]),
    ),
    "roots, logarithms and exponentials, where they are rational": Planted(
        for_all={"x": Positive()}, claim=lambda x: sqrt(4 * x) - log(x) <= exp(x - 1), pin={"x": 1}, mended=("x", 1), given=lambda x: sqrt(x) == 1,
    ),
    "every column of a diagonal": Planted(
        for_all={"D": Diagonal("n"), "k": Integer(1, "n")},
        claim=lambda D, k: every(trace(column(D, j) @ column(D, j).T) <= k * D[0, 0] ** 2 for j in range(D.shape[0])),
        pin={"D": [[1, 0], [0, 2]], "k": 2}, mended=("D", [[2, 0], [0, 2]]), says="t5 = 4",
    ),
}  # fmt: skip


def variant_of(planted: Planted) -> Variant:
    """The claim as a statement's only reading; its mutant is there because there must be one."""
    names = ", ".join(planted.for_all)
    claims = eval(f"lambda {names}, *, spoilt=False: {{'it': _said_({names})}}", {"_said_": planted.claim})
    given = planted.given and eval(f"lambda {names}: _said_({names})", {"_said_": planted.given})
    statement = Statement(source="Theorem 1", for_all=planted.for_all, given=given, claims=claims, mutants={"spoilt": {"spoilt": True}})
    return Variant.of(statement, "as stated")


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_a_planted_falsehood_is_confirmed_and_its_mended_point_denied(planted: Planted, tmp_path: Path) -> None:
    variant = variant_of(planted)
    text = program(variant, "it", planted.pin)
    assert text is not None
    code, said = run(text, tmp_path)
    assert code == 0 and said.splitlines()[-1] == CONFIRMED, said
    assert planted.says in said
    mended = {**planted.pin, planted.mended[0]: planted.mended[1]}
    if mended != planted.pin:
        assert holds(variant, "it", mended)
        code, said = run(moved(text, *planted.mended), tmp_path)
        assert code == 1 and said.splitlines()[-1] == f"{DENIED} the claim holds", said
        assert program(variant, "it", mended) is None


def test_every_false_array_claim_of_the_exam_has_a_program() -> None:
    from property_tests.array_claims import CLAIMS

    false = [claim for claim in CLAIMS if not claim.true]
    assert len(false) > 30
    for claim in false:
        assert claim.example is not None
        variant = Variant.of(claim.statement, next(iter(claim.statement.readings)))
        letters, sizes = variant.pinned(claim.example, FRACTIONS)
        name = next(name for name, relation in variant.relations(letters, sizes).items() if truth(relation) != 1)
        text = program(variant, name, claim.example)
        assert text is not None, claim.name
        code, said = performed(text)
        assert code == 0 and said.splitlines()[-1] == CONFIRMED, claim.name


def test_a_hypothesis_that_fails_is_denied(tmp_path: Path) -> None:
    text = program(variant_of(PLANTED["squaring is operator monotone"]), "it", PLANTED["squaring is operator monotone"].pin)
    assert text is not None
    code, said = run(moved(text, "B", [[1, 2], [2, 1]]), tmp_path)
    assert code == 1 and "hypothesis B: positive semidefinite | FAILS" in said and said.splitlines()[-1] == f"{DENIED} a hypothesis fails"
    code, said = run(moved(text, "B", [[1, 2], [0, 1]]), tmp_path)  # not even symmetric
    assert code == 1 and "hypothesis B: positive semidefinite | FAILS" in said


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_a_program_is_plain_and_holds_only_what_it_uses(planted: Planted) -> None:
    text = program(variant_of(planted), "it", planted.pin)
    assert text is not None
    tree = ast.parse(text)
    imported = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))}
    assert imported <= {"fractions", "math"} and "import" not in text.replace("import math", "", 1).replace("from fractions import Fraction", "", 1)
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    used = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    assert all(name in used for name in (*defined, *(["math"] if "math" in imported else []))), "something is never used"
    assert len(set(defined)) == len(defined) and len(text.splitlines()) < 260
    assert max(len(line) for line in text.splitlines()) <= 150
    assert not any(isinstance(node, ast.Constant) and isinstance(node.value, float) for node in ast.walk(tree))
    # Nothing is computed twice under two names.
    steps = [ast.dump(node.value) for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").startswith("t")]
    assert len(set(steps)) == len(steps)


# ---- where there is no such program


@pytest.mark.parametrize(
    ("for_all", "claim", "pin"),
    [
        ({"x": Positive()}, lambda x: sqrt(x) > 2, {"x": 2}),
        ({"h": Vanishing()}, lambda h: lesssim(h, h**2), {"h": "1/9"}),
        ({"x": Positive()}, lambda x: exp(x) < 2, {"x": 1}),
        ({"A": Symmetric(2)}, lambda A: eigvalsh(A)[0, 0] <= 1, {"A": [[0, 1], [1, 1]]}),
        ({"A": Matrix(2, 2)}, lambda A: nuclear_norm(A) <= 1, {"A": [[1, 1], [0, 1]]}),
        ({"x": Real()}, lambda x: (x > 1) & (1 / x > 0), {"x": 0}),  # false whatever 1/0 is, but a program would stop there
        ({"x": Real()}, lambda x: x <= 3, {"x": 3}),
        ({"x": Positive()}, lambda x: x >= 0, {"x": -1}),
    ],
    ids=["root", "order", "exponential", "golden eigenvalue", "golden singular value", "undefined aside", "it holds", "no member"],
)
def test_what_is_irrational_undefined_or_true_has_no_program(for_all: Mapping[str, Domain], claim: Callable[..., Relation], pin: Pin) -> None:
    variant = variant_of(Planted(for_all=for_all, claim=claim, pin=pin, mended=("x", 0)))
    assert program(variant, "it", pin) is None


def test_a_program_that_nobody_would_read_or_wait_for_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def spread(R: Value, b: int) -> Relation:
        return rank(covariance(lambda B: keep_rows(R, B) @ keep_rows(R, B).T, batches(R.shape[0], b))) <= 1

    variant = variant_of(Planted(for_all={"R": Matrix("n", 1), "b": Integer(1, "n")}, claim=spread, pin={}, mended=("R", 0)))
    assert program(variant, "it", {"R": [[1], [2], [3]], "b": 1}) is not None
    many = {"R": [[k] for k in range(1, 6)], "b": 2}  # 10 batches
    text = program(variant, "it", many)
    assert text is not None
    for longest in ((text.count("\n") - 1, 10**6), (10**6, len(text) - 1)):
        monkeypatch.setattr(transcript, "LONGEST", longest)
        assert program(variant, "it", many) is None
    monkeypatch.setattr(transcript, "LONGEST", (10**6, 10**6))
    monkeypatch.setattr(record, "PATIENCE", 0.05)
    gc.disable()  # an alarm that rings while garbage is collected waits for the next one, and then the program is done
    try:
        assert program(variant, "it", many) is None
    finally:
        gc.enable()


# ---- how it is written


def test_names_that_python_or_the_program_has_taken_are_changed(tmp_path: Path) -> None:
    taken = ["t1", "matmul", "sum", "Fraction", "claim", "hypotheses", "part_1", "print", "match", "zip", "Σ"]
    letters = {name: Real() for name in (*taken, "2nd", "a-b")}  # the last two are in no claim, but in the point
    pin = dict.fromkeys(letters, 2)
    squares = ", ".join(f"{name} * {name} <= {k}" for k, name in enumerate(taken))
    claim = eval(f"lambda {', '.join(taken)}, *, spoilt=False: {{'it': _every_([{squares}])}}", {"_every_": every})
    statement = Statement(source="Theorem 1", for_all=letters, claims=claim, mutants={"spoilt": {"spoilt": True}})
    variant = Variant.of(statement, "as stated")
    text = program(variant, "it", pin)
    assert text is not None
    code, said = run(text, tmp_path)
    assert code == 0 and "Σ**2 = 4" in said and "sum_**2 = 4" in said, said


def test_a_divisor_is_computed_once() -> None:
    def claim(x: Value, y: Value) -> Relation:
        divisor = (x - 3) * (x - 3) + y + 5
        return every(k / divisor + x / divisor < y for k in range(1, 6))

    text = program(variant_of(Planted(for_all={"x": Real(), "y": Real()}, claim=claim, pin={}, mended=("x", 0))), "it", {"x": 1, "y": -1})
    assert text is not None and text.count("(x - 3)**2") == 1


def test_wide_matrices_are_wrapped_and_strange_words_are_harmless(tmp_path: Path) -> None:
    words = 'quoted "twice" and \'once\'\nprint("not said")\u202e \\ """'
    wide = [[f"{i - j}/{10**6 + j}" for j in range(30)] + [str(-(10**130))] for i in range(2)]
    statement = Statement(
        source=words, for_all={"A": Matrix("n", "m")}, claims=lambda A, *, spoilt=False: {words: trace(A @ A.T) <= 0},
        readings={words: {}, "as stated": {}}, mutants={"spoilt": {"spoilt": True}},
    )  # fmt: skip
    text = program(Variant.of(statement, words), words, {"A": wide})
    assert text is not None and sorted(len(line) for line in text.splitlines())[-3] <= 150  # but for two numbers that are longer
    code, said = run(text, tmp_path)
    assert code == 0 and "not said" not in said.splitlines() and said.splitlines()[-1] == CONFIRMED, said
    assert "\u202e" not in text


# ---- the functions of the programs, and the graph, against the plain system


def rational(source: random.Random) -> Fraction:
    return Fraction(source.randint(-5, 5), source.choice((1, 1, 2, 3)))


def rows(source: random.Random, n: int, m: int) -> tuple[tuple[Fraction, ...], ...]:
    found = [[rational(source) if source.random() < 0.7 else Fraction(0) for _ in range(m)] for _ in range(n)]
    if source.random() < 0.4:  # rank deficient, now and then
        found[-1] = found[0]
    return tuple(map(tuple, found))


def turned(source: random.Random, values: list[Fraction]) -> tuple[tuple[Fraction, ...], ...]:
    """A symmetric matrix with these eigenvalues."""
    n = len(values)
    one = FRACTIONS.eye(n)
    x = rows(source, n, n)
    skew = FRACTIONS.sub(x, FRACTIONS.transpose(x))
    q = FRACTIONS.matmul(FRACTIONS.sub(one, skew), FRACTIONS.inv(FRACTIONS.add(one, skew)))
    return FRACTIONS.matmul(FRACTIONS.matmul(q, FRACTIONS.diagonal(tuple((v,) for v in values))), FRACTIONS.transpose(q))


def plain(x: Any) -> Any:
    """Rows as lists."""
    return [list(row) for row in x] if isinstance(x, tuple) else x


def arguments(name: str, source: random.Random) -> list[Any]:
    n, m, k = (source.randint(1, 3) for _ in range(3))
    if name in ("trace", "det", "inv"):
        return [rows(source, n, n)]
    if name == "matmul":
        return [rows(source, n, m), rows(source, m, k)]
    if name in ("add", "sub", "hadamard"):
        return [rows(source, n, m), rows(source, n, m)]
    if name == "kron":
        return [rows(source, n, m), rows(source, k, n)]
    if name == "scale":
        return [rows(source, n, m), rational(source)]
    if name in ("diagonal", "reciprocal_gaps"):
        return [rows(source, n, 1)]
    if name in ("sqrt", "log", "exp"):
        return [source.choice([rational(source), rational(source) ** 2, Fraction(0), Fraction(1)])]
    if name == "eye":
        return [n]
    if name == "ones":
        return [n, m]
    if name in ("eigvalsh", "pinv_sqrt"):
        values = [source.choice([Fraction(0), Fraction(4), Fraction(9, 4), rational(source), Fraction(10**9 + 7)]) for _ in range(n)]
        lopsided = rows(source, n, n)
        symmetric = FRACTIONS.add(lopsided, FRACTIONS.transpose(lopsided))
        return [source.choice([turned(source, values), turned(source, [abs(v) for v in values]), lopsided, symmetric])]
    if name in ("svdvals", "nuclear_norm") and source.random() < 0.7:
        return [turned(source, [rational(source) for _ in range(n)])]
    return [rows(source, n, m)]


def outcome(function: Callable[..., Any], given: list[Any]) -> Any:
    try:
        return plain(function(*given))
    except (ZeroDivisionError, ValueError, Undefined):
        return "undefined"
    except (ArithmeticError, Unsupported):
        return "irrational"


@pytest.mark.parametrize("name", sorted([*(f.__name__ for f in transcript.PRIMITIVES), "add", "sub", "scale"]))
def test_the_functions_of_the_programs_agree_with_the_standard_fractions(name: str) -> None:
    source, met = random.Random(name), set[str]()
    for _ in range(80):
        given = arguments(name, source)
        mine = outcome(transcript.FUNCTIONS[name], [plain(x) for x in given])
        theirs = outcome(getattr(FRACTIONS, name), given)
        if theirs == "irrational" and mine != "irrational":  # a rational number that is too large to be guessed from floats
            assert name in ("eigvalsh", "svdvals", "nuclear_norm", "pinv_sqrt"), given
            continue
        assert mine == theirs, given
        met.add(mine if isinstance(mine, str) else "a value")
    partial = {"sqrt", "log", "exp", "eigvalsh", "svdvals", "nuclear_norm", "pinv_sqrt"}
    undefined = {"inv", "sqrt", "log", "eigvalsh", "pinv_sqrt", "reciprocal_gaps"}
    assert met == {"a value", *(["irrational"] if name in partial else []), *(["undefined"] if name in undefined else [])}


@pytest.mark.parametrize(("op", "name"), transcript.TESTS.items())
def test_the_tests_of_the_programs_agree_with_the_standard_fractions(op: str, name: str) -> None:
    source, met = random.Random(op), set[bool]()
    for _ in range(120):
        n, m = source.randint(1, 3), source.randint(1, 3)
        spectrum = [source.choice([Fraction(0), Fraction(1), abs(rational(source)), rational(source)]) for _ in range(n)]
        a = rows(source, n, 1) if op == "distinct" else rows(source, n, m) if op == "null_within" else turned(source, spectrum)
        if op in ("psd", "positive definite") and source.random() < 0.2:
            a = rows(source, n, n)
        b = FRACTIONS.matmul(rows(source, m, n), a) if source.random() < 0.5 else rows(source, m, len(a[0]))
        sides = [a, b] if op == "null_within" else [a]
        values = [Value(FRACTIONS, x, (len(x), len(x[0]))) for x in sides]
        mine = transcript.FUNCTIONS[name](*map(plain, sides))
        assert mine == (FRACTIONS.compare(op, values[0], values[1] if len(values) > 1 else None) == 1), sides
        met.add(mine)
    assert met == {True, False}


def grown(source: random.Random, letters: Mapping[str, Value]) -> list[Value]:
    """Random expressions in the letters, scalars and 2 x 2 matrices, each made of earlier ones."""
    scalars = [letters["x"], letters["y"]]
    matrices = [letters["R"], letters["S"]]
    for _ in range(14):
        x, y, A, B = source.choice(scalars), source.choice(scalars), source.choice(matrices), source.choice(matrices)
        c = source.choice([0, 1, -1, 2, -3, Fraction(1, 2), Fraction(-2, 3)])
        kind = source.randrange(20)
        if kind < 13:
            scalars.append(
                [x + y, x - y, x - (y - c), x * y, x * (c + y), x - c, c * x, -x, maximum(x, c), x**2, (x - 1) ** 3, c / (x**2 + 1), x / (y * y + 2) / 3][kind]
            )
        else:
            built = [A + B, A - B, A @ B, c * A, A.T, matrix([[x, A[0, 1]], [c, 1 - y]]), -A][kind - 13]
            matrices.append(built)
            scalars += [built[1, 0], source.choice([trace(built), det(built), rank(built)])]
    return [*source.sample(scalars, 5), *source.sample(matrices, 2)]  # what is used once is written inside of what uses it


def test_what_a_program_computes_is_what_the_claim_says() -> None:
    """Random expressions at a point, and at another one that is written into the program: it prints the values of the plain system."""
    for trial in range(60):
        source = random.Random(trial)
        here_and_there = [{"x": rational(source), "y": rational(source), "R": rows(source, 2, 2), "S": rows(source, 2, 2)} for _ in range(2)]
        system = Transcript()

        def letters(at: Mapping[str, Any], make: Callable[[str, Any], Value]) -> list[Value]:
            return grown(random.Random(-trial), {name: make(name, x) for name, x in at.items()})  # noqa: B023

        mine = letters(here_and_there[0], lambda name, x: Value(system, system.letter(name, x), shape(x)))  # noqa: B023
        here, there = (letters(at, lambda _, x: Value(FRACTIONS, x, shape(x))) for at in here_and_there)
        assert [a.data.value for a in mine] == [plain(b.data) for b in here]

        text = system.program("Any.", list(here_and_there[0]), [], {}, ("it", every(a == 0 if a.shape else a < 0 for a in mine) & (mine[0] >= 0)))
        assert text is not None
        code, said = performed(text)
        assert code == 0 and printed(said) == expected(mine, here), text
        for name, x in here_and_there[1].items():
            text = moved(text, name, [list(map(str, row)) for row in x] if isinstance(x, tuple) else x)
        code, said = performed(text)
        assert code == 0 and printed(said) == expected(mine, there), text


def shape(x: Any) -> tuple[int, ...]:
    return (len(x), len(x[0])) if isinstance(x, tuple) else ()


def expected(mine: list[Value], theirs: list[Value]) -> list[str]:
    """What is printed of the values: each expression once, and no plain numbers."""
    seen = {a.data: transcript.shown(plain(b.data)) for a, b in zip(mine, theirs, strict=True)}
    return [text for node, text in seen.items() if node.op not in ("number", "zeros")]


def printed(said: str) -> list[str]:
    return [line.split(" = ")[1] for line in said.splitlines() if " = " in line and not line.strip().startswith("zeros(2, 2) = ")]

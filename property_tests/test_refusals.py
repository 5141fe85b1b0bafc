"""A malformed statement is refused at construction (a file, when it is loaded), with a message that names the remedy."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from numerics.finite import mean
from numerics.linalg import diagonal, every, eye, hadamard, implies, inner, inv, matrix, null_within, psd, rank, sqrt, total, trace, vec
from numerics.systems.cells import printed
from numerics.value import Refusal
from theorems import BrokenStatement, UnknownStatement, load, select
from theorems.domains import (
    PSD,
    Choice,
    Diagonal,
    Integer,
    Interval,
    LowRank,
    Matrix,
    PermutationMatrix,
    Positive,
    PositiveDiagonal,
    Projector,
    Real,
    Stiefel,
    Subset,
    Weights,
)
from theorems.statement import Statement

X, R, SQUARE = {"x": Real()}, {"R": Matrix("n", "C")}, {"A": Matrix("n", "n")}
SPOILT = {"spoilt": {"c": 7}}


def below(x: Any, *, c: Any = 2) -> dict[str, Any]:
    return {"below": x < c}


def spread(A: Any, *, c: Any = 1) -> dict[str, Any]:
    return {"small": trace(A) < c}


def about(law: Callable[..., Any]) -> dict[str, Any]:
    """A statement on one letter x, or on one matrix R, with the law as its only claim."""
    letters = X if law.__code__.co_varnames[0] == "x" else R
    if letters is X:
        return {"for_all": X, "claims": lambda x, *, c=1: {"claim": law(x)}}
    return {"for_all": R, "claims": lambda R, *, c=1: {"claim": law(R)}}


def pinned(domain: Any, pin: Any, **more: Any) -> dict[str, Any]:
    """A claim that every matrix fails, pinned at a point outside its domain."""
    return {"for_all": {"A": domain}, "claims": lambda A, *, c=1: {"never": inner(A, A) < 0 * c}, "counterexample": {"A": pin}, "expect": "refuted"} | more


def row_by_row(A: Any, *, c: Any = 1) -> dict[str, Any]:
    return {f"row {i}": A[i, i] < c for i in range(A.shape[0])}


MALFORMED: dict[str, tuple[dict[str, Any], str]] = {
    # ---- letters, knobs, mutants
    "a letter without domain": ({"for_all": X, "claims": lambda x, y, *, c=1: {"claim": x < y}}, r"for_all=\{'y': Real\(\)\}"),
    "a letter of `given` without domain": ({"for_all": X, "claims": below, "given": lambda z: z < 0}, r"for_all=\{'z': Real\(\)\}"),
    "a domain that is none": ({"for_all": {"x": 3}, "claims": below}, r"no domain: write Real\(\)"),
    "a domain that is not called": ({"for_all": {"x": Real}, "claims": below}, r"no domain: write Real\(\)"),
    "two letters for one domain": ({"for_all": {"x y": Real()}, "claims": lambda x, y, *, c=1: {"claim": x < y}}, "gives 1 letters, the key names 2"),
    "a letter named twice": ({"for_all": {"x": Real(), "x x": Real()}, "claims": below}, "twice"),
    "a letter that is called like a size": ({"for_all": {**SQUARE, "n": Real()}, "claims": lambda A, n, *, c=1: {"claim": trace(A) < n * c}}, "size"),
    "a mutant that turns an unknown knob": ({"for_all": X, "claims": below, "mutants": {"m": {"d": 3}}}, "make it a keyword"),
    "a reading that turns an unknown knob": ({"for_all": X, "claims": below, "readings": {"r": {"d": 3}}}, "make it a keyword"),
    "a mutant that replaces a domain by a number": ({"for_all": X, "claims": below, "mutants": {"m": {"x": 3}}}, "no domain"),
    "a mutant that turns nothing": ({"for_all": X, "claims": below, "mutants": {"m": {}}}, "turns nothing"),
    "no mutant": ({"for_all": X, "claims": below, "mutants": {}}, "name one wrong variant"),
    "a knob without default": ({"for_all": X, "claims": lambda x, *, c: {"claim": x < c}}, "default is what the paper chose"),
    "letters without names": ({"for_all": X, "claims": lambda *x: {"claim": x[0] < 1}}, "name its letters one by one"),
    "no readings": ({"for_all": X, "claims": below, "readings": {}}, "leave it out"),
    "a reading that falls and is none": ({"for_all": X, "claims": below, "falls": ("other",)}, "not one of 'as stated'"),
    "an expectation that is none": ({"for_all": X, "claims": below, "expect": "true"}, "say one of refuted"),
    "a text that is none": ({"for_all": X, "claims": below, "text": "quoted"}, "say one of verbatim"),
    "no claims": ({"for_all": X}, "say in out_of_reach why"),
    "out of reach, and claims": ({"for_all": X, "claims": below, "out_of_reach": "too hard"}, "instead of claims"),
    # ---- what claims may not say
    "a branch on a Value": (about(lambda x: x < 1 if x else x < 2), r"implies\(\), iff\(\) or maximum\(\)"),
    "a branch on a Relation": (about(lambda x: x < 1 if x > 0 else x < 2), r"\(0 < x\) & \(x < 1\)"),
    "a chained comparison": (about(lambda x: 0 < x < 1), r"write \(0 < x\) & \(x < 1\)"),
    "and instead of &": (about(lambda x: x > 0 and x < 1), "& | ~ for and, or, not"),
    "not instead of ~": (about(lambda x: not x > 0), "& | ~ for and, or, not"),
    "a float literal": (about(lambda x: x < 0.5), r"write Fraction\(1, 2\)"),
    "a float literal as factor": (about(lambda x: 0.1 * x < 1), r"write Fraction\(1, 2\)"),
    "a float as knob": ({"for_all": X, "claims": lambda x, *, c=0.5: {"claim": x < c}}, r"write Fraction\(1, 2\)"),
    "a float as domain": ({"for_all": {"x": Interval(0, 0.5)}, "claims": below}, r"write Fraction\(1, 2\)"),  # type: ignore[arg-type]
    "a float as exponent": (about(lambda x: x**0.5 < 1), r"write sqrt\(x\)"),
    "a Value turned into a float": (about(lambda x: float(x) < 1), "stays in its number system"),
    "a root of a plain number": (about(lambda x: sqrt(2) < x), "scalar Value"),
    "shapes that cannot fit in a product": (about(lambda R: R @ R == R), "shapes cannot fit: n? ?.*@"),
    "shapes that cannot fit in a sum": (about(lambda R: R + R.T == 0), "shapes cannot fit"),
    "shapes that cannot fit in an equality": (about(lambda R: R @ R.T == R.T @ R), "shapes cannot fit"),
    "a scalar added to a matrix": (about(lambda R: R + 1 == R), r"scalar \* eye\(matrix\)"),
    "matrices times with *": (about(lambda R: R * R == R), "multiply with @"),
    "scalars times with @": (about(lambda x: x @ x < 1), "a scalar multiplies with"),
    "division by a matrix": (about(lambda R: R / R == R), r"inv\(b\)"),
    "a negative power of a matrix": (about(lambda R: (R @ R.T) ** -1 == R), r"write inv\(x\)"),
    "ordered matrices": (about(lambda R: R <= R), r"psd\(b - a\)"),
    "the trace of what is not square": (about(lambda R: trace(R) < 1), "shapes cannot fit: trace"),
    "the inverse of what is not square": (about(lambda R: inv(R) @ R == eye(R.T)), "shapes cannot fit: inv"),
    "what is not square semidefinite": (about(lambda R: psd(R)), "shapes cannot fit: psd"),
    "null spaces of other widths": (about(lambda R: null_within(R, R.T)), "shapes cannot fit: null spaces"),
    "an entrywise product of other shapes": (about(lambda R: hadamard(R, R.T) == R), "shapes cannot fit: hadamard"),
    "an entrywise product with a scalar": (about(lambda x: hadamard(x, x) < 1), "shapes cannot fit: hadamard of scalar"),
    "the rank of a scalar": (about(lambda x: rank(x) < 1), "a matrix Value"),
    "the total of a scalar": (about(lambda x: total(x) < 1), "a matrix Value"),
    "a scalar as columns": (about(lambda x: vec(x) == 0), "a matrix Value"),
    "a scalar on the diagonal": (about(lambda x: diagonal(x) == 0), "a matrix Value"),
    "an entry that is none": (about(lambda R: R[0, R.shape[1]] < 1), "indices count from 0"),
    "an entry counted from the end": (about(lambda R: R[-1, 0] < 1), "indices count from 0"),
    "a row as entry": (about(lambda R: R[0] < 1), r"x\[i, j\]"),
    "rows of different length": (about(lambda x: matrix([[x, 1], [x]]) == 0), "rows that differ in length"),
    "a matrix of plain numbers": (about(lambda x: matrix([[1, 2]]) == x), "let one entry be a Value"),
    "a mean of nothing": (about(lambda x: mean(lambda w: x, []) < 1), "the space is empty"),
    "a conjunction of nothing": (about(lambda x: every([])), "the family is empty"),
    "a figure beside a letter": (about(lambda x: x < printed("0.5")), "mixes the number systems"),
    "a figure that is none": (about(lambda x: printed("1/2") < 1), "no decimal figure"),
    "an implication from a truth value": (about(lambda x: implies(True, x < 1)), "is no relation"),  # type: ignore[arg-type]
    # ---- what claims must return
    "claims that return nothing": ({"for_all": X, "claims": lambda x, *, c=1: None}, r"return \{'what it says': left == right\}"),
    "claims that return one relation": ({"for_all": X, "claims": lambda x, *, c=1: x < c}, r"return \{'what it says': left == right\}"),
    "claims of no name": ({"for_all": X, "claims": lambda x, *, c=1: {}}, r"return \{'what it says': left == right\}"),
    "a claim that is a truth value": (about(lambda x: 1 < 2), "let one side be a Value"),
    "a claim that is a Value": (about(lambda x: x + 1), "compare two Values"),
    "claims whose names depend on a listed letter": (
        {"for_all": {**X, "k": Choice(1, 2)}, "claims": lambda x, k, *, c=1: {"first": x < c} | ({"second": x < c} if k == 2 else {})}, r"every\(...\)",
    ),
    "a float among choices": ({"for_all": {**X, "k": Choice(1, 0.5)}, "claims": lambda x, k, *, c=1: {"claim": k * x < c}}, r"write Fraction\(1, 2\)"),
    "shapes that fit for the first choice only": (
        {"for_all": {**R, "k": Choice(1, 2)}, "claims": lambda R, k, *, c=1: {"claim": total(R if k == 1 else R @ R) < c}}, "shapes cannot fit",
    ),
    "claims whose names depend on the size": ({"for_all": SQUARE, "claims": row_by_row}, r"every\(...\)"),
    # ---- hypotheses
    "a hypothesis that no one can satisfy": ({"for_all": X, "claims": below, "given": lambda x: x * x < 0}, "no one can satisfy.*build them through a domain"),
    "two hypotheses that exclude each other": ({"for_all": {"x": Positive()}, "claims": below, "given": lambda x: x < 0}, "no one can satisfy"),
    "sizes that no domain allows": ({"for_all": {"A": Stiefel(2, 3)}, "claims": lambda A, *, c=1: {"claim": inner(A, A) < c}}, "no sizes up to"),
    "a hypothesis that is a truth value": ({"for_all": X, "claims": below, "given": lambda x: 1 < 2}, "let one side be a Value|return a comparison of Values"),
    # ---- counterexamples
    "a counterexample that satisfies the claim": ({"for_all": X, "claims": below, "counterexample": {"x": 1}, "expect": "refuted"}, "no claim fails there"),
    "a counterexample that is expected to hold": ({"for_all": X, "claims": below, "counterexample": {"x": 3}}, "expect='refuted'"),
    "a counterexample outside its domain": (
        {"for_all": {"x": Positive()}, "claims": below, "counterexample": {"x": -3}, "mutants": {"m": {"c": 1}}, "expect": "refuted"},
        "violates the hypothesis x: positive|no claim fails there",
    ),
    "a counterexample that violates what is given": (
        {"for_all": X, "claims": below, "given": lambda x: x < 5, "counterexample": {"x": 9}, "expect": "refuted"}, "violates the hypothesis given",
    ),
    "a counterexample without a letter": ({"for_all": X, "claims": below, "counterexample": {}, "expect": "refuted"}, "no value for 'x'"),
    "a counterexample with a strange letter": (
        {"for_all": X, "claims": below, "counterexample": {"x": 3, "y": 1}, "expect": "refuted"}, "'y', which is no letter",
    ),
    "a counterexample in floats": ({"for_all": X, "claims": below, "counterexample": {"x": 3.5}, "expect": "refuted"}, "write an integer, a Fraction"),
    "a counterexample of ragged rows": (pinned(Matrix("n", "n"), [[1, 2], [3]]), "rows of one length"),
    "a counterexample of the wrong size": (pinned(Matrix(2, 2), [[1]]), "its domain says 2 x 2"),
    "a counterexample of two sizes": (pinned(Matrix("n", "n"), [[1, 2]]), "both 1 and 2"),
    "a counterexample that is not semidefinite": (pinned(PSD("n"), [[-1]]), "positive semidefinite"),
    "a counterexample that is not diagonal": (pinned(Diagonal("n"), [[0, 1], [1, 0]]), "violates the hypothesis A: diagonal"),
    "a counterexample that is not diagonal and positive": (pinned(PositiveDiagonal("n"), [[2, 1], [1, 2]]), "violates the hypothesis"),
    "a counterexample that is no subset": (pinned(Subset("n"), [["1/2", "1/2"], ["1/2", "1/2"]]), "violates the hypothesis"),
    "a counterexample that is no permutation": (pinned(PermutationMatrix("n"), [[-1]]), "violates the hypothesis"),
    "a counterexample of other weights": (pinned(Weights("n"), [[-1], [2]]), "violates the hypothesis"),
    "a counterexample of higher rank": (pinned(LowRank("n", "n", 1), [[1, 0], [0, 1]]), "violates the hypothesis"),
    "a counterexample of lower rank": (pinned(Projector("n", 1), [[0]]), "violates the hypothesis"),
    "a counterexample with an integer out of range": (
        {
            "for_all": {**X, "k": Integer(1, 4)}, "claims": lambda x, k, *, c=2: {"claim": k * x < c}, "counterexample": {"x": 1, "k": 7}, "expect": "refuted",
        },
        "k = 7 is no integer from 1 to 4",
    ),
    "a counterexample with a choice that is none": (
        {"for_all": {**X, "k": Choice(1, 2)}, "claims": lambda x, k, *, c=2: {"claim": k * x < c}, "counterexample": {"x": 1, "k": 3}, "expect": "refuted"},
        "k = 3 is no one of 1, 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_refused_with_the_remedy(name: str) -> None:
    arguments, remedy = MALFORMED[name]
    with pytest.raises(Refusal, match=remedy):
        Statement(**{"source": "here", "mutants": SPOILT} | arguments)


def test_the_well_formed_neighbours_are_not_refused() -> None:
    Statement(source="here", for_all=X, claims=below, mutants=SPOILT)
    Statement(source="here", for_all=X, claims=below, mutants=SPOILT, counterexample={"x": "7/2"}, expect="refuted")
    Statement(source="here", for_all=X, claims=below, mutants=SPOILT, counterexample={"x": Fraction(7, 2)}, expect="refuted")
    Statement(source="here", for_all=SQUARE, claims=spread, mutants=SPOILT, given=lambda A: A == A.T)
    Statement(source="here", out_of_reach="it speaks of all networks")
    Statement(**{"source": "here", "mutants": SPOILT} | pinned(PSD("n"), [[1]]))


@pytest.mark.parametrize("make", [lambda: Interval(1, 1), lambda: Interval(2, 1), lambda: Choice()], ids=["one point", "empty", "no options"])
def test_empty_domains_are_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(Refusal, match=r"write low < high|name the options"):
        make()


# ---- files


def theory(folder: Path, text: str) -> Path:
    (folder / "mine").mkdir()
    (folder / "mine" / "thm1.py").write_text('"""A claim."""\n' + text + "\nstatement = None\n" * ("statement" not in text))
    return folder


BROKEN = {
    "an unknown import": ("from numerics.linalg import eigenvalues\nstatement = 0\n", "imported from lakatos"),
    "an unknown module": ("import mathematics\nstatement = 0\n", "imported from lakatos"),
    "a syntax error": ("statement = (\n", "SyntaxError"),
    "no statement": ("statement = 3\n", r"statement = Statement\(...\)"),
    "an error of its own": ("statement = 1 / 0\n", "ZeroDivisionError"),
    "a refusal": (
        "from theorems.domains import Real\nfrom theorems.statement import Statement\n"
        'statement = Statement(source="x", for_all={"x": Real()}, claims=lambda x: {"a": x < 1})\n',
        "name one wrong variant",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_names_itself_and_the_remedy(name: str, tmp_path: Path) -> None:
    text, remedy = BROKEN[name]
    with pytest.raises(BrokenStatement, match=remedy) as caught:
        load("mine.thm1", theory(tmp_path, text))
    assert str(caught.value).startswith("mine.thm1")


def test_an_unknown_id_is_answered_with_near_ones(tmp_path: Path) -> None:
    root = theory(tmp_path, "statement = 0\n")
    with pytest.raises(UnknownStatement, match=r"did you mean mine\.thm1\?"):
        select(["mine.thm2"], root)


def test_a_theory_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="a folder of papers"):
        select([], tmp_path / "none")

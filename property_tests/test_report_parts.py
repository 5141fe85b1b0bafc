"""Parts of the report that need no browser: what is marked in an amendment, which findings come first, what the page filters by, and old documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from property_tests.own_theory import TRUE, lay
from reports import amendment, build, export, mathml


def math(inner: str) -> str:
    return f"<math><mrow>{inner}</mrow></math>"


def record(**more: Any) -> dict[str, Any]:
    return {
        "id": "mine.thm1", "label": "Theorem 1", "paper": "mine", "title": "A title", "verdict": "refuted", "reading": "as stated", "fallen": ["as stated"],
        "claims": [{"name": "c", "reading": "as stated", "verdict": "refuted", "evidence": []}],
        "hypotheses": [{"letters": "x", "name": "real", "mathml": ""}],
        "formulas": [{"claim": "c", "reading": "as stated", "mathml": math("<mi>x</mi><mo>≤</mo><mn>1</mn>")}],
        "counterexample": None, **more,
    }  # fmt: skip


def test_what_an_amendment_changes_is_marked_and_nothing_else() -> None:
    amended = record(
        hypotheses=[{"letters": "x", "name": "positive <b>", "mathml": ""}, {"letters": "y", "name": "real", "mathml": ""}],
        formulas=[{"claim": "c", "reading": "as stated", "mathml": math("<mi>x</mi><mo>≤</mo><mn>2</mn>")}],
    )
    title, x, y, claim = amendment.beside(record(), amended)
    assert title["left"] == title["right"] == '<span class="small quiet">A title</span>'
    assert x["left"] == '<span class="small quiet">x: <span class="removed">real</span></span>'
    assert x["right"] == '<span class="small quiet">x: <span class="added">positive &lt;b&gt;</span></span>'
    assert y["left"] == "" and 'class="added">y: real' in y["right"]
    assert '<mn class="removed">1</mn>' in claim["left"] and '<mn class="added">2</mn>' in claim["right"]
    assert "<mi>x</mi><mo>≤</mo>" in claim["left"] and claim["left"].count("removed") == 1
    assert "removed" not in str(amendment.beside(record(), record())) and "added" not in str(amendment.beside(record(), record()))


def test_claims_of_other_names_stand_beside_what_is_most_alike() -> None:
    def named(*names: str) -> dict[str, Any]:
        return record(claims=[{"name": name, "reading": "as stated", "verdict": "refuted"} for name in names], formulas=[], hypotheses=[])

    rows = amendment.beside(named("the drift of the outputs", "something else altogether"), named("a third matter by itself", "the drift of all outputs"))[1:]
    assert [bool(row["left"]) for row in rows] == [True, True, False] and [bool(row["right"]) for row in rows] == [True, False, True]
    assert '<span class="removed">the</span> outputs' in rows[0]["left"] and '<span class="added">all</span> outputs' in rows[0]["right"]


def test_a_claim_that_holds_as_published_is_not_marked_as_taken_back() -> None:
    claims = [{"name": "c", "reading": "as stated", "verdict": "refuted"}, {"name": "the first step", "reading": "as stated", "verdict": "certified"}]
    *_, row = amendment.beside(record(claims=claims), record())
    assert row == {"left": '<span class="small quiet">claim: the first step (holds as published: certified)</span>', "right": ""}


def test_another_reading_that_falls_names_its_claim_if_it_is_another() -> None:
    told = (("c", "as stated", "refuted"), ("d", "one", "refuted"), ("c", "one", "proved"), ("c", "two", "refuted"))
    claims = [{"name": n, "reading": r, "verdict": v} for n, r, v in told]
    points: dict[str, Any] = {"as stated": {"claim": "c", "letters": {}, "sides": []}, "one": None, "two": None}
    assert build.also_fallen(record(claims=claims), points) == {"one": "d", "two": ""}


def test_the_properties_of_a_test_stand_in_the_file_that_pytest_writes_for_others(tmp_path: Path) -> None:
    theory = lay(tmp_path / "theory", mine__young=TRUE, mine__younger=TRUE)
    command = [sys.executable, "-m", "pytest", "-q", "--theory", str(theory), "--ledger", str(tmp_path / "ledger"), f"--junitxml={tmp_path / 'x.xml'}"]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0 and "warning" not in done.stdout, done.stdout  # which pytest may take for an error
    cases = [{p.get("name"): p.get("value") for p in case.iter("property")} for case in ElementTree.parse(tmp_path / "x.xml").iter("testcase")]
    assert [(case["lakatos.id"], case["lakatos.verdict"]) for case in cases] == [("mine.young", "proved"), ("mine.younger", "proved")]


def test_the_finding_that_is_checked_most_easily_comes_first() -> None:
    def fallen(ident: str, letters: Any, **more: Any) -> dict[str, Any]:
        pin = {"reading": "as stated", "claim": "c", "letters": letters} if letters else None
        return record(id=ident, counterexample=pin, **more)

    long, short = {"A": [["1", "2"], ["3", "4"]]}, {"x": "1"}
    found = build.findings(
        [
            fallen("a.sampled", None),
            fallen("a.long", long),
            fallen("a.reading", short, verdict="proved"),
            fallen("a.short", short),
            record(id="a.holds", fallen=[], verdict="proved"),
        ]
    )
    assert [statement["id"] for statement, _ in found] == ["a.short", "a.long", "a.sampled", "a.reading"]


@pytest.mark.parametrize(
    ("name", "label", "kind"),
    [
        ("a.thm4_flow", "Theorem 4", "theorem"),
        ("a.eqC_1", "(C.1)", "equation"),
        ("a.young", "Theorem 1", "theorem"),
        ("a.x1", "", "other"),
        ("a.sec4_unique", "", "section"),
    ],
)
def test_the_kind_of_a_statement_is_read_from_its_name_or_label(name: str, label: str, kind: str) -> None:
    assert build.facets(record(id=name, label=label))["kind"] == kind


def test_filters_name_the_instruments_that_the_verdict_rests_on() -> None:
    def evidence(kind: str, instrument: str, holds: bool | None) -> dict[str, Any]:
        return {"kind": kind, "instrument": instrument, "holds": holds}

    claims = [
        {"name": "c", "reading": "r", "verdict": "proved", "evidence": [evidence("proof", "z3", True), evidence("instances", "instances", None)]},
        {"name": "d", "reading": "r", "verdict": "proved", "evidence": [evidence("proof", "normal form", True), evidence("witness", "instances", True)]},
    ]
    found = build.facets(record(verdict="proved", reading="r", claims=claims))
    assert found["instrument"] == "normal form|z3" and found["scope"] == "all instances" and found["verdict"] == "proved"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-3/7", "<mrow><mo>−</mo><mfrac><mn>3</mn><mn>7</mn></mfrac></mrow>"),
        ("3.9044060...e-49", "<mrow><mn>3.9044060…</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>49</mn></mrow></msup></mrow>"),
        ("-1.414...", "<mrow><mo>−</mo><mn>1.414…</mn></mrow>"),
        ("<b>", "<mtext>&lt;b&gt;</mtext>"),
    ],
)
def test_numbers_in_mathml(text: str, shown: str) -> None:
    assert mathml.value(text) == shown


def test_a_large_matrix_is_not_written_out() -> None:
    assert mathml.value([["1"] * 9] * 9) == "<mtext>9 × 9 matrix</mtext>" and "mtable" in mathml.value([["1"] * 4] * 4)


def test_rows_of_one_and_what_browsers_assume_are_left_out_of_formulas() -> None:
    formula = '<math><mrow><mrow><mo fence="true" stretchy="true" form="prefix">(</mo><mi>x</mi><mo form="postfix">!</mo></mrow></mrow></math>'
    assert mathml.trusted(formula) == '<math><mrow><mo>(</mo><mi>x</mi><mo form="postfix">!</mo></mrow></math>'


def test_durations_and_counts_are_written_for_people() -> None:
    assert [build._duration(s) for s in (0.004, 3.2, 176, 7300)] == ["< 0.01 s", "3.20 s", "2 min 56 s", "2 h 1 min"]
    assert build._number(1708335) == "1\u202f708\u202f335"


def test_the_schema_knows_every_kind_of_evidence_that_records_show() -> None:
    from property_tests.record import SHOWN

    assert set(SHOWN) <= set(export.schema()["$defs"]["evidence"]["properties"]["kind"]["enum"])

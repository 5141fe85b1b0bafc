"""Parts of the report that need no browser: what is marked in an amendment, which findings come first, what the page filters by, and old documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from numerics.evidence import Evidence
from property_tests import docket
from property_tests.own_theory import BROKEN, TRUE, forget, lay
from property_tests.record import _mutants
from property_tests.test_report_data import HOSTILE, claim, document, one_of_each, statement
from reports import amendment, build, export, formats, mathml
from theorems.domains import Nonnegative, Real
from theorems.statement import Statement


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
        {"name": "c", "reading": "r", "verdict": "proved", "evidence": [evidence("proof", "z3", True), evidence("instances", "instances", True)]},
        {"name": "d", "reading": "r", "verdict": "proved", "evidence": [evidence("proof", "normal form", True), evidence("witness", "instances", True)]},
    ]
    found = build.facets(record(verdict="proved", reading="r", claims=claims))
    assert found["instrument"] == "normal form|z3" and found["scope"] == "all instances" and found["verdict"] == "proved"


def test_a_point_is_where_a_claim_fails_and_not_where_another_is_undefined() -> None:
    def at(kind: str, witness: Any) -> dict[str, Any]:
        return {"kind": kind, "instrument": "i", "holds": False, "witness": witness}

    open_claim = {"name": "open", "reading": "as stated", "verdict": "undecided", "evidence": [at("counterexample", {"x": "7"})]}
    fell = {"name": "c", "reading": "as stated", "verdict": "refuted", "evidence": [at("defined", {"x": "0"}), at("counterexample", {"x": "5"})]}
    found = record(claims=[open_claim, fell])
    failure = build.point_of_failure(found, "as stated")
    assert failure and (failure["claim"], failure["letters"]) == ("c", {"x": "5"})
    assert formats.point_of(found, fell) == "x = 5"
    assert build.point_of_failure(record(claims=[fell | {"evidence": [at("counterexample", {})]}]), "as stated") == {"claim": "c", "letters": {}, "sides": []}


def test_totals_add_up_what_the_statements_say() -> None:
    drawn = [{"points": 5, "samples": 2}, {"points": 7}, {"kind": "timeout", "holds": None}]
    claims = [claim("c", "supported"), claim("d", "undecided")]
    claims[0]["evidence"] = [claims[0]["evidence"][0] | more for more in drawn]
    totals = document(statement("p.a", claims=claims, stale=True), statement("p.b"))["totals"]
    assert (totals["examined"], totals["ended"], totals["stale"]) == ({"points": 12, "samples": 2}, 1, 1)
    assert (totals["claims"], totals["claim_verdicts"]["undecided"], totals["mutants"]) == (3, 1, {"planted": 2, "dead": 2})


def test_a_page_of_hostile_texts_holds_no_tag_of_theirs() -> None:
    page = build.render(one_of_each(HOSTILE))
    assert page.count("<script") == 1 and "<script>alert(" not in page and "&lt;script&gt;alert(" in page


def test_formulas_that_are_not_mathml_of_the_list_are_not_trusted() -> None:
    for text in ('<math><mi onclick="a()">x</mi></math>', "<math><script>a()</script></math>", '<!DOCTYPE m [<!ENTITY a "b">]><math>&a;</math>', "<mi>x</mi>"):
        assert mathml.trusted(text) is None, text
    assert mathml.trusted("<math><mi>&lt;b&gt;</mi></math>") == "<math><mi>&lt;b&gt;</mi></math>"


def test_a_verdict_trusts_what_reached_it_and_other_claims_are_told_beside_it() -> None:
    proof = {"kind": "proof", "holds": True, "trusts": ["z3"]}
    found = record(
        verdict="supported", reading="r",
        claims=[
            {"name": "c", "reading": "r", "verdict": "proved", "evidence": [proof, proof | {"kind": "instances", "trusts": ["numpy"]}]},
            {"name": "d", "reading": "r", "verdict": "supported", "evidence": []}, {"name": "d", "reading": "s", "verdict": "refuted", "evidence": []},
        ],
    )  # fmt: skip
    assert build.trusts(found["claims"][0]) == ["z3"] and build.others(found) == "1 proved"


def test_readings_whose_formulas_differ_are_shown_apart() -> None:
    claims = [{"name": "c", "reading": reading} for reading in "rs"]
    formulas = [{"claim": "c", "reading": reading, "tex": reading, "mathml": math(f"<mi>{reading}</mi>")} for reading in "rs"]
    shared, apart = build._formulas_of(record(claims=claims, formulas=formulas), "c")
    assert shared == [] and set(apart) == {"r", "s"}
    shared, apart = build._formulas_of(record(claims=claims, formulas=[f | {"mathml": math("<mi>x</mi>")} for f in formulas]), "c")
    assert len(shared) == 1 and apart == {}


def test_a_hypothesis_counts_as_weakened_where_something_weaker_was_tried() -> None:
    def ablation(letter: str, instead: str) -> dict[str, Any]:
        return {"hypothesis": f"{letter}: n", "instead": instead, "outcome": "undecided", "claim": "", "point": None, "reason": ""}

    hypotheses = [{"letters": x, "name": "n", "tex": "", "mathml": "", "assumes": x != "z"} for x in "xyz"]
    made = statement("p.a", hypotheses=hypotheses, ablations=[ablation("x", "real"), ablation("y", ""), ablation("z", "")])
    assert document(made)["totals"]["hypotheses"] == {"stated": 2, "ablated": 1}


def test_the_page_of_a_claim_without_letters_says_so_and_sends_nothing_anywhere() -> None:
    made = statement("p.a", "refuted")
    made["counterexample"]["letters"] = {}
    page = build.render(document(made))
    assert "fails; there are no letters." in page and "<math></math>" not in page
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy.split("; "))


def test_mutants_that_were_all_ended_by_the_clock_were_planted() -> None:
    ended = Evidence(kind="timeout", holds=None, reading="r", subject="twice", instrument="mutant twice", reason="ended after 20 s")
    found = _mutants(Statement(source="1", for_all={"x": Real()}, claims=lambda x, *, k=1: {"c": k * x <= x}, mutants={"twice": {"k": 2}}), [], [ended])
    assert (found["planted"], found["dead"]) == (1, 0)


ODD = {
    "part": """
        from functools import partial
        from lakatos import Real, Statement

        statement = Statement(
            source="1", for_all={"x": Real()}, claims=partial(lambda x, *, k=1, more=0: {"c": k * x**2 + more >= 0}, more=1), mutants={"m": {"k": -1}}
        )
    """,
    "keyed": """
        from lakatos import Choice, Real, Statement


        def claims(x, c, *, k=1):
            return {"c": k * {1: 1, 2: 4}[c] * c.bit_length() * x**2 >= 0}


        statement = Statement(source="1", for_all={"x": Real(), "c": Choice(1, 2)}, claims=claims, mutants={"m": {"k": -1}})
    """,
    "two": """
        from lakatos import Nonnegative, Real, Statement


        def claims(x, *, k=1):
            return {"not negative": k * x >= 0}


        statement = Statement(
            source="1", for_all={"x": Real()}, claims=claims, readings={"any": {}, "some": {"x": Nonnegative()}}, mutants={"m": {"k": -1}}, falls=["any"]
        )
    """,
    "far": """
        from lakatos import Statement

        statement = Statement(source="1", out_of_reach="it needs an oracle", expect="undecided")
    """,
    "broken": BROKEN,
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of statements that are unlike most."""
    root = tmp_path_factory.mktemp("odd")
    theory = lay(root / "theory", **ODD)
    records = list(docket.hear([f"mine.{name}" for name in ODD], theory=theory, ledger=root / "ledger.sqlite"))
    forget()
    return document(*records)


def test_claims_that_cannot_be_printed_are_examined_all_the_same(odd: dict[str, Any]) -> None:
    found = {s["id"]: s for s in odd["statements"]}
    assert {ident: s["verdict"] for ident, s in found.items() if ident != "mine.keyed"} == {
        "mine.part": "proved", "mine.two": "proved", "mine.far": "undecided", "mine.broken": "broken"
    }  # fmt: skip
    assert found["mine.part"]["python"] == "" and found["mine.part"]["formulas"]
    assert found["mine.keyed"]["claims"] and found["mine.keyed"]["formulas"] == []


def test_the_hypotheses_shown_are_those_of_the_reading_that_counts(odd: dict[str, Any]) -> None:
    two = next(s for s in odd["statements"] if s["id"] == "mine.two")
    (hypothesis,) = two["hypotheses"]
    assert two["reading"] == "some" and hypothesis["name"] == Nonnegative().name
    assert [a["outcome"] for a in export.ablations_of(two, hypothesis)] == ["fails"]
    assert build.point_of_failure(two, "any") and build.render(odd)


def test_the_schema_names_every_key_that_is_written(odd: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: the extra `test` has it")

    def closed(part: Any) -> Any:
        if isinstance(part, dict):
            last = {"additionalProperties": False} if "properties" in part else {}
            return last | {key: closed(value) for key, value in part.items()}
        return [closed(x) for x in part] if isinstance(part, list) else part

    assert export.validate(odd) == []
    errors = jsonschema.Draft202012Validator(closed(export.schema())).iter_errors(odd)
    assert [] == [error.message for error in errors if "marks" not in error.absolute_path]


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

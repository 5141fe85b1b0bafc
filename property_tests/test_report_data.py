"""The report for other tools: Markdown, SARIF and badge say what the records say, as text; a difference of two reports finds what got worse."""

from __future__ import annotations

import copy
import html.parser
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports import diff, export, formats
from reports.style import STYLES

HOUSE = Path(__file__).resolve().parent.parent
REAL = HOUSE / "build" / "report" / "report.json"
HOSTILE = (
    "<script>alert(\"1\")</script> 'q' | a `b` ``c`` *d* __e__ ~~f~~ [g](https://example.org/x) ![h](i) @octocat #12 GH-34 $x^2$ &amp; www.example.org "
    "me@example.org </details> {0} [j](1)\r\n# k\n\n- l\x1b[31m\x07\x9b \u202em\u200f \U0001f469\u200d\U0001f680 \\"
)

Document = dict[str, Any]


def claim(name: str, verdict: str, *, reading: str = "as stated", reason: str = "", point: dict[str, Any] | None = None) -> Document:
    kind = {"refuted": "counterexample", "supported": "instances"}.get(verdict, "proof")
    held = {"refuted": False, "undecided": None}.get(verdict, True)
    found: Document = {"kind": kind, "instrument": "a search", "holds": held, "scope": "one exact point", "reason": reason, "trusts": [], "seconds": 0.1}
    evidence = [found | {"kind": "witness", "holds": True, "witness": {"k": "99"}}, found | {"witness": point}]
    return {"name": name, "reading": reading, "verdict": verdict, "scope": "everywhere", "reason": reason, "evidence": evidence}


def statement(ident: str, verdict: str = "proved", **changes: Any) -> Document:
    """A record with all that the schema asks for: one claim, one mutant, one ablation."""
    point = {"k": "-2", "R": [["0"], ["1/3"]]} if verdict == "refuted" else None
    found = {"letters": point, "reading": "as stated", "claim": "it holds", "paste": "", "snippet": "", "recheck": "", "verified_by": ["flint", "fractions"]}
    made: Document = {
        "id": ident,
        "paper": ident.split(".")[0],
        "file": f"theorems/{ident.replace('.', '/')}.py",
        "verdict": verdict,
        "expected": verdict if verdict != "broken" else None,
        "as_expected": verdict != "broken",
        "with_ancestors": verdict,
        "headline": verdict,
        "reading": "as stated",
        "fallen": ["as stated"] if verdict == "refuted" else [],
        "fingerprint": f"print of {ident}",
        "budget": "quick",
        "text": "verbatim",
        "seconds": 2.0,
        "stale": False,
        "claims": [claim("it holds", verdict, reason="timeout" if verdict == "undecided" else "", point=point)] if verdict != "broken" else [],
        "mutants": {"names": ["twice"], "claims": ["it holds"], "killed": [[True]], "points": [[None]], "planted": 1, "dead": 1},
        "ablations": [{"hypothesis": "k: positive", "instead": "real", "outcome": "fails", "claim": "it holds", "point": None, "reason": ""}],
        "counterexample": found if point else None,
        "problem": "line 3: no such name" if verdict == "broken" else "",
        "amends": None,
    }
    lists = ("uses", "used_by", "amended_by", "contradicted_by", "hypotheses", "formulas")
    return {**dict.fromkeys(("label", "title", "prose", "source", "python"), ""), **{key: [] for key in lists}, **made, **changes}


def document(*statements: Document) -> Document:
    return copy.deepcopy(export.document(statements, budget="quick"))


def one_of_each(text: str = "") -> Document:
    """A document with every verdict, an amendment, a fallen reading, an unexpected verdict, and `text` wherever a theory can put a text."""
    found = [statement(f"p.{verdict}", verdict, title=text or f"Of what is {verdict}.") for verdict in STYLES]
    by_verdict = {s["verdict"]: s for s in found}
    by_verdict["refuted"]["amended_by"] = [{"id": "p.proved", "verdict": "proved"}]
    by_verdict["supported"]["claims"].append(claim("it holds", "refuted", reading="strictly", point={"x": "1/2"}))
    by_verdict["supported"]["fallen"] = ["strictly"]
    found.append(statement("p.worse", "undecided", expected="proved", as_expected=False))
    if text:
        for record in found:
            record |= {"problem": text, "reading": text, "fallen": [text] if record["fallen"] else [], "file": f"theory/{text}.py"}
            record["mutants"] |= {"names": [text], "claims": [text], "killed": [[False]]}
            record["counterexample"] = record["counterexample"] and record["counterexample"] | {"claim": text, "reading": text, "letters": {text: text}}
            for told in record["claims"]:
                told |= {"name": text, "reading": text, "reason": text, "scope": text}
    return document(*found)


def rendered(markdown: str) -> tuple[set[str], str, str]:
    """The tags that Markdown gives rise to, its text, and the part of the text that is not in code."""
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed (it comes with rich)")
    seen: list[str] = []
    texts: list[str] = []
    plain: list[str] = []

    class Reader(html.parser.HTMLParser):
        inside = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            seen.append(tag if not attrs or tag in ("th", "td") else f"{tag} {attrs}")
            self.inside = tag

        def handle_endtag(self, tag: str) -> None:
            self.inside = ""

        def handle_data(self, data: str) -> None:
            texts.append(data)
            plain.extend([data] * (self.inside != "code"))

    Reader(convert_charrefs=True).feed(markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))
    return set(seen), "".join(texts).replace(formats.ZERO_WIDTH, ""), "".join(plain)


def obeyed(text: str) -> set[str]:
    """The characters of `text` that a terminal or a reader's eye would obey instead of show."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200d" + formats.ZERO_WIDTH}


@pytest.mark.parametrize("made", [one_of_each(), one_of_each(HOSTILE), document()], ids=["plain", "hostile", "empty"])
def test_the_documents_of_these_tests_are_valid_reports(made: Document) -> None:
    pytest.importorskip("jsonschema", reason="jsonschema is not installed: the extra `test` has it")
    assert export.validate(made) == []


# ---------------------------------------------------------------------------------------------- Markdown
def test_markdown_counts_every_verdict_with_symbol_word_and_total() -> None:
    shown = formats.markdown(one_of_each())
    assert "**7 statements: ✗ 2 not as expected**" in shown
    for verdict, style in STYLES.items():
        assert f"| {style.symbol} | {style.word} | {2 if verdict == 'undecided' else 1} of 7 |" in shown
    assert "all as expected" in formats.markdown(document(statement("p.a"))) and "✗" not in formats.markdown(document(statement("p.a"))).split("|")[0]


def test_markdown_tells_what_is_not_as_expected_first_then_what_fell_and_where() -> None:
    shown = formats.markdown(one_of_each())
    headings = re.findall(r"^### (.*)$", shown, re.MULTILINE)
    assert headings == ["Not as expected (2)", "Refuted (1)", "Undecided (2)", "Readings that fell (1)"]
    unexpected, refuted, undecided, fallen = shown.split("### ")[1:]
    assert "`p.worse`" in unexpected and "expected proved" in unexpected and "timeout" in unexpected and "line 3: no such name" in unexpected
    assert "`k = -2, R = [[0], [1/3]]`" in refuted and "amended by `p.proved`: proved" in refuted
    assert "timeout" in undecided
    assert "`strictly`" in fallen and "`x = 1/2`" in fallen


def test_markdown_shows_a_claim_that_fell_at_a_point_before_one_that_fell_otherwise() -> None:
    fell = [claim("at all sizes", "refuted", reason="contradicted by p.b"), claim("at one", "refuted", point={"x": "5"})]
    shown = formats.markdown(document(statement("p.a", "refuted", claims=fell, counterexample=None)))
    assert "`at one` (`as stated`) fails at `x = 5`" in shown and "k = 99" not in shown
    shown = formats.markdown(document(statement("p.a", "refuted", claims=fell[:1], counterexample=None)))
    assert "`at all sizes` (`as stated`) fails: contradicted by p.b" in shown


def test_markdown_says_which_readings_fell_where_the_verdict_itself_is_as_pinned() -> None:
    shown = formats.markdown(document(statement("p.a", fallen=["strictly"], as_expected=False)))
    assert "fallen readings: `strictly`" in shown.split("### ")[1]


def test_markdown_of_hostile_texts_is_text() -> None:
    shown = formats.markdown(one_of_each(HOSTILE))
    tags, text, plain = rendered(shown)
    assert tags <= {"h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "span", "details", "summary"}
    assert formats.one_line(HOSTILE) in text
    assert not re.search(r"[@#]\w|gh-\d|https?:|www\.", plain, re.IGNORECASE), "a mention, an issue or a link"
    assert not re.search(r"(?<!>)\$", re.sub("`[^`]*`", "", shown.split("### Undecided")[1])), "mathematics"
    assert not obeyed(shown)
    assert not re.search(r"^### Undecided.*\n\n(?!- )", shown, re.MULTILINE)


STARTS = ("# a", "> a", "- a", "+ a", "* a", "12. a", "3) a", "---", "```", "<!-- a", "a\n===", "| a | b |\n|---|---|", "&lt;", "`", "a\\", "\\!", "[ ] a")


@pytest.mark.parametrize("text", STARTS)
def test_prose_at_the_start_of_an_item_starts_nothing(text: str) -> None:
    tags, shown, _ = rendered("- " + formats.prose(text) + "\n- `b`")
    assert tags <= {"ul", "li", "code"} and shown.split("\n")[1] == " ".join(text.split())


@pytest.mark.parametrize("text", ["a", "`", "``a`", "a``b", "<b>|$x$|</b>", "\\", "@a #1", "` a `"])
def test_code_spans_hold_any_text(text: str) -> None:
    assert rendered(formats.code(text))[:2] == ({"p", "code"}, text + "\n")


def test_markdown_keeps_to_what_github_takes_and_says_what_it_left_out() -> None:
    unexpected = [statement(f"p.u{i}", "undecided", expected="proved", as_expected=False, title="\U0001f600" * 200) for i in range(300)]
    many = document(*unexpected, *(statement(f"p.r{i}", "refuted") for i in range(300)))
    shown = formats.markdown(many)
    assert len(shown.encode()) <= formats.COMMENT
    assert [int(n) for n in re.findall(r"^### .*\((\d+)\)$", shown, re.MULTILINE)] == [300, 300, 300]
    left = [int(n) for n in re.findall(r"… and (\d+) more, left out here", shown)]
    assert len(left) == 3 and len(re.findall(r"^- ", shown, re.MULTILINE)) + sum(left) == 900 + 3
    assert shown.count("<details>") == shown.count("</details>") > 0


# ---------------------------------------------------------------------------------------------- SARIF
def sarif(made: Document) -> list[Document]:
    """The results of the SARIF of `made`, whose shape is checked here by the words of the standard."""
    log = json.loads(formats.sarif(made))
    assert log["version"] == "2.1.0" and "sarif-schema-2.1.0" in log["$schema"] and len(log["runs"]) == 1
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    assert driver["name"] and len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    assert all(rule[key]["text"].endswith(".") for rule in driver["rules"] for key in ("shortDescription", "fullDescription", "help"))
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error") and result["message"]["text"].strip()
        assert not re.search(r"(?<!\{)\{(\{\{)*(?!\{)|\]\(", result["message"]["text"]), "a placeholder or a link"
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert re.fullmatch(r"[A-Za-z0-9_.~%-][A-Za-z0-9_.~%/-]*", artifact["uri"]), "a relative reference"
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert all(isinstance(value, str) and value for value in result["partialFingerprints"].values())
        assert {"verdict", "fingerprint", "budget"} <= result["properties"].keys()
    results: list[Document] = run["results"]
    assert len({r["partialFingerprints"]["primaryLocationLineHash"] for r in results}) == len(results)
    return results


def test_sarif_has_a_result_for_every_refuted_claim_and_for_all_that_is_not_as_expected() -> None:
    found = {(r["properties"]["id"], r["ruleId"], r["level"]) for r in sarif(one_of_each())}
    assert found == {
        ("p.refuted", "refuted", "note"),
        ("p.supported", "refuted", "note"),
        ("p.worse", "undecided", "warning"),
        ("p.broken", "broken", "warning"),
    }


def test_sarif_calls_an_unexpected_refutation_an_error_and_an_unexpected_proof_a_warning() -> None:
    surprise, hope = statement("p.a", "refuted", expected="proved", as_expected=False), statement("p.b", expected="refuted", as_expected=False)
    (fell, improved) = sarif(document(surprise, hope))
    assert (fell["level"], fell["ruleId"], improved["level"], improved["ruleId"]) == ("error", "refuted", "warning", "unexpected")
    assert "'it holds' of p.a (as stated)" in fell["message"]["text"] and "k = -2, R = [[0], [1/3]]" in fell["message"]["text"]
    assert fell["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "theorems/p/a.py"


def test_sarif_knows_a_claim_again_whatever_else_changes() -> None:
    old = statement("p.a", "refuted")
    new = statement("p.a", "refuted", fingerprint="another", title="another", file="theorems\\p\\a b.py")
    (was,), (now,) = sarif(document(old)), sarif(document(new))
    assert was["partialFingerprints"] == now["partialFingerprints"]
    assert now["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "theorems/p/a%20b.py"


def test_sarif_of_hostile_texts_is_text() -> None:
    results = sarif(one_of_each(HOSTILE))
    assert len(results) == 4
    assert not obeyed(formats.sarif(one_of_each(HOSTILE)))
    assert any("alert(" in r["message"]["text"] and "{{0}}" in r["message"]["text"] for r in results)


# ---------------------------------------------------------------------------------------------- the badge
def drawn(made: Document) -> tuple[ElementTree.Element, str, list[str]]:
    svg = ElementTree.fromstring(formats.badge(made))
    title = svg.find("{http://www.w3.org/2000/svg}title")
    assert svg.get("role") == "img" and title is not None and title.text == svg.get("aria-label")
    return svg, str(title.text), [str(text.text) for text in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_the_badge_counts_the_verdicts_and_leaves_out_zeros() -> None:
    svg, title, words = drawn(document(statement("p.a"), statement("p.b"), statement("p.c", "refuted")))
    assert title == "lakatos: 2 proved · 1 refuted" and words == ["lakatos", "2 proved", "1 refuted"]
    shapes = [path.get("d") for path in svg.iter("{http://www.w3.org/2000/svg}path")]
    assert shapes == [STYLES["proved"].shape, STYLES["refuted"].shape]


def test_the_badge_says_by_word_shape_and_colour_that_something_is_not_as_expected() -> None:
    calm, alarmed = document(statement("p.a")), document(statement("p.a", expected="refuted", as_expected=False))
    _, title, words = drawn(alarmed)
    assert title == "lakatos: 1 unexpected · 1 proved" and words[1] == "1 unexpected"
    assert STYLES["refuted"].shape in formats.badge(alarmed) and STYLES["refuted"].light in formats.badge(alarmed)
    assert STYLES["refuted"].light not in formats.badge(calm) and STYLES["refuted"].shape not in formats.badge(calm)
    assert drawn(document())[1] == "lakatos: nothing examined"


def test_the_badge_needs_nothing_from_elsewhere_and_nothing_overlaps() -> None:
    badge = formats.badge(one_of_each())
    assert re.findall(r"\b\w+://[^\"]*", badge) == ["http://www.w3.org/2000/svg"] and "url(" not in badge and "@import" not in badge
    svg = drawn(one_of_each())[0]
    spans = [(float(t.get("x", 0)), float(t.get("textLength", 0))) for t in svg.iter("{http://www.w3.org/2000/svg}text")]
    ends = [*(x for x, _ in spans[1:]), float(svg.get("width", 0))]
    assert all(x + long < end for (x, long), end in zip(spans, ends, strict=True))


# ---------------------------------------------------------------------------------------------- the difference
def compared(old: Document, new: Document) -> list[diff.Change]:
    return list(diff.compare(document(old), document(new)).changes)


def changed(verdict: str = "proved", **changes: Any) -> tuple[Document, Document]:
    return statement("p.a", verdict), statement("p.a", verdict, **changes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "does not exist: name a report.json, or the folder"),
        ("<html>", "is no JSON"),
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no report of Lakatos"),
        ('{"schema_version": "1.0"}', "it has no statements"),
        ('{"schema_version": "2.0", "statements": []}', "has the schema 2.0, and this Lakatos reads 1.1: make both reports with the same version"),
        ('{"schema_version": "1.0", "statements": [3]}', "has no id or no verdict"),
        ('{"schema_version": "1.0", "statements": [{"id": "p.a", "verdict": "fine"}]}', "has no id or no verdict"),
        ('{"schema_version": "1.0", "statements": [{"id": "p.a", "verdict": "proved"}, {"id": "p.a", "verdict": "proved"}]}', "twice"),
        ('{"schema_version": "1.0", "statements": [{"id": "p.a", "verdict": "proved", "claims": [[]]}]}', "p.a has a part that no report has"),
        ('{"schema_version": "1.0", "statements": [{"id": "p.a", "verdict": "proved", "seconds": "2"}]}', "seconds is not what a report has there"),
        ('{"schema_version": "1.0", "statements": [{"id": "p.a", "verdict": "proved", "mutants": {"names": 3}}]}', "names is not what"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_one_line_that_names_the_remedy(tmp_path: Path, text: str | None, says: str) -> None:
    file = tmp_path / "old.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(diff.DiffError, match=re.escape(says)) as refused:
        diff.load(file)
    assert "old.json" in str(refused.value) and "\n" not in str(refused.value) and re.search(r": (name|make)", str(refused.value))


def test_a_report_is_read_from_its_file_or_its_folder_and_may_be_older_or_newer_by_a_minor_version(tmp_path: Path) -> None:
    made = document(statement("p.a", "refuted"))
    (tmp_path / "report.json").write_text(export.dumps(made), encoding="utf-8")
    assert diff.load(tmp_path) == diff.load(str(tmp_path / "report.json")) == made
    bare = {"schema_version": "1.7", "hint": [], "statements": [{"id": "p.a", "verdict": "proved", "claims": [{"name": "c", "verdict": "proved", "new": 1}]}]}
    (tmp_path / "report.json").write_text(json.dumps(bare), encoding="utf-8")
    assert diff.compare(diff.load(tmp_path), made).worse


def test_a_report_does_not_differ_from_itself() -> None:
    made = one_of_each(HOSTILE)
    difference = diff.compare(made, copy.deepcopy(made))
    assert difference.changes == () and not difference.worse
    assert diff.told(difference, names=("a", "b")).splitlines()[-1] == "no difference in 7 statements"


@pytest.mark.parametrize("old", STYLES)
@pytest.mark.parametrize("new", STYLES)
def test_a_verdict_further_down_the_ladder_is_worse(old: str, new: str) -> None:
    best_first = ["proved", "certified", "supported", "undecided", "refuted", "broken"]
    assert list(export.verdicts()) == best_first
    verdicts = [c for c in compared(statement("p.a", old), statement("p.a", new, as_expected=old != "broken")) if c.kind == "verdict"]
    step = best_first.index(new) - best_first.index(old)
    assert [c.direction for c in verdicts] == ([] if not step else ["worse" if step > 0 else "better"])


def test_a_claim_that_falls_in_another_reading_is_worse_though_the_verdict_stays_and_comes_with_its_point() -> None:
    old, new = changed()
    old["claims"].append(claim("it holds", "supported", reading="strictly"))
    new["claims"].append(claim("it holds", "refuted", reading="strictly", point={"x": "1/2"}))
    (change,) = compared(old, new)
    assert (change.kind, change.direction, change.old, change.new) == ("claim", "worse", "supported", "refuted")
    assert (change.id, change.about, change.reading, change.point) == ("p.a", "it holds", "strictly", "x = 1/2")


def test_a_claim_that_vanished_is_worse_and_a_new_one_is_not() -> None:
    old, new = changed(claims=[claim("it holds", "proved"), claim("uniquely", "undecided", reason="timeout")])
    assert [(c.direction, c.about, c.old, c.new, c.reason) for c in compared(old, new)] == [("neither", "uniquely", "", "undecided", "timeout")]
    assert [(c.direction, c.about, c.old, c.new) for c in compared(new, old)] == [("worse", "uniquely", "undecided", "")]


def test_a_file_that_broke_is_one_change_and_not_one_for_each_of_its_claims() -> None:
    (verdict,) = compared(statement("p.a"), statement("p.a", "broken"))
    assert (verdict.kind, verdict.reason) == ("verdict", "expected a sound file; line 3: no such name")


def test_a_verdict_that_fell_says_what_was_expected_and_one_that_rose_unexpectedly_is_worse() -> None:
    verdict, _ = compared(statement("p.a"), statement("p.a", "refuted", expected="proved", as_expected=False))
    assert (verdict.kind, verdict.direction) == ("verdict", "worse") and verdict.reason.startswith("expected proved; ")
    changes = compared(statement("p.a", "supported", expected="supported"), statement("p.a", "proved", expected="supported", as_expected=False))
    assert [(c.kind, c.direction) for c in changes][:2] == [("expectation", "worse"), ("verdict", "better")]


def test_a_counterexample_that_moved_is_told_and_not_worse() -> None:
    old, new = changed("refuted")
    new["counterexample"]["letters"] = {"k": "-3"}
    (change,) = compared(old, new)
    assert (change.kind, change.direction, change.old, change.new) == ("counterexample", "neither", "k = -2, R = [[0], [1/3]]", "k = -3")


def test_a_statement_that_vanished_is_worse_and_a_new_one_only_if_it_is_not_as_expected() -> None:
    a, fell = statement("p.a"), statement("p.b", "refuted")
    (change,) = diff.compare(document(a), document(a, fell)).changes
    assert (change.kind, change.direction, change.point) == ("statement", "neither", "k = -2, R = [[0], [1/3]]")
    surprise = statement("p.b", "refuted", expected="proved", as_expected=False)
    assert diff.compare(document(a), document(a, surprise)).worse
    assert diff.compare(document(a, fell), document(a)).worse
    renamed = diff.compare(document(a), document(statement("p.c", fingerprint=a["fingerprint"])))
    assert "p.c is new and has its fingerprint: renamed?" in diff.told(renamed, names=("a", "b"))


def test_an_expectation_lost_is_worse_and_one_regained_is_better() -> None:
    old, new = changed(as_expected=False, expected="certified")
    assert [(c.kind, c.direction) for c in compared(old, new)] == [("expectation", "worse")]
    assert [(c.kind, c.direction) for c in compared(new, old)] == [("expectation", "better")]


@pytest.mark.parametrize(
    ("before", "after", "direction"), [(True, False, "worse"), (None, False, "worse"), (False, True, "better"), (True, None, None), (False, False, None)]
)
def test_a_mutant_that_survives_now_is_worse(before: bool | None, after: bool | None, direction: str | None) -> None:
    old, new = changed()
    # One claim that fails with it is enough, whatever the others do.
    old["mutants"]["killed"], new["mutants"]["killed"] = [[False if before else None, before]], [[False if after else None, after]]
    assert [c.direction for c in compared(old, new) if c.kind == "mutant"] == ([direction] if direction else [])


def test_a_new_mutant_that_survives_is_worse_and_one_no_longer_planted_is_told() -> None:
    old, new = changed()
    new["mutants"] |= {"names": ["thrice"], "killed": [[False]]}
    assert [(c.direction, c.about, c.old, c.new) for c in compared(old, new)] == [("worse", "thrice", "", "survived"), ("neither", "twice", "killed", "")]


def test_a_hypothesis_no_longer_needed_is_told() -> None:
    old, new = changed()
    new["ablations"][0]["outcome"] = "not needed"
    (change,) = compared(old, new)
    assert (change.kind, change.direction, change.about, change.old, change.new) == ("ablation", "neither", "k: positive, with real", "needed", "not needed")


def test_a_lemma_that_falls_takes_down_what_uses_it() -> None:
    lemma, other, theorem = statement("p.lemma"), statement("p.other"), statement("p.thm", uses=["p.lemma", "p.other"])
    fell, shaken = statement("p.lemma", "refuted"), theorem | {"with_ancestors": "refuted"}
    (change,) = [c for c in diff.compare(document(lemma, other, theorem), document(fell, other, shaken)).changes if c.id == "p.thm"]
    assert (change.kind, change.direction, change.old, change.new, change.reason) == ("ancestors", "worse", "proved", "refuted", "through p.lemma")


def test_slower_is_told_but_not_worse_and_not_compared_where_budgets_differ() -> None:
    assert [(c.kind, c.direction, c.old, c.new) for c in compared(*changed(seconds=4.0))] == [("slower", "neither", "2.0", "4.0")]
    assert compared(*changed(seconds=3.9)) == []
    assert compared(statement("p.a", seconds=0.5), statement("p.a", seconds=2.4)) == []
    assert compared(statement("p.a", seconds=60.0), statement("p.a", seconds=70.0)) == []
    old, new = [statement("p.a"), statement("p.b")], [statement(i, seconds=60.0, budget="full") for i in ("p.a", "p.b")]
    (change,) = diff.compare(document(*old), document(*new)).changes
    assert change.kind == "setting" and change.about == "seconds" and change.reason.startswith("not compared for 2 of 2 statements")


def test_evidence_gone_stale_and_settings_that_differ_are_told() -> None:
    assert [(c.kind, c.direction, c.new) for c in compared(*changed(stale=True))] == [("stale", "neither", "stale")]
    old, new = document(statement("p.a")), document(statement("p.a"))
    new["generated"] |= {"budget": "full", "versions": {**new["generated"]["versions"], "numpy": "9", "sympy": None}}
    difference = diff.compare(old, new)
    assert [(c.about, c.new) for c in difference.changes] == [("budget", "full"), ("numpy", "9"), ("sympy", "")] and not difference.worse


@pytest.mark.parametrize(("fingerprint", "same", "says"), [("print of p.a", True, "[same fingerprint]"), ("2", False, "[other fingerprint]"), ("", None, "")])
def test_a_change_says_whether_the_statement_itself_changed(fingerprint: str, same: bool | None, says: str) -> None:
    difference = diff.compare(document(statement("p.a")), document(statement("p.a", "undecided", fingerprint=fingerprint)))
    told = diff.told(difference, names=("old", "new"))
    assert {c.same_fingerprint for c in difference.changes} == {same}
    assert ("fingerprint" in told) is bool(says) and says in told
    assert ("a timeout, as no setting differs" in told) is (same is True)


def test_what_is_told_has_the_worst_first_a_line_for_each_change_and_the_sum_last() -> None:
    old = document(statement("p.a", "undecided"), statement("p.b"), statement("p.c"), statement("p.d"))
    new = document(statement("p.a"), statement("p.b", seconds=9.0), statement("p.c", "undecided"), statement("p.d", "refuted"))
    difference = diff.compare(old, new)
    lines = diff.told(difference, names=("old.json", "new.json")).splitlines()
    assert lines[0] == "from old.json to new.json" and len(lines) == 1 + len(difference.changes) + 1 + 1
    assert [line.split()[:2] for line in lines[1:-2]] == [["worse", "p.d:"]] * 2 + [["worse", "p.c:"]] * 2 + [["better", "p.a:"]] * 2 + [["p.b:", "seconds:"]]
    assert "claim 'it holds' (as stated): proved -> refuted; fails at k = -2, R = [[0], [1/3]]" in lines[2]
    assert "timeout" in lines[3]
    assert lines[-1] == "4 for the worse, in 2 statements; 2 for the better, 1 neither; statements: 4 -> 4"


def test_hostile_texts_are_told_as_text_on_one_line_each() -> None:
    old, new = one_of_each(), one_of_each(HOSTILE)
    difference = diff.compare(old, new)
    told = diff.told(difference, names=(HOSTILE, "new"))
    assert not obeyed(told) and len(told.splitlines()) == 1 + len(difference.changes) + 1 + 1
    assert "\\x1b[31m" in told and "\\u202e" in told and "\U0001f469\u200d\U0001f680" in told
    tags, _, plain = rendered(diff.as_markdown(difference))
    assert tags <= {"h2", "h3", "p", "ul", "li", "span", "details", "summary"} and not re.search(r"[@#]\w|https?:", plain)


def test_the_difference_is_plain_data_for_other_tools() -> None:
    difference = diff.compare(document(statement("p.a")), document(statement("p.a", "refuted")))
    data = json.loads(json.dumps(diff.as_json(difference)))
    assert data["worse"] is True and data["statements"] == [1, 1] and len(data["changes"]) == len(difference.changes)
    assert data["changes"][0]["kind"] in diff.KINDS and data["changes"][0]["direction"] in diff.DIRECTIONS


def _lose_a_claim(record: Document) -> None:
    del record["claims"][0]


def _weaken(record: Document) -> None:
    record["claims"][0]["verdict"] = record["verdict"] = "undecided"


def _spare(record: Document) -> None:
    record["mutants"] |= {"names": ["planted here"], "killed": [[False for _ in record["mutants"]["claims"]]]}


@pytest.mark.skipif(not REAL.is_file(), reason="build/report is not there: lakatos report writes it")
@pytest.mark.parametrize("harm", [_lose_a_claim, _weaken, _spare])
def test_harm_done_to_any_statement_of_a_real_report_is_found(harm: Callable[[Document], None]) -> None:
    real = diff.load(REAL)
    assert diff.compare(real, real).changes == ()
    harmed = copy.deepcopy(real)
    able = [s for s in harmed["statements"] if s["claims"] and s["verdict"] not in ("undecided", "refuted")]
    for record in able:
        harm(record)
    difference = diff.compare(real, harmed)
    assert {c.id for c in difference.changes if c.direction == "worse"} == {s["id"] for s in able}
    assert formats.markdown(real) and sarif(real) and drawn(real)


def test_the_same_documents_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for name, made in (("old", one_of_each()), ("new", one_of_each(HOSTILE))):
        (tmp_path / f"{name}.json").write_text(export.dumps(made), encoding="utf-8")
    script = (
        "import sys; from reports import diff, formats; old, new = map(diff.load, ('old.json', 'new.json')); d = diff.compare(old, new);"
        "out = [formats.markdown(new), formats.sarif(new), formats.badge(new), diff.told(d, names=('a', 'b')), str(diff.as_json(d)), diff.as_markdown(d)];"
        "sys.stdout.buffer.write(chr(0).join(out).encode())"
    )
    seeds = [{**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HOUSE)} for seed in ("1", "2")]
    first, second = (subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, check=True, capture_output=True).stdout for env in seeds)
    assert first == second and first.count(b"\0") == 5

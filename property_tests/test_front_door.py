"""The command line on a small theory of one's own: what it says, what it returns, and what it writes."""

from __future__ import annotations

import html
import html.parser
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import lakatos as front_door
from property_tests.own_theory import BROKEN, FALSE, HOUSE, TRUE, environment, lakatos, lay
from reports import export

HOSTILE = '''
    """Signs <script>alert("title")</script> & 'quotes' make no difference to a square.

    </style></script><script>alert("prose")</script> <img src="https://example.org/x.png">
    """

    from lakatos import Real, Statement


    def claims(x, *, factor=1):
        return {"<script>alert('claim')</script>": factor * x**2 == x * x}


    statement = Statement(
        source="<b>Lemma</b> 6", for_all={"x": Real()}, claims=claims, mutants={"<i>twice</i>": {"factor": 2}}, readings={"<u>as stated</u>": {}}
    )
'''
AMENDED = '''
    """Every square of an integer is at least its root."""

    from lakatos import Real, Statement

    from . import square


    def claims(x, *, least=1):
        return {"at least the root": (x**2 - x) * (x - least) ** 2 >= x * (x - 1) * (x - 1) ** 2}


    statement = Statement(source="Theorem 2, mended", for_all={"x": Real()}, claims=claims, mutants={"from 2 on": {"least": 2}}, amends=square)
'''
PAPER = '''
    """A paper."""

    TITLE = "On squares & sums"
    ARXIV = "2001.00001"
    VERSION = "v2"
    NUMBERED = {"square": "Theorem 2", "young": "Theorem 1", "cor9": "Corollary 9"}
'''


@pytest.fixture(scope="module")
def theory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two papers: a true statement, a false one with its amendment, one with markup in all its texts, and a broken one."""
    root = tmp_path_factory.mktemp("own") / "theory"
    lay(root, mine____init__=PAPER, mine__young=TRUE, mine__square=FALSE, mine__square_amended=AMENDED, mine__signs=HOSTILE)
    return lay(root, other__broken=BROKEN, other__young=TRUE)


@pytest.fixture(scope="module")
def book(theory: Path) -> Path:
    """The ledger of this module: every test finds in it what the others had examined."""
    return theory.parent / "ledger.sqlite"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("LAKATOS_LEDGER", "LAKATOS_TRACEBACK", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    yield
    for name in [n for n in sys.modules if n.startswith("theory_")]:
        del sys.modules[name]


@pytest.fixture
def door(theory: Path, book: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process, on the theory and its ledger: the exit code, what it said, what it complained of."""

    def run(command: str, *arguments: object, bare: bool = False) -> tuple[int, str, str]:
        more = [] if bare else ["--theory", str(theory), *(["--ledger", str(book)] if command not in ("new",) else [])]
        code = front_door.main([command, *map(str, arguments), *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def strictly(text: str) -> Any:
    """JSON without the NaN and the infinities that Python's reader lets through."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


# ---- check


def test_the_exit_code_says_how_the_check_ended(door: Callable[..., tuple[int, str, str]]) -> None:
    code, said, _ = door("check", "mine.young")
    assert code == 0 and "proved" in said and "mutants dead 2 of 2" in said and "as expected 1 of 1" in said
    code, said, _ = door("check", "mine.*")
    assert code == 1 and "mine.square is refuted, expected proved" in said and "fails at x = 1/2" in said
    assert 'expect="refuted"' in said and "counterexample={'x': '1/2'}" in said  # the line to paste
    code, said, _ = door("check", "mine.young", "other.*")
    assert code == 3 and "broken" in said and "other.broken" in said
    code, said, complaint = door("check", "mine.yuong")
    assert code == 2 and not said and "mine.yuong" in complaint and "did you mean" in complaint and "mine.young" in complaint
    for arguments in (("--budget", "quik"), ("--jobs", "0"), ("--nonsense",), ("--theory",)):
        code, said, complaint = door("check", "mine.young", *arguments, bare=arguments == ("--theory",))
        assert code == 2 and not said and complaint.count("\n") == 1 and complaint.startswith("lakatos: "), arguments
    assert "quick" in door("check", "mine.young", "--budget", "quik")[2]


def test_the_false_statement_is_refuted_by_a_small_exact_point_and_the_true_one_is_not(door: Callable[..., tuple[int, str, str]], theory: Path) -> None:
    _, said, _ = door("check", "mine.square", "mine.young", "--json")
    false, true = strictly(said)["statements"]
    found = false["counterexample"]
    assert (false["verdict"], false["as_expected"]) == ("refuted", False)
    assert found["letters"] == {"x": "1/2"} and len(found["verified_by"]) >= 2
    assert (true["verdict"], true["as_expected"], true["counterexample"]) == ("proved", True, None)
    run = subprocess.run([sys.executable, "-c", found["recheck"]], env=environment(), capture_output=True, text=True, timeout=120, check=False, cwd=theory)
    alone = subprocess.run([sys.executable, "-I", "-S", "-c", found["snippet"]], capture_output=True, text=True, timeout=60, check=False, cwd=theory)
    assert alone.returncode == 0 and alone.stdout.splitlines()[-1] == "the hypotheses hold, the claim fails", alone.stderr
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == 2 and all(line.endswith("| false") for line in run.stdout.splitlines())


def test_json_is_the_document_of_the_report(door: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, said, complaint = door("check", "--json")
    document = strictly(said)
    assert code == 3 and not complaint and export.validate(document) == []
    assert [s["id"] for s in document["statements"]] == ["mine.signs", "mine.square", "mine.square_amended", "mine.young", "other.broken", "other.young"]
    missing = [{"id": "mine.cor9", "label": "Corollary 9"}]
    assert document["papers"]["mine"] == {"title": "On squares & sums", "arxiv": "2001.00001", "version": "v2", "numbered": 3, "missing": missing}
    code, said, _ = door("report", "--output", tmp_path / "report")
    assert code == 3 and said.splitlines()[-1] == str(tmp_path / "report" / "index.html")
    written = strictly((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert written["statements"] == document["statements"] and written == document
    by_id = {s["id"]: s for s in document["statements"]}
    assert by_id["mine.square"]["amended_by"] == [{"id": "mine.square_amended", "verdict": by_id["mine.square_amended"]["verdict"]}]
    assert by_id["mine.square_amended"]["amends"] == "mine.square" and by_id["mine.square_amended"]["uses"] == ["mine.square"]
    assert by_id["mine.square"]["label"] == by_id["mine.square_amended"]["label"] == "Theorem 2"
    assert by_id["other.broken"]["verdict"] == "broken" and by_id["other.broken"]["problem"]


# ---- list, show


def test_list_knows_what_the_ledger_knows(door: Callable[..., tuple[int, str, str]], theory: Path, tmp_path: Path) -> None:
    door("check", "mine.*")
    code, said, complaint = door("list")
    assert code == 0 and not complaint
    lines = {line.split()[0]: line for line in said.splitlines()}
    assert list(lines) == ["mine.signs", "mine.square", "mine.square_amended", "mine.young", "other.broken", "other.young"]
    assert "refuted" in lines["mine.square"] and "Theorem 2" in lines["mine.square"] and "Every square is at least its root." in lines["mine.square"]
    code, said, _ = door("list", "mine.y*", "--json")
    (row,) = strictly(said)
    assert (row["id"], row["verdict"], row["label"], row["stale"], row["as_expected"]) == ("mine.young", "proved", "Theorem 1", False, True)
    code = front_door.main(["list", "--theory", str(theory), "--ledger", str(tmp_path / "none.sqlite")])
    assert code == 0 and not (tmp_path / "none.sqlite").exists()
    code, _, complaint = door("list", "nothing.*")
    assert code == 2 and "nothing.*" in complaint


def test_show_tells_all_that_is_known_of_a_statement(
    door: Callable[..., tuple[int, str, str]], theory: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    door("check", "mine.*")
    code, said, complaint = door("show", "mine.square")
    assert code == 0 and not complaint
    for words in ("Theorem 2", "refuted", "hypotheses", r"x \le x^{2}", "counterexample", "x = 1/2", "amended by", "mine.square_amended"):
        assert words in said, words
    code, said, _ = door("show", "mine.young", "--json")
    record = strictly(said)
    assert record["id"] == "mine.young" and record["verdict"] == "proved" and record["prose"].startswith("For all real numbers")
    code, _, complaint = door("show", "mine.yung")
    assert code == 2 and "mine.young" in complaint
    code, _, complaint = door("show", "mine.*")
    assert code == 2 and "pattern" in complaint
    code, _, complaint = door("show", "other.broken")
    assert code == 3 and "other.broken" in complaint
    code = front_door.main(["show", "mine.young", "--theory", str(theory), "--ledger", str(tmp_path / "none.sqlite")])
    assert code == 0 and "has not been examined: lakatos check mine.young" in capsys.readouterr().out


def test_show_says_when_the_verdict_is_of_another_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, book = lay(tmp_path / "own", young=TRUE), tmp_path / "ledger.sqlite"
    with_both = ["--theory", str(own), "--ledger", str(book)]
    assert front_door.main(["check", *with_both]) == 0
    file = own / "mine" / "young.py"
    file.write_text(file.read_text(encoding="utf-8").replace("factor=2", "factor=1"), encoding="utf-8")
    capsys.readouterr()
    assert front_door.main(["list", *with_both]) == 0
    assert "proved (stale)" in capsys.readouterr().out
    assert front_door.main(["show", "mine.young", *with_both]) == 0
    assert "its last verdict, proved, is stale: lakatos check mine.young --theory" in capsys.readouterr().out


# ---- new


@pytest.mark.parametrize(("asked", "label"), [("mine.cor9", "Corollary 9"), ("mine.thm77", "mine.thm77"), ("fresh.thm1", "fresh.thm1")])
def test_new_writes_a_statement_that_check_can_hear(asked: str, label: str, theory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own theory"
    lay(own, mine____init__=PAPER, mine__young=TRUE)
    assert front_door.main(["new", asked, "--theory", str(own)]) == 0
    said = capsys.readouterr()
    file = own / asked.split(".")[0] / f"{asked.split('.')[1]}.py"
    assert said.out == f"{file}\n" and f"lakatos check {asked} --theory '{own}'" in said.err
    assert ("numbers no" in said.err) == (asked == "mine.thm77")
    text = file.read_text(encoding="utf-8")
    assert label in text and re.findall(r"^(?:from|import) (\S+)", text, re.M) == ["lakatos"]
    assert front_door.main(["new", asked, "--theory", str(own)]) == 2
    assert "exists already" in capsys.readouterr().err and file.read_text(encoding="utf-8") == text
    code = front_door.main(["check", asked, "--json", "--theory", str(own), "--ledger", str(tmp_path / "ledger.sqlite")])
    (record,) = strictly(capsys.readouterr().out)["statements"]
    assert code in (0, 1) and record["verdict"] != "broken" and record["problem"] == ""
    assert record["claims"] and record["mutants"]["names"]


def test_new_refuses_what_is_no_id_and_a_paper_that_the_project_has_not(capsys: pytest.CaptureFixture[str]) -> None:
    for ident in ("thm1", "tkf.Thm1", "tkf.1", "tkf.a.b", "../x.y", "tkf.", ".x"):
        assert front_door.main(["new", ident]) == 2
        assert "is no id" in capsys.readouterr().err
    assert front_door.main(["new", "tkff.thm1"]) == 2
    assert "tkf" in capsys.readouterr().err
    assert front_door.main(["new", "tkf.thm4"]) == 2
    assert "exists already" in capsys.readouterr().err


# ---- a theory that is none


def test_what_is_no_theory_is_refused_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.py").write_text("", encoding="utf-8")
    for place in ("empty", "file.py", "missing"):
        for command in (["list"], ["check"], ["report", "--output", str(tmp_path / "out")]):
            assert front_door.main([*command, "--theory", str(tmp_path / place), "--ledger", str(tmp_path / "ledger.sqlite")]) == 2, (place, command)
            said = capsys.readouterr()
            assert not said.out and "lakatos new mine.thm1" in said.err and said.err.count("\n") == 1, (place, command)
    assert not (tmp_path / "out").exists()


def test_a_report_that_cannot_be_written_is_refused_before_the_work(door: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, said, complaint = door("report", "--output", tmp_path / "file" / "report")
    assert code == 2 and not said and "--output" in complaint


# ---- the report


class Page(html.parser.HTMLParser):
    """What a browser would load, run and show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.shown.append(data)


def test_the_report_opens_from_disk_and_shows_texts_as_texts(door: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    door("report", "--output", tmp_path)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    page = Page(text)
    shown = " ".join(" ".join(page.shown).split())
    for ident in ("mine.signs", "mine.square", "mine.square_amended", "mine.young", "other.broken", "other.young"):
        assert ident in shown
    for words in (
        "<script>alert(\"title\")</script> & 'quotes'",
        '<script>alert("prose")</script>',
        "<script>alert('claim')</script>",
        "<b>Lemma</b> 6",
        "<i>twice</i>",
    ):
        assert words in shown, words
    assert "alert(" not in re.sub(r"&lt;script&gt;alert\(", "", text)
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            loads = name in ("src", "srcset", "href", "action", "data", "poster", "xlink:href")
            if loads and not (tag == "a" and re.match(r"https://arxiv\.org/", value or "")):
                assert not re.match(r"\s*(?:[a-z]+:)?//", value or ""), (tag, name, value)
            assert not name.startswith("on"), (tag, name)
        assert tag not in ("iframe", "object", "embed", "base", "img") and not (tag == "script" and "src" in attributes)
    assert not re.search(r"@import|url\(\s*['\"]?(?!data:|#)", text)
    assert "1/2" in shown and "from lakatos import recheck" in shown


def test_the_same_ledger_gives_the_same_bytes(door: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    for name in ("one", "two"):
        door("report", "--output", tmp_path / name)
    for file in ("index.html", "report.json", "summary.md", "report.sarif", "badge.svg"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_diff_tells_what_got_worse(door: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    door("report", "--output", tmp_path / "old")
    code, said, _ = door("diff", tmp_path / "old", tmp_path / "old" / "report.json", bare=True)
    assert code == 0 and "no difference" in said
    document = strictly((tmp_path / "old" / "report.json").read_text(encoding="utf-8"))
    young = next(s for s in document["statements"] if s["id"] == "mine.young")
    young |= {"verdict": "undecided", "as_expected": False}
    young["claims"][0] |= {"verdict": "undecided", "reason": "z3: ended after 20 s"}
    (tmp_path / "new.json").write_text(export.dumps(document), encoding="utf-8")
    code, said, _ = door("diff", tmp_path / "old", tmp_path / "new.json", bare=True)
    assert code == 1 and "mine.young" in said and "proved" in said and "undecided" in said and "ended after 20 s" in said
    code, said, _ = door("diff", tmp_path / "new.json", tmp_path / "old", bare=True)
    assert code == 0 and "mine.young" in said
    code, said, _ = door("diff", tmp_path / "old", tmp_path / "new.json", "--json", bare=True)
    assert code == 1 and strictly(said)["worse"] is True
    code, said, _ = door("diff", tmp_path / "old", tmp_path / "new.json", "--markdown", bare=True)
    assert code == 1 and said.startswith("## ") and "mine.young" in said
    code, _, complaint = door("diff", tmp_path / "nowhere", tmp_path / "new.json", bare=True)
    assert code == 2 and len(complaint.splitlines()) == 1 and "nowhere" in complaint


# ---- from outside: processes of their own


def test_no_colour_reaches_a_pipe_and_damage_is_told_in_one_line(theory: Path, tmp_path: Path) -> None:
    book = tmp_path / "ledger.sqlite"
    book.write_bytes(b"garbage" * 1000)
    done = lakatos("check", "mine.young", "--theory", theory, "--ledger", book, cwd=tmp_path)
    assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("lakatos: the ledger ") and "set aside as ledger.sqlite.damaged-1" in done.stderr
    doctor = lakatos("doctor", "--json", "--ledger", book, cwd=tmp_path)
    findings = {finding["name"]: finding for finding in strictly(doctor.stdout)}
    assert str(book) + ".damaged-1" in findings["ledger aside"]["found"] and "1 statements" in findings["ledger"]["found"]
    assert findings["z3-solver at work"]["ok"] and findings["python-flint at work"]["ok"]
    assert doctor.returncode == (3 if any(f["needed"] and f["ok"] is False for f in findings.values()) else 0)


def test_the_ledger_of_the_environment_is_used(theory: Path, tmp_path: Path) -> None:
    done = lakatos("list", "--theory", theory, cwd=tmp_path, LAKATOS_LEDGER=str(tmp_path / "file" / "ledger.sqlite"))
    assert done.returncode == 0
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = lakatos("check", "mine.young", "--theory", theory, cwd=tmp_path, LAKATOS_LEDGER=str(tmp_path / "file" / "ledger.sqlite"))
    assert done.returncode == 2 and "--ledger PATH" in done.stderr and "Traceback" not in done.stderr


def run_pytest(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(command, cwd=HOUSE, env=environment(), capture_output=True, text=True, encoding="utf-8", timeout=240, check=False)


def test_pytest_hears_a_theory_of_ones_own(theory: Path, book: Path) -> None:
    done = run_pytest(f"--theory={theory}", f"--ledger={book}")
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len([line for line in lines if re.search(r" (?:mine|other)\.\w+ +mutants ", line)]) == 6
    assert lines[-1].startswith("2 failed, 4 passed")
    assert "mine.square is refuted, expected proved" in done.stdout and "1/2" in done.stdout
    assert not any(re.search(r"tkf\.|test_docket", line) for line in lines)
    one = run_pytest(f"--theory={theory}", f"--ledger={book}", "-k", "mine.young")
    assert one.returncode == 0 and one.stdout.splitlines()[-1].startswith("1 passed")


def test_junit_carries_the_verdicts(theory: Path, book: Path, tmp_path: Path) -> None:
    run_pytest(f"--theory={theory}", f"--ledger={book}", "-k", "mine.young or mine.square", f"--junitxml={tmp_path / 'junit.xml'}")
    cases = ElementTree.parse(tmp_path / "junit.xml").iter("testcase")
    told = [t for t in ({p.attrib["name"].removeprefix("lakatos."): p.attrib["value"] for p in case.iter("property")} for case in cases) if t]
    assert {(t["id"], t["verdict"], t["as_expected"]) for t in told} == {
        ("mine.young", "proved", "True"), ("mine.square", "refuted", "False"), ("mine.square_amended", "proved", "True")
    }  # fmt: skip
    assert all(re.fullmatch(r"[0-9a-f]{24}", t["fingerprint"]) and t["strongest"] for t in told)
    assert next(t["mutants_dead"] for t in told if t["id"] == "mine.young") == "2"


def test_pytest_takes_its_options_as_documented(theory: Path, book: Path) -> None:
    for options in (["--budget", "full"], ["--theory", theory], ["--theory", theory, "--ledger", book, "--budget", "quick"]):
        done = run_pytest("--collect-only", *options)
        assert done.returncode == 0, done.stdout + done.stderr
        assert ("mine.young" in done.stdout) == ("--theory" in options)


def test_what_the_front_door_offers_is_all_that_a_statement_needs() -> None:
    offered = dir(front_door)
    for name in ["Statement", "Real", "PSD", "Matrix", "Integer", "inv", "rank", "sqrt", "iff", "implies", "every", "covariance", "recheck", "main"]:
        assert name in offered and getattr(front_door, name) is not None
    with pytest.raises(AttributeError, match="dir\\(lakatos\\)"):
        front_door.no_such_name  # noqa: B018
    code = "import lakatos, sys; sys.exit(any(m in sys.modules for m in ('numpy', 'sympy', 'z3', 'torch', 'typer', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(HOUSE)}, timeout=60, check=False).returncode == 0

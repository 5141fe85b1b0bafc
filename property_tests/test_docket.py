"""The docket and the ledger under stress: kills, hangs, damage, a full disk, two runs at once, and what makes evidence stale."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from numerics.evidence import Evidence
from property_tests import docket, fingerprint, referee
from property_tests.clock import OutOfTime, clock
from property_tests.ledger import Ledger, LedgerError
from property_tests.own_theory import BROKEN, COMMAND, FALSE, HOUSE, MATRICES, MUTANT_ACTS, TRUE, environment, forget, lay, timeless
from property_tests.words import strongest
from theorems import UnknownStatement

Record = dict[str, Any]
HANGS_IN_PYTHON = MUTANT_ACTS.format(act="while True: pass")
HANGS_IN_C = MUTANT_ACTS.format(act="sum(range(10**14))")  # one call of a builtin: Python's signal handlers wait for its end
HANGS_DEAF = MUTANT_ACTS.format(act="signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n            while True: pass")
DIES = MUTANT_ACTS.format(act="os._exit(9)")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where the ledger of this test goes."""
    return tmp_path / "books" / "ledger.sqlite"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    forget()


@pytest.fixture
def short_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(referee.BUDGETS, "quick", replace(referee.BUDGETS["quick"], seconds=1))
    monkeypatch.setattr(docket, "GRACE", 0.5)


def hear(theory: Path, book: Path, *idents: str, jobs: int = 1, budget: str = "quick", performed: list[tuple[str, str]] | None = None) -> list[Record]:
    """Records of the statements (all, where none is named); `performed` is told every step that is carried out."""
    from theorems import walk

    def progress(ident: str, step: str) -> None:
        if performed is not None:
            performed.append((ident, step))

    return list(docket.hear(idents or [e.id for e in walk(theory)], theory=theory, budget=budget, ledger=book, jobs=jobs, progress=progress))


def settled(records: list[Record]) -> list[Record]:
    """Records without seconds, and without how a claim was refuted: a point found before is replayed, not searched for."""
    return [{**r, "claims": [{**c, "evidence": []} if c["verdict"] == "refuted" else c for c in r["claims"]]} for r in timeless(records)]


def steps(book: Path) -> dict[tuple[str, str], str]:
    """The finished steps in a ledger, as they stand there: (fingerprint, step) to evidence, the seconds that it took included."""
    if not book.exists():
        return {}
    connection = sqlite3.connect(f"{book.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        return {(mark, step): rows for mark, step, rows in connection.execute("SELECT fingerprint, step, rows FROM evidence")}
    except sqlite3.OperationalError:  # not yet begun
        return {}
    finally:
        connection.close()


def until(happened: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait for something; whether it happened in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return happened()


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not (stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_taken_from_the_literature_is_said_wherever_a_scope_is(tmp_path: Path, book: Path) -> None:
    a_list, a_text = (TRUE.replace("claims=claims,", f"claims=claims, cites={cites!r},") for cites in (["Jensen (1906)"], "Jensen"))
    theory = lay(tmp_path / "theory", a=a_list, b=a_text)
    a, b = hear(theory, book)
    assert a["verdict"] == "proved" and all(claim["scope"].endswith("; given Jensen (1906)") for claim in a["claims"])
    assert strongest(a).endswith("; given Jensen (1906)")
    assert b["verdict"] == "broken" and "write a list" in b["problem"]


def test_an_alarm_while_garbage_is_collected_rings_again() -> None:
    def slow(*_: Any) -> None:
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            pass

    gc.callbacks.append(slow)
    try:
        with pytest.raises(OutOfTime), clock(0.1):
            gc.collect()
            time.sleep(3)
    finally:
        gc.callbacks.remove(slow)


# ---- kills


def test_a_killed_run_keeps_what_was_finished_and_the_next_one_goes_on(tmp_path: Path, book: Path) -> None:
    gate = tmp_path / "gate"
    waits = MUTANT_ACTS.format(act=f"while not Path({str(gate)!r}).exists(): time.sleep(0.01)")
    theory = lay(tmp_path / "theory", first=TRUE, second=waits)
    command = [*COMMAND, "check", "--theory", str(theory), "--ledger", str(book), "--jobs", "1"]
    run = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert until(lambda: any({"mutant", "second"} <= set(step.split("\t")) for _, step in steps(book)))
    finally:
        os.killpg(run.pid, signal.SIGKILL)
        said, _ = run.communicate()
    assert run.returncode == -signal.SIGKILL and "mine.first" in said and "mine.second" not in said
    before = steps(book)
    gate.touch()

    performed: list[tuple[str, str]] = []
    first, second = hear(theory, book, performed=performed)

    assert (first["verdict"], second["verdict"]) == ("proved", "proved")
    after = steps(book)
    assert {key: after[key] for key in before} == before  # the seconds are in it: what was done again would read otherwise
    assert {ident for ident, _ in performed} == {"mine.second"}
    again = {step for _, step in performed}
    assert again and not again & {step for mark, step in before if mark == second["fingerprint"]}
    assert len(after) == len(before) + len(again)
    assert second["mutants"]["dead"] == 4


@pytest.mark.parametrize("hangs", ["while True: pass", "sum(range(10**14))"], ids=["in Python", "in C"])
def test_no_worker_outlives_a_killed_run(hangs: str, tmp_path: Path, book: Path) -> None:
    note = tmp_path / "worker"
    act = f"Path({str(note)!r}).write_text(str(os.getpid()))\n            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n            {hangs}"
    theory = lay(tmp_path / "theory", deaf=MUTANT_ACTS.format(act=act))
    driver = (
        "import sys\nfrom dataclasses import replace\nfrom pathlib import Path\nfrom property_tests import docket, referee\n"
        "referee.BUDGETS['quick'] = replace(referee.BUDGETS['quick'], seconds=2)\ndocket.GRACE = 1\n"
        "list(docket.hear(['mine.deaf'], theory=Path(sys.argv[1]), ledger=Path(sys.argv[2]), jobs=1))\n"
    )
    run = subprocess.Popen([sys.executable, "-c", driver, str(theory), str(book)], cwd=tmp_path, env=environment())
    try:
        assert until(lambda: note.exists() and note.read_text(encoding="utf-8") != "")
    finally:
        run.kill()
        run.wait()
    worker = int(note.read_text(encoding="utf-8"))
    try:
        assert until(lambda: not alive(worker), 20), "the worker runs on for ever, though nobody waits for it"
    finally:
        if alive(worker):
            os.kill(worker, signal.SIGKILL)


def test_a_worker_that_dies_is_told_and_its_neighbours_finish(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=DIES, c=FALSE)
    a, b, c = hear(theory, book, jobs=2)
    assert (a["verdict"], b["verdict"], c["verdict"]) == ("proved", "broken", "refuted"), a["problem"]
    assert "mine.b" in b["problem"] and "acts" in b["problem"] and "exit code 9" in b["problem"] and "\t" not in b["problem"]


# ---- hangs


@pytest.mark.parametrize("text", [HANGS_IN_PYTHON, HANGS_IN_C, HANGS_DEAF], ids=["in Python", "in C", "deaf to its clock"])
def test_a_hanging_step_is_ended_and_told_and_the_others_are_performed(text: str, tmp_path: Path, book: Path, short_clocks: None) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=text, c=FALSE)
    started = time.monotonic()
    a, b, c = hear(theory, book, jobs=2)
    assert (a["verdict"], b["verdict"], c["verdict"]) == ("proved", "undecided", "refuted")
    assert b["mutants"]["dead"] == 3  # the one behind the hang was asked, too
    reasons = " ".join(claim["reason"] for claim in b["claims"])
    assert "acts" in reasons
    ledger = Ledger(book)
    (name,) = (step for mark, step in steps(book) if mark == b["fingerprint"] and {"mutant", "acts", "0"} <= set(step.split("\t")))
    found = ledger.step(b["fingerprint"], "quick", name)
    ledger.close()
    assert found is not None
    ended, *_ = found
    assert [(e.kind, e.holds, e.subject, e.reason) for e in ended] == [("timeout", None, "acts", "ended after 1 s")]
    assert time.monotonic() - started < 60
    performed: list[tuple[str, str]] = []
    assert timeless(hear(theory, book, performed=performed)) == timeless([a, b, c]) and not performed


def test_a_claim_that_hangs_in_an_instrument_is_judged_by_the_others(tmp_path: Path, book: Path, short_clocks: None) -> None:
    text = '''
        """A product of numbers does not see their order."""

        import time

        from lakatos import Real, Statement


        def claims(x, y, *, factor=1):
            while x.system.name == "z3 reals":
                time.sleep(0.01)
            return {"commute": x * y == factor * y * x}


        statement = Statement(source="1", for_all={"x": Real(), "y": Real()}, claims=claims, mutants={"twice": {"factor": 2}})
    '''
    (record,) = hear(lay(tmp_path / "theory", slow=text), book)
    assert record["verdict"] in ("supported", "undecided")  # undecided where the mutant is asked by z3 alone
    assert any(e["kind"] == "timeout" and e["holds"] is None and "ended after" in e["reason"] for claim in record["claims"] for e in claim["evidence"])


LOOPS_AT_IMPORT = "while True:\n    pass\n\nstatement = None\n"
LOOPS_WHEN_FIRST_ASKED = '''
    """A claim that never comes back."""

    from lakatos import Real, Statement


    def claims(x, *, factor=1):
        while True:
            pass


    statement = Statement(source="1", for_all={"x": Real()}, claims=claims, mutants={"twice": {"factor": 2}})
'''


@pytest.mark.parametrize("text", [LOOPS_AT_IMPORT, LOOPS_WHEN_FIRST_ASKED], ids=["at import", "at construction"])
def test_a_file_that_never_loads_is_broken_and_its_neighbours_finish(text: str, tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The docket gives a file two minutes to load; its clock runs 40 times as fast here, and the clocks of the steps are made as much longer.
    hurried = SimpleNamespace(monotonic=lambda: 40 * time.monotonic(), perf_counter=time.perf_counter, process_time=time.process_time)
    monkeypatch.setattr(docket, "time", hurried)
    monkeypatch.setitem(referee.BUDGETS, "quick", replace(referee.BUDGETS["quick"], seconds=800))
    theory = lay(tmp_path / "theory", a=TRUE, b=text, c=FALSE)
    a, b, c = hear(theory, book, jobs=2)
    assert (a["verdict"], b["verdict"], c["verdict"]) == ("proved", "broken", "refuted"), a["problem"]
    assert "mine.b" in b["problem"] and "did not finish loading" in b["problem"] and "imported" in b["problem"]


# ---- several at once


def test_two_runs_at_once_on_one_ledger_say_the_same(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=FALSE, c=MATRICES)
    command = [*COMMAND, "check", "--json", "--theory", str(theory), "--ledger", str(book), "--jobs", "1"]
    runs = [subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [1, 1] and [errors for _, errors in said] == ["", ""]
    one, other = (json.loads(text) for text, _ in said)
    assert settled(one.pop("statements")) == settled(records := other.pop("statements")) and timeless(one) == timeless(other)
    assert [s["verdict"] for s in records[:2]] == ["proved", "refuted"]
    connection = sqlite3.connect(book)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*), count(DISTINCT statement) FROM records").fetchone() == (3, 3)
    connection.close()


def _write_one(path: Path, barrier: Any, number: int) -> None:
    warnings.simplefilter("ignore")
    barrier.wait()
    ledger = Ledger(path)
    ledger.add_step(f"mark {number}", "quick", "step", [Evidence(kind="instances", holds=True)], 0.0, 0.0)
    ledger.close()


@pytest.mark.parametrize("begun_with", [b"", b"garbage " * 3000], ids=["no ledger", "a damaged one"])
def test_many_processes_may_begin_one_ledger(begun_with: bytes, tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for trial in range(12):
        path = tmp_path / str(trial) / "ledger.sqlite"
        path.parent.mkdir()
        if begun_with:
            path.write_bytes(begun_with)
        barrier = context.Barrier(4)
        writers = [context.Process(target=_write_one, args=(path, barrier, k)) for k in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(60)
        assert [writer.exitcode for writer in writers] == [0] * 4, f"trial {trial}"
        assert len(steps(path)) == 4, f"trial {trial}: a row was lost"
        aside = list(path.parent.glob("*.damaged-*"))
        assert [a.read_bytes() for a in aside if not a.name.endswith(("-wal", "-shm"))] == ([begun_with] if begun_with else [])


# ---- damage


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no ledger\n" * 1000)


def truncated(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def a_page_of_zeros(path: Path) -> None:
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'records'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = path.read_bytes()
    path.write_bytes(data[: (root - 1) * size] + bytes(size) + data[root * size :])


@pytest.mark.parametrize("damage", [garbage, truncated, a_page_of_zeros])
def test_a_damaged_ledger_is_set_aside_with_a_clear_line_and_never_deleted(damage: Callable[[Path], None], tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=FALSE)
    first = hear(theory, book)
    connection = sqlite3.connect(book)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for number in (1, 2):
        damage(book)
        damaged = book.read_bytes()
        with pytest.warns(UserWarning, match=rf"ledger .*{book.name} .*set aside as {book.name}.damaged-{number}"):
            again = hear(theory, book)
        assert timeless(again) == timeless(first)
        assert (book.parent / f"{book.name}.damaged-{number}").read_bytes() == damaged
        health = docket.health(book)
        assert health["readable"] and health["statements"] == 2 and len(health["set_aside"]) == number
    performed: list[tuple[str, str]] = []
    assert timeless(hear(theory, book, performed=performed)) == timeless(first) and not performed


@pytest.mark.parametrize("bytes_there", [b"\xff\x00\xfe" * 10, b"0123456789" * 3], ids=["no text", "another text"])
def test_a_row_that_a_bad_disk_has_changed_is_no_evidence(bytes_there: bytes, tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=FALSE)
    first = hear(theory, book)
    connection = sqlite3.connect(book)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = book.read_bytes()
    places = [at for word in (b'"headline"', b'"kind"', b'"hash"') for at in range(len(data)) if data.startswith(word, at)]
    assert len(places) > 10
    for place in places[:: 1 + len(places) // 20]:  # in records, in evidence, in what is remembered of the files
        book.write_bytes(data[:place] + bytes_there + data[place + len(bytes_there) :])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the whole ledger may be set aside, too
            assert settled(hear(theory, book)) == settled(first), place
            for left in book.parent.glob(book.name + "-*"):
                left.unlink()


def test_what_is_asked_without_examining_sets_a_damaged_ledger_aside_too(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE)
    book.parent.mkdir()
    garbage(book)
    with pytest.warns(UserWarning, match="set aside"):
        assert docket.last(["mine.a"], theory=theory, ledger=book) == {"mine.a": None}


def test_a_ledger_that_cannot_be_written_is_refused_with_a_remedy(tmp_path: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file" / "ledger.sqlite", tmp_path / "file" / "deeper" / "ledger.sqlite", tmp_path / "theory"):
        with pytest.raises(LedgerError, match="--ledger PATH"):
            hear(theory, place)
    health = docket.health(tmp_path / "theory")
    assert not health["readable"] and "--ledger PATH" in health["problem"]


def test_a_full_disk_loses_nothing(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=MUTANT_ACTS.format(act="pass"))
    hear(theory, book, "mine.a")
    before = steps(book)
    really_open = Ledger._open

    def on_a_full_disk(self: Ledger) -> sqlite3.Connection:
        connection = really_open(self)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        return connection

    monkeypatch.setattr(Ledger, "_open", on_a_full_disk)
    with pytest.raises(LedgerError, match=r"cannot be written \(database or disk is full\): free disk space .*--ledger PATH"):
        for _ in range(20):  # each goes on a little further
            hear(theory, book)
    kept = steps(book)
    assert kept.items() >= before.items()

    monkeypatch.setattr(Ledger, "_open", really_open)
    performed: list[tuple[str, str]] = []
    a, b = hear(theory, book, performed=performed)
    assert (a["verdict"], b["verdict"]) == ("proved", "proved")
    assert steps(book).items() >= kept.items()
    assert not {step for _, step in performed} & {step for mark, step in kept if mark == b["fingerprint"]}


# ---- what makes evidence stale

USES_NOTATION = '''
    """A square is at least twice its root, less one."""

    from lakatos import Real, Statement

    from .notation import line


    def claims(x, *, slope=2):
        # a tangent
        return {"above its tangent": line(x, slope) <= x**2}


    statement = Statement(source="1", for_all={"x": Real()}, claims=claims, mutants={"steeper": {"slope": 3}}, expect="proved")
'''
NOTATION = '''
    """The paper's own objects."""


    def line(x, slope):
        """A line through (1, 1) where the slope is 2."""
        return slope * x - 1
'''


def no_memory(_: Path, compute: Callable[[], str]) -> str:
    return compute()


def mark(theory: Path, ident: str = "mine.a") -> str:
    """The fingerprint of a statement, the instruments' part left out."""
    paper, _, name = ident.partition(".")
    return fingerprint.of(theory / paper / f"{name}.py", theory, no_memory, "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("a", "at least twice its root", "above each of its tangents"),
        ("a", "# a tangent", "# the tangent at 1"),
        ("a", 'expect="proved"', 'expect="refuted"'),
        ("a", 'expect="proved"', 'expect="proved", falls=[]'),
        ("a", 'expect="proved"', 'expect="proved", counterexample=None'),
        ("notation", "The paper's own objects.", "Objects."),
        ("notation", "A line through (1, 1) where the slope is 2.", "A line."),
    ],
)
def test_words_and_pins_stale_nothing(file: str, old: str, new: str, tmp_path: Path) -> None:
    theory = lay(tmp_path, a=USES_NOTATION, notation=NOTATION)
    before = mark(theory)
    edit(theory / "mine" / f"{file}.py", old, new)
    assert mark(theory) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("a", "slope=2", "slope=1"),
        ("a", "x**2", "x**3"),
        ("a", "<=", "<"),
        ("a", '"above its tangent"', '"above a line"'),
        ("a", '{"slope": 3}', '{"slope": 4}'),
        ("a", "Real()", "Real() "),
        ("notation", "- 1", "- 2"),
        ("notation", "slope * x", "x * slope"),
    ],
)
def test_what_is_claimed_stales_evidence_wherever_it_stands(file: str, old: str, new: str, tmp_path: Path) -> None:
    theory = lay(tmp_path, a=USES_NOTATION, notation=NOTATION)
    before = mark(theory)
    edit(theory / "mine" / f"{file}.py", old, new)
    assert (mark(theory) == before) == (new.strip() == old)  # a space more is the same tree


def test_an_instrument_stales_evidence_and_its_words_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = tmp_path / "house"
    for room in ("numerics", "theorems", "property_tests"):
        shutil.copytree(HOUSE / room, house / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "HOUSE", house)
    read: dict[tuple[Path, int], str] = {}

    def remember(path: Path, compute: Callable[[], str]) -> str:
        key = (path, path.stat().st_mtime_ns)
        if key not in read:
            read[key] = compute()
        return read[key]

    before = fingerprint.house(remember)
    for file, words in (("numerics/value.py", "A number system is a table"), ("property_tests/referee.py", "The whole trial of one statement.")):
        edit(house / file, words, "Otherwise said: " + words)
    edit(house / "property_tests" / "conftest.py", "PREFIX =", "ANOTHER = PREFIX =")  # it shows, and decides nothing
    assert fingerprint.house(remember) == before
    seen = {before}
    for file in ("numerics/value.py", "numerics/systems/rational.py", "theorems/domains.py", "theorems/verdict.py", "property_tests/instruments.py"):
        with (house / file).open("a", encoding="utf-8") as instrument:
            instrument.write("\nANOTHER = 1\n")
        assert fingerprint.house(remember) not in seen, file
        seen.add(fingerprint.house(remember))
    theory = lay(tmp_path / "theory", a=TRUE)
    statement = theory / "mine" / "a.py"
    assert fingerprint.of(statement, theory, no_memory, before) != fingerprint.of(statement, theory, no_memory, fingerprint.house(remember))


def test_last_marks_what_has_changed_since(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=USES_NOTATION, notation=NOTATION, b=FALSE)
    assert docket.last(["mine.a"], theory=theory, ledger=book) == {"mine.a": None}
    assert not book.exists()
    hear(theory, book)

    def stale() -> dict[str, bool]:
        records = docket.last(["mine.a", "mine.b", "mine.c"], theory=theory, ledger=book)
        return {ident: record["stale"] for ident, record in records.items() if record is not None}

    assert stale() == {"mine.a": False, "mine.b": False}
    edit(theory / "mine" / "a.py", "A square is at least", "A square is always at least")
    assert stale() == {"mine.a": False, "mine.b": False}
    edit(theory / "mine" / "notation.py", "- 1", "- 2")
    assert stale() == {"mine.a": True, "mine.b": False}
    (theory / "mine" / "b.py").unlink()
    assert stale() == {"mine.a": True}


def test_an_edit_in_a_living_process_is_what_is_examined(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=USES_NOTATION, notation=NOTATION)
    assert hear(theory, book)[0]["verdict"] == "proved"
    edit(theory / "mine" / "a.py", "slope=2", "slope=5")
    edit(theory / "mine" / "a.py", '{"slope": 3}', '{"slope": 6}')
    assert hear(theory, book)[0]["verdict"] == "refuted"
    edit(theory / "mine" / "a.py", "slope=5", "slope=2")
    edit(theory / "mine" / "notation.py", "- 1", "- 0")
    assert hear(theory, book)[0]["verdict"] == "refuted"


def test_a_changed_docstring_is_shown_without_examining_again(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE)
    hear(theory, book)
    edit(theory / "mine" / "a.py", "Twice a product is at most", "Twice a product never exceeds")
    performed: list[tuple[str, str]] = []
    (record,) = hear(theory, book, performed=performed)
    assert not performed and record["title"] == "Twice a product never exceeds the sum of squares."


# ---- counterexamples are kept

ABOVE = '''
    """A square, and something more, is at least its root."""

    from lakatos import Real, Statement


    def claims(x, *, more=0):
        return {"at least the root": x <= x**2 + more}


    statement = Statement(source="1", for_all={"x": Real()}, claims=claims, mutants={"less": {"more": -1}})
'''
# False only where a large number is an eigenvalue: no search meets it.
REGULAR = '''
    """A matrix less a large multiple of the identity has full rank."""

    from lakatos import Matrix, Statement, eye, rank


    def claims(A, *, more=0):
        return {"full rank": rank(A - 1000003 * eye(A)) >= A.shape[0] + more, "no more": rank(A) <= A.shape[0] - more}


    statement = Statement(source="1", for_all={"A": Matrix("n", "n")}, claims=claims, mutants={"one more": {"more": 1}})
'''


def kept(book: Path, ident: str, theory: Path) -> list[Record]:
    ledger = Ledger(book)
    try:
        return ledger.kept(docket._key(theory), ident)
    finally:
        ledger.close()


def replays(performed: list[tuple[str, str]]) -> list[str]:
    return [step for _, step in performed if step.startswith("replay/")]


def how(record: Record) -> list[str]:
    """By which instruments the claims of a record fell."""
    return [e["instrument"] for c in record["claims"] for e in c["evidence"] if e["kind"] == "counterexample"]


def test_a_counterexample_once_found_is_kept_and_replayed_first(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory = lay(tmp_path / "theory", a=ABOVE)
    (first,) = hear(theory, book)
    point = first["counterexample"]["letters"]
    assert first["verdict"] == "refuted" and point == {"x": "1/2"} and not any("replayed" in name for name in how(first))
    assert kept(book, "mine.a", theory) == [{"reading": "as stated", "subject": "", "claim": "at least the root", "point": point}]

    with monkeypatch.context() as nobody_works:
        nobody_works.setattr(docket, "_hear_all", None)
        assert timeless(hear(theory, book)) == timeless([first])

    edit(theory / "mine" / "a.py", '{"more": -1}', '{"more": -2}')  # another text, another fingerprint, the same claim
    performed: list[tuple[str, str]] = []
    (again,) = hear(theory, book, performed=performed)
    assert again["fingerprint"] != first["fingerprint"] and again["verdict"] == "refuted" and again["counterexample"]["letters"] == point
    assert len(replays(performed)) == 1 and performed[0][1] == replays(performed)[0], "what was found before comes first"
    assert any("replayed" in name for name in how(again)) and len(again["counterexample"]["verified_by"]) >= 2
    assert not any(step.startswith("instances/") for _, step in performed), "nobody searches for what is known"

    performed = []
    (elsewhere,) = hear(theory, book, budget="full", performed=performed)
    assert elsewhere["verdict"] == "refuted" and len(replays(performed)) == 1 and any("replayed" in name for name in how(elsewhere))
    performed = []
    assert timeless(hear(theory, book, performed=performed)) == timeless([again]) and not performed


def test_a_kept_point_is_not_believed_when_the_claim_was_mended_nor_forgotten(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory = lay(tmp_path / "theory", a=ABOVE)
    assert hear(theory, book)[0]["verdict"] == "refuted"
    edit(theory / "mine" / "a.py", "more=0", "more=1")
    performed: list[tuple[str, str]] = []
    (mended,) = hear(theory, book, performed=performed)
    assert (mended["verdict"], mended["counterexample"]) == ("proved", None)
    assert len(replays(performed)) == 1 and not how(mended)
    with monkeypatch.context() as nobody_works:
        nobody_works.setattr(docket, "_hear_all", None)
        assert timeless(hear(theory, book)) == timeless([mended])
    edit(theory / "mine" / "a.py", '"x": Real()', '"x": Real(), "y": Real()')  # the point has no y
    edit(theory / "mine" / "a.py", "def claims(x,", "def claims(x, y,")
    edit(theory / "mine" / "a.py", "x**2 + more", "x**2 + more + y**2")
    assert hear(theory, book)[0]["verdict"] == "proved"
    (theory / "mine" / "a.py").unlink()
    lay(theory, a=ABOVE)
    edit(theory / "mine" / "a.py", "more=0", "more=0 ** 1")
    (spoilt,) = hear(theory, book)
    assert spoilt["verdict"] == "refuted" and any("replayed" in name for name in how(spoilt))


def test_a_damaged_point_is_passed_over(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=ABOVE)
    hear(theory, book)
    connection = sqlite3.connect(book)
    with connection:
        assert connection.execute("UPDATE kept SET point = replace(point, '1/2', '9/2')").rowcount == 1
    connection.close()
    assert kept(book, "mine.a", theory) == []
    edit(theory / "mine" / "a.py", '{"more": -1}', '{"more": -2}')
    performed: list[tuple[str, str]] = []
    (record,) = hear(theory, book, performed=performed)
    assert record["verdict"] == "refuted" and record["counterexample"]["letters"] == {"x": "1/2"}
    assert not replays(performed) and not any("replayed" in name for name in how(record))
    assert len(kept(book, "mine.a", theory)) == 1


def test_a_pinned_point_that_no_search_finds_refutes_once_it_is_pinned(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=REGULAR)
    file = theory / "mine" / "a.py"
    (before,) = hear(theory, book)
    assert {c["name"]: c["verdict"] for c in before["claims"]}["full rank"] == "supported"

    pin = ', expect="refuted", falls=("full rank",), counterexample={"A": [[1000003]]})'
    edit(file, "})\n", "}" + pin + "\n")
    looked_up = docket.last(["mine.a"], theory=theory, ledger=book)["mine.a"]
    assert looked_up is not None and not looked_up["stale"], "a pin stales no evidence"
    performed: list[tuple[str, str]] = []
    (after,) = hear(theory, book, performed=performed)
    assert (after["verdict"], after["as_expected"], after["problem"]) == ("refuted", True, "")
    assert after["counterexample"]["letters"] == {"A": [["1000003"]]} and len(after["counterexample"]["verified_by"]) >= 2
    assert after["fingerprint"] == before["fingerprint"]
    assert len(performed) == 1 == len(replays(performed)), "a pin costs its replay and nothing else"
    assert {c["name"]: c["verdict"] for c in after["claims"]} == {"full rank": "refuted", "no more": before["claims"][1]["verdict"]}
    performed = []
    assert timeless(hear(theory, book, performed=performed)) == timeless([after]) and not performed

    edit(file, "[[1000003]]", "[[1000003, 0], [0, 5]]")
    (other,) = hear(theory, book, performed=performed)
    assert other["verdict"] == "refuted" and len(performed) == 1 == len(replays(performed))
    edit(file, pin.replace("[[1000003]]", "[[1000003, 0], [0, 5]]"), ")")
    (unpinned,) = hear(theory, book)
    assert unpinned["verdict"] == "refuted" and not unpinned["as_expected"], "what was found by hand is kept as well"


def test_a_point_found_elsewhere_is_replayed_though_nothing_was_edited(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=REGULAR)
    hear(theory, book)
    ledger = Ledger(book)
    ledger.keep(docket._key(theory), "mine.a", [{"reading": "as stated", "subject": "", "claim": "full rank", "point": {"A": [["1000003"]]}}])
    ledger.close()
    performed: list[tuple[str, str]] = []
    (record,) = hear(theory, book, performed=performed)
    assert record["verdict"] == "refuted" and len(performed) == 1 == len(replays(performed))


def test_what_killed_a_mutant_is_kept_once(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory = lay(tmp_path / "theory", a=TRUE)
    (first,) = hear(theory, book)
    points = kept(book, "mine.a", theory)
    assert {p["subject"] for p in points} == {"three times", "five times"} and len(points) == 2
    for p in points:
        row = first["mutants"]["names"].index(p["subject"])
        assert first["mutants"]["points"][row] == [p["point"]]
    edit(theory / "mine" / "a.py", "factor * x * y", "x * y * factor")
    (again,) = hear(theory, book)
    assert again["verdict"] == "proved" and again["mutants"]["dead"] == 2
    points = kept(book, "mine.a", theory)
    assert len(points) == 2
    ledger = Ledger(book)  # another budget may find another one: nothing that is known depends on it
    ledger.keep(docket._key(theory), "mine.a", [{**points[0], "point": {"x": "7", "y": "7"}}])
    ledger.close()
    monkeypatch.setattr(docket, "_hear_all", None)
    assert timeless(hear(theory, book)) == timeless([again])


def test_the_ledger_keeps_every_point_of_a_claim_and_the_last_of_a_mutant(book: Path) -> None:
    def at(number: int, subject: str = "") -> Record:
        return {"reading": "as stated", "subject": subject, "claim": "it", "point": {"x": str(number), "A": [["1", str(number)]]}}

    ledger = Ledger(book)
    for _ in range(2):
        ledger.keep("", "mine.a", [at(2), at(1), at(1, "twice")])
    ledger.keep("", "mine.a", [at(3), at(2, "twice"), at(1, "thrice")])
    ledger.keep("", "mine.b", [at(7)])
    ledger.keep("elsewhere", "mine.a", [])
    found = ledger.kept("", "mine.a")
    assert sorted(str(p) for p in found) == sorted(str(p) for p in (at(1), at(2), at(3), at(2, "twice"), at(1, "thrice")))
    assert ledger.kept("elsewhere", "mine.a") == [] and ledger.kept("", "mine.b") == [at(7)]
    ledger.close()
    again = Ledger(book)
    assert again.kept("", "mine.a") == found
    again.close()


# ---- the same, however it is heard


def test_the_number_of_processes_changes_no_record(tmp_path: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=FALSE, c=MATRICES, d=BROKEN, e=USES_NOTATION, notation=NOTATION)
    one, two = (hear(theory, tmp_path / f"{jobs}.sqlite", jobs=jobs) for jobs in (1, 2))
    assert timeless(one) == timeless(two)
    assert [r["id"] for r in one] == [f"mine.{x}" for x in "abcde"]
    assert [r["verdict"] for r in one if r["id"] != "mine.c"] == ["proved", "refuted", "broken", "proved"]


def test_records_come_in_the_order_asked_and_unchanged_ones_need_no_process(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory = lay(tmp_path / "theory", a=TRUE, b=FALSE, c=TRUE)
    assert [r["id"] for r in hear(theory, book, "mine.c", "mine.a", jobs=2)] == ["mine.c", "mine.a"]
    monkeypatch.setattr(docket, "_hear_all", None)
    assert [r["id"] for r in hear(theory, book, "mine.a", "mine.c")] == ["mine.a", "mine.c"]


def test_what_does_not_exist_is_refused(tmp_path: Path, book: Path) -> None:
    theory = lay(tmp_path / "theory", a=TRUE)
    with pytest.raises(UnknownStatement, match=r"did you mean mine\.a"):
        hear(theory, book, "mine.aa")
    with pytest.raises(ValueError, match="quick, full, night"):
        next(docket.hear(["mine.a"], theory=theory, ledger=book, budget="long"))

"""Who draws, on what, how often it is killed: none of it changes the evidence. And what a bench, a device and a law refuse."""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import math
import multiprocessing
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from numerics.evidence import Evidence
from numerics.laws import converges_in_law, expectation, exponent, probability, tends_to, window
from numerics.linalg import eye, inner, inv, maximum, same_order, sqrt, trace
from numerics.streams import generator
from numerics.systems.float64 import FLOAT64
from numerics.value import Refusal, Value
from property_tests import bench, blocks, docket, fingerprint, mocked, referee
from property_tests.bench import Crew, Desk
from property_tests.blocks import AS_STATED, Block, CrewError, Hands, Job, Place, Result
from property_tests.ledger import Ledger
from property_tests.own_theory import COMMAND, TRUE, environment, forget, lakatos, lay, timeless
from property_tests.simulate import HERE, Trials, simulate
from property_tests.test_docket import alive, until
from theorems import load
from theorems.domains import Growing, Interval, Matrix, Normal, Uniform
from theorems.statement import Statement, Variant

TRIALS = Trials(points=2, lanes=10 * 2048, cells=2 * 10**7, largest=21, growing=(8, 16, 32, 64), repeats=3000)
ROUNDINGS = 64  # between two ways to add up a block
BARE = ("seconds", "trusts")  # what evidence may differ in: how long it took, and who computed it

# {act} runs each time when the claims are looked at over a whole block, in whichever process that is.
RANDOM = '''
    """A squared norm is not far above its mean, and no direction is preferred."""

    import os
    import signal
    import time
    from fractions import Fraction
    from pathlib import Path

    from lakatos import Normal, Statement, exp, expectation, inner, probability


    def claims(g, d, *, c=4, half=1):
        if getattr(g.data, "shape", (0,))[0] > 20:
            {act}
        return {{
            "near its mean": probability(inner(g, g) <= 2 * d) >= 1 - exp(-Fraction(1, c) * (d + 0 * g[0, 0])),
            "a share": expectation(g[0, 0] ** 2 / inner(g, g), 0, 1) >= Fraction(half, 2) / d,
        }}


    statement = Statement(
        source="Lemma 6", for_all={{"g": Normal("d", 1)}}, claims=claims, mutants={{"sharper": {{"c": 1}}, "more": {{"half": 3}}}}, expect="supported"
    )
'''
GROWS = '''
    """A squared norm is of the order of the dimension."""

    from lakatos import Growing, Normal, Statement, converges_in_law, exponent, inner, same_order, sqrt


    def claims(g, h, d, *, c=1):
        return {
            "order": same_order(inner(g, g), d**c + 0 * g[0, 0]),
            "exponent": exponent(inner(g, g)) == c,
            "law": converges_in_law(inner(g, h) / sqrt(d + 0 * g[0, 0]), c * g[0, 0]),
        }


    statement = Statement(source="Lemma 7", for_all={"g": Normal("d", 1), "h": Normal("d", 1), "d": Growing()}, claims=claims, mutants={"c": {"c": 3}})
'''
# Decided at each of up to 40 points of the full budget after some 15 blocks, of which none is faster than {pause} s.
SLOW = '''
    """A uniform number is rarely among the larger ones."""

    import os
    import time
    from fractions import Fraction

    from lakatos import Choice, Statement, Uniform, probability


    def claims(u, k, *, c=50):
        if getattr(u.data, "shape", (0,))[0] > 1000:
            time.sleep({pause})
            with open({note!r}, "a") as file:
                file.write(f"{{os.getpid()}} {{os.getppid()}}\\n")
        return {{"rarely": probability(100 * u[0, 0] + 0 * k >= c + 2) <= Fraction(1, 2)}}


    statement = Statement(
        source="Lemma 8", for_all={{"u": Uniform(1, 1), "k": Choice(*range(1, 41))}}, claims=claims, mutants={{"often": {{"c": 40}}}}, expect="supported"
    )
'''
PAUSE = 0.005


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    forget()


@pytest.fixture
def theory(tmp_path: Path) -> Path:
    return lay(tmp_path / "theory", random=RANDOM.format(act="pass"), grows=GROWS)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cheap, and no clock that a busy machine could overrun."""
    monkeypatch.setitem(referee.BUDGETS, "quick", replace(referee.BUDGETS["quick"], sampling=TRIALS, seconds=300))


@functools.cache
def house() -> str:
    return fingerprint.house(lambda _, read: read())


def mark_of(theory: Path, ident: str) -> str:
    paper, name = ident.split(".")
    return fingerprint.of(theory / paper / f"{name}.py", theory, lambda _, read: read(), house())


def bare(evidence: Sequence[Evidence]) -> list[Evidence]:
    return [replace(e, seconds=0, trusts=()) for e in evidence]


CLAIMS = {"mine.random": ["near its mean", "a share"], "mine.grows": ["order", "exponent", "law"]}


@contextlib.contextmanager
def desk_of(theory: Path, ident: str, book: Path, crew: Crew, told: list[str] | None = None) -> Iterator[Desk]:
    """A desk in the midst of a step."""
    ledger = Ledger(book)
    desk = Desk(ledger, theory=str(theory), ident=ident, mark=mark_of(theory, ident), crew=crew, tell=(told if told is not None else []).append)
    desk.begin("sample")
    try:
        yield desk
    finally:
        desk.close()
        ledger.close()


class Watched:
    """A bench that remembers what was drawn, and does something after so many blocks."""

    def __init__(self, inside: Any, after: int, act: Callable[[], None]) -> None:
        self.inside, self.left, self.act = inside, after, act
        self.drawn: dict[str, Result] = {}
        self.width, self.device = inside.width, inside.device

    def draw(self, variant: Variant, asked: Sequence[Block]) -> Iterator[Result]:
        for block, result in zip(asked, self.inside.draw(variant, asked), strict=True):
            self.drawn[block.name] = result
            yield result
            self.left -= 1
            if not self.left:
                self.act()

    def expect(self, blocks: int) -> None:
        self.inside.expect(blocks)


Found = tuple[list[Evidence], dict[str, Result]]  # the evidence, and what was drawn


def alone(theory: Path, ident: str) -> Found:
    """Drawn block by block in this process."""
    watched = Watched(HERE, -1, lambda: None)
    return bare(simulate(Variant.of(load(ident, theory), "as stated"), CLAIMS[ident], TRIALS, watched)), watched.drawn


def drawn_by(theory: Path, ident: str, book: Path, crew: Crew, after: int = -1, act: Callable[[Desk], None] | None = None) -> Found:
    """The same by a crew; `act` is called after so many blocks."""
    with desk_of(theory, ident, book, crew) as desk:
        watched = Watched(desk.at("as stated", AS_STATED), after, lambda: act(desk) if act else None)
        found = bare(simulate(Variant.of(load(ident, theory), "as stated"), CLAIMS[ident], TRIALS, watched))
        assert after < 0 or watched.left <= 0, "it was over before anything happened"
    return found, watched.drawn


def noted(note: Path) -> str:
    """Code that notes which process it runs in."""
    return f"with open({str(note)!r}, 'a') as file: file.write(str(os.getpid()) + chr(10))"


# ---- whoever draws


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("crew", [Crew(width=2), Crew(device="cpu"), Crew(device="cpu:float32")], ids=["two processes", "torch", "float32"])
def test_whoever_draws_finds_the_same(crew: Crew, name: str, theory: Path, book: Path) -> None:
    (expected, here), (found, there) = alone(theory, name), drawn_by(theory, name, book, crew)
    assert {e.claim for e in expected if e.kind == "instances"} == set(CLAIMS[name]) and any(e.holds for e in expected if e.kind == "instances")
    assert len(here) > 5 and here.keys() <= there.keys()  # of several drawn at a time the last ones may not be needed
    if not crew.device:
        assert found == expected and {block: there[block] for block in here} == here
        return
    digits = blocks.ENOUGH if "float32" in crew.device else 1e-9
    for block, result in here.items():
        for claim, values in result.items():
            if claim == "near its mean":
                assert there[block][claim] == values
            else:
                assert np.asarray(there[block][claim]) == pytest.approx(np.asarray(values), rel=digits, abs=digits)
    if "float32" not in crew.device:
        assert found == expected
        return
    assert [(e.kind, e.claim, e.holds, e.witness) for e in found] == [(e.kind, e.claim, e.holds, e.witness) for e in expected]
    for mine, true in zip(found, expected, strict=True):
        assert [mine.extra.get(k) for k in ("samples", "confirmed", "trend")] == [true.extra.get(k) for k in ("samples", "confirmed", "trend")]


def test_a_run_of_two_processes_says_what_a_run_of_one_says_and_tells_how_far_it_is(
    tmp_path: Path, book: Path, small_budget: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "BETWEEN", 0.0)
    note = tmp_path / "hands"
    act = noted(note)
    theory = lay(tmp_path / "theory", random=RANDOM.format(act=act))
    told: list[str] = []
    (two,) = docket.hear(["mine.random"], theory=theory, ledger=book, jobs=2, progress=lambda ident, line: told.append(line))
    hands = set(note.read_text(encoding="utf-8").split())
    (one,) = docket.hear(["mine.random"], theory=theory, ledger=tmp_path / "other.sqlite", jobs=1)
    assert one["verdict"] == "supported" and one["mutants"]["dead"] == 2
    assert timeless(two) == timeless(one)
    assert len(hands) == 2 and str(os.getpid()) not in hands
    lines = [m for line in told if (m := re.fullmatch(r"sample \[(=*) *\] (\d+) of at most (\d+) blocks, \S+ samples/s, \d+ s left at most", line))]
    assert len(lines) >= 3
    for done, (bar, count, whole) in enumerate((m.groups() for m in lines), start=1):
        assert int(count) == done <= int(whole) and len(bar) == bench.BAR * done // int(whole)
    connection = sqlite3.connect(book)
    assert connection.execute("SELECT count(*) FROM blocks").fetchone() == (0,)
    connection.close()


# ---- a cluster


class Scheduler:
    """A dask scheduler and two workers of one thread, in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        common = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file))
        self.processes = [self._start("scheduler", "--port", "0", "--no-jupyter", *common)]
        worker = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60", "--local-directory", str(folder / "space"), *common)
        self.processes += [self._start("worker", *worker) for _ in range(2)]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *arguments], cwd=self.folder, env=environment(), stdout=log, stderr=log)

    @property
    def address(self) -> str:
        """Once it is written. Raises AssertionError where it never is."""
        assert until(lambda: self.file.exists() and self.file.read_text(encoding="utf-8").endswith("}"), 60), self.said
        return str(json.loads(self.file.read_text(encoding="utf-8"))["address"])

    @property
    def said(self) -> str:
        return "\n".join(log.read_text(encoding="utf-8") for log in self.folder.glob("*.log"))

    def workers(self) -> int:
        """How many have come."""
        return self.said.count("Register worker addr")

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Scheduler]:
    pytest.importorskip("distributed", reason="not run: distributed is not installed")
    (tmp_path / "cluster").mkdir()
    made = Scheduler(tmp_path / "cluster")
    try:
        yield made
    finally:
        made.close()


def test_a_cluster_that_loses_a_worker_finds_the_same(cluster: Scheduler, tmp_path: Path, book: Path) -> None:
    note = tmp_path / "workers"
    theory = lay(tmp_path / "theory", random=RANDOM.format(act=noted(note)))
    expected, here = alone(theory, "mine.random")
    note.unlink()
    address = cluster.address
    assert until(lambda: cluster.workers() == 2, 60), cluster.said

    lost: list[str] = []

    def lose_one(desk: Desk) -> None:
        """The worker that drew last."""
        lost.append(note.read_text(encoding="utf-8").split()[-1])
        (victim,) = (process for process in cluster.processes[1:] if process.pid == int(lost[0]))
        victim.kill()
        assert victim.wait() == -signal.SIGKILL

    found, there = drawn_by(theory, "mine.random", book, Crew(scheduler=address), after=3, act=lose_one)
    assert found == expected and {block: there[block] for block in here} == here
    pids = note.read_text(encoding="utf-8").split()
    assert {int(pid) for pid in pids} == {process.pid for process in cluster.processes[1:]}
    later = pids[len(pids) - pids[::-1].index(lost[0]) :]
    assert len(later) > 3, "nothing was left to do after the kill"
    # work() is the same function for whoever is asked: of another version of a statement it draws nothing, and says so
    with desk_of(theory, "mine.random", book, Crew(scheduler=address)) as desk:
        desk.mark = "0" * 24
        variant = Variant.of(load("mine.random", theory), "as stated")
        with pytest.raises(CrewError, match="not the same on every machine of the cluster: install one version"):
            list(desk.draw(variant, [block_of(variant, "near its mean")], "as stated", AS_STATED))


def block_of(variant: Variant, *names: str, lanes: int = 2048, number: int = 0, bounds: Mapping[str, float] | None = None, **sizes: int) -> Block:
    place = Place(index=0, sizes=sizes or dict.fromkeys(variant.size_names, 5), listed={})
    return Block(place=place, names=names, stream="samples", number=number, lanes=lanes, bounds=bounds or {})


def jobs_of(theory: Path, ident: str, names: Sequence[str], count: int, mark: str | None = None) -> list[Job]:
    variant = Variant.of(load(ident, theory), "as stated")
    base = {"theory": str(theory), "ident": ident, "mark": mark or mark_of(theory, ident), "reading": "as stated", "turned": AS_STATED, "device": ""}
    made = [block_of(variant, *names, number=k, bounds=dict.fromkeys(names, 0.3)) for k in range(count)]
    return [Job(block=block, **base) for block in made]  # type: ignore[arg-type]


def test_a_worker_with_another_version_of_a_statement_is_refused(theory: Path) -> None:
    (job,) = jobs_of(theory, "mine.random", ["near its mean"], 1)
    assert blocks.work(job)["near its mean"][1] == 0
    with pytest.raises(CrewError, match=r"mine\.random is not the same on every machine of the cluster: install one version of Lakatos, and of the theory"):
        blocks.work(replace(job, mark="0" * 24))
    file = theory / "mine" / "random.py"
    file.write_text(file.read_text(encoding="utf-8").replace("<= 2 * d", "<= d"), encoding="utf-8")
    edited = replace(job, mark=mark_of(theory, "mine.random"))
    assert edited.mark != job.mark and blocks.work(edited)["near its mean"][0] > 500, "what is drawn is what is on disk"


# ---- hands that die


def test_a_hand_that_dies_costs_nothing_but_time(tmp_path: Path) -> None:
    note = tmp_path / "hands"
    theory = lay(tmp_path / "theory", random=RANDOM.format(act=noted(note) + "; time.sleep(0.02)"))
    jobs = jobs_of(theory, "mine.random", CLAIMS["mine.random"], 24)
    expected = [blocks.work(job) for job in jobs]
    note.unlink()
    hands = Hands(2)
    try:
        found, killed = [], []
        for k, result in enumerate(hands(jobs)):
            found.append(result)
            if k in (2, 9):
                killed.append(multiprocessing.active_children()[0].pid)
                assert killed[-1] is not None
                os.kill(killed[-1], signal.SIGKILL)
                assert until(lambda: killed[-1] not in [child.pid for child in multiprocessing.active_children()], 20)
        seen = note.read_text(encoding="utf-8").split()
    finally:
        hands.close()
    assert found == expected
    assert len(set(killed)) == 2 and len(set(seen)) > 2 and str(os.getpid()) not in seen


def test_where_every_hand_dies_the_blocks_are_drawn_here(tmp_path: Path) -> None:
    dies = f"if os.getpid() != {os.getpid()}: os.kill(os.getpid(), signal.SIGKILL)"
    theory = lay(tmp_path / "theory", random=RANDOM.format(act=dies))
    jobs = jobs_of(theory, "mine.random", ["near its mean"], 3)
    hands = Hands(2)
    try:
        assert list(hands(jobs)) == [blocks.work(job) for job in jobs]
    finally:
        hands.close()


# ---- killed


def kept(path: Path, table: str, what: str) -> list[Any]:
    """Rows of a ledger, without opening it for writing."""
    if not path.exists():
        return []
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        return sorted(connection.execute(f"SELECT {what} FROM {table}"))
    except sqlite3.OperationalError:  # not yet begun
        return []
    finally:
        connection.close()


def findings(path: Path) -> list[Any]:
    """All finished steps, without their seconds."""
    return [(step, timeless(json.loads(rows[8:]))) for step, rows in kept(path, "evidence", "step, rows")]


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """A run is killed, another loses the process that examines; what the third one says is what an undisturbed one says, bit for bit."""
    note = tmp_path / "note"
    theory = lay(tmp_path / "theory", slow=SLOW.format(pause=PAUSE, note=str(note)))
    note.touch()
    moments = generator("test_bench", "moments").uniform(0, 0.8, size=2)

    def command(book: Path, jobs: int) -> list[str]:
        return [*COMMAND, "check", "--json", "--budget", "full", "--theory", str(theory), "--ledger", str(book), "--jobs", str(jobs)]

    def run(book: Path, jobs: int) -> subprocess.Popen[str]:
        return subprocess.Popen(command(book, jobs), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True)

    def drawn() -> list[list[int]]:
        """Who drew each block so far, and whose child that was."""
        return [[int(x) for x in line.split()] for line in note.read_text(encoding="utf-8").splitlines()]

    calm, killed = tmp_path / "calm.sqlite", tmp_path / "killed.sqlite"
    undisturbed = run(calm, 1)
    expected, _ = undisturbed.communicate(timeout=240)
    from_the_start = len(drawn())
    assert undisturbed.returncode == 0 and from_the_start > 300, expected

    before = 0
    for jobs, moment in zip((1, 2), moments, strict=True):
        note.write_text("", encoding="utf-8")
        victim = run(killed, jobs)
        try:
            assert until(lambda: len(kept(killed, "blocks", "name")) > before and len({hand for hand, _ in drawn()}) == jobs, 60)  # noqa: B023
            assert not until(lambda: victim.poll() is not None, moment)  # noqa: B023
            if jobs == 1:
                os.killpg(victim.pid, signal.SIGKILL)
                assert victim.wait(60) == -signal.SIGKILL
            else:
                hands, worker = {hand for hand, _ in drawn()}, drawn()[-1][1]
                os.kill(worker, signal.SIGKILL)
                said, _ = victim.communicate(timeout=60)
                assert len(hands) == 2 and victim.returncode == 3 and "its worker ended at sample" in said and "exit code -9" in said
                assert until(lambda: not any(alive(process) for process in {worker, *hands}), 3), "its hands go on without it"  # noqa: B023
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(victim.pid, signal.SIGKILL)
            victim.communicate()
        now = len(kept(killed, "blocks", "name"))
        assert now > before, "what was drawn before the kill is lost"
        before = now

    note.write_text("", encoding="utf-8")
    last = run(killed, 1)
    found, _ = last.communicate(timeout=240)
    assert last.returncode == 0
    assert timeless(json.loads(found)["statements"]) == timeless(json.loads(expected)["statements"])
    assert findings(killed) == findings(calm)
    assert 0 < len(drawn()) <= from_the_start - before // 2  # of two drawn at a time one is needed, the other may not be
    assert kept(killed, "blocks", "name") == kept(calm, "blocks", "name") == []


# ---- float32


class On:
    """Blocks are drawn here, on a device."""

    width = 1

    def __init__(self, device: str) -> None:
        self.device = device

    def draw(self, variant: Variant, asked: Sequence[Block]) -> Iterator[Result]:
        return (blocks.compute(variant, block, blocks.system_of(self.device)) for block in asked)

    def expect(self, blocks: int) -> None:
        """Nobody is told."""


def planted(for_all: Mapping[str, Any], claims: Callable[..., Any], source: str = "x") -> Variant:
    return Variant.of(Statement(source=source, for_all=for_all, claims=claims, mutants={"m": {"c": 2}}), "as stated")


U: dict[str, Any] = {"u": Uniform(1, 1)}
TINY, SMALL = Fraction(3, 4) / 2**23, Fraction(1, 1638)  # 1 + TINY is off by a third of TINY in float32, 1 + SMALL by 1e-4 of SMALL
FEW_DIGITS: dict[str, tuple[Mapping[str, Any], Callable[..., Any], int]] = {
    "cancellation everywhere": (
        U, lambda u, *, c=1: {"claim": probability(((c + TINY + 0 * u[0, 0]) - c) / TINY <= Fraction(101, 100)) >= Fraction(1, 2)}, 20_000,
    ),
    "cancellation in one sample of a thousand": (
        U, lambda u, *, c=1: {"claim": probability(((c + rarely_tiny(u)) - c) / rarely_tiny(u) <= Fraction(101, 100)) >= 1 - Fraction(c, 10**4)}, 400_000,
    ),
    "an inverse of what is nearly singular": (
        {"g": Normal(2, 1)},
        lambda g, *, c=1: {"claim": probability((trace(inv(ill(g)) @ ill(g)) - 2) ** 2 <= Fraction(c, 10**6)) >= Fraction(9, 10)}, 6_000,
    ),
    "a bias of one in ten thousand": (
        U, lambda u, *, c=1: {"claim": expectation(((1 + SMALL + 0 * u[0, 0]) - 1) / (2 * SMALL), 0, 1) >= Fraction(c, 2)}, 300_000,
    ),
    "shares that add up to one": (
        {"g": Normal(2, 1)},
        lambda g, *, c=1: {"claim": expectation(g[0, 0] ** 2 / inner(g, g) + g[1, 0] ** 2 / inner(g, g), 0, 1) >= Fraction(9 * c, 10)}, 20_000,
    ),
}  # fmt: skip


def rarely_tiny(u: Any) -> Any:
    """u, but for one sample of a thousand."""
    return maximum(TINY, u[0, 0] - Fraction(1, 1000))


def ill(g: Any) -> Any:
    """Of rank one but for a billionth."""
    return g @ g.T + eye(g @ g.T) / 10**9


@pytest.mark.parametrize("name", FEW_DIGITS)
def test_what_float32_gets_wrong_is_decided_as_in_float64(name: str) -> None:
    for_all, claims, lanes = FEW_DIGITS[name]
    variant = planted(for_all, claims, name)
    trials = replace(TRIALS, lanes=lanes, points=1, cells=10**9)
    expected, found = (bare(simulate(variant, ["claim"], trials, On(device))) for device in ("", "cpu:float32"))
    assert found == expected and any(e.kind == "instances" and e.holds for e in expected)


def test_what_float32_tells_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a clear event: the audited samples, a root of all, and those that speak against it. Of a median: the audited ones. A mean is float64's."""
    again: dict[str, int] = {}
    genuine = blocks.relations

    def counted(variant: Variant, instance: Any, system: Any = FLOAT64) -> Any:
        again[system.name] = again.get(system.name, 0) + instance.batch
        return genuine(variant, instance, system)

    monkeypatch.setattr(blocks, "relations", counted)
    event = planted({"g": Normal("d", 1)}, lambda g, d, *, c=1: {"claim": probability(inner(g, g) <= 3 * c * d) >= Fraction(1, 2)})
    limit = planted({"g": Normal("d", 1), "d": Growing()}, lambda g, d, *, c=1: {"claim": same_order(inner(g, g), d**c + 0 * g[0, 0])})
    system = blocks.system_of("cpu:float32")
    lanes = 2048
    audited = math.isqrt(lanes - 1) + 1
    for variant in (event, limit):
        again.clear()
        few = blocks.compute(variant, block_of(variant, "claim", d=64, lanes=lanes), system)["claim"]
        assert again.pop(system.name) == lanes
        against = few[0] if variant is event else 0
        sides = 1 if variant is event else 2
        assert audited <= sum(again.values()) <= sides * audited + 2 * against + lanes // 50 and against < lanes // 50, again
        many = blocks.compute(variant, block_of(variant, "claim", d=64, lanes=lanes))["claim"]
        assert few == many if variant is event else np.asarray(few) == pytest.approx(np.asarray(many), rel=1e-5)


# ---- on the mock accelerator, in a process of its own


def on_mock(dtype: str) -> None:
    """An event, a mean, a followed value and two laws: what the host finds, for the letters sent up, and one number a sample and side brought back."""
    module, mock = import_module("numerics.systems.torch"), import_module("property_tests.mock_accelerator")
    there = module.Torch(mock.NAME, dtype)
    chance = planted(
        {"g": Normal("d", 1), "eps": Interval(0, 1)},
        lambda g, eps, d, *, c=1: {
            "event": probability((inner(g, g) - d) ** 2 <= (c + eps) * d) >= Fraction(1, 2),
            "mean": expectation(g[0, 0] ** 2 / inner(g, g), 0, 1) <= Fraction(c, 2),
        },
    )
    grows = planted(
        {"g": Normal("d", 1), "h": Normal("d", 1), "d": Growing()},
        lambda g, h, d, *, c=1: {"limit": tends_to(inner(g, g) / d, c), "law": converges_in_law(inner(g, h) / sqrt(inner(g, g)), c * h[0, 0])},
    )
    for variant, name, leaves, down in ((chance, "event", 2, 1), (chance, "mean", 2, 1), (grows, "limit", 2, 2), (grows, "law", 2, 2)):
        block = block_of(variant, name, d=8, lanes=2048, bounds={"mean": 0.5})
        numbers = 4 * sum(blocks.numbers_drawn(variant, {"d": 8}, random=random) for random in (True, False))
        parts = -(-block.lanes // there.lanes(numbers))
        assert parts > 1, "the block is not split"
        with mock.on() as traffic:
            found = blocks.compute(variant, block, there)[name]
        true = blocks.compute(variant, block)[name]
        if name == "event":
            assert found == true and 0 < true[0] < block.lanes
        else:
            digits = float(np.finfo(dtype if name != "mean" else "float64").eps) * block.lanes
            assert np.asarray(found) == pytest.approx(np.asarray(true), rel=digits, abs=digits)
        slack = parts if dtype == "float32" and name == "event" else 0  # how near each sample is, beside what it says
        assert (traffic.up, traffic.waits, traffic.on_host) == (2 * leaves * parts, 0, []), (name, traffic)
        assert traffic.down == down * parts + slack, (name, traffic)
        assert traffic.kernels


def on_gpu_like_splits() -> None:
    """How much room a device has changes no count."""
    module, mock = import_module("numerics.systems.torch"), import_module("property_tests.mock_accelerator")
    variant = planted({"g": Normal("d", 1)}, lambda g, d, *, c=1: {"event": probability(inner(g, g) <= c * d) >= Fraction(1, 2)})
    found = []
    for free in (6_000, 60_000, 2**40):
        there = module.Torch(mock.NAME)
        there.free_memory = lambda free=free: free
        with mock.on():
            found.append(blocks.compute(variant, block_of(variant, "event", d=8, lanes=1500), there))
    assert found[0] == found[1] == found[2] == blocks.compute(variant, block_of(variant, "event", d=8, lanes=1500))


CHECKS: dict[str, Callable[[], None]] = {"float64": partial(on_mock, "float64"), "float32": partial(on_mock, "float32"), "splits": on_gpu_like_splits}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    return mocked.outcomes_of(__name__)


@pytest.mark.parametrize("name", CHECKS)
def test_on_the_mock_accelerator(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "", outcomes[name]


# ---- what is refused


def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked whether he is a scheduler has a second to answer."""
    monkeypatch.setattr(bench, "PATIENCE", 1.0)


CREWS: dict[str, tuple[Callable[[], dict[str, str]], str]] = {
    "no cuda": (lambda: {"device": "cuda"}, "--device cuda: this machine.*write --device cpu, or auto"),
    "no mps": (lambda: {"device": "mps"}, "--device mps: this machine.*write --device cpu, or auto"),
    "no such device": (lambda: {"device": "nonsense"}, "--device nonsense: write cpu, cuda, mps or auto"),
    "no such digits": (lambda: {"device": "cpu:float16"}, "float16.*float64 or float32"),
    "a port at which nobody listens": (lambda: {"scheduler": f"tcp://127.0.0.1:{nobody()}"}, "answers there.*start one with `dask scheduler`"),
    "no address": (lambda: {"scheduler": "nonsense"}, "--scheduler nonsense: .*write tcp://HOST:PORT"),
    "no port": (lambda: {"scheduler": "tcp://127.0.0.1:port"}, "write tcp://HOST:PORT"),
}


def contents(path: Path) -> dict[str, list[Any]]:
    """All that a ledger knows of statements."""
    return {table: kept(path, table, "*") for table in ("evidence", "records", "kept", "blocks")}


@pytest.mark.parametrize("name", CREWS)
def test_a_crew_that_is_not_there_is_refused_and_the_ledger_is_as_it_was(name: str, tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = import_module("numerics.systems.torch").torch
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(bench, "find_spec", lambda name: SimpleNamespace())
    hurry(monkeypatch)
    make, remedy = CREWS[name]
    theory = lay(tmp_path / "theory", a=TRUE)
    with desk_of(theory, "mine.a", book, Crew()) as desk:
        desk.book.add_step(desk.mark, "quick", "a step", [Evidence(kind="instances", holds=True)], 1.0, 1.0)
        desk.book.add_blocks(desk.mark, "another", [("a block", "[]")])
    before = contents(book)
    with pytest.raises(Refusal, match=remedy) as caught:
        list(docket.hear(["mine.a"], theory=theory, ledger=book, **make()))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert contents(book) == before and sum(map(len, before.values())) == 2


def test_a_cluster_without_its_library_is_refused(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match=r"dask.distributed, which is not installed: python -m pip install -c constraints.txt -e '\.\[cluster\]'$"):
        list(docket.hear(["mine.a"], theory=lay(tmp_path, a=TRUE), ledger=book, scheduler="tcp://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [(("--device", "nonsense"), "write cpu, cuda, mps or auto"), (("--scheduler", "nonsense"), "write tcp://HOST:PORT|pip install")],
    ids=["device", "scheduler"],
)
def test_the_front_door_refuses_in_one_line(asked: tuple[str, str], remedy: str, tmp_path: Path, book: Path) -> None:
    done = lakatos("check", "--theory", lay(tmp_path / "theory", a=TRUE), "--ledger", book, *asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.splitlines()) == 1
    assert re.search(remedy, done.stderr) and " ".join(asked) in done.stderr
    assert not any(contents(book).values())


def test_a_server_that_is_no_scheduler_is_nobody_s_evidence(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lets everybody in, and then says nothing: the run ends in one line, and nothing is recorded."""
    pytest.importorskip("distributed", reason="not run: distributed is not installed")
    hurry(monkeypatch)
    theory = lay(tmp_path / "theory", random=RANDOM.format(act="pass"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises((Refusal, CrewError), match=f"{address}: .*start one with `dask scheduler`") as caught:
            list(docket.hear(["mine.random"], theory=theory, ledger=book, jobs=1, scheduler=address))
    assert "\n" not in str(caught.value) and not any(contents(book).values())


def test_laws_refuse_what_they_cannot_say() -> None:
    matrix = {"A": Matrix("n", "n")}
    for law in (lambda A: exponent(A) == 1, lambda A: expectation(A, 0, 1) <= 1, lambda A: converges_in_law(A, A), lambda A: tends_to(A, 1)):
        with pytest.raises(Refusal, match="is said of scalars: take a norm, or an entry"):
            Statement(source="x", for_all=matrix, claims=lambda A, *, c=1, law=law: {"x": law(A)}, mutants={"m": {"c": 2}})
    number: Any = 3
    for thing in (exponent, lambda x: converges_in_law(x, x), lambda x: tends_to(x, 1), lambda x: expectation(x, 0, 1)):
        with pytest.raises(Refusal, match="is said of scalars"):
            thing(number)
    like = Value(FLOAT64, np.ones(2), ())
    for ends in ((1, 0), (2, 2), (0.0, 1.0), (0, like), (False, True)):
        with pytest.raises(Refusal, match="give two exact numbers, the smaller one first"):
            expectation(like, *ends)
    for low, high in ((0, 5), (-1, 5), (6, 5)):
        with pytest.raises(Refusal, match="is empty: let it begin at 1 or later"):
            window(low, high)
    refused: tuple[tuple[dict[str, Any], Callable[..., Any], str], ...] = (
        ({"g": Normal("d", 1)}, lambda g, *, c=1: {"x": exponent(inner(g, g)) == c}, "say which one grows"),
        ({"g": Normal("d", 1)}, lambda g, *, c=1: {"x": converges_in_law(inner(g, g), c * inner(g, g))}, "say which one grows"),
        ({"A": Matrix("n", "n")}, lambda A, *, c=1: {"x": expectation(trace(A), 0, 1) <= c}, "of letters that follow a law"),
        ({"g": Normal("d", 1)}, lambda g, *, c=1: {"x": ~(expectation(inner(g, g), 0, 1) <= c)}, "a claim of its own"),
    )
    for for_all, law, why in refused:
        with pytest.raises(Refusal, match=why):
            Statement(source="x", for_all=for_all, claims=law, mutants={"m": {"c": 2}})


def test_a_window_has_both_ends_and_grows_evenly() -> None:
    assert window(1, 1) == [1] and window(3, 4) == [3, 4]
    found = window(10, 10_000, 7)
    assert found[0] == 10 and found[-1] == 10_000 and len(found) == 7 and found == sorted(set(found))
    ratios = [b / a for a, b in itertools.pairwise(found)]
    assert max(ratios) / min(ratios) < 1.1


def test_a_mean_is_kept_as_a_part_of_its_range() -> None:
    """E x <= b with x from -3 to 5 is a bound of (b + 3) / 8 on a share, and its failure is found from either side."""
    def claims(u: Any, *, c: int = 1) -> Any:
        return {"claim": expectation(8 * u[0, 0] - 3, -3, 5) <= c + Fraction(1, 10), "other": expectation(8 * u[0, 0] - 3, -3, 5) >= c - Fraction(1, 10)}

    statement = Statement(source="a range", for_all=U, claims=claims, mutants={"m": {"c": 0}})
    for turned, verdicts in ((None, {"claim": True, "other": True}), ({"c": 0}, {"claim": False, "other": True}), ({"c": 2}, {"claim": True, "other": False})):
        variant = Variant.of(statement, "as stated", turned) if turned else Variant.of(statement, "as stated")
        found = simulate(variant, ["claim", "other"], replace(TRIALS, lanes=200_000))
        assert {e.claim: e.holds for e in found if e.kind in ("instances", "counterexample")} == verdicts, found


if __name__ == "__main__":
    print(mocked.perform(CHECKS))

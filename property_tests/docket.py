"""The docket: which statements are to be heard, in worker processes of their own, and what the ledger already knows of them.

A worker that hangs is ended without taking the run along; every finished step is in the ledger, so a killed run goes on where it was.
"""

from __future__ import annotations

import ast
import contextlib
import json
import multiprocessing
import os
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numerics.evidence import Evidence
from property_tests import fingerprint
from property_tests.bench import Crew, Desk
from property_tests.clock import Trouble
from property_tests.ledger import Ledger, LedgerError
from theorems import HOME, BrokenStatement, Listed, load, module, pins, select, walk
from theorems.verdict import LADDER

if TYPE_CHECKING:
    from theorems.statement import Statement

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported: batches of small matrices want several workers, not several threads
BUDGETS = ("quick", "full", "night")

SUMMARY, ALLOWED = "the record", 120.0  # what comes after the last step, and its seconds: formulas, pictures, programs
MANY = 4  # statements, from which on it pays to import torch before the workers are forked
GRACE = 5.0  # seconds that a step may overrun its clock before its process is ended
Record = dict[str, Any]
Progress = Callable[[str, str], None]


def default_ledger() -> Path:
    """$LAKATOS_LEDGER, else build/ledger.sqlite under the current folder."""
    return Path(os.environ.get("LAKATOS_LEDGER") or Path.cwd() / "build" / "ledger.sqlite")


def hear(
    idents: Sequence[str],
    *,
    theory: Path | None = None,
    budget: str = "quick",
    ledger: Path | None = None,
    jobs: int | None = None,
    device: str = "",
    scheduler: str = "",
    progress: Progress | None = None,
) -> Iterator[Record]:
    """Examine what the ledger does not know; yield one record per statement, in the order given. Links between records are complete at the end.

    jobs: processes, one for each statement; what is left over draws blocks. device: on which they are drawn (see blocks.DEVICES); empty: by NumPy.
    scheduler: of a dask.distributed cluster that draws them instead.
    Raises theorems.UnknownStatement, LedgerError, ValueError for an unknown budget, Refusal for a device or a scheduler that is not there.
    """
    if budget not in BUDGETS:
        raise ValueError(f"no budget {budget!r}: say one of {', '.join(BUDGETS)}")
    entries = _entries(idents, theory)
    book = Ledger(ledger or default_ledger())
    try:
        prints = {e.id: _fingerprint(e, theory, book) for e in entries}
        book.share()
        ready: dict[str, Record] = {}
        for entry in entries:
            known = book.record(_key(theory), entry.id, budget)
            if known and known[0] == _of_a_record(prints[entry.id], book.shape, _pin(entry.path), book.kept(_key(theory), entry.id)):
                ready[entry.id] = known[1]
        pending = [e for e in entries if e.id not in ready]
        jobs = jobs or min(2, os.cpu_count() or 1)
        crew = Crew(width=max(1, jobs // max(1, len(pending))), device=device, scheduler=scheduler)
        crew.check()
        heard = _hear_all(pending, prints, theory, budget, book, jobs, crew, progress) if pending else iter(())
        done: list[Record] = []
        for entry in entries:
            while entry.id not in ready:
                record = next(heard)
                ready[record["id"]] = record
            record = ready[entry.id]
            record |= _docstring(entry)
            record["as_expected"] = _as_expected(record, entry, theory)
            done.append(record)
            if len(done) == len(entries):
                link(done, theory, book)
            yield record
    finally:
        book.close()


def _entries(idents: Sequence[str], theory: Path | None) -> list[Listed]:
    """The statements with these ids, in this order. Raises UnknownStatement."""
    known = {entry.id: entry for entry in walk(theory)}
    return [known[ident] if ident in known else select([ident], theory)[0] for ident in idents]


def last(idents: Sequence[str], *, theory: Path | None = None, ledger: Path | None = None) -> dict[str, Record | None]:
    """The newest records in the ledger, marked stale where the statement or the instruments have changed. Nothing is examined."""
    path = ledger or default_ledger()
    found: dict[str, Record | None] = dict.fromkeys(idents)
    if not Path(path).exists():
        return found
    entries = {e.id: e for e in walk(theory)}
    book = Ledger(path)
    try:
        key = _key(theory)
        rows = book.records(key) if len(found) > 3 else ((i, *row) for i in found if (row := book.record(key, i)) is not None)
        for ident, known, record in rows:
            if ident in found and ident in entries:
                record["stale"] = known.split(".")[0] != _fingerprint(entries[ident], theory, book)
                found[ident] = record
        if len(found) <= 3:  # the links are for whoever reads a statement, not for a list of hundreds
            link([record for record in found.values() if record], theory, book)
    finally:
        book.close()
    return found


def describe(ident: str, *, theory: Path | None = None) -> Record:
    """A record of what can be known without examining. Raises UnknownStatement, BrokenStatement."""
    from property_tests.record import described

    (entry,) = select([ident], theory)
    return described(entry, module(ident, theory), load(ident, theory))


def health(ledger: Path | None = None) -> Record:
    """The state of the ledger: path, rows, damaged files that were set aside."""
    path = Path(ledger or default_ledger())
    aside = sorted(str(p) for p in path.parent.glob(path.name + ".damaged-*") if p.suffix not in ("-wal", "-shm")) if path.parent.is_dir() else []
    report: Record = {
        "path": str(path),
        "exists": path.exists(),
        "readable": True,
        "rows": 0,
        "statements": 0,
        "journal": "",
        "bytes": 0,
        "set_aside": aside,
        "problem": "",
    }
    if not path.exists():
        return report
    try:
        book = Ledger(path)
    except LedgerError as error:
        return report | {"readable": False, "problem": str(error)}
    try:
        rows, statements = book.counts()
        journal = book.connection.execute("PRAGMA journal_mode").fetchone()[0]
        return report | {"rows": rows, "statements": statements, "journal": journal, "bytes": path.stat().st_size}
    finally:
        book.close()


def recheck(ident: str, point: Mapping[str, Any], *, reading: str | None = None, theory: Path | str | None = None) -> list[tuple[str, str, str]]:
    """Hypotheses and claims of a statement at one exact point, in both exact engines: (engine, relation, true | false | unknown)."""
    from numerics.systems.fractions import FRACTIONS
    from numerics.systems.rational import RATIONAL
    from numerics.value import truth
    from theorems.statement import Variant

    statement = load(ident, Path(theory) if theory is not None else None)
    variant = Variant.of(statement, reading or next(iter(statement.readings)))
    rows = []
    for system in (RATIONAL, FRACTIONS):
        letters, sizes = variant.pinned(point, system)
        for name, relation in [*variant.hypotheses(letters, sizes), *variant.relations(letters, sizes).items()]:
            rows.append((system.name, name, {1: "true", -1: "false", 0: "unknown"}[truth(relation)]))
    return rows


def link(records: Sequence[Record], theory: Path | None, book: Ledger) -> None:
    """Fill in what one statement is to another: uses, used by, amended by, and the verdict with all ancestors."""
    root = HOME if theory is None else Path(theory).resolve()
    entries = {e.path: e for e in walk(theory)}
    known = {ident: record for ident, _, record in book.records(_key(theory))} | {r["id"]: r for r in records}
    uses = {e.id: sorted(entries[p].id for p in fingerprint.imports(e.path, root, book.remember) if p in entries and p != e.path) for e in entries.values()}
    for record in records:
        ident = record["id"]
        record["uses"] = uses.get(ident, [])
        record["used_by"] = sorted(i for i, used in uses.items() if ident in used)
        record["amended_by"] = [{"id": i, "verdict": r["verdict"]} for i, r in sorted(known.items()) if r.get("amends") == ident and i in uses]
        own = record["verdict"]
        ancestors = _ancestors(ident, uses, known)
        verdicts = [own, *(known[a]["verdict"] if a in known and known[a]["verdict"] in LADDER else "undecided" for a in ancestors)]
        record["with_ancestors"] = own if own not in LADDER else min(verdicts, key=LADDER.index)
        base = record["headline"].split("; amended: ")[0]
        record["headline"] = base + "".join(f"; amended: {a['verdict']}" for a in record["amended_by"])


def _ancestors(ident: str, uses: Mapping[str, Sequence[str]], known: Mapping[str, Record]) -> set[str]:
    """All that a statement rests on; what it amends is corrected by it, and what contradicts it speaks against it: neither is a ground of it."""
    seen: set[str] = set()
    pending = [ident]
    while pending:
        now = pending.pop()
        for used in uses.get(now, ()):
            record = known.get(now, {})
            if used not in seen and record.get("amends") != used and used not in record.get("contradicted_by", ()):
                seen.add(used)
                pending.append(used)
    return seen - {ident}


def _as_expected(record: Record, entry: Listed, theory: Path | None) -> bool:
    """Whether the verdict and what fell are as pinned. Pins are outside the fingerprint, so they are read afresh, without importing the file."""
    if record["verdict"] == "broken":
        return False
    try:
        expect, falls = pins(entry.path)
    except ValueError:  # written as no literal
        try:
            statement = load(entry.id, theory)
        except BrokenStatement as error:
            record |= {"verdict": "broken", "headline": "broken", "problem": str(error)}
            return False
        expect, falls = statement.expect, tuple(statement.falls)
    record["expected"] = expect
    if record["verdict"] != expect:
        return False
    refuted = record["verdict"] == "refuted"
    claims = [c["name"] for c in record["claims"] if c["reading"] == record["reading"]]
    fell = [c["name"] for c in record["claims"] if c["reading"] == record["reading"] and c["verdict"] == "refuted"] if refuted else record["fallen"]
    if set(fell) != set(falls) and not (refuted and len(claims) == 1):
        record["problem"] = f"what fell is {', '.join(map(repr, fell)) or 'nothing'}, and falls= pins {', '.join(map(repr, falls)) or 'nothing'}"
        return False
    return True


def _docstring(entry: Listed) -> Record:
    """Title and prose as they stand in the file now: words are outside the fingerprint."""
    try:
        title, _, prose = (ast.get_docstring(ast.parse(entry.path.read_text(encoding="utf-8"))) or "").partition("\n")
    except (SyntaxError, UnicodeDecodeError):
        return {}
    return {"title": title.strip() or entry.title, "prose": prose.strip()}


def _key(theory: Path | None) -> str:
    return "" if theory is None else str(Path(theory).resolve())


def _fingerprint(entry: Listed, theory: Path | None, book: Ledger) -> str:
    return fingerprint.of(entry.path, HOME if theory is None else Path(theory).resolve(), book.remember, book.house)


# ---- workers


def _hear_all(
    entries: Sequence[Listed], prints: Mapping[str, str], theory: Path | None, budget: str, book: Ledger, jobs: int, crew: Crew, progress: Progress | None
) -> Iterator[Record]:
    """One process per statement, at most `jobs` at a time; a process whose step overruns its clock is ended and begun again behind that step."""
    here = crew.device.partition(":")[0] in ("", "cpu")  # a GPU that was asked for cannot be used by a fork of who asked
    context: Any = multiprocessing.get_context("fork" if here and "fork" in multiprocessing.get_all_start_methods() else "spawn")
    _warm_up(several=len(entries) > MANY)
    waiting = list(reversed(entries))
    running: dict[Connection, tuple[Any, Listed, list[Any]]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                entry = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(ours, theirs, entry, theory, budget, prints[entry.id], book.path, crew))
                process.start()
                theirs.close()
                running[ours] = (process, entry, ["start", time.monotonic(), 120.0])
            for connection in wait(list(running), timeout=0.5):
                assert isinstance(connection, Connection)
                process, entry, now = running[connection]
                try:
                    kind, *body = connection.recv()
                except EOFError:
                    process.join()
                    if -(process.exitcode or 0) == getattr(signal, "SIGXCPU", None):
                        now[1] = -float("inf")  # the kernel ended it at the limit of its step
                        continue
                    del running[connection]
                    where = " / ".join(now[0].split("\t")[:3])
                    yield _broken(entry, f"{entry.id}: its worker ended at {where} (exit code {process.exitcode}); run it again, and `lakatos doctor`")
                    continue
                if kind == "step":
                    now[:] = [body[2], time.monotonic(), body[1]]
                    if progress and body[2] != SUMMARY:
                        progress(entry.id, body[0])
                elif kind == "drawn":
                    if progress:
                        progress(entry.id, f"{now[0].split(chr(9))[0]} {body[0]}")
                elif kind == "failed":
                    raise body[0]
                else:
                    process.join()
                    del running[connection]
                    yield body[0]
            for connection, (process, entry, now) in list(running.items()):
                if time.monotonic() - now[1] > now[2] + GRACE:
                    process.kill()
                    process.join()
                    del running[connection]
                    if now[0] == "start":
                        yield _broken(
                            entry, f"{entry.id}: the file did not finish loading within {now[2]:.0f} s: a statement's file computes nothing when it is imported"
                        )
                        continue
                    if now[0] == SUMMARY:
                        yield _broken(entry, f"{entry.id}: no record within {now[2]:.0f} s: its formulas or pictures take too long, simplify them")
                        continue
                    from property_tests.referee import timeout

                    book.add_step(prints[entry.id], budget, now[0], [timeout(now[0], now[2])], now[2], now[2])
                    waiting.append(entry)
    finally:
        for process, *_ in running.values():
            process.kill()


def _warm_up(*, several: bool) -> None:
    """Import once what every worker needs, before they are forked; what the adversary needs, too, where several statements wait for it."""
    import property_tests.record
    from numerics.decide import warm_up

    warm_up()
    if several:
        with contextlib.suppress(ImportError):
            import scipy.optimize  # noqa: F401

            import property_tests.adversary
            from numerics.systems.torch import system_on

            assert property_tests.adversary and callable(system_on)
    assert property_tests.record


def _work(parents_end: Connection, connection: Connection, entry: Listed, theory: Path | None, budget: str, mark: str, path: Path, crew: Crew) -> None:
    parents_end.close()  # else a worker whose parent was killed would wait for ever to be read
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        book = Ledger(path)
        connection.send(("done", _examine(connection, entry, theory, budget, mark, book, crew)))
        book.close()
    except Trouble as error:
        connection.send(("failed", error))


def _limit_cpu(seconds: float) -> None:
    """A step that hangs in C cannot be interrupted from Python, nor by a parent that was killed: let the kernel end it."""
    try:
        import resource
    except ImportError:  # pragma: no cover - not on POSIX
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime + seconds + 2 * GRACE) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to report to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _examine(connection: Connection, entry: Listed, theory: Path | None, budget: str, mark: str, book: Ledger, crew: Crew) -> Record:
    from property_tests.record import summarise
    from property_tests.referee import directly, examine

    pin = _pin(entry.path)  # before the file is imported: what is pinned later is replayed later
    try:
        statement = load(entry.id, theory)
    except BrokenStatement as error:
        return _broken(entry, str(error))
    changed = f"{entry.id}: the file, or what it imports, was changed while it was examined; run `lakatos check {entry.id}` again"
    if _fingerprint(entry, theory, book) != mark:
        return _broken(entry, changed)
    spent: list[tuple[float, float]] = []  # seconds of wall clock and of CPU, by step
    desk = Desk(book, theory=_key(theory), ident=entry.id, mark=mark, crew=crew, tell=lambda line: connection.send(("drawn", line)))

    def perform(name: str, step: Callable[[], list[Evidence]], seconds: float) -> list[Evidence]:
        known = book.step(mark, budget, name)
        if known is not None:
            spent.append(known[1:])
            return known[0]
        began, worked = time.perf_counter(), time.process_time()
        connection.send(("step", name.replace("\t", "/"), seconds, name))
        _limit_cpu(seconds)
        desk.begin(name)
        evidence = directly(name, step, seconds)
        spent.append((time.perf_counter() - began, time.process_time() - worked))
        book.add_step(mark, budget, name, evidence, *spent[-1])
        return evidence

    key = _key(theory)
    kept = book.kept(key, entry.id)
    try:
        evidence = examine(statement, budget, perform, kept=_known_points(statement, kept), benches=desk.at)
    finally:
        desk.close()
    if _fingerprint(entry, theory, book) != mark:
        book.forget(mark)
        return _broken(entry, changed)
    found = _worth_keeping(evidence)
    book.keep(key, entry.id, found)
    connection.send(("step", SUMMARY, ALLOWED, SUMMARY))
    _limit_cpu(ALLOWED)
    seconds, cpu = (sum(column) for column in zip(*spent, strict=True)) if spent else (0.0, 0.0)
    record = summarise(entry, module(entry.id, theory), statement, evidence, budget=budget, fingerprint=mark, seconds=seconds, cpu=cpu)
    book.add_record(key, entry.id, budget, _of_a_record(mark, book.shape, pin, [*kept, *found]), record)
    return record


def _known_points(statement: Statement, kept: Sequence[Record]) -> list[Record]:
    """The points to replay: those kept in the ledger, and the one pinned in the file, for every reading and claim."""
    points = list(kept)
    if statement.counterexample is not None and statement.claims is not None:
        from theorems.statement import Variant

        pinned = {letter: _plain(value) for letter, value in statement.counterexample.items()}
        for reading in statement.readings:
            names = Variant.of(statement, reading).names
            points += [{"reading": reading, "subject": "", "claim": name, "point": pinned} for name in names]
    return [p for k, p in enumerate(points) if p not in points[:k]]


def _plain(value: Any) -> Any:
    """A pinned value as the ledger writes it: exact numbers as strings, matrices as lists of rows."""
    return [_plain(x) for x in value] if isinstance(value, (list, tuple)) else str(value)


def _worth_keeping(evidence: Sequence[Evidence]) -> list[Record]:
    """The points that refuted a claim, confirmed by two engines, and those that killed a mutant."""
    found = [e for e in evidence if e.holds is False and e.witness and (e.kind == "mutant" or (e.kind == "counterexample" and len(e.verified_by) >= 2))]
    return [{"reading": e.reading, "subject": e.subject, "claim": e.claim, "point": dict(e.witness or {})} for e in found]


def _of_a_record(mark: str, shape: str, pin: str, kept: Sequence[Record]) -> str:
    """What a record depends on: the statement and the instruments, what records look like, and the points that are replayed against its claims.

    Pins and kept points are outside the fingerprint: a new one calls for its replay and a new summary, and leaves all other evidence as it is.
    """
    replayed = sorted({json.dumps(p, sort_keys=True) for p in kept if not p["subject"]})
    return f"{mark}.{shape}.{zlib.crc32(json.dumps([pin, replayed]).encode()):08x}"


def _pin(path: Path) -> str:
    """The counterexample and the pictures in a statement's file, as they are written there: a record holds what was made of them."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if "counterexample" not in text and "pictures" not in text:
        return ""
    try:
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError):
        return ""
    return "".join(ast.dump(k) for call in calls for k in call.keywords if k.arg in ("counterexample", "pictures"))


def _broken(entry: Listed, problem: str) -> Record:
    from property_tests.record import blank

    return blank(entry, verdict="broken", problem=problem)

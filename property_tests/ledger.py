"""The ledger: what the instruments have found, in one SQLite file that any number of processes may write."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from numerics.evidence import Evidence
from property_tests import fingerprint
from property_tests.clock import Trouble

VERSION = 4  # of the rows; a ledger of another version is set aside like a damaged one
TABLES = """
CREATE TABLE IF NOT EXISTS evidence (fingerprint TEXT, budget TEXT, step TEXT, rows TEXT, PRIMARY KEY (fingerprint, budget, step)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records
    (theory TEXT, statement TEXT, budget TEXT, fingerprint TEXT, record TEXT, written INTEGER, PRIMARY KEY (theory, statement, budget)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept
    (theory TEXT, statement TEXT, reading TEXT, subject TEXT, claim TEXT, point TEXT, PRIMARY KEY (theory, statement, reading, subject, claim, point))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (fingerprint TEXT, step TEXT, name TEXT, content TEXT, PRIMARY KEY (fingerprint, step, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (path TEXT PRIMARY KEY, changed INTEGER, size INTEGER, content TEXT) WITHOUT ROWID;
"""


class LedgerError(Trouble):
    """The ledger cannot be written; the message names the remedy. Nothing that was in it is lost."""


class Ledger:
    """One connection. A file that is no ledger any more is set aside under a new name, never deleted."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"the ledger's folder {self.path.parent} cannot be made ({error.strerror}): choose another with --ledger PATH or LAKATOS_LEDGER"
            ) from error
        self._known: dict[str, tuple[int, int, str]] | None = None
        self._fresh: dict[str, tuple[int, int, str]] = {}
        self._house: str | None = None
        self._shape: str | None = None
        try:
            with _alone(self.path):  # one process at a time decides whether the file is damaged
                self.connection = self._sound_connection()
        except sqlite3.Error as error:
            raise LedgerError(
                f"the ledger {self.path} cannot be opened ({error}): check its permissions and the free disk space, or choose another with --ledger PATH"
            ) from error

    def _sound_connection(self) -> sqlite3.Connection:
        try:
            return self._open()
        except (sqlite3.DatabaseError, ValueError) as error:
            if isinstance(error, sqlite3.OperationalError) and not any(word in str(error) for word in ("malformed", "decode", "not a database")):
                raise
            aside = set_aside(self.path)
            why = " ".join(str(error).split())
            warnings.warn(f"the ledger {self.path} cannot be used ({why}); it was set aside as {aside.name} and a new one was begun", stacklevel=4)
            return self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        try:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # the seal of a row says whether it is what was written
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                connection.execute(f"PRAGMA user_version={VERSION}")
            elif connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                raise ValueError("written by another version of Lakatos")
            connection.executescript(TABLES)
            problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                raise ValueError(problem)
        except BaseException:
            connection.close()
            raise
        return connection

    @property
    def house(self) -> str:
        """The fingerprint of the instruments, computed once."""
        if self._house is None:
            self._house = fingerprint.house(self.remember)
        return self._house

    @property
    def shape(self) -> str:
        """The fingerprint of what a record looks like."""
        if self._shape is None:
            self._shape = fingerprint.shape(self.remember)
        return self._shape

    def share(self) -> None:
        """Write down what is remembered of source files, so that other processes need not read them again."""
        fresh, self._fresh = self._fresh, {}
        if fresh:
            with contextlib.suppress(LedgerError):
                self._write("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", [(p, *row) for p, row in fresh.items()])

    def close(self) -> None:
        """Write what is remembered of source files, and close."""
        self.share()
        self.connection.close()

    def _write(self, command: str, rows: Sequence[Sequence[Any]]) -> None:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self.connection.executemany(command, rows)
                self.connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # where the disk is full SQLite has rolled back itself
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise LedgerError(
                f"the ledger {self.path} cannot be written ({error}): free disk space or choose another with --ledger PATH; what was finished is kept"
            ) from error

    def remember(self, path: Path, compute: Callable[[], str]) -> str:
        """What `compute` said of a file when it last had this time and size."""
        if self._known is None:
            rows = self.connection.execute("SELECT path, changed, size, content FROM sources")
            self._known = {p: (c, s, known) for p, c, s, sealed in rows if (known := _unsealed(sealed)) is not None}
        status = path.stat()
        key = str(path)
        known = self._known.get(key)
        if known and known[:2] == (status.st_mtime_ns, status.st_size):
            return known[2]
        content = compute()
        self._known[key] = (status.st_mtime_ns, status.st_size, content)
        self._fresh[key] = (status.st_mtime_ns, status.st_size, _sealed(content))
        return content

    def step(self, fingerprint: str, budget: str, name: str) -> tuple[list[Evidence], float, float] | None:
        """The evidence of one finished step, the seconds that it took and those of CPU among them, or None."""
        row = self.connection.execute("SELECT rows FROM evidence WHERE fingerprint = ? AND budget = ? AND step = ?", (fingerprint, budget, name)).fetchone()
        found = _unsealed(row[0]) if row else None
        return ([Evidence.from_dict(e) for e in found["evidence"]], float(found["seconds"]), float(found["cpu"])) if found is not None else None

    def add_step(self, fingerprint: str, budget: str, name: str, evidence: Sequence[Evidence], seconds: float, cpu: float) -> None:
        rows = _sealed({"seconds": round(seconds, 4), "cpu": round(cpu, 4), "evidence": [e.as_dict() for e in evidence]})
        self._write("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?)", [(fingerprint, budget, name, rows)])
        self._write("DELETE FROM blocks WHERE fingerprint = ? AND step = ?", [(fingerprint, name)])

    def blocks(self, fingerprint: str, step: str) -> list[tuple[str, str]]:
        """The blocks of a step that was not finished: names and contents."""
        rows = self.connection.execute("SELECT name, content FROM blocks WHERE fingerprint = ? AND step = ?", (fingerprint, step))
        return [(name, content) for name, sealed in rows if (content := _unsealed(sealed)) is not None]

    def add_blocks(self, fingerprint: str, step: str, blocks: Sequence[tuple[str, str]]) -> None:
        """Keep blocks until their step is finished."""
        rows = [(fingerprint, step, name, _sealed(content)) for name, content in blocks]
        self._write("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?)", rows)

    def forget(self, fingerprint: str) -> None:
        """Drop the steps of a statement that was changed while they were performed."""
        for table in ("evidence", "blocks"):
            self._write(f"DELETE FROM {table} WHERE fingerprint = ?", [(fingerprint,)])

    def record(self, theory: str, statement: str, budget: str | None = None) -> tuple[str, dict[str, Any]] | None:
        """Fingerprint and record of a statement: at this budget, or the newest at any."""
        where, more = ("AND budget = ?", (budget,)) if budget else ("", ())
        row = self.connection.execute(
            f"SELECT fingerprint, record FROM records WHERE theory = ? AND statement = ? {where} ORDER BY written DESC LIMIT 1", (theory, statement, *more)
        ).fetchone()
        record = _unsealed(row[1]) if row else None
        return (row[0], record) if record is not None else None

    def records(self, theory: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Newest record of every statement: id, fingerprint, record."""
        rows = self.connection.execute("SELECT statement, fingerprint, record FROM records WHERE theory = ? ORDER BY written", (theory,)).fetchall()
        newest = {statement: (mark, text) for statement, mark, text in rows}
        for statement, (mark, text) in newest.items():
            if (record := _unsealed(text)) is not None:
                yield statement, mark, record

    def add_record(self, theory: str, statement: str, budget: str, fingerprint: str, record: Mapping[str, Any]) -> None:
        order = self.connection.execute("SELECT coalesce(max(written), 0) + 1 FROM records").fetchone()[0]
        self._write("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", [(theory, statement, budget, fingerprint, _sealed(record), order)])

    def keep(self, theory: str, statement: str, points: Iterable[Mapping[str, Any]]) -> None:
        """Keep points at which claims failed, {"reading", "subject", "claim", "point"}.

        All those of a claim (subject ""), and the last one of a mutant (subject is its name): for a mutant any will do.
        """
        known = self.kept(theory, statement)
        new = [dict(p) for p in points if p not in known]
        rows = [(theory, statement, p["reading"], p["subject"], p["claim"], _sealed(p)) for p in new]
        if rows:
            self._write(
                "DELETE FROM kept WHERE theory = ? AND statement = ? AND reading = ? AND subject = ? AND claim = ? AND subject != ''",
                [row[:-1] for row in rows],
            )
            self._write("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)", rows)

    def kept(self, theory: str, statement: str) -> list[dict[str, Any]]:
        """The points of a statement that were kept, whatever became of it since; always in the same order. They are leads until they are verified again."""
        rows = self.connection.execute("SELECT point FROM kept WHERE theory = ? AND statement = ? ORDER BY reading, subject, claim, point", (theory, statement))
        return [point for (row,) in rows if (point := _unsealed(row)) is not None]

    def counts(self) -> tuple[int, int]:
        """Steps and statements in it."""
        steps = self.connection.execute("SELECT count(*) FROM evidence").fetchone()[0]
        return steps, self.connection.execute("SELECT count(DISTINCT statement) FROM records").fetchone()[0]


def _sealed(content: Any) -> str:
    """JSON behind its checksum: a row that a bad disk has changed is not evidence."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return f"{zlib.crc32(text.encode()):08x}{text}"


def _unsealed(row: str) -> Any:
    """The content of a sealed row, or None where it is not what was written: then it is computed again."""
    mark, text = row[:8], row[8:]
    return json.loads(text) if mark == f"{zlib.crc32(text.encode()):08x}" else None


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the ledger's lock file, where the platform has one."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - not on POSIX
        yield
        return
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise LedgerError(f"the ledger's folder {path.parent} is not writable ({error.strerror}): choose another with --ledger PATH") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_aside(path: Path) -> Path:
    """Rename a damaged ledger and its companions; returns the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for companion in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(aside.with_name(aside.name + companion))
    return aside

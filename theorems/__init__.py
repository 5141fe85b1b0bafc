"""Floor 1: what is claimed. A statement's path is its id (theorems/tkf/thm4.py is tkf.thm4), and nothing lists them."""

from __future__ import annotations

import ast
import difflib
import fnmatch
import hashlib
import importlib
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from theorems.statement import Statement

HOME = Path(__file__).resolve().parent


class UnknownStatement(LookupError):
    """No statement has this id."""


class BrokenStatement(Exception):
    """A statement's file cannot be imported, or was refused at construction."""


@dataclass(frozen=True)
class Listed:
    """A statement's file, before it is imported."""

    id: str
    path: Path
    title: str


def walk(theory: Path | None = None) -> list[Listed]:
    """Every statement of the library, or of a theory folder of the same shape, sorted by id. Nothing is imported.

    Raises NotADirectoryError for a theory that is no folder.
    """
    root = HOME if theory is None else Path(theory).resolve()
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is no folder: a theory is a folder of papers, each a folder of statements")
    found = []
    for path in root.glob("*/*.py"):
        if path.name.startswith("_") or path.parent.name.startswith(("_", ".")):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if "\nstatement" in text or "Statement(" in text:
            found.append(Listed(f"{path.parent.name}.{path.stem}", path, _title(text)))
    return sorted(found, key=lambda entry: entry.id)


def select(patterns: Sequence[str], theory: Path | None = None) -> list[Listed]:
    """The statements that ids or globs name, in the order of the library; all of them for no pattern. Raises UnknownStatement."""
    entries = walk(theory)
    wanted: set[str] = set()
    for pattern in patterns:
        hits = [e.id for e in entries if fnmatch.fnmatchcase(e.id, pattern)]
        if not hits:
            near = difflib.get_close_matches(pattern, [e.id for e in entries], n=3)
            raise UnknownStatement(f"no statement {pattern!r}" + (f"; did you mean {', '.join(near)}?" if near else "; `lakatos list` shows them all"))
        wanted.update(hits)
    return [e for e in entries if not patterns or e.id in wanted]


def module(ident: str, theory: Path | None = None) -> ModuleType:
    """Import one statement's file. Raises UnknownStatement, BrokenStatement."""
    root = HOME if theory is None else Path(theory).resolve()
    paper, _, stem = ident.partition(".")
    entry = Listed(ident, root / paper / f"{stem}.py", "")
    if not entry.path.is_file():
        (entry,) = select([ident], theory)
    name = f"{_package(theory)}.{ident}"
    _forget_changed(_package(theory))
    try:
        found = importlib.import_module(name)
        _forget_changed(_package(theory))  # remembers the time of what was just imported
        return found
    except Exception as error:  # whatever a file of a user raises while it is imported is its own fault, and is told so
        text = f"{type(error).__name__}: {error}" if not isinstance(error, TypeError) else str(error)
        if isinstance(error, ImportError):
            text += "; numbers, domains and functions are imported from lakatos (in a theory of your own) or from numerics.linalg and theorems.domains"
        raise BrokenStatement(f"{ident} ({entry.path.name}): {text}") from error


def load(ident: str, theory: Path | None = None) -> Statement:
    """The statement with this id. Raises UnknownStatement, BrokenStatement."""
    from theorems.statement import Statement

    found = getattr(module(ident, theory), "statement", None)
    if not isinstance(found, Statement):
        raise BrokenStatement(f"{ident}: the file defines no `statement = Statement(...)`")
    return found


def pins(path: Path) -> tuple[str, tuple[str, ...]]:
    """What a statement's file expects and which parts of it fall, read from its text. Raises ValueError where they are no literals."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Statement":
            given = {k.arg: k.value for k in node.keywords}
            expect = ast.literal_eval(given["expect"]) if "expect" in given else "proved"
            return expect, tuple(ast.literal_eval(given["falls"])) if "falls" in given else ()
    raise ValueError(f"{path.name} has no Statement(...)")


def ident_of(imported: ModuleType) -> str:
    """The id of a statement's module."""
    return imported.__name__.split(".", 1)[1]


def _package(theory: Path | None) -> str:
    if theory is None:
        return "theorems"
    root = Path(theory).resolve()
    name = "theory_" + hashlib.sha256(str(root).encode()).hexdigest()[:12]
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(root)]
        package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        sys.modules[name] = package
    return name


_loaded: dict[str, tuple[int, int]] = {}  # files of statements, and the time and size that they had when they were imported


def _forget_changed(package: str) -> None:
    """Drop the papers' modules of a theory once one of their files has changed, so that what is examined is what is on disk."""
    ours = ("domains", "pictures", "statement", "verdict") if package == "theorems" else ()
    papers = {n: m for n, m in sys.modules.items() if n.startswith(package + ".") and n.split(".")[1] not in ours}
    changed = False
    for module in papers.values():
        if file := getattr(module, "__file__", None):
            try:
                status = Path(file).stat()
            except FileNotFoundError:
                changed = True
                continue
            now = (status.st_mtime_ns, status.st_size)
            changed |= _loaded.setdefault(file, now) != now
    if changed:
        for name, module in papers.items():
            del sys.modules[name]
            if file := getattr(module, "__file__", None):
                _loaded.pop(file, None)
                Path(importlib.util.cache_from_source(file)).unlink(missing_ok=True)  # bytecode is dated by the second
        importlib.invalidate_caches()


def _title(text: str) -> str:
    head = text.lstrip()
    for quote in ('"""', "'''"):
        if head.startswith(quote):
            return head[3:].split(quote, 1)[0].strip().split("\n", 1)[0].strip()
    try:
        return (ast.get_docstring(ast.parse(text)) or "").split("\n", 1)[0]
    except SyntaxError:
        return ""

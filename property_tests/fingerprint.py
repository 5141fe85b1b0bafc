"""The fingerprint of a statement: a hash of the syntax trees of its file, of all it imports, and of the instruments, without docstrings and pins."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PINS = ("expect", "falls", "counterexample", "pictures")
HOUSE = Path(__file__).resolve().parent.parent
Remember = Callable[[Path, Callable[[], str]], str]


def of(path: Path, root: Path, remember: Remember, instruments: str) -> str:
    """Fingerprint of the statement in `path`, whose theory is the folder `root`; `instruments` is what `house` says.

    `remember(path, compute)` keeps what is known of an unchanged file.
    """
    digest = hashlib.sha256(instruments.encode())
    for file in sorted(closure(path, root, remember)):
        digest.update(_file(file, root, remember)["hash"].encode())
    return digest.hexdigest()[:24]


def house(remember: Remember) -> str:
    """The instruments' own part of every fingerprint."""
    files = [*sorted((HOUSE / "numerics").rglob("*.py")), *(HOUSE / "theorems" / f"{n}.py" for n in ("domains", "statement", "verdict"))]
    files += [HOUSE / "property_tests" / f"{n}.py" for n in ("adversary", "blocks", "exactly", "falsify", "instruments", "referee", "shrink", "simulate")]
    return hashlib.sha256("".join(_file(f, HOUSE / "theorems", remember)["hash"] for f in files).encode()).hexdigest()


def shape(remember: Remember) -> str:
    """What a record looks like: evidence outlives a change of it, records do not."""
    files = [HOUSE / "property_tests" / f"{n}.py" for n in ("record", "pictures")] + [HOUSE / "theorems" / "pictures.py"]
    return hashlib.sha256("".join(_file(f, HOUSE / "theorems", remember)["hash"] for f in files).encode()).hexdigest()[:8]


def closure(path: Path, root: Path, remember: Remember) -> set[Path]:
    """The file and every file of its theory that it imports, directly or not."""
    seen: set[Path] = set()
    pending = [path]
    while pending:
        file = pending.pop()
        if file not in seen:
            seen.add(file)
            pending += [root / p for p in _file(file, root, remember)["imports"]]
    return seen


def imports(path: Path, root: Path, remember: Remember) -> list[Path]:
    """The files of its theory that a file imports itself."""
    return [root / p for p in _file(path, root, remember)["imports"]]


def _file(path: Path, root: Path, remember: Remember) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(remember(path, lambda: json.dumps(_read(path, root))))
    return found


def _read(path: Path, root: Path) -> dict[str, object]:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {"hash": hashlib.sha256(text.encode()).hexdigest(), "imports": []}
    found = sorted({str(p.relative_to(root)) for p in _imported(tree, path, root)})
    return {"hash": hashlib.sha256(ast.dump(_Bare().visit(tree)).encode()).hexdigest(), "imports": found}


def _imported(tree: ast.AST, path: Path, root: Path) -> list[Path]:
    """The files under `root` that import statements name: theorems.tkf.thm12, or relative ones."""
    names: list[list[str]] = []
    here = list(path.relative_to(root).parts[:-1]) if path.is_relative_to(root) else []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [a.name.split(".")[1:] for a in node.names if a.name.startswith("theorems.")]
        elif isinstance(node, ast.ImportFrom):
            module = (node.module or "").split(".") if node.module else []
            if node.level:
                base = here[: len(here) - node.level + 1] + module
            elif module[:1] == ["theorems"]:
                base = module[1:]
            else:
                continue
            names += [base, *([*base, a.name] for a in node.names)]
    return [file for parts in names if len(parts) == 2 and (file := root.joinpath(*parts).with_suffix(".py")).is_file()]


class _Bare(ast.NodeTransformer):
    """Without docstrings, and without the pins of a Statement."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "Statement":
            node.keywords = [k for k in node.keywords if k.arg not in PINS]
        return node

    def _body(self, node: ast.Module | ast.FunctionDef | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        if node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant) and isinstance(node.body[0].value.value, str):
            node.body = node.body[1:] or [ast.Pass()]
        return node

    visit_Module = visit_FunctionDef = visit_ClassDef = _body

"""The house in order: imports point down only, every statement is counted, and nothing under theorems/ is a typed tolerance or said twice."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from theorems import walk

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = ("numerics", "theorems", "property_tests", "reports")
BELOW = {floor: set(FLOORS[: k + 1]) for k, floor in enumerate(FLOORS)}
MODULES = sorted(path for floor in FLOORS for path in (HOUSE / floor).rglob("*.py"))
CORE = {HOUSE / "theorems" / name for name in ("__init__.py", "statement.py", "domains.py", "pictures.py", "verdict.py")}
STATEMENTS = [entry.path for entry in walk()]
CONTRIBUTED = [path for path in MODULES if path.is_relative_to(HOUSE / "theorems") and path not in CORE]
PAPERS = sorted(path.parent.name for path in (HOUSE / "theorems").glob("*/__init__.py"))

ENGINES = {"torch": "numerics/systems", "z3": "numerics/systems|numerics/decide.py", "flint": "numerics/systems|numerics/decide.py"}
SAMPLING = re.compile(r"^(a|r)?tol(erance)?s?$|seed|^rng$|random|^n?_?samples?$|sample_size|n_samples|num_samples|^draws$|^trials$|^steps$|^epochs$")
LONGEST_CLAIMS = 60


def shown(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """The dotted names of the modules that a file imports, at its top or inside a function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{shown(path)}: relative import: write the whole name"
            yield node.module or ""


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


# ---- floors


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_imports_point_down_only(path: Path) -> None:
    mine = path.relative_to(HOUSE).parts[0]
    for name in imports(path):
        top = name.split(".")[0]
        assert top != "lakatos" or path.name.startswith("test_"), f"{shown(path)} imports the front door: import from the room that has it"
        known = top not in FLOORS or top in BELOW[mine] or path.name.startswith("test_")  # a test may look at the house from outside
        assert known, f"{shown(path)} imports {name}: {mine} knows only {', '.join(sorted(BELOW[mine]))}"
        if mine in ("numerics", "theorems"):
            assert top not in ("pytest", "hypothesis", "_pytest"), f"{shown(path)} imports {name}: claims and instruments know no test framework"
        if top in ENGINES:
            assert re.match(ENGINES[top], shown(path)), f"{shown(path)} imports {top}: only {ENGINES[top]} may; give a number system the primitive instead"


def test_torch_has_one_importer() -> None:
    assert sum("torch" in {name.split(".")[0] for name in imports(path)} for path in MODULES) <= 1


@pytest.mark.parametrize("path", CONTRIBUTED, ids=shown)
def test_statements_import_only_what_they_may(path: Path) -> None:
    """A statement is data: the functions of numerics, domains, its paper's notation, other statements, and whole-number tools."""
    allowed = {"numerics.linalg", "numerics.finite", "numerics.value", "numerics.laws", "numerics.tails", "numerics.systems.cells"}
    allowed |= {"fractions", "math", "itertools", "functools", "collections.abc", "dataclasses", "typing", "__future__"}
    for name in imports(path):
        ok = name in allowed or name.split(".")[0] == "theorems"
        assert ok, f"{shown(path)} imports {name}: a statement is written with numerics.linalg, finite, laws and tails, and theorems.domains"


def test_start_up_is_lazy() -> None:
    """Listing the library imports none of the heavy libraries."""
    heavy = "{'torch', 'sympy', 'z3', 'scipy', 'hypothesis', 'pytest', 'flint', 'numpy'} & set(sys.modules)"
    code = f"import sys, theorems; theorems.walk(); print(sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- coverage


def test_every_paper_numbers_its_claims() -> None:
    assert PAPERS
    for paper in PAPERS:
        module = import_module(f"theorems.{paper}")
        assert module.__doc__ and module.TITLE and module.ARXIV and module.VERSION
        assert all(re.fullmatch(r"[a-zA-Z]\w*", name) and label for name, label in module.NUMBERED.items()), paper


@pytest.mark.parametrize("entry", walk(), ids=lambda entry: entry.id)
def test_every_statement_belongs_to_a_numbered_claim(entry: object) -> None:
    """tkf.thm4_flow is a second file of Theorem 4: a stem is the name of a numbered claim, alone or followed by _ and what it is about."""
    paper, stem = entry.id.split(".")  # type: ignore[attr-defined]
    numbered = import_module(f"theorems.{paper}").NUMBERED
    assert owner(stem, numbered), f"theorems/{paper}/{stem}.py: no numbered claim of {paper} is called {stem!r}, nor begins it; see NUMBERED in its __init__.py"


def owner(stem: str, numbered: dict[str, str]) -> str:
    """The longest numbered name that is the stem, or begins it before an underscore."""
    return max((name for name in numbered if stem == name or stem.startswith(name + "_")), key=len, default="")


def test_owners_of_edge_cases() -> None:
    numbered = {"thm1": "Theorem 1", "thm12": "Theorem 12", "thm12_4": "Theorem 12.4", "eq13": "Equation 13"}
    found = {stem: owner(stem, numbered) for stem in ("thm12", "thm12_4", "thm12_4_flow", "thm12_amended", "thm1_2", "thm13", "eq1", "eq13_")}
    assert found == {
        "thm12": "thm12", "thm12_4": "thm12_4", "thm12_4_flow": "thm12_4", "thm12_amended": "thm12", "thm1_2": "thm1", "thm13": "", "eq1": "", "eq13_": "eq13",
    }  # fmt: skip


def test_coverage_adds_up() -> None:
    """Every numbered claim is encoded, or known as not yet encoded; none is counted twice."""
    for paper in PAPERS:
        numbered = import_module(f"theorems.{paper}").NUMBERED
        stems = [entry.id.split(".")[1] for entry in walk() if entry.id.startswith(f"{paper}.")]
        encoded = {owner(stem, numbered) for stem in stems}
        missing = set(numbered) - encoded
        assert "" not in encoded and len(encoded) + len(missing) == len(numbered)
        assert len(set(stems)) == len(stems)


def test_every_file_of_a_paper_is_a_statement_or_notation() -> None:
    strays = [shown(p) for p in CONTRIBUTED if p not in STATEMENTS and p.name != "__init__.py" and not p.name.startswith("notation")]
    assert strays == [], "neither a statement (statement = Statement(...)) nor notation*.py"


# ---- what statements may not contain


@pytest.mark.parametrize("path", CONTRIBUTED, ids=shown)
def test_no_float_tolerance_seed_or_sample_size(path: Path) -> None:
    for node in ast.walk(tree(path)):
        where = f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, (float, complex)), f"{where}: {node.value!r} is a float: write Fraction(1, 2), x / 2, or printed('0.5')"
        names = [
            *([node.id] if isinstance(node, ast.Name) else []),
            *([node.arg] if isinstance(node, (ast.arg, ast.keyword)) and node.arg else []),
            *([node.attr] if isinstance(node, ast.Attribute) else []),
        ]
        for name in names:
            assert not SAMPLING.search(name), f"{where}: {name!r}: tolerances, seeds and sample sizes belong to the referee, not to a statement"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("float", "complex", "round"), f"{where}: {node.func.id}(): a statement stays in its number system"


def test_no_two_equal_functions() -> None:
    """What two statements share stands once, in the notation of their paper."""
    seen: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if path.is_relative_to(HOUSE / "theorems"):
            for function in functions(path):
                body = [node for node in function.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
                if body and body[-1].end_lineno != body[0].lineno:
                    seen["".join(map(ast.dump, body))].append(f"{shown(path)}:{function.lineno} {function.name}")
    assert [places for places in seen.values() if len(places) > 1] == []


@pytest.mark.parametrize("path", STATEMENTS, ids=shown)
def test_claims_can_be_read(path: Path) -> None:
    for function in functions(path):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= LONGEST_CLAIMS, f"{shown(path)}: {function.name} has {lines} lines: what it builds belongs to notation.py"
    head = ast.get_docstring(tree(path)) or ""
    assert head.partition("\n")[0].endswith("."), f"{shown(path)}: the first line of the docstring says the claim in words, in one sentence"


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_modules_say_what_they_are_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{shown(path)} has no docstring"


# ---- what no file may contain

# Written in parts, so that this file is no finding of its own.
MACHINE = re.compile(r"/wo{0}rk/|/ro{0}ot/|/ho{0}me/\w|/Us{0}ers/\w|[A-Z]:\\+Us{0}ers|/tm{0}p/\w|/op{0}t/\w".replace("{0}", ""))
INDEX = re.compile("|".join(("index" + "-url", "find" + "-links", "trusted" + "-host", "PIP_" + "INDEX")))
HOSTS = re.compile(r"(?:https?|ftp|git|ssh)://(?:[^/\s\"'<>@]*@)?([^/\s\"'<>:)\\]+)")
KNOWN_HOSTS = {
    "arxiv.org", "citation-file-format.github.io", "docs.oasis-open.org", "docs.pytest.org", "docs.python.org", "doi.org", "example.org", "flintlib.org",
    "github.com", "json-schema.org", "mpmath.org", "www.apache.org", "www.sqlite.org", "www.sympy.org", "www.w3.org",
}  # fmt: skip


def tracked() -> list[Path]:
    """The files that are, or are about to be, in the repository; those of the house where there is no repository."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [*MODULES, *(p for p in HOUSE.iterdir() if p.is_file())]
    return [path for name in done.stdout.split("\0") if name and (path := HOUSE / name).is_file()]


def test_no_path_of_a_machine_and_no_registry() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(text.splitlines(), 1):
            strange = [host for host in HOSTS.findall(line.replace("\\.", ".")) if host not in KNOWN_HOSTS]
            if MACHINE.search(line) or INDEX.search(line) or strange:
                found.append(f"{shown(path)}:{number}: {line.strip()[:120]}")
    assert found == []


def test_what_is_looked_for_is_found() -> None:
    """The patterns above see what they are meant to see."""
    assert MACHINE.search("see /" + "work/main") and MACHINE.search("/" + "root/x") and INDEX.search("--index" + "-url x")
    assert HOSTS.findall("pip install -i https://" + "user:secret@registry.test/simple") == ["registry.test"]
    assert all(SAMPLING.search(name) for name in ("tol", "rtol", "tolerance", "seed", "n_samples", "rng")) and not SAMPLING.search("threshold")

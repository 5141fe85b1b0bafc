"""The front door of Lakatos: the command line, and the names that a theory of one's own imports.

`from lakatos import Matrix, Real, Statement, inv, rank` is all that a statement file outside the project needs; nothing inside the house imports this module.
Everything is imported where it is used, so that `lakatos list` answers at once whatever the instruments weigh: typer reads the arguments and hands back the
work to do, and rich is loaded only where a terminal looks on.
"""

import functools
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from property_tests.words import explain, in_one_line, strongest

__version__ = "0.1.0"

OFFERED: dict[str, tuple[str, ...]] = {  # in the order in which a name is looked for; () offers all that the module shows
    "theorems.statement": (),
    "theorems.domains": (),
    "theorems.pictures": (),
    "numerics.value": ("Relation", "Value", "every", "iff", "implies"),
    "numerics.linalg": (),
    "numerics.finite": (),
    "numerics.laws": (),
    "property_tests.docket": ("recheck",),  # the snippets of the report call it
}
AS_EXPECTED, UNEXPECTED, USAGE, BROKEN, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141

Record = dict[str, Any]  # one statement as the reports describe it (reports/schema.json)
Work = Callable[[], int]


# ---------------------------------------------------------------------------------------------- names for a theory of one's own
def _public(name: str) -> dict[str, Any]:
    """What the module `name` offers: what OFFERED says, else its `__all__`, else what it shows of the house's own."""
    module = importlib.import_module(name)
    listed = OFFERED[name] or getattr(module, "__all__", None)
    if listed is not None:
        return {offered: getattr(module, offered) for offered in listed}
    rooms = ("theorems", "numerics")
    return {shown: value for shown, value in vars(module).items() if shown[0] != "_" and str(getattr(value, "__module__", "")).split(".")[0] in rooms}


def __getattr__(name: str) -> Any:
    if not name.startswith("_"):
        for offered in map(_public, OFFERED):
            if name in offered:
                return offered[name]
    raise AttributeError(f"lakatos offers no {name!r}: dir(lakatos) lists the names that a statement may import")


def __dir__() -> list[str]:
    return sorted({"main", "__version__"}.union(*map(_public, OFFERED)))


# ---------------------------------------------------------------------------------------------- the commands
class _Refused(Exception):
    """What was asked for cannot be done; the message names the remedy."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.code = code


def _list(patterns: Sequence[str], *, theory: Path | None, ledger: Path | None, as_json: bool) -> int:
    from property_tests import docket

    listed = _chosen(patterns, theory)
    records = docket.last([item.id for item in listed], theory=theory, ledger=ledger)
    rows = []
    for item in listed:
        record = records.get(item.id) or {}
        rows.append(
            {
                "id": item.id,
                "label": _label(_paper(item.path.parent)["NUMBERED"], item.path.stem),
                "title": item.title,
                "file": str(item.path),
                "verdict": record.get("verdict", "not examined"),
                "expected": record.get("expected"),
                "as_expected": record.get("as_expected"),
                "stale": bool(record.get("stale", False)),
            }
        )
    if as_json:
        _say_json(rows)
    else:
        _columns([(row["id"], row["verdict"] + (" (stale)" if row["stale"] else ""), row["label"], row["title"]) for row in rows])
    return AS_EXPECTED


def _show(ident: str, *, theory: Path | None, ledger: Path | None, as_json: bool) -> int:
    from property_tests import docket

    if set(ident) & set("*?["):
        raise _Refused(f"show takes one id, and {ident!r} is a pattern: lakatos list '{ident}' names what it matches")
    item = _chosen([ident], theory)[0]
    last = docket.last([item.id], theory=theory, ledger=ledger).get(item.id)
    fresh = last is not None and not last.get("stale")
    record: Record = last if last is not None and fresh else docket.describe(item.id, theory=theory)
    if as_json:
        _say_json(record)
    else:
        _describe(record)
        if not fresh:
            earlier = f"its last verdict, {last['verdict']}, is stale" if last else "it has not been examined"
            _say(f"\n{earlier}: lakatos check {item.id}{_with(theory)}", "dim")
    return AS_EXPECTED


def _check(patterns: Sequence[str], *, theory: Path | None, budget: str, ledger: Path | None, crew: Mapping[str, Any], as_json: bool) -> int:
    from reports import export

    listed = _chosen(patterns, theory)
    records = _hear(listed, theory, budget, ledger, crew, quiet=as_json)
    if as_json:
        print(export.dumps(_document(listed, records, budget)), end="")
    return _exit_code(records)


def _report(output: Path, *, theory: Path | None, budget: str, ledger: Path | None, crew: Mapping[str, Any], as_json: bool) -> int:
    from reports import build, export

    listed = _chosen([], theory)
    _writable(output)  # asked before the work, not after it
    records = _hear(listed, theory, budget, ledger, crew, quiet=as_json)
    document = _document(listed, records, budget)
    page = build.write(document, output)
    print(export.dumps(document) if as_json else f"{page}\n", end="")
    return _exit_code(records)


def _diff(old: Path, new: Path, *, as_markdown: bool, as_json: bool) -> int:
    from reports import diff

    try:
        difference = diff.compare(diff.load(old), diff.load(new))
    except diff.DiffError as error:
        raise _Refused(str(error)) from None
    if as_json:
        _say_json(diff.as_json(difference))
    elif as_markdown:
        print(diff.as_markdown(difference), end="")
    else:
        print(diff.told(difference, names=(str(old), str(new))), end="")
    return UNEXPECTED if difference.worse else AS_EXPECTED


def _new(ident: str, *, theory: Path | None) -> int:
    paper, _, name = ident.partition(".")
    if not (paper.isidentifier() and name.isidentifier() and ident == ident.lower()):
        raise _Refused(f"{ident!r} is no id: an id is paper.name in small letters, such as mine.thm1; it becomes the file mine/thm1.py")
    folder = (theory or _own_theorems()) / paper
    if theory is None and not folder.is_dir():
        known = sorted(child.name for child in folder.parent.iterdir() if (child / "__init__.py").is_file())
        papers = f"{_near(paper, known)}; its papers are {', '.join(known)}"
        raise _Refused(f"the project has no paper {paper!r}{papers}. For another one: lakatos new {ident} --theory FOLDER")
    numbered: dict[str, str] = _paper(folder)["NUMBERED"]
    label = _label(numbered, name)
    file = folder / f"{name}.py"
    if file.exists():
        raise _Refused(f"{file} exists already: edit it, or choose another id")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "__init__.py").exists():
        (folder / "__init__.py").write_text(PAPER_SKELETON, encoding="utf-8")
    imports = "from lakatos import Real, Statement" if theory else "from theorems.domains import Real\nfrom theorems.statement import Statement"
    source = (label or "theorem and section of the paper").replace("\\", "\\\\").replace('"', '\\"')
    file.write_text(SKELETON.format(imports=imports, label=source if label else ident, source=source), encoding="utf-8")
    print(file)
    if numbered and not label:
        _warn(f"{paper} numbers no {name!r}{_near(name, numbered)}: add it to NUMBERED in {folder / '__init__.py'}")
    others = [other.stem for other in folder.glob("*.py") if other.stem not in (name, "__init__", "notation")]
    neighbours = sorted(others, key=lambda stem: (stem[:2] != name[:2], stem))  # of its own kind first
    if neighbours:
        _note(f"its neighbours show the style: {', '.join(neighbours[:4])}")
    _note(f"fill it in, then: lakatos check {ident}{_with(theory)}")
    return AS_EXPECTED


def _doctor(*, ledger: Path | None, gpu: bool, as_json: bool) -> int:
    findings = list(_examine_house(ledger, gpu))
    if as_json:
        _say_json(findings)
    else:
        for finding in findings:
            bad = ("missing", "bold red") if finding["needed"] else ("look", "yellow")
            mark, style = {True: ("ok", "green"), False: bad, None: ("-", "dim")}[finding["ok"]]
            _say(f"{mark:8}{finding['name']:22}{finding['found']}", style)
            if finding["remedy"]:
                _say(f"{'':30}{finding['remedy']}")
    return BROKEN if any(finding["needed"] and finding["ok"] is False for finding in findings) else AS_EXPECTED


# ---------------------------------------------------------------------------------------------- what the commands share
def _chosen(patterns: Sequence[str], theory: Path | None) -> Sequence[Any]:
    """The statements that `patterns` name (all, where there are none). Raises _Refused for a theory that is none, UnknownStatement for an id."""
    import theorems

    shape = "a theory is a folder of files PAPER/NAME.py"
    if theory is not None and theory.exists() and not theory.is_dir():
        raise _Refused(f"{theory} is a file, and {shape}; lakatos new mine.thm1 --theory FOLDER starts one")
    if theory is not None and not theory.exists():
        raise _Refused(f"{theory} does not exist; {shape}, and lakatos new mine.thm1{_with(theory)} starts one")
    if theory is not None and not os.access(theory, os.R_OK | os.X_OK):
        raise _Refused(f"{theory} cannot be read: give yourself the right to (chmod u+rx), or name another folder")
    listed: Sequence[Any] = theorems.select(patterns, theory) if patterns else theorems.walk(theory)
    if not listed:
        raise _Refused(f"{theory or 'the library'} holds no statement; {shape}, and lakatos new mine.thm1{_with(theory)} writes a first one")
    return listed


def _hear(listed: Sequence[Any], theory: Path | None, budget: str, ledger: Path | None, crew: Mapping[str, Any], *, quiet: bool) -> list[Record]:
    """Have the statements examined; each is told as it finishes, unless `quiet`, and so is the sum of them. crew: jobs, device, scheduler."""
    from property_tests import docket

    if budget not in docket.BUDGETS:
        raise _Refused(f"no budget {budget!r}{_near(budget, docket.BUDGETS)}: the budgets are {', '.join(docket.BUDGETS)}")
    idents = [item.id for item in listed]
    records: list[Record] = []
    with _status() as status:

        def progress(ident: str, step: str) -> None:
            if status is not None:
                status.update(f"{len(records)} of {len(idents)}   {ident}: {step}".replace("[", "\\["))

        for record in docket.hear(idents, theory=theory, budget=budget, ledger=ledger, progress=progress, **crew):
            records.append(record)
            if quiet:
                continue
            if status is not None:
                status.stop()
            _tell(record)
            if status is not None:
                status.start()
    if not quiet:
        _tell_totals(records)
    return records


def _exit_code(records: Sequence[Record]) -> int:
    if any(record["verdict"] == "broken" for record in records):
        return BROKEN
    return AS_EXPECTED if all(record["as_expected"] for record in records) else UNEXPECTED


def _document(listed: Sequence[Any], records: Sequence[Record], budget: str) -> Record:
    """The records as report.json has them, with the papers that they are of."""
    from reports import export

    papers = {item.id.partition(".")[0]: _paper(item.path.parent) for item in listed}
    named = {
        paper: {
            "title": facts["TITLE"],
            "arxiv": facts["ARXIV"],
            "version": str(facts["VERSION"]),
            "numbered": len(facts["NUMBERED"]),
            "missing": _missing(paper, facts["NUMBERED"], listed),
        }
        for paper, facts in papers.items()
        if facts["TITLE"]
    }
    return export.document(records, budget=budget, papers=named)


def _missing(paper: str, numbered: Mapping[str, str], listed: Sequence[Any]) -> list[Record]:
    """The numbered claims of a paper of which no statement is on file."""
    covered = {_owner(numbered, item.path.stem) for item in listed if item.id.partition(".")[0] == paper}
    return [{"id": f"{paper}.{name}", "label": label} for name, label in numbered.items() if name not in covered]


def _own_theorems() -> Path:
    import theorems

    return Path(theorems.__path__[0])


@functools.cache
def _paper(folder: Path) -> dict[str, Any]:
    """TITLE, ARXIV, VERSION and NUMBERED of a paper, read from the folder's `__init__.py` without running it; empty where it does not say."""
    import ast

    file = folder / "__init__.py"
    facts: dict[str, Any] = {"TITLE": "", "ARXIV": "", "VERSION": "", "NUMBERED": {}}
    try:
        body = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    except SyntaxError as error:
        raise _Refused(f"{file}, line {error.lineno}: {error.msg}: mend this line", BROKEN) from None
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id in facts:
                    with suppress(ValueError):  # not written as a plain value
                        facts[target.id] = ast.literal_eval(node.value)
    return facts


def _label(numbered: Mapping[str, str], name: str) -> str:
    """The paper's label of `name`."""
    return numbered.get(_owner(numbered, name), "")


def _owner(numbered: Mapping[str, str], name: str) -> str:
    """The numbered claim that a file called `name` is about: `thm4_flow` is a second file about `thm4`."""
    while name not in numbered and "_" in name:
        name = name.rpartition("_")[0]
    return name


def _near(word: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    import difflib

    near = difflib.get_close_matches(word, list(known), n=3)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def _with(theory: Path | None) -> str:
    import shlex

    return f" --theory {shlex.quote(str(theory))}" if theory else ""


def _writable(folder: Path) -> None:
    """Make `folder`. Raises _Refused where nothing can be written into it."""
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _Refused(f"{folder} cannot be written ({error.strerror}): name another folder with --output") from None


# ---------------------------------------------------------------------------------------------- the doctor
_SOLVERS = {  # run in processes of their own: a library built for another processor ends its process, and must not end the doctor
    "z3-solver": "import z3; x = z3.Real('x'); s = z3.Tactic('qfnra-nlsat').solver(); s.add(x * x == 2, x < 0); "
    "assert s.check() == z3.sat; s.add(x > -1); assert s.check() == z3.unsat; print('decides x*x == 2')",
    "python-flint": "import flint; assert (flint.arb(2).sqrt() ** 2).contains(flint.arb(2)); "
    "assert flint.fmpq_mat(2, 2, [1, 2, 3, 4]).inv().det() == flint.fmpq(-1, 2); print('encloses sqrt(2), inverts over the rationals')",
}
_GPU = "import torch; print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else 'Apple GPU' if torch.backends.mps.is_available() else '')"
_INSTALL = "python -m pip install -c constraints.txt -e '.[test]'"
_ROOM = 2**30  # a ledger and a report take megabytes; below this much free disk a night's run may not finish


def _examine_house(ledger: Path | None, gpu: bool) -> Iterator[Record]:
    """What the house stands on, piece by piece: {name, found, ok: True | False | None (not looked at), needed, remedy}."""
    import platform
    import shutil
    from importlib import metadata

    def needed(name: str, found: str, ok: bool | None, remedy: str = "") -> Record:
        return {"name": name, "found": found, "ok": ok, "needed": True, "remedy": "" if ok else remedy}

    def wanted(name: str, found: str, ok: bool | None, remedy: str = "") -> Record:
        return {**needed(name, found, ok, remedy), "needed": False}

    yield needed("python", platform.python_version(), sys.version_info >= (3, 11), "install Python 3.11 or later")
    try:
        requirements = metadata.requires("lakatos") or []
    except metadata.PackageNotFoundError:
        requirements = []
        yield needed("lakatos", f"{__version__}, run without being installed", False, _INSTALL)
    else:
        yield needed("lakatos", __version__, True)
    for name, missing, installed in _dependencies(requirements):
        remedy = f"{'replace it' if installed else 'install it'}: {_INSTALL}"
        yield needed(name, (installed or "not installed") + (f", needs {missing}" if missing else ""), not missing, remedy)
    for name, code in _SOLVERS.items():
        ok, said = _try_python(code)
        yield needed(f"{name} at work", said, ok, f"reinstall it: python -m pip install -c constraints.txt --force-reinstall --no-deps {name}")
    if gpu:
        ok, said = _try_python(_GPU)
        yield wanted("GPU", said or "none that torch can use", ok and bool(said), "all runs without one; for one, install the torch build of your device")
    else:
        yield wanted("GPU", "not looked at", None, "lakatos doctor --gpu asks torch")
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield wanted("bytecode", "switched off", False, "unset PYTHONDONTWRITEBYTECODE: each start compiles all libraries anew")
    try:
        from property_tests import docket
    except ImportError as error:
        yield wanted("ledger", f"not looked at: {error}", None, "mend the above first")
        return
    health = docket.health(ledger)
    place, trouble = Path(health["path"]), str(health["problem"])
    known = f"{health['rows']} rows on {health['statements']} statements, {health['bytes']:,} bytes" if health["exists"] else "none yet"
    yield wanted("ledger", f"{place}: {'not usable' if trouble else known}", not trouble, trouble)
    for old in health["set_aside"]:
        yield wanted("ledger aside", str(old), False, "a corrupt ledger, set aside: delete it when you have no more use for it")
    home = next(folder for folder in (place.resolve(), *place.resolve().parents) if folder.is_dir())
    free = shutil.disk_usage(home).free
    yield wanted("free disk", f"{free / 2**30:.1f} GiB in {home}", free >= _ROOM, "free some, or put the ledger elsewhere: --ledger PATH, or LAKATOS_LEDGER")


def _dependencies(requirements: Sequence[str]) -> Iterator[tuple[str, str | None, str]]:
    """For each requirement without an extra: its name, what is wanted where that is not there, and the version installed."""
    from importlib import metadata

    if not requirements:
        return
    from packaging.requirements import Requirement

    for requirement in map(Requirement, requirements):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            installed = ""
        fits = bool(installed) and requirement.specifier.contains(installed, prereleases=True)
        yield requirement.name, None if fits else str(requirement.specifier) or "any version", installed


def _try_python(code: str) -> tuple[bool, str]:
    """Whether `code` runs to its end in a fresh interpreter, and the last line that it said."""
    import subprocess

    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return False, "no answer within two minutes"
    said = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, said[-1] if said else "" if done.returncode == 0 else f"ended by signal or code {done.returncode}"


# ---------------------------------------------------------------------------------------------- what is said
def _say(text: str = "", style: str = "") -> None:
    """A line on standard output, with `style` where a terminal looks on (rich honours NO_COLOR)."""
    if style and sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        Console(highlight=False).print(Text(text, style), soft_wrap=True)
    else:
        print(text, flush=True)


def _say_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=1, ensure_ascii=False))


def _note(text: str) -> None:
    print(text, file=sys.stderr)


def _warn(text: str) -> None:
    print(f"lakatos: {text}", file=sys.stderr)


def _columns(rows: Sequence[tuple[str, str, str, str]]) -> None:
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in ("id", "last verdict", "label", "title"):
            table.add_column(name, no_wrap=name == "id")
        for ident, verdict, label, title in rows:
            table.add_row(ident, Text(verdict, _style(verdict.split(" (")[0])[1]), label, Text(title))
        Console().print(table)
        return
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)), row[3]]))


@contextmanager
def _status() -> Iterator[Any]:
    """A line on standard error that tells what goes on, where that is a terminal; else None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    # rich would send what is printed meanwhile to the status's own console, and so away from a file that standard output is led into
    with Console(stderr=True).status("starting") as status:
        yield status


def _style(verdict: str) -> tuple[str, str]:
    """The symbol of a verdict and the rich style of its colour, from the one table of the reports."""
    from reports.style import STYLES

    style = STYLES.get(verdict)
    return (style.symbol, style.light) if style else (" ", "dim")  # dark enough for white has about the same contrast on black


def _tell(record: Record) -> None:
    """One line for a statement; below it, where the verdict is another than expected, why."""
    symbol, style = _style(record["verdict"])
    if record["verdict"] == "broken":  # it has no evidence, and its problem names it
        _say(f"{symbol} {record['verdict']:10} {record['problem']}", style)
        return
    planted = record["mutants"]["planted"]
    dead = f"mutants dead {record['mutants']['dead']} of {planted}" if planted else "mutants not tried"
    _say(f"{symbol} {record['verdict']:10} {record['id']:22} {strongest(record)}; {dead}; {record['seconds']:.1f} s", style)
    if not record["as_expected"]:
        for line in explain(record):
            _say(f"    {line}")
    elif record["verdict"] == "refuted" and (found := record["counterexample"]):
        _say(f"    {found['claim']!r} ({found['reading']}) fails at {in_one_line(found['letters'])}")


def _tell_totals(records: Sequence[Record]) -> None:
    from collections import Counter

    reached = Counter(record["verdict"] for record in records)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in reached.most_common())
    expected = sum(bool(record["as_expected"]) for record in records)
    dead, planted = (sum((record.get("mutants") or {}).get(key, 0) for record in records) for key in ("dead", "planted"))
    heard = f"{len(records)} statement{'s' * (len(records) != 1)}"
    _say(f"{heard}: {counts}; as expected {expected} of {len(records)}; mutants dead {dead} of {planted}", "bold")


def _describe(record: Record) -> None:
    """All that is known of one statement, for a reader at a terminal."""
    symbol, style = _style(record["verdict"])
    _say(f"{record['id']}  {record['label']}".rstrip(), "bold")
    _say(record["title"])
    if record.get("prose"):
        _say("\n" + record["prose"].strip())
    _say(f"\nverdict     {symbol} {record['headline'] or record['verdict']}", style)
    for name, value in {
        "source": f"{record['source']} ({record['text']})",
        "file": record["file"],
        "problem": record.get("problem"),
        "uses": ", ".join(record.get("uses") or []),
        "used by": ", ".join(record.get("used_by") or []),
        "amends": record.get("amends"),
        "excluded by": ", ".join(record.get("contradicted_by") or []),
        "amended by": ", ".join(f"{other['id']} ({other['verdict']})" for other in record.get("amended_by") or []),
        "ancestors": f"{record['with_ancestors']} with all that it uses" if record.get("with_ancestors") not in (None, "", record["verdict"]) else "",
    }.items():
        if value:
            _say(f"{name:12}{value}")
    _section("hypotheses", (f"{item['letters']}: {item['name']}   {item.get('tex') or ''}".rstrip() for item in record.get("hypotheses") or []))
    formulas = record.get("formulas") or []
    _section("formulas", (f"{item['claim']}\n    {item['tex']}" for item in formulas if item.get("tex")))
    if not formulas or not all(item.get("tex") for item in formulas):
        _section("python", (record.get("python") or "").splitlines())
    for reading in dict.fromkeys(claim["reading"] for claim in record.get("claims") or []):
        _section(f"claims, {reading}", (line for claim in record["claims"] if claim["reading"] == reading for line in _claim_lines(claim)))
    mutants = record.get("mutants") or {"names": []}
    idle = ", not tried: they need a claim that holds" if record["claims"] else ""
    dead = f", dead {mutants['dead']} of {mutants['planted']}" if mutants.get("planted") else idle
    _section(f"mutants{dead}", _mutant_lines(mutants))
    _section("ablations", (_ablation_line(item) for item in record.get("ablations") or []))
    if found := record.get("counterexample"):
        fails = f"{found['claim']} ({found['reading']}) fails at {in_one_line(found['letters'])}"
        verified = f"verified by {', '.join(found['verified_by'])}"
        _section("counterexample", (fails, verified, found["paste"], "", *found["recheck"].splitlines()))


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> None:
    for k, line in enumerate(lines):
        if k == 0:
            _say(f"\n{title}", "bold")
        _say(f"  {line}")


def _claim_lines(claim: Record) -> Iterator[str]:
    yield f"{_style(claim['verdict'])[0]} {claim['verdict']:10} {claim['name']}" + (f": {claim['reason']}" if claim["reason"] else "")
    for piece in claim["evidence"]:
        holds = {True: "holds", False: "fails", None: "unknown"}[piece["holds"]]
        where = f"at {in_one_line(piece['witness'])}" if piece.get("witness") else ""
        trusts = f"trusts {', '.join(piece['trusts'])}" if piece["trusts"] else ""
        said = "; ".join(filter(None, (holds, piece["scope"], piece["reason"], where, trusts)))
        yield f"    {piece['kind']}, {piece['instrument']}: {said}"


def _mutant_lines(mutants: Record) -> Iterator[str]:
    for k, name in enumerate(mutants["names"]):
        row = mutants["killed"][k] if mutants.get("killed") else []
        if True in row:
            column = row.index(True)
            at = mutants["points"][k][column]
            yield f"{name}: dead, by {mutants['claims'][column]!r}" + (f" at {in_one_line(at)}" if at else "")
        else:
            yield f"{name}: survived" if False in row else name


def _ablation_line(item: Record) -> str:
    claim = f", {item['claim']}" if item.get("claim") else ""
    at = f" at {in_one_line(item['point'])}" if item.get("point") else ""
    reason = f" ({item['reason']})" if item.get("reason") else ""
    return f"{item['hypothesis']} -> {item['instead']}: {item['outcome']}{claim}{at}{reason}"


# ---------------------------------------------------------------------------------------------- skeletons
SKELETON = '''"""What {label} says, in one line: this line is its title everywhere.

Say it here in full and with the paper's own letters, so that a reader needs no other page.
"""

{imports}


def claims(x, y, *, factor=3):
    """Letters stand before the star; after it stands what the paper chose (a constant, a sign, an exponent), with the paper's value."""
    return {{"replace me by a claim of the paper": factor * x * y <= x**2 + y**2}}


statement = Statement(
    source="{source}",  # where the paper says it, with the section
    text="uncertain",  # verbatim | reconstructed | uncertain: how sure you are that the formula is the paper's
    for_all={{"x": Real(), "y": Real()}},  # the domain of a letter is its hypothesis; given= ties letters together
    claims=claims,
    mutants={{"factor too large": {{"factor": 4}}}},  # plausible slips; each must be caught, or the check counts for nothing
)
'''
PAPER_SKELETON = '''"""The paper whose statements stand in this folder."""

TITLE = ""
ARXIV = ""
VERSION = ""
NUMBERED: dict[str, str] = {}  # {"thm1": "Theorem 1"}: the paper's label of each file
'''


# ---------------------------------------------------------------------------------------------- the command line
def _parse(argv: Sequence[str]) -> Work | int:
    """The work that `argv` asks for, or the exit code where --help or --version has answered it. Raises typer's exceptions for what it cannot read."""
    from functools import partial
    from typing import Annotated

    import typer

    def option(*names: str, metavar: str | None = None, text: str, least: int | None = None) -> Any:
        return typer.Option(*names, metavar=metavar, help=text, min=least, show_default=False)

    def argument(metavar: str, text: str) -> Any:
        return typer.Argument(metavar=metavar, help=text, show_default=False)

    Patterns = Annotated[list[str] | None, argument("ID|GLOB", "Statements, such as tkf.thm4 or 'tkf.*'; all, if none is named.")]
    Ident = Annotated[str, argument("ID", "A statement, such as tkf.thm4.")]
    Theory = Annotated[Path | None, option("--theory", metavar="PATH", text="A folder of statements PAPER/NAME.py, instead of the project's own.")]
    Ledger = Annotated[Path | None, option("--ledger", metavar="PATH", text="The ledger, instead of $LAKATOS_LEDGER or build/ledger.sqlite.")]
    Budget = Annotated[str, option("--budget", metavar="quick|full|night", text="How much to spend on each statement; quick, if not said.")]
    Jobs = Annotated[int | None, option("--jobs", "-j", metavar="N", least=1, text="How many processes; as many as cores, if not said.")]
    on = "On what samples are drawn: cpu, cuda, mps or auto, by torch; cuda:float32 for few digits, checked against many; NumPy, if not said."
    Device = Annotated[str, option("--device", metavar="NAME", text=on)]
    Scheduler = Annotated[str, option("--scheduler", metavar="tcp://HOST:PORT", text="Have samples drawn by a dask.distributed cluster.")]
    Json = Annotated[bool, option("--json", text="Print data instead of text.")]
    Output = Annotated[Path, option("--output", "-o", metavar="DIR", text="Where index.html and its data go; build/report, if not said.")]
    Gpu = Annotated[bool, option("--gpu", text="Ask torch for a GPU; its import takes seconds.")]

    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 120},
        epilog="Exit codes: 0 as expected, 1 another verdict than expected (for diff, something got worse), 2 usage, "
        "3 a broken statement (or, for doctor, something needed is missing).",
    )

    def version(asked: bool) -> None:
        if asked:
            print(f"lakatos {__version__}")
            raise typer.Exit

    @app.callback()
    def front(version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=version)] = False) -> None:
        """Referee the theory of deep learning: every claim decided, attacked, and reported with the verdict that its evidence earns."""

    @app.command("list")
    def _(patterns: Patterns = None, theory: Theory = None, ledger: Ledger = None, json: Json = False) -> Work:
        """List the statements and their last verdicts."""
        return partial(_list, patterns or [], theory=theory, ledger=ledger, as_json=json)

    @app.command("show")
    def _(ident: Ident, theory: Theory = None, ledger: Ledger = None, json: Json = False) -> Work:
        """Show a statement and its last evidence."""
        return partial(_show, ident, theory=theory, ledger=ledger, as_json=json)

    @app.command("check")
    def _(
        patterns: Patterns = None,
        budget: Budget = "quick",
        jobs: Jobs = None,
        device: Device = "",
        scheduler: Scheduler = "",
        theory: Theory = None,
        ledger: Ledger = None,
        json: Json = False,
    ) -> Work:
        """Examine statements, tell the verdicts. What the ledger knows of an unchanged statement is not examined again."""
        crew = {"jobs": jobs, "device": device, "scheduler": scheduler}
        return partial(_check, patterns or [], theory=theory, budget=budget, ledger=ledger, crew=crew, as_json=json)

    @app.command("report")
    def _(
        output: Output = Path("build/report"),
        budget: Budget = "quick",
        jobs: Jobs = None,
        device: Device = "",
        scheduler: Scheduler = "",
        theory: Theory = None,
        ledger: Ledger = None,
        json: Json = False,
    ) -> Work:
        """Write the verification report. What the ledger does not know is examined first."""
        crew = {"jobs": jobs, "device": device, "scheduler": scheduler}
        return partial(_report, output, theory=theory, budget=budget, ledger=ledger, crew=crew, as_json=json)

    @app.command("diff")
    def _(
        old: Annotated[Path, argument("OLD", "A report of before: report.json, or the folder that holds it.")],
        new: Annotated[Path, argument("NEW", "A report of now.")],
        markdown: Annotated[bool, option("--markdown", text="For a pull request.")] = False,
        json: Json = False,
    ) -> Work:
        """Compare two reports: verdicts that changed, new counterexamples, slower checks. Exit code 1 where something got worse."""
        return partial(_diff, old, new, as_markdown=markdown, as_json=json)

    @app.command("new")
    def _(ident: Ident, theory: Theory = None) -> Work:
        """Start a statement file from a skeleton."""
        return partial(_new, ident, theory=theory)

    @app.command("doctor")
    def _(gpu: Gpu = False, ledger: Ledger = None, json: Json = False) -> Work:
        """Look for what is missing, and name the remedy."""
        return partial(_doctor, ledger=ledger, gpu=gpu, as_json=json)

    parsed: Work | int = app(list(argv) or ["--help"], prog_name="lakatos", standalone_mode=False)
    return parsed


def _explain(error: Exception) -> int:
    """Say in one line what went wrong, and what to do about it; the exit code."""
    line = " ".join(str(error).split())
    if isinstance(error, ModuleNotFoundError):
        _warn(f"{error.name} is not installed: {_INSTALL}")
        return BROKEN
    import theorems
    from numerics.value import Refusal

    if isinstance(error, _Refused):
        code = error.code
    elif hasattr(error, "format_message"):  # what typer, or click below it, could not read: its versions have no class in common
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "lakatos"
        line, code = f"{' '.join(error.format_message().split())} ({path} --help lists what it takes)", USAGE
    elif isinstance(error, theorems.UnknownStatement):
        line, code = f"{line} (lakatos list names them all)" if "list" not in line else line, USAGE
    elif isinstance(error, theorems.BrokenStatement):
        code = BROKEN
    elif isinstance(error, Refusal):
        code = USAGE
    elif isinstance(error, OSError):
        line, code = f"{error.filename}: {error.strerror}: mend that, or name another place" if error.filename else error.strerror or line, USAGE
    elif type(error).__module__ == "sqlite3":
        line, code = f"the ledger: {line}: name another file with --ledger; lakatos doctor tells more", USAGE
    else:
        line, code = f"an error of the program's own: {type(error).__name__}: {line}; LAKATOS_TRACEBACK=1 shows where: please report it", BROKEN
    _warn(line)
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code: 0 as expected, 1 another verdict, 2 usage, 3 broken, 130 interrupted."""
    import warnings

    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")  # a terminal without the symbols shows the words all the same
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: _warn(" ".join(str(message).split()))
        try:
            parsed = _parse(sys.argv[1:] if argv is None else argv)
            code = parsed if isinstance(parsed, int) else parsed()
            sys.stdout.flush()
            return code
        except KeyboardInterrupt:
            _warn("interrupted: what was finished is kept in the ledger, and the next run goes on from there")
            return INTERRUPTED
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains when it flushes at its end
            return PIPE_CLOSED
        except Exception as error:
            if os.environ.get("LAKATOS_TRACEBACK"):
                raise
            return _explain(error)


if __name__ == "__main__":
    sys.exit(main())

"""Spoil one constant, sign, exponent or comparison of a statement at a time, and see whether its trial notices.

    python benchmarks/spoil.py                    every statement of the project
    python benchmarks/spoil.py tkf.thm4 'rich.*'  these
    python benchmarks/spoil.py --parts claims,readings,hypotheses --jobs 2

An integer n becomes n + 1, a printed figure changes its last digit, + and - change places, so do * and /, an exponent grows by 1, a minus sign is
dropped, <= becomes >= and < becomes >; == stays. One at a time, in a copy of the house, with a fresh ledger; the checkout is not touched. A spoil is
noticed where the record of the statement, or of one whose id begins with its id (as `pytest -k ID` runs them), is no longer as expected. One that is
not is a claim that says less than it seems, or a change that changes nothing: a person reads the table.

Parts: `claims` is the claims function with its defaults, and the functions of its file that it calls; `readings` is what readings= says, and the
functions named there; `hypotheses` is for_all= and given= with theirs. Mutants are never spoilt: they are wrong already.

Exit code: 0 when every spoil was noticed, 1 when one was not, 2 where a statement is not as expected before it is spoilt.
"""

from __future__ import annotations

import argparse
import ast
import copy
import fnmatch
import json
import multiprocessing
import os
import queue
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("numerics", "theorems", "property_tests")
PARTS = ("claims", "readings", "hypotheses")
SWAPPED: dict[type[ast.AST], Callable[[], Any]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
TURNED: dict[type[ast.AST], Callable[[], Any]] = {ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Lt: ast.Gt, ast.Gt: ast.Lt}
PATIENCE = 90.0  # seconds for one trial; what takes longer is told as such
Report = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Spoil:
    """One change of one statement's file. `text` is the whole file with it; a Spoil without `was` is the file as it stands."""

    ident: str
    text: str
    part: str = ""
    line: int = 0
    was: str = ""
    became: str = ""


def spoils(ident: str, source: str, parts: tuple[str, ...]) -> Iterator[Spoil]:
    """Every spoil of one file, in the order of its lines."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    place = {node: index for index, node in enumerate(nodes)}
    parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
    part_of = _parts(tree)
    found = []
    for node in nodes:
        if part_of.get(node) not in parts:
            continue
        shown = parents[node] if isinstance(node, ast.Constant) else node  # a number alone says little
        for change in _changes(node, parents):
            again = copy.deepcopy(tree)
            twins = list(ast.walk(again))
            was = ast.unparse(twins[place[shown]])
            change(twins[place[node]])
            became = ast.unparse(twins[place[shown]])
            found.append(Spoil(ident=ident, text=ast.unparse(again), part=part_of[node], line=getattr(node, "lineno", 0), was=was, became=became))
    yield from sorted(found, key=lambda spoil: spoil.line)


def _parts(tree: ast.Module) -> dict[ast.AST, str]:
    """Which part of the statement each node belongs to; what only mutants use belongs to none."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Statement"]
    keywords = {keyword.arg: keyword.value for call in calls for keyword in call.keywords}
    starts = {"claims": ["claims"], "readings": ["readings"], "hypotheses": ["for_all", "given"]}
    part_of: dict[ast.AST, str] = {}
    for part, names in starts.items():
        pending: list[ast.AST] = [keywords[name] for name in names if name in keywords]
        while pending:
            for node in ast.walk(pending.pop()):
                if node in part_of or isinstance(node, ast.expr_context | ast.operator | ast.cmpop | ast.unaryop):
                    continue
                part_of[node] = part
                if isinstance(node, ast.Name) and node.id in functions:
                    pending.append(functions[node.id])
    return part_of


def _changes(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> Iterator[Callable[[Any], None]]:
    """What may be done to one node."""

    def set_value(value: Any) -> Callable[[Any], None]:
        return lambda twin: setattr(twin, "value", value)

    def set_operator(make: Callable[[], Any]) -> Callable[[Any], None]:
        return lambda twin: setattr(twin, "op", make())

    def turn(index: int, make: Callable[[], Any]) -> Callable[[Any], None]:
        return lambda twin: twin.ops.__setitem__(index, make())

    def raise_exponent(twin: Any) -> None:
        twin.right = ast.BinOp(twin.right, ast.Add(), ast.Constant(1))

    def drop_sign(twin: Any) -> None:
        twin.operand = ast.UnaryOp(ast.USub(), twin.operand)

    if isinstance(node, ast.Constant):
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            yield set_value(node.value + 1)
        elif isinstance(node.value, str) and _called(parents.get(node)) == "printed":
            digit = next((k for k in reversed(range(len(node.value))) if node.value[k].isdigit()), None)
            if digit is not None:
                yield set_value(node.value[:digit] + str((int(node.value[digit]) + 5) % 10) + node.value[digit + 1 :])
    elif isinstance(node, ast.BinOp):
        if type(node.op) in SWAPPED:
            yield set_operator(SWAPPED[type(node.op)])
        elif isinstance(node.op, ast.Pow) and not isinstance(node.right, ast.Constant):
            yield raise_exponent
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield drop_sign
    elif isinstance(node, ast.Compare):
        for index, operation in enumerate(node.ops):
            if type(operation) in TURNED:
                yield turn(index, TURNED[type(operation)])


def _called(node: ast.AST | None) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


# ---- trials


def work(room: Path, tasks: Any, answers: Any) -> None:
    """Hear spoil after spoil in a copy of the house of one's own, each in a process that has not seen the file before."""
    sys.path.insert(0, str(room))
    os.environ["OMP_NUM_THREADS"] = "1"
    from property_tests import docket

    if not Path(str(docket.__file__)).is_relative_to(room):
        raise SystemExit(f"the house was imported from {docket.__file__}, not from the copy: run this with the python of a fresh shell")
    docket._warm_up()
    context = multiprocessing.get_context("fork")
    while True:
        try:
            spoil: Spoil = tasks.get_nowait()
        except queue.Empty:
            return
        paper, _, name = spoil.ident.partition(".")
        file = room / "theorems" / paper / f"{name}.py"
        whole = file.read_text(encoding="utf-8")
        file.write_text(spoil.text, encoding="utf-8")
        here, there = context.Pipe(duplex=False)
        started = time.perf_counter()
        trial = context.Process(target=_hear, args=(there, room, spoil.ident, bool(spoil.was)))
        trial.start()
        there.close()
        heard: Report = {"verdict": "no answer", "as_expected": False, "point": False, "problem": f"no answer within {PATIENCE:.0f} s"}
        if here.poll(PATIENCE):
            try:
                heard = here.recv()
            except EOFError:
                heard["problem"] = "the trial ended unexpectedly"
        trial.kill()
        trial.join()
        file.write_text(whole, encoding="utf-8")
        answers.put((spoil, heard | {"seconds": time.perf_counter() - started}))


def _hear(answer: Any, room: Path, ident: str, spoilt: bool) -> None:
    from property_tests import docket

    paper, _, name = ident.partition(".")
    companions = sorted(f"{paper}.{path.stem}" for path in (room / "theorems" / paper).glob(f"{name}?*.py")) if spoilt else []
    with tempfile.TemporaryDirectory(dir=room) as folder:
        ledger = Path(folder) / "ledger.sqlite"
        (record,) = docket.hear([ident], ledger=ledger, jobs=1)
        noticed = (
            record
            if not record["as_expected"]
            else next((r for c in companions for r in docket.hear([c], ledger=ledger, jobs=1) if not r["as_expected"]), None)
        )
    said = noticed or record
    shown = said["counterexample"] or any(piece["holds"] is False and piece["witness"] for claim in said["claims"] for piece in claim["evidence"])
    answer.send(
        {"verdict": record["verdict"], "expected": record["expected"], "as_expected": noticed is None, "problem": said["problem"], "point": bool(shown)}
    )


def judge(asked: list[Spoil], jobs: int) -> Iterator[tuple[Spoil, Report]]:
    """Hear all of them in `jobs` processes; yields what was heard as it comes."""
    context = multiprocessing.get_context("fork")
    tasks, answers = context.Queue(), context.Queue()
    for spoil in asked:
        tasks.put(spoil)
    with tempfile.TemporaryDirectory(prefix="spoil-") as folder:
        workers = []
        for number in range(jobs):
            copied = Path(folder).resolve() / str(number)
            for name in ROOMS:
                shutil.copytree(HOUSE / name, copied / name, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
            workers.append(context.Process(target=work, args=(copied, tasks, answers)))
            workers[-1].start()
        try:
            left = len(asked)
            while left:
                try:
                    yield answers.get(timeout=2)
                    left -= 1
                except queue.Empty:
                    if not any(worker.is_alive() for worker in workers) and answers.empty():
                        raise SystemExit("the workers ended before the work did: see above") from None
        finally:
            for worker in workers:
                worker.kill()
                worker.join()


# ---- what is said


def row(*cells: object) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"


def tell(results: list[tuple[Spoil, Report]], before: Mapping[str, Report]) -> None:
    """The tables: per statement, then what was not noticed."""
    print(row("statement", "expected", "spoils", "noticed", "with a point", "not noticed", "seconds"))
    print(row(*["---"] * 7))
    for ident in sorted({spoil.ident for spoil, _ in results}):
        mine = [heard for spoil, heard in results if spoil.ident == ident]
        noticed = [heard for heard in mine if not heard["as_expected"]]
        with_point = sum(heard["point"] for heard in noticed)
        print(row(ident, before[ident]["expected"], len(mine), len(noticed), with_point, len(mine) - len(noticed), f"{sum(h['seconds'] for h in mine):.0f}"))
    unseen = sorted(((s, h) for s, h in results if h["as_expected"]), key=lambda pair: (pair[0].part, pair[0].ident, pair[0].line))
    print(f"\n{len(results)} spoils, {len(results) - len(unseen)} noticed; not noticed:\n")
    if unseen:
        print(row("statement", "part", "line", "was", "spoilt", "still"))
        print(row(*["---"] * 6))
        for spoil, heard in unseen:
            print(row(spoil.ident, spoil.part, spoil.line, f"`{spoil.was}`", f"`{spoil.became}`", heard["verdict"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids or globs; all, if none is named")
    parser.add_argument("--parts", default="claims", help="comma-separated: " + ", ".join(PARTS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every result there, too")
    parser.add_argument("--most", type=int, metavar="N", help="at most N spoils of a statement, spread over its lines")
    chosen = parser.parse_args()
    parts = tuple(chosen.parts.split(","))
    if wrong := [part for part in parts if part not in PARTS]:
        parser.error(f"no part {wrong[0]!r}: say some of {', '.join(PARTS)}")
    files = {f"{path.parent.name}.{path.stem}": path for path in sorted((HOUSE / "theorems").glob("*/*.py"))}
    files = {ident: path for ident, path in files.items() if "Statement(" in path.read_text(encoding="utf-8") and path.stem != "notation"}
    files = {ident: path for ident, path in files.items() if not chosen.ids or any(fnmatch.fnmatchcase(ident, pattern) for pattern in chosen.ids)}
    if not files:
        parser.error(f"no statement matches {' '.join(chosen.ids)}: lakatos list names them all")
    texts = {ident: path.read_text(encoding="utf-8") for ident, path in files.items()}

    before = {spoil.ident: heard for spoil, heard in judge([Spoil(ident=ident, text=text) for ident, text in texts.items()], chosen.jobs)}
    for ident, heard in before.items():
        if not heard["as_expected"]:
            print(f"{ident} is {heard['verdict']} before it is spoilt: {heard['problem'] or 'mend it first'}", file=sys.stderr)
    asked: list[Spoil] = []
    for ident, text in texts.items():
        if before[ident]["as_expected"]:
            mine = list(spoils(ident, text, parts))
            asked += mine[:: -(-len(mine) // chosen.most)] if chosen.most and mine else mine
    results = []
    for spoil, heard in judge(asked, chosen.jobs):
        results.append((spoil, heard))
        if sys.stderr.isatty():
            print(f"\r{len(results)} of {len(asked)}", end="", file=sys.stderr, flush=True)
    tell(results, before)
    if chosen.json:
        rows = [{key: getattr(spoil, key) for key in ("ident", "part", "line", "was", "became")} | heard for spoil, heard in results]
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    if not all(heard["as_expected"] for heard in before.values()):
        return 2
    return 1 if any(heard["as_expected"] for _, heard in results) else 0


if __name__ == "__main__":
    sys.exit(main())

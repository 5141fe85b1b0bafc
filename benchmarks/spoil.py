"""Spoil one constant, sign, exponent or comparison of a statement at a time, and see whether its trial notices.

    python benchmarks/spoil.py                    every statement of the project
    python benchmarks/spoil.py tkf.thm4 'rich.*'  these
    python benchmarks/spoil.py --parts claims,readings,hypotheses --jobs 2

Every integer n becomes n + 1, + and - change places, * and /, an exponent grows by 1, a minus sign is dropped, <= becomes >= and < becomes >, the last
digit of a printed figure grows; == stays. One at a time, in a copy of the house, with a fresh ledger. What is not noticed (the record is still as
expected) is a claim that says less than it seems, or a spoil that changes nothing: the table is for a person to read. The checkout itself is not touched.

Parts: `claims` is the claims function with its defaults and the functions of the file that it calls; `readings` is what stands in readings= and the
functions named there; `hypotheses` is for_all= and given= with theirs. Mutants are never spoilt: they are wrong already.

Exit code: 0 when every spoil in `claims` was noticed, 1 when some were not, 2 where a statement is not as expected unspoilt.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import json
import multiprocessing
import os
import queue
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("numerics", "theorems", "property_tests")
PARTS = ("claims", "readings", "hypotheses")
Apply = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Spoil:
    """One change of one statement's file; `text` is the whole spoilt file, empty for the file as it is."""

    ident: str
    file: str
    part: str = ""
    line: int = 0
    was: str = ""
    became: str = ""
    text: str = ""


def spoils(ident: str, path: Path, parts: tuple[str, ...]) -> Iterator[Spoil]:
    """Every spoil of one file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    part_of = _parts(tree)
    nodes = list(ast.walk(tree))
    parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
    found = []
    for index, node in enumerate(nodes):
        part = part_of.get(node, "")
        if part not in parts:
            continue
        for apply in _changes(node, parents):
            again = ast.parse(source)
            twin = list(ast.walk(again))[index]
            shown = _shown(node, parents)
            apply(twin)
            became = ast.unparse(list(ast.walk(ast.parse(source)))[nodes.index(shown)]) if shown is node else _spoilt_text(source, nodes.index(shown), index, apply)
            if shown is node:
                became = ast.unparse(twin)
            found.append(
                Spoil(ident=ident, file=f"{path.parent.name}/{path.name}", part=part, line=node.lineno, was=ast.unparse(shown), became=became, text=ast.unparse(ast.fix_missing_locations(again)))
            )
    yield from sorted(found, key=lambda s: s.line)

"""A statement as published beside its amendment: hypotheses and claims in pairs, with what differs marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from reports import mathml

Record = Mapping[str, Any]
ALIKE = 0.5  # share of common words from which two of another name correspond
_LEAVES = ("mi", "mn", "mo", "mtext")
_REMOVED, _ADDED = "removed", "added"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A hypothesis or a claim: what it is paired by, the words for it, and its formula, which may be missing."""

    key: str
    words: str
    formula: str | None
    holds: str = ""  # the verdict of a claim that holds as published: it is not taken back where the amendment does not repeat it


def beside(published: Record, amended: Record) -> list[dict[str, Any]]:
    """Rows {"left", "right"} of markup: the titles, then hypotheses and claims that correspond, with what only one of the two says marked."""
    from markupsafe import Markup

    titles = [(_title(published), _title(amended))]
    pairs = titles + _paired(_hypotheses(published), _hypotheses(amended)) + _paired(_claims(published), _claims(amended))
    return [{"left": Markup(a), "right": Markup(b)} for a, b in (_row(left, right) for left, right in pairs)]  # made here, of escaped parts


def _title(record: Record) -> Item:
    return Item(key="title", words=record["title"].rstrip().removesuffix("."), formula=None)


def _hypotheses(record: Record) -> list[Item]:
    return [Item(key=h["letters"], words=": ".join(dict.fromkeys((h["letters"], h["name"]))), formula=_trusted(h["mathml"])) for h in record["hypotheses"]]


def _claims(record: Record) -> list[Item]:
    names = dict.fromkeys(c["name"] for c in record["claims"] if c["reading"] == record["reading"])
    known = {f["claim"]: f for f in record["formulas"] if f.get("reading", record["reading"]) == record["reading"]}
    held = {c["name"]: c["verdict"] for c in record["claims"] if c["reading"] == record["reading"] and c["verdict"] in ("proved", "certified", "supported")}
    return [Item(key=f"claim {n}", words=f"claim: {n}", formula=_trusted(known.get(n, {}).get("mathml", "")), holds=held.get(n, "")) for n in names]


def _trusted(formula: str) -> str | None:
    return mathml.trusted(formula) if 0 < len(formula) <= mathml.LONGEST else None


def _paired(left: Sequence[Item], right: Sequence[Item]) -> list[tuple[Item | None, Item | None]]:
    """Items of the same key together, others with the one whose words are most alike, if they are alike at all, else beside nothing."""
    known = {item.key: item for item in right}
    rest = [item for item in right if item.key not in {other.key for other in left}]
    alike = sorted(((_likeness(a.words, b.words), -i, -j) for i, a in enumerate(left) if a.key not in known for j, b in enumerate(rest)), reverse=True)
    chosen: dict[int, int] = {}
    for likeness, i, j in alike:
        if likeness >= ALIKE and -i not in chosen and -j not in chosen.values():
            chosen[-i] = -j
    pairs: list[tuple[Item | None, Item | None]] = [(a, known.get(a.key) or (rest[chosen[i]] if i in chosen else None)) for i, a in enumerate(left)]
    return pairs + [(None, b) for j, b in enumerate(rest) if j not in chosen.values()]


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio()


def _row(left: Item | None, right: Item | None) -> tuple[str, str]:
    cells = []
    formulas = _compared(left.formula, right.formula) if left and right and left.formula and right.formula else None
    for k, (item, other, mark) in enumerate(((left, right, _REMOVED), (right, left, _ADDED))):
        if item is None:
            cells.append("")
            continue
        stays = mark == _REMOVED and other is None and item.holds
        text = _marked(f"{item.words} (holds as published: {stays})", "", "") if stays else _marked(item.words, other.words if other else "", mark)
        words = f'<span class="small quiet">{text}</span>'
        cells.append(words + (f'<div class="math">{formulas[k] if formulas else item.formula}</div>' if item.formula else ""))
    return cells[0], cells[1]


def _compared(left: str, right: str) -> tuple[str, str]:
    """Two formulas in trusted MathML, with the symbols that only one of them has, in their order, marked by a class."""
    trees = [ElementTree.fromstring(text) for text in (left, right)]
    leaves = [[element for element in tree.iter() if element.tag in _LEAVES] for tree in trees]
    names = [[(leaf.tag, (leaf.text or "").strip()) for leaf in found] for found in leaves]
    for what, a, b, c, d in difflib.SequenceMatcher(None, names[0], names[1], autojunk=False).get_opcodes():
        for side, start, stop, mark in ((0, a, b, _REMOVED), (1, c, d, _ADDED)):
            for leaf in leaves[side][start:stop] if what != "equal" else ():
                leaf.set("class", mark)
    return ElementTree.tostring(trees[0], encoding="unicode"), ElementTree.tostring(trees[1], encoding="unicode")


def _marked(text: str, other: str, mark: str) -> str:
    """`text`, escaped, with the words that `other` has not marked."""
    from markupsafe import escape

    mine, yours = (re.findall(r"\s+|\w+|[^\w\s]", words) for words in (text, other))
    result = []
    for what, a, b, *_ in difflib.SequenceMatcher(None, mine, yours, autojunk=False).get_opcodes():
        piece = str(escape("".join(mine[a:b])))
        result.append(piece if what == "equal" or not mark or not piece.strip() else f'<span class="{mark}">{piece}</span>')
    return "".join(result)

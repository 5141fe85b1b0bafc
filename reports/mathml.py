"""MathML for the page: foreign MathML is rebuilt from a list of known elements, and exact points are written as matrices."""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# MathML Core, presentation only: what every browser draws. Not `mfenced`, whose parentheses browsers drop, nor
# `mphantom`, which hides what it holds: another formula would be read.
_TOKENS = {"mi", "mn", "mo", "mspace", "mtext"}
_LAYOUT = {"math", "mfrac", "mpadded", "mroot", "mrow", "msqrt", "mstyle", "mtable", "mtd", "mtr"}
_SCRIPTS = {"mmultiscripts", "mover", "mprescripts", "msub", "msubsup", "msup", "munder", "munderover", "none"}
ELEMENTS = frozenset(_TOKENS | _LAYOUT | _SCRIPTS)
_OPERATOR = {"fence", "form", "largeop", "lspace", "maxsize", "minsize", "movablelimits", "rspace", "separator", "stretchy", "symmetric"}
_SPACING = {"columnalign", "columnspan", "depth", "height", "linethickness", "rowspan", "voffset", "width"}
_STYLE = {"accent", "accentunder", "dir", "display", "displaystyle", "mathvariant", "scriptlevel"}
ATTRIBUTES = frozenset(_OPERATOR | _SPACING | _STYLE)
_TIMES = "\u2062"
_FENCES, _USUAL = ("(", ")", "[", "]", "{", "}"), ("fence", "stretchy", "form")
MINUS = "<mo>\u2212</mo>"
LONGEST = 9000  # characters of a formula: more would fill the page, and the function itself is shorter
LARGEST = 6  # rows and columns of a matrix that is written out
_GREEK = {"lam": "lamda", "lambda": "lamda"}  # the name of the letter in Unicode


def trusted(mathml: str) -> str | None:
    """`mathml` rebuilt from known elements and attributes, or None if it is not MathML with a root <math>, or holds anything else.

    The page takes the answer as it is, so nothing of the original text reaches it unescaped.
    """
    if "<!" in mathml:  # no document types: entities defined there could expand without bound
        return None
    # XML knows five entities by name, printers of MathML use more (&InvisibleTimes;).
    text = re.sub(r"&(\w+);", lambda m: m[0] if m[1] in ("lt", "gt", "amp", "quot", "apos") else html.entities.html5.get(m[1] + ";", m[0]), mathml)
    try:
        root = ElementTree.fromstring(text)
        return _rebuilt(root) if root.tag.removeprefix(NAMESPACE) == "math" else None
    except (ElementTree.ParseError, LookupError):
        return None


def point(letters: Mapping[str, Any]) -> str:
    """The letters of a point with their exact values, as one <math>: numbers as fractions, lists of rows as matrices; of large matrices the size."""
    equations = "<mo rspace='.6em'>,</mo>".join(f"{letter(name)}<mo>=</mo>{value(entry)}" for name, entry in letters.items())
    return f"<math>{equations}</math>"


def letter(name: str) -> str:
    """A Python name as a symbol: lam_w is lambda with index w, R0 is R with index 0."""
    head, *indices = re.sub(r"(?<=[A-Za-z])(\d+)$", r"_\1", name).split("_")
    if not head or not all(indices):
        return f"<mi>{html.escape(name)}</mi>"
    return f"<msub>{_symbol(head)}<mrow>{'<mo>,</mo>'.join(map(_symbol, indices))}</mrow></msub>" if indices else _symbol(head)


def value(entry: Any) -> str:
    """An exact number such as "-3/7", or nested lists of them: a list of equally long rows is a matrix."""
    if not isinstance(entry, (list, tuple)):
        return _number(str(entry))
    if _is_matrix(entry):
        if max(len(entry), len(entry[0])) > LARGEST:
            return f"<mtext>{len(entry)} \u00d7 {len(entry[0])} matrix</mtext>"
        rows = "".join(f"<mtr>{''.join(f'<mtd>{_number(str(x))}</mtd>' for x in row)}</mtr>" for row in entry)
        return f"<mrow><mo>(</mo><mtable>{rows}</mtable><mo>)</mo></mrow>"
    return f"<mrow><mo>(</mo>{'<mo>,</mo>'.join(map(value, entry))}<mo>)</mo></mrow>"


def _rebuilt(element: ElementTree.Element) -> str:
    tag = element.tag.removeprefix(NAMESPACE)
    if tag not in ELEMENTS or not ATTRIBUTES.issuperset(element.attrib):
        raise LookupError(tag)
    if tag == "mo" and element.text == _TIMES:
        return ""  # it takes no room, and what reads formulas aloud finds it itself
    plain = tag == "mo" and element.text in _FENCES  # what browsers make of these anyway
    attributes = "".join(f' {name}="{html.escape(text)}"' for name, text in element.attrib.items() if not (plain and name in _USUAL))
    children = "".join(_rebuilt(child) + html.escape(child.tail or "") for child in element)
    if tag == "mrow" and len(element) == 1 and not attributes and not (element.text or element[0].tail or "").strip():
        return children  # a row of one
    return f"<{tag}{attributes}>{html.escape(element.text or '')}{children}</{tag}>"


def _symbol(name: str) -> str:
    if name.isdigit():
        return f"<mn>{name}</mn>"
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return f"<mi>{unicodedata.lookup(f'GREEK {size} LETTER {_GREEK.get(name.lower(), name)}')}</mi>"
    except KeyError:
        return f"<mi>{html.escape(name)}</mi>"


def _number(text: str) -> str:
    whole = re.fullmatch(r"(-?)(\d+)(?:/(\d+))?", text)
    if not whole:
        cut = re.fullmatch(r"(-?)([\d.]+)\.\.\.(?:e([-+]?\d+))?", text)  # an irrational number, cut off
        if not cut:
            return f"<mtext>{html.escape(text)}</mtext>"
        sign, digits, power = cut.groups()
        times = f"<mo>\u00d7</mo><msup><mn>10</mn>{_number(str(int(power)))}</msup>" if power else ""
        return f"<mrow>{MINUS if sign else ''}<mn>{digits}\u2026</mn>{times}</mrow>"
    sign, above, below = whole.groups()
    size = f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>" if below else f"<mn>{above}</mn>"
    return f"<mrow>{MINUS}{size}</mrow>" if sign else size


def _is_matrix(entry: Sequence[Any]) -> bool:
    rows = [row for row in entry if isinstance(row, (list, tuple))]
    if not rows or len(rows) != len(entry) or len({len(row) for row in rows}) > 1:
        return False
    return not any(isinstance(x, (list, tuple)) for row in rows for x in row)

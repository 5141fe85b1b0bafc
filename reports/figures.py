"""The pictures of a statement as plain data, taken from its record: what `reports.drawing` draws, with its numbers and its words."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Picture = dict[str, Any]
BIG = 1e150  # larger numbers are drawn as this one: their squares and ratios still are numbers
FAR = 30.0  # a band is cut off that leaves the estimates by more than this factor
CELLS = 40  # a larger matrix is drawn in blocks
PRINTED = 12  # rows and columns of a matrix whose entries are printed in their cells
FEW = 6  # things that a text alternative lists
_KINDS = {  # what is followed along the sizes, what is claimed of it, and what its line is called
    "": ("estimate", "slope {} is predicted", "slope {}, as predicted"),
    "exponent": ("median", "slope {} is claimed", "slope {}, as claimed"),
    "exponent_above": ("median", "a slope of at least {} is claimed", "slope {}, claimed at least"),
    "exponent_below": ("median", "a slope of at most {} is claimed", "slope {}, claimed at most"),
    "lesssim": ("ratio", "must stay bounded", "slope 0: bounded"),
    "same_order": ("ratio", "must stay between two positive bounds", "slope 0: of the same order"),
    "tends_to": ("distance to the limit", "must go to zero", ""),
    "same_law": ("distance of the two laws", "must go to zero", ""),
}
_OUTCOMES = {"holds": "as claimed", "drifts": "a drift", "open": "open"}


def pictures(record: Mapping[str, Any]) -> list[Picture]:
    """The pictures of one statement record, as plain data that JSON can hold: {"kind", "title", "claim", "reading", "alt", "csv", "marks"}."""
    made: list[Picture] = []
    for claim in record.get("claims") or ():
        about = {"claim": claim["name"], "reading": claim["reading"]}
        made += [_scaling(curve) | about for e in claim["evidence"] for curve in e.get("curves") or ()]
        if claim["reading"] == record.get("reading") and claim.get("verdict") != "proved":  # how near a theorem comes to failing says little
            made += [_margins(e["margins"], e.get("tightness") or {}) | about for e in claim["evidence"] if e.get("margins")][:1]
    for drawn in record.get("pictures") or ():
        if "problem" in drawn:
            made.append(_picture(drawn["kind"], drawn["title"], [f"This picture could not be computed: {drawn['problem']}"], [], {}))
            continue
        made.append({"law": _law, "trajectories": _trajectories}[drawn["kind"]](drawn) | {"reading": record.get("reading", "")})
    if fallen := record.get("counterexample"):
        about = {"claim": fallen["claim"], "reading": fallen["reading"]}
        made += [_matrix(name, rows) | about for name, rows in fallen["letters"].items() if _large(rows)]
    return made


def _picture(kind: str, title: str, alt: Iterable[str], rows: Iterable[Iterable[Any]], marks: dict[str, Any]) -> Picture:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    words = " ".join(f"{part}." for part in alt if part)
    return {"kind": kind, "title": title, "claim": "", "reading": "", "alt": words, "csv": text.getvalue(), "marks": marks}


def _scaling(curve: Mapping[str, Any]) -> Picture:
    kind, claimed, sizes, texts, pairs = curve.get("kind", ""), curve.get("claimed", ""), curve["sizes"], curve["estimates"], curve["intervals"]
    name, demand, line = _KINDS.get(kind, _KINDS[""])
    slope = 0.0 if kind in ("lesssim", "same_order") else _number(claimed) if line else None
    y = [_finite(v) for v in texts]
    known = [v for v in y if v is not None]
    log = all(v > 0 for v in known)
    size = max(map(abs, known), default=1.0) or 1.0
    near = (min(known, default=1.0) / FAR, size * FAR) if log else (-size * FAR, size * FAR)
    band = [(float(n), a, b) for n, (low, high) in zip(sizes, pairs, strict=True) if (a := _number(low)) is not None and (b := _number(high)) is not None]
    ends = [v for _, *both in band for v in both]
    span = span_of([*known, *(v for v in ends if near[0] <= v <= near[1])], log, 4)
    drawn_slope = slope if log and known else None
    rows = [(n, v, *pair) for n, v, pair in zip(sizes, texts, pairs, strict=True)]
    told = [f"{v} (between {low} and {high}) at size {n}" for n, v, low, high in (rows if len(rows) < 2 else [rows[0], rows[-1]])]
    alt = (
        f"{'Log-log plot' if log else 'Plot'} of the {name} over {_many(len(sizes), 'size')}: {', '.join(told) or 'there are none'}",
        f"Outcome: {_OUTCOMES.get(curve['outcome'], curve['outcome'])}",
        f"Dashed: slope {claimed or 0}, through the last estimate" if drawn_slope is not None else "",
        "" if log else "The vertical axis is linear, and shows no slope, because an estimate is not positive",
        "The band is cut off at the axis where it goes further" if known and any(not span[0] <= v <= span[1] for v in ends) else "",
        f"{len(y) - len(known)} of {_many(len(y), 'estimate')} without a finite value, left out" if len(known) < len(y) else "",
    )
    title = f"The {name} along the sizes" + (f", {curve['beside']}" if curve["beside"] else "")
    title += f": {demand.format(claimed)}" if demand and (claimed or "{}" not in demand) else ""
    marks = {
        "name": name,
        "x": [float(n) for n in sizes],
        "y": y,
        "log": log,
        "span": span,
        "band": [(n, *(max(span[0], min(span[1], v)) for v in both)) for n, *both in band] if known else [],
        "slope": drawn_slope,
        "line": line.format(claimed),
    }
    return _picture("scaling", title, alt, [("size", "estimate", "low", "high"), *rows], marks)


def _margins(margins: Mapping[str, Any], tightness: Mapping[str, Any]) -> Picture:
    rows = list(zip(margins["edges"], margins["edges"][1:], margins["counts"], strict=False))
    bins = [(a, b, n) for low, high, n in rows if (a := _finite(low)) is not None and (b := _finite(high)) is not None]
    text, most = str(tightness.get("tightest") or ""), max(rows, key=lambda row: int(row[2]), default=None)
    parts = [_finite(part) for part in text.split(" - ")]  # "0.98", "1" or "1 - 3e-7"
    log = most is not None and most[2] > 100 * min((n for *_, n in rows if n), default=1)
    attained, attacked = tightness.get("attained"), tightness.get("attacked")
    alt = (
        f"Histogram of how tight the bound is at {margins['points']} drawn points, where 1 is equality",
        f"The fullest bin, {most[2]} points, goes from {most[0]} to {most[1]}" if most else "",
        (f"Tightest found: {text}" if text else "No tightest point is known")
        + (f", with equality at {attained} of {attacked} points" if text and attained is not None and attacked is not None else ""),
        f"{lost} points lie outside of the axis" if (lost := sum(n for *_, n in rows) - sum(n for *_, n in bins)) else "",
        "The count axis is logarithmic" if log else "",
    )
    tightest = None if None in parts else 2 * (parts[0] or 0.0) - sum(p or 0.0 for p in parts)
    marks = {"bins": bins, "log": log, "tightest": tightest, "text": text}
    return _picture("margins", "How tight the bound is", alt, [("from", "to", "points"), *rows], marks)


def _law(drawn: Mapping[str, Any]) -> Picture:
    starts: dict[str, list[Any]] = {}
    for x, y, start in drawn["points"]:
        starts.setdefault(f"{drawn['points_name']}: {start}" if str(start) else drawn["points_name"], []).append([x, y])
    curve, dots = drawn["curve"], [p for points in starts.values() for p in points]
    alt = (
        f"A line, {drawn['curve_name']}: {drawn['x']} {_range(x for x, _ in curve)}, {drawn['y']} {_range(y for _, y in curve)}",
        f"{len(dots)} points, {drawn['points_name']}: {drawn['x']} {_range(x for x, _ in dots)}, {drawn['y']} {_range(y for _, y in dots)}" if dots else "",
        f"Their shapes tell {len(starts)} starts apart: {_listed(list(starts))}" if len(starts) > 1 else "",
    )
    return _lines(drawn, alt, ("series", "x", "y"), [(drawn["curve_name"], curve)], dots=list(starts.items()))


def _trajectories(drawn: Mapping[str, Any]) -> Picture:
    series = [(s["name"], s["points"]) for s in drawn["series"]]
    levels = [(level["name"], level["at"]) for level in drawn.get("levels") or ()]
    ends = [f"{name} from {_short(points[0][1])} to {_short(points[-1][1])}" for name, points in series if points]
    alt = (
        f"{len(series)} lines of {drawn['y']} over {drawn['x']} {_range(t for _, points in series for t, _ in points)}: {_listed(ends)}",
        f"Dashed levels: {_listed([f'{name} at {_short(at)}' for name, at in levels])}" if levels else "",
    )
    return _lines(drawn, alt, ("series", "t", "value"), series, levels=levels)


def _lines(
    drawn: Mapping[str, Any], alt: Iterable[str], header: tuple[str, ...], lines: Sequence[Any], *, dots: Sequence[Any] = (), levels: Sequence[Any] = ()
) -> Picture:
    rows = [(name, *point) for name, points in (*lines, *dots) for point in points] + [(name, "", at) for name, at in levels]
    known = [[[name, [[_finite(v) for v in point] for point in points]] for name, points in series] for series in (lines, dots)]
    marks = {"x": drawn["x"], "y": drawn["y"], "lines": known[0], "dots": known[1]}
    marks["levels"] = [[name, value] for name, at in levels if (value := _finite(at)) is not None]
    return _picture(drawn["kind"], drawn["title"], alt, [header, *rows], marks)


def _large(rows: Any) -> bool:
    """Whether this is a matrix that is too large to be read as numbers."""
    if not isinstance(rows, (list, tuple)) or not rows or not all(isinstance(row, (list, tuple)) and row for row in rows):
        return False
    scalar = not any(isinstance(x, (list, tuple)) for row in rows for x in row)
    return scalar and len({len(row) for row in rows}) == 1 and max(len(rows), len(rows[0])) > 4


def _matrix(name: str, rows: Sequence[Sequence[Any]]) -> Picture:
    texts = [[str(x) for x in row] for row in rows]
    values = [[_number(x) for x in row] for row in texts]
    n, m = len(values), len(values[0])
    block = -(-max(n, m) // CELLS)
    size, i, j = max(((abs(v), -i, -j) for i, row in enumerate(values) for j, v in enumerate(row) if v is not None), default=(0.0, 0, 0))
    signs = [sum(v is not None and (v > 0) - (v < 0) == sign for row in values for v in row) for sign in (1, -1, 0)]
    unknown = n * m - sum(signs)
    alt = (
        f"Heat map of the {n} by {m} matrix {name}: {signs[0]} entries are positive, {signs[1]} negative, {signs[2]} zero",
        f"The largest in size, {cut(texts[-i][-j], 24)}, stands in row {1 - i}, column {1 - j}" if size else "",
        f"Crossed out, because they are no plain numbers: {unknown}" if unknown else "",
        f"Each cell shows the largest in size of {block} by {block} entries" if block > 1 else "",
    )
    cells = [
        [max((v for row in values[a : a + block] for v in row[b : b + block] if v is not None), key=abs, default=None) for b in range(0, m, block)]
        for a in range(0, n, block)
    ]
    marks = {"cells": cells, "shape": [n, m], "most": size, "text": texts[-i][-j].removeprefix("-"), "texts": texts if max(n, m) <= PRINTED else []}
    return _picture("matrix", f"The matrix {name}, {n} × {m}", alt, [range(1, m + 1), *texts], marks)


def _number(x: Any) -> float | None:
    """`x` as a float, with infinities and what is beyond all floats as plus or minus BIG; None for what is no number."""
    try:
        value = float(Fraction(x)) if isinstance(x, str) and "/" in x else float(x)
    except OverflowError:
        value = -math.inf if str(x).lstrip().startswith("-") else math.inf
    except (ValueError, TypeError, ZeroDivisionError):
        return None
    return None if math.isnan(value) else max(-BIG, min(BIG, value))


def _finite(x: Any) -> float | None:
    value = _number(x)
    return None if value is None or abs(value) == BIG else value if abs(value) > 1 / BIG else 0.0


def _short(x: Any) -> str:
    value = _number(x)
    return "no value" if value is None else f"{value:.4g}"


def _range(values: Iterable[Any]) -> str:
    known = [v for x in values if (v := _finite(x)) is not None]
    return f"from {_short(min(known))} to {_short(max(known))}" if known else "without a value"


def _many(n: int, name: str) -> str:
    return f"{n} {name}{'s' * (n != 1)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (f", and {len(names) - FEW} more" if len(names) > FEW else "")


def span_of(values: Iterable[float | None], log: bool, factor: float) -> tuple[float, float]:
    """Ends of an axis that shows `values`, with some room; a logarithmic one spans at least `factor`, so that noise looks like noise."""
    known = [v for v in values if v is not None and (v > 0 or not log)]
    low, high = min(known, default=1.0 if log else 0.0), max(known, default=1.0)
    if log:
        wider = max(1.0, math.sqrt(factor / (high / low))) * max(factor, high / low) ** 0.05
        return low / wider, high * wider
    room = (high - low) * 0.04 or abs(high) * 0.5 or 1.0
    return low - room, high + room


def plain(text: str) -> str:
    """`text` without what XML cannot hold and what could turn the text around it; one line."""
    kinds = {"Cc": " ", "Cs": "\ufffd", "Cf": "", "Cn": "\ufffd", "Zl": " ", "Zp": " "}
    return "".join(kinds.get(unicodedata.category(c), c) for c in text)


def cut(text: str, most: int) -> str:
    clean = plain(text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"

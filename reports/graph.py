"""The dependency graph of statements as inline SVG: a layered drawing, what is used on the left, what uses it on the right.

The page includes `CSS` in its stylesheet and `DEFS` once in its body; both lean on the page's variables of colour and font.
"""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.style import STYLES

Record = Mapping[str, Any]
Point = Hashable  # the id of a statement, or (used, kind, layer) where an edge passes a layer
Rows = list[list[Point]]  # the points of each layer, from top to bottom
Links = Mapping[Point, Collection[Point]]  # the neighbours of a point in the next layer, or in the layer before

WIDTH = 1016  # px: the column of the page, less the frame of 4 px
NEAREST = 9  # statements that a drawing around one shows at most: a page of 400 such drawings must stay small
_W, _H, _GAP = 160, 44, 10  # px: a box, and the least distance between two
_COLUMN, _SLACK, _PASS = 48, 120, 14  # px: between columns, at least and at most; the room of an edge that passes a layer
_ABREAST = (WIDTH + _GAP) // (_W + _GAP)
_SWEEPS, _RELAXATIONS = 24, 12
_LETTER, _SMALL, _NOTE = 7.25, 6.35, 7.2  # px: a letter of the monospaced font at 12 px and at 10.5 px, and of the serif one at 13 px
_NONE = "none"  # the verdict of a statement that was not examined
_KINDS = {"uses": "used by", "amends": "amended by", "excludes": "excludes"}  # read along the arrow, from left to right

CSS = """
svg.graph { display: block; height: auto; margin: .6rem 0; font: 10.5px var(--mono); fill: none; vertical-align: 0; }
.graph text { fill: var(--ink); }
.graph rect + text { font-size: 12px; font-weight: 600; }
.graph .note { fill: var(--quiet); font: 13px var(--serif); }
.graph rect { fill: currentColor; fill-opacity: .14; stroke: currentColor; stroke-width: 1.5; }
.graph use { fill: currentColor; fill-rule: evenodd; }
.graph path { stroke: var(--quiet); stroke-width: 1.2; marker-end: url(#arrow); }
#arrow path { fill: var(--quiet); stroke: none; }
.graph .amends path { stroke-dasharray: 6 4; } .graph .excludes path { stroke-dasharray: 1.5 4; stroke-width: 1.8; stroke-linecap: round; }
.graph .v-none { color: var(--quiet); } .graph .v-none rect { stroke-dasharray: 4 3; }
.graph [aria-current] rect { stroke-width: 3.5; }
.graph a:hover rect { fill-opacity: .28; }
.graph a:focus { outline: none; } .graph a:focus-visible rect { stroke: var(--ink); stroke-width: 3.5; fill-opacity: .28; }
@media print { svg.graph { max-width: 100%; } }
""" + "".join(f".graph .w-{name} rect {{ fill: var(--{name}); }} .graph .c-{name} {{ color: var(--{name}); }}\n" for name in STYLES)
_SHAPES = {name: style.shape for name, style in STYLES.items()} | {_NONE: "M2 6.5h12v3H2z"}
DEFS = (
    '<svg style="position:absolute;width:0;height:0" aria-hidden="true"><defs>'
    + "".join(f'<path id="mark-{name}" transform="scale(.66)" d="{shape}"/>' for name, shape in _SHAPES.items())
    + '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse">'
    '<path d="M0 .5 8 4 0 7.5z"/></marker></defs></svg>'
)


def edges(statements: Iterable[Record]) -> Any:
    """The networkx.DiGraph of the statements: an edge runs from what is used to what uses it.

    The attribute `kind` of an edge is "uses", "amends" (to the amendment) or "excludes" (from what is proved to what it contradicts).
    Ids that are not among the statements are left out. Were there a cycle, its edges that run against the order of the ids would be left out.
    """
    import networkx as nx

    records = {str(s["id"]): s for s in statements}
    graph = nx.DiGraph()
    graph.add_nodes_from(records)
    for ident, record in records.items():
        kinds = dict.fromkeys(record.get("uses") or (), "uses") | dict.fromkeys(record.get("contradicted_by") or (), "excludes")
        kinds |= {record["amends"]: "amends"} if record.get("amends") else {}
        graph.add_edges_from((used, ident, {"kind": kind}) for used, kind in kinds.items() if used in records and used != ident)
    for knot in list(nx.strongly_connected_components(graph)):
        graph.remove_edges_from([(u, v) for u, v in graph.subgraph(knot).edges if _natural(u) > _natural(v)])
    return graph


def paper(statements: Sequence[Record], *, ident: str) -> str:
    """The SVG of all statements of the paper `ident`, with those of other papers that they use; "" where the paper has none."""
    graph = edges(statements)
    members = {str(s["id"]) for s in statements if s["paper"] == ident}
    graph = graph.subgraph(members | {used for member in members for used in graph.pred[member]})
    records = {str(s["id"]): s for s in statements if s["id"] in graph}
    return _svg(graph, records, home=ident, label=f"How the statements of {ident} depend on each other") if records else ""


def around(statement_id: str, statements: Sequence[Record]) -> str:
    """The SVG of one statement with what it rests on and what rests on it, and its amendments; "" where it has no neighbours.

    Of more than `NEAREST` statements the nearest are drawn, and a line says how many are not. Raises KeyError for an id that is not there.
    """
    records = {str(s["id"]): s for s in statements}
    graph = edges(statements)
    return _around(statement_id, records, graph, _grounds(graph))


def arounds(statements: Sequence[Record]) -> dict[str, str]:
    """`around` for each of the statements that has neighbours, by id; the graph is made once."""
    records = {str(s["id"]): s for s in statements}
    graph = edges(statements)
    grounds = _grounds(graph)
    drawn = {ident: _around(ident, records, graph, grounds) for ident in records}
    return {ident: svg for ident, svg in drawn.items() if svg}


def _grounds(graph: Any) -> Any:
    """The graph of the edges "uses" alone: an amendment does not rest on what it amends."""
    import networkx as nx

    grounds = nx.DiGraph()
    grounds.add_nodes_from(graph)
    grounds.add_edges_from((u, v) for u, v, kind in graph.edges(data="kind") if kind == "uses")
    return grounds


def _around(ident: str, records: Mapping[str, Record], graph: Any, grounds: Any) -> str:
    import networkx as nx

    far: dict[str, int] = dict.fromkeys((*graph.pred[ident], *graph.succ[ident]), 1)
    for way in (grounds, grounds.reverse(copy=False)):
        far |= {other: steps for other, steps in nx.single_source_shortest_path_length(way, ident).items() if steps > 1 and other not in far}
    if not far:
        return ""
    shown = sorted(far, key=lambda other: (far[other], _natural(other)))[: NEAREST - 1]
    note = f"the nearest {len(shown)} of {len(far)} that it depends on or that depend on it" if len(far) > len(shown) else ""
    kept, label = [ident, *shown], f"What {ident} depends on, and what depends on it"
    return _svg(graph.subgraph(kept), {i: records[i] for i in kept}, home=str(records[ident]["paper"]), label=label, current=ident, note=note)


# --- layout ---


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing of one component: px, from its top left corner."""

    width: int
    height: int
    gap: int  # between two columns
    boxes: dict[str, tuple[int, int]]  # id to its top left corner, column by column
    chains: list[tuple[str, list[tuple[int, int]]]]  # (kind, the points that an edge goes through: left edge of the column, middle height)


def order(rows: Rows, ups: Links, downs: Links) -> Rows:
    """The rows sorted so that few edges cross: barycentre sweeps in both directions, then swaps; never more crossings than before."""
    best, fewest = rows, crossings(rows, downs)
    for sweep in range(_SWEEPS if fewest else 0):
        rows = [list(row) for row in rows]
        step, links = (1, ups) if sweep % 2 == 0 else (-1, downs)
        # Every second pair of sweeps turns ties round, or points with the same neighbours would never change places.
        turn = -1 if sweep % 4 > 1 else 1
        for i in range(len(rows))[::step][1:]:
            place = {point: n for n, point in enumerate(rows[i - step])}
            keys = {p: (sum(place[q] for q in links[p]) / len(links[p]) if links[p] else n, turn * n) for n, p in enumerate(rows[i])}
            rows[i].sort(key=keys.__getitem__)
        if (count := crossings(rows, downs)) < fewest:
            best, fewest = rows, count
    return _swapped(best, ups, downs)


def _swapped(rows: Rows, ups: Links, downs: Links) -> Rows:
    """The rows with neighbours swapped for as long as that takes crossings away."""
    rows = [list(row) for row in rows]
    place = {point: n for row in rows for n, point in enumerate(row)}
    swapped = True
    while swapped:
        swapped = False
        for row in rows:
            for n in range(len(row) - 1):
                (p, q), gain = row[n : n + 2], 0
                for links in (ups, downs):
                    mine, other = sorted(place[r] for r in links[p]), sorted(place[r] for r in links[q])
                    gain += sum(bisect_left(other, r) for r in mine) - sum(bisect_left(mine, r) for r in other)
                if gain > 0:
                    row[n : n + 2], place[p], place[q], swapped = [q, p], n + 1, n, True
    return rows


def crossings(rows: Rows, downs: Links) -> int:
    """How many pairs of edges cross between neighbouring rows."""
    total = 0
    for upper, lower in pairwise(rows):
        place = {point: n for n, point in enumerate(lower)}
        ends: list[int] = []
        for point in upper:
            mine = [place[q] for q in downs[point]]
            total += sum(len(ends) - bisect_right(ends, end) for end in mine)
            for end in mine:
                insort(ends, end)
    return total


def _picture(graph: Any) -> Picture:
    """One component: layers by longest path, rows by `order`, heights by relaxation, edges as chains of cubic curves."""
    layer = _layers(graph)
    rows: Rows = [[] for _ in range(max(layer.values()) + 1)]
    for ident, column in layer.items():
        rows[column].append(ident)
    ups: dict[Point, dict[Point, None]] = defaultdict(dict)  # dictionaries as sets in order
    downs: dict[Point, dict[Point, None]] = defaultdict(dict)
    chains: list[tuple[str, list[Point]]] = []
    for used, user, kind in sorted(graph.edges(data="kind"), key=lambda e: (_natural(e[0]), _natural(e[1]))):
        # Edges of one kind from one statement share their way through the layers, and branch off where they end.
        chain: list[Point] = [used, *((used, kind, i) for i in range(layer[used] + 1, layer[user])), user]
        for i, (p, q) in enumerate(pairwise(chain), layer[used] + 1):
            if q not in ups and q != user:
                rows[i].append(q)
            ups[q][p] = downs[p][q] = None
        chains.append((kind, chain))
    rows = order(rows, ups, downs)
    y = _heights(rows, ups, downs)
    steepest = max((abs(y[p] - y[q]) for _, chain in chains for p, q in pairwise(chain)), default=0)
    room = (WIDTH - _W * len(rows)) // max(1, len(rows) - 1)
    # What does not fit into the page is scrolled, so it need not be cramped as well.
    gap = max(_COLUMN, min(_SLACK, steepest // 4, room if room >= _COLUMN else _COLUMN * 3 // 2))
    x = {point: i * (_W + gap) for i, row in enumerate(rows) for point in row}
    boxes = {str(p): (x[p], y[p] - _H // 2) for row in rows for p in row if isinstance(p, str)}
    width, height = len(rows) * (_W + gap) - gap, max(y[row[-1]] + _half(row[-1]) for row in rows)
    return Picture(width=width, height=height, gap=gap, boxes=boxes, chains=[(kind, [(x[p], y[p]) for p in chain]) for kind, chain in chains])


def _layers(graph: Any) -> dict[str, int]:
    import networkx as nx

    layer: dict[str, int] = {}
    topological = list(nx.lexicographical_topological_sort(graph, key=_natural))
    for ident in topological:
        layer[ident] = max((layer[used] + 1 for used in graph.pred[ident]), default=0)
    for ident in reversed(topological):  # moved to the right where that makes the edges shorter
        if len(graph.succ[ident]) > len(graph.pred[ident]):
            layer[ident] = min(layer[user] for user in graph.succ[ident]) - 1
    return layer


def _heights(rows: Rows, ups: Links, downs: Links) -> dict[Point, int]:
    """The height of the middle of each point: near the mean of its neighbours, in the order of its row, without overlap."""
    offsets: list[list[int]] = []
    for row in rows:
        offsets.append([_half(row[0])])
        for p, q in pairwise(row):
            offsets[-1].append(offsets[-1][-1] + _half(p) + _half(q) + (_GAP if isinstance(p, str) and isinstance(q, str) else _GAP // 2))
    y: dict[Point, float] = {p: offset for row, off in zip(rows, offsets, strict=True) for p, offset in zip(row, off, strict=True)}
    for sweep in range(_RELAXATIONS):
        sides = (ups, downs) if sweep >= _RELAXATIONS - 2 else (ups,) if sweep % 2 == 0 else (downs,)
        for i in range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows))):
            wanted, weights = [], []
            for p in rows[i]:
                # A long edge is kept straight before anything else.
                pulls = [(y[q], 1.0 if isinstance(p, str) or isinstance(q, str) else 16.0) for side in sides for q in side[p]] or [(y[p], 0.1)]
                weights.append(sum(w for _, w in pulls))
                wanted.append(sum(h * w for h, w in pulls) / weights[-1])
            y.update(zip(rows[i], _apart(wanted, weights, offsets[i]), strict=True))
    top = min(y[row[0]] - _half(row[0]) for row in rows)
    return {p: math.floor(h - top + 0.5) for p, h in y.items()}


def _apart(wanted: Sequence[float], weights: Sequence[float], offsets: Sequence[int]) -> list[float]:
    """The heights nearest to the wanted ones, in weighted squares, whose distances are at least those of the offsets: pooled adjacent violators."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for height, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, size = height - offset, 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean, weight, size = (mean * weight + other * heavy) / (weight + heavy), weight + heavy, size + many
        pools.append((mean, weight, size))
    means = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _curve(points: Sequence[tuple[int, int]], gap: int) -> str:
    """The path through the points (left edge, middle height), level across every layer that it passes; relative, so that it is short."""
    path, level = f"M{points[0][0] + _W} {points[0][1]}", 0
    for i, ((_, y0), (_, y1)) in enumerate(pairwise(points)):
        level += _W if i else 0
        if y0 == y1:
            level += gap
            continue
        path += (f"h{level}" if level else "") + f"c{gap // 2} 0 {gap // 2} {y1 - y0} {gap} {y1 - y0}"
        level = 0
    return path + (f"h{level}" if level else "")


def _pack(sizes: Sequence[tuple[int, int]], between: int = 28) -> list[tuple[int, int]]:
    """The corners of boxes of the given sizes (width, height), one by one let fall on what stands, leftmost of the highest places in `WIDTH`."""
    placed: list[tuple[int, int, int]] = []  # left, right, bottom
    corners = []
    for width, height in sizes:
        lefts = sorted({0, *(right for _, right, _ in placed if right + width <= WIDTH)})
        tops = [(max((low for a, b, low in placed if a < left + width + between and left < b), default=0), left) for left in lefts]
        top, left = min(tops)
        placed.append((left, left + width + between, top + height + between))
        corners.append((left, top))
    return corners


# --- drawing ---


def _svg(graph: Any, records: Mapping[str, Record], *, home: str, label: str, current: str = "", note: str = "") -> str:
    import networkx as nx

    grounds = _grounds(graph)
    graph = graph.copy()
    graph.remove_edges_from(set(grounds.edges) - set(nx.transitive_reduction(grounds).edges))
    parts = sorted((sorted(part, key=_natural) for part in nx.weakly_connected_components(graph)), key=lambda part: _natural(part[0]))
    pictures = sorted((_picture(graph.subgraph(part).copy()) for part in parts if len(part) > 1), key=lambda picture: -picture.height)
    alone = [part[0] for part in parts if len(part) == 1]

    body, boxes, width, top = [], [], 0, 0
    kinds = {kind for _, _, kind in graph.edges(data="kind")}
    legend = [(kind, word) for kind, word in _KINDS.items() if kind in kinds and (kinds != {"uses"} or not current)]
    if any(own != rest for own, rest in map(_both, records.values())):
        legend.append(("", "second mark and fill: the verdict with all that it uses"))
    for kind, words in [*legend, ("", note)] if note else legend:
        body.append(f'<g class="{kind}"><path d="M{width} 8h34"/></g>' if kind else "")
        width += 42 if kind else 0
        body.append(f'<text class="note" x="{width}" y="12">{words}</text>')
        width, top = width + round(len(words) * _NOTE) + 24, 30

    bottom = top
    lines: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for picture, (x0, y0) in zip(pictures, _pack([(p.width, p.height) for p in pictures]), strict=True):
        for kind, chain in picture.chains:
            lines[kind].append(f'<path d="{_curve([(x + x0, y + y0 + top) for x, y in chain], picture.gap)}"/>')
        boxes += [(ident, x + x0, y + y0 + top) for ident, (x, y) in picture.boxes.items()]
        width, bottom = max(width, x0 + picture.width), max(bottom, y0 + top + picture.height)
    if alone:
        bottom += 34 if pictures else 14
        body.append(f'<text class="note" x="0" y="{bottom}">no dependencies on file</text>')
        boxes += [(ident, n % _ABREAST * (_W + _GAP), bottom + 12 + n // _ABREAST * (_H + _GAP)) for n, ident in enumerate(alone)]
        width, bottom = max(width, min(len(alone), _ABREAST) * (_W + _GAP)), boxes[-1][2] + _H
    body += [f'<g class="{kind}">{"".join(drawn)}</g>' for kind, drawn in lines.items() if drawn]
    body += [_node(records[ident], x, y, home=home, current=ident == current, brief=bool(current)) for ident, x, y in boxes]
    # A frame of 4 px, because strokes are drawn half outside.
    frame = f'viewBox="-4 -4 {width + 8} {bottom + 8}" style="width:{width + 8}px"'
    return f'<svg class="graph" role="group" aria-label="{_text(label)}" {frame}>' + "\n".join(filter(None, body)) + "</svg>"


def _node(record: Record, x: int, y: int, *, home: str, current: bool, brief: bool) -> str:
    ident, (own, rest) = str(record["id"]), _both(record)
    bare, label = ident.removeprefix(f"{home}."), f", {record['label']}" if record.get("label") else ""
    short = _shortened(bare, int((_W - 14) / _LETTER))
    words, classes, marked = _word(own), f"v-{own}", ' aria-current="true"' if current else ""
    second = f'<text x="{x + 22}" y="{y + 34}">{words}</text>'
    if own != rest:
        at = x + 22 + round((len(words) + 1) * _SMALL)
        second = f'<text x="{x + 22}" y="{y + 34}">{words}→</text><use href="#mark-{rest}" class="c-{rest}" x="{at + 1}" y="{y + 25}"/>'
        second += f'<text x="{at + 13}" y="{y + 34}">{_word(rest)}</text>'
        words, classes = f"{words}; with all that it uses: {_word(rest)}", f"{classes} w-{rest}"
    # A page has many drawings around one statement: there a pointer is told only what it does not see.
    told = f"{ident}: {words if brief else record.get('title') or words}{'' if brief or own == rest else f' ({words})'}"
    title = f"<title>{_text(told)}</title>" if not brief or (bare, own) != (short, rest) else ""
    return (
        f'<a href="#{_text(ident)}" class="{classes}"{marked} aria-label="{_text(f"{ident}{label}: {words}")}">'
        f'{title}<rect x="{x}" y="{y}" width="{_W}" height="{_H}" rx="6"/>'
        f'<text x="{x + 8}" y="{y + 18}">{_text(short)}</text><use href="#mark-{own}" x="{x + 8}" y="{y + 25}"/>{second}</a>'
    )


def _both(record: Record) -> tuple[str, str]:
    """The statement's own verdict, and the one with all that it uses."""
    own, rest = (str(record.get(key) or "") for key in ("verdict", "with_ancestors"))
    return (own, rest if rest in STYLES else own) if own in STYLES else (_NONE, _NONE)


def _word(verdict: str) -> str:
    return STYLES[verdict].word if verdict in STYLES else "not examined"


def _shortened(text: str, most: int) -> str:
    head = most * 3 // 5
    return text if len(text) <= most else f"{text[:head]}…{text[head + 1 - most :]}"


def _text(text: str) -> str:
    """Escaped, in one line, without the control characters that no XML may hold."""
    from markupsafe import escape

    return str(escape(" ".join(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text).split())))


@functools.cache
def _natural(ident: str) -> tuple[list[Any], str]:
    """A key that sorts thm2 before thm12."""
    return [int(part) if i % 2 else part for i, part in enumerate(re.split(r"(\d+)", ident))], ident


def _half(point: Point) -> int:
    return _H // 2 if isinstance(point, str) else _PASS // 2

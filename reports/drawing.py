"""Pictures as inline SVG, drawn by matplotlib from the plain data of `reports.figures`: the same bytes every time, in the page's own colours."""

from __future__ import annotations

import html
import io
import logging
import math
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

from reports.figures import BIG, cut, plain, span_of

# Okabe and Ito's colours on the page's light and dark paper, darkened or lightened to at least 3:1 there.
SERIES = (
    ("#0072b2", "#4aa8e0"),
    ("#c45100", "#f58a45"),
    ("#008560", "#1fbf93"),
    ("#a8508a", "#dd9fc2"),
    ("#a87000", "#e69f00"),
    ("#3d8fc4", "#8fcdf2"),
    ("#6b6500", "#f0e442"),
)
CSS_RULES = "svg.picture{width:420px;max-width:100%;height:auto;vertical-align:top;font-variant-numeric:lining-nums}"

WIDTH, HEIGHT, FONT, LINE = 420, 240, 11, 15  # pixels
LEFT, RIGHT, BOTTOM = 48, 10, 34  # pixels beside the axes
LEVELS = 6  # steps of colour on each side of zero
NAMED = 8  # lines in a key
_INKS = ("ink", "quiet", "rule", *(f"s{k}" for k in range(1, len(SERIES) + 1)))
_PAINT = {name: f"#0a0b{k:02x}" for k, name in enumerate(_INKS)}  # drawn with these, which become the page's own colours
_NAMES = {paint: f"var(--{name})" for name, paint in _PAINT.items()}
_DASHES = ("-", (0, (6, 2)), (0, (6, 2, 1.5, 2)), (0, (1.5, 1.5)))
_MARKERS = ("8", "s", "^", "D", "v", "x", "+")


def svg(picture: Mapping[str, Any], *, ident: str) -> str:
    """A picture as inline SVG of about 420 x 240 px, in the page's font and colours: the page includes CSS_RULES, and names SERIES --s1 to --s7.

    `ident` is its id, so that it can be linked to; it holds no other id. Raises ModuleNotFoundError without matplotlib.
    """
    draw = {"scaling": _draw_scaling, "margins": _draw_margins, "law": _draw_lines, "trajectories": _draw_lines, "matrix": _draw_matrix}
    with _alone():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), frameon=False)
        draw[picture["kind"]](figure, picture["marks"])
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg")  # its date, ids and comments are left behind below
    height = round(figure.get_figheight() * 72)
    head = f'<svg class="picture" id="{html.escape(ident)}" role="img" aria-label="{html.escape(plain(picture["alt"]))}" viewBox="0 0 {WIDTH} {height}">'
    return f'{head}<g fill="none" fill-rule="nonzero" font-size="{FONT}">{_small(drawn.getvalue())}</g></svg>'


# ---- from plain data to a figure


def _draw_scaling(figure: Any, marks: Mapping[str, Any]) -> None:
    log, span, band, slope = marks["log"], marks["span"], marks["band"], marks["slope"]
    ends = span_of(marks["x"], True, 2)
    line, shade = {"color": _PAINT["s1"], "marker": "8", "markersize": 5}, {"color": _PAINT["s1"], "alpha": 0.22, "linewidth": 0}
    dashed = {"color": _PAINT["ink"], "linestyle": (0, (5, 3)), "linewidth": 1}
    key = [(line, marks["name"])] + [(shade, "its interval")] * any(low < high for _, low, high in band) + [(dashed, marks["line"])] * (slope is not None)
    axes = _axes(figure, key, names=("size", ""), spans=(ends, span), logs=(True, log), at=marks["x"])
    axes.fill([x for x, *_ in band] + [x for x, *_ in reversed(band)], [b[1] for b in band] + [b[2] for b in reversed(band)], **shade)
    if slope is not None:
        x, y = next((math.log(x), math.log(y)) for x, y in zip(reversed(marks["x"]), reversed(marks["y"]), strict=True) if y is not None)
        cuts = sorted(x + (math.log(end) - y) / slope for end in span) if slope else [-math.inf, math.inf]
        low, high = max(math.log(ends[0]), cuts[0]), min(math.log(ends[1]), cuts[1])
        axes.plot([math.exp(low), math.exp(high)], [math.exp(y + slope * (end - x)) for end in (low, high)], **dashed)
    axes.plot(marks["x"], _gaps(marks["y"]), **line)
    if all(y is None for y in marks["y"]):
        axes.text(0.5, 0.5, "no finite value", transform=axes.transAxes, ha="center", color=_PAINT["quiet"])


def _draw_margins(figure: Any, marks: Mapping[str, Any]) -> None:
    bins, tightest, log = marks["bins"], marks["tightest"], marks["log"]
    most = max((n for *_, n in bins), default=1) or 1
    ends = span_of([*(x for a, b, _ in bins for x in (a, b)), tightest], False, 0)
    names = "tightness of the bound (1 is equality)", "points, on a logarithmic axis" if log else "points"
    axes = _axes(figure, [], names=names, spans=(ends, (0.5, most * 1.6) if log else (0, most * 1.08)), logs=(False, log))
    floor = 0.5 if log else 0
    if bins:
        edges = [bins[0][0], *(b for _, b, _ in bins)]
        axes.stairs([max(n, floor) for *_, n in bins], edges, baseline=floor, fill=True, color=_PAINT["s1"], alpha=0.6, linewidth=0)
    if tightest is not None:
        axes.axvline(tightest, color=_PAINT["s2"], linewidth=1.5)
        right = "right" if tightest > sum(ends) / 2 else "left"
        axes.text(tightest, 1.02, f"tightest found: {cut(marks['text'], 20)}", transform=axes.get_xaxis_transform(), ha=right, color=_PAINT["s2"])


def _draw_lines(figure: Any, marks: Mapping[str, Any]) -> None:
    lines, dots, levels = marks["lines"], marks["dots"], sorted(marks["levels"], key=lambda level: -level[1])
    looks: list[dict[str, Any]] = [{"color": _PAINT[f"s{k % 7 + 1}"], "linestyle": _DASHES[(k + k // 7) % 4], "linewidth": 1.6} for k in range(len(lines))]
    for k in range(len(dots)):  # hollow and of several sizes, so that all are seen where they meet
        marker = {"marker": _MARKERS[k % 7], "markersize": 5 + 2 * (k % 3), "markerfacecolor": "none", "linestyle": "none"}
        looks.append({"color": _PAINT[f"s{(k + len(lines)) % 7 + 1}"], **marker})
    points = [p for _, series in (*lines, *dots) for p in series]
    spans = span_of([x for x, _ in points], False, 0), span_of([*(y for _, y in points), *(at for _, at in levels)], False, 0)
    right = max((_width(cut(name, 16)) + 6 for name, _ in levels), default=RIGHT)
    key = list(zip(looks, (name for name, _ in (*lines, *dots)), strict=True))
    axes = _axes(figure, key, names=(marks["x"], marks["y"]), spans=spans, right=right)
    for _, at in levels:
        axes.axhline(at, color=_PAINT["quiet"], linestyle=(0, (4, 3)), linewidth=0.8)
    for look, (_, series) in zip(looks, (*lines, *dots), strict=True):
        axes.plot(_gaps(x for x, _ in series), _gaps(y for _, y in series), **look)
    names = levels[: int(axes.bbox.height / 12) + 1]  # as many as have room
    heights = [axes.transData.transform((0, at))[1] for _, at in names]
    for (name, _), y in zip(names, _apart(heights, 12, axes.bbox.y0), strict=True):
        figure.text(axes.bbox.x1 + 5, y, cut(name, 16), transform=None, color=_PAINT["quiet"], va="center_baseline")


def _apart(heights: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Falling heights, moved so that each is at least `gap` below the one before and none is pushed below `lowest`."""
    down = list(heights)
    for k in range(1, len(down)):
        down[k] = min(down[k], down[k - 1] - gap)
    return [max(y, lowest + gap * (len(down) - 1 - k)) for k, y in enumerate(down)]


def _draw_matrix(figure: Any, marks: Mapping[str, Any]) -> None:
    from matplotlib.collections import LineCollection, PolyCollection
    from matplotlib.colors import to_rgba

    cells, most, (rows, columns) = marks["cells"], marks["most"], marks["shape"]
    n, m = len(cells), len(cells[0])
    side, left, top = min(28.0, 300 / m, 240 / n), 34, LINE + 6
    printed = bool(marks["texts"]) and max(_width(x) for row in marks["texts"] for x in row) + 2 <= side
    bar, step = left + m * side + 24, 8
    height = max(n * side, 2 * LEVELS * step) + top + 8
    figure.set_size_inches(WIDTH / 72, height / 72)
    boxes: list[Any] = [(left + j * side, top + i * side, side, side, _level(v, most)) for i, row in enumerate(cells) for j, v in enumerate(row)]
    if most:
        boxes += [(bar, top + k * step, 10, step, LEVELS - k - (k >= LEVELS)) for k in range(2 * LEVELS)]

    def up(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x, height - y) for x, y in points]

    wide: list[Any] = []
    for x, y, w, h, level in boxes:  # neighbours of one colour are one box
        if wide and wide[-1][1] == y and wide[-1][4] == level and abs(wide[-1][0] + wide[-1][2] - x) < 1e-9:
            x, w = wide[-1][0], wide.pop()[2] + w
        wide.append((x, y, w, h, level))
    shaded = [(up((x, y), (x + w, y), (x + w, y + h), (x, y + h)), level) for x, y, w, h, level in wide if level]
    strength = 0.55 if printed else 1  # printed numbers must stay legible
    paints = [to_rgba(_PAINT["s1" if level > 0 else "s2"], abs(level) / LEVELS * strength) for _, level in shaded]
    figure.add_artist(PolyCollection([box for box, _ in shaded], facecolors=paints, linewidths=0, transform=None))
    strokes = []
    for x, y, w, h, level in boxes:
        middle, down, arm = x + w / 2, y + h / 2, min(w, h) / 4
        if level is None:
            strokes += [up((middle - arm, down + end), (middle + arm, down - end)) for end in (arm, -arm)]
        elif level < 0 and not printed:
            strokes.append(up((middle - arm, down), (middle + arm, down)))
    figure.add_artist(LineCollection(strokes, colors=_PAINT["ink"], linewidths=1, transform=None))
    right, low = left + m * side, top + n * side
    frame = up((left, top), (right, top), (right, low), (left, low), (left, top))
    figure.add_artist(LineCollection([frame], colors=_PAINT["quiet"], linewidths=0.8, transform=None))
    texts: list[tuple[float, float, str, str]] = [(left - 5, top + (i + 0.5) * side, str(k), "right") for i, k in {0: 1, n - 1: rows}.items()]
    texts += [(left + (j + 0.5) * side, top - 9, str(k), "center") for j, k in {0: 1, m - 1: columns}.items()]
    short = marks["text"] if len(marks["text"]) <= 10 else f"{most:.3g}" if most < BIG else "huge"
    texts += [(bar + 15, top + step * k, label, "left") for k, label in ((0.5, short), (LEVELS, "0"), (2 * LEVELS - 0.5, "-" + short)) if most]
    if printed:
        texts += [(left + (j + 0.5) * side, top + (i + 0.5) * side, x, "center") for i, row in enumerate(marks["texts"]) for j, x in enumerate(row)]
    for x, y, text, align in texts:
        figure.text(x, height - y, plain(text).replace("-", "−"), transform=None, ha=align, va="center_baseline", color=_PAINT["ink"])


def _level(value: float | None, most: float) -> int | None:
    return None if value is None else int(math.copysign(max(1, math.ceil(abs(value) / most * LEVELS - 1e-9)), value)) if value else 0


def _axes(
    figure: Any,
    key: Sequence[tuple[dict[str, Any], str]],
    *,
    names: tuple[str, str],
    spans: Sequence[tuple[float, float]],
    logs: tuple[bool, bool] = (False, False),
    at: Sequence[float] = (),
    right: float = RIGHT,
) -> Any:
    """Axes with their key above, quiet rules on two sides, and ticks on the horizontal one at `at`, as far as there is room."""
    top = _key(figure, key) + (LINE if names[1] else 0) + 4
    box = (LEFT / WIDTH, BOTTOM / HEIGHT, (WIDTH - LEFT - right) / WIDTH, (HEIGHT - BOTTOM - top) / HEIGHT)
    axes = figure.add_axes(box, xscale="log" if logs[0] else "linear", yscale="log" if logs[1] else "linear", xlim=spans[0], ylim=spans[1])
    for axis, log, span, ticks in ((axes.xaxis, logs[0], spans[0], at), (axes.yaxis, logs[1], spans[1], ())):
        ticks = _thinned(ticks, span) or (_log_ticks if log else _ticks)(*span)
        axis.set_ticks([], minor=True)
        axis.set_ticks(ticks, _labels(ticks))
    axes.tick_params(length=3, width=0.8, pad=3, color=_PAINT["quiet"], labelcolor=_PAINT["quiet"])
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(color=_PAINT["quiet"], linewidth=0.8)
    figure.text(WIDTH - right, 5, cut(names[0], 60), transform=None, ha="right", color=_PAINT["ink"])
    figure.text(4, HEIGHT - top + 8, cut(names[1], 60), transform=None, color=_PAINT["ink"])
    return axes


def _key(figure: Any, entries: Sequence[tuple[dict[str, Any], str]]) -> float:
    """Draws the key from the top left corner on, line by line, and returns its height in pixels."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    x, y = 4.0, HEIGHT - 9.0
    for look, name in [*((look, cut(name, 44)) for look, name in entries[:NAMED]), ({}, f"and {len(entries) - NAMED} more")][: len(entries)]:
        before = 0 if not look else 14 if look.get("linestyle") == "none" else 27
        if x > 4 and x + before + _width(name) > WIDTH:
            x, y = 4.0, y - LINE
        ends = [x + 5] if before == 14 else [x, x + 11, x + 22]
        if "alpha" in look:
            figure.add_artist(Rectangle((x, y - 5), 22, 10, transform=None, **look))
        elif look:
            figure.add_artist(Line2D(ends, [y] * len(ends), transform=None, markevery=[len(ends) // 2], **look))
        figure.text(x + before, y, name, transform=None, va="center_baseline", color=_PAINT["ink"])
        x += before + _width(name) + 12
    return HEIGHT - y + 9 if entries else 4


def _ticks(low: float, high: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    return [float(v) for v in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(low, high) if low <= v <= high]


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    choices = [[float(f"{d}e{k}") for k in decades for d in digits if low <= float(f"{d}e{k}") <= high] for digits in ((1,), (1, 3), (1, 2, 5))]
    ticks = next((ticks for ticks in choices if len(ticks) >= 3), choices[-1])
    return ticks[:: -(-len(ticks) // 6)]


def _thinned(ticks: Sequence[float], span: tuple[float, float]) -> list[float]:
    """Every k-th of the ticks of a logarithmic axis, so that their labels have room beside each other."""
    for step in range(1, len(ticks) + 1):
        kept = ticks[::step]
        widths = [_width(text) + 6 for text in _labels(kept)]
        scale = (WIDTH - LEFT - RIGHT) / math.log(span[1] / span[0])
        if all(math.log(kept[k] / kept[k - 1]) * scale > (widths[k - 1] + widths[k]) / 2 for k in range(1, len(kept))):
            return list(kept)
    return []


def _labels(ticks: Sequence[float]) -> list[str]:
    """The shortest labels that tell the ticks apart, and what they are."""
    digits = next((d for d in range(1, 12) if all(abs(float(f"{v:.{d}g}") - v) <= 1e-9 * abs(v) for v in ticks)), 12)
    return [_label(v, digits) for v in ticks]


def _label(value: float, digits: int) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.{max(digits, 5)}g}".replace("-", "−")
    base, power = (2, math.log2(value)) if value > 0 and math.log2(value).is_integer() else (10, math.floor(math.log10(abs(value)) + 1e-9))
    mantissa = f"{value / base**power:.{digits}g}".replace("-", "−")
    raised = f"{base}{int(power)}"[len(str(base)) :].translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{base}{raised}" if mantissa == "1" else f"{mantissa}×{base}{raised}"


def _gaps(values: Iterable[float | None]) -> list[float]:
    return [math.nan if v is None else v for v in values]


def _width(text: str) -> float:
    """About as many pixels as the text is wide: a page's font is not known here."""
    return sum(FONT if unicodedata.east_asian_width(c) in "WF" else 0.5 * FONT for c in text)


# ---- from matplotlib's SVG to a small one


@contextmanager
def _alone() -> Iterator[None]:
    """Matplotlib with its own defaults whatever a user's settings are, without warnings of its fonts, and with all settings put back."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)  # it tells of its font cache
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        log.setLevel(level)
        raise ModuleNotFoundError("pictures need matplotlib: python -m pip install matplotlib==3.11.2", name=error.name) from error
    settings: Any = {"svg.fonttype": "none", "text.parse_math": False, "font.size": FONT, "font.family": ["DejaVu Sans"]}
    try:
        with warnings.catch_warnings(), matplotlib.rc_context():
            warnings.simplefilter("ignore")  # a glyph that the measuring font lacks may be in the page's
            matplotlib.rcdefaults()
            matplotlib.rcParams.update({**settings, "path.simplify_threshold": 0.3, "figure.dpi": 72, "axes.facecolor": "none"})
            yield
    finally:
        log.setLevel(level)


def _small(text: str) -> str:
    """The marks of an SVG of matplotlib, without groups, ids, clips and definitions: what looks the same is drawn together."""
    shapes: dict[str, ElementTree.Element] = {}
    paths: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(text).iter():
        tag = element.tag.rpartition("}")[2]
        if "id" in element.attrib and tag == "path":
            shapes[element.attrib["id"]] = element
        elif tag in ("path", "use"):
            link = next((v for k, v in element.attrib.items() if k.endswith("href")), "")
            shape = shapes[link.removeprefix("#")] if link else element
            look = _look(shape.get("style", "") + ";" + element.get("style", ""))
            if look and (lines := _path(shape.get("d", ""), float(element.get("x", 0)), float(element.get("y", 0)))):
                paths.setdefault(look, []).append(lines)
        elif tag == "text" and element.text:
            x, y = (_tenths(round(float(element.attrib[k]) * 10)) for k in "xy")
            words.setdefault(_look(element.get("style", "")), []).append(f'<text x="{x}" y="{y}">{html.escape(element.text, quote=False)}</text>')
    drawn = "".join(f'<path d="{"".join(parts)}"{look}/>' for look, parts in paths.items())
    return drawn + "".join(f"<g{look}>{''.join(parts)}</g>" for look, parts in words.items())


def _look(style: str) -> str:
    """The attributes that matter, of a style that may name one twice."""
    known = dict(pair.split(": ", 1) for pair in re.split(r";\s*", style) if ": " in pair)
    stroke = ["stroke", "stroke-width", "stroke-dasharray"] if known.get("stroke", "none") != "none" else []
    fill = ["fill", "fill-opacity"] if known.get("fill", "none") != "none" else []
    usual = {"stroke-width": "1", "text-anchor": "start"}
    kept = [(k, known[k]) for k in (*fill, *stroke, "opacity", "text-anchor") if k in known and known[k] != usual.get(k)] if fill or stroke else []
    return "".join(f' {k}="{_NAMES.get(v, v)}"' for k, v in kept)


def _path(d: str, x: float, y: float) -> str:
    """Straight lines, moved by x and y and written as steps of tenths of a pixel."""
    written, at, start = [], (0, 0), (0, 0)
    for command, a, b in re.findall(r"([MLz])\s*([-\d.e]+)?\s*([-\d.e]+)?", d):
        if command == "z":
            written.append("z")
            at = start
            continue
        to = round((float(a) + x) * 10), round((float(b) + y) * 10)
        step = to[0] - at[0], to[1] - at[1]
        if command == "M":
            written.append(f"M{_pair(*to)}")
            start = to
        elif step[0] and step[1]:
            written.append(f"l{_pair(*step)}")
        elif step[0] or step[1]:
            written.append(f"h{_tenths(step[0])}" if step[0] else f"v{_tenths(step[1])}")
        at = to
    return "".join(written)


def _pair(a: int, b: int) -> str:
    first, second = _tenths(a), _tenths(b)
    return first + ("" if second.startswith("-") else " ") + second


def _tenths(n: int) -> str:
    whole, rest = divmod(abs(n), 10)
    return ("-" if n < 0 else "") + (f"{whole or ''}.{rest}" if rest else str(whole))

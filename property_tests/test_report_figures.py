"""The pictures of the report: plain data out of records, and small, safe SVG that is the same every time."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from reports import drawing, figures

pytest.importorskip("matplotlib", reason="pictures need matplotlib")
SIZES = [16, 32, 64, 128, 256, 512]
HOSTILE = "漢🦉\ue000</text><script>alert('1')</script> & \"$x_1$ _{a}^b\" \\frac \x00\ud800\u202e\ufffe ]]>"
LAW = {
    "kind": "law",
    "title": "water-filling",
    "x": "drive",
    "y": "kernel",
    "curve": [[x / 50, max(0.0, x / 50 - 1)] for x in range(100)],
    "points": [[x, max(0.0, x - 1), start] for start in ("1/10", "10") for x in (0.5, 1.0, 1.5)],
    "curve_name": "the law",
    "points_name": "the flow",
}
TRAJECTORIES = {
    "kind": "trajectories",
    "title": "eigenvalues",
    "x": "time",
    "y": "eigenvalue",
    "series": [{"name": f"mode {k}", "points": [[t / 50, k * t / (t + 40.0)] for t in range(300)]} for k in range(1, 8)],
    "levels": [{"name": f"limit {k}", "at": f"{k}/5"} for k in range(1, 8)],
}
ROWS = [[str(i - j) if (i + j) % 3 else "-3/7" for j in range(6)] for i in range(5)]


def curve(estimates: list[str], *, kind: str = "exponent", claimed: str = "1/2", intervals: list[list[str]] | None = None) -> dict[str, Any]:
    sides = intervals or [[e, e] for e in estimates]
    sizes = SIZES[: len(estimates)]
    return {"beside": "a = 1", "outcome": "holds", "sizes": sizes, "estimates": estimates, "intervals": sides, "kind": kind, "claimed": claimed}


GROWING = curve([f"{n**0.5:.4g}" for n in SIZES], intervals=[[f"{n**0.5 * 0.9:.4g}", f"{n**0.5 * 1.1:.4g}"] for n in SIZES])
MARGINS = {"edges": ["0", "0.25", "0.5", "0.75", "1"], "counts": [5, 40, 7000, 1], "points": 7046}
TIGHTNESS = {"tightest": "1 - 3.2e-07", "at": {}, "attained": 0, "attacked": 9001}


def record(*, curves: Any = (), margins: Any = None, drawn: Any = (), letters: Any = None, tightness: Any = TIGHTNESS) -> dict[str, Any]:
    evidence = [{"kind": "instances", "curves": list(curves), "margins": margins, "tightness": tightness}]
    return {
        "reading": "as printed",
        "claims": [{"name": "it is small", "reading": reading, "evidence": evidence * 2} for reading in ("as printed", "strict")],
        "pictures": list(drawn),
        "counterexample": {"claim": "it is small", "reading": "strict", "letters": letters} if letters else None,
    }


def one(**parts: Any) -> dict[str, Any]:
    return figures.pictures(record(**parts))[0]


EACH: dict[str, dict[str, Any]] = {
    "scaling": {"curves": [GROWING]},
    "margins": {"margins": MARGINS},
    "law": {"drawn": [LAW]},
    "trajectories": {"drawn": [TRAJECTORIES]},
    "matrix": {"letters": {"K": ROWS}},
}


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def words(text: str) -> str:
    return " | ".join(element.text or "" for element in parsed(text).iter("text"))


def cells(picture: dict[str, Any]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(picture["csv"])))


@pytest.mark.parametrize(("kind", "most"), [("scaling", 5000), ("margins", 3000), ("law", 5000), ("trajectories", 8000), ("matrix", 5000)])
def test_each_kind_is_small_and_free_of_foreign_links_and_says_in_words_what_it_shows(kind: str, most: int) -> None:
    picture = one(**EACH[kind])
    text = drawing.svg(picture, ident="p1")
    root = parsed(text)
    assert picture["kind"] == kind and len(text.encode()) < most
    assert root.tag == "svg" and root.attrib["role"] == "img" and root.attrib["aria-label"] == picture["alt"] != ""
    assert not re.search(r"http|url\(|href|style=|<!|<\?|#0a0b|metadata|DejaVu|clip", text), "nothing but marks in the page's colours"
    assert not re.search(r"\d\.\d\d+[ \-hvlz\"]", re.sub(r'(opacity|width|dasharray|aria-label)="[^"]*"', "", text)), "coordinates have one decimal"
    assert "#ffffff" not in text, "no background hides the page's paper"


def test_the_picture_is_a_function_of_the_json_document() -> None:
    for parts in EACH.values():
        picture = one(**parts)
        again = json.loads(json.dumps(picture, allow_nan=False))
        assert drawing.svg(again, ident="a") == drawing.svg(picture, ident="a")


def test_another_process_draws_the_same_bytes() -> None:
    program = (
        "import json, sys; from reports.drawing import svg; from reports.figures import pictures\n"
        "for record in json.load(sys.stdin): print(svg(pictures(record)[0], ident='a'), pictures(record)[0]['csv'])"
    )
    records = [record(**parts) for parts in EACH.values()]
    other = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": "77"}, input=json.dumps(records), text=True, capture_output=True, check=True
    )
    assert other.stdout == "".join(f"{drawing.svg(figures.pictures(r)[0], ident='a')} {figures.pictures(r)[0]['csv']}\n" for r in records)
    assert other.stderr == ""


def test_no_id_stands_twice_in_a_page_and_settings_of_the_user_are_neither_used_nor_changed() -> None:
    import matplotlib

    before = drawing.svg(one(**EACH["law"]), ident="a")
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "text.usetex": True, "svg.fonttype": "path"}):
        kept = dict(matplotlib.rcParams)
        assert drawing.svg(one(**EACH["law"]), ident="a") == before
        assert dict(matplotlib.rcParams) == kept
    ids = re.findall(r'\bid="([^"]*)"', before + drawing.svg(one(**EACH["law"]), ident="b"))
    assert ids == ["a", "b"]


@pytest.mark.parametrize("kind", list(EACH))
def test_hostile_names_come_out_as_text(kind: str) -> None:
    hostile: dict[str, dict[str, Any]] = {
        "scaling": {"curves": [GROWING | {"beside": HOSTILE, "claimed": "1/2", "outcome": HOSTILE}]},
        "margins": {"margins": MARGINS, "tightness": TIGHTNESS | {"tightest": HOSTILE}},
        "law": {"drawn": [LAW | {"x": HOSTILE, "y": HOSTILE, "curve_name": HOSTILE, "points_name": HOSTILE, "title": HOSTILE}]},
        "trajectories": {"drawn": [TRAJECTORIES | {"series": [{"name": HOSTILE, "points": [[0, 1], [1, 2]]}], "levels": [{"name": HOSTILE, "at": 1}]}]},
        "matrix": {"letters": {HOSTILE: [[HOSTILE] * 5]}},
    }
    text = drawing.svg(one(**hostile[kind]), ident='"><script>')
    assert {element.tag for element in parsed(text).iter()} <= {"svg", "g", "path", "text"}
    assert "<script" not in text and "\u202e" not in text
    if kind in ("law", "trajectories"):
        assert "</text><script>" in words(text), "it is shown as it was written"


def test_dollars_and_underscores_start_no_mathematics() -> None:
    text = drawing.svg(one(drawn=[LAW | {"curve_name": "_cost of $5 and $6_"}]), ident="a")
    assert "_cost of $5 and $6_" in words(text)


def test_a_scaling_plot_tells_estimates_bounds_and_the_slope_that_is_claimed() -> None:
    picture = one(curves=[GROWING])
    rows = zip(SIZES, GROWING["estimates"], GROWING["intervals"], strict=True)
    assert cells(picture) == [["size", "estimate", "low", "high"], *([str(n), e, *i] for n, e, i in rows)]
    assert all(part in picture["alt"] for part in ("Log-log", "6 sizes", "4 (between 3.6 and 4.4) at size 16", "22.63", "as claimed", "slope 1/2"))
    assert "a = 1" in picture["title"] and (picture["claim"], picture["reading"]) == ("it is small", "as printed")
    assert "slope 1/2, as claimed" in words(drawing.svg(picture, ident="a")) and "512" in words(drawing.svg(picture, ident="a"))


def test_the_dashed_line_of_a_slope_goes_through_the_last_estimate() -> None:
    text = drawing.svg(one(curves=[GROWING | {"claimed": "1/3"}]), ident="a")
    dashed, line = (re.search(rf'd="([^"]*)"[^>]*{look}', text) for look in ('stroke="var\\(--ink\\)" stroke-dasharray', 'stroke="var\\(--s1\\)" stroke-width'))
    assert dashed and line
    (x, y, dx, dy), (a, b, *steps) = ([float(n) for n in re.findall(r"-?[\d.]+", m[1].split("M")[1])] for m in (dashed, line))
    at = a + sum(steps[::2]), b + sum(steps[1::2])
    assert abs(y + dy / dx * (at[0] - x) - at[1]) < 0.3


def test_bounded_claims_have_a_level_line_and_limits_have_none() -> None:
    drawn = {kind: one(curves=[GROWING | {"kind": kind, "claimed": ""}]) for kind in ("lesssim", "same_order", "tends_to", "same_law", "")}
    assert {kind: picture["marks"]["slope"] for kind, picture in drawn.items()} == {"lesssim": 0, "same_order": 0, "tends_to": None, "same_law": None, "": None}
    assert "must go to zero" in drawn["tends_to"]["title"] and "slope" not in drawn["tends_to"]["alt"]
    assert "stroke-dasharray" in drawing.svg(drawn["lesssim"], ident="a") and "stroke-dasharray" not in drawing.svg(drawn["tends_to"], ident="a")


@pytest.mark.parametrize(
    ("estimates", "intervals", "said"),
    [
        (["1", "0", "-2"], None, "axis is linear"),
        (["0", "0", "0"], None, "axis is linear"),
        (["1", "nan", "2"], [["1", "1"], ["nan", "nan"], ["2", "2"]], "1 of 3 estimates without"),
        (["nan", "nan"], None, "2 of 2 estimates without"),
        (["inf", "2"], None, "1 of 2 estimates without"),
        (["1", "2"], [["-1", "2"], ["0", "inf"]], "cut off"),
        (["1e300", "1e-300", "1"], None, "3 sizes"),
        (["1e10", "1e-320"], None, "axis is linear"),
        (["7" * 400, "1"], None, "2 sizes"),
        (["2"], None, "1 size:"),
        ([], None, "there are none"),
    ],
)
def test_zeros_nan_infinities_and_few_sizes_are_drawn_and_said(estimates: list[str], intervals: Any, said: str) -> None:
    picture = one(curves=[curve(estimates, intervals=intervals)])
    json.dumps(picture, allow_nan=False)
    text = drawing.svg(picture, ident="a")
    assert said in picture["alt"] and not re.search(r"nan|inf\b", re.sub(r'aria-label="[^"]*"', "", text))
    for x, y in re.findall(r"M(-?[\d.]+)[ ]?(-?[\d.]+)", text):
        assert -1 <= float(x) <= drawing.WIDTH + 1 and -1 <= float(y) <= drawing.HEIGHT + 1, "nothing is drawn outside, where no clip hides it"


def test_margins_are_drawn_once_for_a_claim_and_only_for_the_best_reading() -> None:
    (picture,) = figures.pictures(record(margins=MARGINS))
    assert picture["reading"] == "as printed"
    proved = record(margins=MARGINS)
    proved["claims"] = [c | {"verdict": "proved"} for c in proved["claims"]]
    assert figures.pictures(proved) == [], "how near a theorem comes to failing says little"
    assert cells(picture) == [["from", "to", "points"], ["0", "0.25", "5"], ["0.25", "0.5", "40"], ["0.5", "0.75", "7000"], ["0.75", "1", "1"]]
    assert all(part in picture["alt"] for part in ("7046 drawn points", "7000", "from 0.5 to 0.75", "1 - 3.2e-07", "0 of 9001", "logarithmic"))
    assert picture["marks"]["tightest"] == 1 - 3.2e-07
    assert "tightest found: 1 - 3.2e-07" in words(drawing.svg(picture, ident="a"))
    assert "logarithmic" not in one(margins=MARGINS | {"counts": [70, 400, 7000, 90]})["alt"]


def test_bars_are_as_high_as_their_counts() -> None:
    text = drawing.svg(one(margins={"edges": [0, 1, 2, 4], "counts": [1, 0, 40], "points": 41}), ident="a")
    bars = re.search(r'd="M([^"]*)" fill="var\(--s1\)"', text)
    assert bars
    steps = [(kind, float(size)) for kind, size in re.findall(r"([hv])(-?[\d.]+)", bars[1])]
    (_, up), (_, wide), (_, down), (_, gap), (_, rise), (_, last), (_, fall) = steps
    assert down == -up and abs(rise - 40 * up) < 4 and fall == -rise and abs(wide - gap) < 0.2 and abs(last - 2 * wide) < 0.3


@pytest.mark.parametrize("margins", [{"edges": [], "counts": [], "points": 0}, {"edges": ["-inf", "0", "1"], "counts": [3, 0], "points": 3}])
def test_an_empty_or_open_histogram_is_drawn(margins: Any) -> None:
    picture = one(margins=margins, tightness=None)
    assert "No tightest" in picture["alt"] and ("3 points lie outside" in picture["alt"]) == bool(margins["points"])
    parsed(drawing.svg(picture, ident="a"))


def test_a_law_and_trajectories_are_told_apart_without_colours() -> None:
    law, paths = one(drawn=[LAW]), one(drawn=[TRAJECTORIES])
    assert cells(law)[0] == ["series", "x", "y"] and ["the flow: 1/10", "1.5", "0.5"] in cells(law) and "2 starts" in law["alt"]
    assert cells(paths)[-1] == ["limit 7", "", "7/5"] and "limit 3 at 0.6" in paths["alt"] and "mode 1 from 0 to 0.882" in paths["alt"]
    assert not re.search(r'fill="var\(--s\d', drawing.svg(law, ident="a")), "end points are hollow, so that none hides another"
    text = drawing.svg(paths, ident="a")
    looks = [re.search(rf'stroke="var\(--s{k}\)"[^/]*', text) for k in range(1, 5)]
    assert len({re.sub(r"--s\d", "", look[0]) for look in looks if look}) == 4, "neighbours differ in their dashes"
    assert all(f"limit {k}" in words(text) for k in range(1, 8))
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)">limit', text))
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 11, "labels of levels do not cover each other"


def test_diverging_and_empty_lines_are_drawn() -> None:
    wild = TRAJECTORIES | {"series": [{"name": "a", "points": [[0, 1], [1, "1e400"], [2, float("nan")], [3, 2]]}, {"name": "b", "points": []}], "levels": []}
    for drawn in (wild, LAW | {"curve": [], "points": []}):
        picture = one(drawn=[drawn])
        json.dumps(picture, allow_nan=False)
        assert "nan" not in drawing.svg(picture, ident="a")


def test_many_lines_keep_a_short_key() -> None:
    many = TRAJECTORIES | {"series": [{"name": f"mode {k}", "points": [[0, 0], [1, k]]} for k in range(30)], "levels": [{"name": "same", "at": 3}] * 40}
    assert len(cells(one(drawn=[many]))) == 1 + 60 + 40
    text = drawing.svg(one(drawn=[many]), ident="a")
    assert "and 22 more" in words(text) and "more" not in words(drawing.svg(one(drawn=[TRAJECTORIES]), ident="a"))
    assert all(0 < float(y) < drawing.HEIGHT for y in re.findall(r'y="([\d.-]+)"', text))


def test_a_matrix_keeps_its_exact_entries_and_shows_signs_without_colour() -> None:
    picture = one(letters={"n": "3", "small": [["1"] * 4] * 4, "ragged": [["1"], ["1", "2"]], "K": ROWS})
    assert picture["title"] == "The matrix K, 5 × 6" and cells(picture) == [["1", "2", "3", "4", "5", "6"], *ROWS]
    positive, negative = (sum(s * (0.5 - x.startswith("-")) > 0 for row in ROWS for x in row if x != "0") for s in (1, -1))
    assert f"{positive} entries are positive, {negative} negative" in picture["alt"] and "−3/7" in words(drawing.svg(picture, ident="a"))
    large = [["-1" if i == j else "0" for j in range(20)] for i in range(20)]
    bars = re.search(r'd="([^"]*)" stroke="var\(--ink\)"', drawing.svg(one(letters={"K": large}), ident="a"))
    assert bars and bars[1].count("M") == 20 + drawing.LEVELS, "a bar in each negative cell, and in the scale"


def test_huge_entries_and_large_matrices_are_clipped_and_gathered() -> None:
    rows = [["0"] * 90 for _ in range(50)]
    rows[49][89], rows[0][0], rows[7][7] = "-" + "9" * 4000, "1/3", "sqrt(2)"
    picture = one(letters={"K": rows})
    assert "3 by 3 entries" in picture["alt"] and "1 negative" in picture["alt"] and "no plain numbers: 1" in picture["alt"]
    assert len(picture["marks"]["cells"]) == 17 and picture["marks"]["cells"][16][29] == -figures.BIG and cells(picture)[50][89] == rows[49][89]
    assert len(drawing.svg(picture, ident="a")) < 5000
    assert drawing.svg(one(letters={"K": [["0"] * 5] * 5}), ident="a")


def test_a_record_without_anything_to_draw_has_no_pictures() -> None:
    assert figures.pictures({"claims": [], "counterexample": None, "reading": ""}) == []
    assert figures.pictures(record()) == []


def test_every_colour_of_a_series_has_a_contrast_of_three_on_both_papers() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    for pair in drawing.SERIES:
        for colour, paper in zip(pair, ("#fffefb", "#15161a"), strict=True):
            low, high = sorted((luminance(colour), luminance(paper)))
            assert (high + 0.05) / (low + 0.05) >= 3


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install matplotlib==3\.11\.2"):
        drawing.svg(one(**EACH["margins"]), ident="a")

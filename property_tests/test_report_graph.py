"""The drawn dependency graph: what a reader may rely on, of random theories and of hostile ones."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import combinations, pairwise
from typing import Any

import pytest

pytest.importorskip("networkx", reason="networkx, which draws the dependency graph, is not installed")

from reports import graph
from reports.style import STYLES

Record = dict[str, Any]
Drawn = tuple[dict[str, tuple[float, float, float, float]], list[tuple[str, str, str]], tuple[float, float, float, float]]


def statement(ident: str, *, uses: tuple[str, ...] = (), **others: Any) -> Record:
    paper, short = ident.split(".", 1)
    record = {"id": ident, "paper": paper, "label": f"Lemma {short}", "title": f"On {short}", "verdict": "proved", "with_ancestors": "proved"}
    return record | {"uses": list(uses), "amends": None, "contradicted_by": []} | others


def theory(seed: int, *, size: int = 40, most: int = 3) -> list[Record]:
    """A random acyclic theory of one paper, with amendments and exclusions; the order of the records says nothing of the edges."""
    rng = random.Random(seed)
    names = [f"p.s{n}" for n in range(size)]
    records = []
    for n, name in enumerate(names):
        uses = tuple(rng.sample(names[:n], min(n, rng.randrange(most + 1))))
        own, rest = rng.choice([*STYLES, ""]), rng.choice([*STYLES])
        others = {"amends": rng.choice(uses) if uses and n % 7 == 0 else None, "contradicted_by": [rng.choice(uses)] if uses and n % 11 == 0 else []}
        records.append(statement(name, uses=uses, verdict=own, with_ancestors=rest, **others))
    rng.shuffle(records)
    return records


def numbers(text: str) -> tuple[float, float, float, float]:
    a, b, c, d = map(float, text.split())
    return a, b, c, d


def read(svg: str) -> Drawn:
    """The boxes (x, y, width, height) by id, the edges (used, user, kind) that join two boxes, and the frame."""
    root = ET.fromstring(svg)
    boxes = {}
    for link in root.iter("a"):
        rect = link.find("rect")
        assert rect is not None
        boxes[link.attrib["href"].removeprefix("#")] = numbers(" ".join(rect.attrib[key] for key in ("x", "y", "width", "height")))
    starts = {(x + w, y + h / 2): ident for ident, (x, y, w, h) in boxes.items()}
    ends = {(x, y + h / 2): ident for ident, (x, y, w, h) in boxes.items()}
    edges = []
    for group in root.iter("g"):
        for path in group.iter("path"):
            points = walk(path.attrib["d"])
            if points[0] in starts:  # the samples of the legend start nowhere
                edges.append((starts[points[0]], ends[points[-1]], group.attrib["class"]))
    return boxes, sorted(edges), numbers(root.attrib["viewBox"])


def walk(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, h and relative c, in absolute coordinates."""
    points: list[tuple[float, float]] = []
    for letter, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", text)]
        x, y = points[-1] if points else (0.0, 0.0)
        points.append((steps[0], steps[1]) if letter == "M" else (x + steps[0], y) if letter == "h" else (x + steps[4], y + steps[5]))
    return points


def grounds(records: list[Record]) -> dict[str, set[str]]:
    """What each statement uses, without what it amends and what contradicts it: by definition, not by the code under test."""
    return {r["id"]: set(r["uses"]) - {r["amends"]} - set(r["contradicted_by"]) for r in records}


@pytest.mark.parametrize("seed", range(6))
def test_no_two_boxes_touch_and_all_stand_inside_the_frame(seed: int) -> None:
    boxes, _, (left, top, width, height) = read(graph.paper(theory(seed, most=1 + seed % 3), ident="p"))
    assert len(boxes) == 40
    for (x, y, w, h), (X, Y, W, H) in combinations(boxes.values(), 2):
        assert x + w < X or X + W < x or y + h < Y or Y + H < y
    for x, y, w, h in boxes.values():
        assert left < x and x + w < left + width and top < y and y + h < top + height


@pytest.mark.parametrize("seed", range(6))
def test_an_edge_runs_to_the_right_and_through_no_box(seed: int) -> None:
    svg = graph.paper(theory(seed), ident="p")
    boxes, edges, _ = read(svg)
    assert len(edges) > 20
    for path in re.findall(r'<path d="([^"]+)"', svg):
        points = walk(path)
        assert all(x < X for (x, _), (X, _) in pairwise(points))
        for x, y, w, h in boxes.values():
            # Curves bend between the columns only: where a box stands, a path is level, so its corners tell whether it meets the box.
            assert not any(X < x + w and x < Z and y < Y < y + h for (X, Y), (Z, V) in pairwise(points) if Y == V)
            assert not any(X < x + w and x < Z for (X, Y), (Z, V) in pairwise(points) if Y != V and min(Y, V) < y + h and y < max(Y, V))


@pytest.mark.parametrize("seed", range(6))
def test_exactly_the_edges_that_no_longer_way_implies_are_drawn(seed: int) -> None:
    records = theory(seed)
    uses = grounds(records)

    def above(ident: str) -> set[str]:
        return {ident}.union(*(above(used) for used in uses[ident]))

    implied = {(used, user) for user in uses for used in uses[user] if any(used in above(other) for other in uses[user] - {used})}
    expected = {(used, user, "uses") for user in uses for used in uses[user]} - {(*pair, "uses") for pair in implied}
    expected |= {(r["amends"], r["id"], "amends") for r in records if r["amends"]}
    expected |= {(other, r["id"], "excludes") for r in records for other in r["contradicted_by"] if other != r["amends"]}
    assert implied and set(read(graph.paper(records, ident="p"))[1]) == expected


def test_the_drawing_does_not_depend_on_the_order_of_the_records() -> None:
    records = [*theory(1, most=1), *(statement(f"q.s{n}") for n in range(90))]
    drawings = {graph.paper(random.Random(n).sample(records, len(records)), ident="p") for n in range(4)}
    assert len(drawings) == 1
    few = theory(1, size=15)
    assert graph.arounds(few) == graph.arounds(few[::-1]) != {}


def test_the_drawing_does_not_depend_on_the_hashes_of_the_process() -> None:
    records = [*theory(2, most=1), *(statement(f"q.s{n}") for n in range(90))]
    program = "import json, sys; from reports.graph import *; r = json.load(sys.stdin); print(paper(r, ident='p'), around('p.s9', r))"
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONIOENCODING": "utf-8"}  # this process has another seed, or tests nothing and does no harm
    run = subprocess.run([sys.executable, "-c", program], env=environment, input=json.dumps(records).encode(), capture_output=True, check=True)
    assert run.stdout.decode().split() == f"{graph.paper(records, ident='p')} {graph.around('p.s9', records)}".split()


@pytest.mark.parametrize("seed", range(12))
def test_ordering_halves_the_crossings_never_adds_any_and_leaves_no_swap_that_would_help(seed: int) -> None:
    rng = random.Random(seed)
    rows: graph.Rows = [[f"{layer}.{n}" for n in range(10)] for layer in range(5)]
    ups, downs = defaultdict[Any, list[Any]](list), defaultdict[Any, list[Any]](list)
    for upper, lower in pairwise(rows):
        for p, q in sorted(rng.sample([(p, q) for p in upper for q in lower], 14)):
            downs[p].append(q)
            ups[q].append(p)
    before = graph.crossings(rows, downs)
    place = {p: n for row in rows for n, p in enumerate(row)}
    pairs = [(place[p], place[q], layer) for layer, row in enumerate(rows) for p in row for q in downs[p]]
    assert before == sum((a - b) * (c - d) < 0 for (a, c, i), (b, d, j) in combinations(pairs, 2) if i == j)
    ordered = graph.order(rows, ups, downs)
    assert [sorted(map(str, row)) for row in ordered] == [sorted(map(str, row)) for row in rows]
    after = graph.crossings(ordered, downs)
    assert after < before / 2
    assert graph.crossings(graph.order(ordered, ups, downs), downs) <= after
    for layer, row in enumerate(ordered):
        for n in range(9):
            swapped = [*ordered[:layer], [*row[:n], row[n + 1], row[n], *row[n + 2 :]], *ordered[layer + 1 :]]
            assert graph.crossings(swapped, downs) >= after


def test_a_tree_is_drawn_without_crossings() -> None:
    rows: graph.Rows = [["r"], ["b", "a", "c"], [f"{p}{n}" for n in range(3) for p in "abc"]]
    downs: dict[Any, list[Any]] = {"r": ["a", "b", "c"], **{p: [f"{p}{n}" for n in range(3)] for p in "abc"}, **{p: [] for p in rows[2]}}
    ups: dict[Any, list[Any]] = {"r": [], **{p: ["r"] for p in "abc"}, **{q: [str(q)[0]] for q in rows[2]}}
    assert graph.crossings(rows, downs) > 0 == graph.crossings(graph.order(rows, ups, downs), downs)


def test_hostile_text_stays_text() -> None:
    hostile = "\"'><script>alert(1)</script>&\x00\x1b\ud800 \n<a href='https://example.org'>"
    records = [statement("p.a", label=hostile, title=hostile, verdict=hostile), statement("p.b", uses=("p.a",), label=hostile, title=hostile)]
    for svg in (graph.paper(records, ident="p"), graph.around("p.a", records)):
        root = ET.fromstring(svg)
        assert {e.tag for e in root.iter()} <= {"svg", "g", "path", "a", "title", "rect", "text", "use"} and not root.findall(".//script")
        assert all(set(e.attrib) <= {"href", "class", "aria-label", "aria-current"} for e in root.iter("a"))
        assert "<script>alert(1)</script>&" in root.findall(".//a")[1].attrib["aria-label"]
        svg.encode()


def test_every_link_leads_to_a_statement_and_every_mark_is_defined() -> None:
    records = [*theory(3), statement("q.lemma", verdict="broken"), statement("q.unused")]
    records[0]["uses"] = [*records[0]["uses"], "q.lemma", "gone.away"]
    defined = {f"#{e.attrib['id']}" for e in ET.fromstring(graph.DEFS).iter() if "id" in e.attrib}
    for svg in (graph.paper(records, ident="p"), graph.around(records[0]["id"], records)):
        links = {e.attrib["href"].removeprefix("#") for e in ET.fromstring(svg).iter("a")}
        assert links <= {r["id"] for r in records} and "q.unused" not in links
        assert {e.attrib["href"] for e in ET.fromstring(svg).iter("use")} <= defined
    assert ">q.lemma</text>" in graph.paper(records, ident="p") and ">s3</text>" in graph.paper(records, ident="p")


def test_a_box_says_both_verdicts_in_shape_and_word() -> None:
    record = statement("p.thm4", label="Theorem 4", with_ancestors="supported")
    node = ET.fromstring(graph.paper([record], ident="p")).find("a")
    assert node is not None
    assert node.attrib["aria-label"] == "p.thm4, Theorem 4: proved; with all that it uses: supported"
    assert [e.attrib["href"] for e in node.iter("use")] == ["#mark-proved", "#mark-supported"]
    assert [e.text for e in node.iter("text")] == ["thm4", "proved→", "supported"]
    assert node.attrib["class"] == "v-proved w-supported" and ".w-supported rect" in graph.CSS
    same = ET.fromstring(graph.paper([statement("p.thm4")], ident="p")).find("a")
    assert same is not None and same.attrib["class"] == "v-proved" and [e.text for e in same.iter("text")] == ["thm4", "proved"]


@pytest.mark.parametrize("verdict", ["", None, "not examined"])
def test_a_statement_without_a_verdict_is_grey_and_says_so(verdict: str | None) -> None:
    svg = graph.paper([statement("p.a", verdict=verdict, with_ancestors="")], ident="p")
    assert 'class="v-none"' in svg and ">not examined</text>" in svg and "#mark-none" in svg


def test_all_words_fit_into_their_box() -> None:
    for own in STYLES:
        for rest in STYLES:
            name = "p.a_name_that_is_much_too_long_for_its_box"
            root = ET.fromstring(graph.paper([statement(name, verdict=own, with_ancestors=rest)], ident="p"))
            texts = [e for e in root.iter("text") if e.attrib.get("class") != "note"]
            width = read(ET.tostring(root, encoding="unicode"))[0][name][2]
            # A monospaced letter is six tenths of its height wide.
            ends = [int(e.attrib["x"]) + len(e.text or "") * 0.6 * size for e, size in zip(texts, (12, 10.5, 10.5), strict=False)]
            assert max(ends) <= width - 2 and "…" in (texts[0].text or "")
            assert f"<title>{name}: " in graph.paper([statement(name)], ident="p")


def test_around_a_statement_stand_its_ancestors_descendants_and_amendments() -> None:
    records = [
        statement("p.base"),
        statement("p.step", uses=("p.base",)),
        statement("p.claim", uses=("p.step",)),
        statement("p.claim_amended", uses=("p.claim",), amends="p.claim"),
        statement("p.rests_on_the_amended", uses=("p.claim_amended",)),
        statement("p.corollary", uses=("p.claim",)),
        statement("p.beside", uses=("p.base",)),
        statement("p.alone"),
    ]
    svg = graph.around("p.claim", records)
    boxes, edges, _ = read(svg)
    assert set(boxes) == {"p.base", "p.step", "p.claim", "p.claim_amended", "p.corollary"}
    assert ("p.claim", "p.claim_amended", "amends") in edges and ">amended by</text>" in svg
    assert re.findall(r'href="#([^"]+)"[^>]*aria-current="true"', svg) == ["p.claim"]
    assert graph.around("p.alone", records) == "" and "p.alone" not in graph.arounds(records)
    assert graph.arounds(records)["p.claim"] == svg


def test_a_crowd_around_a_statement_is_cut_to_the_nearest_and_said() -> None:
    records = [statement("p.s0"), *(statement(f"p.s{n}", uses=(f"p.s{n - 1}",)) for n in range(1, 60))]
    svg = graph.around("p.s30", records)
    assert len(read(svg)[0]) == graph.NEAREST and f"the nearest {graph.NEAREST - 1} of 59 that" in svg
    assert {"p.s29", "p.s31"} <= read(svg)[0].keys()
    star = [*(statement(f"p.leaf{n}", uses=("p.root",)) for n in reversed(range(30))), statement("p.root")]
    assert read(graph.around("p.root", star))[0].keys() == {"p.root", *(f"p.leaf{n}" for n in range(graph.NEAREST - 1))}


def test_a_cycle_does_not_hang_and_leaves_edges_to_the_right() -> None:
    records = [statement("p.a", uses=("p.c", "p.a")), statement("p.b", uses=("p.a",)), statement("p.c", uses=("p.b",))]
    assert set(read(graph.paper(records, ident="p"))[1]) == {("p.a", "p.b", "uses"), ("p.b", "p.c", "uses")}


def test_statements_without_dependencies_stand_in_the_order_of_their_numbers() -> None:
    svg = graph.paper([statement(f"p.thm{n}") for n in (12, 2, 30, 1)], ident="p")
    assert re.findall(r'href="#p\.(\w+)"', svg) == ["thm1", "thm2", "thm12", "thm30"] and "no dependencies on file" in svg
    assert graph.paper([], ident="p") == ""


@pytest.mark.parametrize("most", [2, 10])
def test_four_hundred_statements_are_drawn_at_once_and_small(most: int) -> None:
    records = theory(5, size=400, most=most)
    started = time.process_time()
    svg = graph.paper(records, ident="p")
    assert time.process_time() - started < 4  # 2 s on an idle laptop
    nodes, paths = re.findall(r"<a .*?</a>", svg), re.findall(r"<path [^>]*>", svg)
    assert sum(map(len, nodes)) < 450 * len(nodes) and sum(map(len, paths)) < 120 * len(paths)


def test_drawings_around_each_statement_take_at_most_seven_kilobytes_apiece() -> None:
    assert sum(map(len, graph.arounds(theory(5, size=60)).values())) < 60 * 7000

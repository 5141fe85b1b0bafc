"""The report in a browser, from disk: links, search, filters, colours, print, keyboard, screen readers; and a theory that tries to be more than text."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from property_tests.own_theory import BROKEN, FALSE, TRUE, forget, lay
from property_tests.test_front_door import AMENDED, HOSTILE, PAPER

HAZARDS = '''
    """Quotes " ' ` and <b>tags</b>, \u202eturned round\u202c, \U0001f9ea, a\u0301, \u2028, ]]> and </script> are letters.

    "><img src=x onerror=alert(1)> javascript:alert(2) {{ 7 * 7 }} {% raw %} $x_1$ \\alpha
    """

    from lakatos import Law, Matrix, Real, Statement, rank


    def claims(A, x, *, most=4):
        return {"rank <= 4 && \\"x\\" < $\\\\infty$": rank(A) <= most + 0 * x}


    statement = Statement(
        source="Lemma </textarea> 7",
        for_all={"A": Matrix("2*n", "2*n"), "x": Real()},
        claims=claims,
        mutants={"<i>five</i>": {"most": 5}},
        expect="refuted",
        pictures=[Law(title="<svg onload=alert(3)> & $y$", x=("x", "x </text>"), y=("y", "y _1"), law=lambda x: x**2, between=(0, 2))],
    )
'''
POINTED = '''
    """Twice a geometric mean is at most a sum."""

    from lakatos import Nonnegative, Positive, Statement, Trajectories, sqrt


    def claims(x, y, *, factor=2):
        return {"between their means": factor * sqrt(x * y) <= x + y}


    statement = Statement(
        source="Proposition 8",
        for_all={"x": Nonnegative(), "y": Positive()},
        claims=claims,
        mutants={"thrice": {"factor": 3}},
        pictures=[Trajectories(title="A decay", state="x", y="x", rate=lambda x: 0 - x, start=2, horizon=3)],
    )
'''
NORMED = '''
    """The nuclear norm of a sum is at most the sum of the nuclear norms."""

    from fractions import Fraction

    from lakatos import Matrix, Statement, nuclear_norm


    def claims(A, B, *, factor=1):
        return {"triangle": nuclear_norm(A + B) <= factor * (nuclear_norm(A) + nuclear_norm(B))}


    statement = Statement(
        source="Proposition 10",
        for_all={"A": Matrix("n", "n"), "B": Matrix("n", "n")},
        claims=claims,
        expect="supported",
        mutants={"half": {"factor": Fraction(1, 2)}},
    )
'''
GROWING = '''
    """The square of a normal vector grows like its size."""

    from lakatos import Growing, Normal, Statement, same_order, spectral_norm


    def claims(g, n, *, power=1):
        return {"like its size": same_order(spectral_norm(g) ** 2, n**power)}


    statement = Statement(
        source="Theorem 9",
        for_all={"n": Growing(), "g": Normal("n", 1)},
        claims=claims,
        expect="supported",
        mutants={"like its square": {"power": 2}},
    )
'''


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a theory with a proof, a refutation and its amendment, pictures of all kinds, hostile texts, a broken file, and a claim not on file."""
    import lakatos

    root = tmp_path_factory.mktemp("page")
    theory = lay(root / "theory", mine____init__=PAPER, mine__young=TRUE, mine__square=FALSE, mine__square_amended=AMENDED, mine__signs=HOSTILE)
    lay(theory, other__broken=BROKEN, other__hazards=HAZARDS, other__pointed=POINTED, other__growing=GROWING, other__normed=NORMED)
    lakatos.main(["report", "--output", str(root / "report"), "--theory", str(theory), "--ledger", str(root / "ledger.sqlite")])
    forget()
    return root / "report"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: install the extra `test`")
    found = os.environ.get("CHROMIUM") or next((f for name in ("chromium", "chromium-browser", "google-chrome") if (f := shutil.which(name))), None)
    if not found:
        pytest.skip("no Chromium is installed, or named by CHROMIUM: the page was not looked at")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Callable[..., Any]]:
    """Open the page; whatever it complains of, asks for, or pops up fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(anchor: str = "", **how: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **how})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.append(f"request: {request.url}") if not request.url.startswith(report.as_uri()) else None)
        page.goto(report.joinpath("index.html").as_uri() + anchor)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def visible(page: Any, selector: str) -> list[str]:
    """The ids, or else the data-id, of what is shown."""
    found: list[str] = page.eval_on_selector_all(selector, "all => all.filter(e => e.checkVisibility()).map(e => e.id || e.dataset.id)")
    return found


def until(page: Any, condition: str) -> None:
    """Wait for a condition; Playwright's own way evaluates texts inside the page, which the page's policy forbids."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(condition)


EVERY = ["mine.signs", "mine.square", "mine.square_amended", "mine.young", "other.broken", "other.growing", "other.hazards", "other.normed", "other.pointed"]


def test_every_link_resolves(opened: Callable[..., Any], report: Path) -> None:
    page = opened()
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))
    links = page.eval_on_selector_all("a[href]", "all => all.map(e => e.getAttribute('href'))")
    assert {f"#{ident}" for ident in EVERY} <= set(links)
    for link in set(links):
        kind, _, rest = link.partition("#") if "#" in link else (link, "", "")
        outside = re.match(r"https://arxiv\.org/abs/", link)
        assert outside or (not kind and rest in ids) or (kind and report.joinpath(kind).is_file()), link
    used = page.eval_on_selector_all("use", "all => all.map(e => e.getAttribute('href').slice(1))")
    assert used and set(used) <= set(ids)


def test_search_and_filters_show_what_fits(opened: Callable[..., Any]) -> None:
    page = opened()
    assert visible(page, "#index tbody tr") == visible(page, "section.statement") == EVERY
    page.fill("#filters [name=search]", "sum SQUARES twice")
    until(page, "document.querySelector('#shown').textContent.startsWith('1 of')")
    assert visible(page, "#index tbody tr") == visible(page, "section.statement") == ["mine.young"]
    page.fill("#filters [name=search]", "")
    page.select_option("#filters [name=verdict]", "refuted")
    until(page, "document.querySelector('#shown').textContent.startsWith('2 of')")
    assert visible(page, "section.statement") == ["mine.square", "other.hazards"]
    page.select_option("#filters [name=paper]", "mine")
    until(page, "document.querySelector('#shown').textContent.startsWith('1 of')")
    page.click("text=show all")
    until(page, "document.querySelector('#shown').textContent.startsWith('9 of')")
    for name in ("kind", "instrument", "scope"):
        options = page.eval_on_selector_all(f"#filters [name={name}] option", "all => all.map(e => e.value)")
        assert len(options) > 2, name
        page.select_option(f"#filters [name={name}]", options[1])
        until(page, "!document.querySelector('#shown').textContent.startsWith('9 of')")
        assert 0 < len(visible(page, "#index tbody tr")) < len(EVERY)
        page.click("text=show all")
        until(page, "document.querySelector('#shown').textContent.startsWith('9 of')")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "search"


def test_columns_sort_both_ways(opened: Callable[..., Any]) -> None:
    page = opened()
    page.click("#index th:nth-child(3) button")
    order = page.eval_on_selector_all("#index tbody tr", "all => all.map(e => e.dataset.verdict)")
    ladder = ["proved", "certified", "supported", "undecided", "refuted", "broken"]
    assert order == sorted(order, key=ladder.index) and len(set(order)) > 2
    page.click("#index th:nth-child(3) button")
    assert page.eval_on_selector_all("#index tbody tr", "all => all.map(e => e.dataset.verdict)") == sorted(order, key=ladder.index, reverse=True)
    assert page.get_attribute("#index th:nth-child(3)", "aria-sort") == "descending"


def test_a_deep_link_leads_to_its_statement_whatever_the_filters_say(opened: Callable[..., Any]) -> None:
    page = opened("#mine.young")
    page.wait_for_timeout(300)
    assert abs(page.evaluate("document.getElementById('mine.young').getBoundingClientRect().top")) < 300
    page.select_option("#filters [name=verdict]", "refuted")
    until(page, "document.getElementById('mine.young').hidden")
    page.evaluate("location.hash = '#mine.young'; dispatchEvent(new HashChangeEvent('hashchange'))")
    until(page, "!document.getElementById('mine.young').hidden")
    page.evaluate("location.hash = '#mine.cor9'")
    until(page, "document.getElementById('mine.cor9').checkVisibility()")


def test_colours_follow_the_system_until_they_are_chosen(opened: Callable[..., Any]) -> None:
    light, dark = "rgb(255, 254, 251)", "rgb(21, 22, 26)"
    paper = "getComputedStyle(document.body).backgroundColor"
    page = opened(color_scheme="dark")
    assert page.evaluate(paper) == dark and page.inner_text("#theme") == "light colours"
    page.click("#theme")
    assert page.evaluate(paper) == light
    page.reload()
    assert page.evaluate(paper) == light
    page.emulate_media(media="print")
    assert opened().evaluate(paper) == light


def test_print_opens_everything_and_leaves_the_controls_out(opened: Callable[..., Any]) -> None:
    page = opened()
    page.emulate_media(media="print")
    folded = "[...document.querySelectorAll('details.evidence li, details:not(.tex) > pre, #missing-mine li, figure svg')]"
    until(page, f"{folded}.every(e => e.checkVisibility({{contentVisibilityAuto: true}}) && e.getBoundingClientRect().height > 0)")
    assert page.evaluate(f"{folded}.length") > 10
    assert not page.evaluate("[...document.querySelectorAll('nav, #filters, #theme, .copied button')].some(e => e.checkVisibility())")
    assert len(page.pdf()) > 20_000


def test_it_can_be_read_without_javascript(opened: Callable[..., Any]) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("section.statement").count() == len(EVERY)
    for ident in EVERY:
        assert page.locator(f"[id='{ident}']").is_visible()
    assert not page.locator("#filters").is_visible() and not page.locator("#theme").is_visible()
    page.locator("[id='mine.young'] details.evidence summary").first.click()
    assert page.locator("[id='mine.young'] details.evidence li").first.is_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_serious(colours: str, opened: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: install the extra `test`")
    page = opened(color_scheme=colours)
    page.evaluate("document.querySelectorAll('section.statement').forEach(e => { e.style.contentVisibility = 'visible'; })")
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.wait_for_timeout(300)
    violations = axe.Axe().run(page).response["violations"]
    found = {v["id"]: [node["html"][:120] for node in v["nodes"]][:3] for v in violations if v["impact"] in ("serious", "critical")}
    assert found == {}


def test_the_graph_is_walked_with_the_keyboard(opened: Callable[..., Any]) -> None:
    page = opened("#graph")
    page.focus("#graph ~ .scroll svg.graph a")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent").strip()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") not in (None, first)
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash")[1:] in EVERY


def test_formulas_can_be_copied_as_latex(opened: Callable[..., Any]) -> None:
    page = opened("#mine.young", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[id='mine.young'] .claim details.tex summary").first.click()
    button = page.locator("[id='mine.young'] .claim details.tex button").first
    button.click()
    until(page, "[...document.querySelectorAll('button')].some(e => e.textContent === 'copied')")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[id='mine.young'] .claim details.tex pre").first.inner_text() != ""


def test_texts_of_a_theory_are_texts(opened: Callable[..., Any], report: Path) -> None:
    page = opened()
    title = page.locator("[id='other.hazards'] h3").text_content()
    assert title.startswith("Quotes \" ' ` and <b>tags</b>,") and "\U0001f9ea" in title and "]]> and </script> are letters" in title
    text = page.locator("[id='other.hazards']").text_content()
    for words in ("onerror=alert(1)>", "{{ 7 * 7 }} {% raw %} $x_1$", "Lemma </textarea> 7", '&& "x" < $\\infty$', "<svg onload=alert(3)> & $y$"):
        assert words in text, words
    assert page.locator("section.statement :is(script, img, b, textarea, iframe)").count() == 0
    data = json.loads(report.joinpath("report.json").read_text(encoding="utf-8"))
    assert any(s["id"] == "other.hazards" and s["title"].startswith("Quotes") for s in data["statements"])


def test_pictures_have_a_text_alternative_and_their_numbers(opened: Callable[..., Any], report: Path) -> None:
    page = opened()
    data = json.loads(report.joinpath("report.json").read_text(encoding="utf-8"))
    pictures = [picture for s in data["statements"] for picture in s["pictures"]]
    assert {p["kind"] for p in pictures} == {"law", "trajectories", "scaling", "margins", "matrix"}
    labels = page.eval_on_selector_all("svg.picture", "all => all.map(e => document.getElementById(e.getAttribute('aria-labelledby')).textContent)")
    assert len(labels) == len(pictures) and all(labels)
    assert all(len(p["csv"].splitlines()) > 1 and re.search(r"\d", p["alt"]) for p in pictures)


def test_a_narrow_screen_scrolls_down_only(opened: Callable[..., Any]) -> None:
    page = opened(viewport={"width": 390, "height": 800})
    page.evaluate("document.querySelectorAll('section.statement').forEach(e => { e.style.contentVisibility = 'visible'; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_refuted_statement_stands_beside_its_amendment(opened: Callable[..., Any]) -> None:
    page = opened("#mine.square")
    table = page.locator("[id='mine.square'] table.beside")
    assert table.locator("tbody tr").count() >= 2
    assert table.locator(".removed, .added").count() > 0
    assert "Claimed there" in page.locator("[id='mine.square']").text_content()

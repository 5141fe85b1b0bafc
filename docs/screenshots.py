"""Remakes the pictures of this folder from the report of the project's own ledger: python docs/screenshots.py [REPORT]

REPORT is a folder that `lakatos report` wrote; without one the report is written first. Needs Chromium, and the extra `test` (Playwright).
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import lakatos

HERE = Path(__file__).resolve().parent
SHOTS = {  # a name, where the page is scrolled to, and the colours
    "report": ("", "light"),
    "findings": ("#findings", "light"),
    "proved": ("#tkf.thm4_flow", "light"),
    "refuted": ("#tkf.thm12", "light"),
    "supported": ("#edge.prop4_4", "light"),
    "graph": ("#graph-tkf", "light"),
    "dark": ("#tkf.eq13", "dark"),
}


def main() -> int:
    browser = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if browser is None:
        print("no Chromium is installed: install your system's package of it", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        if len(sys.argv) == 1 and lakatos.main(["report", "--output", scratch]) > 1:
            return 2
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
            for name, (anchor, colours) in SHOTS.items():
                page = opened.new_page(viewport={"width": 1100, "height": 1180}, color_scheme="dark" if colours == "dark" else "light")
                page.goto(report.resolve().joinpath("index.html").as_uri() + anchor)
                settled(page, anchor)
                page.screenshot(path=HERE / f"{name}.png")
                page.close()
            opened.close()
    return 0


def settled(page: Page, anchor: str) -> None:
    """Sections take their height when they come into view: scroll again once they have."""
    for _ in range(3):
        page.wait_for_timeout(200)
        if anchor:
            page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView()")


if __name__ == "__main__":
    sys.exit(main())

"""How large the report of 400 statements is, how long it takes to write, and to open: python benchmarks/report.py REPORT.json [COPIES]

The statements of REPORT.json are repeated under new names until there are 400 (or COPIES), links among them included; Chromium opens the page from disk.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports import build, export


def renamed(data: Any, names: dict[str, str]) -> Any:
    """The same data with other ids."""
    if isinstance(data, dict):
        return {key: renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data


def many(document: dict[str, Any], wanted: int) -> Iterator[dict[str, Any]]:
    """`wanted` records, the document's own first, then copies of them."""
    records = document["statements"]
    for k in range(wanted):
        copy, at = divmod(k, len(records))
        yield records[at] if not copy else renamed(records[at], {r["id"]: f"{r['id']}_copy{copy}" for r in records})


def main() -> int:
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    large = dict(document, statements=sorted(many(document, wanted), key=lambda r: str(r["id"])))
    large["totals"] = export.totals(large["statements"])
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        page = build.write(large, Path(scratch))
        print(f"{wanted} statements: written in {time.perf_counter() - began:.1f} s, {page.stat().st_size / 1e6:.2f} MB")
        shown, loaded = (statistics.median(column) for column in zip(*(opened(page) for _ in range(5)), strict=True))
        print(f"its first screen is painted after {shown:.2f} s, and all of it is loaded after {loaded:.2f} s (medians of 5)")
    return 0


def opened(page: Path) -> tuple[float, float]:
    """Seconds until the first contentful paint, and until the load event and two more frames."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1100, "height": 900})
        began = time.perf_counter()
        tab.goto(page.as_uri())
        tab.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        spent = time.perf_counter() - began
        painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
        browser.close()
    return painted, spent


if __name__ == "__main__":
    sys.exit(main())

"""Score ticker extraction on a dataset: load its pages, extract with the product's code, run its own evaluate.py.

    python tests/benchmarks/ticker.py --dataset DIR --predictions OUT.jsonl [--jobs N] [--rendered-cache DIR]

A dataset has `pages/<id>.html.gz`, `truth.jsonl` and `evaluate.py`. Real pages are loaded with scripts off, as they
were stored; synthetic ones with scripts on and the product's own settling. Inputs are the bytes, the address and the
time of capture; where the dataset does not know that, the time of loading. An item's `iso` is `time`, else `local`,
where only the site's own clock is known.
"""

import argparse
import asyncio
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.async_api import Browser, async_playwright

from capture.extract.article import describe_article, find_article
from capture.extract.cascade import UNKNOWN_SITE
from capture.extract.clock import read_time_setting
from capture.extract.metadata import read_metadata
from capture.extract.ticker import find_lists
from capture.extract.tree import TreeIndex
from capture.models.extraction import Ticker
from capture.models.page import RenderedPage
from capture.observe.stored import StoredPage, render_stored

_EXECUTABLES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")


def stored_page(row: dict[str, Any], dataset: Path) -> StoredPage:
    """What the dataset gives to an extractor. Its capture times name no zone: they are taken as UTC."""
    at = row.get("captured_at")
    return StoredPage(
        body=gzip.decompress((dataset / "pages" / f"{row['id']}.html.gz").read_bytes()),
        url=row["url"],
        captured_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else datetime.now(UTC),
        charset=row["encoding"],
        scripts=row["source"] == "synthetic",
    )


async def render_missing(rows: list[dict[str, Any]], dataset: Path, cache: Path, *, jobs: int) -> dict[str, str]:
    """Render every page that `cache` lacks, `jobs` at a time. The reasons of those that failed, by id."""
    waiting = [row for row in rows if not _cached(cache, row["id"]).exists()]
    failed: dict[str, str] = {}
    if not waiting:
        return failed
    turns = iter(waiting)
    async with async_playwright() as playwright, asyncio.TaskGroup() as group:
        browser = await playwright.chromium.launch(executable_path=_installed(), chromium_sandbox=False)

        async def worker() -> None:
            for row in turns:
                await _render_to(browser, row, dataset, cache, failed)

        workers = [group.create_task(worker()) for _ in range(jobs)]
        await asyncio.wait(workers)
        await browser.close()
    return failed


def _installed() -> str | None:
    """The system's browser; None lets Playwright take its own."""
    return next((name for name in _EXECUTABLES if Path(name).exists()), None)


async def _render_to(browser: Browser, row: dict[str, Any], dataset: Path, cache: Path, failed: dict[str, str]) -> None:
    try:
        page = (await render_stored(browser, stored_page(row, dataset))).page
    except Exception as error:
        failed[row["id"]] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return
    _cached(cache, row["id"]).write_bytes(gzip.compress(page.model_dump_json().encode(), compresslevel=3))


def _cached(cache: Path, page_id: str) -> Path:
    return cache / f"{page_id}.json.gz"


def tickers_of(page: RenderedPage) -> tuple[tuple[Ticker, ...], float]:
    """Tickers of a page, and the CPU seconds that finding them took beyond tree, clock and article."""
    tree = TreeIndex(page)
    metadata = read_metadata(tree)
    region = find_article(tree, metadata)
    setting = read_time_setting(tree, metadata, UNKNOWN_SITE, article=region.node)
    article = describe_article(tree, metadata, region, setting).article
    start = time.process_time()
    found = find_lists(tree, setting, article=article)
    return found.tickers, time.process_time() - start


def predict(page_id: str, tickers: tuple[Ticker, ...]) -> dict[str, Any]:
    """One line of predictions."""
    return {
        "id": page_id,
        "tickers": [
            {
                "heading": ticker.heading,
                "items": [
                    {
                        "title": item.title,
                        "url": item.url,
                        "category": item.category,
                        "time_text": item.time.text if item.time else None,
                        "iso": (item.time.time.isoformat() if item.time.time else item.time.local)
                        if item.time
                        else None,
                    }
                    for item in ticker.items
                ],
            }
            for ticker in tickers
        ],
    }


def main() -> int:
    """Run the benchmark; exit status 1 if a page could not be loaded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rendered-cache", type=Path, help="keep rendered pages here; the next run needs no browser")
    parser.add_argument("--pages", action="store_true", help="one line a page as well")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.dataset / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.rendered_cache or Path(scratch)
        cache.mkdir(parents=True, exist_ok=True)
        failed = asyncio.run(render_missing(rows, options.dataset, cache, jobs=options.jobs))
        for page_id, reason in failed.items():
            print(f"not loaded: {page_id}: {reason}", file=sys.stderr)
        costs = _extract_all(rows, cache, options.predictions)
    command = [sys.executable, str(options.dataset / "evaluate.py"), str(options.dataset / "truth.jsonl")]
    subprocess.run([*command, str(options.predictions), *(["--pages"] if options.pages else [])], check=True)
    costs.sort()
    if costs:
        print(
            f"\nCPU per page, lists beyond tree, clock and article: median {statistics.median(costs) * 1000:.1f} ms, "
            f"p95 {costs[int(len(costs) * 0.95)] * 1000:.1f} ms, worst {costs[-1] * 1000:.1f} ms, {len(costs)} pages"
        )
    return 1 if failed else 0


def _extract_all(rows: list[dict[str, Any]], cache: Path, predictions: Path) -> list[float]:
    """Write a line for every page; CPU seconds of each."""
    costs: list[float] = []
    with predictions.open("w", encoding="utf-8") as out:
        for row in rows:
            path = _cached(cache, row["id"])
            tickers: tuple[Ticker, ...] = ()
            if path.exists():
                page = RenderedPage.model_validate_json(gzip.decompress(path.read_bytes()))
                tickers, cost = tickers_of(page)
                costs.append(cost)
            out.write(json.dumps(predict(row["id"], tickers), ensure_ascii=False) + "\n")
    return costs


if __name__ == "__main__":
    sys.exit(main())

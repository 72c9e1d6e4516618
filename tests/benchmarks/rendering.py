"""Pages of a benchmark as `RenderedPage`s: rendered once by the product's own code, then kept on disk."""

import asyncio
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from capture.errors import CaptureError
from capture.models.page import RenderedPage
from capture.observe.stored import StoredPage, render_stored

_EXECUTABLES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")


@dataclass(frozen=True)
class DatasetPage:
    """A page of a dataset: the bytes as fetched, where they came from, and how to load them."""

    id: str
    path: Path
    """gzip of the bytes."""
    url: str
    charset: str | None = "utf-8"
    """Sent with the page; None lets its own declaration decide."""
    prefix: bytes = b""
    """What the dataset left out in front of the bytes."""
    captured_at: datetime | None = None
    """When it was fetched, if the dataset knows; None takes the time of loading."""
    scripts: bool = False
    """Whether the page's own scripts run."""


def cached(page_id: str, cache: Path) -> RenderedPage | None:
    """The page as rendered before; None if it is not in `cache`."""
    path = _place(page_id, cache)
    return RenderedPage.model_validate_json(gzip.decompress(path.read_bytes())) if path.exists() else None


async def render_missing(
    pages: Iterable[DatasetPage], cache: Path, *, jobs: int, executable: str | None = None
) -> dict[str, str]:
    """Render every page that `cache` lacks, `jobs` at a time. The reasons of those that failed, by id."""
    missing = _missing(pages, cache)
    failed: dict[str, str] = {}
    if not missing:
        return failed
    waiting = iter(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable or _installed(), chromium_sandbox=False)

        async def worker() -> None:
            for page in waiting:
                try:
                    await _render_to(browser, page, cache)
                except (CaptureError, PlaywrightError, TimeoutError) as error:
                    failed[page.id] = f"{type(error).__name__}: {error}"

        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, jobs)):
                group.create_task(worker())
        await browser.close()
    return failed


def _missing(pages: Iterable[DatasetPage], cache: Path) -> list[DatasetPage]:
    cache.mkdir(parents=True, exist_ok=True)
    return [page for page in pages if not _place(page.id, cache).exists()]


def _installed() -> str | None:
    """The system's browser; None lets Playwright take its own."""
    return next((name for name in _EXECUTABLES if Path(name).exists()), None)


async def _render_to(browser: Browser, page: DatasetPage, cache: Path) -> None:
    stored = StoredPage(
        body=page.prefix + gzip.decompress(page.path.read_bytes()),
        url=page.url,
        captured_at=page.captured_at or datetime.now(UTC),
        charset=page.charset,
        scripts=page.scripts,
    )
    rendered = (await render_stored(browser, stored)).page
    place = _place(page.id, cache)
    partial = place.with_name(f"{place.name}.partial")
    partial.write_bytes(gzip.compress(rendered.model_dump_json().encode(), 3, mtime=0))
    partial.replace(place)


def _place(page_id: str, cache: Path) -> Path:
    return cache / f"{page_id}.json.gz"

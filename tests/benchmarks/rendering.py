"""Stored pages of a benchmark as `RenderedPage`s: rendered once in the browser with no network, then kept on disk.

Used by article.py and ticker.py. The page is served at its own address by interception; every other request fails, so
nothing depends on the network, and relative links are right.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Route, async_playwright

from capture.models.page import RenderedPage
from capture.observe.frames import frame_sessions
from capture.observe.snapshot import observe

_VIEWPORT_PX = (1280, 800)
_LOAD_TIMEOUT_S = 30.0
_OBSERVE_TIMEOUT_S = 20.0
_EXECUTABLES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")


@dataclass(frozen=True)
class StoredPage:
    """A page of a dataset: the bytes as fetched, where they came from, and how to load them."""

    id: str
    path: Path
    """gzip of the bytes."""
    url: str
    encoding: str = "utf-8"
    """Charset sent with the page, whatever its own `meta charset` says."""
    prefix: bytes = b""
    captured_at: datetime | None = None
    """When it was fetched, if the dataset knows; None takes the time of loading."""
    scripts: bool = False
    """Whether the page's own scripts run."""
    patience_s: float = 0.0
    """How long to wait after loading, for pages that scripts fill."""


def body_of(stored: StoredPage) -> bytes:
    """The bytes to serve."""
    return stored.prefix + gzip.decompress(stored.path.read_bytes())


async def render(browser: Browser, stored: StoredPage) -> RenderedPage:
    """Load `stored` at its own address with everything else blocked, and observe it with the product's code."""
    width, height = _VIEWPORT_PX
    context = await browser.new_context(
        java_script_enabled=stored.scripts, viewport={"width": width, "height": height}, service_workers="block"
    )
    try:
        page = await context.new_page()
        main = await context.new_cdp_session(page)
        body, served = body_of(stored), False

        async def answer(route: Route) -> None:
            nonlocal served
            navigates = route.request.is_navigation_request() and route.request.frame == page.main_frame
            if navigates and not served:
                served = True
                await route.fulfill(body=body, content_type=f"text/html; charset={stored.encoding}")
            else:
                # A plain abort of a later navigation would put the browser's error page in the article's place.
                await route.abort("aborted" if navigates else "failed")

        await page.route("**/*", answer)
        await page.goto(stored.url, wait_until="domcontentloaded", timeout=_LOAD_TIMEOUT_S * 1000)
        if stored.scripts and stored.patience_s:
            await page.wait_for_timeout(stored.patience_s * 1000)
        observed_at = stored.captured_at or datetime.now(UTC)
        observation = await observe(
            await frame_sessions(page, main), observed_at=observed_at, timeout_s=_OBSERVE_TIMEOUT_S
        )
        return observation.page
    finally:
        await context.close()


def cached(stored: StoredPage, cache: Path) -> RenderedPage | None:
    """The page as rendered before; None if it is not in `cache`."""
    path = cache / f"{stored.id}.json.gz"
    return RenderedPage.model_validate_json(gzip.decompress(path.read_bytes())) if path.exists() else None


async def render_missing(
    pages: Iterable[StoredPage], cache: Path, *, jobs: int, executable: str | None = None
) -> dict[str, str]:
    """Render every page that `cache` lacks, `jobs` at a time. The reasons of those that failed, by id."""
    waiting = _missing(pages, cache)
    failed: dict[str, str] = {}
    if not waiting:
        return failed
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable or _installed(), chromium_sandbox=False)
        await _in_parallel(waiting, jobs, lambda stored: _render_to(browser, stored, cache, failed))
        await browser.close()
    return failed


def _missing(pages: Iterable[StoredPage], cache: Path) -> list[StoredPage]:
    cache.mkdir(parents=True, exist_ok=True)
    return [stored for stored in pages if not (cache / f"{stored.id}.json.gz").exists()]


def _installed() -> str | None:
    """The system's browser; None lets Playwright take its own."""
    return next((name for name in _EXECUTABLES if Path(name).exists()), None)


async def _render_to(browser: Browser, stored: StoredPage, cache: Path, failed: dict[str, str]) -> None:
    try:
        page = await render(browser, stored)
    except Exception as error:
        failed[stored.id] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return
    partial = cache / f"{stored.id}.json.gz.partial"
    partial.write_bytes(gzip.compress(page.model_dump_json().encode(), 3, mtime=0))
    partial.replace(cache / f"{stored.id}.json.gz")


async def _in_parallel(pages: list[StoredPage], jobs: int, work: Callable[[StoredPage], Awaitable[None]]) -> None:
    queue = iter(pages)

    async def worker() -> None:
        for stored in queue:
            await work(stored)

    async with asyncio.TaskGroup() as group:
        for _ in range(max(1, jobs)):
            group.create_task(worker())

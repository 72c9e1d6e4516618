"""The pages of a corpus as `RenderedPage`s: each served at its own address in one browser; every other request fails.

Scripts run, and the product's own code observes. Nothing is settled or frozen: what the pages show, they show at once.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Route

from capture.models.page import RenderedPage
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.frames import frame_sessions
from capture.observe.snapshot import observe

_VIEWPORT_PX = (1280, 800)
_TIMEOUT_S = 15.0
"""For loading and for observing one page, each."""


@dataclass(frozen=True)
class CorpusPage:
    """A page of ours and what a careful reader says of it."""

    name: str
    html: bytes
    expected: dict[str, Any]
    """Holds at least `url`, the address that the page is served at."""

    @property
    def url(self) -> str:
        return str(self.expected["url"])

    @property
    def captured_at(self) -> datetime:
        """The instant the page is held to have been captured, UTC."""
        return datetime.fromisoformat(self.expected["captured_at"]).astimezone(UTC)


def read_corpus(folder: Path) -> list[CorpusPage]:
    """All pages of `folder` by name: `<name>.html` with `<name>.expected.json` beside it."""
    return [
        CorpusPage(
            name=path.stem,
            html=path.read_bytes(),
            expected=json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8")),
        )
        for path in sorted(folder.glob("*.html"))
    ]


async def render_corpus(pages: Iterable[CorpusPage]) -> dict[str, RenderedPage]:
    """Every page as observed at its `captured_at`, by name."""
    rendered: dict[str, RenderedPage] = {}
    width, height = _VIEWPORT_PX
    async with open_browser(find_browser(environ=os.environ)) as running:
        context = await running.browser.new_context(
            viewport={"width": width, "height": height}, service_workers="block", timezone_id="UTC"
        )
        for page in pages:
            rendered[page.name] = await _render(context, page)
        await context.close()
    return rendered


async def _render(context: BrowserContext, stored: CorpusPage) -> RenderedPage:
    page = await context.new_page()
    try:
        session = await context.new_cdp_session(page)

        async def answer(route: Route) -> None:
            if route.request.is_navigation_request() and route.request.frame == page.main_frame:
                await route.fulfill(body=stored.html, content_type="text/html; charset=utf-8")
            else:
                await route.abort()

        await page.route("**/*", answer)
        await page.goto(stored.url, wait_until="load", timeout=_TIMEOUT_S * 1000)
        sessions = await frame_sessions(page, session)
        observation = await observe(sessions, observed_at=stored.captured_at, timeout_s=_TIMEOUT_S)
        return observation.page
    finally:
        await page.close()

"""Render a stored HTML file at the address it came from, with the network blocked: observed as if it were live."""

import asyncio
import math
from datetime import datetime
from typing import NamedTuple

from playwright.async_api import Browser, Route

from capture.models.base import Size
from capture.models.request import StepBudgets
from capture.observe.browser import LivePage, playwright_errors, through
from capture.observe.frames import FrameSession, frame_sessions
from capture.observe.settle import settle, start_watching, watch
from capture.observe.snapshot import Observation, observe

DEFAULT_VIEWPORT = Size(width_px=1280, height_px=800)
_LOAD_TIMEOUT_S = 30.0
_OBSERVE_TIMEOUT_S = 20.0
_NOWHERE = "socks5://127.0.0.1:9"
"""A proxy that is none: what page routes do not see, such as WebSockets, popups and preconnects, ends there."""


class StoredPage(NamedTuple):
    """A page as bytes, and how to take it."""

    body: bytes
    url: str
    """Where it came from; relative links and `location` follow it."""
    captured_at: datetime
    """The instant that it is held to have been captured at."""
    charset: str | None = "utf-8"
    """Sent as the charset of the Content-Type; None lets the page's own declaration decide."""
    scripts: bool = False
    """Whether the page's own scripts run. Off, the same bytes always give the same page."""


async def render_stored(browser: Browser, stored: StoredPage, *, viewport: Size = DEFAULT_VIEWPORT) -> Observation:
    """Load and observe `stored` in a context of its own. Raises `NavigationError` or `ObservationError`."""
    with playwright_errors():
        context = await browser.new_context(
            java_script_enabled=stored.scripts,
            viewport={"width": viewport.width_px, "height": viewport.height_px},
            service_workers="block",
            accept_downloads=False,
            proxy=through(_NOWHERE),
        )
    try:
        with playwright_errors():
            page = await context.new_page()
            main = await context.new_cdp_session(page)
            served = False

            async def answer(route: Route) -> None:
                nonlocal served
                navigates = route.request.is_navigation_request() and route.request.frame == page.main_frame
                if navigates and not served:
                    served = True
                    charset = f"; charset={stored.charset}" if stored.charset else ""
                    await route.fulfill(body=stored.body, content_type=f"text/html{charset}")
                else:
                    # A plain abort of a later navigation would put the browser's error page in the article's place.
                    await route.abort("aborted" if navigates else "failed")

            await page.route("**/*", answer)
            await page.goto(stored.url, wait_until="domcontentloaded", timeout=_LOAD_TIMEOUT_S * 1000)
            sessions = await frame_sessions(page, main)
            if stored.scripts:
                await _let_scripts_fill(LivePage(page, main, lambda: stored.captured_at), sessions[0])
                sessions = await frame_sessions(page, main)
        return await observe(sessions, observed_at=stored.captured_at, timeout_s=_OBSERVE_TIMEOUT_S)
    finally:
        async with asyncio.timeout(10):
            await context.close()


async def _let_scripts_fill(live: LivePage, held: FrameSession) -> None:
    """The settling of a live capture, without a network to wait for."""
    budgets = StepBudgets()
    await start_watching(held)
    await settle(live, held, budgets=budgets, budget_s=math.inf)
    await watch(live, held, budget_s=budgets.watch_s)

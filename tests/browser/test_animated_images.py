"""Animated images stand still: tiles, pieces and print of one page show the same frame."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, open_browser, open_page
from capture.observe.browsers import find_browser
from tests.site.server import NewsSite

_SHOTS = 8
_APART_S = 0.13
"""A little more than the image shows each of its two frames: whatever the phase, eight shots see both if it moves."""


def test_an_animated_image_stands_at_its_first_frame(site: NewsSite, run_async: Callable[[Any], Any]) -> None:
    async def shots(live: LivePage) -> set[bytes]:
        await live.page.goto(site.url("/animation"))
        image = live.page.locator("img[src*=blink]")
        seen = set()
        for _ in range(_SHOTS):
            await live.page.wait_for_timeout(_APART_S * 1000)
            seen.add(await image.screenshot(type="png"))
        return seen

    assert len(run_async(with_page(shots))) == 1


def test_the_browser_still_has_a_mouse(site: NewsSite, run_async: Callable[[Any], Any]) -> None:
    """Playwright's own settings of the kind are kept: sites lay out differently for touch."""

    async def answers(live: LivePage) -> list[bool]:
        await live.page.goto(site.url("/animation"))
        queries = ("(hover: hover)", "(any-hover: hover)", "(pointer: fine)", "(any-pointer: fine)")
        return [await live.page.evaluate("query => matchMedia(query).matches", query) for query in queries]

    assert run_async(with_page(answers)) == [True] * 4


async def with_page(ask: Callable[[LivePage], Any]) -> Any:
    async with (
        open_browser(find_browser(environ=os.environ)) as running,
        open_page(running, CaptureSettings(), clock=lambda: datetime.now(UTC)) as live,
    ):
        return await ask(live)

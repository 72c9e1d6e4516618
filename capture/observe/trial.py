"""Prove that a browser works: start it, draw an empty page, end it."""

import asyncio
import time
from typing import NamedTuple

from playwright.async_api import Error as PlaywrightError

from capture.errors import BrowserUnavailable
from capture.models.record import Sandbox
from capture.observe.browser import open_browser
from capture.observe.browsers import BrowserChoice

_TRIAL_TIMEOUT_S = 60.0
"""A cold start from a slow disk takes some seconds; a browser that hangs takes for ever."""


class Trial(NamedTuple):
    """A browser that started, drew and ended."""

    choice: BrowserChoice
    version: str
    sandbox: Sandbox
    seconds: float
    """From the start of Playwright's driver to the end of the browser."""


async def try_browser(choice: BrowserChoice) -> Trial:
    """Start `choice`, draw an empty page and end it. Raises `BrowserUnavailable` if any of it fails."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(_TRIAL_TIMEOUT_S), open_browser(choice) as running:
            page = await running.browser.new_page()
            await page.goto("about:blank")
            await page.screenshot()
            version, sandbox = running.browser.version, running.sandbox
    except TimeoutError as error:
        raise BrowserUnavailable(f"the browser {choice.executable} does not answer") from error
    except PlaywrightError as error:
        first_line = error.message.splitlines()[0]
        raise BrowserUnavailable(f"the browser {choice.executable} starts but draws nothing: {first_line}") from error
    return Trial(choice, version, sandbox, time.monotonic() - began)

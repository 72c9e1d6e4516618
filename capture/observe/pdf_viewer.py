"""Have a full Chromium save a PDF, as a headless shell does: its viewer is a page of its own, without the file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from playwright.async_api import Error as PlaywrightError

from capture.observe.browser import LivePage, playwright_errors
from capture.observe.browsers import BrowserKind

_MAIN_DOCUMENTS = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Response"}


@asynccontextmanager
async def without_pdf_viewer(live: LivePage, kind: BrowserKind) -> AsyncIterator[None]:
    """Enter for the navigation only. The headers that were sent are recorded before this adds one."""
    if kind == "headless-shell":
        yield
        return
    tasks: set[asyncio.Task[None]] = set()

    def on_paused(event: dict[str, Any]) -> None:
        task = asyncio.get_running_loop().create_task(_go_on(live, event))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    live.session.on("Fetch.requestPaused", on_paused)
    with playwright_errors():
        await live.session.send("Fetch.enable", {"patterns": [_MAIN_DOCUMENTS]})
    try:
        yield
    finally:
        live.session.remove_listener("Fetch.requestPaused", on_paused)
        with suppress(PlaywrightError):  # what is still held goes on with this
            await live.session.send("Fetch.disable")


async def _go_on(live: LivePage, event: dict[str, Any]) -> None:
    answer = {"requestId": event["requestId"]}
    headers = event.get("responseHeaders", ())
    types = [header["value"].lower() for header in headers if header["name"].lower() == "content-type"]
    if types and types[-1].startswith("application/pdf"):
        live.act("save-pdf", "a PDF was saved, not shown: a header that says so was added for the browser")
        shown = [header for header in headers if header["name"].lower() != "content-disposition"]
        saved = [*shown, {"name": "Content-Disposition", "value": "attachment"}]
        answer |= {"responseCode": event["responseStatusCode"], "responseHeaders": saved}
    with suppress(PlaywrightError):  # the page may have gone on without waiting
        await live.session.send("Fetch.continueResponse", answer)

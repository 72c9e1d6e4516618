"""The file that the address itself turns out to be is kept; downloads that a page starts are cancelled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Browser, CDPSession
from playwright.async_api import Error as PlaywrightError

from capture.errors import NavigationError
from capture.observe.browser import LivePage, playwright_errors

MAX_FILE_BYTES = 256 * 1024 * 1024
# Chromium tells of the download just after it has given up the navigation for it.
_BEGINS_WITHIN_S = 2.0
_TOLD_ONE_BY_ONE = 20


class KeptFile(NamedTuple):
    """A file on the disk, whole."""

    path: Path
    received_at: datetime
    suggested_name: str | None
    """None for one that was shown."""


@dataclass
class _Download:
    url: str
    suggested_name: str
    received: int = 0
    state: str = "inProgress"


@dataclass
class Downloads:
    """Those of one page, in a directory of its own."""

    live: LivePage
    session: CDPSession
    """Of the browser: downloads belong to no page."""
    context_id: str
    main_frame: str
    directory: Path
    _known: dict[str, _Download] = field(default_factory=dict)
    _arrived: bool = False
    """Whether a page came; what it starts is none of what was asked for."""
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _cancelled: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def page_arrived(self) -> None:
        """From now on every download is the page's own doing."""
        self._arrived = True
        for guid, download in self._known.items():
            self._cancel(guid, download)

    async def began(self) -> bool:
        """Whether the address is a download, now that there is no page."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_BEGINS_WITHIN_S):
                while not self._known:
                    await self._next()
        return bool(self._known)

    async def finish(self, *, budget_s: float) -> KeptFile:
        """The first download, when it is complete. Raises `NavigationError` if it is too large, broken off or late."""
        guid, download = next(iter(self._known.items()))
        with suppress(TimeoutError):
            async with asyncio.timeout(budget_s):
                while download.state == "inProgress" and download.received <= MAX_FILE_BYTES:
                    await self._next()
        if download.state == "completed" and download.received <= MAX_FILE_BYTES:
            return KeptFile(self.directory / guid, self.live.clock(), download.suggested_name)
        why = f"had not ended after {budget_s:.0f} s" if download.state == "inProgress" else "broke off"
        if download.received > MAX_FILE_BYTES:
            why = f"is larger than {MAX_FILE_BYTES >> 20} MiB"
        self._cancel(guid, download)
        raise NavigationError(f"the address is a file, not a page, and it {why}", reason="download")

    async def _next(self) -> None:
        self._stirred.clear()
        await self._stirred.wait()

    def on_begin(self, event: dict[str, Any]) -> None:
        # Chromium tells of the downloads of all pages, other captures' as well: those it does not let us cancel.
        download = _Download(event["url"], event["suggestedFilename"])
        if self._arrived or self._known or event["frameId"] != self.main_frame:
            self._cancel(event["guid"], download)
        else:
            self._known[event["guid"]] = download
            self._stirred.set()

    def on_progress(self, event: dict[str, Any]) -> None:
        if download := self._known.get(event["guid"]):
            download.received, download.state = int(event["receivedBytes"]), event["state"]
            self._stirred.set()

    def _cancel(self, guid: str, download: _Download) -> None:
        task = asyncio.get_running_loop().create_task(self._send_cancel(guid, download.url))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_cancel(self, guid: str, url: str) -> None:
        try:
            told = {"guid": guid, "browserContextId": self.context_id}
            await self.session.send("Browser.cancelDownload", told)
        except PlaywrightError:
            return  # it is another page's
        self._cancelled += 1
        if self._cancelled <= _TOLD_ONE_BY_ONE:
            self.live.act("cancel-download", url)
        elif self._cancelled == _TOLD_ONE_BY_ONE + 1:
            self.live.act("cancel-download", "further downloads are cancelled the same way and not listed")


@asynccontextmanager
async def watch_downloads(browser: Browser, live: LivePage, directory: Path) -> AsyncIterator[Downloads]:
    """Enter before navigating. Files come into `directory`, under names of Chromium's."""
    with playwright_errors():
        session = await browser.new_browser_cdp_session()
        target = (await live.session.send("Target.getTargetInfo"))["targetInfo"]
        context_id = str(target["browserContextId"])
        # The main frame of a page has the id of its target.
        downloads = Downloads(live, session, context_id, str(target["targetId"]), directory)
        session.on("Browser.downloadWillBegin", downloads.on_begin)
        session.on("Browser.downloadProgress", downloads.on_progress)
        behaviour = {"behavior": "allowAndName", "downloadPath": str(directory), "eventsEnabled": True}
        await session.send("Browser.setDownloadBehavior", {**behaviour, "browserContextId": context_id})
    try:
        yield downloads
    finally:
        with suppress(PlaywrightError):
            await session.detach()

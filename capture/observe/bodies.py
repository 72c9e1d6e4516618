"""Asks the browser for bodies as they finish, one at a time, and keeps them in a spool.

Measured with Chromium 156: `Network.streamResourceContent`, which would hand out large bodies in pieces, lost 2 to 9 MB
of 20 when a page's own script read them as well. So a body comes in one message, and its limit bounds the memory.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pybase64
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.models.exchange import Body, MissingReason
from capture.models.request import ArchiveLimits
from capture.observe.messages import Hop, Request
from capture.observe.spool import Spool
from capture.observe.targets import Channel, Params

_log = logging.getLogger(__name__)
_NO_CONTENT = frozenset({204, 205})


class BodyCollector:
    """Takes requests that came to an end, and gives them their bodies, or the reason why they have none."""

    def __init__(self, spool: Spool, limits: ArchiveLimits) -> None:
        self._spool, self._limits = spool, limits
        self._jobs: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()

    def want(self, identity: str, request: Request) -> None:
        """The response's body, to be asked for by the id of its request."""
        self._jobs.put_nowait(lambda: self._fetch(identity, request))

    def want_post(self, channel: Channel, identity: str, hop: Hop) -> None:
        """What was sent with a request."""
        data = hop.told["request"]
        entries = data.get("postDataEntries")
        if entries and all("bytes" in entry for entry in entries):
            hop.post = self.keep_post(b"".join(pybase64.b64decode(entry["bytes"]) for entry in entries))
        else:
            self._jobs.put_nowait(lambda: self._fetch_post(channel, identity, hop))

    def keep(
        self, content: bytes, *, cut: Literal["disconnect", "time"] | None = None
    ) -> tuple[Body | None, MissingReason | None]:
        """A body in the spool, or why there is no room for it."""
        missing = self._too_much(len(content))
        return (None, missing) if missing else (self._spool.add(content, cut=cut), None)

    def keep_file(self, path: Path) -> tuple[Body | None, MissingReason | None]:
        """The same of a body that is a file already."""
        missing = self._too_much(path.stat().st_size)
        return (None, missing) if missing else self.keep(path.read_bytes())

    def keep_post(self, content: bytes) -> Body | None:
        """What was sent, in the spool; None if there is no room for it."""
        return self.keep(content)[0]

    async def work(self) -> None:
        """Ask on until cancelled. Raises `OSError` if the disk is full."""
        while True:
            await (await self._jobs.get())()
            self._jobs.task_done()

    async def drained(self) -> None:
        """Return when nothing is left to ask for."""
        await self._jobs.join()

    async def _fetch_post(self, channel: Channel, identity: str, hop: Hop) -> None:
        with suppress(PlaywrightError, ObservationError):
            told = await channel.send("Network.getRequestPostData", {"requestId": identity})
            hop.post = self.keep_post(_bytes(told, "postData"))

    async def _fetch(self, identity: str, request: Request) -> None:
        cut = _cut(request)
        request.missing = self._why_none(request) or self._too_much(request.size)
        if request.missing:
            return
        content = await _ask(identity, request)
        # Of what failed, an empty body is none.
        if content is None or (cut and not content):
            request.missing = "evicted" if cut is None else "failed" if cut == "disconnect" else "unfinished"
            return
        request.body, request.missing = self.keep(content, cut=cut)

    def _why_none(self, request: Request) -> MissingReason | None:
        response, method = request.hops[-1].response or {}, request.hops[-1].told["request"]["method"]
        if request.was_confirmed:
            return "not-modified"
        if request.is_cached:
            return "cached"
        return "no-content" if method == "HEAD" or response["status"] in _NO_CONTENT else None

    def _too_much(self, size: int) -> MissingReason | None:
        if size > self._limits.body_bytes:
            return "too-large"
        return "over-budget" if self._spool.size + size > self._limits.archive_bytes else None


async def _ask(identity: str, request: Request) -> bytes | None:
    """A body; None if nobody has it. The document of a frame may be with the process that the frame left."""
    for channel in request.told_by:
        try:
            return _bytes(await channel.send("Network.getResponseBody", {"requestId": identity}), "body")
        except (PlaywrightError, ObservationError) as error:
            _log.debug("no body of %s from %s: %s", identity, channel.kind, error)
    return None


def _cut(request: Request) -> Literal["disconnect", "time"] | None:
    """Why a body is only the beginning."""
    if request.failure:
        return "disconnect"
    return None if request.ended else "time"


def _bytes(told: Params, name: str) -> bytes:
    """Text comes as it is only where it is valid UTF-8, so this gives the bytes back."""
    content = str(told[name])
    return pybase64.b64decode(content) if told.get("base64Encoded") else content.encode("utf-8", "surrogatepass")

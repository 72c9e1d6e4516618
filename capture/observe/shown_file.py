"""The bytes of a document that is no page and that the browser shows all the same: text, data, a picture.

Sound and film are none of these: the browser asks for them again, piece by piece, while it plays.
"""

import asyncio
import codecs
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import pybase64
from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.file_kinds import is_page
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.downloads import MAX_FILE_BYTES, KeptFile
from capture.observe.network import NetworkRecorder


class ShownFile:
    """Writes such a document to a file as it comes in.

    Chromium streams the bytes of what is still coming (Network.streamResourceContent), and keeps those of what has come
    in a cache that is too small for large ones (Network.getResponseBody): between them they have all.
    """

    def __init__(self, session: CDPSession, recorder: NetworkRecorder, path: Path, out: IO[bytes]) -> None:
        self._session, self._recorder, self._path, self._out = session, recorder, path, out
        self._request = ""
        self._streaming: asyncio.Task[bool] | None = None
        self._early: list[bytes] = []
        """Chunks that were sent before those that had come already were told."""
        self._told_bytes = 0
        """As the browser counts them, once unpacked."""
        self._ended, self._broken = asyncio.Event(), False

    @property
    def there(self) -> bool:
        """Whether the page is such a document."""
        return self._streaming is not None and self._request == self._recorder.document_request

    def on_response(self, event: dict[str, Any]) -> None:
        is_main = event.get("type") == "Document" and event.get("frameId") == self._recorder.main_frame
        # One is enough: a file leads nowhere, so it is the last.
        media_type = event["response"]["mimeType"]
        shown = not is_page(media_type) and not media_type.startswith(("audio/", "video/"))
        if is_main and shown and self._streaming is None:
            self._request = event["requestId"]
            self._streaming = asyncio.get_running_loop().create_task(self._stream())

    def on_data(self, event: dict[str, Any]) -> None:
        if event["requestId"] != self._request:
            return
        self._told_bytes += int(event["dataLength"])
        if event.get("data") and self._told_bytes <= MAX_FILE_BYTES:
            chunk = pybase64.b64decode(event["data"])
            if self._streaming and self._streaming.done():
                self._out.write(chunk)
            else:
                self._early.append(chunk)

    def on_end(self, event: dict[str, Any]) -> None:
        if event["requestId"] == self._request:
            self._ended.set()

    def on_failure(self, event: dict[str, Any]) -> None:
        if event["requestId"] == self._request:
            self._broken = True
            self._ended.set()

    async def _stream(self) -> bool:
        """Have the bytes sent as they come; whether they are."""
        try:
            answer = await self._session.send("Network.streamResourceContent", {"requestId": self._request})
        except PlaywrightError:
            return False
        self._out.write(pybase64.b64decode(answer["bufferedData"]))
        self._out.writelines(self._early)
        self._early.clear()
        return True

    async def take(self, live: LivePage, *, charset: str) -> KeptFile:
        """The file, read by the browser in `charset`. Raises `ObservationError` if it cannot be had as it was sent."""
        await self._ended.wait()
        if self._broken:
            raise ObservationError("the file did not come whole")
        if self._told_bytes > MAX_FILE_BYTES:
            raise ObservationError(f"the file is larger than {MAX_FILE_BYTES >> 20} MiB")
        streamed = self._streaming is not None and await self._streaming
        # A recorder of bodies beside us takes them all for itself, and nothing is streamed: they are in its cache then.
        if not streamed or self._out.tell() != self._told_bytes:
            self._out.seek(0)
            self._out.truncate()
            with playwright_errors():
                answer = await self._session.send("Network.getResponseBody", {"requestId": self._request})
            body = answer["body"]
            self._out.write(pybase64.b64decode(body) if answer["base64Encoded"] else self._encoded(body, charset))
        self._out.flush()
        size = self._path.stat().st_size
        if size != self._told_bytes:
            raise ObservationError(f"of {self._told_bytes} bytes of the file the browser gave {size}")
        return KeptFile(self._path, live.clock(), None)

    def _encoded(self, text: str, charset: str) -> bytes:
        """As it was sent: the browser has decoded it, and dropped the mark that UTF-8 may begin with."""
        try:
            encoded = text.encode(charset)
        except (LookupError, UnicodeEncodeError):
            encoded = text.encode("utf-8", "replace")
        missing = self._told_bytes - len(encoded)
        return codecs.BOM_UTF8 + encoded if missing == len(codecs.BOM_UTF8) else encoded


@asynccontextmanager
async def watch_shown_file(session: CDPSession, recorder: NetworkRecorder, directory: Path) -> AsyncIterator[ShownFile]:
    """Enter once the network is recorded, before navigating."""
    path = directory / "shown"
    with path.open("wb") as out:
        shown = ShownFile(session, recorder, path, out)
        listeners = {
            "Network.responseReceived": shown.on_response,
            "Network.dataReceived": shown.on_data,
            "Network.loadingFinished": shown.on_end,
            "Network.loadingFailed": shown.on_failure,
        }
        for event, listener in listeners.items():
            session.on(event, listener)
        try:
            yield shown
        finally:
            for event, listener in listeners.items():
                session.remove_listener(event, listener)

"""What the server sent, as Chromium's Network domain tells it: passive, changes neither timing nor caching."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import CDPSession

from capture.models.record import FailedRequest, Network, Redirect, Tls
from capture.observe.egress import EgressGate

_MAX_FAILED_TOLD = 100
_BUFFERS = {"maxTotalBufferSize": 1 << 28, "maxResourceBufferSize": 1 << 28}
"""Bytes that the browser keeps for us: the file that an address turns out to be, and pictures to be given again once
the page is frozen. By default it drops what is larger than 10 MB, or comes before we ask on a busy machine."""
# Requests that stay open by design say nothing about whether a page is quiet.
_SEEN = frozenset({"Document", "Stylesheet", "Font", "Image", "Script", "XHR", "Fetch"})
"""CDP `Network.ResourceType` of what makes up the page as a reader sees it."""
_ENDLESS = frozenset({"EventSource", "WebSocket", "Media", "Ping"})


@dataclass
class _Document:
    """The main document, as far as it has come."""

    request: str | None
    response: dict[str, Any] | None = None
    """CDP `Response`; None until it came."""
    redirects: list[Redirect] = field(default_factory=list)


@dataclass
class NetworkRecorder:
    """Listens from before the navigation to the end of the capture."""

    main_frame: str
    gate: EgressGate | None = None
    """Knows where connections really led; None if there is none."""
    in_flight: dict[str, str] = field(default_factory=dict)
    """By request, its resource type (CDP `Network.ResourceType`)."""
    last_activity: float = 0.0
    """Loop time of the last request that started or ended."""
    _document: "_Document" = field(default_factory=lambda: _Document(None))
    _left: "_Document | None" = None
    """The document before the latest navigation; it stays if that turns out to lead nowhere."""
    document_broken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the main document is one whose connection broke before its end."""
    raw_headers: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    failed: list[FailedRequest] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    scripts: int = 0
    """Of these, scripts."""
    failed_count: int = 0
    missing_count: int = 0
    bytes_received: int = 0

    @property
    def document_request(self) -> str | None:
        """Id of the request for the main document; another one as soon as the page moves on."""
        return self._document.request

    @property
    def received(self) -> dict[str, str]:
        """By address, the latest request for it (CDP `Network.RequestId`)."""
        return {url: request for request, url in self.urls.items()}

    @property
    def document_url(self) -> str | None:
        """Of the main document, after all redirects so far."""
        return self.urls.get(self._document.request) if self._document.request else None

    def _stir(self) -> None:
        self.last_activity = asyncio.get_running_loop().time()

    def give_up_scripts(self) -> list[str]:
        """Let the scripts that are still under way fail; their addresses. Without a gate there is no way to."""
        waiting = [self.urls[request] for request, kind in self.in_flight.items() if kind == "Script"]
        return [url for url in waiting if self.gate and self.gate.give_up(url)]

    def on_request(self, event: dict[str, Any]) -> None:
        request, main = event["requestId"], self._is_main(event)
        self._stir()
        self.urls[request] = event["request"]["url"]
        # The end of a worker's own script, which no loader asks for, is told to the worker.
        of_worker = event.get("type") == "Script" and event.get("loaderId") == ""
        endless = event.get("type") in _ENDLESS or of_worker
        if not endless and not event["request"]["url"].startswith("data:"):
            self.in_flight[request] = event.get("type", "Other")
        if "redirectResponse" not in event:
            self.requests += 1
            self.scripts += event.get("type") == "Script"
            if main:
                self._left = self._document
                self._document = _Document(request)
                self.document_broken.clear()
            return
        answer = event["redirectResponse"]
        self.requests += 1
        if main:
            location = {name.lower(): value for name, value in answer["headers"].items()}.get("location")
            self._document.redirects.append(Redirect(url=answer["url"], status=answer["status"], location=location))

    def on_response(self, event: dict[str, Any]) -> None:
        if event["response"]["status"] >= 400 and event["requestId"] != self.document_request:
            self.missing_count += event.get("type") in _SEEN
        if event["requestId"] == self.document_request and event.get("frameId") == self.main_frame:
            self._document.response = event["response"]

    def on_raw_headers(self, event: dict[str, Any]) -> None:
        if event["requestId"] != self.document_request:
            return
        # Names that were sent twice come as one value with line breaks.
        pairs = [(name, value) for name, joined in event["headers"].items() for value in joined.split("\n")]
        self.raw_headers[event["requestId"]] = tuple(pairs)

    def on_finished(self, event: dict[str, Any]) -> None:
        self._stir()
        self.in_flight.pop(event["requestId"], None)
        self.bytes_received += int(event.get("encodedDataLength", 0))

    def on_failed(self, event: dict[str, Any]) -> None:
        self._stir()
        self.in_flight.pop(event["requestId"], None)
        self.failed_count += 1
        if not event.get("canceled") and event["requestId"] != self.document_request:
            self.missing_count += event.get("type") in _SEEN
        broken = event["requestId"] == self.document_request and self._document.response and not event.get("canceled")
        if broken:
            self.document_broken.set()
        if len(self.failed) < _MAX_FAILED_TOLD:
            url = self.urls.get(event["requestId"], "")
            self.failed.append(FailedRequest(url=url, reason=self._why_failed(event, url)))
        # A navigation that becomes a download, or has no content, leaves the page as it is.
        aborted = event.get("errorText") == "net::ERR_ABORTED" and event["requestId"] == self.document_request
        if aborted and self._left is not None and self._left.request is not None:
            self._document, self._left = self._left, None

    def document_saved(self) -> None:
        """The document became a download: that the browser gave up the request is no failure."""
        kept = [failed for failed in self.failed if failed.url != self.document_url]
        self.failed_count -= len(self.failed) - len(kept)
        self.failed = kept

    def _why_failed(self, event: dict[str, Any], url: str) -> str:
        if event.get("canceled"):
            return "cancelled by the page"
        reason = str(event.get("blockedReason") or event.get("errorText") or "failed")
        return self.gate.why_failed(url, reason) if self.gate else reason

    def _is_main(self, event: dict[str, Any]) -> bool:
        return event.get("type") == "Document" and event.get("frameId") == self.main_frame

    def quiet_for(self) -> float:
        """Seconds since the last request started or ended; 0 while any is under way."""
        return 0.0 if self.in_flight else asyncio.get_running_loop().time() - self.last_activity

    @property
    def holds_back_paint(self) -> bool:
        """Whether something is under way that text waits for: the document itself, a style sheet, a font."""
        return not {"Font", "Stylesheet"}.isdisjoint(self.in_flight.values()) or self.document_request in self.in_flight

    def summary(self) -> Network:
        """What was seen so far, secrets of the headers included."""
        document = self._document.response or {}
        headers = self.raw_headers.get(self.document_request or "")
        if headers is None:
            headers = tuple((name, value) for name, value in document.get("headers", {}).items())
        return Network(
            status=document.get("status"),
            status_text=document.get("statusText"),
            headers=tuple(headers),
            redirects=tuple(self._document.redirects),
            protocol=document.get("protocol"),
            remote_address=self._remote_address(document),
            tls=_tls(document.get("securityDetails")),
            mime_type=document.get("mimeType"),
            requests=self.requests,
            failed=tuple(self.failed),
            failed_count=self.failed_count,
            missing_count=self.missing_count,
            bytes_received=self.bytes_received,
        )

    def _remote_address(self, document: dict[str, Any]) -> str | None:
        if self.gate:
            return self.gate.remote_address_of(document.get("url", ""))
        address, port = document.get("remoteIPAddress"), document.get("remotePort")
        return f"{address}:{port}" if address else None


def _tls(details: dict[str, Any] | None) -> Tls | None:
    if not details:
        return None
    return Tls(
        protocol=details["protocol"],
        cipher=details["cipher"],
        subject=details["subjectName"],
        issuer=details["issuer"],
        valid_from=datetime.fromtimestamp(details["validFrom"], UTC),
        valid_to=datetime.fromtimestamp(details["validTo"], UTC),
    )


@asynccontextmanager
async def record_network(session: CDPSession, gate: EgressGate | None = None) -> AsyncIterator[NetworkRecorder]:
    """Record from here on; enter before navigating."""
    tree = await session.send("Page.getFrameTree")
    recorder = NetworkRecorder(main_frame=tree["frameTree"]["frame"]["id"], gate=gate)
    listeners = {
        "Network.requestWillBeSent": recorder.on_request,
        "Network.responseReceived": recorder.on_response,
        "Network.responseReceivedExtraInfo": recorder.on_raw_headers,
        "Network.loadingFinished": recorder.on_finished,
        "Network.loadingFailed": recorder.on_failed,
    }
    for event, listener in listeners.items():
        session.on(event, listener)
    await session.send("Network.enable", _BUFFERS)
    try:
        yield recorder
    finally:
        for event, listener in listeners.items():
            session.remove_listener(event, listener)

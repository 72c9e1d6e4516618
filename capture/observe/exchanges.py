"""Records what the page and all that it starts sent and got, as Chromium's Network domain tells it.

Passive: no request is held up, nothing about timing or caching is changed; the egress gate passes bytes on unread.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pybase64
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.models.exchange import Exchange, Recording, origin_of
from capture.models.request import ArchiveLimits
from capture.observe.bodies import BodyCollector
from capture.observe.browser import LivePage
from capture.observe.egress import EgressGate
from capture.observe.messages import Hop, Request, Socket, exchanges_of, socket_note
from capture.observe.overheard import Overheard, overheard_exchange
from capture.observe.spool import Spool
from capture.observe.targets import Channel, Params, Targets, listen_to_targets

MAX_REQUESTS = 20_000
"""A page may ask for ever: requests beyond this are counted, and not kept."""
_UNANSWERED = "no answer was seen"
_MAX_ORIGINS = 500
"""So many certificates are asked for."""


@dataclass
class ExchangeRecorder:
    """Hears the events of all targets; `finish` tells what they come to."""

    spool: Spool
    bodies: BodyCollector
    overheard: Overheard
    gate: EgressGate | None
    """Knows where connections really led; None if there is none."""
    targets: Targets | None = None
    requests: dict[str, Request] = field(default_factory=dict)
    sockets: dict[str, Socket] = field(default_factory=dict)
    certificates: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    of_workers: list[Exchange] = field(default_factory=list)
    """What only Playwright heard, known from `finish` on."""
    missed: int = 0
    """Requests beyond `MAX_REQUESTS`, and those of workers that could not be asked about in time."""
    finished: bool = False
    _saved: tuple[str, Path] | None = None
    collecting: asyncio.Task[None] | None = None
    """Asks for bodies until the end; done before that only if it failed, as for want of space."""

    def hear(self, channel: Channel, event: str, params: Params) -> None:
        """One event of the Network domain."""
        identity = params["requestId"]
        if self.finished:
            return
        if event == "requestWillBeSent":
            self._asked(channel, identity, params)
        elif event.startswith("webSocket"):
            self._socket(identity, event, params)
        elif request := self._known(identity, event):
            self._told(identity, request, event, params)
            if channel not in request.told_by:
                request.told_by.insert(0, channel)

    def _asked(self, channel: Channel, identity: str, params: Params) -> None:
        if not params["request"]["url"].startswith(("http:", "https:")):
            return
        if identity not in self.requests and len(self.requests) >= MAX_REQUESTS:
            self.missed += 1
            return
        request = self.requests.setdefault(identity, Request())
        if request.hops:
            if "redirectResponse" not in params:
                return  # a document that two targets tell of
            request.hops[-1].response = params["redirectResponse"]
            request.hops[-1].on_wire = bool(params.get("redirectHasExtraInfo"))
        hop = Hop(params, channel.kind)
        request.hops.append(hop)
        if params["request"].get("hasPostData"):
            self.bodies.want_post(channel, identity, hop)

    def _known(self, identity: str, event: str) -> Request | None:
        """The request; headers, and the word that it was in the cache, may be told before itself."""
        early = event.endswith("ExtraInfo") or event == "requestServedFromCache"
        if early and len(self.requests) < MAX_REQUESTS:
            return self.requests.setdefault(identity, Request())
        return self.requests.get(identity)

    def _told(self, identity: str, request: Request, event: str, params: Params) -> None:
        match event:
            case "requestWillBeSentExtraInfo":
                request.sent.append(params)
            case "responseReceivedExtraInfo":
                request.received.append(params)
            case "requestServedFromCache":
                request.from_cache = True
            case "dataReceived":
                request.size += int(params["dataLength"])
            case "responseReceived" if request.hops:
                request.hops[-1].response = params["response"]
                request.hops[-1].on_wire = bool(params.get("hasExtraInfo"))
            case "loadingFinished" | "loadingFailed" if request.hops and not request.ended:
                if event == "loadingFailed":
                    request.failure = _why_failed(params)
                request.ended = True
                if request.hops[-1].response:
                    self.bodies.want(identity, request)

    def _socket(self, identity: str, event: str, params: Params) -> None:
        if event == "webSocketCreated" and len(self.sockets) < MAX_REQUESTS:
            self.sockets[identity] = Socket(url=params["url"])
        socket = self.sockets.get(identity)
        if socket is None:
            return
        match event:
            case "webSocketWillSendHandshakeRequest":
                socket.request, socket.opened = params["request"], params["wallTime"]
            case "webSocketHandshakeResponseReceived":
                socket.response = params["response"]
            case "webSocketFrameSent" | "webSocketFrameReceived":
                socket.count(params["response"], sent=event == "webSocketFrameSent")
            case "webSocketFrameError":
                socket.failure = params["errorMessage"]

    def stop(self) -> None:
        """Hear no more: what comes from here on did not come over the network."""
        self.finished = True
        self.overheard.close()

    def saved(self, identity: str | None, path: Path) -> None:
        """A request became a download: the browser gave it up, and what it brought is the file at `path`."""
        self._saved = (identity or "", path)

    async def finish(self, *, budget_s: float) -> Recording:
        """All that was heard until now. What does not come within `budget_s` is missing, with that as the reason.

        Raises `OSError` if the disk is full.
        """
        self.stop()
        for identity, request in self.requests.items():
            if not request.ended and request.hops and request.hops[-1].response:
                self.bodies.want(identity, request)
        with suppress(TimeoutError):
            async with asyncio.timeout(budget_s):
                await self._gather_certificates()
                await self._bodies_there()
                await self._gather_overheard()
        self._take_saved()
        assert self.targets is not None, "finished before it began"
        again = {(exchange.method, exchange.url) for exchange in self.of_workers}
        heard = [
            part if part.is_answered else part._replace(failure=_UNANSWERED)
            for part in self._exchanges()
            if part.is_answered or (part.method, part.url) not in again
        ]
        led = sorted(map(self._as_led, (*heard, *self.of_workers)), key=lambda exchange: exchange.requested_at)
        return Recording(
            exchanges=tuple(led),
            sockets=tuple(socket_note(socket) for socket in self.sockets.values()),
            certificates=self.certificates,
            as_sent=self.targets.as_sent,
            targets_missed=self.targets.missed,
            requests_missed=self.missed,
            open=self.spool.open,
        )

    def _take_saved(self) -> None:
        """Last, since the browser may have handed out the beginning as well."""
        if self._saved and (request := self.requests.get(self._saved[0])):
            request.failure, request.ended = None, True
            request.body, request.missing = self.bodies.keep_file(self._saved[1])

    def _as_led(self, exchange: Exchange) -> Exchange:
        """With what the gate knows: the browser talks to nobody else, and takes its address for the server's."""
        if self.gate is None:
            return exchange
        failure = self.gate.why_failed(exchange.url, exchange.failure) if exchange.failure else None
        address = self.gate.remote_address_of(exchange.url) if exchange.remote_address else None
        return exchange._replace(remote_address=address, failure=failure)

    def _exchanges(self) -> list[Exchange]:
        return [exchange for request in self.requests.values() for exchange in exchanges_of(request)]

    async def _bodies_there(self) -> None:
        assert self.collecting is not None, "finished before it began"
        drained = asyncio.ensure_future(self.bodies.drained())
        try:
            await asyncio.wait((drained, self.collecting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            drained.cancel()
        if self.collecting.done():
            self.collecting.result()

    async def _gather_overheard(self) -> None:
        """What our own sessions did not hear, or cannot give the body of."""
        for request in [request for request in self.requests.values() if request.missing == "evicted"]:
            (*_, last) = exchanges_of(request)
            request.body, request.missing = await self.overheard.body_of(last, self.bodies)
        more = self.overheard.beyond(self._exchanges())
        self.missed += len(more)
        for request_of_worker, ended_at in more:
            with suppress(PlaywrightError):
                self.of_workers.append(await overheard_exchange(request_of_worker, ended_at, self.bodies))
                self.missed -= 1

    async def _gather_certificates(self) -> None:
        """The chain of each origin that answered over TLS, out of the browser's memory of the very connection."""
        assert self.targets is not None, "finished before it began"
        hops = [hop for request in self.requests.values() for hop in request.hops]
        secure = [hop.told["request"]["url"] for hop in hops if (hop.response or {}).get("securityDetails")]
        for origin in list(dict.fromkeys(map(origin_of, secure)))[:_MAX_ORIGINS]:
            with suppress(PlaywrightError, ObservationError):
                told = await self.targets.page.send("Network.getCertificate", {"origin": origin})
                self.certificates[origin] = tuple(pybase64.b64decode(table) for table in told["tableNames"])


def _why_failed(params: Params) -> str:
    """In the browser's words: a reason for blocking, an error of CORS, an error of the network."""
    if params.get("canceled"):
        return "cancelled by the page"
    told = params.get("blockedReason") or (params.get("corsErrorStatus") or {}).get("corsError")
    return str(told or params.get("errorText") or "failed")


@asynccontextmanager
async def record_exchanges(
    live: LivePage, spool: Spool, limits: ArchiveLimits, gate: EgressGate | None = None
) -> AsyncIterator[ExchangeRecorder]:
    """Record from here on, bodies into `spool`; enter before navigating."""
    overheard = Overheard(live.page.context, live.clock)
    recorder = ExchangeRecorder(spool, BodyCollector(spool, limits), overheard, gate)
    async with listen_to_targets(live, recorder.hear) as targets:
        recorder.targets = targets
        recorder.collecting = asyncio.create_task(recorder.bodies.work())
        try:
            yield recorder
        finally:
            overheard.close()
            recorder.collecting.cancel()
            await asyncio.gather(recorder.collecting, return_exceptions=True)

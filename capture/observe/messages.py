"""Turns what CDP told of a request, in whatever order, into exchanges: one for each redirect, one for the end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from capture.models.exchange import Body, Exchange, Fields, Head, MissingReason, Source, TlsFacts, WebSocketNote
from capture.observe.targets import Channel, Params


@dataclass
class Hop:
    """One request of a chain of redirects, and its answer."""

    told: Params
    """CDP `Network.requestWillBeSent`."""
    target: str
    post: Body | None = None
    response: Params | None = None
    """CDP `Network.Response`."""
    on_wire: bool = False
    """Whether its headers are told apart, as they were on the wire."""


@dataclass
class Request:
    """All that was told under one id."""

    hops: list[Hop] = field(default_factory=list)
    sent: list[Params] = field(default_factory=list)
    """CDP `Network.requestWillBeSentExtraInfo`, in order."""
    received: list[Params] = field(default_factory=list)
    """CDP `Network.responseReceivedExtraInfo`, in order."""
    told_by: list[Channel] = field(default_factory=list)
    """Sessions that told of it, each once: one of them has its body."""
    from_cache: bool = False
    size: int = 0
    """Bytes of the last body so far, codings undone."""
    ended: bool = False
    failure: str | None = None
    body: Body | None = None
    missing: MissingReason | None = None

    @property
    def is_cached(self) -> bool:
        """Whether the browser asked nobody."""
        response = self.hops[-1].response or {}
        return self.from_cache or bool(response.get("fromDiskCache") and not self.was_confirmed)

    @property
    def was_confirmed(self) -> bool:
        """Whether the server said that what is in the cache is still good."""
        return bool(self.received) and self.received[-1]["statusCode"] == 304


@dataclass
class Socket:
    """All that was told of one WebSocket."""

    url: str
    request: Params | None = None
    response: Params | None = None
    opened: float = 0
    """Seconds since 1970."""
    frames: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """How many were sent (True) and received."""
    bytes: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    failure: str | None = None

    def count(self, frame: Params, *, sent: bool) -> None:
        """One more. Text is counted in bytes of UTF-8, of other frames CDP tells base64."""
        data = frame["payloadData"]
        self.frames[sent] += 1
        self.bytes[sent] += len(data.encode("utf-8", "replace")) if frame["opcode"] == 1 else len(data) * 3 // 4


def exchanges_of(request: Request) -> Iterator[Exchange]:
    """In the order in which they were made."""
    sent, received = list(request.sent), list(request.received)
    for hop in request.hops:
        last = hop is request.hops[-1]
        wire = hop.on_wire or hop.response is None
        asked = sent.pop(0) if wire and sent else None
        answered = _answer_of(hop.response, received) if hop.on_wire and hop.response else None
        exchange = Exchange(
            url=hop.told["request"]["url"],
            method=hop.told["request"]["method"],
            kind=hop.told.get("type", "Other"),
            target=hop.target,
            frame=hop.told.get("frameId"),
            requested_at=datetime.fromtimestamp(hop.told["wallTime"], UTC),
            request=request_head(hop.told["request"], asked),
            post=hop.post,
            failure=request.failure if last else None,
        )
        if hop.response is not None:
            exchange = _with_response(exchange, hop.response, answered)
        elif last and received and request.failure:
            # It came, but may not be read by the page: another origin, and no word that allows it.
            refused = {"status": received[-1]["statusCode"], "headers": received[-1]["headers"]}
            exchange = _with_response(exchange, refused, received[-1])._replace(missing="failed")
        yield _with_end(exchange, request) if last and hop.response else exchange


def _with_end(exchange: Exchange, request: Request) -> Exchange:
    # What nobody has asked for yet, or waits for still, did not come in time.
    missing = None if request.body else request.missing or "unfinished"
    source: Source = "cache" if request.is_cached else exchange.source
    # A body that was never read counts as cancelled, even if there is none.
    failure = None if missing == "no-content" else exchange.failure
    return exchange._replace(body=request.body, missing=missing, source=source, failure=failure)


def _answer_of(response: Params, received: list[Params]) -> Params | None:
    """The headers that belong to `response`: told apart, in order. What comes before it was no answer to the page, but
    an early hint or a challenge for a password; a 304 answers for the 200 of the cache."""
    while received:
        answer = received.pop(0)
        if answer["statusCode"] in {response["status"], 304}:
            return answer
    return None


def _with_response(exchange: Exchange, response: Params, answered: Params | None) -> Exchange:
    status = answered["statusCode"] if answered else response["status"]
    moment = response.get("responseTime")
    head = response_head(response, answered)
    empty = (head.get("content-length") or "0") == "0" and head.get("transfer-encoding") is None
    return exchange._replace(
        source="service-worker" if response.get("fromServiceWorker") else "network",
        status=status,
        response=head,
        responded_at=datetime.fromtimestamp(moment / 1000, UTC) if moment else None,
        protocol=response.get("protocol") or None,
        remote_address=remote_address(response.get("remoteIPAddress"), response.get("remotePort")),
        tls=tls_facts(response.get("securityDetails")),
        # Of redirects; for the last of a chain this is told anew.
        missing="no-content" if empty else "redirect",
    )


def remote_address(ip: str | None, port: int | None) -> str | None:
    """Where a response came from, as the browser says; None if it came over no network."""
    return f"{ip}:{port}" if ip else None


def request_head(request: Params, asked: Params | None) -> Head:
    """Of a request. Its line is put together; CDP tells the fields as sent, but not their order."""
    headers = dict(asked["headers"] if asked else request["headers"])
    parts = urlsplit(request["url"])
    host = headers.pop(":authority", parts.netloc)
    fields = _fields({name: value for name, value in headers.items() if not name.startswith(":")})
    if not any(name.lower() == "host" for name, _ in fields):
        fields = (("Host", f" {host}"), *fields)
    return Head(request_line(request["method"], request["url"]), fields, raw=False)


def request_line(method: str, url: str) -> str:
    """Of a request, as HTTP/1.1 has it."""
    parts = urlsplit(url)
    return f"{method} {parts.path or '/'}{f'?{parts.query}' if parts.query else ''} HTTP/1.1"


def status_line(status: int, text: str) -> str:
    """Of a response, as HTTP/1.1 has it."""
    return f"HTTP/1.1 {status} {text}".rstrip()


def response_head(response: Params, answered: Params | None) -> Head:
    """Of a response: byte for byte where the browser tells that, which it does of HTTP/1.1."""
    status, headers = response["status"], response["headers"]
    if answered:
        status, headers = answered["statusCode"], answered["headers"]
        if raw := _raw_head(answered.get("headersText") or "", headers):
            return raw
    text = response.get("statusText") or ""
    # The page is told 200 where the server confirmed its copy.
    start = status_line(status, text if status == response["status"] else "Not Modified")
    return Head(start, _fields(headers), raw=False)


def _raw_head(text: str, headers: Params) -> Head | None:
    """The head as it was sent; None if the text is not to be trusted.

    Chromium reads it as UTF-8 on its way, and so swallows what is none, line ends included (156). Its parsed headers
    are right, so both must say the same.
    """
    start, *lines = text.removesuffix("\r\n\r\n").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    if not text.isascii() or not all(colon for _, colon, _ in pairs):
        return None
    fields = tuple((name, value) for name, _, value in pairs)
    joined: dict[str, list[str]] = {}
    for name, value in fields:
        joined.setdefault(name, []).append(value.strip())
    same = {name: "\n".join(values) for name, values in joined.items()} == headers
    return Head(start, fields, raw=True) if same else None


def _fields(headers: Params) -> Fields:
    """A field that was sent several times comes as one with line breaks."""
    return tuple((name, f" {value}") for name, joined in headers.items() for value in str(joined).split("\n"))


def socket_note(socket: Socket) -> WebSocketNote:
    """What there is to say of a WebSocket."""
    request = {"url": socket.url, "method": "GET", **(socket.request or {})}
    return WebSocketNote(
        url=socket.url,
        opened_at=datetime.fromtimestamp(socket.opened, UTC),
        request=request_head(request, None) if socket.request else None,
        response=response_head(socket.response, None) if socket.response else None,
        frames_sent=socket.frames[True],
        bytes_sent=socket.bytes[True],
        frames_received=socket.frames[False],
        bytes_received=socket.bytes[False],
        failure=socket.failure,
    )


def tls_facts(details: Params | None) -> TlsFacts | None:
    """What the browser says of the connection that carried a response; None if it was not encrypted."""
    if not details:
        return None
    algorithm = details.get("serverSignatureAlgorithm")
    return TlsFacts(
        protocol=details["protocol"],
        cipher=details["cipher"],
        key_exchange_group=details.get("keyExchangeGroup") or details.get("keyExchange") or None,
        signature_algorithm=None if algorithm is None else f"0x{int(algorithm):04x}",
        subject=details["subjectName"],
        names=tuple(details.get("sanList", ())),
        issuer=details["issuer"],
        valid_from=datetime.fromtimestamp(details["validFrom"], UTC),
        valid_to=datetime.fromtimestamp(details["validTo"], UTC),
        scts=tuple(
            {name: str(value) for name, value in sct.items()}
            for sct in details.get("signedCertificateTimestampList", ())
        ),
        transparency=details.get("certificateTransparencyCompliance", "unknown"),
    )

"""What went over the network: one `Exchange` for each request, in the browser's words.

Header fields are text of ISO 8859-1: a character a byte, whatever the server meant by it (RFC 9110, 5.5).
"""

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

Fields = tuple[tuple[str, str], ...]
"""Name, and all that follows the colon, blanks included."""

MissingReason = Literal[
    "redirect", "no-content", "not-modified", "cached", "too-large", "over-budget", "failed", "unfinished", "evicted"
]
"""Why there is no body. `no-content`: there is none to have (HEAD, 204, an empty redirect). `not-modified`: the server
said that the copy in the cache is good. `cached`: the browser took it from its cache, and asked nobody. `redirect`:
browsers give no body of a redirect. `too-large`, `over-budget`: more than one body, or all together, may have.
`unfinished`: it was still coming when time was up. `evicted`: the browser no longer had it when asked."""
MISSING_REASONS: tuple[MissingReason, ...] = get_args(MissingReason)
NOTHING_LOST: frozenset[MissingReason] = frozenset({"no-content", "not-modified", "cached"})
"""Nothing of what the server sent is missing then."""

Source = Literal["network", "cache", "service-worker"]
"""Who answered."""


class Head(NamedTuple):
    """Start line and header fields of a request or response."""

    start: str
    fields: Fields
    raw: bool
    """Whether these are the bytes as they were sent; else names and values are, and the rest was put together."""

    def get(self, name: str) -> str | None:
        """The value of the first field of that name, without the blanks around it; None if there is none."""
        return next((value.strip() for key, value in self.fields if key.lower() == name), None)

    def to_bytes(self) -> bytes:
        """As it stands in an HTTP/1.1 message, the empty line at its end included."""
        lines = [self.start, *(f"{name}:{value}" for name, value in self.fields)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class Body(NamedTuple):
    """What a message carried, content and transfer codings undone: a stretch of the capture's spool."""

    offset: int
    size: int
    sha256: str
    """Lower-case hex."""
    cut: Literal["disconnect", "time"] | None = None
    """Why it is only the beginning; None if it is whole."""


class TlsFacts(NamedTuple):
    """The connection that carried one response, as the browser says."""

    protocol: str
    cipher: str
    key_exchange_group: str | None
    signature_algorithm: str | None
    """Number of the TLS SignatureScheme; None if not told."""
    subject: str
    names: tuple[str, ...]
    issuer: str
    valid_from: datetime
    valid_to: datetime
    scts: tuple[dict[str, str], ...]
    """Signed certificate timestamps: `log`, `logId`, `timestamp`, `origin`, `status`, `signature`..."""
    transparency: str
    """CDP `CertificateTransparencyCompliance`."""


class Exchange(NamedTuple):
    """One request and what came of it. A redirect is an exchange of its own."""

    url: str
    """Without fragment."""
    method: str
    kind: str
    """CDP `Network.ResourceType`."""
    target: str
    """Who asked: `page`, `iframe` (one in a process of its own), `worker`, `shared_worker`, `service_worker`."""
    frame: str | None
    """The browser's id of the frame; None if a worker asked."""
    requested_at: datetime
    request: Head
    post: Body | None = None
    source: Source = "network"
    status: int | None = None
    """As on the wire: 304 where the page saw the 200 of its cache. None if no answer came."""
    response: Head | None = None
    responded_at: datetime | None = None
    protocol: str | None = None
    """As negotiated: `http/1.1`, `h2`, `h3`."""
    remote_address: str | None = None
    """IP and port."""
    tls: TlsFacts | None = None
    body: Body | None = None
    missing: MissingReason | None = None
    """Why there is no body; None if there is one, or no response."""
    failure: str | None = None
    """Why the request failed or was blocked."""

    @property
    def is_answered(self) -> bool:
        """Whether it came to an end, good or bad."""
        return self.status is not None or self.failure is not None

    @property
    def ip(self) -> str | None:
        """The address without its port."""
        return self.remote_address.rpartition(":")[0].strip("[]") if self.remote_address else None


class WebSocketNote(NamedTuple):
    """A WebSocket: that it was there, and how much it carried. What it carried is not kept."""

    url: str
    opened_at: datetime
    request: Head | None
    response: Head | None
    frames_sent: int
    bytes_sent: int
    frames_received: int
    bytes_received: int
    failure: str | None


class Recording(NamedTuple):
    """All exchanges of one capture, and the way to their bodies."""

    exchanges: tuple[Exchange, ...]
    """In the order in which they were asked for."""
    sockets: tuple[WebSocketNote, ...]
    certificates: dict[str, tuple[bytes, ...]]
    """By origin, the chain that its server presented, DER, its own certificate first."""
    as_sent: bool
    """Whether bodies are the server's bytes but for their codings. False in old browsers: text was decoded by them, and
    is UTF-8 here."""
    targets_missed: int
    """Frames in processes of their own, and workers, that could not be listened to."""
    requests_missed: int
    """Requests beyond those that are kept, or that could not be asked about in time."""
    open: Callable[[Body], BinaryIO]
    """The bytes of a body, to be read."""


def origin_of(url: str) -> str:
    """Scheme, host and port as they stand in `url`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

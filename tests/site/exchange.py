"""What a handler gets and gives: `Request` in, `Response` out; and `HangUp` for a server that just goes away."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

HTML = "text/html; charset=utf-8"


class HangUp(Exception):
    """Close the connection without another byte."""


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    target: str
    """As on the request line: path and query."""
    headers: Mapping[str, str]
    """Names in lower case; of a repeated one the last."""
    body: bytes = b""
    gone: Callable[[float], bool] = field(default=lambda _: False, repr=False, compare=False)
    """Waits so many seconds for the client or the server to end; True if either did."""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("cookie", "")).items()}

    @property
    def port(self) -> int:
        """Of the server, as the client wrote it in the Host header."""
        return int(self.headers["host"].rpartition(":")[2])


@dataclass(frozen=True)
class Response:
    """An answer: a whole body, or pieces that are sent as they come (chunked)."""

    body: bytes | Iterator[bytes] = b""
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Response]


def page(body: str, *, title: str = "Test page", head: str = "", status: int = 200, **headers: str) -> Response:
    """An HTML page; underscores in the names of `headers` stand for hyphens."""
    markup = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )
    return Response(
        markup.encode(),
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


class Bound:
    """A wait that ends early: after `seconds`, when the client goes, or when the server stops."""

    def __init__(self, stopping: threading.Event, client_left: Callable[[], bool]) -> None:
        self._stopping, self._client_left = stopping, client_left

    def __call__(self, seconds: float) -> bool:
        steps = max(1, round(seconds / 0.05))
        return any(self._stopping.wait(seconds / steps) or self._client_left() for _ in range(steps))

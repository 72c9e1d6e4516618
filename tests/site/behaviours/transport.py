"""What can go wrong, or be slow, before a page is there at all."""

import base64
import hashlib
from collections.abc import Iterator

from tests.site.exchange import HTML, HangUp, Request, Response
from tests.site.registry import behaviour
from tests.site.story import article_html, article_page

# No wait on this site lasts longer, whatever the client does.
LONGEST_WAIT_S = 60.0


@behaviour("/status/{}", example="/status/404")
def status(request: Request, code: str) -> Response:
    """This status, with a body that reads like an article."""
    return article_page(headline=f"Harbour bell story answered with status {code}", status=int(code))


@behaviour("/redirect")
def redirect(request: Request) -> Response:
    """302 to the portal, or to `?to=`, with `?status=`."""
    code = int(request.query.get("status", "302"))
    return Response(status=code, headers={"Location": request.query.get("to", "/portal-modern.html")})


@behaviour("/redirect-chain/{}", example="/redirect-chain/3")
def redirect_chain(request: Request, hops: str) -> Response:
    """So many redirects, then the portal."""
    left = int(hops) - 1
    return Response(status=302, headers={"Location": f"/redirect-chain/{left}" if left else "/portal-modern.html"})


@behaviour("/redirect-loop")
def redirect_loop(request: Request) -> Response:
    """Redirects to itself."""
    return Response(status=302, headers={"Location": "/redirect-loop"})


@behaviour("/slow-headers")
def slow_headers(request: Request) -> Response:
    """Takes the request and never answers."""
    request.gone(LONGEST_WAIT_S)
    raise HangUp


@behaviour("/late/{}", example="/late/500")
def late(request: Request, milliseconds: str) -> Response:
    """The short story, after so many milliseconds."""
    request.gone(min(int(milliseconds) / 1000, LONGEST_WAIT_S))
    return article_page()


@behaviour("/slow-body")
def slow_body(request: Request) -> Response:
    """The story at once, then a word every 200 ms: the document never ends."""

    def drip() -> Iterator[bytes]:
        yield f"<!doctype html><title>Slow</title>{article_html()}<p>".encode()
        for _ in range(int(LONGEST_WAIT_S / 0.2)):
            if request.gone(0.2):
                raise HangUp
            yield b"drip "

    return Response(drip())


@behaviour("/close")
def close(request: Request) -> Response:
    """Closes the connection without an answer."""
    raise HangUp


@behaviour("/cut-off")
def cut_off(request: Request) -> Response:
    """Closes the connection in the middle of the body."""

    def half() -> Iterator[bytes]:
        yield f"<!doctype html><title>Cut off</title>{article_html()}".encode()
        raise HangUp

    return Response(half())


@behaviour("/megabytes/{}", example="/megabytes/100")
def megabytes(request: Request, count: str) -> Response:
    """A page with so many megabytes of text in one element."""
    megabyte = (b"the tide comes in and the tide goes out " * 26215)[: 1 << 20]

    def text() -> Iterator[bytes]:
        yield f"<!doctype html><title>Long</title>{article_html()}<pre>".encode()
        for _ in range(int(count)):
            yield megabyte

    return Response(text())


@behaviour("/charset/{}", example="/charset/windows-1252")
def charset(request: Request, name: str) -> Response:
    """The short story in this encoding, named in the header only."""
    markup = f"<!doctype html><title>Encoded</title>{article_html()}"
    return Response(markup.encode(name, "xmlcharrefreplace"), f"text/html; charset={name}")


@behaviour("/cached")
def cached(request: Request) -> Response:
    """Has an ETag, and answers 304 to who knows it."""
    if request.headers.get("if-none-match") == '"bell-1"':
        return Response(status=304, headers={"ETag": '"bell-1"'})
    return article_page(ETag='"bell-1"', Cache_Control="no-cache")


@behaviour("/socket")
def socket(request: Request) -> Response:
    """The WebSocket end: a numbered message every 100 ms (RFC 6455)."""
    digest = hashlib.sha1(request.headers["sec-websocket-key"].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11")

    def messages() -> Iterator[bytes]:
        for number in range(int(LONGEST_WAIT_S / 0.1)):
            text = f"message {number}".encode()
            yield bytes([0x81, len(text)]) + text
            if request.gone(0.1):
                raise HangUp

    accept = base64.b64encode(digest.digest()).decode()
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}
    return Response(messages(), HTML, 101, upgrade)

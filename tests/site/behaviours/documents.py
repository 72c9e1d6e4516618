"""Addresses that are no pages: each kind of file, and files that fight whoever keeps them."""

from collections.abc import Iterator

from tests.site.behaviours.files import pdf, png
from tests.site.behaviours.transport import LONGEST_WAIT_S
from tests.site.exchange import HangUp, Request, Response
from tests.site.registry import behaviour
from tests.site.story import HEADLINE, PARAGRAPHS, article_page

_TEXT = "\n\n".join((HEADLINE, *PARAGRAPHS))
FILES: dict[str, tuple[str, bytes]] = {
    "text": ("text/plain; charset=utf-8", _TEXT.encode()),
    "text-with-mark": ("text/plain; charset=utf-8", b"\xef\xbb\xbf" + _TEXT.encode()),
    "text-of-windows": ("text/plain; charset=windows-1252", _TEXT.encode("windows-1252")),
    "text-unnamed": ("text/plain", _TEXT.encode("windows-1252")),
    "csv": ("text/csv", b"place,tide\r\nharbour,9:05\r\n"),
    "json": ("application/json", b'{"tide":\n [9, 5]}'),
    "feed": (
        "application/rss+xml",
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>',
    ),
    "xml": ("text/xml", b'<?xml version="1.0"?><tides><tide at="9:05"/></tides>'),
    "png": ("image/png", png("2f7d5a", 320, 200)),
    "svg": (
        "image/svg+xml",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><path d="M0 0h9v9z"/></svg>',
    ),
    "png-that-is-none": ("image/png", b"<p>The tide is out</p>"),
    "pdf": ("application/pdf", pdf(HEADLINE)),
    "pdf-of-30-pages": ("application/pdf", pdf(*(f"Tide table {number}" for number in range(1, 31)))),
    "pdf-as-bytes": ("application/octet-stream", pdf(HEADLINE)),
    "pdf-that-is-none": ("application/pdf", b"<h1>The tide is out</h1>"),
    "pdf-that-breaks-off": ("application/pdf", pdf(HEADLINE)[:200]),
    "pdf-without-end": ("application/pdf", pdf(HEADLINE, size=(10**9, 10**9))),
    "archive": ("application/zip", b"PK\x05\x06" + bytes(18)),
    "bytes": ("application/octet-stream", bytes(range(256)) * 40),
    "empty": ("application/octet-stream", b""),
}
"""By name, the type and the bytes."""


@behaviour("/file/{}", example="/file/pdf")
def file(request: Request, name: str) -> Response:
    """A file of this name in `FILES`; `?name=` has the server suggest a name for it."""
    media_type, body = FILES[name]
    suggested = request.query.get("name")
    headers = {"Content-Disposition": f'attachment; filename="{suggested}"'} if suggested else {}
    return Response(body, media_type, headers=headers)


@behaviour("/file-of-megabytes/{}", example="/file-of-megabytes/5")
def megabytes(request: Request, count: str) -> Response:
    """So many megabytes to save, or of `?type=`."""
    megabyte = b"the tide comes in and the tide goes out " * 26215

    def body() -> Iterator[bytes]:
        for _ in range(int(count)):
            yield megabyte[: 1 << 20]

    return Response(body(), request.query.get("type", "application/octet-stream"))


@behaviour("/file-without-end")
def without_end(request: Request) -> Response:
    """A file that goes on for ever, a kilobyte every 100 ms."""

    def body() -> Iterator[bytes]:
        for _ in range(int(LONGEST_WAIT_S / 0.1)):
            if request.gone(0.1):
                raise HangUp
            yield b"tide 9:05\n" * 100

    return Response(body(), request.query.get("type", "application/octet-stream"))


@behaviour("/file-broken-off")
def broken_off(request: Request) -> Response:
    """A file whose connection breaks in the middle."""

    def body() -> Iterator[bytes]:
        yield bytes(100_000)
        raise HangUp

    return Response(body(), request.query.get("type", "application/octet-stream"))


@behaviour("/saves/{}", example="/saves/3")
def saves(request: Request, count: str) -> Response:
    """A page that has the browser save so many files, before and after it is loaded."""
    click = "const link = document.body.appendChild(document.createElement('a')); link.href = '/file/bytes?name=tide';"
    return article_page(f"<script>for (let i = 0; i < {int(count)}; i++) {{ {click} link.click(); }}</script>")

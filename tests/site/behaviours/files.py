"""Answers that are not HTML: documents, pictures, sounds, a download."""

import io
import json
import struct
import wave
import zlib
from functools import cache

from tests.site.exchange import Request, Response
from tests.site.registry import behaviour
from tests.site.story import HEADLINE, PARAGRAPHS


@behaviour("/document.pdf")
def document(request: Request) -> Response:
    """A PDF of one page with the headline on it."""
    return Response(pdf(HEADLINE), "application/pdf")


@behaviour("/picture.png")
def picture(request: Request) -> Response:
    """A PNG, green, 320 by 200."""
    return Response(png("2f7d5a", 320, 200), "image/png")


@behaviour("/colour/{}.png", example="/colour/cc3300.png")
def colour(request: Request, rgb: str) -> Response:
    """A PNG of one colour; `?w=` and `?h=` in pixels; `?late=` milliseconds of delay."""
    request.gone(int(request.query.get("late", "0")) / 1000)
    width, height = int(request.query.get("w", "400")), int(request.query.get("h", "200"))
    return Response(png(rgb, width, height), "image/png")


@behaviour("/plain.txt")
def plain(request: Request) -> Response:
    """Plain text."""
    return Response("\n\n".join((HEADLINE, *PARAGRAPHS)).encode(), "text/plain; charset=utf-8")


@behaviour("/data.json")
def data(request: Request) -> Response:
    """JSON."""
    return Response(json.dumps({"headline": HEADLINE}).encode(), "application/json")


@behaviour("/download")
def download(request: Request) -> Response:
    """HTML that the server wants to be saved, not shown."""
    return Response(
        f"<h1>{HEADLINE}</h1>".encode(), headers={"Content-Disposition": 'attachment; filename="story.html"'}
    )


@behaviour("/tone.wav")
def tone(request: Request) -> Response:
    """Two seconds of a quiet square wave."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes((b"\x7c" * 10 + b"\x84" * 10) * 800)
    return Response(out.getvalue(), "audio/wav")


@cache
def png(rgb: str, width: int, height: int) -> bytes:
    """A PNG of one colour ("cc3300"), 8 bit RGB (PNG specification, 11.2)."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + bytes.fromhex(rgb) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pdf(*texts: str, size: tuple[int, int] = (595, 842)) -> bytes:
    """The smallest PDF that shows a line on each page, with its cross-reference table right (ISO 32000-1, 7.5)."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(texts)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(texts):
        content = f"BT /F1 24 Tf 60 760 Td ({text}) Tj ET".encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R" % (*size, 5 + 2 * number)
            + b" /Resources << /Font << /F1 3 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    out, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
    )  # fmt: skip

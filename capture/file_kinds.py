"""What a file is that an address turned out to be, and the name it gets in a bundle: ours, never one from the page."""

from typing import NamedTuple

from capture.models.extraction import PageKind

HEAD_BYTES = 1024
"""What is looked at of a file; a PDF may begin with so much else (ISO 32000-1, annex H, note 13)."""


class FileKind(NamedTuple):
    """What it is, and the ending of its name."""

    kind: PageKind
    ending: str


# What a file itself says at its beginning goes before what the server says of it: pictures and PDFs are looked at by
# programs that believe the name. Sources: PNG 5.2, JFIF, GIF89a, RFC 9649, ISO 32000-1.
_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", FileKind("image", "png")),
    (b"\xff\xd8\xff", FileKind("image", "jpg")),
    (b"GIF87a", FileKind("image", "gif")),
    (b"GIF89a", FileKind("image", "gif")),
)
_TEXTS: tuple[tuple[str, FileKind], ...] = (
    ("text/html", FileKind("file", "html")),
    ("application/xhtml+xml", FileKind("file", "xhtml")),
    ("image/svg+xml", FileKind("image", "svg")),
    ("application/json", FileKind("json", "json")),
    ("+json", FileKind("json", "json")),
    ("text/xml", FileKind("xml", "xml")),
    ("application/xml", FileKind("xml", "xml")),
    ("+xml", FileKind("xml", "xml")),
    ("text/csv", FileKind("text", "csv")),
    ("text/", FileKind("text", "txt")),
)
"""Files that are text, by a part of their declared type: nothing in them says so."""
_OTHER: tuple[tuple[str, PageKind], ...] = (("image/", "image"), ("audio/", "media"), ("video/", "media"))


def is_page(media_type: str | None) -> bool:
    """Whether a document of this type is a page; one of unknown type is taken for one."""
    return not media_type or media_type in {"text/html", "application/xhtml+xml"}


def kind_of(head: bytes, media_type: str | None) -> FileKind:
    """What a file is that begins with `head` and was sent as `media_type`, without parameters."""
    declared = (media_type or "").lower()
    for signature, known in _SIGNATURES:
        if head.startswith(signature):
            return known
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind("image", "webp")
    if b"%PDF-" in head[:HEAD_BYTES] and not declared.startswith("text/"):
        return FileKind("pdf", "pdf")
    for part, known in _TEXTS:
        if declared.startswith(part) or (part.startswith("+") and declared.endswith(part)):
            return known
    for part, kind in _OTHER:
        if declared.startswith(part):
            return FileKind(kind, "bin")
    return FileKind("file", "bin")

"""What a file is, by what it begins with and what the server says of it."""

import pytest

from capture.file_kinds import is_page, kind_of
from tests.site.behaviours.files import pdf, png

PNG, PDF = png("2f7d5a", 3, 2), pdf("Tide")


@pytest.mark.parametrize(
    ("head", "media_type", "kind", "ending"),
    [
        (PDF, "application/pdf", "pdf", "pdf"), (PDF, "application/octet-stream", "pdf", "pdf"),
        (PDF, None, "pdf", "pdf"), (b"junk\n" + PDF, "application/pdf", "pdf", "pdf"),
        (b"\0" * 2000 + PDF, "application/pdf", "file", "bin"), (b"<h1>", "application/pdf", "file", "bin"),
        (b"as in %PDF-1.4", "text/plain", "text", "txt"),
        (PNG, "image/png", "image", "png"), (PNG, "text/plain", "image", "png"),
        (PNG[:12], "image/png", "image", "bin"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "image", "jpg"), (b"GIF89a", "image/gif", "image", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", "image", "webp"), (b"RIFF\0\0\0\0WAVE", "audio/wav", "media", "bin"),
        (b"\0\0\0 ftypavif", "image/avif", "image", "bin"), (b"<svg/>", "image/svg+xml", "image", "svg"),
        (b"{}", "application/json", "json", "json"), (b"{}", "application/ld+json", "json", "json"),
        (b"<a/>", "application/xml", "xml", "xml"), (b"<a/>", "text/xml", "xml", "xml"),
        (b"<rss/>", "application/rss+xml", "xml", "xml"), (b"a,b", "text/csv", "text", "csv"),
        (b"a", "TEXT/Markdown", "text", "txt"), (b"<p>", "text/html", "file", "html"),
        (b"\0", "video/mp4", "media", "bin"), (b"MZ", "application/x-msdownload", "file", "bin"),
        (b"", None, "file", "bin"),
    ],
)  # fmt: skip
def test_kind_and_ending(head: bytes, media_type: str | None, kind: str, ending: str) -> None:
    assert kind_of(head, media_type) == (kind, ending)


@pytest.mark.parametrize("media_type", ["text/html", "application/xhtml+xml", "", None])
def test_pages(media_type: str | None) -> None:
    assert is_page(media_type)


@pytest.mark.parametrize("media_type", ["text/plain", "image/svg+xml", "application/pdf", "text/xml"])
def test_no_pages(media_type: str) -> None:
    assert not is_page(media_type)

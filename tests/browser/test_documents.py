"""An address that is no page is kept as the file it is, out of the one request there was."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from capture.archive.reader import WaczReader
from capture.cli.page import utc_now
from capture.compose import record_json, with_extraction
from capture.extract.cascade import extract
from capture.models.record import CaptureRecord
from capture.models.request import CaptureRequest
from capture.observe import downloads, shown_file
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.pipeline import capture_page
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.documents import FILES
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

KINDS = {
    "text": ("text", "document.txt"),
    "text-with-mark": ("text", "document.txt"),
    "text-of-windows": ("text", "document.txt"),
    "text-unnamed": ("text", "document.txt"),
    "csv": ("text", "document.csv"),
    "json": ("json", "document.json"),
    "feed": ("xml", "document.xml"),
    "xml": ("xml", "document.xml"),
    "png": ("image", "document.png"),
    "svg": ("image", "document.svg"),
    "png-that-is-none": ("image", "document.bin"),
    "pdf": ("pdf", "document.pdf"),
    "pdf-of-30-pages": ("pdf", "document.pdf"),
    "pdf-as-bytes": ("pdf", "document.pdf"),
    "pdf-that-is-none": ("file", "document.bin"),
    "pdf-that-breaks-off": ("pdf", "document.pdf"),
    "pdf-without-end": ("pdf", "document.pdf"),
    "archive": ("file", "document.bin"),
    "bytes": ("file", "document.bin"),
    "empty": ("file", "document.bin"),
}


def file_of(taken: Taken) -> bytes:
    assert taken.record.document
    return taken.bundle.read_artifact(taken.record.document.path)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_kept_as_it_was_sent(capture: Capturer, site: NewsSite, name: str) -> None:
    taken = capture(site.url(f"/file/{name}"))
    record = taken.record
    assert (record.page_kind, record.document and record.document.path) == KINDS[name]
    assert file_of(taken) == FILES[name][1]
    assert (record.outcome, record.failure, record.article, record.tickers) == ("complete", None, None, ())
    assert record.verdict in {"complete", "complete-with-gaps"}
    assert {"not-html"} <= taken.findings
    assert record.network.status == 200
    assert dict(record.network.headers)["Content-Type"] == FILES[name][0]
    assert [request.path for request in site.requests if request.path != "/favicon.ico"] == [f"/file/{name}"]
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as archive:
        archived = archive.lookup(record.url)
    assert archived
    assert (archived.body, archived.truncated) == (FILES[name][1], None)
    assert record.network.failed_count == len(record.network.failed) == 0


def test_a_pdf_has_pictures_and_text_of_its_pages(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/file/pdf"))
    document = taken.record.document
    assert document
    assert (document.pages, document.pages_pictured, document.reason) == (1, 1, None)
    assert taken.bundle.read_artifact("document.txt").decode() == HEADLINE + "\f"
    picture = taken.picture_named("document-1.png")
    assert picture.size == (893, 1263)
    box = picture.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert box is not None
    assert (80 < box[0] < 100, 95 < box[1] < 125) == (True, True), "the line stands 60 points from the left, 60 below"
    assert not {"page.png", "page.html", "explain.json"} & {artifact.path for artifact in taken.record.artifacts}


def test_of_a_long_pdf_the_first_pages_are_pictures_and_that_is_said(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/file/pdf-of-30-pages"))
    document = taken.record.document
    assert document
    assert (document.pages, document.pages_pictured) == (30, 20)
    assert document.reason == "pictures are made of the first 20 pages"
    assert taken.bundle.read_artifact("document.txt").decode().split("\f")[29] == "Tide table 30"
    assert "pdf-unread" in taken.findings


def test_a_pdf_has_no_pictures_if_none_are_wanted(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/file/pdf"), artifacts=("html",))
    names = {artifact.path for artifact in taken.record.artifacts}
    assert names == {"document.pdf", "document.txt", "log.jsonl"}


def test_a_pdf_that_cannot_be_read_is_kept_and_said_to_be_unread(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/file/pdf-that-breaks-off"))
    assert taken.record.document
    assert taken.record.document.pages is None
    assert "cannot be read as a PDF" in (taken.record.document.reason or "")
    assert "pdf-unread" in taken.findings


def test_a_page_as_large_as_a_field_becomes_a_picture_of_bounded_size(capture: Capturer, site: NewsSite) -> None:
    shown = capture(site.url("/file/pdf-without-end")).picture_named("document-1.png")
    assert shown.width * shown.height <= 8_100_000


@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/tide", "/etc/passwd", "..%5C..%5Ctide.exe", "CON", "a" * 300, ".bashrc"],
)
def test_no_name_of_the_server_becomes_a_name_in_the_bundle(capture: Capturer, site: NewsSite, name: str) -> None:
    taken = capture(site.url(f"/file/bytes?name={name}"))
    assert {artifact.path for artifact in taken.record.artifacts} == {"document.bin", "page.wacz", "log.jsonl"}
    assert taken.record.document
    assert len(taken.record.document.suggested_name or "") <= 200


def test_a_redirect_to_a_file_is_told(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/redirect?to=/file/pdf"))
    assert taken.record.url == site.url("/file/pdf")
    assert [hop.status for hop in taken.record.network.redirects] == [302]


@pytest.mark.parametrize("kind", ["application/octet-stream", "image/png"])
def test_a_file_that_is_too_large_is_not_kept(
    capture: Capturer, site: NewsSite, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(downloads, "MAX_FILE_BYTES", 2 << 20)
    monkeypatch.setattr(shown_file, "MAX_FILE_BYTES", 2 << 20)
    taken = capture(site.url(f"/file-of-megabytes/5?type={kind}"))
    assert taken.record.document is None
    assert taken.record.verdict == ("failed" if kind.startswith("application") else "partial")
    told = [step.reason or "" for step in taken.record.steps if step.outcome == "failed"]
    assert any("larger than 2 MiB" in reason for reason in told)


def test_a_large_file_that_is_shown_is_kept_whole(capture: Capturer, site: NewsSite) -> None:
    """Larger than the cache in which Chromium keeps what it has shown."""
    taken = capture(site.url("/file-of-megabytes/40?type=image/png"), artifacts=("html",))
    assert len(file_of(taken)) == 40 << 20


def test_the_same_is_said_offline(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/file/text"))
    again = with_extraction(taken.record, extract(taken.page), taken.record.profile)
    assert record_json(again) == (taken.bundle.path / "data/capture.json").read_bytes()


def test_what_a_page_has_saved_is_cancelled_and_the_page_is_captured(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/saves/3"))
    assert taken.record.document is None
    assert taken.record.article
    assert "cancel-download" in taken.actions


def test_a_page_that_moves_on_to_a_file_stays(capture: Capturer, serve: Callable[[str], str], site: NewsSite) -> None:
    address = serve(f'<h1>Tide table</h1><meta http-equiv="refresh" content="0; url={site.url("/file/pdf")}">')
    taken = capture(address)
    assert taken.record.url == address
    assert taken.record.document is None
    assert "cancel-download" in taken.actions


def test_files_captured_at_the_same_time_are_not_mixed_up(
    site: NewsSite, run_async: Callable[[Coroutine[Any, Any, Any]], Any], tmp_path: Path
) -> None:
    async def both() -> list[CaptureRecord]:
        names = ["pdf", "bytes", "pdf-of-30-pages", "archive"]
        async with open_browser(find_browser(environ=os.environ)) as running:
            work = (
                capture_page(running, CaptureRequest(url=site.url(f"/file/{name}")), out=tmp_path, clock=utc_now)
                for name in names
            )
            return [captured.record for captured in await asyncio.gather(*work)]

    digests = [record.artifacts[0].sha256 for record in run_async(both())]
    assert digests == [sha256(FILES[name][1]).hexdigest() for name in ("pdf", "bytes", "pdf-of-30-pages", "archive")]

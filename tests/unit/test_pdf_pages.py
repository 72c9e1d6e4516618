"""Pictures and text of PDFs, good and hostile; each is read by a process of its own."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from capture.pdf_pages import PdfPages, render_pdf
from tests.site.behaviours.files import pdf

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def render(run_async: Run, tmp_path: Path) -> Callable[..., PdfPages]:
    def run(content: bytes, **options: float) -> PdfPages:
        source = tmp_path / "source"
        source.write_bytes(content)
        pages: PdfPages = run_async(render_pdf(source, tmp_path, **options))
        return pages

    return run


def test_each_page_becomes_a_picture_and_its_text(render: Callable[..., PdfPages]) -> None:
    pages = render(pdf("Tide out 9:05", "Tide in 15:20"))
    assert (pages.total, len(pages.pictures), pages.reason) == (2, 2, None)
    assert pages.text
    assert pages.text.read_text("utf-8") == "Tide out 9:05\fTide in 15:20\f"
    with Image.open(pages.pictures[0]) as first, Image.open(pages.pictures[1]) as second:
        assert first.size == second.size == (893, 1263)
        assert first.tobytes() != second.tobytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"<h1>Tide</h1>", b"%PDF-1.7\n", pdf("Tide")[:200], pdf("Tide").replace(b"/Type /Page ", b"/Type /Pags ")],
)
def test_what_cannot_be_read_is_said_to_be_so(render: Callable[..., PdfPages], content: bytes) -> None:
    pages = render(content)
    assert pages.pictures == ()
    assert pages.reason


@pytest.mark.parametrize("size", [(14_400, 14_400), (10**9, 10**9), (1, 10**9), (0, 0), (-600, -800)])
def test_no_box_makes_a_picture_that_is_too_large(render: Callable[..., PdfPages], size: tuple[int, int]) -> None:
    pages = render(pdf("Tide", size=size))
    assert pages.total == 1
    for picture in pages.pictures:
        with Image.open(picture) as shown:
            assert shown.width * shown.height <= 8_100_000
    assert pages.pictures or pages.reason


def test_when_time_is_up_what_was_done_is_kept(render: Callable[..., PdfPages]) -> None:
    """Each page takes about half a second: a hundred thousand words, one upon the other."""
    pages = render(pdf(*["Tide) Tj (" * 100_000] * 20), within_s=4)
    assert pages.total == 20
    assert 0 < len(pages.pictures) < 20
    assert pages.reason == "time was up after 4 s"


def test_a_reader_that_does_not_answer_at_all_is_given_up(render: Callable[..., PdfPages]) -> None:
    pages = render(pdf("Tide"), within_s=0.01)
    assert pages == PdfPages(None, reason="it cannot be read as a PDF: its reader took more than 0.01 s")

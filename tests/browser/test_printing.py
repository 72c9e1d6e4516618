"""Prints: other programs open them, follow their links and outline, and read where they came from."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.layout import LAZY_COLOURS
from tests.site.server import NewsSite

Serve = Callable[[str], str]


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Capturer]:
    with Capturer(tmp_path_factory.mktemp("prints")) as capturer:
        yield capturer


def read(taken: Taken, name: str = "page.pdf") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(taken.bundle.read_artifact(name)))


@pytest.fixture(scope="module")
def portal(take: Capturer, site: NewsSite) -> Taken:
    return take(site.url("/portal-modern.html"), artifacts=("pdf", "screen-pdf"))


@pytest.mark.parametrize("name", ["page.pdf", "screen.pdf"])
def test_a_print_says_where_it_came_from(portal: Taken, name: str) -> None:
    record, reader = portal.record, read(portal, name)
    assert reader.metadata is not None
    assert reader.metadata.title == record.title
    assert reader.metadata["/SourceURL"] == record.url
    assert reader.metadata["/CaptureId"] == record.id
    assert reader.metadata["/CapturedAt"] == record.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert reader.metadata.creator == record.environment.tool
    assert reader.metadata.producer
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": record.title}
    assert xmp.dc_source == record.url
    assert xmp.dc_identifier == f"urn:uuid:{record.id}"
    assert xmp.xmp_creator_tool == record.environment.tool


def test_its_address_can_be_searched_for_letter_by_letter(take: Capturer, site: NewsSite) -> None:
    """Fonts draw "ff" and "fi" as one character, and a print then holds that one."""
    taken = take(site.url("/sticky?of=office-fjord-flat-c5ff7b"), artifacts=("pdf",))
    assert all(taken.record.url in sheet.extract_text() for sheet in read(taken).pages)


@pytest.mark.parametrize("name", ["page.pdf", "screen.pdf"])
def test_a_print_is_tagged_and_has_links_and_an_outline(portal: Taken, name: str) -> None:
    reader = read(portal, name)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert portal.record.article is not None
    # The browser leaves out the blank where a heading's line ends.
    assert solid(portal.record.article.headline) in [solid(entry.title) for entry in flat(reader.outline)]
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    addresses = {link["/A"]["/URI"] for link in links if link.get("/A", {}).get("/S") == "/URI"}
    assert any("/news/" in address for address in addresses)
    assert all(address.startswith("http") for address in addresses)


def solid(text: str | None) -> str:
    return "".join((text or "").split())


def flat(outline: list) -> list:
    return [item for entry in outline for item in (flat(entry) if isinstance(entry, list) else [entry])]


@pytest.mark.parametrize("name", ["page.pdf", "screen.pdf"])
def test_qpdf_finds_no_fault(portal: Taken, name: str, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    path = tmp_path / name
    path.write_bytes(portal.bundle.read_artifact(name))
    told = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_each_sheet_says_address_instant_and_capture(portal: Taken) -> None:
    for page in read(portal).pages:
        text = solid(page.extract_text())
        assert portal.record.url in text
        assert portal.record.id in text
        assert portal.record.captured_at.strftime("%Y-%m-%d%H:%M:%SUTC") in text


def test_sheets_are_numbered_in_their_order(take: Capturer, site: NewsSite) -> None:
    pages = read(take(site.url("/tall/20000"), artifacts=("pdf",))).pages
    assert len(pages) > 16, "more than one node of the tree of sheets holds"
    numbers = [page.extract_text().split()[-1] for page in pages]
    assert numbers == [f"{number}/{len(pages)}" for number in range(1, len(pages) + 1)]


_ROW = "<td width=200>Left<td>{}<td align=right width=300>Rightmost"
_WORDS = "a word of the middle " * 80


@pytest.mark.parametrize(
    "body",
    [
        f"<table align=center width=1200><tr>{_ROW.format(_WORDS)}</table>",
        f"<div style='width:1150px;margin:0 auto'><table width=100%><tr>{_ROW.format(_WORDS)}</table></div>",
        f"<meta name=viewport content='width=device-width'><table width=1700><tr>{_ROW.format(_WORDS)}</table>",
    ],
    ids=["fixed", "centred", "wider than the window"],
)
def test_what_stands_at_the_right_of_a_wide_page_is_on_the_sheet(take: Capturer, serve: Serve, body: str) -> None:
    taken = take(serve(f"<!doctype html><title>Wide</title>{body}"), artifacts=("pdf",))
    path = taken.bundle.path / "data" / "page.pdf"
    with pypdfium2.PdfDocument(path) as pdf:
        sheet = pdf[0]
        words = sheet.get_textpage()
        at = words.search("Rightmost")
        first, count = at.get_next()
        assert words.get_charbox(first + count - 1)[2] < sheet.get_width() - 20
    assert [action.kind for action in taken.record.actions].count("print-scale") == 1


@pytest.mark.parametrize(
    "head",
    ["<meta name=viewport content='width=device-width, initial-scale=1'><style>main{max-width:1140px}</style>", ""],
    ids=["told to adapt", "fluid"],
)
def test_a_page_that_adapts_is_printed_at_its_own_size(take: Capturer, serve: Serve, head: str) -> None:
    taken = take(serve(f"<!doctype html>{head}<main>{'<p>' + _WORDS}</main>"), artifacts=("pdf",))
    assert "print-scale" not in [action.kind for action in taken.record.actions]


def test_the_screen_is_on_one_sheet_of_its_size(portal: Taken) -> None:
    reader = read(portal, "screen.pdf")
    assert len(reader.pages) == 1
    assert float(reader.pages[0].mediabox.width) == pytest.approx(1280 * 0.75, abs=1)
    assert "screen-pdf-split" not in portal.findings
    assert [action.detail for action in portal.record.actions if action.kind == "emulate-media"]


def test_a_screen_that_needs_more_sheets_is_told(take: Capturer, site: NewsSite) -> None:
    taken = take(site.url("/sticky"), artifacts=("screen-pdf",))
    assert len(read(taken, "screen.pdf").pages) > 1
    assert "screen-pdf-split" in taken.findings


def test_the_screen_of_a_very_tall_page_has_its_end(take: Capturer, site: NewsSite) -> None:
    taken = take(site.url("/tall/60000"), artifacts=("screen-pdf",))
    (page,) = read(taken, "screen.pdf").pages
    assert float(page.mediabox.height) == pytest.approx(60_000 * 0.75, abs=1)


def test_lazy_pictures_below_the_fold_are_printed(take: Capturer, site: NewsSite) -> None:
    taken = take(site.url("/lazy"), artifacts=("pdf",))
    colours = {
        image.image.convert("RGB").getpixel((5, 5))
        for page in read(taken).pages
        for image in page.images
        if image.image
    }
    assert {tuple(bytes.fromhex(rgb)) for rgb in LAZY_COLOURS} <= colours


def test_the_page_did_not_change_between_picture_and_print(portal: Taken) -> None:
    drift = portal.record.drift
    assert drift is not None
    assert drift.after_freeze == drift.after_artifacts

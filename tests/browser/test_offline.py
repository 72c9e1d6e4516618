"""From the freeze on nothing is fetched: a picture is the one that the page showed, in pictures and in prints."""

import io
from collections.abc import Callable

import pypdf
import pytest
from pypdf.generic import StreamObject

from tests.browser.capturer import Capturer, Taken
from tests.site.server import NewsSite

SHOWN, NARROW, PAPER, GROUND = "cc3300", "006699", "339933", "993399"
SIZE = 'width="300" height="150"'


def colours_of_print(taken: Taken, name: str) -> list[str]:
    """Of the pictures in a PDF, as "rrggbb"."""
    reader = pypdf.PdfReader(io.BytesIO(taken.bundle.read_artifact(name)))
    pictures = [image.image.convert("RGB") for sheet in reader.pages for image in sheet.images if image.image]
    return [bytes(picture.getpixel((5, 5))).hex() for picture in pictures]


PAGE = f"""<!doctype html><style>@media print {{ h1 {{ background: url(/colour/{GROUND}.png?offline) }} }}</style>
<h1>Sea wall at Porthallow to be raised</h1>
<picture><source media="print" srcset="/colour/{PAPER}.png?offline">
<img id="first" {SIZE} src="/colour/{SHOWN}.png?offline"></picture>
<picture><source media="(max-width: 1000px)" srcset="/colour/{NARROW}.png?offline 1x, /x.png?offline 2x">
<img id="second" {SIZE} src="/colour/{SHOWN}.png?offline=2"></picture>
<img id="third" {SIZE} sizes="(min-width: 900px) 800px, 9px"
srcset="/colour/{NARROW}.png?offline=3 300w, /colour/{SHOWN}.png?offline=3 1000w">
<img srcset="/nowhere.png?offline 400w, /nowhere.png?offline=2 2000w" sizes="(min-width: 900px) 800px, 9px">
<div style="height: 3000px"></div>"""
"""Pictures that are other ones on paper and in narrow windows."""


@pytest.fixture
def responsive(capture: Capturer, serve: Callable[[str], str]) -> Taken:
    return capture(serve(PAGE), artifacts=("rendered", "page", "pdf", "screen-pdf"))


def test_pictures_for_paper_are_not_fetched_after_the_freeze(
    capture: Capturer, serve: Callable[[str], str], site: NewsSite
) -> None:
    capture(serve(PAGE + "<!-- once more -->"))
    asked = [request.target for request in site.requests if "?offline" in request.target]
    assert sorted(asked) == [
        f"/colour/{SHOWN}.png?offline",
        f"/colour/{SHOWN}.png?offline=2",
        f"/colour/{SHOWN}.png?offline=3",
        "/nowhere.png?offline=2",
    ]


def test_the_print_has_the_pictures_that_the_page_showed(responsive: Taken) -> None:
    assert colours_of_print(responsive, "page.pdf") == [SHOWN] * 3
    assert colours_of_print(responsive, "screen.pdf") == [SHOWN] * 3
    for name in ("first", "second", "third"):
        assert responsive.pixels_in(responsive.tree.box(responsive.by_id(name))) == {tuple(bytes.fromhex(SHOWN))}


def test_what_was_refused_is_no_gap_of_the_page_and_that_it_was_is_told(responsive: Taken) -> None:
    counted = responsive.record.completeness
    assert counted is not None
    assert (counted.requests, counted.requests_missing) == (5, 1)
    told = [action.detail for action in responsive.record.actions if action.kind == "refuse-requests"]
    assert told[0].startswith("from here on nothing came from the network")
    assert any(f"{GROUND}.png?offline" in line for line in told)
    assert not any(SHOWN in line for line in told)


def streams_of(pdf: bytes) -> list[bytes]:
    """All that is drawn in a PDF."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    objects = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    drawn = [item for item in objects if isinstance(item, StreamObject) and item.get("/Subtype") != "/Image"]
    return [stream.get_data() for stream in drawn]


def test_a_drawing_is_given_again_as_one(capture: Capturer, serve: Callable[[str], str]) -> None:
    """In the second print it is asked for anew; its ground, #0c4a55, stands there as numbers between 0 and 1."""
    source = (
        '<picture><source media="(max-width: 1000px)" srcset="/narrow-{0}"><img width="99" src="/images/{0}"></picture>'
    )
    address = serve(f"<!doctype html><h1>A map</h1>{source.format('favicon.svg')}{source.format('harbour.jpg')}")
    taken = capture(address, artifacts=("rendered", "page", "pdf", "screen-pdf"))
    for name in ("page.pdf", "screen.pdf"):
        drawn = streams_of(taken.bundle.read_artifact(name))
        assert any(b".0471 .2902 .3333 rg" in stream for stream in drawn), name

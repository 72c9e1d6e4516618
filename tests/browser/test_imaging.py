"""Pictures and boxes agree to the pixel, and every piece is the very pixels of the full page."""

from collections.abc import Callable

import pytest

from capture.models.base import Box
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.layout import LAZY_COLOURS, OBSERVED_COLOUR, marks
from tests.site.server import NewsSite

SEEN = ("rendered", "page", "viewport")
PATCHES = (
    "#c81e1e", "#1e6ec8", "#1ec86e", "#c8a01e", "#7d1ec8", "#1ec8c8", "#c81e96", "#5a7d1e", "#1e2d7d", "#7d4b1e",
)  # fmt: skip
GROUND = (255, 255, 255)


def patch(number: int, style: str = "", inner: str = "") -> str:
    """A block of a colour that no other has."""
    return f'<div id="p{number}" style="background:{PATCHES[number]};{style}">{inner}</div>'


def rgb(number: int) -> tuple[int, ...]:
    return tuple(bytes.fromhex(PATCHES[number][1:]))


LAYOUTS = {
    "blocks": patch(0, "width:200px;height:60px;margin:33px 0 0 71px")
    + patch(1, "width:50%;height:44px;margin-top:1500px"),
    "nested table": f'<table border="4" cellpadding="9" cellspacing="7"><tr><td>{patch(0, "width:90px;height:40px")}'
    f'<td><table cellpadding="3"><tr><td>a<td>{patch(1, "width:40px;height:90px")}</table></table>',
    "right to left": f'<div dir="rtl">{patch(0, "width:300px;height:50px")}<p>&#x5e9;&#x5dc;</p>'
    f'{patch(1, "display:inline-block;width:80px;height:30px;margin-right:55px")}</div>',
    "transformed": patch(0, "width:100px;height:50px;transform:translate(120px,30px) scale(2);transform-origin:0 0"),
    "positioned": '<div style="position:relative;height:300px">'
    + patch(0, "position:absolute;right:31px;bottom:17px;width:120px;height:80px")
    + "</div>"
    + patch(1, "position:relative;left:60px;top:-20px;width:130px;height:35px"),
    "columns": '<div style="columns:3;column-gap:40px">' + "".join(
        patch(number, "height:120px;break-inside:avoid") for number in range(6)
    ) + "</div>",
    "scrolled pane": '<div id="pane" style="height:200px;width:400px;overflow:auto">'
    + patch(0, "height:150px") + patch(1, "height:150px;margin-top:300px")
    + "</div><script>document.getElementById('pane').scrollTop = 260</script>",
    "page scrolled by its script": patch(0, "height:90px;width:90px")
    + patch(1, "margin-top:1700px;height:70px;width:60%")
    + '<p style="height:900px"></p><script>scrollTo(0, 1200)</script>',
    "a margin around all": '<style>html{margin:40px 0 0 50px;border:7px solid #eee}body{margin:13px}</style>'
    + patch(0, "height:60px;width:60px"),
    "zoomed": f'<div style="zoom:1.5">{patch(0, "width:100px;height:40px;margin:21px")}</div>',
}  # fmt: skip

FRAME_STYLE = "border:9px solid #eee;padding:11px 5px 3px 23px;margin:40px 0 0 60px;width:500px;height:260px"


def framed(source: str) -> str:
    return f'<body style="margin:0"><p style="height:150px">above</p><iframe style="{FRAME_STYLE}" {source}></iframe>'


Serve = Callable[[str], str]


@pytest.fixture(scope="session")
def layouts(capture: Capturer, serve: Serve) -> Callable[[str], Taken]:
    return lambda name: capture(serve("<!doctype html>" + LAYOUTS[name]), artifacts=SEEN)


def assert_lies_on_its_pixels(taken: Taken, number: int) -> None:
    """The box is filled with the node's colour, and right around it is none of it."""
    box = taken.tree.box(taken.by_id(f"p{number}"))
    assert box.width > 8
    assert box.height > 8
    assert taken.pixels_in(box) == {rgb(number)}
    whole = taken.picture.getcolors(1 << 24)
    assert whole is not None
    count = next(count for count, colour in whole if colour == rgb(number))
    assert count == pytest.approx(box.width * box.height, rel=0.03)


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "scrolled pane"])
def test_the_box_of_a_node_lies_on_its_pixels(name: str, layouts: Callable[[str], Taken]) -> None:
    taken = layouts(name)
    for number in range(len(PATCHES)):
        if f'id="p{number}"' in LAYOUTS[name]:
            assert_lies_on_its_pixels(taken, number)


def test_in_a_pane_that_was_scrolled_boxes_are_where_they_are_seen(layouts: Callable[[str], Taken]) -> None:
    taken = layouts("scrolled pane")
    pane, second = taken.tree.box(taken.by_id("pane")), taken.tree.box(taken.by_id("p1"))
    assert taken.tree.box(taken.by_id("p0")).y < pane.y
    shown = Box(x=second.x, y=second.y, width=second.width, height=pane.y + pane.height - second.y)
    assert shown.height < 150
    assert taken.pixels_in(shown) == {rgb(1)}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_boxes_in_a_frame_with_border_and_padding(host: str, capture: Capturer, serve: Serve) -> None:
    inner = serve("<!doctype html><body style='margin:8px'>" + patch(0, "margin:30px 0 0 44px;width:140px;height:66px"))
    taken = capture(serve(framed(f'src="{inner.replace("127.0.0.1", host)}"')), artifacts=SEEN)
    assert_lies_on_its_pixels(taken, 0)


@pytest.mark.parametrize("attempt", range(5))
def test_a_frame_is_not_white_on_a_page_that_fits_the_window(attempt: int, capture: Capturer, serve: Serve) -> None:
    inner = serve("<!doctype html><body style='margin:0'>" + patch(0, "width:140px;height:66px"))
    of_another_origin = inner.replace("127.0.0.1", "localhost")
    taken = capture(serve(framed(f'src="{of_another_origin}"') + f"<!-- {attempt} -->"), artifacts=SEEN)
    assert_lies_on_its_pixels(taken, 0)


def test_boxes_in_a_frame_that_is_scrolled_inside_and_far_down(capture: Capturer, serve: Serve) -> None:
    inner = (
        patch(0, "margin-top:700px;width:140px;height:66px")
        + "<p style='height:900px'></p><script>scrollTo(0, 640)</script>"
    )
    taken = capture(serve("<p style='height:1900px'></p>" + framed(f"src='{serve(inner)}'")), artifacts=SEEN)
    assert_lies_on_its_pixels(taken, 0)


def test_texts_lie_on_their_glyphs(capture: Capturer, serve: Serve) -> None:
    taken = capture(
        serve('<body style="background:#fff;color:#000"><p style="margin:70px 0 0 90px;font:40px serif">MHMH</p>'),
        artifacts=SEEN,
    )
    box = taken.tree.box(taken.text_node("MHMH"))
    inked = taken.picture.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert inked is not None
    left, top, right, bottom = inked
    assert box.x - 1 <= left <= box.x + 4
    assert box.x + box.width - 4 <= right <= box.x + box.width + 1
    assert box.y <= top < bottom <= box.y + box.height


def test_what_sticks_to_the_window_is_in_the_picture_once(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/sticky"), artifacts=SEEN)
    for name, colour in (("header", (0, 0, 255)), ("footer", (255, 0, 0))):
        (node,) = taken.tree.elements(0, name)
        box = taken.tree.box(node)
        assert colour in taken.pixels_in(box)
        column = [taken.picture.getpixel((taken.picture.width - 5, y)) for y in range(taken.picture.height)]
        assert column.count(colour) == box.height


def test_a_page_of_many_screens_has_every_mark_where_it_is(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/tall/12000"), artifacts=SEEN)
    assert taken.picture.size == (1280, 12000)
    for top, colour in marks(12000):
        assert taken.picture.getpixel((640, top + 10)) == tuple(bytes.fromhex(colour))
        assert taken.picture.getpixel((640, top - 2)) != tuple(bytes.fromhex(colour))
    assert taken.picture.getpixel((640, 11990)) == (0, 0, 0)


def test_a_wide_page_is_there_to_its_right_edge(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/wide"), artifacts=SEEN)
    assert taken.picture.width > 3000
    colours = taken.picture.getcolors(1 << 24)
    assert colours is not None
    assert (20 * 200, (0xCC, 0x33, 0)) in colours


def test_the_viewport_is_what_a_reader_sees_first(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/tall/12000"), artifacts=SEEN)
    first = taken.picture_named("viewport.png")
    assert first.size == (1280, 800)
    assert first.tobytes() == taken.picture.crop((0, 0, 1280, 800)).tobytes()


def test_lazy_pictures_are_in_the_picture_of_the_page(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/lazy"), artifacts=(*SEEN, "pdf"))
    tree = taken.tree
    for image in tree.elements(0, "img"):
        colour = next(rgb for rgb in (*LAZY_COLOURS, OBSERVED_COLOUR) if rgb in (tree.attribute(image, "src") or ""))
        assert taken.pixels_in(tree.box(image)) == {tuple(bytes.fromhex(colour))}
    assert len(list(tree.elements(0, "img"))) == len(LAZY_COLOURS) + 1

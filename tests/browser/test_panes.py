"""A page that scrolls in a pane is taken whole: the pane laid open, boxes and pixels agree, and it is told."""

import io
from collections.abc import Callable

import pypdf
import pytest

from tests.browser.capturer import Capturer, Taken
from tests.site.server import NewsSite

SEEN = ("rendered", "page", "pdf")
END = "The last word of the pane."
COLOUR = (0x00, 0x66, 0x99)
STORY = (
    "".join(
        f"<p>Paragraph {number}: the ferry to Porthallow is late again. {'The tide turns. ' * 9}</p>"
        for number in range(40)
    )
    + '<div style="height:500px"></div>'
    + '<img id="late" loading="lazy" width="300" height="150" src="/colour/006699.png?pane">'
    + f'<p id="end">{END}</p>'
)
SHELLS = {
    "grid": (
        "body{display:grid;grid-template:60px 1fr/1fr 260px;height:100vh}main{overflow:auto}header{grid-column:1/3}",
        "<header>Tavaroa Mail</header><main>{}</main><aside>Tide at 9:05</aside>",
    ),
    "column": (
        "#app{display:flex;flex-direction:column;height:100vh}#body{flex:1;min-height:0;display:flex}"
        "main{flex:1;overflow-y:scroll}nav{flex:0 0 200px}",
        "<div id=app><header>Tavaroa Mail</header><div id=body><nav>Places</nav><main>{}</main></div></div>",
    ),
    "fixed to the window": (
        "main{position:fixed;inset:50px 0 0 0;overflow:auto}",
        "<header>Tavaroa Mail</header><main>{}</main>",
    ),
    "absolute, in a box of its own": (
        "#app{position:absolute;inset:0;overflow:hidden}main{position:absolute;inset:40px 0 30px 0;overflow:auto}",
        "<div id=app><header>Tavaroa Mail</header><main>{}</main></div>",
    ),
    "contained": ("html,body{height:100%}main{contain:strict;height:100%;overflow:auto}", "<main>{}</main>"),
    "with a carousel": (
        "main{height:100vh;overflow-y:auto;overflow-x:hidden}#row{width:4000px;height:80px}",
        "<main><div id=row></div>{}</main>",
    ),
    "in a shadow root": (
        "app-shell{display:block;height:100vh}",
        "<app-shell><template shadowrootmode=open><style>:host{overflow:hidden}main{height:100%;overflow:auto}</style>"
        "<header>Tavaroa Mail</header><main>{}</main></template></app-shell>",
    ),
    "slotted into one that scrolls": (
        "app-shell{display:block;height:100vh}",
        "<app-shell><template shadowrootmode=open><style>div{height:100vh;overflow:hidden}main{height:100%;"
        "overflow:auto}</style><div><main><slot></slot></main></div></template><article>{}</article></app-shell>",
    ),
}  # fmt: skip


@pytest.fixture(params=SHELLS, scope="module")
def opened(request: pytest.FixtureRequest, capture: Capturer, serve: Callable[[str], str]) -> Taken:
    style, shell = SHELLS[request.param]
    markup = f"<!doctype html><style>html,body{{margin:0;overflow:hidden}}{style}</style>{shell.replace('{}', STORY)}"
    return capture(serve(markup), artifacts=SEEN)


def test_the_whole_of_the_pane_is_in_picture_and_print(opened: Taken) -> None:
    picture = opened.tree.box(opened.by_id("late"))
    assert picture.y > 2 * 800
    assert opened.pixels_in(picture) == {COLOUR}
    end = opened.tree.box(opened.by_id("end"))
    assert end.y + end.height <= opened.picture.height
    assert opened.picture.width == 1280
    reader = pypdf.PdfReader(io.BytesIO(opened.bundle.read_artifact("page.pdf")))
    assert END in " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)


def test_it_is_told_what_was_done_and_the_dom_is_untouched(opened: Taken) -> None:
    (told,) = (action.detail for action in opened.record.actions if action.kind == "open-pane")
    assert told.startswith("the pane <main> of ")
    assert "inner-scroll" not in opened.findings
    assert "thawed" not in opened.findings
    assert "scroll" in opened.actions
    assert opened.record.outcome == "complete"


@pytest.mark.parametrize("path", ["/sticky", "/portal-modern.html", "/lazy"])
def test_a_page_that_scrolls_in_its_window_is_left_as_it_is(path: str, capture: Capturer, site: NewsSite) -> None:
    assert "open-pane" not in capture(site.url(path), artifacts=SEEN).actions


def test_a_small_pane_beside_the_story_is_left_and_told(capture: Capturer, serve: Callable[[str], str]) -> None:
    rows = "".join(f"<p>Row {number}</p>" for number in range(60))
    style = "body{margin:0;display:flex;height:100vh;overflow:hidden}main{flex:1}aside{width:50%;overflow:auto}"
    story = f"<main>{'<p>The tide turns.</p>' * 9}{'The ferry is late. ' * 99}</main>"
    taken = capture(serve(f"<!doctype html><style>{style}</style>{story}<aside>{rows}</aside>"), artifacts=SEEN)
    assert "open-pane" not in taken.actions
    assert "inner-scroll" in taken.findings

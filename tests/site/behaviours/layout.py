"""Pages that are hard to photograph: tall, wide, sticky, lazy, scrolling inside, partly hidden."""

from tests.site.exchange import Request, Response, page
from tests.site.registry import behaviour
from tests.site.story import article_html, article_page, script, ticker_html

MARK_EVERY_PX = 5000
MARK_HEIGHT_PX = 20
LAZY_STEP_PX = 1500
LAZY_COLOURS = ("cc3300", "006699", "339933", "993399", "cc9900")
OBSERVED_COLOUR = "00cccc"
HIDDEN_WORDS = {
    "none": "undisplayed", "visibility": "invisible", "opacity": "transparent", "offscreen": "faraway",
    "clip": "clipped", "collapsed": "collapsed", "tiny": "tiny", "white": "pale", "covered": "covered",
    "attribute": "unstyled",
}  # fmt: skip
"""Why a reader doesn't see a text of /hidden, and the one word by which to know it."""


def marks(height_px: int) -> list[tuple[int, str]]:
    """Top of each mark of /tall in pixels, and its colour ("rrggbb"), which is its number: no two are alike."""
    return [
        (top, f"{128 + number // 16:02x}{number % 16 * 16:02x}60")
        for number, top in enumerate(range(MARK_EVERY_PX, height_px - MARK_HEIGHT_PX, MARK_EVERY_PX))
    ]


@behaviour("/tall/{}", example="/tall/60000")
def tall(request: Request, height: str) -> Response:
    """A page exactly so many pixels tall, with a mark of its own colour every 5,000."""
    bands = "".join(
        f'<div style="position:absolute;left:0;right:0;top:{top}px;height:{MARK_HEIGHT_PX}px;background:#{rgb}"></div>'
        for top, rgb in marks(int(height))
    )
    style = (
        f"<style>html,body{{margin:0}}body{{position:relative;height:{height}px;overflow-x:hidden;"
        "background:repeating-linear-gradient(#fff 0 90px,#e4e8ea 90px 100px)}article{padding:20px}</style>"
    )
    end = '<div style="position:absolute;bottom:0;left:0;right:0;height:20px;background:#000000"></div>'
    return page(article_html() + bands + end, title="Tall", head=style)


@behaviour("/wide")
def wide(request: Request) -> Response:
    """A table 3,000 pixels wide, with a mark at its right edge."""
    row = (
        '<div style="width:3000px;height:200px;background:linear-gradient(90deg,#eee,#999);position:relative">{}</div>'
    )
    mark = '<div style="position:absolute;right:0;top:0;width:20px;height:200px;background:#cc3300"></div>'
    return article_page(row.format(mark))


@behaviour("/sticky")
def sticky(request: Request) -> Response:
    """A sticky header, a fixed footer, and six sections as tall as the window."""
    sections = "".join(
        f'<section style="height:100vh;background:#{colour}"><h2>Section {number}</h2></section>'
        for number, colour in enumerate(("eef3f7", "f7efe6", "e9f5ec", "f6eaf0", "efeaf7", "f5f5e4"), 1)
    )
    return page(
        '<header style="position:sticky;top:0;height:60px;background:#0000ff;color:#fff">Sticky header</header>'
        f"{article_html()}{sections}"
        '<footer style="position:fixed;bottom:0;left:0;right:0;height:50px;background:#ff0000;color:#fff">'
        "Fixed footer</footer>",
        head="<style>body{margin:0}</style>",
    )


@behaviour("/pane")
def pane(request: Request) -> Response:
    """The window doesn't scroll: the story is in a pane that does; `?pinned` by what no style sheet overrules."""
    paragraphs = "".join(f"<p>Paragraph {number} of the pane. {'The tide turns. ' * 12}</p>" for number in range(1, 61))
    style = (
        "<style>html,body{margin:0;height:100%;overflow:hidden}body{display:grid;grid-template:60px 1fr/1fr 260px}"
        "header{grid-column:1/3;background:#0c4a55}main{overflow-y:auto;padding:20px}aside{background:#f3eee3}</style>"
    )
    pinned = ' style="height:700px!important;overflow-y:auto!important"' if "pinned" in request.query else ""
    story = f"<main{pinned}>{article_html()}{paragraphs}<p>The end of the pane.</p></main>"
    return page(
        f"<header></header>{story}<aside>{ticker_html()}</aside>",
        head=style,
    )


@behaviour("/lazy")
def lazy(request: Request) -> Response:
    """Five lazy pictures 1,500 pixels apart below the fold, and one that an IntersectionObserver fetches."""
    gap = f'<div style="height:{LAZY_STEP_PX - 200}px"></div>'
    pictures = "".join(
        f'{gap}<img loading="lazy" width="400" height="200" style="display:block" src="/colour/{rgb}.png?n={number}">'
        for number, rgb in enumerate(LAZY_COLOURS)
    )
    source = f"/colour/{OBSERVED_COLOUR}.png"
    observed = f'{gap}<img id="observed" width="400" height="200" style="display:block" data-src="{source}">'
    return article_page(
        pictures + observed
        + script(
            """
            const picture = document.getElementById('observed');
            new IntersectionObserver(entries => {
              if (entries.some(entry => entry.isIntersecting)) picture.src = picture.dataset.src;
            }).observe(picture);"""
        )
    )  # fmt: skip


@behaviour("/broken-images")
def broken_images(request: Request) -> Response:
    """Pictures that are 404, that hang up, that never answer, and one that is fine."""
    sources = ("/nowhere.png", "/close", "/slow-headers", "/picture.png")
    return article_page(
        "".join(f'<img src="{source}" width="300" height="150" alt="from {source}">' for source in sources)
    )


@behaviour("/hidden")
def hidden(request: Request) -> Response:
    """Paragraphs that a reader doesn't see, each in another way, each with its own word."""
    styles = {
        "none": "display:none", "visibility": "visibility:hidden", "opacity": "opacity:0",
        "offscreen": "position:absolute;left:-9999px", "white": "color:#fff;background:#fff",
        "clip": "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)",
        "collapsed": "height:0;overflow:hidden", "tiny": "font-size:0",
    }  # fmt: skip
    paragraphs = "".join(
        f'<div style="{style}">The {HIDDEN_WORDS[why]} fish swims here.</div>' for why, style in styles.items()
    )
    return article_page(
        paragraphs
        + f"<div hidden>The {HIDDEN_WORDS['attribute']} fish swims here.</div>"
        + f'<div style="position:relative">The {HIDDEN_WORDS["covered"]} fish swims here.'
        '<div style="position:absolute;inset:0;background:#fff"></div></div>'
        "<p>The visible fish swims here.</p>"
    )


@behaviour("/collapsed-body")
def collapsed_body(request: Request) -> Response:
    """The story cut after a few lines, with a button "Read more" that opens it."""
    style = "<style>#story{max-height:160px;overflow:hidden}#story.open{max-height:none}</style>"
    return page(
        f'<div id="story">{article_html()}</div>'
        "<button onclick=\"document.getElementById('story').classList.add('open'); this.remove()\">Read more</button>",
        head=style,
    )

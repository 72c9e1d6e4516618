"""The short story and the ticker that the odd pages carry, so that a test can tell whether they survived."""

import json

from tests.site.exchange import Response, page

HEADLINE = "Harbour bell rings again after forty years"
PARAGRAPHS = (
    "The bell at the end of the long jetty rang at noon yesterday for the first time since the storm took it down.",
    "It had lain behind the customs house all those years, under a tarpaulin, with a family of crabs for company.",
    "“We only came to paint the shed,” said the harbour master, who found it on Monday with two of her apprentices.",
    "The clapper was missing. The blacksmith forged a new one overnight from the axle of a bus and took no money.",
    "Some two hundred people stood on the jetty to hear it. Several said that it was lower than they remembered.",
    "From now on it is to ring twice a day, at noon and at sunset, and whenever the mail boat is sighted.",
)
TICKER_HEADING = "Latest"
TICKER = (
    ("11:20", "Mail boat due a day early"),
    ("10:45", "Lagoon closed to nets until Sunday"),
    ("9:05", "Bakery reopens with new oven"),
    ("8:30", "Two goats found on runway"),
)


def article_html(headline: str = HEADLINE) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f'<article><h1>{headline}</h1><p class="byline">By our harbour correspondent</p>{text}</article>'


def ticker_html(prefix: str = "", heading: str = TICKER_HEADING) -> str:
    """A list of timed headlines; `prefix` goes before each, to tell lists apart."""
    rows = "".join(
        f'<li><time>{clock}</time> <a href="/latest/{number}">{prefix}{title}</a></li>'
        for number, (clock, title) in enumerate(TICKER)
    )
    return f"<section><h2>{heading}</h2><ul>{rows}</ul></section>"


def article_page(
    extra: str = "", *, head: str = "", headline: str = HEADLINE, status: int = 200, **headers: str
) -> Response:
    """The short story with `extra` after it."""
    style = "<style>body{font:17px/1.5 serif;max-width:44em;margin:1em auto}</style>"
    return page(article_html(headline) + extra, title=headline, head=style + head, status=status, **headers)


def script(code: str, **constants: object) -> str:
    """A script element; `constants` stand before the code as JavaScript constants of the same names."""
    head = "".join(f"const {name} = {json.dumps(value)};" for name, value in constants.items()).replace("</", "<\\/")
    return f"<script>{head}{code}</script>"

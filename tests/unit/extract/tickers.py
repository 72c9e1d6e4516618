"""Lists found in pages of invented papers, without a browser: what the ticker tests share."""

from collections.abc import Iterable
from datetime import UTC, datetime

from capture.extract.ticker import Lists, find_lists
from capture.extract.timestamps import plain_setting
from capture.extract.tree import TreeIndex
from capture.models.extraction import Ticker
from capture.models.page import RenderedPage
from tests.unit.extract.rendered import rendered

NOW = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
URL = "https://quaymonitor.example/news/crane"
STORY = (
    "<article><h1>Harbour crane to be moved in one piece</h1>"
    "<p>The last of the old steam cranes on Tarrow Quay will be lifted onto a barge next month, the port said.</p>"
    "<p>Engineers had looked at cutting the frame into three parts, and gave up when divers saw the footing.</p>"
    "</article>"
)
HEADLINES = (
    "Barge strikes the inner gate",
    "Choir of the dockers wins silver",
    "Net prices fall for a third week",
    "Two boats missing since dawn found",
)
CLOCKS = ("13:15", "12:40", "11:05", "9:58")
URLS = tuple(f"https://quaymonitor.example/n/{number}" for number in range(len(HEADLINES)))


def page_of(body: str, *, lang: str = "en") -> RenderedPage:
    return rendered(f'<html lang="{lang}"><body>{STORY}{body}</body></html>', url=URL, observed_at=NOW)


def lists_of(body: str | RenderedPage, *, lang: str = "en") -> Lists:
    page = body if isinstance(body, RenderedPage) else page_of(body, lang=lang)
    return find_lists(TreeIndex(page), plain_setting(NOW, zone=UTC, language=lang), article=None)


def only_ticker(body: str | RenderedPage, *, lang: str = "en") -> Ticker:
    tickers = lists_of(body, lang=lang).tickers
    assert len(tickers) == 1, [ticker.heading for ticker in tickers]
    return tickers[0]


def rows(pattern: str, headlines: Iterable[str] = HEADLINES, times: Iterable[str] = CLOCKS) -> str:
    """`pattern` filled once a row: `{url}`, `{title}`, `{time}`, `{n}`."""
    return "".join(
        pattern.format(url=f"/n/{n}", title=title, time=time, n=n)
        for n, (title, time) in enumerate(zip(headlines, times, strict=True))
    )


def titles(ticker: Ticker) -> list[str]:
    return [item.title for item in ticker.items]


def times(ticker: Ticker) -> list[str]:
    return [item.time.text if item.time else "" for item in ticker.items]

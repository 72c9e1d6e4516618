"""The model page comes out whole in every markup: captured live, compared value by value with what it says."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from capture.cli.page import utc_now
from capture.models.extraction import Timestamp
from capture.models.record import CaptureRecord
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.pipeline import capture_page
from tests.site.server import NewsSite

MARKUPS = ("tables", "modern", "text")
WHEN = "2024-10-23T09:35:00+13:00"
Captures = dict[str, CaptureRecord]


@pytest.fixture(scope="module")
def truth(site: NewsSite) -> dict[str, Any]:
    return json.loads(Path("tests/site/pages/portal.expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def captures(site: NewsSite, run_async: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Captures:
    """Each markup, as it was printed at the time of the truth, and once more with the clock of now."""

    async def capture_all() -> Captures:
        settings = CaptureSettings(artifacts=("rendered",))
        out = tmp_path_factory.mktemp("portal")
        found = {}
        async with open_browser(find_browser(environ=os.environ)) as running:
            for markup in MARKUPS:
                for kind in ("", "live/"):
                    request = CaptureRequest(url=site.url(f"/{kind}portal-{markup}.html"), settings=settings)
                    found[kind + markup] = (await capture_page(running, request, out=out, clock=utc_now)).record
        return found

    result: Captures = run_async(capture_all())
    return result


pytestmark = pytest.mark.parametrize("markup", MARKUPS)


def test_article_fields(captures: Captures, truth: dict[str, Any], markup: str) -> None:
    article = captures[markup].article
    assert article is not None
    assert article.headline == truth["headline"]
    assert article.standfirst == truth["standfirst"]
    assert article.byline == truth["byline"]
    assert list(article.authors) == truth["authors"]
    assert article.section == truth["section"]
    assert article.credit == truth["credit"]
    assert article.copyright == truth["copyright"]
    assert article.published is not None
    assert article.published.local is not None
    assert article.published.local.startswith(truth["published"]["local"])
    assert article.confidence >= 0.9


def test_article_text(captures: Captures, truth: dict[str, Any], markup: str) -> None:
    article = captures[markup].article
    assert article is not None
    assert [block.text for block in article.blocks if block.kind == "paragraph"] == truth["paragraphs"]
    assert [block.text for block in article.blocks if block.kind == "heading"] == truth["subheadings"]


def test_clock_and_breadcrumbs(captures: Captures, truth: dict[str, Any], markup: str) -> None:
    record = captures[markup]
    assert record.clock is not None
    assert (record.clock.text, record.clock.local) == (truth["clock"]["text"], truth["clock"]["local"])
    assert list(record.breadcrumbs) == truth["breadcrumbs"]


def test_tickers(captures: Captures, truth: dict[str, Any], markup: str) -> None:
    tickers = {ticker.heading: ticker for ticker in captures[markup].tickers}
    assert set(tickers) == {ticker["heading"] for ticker in truth["tickers"]}
    for expected in truth["tickers"]:
        rows = [
            (item.title, item.category, item.time.text if item.time else None, _to_the_minute(item.time))
            for item in tickers[expected["heading"]].items
        ]
        assert rows == [
            (item["title"], item["category"], item["time_text"], item["local"]) for item in expected["items"]
        ]
        assert [item.url and item.url.partition("/news/")[2] for item in tickers[expected["heading"]].items] == [
            item["url"].partition("/news/")[2] for item in expected["items"]
        ]


def test_story_lists(captures: Captures, truth: dict[str, Any], markup: str) -> None:
    assert [(stories.heading, [item.title for item in stories.items]) for stories in captures[markup].story_lists] == [
        (stories["heading"], [item["title"] for item in stories["items"]]) for stories in truth["story_lists"]
    ]


def test_a_live_clock_gives_the_zone_and_every_time_an_instant(captures: Captures, site: NewsSite, markup: str) -> None:
    record = captures[f"live/{markup}"]
    assert record.clock is not None
    assert record.clock.time is not None
    assert abs((record.clock.time - record.captured_at).total_seconds()) < 120
    times = [item.time for ticker in record.tickers for item in ticker.items if item.time]
    assert len(times) == 22
    assert all(time.time and time.time.utcoffset() == record.clock.time.utcoffset() for time in times)
    with urlopen(
        site.url(f"/live/portal.expected.json?now={record.clock.time.isoformat()}".replace("+", "%2B"))
    ) as told:
        expected = json.load(told)
    by_heading = {ticker["heading"]: ticker["items"] for ticker in expected["tickers"]}
    for ticker in record.tickers:
        told_times = [item["local"] for item in by_heading[ticker.heading]]
        assert [_to_the_minute(item.time) for item in ticker.items] == told_times


def _to_the_minute(time: Timestamp | None) -> str | None:
    """The page prints minutes; where the markup has an attribute as well, that has seconds."""
    return time.local[:16] if time and time.local else None

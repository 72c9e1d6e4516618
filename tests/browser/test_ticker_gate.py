"""The ticker gate: no page of tests/site/tickers may be read worse than the floors that are pinned for it.

After a change of pages, expectations or engine: `python -m tests.site.tickers.pin`.
"""

import copy
import re
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from capture.models.base import Box, NodeId
from capture.models.extraction import Extraction, Metadata, PageClock, StoryList, Ticker, TickerItem, Timestamp
from tests.site.corpus import corpus_digest
from tests.site.gate import RegressionRefused, Scores, pin, read_floors, regressions
from tests.site.tickers.corpus import FLOORS, load_corpus
from tests.site.tickers.measure import measure
from tests.site.tickers.score import Tally, score_page

PIN = "python -m tests.site.tickers.pin"
_TAG = re.compile(r"<[^>]+>")
Measured = tuple[Scores, dict[str, Tally]]


@pytest.fixture(scope="module")
def measured(run_async: Callable[[Coroutine[Any, Any, Measured]], Measured]) -> Measured:
    return run_async(measure())


def test_floors_are_pinned_for_the_corpus_as_it_is(measured: Measured) -> None:
    scores, _ = measured
    floors = read_floors(FLOORS)
    assert scores.digest == floors.digest, f"pages or expectations changed since the floors were pinned: {PIN}"
    assert set(scores.pages) == set(floors.pages)


def test_no_page_is_read_worse_than_its_floor(measured: Measured) -> None:
    scores, tallies = measured
    lines = regressions(floors=read_floors(FLOORS), measured=scores)
    fallen = sorted({line.split(":")[0] for line in lines} & set(tallies))
    complaints = [f"  {page}: {complaint}" for page in fallen for complaint in tallies[page].complaints]
    assert not lines, "\n".join([*lines, *complaints])


def test_every_expectation_has_its_page_and_is_printed_there() -> None:
    """A truth that the page doesn't bear out would be a floor under nothing."""
    for page in load_corpus():
        assert page.captured_at.tzinfo is not None
        source = page.html.decode()
        text = " ".join(_TAG.sub("", source).split())
        for ticker in page.expected["tickers"]:
            assert len(ticker["items"]) >= 3, page.name
            for item in ticker["items"]:
                assert item["title"] in source, (page.name, item["title"])
                assert item["time_text"] in source or item["time_text"] in text, (page.name, item["time_text"])
        if not page.expected["tickers"]:
            assert page.expected["traps"], page.name


def test_a_lower_figure_is_a_regression() -> None:
    floors = Scores("d", {"iso": 0.9}, {"one": {"item_f1": 1.0, "iso": 0.5}})
    assert regressions(floors=floors, measured=copy.deepcopy(floors)) == []
    worse = Scores("d", {"iso": 0.9}, {"one": {"item_f1": 0.9999, "iso": 0.6}})
    assert regressions(floors=floors, measured=worse) == ["one: item_f1 0.9999 is under its floor 1"]
    gone = Scores("d", {"iso": 0.9}, {"one": {"item_f1": 1.0}})
    assert regressions(floors=floors, measured=gone) == ["one: iso is no longer measured; its floor is 0.5"]


@pytest.mark.parametrize("name", ["category_rows_past_midnight", "hidden_tabs_now_yesterday", "trap_comments"])
def test_what_the_reader_says_scores_one(name: str) -> None:
    figures = score_page(_expected(name), _said(_expected(name))).figures()
    assert set(figures.values()) == {1.0}


@pytest.mark.parametrize(
    ("figure", "damage"),
    [
        ("title", {"title": "Entertainment: Puppet theatre reopens in old fish hall"}),
        ("time_text", {"time_text": "9:50"}),
        ("iso", {"iso": "2024-10-22T09:05+13:00"}),
        ("iso", {"iso": "2024-10-23T09:05+12:00"}),
        ("iso", {"iso": None}),
        ("precision", {"precision": "hour"}),
        ("category", {"category": None}),
        ("hidden", {"hidden": True}),
        ("item_f1", {"title": "Read our newsletter", "url": "https://islandwire.example/letter"}),
    ],
)
def test_an_error_in_one_item_lowers_its_figure(figure: str, damage: dict[str, Any]) -> None:
    expected = _expected("category_rows_past_midnight")
    said = copy.deepcopy(expected)
    said["tickers"][1]["items"][0] |= damage
    assert score_page(expected, _said(said)).figures()[figure] < 1


def test_items_in_another_order_than_the_page_lower_the_order() -> None:
    expected = _expected("category_rows_past_midnight")
    said = copy.deepcopy(expected)
    said["tickers"].reverse()
    assert score_page(expected, _said(said)).figures()["order"] == 0


def test_pinning_refuses_to_lower_a_floor_unless_told_to(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    pin(floors, Scores("d", {"iso": 0.9}, {"one": {"iso": 1.0}}))
    with pytest.raises(RegressionRefused, match=r"one: iso .* is under its floor 1"):
        pin(floors, Scores("d", {"iso": 0.9}, {"one": {"iso": 0.5}}))
    with pytest.raises(RegressionRefused, match="overall: iso"):
        pin(floors, Scores("d", {"iso": 0.8}, {"one": {"iso": 1.0}}))
    pin(floors, Scores("other corpus", {"iso": 0.8}, {"one": {"iso": 1.0}, "two": {"iso": 0.1}}))
    assert read_floors(floors) == Scores("other corpus", {"iso": 0.8}, {"one": {"iso": 1.0}, "two": {"iso": 0.1}})
    pin(floors, Scores("d", {"iso": 0.5}, {"one": {"iso": 0.5}}), allow_regression=True)
    assert read_floors(floors).pages == {"one": {"iso": 0.5}}


def test_the_digest_sees_every_byte_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    first = corpus_digest(tmp_path)
    (tmp_path / "notes.txt").write_text("not of the corpus")
    assert corpus_digest(tmp_path) == first
    (tmp_path / "a.expected.json").write_text("{}")
    second = corpus_digest(tmp_path)
    (tmp_path / "a.html").rename(tmp_path / "b.html")
    assert len({first, second, corpus_digest(tmp_path)}) == 3


def test_a_ticker_on_a_page_without_one_is_false() -> None:
    said = _expected("trap_comments") | {"tickers": _expected("marquee")["tickers"]}
    assert score_page(_expected("trap_comments"), _said(said)).figures()["no_false_ticker"] == 0


def _expected(name: str) -> dict[str, Any]:
    return next(page.expected for page in load_corpus() if page.name == name)


def _said(expected: dict[str, Any]) -> Extraction:
    """An extraction that says exactly what `expected` does."""
    clock = expected["clock"]
    node = NodeId(0)
    return Extraction(
        page_kind="article",
        clock=clock and PageClock(text=clock["text"], node=node, **_time(clock)),
        breadcrumbs=(),
        article=None,
        tickers=tuple(
            Ticker(heading=ticker["heading"], items=tuple(map(_item, ticker["items"])), node=node, confidence=1)
            for ticker in expected["tickers"]
        ),
        story_lists=tuple(
            StoryList(
                heading=found["heading"],
                items=tuple(TickerItem(title=title, node=node) for title in found["titles"]),
                node=node,
            )
            for found in expected["story_lists"]
        ),
        metadata=Metadata(),
        findings=(),
        decisions=(),
    )


def _item(item: dict[str, Any]) -> TickerItem:
    return TickerItem(
        title=item["title"],
        url=item["url"],
        category=item["category"],
        time=Timestamp(text=item["time_text"], **_time(item)),
        box=Box(x=0, y=0, width=1, height=1),
        node=NodeId(0),
        hidden=bool(item.get("hidden")),
    )


def _time(said: dict[str, Any]) -> dict[str, Any]:
    if said["iso"] is None:
        return {"reason": "nobody can know"}
    time = datetime.fromisoformat(said["iso"])
    return {
        "time": time if time.tzinfo else time.replace(tzinfo=UTC),
        "local": said["iso"][:16],
        "precision": said["precision"],
    }

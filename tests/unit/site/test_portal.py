"""The portal says the same thing in its three markups, and its truth is the truth."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from tests.site.portal import FIXED_NOW, HERE, MARKUPS, render_portal


class _Reader(HTMLParser):
    """All text of a page, and the addresses of its links."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self.links: list[str] = []
        self.feed(markup)
        self.text = " ".join("".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pieces.append(" " if tag in {"br", "td", "p", "li", "div"} else "")
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)


def _rows(expected: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for block in (*expected["tickers"], *expected["story_lists"]) for row in block["items"]]


def test_the_kept_truth_is_that_of_the_fixed_instant() -> None:
    kept = json.loads((HERE / "pages" / "portal.expected.json").read_text(encoding="utf-8"))
    for markup in MARKUPS:
        assert render_portal(FIXED_NOW, markup=markup)[1] == kept


@pytest.mark.parametrize("markup", MARKUPS)
def test_everything_in_the_truth_is_on_the_page(markup: str) -> None:
    page, expected = render_portal(FIXED_NOW, markup=markup)
    reader = _Reader(page)
    said = [expected[name] for name in ("headline", "standfirst", "byline", "credit", "copyright", "section")]
    said += [expected["clock"]["text"], expected["published"]["text"], *expected["breadcrumbs"]]
    said += [*expected["paragraphs"], *expected["subheadings"], *(row["title"] for row in _rows(expected))]
    said += [image["caption"] for image in expected["images"]]
    assert [text for text in said if text not in reader.text] == []
    assert [row["url"] for row in _rows(expected) if row["url"] not in reader.links] == []
    assert "{{" not in page


@pytest.mark.parametrize("markup", MARKUPS)
def test_each_row_of_a_ticker_is_printed_with_its_time(markup: str) -> None:
    page, expected = render_portal(FIXED_NOW, markup=markup)
    text = _Reader(page).text
    other, today = expected["tickers"]
    for row in other["items"]:
        assert f"{row['time_text']}: {row['title']}" in text
    for row in today["items"]:
        assert re.search(rf"{row['category']}:\s*{re.escape(row['title'])}\s*{row['time_text']}\b", text)


def test_the_model_page_has_the_shape_of_its_model() -> None:
    page, expected = render_portal(FIXED_NOW)
    other, today = (ticker["items"] for ticker in expected["tickers"])
    assert expected["clock"]["text"] == "23 Oct 2024 9:35"
    assert expected["clock"]["iso"] == "2024-10-23T09:35:00+13:00"
    assert (len(expected["paragraphs"]), len(expected["subheadings"]), len(expected["images"])) == (31, 3, 2)
    assert {row["time_text"] for row in other} == {"23 Oct", "22 Oct", "21 Oct"}
    assert [row["time_text"] for row in today][:2] == ["9:05", "8:40"]
    assert {row["local"][:10] for row in today} == {"2024-10-23", "2024-10-22"}
    assert len(today) >= 12
    assert len(expected["story_lists"][0]["items"]) >= 4
    assert "\xa0" in page or "&nbsp;" in page


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 9, 26, 14, 30, tzinfo=UTC), datetime(2026, 12, 31, 11, 2, tzinfo=UTC)],
    ids=["dst", "new year"],
)
def test_times_count_back_from_the_clock_whatever_it_says(now: datetime) -> None:
    expected = render_portal(now)[1]
    assert datetime.fromisoformat(expected["clock"]["iso"]) == now
    instants = [datetime.fromisoformat(row["iso"]) for row in expected["tickers"][1]["items"]]
    assert all(earlier < later for later, earlier in pairwise([now, *instants]))
    for row, instant in zip(expected["tickers"][1]["items"], instants, strict=True):
        assert row["local"] == instant.strftime("%Y-%m-%dT%H:%M")

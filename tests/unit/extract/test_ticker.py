"""Tickers are found in any markup, with headline, address, category and time of every row."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.extract.ticker.rotating import read_spot
from capture.extract.tree import TreeIndex
from capture.models.base import NodeId
from capture.models.page import RotatingSpot, Sighting
from tests.unit.extract.tickers import (
    CLOCKS,
    HEADLINES,
    NOW,
    URLS,
    lists_of,
    only_ticker,
    page_of,
    rows,
    times,
    titles,
)

LINKED = "<li>{time} <a href='{url}'>{title}</a></li>"
# What is around the rows, `%` standing for them, and the row.
LAYOUTS = {
    "list, time first": ("<ul>%</ul>", "<li><span>{time}</span> <a href='{url}'>{title}</a></li>"),
    "list, time last": ("<ul>%</ul>", "<li><a href='{url}'>{title}</a> <time>{time}</time></li>"),
    "time in bare text": ("<div>%</div>", "<p>{time}: <a href='{url}'>{title}</a></p>"),
    "definition list": ("<dl>%</dl>", "<dt>{time}</dt><dd><a href='{url}'>{title}</a></dd>"),
    "table, one row": (
        "<table><tbody>%</tbody></table>",
        "<tr><td>{time}</td><td><a href='{url}'>{title}</a></td></tr>",
    ),
    "table, two rows": (
        "<table><tbody>%</tbody></table>",
        "<tr><td>{time}</td></tr><tr><td><a href='{url}'>{title}</a></td></tr>",
    ),
    "rows split over siblings": ("<div>%</div>", "<div>{time}</div><div><a href='{url}'>{title}</a></div>"),
    "lines parted by br": ("<p>%</p>", "{time} <a href='{url}'>{title}</a><br>"),
    "nested tables and font tags": (
        "<table><tbody>%</tbody></table>",
        "<tr><td><table><tbody><tr><td><font><a href='{url}'>{title}</a> {time}</font></td></tr></tbody></table></td>"
        "</tr>",
    ),
    "the link is the record": (
        "<div>%</div>",
        "<a href='{url}'><div><span>{time}</span></div><div><h4>{title}</h4></div></a>",
    ),
    "cards with teaser and byline": (
        "<section>%</section>",
        "<article><h3><a href='{url}'>{title}</a></h3><p>What the harbour master said of it at length on Monday, and"
        " why he will not say it again.</p><footer>By Net Desk | <time>{time}</time></footer></article>",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_rows_come_back_from_any_layout(layout: tuple[str, str]) -> None:
    around, row = layout
    ticker = only_ticker(f"<aside><h3>Straight from the quay</h3>{around.replace('%', rows(row))}</aside>")
    assert ticker.heading == "Straight from the quay"
    assert titles(ticker) == list(HEADLINES)
    assert times(ticker) == list(CLOCKS)
    assert [item.url for item in ticker.items] == list(URLS)
    assert [item.time.local for item in ticker.items if item.time] == [f"2026-03-05T{clock:0>5}" for clock in CLOCKS]


@given(
    layout=st.sampled_from(list(LAYOUTS.values())),
    wrappers=st.lists(st.sampled_from(["div", "section", "aside", "main"]), max_size=4),
    count=st.integers(min_value=3, max_value=12),
)
def test_depth_and_length_of_the_list_do_not_matter(layout: tuple[str, str], wrappers: list[str], count: int) -> None:
    headlines = [
        f"Lighthouse keeper number {word} retires"
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ][:count]
    clocks = [f"{13 - n}:{(59 - 7 * n) % 60:02}" for n in range(count)]
    around, row = layout
    body = around.replace("%", rows(row, headlines, clocks))
    for wrapper in wrappers:
        body = f"<{wrapper}>{body}</{wrapper}>"
    ticker = only_ticker(body)
    assert titles(ticker) == headlines
    assert times(ticker) == clocks


def test_category_line_above_the_headline() -> None:
    row = "<div><span>{title}:</span><br><a href='{url}'>Story of the {title} pages</a> <span>{time}</span></div>"
    body = rows(row, ("Sport", "Business", "National", "Sport"))
    ticker = only_ticker(f"<div>{body}</div>")
    assert [item.category for item in ticker.items] == ["Sport", "Business", "National", "Sport"]
    assert titles(ticker)[0] == "Story of the Sport pages"


def test_kicker_byline_badge_and_reading_time_are_not_the_headline() -> None:
    card = (
        "<div class='x{n}a'><span>Premium</span><span>Section {title}</span>"
        "<h4><a href='{url}'>{title} is news today</a></h4>"
        "<span>By Jane Doe</span> <span>{time}</span> <span>4 min read</span></div>"
    )
    ticker = only_ticker(f"<div>{rows(card)}</div>")
    assert titles(ticker) == [f"{headline} is news today" for headline in HEADLINES]
    assert times(ticker) == list(CLOCKS)


def test_times_at_the_edge_of_plain_lines() -> None:
    ticker = only_ticker(f"<p>{rows('{title} {time}<br>')}</p>")
    assert titles(ticker) == list(HEADLINES)
    assert [item.url for item in ticker.items] == [None] * 4


def test_day_headings_date_the_rows_below_them() -> None:
    two = rows(LINKED, HEADLINES[2:], ("21:40", "18:05")).replace("/n/", "/m/")
    body = f"<ul><li>5 March 2026</li>{rows(LINKED, HEADLINES[:2], CLOCKS[:2])}<li>4 March 2026</li>{two}</ul>"
    ticker = only_ticker(body)
    assert titles(ticker) == list(HEADLINES)
    assert [item.time.local for item in ticker.items if item.time] == [
        "2026-03-05T13:15", "2026-03-05T12:40", "2026-03-04T21:40", "2026-03-04T18:05",
    ]  # fmt: skip


def test_clocks_that_run_back_past_midnight() -> None:
    ticker = only_ticker(f"<ul>{rows(LINKED, times=('9:05', '0:40', '22:31', '17:02'))}</ul>")
    assert [item.time.local for item in ticker.items if item.time] == [
        "2026-03-05T09:05", "2026-03-05T00:40", "2026-03-04T22:31", "2026-03-04T17:02",
    ]  # fmt: skip


def test_attribute_is_the_time_where_none_is_printed() -> None:
    row = "<div><time datetime='2026-02-1{n}T08:40:12+01:00'></time><h4><a href='{url}'>{title}</a></h4></div>"
    ticker = only_ticker(rows(row))
    assert times(ticker)[1] == "2026-02-11T08:40:12+01:00"
    assert [item.time.time.isoformat() for item in ticker.items if item.time and item.time.time][
        1
    ] == "2026-02-11T08:40:12+01:00"


def test_live_blog_posts_have_no_address() -> None:
    ticker = only_ticker(
        rows("<div><span>{time}</span><h3>{title}</h3><p>The water stood at the second step by then.</p></div>")
    )
    assert [item.url for item in ticker.items] == [None] * 4
    assert titles(ticker) == list(HEADLINES)


@pytest.mark.parametrize(
    "printed",
    [("9:00", "9:01", "9:05", "9:40"), ("5m", "25m", "1h", "1d")],
    ids=["the oldest first", "ages in short"],
)
def test_an_order_in_time_tells_times_from_lengths(printed: tuple[str, ...]) -> None:
    ticker = only_ticker(
        "<ul>" + rows("<li><span>{time}</span> <a href='{url}'>{title}</a></li>", times=printed) + "</ul>"
    )
    assert times(ticker) == list(printed)


def test_lengths_of_films_beside_times_of_stories() -> None:
    row = "<li><a href='{url}'>{title}</a><span>0{n}:48</span> <span>{n} hours ago</span></li>"
    assert times(only_ticker(f"<ul>{rows(row)}</ul>")) == [f"{n} hours ago" for n in range(4)]


def test_same_headline_at_two_times_is_two_items_and_a_copied_list_is_none() -> None:
    row = "<li>{time} <a href='/n/same'>{title}</a></li>"
    listed = f"<ul>{rows(row, (HEADLINES[0], HEADLINES[1], HEADLINES[0], HEADLINES[3]))}</ul>"
    ticker = only_ticker(f"<div><h3>Feed</h3>{listed}</div><div><h3>Feed</h3>{listed}</div>")
    assert titles(ticker).count(HEADLINES[0]) == 2


def test_lists_with_headings_of_their_own_stay_apart() -> None:
    other = rows(LINKED, [f"{headline} again" for headline in HEADLINES]).replace("/n/", "/m/")
    found = lists_of(f"<h3>Latest</h3><ul>{rows(LINKED)}</ul><h3>Most read</h3><ul>{other}</ul>").tickers
    assert [ticker.heading for ticker in found] == ["Latest", "Most read"]


def test_closed_details_are_hidden() -> None:
    assert only_ticker(f"<details><summary>Feed</summary><ul>{rows(LINKED)}</ul></details>").hidden
    assert not only_ticker(f"<details open=''><summary>Feed</summary><ul>{rows(LINKED)}</ul></details>").hidden


def test_rotating_spot_gives_every_headline_seen() -> None:
    page = page_of("<div><b>Breaking</b> <span id='spot'>13:15 Barge strikes the inner gate</span></div>")
    tree = TreeIndex(page)
    spot = next(node for node in range(tree.count) if tree.attributes(node).get("id") == "spot")
    sightings = tuple(
        Sighting(seen_at=NOW + timedelta(seconds=n), text=f"{clock} {title}", url=url)
        for n, (clock, title, url) in enumerate(
            zip((*CLOCKS, CLOCKS[0]), (*HEADLINES, HEADLINES[0]), (*URLS, URLS[0]), strict=True)
        )
    )
    page = page.model_copy(update={"rotating": (RotatingSpot(node=NodeId(spot), sightings=sightings),)})
    ticker = only_ticker(page)
    assert titles(ticker) == list(HEADLINES)
    assert ticker.heading == "Breaking"
    assert [item.hidden for item in ticker.items] == [False, True, True, True]
    assert [item.seen_at for item in ticker.items] == [sighting.seen_at for sighting in sightings[:4]]


def test_decision_names_what_was_chosen_and_what_was_turned_down() -> None:
    fixtures = rows(LINKED, ("Rovers v Albion", "United v Town", "City v Athletic", "Wanderers v Rangers"))
    found = lists_of(f"<ul>{rows(LINKED)}</ul><table><tbody><tr><td><ul>{fixtures}</ul></td></tr></tbody></table>")
    decision = next(decision for decision in found.decisions if decision.subject == "tickers[0]")
    assert decision.chosen is not None
    assert decision.chosen.node == found.tickers[0].node
    assert any("side against side" in reason for loser in decision.runners_up for reason in loser.reasons)


def test_same_page_gives_the_same_lists() -> None:
    page = page_of(f"<ul>{rows(LINKED)}</ul>")
    assert lists_of(page) == lists_of(page)


def test_the_label_of_a_rotating_spot_is_no_part_of_its_headlines() -> None:
    texts = (
        "Latest 11:20 Mail boat due early",
        "Latest 10:45 Lagoon closed to nets",
        "Latest 9:05 Bakery reopens today",
    )
    spot = RotatingSpot(node=NodeId(1), sightings=tuple(Sighting(seen_at=NOW, text=text, url=None) for text in texts))
    shown = read_spot(spot, "en")
    assert [one.title for one in shown] == ["Mail boat due early", "Lagoon closed to nets", "Bakery reopens today"]
    assert [one.printed and one.printed.text for one in shown] == ["11:20", "10:45", "9:05"]

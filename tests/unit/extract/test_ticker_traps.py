"""Lists that carry times and tell no news are left alone; headlines without times are story lists."""

import pytest

from tests.unit.extract.tickers import HEADLINES, lists_of, rows

LINKED = "<li>{time} <a href='{url}'>{title}</a></li>"
SIDES = ("Rovers v Albion", "United v Town", "City v Athletic", "Town v Rangers")
MONTHS = ("May", "April", "March", "February")
POST = "<div><p>{title}</p><a href='https://twitter.com/port/{n}'>{title} on the quay</a> <span>{time}</span></div>"
COMMENT = "<div><b>user{n}</b> <span>{time}</span><p>{title} as ever.</p><a href='#reply{n}'>Reply</a></div>"
SOURCE = "<li><a href='https://elsewhere.example/{n}'>{title}</a>. <i>The Paper</i>. Retrieved 1{n} May 2024.</li>"
NOTICE = "<p><a href='{url}'>A. Tarn, maker of ropes</a><br>3 May 1941 - 2{n} Feb 2026</p>"
TRAPS = {
    "comments": f"<section class='comments'>{rows(COMMENT)}</section>",
    "comments by their links": rows("<p><b>kea{n}</b> {time} <a href='#c{n}'>permalink</a> {title}.</p>"),
    "forum threads": rows("<li><a href='/forum/threads/{n}'>{title}</a> {time}</li>"),
    "posts of a social network": rows(POST),
    "fixtures": rows(LINKED, SIDES),
    "lengths of films": rows(LINKED, times=("1:41", "5:56", "0:48", "2:12")),
    "chapters of a film": rows(LINKED, times=("0:00", "1:41", "2:12", "5:56")),
    "minutes to read": rows(LINKED, times=("3 min", "4 min", "4 min", "7 min")),
    "television tonight": rows(LINKED, times=("20:00", "20:15", "21:45", "23:30")),
    "events to come": rows(LINKED, times=("7 May 2026", "9 May 2026", "12 May 2026", "1 June 2026")),
    "spans of lives": rows(NOTICE),
    "chronicle": rows("<h4>{title}</h4><p>{time}</p>", times=("4 May 1911", "9 June 1923", "1 Jan 1940", "2 Feb 1951")),
    "table of contents": rows("<li><a href='#s{n}'><span>4.{n}</span> {title}</a></li>"),
    "archive by month": rows(LINKED, MONTHS, ("1 May 2025", "1 April 2025", "1 March 2025", "1 February 2025")),
    "references": rows(SOURCE),
    "classified advertisements": rows("<li><a href='/classifieds/{n}'>{title}</a> {n} days ago</li>"),
    "two rows are no list": rows(LINKED, HEADLINES[:2], ("9:05", "8:40")),
}


@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS)
def test_trap_is_no_ticker(body: str) -> None:
    assert lists_of(f"<div>{body}</div>").tickers == ()


def test_rejection_says_why() -> None:
    decisions = lists_of(TRAPS["fixtures"]).decisions
    reasons = [reason for decision in decisions for loser in decision.runners_up for reason in loser.reasons]
    assert "fixtures: side against side" in reasons


def test_headlines_without_times_are_a_story_list() -> None:
    found = lists_of("<div><h3>Top Stories</h3><ul>" + rows("<li><a href='{url}'>{title}</a></li>") + "</ul></div>")
    assert found.tickers == ()
    (stories,) = found.story_lists
    assert stories.heading == "Top Stories"
    assert [item.title for item in stories.items] == list(HEADLINES)
    assert all(item.time is None for item in stories.items)


@pytest.mark.parametrize("holder", ["nav", "footer"])
def test_menus_and_footers_are_no_story_lists(holder: str) -> None:
    body = rows("<li><a href='{url}'>{title}</a></li>")
    assert lists_of(f"<{holder}><ul>{body}</ul></{holder}>").story_lists == ()


def test_short_links_are_no_story_list() -> None:
    body = rows("<li><a href='{url}'>{title}</a></li>", ("Sport", "Weather today", "Jobs", "Our papers"))
    assert lists_of(f"<div><h3>Sections</h3><ul>{body}</ul></div>").story_lists == ()

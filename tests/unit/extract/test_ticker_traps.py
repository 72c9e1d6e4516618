"""Lists that carry times and tell no news are left alone; headlines without times are story lists."""

import pytest

from tests.unit.extract.tickers import HEADLINES, lists_of, rows

LINKED = "<li>{time} <a href='{url}'>{title}</a></li>"
TRAPS = {
    "comments": "<section class='comments'>"
    + rows("<div><b>user{n}</b> <span>{time}</span><p>{title} as ever.</p><a href='#reply{n}'>Reply</a></div>")
    + "</section>",
    "comments by their links": "<ol>" + rows("<li><b>kea{n}</b> {time} <a href='#c{n}'>permalink</a><p>{title}.</p></li>") + "</ol>",
    "forum threads": "<ul>" + rows("<li><a href='/forum/threads/{n}'>{title}</a> {time}</li>") + "</ul>",
    "posts of a social network": "<div>"
    + rows("<div><p>{title}</p><a href='https://twitter.com/port/status/{n}'>{title} on the quay</a> <span>{time}</span></div>")
    + "</div>",
    "fixtures": f"<ul>{rows(LINKED, ('Rovers v Albion', 'United v Town', 'City v Athletic', 'Town v Rangers'))}</ul>",
    "lengths of films": f"<ul>{rows(LINKED, times=('1:41', '5:56', '0:48', '2:12'))}</ul>",
    "television tonight": f"<ul>{rows(LINKED, times=('20:00', '20:15', '21:45', '23:30'))}</ul>",
    "events to come": f"<ul>{rows(LINKED, times=('7 May 2026', '9 May 2026', '12 May 2026', '1 June 2026'))}</ul>",
    "spans of lives": "<div>" + rows("<p><a href='{url}'>A. Tarn, maker of ropes</a><br>3 May 1941 - 2{n} Feb 2026</p>") + "</div>",
    "chronicle": "<div>" + rows("<div><h4>{title}</h4><p>{time}</p></div>", times=("4 May 1911", "9 June 1923", "1 Jan 1940", "2 Feb 1951")) + "</div>",
    "table of contents": "<ul>" + rows("<li><a href='#s{n}'><span>4.{n}</span> {title}</a></li>") + "</ul>",
    "archive by month": f"<ul>{rows(LINKED, ('May', 'April', 'March', 'February'), ('1 May 2025', '1 April 2025', '1 March 2025', '1 February 2025'))}</ul>",
    "references": "<ol>"
    + rows("<li><a href='https://elsewhere.example/{n}'>{title}</a>. <i>The Paper</i>. Retrieved 1{n} May 2024.</li>")
    + "</ol>",
    "classified advertisements": "<ul>" + rows("<li><a href='/classifieds/{n}'>{title}</a> {n} days ago</li>") + "</ul>",
    "two rows are no list": f"<ul>{rows(LINKED, HEADLINES[:2], ('9:05', '8:40'))}</ul>",
}  # fmt: skip


@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS)
def test_trap_is_no_ticker(body: str) -> None:
    assert lists_of(body).tickers == ()


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

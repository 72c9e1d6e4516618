"""Tickers and story lists: lists of headlines of other stories, with times and without, in any markup.

1. The page as runs of text; 2. records around times, lists of alike records; 3. headline, category, address and time of
each row; 4. what only looks like a ticker is turned down; 5. times are resolved list by list; 6. copies are dropped.
"""

import re
from typing import NamedTuple

from capture.extract.ticker.attributes import best_attribute
from capture.extract.ticker.cells import LEAST_RECORDS, Group, SeedKind
from capture.extract.ticker.copies import copies, distinct_rows
from capture.extract.ticker.edges import is_set_off, why_not_edges
from capture.extract.ticker.headings import find_heading, heading_before, heading_text
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.records import find_groups
from capture.extract.ticker.rotating import read_spot
from capture.extract.ticker.rows import Row, read_rows
from capture.extract.ticker.runs import Run
from capture.extract.ticker.story_lists import headline_links, why_not_stories
from capture.extract.ticker.titles import choose_categories, choose_titles
from capture.extract.ticker.traps import why_not, why_not_past
from capture.extract.timestamps import PrintedTime, TimeRow, TimeSetting, resolve_list
from capture.extract.tree import TreeIndex, fold
from capture.models.base import Box, Finding
from capture.models.extraction import Article, Candidate, Decision, StoryList, Ticker, TickerItem, Timestamp
from capture.models.page import RotatingSpot

# Units that are spelled out are those of lengths; "25m" and "2h" are as often short for "ago".
_LENGTH = re.compile(r"[^\W\d]{3,}")


class Lists(NamedTuple):
    """All lists of other stories on a page, in page order."""

    tickers: tuple[Ticker, ...]
    story_lists: tuple[StoryList, ...]
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()


class _Found(NamedTuple):
    """A list that passed."""

    group: Group
    rows: tuple[Row, ...]
    times: tuple[Timestamp, ...]
    heading: Run | None
    confidence: float
    reasons: tuple[str, ...]


def find_lists(tree: TreeIndex, setting: TimeSetting, *, article: Article | None) -> Lists:
    """Tickers and story lists of a page. Pure; linear in the size of the page but for sorting."""
    page = RunPage(tree, setting.language)
    taken = [False] * len(page.runs)
    headline = article.headline if article else None
    found, rejected = _find(page, setting, taken, headline)
    told = copies([one.rows for one in found], [heading_text(one.heading) for one in found])
    tickers: list[Ticker] = []
    decisions: list[Decision] = []
    for index, one in enumerate(found):
        if index in told:
            rejected.append(_candidate(page, one.group, "a copy of another list"))
    for index, one in enumerate(found):
        if index not in told:
            ticker = _ticker(page, one)
            decisions.append(_decision(page, f"tickers[{len(tickers)}]", one, ticker, rejected))
            tickers.append(ticker)
    seen = {(item.title.casefold(), item.url) for ticker in tickers for item in ticker.items}
    for spot in tree.page.rotating:
        rotating = _rotating_ticker(page, spot, setting, seen)
        if rotating is not None:
            tickers.append(rotating)
    if rejected and not found:
        decisions.append(Decision(subject="tickers", rule="no list passed", chosen=None, runners_up=tuple(rejected)))
    stories = _story_lists(page, taken, article)
    return Lists(tuple(tickers), stories, (), tuple(decisions))


def _find(
    page: RunPage, setting: TimeSetting, taken: list[bool], headline: str | None
) -> tuple[list[_Found], list[Candidate]]:
    """Lists that are tickers, in page order, and what was turned down with the reason."""
    found: list[_Found] = []
    rejected: list[Candidate] = []
    seeds: dict[SeedKind, list[int]] = {
        "time": [run.index for run in page.runs if run.is_time and not _is_length(page, run)],
        "edge": [run.index for run in page.runs if is_set_off(run)],
    }
    for kind, indexes in seeds.items():
        for group in find_groups(page, [seed for seed in indexes if not taken[seed]], kind=kind, taken=taken):
            rows = distinct_rows(read_rows(page, group, setting.language))
            reason = why_not(page, group, rows) or (why_not_edges(page, group) if kind == "edge" else None)
            if reason is None:
                heading, day = find_heading(page, group, taken=taken, headline=headline)
                times = resolve_list(
                    [TimeRow(row.printed, row.attribute, _day_heading(row, day)) for row in rows], setting
                )
                reason = why_not_past(rows, times, setting, heading=heading_text(heading))
            if reason is None:
                found.append(_Found(group, tuple(rows), times, heading, *_confidence(rows)))
            else:
                rejected.append(_candidate(page, group, reason))
    found.sort(key=lambda one: one.group.cells[0].start)
    return found, rejected


def _is_length(page: RunPage, run: Run) -> bool:
    """Whether it says how long something is, and nothing else: "4 min", with no attribute that says when."""
    lengths = [time for time in run.times if time.weak and time.unit is not None and _LENGTH.search(time.text)]
    return bool(run.times) and len(lengths) == len(run.times) and best_attribute(page.tree, run.home) is None


def _ticker(page: RunPage, found: _Found) -> Ticker:
    items = tuple(
        TickerItem(
            title=row.title.text,
            url=row.title.url,
            category=row.category,
            time=time if row.printed else time.model_copy(update={"text": row.time_text}),
            box=_box(page, row.cell.node),
            node=page.tree.node_id(row.cell.node),
            hidden=_is_hidden(page, row.title.run),
        )
        for row, time in zip(found.rows, found.times, strict=True)
    )
    container = found.group.container
    return Ticker(
        heading=heading_text(found.heading),
        items=items,
        box=_box(page, container),
        node=page.tree.node_id(container),
        confidence=found.confidence,
        hidden=all(item.hidden for item in items),
    )


def _is_hidden(page: RunPage, run: Run) -> bool:
    """Whether it could not be seen at the moment; what moves through a band is seen when its turn comes."""
    if run.visible:
        return False
    if not run.shown:
        return True
    return not any(page.tree.tag[node] == "marquee" for node in page.tree.ancestors(run.nodes[0]))


def _day_heading(row: Row, above_list: Run | None) -> PrintedTime | None:
    day = row.day or above_list
    if day is None or row.printed is None or row.printed.kind != "clock":
        return None
    return day.times[0]


def _rotating_ticker(
    page: RunPage, spot: RotatingSpot, setting: TimeSetting, seen: set[tuple[str, str | None]]
) -> Ticker | None:
    """What a rotating spot showed; None if that is fewer than three dated headlines, or all in another list."""
    shown = [state for state in read_spot(spot, setting.language) if state.printed is not None]
    if len(shown) < LEAST_RECORDS or all((state.title.casefold(), state.sighting.url) in seen for state in shown):
        return None
    times = resolve_list([TimeRow(state.printed) for state in shown], setting)
    current = fold(page.tree.text(spot.node, hidden=True)).casefold()
    node, box = page.tree.node_id(spot.node), _box(page, spot.node)
    items = tuple(
        TickerItem(
            title=state.title,
            url=state.sighting.url,
            time=time,
            box=box,
            node=node,
            hidden=state.title.casefold() not in current,
            seen_at=state.sighting.seen_at,
        )
        for state, time in zip(shown, times, strict=True)
    )
    heading = heading_before(page, page.span(spot.node)[0], spot.node)
    return Ticker(heading=heading_text(heading), items=items, box=box, node=node, confidence=0.8)


def _story_lists(page: RunPage, taken: list[bool], article: Article | None) -> tuple[StoryList, ...]:
    blocks = article.blocks if article else ()
    own = {node for block in blocks for node in page.tree.subtree(block.node)}
    seeds = [index for index in headline_links(page, taken=taken) if page.runs[index].home not in own]
    stories = []
    headline = article.headline if article else None
    for group in find_groups(page, seeds, kind="headline", taken=taken):
        titles = choose_titles(page, group)
        heading, _ = find_heading(page, group, taken=taken, headline=headline)
        if why_not_stories([title for title in titles if title], has_heading=heading is not None) is not None:
            continue
        items: dict[tuple[str, str], TickerItem] = {}
        categories = choose_categories(page, group, titles)
        for cell, title, category in zip(group.cells, titles, categories, strict=True):
            if title is not None and title.url is not None:
                node = page.tree.node_id(cell.node)
                items.setdefault(
                    (title.text, title.url),
                    TickerItem(
                        title=title.text,
                        url=title.url,
                        category=category,
                        box=_box(page, cell.node),
                        node=node,
                        hidden=_is_hidden(page, title.run),
                    ),
                )
        if len(items) >= LEAST_RECORDS:
            container = page.tree.node_id(group.container)
            stories.append(
                StoryList(
                    heading=heading_text(heading),
                    items=tuple(items.values()),
                    box=_box(page, container),
                    node=container,
                )
            )
    return tuple(stories)


def _confidence(rows: list[Row]) -> tuple[float, tuple[str, ...]]:
    """How sure the list is a ticker, and why."""
    linked = sum(1 for row in rows if row.title.url) / len(rows)
    headed = sum(1 for row in rows if row.title.run.heading or row.title.run.link >= 0) / len(rows)
    plain = sum(1 for row in rows if row.printed and not row.printed.weak and not row.printed.maybe_duration) / len(
        rows
    )
    value = 0.5 + 0.2 * linked + 0.15 * headed + 0.1 * plain + 0.05 * min(len(rows), 10) / 10
    reasons = (
        f"{len(rows)} rows of one form, each with a headline and a time",
        f"{linked:.0%} of the rows have an address, {headed:.0%} of the headlines are links or headings",
        f"{plain:.0%} of the times can be nothing else",
    )
    return round(value, 2), reasons


def _decision(page: RunPage, subject: str, found: _Found, ticker: Ticker, rejected: list[Candidate]) -> Decision:
    text = " / ".join(item.title for item in ticker.items)[:120]
    chosen = Candidate(
        node=ticker.node, path=page.tree.css_path(ticker.node), text=text, score=found.confidence, reasons=found.reasons
    )
    return Decision(
        subject=subject, rule="records of one form around times", chosen=chosen,
        runners_up=tuple(rejected) if subject == "tickers[0]" else (),
    )  # fmt: skip


def _candidate(page: RunPage, group: Group, reason: str) -> Candidate:
    node = page.tree.node_id(group.container)
    return Candidate(
        node=node, path=page.tree.css_path(node), text=page.tree.text(node, hidden=True, longest=120), score=0.0,
        reasons=(reason,),
    )  # fmt: skip


def _box(page: RunPage, node: int) -> Box | None:
    return page.tree.box(node) if page.tree.is_rendered(node) else None

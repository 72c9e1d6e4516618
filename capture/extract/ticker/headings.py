"""The heading of a list: the nearest text before its first row, within its box, that looks like one."""

import re

from capture.extract.ticker.cells import Group
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run, strip_edges
from capture.extract.tree import fold

# Levels above the list in which its heading is looked for; further up stands the heading of something larger.
_LEVELS = 5
# Pieces of text that may stand between a heading and the first row: its "more" link, tabs, an advertisement's label.
_NEAR = 6
_LONGEST = 80
_WORDS = 8
_AD_LABEL = re.compile(
    r"(?:anzeige|werbung|advertisement|advertorial|sponsored(?: content)?|publicidad|publicidade|pubblicità|publicité"
    r"|annonce|annons|mainos|reklama?|reklam|реклама|広告|广告|廣告|광고)\W*",
    re.IGNORECASE,
)
_NAMES = ("heading", "headline", "title", "header", "titel", "titre", "titulo", "caption")
_HEADING_TAGS = frozenset({"legend", "caption", "summary", "th"})


def find_heading(
    page: RunPage, group: Group, *, taken: list[bool], headline: str | None
) -> tuple[Run | None, Run | None]:
    """The heading of a list, and the date or day word that it stands under ("Yesterday"), which may be the same run.

    `headline` is the article's: it heads no list. Either is None if none can be told.
    """
    first = group.cells[0].start
    shown = any(run.shown for run in page.runs[first : group.cells[0].stop])
    day: Run | None = None
    tree, node, stop = page.tree, group.container, first
    for level in range(_LEVELS):
        if node <= 0:
            break
        start, _ = page.span(node)
        for index in range(stop - 1, max(start, first - _NEAR) - 1, -1):
            run = page.runs[index]
            if taken[index]:
                # Another list. A hidden one may be the second panel under tabs that stand before the first.
                tab = None if shown else _tab_before(page, group, index, taken)
                return tab or day, day or (tab if tab and _is_day(tab) else None)
            if _is_day(run):
                day = day or _tab_of(page, group, run) or run
            elif (run.shown or not shown) and _is_heading(page, run) and not _is_headline(run, headline):
                own = _tab_of(page, group, run) or _whole(page, run)
                return (day or own if level > 1 else own), day
        if level < 2 and day is None and _opens_box(page, node, first):
            return page.runs[start], None
        if first - start >= _NEAR:
            break
        stop = min(stop, start)
        node = tree.parent[node]
    return day, day


def _whole(page: RunPage, run: Run) -> Run:
    """The first piece of the heading element that `run` is in: "School news", not the "View all" beside it."""
    while run.heading and run.index > 0:
        before = page.runs[run.index - 1]
        if before.heading != run.heading or before.visible != run.visible:
            break
        run = before
    return run


def _opens_box(page: RunPage, node: int, first: int) -> bool:
    """Whether a short plain line is all that the box holds above its first row: a heading by its place alone."""
    start, _ = page.span(node)
    if first - start != 1 or page.tree.tag[node] in ("body", "html"):
        return False
    run = page.runs[start]
    return (
        run.link < 0 and not run.is_time and 0.5 <= run.words <= _WORDS and not run.text.endswith((".", "!", "?", ","))
    )


def _tab_before(page: RunPage, group: Group, index: int, taken: list[bool]) -> Run | None:
    """The tab of a panel whose neighbours before it end at `index`."""
    while index >= 0 and taken[index]:
        index -= 1
    return _tab_of(page, group, page.runs[index]) if index >= 0 else None


def _tab_of(page: RunPage, group: Group, run: Run) -> Run | None:
    """Of tabs in a row, of which `run` is one, the one whose panel holds the list; None if these are no tabs."""
    tree = page.tree
    tab = run.home
    while tree.parent[tab] > 0 and len(_with_text(page, tree.parent[tab])) < 2:
        tab = tree.parent[tab]
    tabs = [node for node in _with_text(page, tree.parent[tab]) if tree.tag[node] == tree.tag[tab]]
    if len(tabs) < 2 or tree.contains(tree.parent[tab], group.container) or tab not in tabs:
        return None
    panel = group.container
    while panel > 0 and not tree.contains(tree.parent[panel], tab):
        panel = tree.parent[panel]
    panels = [node for node in _with_text(page, tree.parent[panel]) if node > tab and tree.tag[node] == tree.tag[panel]]
    if len(panels) != len(tabs) or panel not in panels:
        return None
    return page.runs[page.span(tabs[panels.index(panel)])[0]]


def _with_text(page: RunPage, node: int) -> list[int]:
    spans = ((child, page.span(child)) for child in page.tree.children(node))
    return [child for child, (start, stop) in spans if start < stop]


def heading_before(page: RunPage, first: int, node: int) -> Run | None:
    """The heading of something that is no list of records: the nearest one before run `first`, around `node`."""
    for _ in range(2):
        node = page.tree.parent[node]
        if node <= 0:
            return None
        start, _ = page.span(node)
        for index in range(first - 1, max(start, first - _NEAR) - 1, -1):
            run = page.runs[index]
            if run.heading != 1 and _is_heading(page, run):
                return run
    return None


def heading_text(run: Run | None) -> str | None:
    """The heading as the record gives it; None if there is none."""
    return (strip_edges(run.text) or None) if run else None


def _is_day(run: Run) -> bool:
    times = run.times
    return len(times) == 1 and not times[0].has_clock and times[0].kind in ("date", "day-word", "weekday")


def _is_when(run: Run) -> bool:
    """Whether it tells a time; "Just now" and "Right now" over a list are its name."""
    return run.is_time and any(character.isdigit() for character in run.text)


def _is_headline(run: Run, headline: str | None) -> bool:
    return run.heading == 1 or (headline is not None and fold(run.text).casefold() == fold(headline).casefold())


def _is_heading(page: RunPage, run: Run) -> bool:
    if _is_when(run) or run.words < 0.5 or len(run.text) > _LONGEST or _AD_LABEL.fullmatch(run.text):
        return False
    tree = page.tree
    if run.heading or tree.attribute(run.home, "role") == "heading" or tree.tag[run.home] in _HEADING_TAGS:
        return True
    if run.words > _WORDS:
        return False
    names = f"{tree.attribute(run.home, 'class') or ''} {tree.attribute(tree.parent[run.home], 'class') or ''}".lower()
    return run.weight >= 600 or run.size_px >= 18 or any(name in names for name in _NAMES)

"""The heading of a list: the nearest text before its first row, within the box that holds the list, that looks like one."""

from capture.extract.ticker.page import RunPage
from capture.extract.ticker.records import Group
from capture.extract.ticker.runs import Run, strip_edges
from capture.extract.timestamps import is_time_only

# Levels above the list in which its heading is looked for; further up stands the heading of something larger.
_LEVELS = 5
# Pieces of text before the first row that are looked at: a heading, its "more" link, tabs.
_NEAR = 6
_LONGEST = 80


def find_heading(
    page: RunPage, group: Group, *, taken: list[bool], language: str | None
) -> tuple[Run | None, Run | None]:
    """The heading of a list and the date that it stands under, if that is what is printed above it; None if not told."""
    first = group.cells[0].start
    day: Run | None = None
    tree, node = page.tree, group.container
    stop = first
    for _ in range(_LEVELS):
        if node <= 0:
            break
        start, _end = page.span(node)
        for index in range(stop - 1, max(start, first - 40) - 1, -1):
            run = page.runs[index]
            if taken[index]:
                # Another list stands between: what is above it is not ours.
                return None, day
            if run.is_time and not run.is_attribute and day is None and _is_day(run, language):
                day = run
                continue
            if _is_heading(page, run) and run.visible == page.runs[first].visible:
                return run, day
        if first - start > _NEAR + 40:
            break
        stop = min(stop, start)
        node = tree.parent[node]
    return None, day


def heading_before(page: RunPage, first: int, node: int) -> Run | None:
    """The heading of something that is not a list of records: the nearest one before run `first`, around `node`."""
    for _ in range(2):
        node = page.tree.parent[node]
        if node <= 0:
            return None
        start, _end = page.span(node)
        for index in range(first - 1, max(start, first - _NEAR) - 1, -1):
            if _is_heading(page, page.runs[index]):
                return page.runs[index]
    return None


def heading_text(run: Run | None) -> str | None:
    return (strip_edges(run.text) or None) if run else None


def _is_day(run: Run, language: str | None) -> bool:
    return len(run.times) == 1 and not run.times[0].has_clock and is_time_only(run.text, language)


def _is_heading(page: RunPage, run: Run) -> bool:
    if run.is_time or run.words < 0.5 or len(run.text) > _LONGEST:
        return False
    if run.heading:
        return True
    tree = page.tree
    role = tree.attribute(run.home, "role") or ""
    tag = tree.tag[run.home]
    if role == "heading" or tag in ("legend", "caption", "summary", "dt", "th"):
        return True
    names = f"{tree.attribute(run.home, 'class') or ''} {tree.attribute(tree.parent[run.home], 'class') or ''}".lower()
    named = any(part in names for part in ("heading", "headline", "title", "header", "titel", "titre", "titulo"))
    return (run.weight >= 600 or run.size_px >= 18 or named) and run.words <= 8

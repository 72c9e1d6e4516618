"""Rows: records with their headline, category and the one time among the printed ones that is the story's."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from capture.extract.ticker.attributes import best_attribute
from capture.extract.ticker.cells import LEAST_RECORDS, Cell, Group
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run
from capture.extract.ticker.titles import Title, choose_categories, choose_titles
from capture.extract.timestamps import PrintedTime, find_times

# "Recent comments" look like a list of stories: title, author, and an address that ends in a comment.
_COMMENT_LINK = re.compile(r"comment|reply|respond|kommentar|coment", re.IGNORECASE)
# Attributes are looked for this many levels above a printed time: the record itself is rarely further up.
_ATTRIBUTE_LEVELS = 8


_DAYS = ("date", "day-word", "weekday")
# Of the records of a list under day headings, at least so many have a clock and nothing else.
_CLOCKS_ALONE = 0.4


class Row(NamedTuple):
    """One record, its time not yet held against any clock."""

    cell: Cell
    title: Title
    category: str | None
    time: Run
    """The run that the time was read from."""
    printed: PrintedTime | None
    """None if only an attribute gives it."""
    attribute: str | None
    """Value of the attribute that says the time, unread; None if there is none."""
    time_text: str
    day: Run | None = None
    """The day heading that the row stands under."""


def read_rows(page: RunPage, group: Group, language: str | None) -> list[Row]:
    """Rows of a list in page order; records without headline or time are left out."""
    titles = choose_titles(page, group)
    chooser = _TimeChooser(page, group.cells, language)
    rows: list[Row] = []
    day: Run | None = None
    categories = choose_categories(page, group, titles)
    for cell, title, category in zip(group.cells, titles, categories, strict=True):
        if title is None:
            continue
        run, printed = chooser.choose(cell)
        day = chooser.day_in(cell) or _day_above(page, group, cell) or day
        attribute = _attribute(page, run, cell)
        if title.url is not None and _COMMENT_LINK.search(urlsplit(title.url).fragment):
            continue
        text = printed.text if printed else run.text or attribute or ""
        if not text:
            continue
        rows.append(Row(cell, title, category, run, printed, attribute, text, day))
    return _without_lengths(rows)


def _without_lengths(rows: list[Row]) -> list[Row]:
    """Films among stories are left out where their "time" is a length: "00:13:45" between "5 hours ago"."""
    firm = [row for row in rows if not (row.printed and row.printed.kind == "clock" and row.attribute is None)]
    ago = sum(1 for row in firm if row.printed is not None and row.printed.unit is not None)
    kept = [row for row in rows if not _is_length(row, among_ago=ago > len(firm) / 2)]
    return kept if len(firm) >= LEAST_RECORDS else rows


def _is_length(row: Row, *, among_ago: bool) -> bool:
    time = row.printed
    if time is None or time.kind != "clock" or row.attribute is not None:
        return False
    return time.maybe_duration and (among_ago or (time.second is not None and (time.hour or 0) < 3))


class _TimeChooser:
    """Picks each record's time by what most records of the list have: "10:04" beside "18 hours ago" is a length."""

    def __init__(self, page: RunPage, cells: Sequence[Cell], language: str | None) -> None:
        self.page = page
        self.language = language
        self.cells = cells
        self.paired = self._side_by_side(cells)
        self.times = {cell: self._of(cell) for cell in cells}
        kinds = [{_family(printed) for _, printed in found} for found in self.times.values()]
        alone = sum(1 for found in kinds if found in ({"clock"}, {"clock?"}))
        clocked = sum(1 for found in kinds if found & {"clock", "clock?"})
        self.clocks_alone = len(cells) > 1 and clocked == len(cells) and alone >= _CLOCKS_ALONE * len(cells)
        self.kinds: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        for cell, found in self.times.items():
            self.kinds.update({_family(printed) for _, printed in found})
            self.paths.update({self._path(run, cell) for run, _ in found})

    def day_in(self, cell: Cell) -> Run | None:
        """The date that heads this record and those after it, in a list of clocks of which few have a date."""
        if not self.clocks_alone:
            return None
        runs = (self.page.runs[seed] for seed in cell.seeds)
        return next((run for run in runs if run.times and _family(run.times[0]) in _DAYS), None)

    def choose(self, cell: Cell) -> tuple[Run, PrintedTime | None]:
        found = self.times[cell]
        if self.clocks_alone:
            found = [pair for pair in found if pair[1] is not None and pair[1].kind == "clock"] or found
        return max(found, key=lambda pair: (self._score(pair[0], pair[1], cell), -pair[0].index))

    def _of(self, cell: Cell) -> list[tuple[Run, PrintedTime | None]]:
        found: list[tuple[Run, PrintedTime | None]] = []
        for seed in cell.seeds:
            run = self.page.runs[seed]
            if run.is_attribute:
                found.append((run, None))
            for printed in run.times or ((run.edge,) if run.edge else ()):
                found.append((run, printed))
        return self._joined(found)

    def _side_by_side(self, cells: Sequence[Cell]) -> bool:
        """Whether the list prints date and clock in two elements: then all rows have both."""
        both = 0
        for cell in cells:
            kinds = {time.kind for seed in cell.seeds for time in self.page.runs[seed].times}
            both += "clock" in kinds and bool(kinds & {"date", "day-word", "weekday"})
        return both >= 0.8 * len(cells)

    def _joined(self, found: list[tuple[Run, PrintedTime | None]]) -> list[tuple[Run, PrintedTime | None]]:
        """With a date and a clock in elements side by side put together."""
        joined = list(found)
        if len(self.cells) > 1 and not self.paired:
            return joined
        for (left, one), (right, two) in pairwise(found):
            if one is None or two is None or right.index - left.index != 1 or left.visible != right.visible:
                continue
            if {one.kind, two.kind} in ({"date", "clock"}, {"day-word", "clock"}, {"weekday", "clock"}):
                text = f"{one.text} {two.text}"
                times = find_times(text, self.language)
                if len(times) == 1 and times[0].has_clock and times[0].text == text:
                    joined.append((left, times[0]))
        return joined

    def _score(self, run: Run, printed: PrintedTime | None, cell: Cell) -> float:
        score = 0.0
        if printed is None:
            score -= 3
        else:
            if printed.weak:
                score -= 3
            if printed.maybe_duration:
                score -= 2
            if printed.kind == "clock" and any(other and other.kind != "clock" for _, other in self.times[cell]):
                score -= 2  # "Nov 7 ... 23:05": a date and a length
            if printed.kind in ("date-clock", "day-word-clock"):
                score += 2
            score += 1.5 * self.kinds[_family(printed)] / len(self.times)
        score += 1.0 * self.paths[self._path(run, cell)] / len(self.times)
        if run.visible:
            score += 2
        if self.page.tree.tag[run.home] == "time":
            score += 1
        return score

    def _path(self, run: Run, cell: Cell) -> str:
        tree, node, steps = self.page.tree, run.home, []
        while node > cell.node:
            steps.append(tree.tag[node])
            node = tree.parent[node]
        return "/".join(steps)


def _family(printed: PrintedTime | None) -> str:
    if printed is None:
        return "attribute"
    return printed.kind + ("?" if printed.maybe_duration or printed.weak else "")


def _attribute(page: RunPage, run: Run, cell: Cell) -> str | None:
    """The first time attribute that can be read, from the time's own element up to the record's."""
    node = run.home
    for _ in range(_ATTRIBUTE_LEVELS):
        value = best_attribute(page.tree, node)
        if value is not None or node <= cell.node:
            return value
        node = page.tree.parent[node]
    others = (best_attribute(page.tree, page.runs[seed].home) for seed in cell.seeds if page.runs[seed].is_attribute)
    return next((value for value in others if value is not None), None)


def _day_above(page: RunPage, group: Group, cell: Cell) -> Run | None:
    above = [day for day in group.days if day < cell.stop and day not in cell.seeds]
    above = [day for day in above if day < cell.start]
    return page.runs[max(above)] if above else None

"""Everything on a page that tells when, and on which clock, it was made: metadata, `time` elements, printed dates."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from capture.extract.times.attributes import AttributeTime, read_attribute
from capture.extract.times.find import find_times, is_time_only
from capture.extract.times.printed import PrintedTime
from capture.extract.tree import SILENT_TAGS, TreeIndex, fold
from capture.models.extraction import Metadata

# Longer texts are prose: the dates in them are those of what it tells.
LONGEST_TIME_TEXT = 90


class PrintedWitness(NamedTuple):
    """A short text that starts with a full date, or says nothing but when."""

    node: int
    """The text node."""
    text: str
    time: PrintedTime


class Witnesses(NamedTuple):
    """What a page tells of its own times, as claimed."""

    metadata: tuple[AttributeTime, ...]
    """Times of publication and change, in JSON-LD and `meta`."""
    elements: tuple[tuple[AttributeTime, PrintedTime | None], ...]
    """`time` elements: attribute and printed time."""
    printed: tuple[PrintedWitness, ...]
    """Texts with a full date, outside of prose, in page order."""
    links: tuple[date, ...]
    """Days in the addresses of links: /2024/10/23/."""

    def days(self) -> list[date]:
        """Every full date, sorted."""
        days = [time.local.date() for time in self.metadata]
        days += [attribute.local.date() for attribute, _ in self.elements]
        for witness in self.printed:
            day = witness.time.date
            if day is not None and day.year is not None and not witness.time.other_dates:
                days.append(date(day.year, day.month, day.day))
        return sorted([*days, *self.links])


_TIME_KEYS = ("datePublished", "dateModified", "dateCreated", "uploadDate")
_TIME_META = re.compile(
    r"(?:^|[:._#-])(?:pub|publish|modif|updat|creat|issued|release|lastmod|date|time)", re.IGNORECASE
)
_LINK_DAY = re.compile(
    r"[/-](?P<year>20[0-3]\d)[/-]?(?P<month>0[1-9]|1[0-2])[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?=[/._-]|$)"
)
# Every full date has two digits in a row.
_TWO_DIGITS = re.compile(r"\d\d")


def dated_texts(tree: TreeIndex) -> tuple[int, ...]:
    """Text nodes that may hold a full date outside of prose, in page order."""
    datas, tags, parents, longest = tree.data, tree.tag, tree.parent, 4 * LONGEST_TIME_TEXT
    return tuple(
        node
        for node in tree.numbered
        if len(datas[node]) <= longest and _TWO_DIGITS.search(datas[node]) and tags[parents[node]] not in SILENT_TAGS
    )


def read_witnesses(tree: TreeIndex, metadata: Metadata, language: str | None, texts: Sequence[int]) -> Witnesses:
    """All witnesses of the page, in page order; `texts` as of `dated_texts`."""
    elements = []
    for node in tree.tagged.get("time", ()):
        attribute = read_attribute(tree.attribute(node, "datetime") or "")
        if attribute is not None and not attribute.other_locals:
            times = find_times(tree.text(node, hidden=True, longest=LONGEST_TIME_TEXT), language)
            elements.append((attribute, times[0] if len(times) == 1 else None))
    return Witnesses(
        metadata=tuple(_metadata_times(metadata)),
        elements=tuple(elements),
        printed=tuple(_printed(tree, language, texts)),
        links=tuple(_link_days(tree)),
    )


def _metadata_times(metadata: Metadata) -> Iterator[AttributeTime]:
    values: list[Any] = [item.get(key) for item in metadata.json_ld for key in _TIME_KEYS]
    values += [
        value for name, value in (*metadata.open_graph.items(), *metadata.meta.items()) if _TIME_META.search(name)
    ]
    for value in values:
        if isinstance(value, str) and len(value) < 40 and (time := read_attribute(value)) and not time.other_locals:
            yield time


def _printed(tree: TreeIndex, language: str | None, texts: Sequence[int]) -> Iterator[PrintedWitness]:
    for node in texts:
        text = fold(tree.data[node])
        if len(text) > LONGEST_TIME_TEXT:
            continue
        for time in find_times(text, language):
            if time.date is None or time.date.year is None:
                continue
            if time.start == 0 or is_time_only(text, language):  # "30.01.2022 · Section"
                yield PrintedWitness(node, text, time)
                break


def _link_days(tree: TreeIndex) -> Iterator[date]:
    for node in tree.tagged.get("a", ()):
        href = tree.attribute(node, "href") or ""
        match = _LINK_DAY.search(href) if "20" in href else None
        if match:
            try:
                yield date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue


# Not every page is made within the month of its newest story, but nearly every living one shows something that young.
_YOUNG = timedelta(days=45)
# A lone latest date may be of an event to come; one that another stands near is the page's.
_NEAR = timedelta(days=7)


def latest_day(witnesses: Witnesses, captured_at: datetime) -> date | None:
    """The latest day that the page tells and another witness bears out; None if it tells none before the capture."""
    limit = captured_at.date() + timedelta(days=1)
    days = [day for day in witnesses.days() if day <= limit]
    for number in range(len(days) - 1, 0, -1):
        if days[number] - days[number - 1] <= _NEAR:
            return days[number]
    return days[-1] if days else None


def is_stale(tree: TreeIndex, latest: date, captured_at: datetime) -> bool:
    """Whether the page was made long before it was captured: all its dates are old, and it never names the year.

    A stored copy shows the year of its capture nowhere, neither in footers nor in addresses of pictures; a living page
    with an old story does.
    """
    if captured_at.date() - latest <= _YOUNG or latest.year == captured_at.year:
        return False
    digits, year = str(captured_at.year), re.compile(rf"(?<!\d){captured_at.year}(?!\d)|{captured_at:%Y%m}")
    return not any(digits in text and year.search(text) for text in tree.page.strings)


_NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}(?!\d)")


def day_order(witnesses: Witnesses) -> bool | None:
    """Whether the page's numeric dates start with the day, by those that can be read one way only; None if none can."""
    days_first = months_first = 0
    for witness in witnesses.printed:
        match = _NUMERIC.match(witness.time.text)
        if match:
            days_first += int(match[1]) > 12
            months_first += int(match[2]) > 12
    return None if days_first == months_first else days_first > months_first

"""Times that attributes give: which attributes are there for that, and which elements have no other time."""

import re
from collections.abc import Iterator

from capture.extract.timestamps import find_times, read_attribute
from capture.extract.tree import TreeIndex

_PUBLISHED = r"timestamp|datetime|date-time|pubdate|publish(?:ed)?(?:-(?:at|on|time|date))?|epoch"
# Attributes that hold a time wherever they stand; `datetime` of `time` (HTML Standard, 4.5.14) is one of them.
_TIME_NAME = re.compile(
    rf"datetime|utime|(?:data-)?(?:(?:[a-z]+-)?(?:{_PUBLISHED}|unix-?time|utime|created(?:-at)?)|date|time|ts)"
)
# Attributes that hold the time of a whole record, on the element around it: only names of publication.
_RECORD_NAME = re.compile(rf"data-(?:[a-z]+-)?(?:{_PUBLISHED})")
# A `time` whose text is longer, or that holds more nodes, has more in it than a time.
_LONGEST_TEXT = 40
_MOST_NODES = 12


class TimeAttributes:
    """Questions about the time attributes of one page's elements; which have any is looked up once."""

    def __init__(self, tree: TreeIndex, language: str | None) -> None:
        self.tree = tree
        self.language = language
        names = [name for name in tree.bearers if _TIME_NAME.fullmatch(name)]
        self.bearers = {node for name in names for node in tree.bearers[name]}
        """Elements with an attribute that holds a time wherever it stands."""
        records = [name for name in names if _RECORD_NAME.fullmatch(name)]
        self._record_bearers = {node for name in records for node in tree.bearers[name]}

    def is_only_time(self, node: int) -> bool:
        """Whether an attribute is all that says a time here: nothing is printed in the element, or nothing readable."""
        tag = self.tree.tag[node]
        if tag != "meta" and node not in self.bearers:
            return False
        if next(time_attributes(self.tree, node), None) is None or self.tree.end[node] - node >= _MOST_NODES:
            return False
        text = self.tree.text(node, hidden=True)
        return text == "" or (tag == "time" and len(text) <= _LONGEST_TEXT and not find_times(text, self.language))

    def dates_record(self, node: int) -> bool:
        """Whether an attribute dates all that is in the element: `<article data-timestamp="1784053327000">`."""
        if node not in self._record_bearers:
            return False
        values = [value for name, value in self.tree.attributes(node).items() if _RECORD_NAME.fullmatch(name)]
        return any((time := read_attribute(value)) is not None and time.precision != "day" for value in values)


def time_attributes(tree: TreeIndex, node: int) -> Iterator[str]:
    """Values of the element's attributes that are there to hold a time, as written."""
    attributes = tree.attributes(node)
    for name, value in attributes.items():
        holds = (
            _TIME_NAME.fullmatch(name) is not None
            or (name == "content" and "date" in attributes.get("itemprop", "").lower())
            or (name == "title" and tree.tag[node] in ("abbr", "time"))
        )
        if holds and any(character.isdigit() for character in value[:64]):
            yield value


def best_attribute(tree: TreeIndex, node: int) -> str | None:
    """Of an element's time attributes that can be read, the one that says most; None if there is none."""
    known = [(time, value) for value in time_attributes(tree, node) if (time := read_attribute(value)) is not None]
    return max(known, key=lambda pair: (pair[0].precision != "day", pair[0].offset is not None), default=(None, None))[
        1
    ]

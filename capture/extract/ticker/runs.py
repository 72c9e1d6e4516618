"""Runs: the pieces of text that a reader takes in at a glance (a headline, a time, a kicker), each as one value.

A line of text ends at a block, a `br` or the edge of a link. Within a line, a time in an element of its own, a part of
other visibility and spans set side by side are runs of their own; all other inline markup is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from capture.extract.times.printed import PrintedTime
from capture.extract.timestamps import find_times, is_time_only, read_attribute
from capture.extract.tree import BLOCK_TAGS, SILENT_TAGS, TreeIndex, fold
from capture.models.page import NodeFlag, NodeKind

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
# Han, kana, Hangul, Thai and the like write words without blanks between them; about two characters make one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Frames hold documents of their own, whose text a reader sees.
_SKIPPED = SILENT_TAGS - {"iframe", "frame"}
# Emphasis inside a sentence; other inline elements set side by side are pieces of their own.
_EMPHASIS = frozenset(
    ["em", "i", "mark", "u", "abbr", "sub", "sup", "q", "cite", "s", "del", "ins", "bdi", "bdo", "wbr", "font"]
)
_PARTS = tuple("•·|–—/")
_SETS_OFF = frozenset("·•|,–—-/")
_GLUED = re.compile(r"[.,]\d")
_EDGE = " \t\u00a0-–—:,;.|·•/()[]~<>«»▶►●■+"
# Of a line longer than this, in characters, only both ends are searched for a time: a label with a time is short
# (at most 140 in the ticker benchmark), and prose is full of dates.
_WHOLE_LINE = 200
_LINE_END = 90
# Words beside a time that leave it a time by itself: "Updated", "Jane Doe,", "· Men · League".
_LABEL_WORDS = 3
# The same where neither a link nor a heading says that the words are the story: "By Jane Doe and Joe Bloggs | 9:05".
_BYLINE_WORDS = 7
# The same where marks part the line: "By Jane Doe • May 12, 2026 • 4 min read".
_LINE_WORDS = 14
# Shorter first pieces are drop caps and initials.
_KICKER_LENGTH = 4
# A short line that the page's language makes nothing of is read in the chief languages of the world: `lang` is wrong on
# one page of fifty. Words alone would mislead ("hier" is yesterday in French, here in German).
_FOREIGN_LINE = 40
_DIGIT = re.compile(r"\d")
# A calendar leaf: its nodes, its pieces of text, and their length in characters.
_BADGE_NODES = (4, 14)
_BADGE_PARTS = 4
_BADGE_LENGTH = 24
# Attributes that hold a time wherever they stand; `datetime` of `time` (HTML Standard, 4.5.14) is one of them.
_TIME_ATTRIBUTE = re.compile(
    r"datetime|utime|(?:data-)?(?:(?:[a-z]+-)?(?:timestamp|datetime|date-time|pubdate|publish(?:ed)?(?:-(?:at|on|time|date))?"
    r"|epoch|unix-?time|utime|created(?:-at)?)|date|time|ts)"
)

# The same on an element that holds a whole record: only names that say the time of publication.
_RECORD_ATTRIBUTE = re.compile(
    r"data-(?:[a-z]+-)?(?:timestamp|datetime|date-time|pubdate|publish(?:ed)?(?:-(?:at|on|time|date))?|epoch)"
)


@dataclass(frozen=True, eq=False)
class Run:
    """One piece of text, in document order."""

    index: int
    text: str
    """White space folded. Empty for a time that only an attribute gives."""
    nodes: tuple[int, ...]
    """The text nodes it is made of, or the element with the attribute."""
    home: int
    """Parent of its first text node; the element with the attribute."""
    block: int
    """The block or link that holds its line."""
    link: int
    """The `a` around it, or -1."""
    heading: int
    """Level of the `h1` to `h6` around it, or 0."""
    size_px: float
    weight: int
    visible: bool
    """A reader can see it on the page as it stands."""
    shown: bool
    """No style hides it; what a band or an overflow cuts off at the moment counts as shown."""
    times: tuple[PrintedTime, ...] = ()
    """Times that stand by themselves here; empty for other text."""
    edge: PrintedTime | None = None
    """The time at the start or end of a text that says more, or may say more."""
    bare: str = ""
    """The text without `edge` and what sets it off."""
    is_attribute: bool = False
    """Known for a time by an attribute alone."""

    @property
    def is_time(self) -> bool:
        return bool(self.times) or self.is_attribute

    @cached_property
    def words(self) -> float:
        return count_words(self.text)


def count_words(text: str) -> float:
    """Words of letters; in scripts that leave no blanks, two characters count as one."""
    if text.isascii():
        return sum(1 for _ in _WORD.finditer(text))
    unspaced = len(_UNSPACED.findall(text))
    return unspaced / 2 + sum(1 for word in _WORD.finditer(text) if not _UNSPACED.match(word.group()))


def strip_edges(text: str) -> str:
    """`text` without the marks that set pieces of a line off from each other; quotes and question marks stay."""
    text = fold(text)
    stripped = text.strip(_EDGE)
    # A full stop, an ellipsis or a closing bracket of its own belongs to the text.
    tail = text[text.rfind(stripped) + len(stripped) :] if stripped else ""
    if tail.startswith("...") or (tail.startswith(".") and len(stripped) > 1 and stripped[-2:-1] == "."):
        stripped += "..." if tail.startswith("...") else "."
    if stripped.count("(") > stripped.count(")") and tail.startswith(")"):
        stripped += ")"
    return stripped


def read_runs(tree: TreeIndex, language: str | None, *, is_block: list[bool]) -> tuple[Run, ...]:
    """All runs of the page in document order, hidden ones too."""
    return tuple(_Reader(tree, language, is_block).runs())


def read_blocks(tree: TreeIndex) -> list[bool]:
    """Of every node: whether a line of text ends where it begins."""
    inline = [style.display.startswith("inline") or style.display == "contents" for style in tree.page.styles]
    styles = tree.page.nodes.style
    return [
        tag == "br" or ((tag in BLOCK_TAGS) if styles[node] < 0 else not inline[styles[node]]) if tag else False
        for node, tag in enumerate(tree.tag)
    ]


def time_attributes(tree: TreeIndex, node: int) -> Iterator[str]:
    """Values of the element's attributes that are there to hold a time, unread."""
    for name, value in tree.attributes(node).items():
        if (
            _TIME_ATTRIBUTE.fullmatch(name)
            or (name == "content" and "date" in tree.attributes(node).get("itemprop", "").lower())
            or (name == "title" and tree.tag[node] in ("abbr", "time"))
        ) and any(character.isdigit() for character in value[:64]):
            yield value


class _Reader:
    def __init__(self, tree: TreeIndex, language: str | None, is_block: list[bool]) -> None:
        self.tree = tree
        self.language = language
        self.is_block = is_block
        self.count = 0
        self.barrier, self.link, self.heading, self.folded = self._contexts()
        self.spaced: set[int] = set()
        """Text nodes that white space alone in a node of its own stands before."""
        strings = tree.page.strings
        self.time_names = {index for index, string in enumerate(strings) if _TIME_ATTRIBUTE.fullmatch(string)}
        self.record_names = {index for index in self.time_names if _RECORD_ATTRIBUTE.fullmatch(strings[index])}

    def _contexts(self) -> tuple[list[int], list[int], list[int], list[bool]]:
        """Of every node: the block or link that holds it, its link or -1, its heading's level or 0, whether it is folded
        away in a closed `details` (which the layout reports as visible)."""
        tree = self.tree
        barrier, link, heading = [0] * tree.count, [-1] * tree.count, [0] * tree.count
        folded = [False] * tree.count
        for node in range(1, tree.count):
            up, tag = tree.parent[node], tree.tag[node]
            closed = tree.tag[up] == "details" and tag != "summary" and "open" not in tree.attributes(up)
            folded[node] = folded[up] or closed
            barrier[node], link[node], heading[node] = barrier[up], link[up], heading[up]
            if not tag:
                if tree.kind[node] == NodeKind.DOCUMENT:
                    barrier[node], link[node], heading[node] = node, -1, 0
                continue
            if tag == "a":
                barrier[node] = link[node] = node
            elif self.is_block[node] or tag == "button":
                barrier[node] = node
            if tag in _HEADINGS:
                heading[node] = _HEADINGS[tag]
        return barrier, link, heading, folded

    def runs(self) -> Iterator[Run]:
        tree = self.tree
        line: list[int] = []
        node, last_barrier = 1, -1
        while node < tree.count:
            tag = tree.tag[node]
            if tag in _SKIPPED and not (tag == "meta" and self._gives_time(node)):
                node = tree.end[node]
                continue
            if tag:
                if self.barrier[node] == node:
                    last_barrier = node
                badge = self._badge(node)
                if badge:
                    yield from self._split(line)
                    line = []
                    text, _ = self._join(badge, apart=True)
                    yield self._run(tuple(badge), fold(text), times=self._times(text))
                    node = tree.end[node]
                    continue
                if self._gives_time(node):
                    yield from self._split(line)
                    line = []
                    yield self._attribute_run(node)
                    node = tree.end[node]
                    continue
                if self._dates_record(node):
                    yield from self._split(line)
                    line = []
                    yield self._run((node,), "", is_attribute=True)
            elif tree.kind[node] != NodeKind.TEXT or not tree.data[node]:
                pass
            elif tree.data[node].isspace():
                self.spaced.add(node)
            else:
                if line and not self.spaced.isdisjoint(range(line[-1] + 1, node)):
                    self.spaced.add(node)
                if line and (self.barrier[line[-1]] != self.barrier[node] or last_barrier > line[-1]):
                    yield from self._split(line)
                    line = []
                line.append(node)
            node += 1
        yield from self._split(line)

    def _badge(self, node: int) -> list[int]:
        """Text nodes of a leaf of a calendar, its day, month and year in boxes of their own; empty if it is none."""
        tree = self.tree
        if not _BADGE_NODES[0] <= tree.end[node] - node <= _BADGE_NODES[1]:
            return []
        texts = [child for child in tree.texts(node) if tree.data[child]]
        if not 2 <= len(texts) <= _BADGE_PARTS or sum(len(tree.data[text]) for text in texts) > _BADGE_LENGTH:
            return []
        text, _ = self._join(texts, apart=True)
        if not _DIGIT.search(text) or any(find_times(fold(tree.data[child]), self.language) for child in texts):
            return []
        times = self._times(text)
        return texts if len(times) == 1 and times[0].date is not None and strip_edges(text) == times[0].text else []

    def _gives_time(self, node: int) -> bool:
        """Whether an attribute is all that says a time here: nothing is printed in the element, or nothing readable."""
        pairs = self.tree.page.nodes.attributes[node]
        tag = self.tree.tag[node]
        if self.time_names.isdisjoint(pairs[::2]) and tag != "meta":
            return False
        if next(time_attributes(self.tree, node), None) is None:
            return False
        text = self.tree.text(node, hidden=True) if self.tree.end[node] - node < 12 else None
        if text is None or len(text) > 40:
            return False
        return text == "" or (tag == "time" and not find_times(text, self.language))

    def _dates_record(self, node: int) -> bool:
        """Whether an attribute dates all that is in the element: `<article data-timestamp="1784053327000">`."""
        pairs = self.tree.page.nodes.attributes[node]
        if not self.is_block[node] or self.record_names.isdisjoint(pairs[::2]):
            return False
        values = [value for name, value in self.tree.attributes(node).items() if _RECORD_ATTRIBUTE.fullmatch(name)]
        return any((time := read_attribute(value)) is not None and time.precision != "day" for value in values)

    def _attribute_run(self, node: int) -> Run:
        text = self.tree.text(node, hidden=True)
        return self._run((node,), text, is_attribute=True)

    def _split(self, line: list[int]) -> Iterator[Run]:
        """The runs of one line."""
        if not line:
            return
        part: list[int] = []
        within = self._within_times(line) if len(line) > 1 else set()
        for node in line:
            if part and node not in within and self._parts(part[-1], node, line):
                yield from self._cut(part)
                part = []
            part.append(node)
        yield from self._cut(part)

    def _within_times(self, line: list[int]) -> set[int]:
        """Text nodes in which a time goes on that began in the one before: "12", "May", "2026" in spans of their own."""
        text, starts = self._join(line, apart=True)
        if len(text) > _WHOLE_LINE or not _DIGIT.search(text):
            return set()
        crossed = {
            node
            for time in self._times(text)
            for node, start in zip(line, starts, strict=True)
            if time.start < start < time.end
        }
        if not crossed or any(self._times(fold(self.tree.data[node])) for node in line):
            return set()
        return crossed

    def _parts(self, before: int, node: int, line: list[int]) -> bool:
        """Whether a piece ends between two text nodes of a line."""
        tree = self.tree
        if tree.is_visible(before) != tree.is_visible(node):
            return True
        holder = tree.parent[before]
        while not tree.contains(holder, node):
            holder = tree.parent[holder]
        if tree.tag[holder] == "time":
            return False
        left, right = self._inline_child(before, holder), self._inline_child(node, holder)
        if _kicker_glued(tree.data[before], tree.data[node]) and tree.tag[left] and tree.tag[left] not in _EMPHASIS:
            return True
        label = fold(tree.data[before])
        if label.endswith((":", "|", "•", "»", "//")) and tree.tag[left] in ("b", "strong", "span", "font"):
            return True
        pieces = {self._inline_child(other, holder) for other in line if tree.contains(holder, other)}
        tags = {tree.tag[piece] for piece in pieces}
        return right != left and "" not in tags and not (len(tags) == 1 and tags <= _EMPHASIS)

    def _inline_child(self, node: int, holder: int) -> int:
        """The child of `holder` above or at `node`."""
        while self.tree.parent[node] != holder:
            node = self.tree.parent[node]
        return node

    def _cut(self, part: list[int]) -> Iterator[Run]:
        """One piece of a line, with the times that have elements of their own cut out."""
        text, starts = self._join(part)
        times = self._times(text)
        if not times:
            yield self._run(tuple(part), fold(text))
            return
        own = self._own_elements(part, starts, times, text)
        if own:
            rest: list[int] = []
            for index, node in enumerate(part):
                if index in own:
                    if rest:
                        yield self._plain(rest)
                        rest = []
                    group = own[index]
                    if group[0] == index:
                        nodes = [part[member] for member in group]
                        piece, _ = self._join(nodes)
                        yield self._run(tuple(nodes), fold(piece), times=self._times(piece))
                else:
                    rest.append(node)
            if rest:
                yield self._plain(rest)
            return
        yield self._with_edge(part, text, times)

    def _plain(self, part: list[int]) -> Run:
        text, _ = self._join(part)
        return self._run(tuple(part), fold(text))

    def _with_edge(self, part: list[int], text: str, times: tuple[PrintedTime, ...]) -> Run:
        """A piece whose times share their element with other words: a label with a time, a headline with one, or prose."""
        rest = text
        for time in reversed(times):
            rest = rest[: time.start] + " " + rest[time.end :]
        words = count_words(rest)
        style = self.tree.style(self.tree.parent[part[0]])
        is_bold = style is not None and style.font_weight >= 600
        is_story = self.link[part[0]] >= 0 or self.heading[part[0]] > 0 or (is_bold and words > _LABEL_WORDS)
        edge, bare = _edge_time(text, times)
        worded = all(time.kind in ("day-word", "weekday") for time in times)
        if is_story or (worded and (edge is None or text[edge.end : edge.end + 2].strip()[:1] not in _SETS_OFF)):
            alone = is_time_only(text, self.language)
        elif words <= _LABEL_WORDS:
            alone = True
        else:
            # A byline ends with its time; a text that starts with one and goes on is the headline of a post.
            alone = edge is not None and words <= _BYLINE_WORDS and edge.start > 0
            alone = alone or (words <= _LINE_WORDS and any(_is_between_marks(text, time) for time in times))
        if all(time.weak for time in times) and words > 1:
            alone = False
        return self._run(tuple(part), fold(text), times=times if alone else (), edge=edge, bare=bare)

    def _own_elements(
        self, part: list[int], starts: list[int], times: tuple[PrintedTime, ...], text: str
    ) -> dict[int, list[int]]:
        """Index of text node in `part` -> indexes of all nodes of the inline element that a time (with a label) fills."""
        own: dict[int, list[int]] = {}
        tree = self.tree
        holder = self.barrier[part[0]]
        for time in times:
            covered = [
                index
                for index, start in enumerate(starts)
                if start < time.end and (starts[index + 1] if index + 1 < len(starts) else len(text)) > time.start
            ]
            element = tree.parent[part[covered[0]]]
            while element != holder and not all(tree.contains(element, part[index]) for index in covered):
                element = tree.parent[element]
            if element == holder and len(part) == len(covered):
                continue
            members = [index for index, node in enumerate(part) if tree.contains(element, node)]
            if element == holder:
                # A bare text node beside elements: "<b>Name</b> 9:05 <i>...</i>" is a time by itself as well.
                members = covered
            piece, _ = self._join([part[index] for index in members])
            inner = self._times(piece)
            rest = piece
            for found in reversed(inner):
                rest = rest[: found.start] + " " + rest[found.end :]
            labelled = count_words(rest) <= _LABEL_WORDS if element != holder else is_time_only(piece, self.language)
            if inner and labelled and len(members) < len(part):
                for index in members:
                    own[index] = members
        return own

    def _join(self, part: list[int], *, apart: bool = False) -> tuple[str, list[int]]:
        """The text of some nodes, white space single, and where each of them starts in it.

        `apart`: with a blank between any two, as if each stood in a box of its own.
        """
        text = ""
        starts: list[int] = []
        for node in part:
            data = _SPACE.sub(" ", self.tree.data[node])
            if apart or node in self.spaced or _GLUED.fullmatch(text[-1:] + data[:1]):
                # Also "18.2." and "15:32" in elements of their own, parted by a margin that text does not show.
                text += " "
            if text.endswith(" ") or not text:
                text, data = text if text.strip() else "", data.lstrip(" ")
            starts.append(len(text))
            text += data
        return text, starts

    def _times(self, text: str) -> tuple[PrintedTime, ...]:
        if len(text) > _WHOLE_LINE:
            return find_times(text[:_LINE_END], self.language)
        times = find_times(text, self.language)
        if not times and len(text) <= _FOREIGN_LINE and _DIGIT.search(text):
            times = tuple(time for time in find_times(text) if not time.weak)
        return times

    def _run(
        self,
        nodes: tuple[int, ...],
        text: str,
        *,
        times: tuple[PrintedTime, ...] = (),
        edge: PrintedTime | None = None,
        bare: str = "",
        is_attribute: bool = False,
    ) -> Run:
        tree, first = self.tree, nodes[0]
        home = first if is_attribute else tree.parent[first]
        style = tree.style(home)
        run = Run(
            index=self.count,
            text=text,
            nodes=nodes,
            home=home,
            block=self.barrier[first],
            link=self.link[first],
            heading=self.heading[first],
            size_px=style.font_size_px if style else 16.0,
            weight=style.font_weight if style else 400,
            visible=tree.is_visible(first) and not self.folded[first],
            shown=bool(tree.flags[first] & NodeFlag.VISIBLE) and not self.folded[first],
            times=times,
            edge=edge,
            bare=bare,
            is_attribute=is_attribute,
        )
        self.count += 1
        return run


def _is_between_marks(text: str, time: PrintedTime) -> bool:
    before, after = text[: time.start].rstrip(), text[time.end :].lstrip()
    return before[-1:] in _PARTS and (not after or after[0] in _PARTS)


def _kicker_glued(before: str, after: str) -> bool:
    """Whether two words touch that only a style sets apart: "Live updates" and "Israel to ..." (but not a drop cap)."""
    return len(before) >= _KICKER_LENGTH and before[-1:].isalnum() and after[:1].isalpha() and after[:1].isupper()


def _edge_time(text: str, times: tuple[PrintedTime, ...]) -> tuple[PrintedTime | None, str]:
    """The time at the very start or end of `text`, and the text without it."""
    first, last = times[0], times[-1]
    if not strip_edges(text[: first.start]):
        return first, strip_edges(text[first.end :])
    if not strip_edges(text[last.end :]):
        return last, strip_edges(text[: last.start])
    if first.start < _LINE_END and count_words(text[: first.start]) <= 1:
        return first, strip_edges(text[first.end :])
    return None, ""

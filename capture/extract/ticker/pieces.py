"""Pieces of a line: what stands in it side by side, and which of that is a time by itself.

A time in an element of its own, a part of other visibility and spans set side by side are pieces of their own; all
other inline markup belongs to the sentence around it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from capture.extract.ticker.runs import count_words, strip_edges
from capture.extract.ticker.surroundings import Surroundings
from capture.extract.timestamps import PrintedTime, find_times, is_time_only
from capture.extract.tree import TreeIndex, fold, has_digit

# "18.2." and "15:32" in elements of their own, parted by a margin that the text does not show.
_GLUED = re.compile(r"[.,]\d")
# Emphasis inside a sentence; other inline elements set side by side are pieces of their own.
_EMPHASIS = frozenset(
    ["em", "i", "mark", "u", "abbr", "sub", "sup", "q", "cite", "s", "del", "ins", "bdi", "bdo", "wbr", "font"]
)
_PARTING_MARKS = frozenset("•·|–—/")
_MARKS = _PARTING_MARKS | frozenset(",-")
# Of a line longer than this, in characters, only the start is searched for a time: a label with a time is short (at
# most 140 in the ticker benchmark), and prose is full of dates.
_WHOLE_LINE = 200
_LINE_START = 90
# Words beside a time that leave it a time by itself: "Updated", "Jane Doe,", "· Men · League".
_LABEL_WORDS = 3
# The same where neither a link nor a heading says that the words are the story: "By Jane Doe and Joe Bloggs | 9:05".
_BYLINE_WORDS = 7
# The same where marks part the line: "By Jane Doe • May 12, 2026 • 4 min read".
_LINE_WORDS = 14
# Shorter first pieces are drop caps and initials.
_KICKER_LENGTH = 4
_BOLD = 600
# A short line that the page's language makes nothing of is read in the chief languages of the world: `lang` is wrong on
# one page of fifty. Words alone would mislead ("hier" is yesterday in French, here in German).
_FOREIGN_LINE = 40
# A calendar leaf: its nodes, its pieces of text, and their length in characters.
_BADGE_NODES = (4, 14)
_BADGE_PARTS = 4
_BADGE_LENGTH = 24


class Piece(NamedTuple):
    """A piece of a line; the fields are those of `Run`."""

    nodes: tuple[int, ...]
    text: str
    times: tuple[PrintedTime, ...] = ()
    edge: PrintedTime | None = None
    bare: str = ""
    is_attribute: bool = False


class LineCutter:
    """Cuts lines, given as their text nodes, into pieces."""

    def __init__(self, tree: TreeIndex, around: Surroundings, language: str | None) -> None:
        self.tree = tree
        self.around = around
        self.language = language
        self.badge_places = _badge_places(tree)
        """Elements that may be a calendar leaf: of that size, with a digit in them."""
        self.spaced: set[int] = set()
        """Text nodes that white space in a node of its own stands before."""

    def cut(self, line: Sequence[int]) -> Iterator[Piece]:
        """The pieces of one line, in order."""
        if len(line) == 1:
            return self._without_own_times(line)
        return self._parted(line)

    def _parted(self, line: Sequence[int]) -> Iterator[Piece]:
        part: list[int] = []
        within = self._within_times(line)
        # By what holds two texts side by side; asked anew for each pair, a line of many texts would cost their square.
        tags_in: dict[int, set[str]] = {}
        for node in line:
            if part and node not in within and self._parts(part[-1], node, line, tags_in):
                yield from self._without_own_times(part)
                part = []
            part.append(node)
        if part:
            yield from self._without_own_times(part)

    def badge(self, node: int) -> Piece | None:
        """A calendar leaf, its day, month and year in boxes of their own, as one piece; None if the element is none."""
        tree = self.tree
        if node not in self.badge_places:
            return None
        if len("".join("".join(tree.data[node : tree.end[node]]).split())) > _BADGE_LENGTH:
            return None
        texts = [child for child in tree.texts(node) if tree.data[child]]
        if not 2 <= len(texts) <= _BADGE_PARTS or sum(len(tree.data[text]) for text in texts) > _BADGE_LENGTH:
            return None
        text, _ = self._join(texts, apart=True)
        if any(find_times(fold(tree.data[child]), self.language) for child in texts):
            return None
        times = self._times(text)
        if len(times) != 1 or times[0].date is None or strip_edges(text) != times[0].text:
            return None
        return Piece(tuple(texts), fold(text), times)

    # --- where pieces end ---------------------------------------------------------------------------------------

    def _within_times(self, line: Sequence[int]) -> set[int]:
        """Text nodes in which a time goes on that began before: "12", "May", "2026" in spans of their own."""
        text, starts = self._join(line, apart=True)
        if len(text) > _WHOLE_LINE or not has_digit(text):
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

    def _parts(self, before: int, node: int, line: Sequence[int], tags_in: dict[int, set[str]]) -> bool:
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
        if _is_glued_kicker(tree.data[before], tree.data[node]) and tree.tag[left] and tree.tag[left] not in _EMPHASIS:
            return True
        label = fold(tree.data[before])
        if label.endswith((":", "|", "•", "»", "//")) and tree.tag[left] in ("b", "strong", "span", "font"):
            return True
        if holder not in tags_in:
            tags_in[holder] = {
                tree.tag[child]
                for child in tree.children(holder)
                if bisect_left(line, child) < bisect_left(line, tree.end[child])
            }
        tags = tags_in[holder]
        return right != left and "" not in tags and not (len(tags) == 1 and tags <= _EMPHASIS)

    def _inline_child(self, node: int, holder: int) -> int:
        """The child of `holder` above or at `node`."""
        while self.tree.parent[node] != holder:
            node = self.tree.parent[node]
        return node

    # --- times ---------------------------------------------------------------------------------------------------

    def _without_own_times(self, part: Sequence[int]) -> Iterator[Piece]:
        """A part of a line, with the times that have elements of their own cut out."""
        text, starts = self._join(part)
        times = self._times(text)
        if not times:
            yield Piece(tuple(part), fold(text) if len(part) > 1 else text.strip())
            return
        own = self._own_elements(part, starts, times, text)
        if not own:
            yield self._with_times(part, text, times)
            return
        rest: list[int] = []
        for index, node in enumerate(part):
            if index not in own:
                rest.append(node)
                continue
            if rest:
                yield Piece(tuple(rest), fold(self._join(rest)[0]))
                rest = []
            if own[index][0] == index:
                nodes = [part[member] for member in own[index]]
                piece, _ = self._join(nodes)
                yield Piece(tuple(nodes), fold(piece), self._times(piece))
        if rest:
            yield Piece(tuple(rest), fold(self._join(rest)[0]))

    def _with_times(self, part: Sequence[int], text: str, times: tuple[PrintedTime, ...]) -> Piece:
        """A piece whose times share their element with words: a label with a time, a headline with one, or prose."""
        words = _words_beside(text, times)
        style = self.tree.style(self.tree.parent[part[0]])
        is_bold = style is not None and style.font_weight >= _BOLD
        first = part[0]
        is_story = self.around.link[first] >= 0 or self.around.heading[first] > 0 or (is_bold and words > _LABEL_WORDS)
        edge, bare = _edge_time(text, times)
        worded = all(time.kind in ("day-word", "weekday") for time in times)
        if is_story or (worded and (edge is None or text[edge.end : edge.end + 2].strip()[:1] not in _MARKS)):
            alone = is_time_only(text, self.language)
        elif words <= _LABEL_WORDS:
            alone = True
        else:
            # A byline ends with its time; a text that starts with one and goes on is the headline of a post.
            alone = edge is not None and words <= _BYLINE_WORDS and edge.start > 0
            alone = alone or (words <= _LINE_WORDS and any(_is_between_marks(text, time) for time in times))
        if all(time.weak for time in times) and words > 1:
            alone = False
        return Piece(tuple(part), fold(text), times if alone else (), edge, bare)

    def _own_elements(
        self, part: Sequence[int], starts: list[int], times: tuple[PrintedTime, ...], text: str
    ) -> dict[int, list[int]]:
        """Index of a node in `part` -> indexes of all nodes of the element that a time, with its label, fills."""
        own: dict[int, list[int]] = {}
        tree = self.tree
        holder = self.around.barrier[part[0]]
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
            labelled = (
                is_time_only(piece, self.language) if element == holder else _words_beside(piece, inner) <= _LABEL_WORDS
            )
            if inner and labelled and len(members) < len(part):
                for index in members:
                    own[index] = members
        return own

    def _join(self, part: Sequence[int], *, apart: bool = False) -> tuple[str, list[int]]:
        """The text of some nodes, white space single, and where each of them starts in it.

        `apart`: with a blank between any two, as if each stood in a box of its own.
        """
        if len(part) == 1:
            return single_spaced(self.tree.data[part[0]]).lstrip(" "), [0]
        text = ""
        starts: list[int] = []
        for node in part:
            data = single_spaced(self.tree.data[node])
            if text and (apart or node in self.spaced or _GLUED.fullmatch(text[-1] + data[:1])):
                text += " "
            if text.endswith(" ") or not text:
                text, data = text if text.strip() else "", data.lstrip(" ")
            starts.append(len(text))
            text += data
        return text, starts

    def _times(self, text: str) -> tuple[PrintedTime, ...]:
        if len(text) > _WHOLE_LINE:
            return find_times(text[:_LINE_START], self.language)
        times = find_times(text, self.language)
        if not times and len(text) <= _FOREIGN_LINE and has_digit(text):
            times = tuple(time for time in find_times(text) if not time.weak)
        return times


def _badge_places(tree: TreeIndex) -> set[int]:
    least, most = _BADGE_NODES
    places: set[int] = set()
    for text in tree.numbered:
        for up in tree.ancestors(text):
            if tree.end[up] - up > most:
                break
            if tree.end[up] - up >= least:
                places.add(up)
    return places


def single_spaced(text: str) -> str:
    """Each stretch of white space as one blank, those at the ends as well."""
    folded = fold(text)
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def _words_beside(text: str, times: Sequence[PrintedTime]) -> float:
    rest = text
    for time in reversed(times):
        rest = rest[: time.start] + " " + rest[time.end :]
    return count_words(rest)


def _is_between_marks(text: str, time: PrintedTime) -> bool:
    before, after = text[: time.start].rstrip(), text[time.end :].lstrip()
    return before[-1:] in _PARTING_MARKS and (not after or after[0] in _PARTING_MARKS)


def _is_glued_kicker(before: str, after: str) -> bool:
    """Whether two words touch that only a style sets apart: "Live updates" and "Israel to ..." (but not a drop cap)."""
    return len(before) >= _KICKER_LENGTH and before[-1:].isalnum() and after[:1].isalpha() and after[:1].isupper()


def _edge_time(text: str, times: tuple[PrintedTime, ...]) -> tuple[PrintedTime | None, str]:
    """The time at the very start or end of `text`, and the text without it."""
    first, last = times[0], times[-1]
    if not strip_edges(text[: first.start]):
        return first, strip_edges(text[first.end :])
    if not strip_edges(text[last.end :]):
        return last, strip_edges(text[: last.start])
    if count_words(text[: first.start]) <= 1:
        return first, strip_edges(text[first.end :])
    return None, ""

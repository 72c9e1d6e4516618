"""What is known of each line beside the article's region, as numbers: the evidence that `judge` weighs."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator
from typing import NamedTuple

from capture.extract.article.find import ArticleRegion
from capture.extract.article.lines import Line
from capture.extract.article.marks import Mark
from capture.extract.article.passed import PASSED, Passed
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.article.wording import WORDING, wording
from capture.extract.tree import has_digit
from capture.models.page import NodeKind

_TAG_FACTS = (
    "li", "blockquote", "table", "figure", "aside", "form", "header", "footer", "button", "details", "nav", "article",
    "section", "dd", "pre", "label",
)  # fmt: skip
_BLOCK_FACTS = ("p", "div", "li", "span", "td")
_MARKUP = (
    *(f"in_{tag}" for tag in _TAG_FACTS),
    *(f"is_{tag}" for tag in _BLOCK_FACTS),
    *(f"mark_{mark.name}".lower() for mark in Mark),
    *(f"says_{kind}" for kind in KINDS),
)
_PLACE = (
    "inside", "levels_out", "before", "after", "lines_since_core", "lines_to_core", "first_core", "last_core", "core",
    "core_share_before", "after_headline", "since_headline", "article_of", "density", "page_prose",
)  # fmt: skip
_COMPANY = (
    "same_parent", "same_shape", "shape_share", "parent_share", "row_link", "row_lines", "previous_weight",
    "previous_link", "previous_heading", "next_weight", "next_link", "next_heading", "pictures_before",
    "pictures_after", "kin_share",
)  # fmt: skip
_BOX = (
    "box_lines", "box_link", "box_prose", "box_share", "box_level", "box_heading_related", "box_mean", "box_first",
    "box_says", "box_pictures", "box_advert",
)  # fmt: skip
_LIKENESS = ("is_title", "is_summary", "in_witness", "repeated", "copies", "has_clock")
FACTS: tuple[str, ...] = (*WORDING, *_MARKUP, *_PLACE, *_COMPANY, *_BOX, *_LIKENESS, *PASSED)
"""Columns of the table. Shares are of the region's prose; counts are capped; `levels` count boxes outward."""

_PICTURES = frozenset({"img", "video", "iframe", "figure"})
_START = 120
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b20\d\d\b")
_ALL_MARKS = tuple(int(mark) for mark in Mark)
_BESIDE_MARKS = tuple(int(mark) for mark in Mark if mark not in {Mark.BODY, Mark.LEAD, Mark.HEADLINE})
_ALL_BESIDE = sum(_BESIDE_MARKS)
_ELEMENT, _TEXT = int(NodeKind.ELEMENT), int(NodeKind.TEXT)
_COMMENT = Mark.COMMENT
_RELATED, _ADVERT = (1 << KINDS.index(kind) for kind in ("related", "advert"))
_ALL_LINK = 0.95
_LONGEST_ADVERT = 8
CORE_SCORE = 40.0
# Longer lines are prose, and no furniture that tells of the lines behind it.
SHORT = 200.0
# How much prose a box must hold, of the region's, to be part of the story whatever its class says.
_MUCH = 0.25
_COMMON = 0.4
_FAR = 9
_BEFORE, _BEHIND = 12, 20


class _Box(NamedTuple):
    """The largest part around a line that does not hold most of the prose: what the line stands or falls with."""

    node: int
    lines: int
    link: float
    prose: float
    share: float
    mean: float
    first: int
    says: int
    advert: bool


class LineFacts:
    """The table of facts: one row a line that is considered, columns as in `FACTS`."""

    def __init__(self, region: ArticleRegion, root: int) -> None:
        self.page = page = region.page
        self.root = root
        self.witness = region.witness
        self.inside = page.within(root)
        self.foreign = region.foreign
        self.scores = region.scores
        self.core = [i for i in self.inside if self.scores[i] >= CORE_SCORE]
        self.copies = Counter([line.plain for line in page.lines])
        """How often each text stands on the page, as `plain` has it."""
        self._tree = page.tree
        self._pictures = sorted(node for tag in _PICTURES for node in page.tree.tagged.get(tag, ()))
        self._link_sum, self._weight_sum, self._prose_sum = [0.0], [0.0], [0.0]
        for line, score in zip(page.lines, self.scores, strict=True):
            self._weight_sum.append(self._weight_sum[-1] + line.weight)
            self._link_sum.append(self._link_sum[-1] + line.weight * line.link)
            self._prose_sum.append(self._prose_sum[-1] + max(score, 0.0))
        self.total = self._sum(self._prose_sum, self.inside) or 1.0
        trunk = self._find_trunk()
        self._levels = {node: len(trunk) - 1 - at for at, node in enumerate(trunk)}
        self._says: dict[int, int] = {}
        self._markups: dict[tuple[frozenset[str], str, int, int], list[float]] = {}
        self._boxes: dict[int, _Box] = {}
        self._around: dict[int, tuple[int, int, int]] = {}
        self._articles: dict[int, int] = {}
        self._shapes: dict[str, float] = {}
        self._parents: dict[int, float] = {}
        self._kin: dict[tuple[str, str | None], float] = {}
        for i in self.core:
            shape, up = self._shape_of(page.lines[i]), self._tree.parent[page.lines[i].block]
            self._shapes[shape] = self._shapes.get(shape, 0.0) + self.scores[i]
            self._parents[up] = self._parents.get(up, 0.0) + self.scores[i]
            kin = (shape, self._tree.attribute(up, "class") if up >= 0 else None)
            self._kin[kin] = self._kin.get(kin, 0.0) + self.scores[i]
        self._common = self._common_marks()

    @property
    def indexes(self) -> list[int]:
        """Lines that `rows` describes, in order."""
        return [i for i in range(len(self.page.lines)) if self._is_considered(i)]

    def _is_considered(self, index: int) -> bool:
        """Whether the line may be of the story: it stands within the region, shortly before or after it, or is prose.

        Lines of other stories are not, nor lines that are all link, but for headings: of 6,000 such lines on the
        development pages 74 are of the story.
        """
        line, headline = self.page.lines[index], self.witness.headline_line
        if index in self.foreign or (line.link > _ALL_LINK and not line.heading):
            return False
        start = self.inside.start if headline < 0 else min(self.inside.start, headline)
        return start - _BEFORE <= index < self.inside.stop + _BEHIND or self.scores[index] >= CORE_SCORE

    def rows(self, spared: Container[int] = ()) -> Iterator[list[float]]:
        """Facts of all lines that are considered, in page order, but for those that are `spared`: see `long_runs`.

        One row after the other: those of a page of ten thousand lines take 50 MB at once.
        """
        lines, headline = self.page.lines, self.witness.headline_line
        headline_shape = self._shape_of(lines[headline]) if headline >= 0 else None
        seen, passed = Counter[str](), Passed()
        for i in self.indexes:
            line, up = lines[i], self._tree.parent[lines[i].block]
            is_spared, short = i in spared, line.weight < SHORT
            if is_spared and not short:  # it changes nothing of what has been passed
                continue
            says = self._phrases(i)
            box_node, marks, level = self._surroundings(line)
            marks &= ~self._common
            if 0 <= headline < i and (line.heading == 1 or (short and self._shape_of(line) == headline_shape)):
                passed.headlines += 1
            if line.heading or (line.weight < 60 and (line.bold > 0.8 or line.text.endswith(":"))):
                passed.heading(up, says)
            if not is_spared:
                likeness = self._likeness(line, seen[line.plain], self.copies[line.plain])
                yield [
                    *wording(line), *self._markup(i, marks, says), *self._place(i, level), *self._company(i, up),
                    *self._box_facts(i, self._box(box_node), level), *likeness, *passed.facts(up),
                ]  # fmt: skip
            seen[line.plain] += 1
            if short and self.core and i > self.core[0]:
                passed.furniture(marks, says)

    def _markup(self, index: int, marks: int, says: int) -> list[float]:
        """Many lines share all of it: worked out once for each combination."""
        key = (self.page.tags(index), self._tree.tag[self.page.lines[index].block], marks, says)
        known = self._markups.get(key)
        if known is None:
            around, tag, marks, says = key
            known = self._markups[key] = [
                *(float(name in around) for name in _TAG_FACTS),
                *(float(tag == name) for name in _BLOCK_FACTS),
                *(1.0 if marks & mark else 0.0 for mark in _ALL_MARKS),
                *(float(says >> bit & 1) for bit in range(len(KINDS))),
            ]
        return known

    def _place(self, index: int, level: int) -> list[float]:
        core, headline = self.core, self.witness.headline_line
        at, ahead = bisect_left(core, index), bisect_right(core, index)
        before = self._prose_sum[index] - self._prose_sum[self.inside.start]
        after = self._prose_sum[self.inside.stop] - self._prose_sum[index + 1]
        same_article = 0.5
        if headline >= 0:
            lines = self.page.lines
            same_article = float(self._article_of(lines[index].first) == self._article_of(lines[headline].first))
        return [
            float(index in self.inside),
            float(max(0, level - self._levels[self.root])),
            before / self.total,
            after / self.total,
            float(min(index - core[at - 1], _FAR) if at else _FAR),
            float(min(core[ahead] - index, _FAR) if ahead < len(core) else _FAR),
            float(bool(core) and index == core[0]),
            float(bool(core) and index == core[-1]),
            float(self.scores[index] >= CORE_SCORE),
            before,
            float(headline < 0 or index > headline) - float(index == headline),
            float(min(index - headline, 60)) if headline >= 0 else -1.0,
            same_article,
            self.total / (self._sum(self._weight_sum, self.inside) or 1.0),
            min(self._prose_sum[-1], 20000.0),
        ]

    def _company(self, index: int, up: int) -> list[float]:
        lines, tree = self.page.lines, self._tree
        line = lines[index]
        row = self.page.within(up) if up >= 0 else range(index, index + 1)
        previous = lines[index - 1] if index else None
        following = lines[index + 1] if index + 1 < len(lines) else None
        share = self._shapes.get(self._shape_of(line), 0.0) / self.total
        return [
            self._parents.get(up, 0.0) / self.total,
            float(share > 0),
            share,
            self._parents.get(tree.parent[up], 0.0) / self.total if up >= 0 else 0.0,
            self.link_share(row),
            float(min(len(row), 60)),
            *((min(previous.weight, 500.0), previous.link, float(previous.heading)) if previous else (0.0, 0.0, 0.0)),
            *(
                (min(following.weight, 500.0), following.link, float(following.heading))
                if following
                else (0.0, 0.0, 0.0)
            ),
            self._count_pictures(previous.last if previous else 0, line.first),
            self._count_pictures(line.last, following.first if following else tree.count),
            self._kin.get((self._shape_of(line), tree.attribute(up, "class") if up >= 0 else None), 0.0) / self.total,
        ]

    def _box_facts(self, index: int, box: _Box, level: int) -> list[float]:
        return [
            float(min(box.lines, 60)),
            box.link,
            min(box.prose, 3000.0),
            box.share,
            float(level),
            float(bool(box.says & _RELATED)),
            min(box.mean, 500.0),
            float(min(index - box.first, 20)),
            float(box.says != 0),
            self._count_pictures(box.node, self._tree.end[box.node]),
            float(box.advert),
        ]

    def _likeness(self, line: Line, repeated: int, copies: int) -> list[float]:
        witness = self.witness
        return [
            witness.title_likeness(line),
            witness.summary_likeness(line),
            witness.body_likeness(line),
            float(min(repeated, 3)),
            float(min(copies, 5)),
            float(_has_clock(line.text[:_START])),
        ]

    def link_share(self, part: range) -> float:
        """How much of the text of some lines is links."""
        return self._sum(self._link_sum, part) / (self._sum(self._weight_sum, part) or 1.0)

    def is_in_box(self, index: int) -> bool:
        """Whether a box with a name of something beside stories stands around the line, within the story."""
        return bool(self._surroundings(self.page.lines[index])[1] & ~self._common & _ALL_BESIDE)

    def prose_beside(self, node: int) -> float:
        """How much of the story's prose stands beside an element, or one level further out."""
        up = self._tree.parent[node]
        return max(self._parents.get(up, 0.0), self._parents.get(self._tree.parent[up], 0.0)) / self.total

    def _find_trunk(self) -> list[int]:
        """The chain of elements, from the main document down, each of which holds most of the region's prose."""
        tree = self._tree
        trunk = [self.root, *tree.ancestors(self.root)][::-1]
        node = self.root
        while True:
            heaviest = next(
                (child for child in tree.children(node)
                 if tree.kind[child] != _TEXT
                 and self._sum(self._prose_sum, self.page.within(child)) > 0.5 * self.total),
                None,
            )  # fmt: skip
            if heaviest is None:
                return trunk
            trunk.append(heaviest)
            node = heaviest

    def _surroundings(self, line: Line) -> tuple[int, int, int]:
        """Box, marks of the boxes up to the trunk, and how far out on the trunk they hang."""
        tree, trunk = self._tree, self._levels
        chain: list[int] = []
        node = tree.parent[line.first]
        while node not in trunk and node not in self._around:
            chain.append(node)
            node = tree.parent[node]
        if node in trunk:
            box, marks, level = chain[-1] if chain else line.first, 0, trunk[node]
        else:
            box, marks, level = self._around[node]
        for step in reversed(chain):
            if tree.kind[step] == _ELEMENT:
                own = self.page.own_marks(step)
                marks |= own & _COMMENT if self._holds_much(step) else own
            self._around[step] = (box, marks, level)
        return box, marks, level

    def _holds_much(self, node: int) -> bool:
        part = self.page.within(node)
        return len(part) > 3 and self._sum(self._prose_sum, part) > _MUCH * self.total

    def _box(self, node: int) -> _Box:
        known = self._boxes.get(node)
        if known is None:
            part = self.page.within(node)
            weight = self._sum(self._weight_sum, part) or 1.0
            prose = self._sum(self._prose_sum, part)
            says = 0
            for i in part[:3]:
                says |= self._phrases(i)
            labelled = bool(self._phrases(part.start) & _ADVERT)
            known = self._boxes[node] = _Box(
                node=node, lines=len(part), link=self._sum(self._link_sum, part) / weight, prose=prose,
                share=prose / self.total, mean=weight / (len(part) or 1), first=part.start, says=says,
                advert=labelled and 1 < len(part) <= _LONGEST_ADVERT,
            )  # fmt: skip
        return known

    def _common_marks(self) -> int:
        """Marks of boxes around much of the prose: what the story's own parts are called tells no part from it."""
        shares: dict[int, float] = {}
        total = 0.0
        for i in self.core:
            marks = self._surroundings(self.page.lines[i])[1]
            total += self.scores[i]
            for mark in _BESIDE_MARKS if marks else ():
                if marks & mark:
                    shares[mark] = shares.get(mark, 0.0) + self.scores[i]
        return sum(mark for mark, share in shares.items() if share > _COMMON * total)

    def _phrases(self, index: int) -> int:
        found = self._says.get(index)
        if found is None:
            found = self._says[index] = phrases(self.page.lines[index].text)
        return found

    def _shape_of(self, line: Line) -> str:
        tree, up = self._tree, self._tree.parent[line.block]
        return f"{tree.tag[line.block]}.{tree.attribute(line.block, 'class') or ''}<{tree.tag[up] if up >= 0 else ''}"

    def _article_of(self, node: int) -> int:
        """The nearest `article` element around a node; -1 if there is none."""
        chain: list[int] = []
        while node >= 0 and node not in self._articles and self._tree.tag[node] != "article":
            chain.append(node)
            node = self._tree.parent[node]
        found = self._articles.get(node, node)
        for step in chain:
            self._articles[step] = found
        return found

    def _count_pictures(self, start: int, stop: int) -> float:
        return float(min(bisect_left(self._pictures, stop) - bisect_left(self._pictures, start), 5))

    @staticmethod
    def _sum(sums: list[float], part: range) -> float:
        return sums[part.stop] - sums[part.start]


def _has_clock(text: str) -> bool:
    return has_digit(text) and _CLOCK.search(text) is not None

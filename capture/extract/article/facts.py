"""What is known of each line beside the article's region, as numbers: the evidence that `judge` weighs."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.article.region import foreign_lines, prose_score
from capture.extract.article.witness import Witness, plain
from capture.models.page import NodeKind

_SENTENCE_END = tuple(".!?…\"'”’»«。！？」』।؟۔)“")
_TAG_FACTS = ("li", "blockquote", "table", "figure", "aside", "form", "header", "footer", "button", "details", "nav",
              "article", "section", "dd", "pre", "label")  # fmt: skip
_BLOCK_FACTS = ("p", "div", "li", "span", "td")
_SENTENCE = re.compile(r"[.!?。！？।؟]+(?:[\"'”’»)]*\s|$)")
_COMMAS = re.compile(r"[,،、，;]")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b20\d\d\b")
_PICTURES = frozenset({"img", "picture", "video", "iframe", "svg", "figure"}) - {"svg", "picture"}
_BESIDE_MARKS = tuple(int(mark) for mark in Mark if mark not in {Mark.BODY, Mark.LEAD, Mark.HEADLINE})
_ALL_MARKS = tuple(int(mark) for mark in Mark)
_COMMENT, _AUTHOR, _TAGS = int(Mark.COMMENT), int(Mark.AUTHOR), int(Mark.TAGS)
_ADVERT = 1 << KINDS.index("advert")
_ALL_LINK = 0.95
_LONGEST_ADVERT = 8
_FAR = 9.0
MARK_NAMES = tuple(mark.name.lower() for mark in Mark if mark.name)
FACTS: tuple[str, ...] = (
    "weight", "link", "bold", "italic", "heading", "h1", "ends", "lower", "quote_mark", "sentences", "commas", "digits",
    "capitals", "colon", "bars", "words", "question", "dash",
    *(f"in_{tag}" for tag in _TAG_FACTS), *(f"is_{tag}" for tag in _BLOCK_FACTS),
    *(f"mark_{name}" for name in MARK_NAMES), *(f"says_{kind}" for kind in KINDS),
    "inside", "levels_out", "before", "after", "lines_since_core", "lines_to_core", "same_parent", "same_shape", "shape_share",
    "parent_share", "box_lines", "box_link", "box_prose", "box_share", "box_level", "box_heading_related", "box_mean",
    "box_first", "box_says", "row_link", "row_lines", "previous_weight", "previous_link", "previous_heading", "next_weight", "next_link",
    "next_heading", "after_related", "repeated", "is_title", "is_summary", "in_witness", "after_headline", "first_core",
    "last_core", "core", "density", "page_prose", "since_headline", "headlines_between", "article_of", "related_before",
    "share_before", "comment_before", "author_before", "tags_before", "has_clock", "core_share_before", "foreign", "copies", "pictures_before", "pictures_after", "box_pictures", "box_advert",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Box:
    """The largest part around a line that does not hold most of the prose: what the line stands or falls with."""

    lines: int
    link: float
    prose: float
    share: float
    level: int
    related: bool
    mean: float
    first: int
    says: int


class LineFacts:
    """The table of facts: one row a line, columns as in `FACTS`."""

    def __init__(self, page: PageLines, root: int, witness: Witness) -> None:
        self.page = page
        self.root = root
        self.witness = witness
        tree, lines = page.tree, page.lines
        self.inside = page.within(root)
        self._says: dict[int, int] = {}
        self.scores = [prose_score(page, i) for i in range(len(lines))]
        self.foreign = foreign_lines(page, witness.headline_line)
        self.pictures = [node for node in range(tree.count) if tree.tag[node] in _PICTURES]
        self.core = [i for i in self.inside if self.scores[i] >= 40]
        self._link_sum = [0.0]
        self._weight_sum = [0.0]
        self._prose_sum = [0.0]
        for i, line in enumerate(lines):
            self._weight_sum.append(self._weight_sum[-1] + line.weight)
            self._link_sum.append(self._link_sum[-1] + line.weight * line.link)
            self._prose_sum.append(self._prose_sum[-1] + (self.scores[i] if self.scores[i] > 0 else 0.0))
        self.total = self._sum(self._prose_sum, self.inside) or 1.0
        self._box_of: dict[int, _Box] = {}
        self._trunk = self._find_trunk()
        self._path_facts: dict[int, tuple[int, int, int]] = {}
        self._shape: dict[str, float] = {}
        self._parents: dict[int, float] = {}
        for i in self.core:
            shape = self._shape_of(lines[i])
            self._shape[shape] = self._shape.get(shape, 0.0) + self.scores[i]
            up = tree.parent[lines[i].block]
            self._parents[up] = self._parents.get(up, 0.0) + self.scores[i]

    def says(self, index: int) -> int:
        """`phrases` of a line."""
        found = self._says.get(index)
        if found is None:
            found = self._says[index] = phrases(self.page.lines[index].text)
        return found

    @staticmethod
    def _sum(sums: list[float], part: range) -> float:
        return sums[part.stop] - sums[part.start]

    def _find_trunk(self) -> list[int]:
        """The chain of elements, from the main document down, each of which holds most of the region's prose."""
        tree = self.page.tree
        trunk = [self.root, *tree.ancestors(self.root)][::-1]
        node = self.root
        while True:
            heaviest = next(
                (child for child in tree.children[node]
                 if tree.kind[child] != NodeKind.TEXT
                 and self._sum(self._prose_sum, self.page.within(child)) > 0.5 * self.total),
                None,
            )  # fmt: skip
            if heaviest is None:
                return trunk
            trunk.append(heaviest)
            node = heaviest

    def _surroundings(self, line: Line) -> tuple[int, int, int]:
        """Box, marks of the boxes up to the trunk, and how far out on the trunk they hang."""
        tree = self.page.tree
        trunk = self._trunk_levels
        chain: list[int] = []
        node = line.first
        while node not in trunk and node not in self._path_facts:
            chain.append(node)
            node = tree.parent[node]
        if node in trunk:
            box, marks, level = chain[-1] if chain else node, 0, trunk[node]
        else:
            box, marks, level = self._path_facts[node]
        for step in reversed(chain):
            if tree.kind[step] == NodeKind.ELEMENT:
                own = self.page.own_marks(step)
                marks |= own & _COMMENT if self._holds_much(step) else own
            self._path_facts[step] = (box, marks, level)
        return box, marks, level

    def _holds_much(self, node: int) -> bool:
        part = self.page.within(node)
        return len(part) > 3 and self._sum(self._prose_sum, part) > 0.25 * self.total

    @property
    def _trunk_levels(self) -> dict[int, int]:
        levels = self.__dict__.get("_levels")
        if levels is None:
            depth = len(self._trunk)
            levels = self.__dict__["_levels"] = {node: depth - 1 - at for at, node in enumerate(self._trunk)}
        return levels

    def _box(self, node: int, level: int) -> _Box:
        known = self._box_of.get(node)
        if known is None:
            part = self.page.within(node)
            weight = self._sum(self._weight_sum, part) or 1.0
            prose = self._sum(self._prose_sum, part)
            says = 0
            for i in list(part)[:3]:
                says |= self.says(i)
            known = _Box(
                lines=len(part), link=self._sum(self._link_sum, part) / weight, prose=prose,
                share=prose / self.total, level=level, related=bool(says & 1), mean=weight / (len(part) or 1),
                first=part.start, says=says,
            )  # fmt: skip
            self._box_of[node] = known
        return known

    def _shape_of(self, line: Line) -> str:
        tree = self.page.tree
        up = tree.parent[line.block]
        return f"{tree.tag[line.block]}.{tree.attribute(line.block, 'class') or ''}<{tree.tag[up] if up >= 0 else ''}"

    @property
    def indexes(self) -> list[int]:
        """Lines that `rows` describes, in order."""
        return [i for i in range(len(self.page.lines)) if self.considered(i)]

    def considered(self, index: int) -> bool:
        """Whether the line may be of the story: it stands within the region, shortly before or after it, or is prose.

        Lines that are all link are not, but for headings: of 6,000 such lines on the development pages 74 belong to one.
        """
        line = self.page.lines[index]
        if line.link > _ALL_LINK and not line.heading:
            return False
        start = (
            self.inside.start if self.witness.headline_line < 0 else min(self.inside.start, self.witness.headline_line)
        )
        return start - 12 <= index < self.inside.stop + 20 or self.scores[index] >= 40

    def rows(self) -> list[list[float]]:
        """Facts of all lines that are considered, in page order."""
        lines, core = self.page.lines, self.core
        first_core, last_core = (core[0], core[-1]) if core else (0, 0)
        headline = self.witness.headline_line
        seen: dict[str, int] = {}
        common = self._common_marks()
        rows: list[list[float]] = []
        between = related_n = share_n = comment_n = author_n = tags_n = 0
        headline_shape = self._shape_of(lines[headline]) if headline >= 0 else None
        article_of_headline = self._article_of(lines[headline].first) if headline >= 0 else -1
        related_in: dict[int, bool] = {}
        words_in_page = min(self._prose_sum[-1], 20000.0)
        tree = self.page.tree
        keys = [plain(line.text) for line in lines]
        copies = Counter(keys)
        for i, line in enumerate(lines):
            if not self.considered(i):
                continue
            text, weight = line.text, line.weight
            size = len(text)
            box_node, marks, level = self._surroundings(line)
            if (
                headline >= 0
                and i > headline
                and (line.heading == 1 or (weight < 200 and self._shape_of(line) == headline_shape))
            ):
                between += 1
            box = self._box(box_node, level)
            marks &= ~common
            up = tree.parent[line.block]
            says = self.says(i)
            around = self.page.tags(i)
            at = bisect_left(core, i)
            since = min(i - core[at - 1], 9) if at else _FAR
            ahead = bisect_right(core, i)
            until = min(core[ahead] - i, 9) if ahead < len(core) else _FAR
            before = (self._prose_sum[i] - self._prose_sum[self.inside.start]) / self.total
            after = (self._prose_sum[self.inside.stop] - self._prose_sum[i + 1]) / self.total
            previous = lines[i - 1] if i else None
            following = lines[i + 1] if i + 1 < len(lines) else None
            if line.heading or (weight < 60 and (line.bold > 0.8 or text.endswith(":"))):
                related_in[up] = bool(says & 1)
            key = keys[i]
            repeated = seen.get(key, 0)
            seen[key] = repeated + 1
            row = self.page.within(up) if up >= 0 else range(i, i + 1)
            row_weight = self._sum(self._weight_sum, row) or 1.0
            letters = max(1, sum(map(str.isalpha, text[:200])))
            sentences = len(_SENTENCE.findall(text))
            rows.append([
                min(weight, 1000.0), line.link, line.bold, line.italic, float(line.heading), float(line.heading == 1),
                float(text.endswith(_SENTENCE_END)), float(text[0].islower()), float(text[0] in "\"“”„«»‘'—–-「『"), float(min(sentences, 8)),
                float(min(len(_COMMAS.findall(text)), 8)), sum(map(str.isdigit, text[:200])) / min(size, 200),
                sum(map(str.isupper, text[:200])) / letters, float(text.endswith(":")), float(any(c in text for c in "|•·»›→▶>")),
                float(min(text.count(" ") + 1, 60)), float("?" in text), float(text[0] in "•*-–—▪►"),
                *(float(tag in around) for tag in _TAG_FACTS),
                *(float(tree.tag[line.block] == tag) for tag in _BLOCK_FACTS),
                *(1.0 if marks & mark else 0.0 for mark in _ALL_MARKS),
                *(float(says >> bit & 1) for bit in range(len(KINDS))),
                float(i in self.inside), float(max(0, level - self._root_level)), before, after, float(since), float(until),
                self._parents.get(up, 0.0) / self.total, float(self._shape_of(line) in self._shape),
                self._shape.get(self._shape_of(line), 0.0) / self.total, self._parents.get(tree.parent[up], 0.0) / self.total if up >= 0 else 0.0,
                float(min(box.lines, 60)), box.link, min(box.prose, 3000.0), box.share, float(level), float(box.related),
                min(box.mean, 500.0), float(min(i - box.first, 20)), float(box.says != 0), self._sum(self._link_sum, row) / row_weight,
                float(min(len(row), 60)),
                min(previous.weight, 500.0) if previous else 0.0, previous.link if previous else 0.0,
                float(previous.heading) if previous else 0.0,
                min(following.weight, 500.0) if following else 0.0, following.link if following else 0.0,
                float(following.heading) if following else 0.0,
                float(related_in.get(up, False)), float(min(repeated, 3)), self.witness.title_likeness(line),
                self.witness.summary_likeness(line), self.witness.body_likeness(line),
                float(headline < 0 or i > headline) - float(i == headline), float(i == first_core), float(i == last_core),
                float(self.scores[i] >= 40), self.total / (self._sum(self._weight_sum, self.inside) or 1.0), words_in_page,
                float(min(i - headline, 60)) if headline >= 0 else -1.0, float(min(between, 4)), float((self._article_of(line.first) == article_of_headline) if headline >= 0 else 0.5),
                float(min(related_n, 5)), float(min(share_n, 9)), float(min(comment_n, 5)), float(min(author_n, 5)), float(min(tags_n, 5)),
                float(bool(_CLOCK.search(text[:120]))), before * self.total,
                float(i in self.foreign), float(min(copies[key], 5)), float(self._pictures(lines[i - 1].last if i else 0, line.first)),
                float(self._pictures(line.last, lines[i + 1].first if i + 1 < len(lines) else tree.count)), float(self._pictures(box_node, tree.end[box_node])),
                float(bool(self.says(box.first) & _ADVERT) and 1 < box.lines <= _LONGEST_ADVERT),

            ])  # fmt: skip
            if at and weight < 200:
                related_n += says & 1
                share_n += says >> 1 & 1
                comment_n += bool(marks & _COMMENT)
                author_n += bool(marks & _AUTHOR)
                tags_n += bool(marks & _TAGS)
        return rows

    def _pictures(self, start: int, stop: int) -> int:
        return min(bisect_left(self.pictures, stop) - bisect_left(self.pictures, start), 5)

    def _common_marks(self) -> int:
        """Marks of boxes around much of the prose itself: what the article's own parts are called tells no part from it."""
        shares: dict[int, float] = {}
        total = 0.0
        for i in self.core:
            marks = self._surroundings(self.page.lines[i])[1]
            total += self.scores[i]
            for mark in _BESIDE_MARKS:
                if marks & mark:
                    shares[mark] = shares.get(mark, 0.0) + self.scores[i]
        return sum(mark for mark, share in shares.items() if share > 0.4 * total)

    def _article_of(self, node: int) -> int:
        for up in self.page.tree.ancestors(node):
            if self.page.tree.tag[up] == "article":
                return up
        return -1

    @property
    def _root_level(self) -> int:
        return self._trunk_levels[self.root]

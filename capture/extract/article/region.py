"""Which part of the page holds the article: the element under which prose outweighs everything else most."""

import re
from collections.abc import Sequence
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark

_COMMENT = Mark.COMMENT
_BESIDE = (
    Mark.COMMENT | Mark.FOOTER | Mark.CONSENT | Mark.OVERLAY | Mark.NAVIGATION | Mark.SIDE | Mark.RELATED | Mark.POPULAR
    | Mark.NEWSLETTER | Mark.AD | Mark.PROMO | Mark.HEADER
)  # fmt: skip
_SENTENCE_END = tuple(".!?…:;\"'”’»«。！？」』།؟۔)")


class Scored(NamedTuple):
    """An element that may be the article's root, with its score."""

    node: int
    score: float
    prose: float
    """Letters of prose below it."""
    against: float
    """Letters that speak against it."""


def _nearness(inside: range, headline: int, prose: float, good: list[float]) -> float:
    """How well the part fits behind the headline: 1 if it holds it, less with each prose between them."""
    if headline < 0 or inside.start <= headline < inside.stop:
        return 1.0
    if headline >= inside.stop:
        return 0.3
    between = good[inside.start] - good[headline + 1]
    return 1.0 / (1.0 + between / max(prose, 1.0))


def prose_scores(page: PageLines) -> list[float]:
    """Of each line, letters that speak for an article around it; negative if they speak against one.

    To be asked for once the headline is known, as marks are.
    """
    return [_prose_score(page, index, line) for index, line in enumerate(page.lines)]


def _prose_score(page: PageLines, index: int, line: Line) -> float:
    if line.link > 0.5:
        return -min(line.weight, 80.0) * 0.7
    if line.weight < 12:
        return 0.0
    marks = page.marks(index)
    if marks & _COMMENT:
        return -20.0
    beside = (marks & _BESIDE).bit_count()
    if line.weight < 40:
        return 0.0 if not beside else -10.0
    ends = line.text.endswith(_SENTENCE_END)
    value = line.weight * (1 - line.link) * (1.0 if ends else 0.5) * 0.35**beside
    if not line.visible:
        value *= 0.3
    if beside:
        value -= 20
    return min(value, 1500.0)


def rank_regions(
    page: PageLines, headline: int, *, line_scores: Sequence[float], foreign: frozenset[int], count: int
) -> list[Scored]:
    """The `count` best elements around prose, best first; the innermost of several that hold the same lines."""
    tree, lines = page.tree, page.lines
    scores = list(line_scores)
    for i in foreign:
        scores[i] = -abs(scores[i]) - 20.0
    sums = [0.0]
    good = [0.0]
    for score in scores:
        sums.append(sums[-1] + score)
        good.append(good[-1] + max(score, 0.0))
    seen: dict[int, None] = {}
    for line, score in zip(lines, scores, strict=True):
        if score <= 0:
            continue
        up = line.block
        while up >= 0 and up not in seen:
            seen[up] = None
            up = tree.parent[up]
    innermost: dict[tuple[int, int], int] = {}
    for node in seen:
        inside = page.within(node)
        start, stop = inside.start, inside.stop
        if sums[stop] > sums[start] and tree.tag[node] and innermost.get((start, stop), -1) < node:
            innermost[start, stop] = node

    ranked: list[tuple[float, int, float, float]] = []
    for (start, stop), node in innermost.items():
        total, prose = sums[stop] - sums[start], good[stop] - good[start]
        near = _nearness(range(start, stop), headline, prose, good)
        ranked.append((-round(total * near, 1), node, prose, total))
    best = nsmallest(count, ranked)
    return [Scored(node, -lead, round(prose, 1), round(prose - total, 1)) for lead, node, prose, total in best]


# Below this much prose, an element around a heading is no story of its own.
_OWN_PROSE = 80.0
# Posts of a live blog tell their time, and chapters have their titles, in the first of their lines.
_FIRST_OF_PART, _START = 3, 60
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)")
# A part with more of the page's prose than this is the story, whatever heading stands over it.
_MOST = 0.5


def foreign_lines(page: PageLines, headline: int) -> frozenset[int]:
    """Lines of other stories: appended below, in a rail before, or short ones beside.

    A heading is of another story if it is a first-level heading, a link, or above the headline; if the smallest element
    around it that holds prose does not hold the page's headline; and if the smallest such element around the headline
    does not hold that heading; and if it stands before the prose. So subheadings marked up as `h1`, and boxes
    between paragraphs, are not taken for stories.
    """
    if headline < 0:
        return frozenset()
    headings = [
        i for i, line in enumerate(page.lines)
        if i != headline and line.heading
        and (line.heading == 1 or i < headline or (line.link > 0.8 and leads_away(page, line)))
    ]  # fmt: skip
    if not headings and len(page.tree.tagged.get("article", ())) < 2:
        return frozenset()
    prose = [0.0]
    for line in page.lines:
        prose.append(prose[-1] + (line.weight if line.weight >= 60 and line.link < 0.5 else 0.0))
    own = _story_around(page, headline, prose)
    found: set[int] = set()
    for heading in headings:
        if heading in own or heading in found:
            continue
        found.update(_story_under(page, heading, headline, prose))
    return frozenset(found | _other_articles(page, headline, prose))


def _story_under(page: PageLines, heading: int, headline: int, prose: list[float]) -> range:
    """Lines of the largest element that a heading leads and that does not hold the headline; none without prose."""
    line, found = page.lines[heading], range(0)
    for up in page.tree.ancestors(line.first):
        part = page.within(up)
        held = prose[part.stop] - prose[part.start]
        if headline in part or prose[heading] - prose[part.start] >= _OWN_PROSE:
            break
        if line.heading > 1 and part.start > headline and held > _MOST * prose[-1]:
            break
        if held >= _OWN_PROSE:
            found = part
    return found


def _other_articles(page: PageLines, headline: int, prose: list[float]) -> set[int]:
    """Lines of shorter `article` elements beside the one with the headline, if that holds the prose of a story.

    Each of them is a composition by itself (HTML Standard, 4.3.2). Posts of a live blog, which tell their time, and
    chapters, whose title is no link, are parts of one story all the same.
    """
    tree, found = page.tree, set[int]()
    own = next((up for up in tree.ancestors(page.lines[headline].first) if tree.tag[up] == "article"), None)
    if own is None:
        return found
    inside = page.within(own)
    most = prose[inside.stop] - prose[inside.start]
    for other in tree.tagged["article"]:
        part = page.within(other)
        apart = not tree.contains(own, other) and not tree.contains(other, own)
        if apart and _OWN_PROSE <= prose[part.stop] - prose[part.start] <= most and not _is_part(page, part):
            found.update(part)
    return found


def _is_part(page: PageLines, part: range) -> bool:
    """Whether it starts like a post of a live blog or like a chapter."""
    return any(
        page.marks(i) & Mark.LIVE
        or _CLOCK.search(page.lines[i].text[:_START])
        or (page.lines[i].heading and not leads_away(page, page.lines[i]))
        for i in part[:_FIRST_OF_PART]
    )


def leads_away(page: PageLines, line: Line) -> bool:
    """Whether a heading is a link to another page: not to a place on this one."""
    tree = page.tree
    for up in chain((line.first,), tree.ancestors(line.first)):
        if tree.tag[up] == "a":
            href = tree.href(up)
            return href is not None and href.split("#")[0] != tree.page.url.split("#")[0]
    return False


def _story_around(page: PageLines, index: int, prose: list[float]) -> range:
    """Lines of the smallest element around a line that holds prose; all lines if none does."""
    for up in page.tree.ancestors(page.lines[index].first):
        part = page.within(up)
        if prose[part.stop] - prose[part.start] >= _OWN_PROSE:
            return part
    return range(len(page.lines))


def region_root(page: PageLines, ranked: list[Scored]) -> int | None:
    """The best part; its parent if it is no more than one paragraph, whose short neighbours belong to it."""
    if not ranked:
        return None
    root = ranked[0].node
    while (
        len(page.within(root)) == 1 and page.tree.parent[root] > 0 and page.tree.tag[page.tree.parent[root]] != "body"
    ):
        root = page.tree.parent[root]
    return root

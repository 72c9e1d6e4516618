"""The standfirst: the sentence or two between headline and story that sum it up."""

from typing import NamedTuple

from capture.extract.article.headline import Headline
from capture.extract.article.lines import PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.witness import Witness
from capture.models.extraction import Candidate, Decision

_FIRST = 3
_LONGEST = 700.0
_NEEDED = 1.5


class Standfirst(NamedTuple):
    """Its text and lines; none if the story starts right away."""

    text: str | None
    lines: tuple[int, ...]
    decision: Decision | None


def find_standfirst(
    page: PageLines, witness: Witness, kept: list[int], *, headline: Headline, imprint: tuple[int, ...] = ()
) -> Standfirst:
    """The first of the read lines that stands apart from the story and is named, or looks, like a summary.

    `imprint`: indexes of the lines that print authors and times.
    """
    options: list[tuple[float, int, tuple[str, ...]]] = []
    for position, index in enumerate(kept[:_FIRST]):
        score, reasons = _score(page, witness, kept, position, headline)
        if position == 0 and score > 0 and _is_above_imprint(kept, headline, imprint):
            score += 1.3
            reasons.append("the one paragraph between the headline and the line of authors or times")
        if score > 0:
            options.append((score, index, tuple(reasons)))
        if score < _NEEDED:
            break
    if not options:
        return Standfirst(None, (), None)
    candidates = [
        Candidate(
            node=page.tree.node_id(page.lines[index].node), path=page.tree.css_path(page.lines[index].node),
            text=page.lines[index].text[:120], score=round(score, 2), reasons=reasons,
        )
        for score, index, reasons in options
    ]  # fmt: skip
    chosen = [(score, index) for score, index, _ in options if score >= _NEEDED]
    lines = tuple(index for _, index in chosen[:1])
    if len(chosen) > 1 and page.lines[chosen[1][1]].block == page.lines[chosen[0][1]].block:
        lines = (*lines, chosen[1][1])
    # A story of one line has no standfirst: that line is the story.
    if len(kept) <= len(lines):
        lines = ()
    decision = Decision(
        subject="article.standfirst", rule="first line that stands apart from the story",
        chosen=candidates[0] if lines else None, runners_up=tuple(candidates[1 if lines else 0 :]),
    )  # fmt: skip
    return Standfirst("\n".join(page.lines[i].text for i in lines) or None, lines, decision)


def _score(
    page: PageLines, witness: Witness, kept: list[int], position: int, headline: Headline
) -> tuple[float, list[str]]:
    index = kept[position]
    line, reasons = page.lines[index], list[str]()
    if line.weight < 25 or line.weight > _LONGEST or "li" in page.tags(index):
        return 0.0, reasons
    score = 0.0
    own = page.own_marks(line.block) | page.own_marks(page.tree.parent[line.block])
    if own & Mark.LEAD or (page.marks(index) & Mark.LEAD and len(page.within(page.tree.parent[line.block])) <= 3):
        score += 2.0
        reasons.append("its box is named as a lead")
    likeness = witness.summary_likeness(line)
    if likeness:
        score += 1.2 * likeness
        reasons.append("is the description of the metadata")
    later = kept[position + 1 : position + 30]
    same_box = sum(page.tree.parent[page.lines[i].block] == page.tree.parent[line.block] for i in later)
    if later and same_box == 0:
        score += 0.8
        reasons.append("stands apart from the paragraphs")
    elif position == 0 and line.weight >= 40 and not _shared_shape(page, index, later):
        score += 1.2
        reasons.append("marked up like no other line of the story")
    if line.heading and line.weight > 50:
        score += 1.0
        reasons.append(f"marked up as h{line.heading} below the headline")
    if line.bold > 0.9 and later and page.lines[later[0]].bold < 0.5:
        score += 0.9
        reasons.append("bold, the story is not")
    elif line.italic > 0.9 and later and page.lines[later[0]].italic < 0.5:
        score += 0.4
        reasons.append("italic, the story is not")
    if page.body_font_px and line.font_px > page.body_font_px * 1.1:
        score += 0.9
        reasons.append("larger than the story")
    if headline.line >= 0 and 0 < index - headline.line <= 3:
        score += 0.3
        reasons.append("right below the headline")
    return score, reasons


def _is_above_imprint(kept: list[int], headline: Headline, imprint: tuple[int, ...]) -> bool:
    """Whether authors or times are printed between the first and the second of the read lines, below the headline."""
    following = kept[1] if len(kept) > 1 else kept[0]
    return 0 <= headline.line < kept[0] and any(kept[0] < index < following for index in imprint)


def _shared_shape(page: PageLines, index: int, later: list[int]) -> bool:
    """Whether another line of the story has the same element and class."""
    tree, block = page.tree, page.lines[index].block
    own = (tree.tag[block], tree.attribute(block, "class"), tree.attribute(block, "style"))
    return any(
        (tree.tag[other], tree.attribute(other, "class"), tree.attribute(other, "style")) == own
        for other in (page.lines[i].block for i in later)
    )

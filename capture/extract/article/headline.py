"""The headline as the page shows it: a line that stands out above the story and agrees with what the page calls itself."""

from dataclasses import dataclass

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark, marks_of
from capture.extract.article.witness import Witness
from capture.extract.tree import TreeIndex
from capture.models.extraction import Candidate, Decision

_MAX_WEIGHT = 320.0
_LARGEST_SHARE = 1.15
_RUNNERS_UP = 4


@dataclass(frozen=True)
class Headline:
    """What was chosen, and what it was chosen among."""

    text: str | None
    line: int
    """Index of its last line; -1 if there is no headline."""
    decision: Decision
    agrees: bool
    """Whether some title of the metadata says the same."""


@dataclass(frozen=True)
class _Option:
    text: str
    node: int
    line: int
    score: float
    reasons: tuple[str, ...]
    likeness: float


def find_headline(page: PageLines, witness: Witness, *, root: int, first_body: int) -> Headline:
    """The best of all headings and standout lines; `first_body` is the index of the story's first line."""
    options = [*_from_lines(page, witness, root, first_body), *_from_headings(page, witness, root, first_body)]
    options.sort(key=lambda option: (-option.score, option.line, option.node))
    candidates = [_candidate(page.tree, option) for option in options[: _RUNNERS_UP + 1]]
    chosen = options[0] if options and options[0].score > 0 else None
    decision = Decision(
        subject="article.headline",
        rule="heading above the story that agrees with the page's own titles",
        chosen=candidates[0] if chosen else None,
        runners_up=tuple(candidates[1 if chosen else 0 :]),
    )
    if chosen is None:
        return Headline(None, -1, decision, agrees=False)
    return Headline(chosen.text, chosen.line, decision, agrees=chosen.likeness >= 0.6)


def _candidate(tree: TreeIndex, option: _Option) -> Candidate:
    return Candidate(
        node=tree.node_id(option.node), path=tree.css_path(option.node), text=option.text[:120],
        score=round(option.score, 2), reasons=option.reasons,
    )  # fmt: skip


def _from_lines(page: PageLines, witness: Witness, root: int, first_body: int) -> list[_Option]:
    options: list[_Option] = []
    for index, line in enumerate(page.lines):
        if line.weight > _MAX_WEIGHT or line.weight < 4:
            continue
        if line.heading == 0 and index > first_body and witness.title_likeness(line) < 0.8:
            continue
        if line.heading == 0 and line.weight < 12 and not page.marks(index) & Mark.HEADLINE:
            continue
        options.append(_judge(page, witness, line.text, line.node, index, root, first_body))
    return options


def _from_headings(page: PageLines, witness: Witness, root: int, first_body: int) -> list[_Option]:
    """Headings of several lines as one, and their parts: sites put kickers beside the headline in one `h1`."""
    tree, options = page.tree, list[_Option]()
    seen: set[int] = set()
    for index, line in enumerate(page.lines):
        if line.heading not in {1, 2}:
            continue
        heading = next((up for up in (line.first, *tree.ancestors(line.first)) if tree.tag[up] in {"h1", "h2"}), -1)
        if heading < 0 or heading in seen:
            continue
        seen.add(heading)
        inside = page.within(heading)
        texts = [page.lines[i].text for i in inside if page.lines[i].visible or not line.visible]
        whole = " ".join(texts)
        if len(inside) > 1 and len(whole) <= _MAX_WEIGHT:
            options.append(_judge(page, witness, whole, heading, inside.stop - 1, root, first_body))
        for part in tree.elements(heading):
            if part == heading or not tree.children[part]:
                continue
            text = tree.text(part)
            if text and text != whole and witness.title_score(text) >= 1.0:
                options.append(_judge(page, witness, text, part, index, root, first_body))
    return options


def _judge(page: PageLines, witness: Witness, text: str, node: int, index: int, root: int, first_body: int) -> _Option:
    line = page.lines[index]
    likeness = witness.title_score(text)
    score, reasons = likeness * 4.0, list[str]()
    if likeness:
        reasons.append(f"{likeness:.0%} like a title of the metadata")
    if line.heading:
        score += {1: 2.5, 2: 1.2, 3: 0.5}.get(line.heading, 0.1)
        reasons.append(f"marked up as h{line.heading}")
    if page.marks(index) & Mark.HEADLINE or marks_of("", page.tree.attributes(line.block)) & Mark.HEADLINE:
        score += 0.5
        reasons.append("its box is named as a headline")
    if page.tree.attribute(line.block, "itemprop") == "headline":
        score += 1.0
        reasons.append("marked as the headline of its item")
    score += _by_place(page, line, index, root, first_body, reasons)
    score += _by_look(page, line, first_body, reasons)
    if witness.names_site(text):
        score -= 6.0
        reasons.append("is the name of the site")
    return _Option(text, node, index, score, tuple(reasons), likeness)


def _by_place(page: PageLines, line: Line, index: int, root: int, first_body: int, reasons: list[str]) -> float:
    score = 0.0
    if index > first_body:
        score -= 1.5
        reasons.append("stands below the start of the story")
    elif first_body - index <= 15:
        score += 0.8 - 0.03 * (first_body - index)
        reasons.append(f"{first_body - index} lines above the story")
    else:
        score -= 0.3
    if page.tree.contains(root, line.first):
        score += 0.4
        reasons.append("within the story's part of the page")
    if page.marks(index) & (
        Mark.NAVIGATION | Mark.FOOTER | Mark.COMMENT | Mark.CONSENT | Mark.OVERLAY | Mark.SIDE | Mark.AD
    ):
        score -= 1.2
        reasons.append("in a box beside the story")
    return score


def _by_look(page: PageLines, line: Line, first_body: int, reasons: list[str]) -> float:
    score = 0.0
    if not line.visible and page.lines[first_body].visible:
        score -= 1.5
        reasons.append("not shown")
    if line.link > 0.5:
        score -= 1.2
        reasons.append("is a link")
    if line.weight > 200:
        score -= 1.0
        reasons.append("long for a headline")
    elif line.weight < 12:
        score -= 0.8
        reasons.append("short for a headline")
    if page.body_font_px and line.font_px > page.body_font_px * _LARGEST_SHARE:
        larger = min(line.font_px / page.body_font_px, 3.0)
        score += 0.5 * (larger - 1)
        reasons.append(f"{larger:.1f} times the size of the text")
    return score

"""The headline as the page shows it: a line that stands out above the story and agrees with the page's titles."""

from typing import NamedTuple

from capture.extract.article.lines import Line, PageLines, plain
from capture.extract.article.marks import Mark, marks_of
from capture.extract.article.witness import Witness
from capture.extract.tree import TreeIndex
from capture.models.extraction import Candidate, Decision

_MAX_WEIGHT = 320.0
_LARGEST_SHARE = 1.15
_RUNNERS_UP = 4
_NEAR = 15
_NAMED_HEADLINE = Mark.HEADLINE
_BESIDE = Mark.NAVIGATION | Mark.FOOTER | Mark.COMMENT | Mark.CONSENT | Mark.OVERLAY | Mark.SIDE | Mark.AD


class Headline(NamedTuple):
    """What was chosen, and what it was chosen among."""

    text: str | None
    line: int
    """Index of its last line; -1 if there is no headline."""
    decision: Decision
    agrees: bool
    """Whether some title of the metadata says the same."""


class _Option(NamedTuple):
    text: str
    node: int
    line: int
    score: float
    reasons: tuple[str, ...]
    likeness: float


class _Scene(NamedTuple):
    """What options are held against."""

    page: PageLines
    witness: Witness
    root: int
    first_body: int


_Evidence = list[tuple[float, str]]
"""Points for or against an option, each with its reason."""


def find_headline(page: PageLines, witness: Witness, *, root: int, first_body: int) -> Headline:
    """The best of all headings and standout lines; `first_body` is the index of the story's first line."""
    scene = _Scene(page, witness, root, first_body)
    options = [*_from_lines(scene), *_from_headings(scene)]
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


def _from_lines(scene: _Scene) -> list[_Option]:
    page, options = scene.page, list[_Option]()
    for index, line in enumerate(page.lines):
        if line.weight > _MAX_WEIGHT or line.weight < 4:
            continue
        if line.heading == 0 and index > scene.first_body and scene.witness.title_likeness(line) < 0.8:
            continue
        if line.heading == 0 and line.weight < 12 and not page.marks(index) & _NAMED_HEADLINE:
            continue
        options.append(_judge(scene, line.text, node=line.node, index=index))
    return options


def _from_headings(scene: _Scene) -> list[_Option]:
    """Headings of several lines as one, and their parts: sites put kickers beside the headline in one `h1`."""
    page, tree, options = scene.page, scene.page.tree, list[_Option]()
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
            options.append(_judge(scene, whole, node=heading, index=inside.stop - 1))
        for part in tree.elements(heading):
            if part == heading or tree.end[part] == part + 1:
                continue
            text = tree.text(part)
            if text and text != whole and scene.witness.title_score(plain(text)) >= 1.0:
                options.append(_judge(scene, text, node=part, index=index))
    return options


def _judge(scene: _Scene, text: str, *, node: int, index: int) -> _Option:
    page, line = scene.page, scene.page.lines[index]
    folded = line.plain if text == line.text else plain(text)
    likeness = scene.witness.title_score(folded)
    evidence: _Evidence = []
    if likeness:
        evidence.append((likeness * 4.0, f"{likeness:.0%} like a title of the metadata"))
    if line.heading:
        evidence.append(({1: 2.5, 2: 1.2, 3: 0.5}.get(line.heading, 0.1), f"marked up as h{line.heading}"))
    if (page.marks(index) | marks_of("", page.tree.attributes(line.block))) & _NAMED_HEADLINE:
        evidence.append((0.5, "its box is named as a headline"))
    if page.tree.attribute(line.block, "itemprop") == "headline":
        evidence.append((1.0, "marked as the headline of its item"))
    evidence += _by_place(scene, index)
    evidence += _by_look(scene, line)
    if scene.witness.names_site(folded):
        evidence.append((-6.0, "is the name of the site"))
    score = sum(points for points, _ in evidence)
    return _Option(text, node, index, score, tuple(reason for _, reason in evidence), likeness)


def _by_place(scene: _Scene, index: int) -> _Evidence:
    evidence: _Evidence = []
    above = scene.first_body - index
    if above < 0:
        evidence.append((-1.5, "stands below the start of the story"))
    elif above <= _NEAR:
        evidence.append((0.8 - 0.03 * above, f"{above} lines above the story"))
    else:
        evidence.append((-0.3, "far above the story"))
    if scene.page.tree.contains(scene.root, scene.page.lines[index].first):
        evidence.append((0.4, "within the story's part of the page"))
    if scene.page.marks(index) & _BESIDE:
        evidence.append((-1.2, "in a box beside the story"))
    return evidence


def _by_look(scene: _Scene, line: Line) -> _Evidence:
    evidence: _Evidence = []
    body_font_px = scene.page.body_font_px
    if not line.visible and scene.page.lines[scene.first_body].visible:
        evidence.append((-1.5, "not shown"))
    if line.link > 0.5:
        evidence.append((-1.2, "is a link"))
    if line.weight > 200:
        evidence.append((-1.0, "long for a headline"))
    elif line.weight < 12:
        evidence.append((-0.8, "short for a headline"))
    if body_font_px and line.font_px > body_font_px * _LARGEST_SHARE:
        larger = min(line.font_px / body_font_px, 3.0)
        evidence.append((0.5 * (larger - 1), f"{larger:.1f} times the size of the text"))
    return evidence

"""What is said about the story: its lines judged, its fields read, and the reasons."""

from collections.abc import Sequence
from typing import NamedTuple

from capture.extract.article.blocks import compose, find_embeds, find_images, line_below_picture
from capture.extract.article.byline import Byline, find_byline
from capture.extract.article.dates import Dates, find_dates
from capture.extract.article.facts import LineFacts
from capture.extract.article.find import ArticleRegion
from capture.extract.article.headline import Headline, find_headline
from capture.extract.article.imprint import find_copyright, find_credit, find_end, find_section, section_above
from capture.extract.article.judge import judge_lines
from capture.extract.article.lines import PageLines, plain
from capture.extract.article.page_kind import Kind, StoryFacts, page_kind
from capture.extract.article.paywall import find_paywall
from capture.extract.article.reading import Reading, read_lines
from capture.extract.article.region import Scored
from capture.extract.article.standfirst import Standfirst, find_standfirst
from capture.extract.article.witness import Witness
from capture.extract.timestamps import TimeSetting
from capture.extract.tree import TreeIndex
from capture.models.base import Box, Finding
from capture.models.extraction import Article, Candidate, Decision, Metadata, PageKind

# Pages of these kinds have no article: what prose they show is a notice or a list of teasers.
_WITHOUT_ARTICLE = frozenset({"index", "error", "consent", "challenge", "other", "video"})


class ArticleReading(NamedTuple):
    """What is said about the article; None if the page has none."""

    article: Article | None
    page_kind: PageKind
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]


class _Parts(NamedTuple):
    """The fields as they were read."""

    reading: Reading
    headline: Headline
    byline: Byline
    dates: Dates
    standfirst: Standfirst
    section: str | None


def describe_article(
    tree: TreeIndex,
    metadata: Metadata,
    region: ArticleRegion,
    setting: TimeSetting,
    *,
    trail: Sequence[str],
) -> ArticleReading:
    """`trail`: the breadcrumbs, which tell the section where the metadata does not.

    (1) Judge the lines. (2) Headline, byline, dates. (3) Standfirst. (4) Kind of page. (5) The article.
    """
    page, witness = region.page, region.witness
    if region.node is None:
        kind = page_kind(page, metadata, StoryFacts([], 0.0, 0, None, has_time=False, has_author=False))
        name: PageKind = "other" if kind.kind == "article" else kind.kind
        nothing = Finding(code=f"page-is-{name}", severity="warning", message=f"{name}: no prose is shown")
        return ArticleReading(None, name, (nothing,), ())
    facts = LineFacts(region, region.node)
    verdicts = judge_lines(facts)
    reading = read_lines(page, verdicts)
    reading = reading.up_to(find_end(page, reading.kept))
    first = reading.kept[0] if reading.kept else facts.inside.start
    last = reading.kept[-1] if reading.kept else facts.inside.stop - 1
    headline = find_headline(page, witness, root=region.node, first_body=first)
    body = range(first, last + 1)
    byline = find_byline(page, metadata, witness, headline=headline.line, body=body, language=setting.language)
    dates = find_dates(page, metadata, setting, headline=headline.line, body=body)
    reading = reading.without_furniture(
        page, headline=headline, byline=byline.line, dates=dates.lines, language=setting.language
    )
    standfirst = find_standfirst(
        page, witness, reading.kept, headline=headline, imprint=(byline.line, *dates.lines)
    )  # fmt: skip
    section = (
        find_section(metadata) or _trail_section(trail, headline.text) or section_above(page, headline.line)
    )  # fmt: skip
    parts = _Parts(reading, headline, byline, dates, standfirst, section)
    article, kind = _article(tree, metadata, region, setting, parts)
    decisions = [_region_decision(tree, region), headline.decision, reading.decision(page, region.foreign)]
    decisions += [item for item in (byline.decision, dates.decision, standfirst.decision) if item is not None]
    findings = (*reading.findings(page), *_findings(witness, parts, kind), *dates.findings)
    wall = find_paywall(page, metadata, last=last) if article is not None else None
    if wall is not None:
        findings = (*findings, wall)
    return ArticleReading(article, kind.kind, findings, tuple(decisions))


def _article(
    tree: TreeIndex,
    metadata: Metadata,
    region: ArticleRegion,
    setting: TimeSetting,
    parts: _Parts,
) -> tuple[Article | None, Kind]:
    page, root, reading = region.page, region.node, parts.reading
    assert root is not None
    credit, credit_line = find_credit(
        page, last=reading.kept[-1] if reading.kept else 0, end=page.within(root).stop
    )  # fmt: skip
    kept = [i for i in reading.kept if i != credit_line and i not in parts.standfirst.lines]
    start = page.lines[parts.headline.line].first if parts.headline.line >= 0 else root
    start = min(start, root if not kept else page.lines[kept[0]].first)
    end = max((page.lines[i].last + 1 for i in reading.kept), default=tree.end[root])
    images = find_images(page, start=start, end=max(end, min(tree.end[root], end + 60)), root=root)
    embeds = find_embeds(page, start=start, end=end, root=root)
    captions = {index for image in images if (index := line_below_picture(page, image.node)) is not None}
    content = compose(page, [i for i in kept if i not in captions], images=images, embeds=embeds)
    story = StoryFacts(
        kept=reading.kept, prose=sum(page.lines[i].weight for i in reading.kept if not page.lines[i].heading),
        images=len(images), headline=parts.headline.text, has_time=parts.dates.published is not None,
        has_author=bool(parts.byline.authors),
    )  # fmt: skip
    kind = page_kind(page, metadata, story)
    if kind.kind in _WITHOUT_ARTICLE or not reading.kept:
        return None, kind
    article = Article(
        headline=parts.headline.text,
        standfirst=parts.standfirst.text,
        byline=parts.byline.text,
        authors=parts.byline.authors,
        section=parts.section,
        published=parts.dates.published,
        modified=parts.dates.modified,
        credit=credit,
        copyright=find_copyright(page, first=reading.kept[0], last=reading.kept[-1]),
        language=setting.language or tree.page.language,
        blocks=content.blocks,
        text=content.text,
        images=content.images,
        box=_box(tree, page, parts),
        node=tree.node_id(root),
        confidence=_confidence(region, parts, kind),
    )
    return article, kind


def _trail_section(trail: Sequence[str], headline: str | None) -> str | None:
    """The last section of the breadcrumbs, which may end with the story itself."""
    sections = [step for step in trail if plain(step) != plain(headline or "")]
    return sections[-1] if len(sections) > 1 or (sections and len(sections[0]) < 30) else None


def _box(tree: TreeIndex, page: PageLines, parts: _Parts) -> Box:
    """Around the headline and all lines of the story that are laid out; the first line's own box if none is."""
    indexes = [*parts.reading.kept, *([parts.headline.line] if parts.headline.line >= 0 else [])]
    x, y, width, height = (getattr(tree.page.nodes, name) for name in ("x", "y", "width", "height"))
    ends = [node for i in indexes for node in (page.lines[i].first, page.lines[i].last)]
    shown = [node for node in ends if width[node] > 0 and height[node] > 0]
    if not shown:
        return tree.box(page.lines[indexes[0]].node)
    left, top = min(x[node] for node in shown), min(y[node] for node in shown)
    right, bottom = max(x[node] + width[node] for node in shown), max(y[node] + height[node] for node in shown)
    return Box(x=left, y=top, width=round(right - left, 1), height=round(bottom - top, 1))


def _confidence(region: ArticleRegion, parts: _Parts, kind: Kind) -> float:
    """How sure the lines are on the whole, less for a missing headline, little text and rival regions."""
    sure = parts.reading.certainty
    if parts.headline.text is None:
        sure *= 0.7
    elif not parts.headline.agrees and region.witness.titles:
        sure *= 0.85
    prose = sum(region.page.lines[i].weight for i in parts.reading.kept)
    sure *= min(1.0, 0.5 + prose / 800.0)
    return round(max(0.0, min(1.0, sure * (0.5 + kind.certainty / 2))), 3)


def _region_decision(tree: TreeIndex, region: ArticleRegion) -> Decision:
    candidates = [_region_candidate(tree, region.page, scored) for scored in region.candidates]
    return Decision(
        subject="article.node", rule="most prose, least else, near the headline",
        chosen=candidates[0] if candidates else None, runners_up=tuple(candidates[1:]),
    )  # fmt: skip


def _region_candidate(tree: TreeIndex, page: PageLines, scored: Scored) -> Candidate:
    inside = page.within(scored.node)
    first = page.lines[inside.start].text if inside else ""
    reasons = [f"{scored.prose:g} letters of prose", f"{scored.against:g} against it (links, boxes beside the story)"]
    return Candidate(
        node=tree.node_id(scored.node), path=tree.css_path(scored.node), text=first[:120],
        score=scored.score, reasons=tuple(reasons),
    )  # fmt: skip


def _findings(witness: Witness, parts: _Parts, kind: Kind) -> list[Finding]:
    findings: list[Finding] = []
    if kind.kind != "article":
        findings.append(Finding(code=f"page-is-{kind.kind}", severity="warning", message=f"{kind.kind}: {kind.reason}"))
    if parts.headline.text is None:
        findings.append(
            Finding(code="no-headline", severity="warning", message="no line of the page reads as the headline")
        )
    elif not parts.headline.agrees:
        findings.append(Finding(
            code="headline-differs", severity="info",
            message=f"the page shows {parts.headline.text[:80]!r}; no title of the metadata says so",
        ))  # fmt: skip
    if witness.body_differs:
        findings.append(Finding(
            code="body-differs", severity="info", message="the page shows another text than its metadata gives"
        ))  # fmt: skip
    if parts.byline.disagreement:
        findings.append(Finding(
            code="byline-differs", severity="info",
            message=f"the page prints {parts.byline.text!r}, its metadata names {parts.byline.disagreement!r}",
        ))  # fmt: skip
    return findings

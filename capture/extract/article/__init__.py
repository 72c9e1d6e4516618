"""The story that a page is about: where it stands, what of it a reader reads, and who wrote it when."""

from dataclasses import dataclass

from capture.extract.article.lines import PageLines
from capture.extract.article.region import Scored, rank_regions
from capture.extract.clock import TimeSetting
from capture.extract.tree import TreeIndex
from capture.models.base import Finding
from capture.models.extraction import Article, Block, Decision, Metadata, PageKind

__all__ = ["ArticleReading", "ArticleRegion", "describe_article", "find_article"]


@dataclass(frozen=True)
class ArticleRegion:
    """The element that holds the article, and what it was chosen among."""

    node: int | None
    page: PageLines
    candidates: tuple[Scored, ...]


@dataclass(frozen=True)
class ArticleReading:
    """What is said about the article."""

    article: Article | None
    page_kind: PageKind
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]


def find_article(tree: TreeIndex, metadata: Metadata) -> ArticleRegion:
    """Where the article stands, before anything is said of its fields; no node if the page shows no prose."""
    page = PageLines(tree)
    ranked = rank_regions(page)
    return ArticleRegion(ranked[0].node if ranked else None, page, tuple(ranked[:5]))


def describe_article(
    tree: TreeIndex, metadata: Metadata, region: ArticleRegion, setting: TimeSetting
) -> ArticleReading:
    """The article's fields, read from what stands in and around its region."""
    if region.node is None:
        return ArticleReading(None, "other", (), ())
    kept = [region.page.lines[i] for i in region.page.within(region.node)]
    kept = [line for line in kept if line.link < 0.5 and (line.weight > 50 or line.heading)]
    blocks = tuple(
        Block(kind="heading" if line.heading else "paragraph", text=line.text, level=line.heading or None,
              node=tree.node_id(line.node))
        for line in kept
    )  # fmt: skip
    headline = next((line.text for line in region.page.lines if line.heading == 1), None)
    article = Article(
        headline=headline, blocks=blocks, text="\n\n".join(block.text for block in blocks), box=tree.box(region.node),
        node=tree.node_id(region.node), confidence=0.5,
    )  # fmt: skip
    return ArticleReading(article, "article", (), ())

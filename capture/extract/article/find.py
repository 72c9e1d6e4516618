"""Where the story stands on the page, before anything is said of its fields."""

from typing import NamedTuple

from capture.extract.article.lines import PageLines
from capture.extract.article.region import Scored, foreign_lines, prose_scores, rank_regions, region_root
from capture.extract.article.witness import Witness
from capture.extract.tree import TreeIndex
from capture.models.extraction import Metadata

_SHOWN_CANDIDATES = 5


class ArticleRegion(NamedTuple):
    """The element that holds the article, and what it was chosen among."""

    node: int | None
    """None if the page shows no prose."""
    page: PageLines
    witness: Witness
    candidates: tuple[Scored, ...]
    """Best first."""
    scores: list[float]
    """Of each line, see `prose_scores`."""
    foreign: frozenset[int]
    """Lines of other stories, see `foreign_lines`."""

    @property
    def headline(self) -> int | None:
        """First node of the line that the page's titles make its headline; None if they agree with none."""
        line = self.witness.headline_line
        return self.page.lines[line].first if line >= 0 else None


# Below this much prose in the main document, a frame that has more is where the story stands.
_LITTLE_PROSE = 150.0


def _page_with_story(tree: TreeIndex) -> PageLines:
    page = PageLines(tree)
    if page.prose >= _LITTLE_PROSE:
        return page
    others = [
        PageLines(tree, frame=index) for index, frame in enumerate(tree.page.frames) if index and frame.root is not None
    ]
    return max([page, *others], key=lambda one: one.prose)


def find_article(tree: TreeIndex, metadata: Metadata) -> ArticleRegion:
    """The element under which prose outweighs everything else most, near the page's headline."""
    page = _page_with_story(tree)
    witness = Witness(metadata, page, title=tree.page.title)
    page.set_headline(witness.headline_line)
    scores, foreign = prose_scores(page), foreign_lines(page, witness.headline_line)
    ranked = rank_regions(page, witness.headline_line, line_scores=scores, foreign=foreign, count=_SHOWN_CANDIDATES)
    return ArticleRegion(region_root(page, ranked), page, witness, tuple(ranked), scores, foreign)

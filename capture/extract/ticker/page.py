"""The page as its runs: which of them stand below a node, and how much each looks like a headline."""

from bisect import bisect_left
from collections.abc import Sequence

from capture.extract.ticker import hints
from capture.extract.ticker.reader import read_runs
from capture.extract.ticker.runs import Run
from capture.extract.ticker.surroundings import read_surroundings
from capture.extract.tree import TreeIndex

# A headline of fewer words is a section, a name or a badge unless a heading or a bold link says otherwise.
_HEADLINE_WORDS = 3
# The longest headline of the ticker benchmark has 33 words and 210 characters; teasers start at about 15.
_LONGEST_HEADLINE = 260
# More words than in any byline: names of four authors and their places.
_BYLINE_WORDS = 14


class RunPage:
    """Runs of a page with the questions that list finding asks about them. Scores are kept; a page asks often."""

    def __init__(self, tree: TreeIndex, language: str | None) -> None:
        self.tree = tree
        around = read_surroundings(tree)
        self.is_block = around.is_block
        self.holds_block = around.holds_block
        self.runs: Sequence[Run] = read_runs(tree, around, language)
        self._firsts = [run.nodes[0] for run in self.runs]
        self._scores: dict[int, float] = {}
        self._bylines: dict[int, bool] = {}
        self._urls: dict[int, str | None] = {}
        self._hints: dict[int, str] = {}

    def span(self, node: int) -> tuple[int, int]:
        """Indexes of the runs below or at `node`, half open."""
        return bisect_left(self._firsts, node), bisect_left(self._firsts, self.tree.end[node])

    def line_of(self, run: Run) -> int:
        """The block that the run's line is in, looking through links."""
        node = run.home
        while node > 0 and not self.is_block[node]:
            node = self.tree.parent[node]
        return node

    def is_same_line(self, before: Run, after: Run) -> bool:
        """Whether no block and no `br` stands between two runs that follow each other."""
        if self.line_of(before) != self.line_of(after):
            return False
        return not any(self.is_block[node] for node in range(before.nodes[-1] + 1, after.nodes[0]))

    def url(self, run: Run) -> str | None:
        """Absolute address of the link around the run; None if there is none."""
        return self.href(run.link) if run.link >= 0 else None

    def href(self, link: int) -> str | None:
        """Absolute address of a link, worked out once."""
        if link not in self._urls:
            self._urls[link] = self.tree.href(link)
        return self._urls[link]

    def is_byline(self, run: Run) -> bool:
        """Whether it names who wrote the story, by its words, its link or its class."""
        known = self._bylines.get(run.index)
        if known is None:
            known = self._bylines[run.index] = self._is_byline(run)
        return known

    def _is_byline(self, run: Run) -> bool:
        if run.words > _BYLINE_WORDS:
            return False
        if hints.opens_byline(run.text) or self._hint(run) == "byline":
            return True
        return run.link >= 0 and hints.is_author_link(self.url(run), self.tree.attribute(run.link, "rel"))

    def _hint(self, run: Run) -> str:
        if run.home not in self._hints:
            self._hints[run.home] = hints.class_hint(self.tree, run.home)
        return self._hints[run.home]

    def is_headline(self, run: Run) -> bool:
        """Whether it can be a headline by itself, whatever stands around it."""
        return self.headline_score(run) >= 2

    def headline_score(self, run: Run) -> float:
        """How much it looks like a headline: 2 is the least that one can be, 8 a bold link in a heading."""
        known = self._scores.get(run.index)
        if known is None:
            known = self._scores[run.index] = self._score(run)
        return known

    def _score(self, run: Run) -> float:
        if run.is_time or len(run.text) > _LONGEST_HEADLINE or run.words < 1:
            return 0.0
        words = run.words
        score = 0.0
        if run.heading:
            score += 3
        if run.link >= 0:
            score += 2
        if run.weight >= 600:
            score += 0.5
        if words >= _HEADLINE_WORDS:
            score += 2
        elif words >= 2:
            score += 0.5
        else:
            score -= 1.5
        if words > 35:
            score -= 2
        if run.text.endswith((":", "：")):
            score -= 3
        hint = self._hint(run)
        score += {"title": 1.0, "byline": -4.0, "kicker": -2.0, "teaser": -2.0}.get(hint, 0.0)
        if hint != "byline" and self.is_byline(run):
            score -= 4
        return score

"""Which of the judged lines are read: the hidden-text rule, and what other fields have read already."""

from collections.abc import Set
from heapq import nsmallest
from typing import NamedTuple

from capture.extract.article.headline import Headline
from capture.extract.article.judge import Verdict
from capture.extract.article.lines import PageLines, plain
from capture.extract.article.marks import Mark
from capture.extract.timestamps import is_time_only
from capture.models.base import Finding
from capture.models.extraction import Candidate, Decision
from capture.models.page import NodeFlag

# Hidden text is left out, with two exceptions. Text that is laid out but clipped right behind shown text of the same
# box is a collapsed body ("read more"). And if less than this share of the story shows, it waits for a script: then
# all of it is read. On the development pages dropping all hidden text lost four whole bodies.
_LEAST_SHOWN = 0.25
_SET_OFF = frozenset({"blockquote", "aside", "figure", "q"})
_QUOTE = int(Mark.QUOTE)
_LONGEST_QUOTE, _MOST_QUOTES = 320.0, 60
_RUNNERS_UP = 5


class Reading(NamedTuple):
    """Lines that are read, in page order, and what became of hidden ones."""

    kept: list[int]
    verdicts: dict[int, Verdict]
    hidden_share: float
    """Of the letters judged to be of the story, how many no reader sees."""
    hidden_read: bool

    @property
    def certainty(self) -> float:
        """Mean probability of the lines read, weighted by nothing: many doubtful lines are a doubtful story."""
        if not self.kept:
            return 0.0
        return sum(self.verdicts[i].probability for i in self.kept) / len(self.kept)

    def up_to(self, end: int | None) -> "Reading":
        """Without line `end` and what stands behind it; whole if that is None."""
        return self if end is None else self._replace(kept=[i for i in self.kept if i < end])

    def without_furniture(
        self, page: PageLines, *, headline: Headline, byline: int, dates: tuple[int, ...], language: str | None
    ) -> "Reading":
        """Without lines that only repeat the headline, name the authors, or tell the time."""
        title = plain(headline.text) if headline.text else ""
        drop = _pull_quotes(page, self.kept)
        for position, index in enumerate(self.kept):
            line = page.lines[index]
            early, late = position < 5 or index <= headline.line, position >= len(self.kept) - 3
            if (
                (title and early and line.plain == title)
                or index == headline.line
                or (
                    (early or late)
                    and index == byline
                    and line.weight < (100 if line.text.endswith((".", "!", "?")) else 200)
                )
                or (line.weight < 90 and (index in dates or early) and is_time_only(line.text, language))
                or (early and index in dates and line.weight < (80 if line.text.endswith((".", "!", "?")) else 160))
            ):
                drop.add(index)
        return self._replace(kept=[i for i in self.kept if i not in drop]) if drop else self

    def decision(self, page: PageLines, foreign: Set[int]) -> Decision:
        """The hidden-text rule, the least certain lines, and where other stories (`foreign`) start."""
        doubtful = nsmallest(
            _RUNNERS_UP, self.verdicts.values(), key=lambda verdict: (abs(verdict.probability - 0.5), verdict.line)
        )
        candidates = [
            _candidate(
                page, item.line, item.probability,
                ("read" if item.line in self.kept else "left out", *item.explained()),
            )
            for item in doubtful
        ]  # fmt: skip
        starts = [index for index in sorted(foreign) if index - 1 not in foreign]
        candidates += [
            _candidate(page, index, 0.0, ("left out", "with what follows it, of another story"))
            for index in starts[:_RUNNERS_UP]
        ]
        rule = f"{self.hidden_share:.0%} of the story is hidden: " + (
            "read, for it goes on where shown text ends, or is nearly all" if self.hidden_read else "left out"
        )
        return Decision(subject="article.text", rule=rule, chosen=None, runners_up=tuple(candidates))

    def findings(self, page: PageLines) -> list[Finding]:
        """A note if hidden text was read."""
        if not self.hidden_read:
            return []
        node = next((page.lines[i].node for i in self.kept if not page.lines[i].visible), None)
        return [Finding(
            code="hidden-text-read", severity="info",
            message=f"{self.hidden_share:.0%} of the story was not shown when the page was observed",
            node=page.tree.node_id(node) if node is not None else None,
        )]  # fmt: skip


def _candidate(page: PageLines, index: int, score: float, reasons: tuple[str, ...]) -> Candidate:
    node = page.lines[index].node
    return Candidate(
        node=page.tree.node_id(node), path=page.tree.css_path(node), text=page.lines[index].text[:120],
        score=round(score, 3), reasons=reasons,
    )  # fmt: skip


def _pull_quotes(page: PageLines, kept: list[int]) -> set[int]:
    """Lines set off from the story that only repeat words of one of its paragraphs."""
    offset = [
        i for i in kept
        if 15 <= page.lines[i].weight <= _LONGEST_QUOTE
        and (not _SET_OFF.isdisjoint(page.tags(i)) or page.marks(i) & _QUOTE)
    ][:_MOST_QUOTES]  # fmt: skip
    if not offset:
        return set()
    others = set(offset)
    story = "\n".join(f" {page.lines[i].plain} " for i in kept if i not in others)
    return {i for i in offset if f" {page.lines[i].plain} " in story}


def read_lines(page: PageLines, verdicts: dict[int, Verdict]) -> Reading:
    """Lines judged to be of the story, less those that no reader sees or can unfold."""
    likely = [index for index, verdict in sorted(verdicts.items()) if verdict.kept]
    weight = sum(page.lines[i].weight for i in likely) or 1.0
    hidden = [i for i in likely if not page.lines[i].visible]
    share = sum(page.lines[i].weight for i in hidden) / weight
    if share > 1.0 - _LEAST_SHOWN:
        return Reading(likely, verdicts, share, hidden_read=True)
    unfolded = _collapsed(page, likely)
    kept = [i for i in likely if page.lines[i].visible or i in unfolded]
    return Reading(kept, verdicts, share, hidden_read=bool(unfolded))


def _collapsed(page: PageLines, likely: list[int]) -> set[int]:
    """Clipped lines that go on where shown ones of the same box end."""
    tree, found, last = page.tree, set[int](), -1
    for index in likely:
        line = page.lines[index]
        if line.visible:
            last = index
        elif last >= 0 and tree.flags[line.first] & NodeFlag.RENDERED and tree.flags[line.first] & NodeFlag.CLIPPED:
            shown = page.lines[last]
            if tree.parent[line.block] == tree.parent[shown.block] and tree.box(line.first).height > 5:
                found.add(index)
                last = index
    return found

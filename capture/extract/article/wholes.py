"""Parts that are read whole or not at all: lists and tables among the paragraphs, and lines that are numbered.

The weights see one line at a time, and a row of a list or table looks like no paragraph.
"""

import re
from collections.abc import Iterator, Sequence

from capture.extract.article.blocks import is_data_table
from capture.extract.article.facts import LineFacts
from capture.extract.article.lines import PageLines

_LITTLE_LINK = 0.35
# Of the story's prose, how much stands beside the list or one box further out.
_AMONG = 0.3
_NUMBER = re.compile(r"(\d{1,3})[.):]\s")
_FEWEST_NUMBERED = 4


def wholes(facts: LineFacts, kept: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    """Lines of each part that belongs to the story, and why. `kept`: the lines that were judged to, in order."""
    if kept:
        yield from _lists_and_tables(facts, range(kept[0], kept[-1] + 1))
        yield from _numbered(facts, frozenset(kept))


def _lists_and_tables(facts: LineFacts, body: range) -> Iterator[tuple[Sequence[int], str]]:
    """Such with few links that stand between lines of the story, in no box of their own."""
    page, tree = facts.page, facts.page.tree
    for tag in ("ul", "ol", "dl", "table"):
        for node in tree.tagged.get(tag, ()):
            part = page.within(node)
            if not part or not _stands_among(page, part, body) or not tree.contains(facts.root, node):
                continue
            if facts.link_share(part) > _LITTLE_LINK or facts.is_in_box(part.start):
                continue
            if tag == "table" and is_data_table(page, node):
                yield part, "of a table between lines of the story"
            elif tag != "table" and facts.prose_beside(node) >= _AMONG:
                yield part, "of a list among the paragraphs"


def _stands_among(page: PageLines, part: range, body: range) -> bool:
    """Whether lines of the story stand before and behind a part, or the one before it leads to it with a colon."""
    leads = page.lines[part.start - 1].text.endswith((":", "：")) and part.start <= body.stop
    return body.start < part.start and (part.stop < body.stop or leads)


def _numbered(facts: LineFacts, kept: frozenset[int]) -> Iterator[tuple[Sequence[int], str]]:
    """Lines that count up side by side, of which half were judged to be of the story."""
    page, runs, latest = facts.page, list[list[int]](), dict[int, tuple[int, list[int]]]()
    for index in facts.indexes:
        line = page.lines[index]
        match = _NUMBER.match(line.text)
        if match is None:
            continue
        number, beside = int(match.group(1)), page.tree.parent[line.block]
        before, run = latest.get(beside, (0, []))
        if number != before + 1:
            run = []
        if not run:
            runs.append(run)
        run.append(index)
        latest[beside] = number, run
    for run in runs:
        if len(run) >= _FEWEST_NUMBERED and 2 * sum(index in kept for index in run) >= len(run):
            yield run, "of a numbered row of lines"

"""Very long stories: what stands in the midst of hundreds of like paragraphs is not weighed line by line.

To weigh a line takes 130 facts and 150 trees: more than a second for a story of ten thousand lines. Yet what tells one
line from another is its markup and look, what stands within a few lines of it, and what has been passed on the way to
it. All of that is the same for paragraphs that follow each other by the hundred in one element. So of such a run only
the lines near its ends are weighed, and where these agree, those between them are as they are. Only very long stories
have such a run.
"""

from collections.abc import Hashable
from itertools import groupby

from capture.extract.article.facts import CORE_SCORE, SHORT, LineFacts
from capture.extract.article.phrases import phrases

# So long that half of a run is spared. The longest run on the 374 pages of both benchmarks has 32 lines.
LEAST = 250
# Lines at either end that are weighed: no fact tells distances of more than 60 lines apart.
ENDS = 60
# A shorter line may be a label, and one that is not long furniture by what it says.
_LEAST_WEIGHT = 60.0


def long_runs(facts: LineFacts) -> list[range]:
    """Indexes of lines of prose that follow each other and are alike, of each run that is long."""
    if len(facts.core) < LEAST:
        return []
    found: list[range] = []
    for look, group in groupby(range(len(facts.page.lines)), key=lambda index: _look(facts, index)):
        run = list(group)
        if look is not None and len(run) >= LEAST:
            found.append(range(run[0], run[-1] + 1))
    return found


def midst(run: range) -> range:
    """The lines of a long run that are as its ends are."""
    return run[ENDS:-ENDS]


def _look(facts: LineFacts, index: int) -> Hashable:
    """What lines must share to be alike; None for a line that is not plain prose, said once on the page."""
    line = facts.page.lines[index]
    if (
        facts.scores[index] < CORE_SCORE
        or line.weight < _LEAST_WEIGHT
        or line.heading
        or line.link
        or not line.visible
        or index in facts.foreign
        or facts.copies[line.plain] > 1
        or (line.weight < SHORT and phrases(line.text))
    ):
        return None
    tree, nodes, block = facts.page.tree, facts.page.tree.page.nodes, line.block
    markup = (tree.parent[block], tree.tag[block], tree.attribute(block, "class"))
    return (*markup, nodes.style[block], nodes.x[block], nodes.width[block], line.font_px, line.bold > 0.5)

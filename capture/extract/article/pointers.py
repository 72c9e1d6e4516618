"""Pointers: lines between paragraphs that lead to another story, as "Read more: its headline" does in any language."""

from collections import defaultdict

from capture.extract.article.lines import Line, PageLines, plain
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.tree import TreeIndex

_RELATED = 1 << KINDS.index("related")
_MOSTLY_LINK = 0.5
# A label that stands before the headlines of this many other stories says "read more", in whatever language.
_REPEATED = 3
_SHORTEST_HEADLINE, _LONGEST_LABEL = 20, 40.0


def pointers(page: PageLines) -> frozenset[int]:
    """Indexes of all lines that are mostly a link, behind a label that says "read more" or is used time and again."""
    lines, found, labelled = page.lines, set[int](), defaultdict[str, list[int]](list)
    for index, line in enumerate(lines):
        leads = line.link >= _MOSTLY_LINK and not line.heading
        # A label may be a line of its own, above the links.
        if leads and (index - 1 in found or phrases(line.text) & _RELATED):
            found.add(index)
        elif leads and (label := _label(page.tree, line)):
            labelled[label].append(index)
        elif (
            line.weight <= _LONGEST_LABEL
            and index + 1 < len(lines)
            and lines[index + 1].link >= _MOSTLY_LINK
            and phrases(line.text) & _RELATED
        ):
            found.add(index)
    for same in labelled.values():
        if len(same) >= _REPEATED:
            found.update(same)
    return frozenset(found)


def _label(tree: TreeIndex, line: Line) -> str:
    """What stands before the headline that is a link and ends the line; empty if the line is made in another way."""
    label, headline, links = "", "", set[int]()
    for text in range(line.first, line.last + 1):
        data = tree.data[text]
        link = next((up for up in tree.ancestors(text) if tree.tag[up] == "a"), None) if data.strip() else None
        if link is not None:
            headline += data
            links.add(link)
        elif headline and data.strip():
            return ""
        else:
            label += data
    return plain(label) if len(links) == 1 and len(headline) >= _SHORTEST_HEADLINE else ""

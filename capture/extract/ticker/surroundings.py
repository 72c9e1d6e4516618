"""What is around each node: the block or link of its line, its heading, whether it is folded away; in one pass."""

from typing import NamedTuple

from capture.extract.tree import TreeIndex
from capture.models.page import NodeKind

_DOCUMENT = int(NodeKind.DOCUMENT)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Surroundings(NamedTuple):
    """Columns by node id."""

    is_block: list[bool]
    """A line of text ends where the node begins."""
    holds_block: list[bool]
    """It is a block or has one inside: an inline element with blocks in it is no part of a line."""
    barrier: list[int]
    """The block or link that holds the node's line, or the node itself."""
    link: list[int]
    """The `a` at or above the node, or -1."""
    heading: list[int]
    """Level of the `h1` to `h6` at or above the node, or 0."""
    folded: list[bool]
    """In a closed `details`, which the layout reports as visible."""


def read_surroundings(tree: TreeIndex) -> Surroundings:
    """Surroundings of every node of the page."""
    is_block = tree.blocks
    folds = "details" in tree.tagged
    barrier, link, heading = [0] * tree.count, [-1] * tree.count, [0] * tree.count
    folded = [False] * tree.count
    parents, tags, kinds = tree.parent, tree.tag, tree.kind
    for node in range(1, tree.count):
        up, tag = parents[node], tags[node]
        barrier[node], link[node], heading[node] = barrier[up], link[up], heading[up]
        if folds:
            closed = tags[up] == "details" and tag != "summary" and "open" not in tree.attributes(up)
            folded[node] = folded[up] or closed
        if not tag:
            if kinds[node] == _DOCUMENT:
                barrier[node], link[node], heading[node] = node, -1, 0
            continue
        if tag == "a":
            barrier[node] = link[node] = node
        elif is_block[node] or tag == "button":
            barrier[node] = node
        if tag in _HEADINGS:
            heading[node] = _HEADINGS[tag]
    return Surroundings(is_block, _holding(tree, is_block), barrier, link, heading, folded)


def _holding(tree: TreeIndex, is_block: list[bool]) -> list[bool]:
    holds = [block and tree.tag[node] != "br" for node, block in enumerate(is_block)]
    for node in range(tree.count - 1, 0, -1):
        if holds[node]:
            holds[tree.parent[node]] = True
    return holds

"""What a hostile rendered page could get past its model: references to nothing, a tree that is none.

Checked where a file is read, not for pages that our own observer has just built.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from math import isfinite
from urllib.parse import urlsplit

from capture.models.page import NodeKind, RenderedPage

_FIRST_YEAR, _LAST_YEAR = 1990, 9998
"""Older than the web, or so near to the calendar's end that another time zone overflows it."""
_KINDS = frozenset(NodeKind)


def fault_of(page: RenderedPage) -> str | None:
    """One line on what is wrong with `page`; None if extraction can trust it."""
    nodes = page.nodes
    count = len(nodes.parent)
    if not _is_one_tree(nodes.parent):
        return "the nodes are not one tree in document order"
    if nodes.kind[0] != NodeKind.DOCUMENT or not _KINDS.issuperset(nodes.kind):
        return "a node is of no known kind, or the first is no document"
    if min(nodes.frame) < 0 or min(chain(nodes.name, nodes.text, nodes.style)) < -1:
        return "a node refers to a string, style or frame that is not there"
    if any(len(pairs) % 2 or min(pairs, default=0) < 0 for pairs in nodes.attributes):
        return "attributes are not pairs of strings"
    if not all(map(isfinite, chain(nodes.x, nodes.y, nodes.width, nodes.height, (page.device_scale_factor,)))):
        return "a coordinate is not a number"
    if any(not 0 <= node < count for node in _nodes_named(page)):
        return "a frame, image or rotating spot is at a node that is not there"
    if not _FIRST_YEAR <= page.observed_at.year <= _LAST_YEAR:
        return f"observed in the year {page.observed_at.year}"
    try:
        urlsplit(page.url)
    except ValueError:
        return "its address is none"
    return None


def _is_one_tree(parents: Sequence[int]) -> bool:
    """Whether only the first node has no parent, and each subtree is a contiguous range (pre-order)."""
    if not parents or parents[0] != -1:
        return False
    open_nodes = [0]
    for node in range(1, len(parents)):
        while open_nodes and open_nodes[-1] != parents[node]:
            open_nodes.pop()
        if not open_nodes:
            return False
        open_nodes.append(node)
    return True


def _nodes_named(page: RenderedPage) -> Iterable[int]:
    for frame in page.frames:
        yield from (node for node in (frame.owner, frame.root) if node is not None)
    yield from (image.node for image in page.images)
    yield from (spot.node for spot in page.rotating)
    yield from page.cut_attributes

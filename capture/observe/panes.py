"""Panes that scroll within the page: pictures and prints show what stood in them, not all that they hold."""

from capture.models.base import Finding, NodeId
from capture.models.page import NodeFlag, NodeKind, RenderedPage

_MIN_SHARE = 0.25
"""Of the window's width and height: a smaller pane is a menu or a list of its own, not the page."""
_MIN_MORE_PX = 40
"""Two lines; less is a rounded edge."""


def inner_scrolls(page: RenderedPage) -> tuple[Finding, ...]:
    """A finding for each large pane that holds more than it shows, in document order, with the range that is shown."""
    scrolling = {number for number, style in enumerate(page.styles) if style.overflow_y in {"auto", "scroll"}}
    if not scrolling:
        return ()
    nodes = page.nodes
    width, height = page.viewport.width_px * _MIN_SHARE, page.viewport.height_px * _MIN_SHARE
    found: list[Finding] = []
    for node, style in enumerate(nodes.style):
        if (
            style in scrolling
            and nodes.flags[node] & NodeFlag.VISIBLE
            and nodes.width[node] >= width
            and nodes.height[node] >= height
            and (more := _content_bottom(page, node) - nodes.y[node] - nodes.height[node]) >= _MIN_MORE_PX
        ):
            shown = f"shows {nodes.height[node]:.0f} px and holds {more:.0f} px more below"
            text = f"a pane {nodes.width[node]:.0f} px wide {shown}; pictures and prints have what it shows"
            found.append(
                Finding(code="inner-scroll", severity="warning", message=text, source="capture", node=NodeId(node))
            )
    return tuple(found)


def _content_bottom(page: RenderedPage, pane: int) -> float:
    """Lower end of the lowest text in the pane, whether it is in view or not."""
    nodes, bottom, node = page.nodes, 0.0, pane + 1
    while node < len(nodes.parent) and nodes.parent[node] >= pane:
        if nodes.kind[node] == NodeKind.TEXT and nodes.flags[node] & NodeFlag.RENDERED:
            bottom = max(bottom, nodes.y[node] + nodes.height[node])
        node += 1
    return bottom

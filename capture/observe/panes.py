"""Panes that scroll within the page: the main one is laid open; of others, pictures and prints have what they show."""

import json
from importlib.resources import files

from capture.models.base import Finding, NodeId
from capture.models.page import NodeFlag, NodeKind, RenderedPage
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession

_PANE = files("capture.observe").joinpath("js", "pane.js").read_text(encoding="utf-8")

_MIN_SHARE = 0.25
"""Of the window's width and height: a smaller pane is a menu or a list of its own, not the page."""
_MIN_MORE_PX = 40
"""Two lines; less is a rounded edge."""


async def lay_open(live: LivePage, main: FrameSession) -> None:
    """Let the pane that was scrolled in the window's place be as tall as what it holds, if that can be done.

    Call it on the frozen page, before that is read: boxes, picture and print then have the whole of it.
    """
    with playwright_errors():
        told = await main.evaluate(_PANE)
    if told:
        pane = json.loads(told)
        detail = (
            f"the pane <{pane['name']}> of {pane['width']} by {pane['shown']} px, which scrolls in the window's place,"
        )
        live.act("open-pane", f"{detail} was laid open to all its {pane['whole']} px, by a style sheet of the tool")


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

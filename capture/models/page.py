"""`RenderedPage`: everything observed of a page in one pass, as columns indexed by node id.

Columns, because validating 12,000 nodes as a model each cost 0.24 s and the same values as arrays a tenth of it.
"""

import builtins
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from capture.models.base import FrozenModel, NodeId, Size


class NodeKind(IntEnum):
    """DOM node types (DOM Standard, 4.4) that a snapshot keeps; comments and processing instructions are not kept."""

    ELEMENT = 1
    TEXT = 3
    DOCUMENT = 9
    SHADOW_ROOT = 11


class NodeFlag(IntFlag):
    """What the browser's layout said about a node."""

    RENDERED = 1
    """Has at least one layout box (not `display: none`, not an empty inline)."""
    VISIBLE = 2
    """Rendered, `visibility: visible`, and neither it nor an ancestor has opacity 0."""
    CLIPPED = 4
    """An ancestor's overflow or clip leaves less than a pixel of it: a collapsed body, a text for screen readers."""
    OUTSIDE = 8
    """Its box lies wholly left of or above the page: no scrolling can show it."""
    FIXED = 16
    """It or an ancestor has `position: fixed`: an overlay, not part of the page's flow."""


class Style(FrozenModel):
    """Computed styles of an element (CSSOM, resolved values); nodes share equal ones."""

    display: str
    visibility: str
    position: str
    float: str
    opacity: str
    font_size_px: builtins.float  # `float` is the CSS property here
    font_weight: int
    font_style: str
    color: str
    background_color: str
    text_align: str
    text_transform: str
    white_space: str
    overflow_x: str
    overflow_y: str
    z_index: str
    direction: str


class NodeTable(FrozenModel):
    """One entry per node, in document order of the flat tree; all columns have the same length.

    Order: a shadow root is the first child of its host; nodes assigned to a `slot` stand under it; light children that
    no slot shows follow the shadow root; the document of a frame is the child of its `iframe` element.
    """

    parent: tuple[int, ...]
    """Node id of the parent, smaller than the node's own; -1 for the main document."""
    kind: tuple[int, ...]
    """A `NodeKind`."""
    name: tuple[int, ...]
    """String id of the lower-case local name; -1 unless an element."""
    text: tuple[int, ...]
    """String id of a text node's data, exactly as in the DOM; -1 otherwise. Code of scripts and styles is left out
    (it is in page.html); JSON data blocks are kept."""
    attributes: tuple[tuple[int, ...], ...]
    """String ids: name, value, name, value... Values over 8,192 characters are cut, see
    `RenderedPage.cut_attributes`."""
    style: tuple[int, ...]
    """Index into `RenderedPage.styles`; -1 for text and for elements that are not rendered."""
    x: tuple[float, ...]
    y: tuple[float, ...]
    width: tuple[float, ...]
    height: tuple[float, ...]
    """Border box of an element, bounding box of the glyph runs of a text; page coordinates; zeros if not rendered."""
    flags: tuple[int, ...]
    """A `NodeFlag` set."""
    frame: tuple[int, ...]
    """Index into `RenderedPage.frames`."""


class Frame(FrozenModel):
    """A document of the page: the main one first, then every iframe that was found."""

    url: str
    owner: NodeId | None
    """The `iframe` or `frame` element; None for the main frame."""
    root: NodeId | None
    """Its document node; None if the frame could not be read."""
    reason: str | None = None
    """Why it could not be read."""


class ImageState(FrozenModel):
    """Whether an `img` really had its picture when the page was observed."""

    node: NodeId
    current_src: str
    natural_width_px: int
    natural_height_px: int
    complete: bool


class Sighting(FrozenModel):
    """One state of a spot whose content changes in place (a rotating ticker)."""

    seen_at: AwareDatetime
    text: str
    url: str | None
    """First link of the spot at that moment, absolute."""


class RotatingSpot(FrozenModel):
    """An element whose text was seen to change while the page was settling, with each state that was seen, in order."""

    node: NodeId
    sightings: tuple[Sighting, ...]


class RenderedPage(FrozenModel):
    """A page at one instant: DOM, text, geometry, visibility and styles of all frames; extraction is pure on it."""

    format_version: Literal["1.0"] = "1.0"
    url: str
    """Address of the main document when it was observed."""
    title: str
    observed_at: AwareDatetime
    """When the page was frozen, UTC."""
    language: str | None
    """`lang` of the root element, as written; else the Content-Language header or meta; None if neither."""
    compat_mode: Literal["CSS1Compat", "BackCompat"]
    character_set: str
    viewport: Size
    document: Size
    """Scrollable size of the page."""
    device_scale_factor: float
    frames: tuple[Frame, ...]
    strings: tuple[str, ...]
    styles: tuple[Style, ...]
    nodes: NodeTable
    images: tuple[ImageState, ...] = ()
    rotating: tuple[RotatingSpot, ...] = ()
    cut_attributes: tuple[NodeId, ...] = ()
    """Nodes with an attribute value that was cut; whole in page.html."""
    replaced_surrogates: int = Field(default=0, ge=0)
    """Number of strings in which a lone UTF-16 surrogate was replaced by U+FFFD: such a text has no UTF-8 form."""

    @property
    def captured_at(self) -> datetime:
        """The instant that relative and incomplete times on the page are held against."""
        return self.observed_at

    @model_validator(mode="after")
    def _columns_agree(self) -> Self:
        nodes = self.nodes
        count = len(nodes.parent)
        columns = (nodes.kind, nodes.name, nodes.text, nodes.attributes, nodes.style, nodes.x, nodes.y)
        if any(len(column) != count for column in (*columns, nodes.width, nodes.height, nodes.flags, nodes.frame)):
            raise ValueError("columns of the node table differ in length")
        if any(not -1 <= parent < node for node, parent in enumerate(nodes.parent)):
            raise ValueError("a parent does not come before its child")
        texts, styles, frames = len(self.strings), len(self.styles), len(self.frames)
        if count and not (
            max(nodes.name) < texts
            and max(nodes.text) < texts
            and max(nodes.style) < styles
            and max(nodes.frame) < frames
            and max((max(pair) for pair in nodes.attributes if pair), default=-1) < texts
        ):
            raise ValueError("a node refers to a string, style or frame that is not there")
        return self

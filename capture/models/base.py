"""The frozen base of every value that crosses a module or a file: well formed or not there at all."""

from typing import Literal, NewType

from pydantic import BaseModel, ConfigDict

NodeId = NewType("NodeId", int)
"""Index of a node in `NodeTable`; document order, so a subtree is a contiguous range."""


class FrozenModel(BaseModel):
    """Immutable, and closed: an unknown key is an error, never dropped."""

    # Built when first used: a model that is only a part of others needs no validator of its own.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Size(FrozenModel):
    """Width and height in CSS pixels."""

    width_px: int
    height_px: int


class Box(FrozenModel):
    """A rectangle in CSS pixels, measured from the top left corner of the page (not of the viewport)."""

    x: float
    y: float
    width: float
    height: float


Severity = Literal["info", "warning", "error"]


class Finding(FrozenModel):
    """Something odd that a reader of the record has to know; never an exception."""

    code: str
    """Stable, kebab-case, listed in docs/bundle-format.md."""
    severity: Severity
    message: str
    """One line for people."""
    source: Literal["capture", "extraction"] = "extraction"
    """Who found it: `capture` saw it on the live page, `extraction` in the snapshot, and will again offline."""
    node: NodeId | None = None

"""explain.json: why each value of capture.json was chosen."""

from typing import Literal

from capture.models.base import FrozenModel
from capture.models.extraction import Decision


class Explanation(FrozenModel):
    """The decisions of one extraction."""

    format_version: Literal["1.0"] = "1.0"
    tool: str
    """Name and version of what extracted: the same version gives the same bytes from the same rendered.json.gz."""
    decisions: tuple[Decision, ...]
    """In the order they were taken."""

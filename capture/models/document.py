"""The file that an address turned out to be, where it is no page."""

from capture.models.base import FrozenModel
from capture.models.manifest import PortablePath


class Document(FrozenModel):
    """A file as it was sent, and what was made of it. Size and digest of each are in `artifacts`."""

    path: PortablePath
    """Relative to `data/`; the name is the tool's."""
    media_type: str | None
    """As the server says."""
    suggested_name: str | None = None
    """What it would have been saved as, cut at 200 characters; None if the browser showed it."""
    pages: int | None = None
    """Of a PDF; None for anything else, and for one that cannot be read."""
    pages_pictured: int = 0
    """The first so many are pictures in the bundle."""
    text_path: PortablePath | None = None
    """The text of a PDF, a form feed after each page."""
    reason: str | None = None
    """Why a PDF has no pictures or no text, or not of all pages."""

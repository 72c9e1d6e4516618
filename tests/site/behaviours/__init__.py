"""All odd behaviours; importing this package registers them."""

from tests.site.behaviours import (
    astray,
    documents,
    files,
    frames,
    hostile,
    layout,
    moving,
    network,
    overlays,
    replay,
    sessions,
    transport,
)

__all__ = [
    "astray",
    "documents",
    "files",
    "frames",
    "hostile",
    "layout",
    "moving",
    "network",
    "overlays",
    "replay",
    "sessions",
    "transport",
]

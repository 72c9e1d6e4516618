"""All odd behaviours; importing this package registers them."""

from tests.site.behaviours import files, frames, hostile, layout, moving, overlays, sessions, transport

__all__ = ["files", "frames", "hostile", "layout", "moving", "overlays", "sessions", "transport"]

"""The size of a picture, from the first bytes of its file."""

from capture.models.base import Size

HEADER_BYTES = 24
"""Signature, then length, type, width and height of the IHDR chunk, which always comes first (PNG, 5.6)."""
_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"


def png_size(head: bytes) -> Size | None:
    """Width and height in the picture's own pixels; None if `head` does not begin a PNG."""
    if len(head) < HEADER_BYTES or not head.startswith(_START):
        return None
    return Size(width_px=int.from_bytes(head[16:20], "big"), height_px=int.from_bytes(head[20:24], "big"))

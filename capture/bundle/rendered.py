"""rendered.json.gz: one `RenderedPage` as bytes and back; the same page always gives the same bytes."""

import zlib

from capture.bundle.consistency import fault_of
from capture.bundle.parse import parse_model
from capture.errors import BundleError
from capture.models.page import RenderedPage

MAX_RENDERED_BYTES = 256 * 1024 * 1024
"""Of the JSON. A page of 12,000 nodes has about 2 MB; a gzip bomb makes a thousand bytes of one."""
_LEVEL = 3
"""5% larger than level 6 in a third of its time (8 against 25 ms for 5,000 nodes)."""
_GZIP = 16 + zlib.MAX_WBITS
"""zlib's number for the gzip wrapping (RFC 1952)."""


def encode_rendered_page(page: RenderedPage) -> bytes:
    """Compressed JSON without a time or a name in its header."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(page.model_dump_json().encode("utf-8")) + packer.flush()


def decode_rendered_page(content: bytes, *, name: str) -> RenderedPage:
    """The page in the file called `name`. Raises `BundleError` for anything else, and for what is too large."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(content, MAX_RENDERED_BYTES)
    except zlib.error as error:
        raise BundleError(f"{name}: not gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise BundleError(f"{name}: more than {MAX_RENDERED_BYTES} bytes when unpacked")
    if not unpacker.eof:
        raise BundleError(f"{name}: the compressed data is cut off")
    if unpacker.unused_data:
        raise BundleError(f"{name}: something follows the compressed data")
    page = parse_model(RenderedPage, text, name=name)
    if fault := fault_of(page):
        raise BundleError(f"{name}: {fault}")
    return page

"""Pictures are cut without being decoded: every pixel must be the one that a decoder would have given."""

import io
import struct
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from capture.observe.png import Area, Picture, cut

WIDTH, HEIGHT = 13, 9
NONE, SUB, UP, AVERAGE, PAETH = range(5)


def sample(x: int, y: int, channel: int) -> int:
    """No two neighbours alike, and differences that pass below zero."""
    return (x * 37 + y * 91 + channel * 53 + x * y * 7) % 256


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(filters: Sequence[int], *, channels: int = 3, parts: int = 1) -> bytes:
    """A picture of `sample`s whose rows have these filters (PNG, 9.2), in so many IDAT chunks."""
    rows = bytearray()
    above = bytes(WIDTH * channels)
    for y, kind in enumerate(filters):
        row = bytes(sample(x, y, channel) for x in range(WIDTH) for channel in range(channels))
        rows.append(kind)
        for at, value in enumerate(row):
            left = row[at - channels] if at >= channels else 0
            corner = above[at - channels] if at >= channels else 0
            guess = (0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner))[kind]
            rows.append((value - guess) % 256)
        above = row
    packed = zlib.compress(bytes(rows))
    size = -(-len(packed) // parts)
    header = struct.pack(">IIBBBBB", WIDTH, len(filters), 8, 2 if channels == 3 else 6, 0, 0, 0)
    data = b"".join(chunk(b"IDAT", packed[start : start + size]) for start in range(0, len(packed), size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"tEXt", b"Title\0x") + data + chunk(b"IEND", b"")


def paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    nearest = min(abs(guess - left), abs(guess - above), abs(guess - corner))
    return next(value for value in (left, above, corner) if abs(guess - value) == nearest)


def saved(mode: str, **options: object) -> bytes:
    """A picture as Pillow writes it."""
    image = Image.new(mode, (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            many = tuple(sample(x, y, channel) for channel in range(4))
            image.putpixel((x, y), many[: len(image.getbands())] if len(image.getbands()) > 1 else many[0])
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def opened(source: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(source))
    image.load()
    return image


def assert_exact(source: bytes, areas: Sequence[Area]) -> None:
    pieces = cut([Picture.of(source)], areas).pictures
    assert len(pieces) == len(areas)
    for piece, area in zip(pieces, areas, strict=True):
        whole, part = opened(source), opened(piece.png)
        mode = "RGBA" if part.mode == "RGBA" else "RGB"
        expected = whole.convert(mode).crop((area.left, area.top, area.right, area.bottom))
        assert (part.width, part.height) == expected.size == (piece.width_px, piece.height_px)
        assert part.convert(mode).tobytes() == expected.tobytes()


@st.composite
def areas(draw: st.DrawFn) -> Area:
    left = draw(st.integers(0, WIDTH - 1))
    top = draw(st.integers(0, HEIGHT - 1))
    return Area(left, top, draw(st.integers(left + 1, WIDTH)), draw(st.integers(top + 1, HEIGHT)))


upward = st.lists(st.sampled_from([NONE, UP]), min_size=HEIGHT, max_size=HEIGHT)
any_filter = st.lists(st.sampled_from([NONE, SUB, UP, AVERAGE, PAETH]), min_size=HEIGHT, max_size=HEIGHT)
channels = st.sampled_from([3, 4])


@given(filters=upward, channels=channels, areas=st.lists(areas(), min_size=1, max_size=4), parts=st.integers(1, 3))
def test_rows_that_lean_on_the_row_above_are_moved_exactly(
    filters: list[int], channels: int, areas: list[Area], parts: int
) -> None:
    assert_exact(png(filters, channels=channels, parts=parts), areas)


@given(filters=any_filter, areas=st.lists(areas(), min_size=1, max_size=3))
def test_rows_filtered_in_any_other_way_are_cut_exactly(filters: list[int], areas: list[Area]) -> None:
    assert_exact(png(filters), areas)


@given(area=areas())
@pytest.mark.parametrize(
    "source", [saved("P"), saved("L"), saved("1"), saved("RGB", bits=8)], ids=["P", "L", "1", "RGB"]
)
def test_palettes_greys_and_what_pillow_writes_are_cut_exactly(source: bytes, area: Area) -> None:
    assert_exact(source, [area])


def test_sixteen_bits_a_sample_are_cut() -> None:
    row = b"\0" + b"".join(struct.pack(">HHH", x * 4000, 65535 - x * 4000, 257 * x) for x in range(WIDTH))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(row * HEIGHT))
    source = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")
    assert_exact(source, [Area(2, 3, 7, 8)])


def test_no_area_gives_no_picture() -> None:
    assert cut([Picture.of(png([UP] * HEIGHT))], []).pictures == ()

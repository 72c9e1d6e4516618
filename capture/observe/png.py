"""Cuts pieces out of a tall PNG by moving its rows, without decoding a pixel.

Decoding a page of 10,000 rows and encoding its article anew costs 0.5 s of CPU, as much as taking the picture. Chromium
writes every row with the filter "Up" when asked for speed: a row is then the difference to the row above it (PNG, 9.2),
so a run of rows, and of columns, stays right when it is moved as it is; only its first row has to be made absolute.
Pictures filtered otherwise are brought into that form first.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from isal import isal_zlib
from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NONE, _UP = 0, 2
_CHANNELS = {2: 3, 6: 4}  # colour types RGB and RGBA
_CHUNK_BYTES = 1 << 20
# isal's quickest level that still compresses; level 0 of isal is about zlib's 1.
_LEVEL = 1


@dataclass(frozen=True)
class Picture:
    """A PNG and its size in its own pixels."""

    png: bytes
    width_px: int
    height_px: int

    @classmethod
    def of(cls, png: bytes) -> "Picture":
        """A picture with the size that its header gives."""
        width, height = struct.unpack(">II", png[16:24])
        return cls(png, width, height)


@dataclass(frozen=True)
class Area:
    """Pixels of a picture: `left` and `top` are in, `right` and `bottom` are not."""

    left: int
    top: int
    right: int
    bottom: int


def cut(picture: Picture, areas: Sequence[Area]) -> tuple[Picture, ...]:
    """Each area as a picture of its own, in one pass. Every area must lie within the picture and hold a pixel."""
    try:
        return _cut(_Rows.of(picture.png), areas)
    except _CannotMove:
        return _cut(_Rows.decoded(picture.png), areas)


class _CannotMove(Exception):
    """A row stands in another relation to its neighbours than to the one above."""


def _cut(rows: "_Rows", areas: Sequence[Area]) -> tuple[Picture, ...]:
    cutters = [_Cutter(area, rows.channels) for area in areas]
    last = max((area.bottom for area in areas), default=0)
    for number, row in enumerate(rows.read()):
        if number >= last:
            break
        for cutter in cutters:
            cutter.take(number, row)
    return tuple(cutter.finish(rows.colour_type) for cutter in cutters)


@dataclass(frozen=True)
class _Rows:
    """The rows of a PNG of 8-bit RGB or RGBA: a filter byte, None or Up, then the samples."""

    width: int
    colour_type: int
    deflated: tuple[memoryview, ...]

    @classmethod
    def of(cls, png: bytes) -> "_Rows":
        """The rows as they stand in `png`. Raises `_CannotMove` for palettes, 16 bits and interlacing."""
        width, _, depth, colour_type, _, _, interlace = struct.unpack(">IIBBBBB", png[16:29])
        if depth != 8 or colour_type not in _CHANNELS or interlace:
            raise _CannotMove
        view, offset, deflated = memoryview(png), len(_SIGNATURE), []
        while offset < len(png):
            (length,) = struct.unpack(">I", png[offset : offset + 4])
            if png[offset + 4 : offset + 8] == b"IDAT":
                deflated.append(view[offset + 8 : offset + 8 + length])
            offset += 12 + length
        return cls(width, colour_type, tuple(deflated))

    @classmethod
    def decoded(cls, png: bytes) -> "_Rows":
        """The same picture with every row unfiltered."""
        with Image.open(io.BytesIO(png)) as image:
            pixels = image.convert("RGB")
        stride = pixels.width * 3
        data = pixels.tobytes()
        packed = isal_zlib.compressobj(_LEVEL)
        parts = [
            packed.compress(b"\0" + data[start : start + stride]) for start in range(0, stride * pixels.height, stride)
        ]
        parts.append(packed.flush())
        return cls(pixels.width, 2, (memoryview(b"".join(parts)),))

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour_type]

    def read(self) -> Iterator[bytes]:
        stride = self.width * self.channels + 1
        inflate = isal_zlib.decompressobj()
        rest = b""
        for part in self.deflated:
            for start in range(0, len(part), _CHUNK_BYTES):
                rest += inflate.decompress(part[start : start + _CHUNK_BYTES])
                whole = len(rest) - len(rest) % stride
                for offset in range(0, whole, stride):
                    yield rest[offset : offset + stride]
                rest = rest[whole:]


@dataclass
class _Cutter:
    """Collects the rows of one area."""

    area: Area
    channels: int
    _parts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._deflate = isal_zlib.compressobj(_LEVEL)
        self._columns = slice(1 + self.area.left * self.channels, 1 + self.area.right * self.channels)
        self._above = _Sum((self.area.right - self.area.left) * self.channels)

    def take(self, number: int, row: bytes) -> None:
        area, above = self.area, self._above
        if number >= area.bottom:
            return
        if row[0] not in (_NONE, _UP):
            raise _CannotMove
        samples = row[self._columns]
        if number <= area.top:
            above.add(samples, absolute=row[0] == _NONE)
            if number < area.top:
                return
            line = b"\0" + above.total()
        else:
            line = row[:1] + samples
        self._parts.append(self._deflate.compress(line))

    def finish(self, colour_type: int) -> Picture:
        self._parts.append(self._deflate.flush())
        width, height = self.area.right - self.area.left, self.area.bottom - self.area.top
        header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
        body = _chunk(b"IHDR", header) + _chunk(b"IDAT", b"".join(self._parts)) + _chunk(b"IEND", b"")
        return Picture(_SIGNATURE + body, width, height)


class _Sum:
    """Rows added up modulo 256, sample by sample: all samples of a row at once, in the lanes of two long integers."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._mask = int.from_bytes(b"\xff\x00" * (length // 2 + 1), "little")
        self._even = self._odd = 0

    def add(self, samples: bytes, *, absolute: bool) -> None:
        value = int.from_bytes(samples, "little")
        if absolute:
            self._even = self._odd = 0
        self._even = (self._even + (value & self._mask)) & self._mask
        self._odd = (self._odd + ((value >> 8) & self._mask)) & self._mask

    def total(self) -> bytes:
        return (self._even | self._odd << 8).to_bytes(self._length + 2, "little")[: self._length]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""Cuts pieces out of a tall PNG, or out of several stacked ones, by moving rows, without decoding a pixel.

Decoding a page of 10,000 rows and encoding its article anew costs 0.5 s of CPU, as much as taking the picture. Chromium
writes every row with the filter "Up" when asked for speed: a row is then the difference to the row above it (PNG, 9.2),
so a run of rows, and of columns, stays right when it is moved as it is; only its first row has to be made absolute.
The first row of a picture has nothing above it and is absolute by itself, so pictures can be stacked the same way.
Pictures filtered otherwise are brought into that form first.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isal import isal_zlib

from capture.models.base import Box

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NONE, _UP = 0, 2
_CHANNELS = {2: 3, 6: 4}  # colour types RGB and RGBA
_PART_BYTES = 1 << 14
"""Deflated data that is inflated at once: up to a thousand times as much comes of it."""
# isal's quickest level that still compresses; level 0 of isal is about zlib's 1.
_LEVEL = 1


class Picture(NamedTuple):
    """A PNG and its size in its own pixels."""

    png: bytes
    width_px: int
    height_px: int

    @classmethod
    def of(cls, png: bytes) -> "Picture":
        """A picture with the size that its header gives."""
        width, height = struct.unpack(">II", png[16:24])
        return cls(png, width, height)


class Area(NamedTuple):
    """Pixels of a picture: `left` and `top` are in, `right` and `bottom` are not."""

    left: int
    top: int
    right: int
    bottom: int


def area_of(box: Box, *, scale: int, within: tuple[int, int], margin_px: int = 0) -> Area | None:
    """The pixels that show `box` and `margin_px` CSS pixels around it, in a picture of width and height `within`.

    `scale` is the number of pixels a CSS pixel. None if the picture shows none of it.
    """
    left, top = max(0, int(box.x) - margin_px) * scale, max(0, int(box.y) - margin_px) * scale
    right = min(within[0], (int(box.x + box.width) + 1 + margin_px) * scale)
    bottom = min(within[1], (int(box.y + box.height) + 1 + margin_px) * scale)
    return Area(left, top, right, bottom) if left < right and top < bottom else None


class Pieces(NamedTuple):
    """What one pass over a picture brought."""

    pictures: tuple[Picture, ...]
    inked: tuple[bool, ...]
    """For each area that was probed, whether any of its rows differs from the row above: a line of text does that, a
    blank patch, and one of stripes from top to bottom, do not."""


def cut(tiles: Sequence[Picture], areas: Sequence[Area], *, probes: Sequence[Area] = ()) -> Pieces:
    """Each area of the stacked `tiles` as a picture of its own, and whether there is ink in `probes`, in one pass.

    The tiles have one width and stand below each other in order; every area must lie within them and hold a pixel.
    """
    whole = Area(0, 0, tiles[0].width_px, sum(tile.height_px for tile in tiles))
    ready = {whole: tiles[0]} if len(tiles) == 1 else {}
    channels = _channels(tiles[0].png)
    cutters = {area: _Cutter(area, channels) for area in dict.fromkeys(areas) if area not in ready}
    watchers = [_Probe(area, channels) for area in probes]
    last = max((area.bottom for area in (*cutters, *probes)), default=0)
    top = 0
    for tile in tiles:
        if top >= last:
            break
        below = top + tile.height_px
        _pass(
            tile,
            channels,
            top=top,
            last=min(last, below),
            cutters=[cutter for cutter in cutters.values() if cutter.area.top < below and cutter.area.bottom > top],
            watchers=[probe for probe in watchers if probe.area.top < below and probe.area.bottom > top],
        )
        top = below
    made = ready | {area: cutter.finish() for area, cutter in cutters.items()}
    return Pieces(tuple(made[area] for area in areas), tuple(probe.inked for probe in watchers))


def is_blank(picture: Picture) -> bool:
    """Whether all of it has one colour."""
    channels = _channels(picture.png)
    first = b""
    for band in _bands(picture.png, channels):
        for number, row in band.rows():
            kind, samples = row[0], row[1:]
            if number == 0:
                first = samples[:channels] * picture.width_px
            if samples != (bytes(len(samples)) if kind == _UP else first):
                return False
    return True


class _Band(NamedTuple):
    """Rows of a picture that follow each other: each a filter byte, None or Up, then the samples.

    Work goes by bands: a call for each row would cost more than the inflating and the deflating.
    """

    top: int
    """Number of the first row."""
    stride: int
    """Bytes a row."""
    data: bytes

    @property
    def bottom(self) -> int:
        """Number of the row after the last."""
        return self.top + len(self.data) // self.stride

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Each row from number `start` to before `stop` that is in this band, with its number."""
        for number in range(max(start, self.top), self.bottom if stop is None else min(stop, self.bottom)):
            offset = (number - self.top) * self.stride
            yield number, self.data[offset : offset + self.stride]

    def cut(self, start: int, stop: int, columns: slice) -> bytes:
        """Rows from number `start` to before `stop`, of which `columns` stay; the filter bytes stay too."""
        first, end = (max(start, self.top) - self.top) * self.stride, (min(stop, self.bottom) - self.top) * self.stride
        if columns.stop - columns.start == self.stride - 1:
            return self.data[first:end]
        data, left, right = self.data, columns.start, columns.stop
        return b"".join([data[at : at + 1] + data[at + left : at + right] for at in range(first, end, self.stride)])


def _pass(
    tile: Picture, channels: int, *, top: int, last: int, cutters: list["_Cutter"], watchers: list["_Probe"]
) -> None:
    """Show one tile, the first row of which is row `top` of the whole, to those that wait for rows of it."""
    for band in _bands(tile.png, channels, top=top):
        for cutter in cutters:
            cutter.take(band)
        for watcher in watchers:
            watcher.look(band)
        if band.bottom >= last:
            break


def _bands(png: bytes, channels: int, *, top: int = 0) -> Iterator[_Band]:
    """All rows, numbered from `top` on; the first is always absolute."""
    width, height, depth, colour_type, _, _, interlace = struct.unpack(">IIBBBBB", png[16:29])
    stride, number = width * channels + 1, 0
    if depth == 8 and _CHANNELS.get(colour_type) == channels and not interlace:
        for data in _stored_rows(png, stride):
            known = data if number else b"\0" + data[1:] if data[0] == _UP else data
            if set(known[::stride]) - {_NONE, _UP}:
                break
            yield _Band(top + number, stride, known)
            number += len(known) // stride
        else:
            if number < height:
                raise ValueError(f"a PNG of {height} rows ends after {number}")
            return
    for data in _decoded_rows(png, channels, start=number):
        yield _Band(top + number, stride, data)
        number += len(data) // stride


def _stored_rows(png: bytes, stride: int) -> Iterator[bytes]:
    """Whole rows, as many at a time as come."""
    inflate = isal_zlib.decompressobj()
    rest = b""
    for part in _deflated(png):
        rest += inflate.decompress(part)
        whole = len(rest) - len(rest) % stride
        if whole:
            yield rest[:whole]
            rest = rest[whole:]


def _deflated(png: bytes) -> Iterator[bytes]:
    """The data of all IDAT chunks in parts of like size: Chromium's chunks hold ten rows, those of others all."""
    view, offset, part = memoryview(png), len(_SIGNATURE), bytearray()
    while offset < len(png):
        (length,) = struct.unpack(">I", png[offset : offset + 4])
        if png[offset + 4 : offset + 8] == b"IDAT":
            for start in range(offset + 8, offset + 8 + length, _PART_BYTES):
                part += view[start : min(start + _PART_BYTES, offset + 8 + length)]
                if len(part) >= _PART_BYTES:
                    yield bytes(part)
                    part.clear()
        offset += 12 + length
    yield bytes(part)


def _decoded_rows(png: bytes, channels: int, *, start: int) -> Iterator[bytes]:
    """The rows from `start` on, unfiltered, each by itself."""
    from PIL import Image  # noqa: PLC0415  # 10 ms that few captures need

    with Image.open(io.BytesIO(png)) as image:
        pixels = image.convert("RGBA" if channels == 4 else "RGB")
    stride, samples = pixels.width * channels, pixels.tobytes()
    for offset in range(start * stride, len(samples), stride):
        yield b"\0" + samples[offset : offset + stride]


def _channels(png: bytes) -> int:
    """Samples a pixel that rows of this picture are read with."""
    return _CHANNELS.get(png[25], 3)


class _Cutter:
    """Collects the rows of one area."""

    def __init__(self, area: Area, channels: int) -> None:
        self.area = area
        self._channels = channels
        self._columns = slice(1 + area.left * channels, 1 + area.right * channels)
        self._above = _Sum((area.right - area.left) * channels)
        self._deflate = isal_zlib.compressobj(_LEVEL)
        self._parts: list[bytes] = []

    def take(self, band: _Band) -> None:
        area = self.area
        if band.top >= area.bottom:
            return
        for number, row in band.rows(stop=area.top + 1):
            self._above.add(row[self._columns], absolute=row[0] == _NONE)
            if number == area.top:
                self._parts.append(self._deflate.compress(b"\0" + self._above.total()))
        if band.bottom > area.top + 1:
            self._parts.append(self._deflate.compress(band.cut(area.top + 1, area.bottom, self._columns)))

    def finish(self) -> Picture:
        self._parts.append(self._deflate.flush())
        width, height = self.area.right - self.area.left, self.area.bottom - self.area.top
        colour_type = next(kind for kind, channels in _CHANNELS.items() if channels == self._channels)
        header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
        chunks = (_SIGNATURE, *_chunk(b"IHDR", [header]), *_chunk(b"IDAT", self._parts), *_chunk(b"IEND", []))
        return Picture(b"".join(chunks), width, height)


class _Probe:
    """Waits for a row of one area that differs from the row above it."""

    def __init__(self, area: Area, channels: int) -> None:
        self.area = area
        self.inked = False
        self._columns = slice(1 + area.left * channels, 1 + area.right * channels)
        self._same = bytes((area.right - area.left) * channels)
        self._above: bytes | None = None
        """The samples of the row above, where they are known as they are."""

    def look(self, band: _Band) -> None:
        if self.inked:
            return
        for _, row in band.rows(self.area.top + 1, self.area.bottom):
            samples = row[self._columns]
            if row[0] == _UP:
                self.inked = samples != self._same
                self._above = None
            else:
                self.inked = self._above is not None and samples != self._above
                self._above = samples
            if self.inked:
                return


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


def _chunk(kind: bytes, data: list[bytes]) -> Iterator[bytes]:
    checksum = zlib.crc32(kind)
    for part in data:
        checksum = zlib.crc32(part, checksum)
    yield struct.pack(">I", sum(map(len, data))) + kind
    yield from data
    yield struct.pack(">I", checksum)

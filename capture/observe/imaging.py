"""The frozen page as a picture of any height: taken in tiles where one shot would be wrong, or cost too much memory.

The browser paints a clip of the page without laying it out anew (Chromium 156, CDP `captureBeyondViewport`): a header
that sticks to the window and a footer that is fixed to it stand where the window stood, once, in one shot and in tiles
alike, and sections as tall as the window keep their height. A tile that is blank all the same is taken once more.
"""

import asyncio
from typing import NamedTuple

import pybase64

from capture.models.base import Box, Size
from capture.models.page import NodeFlag, NodeKind, RenderedPage
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.png import Area, Picture, area_of, is_blank

MAX_WIDTH_PX = 8_000
"""CSS pixels; what is wider is cut off at the right, and the record says so."""
ONE_SHOT_PIXELS = 1280 * 40_960
"""A larger page is taken in tiles. One shot is white, without any error, below 86,600 px at a width of 1280, below
65,000 px at 1920, below 23,300 px at 1280 with two pixels a CSS pixel; 60,000 px of 1280 cost the browser 1.5 GB. Tiles
have to be put together: a page of 35,000 px took 4.3 s of CPU in tiles and 3.3 s in one shot."""
TILE_PIXELS = 1280 * 4_096
"""200,000 px of 1280 in such tiles took 9.5 s and 0.6 GB, browser included; smaller ones save little (0.5 GB)."""
PART_PIXELS = 1 << 28
"""A larger picture is kept in parts: decoded, with four bytes a pixel, one of this size fills a GiB, and few programs
open more. At a width of 1280 that is a part every 209,715 px."""
MAX_PNG_BYTES = 1 << 28
"""What all tiles may have together; they are held in memory, and so is what is made of them."""
_MARGIN_PX = 8
"""Of the page around an element, so that its edges are seen to be its edges."""
_TEXT_PX = 4
"""Smaller text leaves no mark that one could count on."""


class PagePicture(NamedTuple):
    """The full-page picture, in tiles from the top down."""

    tiles: tuple[Picture, ...]
    scale: int
    """Pixels a CSS pixel."""
    covers: Size
    """CSS pixels of the page that it shows, from the top left corner."""
    page: Size
    """CSS pixels that the whole page has."""
    retaken: int = 0
    """Tiles that were blank where the page has text, and were taken once more."""
    blank: tuple[int, ...] = ()
    """Numbers of tiles, from 0, that stayed so."""

    @property
    def width_px(self) -> int:
        return self.tiles[0].width_px

    @property
    def height_px(self) -> int:
        return sum(tile.height_px for tile in self.tiles)

    @property
    def cut_off(self) -> Size:
        """CSS pixels at the right and at the end of the page that it does not show."""
        return Size(
            width_px=self.page.width_px - self.covers.width_px, height_px=self.page.height_px - self.covers.height_px
        )

    @property
    def parts(self) -> tuple[Area, ...]:
        """The areas of the files that it is kept in, from the top down; one as a rule."""
        rows = PART_PIXELS // self.width_px
        tops = range(0, self.height_px, rows)
        return tuple(Area(0, top, self.width_px, min(top + rows, self.height_px)) for top in tops)

    def area_of(self, box: Box, *, margin_px: int = _MARGIN_PX) -> Area | None:
        """The pixels that show `box` and a little around it; None if the picture shows none of it."""
        return area_of(box, scale=self.scale, within=(self.width_px, self.height_px), margin_px=margin_px)

    def top_left(self, size: Size) -> Area:
        """What a reader sees first."""
        width, height = size.width_px * self.scale, size.height_px * self.scale
        return Area(0, 0, min(width, self.width_px), min(height, self.height_px))


class _Clip(NamedTuple):
    """A stretch of the page, CSS pixels."""

    top: int
    width: int
    height: int


async def photograph(live: LivePage, page: RenderedPage, *, scale: int, budget_s: float) -> PagePicture:
    """The whole page, `scale` pixels a CSS pixel, which must be the browser's own scale. Call it while it is frozen.

    If `budget_s` runs out, or the picture becomes too large, what was taken until then. Raises `TimeoutError` if that
    is nothing, `ObservationError` if the browser cannot do it.
    """
    whole = Size(
        width_px=max(page.document.width_px, page.viewport.width_px),
        height_px=max(page.document.height_px, page.viewport.height_px),
    )
    clips = _clips(whole, scale=scale)
    tiles: list[Picture] = []
    retaken: list[int] = []
    deadline = asyncio.get_running_loop().time() + budget_s
    for number, clip in enumerate(clips):
        try:
            async with asyncio.timeout_at(deadline):
                tile = await _shoot(live, clip, beyond=whole != page.viewport)
                if is_blank(tile) and _has_text(page, clip):
                    retaken.append(number)
                    tile = await _shoot(live, clip, beyond=whole != page.viewport)
        except TimeoutError:
            if not tiles:
                raise
            break
        tiles.append(tile)
        if sum(len(tile.png) for tile in tiles) > MAX_PNG_BYTES:
            break
    covers = Size(width_px=clips[0].width, height_px=sum(clip.height for clip in clips[: len(tiles)]))
    blank = tuple(number for number in retaken if number < len(tiles) and is_blank(tiles[number]))
    return PagePicture(tuple(tiles), scale, covers, whole, len(retaken), blank)


def _clips(whole: Size, *, scale: int) -> list[_Clip]:
    width = min(whole.width_px, MAX_WIDTH_PX)
    pixels_a_row = width * scale * scale
    if pixels_a_row * whole.height_px <= ONE_SHOT_PIXELS:
        return [_Clip(0, width, whole.height_px)]
    rows = max(1, TILE_PIXELS // pixels_a_row)
    return [_Clip(top, width, min(rows, whole.height_px - top)) for top in range(0, whole.height_px, rows)]


async def _shoot(live: LivePage, clip: _Clip, *, beyond: bool) -> Picture:
    """`beyond`: the clip is larger than the window. Where it is not, that way to take it, which lays the page out one
    pixel smaller and back, left frames white in five pictures of eight (Chromium 156)."""
    with playwright_errors():
        answer = await live.session.send(
            "Page.captureScreenshot",
            {
                "format": "png",
                "captureBeyondViewport": beyond,
                "clip": {"x": 0, "y": clip.top, "width": clip.width, "height": clip.height, "scale": 1},
                # A quicker PNG encoder, as lossless: 0.6 of the CPU for about 12 % more bytes.
                "optimizeForSpeed": True,
            },
        )
    return Picture.of(pybase64.b64decode(answer["data"], validate=True))


def _has_text(page: RenderedPage, clip: _Clip) -> bool:
    """Whether a visible text lies wholly in `clip`: a picture of it cannot be of one colour."""
    nodes, bottom = page.nodes, clip.top + clip.height
    unseen = NodeFlag.CLIPPED | NodeFlag.OUTSIDE | NodeFlag.FIXED
    return any(
        kind == NodeKind.TEXT
        and flags & NodeFlag.VISIBLE
        and not flags & unseen
        and min(width, height) >= _TEXT_PX
        and clip.top <= y <= bottom - height
        and 0 <= x <= clip.width - width
        for kind, flags, x, y, width, height in zip(
            nodes.kind, nodes.flags, nodes.x, nodes.y, nodes.width, nodes.height, strict=True
        )
    )

"""Pictures and print of the frozen page: one full-page picture, everything else cut out of it."""

import base64
import html
import io
from dataclasses import dataclass

from PIL import Image

from capture.models.base import Box, Size
from capture.models.page import RenderedPage
from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, playwright_errors

MAX_HEIGHT_PX = 60_000
"""Taller than this the browser paints wrongly or not at all: white below 86,600 px at a width of 1280, below 65,000 px
at 1920 (Chromium 156), without any error."""
MAX_WIDTH_PX = 8_000
_MARGIN_PX = 8
"""Of the page around an element, so that its edges are seen to be its edges."""


@dataclass(frozen=True)
class Picture:
    """A PNG and its size in pixels."""

    png: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True)
class PagePicture:
    """The full-page picture, decoded once for cutting."""

    picture: Picture
    image: Image.Image
    covers: Size
    """CSS pixels of the page that it shows."""
    cut_off_px: int
    """CSS pixels at the end of the page that it does not show."""

    def cut_area(self, size: Size) -> Picture | None:
        """The top left part of this size: what a reader sees first."""
        return self.cut(Box(x=0, y=0, width=size.width_px - 1, height=size.height_px - 1), margin_px=0)

    def cut(self, box: Box, *, margin_px: int = _MARGIN_PX) -> Picture | None:
        """The part of the picture that shows `box`; None if it shows none of it."""
        left, top = max(0, int(box.x) - margin_px), max(0, int(box.y) - margin_px)
        right = min(self.image.width, int(box.x + box.width) + 1 + margin_px)
        bottom = min(self.image.height, int(box.y + box.height) + 1 + margin_px)
        if right <= left or bottom <= top:
            return None
        part = self.image.crop((left, top, right, bottom))
        out = io.BytesIO()
        part.save(out, "PNG", compress_level=1)
        return Picture(out.getvalue(), part.width, part.height)


async def photograph(live: LivePage, page: RenderedPage) -> PagePicture:
    """The whole page as one PNG, one pixel a CSS pixel. Call it while the page is frozen."""
    width = min(max(page.document.width_px, page.viewport.width_px), MAX_WIDTH_PX)
    whole = max(page.document.height_px, page.viewport.height_px)
    height = min(whole, MAX_HEIGHT_PX)
    with playwright_errors():
        answer = await live.session.send(
            "Page.captureScreenshot",
            {
                "format": "png",
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
                # A quicker PNG encoder, as lossless: 0.6 of the CPU for about 12 % more bytes.
                "optimizeForSpeed": True,
            },
        )
    png = base64.b64decode(answer["data"])
    # The browser made it, from a page of a height we asked for: not a decompression bomb.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(io.BytesIO(png))
    image.load()
    picture = Picture(png, image.width, image.height)
    return PagePicture(picture, image, Size(width_px=width, height_px=height), whole - height)


async def print_pdf(live: LivePage, settings: CaptureSettings, *, url: str, stamp: str, capture_id: str) -> bytes:
    """The page in print media, paged, with its address, the time and the id of the capture on every sheet."""
    style = "font:7px sans-serif;width:100%;margin:0 12mm;display:flex;justify-content:space-between;color:#555"
    address = html.escape(url if len(url) <= 160 else url[:159] + "…")
    when = f"<span>captured {stamp}</span>"
    number = '<span><span class="pageNumber"></span>/<span class="totalPages"></span></span>'
    with playwright_errors():
        return await live.page.pdf(
            format=settings.page_format,
            print_background=True,
            tagged=True,
            outline=True,
            display_header_footer=True,
            header_template=f'<div style="{style}"><span>{address}</span></div>',
            footer_template=f'<div style="{style}">{when}<span>{capture_id}</span>{number}</div>',
            margin={"top": "14mm", "bottom": "14mm", "left": "10mm", "right": "10mm"},
        )

"""Pictures and print of the frozen page: one full-page picture, everything else cut out of it."""

import base64
import html
from dataclasses import dataclass

from capture.models.base import Box, Size
from capture.models.page import RenderedPage
from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.png import Area, Picture

MAX_HEIGHT_PX = 60_000
"""Taller than this the browser paints wrongly or not at all: white below 86,600 px at a width of 1280, below 65,000 px
at 1920 (Chromium 156), without any error."""
MAX_WIDTH_PX = 8_000
_MARGIN_PX = 8
"""Of the page around an element, so that its edges are seen to be its edges."""


@dataclass(frozen=True)
class PagePicture:
    """The full-page picture, one pixel a CSS pixel."""

    picture: Picture
    covers: Size
    """CSS pixels of the page that it shows."""
    cut_off_px: int
    """CSS pixels at the end of the page that it does not show."""

    def area_of(self, box: Box) -> Area | None:
        """The pixels that show `box` and a little around it; None if the picture shows none of it."""
        left, top = max(0, int(box.x) - _MARGIN_PX), max(0, int(box.y) - _MARGIN_PX)
        right = min(self.picture.width_px, int(box.x + box.width) + 1 + _MARGIN_PX)
        bottom = min(self.picture.height_px, int(box.y + box.height) + 1 + _MARGIN_PX)
        return Area(left, top, right, bottom) if left < right and top < bottom else None

    def top_left(self, size: Size) -> Area:
        """What a reader sees first."""
        return Area(0, 0, min(size.width_px, self.picture.width_px), min(size.height_px, self.picture.height_px))


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
    picture = Picture.of(png)
    return PagePicture(picture, Size(width_px=width, height_px=height), whole - height)


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

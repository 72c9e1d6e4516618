"""The frozen page as PDF: on paper, sheet by sheet, and as the screen shows it, on one."""

from capture.models.page import RenderedPage
from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, playwright_errors


async def print_pdf(live: LivePage, settings: CaptureSettings) -> bytes:
    """In print media, with margins that have room for the label of each sheet.

    Call it on the frozen page, after pictures: print lays the page out anew.
    """
    with playwright_errors():
        return await live.page.pdf(
            format=settings.page_format,
            print_background=True,
            tagged=True,
            outline=True,
            margin={"top": "14mm", "bottom": "14mm", "left": "10mm", "right": "10mm"},
        )


async def print_screen(live: LivePage, page: RenderedPage) -> bytes:
    """In screen media, on one sheet of the size of the page. Call it last: the page is left in another layout.

    What is as tall as the window is as tall as the sheet here, and may need more of them.
    """
    width = max(page.document.width_px, page.viewport.width_px)
    height = max(page.document.height_px, page.viewport.height_px)
    with playwright_errors():
        await live.page.emulate_media(media="screen")
        live.act("emulate-media", "screen media for screen.pdf")
        return await live.page.pdf(
            width=f"{width}px",
            # A pixel more: what is rounded up must not begin another sheet.
            height=f"{height + 1}px",
            print_background=True,
            tagged=True,
            outline=True,
            margin={"top": "0", "bottom": "0", "left": "0", "right": "0"},
        )

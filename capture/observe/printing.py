"""The frozen page on paper: print media, paged, with its address, the instant and the capture's id on every sheet."""

import html

from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, playwright_errors


async def print_pdf(live: LivePage, settings: CaptureSettings, *, url: str, stamp: str, capture_id: str) -> bytes:
    """The page in print media, paged. Call it on the frozen page, after pictures: print lays the page out anew."""
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

"""The frozen page as PDF: on paper, sheet by sheet, and as the screen shows it, on one."""

from collections.abc import Iterator

from capture.models.page import NodeFlag, RenderedPage
from capture.models.request import CaptureSettings
from capture.observe.browser import LivePage, playwright_errors

_SHRINKS_BY = 1.5
"""That Chromium prints what does not fit in width by itself (`PrintContext::kPrintingMaximumShrinkFactor`); beyond it
cuts off what stands at the right."""
_SHEET_PX = {"A4": 718, "Letter": 740}
"""Between the margins of `print_pdf`, in CSS pixels."""
_FULL_SHARE = 0.97
"""Of the window: what takes more of it in width takes all there is, on a sheet too."""
_LEAST_SCALE = 0.3


async def print_pdf(live: LivePage, settings: CaptureSettings, page: RenderedPage) -> bytes:
    """In print media, as wide as `page` is, with margins that have room for the label of each sheet.

    Call it on the frozen page, after pictures: print lays the page out anew.
    """
    widest_px = _SHRINKS_BY * _SHEET_PX[settings.page_format]
    width_px = _fixed_width_px(page)
    scale = max(_LEAST_SCALE, min(1.0, widest_px / width_px)) if width_px else 1.0
    if scale < 1:
        live.act("print-scale", f"printed at {scale:.0%}, or what stands at the right would be cut off")
    with playwright_errors():
        return await live.page.pdf(
            format=settings.page_format,
            scale=scale,
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


def _fixed_width_px(page: RenderedPage) -> float | None:
    """What the page takes in width on any sheet; None if it takes what there is, as far as can be told."""
    if page.document.width_px > page.viewport.width_px:
        return page.document.width_px
    if any("width=device-width" in page.strings[text].replace(" ", "") for text in _told_of_viewport(page)):
        return None
    nodes, seen = page.nodes, NodeFlag.RENDERED | NodeFlag.VISIBLE
    shown = [node for node, flags in enumerate(nodes.flags) if flags == seen and nodes.text[node] >= 0]
    left = min((nodes.x[node] for node in shown), default=0)
    right = max((nodes.x[node] + nodes.width[node] for node in shown), default=0)
    # The margin that it has at the left of a sheet, where it is not in the middle of a window, is not known.
    width = right - left + 2 * min(left, 16)
    return width if width < _FULL_SHARE * page.viewport.width_px else None


def _told_of_viewport(page: RenderedPage) -> Iterator[int]:
    """String ids of all attribute values of `meta` elements; a page that adapts to its window says so in one."""
    meta = page.strings.index("meta") if "meta" in page.strings else None
    for name, attributes in zip(page.nodes.name, page.nodes.attributes, strict=True):
        if name == meta:
            yield from attributes[1::2]

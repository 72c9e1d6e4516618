"""Draw what was found onto the picture of the page: the article, each ticker, each of its items."""

import io

from PIL import Image, ImageDraw, ImageFont

from capture.models.base import Box
from capture.models.record import CaptureRecord

_ARTICLE, _TICKER, _STORIES = "#1463c9", "#d9480f", "#2b8a3e"
_LABEL_PX = 15


def draw_boxes(page_png: bytes, record: CaptureRecord) -> bytes:
    """`page_png`, the full-page picture of `record`, with a labelled frame around everything that was picked out.

    A copy for people: the picture in the bundle stays as it is.
    """
    with Image.open(io.BytesIO(page_png)) as source:
        image = source.convert("RGB")
    draw = ImageDraw.Draw(image)
    scale = record.pixels.scale if record.pixels else 1.0
    font = ImageFont.load_default(size=_LABEL_PX)

    def frame(box: Box | None, colour: str, width: int, label: str = "") -> None:
        if box is None or not box.width or not box.height:
            return
        left, top = box.x * scale, box.y * scale
        right, bottom = left + box.width * scale, top + box.height * scale
        draw.rectangle((left - 3, top - 3, right + 3, bottom + 3), outline=colour, width=width)
        if label:
            size = draw.textbbox((0, 0), label, font=font)
            # At the right end: a list's own heading stands above its left one.
            above, start = max(0.0, top - 3 - size[3] - 6), max(0.0, right - size[2] - 9)
            draw.rectangle((start, above, right + 3, above + size[3] + 6), fill=colour)
            draw.text((start + 6, above + 2), label, fill="white", font=font)

    if record.article:
        kinds = [block.kind for block in record.article.blocks]
        frame(record.article.box, _ARTICLE, 4, f"article: {kinds.count('paragraph')} paragraphs")
    for number, ticker in enumerate(record.tickers, 1):
        if not ticker.hidden:
            for item in ticker.items:
                frame(item.box, _TICKER, 1)
            frame(ticker.box, _TICKER, 4, f"ticker {number}: {len(ticker.items)} dated headlines")
    for stories in record.story_lists:
        frame(stories.box, _STORIES, 3, f"{len(stories.items)} stories without times")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()

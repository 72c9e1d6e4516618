"""Captions: of figures, and in markup without them the lines of a small box with a picture and its number or credit."""

import re
from bisect import bisect_left

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.phrases import KINDS, phrases

_PHOTO = 1 << KINDS.index("photo")
# "3/6", "3 of 6": where a slide stands among the others.
_NUMBER = re.compile(r"\d{1,3}\s?(?:/|of|von|de|sur|di|van|av)\s?\d{1,3}", re.IGNORECASE)
_LONGEST_CREDIT = 80.0
_LONGEST_CAPTION = 260.0
_LONGEST_TITLE = 40.0
# A slide: its number, its caption, its credit. Levels up from one of them to the element that holds the picture.
_MOST_LINES, _LEVELS = 4, 4


def figure_captions(page: PageLines) -> frozenset[int]:
    """Indexes of all lines in the caption of a figure that holds a picture (HTML Standard, 4.4.13)."""
    tree, found = page.tree, set[int]()
    for caption in tree.tagged.get("figcaption", ()):
        figure = next((up for up in tree.ancestors(caption) if tree.tag[up] == "figure"), None)
        if figure is not None and next(tree.elements(figure, "img", "video"), None) is not None:
            found.update(page.within(caption))
    return frozenset(found)


def caption_lines(page: PageLines) -> frozenset[int]:
    """Indexes of all lines of small boxes that hold a picture and its number or credit."""
    found = set[int]()
    for line in page.lines:
        if line.heading or line.weight > _LONGEST_CREDIT:
            continue
        inside = _box_with_picture(page, line)
        if inside and _tells_picture(line):
            lines = [page.lines[i] for i in inside]
            if not any(other.heading or other.weight > _LONGEST_CAPTION for other in lines):
                found.update(inside)
    return frozenset(found | {index - 1 for index in found if _is_their_title(page, index - 1, found)})


def _is_their_title(page: PageLines, index: int, captions: set[int]) -> bool:
    """Whether a short line is the title of a box that holds nothing but captions beside it."""
    if index < 0 or index in captions or page.lines[index].weight > _LONGEST_TITLE:
        return False
    boxes = (
        page.within(up) for _, up in zip(range(_LEVELS), page.tree.ancestors(page.lines[index].first), strict=False)
    )
    return any(len(box) > 1 and all(other in captions for other in box if other != index) for box in boxes)


def _box_with_picture(page: PageLines, line: Line) -> range:
    """Lines of the smallest box that holds a picture and more than this line; none if that is no small one."""
    tree = page.tree
    pictures = tree.tagged.get("img", [])
    for _, up in zip(range(_LEVELS), tree.ancestors(line.first), strict=False):
        inside = page.within(up)
        if len(inside) > _MOST_LINES:
            break
        if len(inside) > 1 and bisect_left(pictures, up) < bisect_left(pictures, tree.end[up]):
            return inside
    return range(0)


def _tells_picture(line: Line) -> bool:
    """Whether it reads as the credit of a picture, or as its number."""
    return bool(phrases(line.text) & _PHOTO) or _NUMBER.fullmatch(line.text) is not None

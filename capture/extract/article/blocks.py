"""The kept lines as blocks in reading order, with the pictures and embeds that stand between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark
from capture.extract.tree import TreeIndex, fold
from capture.models.extraction import ArticleImage, Block
from capture.models.page import ImageState
from capture.patterns import on_demand

_LISTS = frozenset({"ul", "ol", "menu", "dl"})
_HOLDERS = _LISTS | {"table"}
_BESIDE = (
    Mark.RELATED | Mark.POPULAR | Mark.PROMO | Mark.NEWSLETTER | Mark.AD | Mark.COMMENT | Mark.NAVIGATION | Mark.FOOTER
    | Mark.AUTHOR | Mark.SHARE | Mark.SIDE
)  # fmt: skip
_QUOTE = int(Mark.QUOTE)
_LARGER = 1.15
_LINES_OF_CELL = 2
# Smaller pictures are icons, flags and portraits of authors.
_SMALLEST_PX = 120
_LONGEST_CAPTION = 400.0
_CREDIT = on_demand(
    r"(?:\s*[|/(\[–—-]?\s*)((?:photo(?:graph)?s?|pictures?|images?|foto(?:s|grafía)?|bild(?:er)?|"
    r"crédits?(?: photo)?|credits?|quelle|source|"
    r"fotoğraf|foto de|kuva|zdjęcie|фото|写真|图片|사진)\s*(?:credits?)?\s*(?::|by|von|de|par|door|"
    r"di)\s*.{2,80}|(?:©|\(c\)|copyright)\s*.{2,80}|"
    r"[^.()]{2,40}/(?:ap|afp|dpa|reuters|getty(?: images)?|epa|imago|anp|ritzau|ntb|tt|ansa|efe|pa|xinhua|"
    r"aap)[^.()]{0,40})\)?\]?\s*$",
    re.IGNORECASE,
)  # fmt: skip
_CREDIT_NAME = re.compile(r"credit|copyright|photographer|source|quelle", re.IGNORECASE)
_EMBED_HOSTS = on_demand(
    r"youtube|youtu\.be|vimeo|twitter|x\.com|instagram|facebook|tiktok|dailymotion|soundcloud|spotify|datawrapper|infogram|"
    r"flourish|google\.[a-z.]+/maps|bsky|reddit|jwplayer|brightcove|podigee|scribd|documentcloud|streamable|twitch"
)  # fmt: skip


class Content(NamedTuple):
    """Blocks of the story, and its pictures."""

    blocks: tuple[Block, ...]
    images: tuple[ArticleImage, ...]

    @property
    def text(self) -> str:
        """All but pictures and embeds, parted by blank lines; rows of a table by line breaks, their cells by tabs."""
        return "\n\n".join(block.text for block in self.blocks if block.text and block.kind not in {"image", "embed"})


def compose(
    page: PageLines, kept: list[int], *, images: tuple[ArticleImage, ...], embeds: tuple[Block, ...]
) -> Content:
    """Blocks of the kept lines, with pictures and embeds in the order of the page."""
    blocks = list(_text_blocks(page, kept))
    blocks += [
        Block(kind="image", text=image.caption or "", node=image.node, credit=image.credit, url=image.url)
        for image in images
    ]
    blocks += embeds
    blocks.sort(key=lambda block: block.node)
    return Content(tuple(blocks), images)


def _text_blocks(page: PageLines, kept: list[int]) -> Iterator[Block]:
    tree = page.tree
    at = 0
    while at < len(kept):
        line = page.lines[kept[at]]
        holder, kind = _holder(page, kept[at])
        group = [kept[at]]
        if holder >= 0:
            while at + len(group) < len(kept) and tree.contains(holder, page.lines[kept[at + len(group)]].first):
                group.append(kept[at + len(group)])
        else:
            # Lines that single breaks part, one right after the other, are one paragraph.
            while at + len(group) < len(kept) and kept[at + len(group)] == group[-1] + 1:
                following = page.lines[group[-1] + 1]
                if not (
                    following.broken and following.block == line.block and _runs_on(page.lines[group[-1]], following)
                ):
                    break
                group.append(kept[at + len(group)])
        at += len(group)
        yield _block(page, group, holder, kind)


def _runs_on(line: Line, following: Line) -> bool:
    """Whether the break within one block is only a line's end: verses and addresses, not paragraphs."""
    return line.weight < 60 and following.weight < 60


def _holder(page: PageLines, index: int) -> tuple[int, str]:
    """The list or table that a line is in, if that is what its parts are read as."""
    tree, line = page.tree, page.lines[index]
    tags = page.tags(index)
    if _HOLDERS.isdisjoint(tags):
        return -1, ""
    for up in tree.ancestors(line.first):
        tag = tree.tag[up]
        if (tag in _LISTS and tree.tag[line.block] in {"li", "dt", "dd"}) or (tag in _LISTS and "li" in tags):
            inside = page.within(up)
            # Whole articles are laid out as lists of items; theirs are paragraphs.
            longest = max((page.lines[i].weight for i in inside), default=0.0)
            headings = sum(page.lines[i].heading > 0 for i in inside)
            if (longest > 700 and len(inside) > 6) or headings:
                return -1, ""
            return up, "list"
        if tag == "table":
            return (up, "table") if is_data_table(page, up) else (-1, "")
    return -1, ""


def is_data_table(page: PageLines, table: int) -> bool:
    """Whether its cells are data, not layout: header cells, or several rows of several short cells."""
    tree = page.tree
    cells = rows = headers = nested = 0
    for node in tree.elements(table, "td", "th", "tr", "table"):
        tag = tree.tag[node]
        cells += tag in {"td", "th"}
        rows += tag == "tr"
        headers += tag == "th"
        nested += tag == "table" and node != table
    inside = page.within(table)
    longest = max((page.lines[i].weight for i in inside), default=0.0)
    if nested or longest > 400:
        return False
    return (headers > 0 and rows > 1) or (rows > 1 and cells >= 2 * rows)


def _block(page: PageLines, group: list[int], holder: int, kind: str) -> Block:
    tree, lines = page.tree, [page.lines[i] for i in group]
    line = lines[0]
    if kind == "table":
        rows: dict[int, list[str]] = {}
        for item in lines:
            row = next((up for up in tree.ancestors(item.first) if tree.tag[up] == "tr"), item.block)
            rows.setdefault(row, []).append(item.text)
        text = "\n".join("\t".join(cells) for cells in rows.values())
        return Block(kind="table", text=text, node=tree.node_id(holder))
    if kind == "list":
        items: dict[int, list[str]] = {}
        for item in lines:
            entry = next((up for up in tree.ancestors(item.first) if tree.tag[up] in {"li", "dt", "dd"}), item.block)
            items.setdefault(entry, []).append(item.text)
        return Block(
            kind="list", text="\n".join(" ".join(texts) for texts in items.values()), node=tree.node_id(holder)
        )
    text = "\n".join([item.text for item in lines])
    node = tree.node_id(line.node if len(lines) == 1 else line.first)
    level = _level(page, line)
    if level:
        return Block(kind="heading", text=text, level=level, node=node)
    around = page.tags(group[0])
    if "blockquote" in around or page.own_marks(line.block) & _QUOTE:
        return Block(kind="quote", text=text, node=node)
    return Block(kind="paragraph", text=text, node=node)


def _level(page: PageLines, line: Line) -> int:
    """Of a heading: as marked up; else of a short bold line that ends no sentence: 2 if larger than the story, or 3."""
    if line.heading:
        return line.heading
    short = line.weight <= 90 and not line.text.endswith((".", ",", ";", ":", "!", "…", '"', "”", "»"))
    if not short or line.link >= 0.5 or page.tree.tag[line.block] == "li":
        return 0
    # In a cell of its own it is a datum; in a cell with the story around it, a heading.
    if page.tree.tag[line.block] == "td" and len(page.within(line.block)) <= _LINES_OF_CELL:
        return 0
    larger = bool(page.body_font_px) and line.font_px >= _LARGER * page.body_font_px
    return (2 if larger else 3) if line.bold > 0.95 else 0


def find_images(page: PageLines, *, start: int, end: int, root: int) -> tuple[ArticleImage, ...]:
    """Pictures between nodes `start` and `end` that belong to the story, not to boxes within it."""
    tree, found, seen = page.tree, list[ArticleImage](), set[str]()
    sizes: dict[int, ImageState] = {state.node: state for state in tree.page.images}
    for node in range(start, end):
        if tree.tag[node] != "img" or tree.page.nodes.frame[node] != page.frame:
            continue
        url = _source(tree, node, sizes[node].current_src if node in sizes else "")
        if url is None or url in seen or _too_small(tree, node, sizes.get(node)):
            continue
        if _in_box(page, node, root):
            continue
        seen.add(url)
        caption, credit = _caption(page, node)
        box = tree.box(node)
        found.append(ArticleImage(
            url=url, alt=fold(tree.attribute(node, "alt") or "") or None, caption=caption, credit=credit,
            box=box if box.width and box.height else None, node=tree.node_id(node),
        ))  # fmt: skip
    return tuple(found)


def _source(tree: TreeIndex, node: int, current: str) -> str | None:
    attributes = tree.attributes(node)
    for value in (current, attributes.get("data-src"), attributes.get("data-original"), attributes.get("src")):
        if value and not value.startswith(("data:", "about:")):
            return tree.resolve(node, value)
    return None


def _too_small(tree: TreeIndex, node: int, state: ImageState | None) -> bool:
    box, attributes = tree.box(node), tree.attributes(node)
    stated = [
        int(value) for name in ("width", "height") if (value := attributes.get(name, "").removesuffix("px")).isdigit()
    ]
    if any(value < _SMALLEST_PX // 2 for value in stated):
        return True
    if not stated and state is not None and state.complete and 0 < state.natural_width_px < _SMALLEST_PX:
        return True
    loaded = box.width > 24 and box.height > 24
    return loaded and box.width < _SMALLEST_PX and not stated


def _in_box(page: PageLines, node: int, root: int) -> bool:
    tree = page.tree
    for up in tree.ancestors(node):
        if up <= root:
            return False
        if tree.tag[up] in {"aside", "nav", "footer", "form", "button"}:
            return True
        if tree.tag[up] == "a":
            href = tree.href(up)
            # A picture that leads to another page, not to a larger picture, is that page's teaser.
            if href and not re.search(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", href, re.IGNORECASE):
                path = urlsplit(href).path
                if path not in {"", urlsplit(tree.page.url).path}:
                    return True
        inside = page.within(up)
        if len(inside) <= 12 and page.own_marks(up) & _BESIDE:
            return True
    return False


def _caption(page: PageLines, node: int) -> tuple[str | None, str | None]:
    """Caption and credit of a picture: its figure's, else those of the smallest box named for a picture."""
    tree = page.tree
    holder = -1
    for depth, up in enumerate(tree.ancestors(node)):
        if tree.tag[up] == "figure":
            holder = up
            break
        inside = page.within(up)
        if depth > 4 or len(inside) > 4:
            break
        if len(inside) and page.own_marks(up) & (Mark.CAPTION | Mark.GALLERY):
            holder = up
            break
        # A table around one picture and one line is how pages without style sheets kept the two together.
        if len(inside) == 1 and tree.tag[up] == "table":
            holder = up
            break
    below = line_below_picture(page, node) if holder < 0 else None
    if holder < 0 and below is None:
        return None, None
    captions, credits_ = list[str](), list[str]()
    for index in page.within(holder) if below is None else (below,):
        line = page.lines[index]
        if line.weight > 900 or not line.text:
            continue
        named = any(
            _CREDIT_NAME.search(tree.attributes(up).get("class", "") + " " + tree.attributes(up).get("itemprop", ""))
            for up in (line.block, *list(tree.ancestors(line.first))[:2]) if holder < up
        )  # fmt: skip
        (credits_ if named and line.weight < 150 else captions).append(line.text)
    caption = " ".join(captions)
    if not credits_:
        match = _CREDIT().search(caption)
        if match:
            credits_.append(match.group(1).strip(" ()[]|"))
            caption = caption[: match.start()].rstrip(" |/([–—-")
    for credit in credits_:
        caption = caption.replace(credit, "").strip()
    return caption or None, " ".join(credits_).strip(" ()[]") or None


def line_below_picture(page: PageLines, node: int) -> int | None:
    """Index of the line that a single break parts from a picture and that ends by naming its source; None if none."""
    tree = page.tree
    index = bisect_left(page.firsts, node)
    if index >= len(page.lines):
        return None
    line = page.lines[index]
    between = [tree.tag[other] for other in range(node + 1, line.first) if tree.tag[other]]
    if between != ["br"] or not tree.contains(line.block, node) or line.weight > _LONGEST_CAPTION:
        return None
    return index if _CREDIT().search(line.text) else None


def find_embeds(page: PageLines, *, start: int, end: int, root: int) -> tuple[Block, ...]:
    """Frames, players and embedded posts of the story."""
    tree, found = page.tree, list[Block]()
    for node in range(start, end):
        tag = tree.tag[node]
        if tag not in {"iframe", "video", "audio", "embed", "object"} or tree.page.nodes.frame[node] != page.frame:
            continue
        source = tree.attribute(node, "src") or tree.attribute(node, "data-src") or tree.attribute(node, "data")
        url = tree.resolve(node, source) if source else None
        if tag == "iframe" and not (url and _EMBED_HOSTS().search(url)):
            continue
        if _in_box(page, node, root):
            continue
        title = fold(tree.attribute(node, "title") or tree.attribute(node, "aria-label") or "")
        found.append(Block(kind="embed", text=title, node=tree.node_id(node), url=url))
    return tuple(found)

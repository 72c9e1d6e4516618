"""The page as a reader's lines: runs of text that no block boundary and no paragraph break parts."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from capture.extract.article.marks import Mark, marks_of
from capture.extract.tree import BLOCK_TAGS, SILENT_TAGS, TreeIndex, fold, may_be_unspaced
from capture.models.page import NodeFlag, NodeKind
from capture.patterns import on_demand

_BREAK = "\n"
_SIGN_BEYOND_ASCII = re.compile(r"[^\0-\x7f\w]")
_PLAIN_BYTES = bytes(
    code if code >= 128 else ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256)
)
"""Of UTF-8: letters of ASCII in lower case, its digits, blanks for the rest of it; bytes of others as they are."""
_EAST_ASIAN = on_demand(
    "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
# A character of scripts that write no blanks between words, or whole syllables, carries as much as this many letters.
_EAST_ASIAN_WEIGHT = 2.5
_DROP_CAP_LENGTH = 3
# Hard-wrapped text has at least this many characters a line; headings, bylines and dates mostly fewer.
_FULL_LINE = 45
# Where lines of more than this hold most of the text, the window wraps it: a line is full at half of the longest.
_LONGEST_WRAPPED = 135
# A line of its own even where single breaks part no lines.
_RIGHTS = re.compile(r"\s*(?:©|\(c\) ?\d|copyright )", re.IGNORECASE)
_PARAGRAPHS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption"})
_COMMENT = Mark.COMMENT
_TEXT, _ELEMENT = int(NodeKind.TEXT), int(NodeKind.ELEMENT)
_READABLE, _UNREADABLE = int(NodeFlag.VISIBLE), int(NodeFlag.CLIPPED | NodeFlag.OUTSIDE)
_KEPT_SPACE = ("pre", "pre-wrap", "pre-line", "break-spaces")
_SILENT = SILENT_TAGS - {"canvas"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


@dataclass(slots=True)
class Line:
    """A paragraph, heading, list item, caption or the like, as yet unjudged."""

    node: int
    """Smallest block that holds this line alone, else its first text node."""
    block: int
    """Nearest block-level ancestor of the text."""
    first: int
    last: int
    """First and last text node."""
    text: str
    plain: str
    """The text as `plain` has it: lines are compared by it many times."""
    weight: float
    """Length in Latin letters, other scripts converted."""
    link: float
    """Share of the characters within links."""
    bold: float
    italic: float
    visible: bool
    font_px: float
    """Of the longest run; 0 without layout."""
    heading: int
    """1 to 6; 0 for other lines."""
    broken: bool
    """Whether a single `br` parts it from the line before, in one block."""


@dataclass(slots=True)
class _Piece:
    text: str
    node: int
    link: bool
    bold: bool
    italic: bool
    visible: bool
    font_px: float


def plain(text: str) -> str:
    """Letters and digits only, case folded: equal for texts that differ in quotes, dashes, spaces or soft hyphens."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
        for sign in set(_SIGN_BEYOND_ASCII.findall(text)):
            text = text.replace(sign, " ")
    # Byte by byte: a pattern of all that is no letter takes ten times as long.
    text = text.encode().translate(_PLAIN_BYTES).decode()
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def text_weight(text: str) -> float:
    """Length in Latin letters, so that scripts without blanks between words compare."""
    if not may_be_unspaced(text):
        return float(len(text))
    return len(text) + (_EAST_ASIAN_WEIGHT - 1) * len(_EAST_ASIAN().findall(text))


class PageLines:
    """All lines of one document in reading order, with sums over subtrees."""

    def __init__(self, tree: TreeIndex, *, frame: int = 0) -> None:
        self.tree = tree
        self.frame = frame
        self.lines: list[Line] = list(_read_lines(tree, frame))
        self.firsts: list[int] = [line.first for line in self.lines]
        self._headline = -1
        self._within: dict[int, range] = {}
        self._marks: dict[int, int] = {}
        self._own_marks: dict[int, int] = {}
        self._tags: dict[int, frozenset[str]] = {}
        self._wider: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        self._plain = [0.0]
        for line in self.lines:
            prose = line.weight if line.link < 0.3 and line.weight >= 60 else 0.0
            self._plain.append(self._plain[-1] + prose)
        self.body_font_px = self._find_body_font_px()
        """Font size of most prose; 0 without layout."""

    def _find_body_font_px(self) -> float:
        sizes: dict[float, float] = {}
        for line in self.lines:
            if line.weight >= 80 and line.link < 0.5 and line.font_px:
                sizes[line.font_px] = sizes.get(line.font_px, 0.0) + line.weight
        return max(sizes, key=lambda size: (sizes[size], size), default=0.0)

    def index_of(self, line: Line) -> int:
        """Place of a line among all."""
        return bisect_left(self.firsts, line.first)

    @property
    def prose(self) -> float:
        """Letters of lines that are long and few of them links."""
        return self._plain[-1]

    def within(self, root: int) -> range:
        """Indexes of the lines below `root`; kept, as several ask of the same boxes."""
        known = self._within.get(root)
        if known is None:
            start, stop = bisect_left(self.firsts, root), bisect_left(self.firsts, self.tree.end[root])
            known = self._within[root] = range(start, stop)
        return known

    def set_headline(self, headline: int) -> None:
        """Say which line shows the page's title (-1: none): boxes around it are no boxes beside the article."""
        self._headline = headline

    def marks(self, index: int) -> int:
        """`Mark`s of the boxes around a line.

        A box that holds most of the prose, or the headline, is no box beside the article, whatever its class says; its
        marks do not count.
        """
        known, tree, plain = self._marks, self.tree, self._plain
        chain: list[int] = []
        node = tree.parent[self.lines[index].first]
        while node >= 0 and node not in known:
            chain.append(node)
            node = tree.parent[node]
        marks = known[node] if node >= 0 else 0
        for step in reversed(chain):
            if tree.kind[step] == _ELEMENT and tree.tag[step] not in {"html", "body"} and (own := self.own_marks(step)):
                inside = self.within(step)
                held = plain[inside.stop] - plain[inside.start]
                if held <= 0.5 * plain[-1] and not inside.start <= self._headline < inside.stop:
                    marks |= own
                elif 0 <= self._headline < inside.start:
                    # Readers often write more than the story below which they do.
                    marks |= own & _COMMENT
            known[step] = marks
        return marks

    def own_marks(self, node: int) -> int:
        """`Mark`s of an element itself."""
        found = self._own_marks.get(node)
        if found is None:
            found = self._own_marks[node] = marks_of(self.tree.tag[node], self.tree.attributes(node))
        return found

    def tags(self, index: int) -> frozenset[str]:
        """Names of all elements around a line."""
        known, tree = self._tags, self.tree
        chain: list[int] = []
        node = tree.parent[self.lines[index].first]
        while node >= 0 and node not in known:
            chain.append(node)
            node = tree.parent[node]
        around = known[node] if node >= 0 else frozenset[str]()
        for step in reversed(chain):
            tag = tree.tag[step]
            if tag and tag not in around:
                # One set for all lines with these tags around them: they are looked up by it.
                wider = self._wider.get((around, tag))
                if wider is None:
                    wider = self._wider[around, tag] = around | {tag}
                around = wider
            known[step] = around
        return around


def _read_lines(tree: TreeIndex, frame: int) -> Iterator[Line]:
    """One pass over one document: pieces of text are gathered until a block starts or ends."""
    page = tree.page
    frames, flags, parent, end, tags, kinds = page.nodes.frame, tree.flags, tree.parent, tree.end, tree.tag, tree.kind
    style_of, styles = page.nodes.style, page.styles
    bold_style = [style.font_weight >= 600 for style in styles]
    italic_style = [style.font_style != "normal" for style in styles]
    kept_space = [style.white_space in _KEPT_SPACE for style in styles]
    floated = [style.float != "none" for style in styles]
    in_link, is_block = [False] * tree.count, tree.blocks
    blocks: list[int] = []
    pieces: list[_Piece] = []
    node = page.frames[frame].root or 0
    stop = tree.end[node]
    while node < stop:
        while blocks and end[blocks[-1]] <= node:
            if pieces:
                yield from _lines_of(tree, blocks[-1], pieces)
                pieces = []
            blocks.pop()
        kind = kinds[node]
        if kind == _TEXT:
            data = tree.data[node]
            up = parent[node]
            if data.isspace():
                if pieces:
                    pieces.append(_Piece(" ", node, in_link[up], bold=False, italic=False, visible=True, font_px=0))
            elif data:
                style = style_of[up]
                shown = bool(flags[node] & _READABLE) and not flags[node] & _UNREADABLE
                if style >= 0:
                    if kept_space[style] and "\n" in data:
                        text = data
                    else:
                        text = data.replace("\n", " ") if "\n" in data else data
                    pieces.append(
                        _Piece(text, node, in_link[up], bold_style[style], italic_style[style], shown,
                               styles[style].font_size_px)
                    )  # fmt: skip
                else:
                    tag = tags[up]
                    pieces.append(
                        _Piece(data.replace("\n", " "), node, in_link[up], tag in {"b", "strong"}, tag in {"i", "em"},
                               shown, 0.0)
                    )  # fmt: skip
        elif kind == _ELEMENT:
            tag = tags[node]
            if tag in _SILENT or frames[node] != frame:
                node = end[node]
                continue
            style = style_of[node]
            if tag == "br":
                pieces.append(_Piece(_BREAK, node, False, False, False, True, 0.0))
            elif is_block[node] and not (
                style >= 0 and floated[style] and tag not in BLOCK_TAGS and _is_drop_cap(tree, node)
            ):
                if pieces:
                    yield from _lines_of(tree, blocks[-1] if blocks else 0, pieces)
                    pieces = []
                blocks.append(node)
            in_link[node] = tag == "a" or in_link[parent[node]]
        node += 1
    while blocks:
        if pieces:
            yield from _lines_of(tree, blocks[-1], pieces)
            pieces = []
        blocks.pop()


def _is_drop_cap(tree: TreeIndex, node: int) -> bool:
    """Whether a floated element holds a first letter at most, which the browser makes a block."""
    return sum(len(tree.data[text].strip()) for text in tree.texts(node)) <= _DROP_CAP_LENGTH


def _lines_of(tree: TreeIndex, block: int, pieces: list[_Piece]) -> Iterator[Line]:
    """The lines of one run: parted at doubled `br`s, or at single ones where none is doubled."""
    if len(pieces) == 1 and _BREAK not in pieces[0].text:  # most are one text
        yield _line(tree, block, pieces, broken=False, alone=True)
        return
    runs = _part(pieces)
    if len(runs) <= 1:  # nearly all are one line
        if runs:
            yield _line(tree, block, runs[0][1], broken=False, alone=True)
        return
    doubled = any(gap > 1 for gap, _ in runs[1:])
    part_of_flow = tree.tag[block] in _PARAGRAPHS
    keeps_together = doubled or part_of_flow
    full = _full_length(runs)
    joined: list[tuple[int, list[_Piece]]] = []
    for gap, run in runs:
        goes_on = gap == 1 and keeps_together and not _RIGHTS.match(run[0].text)
        if joined and goes_on and (part_of_flow or _is_full(joined[-1][1], full=full)):
            joined[-1][1].append(_Piece(" ", run[0].node, run[0].link, False, False, True, 0.0))
            joined[-1][1].extend(run)
        else:
            joined.append((gap, run))
    for number, (gap, run) in enumerate(joined):
        yield _line(tree, block, run, broken=number > 0 and gap == 1, alone=len(joined) == 1)


def _full_length(runs: list[tuple[int, list[_Piece]]]) -> int:
    """From how many characters on a line may have been cut by its author only because it was full."""
    lengths = [_length(run) for _, run in runs]
    unwrapped = sum(length for length in lengths if length > _LONGEST_WRAPPED)
    before_break = zip(lengths, runs[1:], strict=False)
    wrapped = sum(length for length, (gap, _) in before_break if gap == 1 and _FULL_LINE <= length <= _LONGEST_WRAPPED)
    return max(lengths) // 2 if unwrapped > wrapped else _FULL_LINE


def _is_full(run: list[_Piece], *, full: int) -> bool:
    """Whether a line before a break is as long as lines are that only the width of the column ends."""
    return _length(run) >= full and not all(piece.bold for piece in run if piece.text.strip())


def _length(run: list[_Piece]) -> int:
    return sum(len(piece.text) for piece in run)


def _part(pieces: list[_Piece]) -> list[tuple[int, list[_Piece]]]:
    """Runs of pieces between breaks, each with the number of breaks before it."""
    runs: list[tuple[int, list[_Piece]]] = []
    gap, current = 0, list[_Piece]()
    for piece in pieces:
        if _BREAK not in piece.text and not piece.text.isspace():
            current.append(piece)
            continue
        for number, text in enumerate(piece.text.split(_BREAK)):
            if number:
                if current:
                    runs.append((gap, current))
                    gap, current = 0, []
                gap += 1
            if text.strip():
                current.append(
                    _Piece(text, piece.node, piece.link, piece.bold, piece.italic, piece.visible, piece.font_px)
                )
            elif text and current:
                current.append(_Piece(" ", piece.node, piece.link, False, False, True, 0.0))
    if current:
        runs.append((gap, current))
    return runs


def _line(tree: TreeIndex, block: int, run: list[_Piece], *, broken: bool, alone: bool) -> Line:
    text, link, bold, italic, visible, font_px = _sum_up(run)
    first, last = run[0].node, run[-1].node
    return Line(
        node=block if alone and tree.end[block] > last and _is_alone(tree, block, first, last) else first, block=block,
        first=first, last=last, text=text, plain=plain(text), weight=text_weight(text), link=link, bold=bold,
        italic=italic, visible=visible, font_px=font_px, heading=_heading(tree, first), broken=broken,
    )  # fmt: skip


def _sum_up(run: list[_Piece]) -> tuple[str, float, float, float, bool, float]:
    """Text, shares of links, of bold and of italic, visibility and font size of a line; its first piece has text."""
    if len(run) == 1:  # most lines
        (piece,) = run
        shares = float(piece.link), float(piece.bold), float(piece.italic)
        return fold(piece.text), *shares, piece.visible, piece.font_px
    visible = any(piece.visible and piece.text.strip() for piece in run)
    # What no reader sees ("opens in a new window") is left out of a line that a reader does see.
    used = [piece for piece in run if piece.visible or not visible]
    length = link = bold = italic = 0
    longest, font = 0, 0.0
    for piece in used:
        size = len(piece.text) if piece.text != " " else 0
        length += size
        link += size * piece.link
        bold += size * piece.bold
        italic += size * piece.italic
        if size > longest:
            longest, font = size, piece.font_px
    return fold("".join([piece.text for piece in used])), link / length, bold / length, italic / length, visible, font


def _heading(tree: TreeIndex, node: int) -> int:
    """Level of the heading near above a text; 0 if there is none."""
    parent, tag = tree.parent, tree.tag
    for _ in range(5):
        node = parent[node]
        if node < 0:
            break
        if tag[node] in _HEADINGS:
            return _HEADINGS[tag[node]]
    return 0


def _is_alone(tree: TreeIndex, block: int, first: int, last: int) -> bool:
    """Whether the block shows no text before `first` or after `last`."""
    stop = tree.end[block]
    if first - block > 40 or stop - last > 40:
        return False
    for nodes in (range(block + 1, first), range(last + 1, stop)):
        for node in nodes:
            if tree.kind[node] == _TEXT and not tree.data[node].isspace():
                return False
    return True

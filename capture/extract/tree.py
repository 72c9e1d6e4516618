"""Questions to a `RenderedPage`: family, text, attributes, boxes and styles of a node by its id; linear to build."""

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from capture.models.base import Box, NodeId
from capture.models.page import NodeFlag, NodeKind, RenderedPage, Style

# Plain numbers: the operators of an enum's members make a member each time, at ten times the cost.
_ELEMENT, _TEXT = int(NodeKind.ELEMENT), int(NodeKind.TEXT)
_DOCUMENT, _SHADOW_ROOT = int(NodeKind.DOCUMENT), int(NodeKind.SHADOW_ROOT)
_RENDERED, _READABLE = int(NodeFlag.RENDERED), int(NodeFlag.VISIBLE)
_NOT_READABLE = int(NodeFlag.CLIPPED | NodeFlag.OUTSIDE)
# fmt: off
# Elements that end a line of text even where no style says so (HTML Standard, 15.3.3 and 15.3.8).
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "iframe", "legend", "li", "listing", "main", "menu", "nav", "ol",
    "option", "optgroup", "p", "plaintext", "pre", "search", "section", "select", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "xmp",
})
# Content that is never part of what a reader reads as text.
SILENT_TAGS = frozenset({
    "head", "title", "meta", "link", "base", "script", "style", "template", "noscript", "iframe", "frame", "object",
    "embed", "svg", "math", "canvas", "video", "audio", "select", "option", "textarea", "datalist",
})
# fmt: on
# Of `display`, how values start that make an element a part of a line (CSS Display 3, 2; CSS Ruby 1, 3.1).
_INLINE = ("inline", "-webkit-inline", "contents", "ruby")
# Addresses that `urljoin` gives back as they are, or puts behind the origin: nine of ten, at a tenth of the cost.
_ABSOLUTE = re.compile(r"https?://[\w.:-]+(?:/[^\s?#;]*)?(?:\?[^\s#]+)?(?:#\S+)?", re.ASCII)
_ROOTED = re.compile(r"/(?!/)[^\s?#;]*(?:\?[^\s#]+)?(?:#\S+)?")


_DIGIT = re.compile(r"\d")
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
_LONGEST_NUMBERED = 400

_FAR = re.compile("[^\0-\u0dff\u2000-\u20ff]")
_UNSPACED = (
    range(0xE00, 0xF00), range(0x1000, 0x10A0), range(0x1780, 0x1800), range(0x2E80, 0xA000), range(0xAC00, 0xD7B0),
    range(0xF900, 0xFB00), range(0x20000, 0x31350),
)  # fmt: skip


def may_be_unspaced(text: str) -> bool:
    """Whether a text may have letters of scripts that set no blanks, or of whole syllables.

    Asked before patterns of them, as sets of so many characters take 3 ms to compile.
    """
    return not text.isascii() and any(ord(far) in letters for far in _FAR.findall(text) for letters in _UNSPACED)


def fold(text: str) -> str:
    """White space, non-breaking spaces among it, folded to single blanks; stripped."""
    if text.isprintable() and "  " not in text:  # no white space but single blanks: most texts, at half the cost
        return text.strip()
    return " ".join(text.split())


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script; of ASCII by striking out all else, at an eighth of the cost."""
    if text.isascii():
        return bool(text.encode().translate(None, _NO_DIGITS))
    return _DIGIT.search(text) is not None


class TreeIndex:
    """The node table with its relations worked out once. Ids are in document order, so a subtree is a range.

    All of it is asked for on every page, so all is worked out at once: see CONTRIBUTING.md on `cached_property`.
    """

    def __init__(self, page: RenderedPage) -> None:
        nodes, strings = page.nodes, page.strings
        self.page = page
        self.count = len(nodes.parent)
        self.parent: tuple[int, ...] = nodes.parent
        self.kind: tuple[int, ...] = nodes.kind
        self.flags: tuple[int, ...] = nodes.flags
        string = (*strings, "").__getitem__  # -1 is none
        self.tag: list[str] = list(map(string, nodes.name))
        """Lower-case local name; "" unless an element."""
        self.data: list[str] = list(map(string, nodes.text))
        """Data of a text node as in the DOM; "" for others."""
        string = strings.__getitem__
        none: dict[str, str] = {}
        self._attributes: list[dict[str, str]] = [
            dict(zip(values := map(string, pairs), values, strict=True)) if pairs else none
            for pairs in nodes.attributes
        ]
        self._hrefs: dict[int, str | None] = {}
        self._alike: dict[tuple[int, str], list[int]] = {}
        """Children of one tag, of the few elements that paths lead through."""
        self.is_inline = [style.display.startswith(_INLINE) for style in page.styles]
        """Of each style, whether elements that have it are parts of a line."""
        self.end: list[int] = list(range(1, self.count + 1))
        """First node id after the subtree."""
        ends = self.end
        for node in range(self.count - 1, 0, -1):
            up = nodes.parent[node]
            if ends[up] == up + 1:  # the last child comes first
                ends[up] = ends[node]
        if "rp" in page.strings:
            self.flags = self._with_parentheses()
        self.blocks: list[bool] = self._find_blocks()
        """Of every node, whether it is an element that starts a line of its own: by its computed display where there is
        one, else by its tag."""
        self.tagged: dict[str, list[int]] = _by_tag(self.tag)
        """Elements by tag, in document order: many questions are about few elements."""
        self.bearers: dict[str, list[int]] = _by_attribute(self._attributes)
        """Elements by the names of their attributes, in document order."""
        self.printed: list[int] = [node for node, data in enumerate(self.data) if data and not data.isspace()]
        """Text nodes that are not white space only, in document order."""
        self.numbered: list[int] = [
            node for node in self.printed if len(self.data[node]) <= _LONGEST_NUMBERED and has_digit(self.data[node])
        ]
        """Those of them with a digit, but for long ones, which are prose."""
        self._bases: dict[int, str] = {}
        self._find_bases()
        self._origins: list[str] = [self._origin(frame) for frame in range(len(page.frames))]
        """Scheme and host of each document's base address; "" for other addresses than those of the web."""

    def _find_blocks(self) -> list[bool]:
        inline, tags = self.is_inline, self.tag
        return [
            tag == "br" or ((tag in BLOCK_TAGS) if style < 0 else not inline[style]) if tag else False
            for tag, style in zip(tags, self.page.nodes.style, strict=True)
        ]

    def _with_parentheses(self) -> tuple[int, ...]:
        """The flags of the page; the parentheses of ruby annotations have those of what they stand around.

        They are for where annotations cannot be set above a line, as in plain text (HTML Standard, 4.5.12).
        """
        flags = list(self.page.nodes.flags)
        for node, (tag, up) in enumerate(zip(self.tag, self.parent, strict=True)):
            if tag == "rp" or (up >= 0 and self.tag[up] == "rp"):
                flags[node] = flags[up]
        return tuple(flags)

    def children(self, node: int) -> list[int]:
        """Child ids of a node, in order: one begins where the one before ends."""
        children: list[int] = []
        child, stop = node + 1, self.end[node]
        while child < stop:
            children.append(child)
            child = self.end[child]
        return children

    def subtree(self, root: int) -> range:
        return range(root, self.end[root])

    def contains(self, root: int, node: int) -> bool:
        """Whether `node` is `root` or below it."""
        return root <= node < self.end[root]

    def ancestors(self, node: int) -> Iterator[int]:
        """Parent, its parent, and so on up to the main document."""
        node = self.parent[node]
        while node >= 0:
            yield node
            node = self.parent[node]

    def elements(self, root: int, *tags: str) -> Iterator[int]:
        """Elements below or at `root`, in document order; of these tags, if any are given."""
        for node in self.subtree(root):
            if self.kind[node] == _ELEMENT and (not tags or self.tag[node] in tags):
                yield node

    def texts(self, root: int) -> Iterator[int]:
        """Text nodes below `root` that are not white space only."""
        for node in self.subtree(root):
            if self.kind[node] == _TEXT and not self.data[node].isspace():
                yield node

    def attributes(self, node: int) -> dict[str, str]:
        """Attributes of an element as written; empty for other nodes."""
        return self._attributes[node]

    def attribute(self, node: int, name: str) -> str | None:
        return self._attributes[node].get(name)

    def style(self, node: int) -> Style | None:
        """Computed style of an element; None if it is not rendered, or of a text (ask its parent)."""
        style = self.page.nodes.style[node]
        return self.page.styles[style] if style >= 0 else None

    def box(self, node: int) -> Box:
        """Page coordinates, CSS pixels; zeros if the node has no box."""
        nodes = self.page.nodes
        return Box(x=nodes.x[node], y=nodes.y[node], width=nodes.width[node], height=nodes.height[node])

    def is_rendered(self, node: int) -> bool:
        return bool(self.flags[node] & _RENDERED)

    def is_visible(self, node: int) -> bool:
        """Whether a reader can see it, scrolling if need be: not transparent, not clipped away, not off the page."""
        return bool(self.flags[node] & _READABLE) and not self.flags[node] & _NOT_READABLE

    def text(self, root: int, *, hidden: bool = False, longest: int | None = None) -> str:
        """Text under `root` in document order, white space folded, a blank wherever a line ends.

        Only what a reader sees; with `hidden`, all but the contents of scripts, frames and form fields. With `longest`,
        only so many characters of its start, and no more is read than they take.
        """
        parts: list[str] = []
        node, end = root, self.end[root]
        room = sys.maxsize if longest is None else longest
        while node < end and room > 0:
            if self.kind[node] == _TEXT:
                if hidden or self.is_visible(node):
                    parts.append(self.data[node])
                    if longest is not None:
                        room -= len("".join(self.data[node].split()))
            elif self.tag[node] in SILENT_TAGS and node != root:
                parts.append(" ")
                node = self.end[node]
                continue
            elif self.is_block(node):
                parts.append(" ")
            node += 1
            # The end of a block parts words as well as its start.
            if self.parent[node - 1] >= 0 and node < end and self.parent[node] != node - 1:
                up = self.parent[node - 1] if self.kind[node - 1] == _TEXT else node - 1
                while up >= root and self.end[up] <= node:
                    if self.is_block(up):
                        parts.append(" ")
                        break
                    up = self.parent[up]
        return fold("".join(parts))[:longest]

    def is_block(self, node: int) -> bool:
        """Whether it starts a line of its own."""
        return self.blocks[node]

    def frame_url(self, node: int) -> str:
        """Address of the document that the node is in."""
        return self.page.frames[self.page.nodes.frame[node]].url

    def _find_bases(self) -> None:
        """In document order: the base of a `srcdoc` frame is held against that of the document around it."""
        for node in self.tagged.get("base", ()):
            frame, href = self.page.nodes.frame[node], self.attribute(node, "href")
            if href and frame not in self._bases:
                self._bases[frame] = urljoin(self._address(frame), href.strip())

    def _base(self, frame: int) -> str:
        return self._bases.get(frame) or self._address(frame)

    def _origin(self, frame: int) -> str:
        match = _ABSOLUTE.fullmatch(self._base(frame))
        parts = urlsplit(match[0]) if match else None
        return f"{parts.scheme}://{parts.netloc}" if parts else ""

    def _address(self, frame: int) -> str:
        """Where relative links of a frame start: srcdoc and about:blank frames take their parent's address."""
        url = self.page.frames[frame].url
        owner = self.page.frames[frame].owner
        if url.startswith("about:") and owner is not None:
            parent = self.page.nodes.frame[owner]
            return self._bases.get(parent, self._address(parent)) if parent != frame else url
        return url

    def resolve(self, node: int, reference: str) -> str | None:
        """`reference` made absolute against the document of `node`; None if it is no address."""
        frame, reference = self.page.nodes.frame[node], reference.strip()
        if _ABSOLUTE.fullmatch(reference):
            return reference
        origin = self._origins[frame]
        if origin and "/." not in reference and _ROOTED.fullmatch(reference):
            return origin + reference
        try:
            return urljoin(self._base(frame), reference)
        except ValueError:
            return None

    def href(self, node: int) -> str | None:
        """Absolute http(s) address of a link; None for anything else (`javascript:`, `mailto:`, no href)."""
        if node not in self._hrefs:
            reference = self.attribute(node, "href")
            url = self.resolve(node, reference) if reference else None
            self._hrefs[node] = url if url and url.startswith(("http://", "https://")) else None
        return self._hrefs[node]

    def css_path(self, node: int) -> str:
        """A selector that finds the node from the root of its document; a shadow root is written ` >>> `."""
        steps: list[str] = []
        while node >= 0 and self.kind[node] != _DOCUMENT:
            if self.kind[node] == _SHADOW_ROOT:
                steps.append(">>>")
            elif self.kind[node] == _ELEMENT:
                steps.append(self._step(node))
            node = self.parent[node]
        return " > ".join(reversed(steps)).replace(" > >>> > ", " >>> ")

    def _step(self, node: int) -> str:
        """An element among its siblings."""
        up, tag, tags = self.parent[node], self.tag[node], self.tag
        if (up, tag) not in self._alike:
            self._alike[up, tag] = [child for child in self.children(up) if tags[child] == tag] if up >= 0 else [node]
        alike = self._alike[up, tag]
        return tag if len(alike) == 1 else f"{tag}:nth-of-type({bisect_left(alike, node) + 1})"

    def node_id(self, node: int) -> NodeId:
        return NodeId(node)


def _by_tag(tags: list[str]) -> dict[str, list[int]]:
    tagged: dict[str, list[int]] = defaultdict(list)
    for node, tag in enumerate(tags):
        if tag:
            tagged[tag].append(node)
    return dict(tagged)


def _by_attribute(attributes: list[dict[str, str]]) -> dict[str, list[int]]:
    bearers: dict[str, list[int]] = defaultdict(list)
    for node, names in enumerate(attributes):
        for name in names:
            bearers[name].append(node)
    return dict(bearers)

"""Reads the runs of a page. A line of text ends at a block, a `br` or the edge of a link; pieces of it are runs."""

from collections.abc import Iterator

from capture.extract.ticker.attributes import TimeAttributes
from capture.extract.ticker.pieces import LineCutter, Piece
from capture.extract.ticker.runs import Run
from capture.extract.ticker.surroundings import Surroundings
from capture.extract.tree import SILENT_TAGS, TreeIndex
from capture.models.page import NodeFlag

# Frames hold documents of their own, whose text a reader sees.
_SKIPPED = SILENT_TAGS - {"iframe", "frame"}
_VISIBLE = int(NodeFlag.VISIBLE)
# Where a run is not rendered, the browser's own styles are assumed (HTML Standard, 15.3).
_USUAL_SIZE_PX = 16.0
_USUAL_WEIGHT, _BOLD = 400, 700
_BOLD_TAGS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})


def read_runs(tree: TreeIndex, around: Surroundings, language: str | None) -> tuple[Run, ...]:
    """All runs of the page in document order, hidden ones too."""
    reader = _Reader(tree, around, language)
    return tuple(reader.run(index, piece) for index, piece in enumerate(reader.pieces()))


class _Reader:
    def __init__(self, tree: TreeIndex, around: Surroundings, language: str | None) -> None:
        self.tree = tree
        self.around = around
        self.cutter = LineCutter(tree, around, language)
        self.attributes = TimeAttributes(tree, language)
        self.special = {*self.cutter.badge_places, *self.attributes.bearers, *tree.tagged.get("meta", ())}
        """Elements that may be a piece or begin with one: few of many."""

    def pieces(self) -> Iterator[Piece]:
        """Pieces of text in document order."""
        tree, around = self.tree, self.around
        line: list[int] = []
        node, last_barrier = 1, -1
        while node < tree.count:
            tag = tree.tag[node]
            if tag in _SKIPPED and not (tag == "meta" and self.attributes.is_only_time(node)):
                node = tree.end[node]
                continue
            if tag:
                if around.barrier[node] == node:
                    last_barrier = node
                found, skip = self._element(node) if node in self.special else (None, False)
                if found is not None:
                    yield from self.cutter.cut(line)
                    line = []
                    yield found
                    if skip:
                        node = tree.end[node]
                        continue
            elif tree.data[node]:
                if tree.data[node].isspace():
                    self.cutter.spaced.add(node)
                else:
                    if line and not self.cutter.spaced.isdisjoint(range(line[-1] + 1, node)):
                        self.cutter.spaced.add(node)
                    if line and (around.barrier[line[-1]] != around.barrier[node] or last_barrier > line[-1]):
                        yield from self.cutter.cut(line)
                        line = []
                    line.append(node)
            node += 1
        yield from self.cutter.cut(line)

    def _element(self, node: int) -> tuple[Piece | None, bool]:
        """The piece that an element is or begins with, and whether that is all there is in it."""
        badge = self.cutter.badge(node)
        if badge is not None:
            return badge, True
        if self.attributes.is_only_time(node):
            return Piece((node,), self.tree.text(node, hidden=True), is_attribute=True), True
        if self.around.is_block[node] and self.attributes.dates_record(node):
            return Piece((node,), "", is_attribute=True), False
        return None, False

    def run(self, index: int, piece: Piece) -> Run:
        """The run of a piece, with what is around it."""
        tree, around, first = self.tree, self.around, piece.nodes[0]
        home = first if piece.is_attribute else tree.parent[first]
        style = tree.style(home)
        return Run(
            index=index,
            text=piece.text,
            nodes=piece.nodes,
            home=home,
            block=around.barrier[first],
            link=around.link[first],
            heading=around.heading[first],
            size_px=style.font_size_px if style else _USUAL_SIZE_PX,
            weight=style.font_weight if style else _BOLD if tree.tag[home] in _BOLD_TAGS else _USUAL_WEIGHT,
            visible=tree.is_visible(first) and not around.folded[first],
            shown=bool(tree.flags[first] & _VISIBLE) and not around.folded[first],
            times=piece.times,
            edge=piece.edge,
            bare=piece.bare,
            is_attribute=piece.is_attribute,
        )

"""What the layout says against a line: smaller print, another column, an overlay, a box with a ground of its own.

Not part of the learned weights, because the pages that those are fitted on are stored without their style sheets. The
amounts are set by hand, in log-odds, and checked on pages of our own with and without their styles.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate, chain

from capture.extract.article.lines import PageLines
from capture.models.page import NodeFlag

_FIXED = int(NodeFlag.FIXED)
_SMALL_PRINT = 0.9
_SMALL_PRINT_WEIGHT = 260.0
_COLUMN_OVERLAP = 0.25
_CLEAR = frozenset({"rgba(0, 0, 0, 0)", "transparent"})
_BOX_DEPTH = 4
_SMALL_BOX = 0.25
_AGAINST_SMALL_PRINT, _AGAINST_COLUMN, _AGAINST_OVERLAY, _AGAINST_GROUND = -2.5, -4.0, -5.0, -2.0


class Layout:
    """The story's column, font and ground, from its lines of prose."""

    def __init__(self, page: PageLines, core: Iterable[int]) -> None:
        self._page = page
        self._core = list(core)
        self._sums = [0.0, *accumulate(page.lines[i].weight for i in self._core)]
        self._total = self._sums[-1] or 1.0
        fixed = sum(page.lines[i].weight for i in self._core if page.tree.flags[page.lines[i].first] & _FIXED)
        self._in_overlay = fixed > _SMALL_BOX * self._total
        self._font = self._weighted(page.lines[i].font_px for i in self._core)
        self._column = self._find_column()

    def _weighted(self, values: Iterable[float]) -> float:
        """The value that most of the prose has; 0 without prose."""
        shares: dict[float, float] = {}
        for value, index in zip(values, self._core, strict=True):
            shares[value] = shares.get(value, 0.0) + self._page.lines[index].weight
        return max(shares, key=lambda value: (shares[value], value), default=0.0)

    def _find_column(self) -> tuple[float, float] | None:
        """Left and right edge of most of the prose; None where the prose is not laid out, or in many columns."""
        nodes, lines = self._page.tree.page.nodes, [self._page.lines[i] for i in self._core]
        left = self._weighted(nodes.x[line.block] for line in lines)
        held = [line for line in lines if abs(nodes.x[line.block] - left) <= 2 and nodes.width[line.block] > 0]
        if sum(line.weight for line in held) < 0.5 * self._total:
            return None
        return left, left + max(nodes.width[line.block] for line in held)

    def evidence(self, index: int) -> list[tuple[float, str]]:
        """Log-odds against the line, each with its reason; empty where the layout says nothing."""
        tree, line = self._page.tree, self._page.lines[index]
        found: list[tuple[float, str]] = []
        if not line.visible:
            return found
        if tree.flags[line.first] & _FIXED and not self._in_overlay:
            found.append((_AGAINST_OVERLAY, "in an overlay"))
        if 0 < line.font_px < _SMALL_PRINT * self._font and line.weight <= _SMALL_PRINT_WEIGHT and not line.heading:
            found.append((_AGAINST_SMALL_PRINT, f"smaller print: {line.font_px:g} px, the story {self._font:g} px"))
        if self._column is not None:
            x, width = tree.page.nodes.x[line.block], tree.page.nodes.width[line.block]
            overlap = min(x + width, self._column[1]) - max(x, self._column[0])
            if width > 0 and overlap < _COLUMN_OVERLAP * width:
                found.append((_AGAINST_COLUMN, "in another column"))
        # A dark band behind the headline is the story's own: boxes stand among its lines.
        ground = self._ground(line.block) if self._core and index > self._core[0] else None
        if ground:
            found.append((_AGAINST_GROUND, f"in a box with a ground of its own, {ground}"))
        return found

    def _ground(self, node: int) -> str | None:
        """Background of a small box around the line, if it has one; quotations may have one, they are the story's."""
        tree = self._page.tree
        for depth, up in enumerate(chain((node,), tree.ancestors(node))):
            if depth > _BOX_DEPTH or tree.tag[up] == "blockquote":
                return None
            inside = self._page.within(up)
            held = self._sums[bisect_left(self._core, inside.stop)] - self._sums[bisect_left(self._core, inside.start)]
            if held > _SMALL_BOX * self._total:
                return None
            style = tree.style(up)
            if (
                style is not None
                and style.background_color not in _CLEAR
                and tree.tag[up] not in {"blockquote", "pre", "mark"}
            ):
                return style.background_color
        return None

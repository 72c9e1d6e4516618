"""Lists made of alike cells: three or more that meet in one element, and later rows that are built like them."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from capture.extract.ticker.cells import LEAST_RECORDS, Cell, Cells, Group

# Elements that are rows by their meaning: a first row may look otherwise inside (a lead story with a picture).
_ROW_TAGS = frozenset({"li", "tr", "article", "dd"})
# Share of the alike that must have one class or parent to be rows of one list.
_MOST = 0.6
# Lists that a late row is tried with, and pieces of text that may stand between (an advertisement's label).
_LAST_GROUPS = 4
_GAP = 3
# A late row may be so many times as long as the others: a lead story among plain rows.
_LONGER = 6
# Levels between such a row and its list: further up stand teasers of other sections.
_LEVELS = 2
_BOLD = 600


class ListMaker:
    """Closes lists as the search climbs; `groups` are those made so far."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.tree = cells.tree
        self.groups: list[Group] = []
        self._headlines: dict[tuple[int, int], int] = {}
        """Container and first run of a list -> home of its first headline."""
        self._cores: dict[int, tuple[str, ...]] = {}
        """Home of a list's first headline -> how headline and time stand to each other in it."""

    def close(self, node: int, cells: list[Cell], days: list[int]) -> list[Cell]:
        """Makes lists of the alike among the cells; returns the others."""
        left = self.absorbed(node, cells)
        for likeness in (self.cells.headline_path, self.cells.seed_path, self.cells.shape):
            kinds: dict[str, list[Cell]] = {}
            for cell in left:
                kinds.setdefault(likeness(cell, node), []).append(cell)
            for alike in sorted(kinds.values(), key=len, reverse=True):
                if len(alike) < LEAST_RECORDS or not self._belong(alike):
                    continue
                starts = {cell.start for cell in alike}
                relatives = self._relatives(node, alike, [cell for cell in left if cell.start not in starts])
                chosen = sorted([*alike, *relatives], key=lambda cell: cell.start)
                parts = self._parted(chosen)
                if not parts:
                    continue
                for part in parts:
                    self._take(Group(node, tuple(part), self.cells.kind, tuple(days)))
                listed = {cell.start for part in parts for cell in part}
                return self.close(node, [cell for cell in left if cell.start not in listed], [])
        return left

    def _parted(self, cells: list[Cell]) -> list[list[Cell]]:
        """Rows under headings of their own in one container are lists of their own; what is too short for one is left.

        Rows built as those above the heading go on with them if they are too few: such headings are within the list.
        """
        parts = [[cells[0]]]
        for before, cell in pairwise(cells):
            if self._is_headed(before, cell):
                parts.append([])
            parts[-1].append(cell)
        lists: list[list[Cell]] = []
        for part in parts:
            if len(part) >= LEAST_RECORDS:
                lists.append(part)
            elif lists and self.cells.kind == "time" and all(self._goes_on(lists[-1][-1], cell) for cell in part):
                lists[-1] += part
        return lists or ([cells] if self.cells.kind != "headline" else [])

    def _goes_on(self, row: Cell, cell: Cell) -> bool:
        if self.cells.core(cell) == self.cells.core(row):
            return True
        tree, one, two = self.tree, row.node, cell.node
        return tree.tag[one] != "" and (tree.tag[one], tree.parent[one]) == (tree.tag[two], tree.parent[two])

    def _is_headed(self, before: Cell, cell: Cell) -> bool:
        """Whether a heading or another list stands between two rows."""
        between = self.cells.runs[before.stop : cell.start]
        if any(self.cells.taken[run.index] for run in between):
            return True
        return any((run.heading or run.weight >= _BOLD) and not run.is_time and run.words > 0 for run in between)

    def absorbed(self, node: int, cells: list[Cell]) -> list[Cell]:
        """The cells that do not go on a list just below `node` whose rows are built like them."""
        last = range(len(self.groups) - 1, max(-1, len(self.groups) - 1 - _LAST_GROUPS), -1)
        below = [index for index in last if node <= self.groups[index].container < self.tree.end[node]]
        if not below:  # so at most nodes
            return cells
        left = []
        for cell in cells:
            home = self.cells.headline(cell)
            for index in below:
                group = self.groups[index]
                known = self._headlines[group.container, group.cells[0].start]
                if (
                    home is not None
                    and self._touch(group.cells, cell)
                    and self.cells.path(group.container, node).count("/") < _LEVELS
                    and (
                        self.cells.path(home.home, node) == self.cells.path(known, node)
                        or self.cells.core(cell) == self._cores[known]
                    )
                ):
                    cells_now = tuple(sorted((*group.cells, cell), key=lambda one: one.start))
                    self._headlines[node, cells_now[0].start] = known
                    self.groups[index] = Group(node, cells_now, self.cells.kind, group.days)
                    self.cells.take(cell)
                    break
            else:
                left.append(cell)
        return left

    def joined(self) -> list[Group]:
        """All lists in page order; those that are one list cut into rows of a grid are put together."""
        joined: list[Group] = []
        for group in sorted(self.groups, key=lambda group: group.cells[0].start):
            last = joined[-1] if joined else None
            if last is not None and last.container == group.container and last.cells[-1].stop > group.cells[0].start:
                cells = sorted((*last.cells, *group.cells), key=lambda cell: cell.start)
                joined[-1] = Group(last.container, tuple(cells), self.cells.kind, last.days + group.days)
            elif last is not None and self._is_continued(last, group):
                node = self._common(last.container, group.container)
                joined[-1] = Group(node, last.cells + group.cells, self.cells.kind, last.days + group.days)
            else:
                joined.append(group)
        return joined

    def _take(self, group: Group) -> None:
        best = self.cells.headline(group.cells[0])
        self.groups.append(group)
        known = best.home if best else group.cells[0].node
        self._headlines[group.container, group.cells[0].start] = known
        self._cores[known] = self.cells.core(group.cells[0])
        for cell in group.cells:
            self.cells.take(cell)

    def _belong(self, alike: list[Cell]) -> bool:
        """Whether cells of like paths are rows of one list, not three places of the page with the same markup."""
        names = Counter((self.tree.tag[cell.node], self.tree.attribute(cell.node, "class")) for cell in alike)
        parents = Counter(self.tree.parent[cell.node] for cell in alike)
        homes = Counter(self.cells.path(best.home, cell.node) for cell in alike if (best := self.cells.headline(cell)))
        least = _MOST * len(alike)
        return (names.most_common(1)[0][1] >= least or parents.most_common(1)[0][1] >= least) and (
            homes.most_common(1)[0][1] >= least or len({self.tree.tag[cell.node] for cell in alike}) == 1
        )

    def _relatives(self, node: int, alike: list[Cell], others: list[Cell]) -> list[Cell]:
        """Those of the others that share a path, a shape or a place among the rows with most of the alike."""
        if not others:
            return []
        seed_path, _ = Counter(self.cells.seed_path(cell, node) for cell in alike).most_common(1)[0]
        shape, _ = Counter(self.cells.shape(cell, node) for cell in alike).most_common(1)[0]
        core, _ = Counter(self.cells.core(cell) for cell in alike).most_common(1)[0]
        place, _ = Counter(self._place(cell) for cell in alike).most_common(1)[0]
        names = set.intersection(*(self._names(cell) for cell in alike))
        return [
            cell
            for cell in others
            if self.cells.seed_path(cell, node) == seed_path
            or self.cells.shape(cell, node) == shape
            or self.cells.core(cell) == core
            or (self._place(cell) == place and (place[1] in _ROW_TAGS or not names.isdisjoint(self._names(cell))))
        ]

    def _place(self, cell: Cell) -> tuple[int, str]:
        """Parent and tag of the record's element."""
        return self.tree.parent[cell.node], self.tree.tag[cell.node]

    def _names(self, cell: Cell) -> set[str]:
        return set((self.tree.attribute(cell.node, "class") or "").split())

    def _touch(self, cells: Sequence[Cell], cell: Cell) -> bool:
        """Whether nothing that could part two lists stands between the cell and the row nearest to it.

        A cell many times as long as any row has taken in what stands between.
        """
        start = stop = 0
        if cell.start >= cells[-1].stop:
            start, stop = cells[-1].stop, cell.start
        elif cell.stop <= cells[0].start:
            start, stop = cell.stop, cells[0].start
        if stop - start > _GAP or any(run.heading or run.weight >= _BOLD for run in self.cells.runs[start:stop]):
            return False
        return cell.stop - cell.start <= _GAP + _LONGER * max(row.stop - row.start for row in cells)

    def _is_continued(self, last: Group, group: Group) -> bool:
        if last.cells[-1].stop > group.cells[0].start or not self._touch(last.cells, group.cells[0]):
            return False
        if self.cells.is_shown(last.cells[-1]) != self.cells.is_shown(group.cells[0]):
            return False  # panels of tabs
        node = self._common(last.container, group.container)
        one, two = last.cells[-1].node, group.cells[0].node
        return self.cells.path(one, node) == self.cells.path(two, node) and self.tree.attribute(
            one, "class"
        ) == self.tree.attribute(two, "class")

    def _common(self, one: int, two: int) -> int:
        while not self.tree.contains(one, two):
            one = self.tree.parent[one]
        return one

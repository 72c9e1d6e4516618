"""Records and the lists they form, found from the seeds up: no class names, any nesting, rows split over siblings.

A seed is a run that every record of the list must have (a time; for lists without times, a linked headline). A cell is
the stretch of runs around one seed; it grows to the widest element that holds no other seed. Where cells meet, they are
told apart by where their headlines stand; three or more that are alike make a list, and what is left goes on upwards.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run

LEAST_RECORDS = 3
"""A list has at least three headlines: the rule by which the ticker benchmark was annotated."""
# A record with more pieces of text than this is a section of the page (the longest live-blog post of the benchmark: 41).
_MOST_RUNS = 80
# Elements that are rows by their meaning: a first row may look otherwise inside (a lead story with a picture).
_ROW_TAGS = frozenset({"li", "tr", "article", "dd"})
# Lists that a late row is tried with, and pieces of text that may stand between (an advertisement's label).
_LAST_GROUPS = 4
_GAP = 3
# Levels between such a row and its list: further up stand teasers of other sections.
_LEVELS = 2


SeedKind = Literal["time", "edge", "headline"]
"""What the seeds are: times by themselves, headlines with a time at their edge, or headlines."""


@dataclass(frozen=True)
class Cell:
    """A stretch of runs with one seed, or several that belong together; `start` and `stop` are indexes, half open."""

    start: int
    stop: int
    seeds: tuple[int, ...]
    node: int
    """Widest element that holds this record alone; the first node where no element does."""


@dataclass(frozen=True)
class Group:
    """Alike cells in page order: a list of records."""

    container: int
    cells: tuple[Cell, ...]
    kind: SeedKind
    days: tuple[int, ...] = ()
    """Indexes of runs between the cells that hold a date alone."""


@dataclass
class _Unit:
    """A child of a container, or a line of its inline content."""

    node: int
    start: int
    stop: int
    is_line: bool
    cells: list[Cell] = field(default_factory=list)
    parts: list["_Unit"] = field(default_factory=list)
    """Of a line: its children one by one."""


def find_groups(page: RunPage, seeds: Sequence[int], *, kind: SeedKind, taken: list[bool]) -> list[Group]:
    """Lists around the seeds (indexes of runs), in page order. `taken` marks runs in a list; it is added to."""
    return _Finder(page, seeds, kind, taken).find()


class _Finder:
    def __init__(self, page: RunPage, seeds: Sequence[int], kind: SeedKind, taken: list[bool]) -> None:
        self.page = page
        self.tree = page.tree
        self.runs = page.runs
        self.seeds = seeds
        self.taken = taken
        self.kind = kind
        self.groups: list[Group] = []
        self.best: dict[tuple[int, int], Run | None] = {}
        self.headlines: dict[tuple[int, int], int] = {}
        """Container and first run of a list -> home of its first headline."""
        self.cores: dict[int, tuple[str, ...]] = {}
        """Home of a list's first headline -> how headline and time stand to each other in it."""

    def find(self) -> list[Group]:
        tree = self.tree
        own: dict[int, list[int]] = {}
        branches: dict[int, set[int]] = {}
        for seed in self.seeds:
            node = self.runs[seed].nodes[0]
            holder = tree.parent[node]
            own.setdefault(holder, []).append(seed)
            while holder > 0 and tree.parent[holder] >= 0:
                known = branches.setdefault(tree.parent[holder], set())
                if holder in known:
                    break
                known.add(holder)
                holder = tree.parent[holder]
        open_cells: dict[int, list[Cell]] = {}
        for node in sorted(own.keys() | branches.keys(), reverse=True):
            below = sorted(branches.get(node, ()))
            cells = self._meet(node, own.get(node, []), {child: open_cells.pop(child, []) for child in below})
            open_cells[node] = [cell for cell in cells if cell.stop - cell.start <= _MOST_RUNS]
        return self._joined(sorted(self.groups, key=lambda group: group.cells[0].start))

    def _meet(self, node: int, own: list[int], below: dict[int, list[Cell]]) -> list[Cell]:
        """What is still open at `node` after the cells of its children have met there."""
        cells = sum(len(found) for found in below.values()) + len(own)
        if cells == 0:
            return []
        if cells == 1:
            only = next((cell for found in below.values() for cell in found), None) or self._seed_cell(own[0])
            if only.stop - only.start == 1 and self.runs[only.start].is_attribute:
                only = self._widen(only, self.runs[only.start].home)
            return [self._widen(cell, node) for cell in self._absorbed(node, [only])]
        units = [piece for unit in self._units(node, own, below) for piece in self._pieces(unit)]
        for unit in units:
            if len(unit.cells) == 1:
                unit.cells = [self._merged(unit.cells, unit.start, unit.stop, unit.node)]
        return self._resolve(node, units)

    def _pieces(self, unit: _Unit) -> list[_Unit]:
        """A line with several cells cut into its elements if it is a row of records; else as one cell."""
        if not unit.is_line or len(unit.cells) < 2:
            return [unit]
        if len(unit.parts) > 1:
            full = sum(1 for part in unit.parts if part.cells and self._best_run(part.start, part.stop))
            bare = sum(1 for part in unit.parts if part.cells) - full
            linked = sum(1 for part in unit.parts if not part.cells and self._best_run(part.start, part.stop))
            if full >= 2 or (bare >= 2 and linked >= 2):
                return unit.parts
        unit.cells = [self._merged(unit.cells, unit.start, unit.stop, unit.node)]
        return [unit]

    def _resolve(self, node: int, units: list[_Unit]) -> list[Cell]:
        bare = [unit for unit in units if len(unit.cells) == 1 and not self._headline(unit.cells[0])]
        full = [unit for unit in units if unit.cells and (len(unit.cells) > 1 or self._headline(unit.cells[0]))]
        days: list[int] = []
        if len(bare) >= 2:
            cells, days = self._pair_up(units)
            if cells:
                return self._close(node, cells, days)
        if not full:
            return [self._merged([cell for unit in bare for cell in unit.cells], *self.page.span(node), node)]
        if len(full) == 1 and len(full[0].cells) == 1:
            merged = [cell for unit in units for cell in unit.cells]
            return [self._merged(merged, *self.page.span(node), node)]
        days = [seed for unit in bare for seed in unit.cells[0].seeds if self._is_day(seed)]
        return self._close(node, [cell for unit in full for cell in unit.cells], days)

    # --- units -------------------------------------------------------------------------------------------------

    def _units(self, node: int, own: list[int], below: dict[int, list[Cell]]) -> list[_Unit]:
        """Children of `node` that hold text, in order; inline ones side by side are one line."""
        tree, runs = self.tree, self.runs
        units: list[_Unit] = []
        broken = True
        own_set = set(own)
        for child in tree.children[node]:
            start, stop = self.page.span(child)
            block = self.page.is_block[child] or self.page.holds_block[child]
            if start == stop:
                broken = broken or block
                continue
            cells = below.get(child, [])
            mine = [index for index in range(start, stop) if index in own_set and runs[index].nodes[0] == child]
            if mine and len(cells) == 1 and self.tree.tag[child]:
                # An attribute of the record's own element, beside a time printed inside.
                cells = [self._merged([*cells, *map(self._seed_cell, mine)], start, stop, child)]
            elif not cells:
                cells = [self._seed_cell(index) for index in mine]
            part = _Unit(child, start, stop, is_line=False, cells=cells)
            if block:
                units.append(part)
            elif broken:
                units.append(_Unit(child, start, stop, is_line=True, cells=list(cells), parts=[part]))
            else:
                units[-1].stop = stop
                units[-1].cells += cells
                units[-1].parts.append(part)
            broken = block
        return units

    def _seed_cell(self, seed: int) -> Cell:
        return Cell(seed, seed + 1, (seed,), self.runs[seed].home)

    def _widen(self, cell: Cell, node: int) -> Cell:
        return self._merged([cell], *self.page.span(node), node)

    def _merged(self, cells: list[Cell], start: int, stop: int, node: int) -> Cell:
        """One cell of several, from `start` to `stop` but not into a list that stands between."""
        seeds = tuple(seed for cell in cells for seed in cell.seeds)
        first, last = seeds[0], seeds[-1]
        left = next((index + 1 for index in range(first, start - 1, -1) if self.taken[index]), start)
        right = next((index for index in range(last, stop) if self.taken[index]), stop)
        if (left, right) != (start, stop):
            return replace(cells[0], start=left, stop=right, seeds=seeds)
        return Cell(start, stop, seeds, node)

    # --- rows split over siblings ------------------------------------------------------------------------------

    def _pair_up(self, units: list[_Unit]) -> tuple[list[Cell], list[int]]:
        """Cells made of units with a time alone and units with a headline alone that take turns; and day headings."""
        kinds = [self._kind(unit) for unit in units]
        turns = [kind for kind in kinds if kind in "TH"]
        if turns.count("T") < 2 or turns.count("H") < 2:
            return [], []
        time_first = turns[0] == "T"
        pieces: list[list[int]] = []
        current: list[int] = []
        days: list[int] = []
        for index, kind in enumerate(kinds):
            if time_first and kind == "T":
                if current and not any(kinds[member] == "H" for member in current):
                    days += [
                        seed
                        for member in current
                        for cell in units[member].cells
                        for seed in cell.seeds
                        if self._is_day(seed)
                    ]
                elif current:
                    pieces.append(current)
                current = [index]
            elif kind == "R":
                return [], []
            elif time_first and not current:
                continue
            else:
                current.append(index)
                if not time_first and kind == "T":
                    pieces.append(current)
                    current = []
        if current and time_first:
            pieces.append(current)
        paired = [
            piece
            for piece in pieces
            if any(kinds[member] == "H" for member in piece) and any(kinds[member] == "T" for member in piece)
        ]
        if len(paired) < 2 or len(paired) < 0.7 * turns.count("T"):
            return [], []
        cells = []
        for piece in paired:
            last = piece[-1]
            seeds = [cell for member in piece for cell in units[member].cells]
            cells.append(self._merged(seeds, units[piece[0]].start, units[last].stop, units[piece[0]].node))
        return cells, days

    def _kind(self, unit: _Unit) -> str:
        if unit.cells:
            return "T" if len(unit.cells) == 1 and not self._headline(unit.cells[0]) else "R"
        return "H" if self._best_run(unit.start, unit.stop) else "C"

    def _is_day(self, seed: int) -> bool:
        times = self.runs[seed].times
        return len(times) == 1 and not times[0].has_clock and times[0].kind in ("date", "day-word", "weekday")

    # --- lists -------------------------------------------------------------------------------------------------

    def _close(self, node: int, cells: list[Cell], days: list[int]) -> list[Cell]:
        """Makes lists of the alike among the cells; returns the others."""
        left = self._absorbed(node, cells)
        for likeness in (self._headline_path, self._seed_path, self._shape):
            kinds: dict[str, list[Cell]] = {}
            for cell in left:
                kinds.setdefault(likeness(cell, node), []).append(cell)
            for alike in sorted(kinds.values(), key=len, reverse=True):
                if len(alike) < LEAST_RECORDS or not self._belong(alike):
                    continue
                chosen = self._with_relatives(node, alike, [cell for cell in left if cell not in alike])
                chosen.sort(key=lambda cell: cell.start)
                self._take(Group(node, tuple(chosen), self.kind, tuple(days)))
                return self._close(node, [cell for cell in left if cell not in chosen], [])
        return left

    def _take(self, group: Group) -> None:
        best = self._headline(group.cells[0])
        self.groups.append(group)
        known = best.home if best else group.cells[0].node
        self.headlines[group.container, group.cells[0].start] = known
        self.cores[known] = self._core(group.cells[0])
        for cell in group.cells:
            self.taken[cell.start : cell.stop] = [True] * (cell.stop - cell.start)
        self.best.clear()

    def _belong(self, alike: list[Cell]) -> bool:
        """Whether cells of like paths are rows of one list, not three places of the page with the same markup."""
        names = Counter((self.tree.tag[cell.node], self.tree.attribute(cell.node, "class")) for cell in alike)
        parents = Counter(self.tree.parent[cell.node] for cell in alike)
        homes = Counter(self._path(best.home, cell.node) for cell in alike if (best := self._headline(cell)))
        least = 0.6 * len(alike)
        return (names.most_common(1)[0][1] >= least or parents.most_common(1)[0][1] >= least) and (
            homes.most_common(1)[0][1] >= least or len({self.tree.tag[cell.node] for cell in alike}) == 1
        )

    def _with_relatives(self, node: int, alike: list[Cell], others: list[Cell]) -> list[Cell]:
        """The alike and those of the others that share a path, a shape or the tag of a row with most of them."""
        seed_path, _ = Counter(self._seed_path(cell, node) for cell in alike).most_common(1)[0]
        shape, _ = Counter(self._shape(cell, node) for cell in alike).most_common(1)[0]
        core, _ = Counter(self._core(cell) for cell in alike).most_common(1)[0]
        rows, _ = Counter((self.tree.parent[cell.node], self.tree.tag[cell.node]) for cell in alike).most_common(1)[0]
        return alike + [
            cell
            for cell in others
            if self._seed_path(cell, node) == seed_path
            or self._shape(cell, node) == shape
            or self._core(cell) == core
            or (rows[1] in _ROW_TAGS and (self.tree.parent[cell.node], self.tree.tag[cell.node]) == rows)
        ]

    def _absorbed(self, node: int, cells: list[Cell]) -> list[Cell]:
        """The cells that do not go on a list just below `node` whose rows are built like them."""
        left = []
        for cell in cells:
            home = self._headline(cell)
            for index in range(len(self.groups) - 1, max(-1, len(self.groups) - 1 - _LAST_GROUPS), -1):
                group = self.groups[index]
                known = self.headlines[group.container, group.cells[0].start]
                if (
                    home is not None
                    and node <= group.container < self.tree.end[node]
                    and self._path(group.container, node).count("/") < _LEVELS
                    and (
                        self._path(home.home, node) == self._path(known, node) or self._core(cell) == self.cores[known]
                    )
                    and self._touch(group.cells, cell)
                ):
                    cells_now = tuple(sorted((*group.cells, cell), key=lambda one: one.start))
                    self.headlines[node, cells_now[0].start] = known
                    self.groups[index] = Group(node, cells_now, self.kind, group.days)
                    self.taken[cell.start : cell.stop] = [True] * (cell.stop - cell.start)
                    self.best.clear()
                    break
            else:
                left.append(cell)
        return left

    def _touch(self, cells: Sequence[Cell], cell: Cell) -> bool:
        """Whether nothing that could part two lists stands between the cell and the row nearest to it."""
        if cell.start >= cells[-1].stop:
            between = self.runs[cells[-1].stop : cell.start]
        elif cell.stop <= cells[0].start:
            between = self.runs[cell.stop : cells[0].start]
        else:
            return True
        return len(between) <= _GAP and not any(run.heading or run.weight >= 600 for run in between)

    def _joined(self, groups: list[Group]) -> list[Group]:
        """With lists that are one list cut into rows of a grid put together."""
        joined: list[Group] = []
        for group in groups:
            last = joined[-1] if joined else None
            if last is not None and last.container == group.container and last.cells[-1].stop > group.cells[0].start:
                cells = sorted((*last.cells, *group.cells), key=lambda cell: cell.start)
                joined[-1] = Group(last.container, tuple(cells), self.kind, last.days + group.days)
            elif last is not None and self._is_continued(last, group):
                node = self._common(last.container, group.container)
                joined[-1] = Group(node, last.cells + group.cells, self.kind, last.days + group.days)
            else:
                joined.append(group)
        return joined

    def _is_continued(self, last: Group, group: Group) -> bool:
        if last.cells[-1].stop > group.cells[0].start or not self._touch(last.cells, group.cells[0]):
            return False
        if self._is_shown(last.cells[-1]) != self._is_shown(group.cells[0]):
            return False  # panels of tabs
        node = self._common(last.container, group.container)
        one, two = last.cells[-1].node, group.cells[0].node
        return self._path(one, node) == self._path(two, node) and self.tree.attribute(
            one, "class"
        ) == self.tree.attribute(two, "class")

    def _is_shown(self, cell: Cell) -> bool:
        return any(run.shown for run in self.runs[cell.start : cell.stop])

    def _common(self, one: int, two: int) -> int:
        while not self.tree.contains(one, two):
            one = self.tree.parent[one]
        return one

    def _headline_path(self, cell: Cell, node: int) -> str:
        best = self._headline(cell)
        return self._path(best.home, node) if best else ""

    def _seed_path(self, cell: Cell, node: int) -> str:
        return self._path(self.runs[cell.seeds[0]].home, node)

    def _shape(self, cell: Cell, node: int) -> str:
        return (
            f"{self.tree.tag[cell.node]}.{self.tree.attribute(cell.node, 'class') or ''}" if cell.node != node else ""
        )

    def _core(self, cell: Cell) -> tuple[str, ...]:
        """How headline and time stand to each other, whatever is around them."""
        best = self._headline(cell)
        if best is None:
            return ("", str(cell.start))
        time = self.runs[cell.seeds[0]].home
        top = best.home
        while not self.tree.contains(top, time):
            top = self.tree.parent[top]
        names = self.tree.attribute(top, "class") or ""
        return names, self.tree.tag[top], self._path(best.home, top), self._path(time, top)

    def _path(self, node: int, top: int) -> str:
        steps = []
        while node > top:
            steps.append(self.tree.tag[node] or "#")
            node = self.tree.parent[node]
        return "/".join(steps)

    def _headline(self, cell: Cell) -> Run | None:
        if self.kind != "time":
            return self.runs[cell.seeds[0]]
        return self._best_run(cell.start, cell.stop)

    def _best_run(self, start: int, stop: int) -> Run | None:
        """The run of a stretch that looks most like a headline, shown ones first; None if none does."""
        key = (start, stop)
        if key not in self.best:
            free = [run for run in self.runs[start:stop] if not self.taken[run.index] and self.page.is_headline(run)]
            shown = [run for run in free if run.visible] or free
            self.best[key] = max(shown, key=lambda run: (self.page.headline_score(run), -run.index), default=None)
        return self.best[key]

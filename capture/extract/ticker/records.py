"""Records and the lists they form, found from the seeds up: no class names, any nesting, rows split over siblings.

A seed is a run that every record of the list must have (a time; for lists without times, a linked headline). A cell is
the stretch of runs around one seed; it grows to the widest element that holds no other seed. Where cells meet, they are
told apart by where their headlines stand; three or more that are alike make a list, and what is left goes on upwards.
"""

from collections.abc import Sequence

from capture.extract.ticker.cells import Cell, Cells, Group, SeedKind
from capture.extract.ticker.grouping import ListMaker
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.pairing import Pairing, Unit

# A record with more pieces of text than this is a section of the page (the longest post of the benchmark has 41).
_MOST_RUNS = 80


def find_groups(page: RunPage, seeds: Sequence[int], *, kind: SeedKind, taken: list[bool]) -> list[Group]:
    """Lists around the seeds (indexes of runs), in page order. `taken` marks runs in a list; it is added to."""
    return _Finder(page, seeds, kind, taken).find()


class _Finder:
    def __init__(self, page: RunPage, seeds: Sequence[int], kind: SeedKind, taken: list[bool]) -> None:
        self.page = page
        self.tree = page.tree
        self.runs = page.runs
        self.seeds = seeds
        self.cells = Cells(page, kind, taken)
        self.lists = ListMaker(self.cells)
        self.pairing = Pairing(self.cells)

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
        return self.lists.joined()

    def _meet(self, node: int, own: list[int], below: dict[int, list[Cell]]) -> list[Cell]:
        """What is still open at `node` after the cells of its children have met there."""
        cells = sum(len(found) for found in below.values()) + len(own)
        if cells == 0:
            return []
        if cells == 1:
            only = next((cell for found in below.values() for cell in found), None) or self.cells.of_seed(own[0])
            if only.stop - only.start == 1 and self.runs[only.start].is_attribute:
                only = self.cells.widened(only, self.runs[only.start].home)
            return [self.cells.widened(cell, node) for cell in self.lists.absorbed(node, [only])]
        units = [piece for unit in self._units(node, own, below) for piece in self._pieces(unit)]
        for unit in units:
            if len(unit.cells) == 1:
                unit.cells = [self.cells.merged(unit.cells, unit.start, unit.stop, unit.node)]
        return self._resolve(node, units)

    def _pieces(self, unit: Unit) -> list[Unit]:
        """A line with several cells cut into its elements if it is a row of records; else as one cell."""
        if not unit.is_line or len(unit.cells) < 2:
            return [unit]
        if len(unit.parts) > 1:
            full = sum(1 for part in unit.parts if part.cells and self.cells.best_run(part.start, part.stop))
            bare = sum(1 for part in unit.parts if part.cells) - full
            linked = sum(1 for part in unit.parts if not part.cells and self.cells.best_run(part.start, part.stop))
            if full >= 2 or (bare >= 2 and linked >= 2):
                return unit.parts
        unit.cells = [self.cells.merged(unit.cells, unit.start, unit.stop, unit.node)]
        return [unit]

    def _resolve(self, node: int, units: list[Unit]) -> list[Cell]:
        bare = [unit for unit in units if len(unit.cells) == 1 and not self.cells.headline(unit.cells[0])]
        full = [unit for unit in units if unit.cells and (len(unit.cells) > 1 or self.cells.headline(unit.cells[0]))]
        paired, days = self.pairing.pair_up(units) if len(bare) >= 2 else ([], [])
        if paired:
            cells = [*paired, *(cell for unit in full for cell in unit.cells)]
            return self.lists.close(node, sorted(cells, key=lambda cell: cell.start), days)
        if not full:
            return [self.cells.merged([cell for unit in bare for cell in unit.cells], *self.page.span(node), node)]
        if len(full) == 1 and len(full[0].cells) == 1:
            merged = [cell for unit in units for cell in unit.cells]
            return [self.cells.merged(merged, *self.page.span(node), node)]
        days = [seed for unit in bare for seed in unit.cells[0].seeds if self.cells.is_day(seed)]
        self.pairing.add_labels(units)
        return self.lists.close(node, [cell for unit in full for cell in unit.cells], days)

    def _units(self, node: int, own: list[int], below: dict[int, list[Cell]]) -> list[Unit]:
        """Children of `node` that hold text, in order; inline ones side by side are one line."""
        tree = self.tree
        units: list[Unit] = []
        broken = True
        own_of: dict[int, list[int]] = {}
        for seed in own:
            own_of.setdefault(self.runs[seed].nodes[0], []).append(seed)
        for child in tree.children(node):
            start, stop = self.page.span(child)
            block = self.page.is_block[child] or self.page.holds_block[child]
            if start == stop:
                broken = broken or block
                continue
            cells = below.get(child, [])
            mine = own_of.get(child, [])
            if mine and len(cells) == 1 and self.tree.tag[child]:
                # An attribute of the record's own element, beside a time printed inside.
                cells = [self.cells.merged([*cells, *map(self.cells.of_seed, mine)], start, stop, child)]
            elif not cells:
                cells = [self.cells.of_seed(index) for index in mine]
            part = Unit(child, start, stop, is_line=False, cells=cells)
            if block:
                units.append(part)
            elif broken:
                units.append(Unit(child, start, stop, is_line=True, cells=list(cells), parts=[part]))
            else:
                units[-1].stop = stop
                units[-1].cells += cells
                units[-1].parts.append(part)
            broken = block
        return units

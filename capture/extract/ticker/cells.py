"""Cells: stretches of runs around a seed, that become the records of a list; and how one is like another."""

from typing import Literal, NamedTuple

from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run

LEAST_RECORDS = 3
"""A list has at least three headlines: the rule by which the ticker benchmark was annotated."""

SeedKind = Literal["time", "edge", "headline"]
"""What the seeds are: times by themselves, headlines with a time at their edge, or headlines."""


class Cell(NamedTuple):
    """A stretch of runs with one seed, or several that belong together; `start` and `stop` are indexes, half open."""

    start: int
    stop: int
    seeds: tuple[int, ...]
    node: int
    """Widest element that holds this record alone; the first node where no element does."""


class Group(NamedTuple):
    """Alike cells in page order: a list of records."""

    container: int
    cells: tuple[Cell, ...]
    kind: SeedKind
    days: tuple[int, ...] = ()
    """Indexes of runs between the cells that hold a date alone."""


class Cells:
    """Questions to the cells of one search, and the runs that are on a list by now."""

    def __init__(self, page: RunPage, kind: SeedKind, taken: list[bool]) -> None:
        self.page = page
        self.tree = page.tree
        self.runs = page.runs
        self.kind = kind
        self.taken = taken
        self._best: dict[tuple[int, int], Run | None] = {}
        self._paths: dict[tuple[int, int], str] = {}

    def of_seed(self, seed: int) -> Cell:
        """The smallest cell."""
        return Cell(seed, seed + 1, (seed,), self.runs[seed].home)

    def widened(self, cell: Cell, node: int) -> Cell:
        """The cell as far as `node` goes."""
        return self.merged([cell], *self.page.span(node), node)

    def merged(self, cells: list[Cell], start: int, stop: int, node: int) -> Cell:
        """One cell of several, from `start` to `stop` but not into a list that stands between."""
        seeds = cells[0].seeds if len(cells) == 1 else tuple(seed for cell in cells for seed in cell.seeds)
        if True not in self.taken[start:stop]:
            return Cell(start, stop, seeds, node)
        first, last = seeds[0], seeds[-1]
        left = next((index + 1 for index in range(first, start - 1, -1) if self.taken[index]), start)
        right = next((index for index in range(last, stop) if self.taken[index]), stop)
        if (left, right) != (start, stop):
            return cells[0]._replace(start=left, stop=right, seeds=seeds)
        return Cell(start, stop, seeds, node)

    def headline(self, cell: Cell) -> Run | None:
        """The run that is or may be its headline; None if it has none."""
        if self.kind != "time":
            return self.runs[cell.seeds[0]]
        return self.best_run(cell.start, cell.stop)

    def best_run(self, start: int, stop: int) -> Run | None:
        """The run of a stretch that looks most like a headline, shown ones first; None if none does."""
        key = (start, stop)
        if key not in self._best:
            free = [run for run in self.runs[start:stop] if not self.taken[run.index] and self.page.is_headline(run)]
            shown = [run for run in free if run.visible] or free
            self._best[key] = max(shown, key=lambda run: (self.page.headline_score(run), -run.index), default=None)
        return self._best[key]

    def headline_path(self, cell: Cell, node: int) -> str:
        """Tags from `node` down to the headline."""
        best = self.headline(cell)
        return self.path(best.home, node) if best else ""

    def seed_path(self, cell: Cell, node: int) -> str:
        """Tags from `node` down to the seed."""
        return self.path(self.runs[cell.seeds[0]].home, node)

    def shape(self, cell: Cell, node: int) -> str:
        """Tag and class of the cell's own element; "" for `node` itself."""
        return (
            f"{self.tree.tag[cell.node]}.{self.tree.attribute(cell.node, 'class') or ''}" if cell.node != node else ""
        )

    def core(self, cell: Cell) -> tuple[str, ...]:
        """How headline and time stand to each other, whatever is around them."""
        best = self.headline(cell)
        if best is None or self.kind != "time":
            return ("", str(cell.start))  # like no other
        time = self.runs[cell.seeds[0]].home
        top = best.home
        while not self.tree.contains(top, time):
            top = self.tree.parent[top]
        names = self.tree.attribute(top, "class") or ""
        return names, self.tree.tag[top], self.path(best.home, top), self.path(time, top)

    def path(self, node: int, top: int) -> str:
        """Tags from `top`, exclusive, down to `node`; kept, as cells are held against each other at every level."""
        known = self._paths.get((node, top))
        if known is None:
            steps, up = [], node
            while up > top:
                steps.append(self.tree.tag[up] or "#")
                up = self.tree.parent[up]
            known = self._paths[node, top] = "/".join(steps)
        return known

    def is_shown(self, cell: Cell) -> bool:
        """Whether any of it is not hidden by a style."""
        return any(run.shown for run in self.runs[cell.start : cell.stop])

    def is_day(self, seed: int) -> bool:
        """Whether the seed is a date without a clock, such as stands over the rows of a day."""
        times = self.runs[seed].times
        return len(times) == 1 and not times[0].has_clock and times[0].kind in ("date", "day-word", "weekday")

    def take(self, cell: Cell) -> None:
        """Mark the runs of a cell as being on a list."""
        self.taken[cell.start : cell.stop] = [True] * (cell.stop - cell.start)
        self._best.clear()

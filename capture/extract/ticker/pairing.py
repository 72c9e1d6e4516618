"""Rows split over siblings: a time in one element or line, its headline in the next, perhaps a label above both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from capture.extract.ticker.cells import LEAST_RECORDS, Cell, Cells

Kind = Literal["time", "headline", "record", "text"]

# Of the times that take turns with headlines, so many must have one of their own.
_PAIRED = 0.7
# A label above a row ("Sport:") has no more words.
_LABEL_WORDS = 4
# Unlinked plain text of more words is a paragraph.
_PROSE_WORDS = 12
_BOLD = 600


@dataclass
class Unit:
    """A child of a container, or a line of its inline content."""

    node: int
    start: int
    stop: int
    is_line: bool
    cells: list[Cell] = field(default_factory=list)
    parts: list["Unit"] = field(default_factory=list)
    """Of a line: its children one by one."""


class Pairing:
    """Puts units together that are one record."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    def pair_up(self, units: Sequence[Unit]) -> tuple[list[Cell], list[int]]:
        """Cells of times and headlines that take turns, between whole records; and the seeds of day headings."""
        kinds = [self._kind(unit) for unit in units]
        cells: list[Cell] = []
        days: list[int] = []
        start = 0
        for index in range(len(units) + 1):
            if index == len(units) or kinds[index] == "record":
                paired, found = self._pair_stretch(units[start:index], kinds[start:index])
                cells += paired
                days += found
                start = index + 1
        return cells, days

    def add_labels(self, units: Sequence[Unit]) -> None:
        """Widen records to the short text that stands right above each of them ("Sport:" in a row of its own)."""
        labelled = [
            index for index in range(1, len(units)) if len(units[index].cells) == 1 and self._is_label(units[index - 1])
        ]
        if len(labelled) < LEAST_RECORDS:  # before what costs more
            return
        kinds = [self._kind(unit) for unit in units]
        labelled = [index for index in labelled if kinds[index] == "record"]
        records = sum(1 for kind in kinds if kind == "record")
        if len(labelled) < LEAST_RECORDS or len(labelled) < _PAIRED * records:
            return
        for index in labelled:
            label, unit = units[index - 1], units[index]
            unit.cells = [self.cells.merged(unit.cells, label.start, unit.stop, unit.node)]

    def _kind(self, unit: Unit) -> Kind:
        if unit.cells:
            return "record" if len(unit.cells) > 1 or self.cells.headline(unit.cells[0]) else "time"
        best = self.cells.best_run(unit.start, unit.stop)
        if best is None:
            return "text"
        is_prose = best.words > _PROSE_WORDS and best.link < 0 and not best.heading and best.weight < _BOLD
        return "text" if is_prose else "headline"

    def _is_label(self, unit: Unit) -> bool:
        runs = self.cells.runs[unit.start : unit.stop]
        return not unit.cells and len(runs) == 1 and not runs[0].is_time and 0.5 <= runs[0].words <= _LABEL_WORDS

    # --- one stretch ---------------------------------------------------------------------------------------------

    def _pair_stretch(self, units: Sequence[Unit], kinds: Sequence[Kind]) -> tuple[list[Cell], list[int]]:
        turns = [index for index, kind in enumerate(kinds) if kind in ("time", "headline")]
        times = sum(1 for kind in kinds if kind == "time")
        if times < 2 or len(turns) - times < 2:
            return [], []
        time_first = self._is_time_first(units, kinds, turns)
        pieces, days = self._pieces_from_times(kinds) if time_first else self._pieces_to_times(kinds)
        if len(pieces) < 2 or len(pieces) < _PAIRED * (times - len(days)):
            return [], []
        cells = []
        for first, last in pieces:
            seeds = [cell for unit in units[first : last + 1] for cell in unit.cells]
            cells.append(self.cells.merged(seeds, units[first].start, units[last].stop, units[first].node))
        day_seeds = [seed for index in days for seed in units[index].cells[0].seeds if self.cells.is_day(seed)]
        return cells, day_seeds

    def _is_time_first(self, units: Sequence[Unit], kinds: Sequence[Kind], turns: Sequence[int]) -> bool:
        """Whether the time stands above its headline: by what begins and ends the turns, else by what is nearer."""
        if kinds[turns[0]] == "time":
            return True
        if kinds[turns[-1]] == "time":
            return False
        tree = self.cells.tree
        gaps: dict[Kind, list[float]] = {"time": [], "headline": []}
        for left, right in pairwise(turns):
            if kinds[left] != kinds[right]:
                above, below = tree.box(units[left].node), tree.box(units[right].node)
                gaps[kinds[left]].append(below.y - above.y - above.height)
        return sum(gaps["time"]) / max(len(gaps["time"]), 1) <= sum(gaps["headline"]) / max(len(gaps["headline"]), 1)

    def _pieces_from_times(self, kinds: Sequence[Kind]) -> tuple[list[tuple[int, int]], list[int]]:
        """First and last unit of each record that begins with its time; and times that no headline follows."""
        starts = [index for index, kind in enumerate(kinds) if kind == "time"]
        pieces, lone = [], []
        for start, stop in pairwise([*starts, len(kinds)]):
            if "headline" in kinds[start:stop]:
                pieces.append((start, stop - 1))
            else:
                lone.append(start)
        if len(pieces) > 1:
            # The last one ends where the stretch does: it is as long as the longest of the others.
            longest = max(last - first for first, last in pieces[:-1])
            first, last = pieces[-1]
            pieces[-1] = first, min(last, first + longest)
        return pieces, lone

    def _pieces_to_times(self, kinds: Sequence[Kind]) -> tuple[list[tuple[int, int]], list[int]]:
        """First and last unit of each record that ends with its time: the headline nearest above, and its labels."""
        pieces, lone = [], []
        begin = 0
        for index, kind in enumerate(kinds):
            if kind == "time":
                headlines = [other for other in range(begin, index) if kinds[other] == "headline"]
                if headlines:
                    pieces.append((begin, headlines[-1], index))
                else:
                    lone.append(index)
                begin = index + 1
        # How many units stand between a time and the next headline tells how many labels a headline has.
        usual = Counter(headline - first for first, headline, _ in pieces[1:]).most_common(1)
        labels = usual[0][0] if usual else 0
        return [(max(first, headline - labels), last) for first, headline, last in pieces], lone

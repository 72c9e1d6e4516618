"""Times at the edge of a headline ("23 Oct: Ferry fares rise", "Ferry fares rise 9:05"): printed in the same text.

Headlines have dates in them, too. So the time must be set off as a label is, and most rows of the list must have one.
"""

from collections import Counter

from capture.extract.ticker.cells import Group
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run

_BARE_WORDS = 2
# Share of the texts of the list that must have a time at the same edge. Lists of headlines that happen to have dates in
# some of them stay below; a blog's list with "(2016/07/30)" in 4 of 15 titles is one by the benchmark's rules.
_LEAST_SHARE = 0.25
_MARKS = frozenset(":：|·•–—-()[]（）【】,/~")


def is_set_off(run: Run) -> bool:
    """Whether the text is a headline with a time before or after it."""
    time = run.edge
    if time is None or time.weak or run.words < _BARE_WORDS or time.kind not in ("clock", "date", "date-clock"):
        return False
    if time.kind == "clock":
        return True
    if run.text.find(time.text) == 0:
        return (
            run.text[time.end : time.end + 2].strip()[:1] in _MARKS and run.text[time.end : time.end + 2].strip() != ""
        )
    return run.text[: time.start].rstrip()[-1:] in _MARKS


def why_not_edges(page: RunPage, group: Group) -> str | None:
    """Why times at the edges of these texts are parts of headlines; None if they are labels."""
    sides: Counter[tuple[bool, bool]] = Counter()
    for cell in group.cells:
        run = page.runs[cell.seeds[0]]
        if run.edge:
            sides[run.edge.start <= len(run.text) // 2, run.edge.has_clock] += 1
    count = sides.most_common(1)[0][1] if sides else 0
    if count < 0.8 * len(group.cells):
        return "the dates stand now before, now after the text"
    start, stop = page.span(group.container)
    others = [
        run
        for run in page.runs[start:stop]
        if run.index not in {seed for cell in group.cells for seed in cell.seeds} and page.is_headline(run)
    ]
    if len(group.cells) < _LEAST_SHARE * (len(group.cells) + len(others)):
        return f"only {len(group.cells)} of {len(group.cells) + len(others)} headlines have a date in them"
    return None

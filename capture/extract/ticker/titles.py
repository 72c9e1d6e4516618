"""Headline, address and category of each record of a list: read together, for what all rows share is not a headline."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from capture.extract.ticker import hints
from capture.extract.ticker.cells import Cell, Group, SeedKind
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run, strip_edges

# A text that stands in this share of the rows is a badge or a section ("Read more", "Premium"), never their headline.
_SHARED = 0.34
# Longest category of the ticker benchmark: 5 words, 42 characters.
_CATEGORY_WORDS = 6
_CATEGORY_LENGTH = 48
# Labels of pictures name what is shown and who took it.
_PICTURE_TAGS = frozenset({"figcaption", "button"})
_BOLD = 600
_LEAST_HEADLINE = 2.0
# What is so much more like a headline is one, even below a picture's long caption.
_MUCH_BETTER = 3.0
# Unlinked plain text of so many words is a teaser or a post's text, not a headline.
_PROSE_WORDS = 12
# Between two dates of one story ("published", "updated") stand no more pieces of text than this.
_QUOTED_GAP = 2
# Two signs at least: its place before the headline is not enough.
_LEAST_CATEGORY = 2.0


class Title(NamedTuple):
    """The headline of a record."""

    text: str
    run: Run
    url: str | None
    """Absolute; None if the record has no address of its own."""
    score: float


def choose_titles(page: RunPage, group: Group) -> list[Title | None]:
    """The headline of every record of a list; None for one without."""
    cells = group.cells
    candidates = [_candidates(page, cell, group.kind) for cell in cells]
    rows_with: Counter[str] = Counter()
    for runs in candidates:
        rows_with.update({run.text.casefold() for run in runs})
    shared = {text for text, rows in rows_with.items() if rows >= 3 and rows > _SHARED * len(cells)}
    scored = [{run.index: _score(page, run, runs, shared) for run in runs} for runs in candidates]
    best = [
        max(runs, key=lambda run: (scores[run.index], -run.index), default=None)
        for runs, scores in zip(candidates, scored, strict=True)
    ]
    paths = Counter(_path(page, run, cell) for run, cell in zip(best, cells, strict=True) if run is not None)
    usual = paths.most_common(1)[0][0] if paths else ""
    titles: list[Title | None] = []
    for cell, runs, scores, run in zip(cells, candidates, scored, best, strict=True):
        if run is None:
            titles.append(None)
            continue
        chosen = run
        if _path(page, run, cell) != usual:
            at_usual = [other for other in runs if _path(page, other, cell) == usual and scores[other.index] > 0]
            chosen = max(at_usual, key=lambda other: (scores[other.index], -other.index), default=run)
        text = _text(chosen, runs, group.kind)
        titles.append(Title(text, chosen, _url(page, chosen, cell, text), scores[chosen.index]) if text else None)
    return titles


def choose_categories(page: RunPage, group: Group, titles: Sequence[Title | None]) -> list[str | None]:
    """The kicker or section that each record prints in an element of its own; None where there is none."""
    cells = group.cells
    labels = [
        _labels(page, cell, title) if title is not None else [] for cell, title in zip(cells, titles, strict=True)
    ]
    rows_with = Counter(text for row in labels for text in {_folded(run) for run in row})
    places: dict[str, set[str]] = {}
    filled: Counter[str] = Counter()
    for cell, row in zip(cells, labels, strict=True):
        for place, run in {_path(page, run, cell): run for run in reversed(row)}.items():
            places.setdefault(place, set()).add(_folded(run))
            filled[place] += 1
    # A place that is filled in most rows, not always with the same, is the list's column of sections.
    columns = {place for place, texts in places.items() if len(texts) > 1 and filled[place] > 0.6 * len(cells)}
    badges = {text for text, rows in rows_with.items() if rows > 0.8 * len(cells) and rows > 2}
    found = []
    for cell, title, row in zip(cells, titles, labels, strict=True):
        best: tuple[bool, float, int, str] | None = None
        for run in row:
            assert title is not None
            score = _category_score(page, run, title)
            score += 1.5 if _path(page, run, cell) in columns else 0
            score -= 2 if _folded(run) in badges else 0
            if score >= _LEAST_CATEGORY:
                entry = (run.index > title.run.index, -score, run.index, strip_edges(run.text))
                best = entry if best is None or entry < best else best
        found.append(best[3] if best else None)
    return found


def _labels(page: RunPage, cell: Cell, title: Title) -> list[Run]:
    """Short texts of a record beside headline and time."""
    return [
        run
        for run in page.runs[cell.start : cell.stop]
        if run is not title.run
        and not run.is_time
        and run.visible == title.run.visible
        and 0.5 <= run.words <= _CATEGORY_WORDS
        and len(run.text) <= _CATEGORY_LENGTH
        and not page.is_byline(run)
        and not any(page.tree.tag[node] in _PICTURE_TAGS for node in _steps(page, run, cell))
        and _folded(run) != title.text.casefold()
        and not (run.text[:1].isdigit() and run.words < 2)
    ]


def _category_score(page: RunPage, run: Run, title: Title) -> float:
    url = page.url(run)
    hint = hints.class_hint(page.tree, run.home)
    score = {"kicker": 3.0, "teaser": -3.0}.get(hint, 0.0)
    if hints.is_section_link(url) or _is_path_prefix(url, title.url):
        score += 2.5
    if run.text.rstrip().endswith((":", "：")):
        score += 2.5
    if run.index < title.run.index:
        score += 1
        if run.heading and run.heading == title.run.heading:
            score += 2
    if run.words <= 1.5:
        score += 1
    elif run.words >= 2 and run.text.istitle() and url is None:
        score -= 1
    if url is not None and url == title.url and not run.heading and run.index > title.run.index:
        score -= 2
    return score


def _folded(run: Run) -> str:
    return strip_edges(run.text).casefold()


def _candidates(page: RunPage, cell: Cell, kind: SeedKind) -> list[Run]:
    if kind == "edge":
        return [page.runs[seed] for seed in cell.seeds]
    runs = [run for run in page.runs[cell.start : cell.stop] if not run.is_time and run.text]
    shown = [run for run in runs if run.visible]
    runs = shown if any(page.headline_score(run) > 0 for run in shown) else runs
    body = _body_start(page, cell, runs)
    before = [run for run in runs if run.index < body]
    best = max((page.headline_score(run) for run in before), default=0.0)
    after = max((page.headline_score(run) for run in runs if run.index >= body), default=0.0)
    return before if best >= _LEAST_HEADLINE and best >= after - _MUCH_BETTER else runs


def _body_start(page: RunPage, cell: Cell, runs: Sequence[Run]) -> int:
    """Where the record's text begins, or a story quoted in it with a time of its own: the headline is above that."""
    dates = [seed for seed in cell.seeds if page.runs[seed].times and page.runs[seed].times[0].date is not None]
    quoted = next((later for first, later in pairwise(dates) if later - first > _QUOTED_GAP), cell.stop)
    prose = (
        run.index
        for run in runs
        if run.words >= _PROSE_WORDS and run.link < 0 and not run.heading and run.weight < _BOLD
    )
    return min(next(prose, cell.stop), quoted)


def _score(page: RunPage, run: Run, others: Sequence[Run], shared: set[str]) -> float:
    score = page.headline_score(run)
    if run.words < 1:
        return score - 5
    score += 2 * run.size_px / max(other.size_px for other in others)
    if run.text.casefold() in shared:
        score -= 5
    if run.link >= 0:
        url = page.url(run)
        if url is not None and sum(1 for other in others if other.link >= 0 and page.url(other) == url) > 1:
            score += 0.5
    score += 0.05 * min(run.words, 5)
    return score - 0.02 * (run.index - others[0].index)


def _steps(page: RunPage, run: Run, cell: Cell) -> Iterator[int]:
    node = run.home
    while node > cell.node:
        yield node
        node = page.tree.parent[node]


def _path(page: RunPage, run: Run, cell: Cell) -> str:
    return "/".join(page.tree.tag[node] for node in _steps(page, run, cell))


def _text(run: Run, runs: Sequence[Run], kind: SeedKind) -> str:
    """The headline's text, its lines joined, without the time at its edge if that is the record's time."""
    if kind == "edge":
        return run.bare
    lines = [run.text]
    for other in runs:
        after = other.index > run.index and run.heading
        if after and (other.home, other.link, other.block) == (run.home, run.link, run.block):
            lines.append(other.text)
    return " ".join(lines)


def _url(page: RunPage, run: Run, cell: Cell, text: str) -> str | None:
    if run.link >= 0:
        return page.url(run)
    tree = page.tree
    links = [node for node in tree.elements(cell.node, "a") if page.span(node)[0] < cell.stop and page.href(node)]
    if cell.node in links or not links:
        return page.href(cell.node) if cell.node in links else None
    firsts = page.tree.end[page.runs[cell.stop - 1].nodes[-1]]
    links = [node for node in links if node < firsts or tree.contains(cell.node, node)]
    counts: Counter[str] = Counter()
    for node in links:
        url = page.href(node)
        if url is None or hints.is_author_link(url, tree.attribute(node, "rel")) or hints.is_section_link(url):
            continue
        if hints.is_social_link(url):
            continue
        inner = tree.text(node, hidden=True)
        label = tree.attribute(node, "aria-label") or tree.attribute(node, "title") or ""
        near = label.casefold().startswith(text.casefold()[:20]) and len(text) > 5
        counts[url] += 4 if near else 2 if not inner else 1
    if not counts:
        return None
    url, votes = counts.most_common(1)[0]
    return url if votes >= 2 or len(counts) == 1 else None


def _is_path_prefix(section: str | None, story: str | None) -> bool:
    """Whether `section` is an address above `story` on the same site, other than its home page."""
    if section is None or story is None:
        return False
    short = section.split("?")[0].rstrip("/")
    return short.count("/") >= 3 and story.startswith(short + "/")

"""The page clock: the date, or date and clock, that a page prints for itself, told from the dates of its stories."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from capture.extract.times.attributes import AttributeTime, offset_between
from capture.extract.times.find import find_times, is_time_only, lead_words
from capture.extract.times.folding import fold_letters
from capture.extract.times.printed import CalendarDay, PrintedTime
from capture.extract.times.witnesses import LONGEST_TIME_TEXT
from capture.extract.tree import TreeIndex, fold
from capture.models.extraction import Candidate

# A candidate below this is more likely the date of a story (weights set on the ticker corpus, development half).
CLOCK_SCORE = 4.0


class DateLine(NamedTuple):
    """An element that prints a full date and next to nothing else."""

    node: int
    text: str
    time: PrintedTime

    @property
    def local(self) -> datetime:
        """On the page's own clock; midnight if only the day is printed."""
        return datetime.combine(self.day, time(self.time.hour or 0, self.time.minute or 0, self.time.second or 0))

    @property
    def day(self) -> date:
        printed = self.time.date
        assert printed is not None
        assert printed.year is not None
        return date(printed.year, printed.month, printed.day)


class ClockCandidate(NamedTuple):
    """A date line that may be the page's own."""

    line: DateLine
    score: float
    reasons: tuple[str, ...]


class ClockScene(NamedTuple):
    """What candidates are judged by."""

    tree: TreeIndex
    language: str | None
    captured_at: datetime
    article: int | None
    """Node of the page's story; dates after its headline are not the page's."""
    headline: int | None
    """What the titles of the page make its headline: for pages that mark none up as one."""
    story_times: Sequence[AttributeTime]
    """What the metadata say of the story."""
    texts: Sequence[int]
    """Text nodes that may hold a date: `dated_texts`."""


def clock_candidates(scene: ClockScene) -> list[ClockCandidate]:
    """All candidates, best first; among equals the first on the page."""
    tree = scene.tree
    headline = next((node for node in tree.tagged.get("h1", ()) if tree.text(node, hidden=True)), scene.headline)
    found = []
    lines = list(_date_lines(scene, headline))
    days: dict[str, set[date]] = {}
    for line in lines:
        days.setdefault(_kind_of_place(tree, line.node), set()).add(line.day)
    for line in lines:
        marks = [*_marks_of_place(scene, line, headline), *_marks_of_time(line, scene)]
        if len(days[_kind_of_place(tree, line.node)]) > 1:
            marks.append((-4.0, "other days stand in places of the same kind"))
        if line.time.has_clock and _is_latest(line, lines, scene.story_times):
            marks.append((1.5, "no other time of the page is later"))
        reasons = tuple(f"{reason} ({weight:+})" for weight, reason in marks)
        found.append(ClockCandidate(line, sum(weight for weight, _ in marks), reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.line.node))


# ---------------------------------------------------------------------------------------------- finding

_YEAR = re.compile(r"\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)")
# Nodes of the subtree of a line that prints a date.
_LARGEST_LINE = 16
_WORDS = re.compile(r"[^\W\d_]+")
# A date line may name a place, an edition or the weather: "Apia, 23 Oct 2024", "Édition du 2022-04-28".
_FEW_WORDS = 3


def _date_lines(scene: ClockScene, headline: int | None) -> Iterator[DateLine]:
    tree, seen_to = scene.tree, 0
    for node in scene.texts:
        if node < seen_to:
            continue
        if not _YEAR.search(tree.data[node]) and (headline is None or node > headline):
            continue
        element = tree.parent[node]
        # "Friday," "26 April" "2024" may be three spans of one line: the widest of the three that tells most.
        best: DateLine | None = None
        for around in (node, element, tree.parent[element]):
            line = _date_line(scene, around)
            if line is not None and (best is None or len(line.time.text) > len(best.time.text)):
                best = line
        if best is not None:
            seen_to = tree.end[best.node]
            yield DateLine(element, best.text, best.time) if best.node == node else best


def _date_line(scene: ClockScene, node: int) -> DateLine | None:
    tree, language = scene.tree, scene.language
    if node <= 0 or tree.end[node] - node > _LARGEST_LINE:
        return None
    text = fold(tree.data[node]) or tree.text(node) or tree.text(node, hidden=True)
    if len(text) > LONGEST_TIME_TEXT:
        return None
    times = [found for found in find_times(text, language) if found.date]
    time = _with_year(times[0], scene.captured_at.date()) if len(times) == 1 else None
    if time is None:
        return None
    rest = text[: time.start] + " " + text[time.end :]
    few_words = len(_WORDS.findall(rest)) <= _FEW_WORDS and not any(character.isdigit() for character in rest)
    return DateLine(node, text, time) if few_words or is_time_only(text, language) else None


def _with_year(time: PrintedTime, captured: date) -> PrintedTime | None:
    """A date with its year; without one, only if it is, weekday and all, a day next to the capture."""
    if time.date is None or time.date.year is not None:
        return time
    for days in (0, -1, 1):
        day = captured + timedelta(days=days)
        if (day.month, day.day, day.weekday()) == (time.date.month, time.date.day, time.weekday):
            return time._replace(date=CalendarDay(day.year, day.month, day.day), other_dates=())
    return None


# ---------------------------------------------------------------------------------------------- judging

_CLOCK_NAMES = re.compile(
    r"clock|today|current-?_?(?:date|time)|date-?_?(?:today|time-?now|bar|top)|(?:header|top|bar|nav|site|page"
    r"|edition)[\w-]*(?:date|time)\b|uhr(?:zeit)?\b|fecha-?(?:actual|hoy)|heute|jour\b|hoy\b|tarih|edition|weekday",
    re.IGNORECASE,
)
_TOP_NAMES = re.compile(
    r"header|masthead|top-?_?(?:bar|line|nav|menu|strip)?\b|nav|toolbar|utility|banner|kopf|cabec|ent[eê]te",
    re.IGNORECASE,
)
_STORY_NAMES = re.compile(
    r"byline|author|publish|posted|entry-|post-|article|story|teaser|card|item|comment|event|meta\b|updated|related|list",
    re.IGNORECASE,
)
_STORY_LEADS = re.compile(r"publi|posted|veroffentlicht|erschienen|dodano|written|filed|first|erstellt|cree|creat|air")
_Marks = list[tuple[float, str]]


def _marks_of_place(scene: ClockScene, line: DateLine, headline: int | None) -> _Marks:
    tree = scene.tree
    marks: _Marks = []
    around = [line.node, *list(tree.ancestors(line.node))[:6]]
    tags = {tree.tag[up] for up in tree.ancestors(line.node)} | {tree.tag[line.node]}
    own_names = _names(tree, around[:2])
    if _CLOCK_NAMES.search(own_names):
        marks.append((3.0, "named like a clock"))
    elif _STORY_NAMES.search(own_names):
        marks.append((-3.0, "named like a story's date"))
    if "header" in tags or _TOP_NAMES.search(_names(tree, around[2:])):
        marks.append((2.0, "in the head of the page"))
    before_headline = headline is not None and line.node < headline
    if before_headline:
        marks.append((2.0, "before the headline"))
    elif scene.article is not None and tree.contains(scene.article, line.node):
        # The region of the story may be as wide as the body: only what follows its headline is sure to be its own.
        marks.append((-5.0, "within the story"))
    if "footer" in tags:
        marks.append((-1.0, "in the foot of the page"))
    if tags & {"article", "li", "dd", "dt"} or (tags & {"main", "tr"} and not before_headline):
        marks.append((-1.5, "in a list or an article"))
    if "time" in tags:
        marks.append((-1.0, "marked up as the time of something"))
    if "a" in tags or _beside_a_story(tree, line.node):
        marks.append((-4.0, "beside the link of a story"))
    return marks


def _marks_of_time(line: DateLine, scene: ClockScene) -> _Marks:
    marks: _Marks = []
    if line.time.weekday is not None:
        marks.append((1.5, "with the weekday"))
    if line.time.has_clock:
        marks.append((0.5, "with a clock"))
    if _STORY_LEADS.search(fold_letters(lead_words(line.text, line.time) or line.text[: line.time.start])):
        marks.append((-3.0, "said to be of a story"))
    if any(_same_minute(known, line) for known in scene.story_times):
        marks.append((-4.0, "the very minute of the story"))
    elif (
        line.time.weekday is None
        and not line.time.has_clock
        and any(_same_day(known, line) for known in scene.story_times)
    ):
        marks.append((-1.5, "the day of the story"))
    apart = line.day - scene.captured_at.date()
    if abs(apart) <= timedelta(days=1):
        marks.append((2.0, "of the day of the capture"))
    elif apart > timedelta(days=1):
        marks.append((-6.0, "after the capture"))
    return marks


def _is_latest(line: DateLine, lines: Sequence[DateLine], story_times: Sequence[AttributeTime]) -> bool:
    """Whether the line is later than all other dates, of which there are some: stories come before the clock."""
    others = [other.local for other in lines if other is not line]
    others += [known.local for known in story_times if not known.claims_utc]
    return bool(others) and line.local > max(others)


def _same_minute(known: AttributeTime, line: DateLine) -> bool:
    if not line.time.has_clock or known.precision == "day":
        return False
    if known.claims_utc:
        return _same_day(known, line) and offset_between(known, line.time) is not None
    return known.local.replace(second=0) == line.local


def _same_day(known: AttributeTime, line: DateLine) -> bool:
    return abs(known.local.date() - line.day) <= timedelta(days=1 if known.claims_utc else 0)


def _kind_of_place(tree: TreeIndex, node: int) -> str:
    """The same for all rows of a list: tags and classes of the element and the two around it."""
    around = [node, *list(tree.ancestors(node))[:2]]
    return " ".join(f"{tree.tag[up]}.{tree.attribute(up, 'class') or ''}" for up in around)


def _names(tree: TreeIndex, nodes: list[int]) -> str:
    return " ".join(
        value for node in nodes for name in ("class", "id", "role") if (value := tree.attribute(node, name)) is not None
    )


# Letters of link text that make a headline rather than "Home" or "E-paper".
_HEADLINE_LETTERS = 25


def _beside_a_story(tree: TreeIndex, node: int) -> bool:
    """Whether the small box around the line holds the headline of a story, as a row of a list does."""
    for up in list(tree.ancestors(node))[:2]:
        if tree.end[up] - up > 2 * _LARGEST_LINE or tree.tag[up] in ("body", "header"):
            return False
        for link in tree.elements(up, "a", "h1", "h2", "h3", "h4"):
            if len(tree.text(link, hidden=True)) >= _HEADLINE_LETTERS and not tree.contains(link, node):
                return True
    return False


def as_candidate(tree: TreeIndex, candidate: ClockCandidate) -> Candidate:
    """For the record of decisions."""
    line = candidate.line
    return Candidate(
        node=tree.node_id(line.node),
        path=tree.css_path(line.node),
        text=line.text[:120],
        score=candidate.score,
        reasons=candidate.reasons,
    )

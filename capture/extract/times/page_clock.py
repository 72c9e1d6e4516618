"""The page clock: the date, or date and clock, that a page prints for itself, told from the dates of its stories."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from capture.extract.times.find import find_times, is_time_only, lead_words
from capture.extract.times.folding import fold_letters
from capture.extract.times.printed import PrintedTime
from capture.extract.times.witnesses import LONGEST_TIME_TEXT
from capture.extract.tree import SILENT_TAGS, TreeIndex, fold
from capture.models.extraction import Candidate

# A candidate below this is more likely the date of a story (weights set on the ticker corpus, development half).
CLOCK_SCORE = 4.0


@dataclass(frozen=True, slots=True)
class ClockCandidate:
    """A date that may be the page's own."""

    node: int
    text: str
    time: PrintedTime
    score: float
    reasons: tuple[str, ...]

    @property
    def local(self) -> datetime:
        day = self.time.date
        assert day is not None
        assert day.year is not None
        return datetime.combine(
            date(day.year, day.month, day.day), time(self.time.hour or 0, self.time.minute or 0, self.time.second or 0)
        )


def clock_candidates(
    tree: TreeIndex, language: str | None, captured_at: datetime, *, article: int | None
) -> list[ClockCandidate]:
    """All candidates, best first; among equals the first on the page."""
    headline = next((node for node in tree.elements(0, "h1") if tree.text(node, hidden=True)), None)
    found = [
        _scored(tree, node, text, printed, captured_at, headline=headline)
        for node, text, printed in _standing_alone(tree, language, article=article)
    ]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.node))


_YEAR = re.compile(r"\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)|[๐-๙]{4}|[٠-٩۰-۹०-९]{4}")


def _standing_alone(
    tree: TreeIndex, language: str | None, *, article: int | None
) -> Iterator[tuple[int, str, PrintedTime]]:
    """Elements whose whole text is a date with its year, however many inline pieces it is in."""
    seen_to = 0
    for node in tree.texts(0):
        if node < seen_to or (article is not None and tree.contains(article, node)):
            continue
        if not _YEAR.search(tree.data[node]) or len(tree.data[node]) > 4 * LONGEST_TIME_TEXT:
            continue
        element = tree.parent[node]
        if tree.tag[element] in SILENT_TAGS:
            continue
        # "Friday," "26 April" "2024" may be three spans of one line.
        best: tuple[int, str, PrintedTime] | None = None
        for around in (node, element, tree.parent[element]):
            line = _date_line(tree, around, language)
            if line is not None and (best is None or len(line[1].text) > len(best[2].text)):
                best = (element if around == node else around, *line)
        if best is not None:
            yield best
            seen_to = tree.end[best[0]] if best[0] != element else node + 1


def _date_line(tree: TreeIndex, node: int, language: str | None) -> tuple[str, PrintedTime] | None:
    """Text and date of an element that prints a full date and next to nothing else."""
    if node <= 0 or tree.end[node] - node > _LARGEST_LINE:
        return None
    text = fold(tree.data[node]) or tree.text(node) or tree.text(node, hidden=True)
    if len(text) > LONGEST_TIME_TEXT:
        return None
    times = [found for found in find_times(text, language) if found.date and found.date.year]
    if len(times) != 1:
        return None
    rest = text[: times[0].start] + " " + text[times[0].end :]
    if len(_WORDS.findall(rest)) > _FEW_WORDS or any(character.isdigit() for character in rest):
        return None if not is_time_only(text, language) else (text, times[0])
    return text, times[0]


# Nodes of the subtree of a line that prints a date.
_LARGEST_LINE = 16
_WORDS = re.compile(r"[^\W\d_]+")
# A date line may name a place, an edition or the weather: "Apia, 23 Oct 2024", "Édition du 2022-04-28".
_FEW_WORDS = 3


_CLOCK_NAMES = re.compile(
    r"clock|today|current-?_?(?:date|time)|date-?_?(?:today|time-?now|header|bar|top)|(?:header|top|bar|nav|site|page|edition)"
    r"[\w-]*(?:date|time)\b|uhr(?:zeit)?\b|fecha-?(?:actual|hoy)|heute|datum-?heute|jour\b|hoy\b|tarih|edition|weekday",
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


def _scored(
    tree: TreeIndex, node: int, text: str, printed: PrintedTime, captured_at: datetime, *, headline: int | None
) -> ClockCandidate:
    marks: list[tuple[float, str]] = []
    around = [node, *list(tree.ancestors(node))[:6]]
    tags = {tree.tag[up] for up in tree.ancestors(node)} | {tree.tag[node]}
    own_names = _names(tree, around[:2])
    if _CLOCK_NAMES.search(own_names):
        marks.append((3.0, "named like a clock"))
    elif _STORY_NAMES.search(own_names):
        marks.append((-3.0, "named like a story's date"))
    if "header" in tags or _TOP_NAMES.search(_names(tree, around[2:])):
        marks.append((2.0, "in the head of the page"))
    if headline is not None and node < headline:
        marks.append((2.0, "before the headline"))
    if printed.weekday is not None:
        marks.append((1.5, "with the weekday"))
    if printed.has_clock:
        marks.append((0.5, "with a clock"))
    if "footer" in tags:
        marks.append((-1.0, "in the foot of the page"))
    if tags & {"article", "main", "li", "tr", "dd", "dt"}:
        marks.append((-1.5, "in a list or an article"))
    if "time" in tags:
        marks.append((-1.0, "marked up as the time of something"))
    if "a" in tags or _beside_a_story(tree, node):
        marks.append((-4.0, "beside the link of a story"))
    if _STORY_LEADS.search(fold_letters(lead_words(text, printed) or text[: printed.start])):
        marks.append((-3.0, "said to be of a story"))
    assert printed.date is not None
    assert printed.date.year is not None
    apart = date(printed.date.year, printed.date.month, printed.date.day) - captured_at.date()
    if abs(apart) <= timedelta(days=1):
        marks.append((2.0, "of the day of the capture"))
    elif apart > timedelta(days=1):
        marks.append((-6.0, "after the capture"))
    reasons = tuple(f"{reason} ({weight:+})" for weight, reason in marks)
    return ClockCandidate(node, text, printed, sum(weight for weight, _ in marks), reasons)


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
    return Candidate(
        node=tree.node_id(candidate.node), path=tree.css_path(candidate.node), text=candidate.text[:120],
        score=candidate.score, reasons=candidate.reasons,
    )  # fmt: skip

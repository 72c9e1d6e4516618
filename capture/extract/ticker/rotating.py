"""Rotating spots: places that show one headline at a time; every state seen while the page settled is an item."""

from typing import NamedTuple

from capture.extract.ticker.runs import count_words, strip_edges
from capture.extract.timestamps import PrintedTime, find_times
from capture.models.page import RotatingSpot, Sighting


class Shown(NamedTuple):
    """One state of a rotating spot."""

    title: str
    printed: PrintedTime | None
    sighting: Sighting


def read_spot(spot: RotatingSpot, language: str | None) -> list[Shown]:
    """Headlines of the spot in the order in which they were first seen, each once."""
    shown: list[Shown] = []
    seen: set[tuple[str, str | None]] = set()
    label = _label([sighting.text for sighting in spot.sightings])
    for sighting in spot.sightings:
        rest = " ".join(sighting.text.split()[label:])
        times = find_times(rest, language)
        printed = next((time for time in times if _is_edge(time, rest)), None)
        if printed:
            rest = rest[: printed.start] + " " + rest[printed.end :]
        title = strip_edges(rest)
        key = (title.casefold(), sighting.url)
        if count_words(title) >= 2 and key not in seen:
            seen.add(key)
            shown.append(Shown(title, printed, sighting))
    return shown


def _label(texts: list[str]) -> int:
    """How many words all states begin with: the spot's own label ("Latest"), not part of any headline."""
    if len(set(texts)) < 2:
        return 0
    count = 0
    for words in zip(*(text.split() for text in texts), strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


def _is_edge(time: PrintedTime, text: str) -> bool:
    return not strip_edges(text[: time.start]) or not strip_edges(text[time.end :])

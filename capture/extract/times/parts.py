"""All parts of printed times in a text, left to right."""

import re

from capture.extract.times.clocks import read_clocks
from capture.extract.times.dates import read_dates
from capture.extract.times.lexicon import Lexicon
from capture.extract.times.part import Part
from capture.extract.times.spoken import read_amounts, read_day_words, read_weekdays

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


def has_words_of_time(folded: str, known: Lexicon) -> bool:
    """Whether a text without digits can hold a time."""
    if not known.triggers.isdisjoint(_WORD.findall(folded)):
        return True
    return not folded.isascii() and any(word in folded for word in known.unspaced_triggers)


def read_parts(text: str, folded: str, language: str | None) -> list[Part]:
    """All parts in `text`, whose folded form is `folded`, left to right.

    Where two overlap, the one that starts first holds, then the longer one, then the surer one.
    """
    found: list[Part] = []
    if _DIGIT.search(folded):
        found += read_dates(folded, language)
        found += read_clocks(text, folded, language)
    found += read_amounts(folded, language)
    found += read_day_words(folded, language)
    if found:  # a weekday by itself is no time
        found += read_weekdays(folded, language)
    found.sort(key=lambda part: (part.start, -part.end, part.weak))
    kept: list[Part] = []
    for part in found:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept

"""`find_times`: every printed time of a text. First its parts (dates, clocks, words), then what stands together."""

import re
from functools import lru_cache

from capture.extract.times import words
from capture.extract.times.folding import fold_letters, visible_positions
from capture.extract.times.joining import join
from capture.extract.times.lexicon import lexicon
from capture.extract.times.part import one_of
from capture.extract.times.parts import has_words_of_time, read_parts
from capture.extract.times.printed import PrintedTime

_DIGIT = re.compile(r"\d")
# "Today", "vor einer halben Stunde", "il y a quelques secondes": without a digit, longer texts are prose.
_LONGEST_WORDED_TIME = 80


def find_times(text: str, language: str | None = None) -> tuple[PrintedTime, ...]:
    """Printed times of `text`, left to right, not overlapping, each as long as it goes.

    `language`: BCP 47 tag of the text; English is always understood as well, and without a tag the chief languages of
    the world. Lengths ("01:32 min"), scores, prices, ranges ("9:00-17:00") and the like are left out where the text
    itself shows it; what only may be a time is marked `weak` or `maybe_duration`.
    """
    return _find_times(text, language)


def is_time_only(text: str, language: str | None = None) -> bool:
    """Whether `text` says nothing but when: times, words that lead to them ("Updated", "Stand:"), and punctuation."""
    times = find_times(text, language)
    if not times:
        return False
    rest, at = "", 0
    for time in times:
        rest += text[at : time.start] + " "
        at = time.end
    return _only_lead_words(fold_letters(rest + text[at:]))


def lead_words(text: str, time: PrintedTime) -> str:
    """The words that lead to `time` in `text`: "Updated " of "Story Updated 11:30"; empty if others stand before it."""
    folded = fold_letters(text[: time.start])
    start, first = len(folded), max(0, len(folded) - _LEAD_LENGTH)
    while match := _LAST_LEAD.search(folded, first, start):
        start = match.start()
    return text[start : time.start]


@lru_cache(maxsize=8192)
def _find_times(text: str, language: str | None) -> tuple[PrintedTime, ...]:
    positions = visible_positions(text)
    seen = text if positions is None else "".join(text[position] for position in positions)
    folded = fold_letters(seen)
    has_digit = _DIGIT.search(folded) is not None
    if not has_digit and len(folded) > _LONGEST_WORDED_TIME:
        return ()
    known = lexicon(language)
    if not has_digit and not has_words_of_time(folded, known):
        return ()
    times = join(read_parts(seen, folded, language), seen, folded)
    if positions is None:
        return times
    return tuple(time.moved(positions[time.start], positions[time.end - 1] + 1) for time in times)


_LEADS = one_of(words.LEAD_WORDS)
# Taken away one by one: as one pattern, "mis à jour le" beside "mis à jour" and "le" would double the ways to fail.
_LEAD = re.compile(rf"(?<!\w)(?:{_LEADS})(?!\w)")
_LAST_LEAD = re.compile(rf"(?<!\w)(?:{_LEADS})(?!\w)[\s:,.|-]*$")
_LETTER = re.compile(r"[^\W_]")
# The longest run of lead words in front of a time: "Last updated on", "Zuletzt aktualisiert am".
_LEAD_LENGTH = 60


def _only_lead_words(rest: str) -> bool:
    return _LETTER.search(_LEAD.sub(" ", rest)) is None

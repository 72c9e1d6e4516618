"""`find_times`: every printed time of a text. First its parts (dates, clocks, words), then what stands together."""

import re
from functools import lru_cache

from capture.extract.times import words
from capture.extract.times.folding import fold_letters, visible_positions
from capture.extract.times.joining import join
from capture.extract.times.lexicon import lexicon
from capture.extract.times.parts import read_parts
from capture.extract.times.printed import PrintedTime
from capture.extract.times.spoken import has_words_of_time
from capture.extract.tree import has_digit

# "Today", "vor einer halben Stunde", "il y a quelques secondes": without a digit, longer texts are prose.
_LONGEST_WORDED_TIME = 80


def find_times(text: str, language: str | None = None) -> tuple[PrintedTime, ...]:
    """Printed times of `text`, left to right, not overlapping, each as long as it goes.

    `language`: BCP 47 tag of the text; English is always understood as well, and without a tag the chief languages of
    the world. Lengths ("01:32 min"), scores, prices, ranges ("9:00-17:00") and the like are left out where the text
    itself shows it; what only may be a time is marked `weak` or `maybe_duration`.
    """
    # Prose, asked for by the thousand: not worth keeping.
    if len(text) > _LONGEST_WORDED_TIME and text.isascii() and not has_digit(text):
        return ()
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
    while (lead := _last_lead(folded, first, start)) is not None:
        start = lead
    return text[start : time.start]


@lru_cache(maxsize=8192)
def _find_times(text: str, language: str | None) -> tuple[PrintedTime, ...]:
    positions = visible_positions(text)
    seen = text if positions is None else "".join(text[position] for position in positions)
    folded = fold_letters(seen)
    numbered = has_digit(folded)
    if not numbered and len(folded) > _LONGEST_WORDED_TIME:
        return ()
    worded = has_words_of_time(folded, lexicon(language))
    if not numbered and not worded:
        return ()
    times = join(read_parts(seen, folded, language, numbered=numbered, worded=worded), seen, folded)
    if positions is None:
        return times
    return tuple(time.moved(positions[time.start], positions[time.end - 1] + 1) for time in times)


# By their first and by their last word, the longest first: "mis à jour le" before "mis à jour". No pattern, which
# would take milliseconds to compile.
_LEADS_FROM: dict[str, list[str]] = {}
_LEADS_TO: dict[str, list[str]] = {}
for _lead in sorted(map(fold_letters, words.LEAD_WORDS), key=len, reverse=True):
    _LEADS_FROM.setdefault(_lead.split()[0], []).append(_lead)
    _LEADS_TO.setdefault(_lead.split()[-1], []).append(_lead)
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W_]")
_AFTER_LEAD = " \t\n\r\f\v:,.|-"
# The longest run of lead words in front of a time: "Last updated on", "Zuletzt aktualisiert am".
_LEAD_LENGTH = 60


def _only_lead_words(rest: str) -> bool:
    at = 0
    while word := _WORD.search(rest, at):
        end = _end_of_lead(rest, word)
        if end is None and _LETTER.search(word[0]):
            return False
        at = end or word.end()
    return True


def _end_of_lead(text: str, word: re.Match[str]) -> int | None:
    """Where the lead words end that start with `word` of `text`; None if it starts none."""
    for lead in _LEADS_FROM.get(word[0], ()):
        end = word.start() + len(lead)
        if text.startswith(lead, word.start()) and not _is_word(text[end : end + 1]):
            return end
    return None


def _last_lead(folded: str, first: int, stop: int) -> int | None:
    """Where the lead words start that stand at the end of `folded[first:stop]`; None if none do."""
    before = folded[first:stop].rstrip(_AFTER_LEAD)
    word = _WORD.findall(before)[-1:]
    for lead in _LEADS_TO.get(word[0], ()) if word else ():
        if before.endswith(lead):
            start = first + len(before) - len(lead)
            if not _is_word(folded[start - 1 : start]):
                return start
    return None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"

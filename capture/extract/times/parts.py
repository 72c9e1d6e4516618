"""All parts of printed times in a text, left to right."""

from capture.extract.times.clocks import read_clocks
from capture.extract.times.dates import read_dates
from capture.extract.times.part import Part
from capture.extract.times.spoken import read_amounts, read_day_words, read_weekdays


def read_parts(text: str, folded: str, language: str | None, *, numbered: bool, worded: bool) -> list[Part]:
    """All parts in `text`, whose folded form is `folded`, left to right.

    `numbered`: whether it has a digit; `worded`: `has_words_of_time`.

    Where two overlap, the one that starts first holds, then the longer one, then the surer one.
    """
    found: list[Part] = []
    if numbered:
        found += read_dates(folded, language)
        found += read_clocks(text, folded, language)
    found += read_amounts(folded, language, worded=worded)
    if worded:
        found += read_day_words(folded, language)
    if found:  # a weekday by itself is no time
        found += read_weekdays(folded, language)
    found.sort(key=lambda part: (part.start, -part.end, part.weak))
    kept: list[Part] = []
    for part in found:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept

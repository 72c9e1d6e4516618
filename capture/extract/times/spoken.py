"""Times in words: amounts of the past ("vor 2 Stunden"), today and yesterday, weekdays."""

import re
from collections.abc import Iterator
from functools import lru_cache

from capture.extract.times import words
from capture.extract.times.folding import fold_letters
from capture.extract.times.lexicon import Lexicon, lexicon
from capture.extract.times.part import Part, one_of

# Chinese, Japanese, Korean and Thai: amount, unit and mark of the past may stand unspaced between other characters.
_UNSPACED_UNITS = {fold_letters(name): unit for name, unit in words.UNSPACED_UNITS.items()}
_UNSPACED_AGO = re.compile(
    rf"(?<![\d.,:])(?P<amount>\d{{1,4}})\s?(?P<unit>{one_of(words.UNSPACED_UNITS)})\s?(?:{one_of(words.UNSPACED_AGO)})"
)


def read_amounts(folded: str, language: str | None) -> Iterator[Part]:
    """ "3 hours ago", "just now", and "5 min" where nothing else is printed."""
    known = lexicon(language)
    for match in known.spelled_past.finditer(folded):
        amount, unit = known.spelled[_squeezed(match[0])]
        yield Part("relative", match.start(), match.end(), amount=amount, unit=unit)
    if not folded.isascii():
        for match in _UNSPACED_AGO.finditer(folded):
            unit = _UNSPACED_UNITS[match["unit"]]
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=unit)
    for match in known.cldr_past.finditer(folded):
        past = known.cldr_units.get((_squeezed(match["prefix"] or ""), _squeezed(match["suffix"])))
        if past:
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=past)
    if any(word in folded for word in known.ago):
        for match in known.relative.finditer(folded):
            if part := _spoken_amount(match, known):
                yield part
    for match in known.short_amount.finditer(folded):
        unit = known.units[_squeezed(match["unit"])]
        yield Part(
            "relative", match.start(), match.end(), amount=int(match["amount"]), unit=unit,
            weak=True, maybe_duration=True, needs_company=True,
        )  # fmt: skip


def _spoken_amount(match: re.Match[str], known: Lexicon) -> Part | None:
    if not (match["before"] or match["after"]):
        return None
    if match["whole"]:
        amount, unit = known.whole_amounts[_squeezed(match["whole"])]
    else:
        unit = known.units[_squeezed(match["unit"])]
        amount = int(match["amount"]) if match["amount"] else 1
        smaller = known.units[_squeezed(match["unit2"])] if match["unit2"] else None
        if unit == "hour" and smaller == "minute":
            amount, unit = amount * 60 + int(match["amount2"]), "minute"
    return Part("relative", match.start(), match.end(), amount=amount, unit=unit)


def _squeezed(name: str) -> str:
    return " ".join(name.split())


@lru_cache(maxsize=64)
def _day_words(language: str | None) -> re.Pattern[str]:
    known = lexicon(language)
    unspaced = "|".join(name for name in known.day_words if name in known.unspaced_triggers) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{known.day_word})(?!\w)|{unspaced}")


def read_day_words(folded: str, language: str | None) -> Iterator[Part]:
    """Today, yesterday; tomorrow only beside a clock: no story is of tomorrow, and "morgen" is the morning."""
    known = lexicon(language)
    for match in _day_words(language).finditer(folded):
        delta = known.day_words[_squeezed(match[0])]
        yield Part("day-word", match.start(), match.end(), day_delta=delta, weak=delta > 0, needs_company=delta > 0)


_BRACKETED_DAY = re.compile(r"\(([月火水木金土日월화수목금토일])\)")
_BRACKETED_DAYS = "月火水木金土日월화수목금토일"


@lru_cache(maxsize=64)
def _weekdays(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon(language).weekday})(?!\w)\.?")


def read_weekdays(folded: str, language: str | None) -> Iterator[Part]:
    """Weekdays by name; 10月23日(水) has one in brackets."""
    known = lexicon(language)
    for match in _weekdays(language).finditer(folded):
        yield Part("weekday", match.start(), match.end(), weekday=known.weekdays[_squeezed(match[0]).rstrip(".")])
    if not folded.isascii():
        for match in _BRACKETED_DAY.finditer(folded):
            yield Part("weekday", match.start(), match.end(), weekday=_BRACKETED_DAYS.index(match[1]) % 7)

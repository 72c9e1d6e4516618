"""Times in words: amounts of the past ("vor 2 Stunden"), today and yesterday, weekdays."""

import re
from collections.abc import Iterator
from functools import lru_cache

from capture.extract.times import words
from capture.extract.times.folding import fold_letters
from capture.extract.times.lexicon import Lexicon, alternation, lexicon
from capture.extract.times.part import Part, one_of
from capture.patterns import on_demand

# Chinese, Japanese, Korean and Thai: amount, unit and mark of the past may stand unspaced between other characters.
_UNSPACED_UNITS = {fold_letters(name): unit for name, unit in words.UNSPACED_UNITS.items()}
_UNSPACED_MARKS = tuple(map(fold_letters, words.UNSPACED_AGO))
_UNSPACED_AGO = on_demand(
    rf"(?<![\d.,:])(?P<amount>\d{{1,4}})\s?(?P<unit>{one_of(words.UNSPACED_UNITS)})\s?(?:{one_of(words.UNSPACED_AGO)})"
)


_WORD = re.compile(r"[^\W\d_]+")
_AFTER_NUMBER = re.compile(r"\d\s?([^\W\d_]+)")


def has_words_of_time(folded: str, known: Lexicon) -> bool:
    """Whether a text can hold a day word, or a time of the past in the words of our own table."""
    if not known.triggers.isdisjoint(_WORD.findall(folded)):
        return True
    return not folded.isascii() and any(word in folded for word in known.unspaced_triggers)


def read_amounts(folded: str, language: str | None, *, worded: bool) -> Iterator[Part]:
    """ "3 hours ago", "just now", and "5 min" where nothing else is printed; `worded`: `has_words_of_time`."""
    known = lexicon(language)
    for match in _spelled_past(language).finditer(folded) if worded else ():
        amount, unit = known.spelled[_squeezed(match[0])]
        yield Part("relative", match.start(), match.end(), amount=amount, unit=unit)
    if not folded.isascii() and any(word in folded for word in _UNSPACED_MARKS):
        for match in _UNSPACED_AGO().finditer(folded):
            unit = _UNSPACED_UNITS[match["unit"]]
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=unit)
    has_unit = "" in known.unit_starts or not known.unit_starts.isdisjoint(_AFTER_NUMBER.findall(folded))
    for match in _cldr_past(language).finditer(folded) if has_unit else ():
        past = known.cldr_units.get((_squeezed(match["prefix"] or ""), _squeezed(match["suffix"])))
        if past:
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=past)
    if (worded or any(word in folded for word in known.whole_amounts)) and any(word in folded for word in known.ago):
        for match in _relative(language).finditer(folded):
            if part := _spoken_amount(match, known):
                yield part
    for match in _short_amount(language).finditer(folded) if has_unit else ():
        unit = known.units[_squeezed(match["unit"])]
        yield Part(
            "relative", match.start(), match.end(), amount=int(match["amount"]), unit=unit,
            weak=True, maybe_duration=True, needs_company=True,
        )  # fmt: skip


@lru_cache(maxsize=64)
def _spelled_past(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon(language).spelled)})(?!\w)")


@lru_cache(maxsize=64)
def _cldr_past(language: str | None) -> re.Pattern[str]:
    past = lexicon(language).cldr_units
    prefixes, suffixes = alternation(prefix for prefix, _ in past), alternation(suffix for _, suffix in past)
    return re.compile(
        rf"(?:(?<!\w)(?P<prefix>{prefixes})\s?)?(?<![\d.,:])(?P<amount>\d{{1,4}})\s?(?P<suffix>{suffixes})(?!\w)"
    )


@lru_cache(maxsize=64)
def _relative(language: str | None) -> re.Pattern[str]:
    """Amount, unit and mark of the past."""
    known = lexicon(language)
    unit, one = alternation(known.units), alternation(known.ones)
    some = r"(?:(?:ca|circa|etwa|about|around|over|almost|nearly|unos|unas|environ|cerca\sde|около|approx)\.?\s)?"
    number = r"(?P<{0}>\d{{1,4}})"
    return re.compile(
        rf"(?<!\w)(?:(?P<before>{alternation(known.before)})\s{some})?"
        rf"(?:(?P<whole>{alternation(known.whole_amounts)})"
        rf"|(?:{number.format('amount')}\s?|(?P<one>{one})\s?(?<=[\s'])|)(?P<unit>{unit})(?:\.(?=\s|$)|\b)"
        rf"(?:,?\s(?:and\s|und\s|et\s|y\s|e\s)?{number.format('amount2')}\s?(?P<unit2>{unit})(?:\.(?=\s|$)|\b))?)"
        rf"(?:\s?(?P<after>{alternation(known.after)})(?!\w))?"
    )


@lru_cache(maxsize=64)
def _short_amount(language: str | None) -> re.Pattern[str]:
    """ "5 min", "2h": no mark of the past."""
    return re.compile(rf"(?<![\w.,:])(?P<amount>\d{{1,3}})\s?(?P<unit>{alternation(lexicon(language).units)})\b\.?")


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
    return re.compile(rf"(?<!\w)(?:{alternation(known.day_words)})(?!\w)|{unspaced}")


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
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon(language).weekdays)})(?!\w)\.?")


def read_weekdays(folded: str, language: str | None) -> Iterator[Part]:
    """Weekdays by name; 10月23日(水) has one in brackets."""
    known = lexicon(language)
    for match in _weekdays(language).finditer(folded):
        yield Part("weekday", match.start(), match.end(), weekday=known.weekdays[_squeezed(match[0]).rstrip(".")])
    if not folded.isascii():
        for match in _BRACKETED_DAY.finditer(folded):
            yield Part("weekday", match.start(), match.end(), weekday=_BRACKETED_DAYS.index(match[1]) % 7)

"""The words of time of a language: from CLDR and our own table, folded, as look-up tables and patterns."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from capture.extract.times import words
from capture.extract.times.cldr import cldr_words
from capture.extract.times.folding import key_of
from capture.extract.times.printed import Unit

# Read where a page names no language: those in which most news is printed, the Latin ones that share few words.
WORLD = ("en", "es", "de", "fr", "pt", "it", "nl", "ru", "pl", "sv", "tr", "ar")
# Where the point parts hour and minute in ordinary print (CLDR short times of da, fi, id; usage of the others).
DOTTED_CLOCK = frozenset({"da", "fi", "id", "nb", "nn", "sv", "et", "it", "ms"})
HOUR_MARK = frozenset({"fr", "pt", "es", "ca", "gl", "ro", "vi", "eo"})
_WORD = re.compile(r"[^\W\d_]+")
# Older or macro codes for languages that CLDR knows by another.
_SAME = {"no": "nb", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "fil": "tl", "cmn": "zh"}


class Lexicon(NamedTuple):
    """What the recogniser looks up; all keys are folded."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    day_words: Mapping[str, int]
    meridiems: Mapping[str, bool]
    units: Mapping[str, Unit]
    whole_amounts: Mapping[str, tuple[int, Unit]]
    ones: frozenset[str]
    triggers: frozenset[str]
    """One of these words must occur in a text without digits that holds a time."""
    unspaced_triggers: tuple[str, ...]
    """The same for scripts that set no blanks."""
    month_starts: frozenset[str]
    """First letters of the names of months, three each: a text without any of them names no month."""
    month_ends: frozenset[str]
    """Their last words: one of them must be, or end, a word of such a text."""
    meridiem_starts: frozenset[str]
    """First words of the marks of the half of the day; "" if some begin with no letter."""
    spelled: Mapping[str, tuple[int, Unit]]
    """Whole phrases of the past without a digit, from "just now" to "לפני שעתיים"."""
    before: tuple[str, ...]
    """Marks of the past that stand before the amount."""
    after: tuple[str, ...]
    """The same behind it."""
    ago: frozenset[str]
    """First words of these marks."""
    cldr_units: Mapping[tuple[str, str], Unit]
    """CLDR's own ways to say it: what stands before and after the amount."""
    unit_starts: frozenset[str]
    """The same of the units, and of what stands after the amount in CLDR's ways."""
    day_first: bool
    """Whether a numeric date of two parts, or one that does not start with the year, starts with the day."""
    year_first: bool
    """Whether a two-digit year may start a numeric date."""
    dotted_clock: bool
    hour_mark: bool
    """Whether clocks are written 18h30."""


def primary(language: str | None) -> str | None:
    """The language without its region, as CLDR names it; None for none."""
    if not language:
        return None
    code = re.split(r"[-_]", language.strip().lower())[0]
    return _SAME.get(code, code) or None


@lru_cache(maxsize=64)
def lexicon(language: str | None) -> Lexicon:
    """The words of `language` and of English; of the world's chief languages if it is None. Slow the first time."""
    own = primary(language)
    codes = WORLD if own is None else (own, "en") if own != "en" else ("en",)
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    meridiems: dict[str, bool] = {
        "am": False,
        "pm": True,
        "a.m": False,
        "p.m": True,
        "a. m": False,
        "p. m": True,
        "a m": False,
        "p m": True,
    }
    past: dict[tuple[str, str], Unit] = {}
    spelled: dict[str, tuple[int, Unit]] = {}
    day_words: dict[str, int] = {}
    units: dict[str, Unit] = {}
    for code in codes:
        for table, spellings in (
            (months, words.MONTH_SPELLINGS.get(code, {})), (weekdays, words.WEEKDAY_SPELLINGS.get(code, {})),
            (day_words, words.DAY_WORDS.get(code, {})),
        ):  # fmt: skip
            for name, value in spellings.items():
                table.setdefault(key_of(name), value)
        for name, after_noon in words.MERIDIEMS.get(code, {}).items():
            meridiems.setdefault(key_of(name), after_noon)
        for unit, names in words.UNITS.get(code, {}).items():
            for name in names.split():
                units.setdefault(key_of(name), unit)
        if (known := cldr_words(code)) is not None:
            _add(months, known.months)
            _add(weekdays, known.weekdays)
            _add(meridiems, known.meridiems)
            _add(past, known.past)
            _add(spelled, known.spelled)
    for code in codes:
        spelled.update((key_of(word), (0, "minute")) for word in words.NOW_WORDS.get(code, ()))
    # CLDR spells "1 day ago" as "yesterday" in some languages: that is a day word.
    spelled = {phrase: amount for phrase, amount in spelled.items() if phrase not in day_words}
    whole = {key_of(name): value for code in codes for name, value in words.WHOLE_AMOUNTS.get(code, {}).items()}
    ones = frozenset(key_of(word) for code in codes for word in words.ONE_WORDS.get(code, ()))
    before = tuple(key_of(word) for code in codes for word in words.AGO_BEFORE.get(code, ()))
    after = tuple(key_of(word) for code in codes for word in words.AGO_AFTER.get(code, ()))
    spoken = [*day_words, *spelled, *units, *whole]
    return Lexicon(
        months=months, weekdays=weekdays, day_words=day_words, meridiems=meridiems, units=units, whole_amounts=whole,
        ones=ones,
        triggers=frozenset(re.findall(r"\w+", word)[-1] for word in spoken if not _is_unspaced(word)),
        unspaced_triggers=tuple(filter(_is_unspaced, spoken)),
        month_starts=frozenset(name[:3] for name in months),
        month_ends=frozenset(_WORD.findall(name)[-1] for name in months),
        meridiem_starts=_first_words(meridiems),
        spelled=spelled, before=before, after=after,
        ago=frozenset(word.split()[0] for word in (*before, *after) if word),
        cldr_units=past,
        unit_starts=_first_words((*units, *(suffix for _, suffix in past))),
        day_first=_day_first(language),
        year_first=own in _YEAR_FIRST,
        dotted_clock=codes[0] in DOTTED_CLOCK, hour_mark=codes[0] in HOUR_MARK,
    )  # fmt: skip


_Name = TypeVar("_Name")
_Value = TypeVar("_Value")


def _add(table: dict[_Name, _Value], others: Mapping[_Name, _Value]) -> None:
    """The first language that has a word says what it means."""
    for name, value in others.items():
        table.setdefault(name, value)


def _first_words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(re.split(r"[\W\d_]", name, maxsplit=1)[0] for name in names if name)


def _is_unspaced(word: str) -> bool:
    """Whether a word of a script that sets no blanks: Chinese, Japanese, Thai; Korean does set them."""
    codes = () if word.isascii() else map(ord, word)
    return any(0x2E80 <= code < 0xAC00 or 0xF900 <= code < 0x10000 or 0xE00 <= code < 0xE80 for code in codes)


def alternation(names: Iterable[str]) -> str:
    """Of keys, for a pattern: longest first, so that "sept" does not hide in "sep"; never empty, which would match all.

    Patterns of hundreds of names take milliseconds to compile: where they are used, plain words rule most texts out.
    """
    parts = sorted(
        {re.escape(name).replace(r"\ ", r"\s") for name in names if name}, key=lambda part: (-len(part), part)
    )
    return "|".join(parts) or r"(?!)"


# English-speaking regions that write the month first (CLDR: en-US and what inherits from it).
_MONTH_FIRST_REGIONS = frozenset({"us", "ph", "pr", "gu", "as", "mp", "vi", "um", "fm", "mh", "pw"})
_YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "lt", "mn", "eu"})


def _day_first(language: str | None) -> bool:
    """Year-first languages write what is left of it with the month first as well (CLDR: ja `M/d`, hu `M. d.`)."""
    code = primary(language)
    if code in _YEAR_FIRST:
        return False
    if code == "en":
        region = re.split(r"[-_]", language or "")[1:]
        return bool(region) and region[-1].lower() not in _MONTH_FIRST_REGIONS
    return True

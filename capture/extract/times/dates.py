"""Dates: in numbers, and with the name of a month in any language."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from capture.extract.times.calendars import BUDDHIST, ERAS, PERSIAN_MONTHS, from_persian
from capture.extract.times.folding import fold_letters
from capture.extract.times.lexicon import Lexicon, alternation, lexicon, primary
from capture.extract.times.part import Part, one_of, trimmed
from capture.extract.times.printed import CalendarDay
from capture.patterns import on_demand

_Reading = tuple[int | None, int, int]
"""Year, month, day."""


def read_dates(folded: str, language: str | None) -> Iterator[Part]:
    """Dates in a folded text; in no order, and they may overlap."""
    known = lexicon(language)
    yield from _year_first(folded)
    if _PARTED.search(folded):
        yield from _year_last(folded, known)
        yield from _without_year(folded, known, language)
    yield from _named(folded, known, language)
    if not folded.isascii() or primary(language) == "fa":
        yield from _of_other_calendars(folded)


def _part(match: re.Match[str], end: int, readings: Sequence[_Reading], *, sure: bool = True) -> Iterator[Part]:
    """A date in the first reading that the calendar knows, the others beside it; nothing if it knows none."""
    days: list[CalendarDay] = []
    for year, month, day in readings:
        reading = _calendar_day(year, month, day)
        if reading and reading not in days:
            days.append(reading)
    if days:
        yield Part(
            "date", match.start(), end, date=days[0], other_dates=tuple(days[1:]), weak=not sure, needs_company=not sure
        )


def _calendar_day(year: int | None, month: int, day: int) -> CalendarDay | None:
    if year is not None and 2400 <= year <= 2700:  # Thai pages count from the Buddha's death
        year -= BUDDHIST
    if year is not None and not 1900 <= year <= 2100:
        return None
    try:
        date(year if year is not None else 2024, month, day)  # a leap year has every day
    except ValueError:
        return None
    return CalendarDay(year, month, day)


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


# ---------------------------------------------------------------------------------------------- in numbers

_YEAR_FIRST = re.compile(
    r"(?<![\d:/.,-])(?P<year>(?:19|20)\d{2})\s?(?P<mark>[-/.]|年|년)\s?(?P<month>\d{1,2})\s?(?:(?P=mark)|月|월)\s?"
    r"(?P<day>\d{1,2})(?!\d|[:/]\d|%)\s?(?:日|일|\.(?!\d))?"
)
_COMPACT = re.compile(
    r"(?<![\w:/.,-])(?P<year>20[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=t\d{4,6}z?\b)"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s(?:thang|thg)\s(?P<month>\d{1,2})(?:[\s,]{1,2}(?:nam\s)?(?P<year>\d{4}))?(?!\d)"
)
_EAST_ASIAN = re.compile(r"(?<!\d)(?P<year>(?!))?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号號]")
_YEAR_LAST = re.compile(
    r"(?<![\d:/.,-])(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P=mark)(?:\s(?=\d{4}))?"
    r"(?P<third>\d{4}|\d{2})"
    r"(?!\d|[:/]\d|[.,-]\d|%)\.?"
)
_NO_YEAR = re.compile(
    r"(?<![\d:/.,+-])(?<![$€£¥#])(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P<stop>\.?)"
    r"(?!\d|[:/%.,-]\d|\s?[%€$£°]|[^\W\d_])"
)


# What the last two have in common, and few texts have.
_PARTED = re.compile(r"\d[-/.]")


def _year_first(folded: str) -> Iterator[Part]:
    # Few texts have what these can't do without: a year, "t" and a clock, "thang" or "thg", a character for "month".
    patterns: list[re.Pattern[str]] = []
    if "20" in folded or "19" in folded:
        patterns.append(_YEAR_FIRST)
        if "t" in folded:
            patterns.append(_COMPACT)
    if "th" in folded:
        patterns.append(_VIETNAMESE)
    if not folded.isascii():
        patterns.append(_EAST_ASIAN)
    for pattern in patterns:
        for match in pattern.finditer(folded):
            year = int(match["year"]) if match["year"] else None
            yield from _part(match, trimmed(folded, match), [(year, int(match["month"]), int(match["day"]))])


def _year_last(folded: str, known: Lexicon) -> Iterator[Part]:
    for match in _YEAR_LAST.finditer(folded):
        first, second, third = int(match["first"]), int(match["second"]), _full_year(match["third"])
        readings: list[_Reading] = [(third, second, first), (third, first, second)]
        if match["mark"] == ".":
            readings.pop()  # points part day, month and year in no other order
        elif not known.day_first:
            readings.reverse()
        if len(match["third"]) == 2 and known.year_first:
            readings.insert(0, (_full_year(match["first"].zfill(2)), second, int(match["third"])))
        yield from _part(match, match.end(), readings)


# Written Chinese, Japanese and Korean have no order but year, month, day (Hong Kong's numbers apart, says CLDR).
_MONTH_FIRST = ("ja", "ko", "zh")


def _without_year(folded: str, known: Lexicon, language: str | None) -> Iterator[Part]:
    """ "18.2." is a date; "10/23", "06-10" and "18.02" may be, if a clock follows or nothing else is there."""
    for match in _NO_YEAR.finditer(folded):
        first, second = int(match["first"]), int(match["second"])
        if match["mark"] == "-" and not len(match["first"]) == len(match["second"]) == 2:
            continue  # a score, or a span: "2-1", "8-17 Uhr"
        readings: list[_Reading] = [(None, second, first), (None, first, second)]
        if (language or "").startswith(_MONTH_FIRST) and first <= 12:
            readings.pop(0)
        elif match["mark"] == ".":
            readings.pop()
        elif not known.day_first:
            readings.reverse()
        yield from _part(match, match.end(), readings, sure=match["mark"] == "." and bool(match["stop"]))


_ERA = on_demand(
    rf"(?P<era>{'|'.join(ERAS)})\s?(?P<year>\d{{1,3}}|元)年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日"
)
_PERSIAN_YEAR = re.compile(r"1[34]\d{2}")
_PERSIAN_NUMBERS = {fold_letters(name): number for name, number in PERSIAN_MONTHS.items()}
_PERSIAN = on_demand(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s(?P<name>{one_of(PERSIAN_MONTHS)})(?:\sماه)?(?:\s|،\s?)(?P<year>1[34]\d{{2}})(?!\d)"
    r"|(?<![\d/:])(?P<year2>1[34]\d{2})(?P<mark>[/-])(?P<month2>\d{1,2})(?P=mark)(?P<day2>\d{1,2})(?![\d/:])"
)


def _of_other_calendars(folded: str) -> Iterator[Part]:
    for match in _ERA().finditer(folded) if any(era in folded for era in ERAS) else ():
        year = ERAS[match["era"]] + (1 if match["year"] == "元" else int(match["year"]))
        yield from _part(match, match.end(), [(year, int(match["month"]), int(match["day"]))])
    for match in _PERSIAN().finditer(folded) if _PERSIAN_YEAR.search(folded) else ():
        if match["name"]:
            found = from_persian(int(match["year"]), _PERSIAN_NUMBERS[match["name"]], int(match["day"]))
        else:
            found = from_persian(int(match["year2"]), int(match["month2"]), int(match["day2"]))
        if found:
            yield from _part(match, match.end(), [(found.year, found.month, found.day)])


# ---------------------------------------------------------------------------------------------- with names


_ORDINAL = r"(?:st|nd|rd|th|er|re|[ºª°]|\.?o|\.?a|-?[eaй]|η|ης|i)?\.?"
# Hebrew writes its "in" on the month: 23 באוקטובר.
_OF = r"(?:(?:de|of|d'|ta'|a|ng|den)\s?|ב)?"
# A number behind the date is its year, unless it is the hour of a clock.
_YEAR = (
    r"(?:[\s.,/'-]{0,3}(?:(?:de|del|do|of|d)\s)?"
    r"(?P<year>\d{4}|(?<=')\d{2}|(?<=[/-])\d{2})(?![\d:]|\.\d{2}(?!\d)|h\d))?"
)
_NO_CLOCK = r"(?![\d:]|[.]\d|h\d|\s?(?:am|pm|a\.m|p\.m)\b)"
# Forms of a date with the name of a month, each behind what a text in it can't do without.
_MONTH_FORMS = (
    (re.compile(r"\d"), rf"(?<![\d:/])(?<!\d[.,])(?P<day>\d{{1,2}}){_ORDINAL}[\s./,-]{{0,2}}{_OF}%s{_YEAR}"),
    (
        re.compile(r"[\s,.-]\d"),
        rf"\b%s[\s,.-]{{1,2}}(?:the\s)?(?P<day>\d{{1,2}}){_NO_CLOCK}(?:st|nd|rd|th)?{_YEAR}",
    ),
    (
        re.compile(r"\d{4}(?:ko|\s?m)?[\s./,-]"),
        r"(?<![\d:/.,])(?P<year>\d{4})(?:ko|\s?m)?[\s./,-]{1,3}%s[\s./,-]{1,2}"
        r"(?P<day>\d{1,2})(?![\d:])(?:\.|\s?d\.|[ae]n?\b)?",
    ),
    # Latvian: 2024. gada 23. oktobris.
    (re.compile(r"\sgada\s"), r"(?<![\d:/.,])(?P<year>\d{4})\.?\sgada\s(?P<day>\d{1,2})\.\s%s"),
)


@lru_cache(maxsize=256)
def _month_pattern(form: str, language: str | None) -> re.Pattern[str]:
    return re.compile(form % rf"(?P<month>{alternation(lexicon(language).months)})(?![^\W\d_])\.?")


_WORD = re.compile(r"[^\W\d_]+")
# What `_ORDINAL` and `_OF` may put right before a month, in one word with it.
_GLUED = frozenset(
    ordinal + of
    for ordinal in ("", "st", "nd", "rd", "th", "er", "re", *"ºªoaeйηi", "ης")
    for of in ("", "de", "of", "a", "ng", "den", "ב")
)
_CUTS = range(max(map(len, _GLUED)) + 1)


def _has_month(folded: str, known: Lexicon) -> bool:
    """Whether some word can be the last one of the name of a month, alone or behind such letters."""
    ends = known.month_ends
    return any(word[cut:] in ends and word[:cut] in _GLUED for word in _WORD.findall(folded) for cut in _CUTS)


def _named(folded: str, known: Lexicon, language: str | None) -> Iterator[Part]:
    if not any(name in folded for name in known.month_starts) or not _has_month(folded, known):
        return
    for needed, form in _MONTH_FORMS:
        for match in _month_pattern(form, language).finditer(folded) if needed.search(folded) else ():
            year = _full_year(match["year"]) if match["year"] else None
            month = known.months[" ".join(match["month"].split())]
            if not _ends_a_span(folded, match.start()):
                yield from _part(match, trimmed(folded, match), [(year, month, int(match["day"]))])


_SPAN_BEFORE = re.compile(r"\d\s?(?:-|to|bis|al|au)\s?$")


def _ends_a_span(folded: str, start: int) -> bool:
    """ "10-12 October": the second half of a span of days is no time of a story."""
    return folded[start].isdigit() and _SPAN_BEFORE.search(folded[max(0, start - 6) : start]) is not None

"""The parts of printed times: numeric dates, dates with a month's name, clocks, relative amounts, day words, weekdays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from capture.extract.times import words
from capture.extract.times.folding import fold_letters
from capture.extract.times.lexicon import Lexicon, lexicon
from capture.extract.times.printed import CalendarDay, Unit
from capture.extract.times.zone_names import ZONE_NAMES

PartKind = Literal["date", "clock", "relative", "day-word", "weekday"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its place in the folded text; `PrintedTime` says what the fields mean."""

    kind: PartKind
    start: int
    end: int
    date: CalendarDay | None = None
    other_dates: tuple[CalendarDay, ...] = ()
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    day_delta: int | None = None
    weekday: int | None = None
    amount: int | None = None
    unit: Unit | None = None
    weak: bool = False
    maybe_duration: bool = False
    needs_company: bool = False
    """No time unless joined with another part or alone in its text: "10/23", "9h"."""


def has_words_of_time(folded: str, known: Lexicon) -> bool:
    """Whether a text without digits can hold a time."""
    if not known.triggers.isdisjoint(_WORD.findall(folded)):
        return True
    return not folded.isascii() and any(word in folded for word in known.unspaced_triggers)


def read_parts(text: str, folded: str, language: str | None) -> list[Part]:
    """All parts in `text`, whose folded form is `folded`, left to right; where two overlap, the one that starts first, then the longer one."""
    known = lexicon(language)
    patterns = _patterns(language)
    found: list[Part] = []
    if any(character.isdigit() for character in folded):
        found += _numeric_dates(folded, known)
        found += _named_dates(folded, known, patterns)
        found += _clocks(text, folded, known, patterns)
    found += _relative(folded, known, patterns)
    found += _day_words(folded, known, patterns)
    if found:
        found += _weekdays(folded, known, patterns)
    found.sort(key=lambda part: (part.start, -part.end, part.weak))
    kept: list[Part] = []
    for part in found:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept


_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class _Patterns:
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    year_month_day: re.Pattern[str]
    clock: re.Pattern[str]
    hour_only: re.Pattern[str]
    day_word: re.Pattern[str]
    now: re.Pattern[str]
    weekday: re.Pattern[str]


@lru_cache(maxsize=64)
def _patterns(language: str | None) -> _Patterns:
    known = lexicon(language)
    month = rf"(?P<month>{known.month})(?![^\W\d_])\.?"
    # Hebrew writes its "in" on the month: 23 באוקטובר.
    ordinal = r"(?:st|nd|rd|th|er|re|[ºª°]|\.?o|\.?a|-?[eaй]|η|ης|i)?\.?"
    year = r"(?:[\s.,/'-]{0,3}(?:(?:de|del|do|of|d)\s)?(?P<year>\d{4}|(?<=')\d{2}|(?<=[/-])\d{2})(?![\d:]|\.\d{2}(?!\d)|h\d))?"
    meridiem = rf"(?:\s?(?P<meridiem>{known.meridiem})\b\.?)"
    before = rf"(?:(?P<meridiem_before>{known.meridiem})\.?\s?)?"
    # A bare "-05:00" is an offset only behind seconds: elsewhere it ends a range ("9:00-17:00").
    named_zone = rf"(?:{'|'.join(ZONE_NAMES)})(?![^\W\d_])(?:\s?[+-]\d{{1,2}}(?::?\d{{2}})?)?"
    offset = r"\+\d{2}:?\d{2}|(?(second)-\d{2}:?\d{2}|(?!))|z(?!\w)"
    after = "|".join(
        sorted((fold_letters(word) for word in words.AFTER_CLOCK_WORDS), key=lambda word: (-len(word), word))
    )
    return _Patterns(
        day_month=re.compile(
            rf"(?<![\d:/])(?<!\d[.,])(?P<day>\d{{1,2}}){ordinal}[\s./,-]{{0,2}}(?:(?:de|of|d'|ta'|a|ng|den)\s?|ב)?{month}{year}"
        ),
        month_day=re.compile(
            rf"\b{month}[\s,.-]{{1,2}}(?:the\s)?(?P<day>\d{{1,2}})(?![\d:]|[.]\d|h\d|\s?(?:am|pm|a\.m|p\.m)\b)(?:st|nd|rd|th)?{year}"
        ),
        year_month_day=re.compile(
            rf"(?<![\d:/.,])(?P<year>\d{{4}})(?:ko|\s?m)?[\s./,-]{{1,3}}{month}[\s./,-]{{1,2}}(?P<day>\d{{1,2}})(?![\d:])"
            rf"(?:\.|\s?d\.|[ae]n?\b)?"
        ),
        clock=re.compile(
            rf"(?<![\d:])(?<!\d[.,]){before}(?P<hour>\d{{1,2}})"
            rf"(?:(?P<mark>[:.]|\s?h\s?)(?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}})(?:[.,]\d{{1,9}})?(?!\d))?(?![\d:]|[.,/]\d)"
            rf"|\s?[时時点點시]\s?(?P<minute2>\d{{1,2}})(?!\d)(?:\s?[分분](?:\s?(?P<second2>\d{{1,2}})[秒초])?)?)"
            rf"{meridiem}?(?:\s?(?P<after>{after})(?!\w)\.?)?(?:\s?\(?(?P<zone>{named_zone}|{offset})\)?)?"
        ),
        hour_only=re.compile(
            rf"(?<![\d:/])(?<!\d[.,-]){before}(?P<hour>\d{{1,2}})(?:{meridiem}|\s?(?P<mark>uhr|uur|h|时|時|点|點|시|時頃)(?!\w|\s?\d))(?:\s?\(?(?P<zone>{named_zone})\)?)?"
        ),
        day_word=re.compile(rf"(?<!\w)(?:{known.day_word})(?!\w)|{_unspaced(known.day_words)}"),
        now=re.compile(rf"(?<!\w)(?:{known.now_word})(?!\w)"),
        weekday=re.compile(rf"(?<!\w)(?:{known.weekday})(?!\w)\.?"),
    )


def _unspaced(names: dict[str, int] | object) -> str:
    assert hasattr(names, "__iter__")
    east_asian = sorted(
        (name for name in names if ord(name[0]) >= 0x2E80 and ord(name[0]) < 0xD7B0),
        key=lambda name: (-len(name), name),
    )
    return "|".join(east_asian) or r"(?!)"


def _calendar_day(year: int | None, month: int, day: int) -> CalendarDay | None:
    if year is not None and 2400 <= year <= 2700:  # Thai pages count from the Buddha's death
        year -= 543
    try:
        date(year if year is not None else 2024, month, day)  # a leap year admits every day
    except ValueError:
        return None
    if year is not None and not 1900 <= year <= 2100:
        return None
    return CalendarDay(year, month, day)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


# ---------------------------------------------------------------------------------------------- numeric dates

_YEAR_FIRST = re.compile(
    r"(?<![\d:/.,-])(?P<year>(?:19|20)\d{2})\s?(?P<mark>[-/.]|年|년)\s?(?P<month>\d{1,2})\s?(?:(?P=mark)|月|월)\s?"
    r"(?P<day>\d{1,2})(?!\d|[:/]\d|%)\s?(?:日|일|\.(?!\d))?"
)
_COMPACT = re.compile(
    r"(?<![\w:/.,-])(?P<year>20[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=t\d{4,6}z?\b)"
)
_EAST_ASIAN = re.compile(r"(?<!\d)(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日日일号號]")
_YEAR_LAST = re.compile(
    r"(?<![\d:/.,-])(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<third>\d{4}|\d{2})(?!\d|[:/]\d|[.,-]\d|%)\.?"
)
_NO_YEAR = re.compile(
    r"(?<![\d:/.,+-])(?<![$€£¥#])(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P<stop>\.?)(?!\d|[:/%.,-]\d|\s?[%€$£°]|[^\W\d_])"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s(?:thang|thg)\s(?P<month>\d{1,2})(?:[\s,]{1,2}(?:nam\s)?(?P<year>\d{4}))?(?!\d)"
)


def _numeric_dates(folded: str, known: Lexicon) -> Iterator[Part]:
    for pattern in (_YEAR_FIRST, _COMPACT, _VIETNAMESE):
        for match in pattern.finditer(folded):
            printed_year = match["year"]
            year = int(printed_year) if printed_year else None
            if day := _calendar_day(year, int(match["month"]), int(match["day"])):
                yield Part("date", match.start(), _trimmed(folded, match.start(), match.end()), date=day)
    for match in _EAST_ASIAN.finditer(folded):
        if day := _calendar_day(None, int(match["month"]), int(match["day"])):
            yield Part("date", match.start(), match.end(), date=day)
    for match in _YEAR_LAST.finditer(folded):
        day_or_month, month_or_day, third = int(match["first"]), int(match["second"]), match["third"]
        full = _full_year(third)
        readings = [(full, month_or_day, day_or_month), (full, day_or_month, month_or_day)]
        if not known.day_first:
            readings.reverse()
        if match["mark"] == ".":
            readings = [
                (full, month_or_day, day_or_month)
            ]  # the point parts day, month and year nowhere in another order
        if len(third) == 2:
            readings.append((_full_year(match["first"].zfill(2)), month_or_day, int(third)))
        yield from _dated(match, readings)
    for match in _NO_YEAR.finditer(folded):
        first, second, mark = match["first"], match["second"], match["mark"]
        readings_no_year: list[tuple[int | None, int, int]] = [
            (None, int(second), int(first)),
            (None, int(first), int(second)),
        ]
        if not known.day_first:
            readings_no_year.reverse()
        if mark == ".":
            # "18.2." is a date; "18.2" a number, "18.02" a clock, unless a clock follows.
            readings_no_year = [(None, int(second), int(first))]
        elif len(first) == len(second) == 1 and mark == "-":
            continue  # a score
        for part in _dated(match, readings_no_year):
            yield Part(
                "date", part.start, part.end, date=part.date, other_dates=part.other_dates, weak=not match["stop"],
                needs_company=not match["stop"],
            )  # fmt: skip


def _dated(
    match: re.Match[str], readings: list[tuple[int, int, int]] | list[tuple[int | None, int, int]]
) -> Iterator[Part]:
    days: list[CalendarDay] = []
    for year, month, day in readings:
        reading = _calendar_day(year, month, day)
        if reading and reading not in days:
            days.append(reading)
    if days:
        yield Part("date", match.start(), match.end(), date=days[0], other_dates=tuple(days[1:]))


def _trimmed(folded: str, start: int, end: int) -> int:
    return start + len(folded[start:end].rstrip())


# ---------------------------------------------------------------------------------------------- dates with names


def _named_dates(folded: str, known: Lexicon, patterns: _Patterns) -> Iterator[Part]:
    for pattern in (patterns.day_month, patterns.month_day, patterns.year_month_day):
        for match in pattern.finditer(folded):
            month = known.months[_squeezed(match["month"])]
            day = _calendar_day(_full_year(match["year"]) if match["year"] else None, month, int(match["day"]))
            if day and not _ends_a_range(folded, match.start()):
                yield Part("date", match.start(), _trimmed(folded, match.start(), match.end()), date=day)


_RANGE_BEFORE = re.compile(r"\d\s?(?:-|to|bis|al|au|–)\s?$")


def _ends_a_range(folded: str, start: int) -> bool:
    """ "10-12 October": the second half of a span of days is no time of a story."""
    return folded[start].isdigit() and _RANGE_BEFORE.search(folded[max(0, start - 6) : start]) is not None


def _squeezed(name: str) -> str:
    return " ".join(name.split())


# ---------------------------------------------------------------------------------------------- clocks

_LENGTH_AFTER = re.compile(
    r"\s?(?:min|mins|minutes|minuten|minutos|minuti|sec|secs|sek|std|stunden|h|hrs?|hours?|m|s|мин|分钟|分鐘|분)\b"
)
_MONEY_AFTER = re.compile(
    r"\s?(?:[%€$£¥°₹]|(?:eur|usd|kr|sek|nok|dkk|chf|gbp|rs|km|kg|m|million|mio|milj|euros?|mrd|prosent|procent|percent|prozent|pct|cm|mm|mb|gb|tonn?)\b)"
)
_MONEY_BEFORE = re.compile(r"(?:[€$£¥₹#@v]|(?:eur|usd|kr|chf|gbp|rs|nr|no|version|v)\.?)\s?$")
_CLOCK_WORD_BEFORE = re.compile(
    r"(?:^|(?<!\w))(?:"
    + "|".join(re.escape(fold_letters(word)) for word in sorted(words.CLOCK_WORDS, key=lambda word: (-len(word), word)))
    + r")\.?:?\s*$"
)
_SURE_CLOCK_WORD_BEFORE = re.compile(r"(?<!\w)(?:kl|klo|kello|klokken|um|ore|alle ore|pukul|jam|saat|godz|at)\.?\s*$")
_NAME_BEFORE = re.compile(r"[^\W\d_]{2,}\s$")


def _clocks(text: str, folded: str, known: Lexicon, patterns: _Patterns) -> Iterator[Part]:
    for match in patterns.clock.finditer(folded):
        if part := _clock(text, folded, match, known):
            yield part
    for match in patterns.hour_only.finditer(folded):
        if part := _hour_only(text, match, known):
            yield part


def _clock(text: str, folded: str, match: re.Match[str], known: Lexicon) -> Part | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["minute2"])
    printed_second = match["second"] or match["second2"]
    second = int(printed_second) if printed_second else None
    mark = (match["mark"] or "").strip()
    in_24_hours = _in_24_hours(hour, minute, match, known)
    if in_24_hours is None or minute > 59 or (second or 0) > 59:
        return None
    start = match.start()
    end, zone = _zone(text, match)
    led = _SURE_CLOCK_WORD_BEFORE.search(folded[max(0, start - 12) : start]) is not None
    sure = led or bool(match["after"] or match["meridiem"] or match["meridiem_before"])
    if not sure and (_LENGTH_AFTER.match(folded, end) or (mark == "." and _is_number(folded, start, end))):
        return None
    weak = mark == "." and not sure and not known.dotted_clock
    bare = not sure and zone is None and mark in (":", ".")
    return Part(
        "clock", start, end, hour=in_24_hours, minute=minute, second=second, zone=zone, weak=weak, needs_company=weak,
        maybe_duration=bare and (len(match["hour"]) == 1 or second is not None or hour == 0),
    )  # fmt: skip


def _is_number(folded: str, start: int, end: int) -> bool:
    return bool(_MONEY_AFTER.match(folded, end) or _MONEY_BEFORE.search(folded[max(0, start - 8) : start]))


def _hour_only(text: str, match: re.Match[str], known: Lexicon) -> Part | None:
    hour = _in_24_hours(int(match["hour"]), 0, match, known)
    loose = match["mark"] == "h"
    if hour is None or not (match["meridiem"] or match["meridiem_before"] or match["mark"]):
        return None
    if loose and not (known.hour_mark and (len(match["hour"]) == 2)):
        return None  # "3h" is three hours; "08h" and "18h" are o'clock where clocks are written 18h30
    end, zone = _zone(text, match)
    return Part("clock", match.start(), end, hour=hour, zone=zone, weak=loose, needs_company=loose)


def _in_24_hours(hour: int, minute: int, match: re.Match[str], known: Lexicon) -> int | None:
    name = match["meridiem"] or match["meridiem_before"]
    after_noon = known.meridiems.get(_squeezed(name)) if name else None
    if after_noon is not None and hour <= 12:  # "13:05 pm" is printed by careless templates: the clock says it already
        return hour % 12 + 12 * after_noon
    if hour == 24 and minute == 0:
        return 0
    return hour if hour < 24 else None


_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?$")


def _zone(text: str, match: re.Match[str]) -> tuple[int, str | None]:
    """End of the clock, and the zone that it prints; letters count in capitals only ("9h05 est" is no Eastern time)."""
    printed = text[match.start("zone") : match.end("zone")] if match["zone"] else ""
    if not printed:
        return _trimmed(text, match.start(), match.end()), None
    if printed != printed.upper():
        return _trimmed(text, match.start(), match.start("zone")), None
    if offset := _OFFSET.search(printed):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        return match.end(), f"{offset['sign']}{hours:02d}:{minutes:02d}" if hours <= 14 and minutes < 60 else None
    return match.end(), "+00:00" if printed == "Z" else ZONE_NAMES.get(printed.lower())


# ---------------------------------------------------------------------------------------------- words

_UNSPACED_UNITS = {fold_letters(name): unit for name, unit in words.EAST_ASIAN_UNITS.items()}
_UNSPACED_AGO = re.compile(
    r"(?<![\d.,:])(?P<amount>\d{1,4})\s?(?P<unit>"
    + "|".join(sorted(_UNSPACED_UNITS, key=lambda unit: (-len(unit), unit)))
    + rf")\s?(?:前|之前|以前|전|{'|'.join(map(fold_letters, ('ที่แล้ว', 'ที่ผ่านมา', 'ก่อน')))})"
)


def _relative(folded: str, known: Lexicon, patterns: _Patterns) -> Iterator[Part]:
    for match in patterns.now.finditer(folded):
        yield Part("relative", match.start(), match.end(), amount=0, unit="minute")
    if not folded.isascii():
        for match in _UNSPACED_AGO.finditer(folded):
            unit = _UNSPACED_UNITS[match["unit"]]
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=unit)
    for match in known.cldr_past.finditer(folded):
        past = known.cldr_units.get((_squeezed(match["prefix"] or ""), _squeezed(match["suffix"])))
        if past:
            yield Part("relative", match.start(), match.end(), amount=int(match["amount"]), unit=past)
    for match in known.relative.finditer(folded):
        if part := _spoken_amount(match, known):
            yield part
    for match in known.short_amount.finditer(folded):
        yield Part(
            "relative", match.start(), match.end(), amount=int(match["amount"]), unit=known.units[_squeezed(match["unit"])],
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
        if match["unit2"]:
            smaller = known.units[_squeezed(match["unit2"])]
            if unit == "hour" and smaller == "minute":
                amount, unit = amount * 60 + int(match["amount2"]), "minute"
    return Part("relative", match.start(), match.end(), amount=amount, unit=unit)


def _day_words(folded: str, known: Lexicon, patterns: _Patterns) -> Iterator[Part]:
    for match in patterns.day_word.finditer(folded):
        delta = known.day_words[_squeezed(match[0])]
        # No story is of tomorrow: without a clock, "morgen" is the morning.
        yield Part("day-word", match.start(), match.end(), day_delta=delta, weak=delta > 0, needs_company=delta > 0)


def _weekdays(folded: str, known: Lexicon, patterns: _Patterns) -> Iterator[Part]:
    for match in patterns.weekday.finditer(folded):
        yield Part("weekday", match.start(), match.end(), weekday=known.weekdays[_squeezed(match[0]).rstrip(".")])
    if not folded.isascii():
        for match in _EAST_ASIAN_WEEKDAY.finditer(folded):
            yield Part("weekday", match.start(), match.end(), weekday=_EAST_ASIAN_DAYS[match[1]])


_EAST_ASIAN_WEEKDAY = re.compile(r"\(([月火水木金土日월화수목금토일])\)|(?:星期|周|週)[一二三四五六日天]")
_EAST_ASIAN_DAYS = {
    **{day: n for n, day in enumerate("月火水木金土日")},
    **{day: n for n, day in enumerate("월화수목금토일")},
}

"""Clocks: 9:05, 9.05, 9h05, 9:05 pm, 18 Uhr, 午後3時05分; told from lengths, prices and versions."""

import re
from collections.abc import Iterator
from functools import lru_cache

from capture.extract.times import words
from capture.extract.times.lexicon import Lexicon, alternation, lexicon
from capture.extract.times.part import Part, one_of, trimmed
from capture.extract.times.zone_names import ZONE_NAMES
from capture.patterns import on_demand


def read_clocks(text: str, folded: str, language: str | None) -> Iterator[Part]:
    """Clocks in `text`, whose folded form is `folded`; in no order, and they may overlap."""
    known = lexicon(language)
    # What no clock can do without, before patterns with the names of a language.
    if _TO_THE_MINUTE.search(folded):
        for match in _to_the_minute(language).finditer(folded):
            if part := _clock(text, folded, match, known):
                yield part
    starts = known.meridiem_starts
    if "" in starts or any(word in _HOUR_MARKS or word in starts for word in _AFTER_NUMBER.findall(folded)):
        for match in _to_the_hour(language).finditer(folded):
            if part := _hour(text, match, known):
                yield part


_TO_THE_MINUTE = re.compile(r"\d(?:[:.]|\s?h\s?)\d\d|\d\s?[时時点點시]\s?\d")
_AFTER_NUMBER = re.compile(r"\d\s?([^\W\d_]+)")
_HOUR_MARKS = ("uhr", "uur", "h", "时", "時", "点", "點", "시", "時頃")
_ZONE_NAME = rf"(?:{'|'.join(ZONE_NAMES)})(?![^\W\d_])(?:\s?[+-]\d{{1,2}}(?::?\d{{2}})?)?"


def _hour_and_half(language: str | None) -> tuple[str, str]:
    """Patterns of an hour, with what may stand before it, and of the half of the day behind it."""
    meridiem = alternation(lexicon(language).meridiems)
    return (
        rf"(?:(?P<meridiem_before>{meridiem})\.?\s?)?(?P<hour>\d{{1,2}})",
        rf"(?:\s?(?P<meridiem>{meridiem})\b\.?)",
    )


@lru_cache(maxsize=64)
def _to_the_minute(language: str | None) -> re.Pattern[str]:
    hour, after = _hour_and_half(language)
    # A bare "-05:00" is an offset only behind seconds: elsewhere it ends a span ("9:00-17:00").
    offset = r"\+\d{2}:?\d{2}|(?(second)-\d{2}:?\d{2}|(?!))|z(?!\w)"
    return re.compile(
        rf"(?<![\d:])(?<!\d[.,]){hour}"
        r"(?:(?P<mark>[:.]|\s?h\s?)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?(?!\d))?"
        r"(?!\d|[:.,/]\d)"
        r"|\s?[时時点點시]\s?(?P<minute2>\d{1,2})(?!\d)(?:\s?[分분](?:\s?(?P<second2>\d{1,2})[秒초])?)?)"
        rf"{after}?(?:\s?(?P<after>{one_of(words.AFTER_CLOCK_WORDS)})(?!\w)\.?)?"
        rf"(?:\s?\(?(?P<zone>{_ZONE_NAME}|{offset})\)?)?"
    )


@lru_cache(maxsize=64)
def _to_the_hour(language: str | None) -> re.Pattern[str]:
    hour, after = _hour_and_half(language)
    return re.compile(
        rf"(?<![\d:/])(?<!\d[.,-]){hour}(?:{after}|\s?(?P<mark>{'|'.join(_HOUR_MARKS)})(?!\w|\s?\d))"
        rf"(?:\s?\(?(?P<zone>{_ZONE_NAME})\)?)?"
    )


_LENGTH_AFTER = on_demand(
    r"\s?(?:min|mins|minutes|minuten|minutos|minuti|sec|secs|sek|std|stunden|h|hrs?|hours?|m|s|мин|分钟|分鐘|분)\b"
)
_MONEY_AFTER = on_demand(
    r"\s?(?:[%€$£¥°₹]|(?:eur|euros?|usd|kr|sek|nok|dkk|chf|gbp|rs|km|kg|m|cm|mm|mb|gb|tonn?|mio|milj|mrd|million"
    r"|prosent|procent|percent|prozent|pct)\b)"
)
_MONEY_BEFORE = on_demand(r"(?:[€$£¥₹#@v]|(?:eur|usd|kr|chf|gbp|rs|nr|no|version|v)\.?)\s?$")
_LED = re.compile(r"(?<!\w)(?:kl|klo|kello|klokken|um|ore|alle ore|pukul|jam|saat|godz|at)\.?\s*$")


def _clock(text: str, folded: str, match: re.Match[str], known: Lexicon) -> Part | None:
    minute = int(match["minute"] or match["minute2"])
    printed_second = match["second"] or match["second2"]
    second = int(printed_second) if printed_second else None
    hour = _in_24_hours(int(match["hour"]), minute, match, known)
    if hour is None or minute > 59 or (second or 0) > 59:
        return None
    start = match.start()
    end, zone = _zone(text, match)
    mark = (match["mark"] or "").strip()
    led = _LED.search(folded[max(0, start - 12) : start]) is not None
    sure = led or bool(match["after"] or match["meridiem"] or match["meridiem_before"])
    if not sure and (_LENGTH_AFTER().match(folded, end) or (mark == "." and _is_number(folded, start, end))):
        return None
    weak = mark == "." and not sure and not known.dotted_clock
    bare = not sure and zone is None and mark in (":", ".")
    return Part(
        "clock", start, end, hour=hour, minute=minute, second=second, zone=zone, weak=weak, needs_company=weak,
        maybe_duration=bare and (len(match["hour"]) == 1 or second is not None or match["hour"] in ("0", "00")),
    )  # fmt: skip


def _is_number(folded: str, start: int, end: int) -> bool:
    return bool(_MONEY_AFTER().match(folded, end) or _MONEY_BEFORE().search(folded[max(0, start - 8) : start]))


def _hour(text: str, match: re.Match[str], known: Lexicon) -> Part | None:
    hour = _in_24_hours(int(match["hour"]), 0, match, known)
    loose = match["mark"] == "h"
    if loose and not (known.hour_mark and len(match["hour"]) == 2):
        return None  # "3h" is three hours; "08h" and "18h" are o'clock where clocks are written 18h30
    if hour is None:
        return None
    end, zone = _zone(text, match)
    return Part("clock", match.start(), end, hour=hour, zone=zone, weak=loose, needs_company=loose)


def _in_24_hours(hour: int, minute: int, match: re.Match[str], known: Lexicon) -> int | None:
    name = match["meridiem"] or match["meridiem_before"]
    after_noon = known.meridiems.get(" ".join(name.split())) if name else None
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
        return trimmed(text, match), None
    if printed != printed.upper():
        return match.start() + len(text[match.start() : match.start("zone")].rstrip(" (")), None
    if offset := _OFFSET.search(printed):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        return match.end(), f"{offset['sign']}{hours:02d}:{minutes:02d}" if hours <= 14 and minutes < 60 else None
    return match.end(), "+00:00" if printed == "Z" else ZONE_NAMES.get(printed.lower())

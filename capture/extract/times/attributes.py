"""What machine-readable attributes say: `datetime`, `data-timestamp`, epochs, dates of mail and JavaScript."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from capture.extract.times.find import find_times
from capture.extract.times.printed import PrintedTime
from capture.models.extraction import Precision
from capture.patterns import on_demand


class AttributeTime(NamedTuple):
    """A time of an attribute, as it claims to be: whether to believe it is for the row and the page to say."""

    local: datetime
    """Wall clock as written, without offset."""
    precision: Precision
    offset: timedelta | None
    """None if the attribute names no zone."""
    other_locals: tuple[datetime, ...] = ()
    """Further readings of an all-numeric date ("02-03-2025 20:02")."""

    @property
    def instant(self) -> datetime | None:
        """In UTC; None if the attribute names no zone."""
        return None if self.offset is None else (self.local - self.offset).replace(tzinfo=UTC)

    @property
    def claims_utc(self) -> bool:
        return self.offset == timedelta(0)


# ISO 8601 as it is really written: blanks for the T, slashes, any number of decimals, offsets without colon.
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[Tt,\s]\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?P<zone>[Zz]|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?)?"
)
_COMPACT = on_demand(
    r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
# RFC 2822 dates and what JavaScript's Date prints of itself.
_WORDED = on_demand(
    r"(?:[A-Z][a-z]{2},?\s)?(?:(?P<day>\d{1,2})\s(?P<month>[A-Z][a-z]{2})|(?P<month2>[A-Z][a-z]{2})\s(?P<day2>\d{1,2}))\s"
    r"(?P<year>\d{4})\s(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s?(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?(?:\s\(.*\))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = re.compile(r"(?P<seconds>\d{10})(?:\.\d+)?|(?P<milliseconds>\d{13})")
# News pages date from after the web; an epoch of 0 or year 1 is a template's empty field.
_EARLIEST, _LATEST = datetime(1991, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 (wall clocks)


@lru_cache(maxsize=4096)
def read_attribute(value: str) -> AttributeTime | None:
    """The time that an attribute's value states; None for durations (`PT1M3S`), placeholders and anything else."""
    value = " ".join(value.split())
    if match := _EPOCH.fullmatch(value):
        seconds = int(match["seconds"]) if match["seconds"] else int(match["milliseconds"]) // 1000
        local = datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001 (a wall clock in UTC)
        return _sane(AttributeTime(local, "second", timedelta(0)))
    if match := _ISO.fullmatch(value) or _COMPACT().fullmatch(value):
        return _from_parts(match, int(match["month"]), int(match["day"]))
    if match := _WORDED().fullmatch(value):
        name = match["month"] or match["month2"]
        return (
            _from_parts(match, _MONTHS.index(name) + 1, int(match["day"] or match["day2"])) if name in _MONTHS else None
        )
    return _printed_date(value)


def _from_parts(match: re.Match[str], month: int, day: int) -> AttributeTime | None:
    hour, minute, second = match["hour"], match["minute"], match["second"]
    try:
        local = datetime(int(match["year"]), month, day, int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    precision: Precision = "day" if hour is None else "minute" if second is None else "second"
    offset = _offset(match["zone"])
    return _sane(AttributeTime(local, precision, offset))


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    digits = re.search(r"([+-])(\d{2}):?(\d{2})?$", zone)
    if not digits:
        return timedelta(0)
    size = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return -size if digits[1] == "-" else size


def _printed_date(value: str) -> AttributeTime | None:
    """Some templates put the printed form into the attribute: "24 July 2015", "02-02-2025 20:02"."""
    times = find_times(value, "en-GB")
    if len(times) != 1 or len(times[0].text) < len(value) or times[0].date is None or times[0].date.year is None:
        return None
    time = times[0]
    locals_ = []
    for day in (time.date, *time.other_dates):
        if day is not None and day.year is not None:
            locals_.append(datetime(day.year, day.month, day.day, time.hour or 0, time.minute or 0, time.second or 0))  # noqa: DTZ001
    precision: Precision = "day" if time.hour is None else "minute" if time.second is None else "second"
    offset = _offset(time.zone) if time.zone and "/" not in time.zone else None
    return _sane(AttributeTime(locals_[0], precision, offset, tuple(locals_[1:])))


def _sane(time: AttributeTime) -> AttributeTime | None:
    return time if _EARLIEST <= time.local < _LATEST else None


_QUARTER = timedelta(minutes=15)
# Clocks of the world stand between these (IANA: Baker Island, the Line Islands).
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)


def offset_between(attribute: AttributeTime, printed: PrintedTime, *, zone: tzinfo | None = None) -> timedelta | None:
    """Offset of the clock that prints `printed` for the instant of `attribute`; None if none can be.

    The seconds of the attribute do not count beside a printed minute. Without a printed date there may be two, a day
    apart (+13:00, -11:00): that of `zone`, the site's if known, else the one nearer to Greenwich.
    """
    if printed.hour is None or printed.minute is None or attribute.precision == "day":
        return None
    minute = attribute.local.replace(second=0)
    found = []
    for days in (0, -1, 1):
        shown = (minute + timedelta(days=days)).replace(hour=printed.hour, minute=printed.minute)
        if printed.date is not None and (printed.date.month, printed.date.day) != (shown.month, shown.day):
            continue
        offset = shown - minute
        if offset % _QUARTER == timedelta(0) and WEST <= offset <= EAST:
            if zone is not None and shown.replace(tzinfo=zone).utcoffset() == offset:
                return offset
            found.append(offset)
    return min(found, key=abs, default=None)


def utc_repeats_clock(pairs: Iterable[tuple[AttributeTime, PrintedTime]], zone: tzinfo | None) -> bool | None:
    """Whether attributes that claim UTC are local time: they repeat the clocks printed beside them, away from UTC.

    `zone`: the site's, if known. None if there is no such pair.
    """
    same = other = 0
    for attribute, printed in pairs:
        if not attribute.claims_utc or printed.zone:
            continue
        offset = offset_between(attribute, printed)
        if offset == timedelta(0):
            if zone is not None and attribute.local.replace(tzinfo=zone).utcoffset() == timedelta(0):
                return False
            same += 1
        elif offset is not None:
            other += 1
    return same > other if same or other else None

"""Printed times and attributes to `Timestamp`s: alone, and as lists, whose order decides what a row leaves open."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from capture.extract.times.attributes import (
    EAST,
    WEST,
    AttributeTime,
    offset_between,
    read_attribute,
    utc_repeats_clock,
)
from capture.extract.times.instants import Wall, cut, fixed, named_zone, stamp
from capture.extract.times.order import ListOrder, days_of_clocks, prefer_readings
from capture.extract.times.printed import UNIT_LENGTHS, CalendarDay, PrintedTime, Unit
from capture.extract.times.setting import TimeSetting
from capture.models.extraction import Precision, Timestamp


class TimeRow(NamedTuple):
    """What a row of a list says of its time."""

    printed: PrintedTime | None
    attribute: str | None = None
    """Value of the row's `datetime` or time stamp attribute, as written."""
    day_heading: PrintedTime | None = None
    """The date or day word that stands over the row and those around it."""


def resolve(
    printed: PrintedTime | None, setting: TimeSetting, *, attribute: str | None = None, day: date | None = None
) -> Timestamp:
    """One time by itself. `day`: the day that it is known to be of, if it prints none."""
    row = TimeRow(printed, attribute)
    heading = None
    if day is not None:
        heading = PrintedTime(text="", start=0, end=0, kind="date", date=CalendarDay(day.year, day.month, day.day))
    return resolve_list((row._replace(day_heading=heading),), setting)[0]


def resolve_list(rows: Sequence[TimeRow], setting: TimeSetting, *, heading: str | None = None) -> tuple[Timestamp, ...]:
    """The times of a list in page order; as many as `rows`. `heading` is the list's, which may say how it is sorted.

    (1) Numeric dates: the order of day and month that keeps the list together and out of the future.
    (2) Attributes, if sane beside what is printed; those that call local time UTC are found out by the whole list.
    (3) What the row prints, with its day heading.
    (4) Clocks without a day: by the list's order, back from now.
    """
    printed = prefer_readings([row.printed for row in rows], setting)
    rows = [row._replace(printed=time) for row, time in zip(rows, printed, strict=True)]
    attributes = [_sane_attribute(row, setting) for row in rows]
    utc_is_local = _utc_is_local(rows, attributes, setting)
    found: list[Wall | Timestamp | None] = []
    for row, attribute in zip(rows, attributes, strict=True):
        wall: Wall | Timestamp | None = None
        if attribute is not None:
            wall = _from_attribute(row, attribute, setting, utc_is_local=utc_is_local)
        found.append(wall or _from_print(row, setting))
    clocks = [row.printed if wall is None else None for row, wall in zip(rows, found, strict=True)]
    order = days_of_clocks(
        clocks, [wall.local if isinstance(wall, Wall) else None for wall in found], setting, heading=heading
    )
    return tuple(
        _timestamp(row, wall, order, number, setting)
        for number, (row, wall) in enumerate(zip(rows, found, strict=True))
    )


def _timestamp(
    row: TimeRow, wall: Wall | Timestamp | None, order: ListOrder, number: int, setting: TimeSetting
) -> Timestamp:
    text = _text(row)
    if isinstance(wall, Timestamp):
        return wall
    if wall is not None:
        return stamp(text, wall, setting)
    placed = order.placed[number]
    if placed is None or row.printed is None:
        return Timestamp(text=text, reason=order.reason if row.printed and row.printed.has_clock else "no time in it")
    own_zone, zone_basis = _own_zone(row.printed)
    return stamp(
        text,
        Wall(placed.local, _clock_precision(row.printed), f"printed+{placed.basis}", own_zone, zone_basis, placed.fold),
        setting,
    )


def _text(row: TimeRow) -> str:
    return row.printed.text if row.printed else " ".join((row.attribute or "").split())


# ---------------------------------------------------------------------------------------------- attributes

# A story is not dated after its page: a day for zones, and for captures whose hour is not known.
_AHEAD = timedelta(days=1)


def _sane_attribute(row: TimeRow, setting: TimeSetting) -> AttributeTime | None:
    """The row's attribute if it can be the time that the row prints; of several readings the one that is printed."""
    attribute = read_attribute(row.attribute) if row.attribute else None
    if attribute is None:
        return None
    if attribute.local > setting.captured_at.replace(tzinfo=None) + _AHEAD + EAST:
        return None
    day = row.printed.date if row.printed else None
    readings = (attribute, *(attribute._replace(local=local) for local in attribute.other_locals))
    if day is None:
        return None if attribute.other_locals else attribute
    for reading in readings:
        if any(_agree(reading, printed) for printed in (day, *(row.printed.other_dates if row.printed else ()))):
            return reading
    return None


def _agree(attribute: AttributeTime, day: CalendarDay) -> bool:
    """Whether the attribute is of the printed day, on some clock of the world."""
    slack = (WEST, EAST) if attribute.claims_utc else (timedelta(0), timedelta(0))
    days = {(attribute.local + slack[0]).date(), attribute.local.date(), (attribute.local + slack[1]).date()}
    return any((day.year in (None, seen.year)) and (day.month, day.day) == (seen.month, seen.day) for seen in days)


def _utc_is_local(rows: Sequence[TimeRow], attributes: Sequence[AttributeTime | None], setting: TimeSetting) -> bool:
    """Whether attributes that claim UTC repeat the printed clock; where a list prints no clocks, the page tells."""
    pairs = [
        (attribute, row.printed)
        for row, attribute in zip(rows, attributes, strict=True)
        if attribute is not None and row.printed is not None
    ]
    found = utc_repeats_clock(pairs, setting.zone)
    return setting.utc_is_local if found is None else found


def _from_attribute(
    row: TimeRow, attribute: AttributeTime, setting: TimeSetting, *, utc_is_local: bool
) -> Wall | Timestamp | None:
    printed = row.printed
    if attribute.precision == "day":
        return _attribute_day(row, attribute)
    precision: Precision = attribute.precision
    if printed and not printed.has_clock and attribute.local.time() == time() and printed.unit is None:
        precision = "day"  # midnight to the second beside a bare date is a date in the form of an instant
    basis = "datetime-attribute"
    difference = offset_between(attribute, printed, zone=setting.zone) if printed else None
    if attribute.offset is None:
        if difference:  # the printed clock is the site's: the attribute is UTC and does not say so
            return Wall(attribute.local + difference, precision, basis, timezone(difference), "attribute+printed")
        return Wall(attribute.local, precision, basis)
    if not attribute.claims_utc:
        return Wall(attribute.local, precision, basis, timezone(attribute.offset), "attribute")
    if utc_is_local:
        return Wall(attribute.local, precision, basis)
    own_zone, _ = _own_zone(printed)
    if own_zone is None and difference:
        return Wall(attribute.local + difference, precision, basis, timezone(difference), "attribute+printed")
    zone = own_zone or setting.zone
    if zone is None or precision == "day":
        return Wall(attribute.local, precision, basis, UTC, "attribute")
    instant = attribute.local.replace(tzinfo=UTC)
    local = instant.astimezone(zone)
    return Wall(
        local.replace(tzinfo=None, fold=0), precision, basis, timezone(local.utcoffset() or timedelta(0)), "attribute"
    )


def _attribute_day(row: TimeRow, attribute: AttributeTime) -> Wall:
    """A date in the attribute, the clock in print."""
    printed = row.printed
    if printed is None or printed.hour is None:
        return Wall(attribute.local, "day", "datetime-attribute")
    own_zone, zone_basis = _own_zone(printed)
    local = datetime.combine(attribute.local.date(), _clock(printed))
    return Wall(local, _clock_precision(printed), "datetime-attribute+printed", own_zone, zone_basis)


# ---------------------------------------------------------------------------------------------- print


def _from_print(row: TimeRow, setting: TimeSetting) -> Wall | Timestamp | None:
    """What the row says by itself; None for a clock whose day is open."""
    printed = row.printed
    if printed is None:
        return Timestamp(text=_text(row), reason="the attribute is no time")
    if printed.unit is not None and printed.amount is not None:
        return _ago(printed, printed.amount, printed.unit, setting)
    day, basis = _day(printed, setting)
    if day is None and row.day_heading is not None:
        day, heading_basis = _day(row.day_heading, setting)
        basis = "+".join(dict.fromkeys(("printed", "day-heading", *heading_basis.split("+")[1:])))
    if day is None:
        if printed.date is not None or printed.hour is None:
            return Timestamp(text=printed.text, reason="the year is not known")
        return None
    own_zone, zone_basis = _own_zone(printed)
    if printed.hour is None:
        return Wall(datetime.combine(day, time()), "day", basis)
    return Wall(datetime.combine(day, _clock(printed)), _clock_precision(printed), basis, own_zone, zone_basis)


def _day(printed: PrintedTime, setting: TimeSetting) -> tuple[date | None, str]:
    """The day that is printed, and what it rests on."""
    if printed.date is not None:
        if printed.date.year is not None:
            return date(printed.date.year, printed.date.month, printed.date.day), "printed"
        return _latest_year(printed, setting), f"printed+{setting.now_basis}"
    if printed.day_delta is not None:
        return setting.today + timedelta(days=printed.day_delta), f"printed+{setting.now_basis}"
    if printed.weekday is not None:
        back = (setting.today.weekday() - printed.weekday) % 7
        if back == 0 and printed.hour is not None and datetime.combine(setting.today, _clock(printed)) > setting.latest:
            back = 7
        return setting.today - timedelta(days=back), f"printed+{setting.now_basis}"
    return None, "printed"


def _latest_year(printed: PrintedTime, setting: TimeSetting) -> date | None:
    """The latest such day that is not after now; a day of grace where the page's date is not of its own clock."""
    assert printed.date is not None
    grace = timedelta(days=0 if setting.now_basis == "page-clock" and setting.now_precision == "minute" else 1)
    for year in range(setting.today.year + 1, setting.today.year - 9, -1):
        try:
            day = date(year, printed.date.month, printed.date.day)
        except ValueError:  # 29 February
            continue
        if day <= setting.today + grace and (printed.weekday is None or day.weekday() == printed.weekday):
            return day
    return None


def _clock(printed: PrintedTime) -> time:
    return time(printed.hour or 0, printed.minute or 0, printed.second or 0)


def _clock_precision(printed: PrintedTime) -> Precision:
    return "hour" if printed.minute is None else "minute" if printed.second is None else "second"


def _own_zone(printed: PrintedTime | None) -> tuple[tzinfo | None, str | None]:
    zone = named_zone(printed.zone) if printed and printed.zone else None
    return (zone, "printed") if zone else (None, None)


# ---------------------------------------------------------------------------------------------- relative

_SPOKEN: dict[Unit, Precision] = {"second": "second", "minute": "minute", "hour": "hour", "day": "day"}


def _ago(printed: PrintedTime, amount: int, unit: Unit, setting: TimeSetting) -> Timestamp:
    """Back from now. Pages round down or to the nearest: the bounds hold for both."""
    now, length = setting.now_instant, UNIT_LENGTHS[unit]
    if now is None:
        return Timestamp(text=printed.text, reason="the page's own clock is not known to the minute")
    zone = setting.zone or UTC
    earliest = fixed(now - (amount + 1) * length, zone)
    latest = fixed(min(now - amount * length + length / 2, now), zone)
    precision = _SPOKEN.get(unit)
    basis, zone_basis = f"printed+{setting.now_basis}", setting.zone_basis if setting.zone else "utc"
    if precision is None:
        return Timestamp(
            text=printed.text, basis=basis, reason=f"known to the {unit} only", earliest=earliest, latest=latest
        )
    if precision == "day" and setting.zone is None:
        return Timestamp(text=printed.text, basis=basis, reason="zone unknown", earliest=earliest, latest=latest)
    moment = fixed(now - amount * length, zone)
    moment = moment.replace(microsecond=0) if precision == "second" else moment.replace(second=0, microsecond=0)
    if precision == "day":
        moment = moment.replace(hour=0, minute=0)
    return Timestamp(
        text=printed.text, time=moment, precision=precision, basis=basis, zone_basis=zone_basis,
        local=cut(moment.replace(tzinfo=None), precision) if setting.zone else None,
        earliest=earliest, latest=latest,
    )  # fmt: skip

"""What only the whole list tells: the order of numeric dates, and the day of clocks that fall from now backwards."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from capture.extract.times import words
from capture.extract.times.folding import fold_letters
from capture.extract.times.instants import instants, named_zone
from capture.extract.times.part import one_of
from capture.extract.times.printed import CalendarDay, PrintedTime
from capture.extract.times.setting import TimeSetting
from capture.patterns import on_demand

# In a list that otherwise falls, a clock that jumps up by more than this is of the day before. Six hours: the rule of
# the annotators of the ticker corpus; night pauses of news desks are longer, corrections of order much shorter.
MIDNIGHT_JUMP = timedelta(hours=6)
# Of the steps of a list that counts as falling, at most one in this many may rise a little (a pinned or updated story).
STEPS_PER_SLIP = 8


class Placed(NamedTuple):
    """A clock with its day."""

    local: datetime
    basis: str
    fold: int | None = None


class ListOrder(NamedTuple):
    """The days of a list's clocks, row by row; None where a row has a day already, or none can be known."""

    placed: tuple[Placed | None, ...]
    reason: str | None
    """Why the days of the clocks are not known."""


# ---------------------------------------------------------------------------------------------- numeric dates


def prefer_readings(times: Sequence[PrintedTime | None], setting: TimeSetting) -> list[PrintedTime | None]:
    """The list with every ambiguous date in the reading that suits the list: all rows of one form are read alike."""
    if not any(time and time.other_dates for time in times):
        return list(times)
    readings = [_readings(time, setting) if time else () for time in times]
    best: tuple[int, ...] | None = None
    chosen = list(times)
    for number in range(max(map(len, readings))):
        # A date that has one reading only keeps it, whatever the others do.
        reading = [
            time._replace(date=days[min(number, len(days) - 1)], other_dates=()) if time and days else time
            for time, days in zip(times, readings, strict=True)
        ]
        fit = (*_misfits(reading, setting), number)
        if best is None or fit < best:
            best, chosen = fit, reading
    return chosen


def _readings(time: PrintedTime, setting: TimeSetting) -> tuple[CalendarDay, ...]:
    """The readings of a date, the likeliest first: in the order that the page shows elsewhere, else the language's."""
    if time.date is None:
        return ()
    days = [time.date, *time.other_dates]
    if setting.day_first is not None and len(days) == 2 and _is_day_first(time, days[0]) != setting.day_first:
        days.reverse()
    return tuple(days)


def _is_day_first(time: PrintedTime, day: CalendarDay) -> bool:
    digits = "".join(character if character.isdigit() else " " for character in time.text).split()
    return bool(digits) and int(digits[0]) == day.day


# A date without its year is of these months; a reading that puts it further back is not the one that is meant.
_YEARLESS_AGE = timedelta(days=183)


# Stories of today and yesterday: a reading that makes them so is better than one that makes them months old.
_FRESH = timedelta(days=2)


def _misfits(times: Sequence[PrintedTime | None], setting: TimeSetting) -> tuple[int, int, int, int]:
    """What speaks against a reading, the gravest first.

    Days that cannot be meant; steps against the list's order; days that are not fresh, if the page shows no order
    elsewhere; the span of the list in days.
    """
    dates = [printed.date for printed in times if printed and printed.date]
    days = [(day, _this_or_last_year(day, setting)) for day in dates]
    odd = sum(
        found is None
        or found > setting.today + timedelta(days=1)
        or (day.year is None and setting.today - found > _YEARLESS_AGE)
        for day, found in days
    )
    known = [found for _, found in days if found is not None]
    rises = sum(later > earlier for earlier, later in pairwise(known))
    falls = sum(later < earlier for earlier, later in pairwise(known))
    stale = sum(setting.today - found > _FRESH for found in known) if setting.day_first is None else 0
    span = (max(known) - min(known)).days if known else 0
    return odd, min(rises, falls), stale, span


def _this_or_last_year(day: CalendarDay, setting: TimeSetting) -> date | None:
    year = day.year or setting.today.year - ((day.month, day.day) > (setting.today.month, setting.today.day))
    try:
        return date(year, day.month, day.day)
    except ValueError:  # 29 February
        return None


# ---------------------------------------------------------------------------------------------- clocks without a day


def days_of_clocks(
    clocks: Sequence[PrintedTime | None],
    known: Sequence[datetime | None],
    setting: TimeSetting,
    *,
    heading: str | None = None,
) -> ListOrder:
    """Days for the rows of `clocks` that are not None; `known` has the wall clocks of the others.

    A list that mixes clocks and dates prints clocks for today. Else clocks must fall (or rise) through the list:
    the first is the latest such clock not after now, and each jump up is a midnight. Clocks in no order may be of any
    day, and so may those of what is read most, whatever order they happen to stand in.
    """
    floating = [(number, clock) for number, clock in enumerate(clocks) if clock is not None]
    rows = [number for number, _ in floating]
    nothing = ListOrder((None,) * len(clocks), None)
    if not rows:
        return nothing
    times = [time(clock.hour or 0, clock.minute or 0, clock.second or 0) for _, clock in floating]
    setting = _on_the_clock_of({clock.zone for _, clock in floating}, setting)
    if any(day is not None for day in known) and _dates_are_older(known, setting):
        placed: list[Placed | None] = [None] * len(clocks)
        if all(_latest(clock, setting).date() == setting.today for clock in times):
            for number, clock in zip(rows, times, strict=True):
                placed[number] = Placed(datetime.combine(setting.today, clock), setting.now_basis)
            return ListOrder(tuple(placed), None)
    if len(times) > 2 and set(times) == {time()}:
        return nothing._replace(reason="midnight on every row stands for a date without a clock")
    if len(rows) > 1 and is_by_popularity(heading):
        return nothing._replace(reason="a list by popularity: the clocks may be of any day")
    days = _falling(times, setting)
    basis = f"{setting.now_basis}+list-order" if len(rows) > 1 else setting.now_basis
    if days is None:
        rising = _falling(times[::-1], setting) if len(times) > 2 else None
        if rising is None:
            return nothing._replace(reason="the clocks stand in no order: they may be of any day")
        days = rising[::-1]
    placed = [None] * len(clocks)
    for number, day in zip(rows, days, strict=True):
        placed[number] = day._replace(basis=basis)
    return ListOrder(tuple(placed), None)


def _on_the_clock_of(zones: set[str | None], setting: TimeSetting) -> TimeSetting:
    """The setting on the clock that all these rows print ("11:40 AM UTC"), if they print one."""
    name = next(iter(zones)) if len(zones) == 1 else None
    zone = named_zone(name) if name else None
    if zone is None or setting.now_instant is None:
        return setting
    return setting._replace(now=setting.now_instant.astimezone(zone).replace(tzinfo=None, fold=0), zone=zone)


_POPULAR = on_demand(rf"(?<!\w)(?:{one_of(words.POPULAR_WORDS)})")


def is_by_popularity(heading: str | None) -> bool:
    """Whether a list's heading says that it is sorted by readers, not by time: "Most read", "Meistgelesen"."""
    return heading is not None and _POPULAR().search(fold_letters(heading)) is not None


def _dates_are_older(known: Sequence[datetime | None], setting: TimeSetting) -> bool:
    return all(day is None or day.date() < setting.today for day in known)


def _latest(clock: time, setting: TimeSetting) -> datetime:
    """The latest moment not after now at which a clock showed this."""
    today = datetime.combine(setting.today, clock)
    return today if today <= setting.latest else today - timedelta(days=1)


def _falling(times: Sequence[time], setting: TimeSetting) -> list[Placed] | None:
    """The clocks with their days if they fall from row to row, midnights apart; None if they do not."""
    at = _latest(times[0], setting)
    placed = [Placed(at, "")]
    slips = 0
    for clock in times[1:]:
        same_day = datetime.combine(at.date(), clock)
        if same_day <= at:
            at = same_day
        elif same_day - at > MIDNIGHT_JUMP:
            at = same_day - timedelta(days=1)
        elif _is_repeated_hour(same_day, at, setting):
            placed = [*_with_fold(placed, setting, fold=1), Placed(same_day, "", fold=0)]
            at = same_day
            continue
        else:
            slips += 1
            placed.append(Placed(same_day, ""))
            continue
        placed.append(Placed(at, "", fold=placed[-1].fold if _is_repeated(at, setting) else None))
    if slips * STEPS_PER_SLIP > len(times) - 1 or _is_sparse(placed):
        return None
    return placed


def _is_sparse(placed: list[Placed]) -> bool:
    """Whether rows lie so far apart that a jump up no longer tells one midnight: as clocks in no order do."""
    return len(placed) > 2 and placed[0].local - placed[-1].local > MIDNIGHT_JUMP * (len(placed) - 1)


def _is_repeated(local: datetime, setting: TimeSetting) -> bool:
    return setting.zone is not None and len(instants(local, setting.zone)) == 2


def _is_repeated_hour(later_row: datetime, earlier_row: datetime, setting: TimeSetting) -> bool:
    """Whether a small jump up is the clock that was put back between two rows."""
    return _is_repeated(later_row, setting) and _is_repeated(earlier_row, setting)


def _with_fold(placed: list[Placed], setting: TimeSetting, *, fold: int) -> list[Placed]:
    return [one._replace(fold=fold) if _is_repeated(one.local, setting) else one for one in placed]

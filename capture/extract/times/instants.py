"""From wall clocks to instants: zones, the hour that comes twice, the hour that does not come, and `Timestamp`s."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from capture.extract.times.setting import CLOCK_SKEW, TimeSetting
from capture.models.extraction import Precision, Timestamp

# How far a zone known only by an offset of one day may be trusted: beyond a month, summer time may have come or gone.
OFFSET_HOLDS = timedelta(days=31)


class Wall(NamedTuple):
    """A time on the site's clock, with how it is known."""

    local: datetime
    precision: Precision
    basis: str
    zone: tzinfo | None = None
    """Of the row itself, printed or in its attribute; None for the page's zone."""
    zone_basis: str | None = None
    fold: int | None = None
    """Which of the two passes of a repeated hour, where the list's order tells; else None."""


def named_zone(name: str) -> tzinfo | None:
    """Zone of an IANA name or an offset ("+13:00"); None if there is none of that name."""
    if name[:1] in "+-" and len(name) == 6:
        size = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return timezone(-size if name[0] == "-" else size)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def instants(local: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """UTC instants at which the clock of `zone` shows `local`: none in a skipped hour, two in a repeated one."""
    found = []
    for fold in (0, 1):
        instant = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None, fold=0) == local and instant not in found:
            found.append(instant)
    return tuple(found)


def stamp(text: str, wall: Wall, setting: TimeSetting) -> Timestamp:
    """`wall` as a `Timestamp`: the instant if the zone is known and the clock shows it once, else why not."""
    printed = cut(wall.local, wall.precision)
    zone, zone_basis = (wall.zone, wall.zone_basis) if wall.zone else (setting.zone, setting.zone_basis)
    reason = None
    if zone is None:
        reason = "zone unknown"
    elif (
        wall.zone is None and setting.offset_seen_on and abs(wall.local.date() - setting.offset_seen_on) > OFFSET_HOLDS
    ):
        reason = "offset known only of another season"
    if zone is None or reason:
        return Timestamp(text=text, local=printed, precision=wall.precision, basis=wall.basis, reason=reason)
    if wall.precision == "day":
        return _day(text, wall, zone, zone_basis)
    found = instants(wall.local, zone)
    if len(found) == 2:
        possible = found if wall.fold is None else (found[wall.fold],)
        if wall.fold is None and setting.now_instant is not None and setting.now_instant + CLOCK_SKEW < found[1]:
            possible = (found[0],)
        if len(possible) == 2:
            return Timestamp(
                text=text, local=printed, precision=wall.precision, basis=wall.basis, zone_basis=zone_basis,
                reason="the hour came twice that night", earliest=fixed(found[0], zone), latest=fixed(found[1], zone),
            )  # fmt: skip
        found = possible
    if not found:  # a clock that was not put forward: the instant is the same by either reckoning
        found = (wall.local.replace(tzinfo=zone).astimezone(UTC),)
    return Timestamp(
        text=text, time=fixed(found[0], zone), local=printed, precision=wall.precision, basis=wall.basis,
        zone_basis=zone_basis,
    )  # fmt: skip


def _day(text: str, wall: Wall, zone: tzinfo, zone_basis: str | None) -> Timestamp:
    start = wall.local.replace(hour=0, minute=0, second=0, microsecond=0)
    first = fixed(start.replace(tzinfo=zone).astimezone(UTC), zone)
    last = fixed((start + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC) - timedelta(seconds=1), zone)
    return Timestamp(
        text=text, time=first, local=cut(start, "day"), precision="day", basis=wall.basis, zone_basis=zone_basis,
        earliest=first, latest=last,
    )  # fmt: skip


def fixed(instant: datetime, zone: tzinfo) -> datetime:
    """In the zone's offset of that moment, as a fixed offset: what a record can keep."""
    local = instant.astimezone(zone)
    offset = local.utcoffset()
    assert offset is not None
    return local.replace(tzinfo=timezone(offset), fold=0)


_CUTS = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}


def cut(local: datetime, precision: Precision) -> str:
    """ISO 8601 without offset, cut to the precision."""
    return local.isoformat(timespec="seconds")[: _CUTS[precision]]

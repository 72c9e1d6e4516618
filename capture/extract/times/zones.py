"""The zone of a page's clocks: from offsets that the page shows, named by where the site is at home."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from capture.extract.times.attributes import EAST, WEST, offset_between
from capture.extract.times.instants import named_zone
from capture.extract.times.places import country_of_host, zones_of_country, zones_of_language
from capture.extract.times.witnesses import Witnesses


class Sighting(NamedTuple):
    """An offset that the page showed."""

    offset: timedelta
    local: datetime
    """When it held, on the site's clock."""
    basis: str


class PageZone(NamedTuple):
    """What is known of the zone; `zone` is None if nothing is."""

    zone: tzinfo | None = None
    name: str | None = None
    basis: str | None = None
    seen_on: date | None = None
    """Of a bare offset: the day on which it held."""
    reasons: tuple[str, ...] = ()


def find_zone(
    url: str, language: str | None, witnesses: Witnesses, clock: Sighting | None, *, profile_zone: str | None
) -> PageZone:
    """The page's zone, the best source first.

    (1) The site profile. (2) Offsets that the page shows: printed with its clock, in row attributes and metadata, or
    between an attribute in UTC and the clock printed beside it. The zone of the site's country or language that has
    had these offsets gives the name, and so the summer time. (3) The country or the language alone: a hint.
    """
    if profile_zone and (zone := named_zone(profile_zone)):
        return PageZone(zone, profile_zone, "profile", reasons=(f"profile says {profile_zone}",))
    country = country_of_host(url)
    homes = ((zones_of_country(country), "tld-hint"), (zones_of_language(language), "language-hint"))
    sightings = [*([clock] if clock else []), *_sightings(witnesses)]
    if sightings:
        return _seen(sightings, homes)
    for names, basis in homes:
        if len(names) == 1 and (zone := named_zone(names[0])):
            return PageZone(zone, names[0], basis, reasons=(f"nothing on the page tells; {basis.replace('-', ' ')}",))
    return PageZone(reasons=("nothing on the page tells",))


def _seen(sightings: Sequence[Sighting], homes: Sequence[tuple[tuple[str, ...], str]]) -> PageZone:
    first = sightings[0]
    counted = Counter((sighting.basis, sighting.offset) for sighting in sightings)
    reasons = tuple(f"offset {_text(offset)} seen {times} times: {basis}" for (basis, offset), times in counted.items())
    for names, hint in homes:
        fitting = [name for name in names if _fits(name, sightings)]
        if len(fitting) == 1:
            zone = named_zone(fitting[0])
            return PageZone(zone, fitting[0], first.basis, reasons=(*reasons, f"{fitting[0]} by {hint}"))
    best = max(sightings, key=lambda sighting: (counted[sighting.basis, sighting.offset], sighting.local))
    if clockwise := next((sighting for sighting in sightings if sighting.basis == "page-clock"), None):
        best = clockwise
    return PageZone(timezone(best.offset), _text(best.offset), best.basis, best.local.date(), reasons)


def _fits(name: str, sightings: Sequence[Sighting]) -> bool:
    """Whether the zone had these offsets at their times; one in five may err.

    A clock printed without its day does not tell +13:00 from -11:00: offsets a day apart count as one.
    """
    zone = named_zone(name)
    if zone is None:
        return False
    apart = [
        (sighting.local.replace(tzinfo=zone).utcoffset() or timedelta(0)) - sighting.offset for sighting in sightings
    ]
    return sum(error % timedelta(days=1) == timedelta(0) for error in apart) * 5 >= len(sightings) * 4


def _sightings(witnesses: Witnesses) -> Iterator[Sighting]:
    for attribute, printed in witnesses.elements:
        if attribute.offset:
            yield Sighting(attribute.offset, attribute.local, "attribute")
        elif attribute.claims_utc and printed is not None and (offset := offset_between(attribute, printed)):
            yield Sighting(offset, attribute.local + offset, "attribute+printed")
    for time in witnesses.metadata:
        if time.offset:
            yield Sighting(time.offset, time.local, "metadata")
    for time in witnesses.metadata:
        if time.claims_utc and time.precision == "second":
            for witness in witnesses.printed[:_NEAR_THE_TOP]:
                offset = offset_between(time, witness.time)
                if offset and offset % timedelta(minutes=30) == timedelta(0) and witness.time.zone is None:
                    yield Sighting(offset, time.local + offset, "metadata+printed")


# The printed form of the article's own dates stands among the first dates of the page.
_NEAR_THE_TOP = 6
_QUARTER = timedelta(minutes=15)


def _text(offset: timedelta) -> str:
    return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:] if offset else "+00:00"


def offset_from_capture(clock: datetime, captured_at: datetime, url: str, language: str | None) -> timedelta | None:
    """Offset at which a clock printed to the minute is the moment of capture; None if the page need not be that fresh.

    Any clock is within 7.5 minutes of some quarter-hour offset of any instant, so closeness alone proves little: the
    offset must be one of the site's home, or a whole half hour within minutes if its home is not known.
    """
    behind = clock - captured_at.astimezone(UTC).replace(tzinfo=None)
    offset = round(behind / _QUARTER) * _QUARTER
    if not (WEST <= offset <= EAST and -_CACHED <= behind - offset <= timedelta(minutes=1)):
        return None
    homes = [*zones_of_country(country_of_host(url)), *zones_of_language(language)]
    if homes:
        here = [named_zone(name) for name in homes]
        return offset if any(zone and clock.replace(tzinfo=zone).utcoffset() == offset for zone in here) else None
    return offset if offset % timedelta(minutes=30) == timedelta(0) and behind - offset >= -_CACHED_UNKNOWN else None


# How old a page may be that still counts as made when it was captured: caches of news pages hold for a few minutes.
_CACHED = timedelta(minutes=7)
_CACHED_UNKNOWN = timedelta(minutes=3)

"""`TimeSetting`: what a page's times are held against."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple, TypeAlias

from capture.models.base import Finding
from capture.models.extraction import Decision, PageClock

NowBasis: TypeAlias = Literal["page-clock", "page-date", "captured-at", "latest-date"]


class TimeSetting(NamedTuple):
    """The page's language, zone and now, and how each is known."""

    captured_at: datetime
    """UTC."""
    now: datetime
    """Wall clock of the site, without offset, when the page was made; cut to the day if `now_precision` is `day`."""
    now_precision: Literal["minute", "day"]
    now_basis: NowBasis
    """`latest-date`: the page is older than its capture, and this is the latest date that it tells of itself."""
    now_instant: datetime | None = None
    """`now` as an instant, UTC; None if only the day is known, or the zone of a page clock is not."""
    language: str | None = None
    zone: tzinfo | None = None
    zone_name: str | None = None
    """IANA name, or a fixed offset ("+13:00")."""
    zone_basis: str | None = None
    """`page-clock`, `metadata`, `profile`, `tld-hint`, `language-hint`..."""
    offset_seen_on: date | None = None
    """Of a zone that is only an offset: the day on which the page showed it; it may be another in another season."""
    day_first: bool | None = None
    """What the page itself shows of the order of its numeric dates; None if nothing."""
    utc_is_local: bool = False
    """Whether the page's attributes that claim UTC repeat the printed clock of a place that is not on UTC."""
    clock: PageClock | None = None
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def latest(self) -> datetime:
        """Wall clock that no time of the page can be after: the end of the day if only the day is known."""
        if self.now_precision == "day":
            return datetime.combine(self.today, datetime.max.time())
        return self.now + CLOCK_SKEW


# Servers, editors and page caches differ by minutes; a story dated ten minutes ahead is of today, not of yesterday.
CLOCK_SKEW = timedelta(minutes=15)


def plain_setting(
    captured_at: datetime, *, zone: tzinfo | None = None, language: str | None = None, zone_basis: str | None = None
) -> TimeSetting:
    """The setting of a page that says nothing of itself: the capture instant on the clock of `zone`, of UTC if None."""
    now = captured_at.astimezone(zone or UTC).replace(tzinfo=None)
    return TimeSetting(
        captured_at=captured_at, now=now, now_precision="minute", now_basis="captured-at",
        now_instant=captured_at.astimezone(UTC), language=language, zone=zone,
        zone_name=str(zone) if zone else None, zone_basis=zone_basis if zone else None,
    )  # fmt: skip

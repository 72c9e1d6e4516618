"""The page's own clock, zone, language and now: what all its times are held against."""

from datetime import UTC, datetime, timedelta, tzinfo

from capture.extract.times.attributes import utc_repeats_clock
from capture.extract.times.instants import fixed, instants, named_zone
from capture.extract.times.languages import page_language
from capture.extract.times.page_clock import (
    CLOCK_SCORE,
    ClockCandidate,
    ClockScene,
    DateLine,
    as_candidate,
    clock_candidates,
)
from capture.extract.times.setting import TimeSetting
from capture.extract.times.witnesses import Witnesses, dated_texts, day_order, is_stale, latest_day, read_witnesses
from capture.extract.times.zones import PageZone, Sighting, find_zone, offset_from_capture
from capture.extract.tree import TreeIndex
from capture.models.base import Finding, NodeId
from capture.models.extraction import Candidate, Decision, Metadata, PageClock
from capture.profiles.schema import SiteProfile

# A page clock of yesterday may be the night's cache or the other side of the date line; an older one is a stored copy.
STALE_AFTER = timedelta(hours=36)
AHEAD_BY = timedelta(hours=1)


def read_time_setting(
    tree: TreeIndex, metadata: Metadata, profile: SiteProfile, *, article: int | None, headline: int | None = None
) -> TimeSetting:
    """What the page says of its own time. `article` is the node of the story, whose dates are not the page's, and
    `headline` the one of its headline, if they are known.

    (1) Language. (2) Page clock. (3) Zone. (4) Now: the page clock, else the capture; of a page that is plainly older
    than its capture, the latest date that it tells.
    """
    captured_at = tree.page.captured_at.astimezone(UTC)
    language = page_language(tree)
    texts = dated_texts(tree)
    witnesses = read_witnesses(tree, metadata, language, texts)
    candidates = clock_candidates(ClockScene(tree, language, captured_at, article, headline, witnesses.metadata, texts))
    line = candidates[0].line if candidates and candidates[0].score >= CLOCK_SCORE else None
    shown = _offset_of_clock(line, captured_at, tree.page.url, language)
    zone = find_zone(tree.page.url, language, witnesses, shown, profile_zone=profile.timezone)
    setting = _now(tree, witnesses, line, zone)
    elements = ((time, printed) for time, printed in witnesses.elements if printed is not None)
    return setting._replace(
        language=language,
        day_first=day_order(witnesses),
        utc_is_local=utc_repeats_clock(elements, zone.zone) or False,
        clock=_page_clock(line, zone) if line else None,
        findings=_findings(setting, line),
        decisions=(_clock_decision(tree, candidates, chosen=line is not None), _zone_decision(zone)),
    )


def _offset_of_clock(line: DateLine | None, captured_at: datetime, url: str, language: str | None) -> Sighting | None:
    """The offset that the page clock shows: printed, or by the moment of the capture."""
    if line is None or line.time.minute is None:
        return None
    printed = named_zone(line.time.zone) if line.time.zone else None
    if printed is not None:
        offset = line.local.replace(tzinfo=printed).utcoffset()
    else:
        offset = offset_from_capture(line.local, captured_at, url, language)
    return None if offset is None else Sighting(offset, line.local, "page-clock")


def _now(tree: TreeIndex, witnesses: Witnesses, line: DateLine | None, zone: PageZone) -> TimeSetting:
    captured_at = tree.page.captured_at.astimezone(UTC)
    known = TimeSetting(
        captured_at=captured_at,
        now=captured_at.replace(tzinfo=None),
        now_precision="day",
        now_basis="captured-at",
        now_instant=captured_at,
        zone=zone.zone,
        zone_name=zone.name,
        zone_basis=zone.basis,
        offset_seen_on=zone.seen_on,
    )
    if zone.zone is not None:
        captured = captured_at.astimezone(zone.zone).replace(tzinfo=None, fold=0)
        known = known._replace(now=captured, now_precision="minute")
    if line is not None and line.time.minute is not None:
        instant = _instant(line.local, zone.zone, captured_at)
        return known._replace(now=line.local, now_precision="minute", now_basis="page-clock", now_instant=instant)
    if line is not None and line.day == known.today:
        return known._replace(now_basis="page-date")
    if line is not None:
        live = abs(line.day - captured_at.date()) <= timedelta(days=1)
        instant = captured_at if live else None
        return known._replace(now=line.local, now_precision="day", now_basis="page-date", now_instant=instant)
    latest = latest_day(witnesses, captured_at)
    if latest is not None and is_stale(tree, latest, captured_at):
        midnight = datetime.combine(latest, datetime.min.time())
        return known._replace(now=midnight, now_precision="day", now_basis="latest-date", now_instant=None)
    return known


def _instant(local: datetime, zone: tzinfo | None, captured_at: datetime) -> datetime | None:
    """The page clock as an instant; of the two of a repeated hour the later one that is not after the capture."""
    found = instants(local, zone) if zone is not None else ()
    past = [instant for instant in found if instant <= captured_at + timedelta(minutes=1)]
    return past[-1] if past else found[0] if found else None


def _page_clock(line: DateLine, zone: PageZone) -> PageClock:
    to_minute = line.time.minute is not None
    time = None
    if zone.zone is not None:
        found = instants(line.local, zone.zone)
        time = fixed(found[0] if found else line.local.replace(tzinfo=zone.zone).astimezone(UTC), zone.zone)
    return PageClock(
        text=line.text,
        time=time,
        local=line.local.isoformat(timespec="minutes") if to_minute else line.day.isoformat(),
        precision="minute" if to_minute else "day",
        timezone=zone.name,
        basis=zone.basis,
        node=NodeId(line.node),
        reason=None if time else "zone unknown",
    )


def _findings(setting: TimeSetting, line: DateLine | None) -> tuple[Finding, ...]:
    captured = setting.captured_at.astimezone(setting.zone or UTC).replace(tzinfo=None)
    if setting.now_basis == "latest-date":
        message = f"older than its capture ({captured:%Y-%m-%d}): the latest date on the page is {setting.today}"
        return (Finding(code="stale-page", severity="warning", message=message),)
    if line is None:
        return ()
    slack = timedelta(0) if setting.zone else timedelta(hours=14)
    day_over = timedelta(0) if line.time.minute is not None else timedelta(days=1)
    says = f"the page's clock says {line.text!r}, the capture is of {captured:%Y-%m-%d %H:%M}"
    if captured - line.local > STALE_AFTER + slack + day_over / 2:
        return (
            Finding(code="stale-page", severity="warning", message=f"{says}: a stored copy", node=NodeId(line.node)),
        )
    if line.local - captured > AHEAD_BY + slack:
        return (Finding(code="clock-ahead", severity="warning", message=says, node=NodeId(line.node)),)
    return ()


def _clock_decision(tree: TreeIndex, candidates: list[ClockCandidate], *, chosen: bool) -> Decision:
    shown = tuple(as_candidate(tree, candidate) for candidate in candidates[:4])
    rule = f"the date line of the page itself, by its place and wording; at least {CLOCK_SCORE}"
    if not chosen:
        return Decision(subject="clock", rule=rule, chosen=None, runners_up=shown)
    return Decision(subject="clock", rule=rule, chosen=shown[0], runners_up=shown[1:])


def _zone_decision(zone: PageZone) -> Decision:
    chosen = None
    if zone.name is not None:
        chosen = Candidate(node=None, path=None, text=zone.name, score=1.0, reasons=zone.reasons)
    return Decision(subject="clock.timezone", rule=zone.basis or "nothing on the page tells", chosen=chosen)

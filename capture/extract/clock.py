"""The page's own clock, zone, language and now: what all its times are held against."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from capture.extract.times.attributes import utc_repeats_clock
from capture.extract.times.instants import fixed, instants, named_zone
from capture.extract.times.languages import page_language
from capture.extract.times.page_clock import CLOCK_SCORE, ClockCandidate, as_candidate, clock_candidates
from capture.extract.times.setting import TimeSetting
from capture.extract.times.witnesses import Witnesses, is_stale, latest_day, read_witnesses
from capture.extract.times.zones import PageZone, Sighting, find_zone, offset_from_capture
from capture.extract.tree import TreeIndex
from capture.models.base import Finding, NodeId
from capture.models.extraction import Candidate, Decision, Metadata, PageClock
from capture.profiles.schema import SiteProfile

# A page clock of yesterday may be the night's cache or the other side of the date line; an older one is a stored copy.
STALE_AFTER = timedelta(hours=36)
AHEAD_BY = timedelta(hours=1)


def read_time_setting(tree: TreeIndex, metadata: Metadata, profile: SiteProfile, *, article: int | None) -> TimeSetting:
    """What the page says of its own time. `article` is the node of the story, whose dates are not the page's.

    (1) Language. (2) Page clock. (3) Zone. (4) Now: the page clock, else the capture; of a page that is plainly older
    than its capture, the latest date that it tells.
    """
    captured_at = tree.page.captured_at.astimezone(UTC)
    language = page_language(tree)
    witnesses = read_witnesses(tree, metadata, language)
    candidates = clock_candidates(tree, language, captured_at, article=article)
    chosen = candidates[0] if candidates and candidates[0].score >= CLOCK_SCORE else None
    zone = find_zone(
        tree.page.url, language, witnesses, _clock_offset(chosen, captured_at, tree.page.url, language),
        profile_zone=profile.timezone,
    )  # fmt: skip
    setting = _now(tree, witnesses, chosen, zone, captured_at)
    clock = _page_clock(tree, chosen, zone) if chosen else None
    return replace(
        setting, language=language, clock=clock, day_first=_day_order(witnesses),
        utc_is_local=utc_repeats_clock(((time, printed) for time, printed in witnesses.elements if printed), zone.zone) or False,
        findings=tuple(_findings(setting, chosen, zone)), decisions=tuple(_decisions(tree, candidates, chosen, zone)),
    )  # fmt: skip


def _clock_offset(
    chosen: ClockCandidate | None, captured_at: datetime, url: str, language: str | None
) -> Sighting | None:
    """The offset that the page clock shows, printed or by the moment of capture."""
    if chosen is None or chosen.time.minute is None:
        return None
    printed = named_zone(chosen.time.zone) if chosen.time.zone else None
    if printed is not None:
        offset = chosen.local.replace(tzinfo=printed).utcoffset()
        return Sighting(offset, chosen.local, "page-clock") if offset is not None else None
    live = offset_from_capture(chosen.local, captured_at, url, language)
    return Sighting(live, chosen.local, "page-clock") if live is not None else None


def _now(
    tree: TreeIndex, witnesses: Witnesses, chosen: ClockCandidate | None, zone: PageZone, captured_at: datetime
) -> TimeSetting:
    known = TimeSetting(
        captured_at=captured_at, now=captured_at.replace(tzinfo=None), now_precision="day", now_basis="captured-at",
        now_instant=captured_at, zone=zone.zone, zone_name=zone.name, zone_basis=zone.basis, offset_seen_on=zone.seen_on,
    )  # fmt: skip
    captured = captured_at.astimezone(zone.zone).replace(tzinfo=None, fold=0) if zone.zone else None
    if chosen is not None and chosen.time.minute is not None:
        return replace(
            known, now=chosen.local, now_precision="minute", now_basis="page-clock",
            now_instant=_instant(chosen, zone.zone, captured_at),
        )  # fmt: skip
    if chosen is not None:
        if captured is not None and captured.date() == chosen.local.date():
            return replace(known, now=captured, now_precision="minute", now_basis="page-date")
        live = abs(chosen.local.date() - captured_at.date()) <= timedelta(days=1)
        return replace(known, now=chosen.local, now_basis="page-date", now_instant=captured_at if live else None)
    if is_stale(tree, witnesses, captured_at):
        latest = latest_day(witnesses, captured_at)
        assert latest is not None
        return replace(
            known, now=datetime.combine(latest, datetime.min.time()), now_basis="latest-date", now_instant=None
        )
    return replace(known, now=captured, now_precision="minute") if captured is not None else known


def _instant(chosen: ClockCandidate, zone: tzinfo | None, captured_at: datetime) -> datetime | None:
    """The page clock as an instant; of the two of a repeated hour the later one that is not after the capture."""
    if zone is None:
        return None
    found = instants(chosen.local, zone)
    past = [instant for instant in found if instant <= captured_at + timedelta(minutes=1)]
    if past:
        return past[-1]
    return found[0] if found else None


def _page_clock(tree: TreeIndex, chosen: ClockCandidate, zone: PageZone) -> PageClock:
    to_minute = chosen.time.minute is not None
    local = chosen.local.isoformat(timespec="minutes") if to_minute else chosen.local.date().isoformat()
    moment = None
    if zone.zone is not None:
        found = instants(chosen.local, zone.zone)
        moment = fixed(found[0], zone.zone) if found else chosen.local.replace(tzinfo=zone.zone).astimezone(UTC)
    return PageClock(
        text=chosen.text, time=moment, local=local, precision="minute" if to_minute else "day", timezone=zone.name,
        basis=zone.basis, node=tree.node_id(chosen.node), reason=None if moment else "zone unknown",
    )  # fmt: skip


def _day_order(witnesses: Witnesses) -> bool | None:
    """Whether the page's numeric dates start with the day, by those that can be read one way only."""
    day_first = month_first = 0
    for witness in witnesses.printed:
        time = witness.time
        if time.date is None or time.other_dates or ("/" not in time.text and "-" not in time.text):
            continue
        digits = "".join(character if character.isdigit() else " " for character in time.text).split()
        if len(digits[0]) > 2 or not "".join(time.text.split()).replace("/", "").replace("-", "")[:6].isdigit():
            continue
        day_first += int(digits[0]) == time.date.day and time.date.day > 12
        month_first += int(digits[0]) == time.date.month and time.date.day > 12
    return None if day_first == month_first else day_first > month_first


def _findings(setting: TimeSetting, chosen: ClockCandidate | None, zone: PageZone) -> list[Finding]:
    captured = setting.captured_at.astimezone(zone.zone or UTC).replace(tzinfo=None)
    if setting.now_basis == "latest-date":
        return [Finding(code="stale-page", severity="warning", message=(
            f"the page is older than its capture: its latest date is {setting.today}, the capture is of {captured.date()}"
        ))]  # fmt: skip
    if chosen is None:
        return []
    printed = chosen.local if chosen.time.minute is not None else chosen.local + timedelta(days=1)
    slack = timedelta(0) if zone.zone else timedelta(hours=14)
    if captured - printed > STALE_AFTER - timedelta(days=chosen.time.minute is None) + slack:
        return [Finding(code="stale-page", severity="warning", node=NodeId(chosen.node), message=(
            f"the page's clock says {chosen.text!r}, the capture is of {captured:%Y-%m-%d %H:%M}: a stored copy"
        ))]  # fmt: skip
    if chosen.local - captured > AHEAD_BY + slack:
        return [Finding(code="clock-ahead", severity="warning", node=NodeId(chosen.node), message=(
            f"the page's clock says {chosen.text!r}, later than the capture ({captured:%Y-%m-%d %H:%M})"
        ))]  # fmt: skip
    return []


def _decisions(
    tree: TreeIndex, candidates: list[ClockCandidate], chosen: ClockCandidate | None, zone: PageZone
) -> list[Decision]:
    decisions = []
    if candidates:
        shown = [as_candidate(tree, candidate) for candidate in candidates[:4]]
        rule = f"best date that stands alone, outside of stories; at least {CLOCK_SCORE}"
        decisions.append(
            Decision(subject="clock", rule=rule, chosen=shown[0], runners_up=tuple(shown[1:]))
            if chosen
            else Decision(subject="clock", rule=rule, chosen=None, runners_up=tuple(shown))
        )
    decisions.append(
        Decision(
            subject="clock.timezone",
            rule=zone.basis or "none",
            chosen=Candidate(node=None, path=None, text=zone.name, score=1.0, reasons=zone.reasons)
            if zone.name
            else None,
        )  # fmt: skip
    )
    return decisions

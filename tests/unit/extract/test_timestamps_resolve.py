"""From what a row prints to the instant that it means: alone, and by the list that it stands in."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from capture.extract.timestamps import (
    PrintedTime,
    TimeRow,
    TimeSetting,
    find_times,
    plain_setting,
    resolve,
    resolve_list,
)
from capture.models.extraction import Timestamp

AUCKLAND = ZoneInfo("Pacific/Auckland")
BERLIN = ZoneInfo("Europe/Berlin")


def page(now: str, zone: ZoneInfo | timezone | None = AUCKLAND, language: str = "en-NZ") -> TimeSetting:
    """A page whose own clock says `now` ("2024-10-23 09:35")."""
    local = datetime.fromisoformat(now)
    captured_at = local.replace(tzinfo=zone or UTC).astimezone(UTC)
    return plain_setting(captured_at, zone=zone, language=language, zone_basis="page-clock")._replace(
        now=local,
        now_basis="page-clock",
    )


def printed(text: str, language: str = "en-NZ") -> PrintedTime:
    (time,) = find_times(text, language)
    return time


def rows(*texts: str, language: str = "en-NZ") -> list[TimeRow]:
    """Rows of "printed" or "printed @ attribute" or "heading // printed"."""
    made = []
    for text in texts:
        heading, _, rest = text.rpartition(" // ")
        shown, _, attribute = rest.partition(" @ ")
        made.append(
            TimeRow(
                printed(shown, language) if shown else None,
                attribute or None,
                printed(heading, language) if heading else None,
            )
        )
    return made


def isos(found: tuple[Timestamp, ...]) -> list[str | None]:
    return [time.time.isoformat(timespec="minutes") if time.time else None for time in found]


# ---------------------------------------------------------------------------------------------- one time


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("9:05", "2024-10-23T09:05+13:00", "minute"),
        ("22:40", "2024-10-22T22:40+13:00", "minute"),
        ("9:45", "2024-10-23T09:45+13:00", "minute"),
        ("10:15", "2024-10-22T10:15+13:00", "minute"),
        ("9 am", "2024-10-23T09:00+13:00", "hour"),
        ("9:05:41", "2024-10-23T09:05+13:00", "second"),
        ("23 Oct 2024, 9:05", "2024-10-23T09:05+13:00", "minute"),
        ("3 July 2024 9:05", "2024-07-03T09:05+12:00", "minute"),
        ("23 October 2024", "2024-10-23T00:00+13:00", "day"),
        ("Oct 24", "2023-10-24T00:00+13:00", "day"),
        ("Oct 23", "2024-10-23T00:00+13:00", "day"),
        ("29 Feb", "2024-02-29T00:00+13:00", "day"),
        ("Today 8:10", "2024-10-23T08:10+13:00", "minute"),
        ("yesterday", "2024-10-22T00:00+13:00", "day"),
        ("Yesterday 22:10", "2024-10-22T22:10+13:00", "minute"),
        ("Monday 10:00PM", "2024-10-21T22:00+13:00", "minute"),
        ("Wednesday 9:00", "2024-10-23T09:00+13:00", "minute"),
        ("Wednesday 23:00", "2024-10-16T23:00+13:00", "minute"),
        ("12 min ago", "2024-10-23T09:23+13:00", "minute"),
        ("just now", "2024-10-23T09:35+13:00", "minute"),
        ("3 hours ago", "2024-10-23T06:35+13:00", "hour"),
        ("2 days ago", "2024-10-21T00:00+13:00", "day"),
        ("22:05 GMT", "2024-10-21T22:05+00:00", "minute"),
    ],
)
def test_what_is_printed_is_held_against_the_page_clock(text: str, iso: str, precision: str) -> None:
    found = resolve(printed(text), page("2024-10-23 09:35"))
    assert found.time is not None
    assert (found.time.isoformat(timespec="minutes"), found.precision, found.reason) == (iso, precision, None)


def test_an_amount_that_no_clock_can_hold_gives_bounds_only() -> None:
    found = resolve(printed("2 weeks ago"), page("2024-10-23 09:35"))
    assert (found.time, found.reason) == (None, "known to the week only")
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest < datetime(2024, 10, 9, tzinfo=UTC) < found.latest


def test_an_amount_lies_within_bounds_for_pages_that_round_down_or_to_the_nearest() -> None:
    found = resolve(printed("3 hours ago"), page("2024-10-23 09:35"))
    assert found.earliest == datetime(2024, 10, 23, 5, 35, tzinfo=AUCKLAND)
    assert found.latest == datetime(2024, 10, 23, 7, 5, tzinfo=AUCKLAND)


def test_without_a_zone_the_clock_of_the_site_is_known_and_the_instant_is_not() -> None:
    found = resolve(printed("23 Oct 2024 9:05"), page("2024-10-23 09:35", zone=None))
    assert (found.local, found.time, found.reason) == ("2024-10-23T09:05", None, "zone unknown")


def test_an_offset_of_one_day_says_nothing_of_another_season() -> None:
    setting = page("2024-10-23 09:35", zone=timezone(timedelta(hours=13)))._replace(
        offset_seen_on=date(2024, 10, 23),
        zone_basis="metadata",
    )
    near, far = (resolve(printed(text), setting) for text in ("20 Oct 2024 9:05", "3 July 2024 9:05"))
    assert near.time is not None
    assert (far.local, far.time, far.reason) == ("2024-07-03T09:05", None, "offset known only of another season")


def test_the_day_that_is_known_otherwise_is_taken() -> None:
    found = resolve(printed("22:40"), page("2024-10-23 09:35"), day=date(2024, 10, 20))
    assert isos((found,)) == ["2024-10-20T22:40+13:00"]


def test_a_page_of_which_only_the_day_is_known_cannot_hold_amounts() -> None:
    setting = page("2024-10-23 00:00")._replace(now_precision="day", now_basis="latest-date", now_instant=None)
    found = resolve(printed("3 hours ago"), setting)
    assert (found.time, found.reason) == (None, "the page's own clock is not known to the minute")
    assert isos((resolve(printed("22:40"), setting),)) == ["2024-10-23T22:40+13:00"]


# ---------------------------------------------------------------------------------------------- attributes


def test_the_attribute_gives_the_instant_and_keeps_its_offset() -> None:
    found = resolve(printed("3 hours ago"), page("2024-10-23 09:35"), attribute="2024-10-23T06:12:44+13:00")
    assert isos((found,)) == ["2024-10-23T06:12+13:00"]
    assert (found.basis, found.zone_basis, found.precision) == ("datetime-attribute", "attribute", "second")


def test_an_attribute_in_utc_beside_a_clock_gives_the_offset() -> None:
    found = resolve(printed("19:45"), page("2020-02-19 20:00", zone=None), attribute="2020-02-19T17:45:00Z")
    assert isos((found,)) == ["2020-02-19T19:45+02:00"]
    assert found.zone_basis == "attribute+printed"


def test_an_attribute_that_calls_local_time_utc_is_found_out() -> None:
    found = resolve(printed("11:50"), page("2025-06-30 14:00", zone=BERLIN), attribute="2025-06-30T11:50:00.000Z")
    assert isos((found,)) == ["2025-06-30T11:50+02:00"]


def test_one_clock_of_the_list_finds_out_the_rows_that_print_dates_only() -> None:
    listed = rows("11:50 @ 2025-06-30T11:50:00Z", "29.06.2025 @ 2025-06-29T18:50:00Z", language="de")
    found = resolve_list(listed, page("2025-06-30 14:00", zone=BERLIN, language="de"))
    assert isos(found) == ["2025-06-30T11:50+02:00", "2025-06-29T18:50+02:00"]


def test_an_attribute_in_utc_is_true_where_the_clock_is_on_utc() -> None:
    london = ZoneInfo("Europe/London")
    found = resolve(printed("11:50"), page("2025-01-30 14:00", zone=london), attribute="2025-01-30T11:50:00Z")
    assert isos((found,)) == ["2025-01-30T11:50+00:00"]


def test_an_attribute_of_another_day_than_the_printed_one_is_not_believed() -> None:
    found = resolve(printed("20 Oct 2024"), page("2024-10-23 09:35"), attribute="2024-10-01T10:00:00+13:00")
    assert (found.local, found.basis) == ("2024-10-20", "printed")


def test_an_attribute_after_the_capture_is_not_believed() -> None:
    found = resolve(printed("9:05"), page("2024-10-23 09:35"), attribute="2031-10-23T09:05:00+13:00")
    assert isos((found,)) == ["2024-10-23T09:05+13:00"]


def test_a_date_in_the_attribute_and_the_clock_in_print_are_put_together() -> None:
    found = resolve(
        printed("11:31", "pl"), page("2021-05-07 12:00", zone=ZoneInfo("Europe/Warsaw")), attribute="2021-05-05"
    )
    assert (isos((found,)), found.basis) == (["2021-05-05T11:31+02:00"], "datetime-attribute+printed")


def test_midnight_beside_a_bare_date_is_a_date() -> None:
    found = resolve(printed("20 Oct 2024"), page("2024-10-23 09:35"), attribute="2024-10-20T00:00:00+13:00")
    assert (found.local, found.precision) == ("2024-10-20", "day")


def test_of_an_ambiguous_attribute_the_printed_reading_is_taken() -> None:
    found = resolve(printed("02 Mar 2025, 20:02"), page("2025-03-04 09:35"), attribute="02-03-2025 20:02")
    assert found.local == "2025-03-02T20:02"


def test_nothing_readable_gives_the_attribute_as_text_and_the_reason() -> None:
    found = resolve(None, page("2024-10-23 09:35"), attribute="00:00-YY-DD-MM")
    assert (found.text, found.time, found.reason) == ("00:00-YY-DD-MM", None, "the attribute is no time")


# ---------------------------------------------------------------------------------------------- lists


def test_a_jump_up_in_a_list_that_falls_is_midnight() -> None:
    found = resolve_list(rows("9:05", "8:50", "0:10", "23:48", "21:30", "7:15"), page("2024-10-23 09:35"))
    assert [time.local for time in found] == [
        "2024-10-23T09:05", "2024-10-23T08:50", "2024-10-23T00:10",
        "2024-10-22T23:48", "2024-10-22T21:30", "2024-10-22T07:15",
    ]  # fmt: skip
    assert {time.basis for time in found} == {"printed+page-clock+list-order"}


def test_a_list_that_starts_last_night_is_of_yesterday() -> None:
    found = resolve_list(rows("23:48", "21:30", "17:15"), page("2024-10-23 00:20"))
    assert {time.local[:10] for time in found if time.local} == {"2024-10-22"}


def test_a_list_that_rises_ends_now() -> None:
    found = resolve_list(rows("21:30", "23:48", "0:10", "8:50", "9:05"), page("2024-10-23 09:35"))
    assert [time.local and time.local[:10] for time in found] == ["2024-10-22", "2024-10-22", *["2024-10-23"] * 3]


@pytest.mark.parametrize(
    "clocks",
    [("16:40", "09:15", "21:30", "13:05"), ("10:04", "12:30", "11:15", "9:00", "10:30"), ("8:00", "12:00", "9:00")],
)
def test_clocks_in_no_order_may_be_of_any_day(clocks: tuple[str, ...]) -> None:
    found = resolve_list(rows(*clocks), page("2024-10-23 22:35"))
    assert {(time.time, time.local) for time in found} == {(None, None)}
    assert {time.reason for time in found} == {"the clocks stand in no order: they may be of any day"}


@pytest.mark.parametrize("heading", ["Most read", "MEISTGELESEN", "Lo más leído", "Les plus lus", "アクセスランキング"])
def test_clocks_of_a_list_by_popularity_may_be_of_any_day(heading: str) -> None:
    found = resolve_list(rows("9:05", "8:50", "7:15"), page("2024-10-23 09:35"), heading=heading)
    assert {(time.time, time.reason) for time in found} == {
        (None, "a list by popularity: the clocks may be of any day")
    }
    assert None not in isos(resolve_list(rows("9:05", "8:50", "7:15"), page("2024-10-23 09:35"), heading="Latest"))


def test_a_pinned_story_does_not_break_the_order() -> None:
    clocks = ("9:05", "8:50", "8:31", "8:40", "8:02", "7:44", "7:15", "6:58", "6:30")
    found = resolve_list(rows(*clocks), page("2024-10-23 09:35"))
    assert {time.local[:10] for time in found if time.local} == {"2024-10-23"}


def test_where_other_rows_print_dates_clocks_are_of_today() -> None:
    found = resolve_list(rows("8:02", "9:05", "22 Oct", "21 Oct 2024"), page("2024-10-23 09:35"))
    assert [time.local for time in found] == ["2024-10-23T08:02", "2024-10-23T09:05", "2024-10-22", "2024-10-21"]


def test_day_headings_give_the_days() -> None:
    listed = rows("Today // 9:05", "Yesterday // 16:40", "Yesterday // 18:05", "Monday, 21 October // 23:10")
    found = resolve_list(listed, page("2024-10-23 09:35"))
    assert [time.local for time in found] == [
        "2024-10-23T09:05",
        "2024-10-22T16:40",
        "2024-10-22T18:05",
        "2024-10-21T23:10",
    ]
    assert found[1].basis == "printed+day-heading+page-clock"


def test_years_are_the_latest_not_after_now() -> None:
    found = resolve_list(rows("1 Jan", "31 Dec", "28 Dec"), page("2025-01-01 08:15"))
    assert [time.local for time in found] == ["2025-01-01", "2024-12-31", "2024-12-28"]


def test_the_list_decides_which_number_is_the_month() -> None:
    listed = rows("7/3/2025", "7/2/2025", "6/30/2025", language="de")
    found = resolve_list(listed, page("2025-07-03 12:00", zone=BERLIN, language="de"))
    assert [time.local for time in found] == ["2025-07-03", "2025-07-02", "2025-06-30"]


def test_a_reading_of_today_is_better_than_one_of_months_ago() -> None:
    listed = rows("7/3/2025", "7/3/2025", language="de")
    found = resolve_list(listed, page("2025-07-03 12:00", zone=BERLIN, language="de"))
    assert {time.local for time in found} == {"2025-07-03"}
    shown_elsewhere = page("2025-07-03 12:00", zone=BERLIN, language="de")._replace(day_first=True)
    assert {time.local for time in resolve_list(listed, shown_elsewhere)} == {"2025-03-07"}


def test_midnight_on_every_row_is_no_clock() -> None:
    found = resolve_list(rows("12:00 a. m.", "12:00 a. m.", "12:00 a. m."), page("2024-10-23 09:35"))
    assert {(time.time, time.local) for time in found} == {(None, None)}


def test_a_date_that_would_lie_ahead_is_read_the_other_way() -> None:
    found = resolve_list(rows("06-10 17:50", "06-10 16:20", language="pl"), page("2021-07-01 12:00", language="pl"))
    assert [time.local for time in found] == ["2021-06-10T17:50", "2021-06-10T16:20"]


def test_the_page_decides_where_the_list_does_not() -> None:
    setting = page("2025-12-20 12:00", language="en-US")
    listed = rows("03/04/2025", language="en-US")
    assert [time.local for time in resolve_list(listed, setting)] == ["2025-03-04"]
    assert [time.local for time in resolve_list(listed, setting._replace(day_first=True))] == ["2025-04-03"]


def test_in_the_night_of_the_repeated_hour_the_order_tells_the_two_apart() -> None:
    found = resolve_list(
        rows("03:10", "02:25", "02:05", "02:40", "01:55", "23:48"), page("2026-10-25 03:19", zone=BERLIN)
    )
    assert isos(found) == [
        "2026-10-25T03:10+01:00", "2026-10-25T02:25+01:00", "2026-10-25T02:05+01:00", "2026-10-25T02:40+02:00",
        "2026-10-25T01:55+02:00", "2026-10-24T23:48+02:00",
    ]  # fmt: skip


def test_a_clock_that_came_twice_has_bounds_where_nothing_tells_which() -> None:
    found = resolve(printed("25 Oct 2026 02:30"), page("2026-10-26 10:00", zone=BERLIN))
    assert (found.local, found.time, found.reason) == ("2026-10-25T02:30", None, "the hour came twice that night")
    assert (found.earliest, found.latest) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_of_a_clock_that_comes_twice_the_one_before_now_is_meant() -> None:
    setting = page("2026-10-25 02:45", zone=BERLIN)._replace(now_instant=datetime(2026, 10, 25, 0, 45, tzinfo=UTC))
    assert isos((resolve(printed("02:30"), setting),)) == ["2026-10-25T02:30+02:00"]


def test_an_empty_list_has_no_times() -> None:
    assert resolve_list((), page("2024-10-23 09:35")) == ()

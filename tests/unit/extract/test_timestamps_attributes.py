"""What attributes say, and which of them say nothing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from capture.extract.timestamps import read_attribute

APIA = timezone(timedelta(hours=13))


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2024-10-23T09:05:00+13:00", datetime(2024, 10, 23, 9, 5, tzinfo=APIA)),
        ("2024-10-23T09:05+1300", datetime(2024, 10, 23, 9, 5, tzinfo=APIA)),
        ("2024-10-23 09:05:00.000000 +13", datetime(2024, 10, 23, 9, 5, tzinfo=APIA)),
        ("2024-10-22T20:05:00.123Z", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
        ("20241022T200500Z", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
        ("Tue, 22 Oct 2024 20:05:00 GMT", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
        ("Wed Oct 23 2024 09:05:00 GMT+1300 (Apia Standard Time)", datetime(2024, 10, 23, 9, 5, tzinfo=APIA)),
        ("1729627500", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
        ("1729627500000", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
        (" 1729627500.512 ", datetime(2024, 10, 22, 20, 5, tzinfo=UTC)),
    ],
)
def test_attributes_with_a_zone_name_an_instant(value: str, instant: datetime) -> None:
    found = read_attribute(value)
    assert found is not None
    assert found.instant == instant


@pytest.mark.parametrize(
    ("value", "local", "precision"),
    [
        ("2024-10-23 09:05:00", "2024-10-23T09:05:00", "second"),
        ("2024-10-23T09:05", "2024-10-23T09:05:00", "minute"),
        ("2024/10/23 9:05", "2024-10-23T09:05:00", "minute"),
        ("2024-10-23", "2024-10-23T00:00:00", "day"),
        ("24 July 2015", "2015-07-24T00:00:00", "day"),
        ("April 21, 2022 | 4:39 pm", "2022-04-21T16:39:00", "minute"),
        ("31-01-2025 20:02", "2025-01-31T20:02:00", "minute"),
    ],
)
def test_attributes_without_a_zone_are_wall_clocks(value: str, local: str, precision: str) -> None:
    found = read_attribute(value)
    assert found is not None
    assert (found.local.isoformat(), found.precision, found.instant) == (local, precision, None)


def test_a_numeric_date_of_two_readings_keeps_both() -> None:
    found = read_attribute("02-03-2025 20:02")
    assert found is not None
    assert [found.local.month, *(other.month for other in found.other_locals)] == [3, 2]


@pytest.mark.parametrize(
    "value",
    [
        "PT1M3S", "P1D", "00:00-YY-DD-MM", "", " ", "now", "0000-00-00", "0000-00-00 00:00:00", "1970-01-01T00:00:00Z",
        "0", "42", "2024-13-45", "2024-10-23T25:61", "99999999999999999999", "5 minutes ago", "today", "2024", "10:20",
        "2024-W43", "{{ date }}", "+00:00", "３", "Wed, 99 Foo 2024 10:00:00 GMT",
    ],
)  # fmt: skip
def test_lengths_placeholders_and_nonsense_are_no_times(value: str) -> None:
    assert read_attribute(value) is None

"""The Persian calendar beside days whose Gregorian dates are known."""

from datetime import date, timedelta

import pytest

from capture.extract.times.calendars import from_persian


@pytest.mark.parametrize(
    ("persian", "gregorian"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1402, 12, 29), date(2024, 3, 19)),
        ((1403, 8, 2), date(2024, 10, 23)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_known_days(persian: tuple[int, int, int], gregorian: date) -> None:
    assert from_persian(*persian) == gregorian


@pytest.mark.parametrize(
    "persian", [(1402, 12, 30), (1403, 7, 31), (1403, 13, 1), (1403, 0, 1), (1403, 1, 0), (2024, 1, 1)]
)
def test_days_that_are_not(persian: tuple[int, int, int]) -> None:
    assert from_persian(*persian) is None


def test_days_follow_each_other_without_gap_or_overlap() -> None:
    days = [
        found
        for year in range(1380, 1420)
        for month in range(1, 13)
        for day in range(1, 32)
        if (found := from_persian(year, month, day)) is not None
    ]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]

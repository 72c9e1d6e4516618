"""`PrintedTime`: a time as it stands in a text, taken apart but not yet held against any clock."""

from datetime import timedelta
from typing import Literal, NamedTuple, TypeAlias

PrintedKind: TypeAlias = Literal[
    "clock", "date", "date-clock", "relative", "day-word", "day-word-clock", "weekday", "weekday-clock"
]
Unit: TypeAlias = Literal["second", "minute", "hour", "day", "week", "month", "year"]
UNIT_LENGTHS: dict[Unit, timedelta] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30.44),
    "year": timedelta(days=365.25),
}


class CalendarDay(NamedTuple):
    """A day of the Gregorian calendar; `year` is None where none is printed."""

    year: int | None
    month: int
    day: int


class PrintedTime(NamedTuple):
    """One printed time. Fields that the text does not give are None."""

    text: str
    """The slice of the text, white space folded."""
    start: int
    end: int
    """Offsets into the text that was searched."""
    kind: PrintedKind
    date: CalendarDay | None = None
    """The reading that the language prefers."""
    other_dates: tuple[CalendarDay, ...] = ()
    """Further readings of an all-numeric date ("06-10"): which one holds is for the page and the list to say."""
    hour: int | None = None
    """0 to 23, meridiem applied."""
    minute: int | None = None
    """None if the clock gives the hour alone ("9 am")."""
    second: int | None = None
    zone: str | None = None
    """Offset ("+02:00") or IANA name that is printed with the clock; None also for letters that mean several zones."""
    day_delta: int | None = None
    """0 today, -1 yesterday, 1 tomorrow."""
    weekday: int | None = None
    """0 is Monday."""
    amount: int | None = None
    """How long ago, in `unit`s; 0 for "just now"; negative for times ahead."""
    unit: Unit | None = None
    weak: bool = False
    """Looks like a time only if its place says so: "18.47" where clocks take a colon, "06-10", "5 min", "John 3:16"."""
    maybe_duration: bool = False
    """A bare clock that may as well be a length: "0:48", "1:24:10", "3:05"."""

    @property
    def has_clock(self) -> bool:
        return self.hour is not None

    @property
    def age(self) -> timedelta | None:
        """How long ago, to within a unit; None if the text does not count back from now."""
        return None if self.amount is None or self.unit is None else self.amount * UNIT_LENGTHS[self.unit]

    def moved(self, start: int, end: int) -> "PrintedTime":
        return self._replace(start=start, end=end)

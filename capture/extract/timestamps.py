"""Times on a page: found in text, read from attributes, resolved to instants. What the other extractors import."""

from capture.extract.times.attributes import AttributeTime, read_attribute
from capture.extract.times.find import find_times, is_time_only, lead_words
from capture.extract.times.printed import CalendarDay, PrintedKind, PrintedTime, Unit
from capture.extract.times.resolve import TimeRow, resolve, resolve_list
from capture.extract.times.setting import TimeSetting, plain_setting

__all__ = [
    "AttributeTime",
    "CalendarDay",
    "PrintedKind",
    "PrintedTime",
    "TimeRow",
    "TimeSetting",
    "Unit",
    "find_times",
    "is_time_only",
    "lead_words",
    "plain_setting",
    "read_attribute",
    "resolve",
    "resolve_list",
]

"""Times on a page: finding them in text, reading attributes. The names that the other extractors use."""

from capture.extract.times.find import find_times, is_time_only, lead_words
from capture.extract.times.printed import CalendarDay, PrintedKind, PrintedTime, Unit

__all__ = ["CalendarDay", "PrintedKind", "PrintedTime", "Unit", "find_times", "is_time_only", "lead_words"]

"""`Part`: one piece of a printed time, before what stands together is joined."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from capture.extract.times.folding import fold_letters
from capture.extract.times.printed import CalendarDay, Unit

PartKind: TypeAlias = Literal["date", "clock", "relative", "day-word", "weekday"]


class Part(NamedTuple):
    """One part with its place in the folded text; `PrintedTime` says what the fields mean."""

    kind: PartKind
    start: int
    end: int
    date: CalendarDay | None = None
    other_dates: tuple[CalendarDay, ...] = ()
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    day_delta: int | None = None
    weekday: int | None = None
    amount: int | None = None
    unit: Unit | None = None
    weak: bool = False
    maybe_duration: bool = False
    needs_company: bool = False
    """No time unless joined with another part, or alone in its text: "10/23", "5 min"."""


def trimmed(text: str, match: re.Match[str]) -> int:
    """End of the match without the blanks at its end."""
    return match.start() + len(text[match.start() : match.end()].rstrip())


def one_of(names: Iterable[str]) -> str:
    """Pattern of any of these words, folded; the longest first, so that "ore" does not hide "alle ore"."""
    folded = {fold_letters(name) for name in names}
    return "|".join(re.escape(name) for name in sorted(folded, key=lambda name: (-len(name), name)))

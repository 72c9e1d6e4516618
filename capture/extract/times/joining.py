"""Parts that stand together are one time: weekday, date and clock in any usual order, with what stands between them."""

import re

from capture.extract.times import words
from capture.extract.times.part import Part, one_of
from capture.extract.times.printed import PrintedKind, PrintedTime

_SPACE = re.compile(r"\s+")
_WORDS_BETWEEN = one_of(words.CLOCK_WORDS)
_GLUE = re.compile(rf"[\s,|·•;:/@()~.-]{{0,4}}(?:(?<!\w)(?:{_WORDS_BETWEEN})(?!\w)[\s.,:]{{0,3}}|t)?[\s,|·(-]{{0,2}}")
_RANGE = re.compile(r"\s?-\s?|\s(?:to|bis|until|till|til|a|à|ate|al|tot|do|до|по|και|and|und)\s")


def join(parts: list[Part], text: str, folded: str) -> tuple[PrintedTime, ...]:
    """The parts as times of `text`; spans of time and what is no time on its own are left out."""
    groups: list[list[Part]] = []
    spans: set[int] = set()
    for part in parts:
        last = groups[-1] if groups else None
        between = folded[last[-1].end : part.start] if last else ""
        if last and _RANGE.fullmatch(between) and part.kind == last[-1].kind and part.kind in ("clock", "date"):
            spans.update((len(groups) - 1, len(groups)))
            groups.append([part])
        elif last and _fits(last, part) and _GLUE.fullmatch(between):
            last.append(part)
        else:
            groups.append([part])
    times = []
    for number, group in enumerate(groups):
        if number in spans:
            continue
        if time := _time(group, text, folded):
            times.append(time)
    return tuple(times)


def _fits(group: list[Part], part: Part) -> bool:
    """Whether `part` can go on the time that `group` begins."""
    kinds = {member.kind for member in group}
    if part.kind in kinds or "relative" in kinds or part.kind == "relative":
        return False
    if part.kind in ("date", "day-word"):
        return "date" not in kinds and "day-word" not in kinds
    return True


def _time(group: list[Part], text: str, folded: str) -> PrintedTime | None:
    start, end = group[0].start, group[-1].end
    kinds = {part.kind for part in group}
    if kinds == {"weekday"}:
        return None
    if len(group) == 1 and group[0].needs_company and not _alone(folded, start, end):
        return None
    day, clock = _first(group, "date", "day-word", "weekday"), _first(group, "clock")
    kind: PrintedKind
    if day is None:
        kind = "clock" if clock else "relative"
    elif day.kind == "date":
        kind = "date-clock" if clock else "date"
    elif day.kind == "day-word":
        kind = "day-word-clock" if clock else "day-word"
    else:
        kind = "weekday-clock"
    date, relative, weekday = _first(group, "date"), _first(group, "relative"), _first(group, "weekday")
    return PrintedTime(
        text=_SPACE.sub(" ", text[start:end]).strip(), start=start, end=end, kind=kind,
        date=date.date if date else None, other_dates=date.other_dates if date else (),
        hour=clock.hour if clock else None, minute=clock.minute if clock else None,
        second=clock.second if clock else None, zone=clock.zone if clock else None,
        day_delta=day.day_delta if day else None, weekday=weekday.weekday if weekday else None,
        amount=relative.amount if relative else None, unit=relative.unit if relative else None,
        weak=all(part.weak for part in group), maybe_duration=len(group) == 1 and group[0].maybe_duration,
    )  # fmt: skip


def _first(group: list[Part], *kinds: str) -> Part | None:
    return next((part for kind in kinds for part in group if part.kind == kind), None)


_LETTER = re.compile(r"[^\W_]")


def _alone(folded: str, start: int, end: int) -> bool:
    return not _LETTER.search(folded, 0, start) and not _LETTER.search(folded, end)

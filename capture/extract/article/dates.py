"""When the story was published and changed: what metadata states, held against what is printed near the headline."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.witness import article_objects
from capture.extract.timestamps import (
    PrintedTime,
    TimeSetting,
    find_times,
    is_time_only,
    lead_words,
    read_attribute,
    resolve,
)
from capture.extract.tree import fold
from capture.models.base import Finding
from capture.models.extraction import Candidate, Decision, Metadata, Timestamp

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date",
    "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "sailthru.date", "parsely-pub-date",
    "article.published", "cxenseparse:recs:publishtime", "datecreated", "originalpublicationdate", "last-published",
    "article_date_original", "citation_publication_date", "citation_date", "created", "vr:published_time",
    "date.release",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "last-modified", "dcterms.modified", "dc.date.modified", "revised", "article.updated", "lastmod", "updated_time",
)  # fmt: skip
_UPDATE_WORDS = (
    "updat", "modif", "aktualis", "stand", "mis à jour", "mise à jour", "actualiz", "atualiz", "aggiorn", "bijgewerkt",
    "oppdater", "opdater", "uppdater", "обновл", "güncel", "diperbarui", "cập nhật", "更新", "last ", "edited",
    "changed",
    "geändert", "redigert", "ændret", "ändrad", "muokattu", "zaktualiz", "수정",
)  # fmt: skip
_BEFORE, _AFTER = 8, 16
_MAX_WEIGHT = 260.0


class Dates(NamedTuple):
    """Both times, the reason for the first, and what does not agree."""

    published: Timestamp | None
    modified: Timestamp | None
    lines: tuple[int, ...]
    """Indexes of the lines that print them."""
    decision: Decision | None
    findings: tuple[Finding, ...]


class _Print(NamedTuple):
    line: int
    time: Timestamp
    update: bool
    clock: bool
    """Whether the text itself says more than a day."""


def find_dates(page: PageLines, metadata: Metadata, setting: TimeSetting, *, headline: int, body: range) -> Dates:
    """Stated in JSON-LD, `meta` or microdata; else printed near the headline. One that agrees lends its text."""
    prints = list(_printed(page, setting, headline, body))
    published, basis = _stated(metadata, page, "datePublished", _PUBLISHED_META, setting)
    modified, _ = _stated(metadata, page, "dateModified", _MODIFIED_META, setting)
    findings: list[Finding] = []
    lines: list[int] = []
    plain_prints = [item for item in prints if not item.update]
    if published is not None:
        shown = next((item for item in prints if _agrees(item, published)), None)
        if shown is not None:
            # A page that prints the minute is more exact than metadata that states the day.
            exact = published.precision == "day" and shown.time.precision in {"minute", "second"}
            published = shown.time if exact else published.model_copy(update={"text": shown.time.text})
            lines.append(shown.line)
        elif plain_prints:
            findings.append(Finding(
                code="published-differs", severity="info",
                message=f"the page prints {plain_prints[0].time.text!r}, its metadata says {published.text!r}",
                node=page.tree.node_id(page.lines[plain_prints[0].line].node),
            ))  # fmt: skip
    elif prints:
        item = (plain_prints or prints)[0]
        published, basis = item.time, item.time.basis or "printed"
        lines.append(item.line)
    updates = [item for item in prints if item.update]
    if modified is not None:
        shown = next((item for item in (*updates, *plain_prints) if _agrees(item, modified)), None)
        if shown is not None and shown.line not in lines:
            modified = modified.model_copy(update={"text": shown.time.text})
            lines.append(shown.line)
    elif updates:
        modified = updates[0].time
        lines.append(updates[0].line)
    return Dates(published, modified, tuple(lines), _decision(page, published, basis, prints), tuple(findings))


def _agrees(item: _Print, stated: Timestamp) -> bool:
    """Whether a printed time can be the stated one: same minute, or same day where either gives no time of day.

    What prints no clock gives none, whatever its attribute says.
    """
    printed, exact = item.time, {"minute", "second"}
    if item.clock and printed.precision in exact and stated.precision in exact:
        if printed.time is not None and stated.time is not None:
            return abs(printed.time - stated.time) < timedelta(minutes=1, seconds=1)
        return bool(printed.local and stated.local and printed.local[:16] == stated.local[:16])
    if printed.local and stated.local:
        return printed.local[:10] == stated.local[:10]
    return False


def _decision(page: PageLines, published: Timestamp | None, basis: str, prints: list[_Print]) -> Decision | None:
    if published is None:
        return None
    runners = [
        Candidate(
            node=page.tree.node_id(page.lines[item.line].node), path=page.tree.css_path(page.lines[item.line].node),
            text=item.time.text, score=0.5, reasons=("printed near the headline", f"reads as {item.time.local}"),
        )
        for item in prints[:4]
    ]  # fmt: skip
    chosen = Candidate(
        node=None,
        path=None,
        text=published.text[:120],
        score=1.0,
        reasons=(f"stated by {basis}", f"reads as {published.local}"),
    )
    return Decision(
        subject="article.published",
        rule="stated time first, printed time beside it",
        chosen=chosen,
        runners_up=tuple(runners),
    )


def _stated(
    metadata: Metadata, page: PageLines, key: str, names: tuple[str, ...], setting: TimeSetting
) -> tuple[Timestamp | None, str]:
    for value, basis in _values(metadata, page, key, names):
        iso = _from_java(value)
        if read_attribute(iso) is None:
            continue
        time = resolve(None, setting, attribute=iso)
        if time.local is not None:
            return time.model_copy(update={"basis": basis}), basis
    return None, ""


# What java.util.Date prints ("Fri Apr 28 19:20:36 CEST 2023"); of zone letters those that mean one offset.
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3,4}) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OFFSETS = {
    "UTC": "Z", "GMT": "Z", "WET": "Z", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00", "EEST": "+03:00",
    "MSK": "+03:00", "JST": "+09:00", "EDT": "-04:00", "PDT": "-07:00", "PST": "-08:00", "AEST": "+10:00",
    "AEDT": "+11:00",
    "NZST": "+12:00", "NZDT": "+13:00", "SAST": "+02:00",
}  # fmt: skip


def _from_java(value: str) -> str:
    match = _JAVA.fullmatch(value)
    if not match or match[1] not in _MONTHS or match[4] not in _OFFSETS:
        return value
    return f"{match[5]}-{_MONTHS.index(match[1]) + 1:02}-{int(match[2]):02}T{match[3]}{_OFFSETS[match[4]]}"


def _values(metadata: Metadata, page: PageLines, key: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for item in article_objects(metadata):
        yield from ((text, "json-ld") for text in _texts(item.get(key)))
    for name in names:
        value = metadata.open_graph.get(name) or metadata.meta.get(name)
        if value:
            yield value, "meta"
    tree = page.tree
    for node in tree.bearers.get("itemprop", ()):
        if tree.page.nodes.frame[node] == page.frame and tree.tag[node] in {"time", "span", "div", "p", "abbr"}:
            attributes = tree.attributes(node)
            if attributes.get("itemprop", "").lower() == key.lower():
                for name in ("datetime", "content"):
                    if attributes.get(name):
                        yield attributes[name], "datetime-attribute"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield fold(value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _printed(page: PageLines, setting: TimeSetting, headline: int, body: range) -> Iterator[_Print]:
    """Times in short lines about the headline, nearest first: below it, then above."""
    anchor = headline if headline >= 0 else body.start
    below = range(anchor + 1, min(len(page.lines), max(anchor, body.start) + _AFTER))
    above = range(anchor, max(-1, anchor - _BEFORE), -1)
    tail = range(max(below.stop, body.stop - 2), min(len(page.lines), body.stop + 25))
    for index in (*below, *above, *tail):
        line = page.lines[index]
        if line.weight > _MAX_WEIGHT or page.marks(index) & (Mark.COMMENT | Mark.RELATED | Mark.POPULAR):
            continue
        if index in body and line.weight > 120:
            continue
        for text, element in _dated_texts(page, line, setting.language):
            if line.link > 0.6 and not is_time_only(text, setting.language):
                continue
            if element is None and not _is_time_line(page, index, text, setting.language):
                continue
            for printed in _dates_in(text, setting.language):
                time = resolve(printed, setting, attribute=element)
                if time.local is not None:
                    lead = lead_words(text, printed).lower()
                    update = any(word in lead for word in _UPDATE_WORDS)
                    yield _Print(index, time, update, printed.has_clock or printed.date is None)


def _dated_texts(page: PageLines, line: Line, language: str | None) -> Iterator[tuple[str, str | None]]:
    """Parts of a line that may print dates, each with the `datetime` of its `time` element, if it is in one.

    A part that only a style sets off is read by itself where it is not understood in the whole.
    """
    tree = page.tree
    times = tree.tagged.get("time", [])
    around = [up for up in tree.ancestors(line.first) if tree.tag[up] == "time" and len(page.within(up)) == 1]
    within = times[bisect_left(times, line.first) : bisect_right(times, line.last)]
    elements = [node for node in (*around[:1], *within) if tree.attribute(node, "datetime")]
    at = 0
    for node in elements:
        own = tree.text(node)
        found = line.text.find(own, at)
        if own and found >= 0:
            yield fold(f"{line.text[at:found]} {own}"), tree.attribute(node, "datetime")
            at = found + len(own)
    rest = line.text[at:] if at else line.text
    if at and not _dates_in(rest, language):
        return
    if at or line.first == line.last or is_time_only(rest, language):
        yield rest, None
        return
    pieces = [fold(tree.data[node]) for node in range(line.first, line.last + 1)]
    glued = all(is_time_only(piece, language) for piece in pieces if piece)
    if _dates_in(rest, language) and not glued:
        yield rest, None
    else:
        yield from ((piece, None) for piece in pieces if _dates_in(piece, language))


def _dates_in(text: str, language: str | None) -> list[PrintedTime]:
    return [
        time for time in find_times(text, language)
        if not time.weak and not time.maybe_duration and (time.date or time.day_delta is not None or time.unit)
    ]  # fmt: skip


def _is_time_line(page: PageLines, index: int, text: str, language: str | None) -> bool:
    """Whether the line is there to say when: nothing else is in it, it is named for it, or it is short."""
    line = page.lines[index]
    if is_time_only(text, language):
        return True
    if page.own_marks(line.block) & Mark.META and not page.marks(index) & Mark.CAPTION:
        return True
    times = find_times(text, language)
    if not times or page.marks(index) & Mark.CAPTION:
        return False
    rest = len(text) - sum(time.end - time.start for time in times)
    return rest <= 40 or (rest <= 90 and bool(lead_words(text, times[0])))

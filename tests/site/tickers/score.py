"""How much of what a reader says about a page an `Extraction` gives: figures from 0 to 1, greater is better."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from capture.models.extraction import Extraction, TickerItem

_ALIKE = 0.9
"""Ratio of `difflib` from which two titles are the same headline."""
_HOUR = timedelta(hours=1)

Item = Mapping[str, Any]


@dataclass
class Tally:
    """Counts of one page; counts of pages add up to those of the corpus."""

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    expected_items: int = 0
    found_items: int = 0
    matched_items: int = 0
    complaints: list[str] = field(default_factory=list)
    """What went wrong, one line each, for people."""

    def check(self, figure: str, ok: bool, complaint: str) -> None:
        self.asked[figure] = self.asked.get(figure, 0) + 1
        self.right[figure] = self.right.get(figure, 0) + ok
        if not ok:
            self.complaints.append(f"{figure}: {complaint}")

    def figures(self) -> dict[str, float]:
        """Accuracy of each thing that was asked, and the items' precision, recall and F1 if any were expected."""
        figures = {name: self.right[name] / asked for name, asked in self.asked.items()}
        if self.expected_items:
            figures["item_precision"] = self.matched_items / self.found_items if self.found_items else 0.0
            figures["item_recall"] = self.matched_items / self.expected_items
            figures["item_f1"] = 2 * self.matched_items / (self.found_items + self.expected_items)
        return figures


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of a whole corpus."""
    result = Tally()
    for tally in tallies:
        result.expected_items += tally.expected_items
        result.found_items += tally.found_items
        result.matched_items += tally.matched_items
        for name, asked in tally.asked.items():
            result.asked[name] = result.asked.get(name, 0) + asked
            result.right[name] = result.right.get(name, 0) + tally.right[name]
    return result


def score_page(expected: Mapping[str, Any], extraction: Extraction) -> Tally:
    """Hold one page's extraction against its expectation. Exact copies within a page count once on either side."""
    tally = Tally()
    tickers = [_published_ticker(ticker.heading, ticker.items) for ticker in extraction.tickers]
    if expected["tickers"]:
        _score_tickers(expected["tickers"], tickers, tally)
    else:
        count = sum(len(ticker["items"]) for ticker in tickers)
        first = tickers[0]["items"][0] if count else {}
        tally.check("no_false_ticker", not count, f"{count} items, first {first.get('time_text')} {first.get('title')}")
    _score_story_lists(expected["story_lists"], extraction, tally)
    if clock := expected["clock"]:
        given = extraction.clock
        ok = given is not None and same_time_text(clock["text"], given.text) and same_instant(clock, _iso(given))
        tally.check(
            "clock", ok, f"expected {clock['text']} = {clock['iso']}, got {given and (given.text, _iso(given))}"
        )
    return tally


def _score_tickers(expected: Sequence[Item], given: Sequence[Item], tally: Tally) -> None:
    wanted = _without_copies(expected)
    found = _without_copies(given)
    tally.expected_items, tally.found_items = len(wanted), len(found)
    pairs = _match(wanted, found)
    tally.matched_items = len(pairs)
    matched_wanted = {id(want) for want, _ in pairs}
    matched_found = {id(item) for _, item in pairs}
    tally.complaints += [
        f"missing: {item['time_text']} {item['title']}" for item in wanted if id(item) not in matched_wanted
    ]
    tally.complaints += [
        f"extra: {item['time_text']} {item['title']}" for item in found if id(item) not in matched_found
    ]
    places = [next(place for place, item in enumerate(found) if item is match) for _, match in pairs]
    tally.check("order", places == sorted(places), f"items stand at {places} in what was found")
    for want, item in pairs:
        name = want["title"]
        tally.check("title", _folded(name) == _folded(item["title"]), f"expected {name!r}, got {item['title']!r}")
        tally.check(
            "time_text",
            same_time_text(want["time_text"], item["time_text"]),
            f"expected {want['time_text']!r}, got {item['time_text']!r} ({name})",
        )
        tally.check(
            "iso",
            same_instant(want, item["iso"]),
            f"expected {want['iso']}, got {item['iso']} [{item['why']}] ({want['time_text']} {name})",
        )
        if want["iso"]:
            same = _precision(want["precision"]) == _precision(item["precision"])
            tally.check("precision", same, f"expected {want['precision']}, got {item['precision']} ({name})")
        same = _folded(want["category"]) == _folded(item["category"])
        figure = "category" if want["category"] else "no_false_category"
        tally.check(figure, same, f"expected {want['category']!r}, got {item['category']!r} ({name})")
        if want["heading"]:
            same = _folded(want["heading"]) == _folded(item["heading"])
            tally.check("heading", same, f"expected {want['heading']!r}, got {item['heading']!r} ({name})")
        if (hidden := want.get("hidden", False)) is not None:
            tally.check("hidden", hidden == item["hidden"], f"expected {hidden}, got {item['hidden']} ({name})")


def _score_story_lists(expected: Sequence[Item], extraction: Extraction, tally: Tally) -> None:
    for wanted in expected:
        titles = [_folded(title) for title in wanted["titles"]]
        given = [(found.heading, [_folded(item.title) for item in found.items]) for found in extraction.story_lists]
        ok = any(_folded(heading) == _folded(wanted["heading"]) and found == titles for heading, found in given)
        tally.check("story_list", ok, f"expected {wanted['heading']!r} with {len(titles)}, got {given}")


def _published_ticker(heading: str | None, items: Iterable[TickerItem]) -> Item:
    return {"heading": heading, "items": [_published_item(item) for item in items]}


def _published_item(item: TickerItem) -> Item:
    time = item.time
    return {
        "title": item.title,
        "url": item.url,
        "category": item.category,
        "time_text": time.text if time else None,
        "iso": _iso(time) if time else None,
        "precision": time.precision if time else None,
        "why": (time.reason or f"{time.basis}; zone {time.zone_basis}") if time else "no time",
        "hidden": item.hidden,
    }


def _iso(time: Any) -> str | None:
    """The instant if it is known, else the site's wall clock, as a reader of the record would take it."""
    instant: datetime | None = time.time
    if instant is None:
        return str(time.local) if time.local else None
    return instant.date().isoformat() if time.precision == "day" else instant.isoformat()


def _without_copies(tickers: Sequence[Item]) -> list[Item]:
    seen: set[tuple[str, str | None, str]] = set()
    kept: list[Item] = []
    for ticker in tickers:
        for item in ticker["items"]:
            key = (_folded(item["title"]), _address(item["url"]), _folded_time(item["time_text"]))
            if key not in seen:
                seen.add(key)
                kept.append({**item, "heading": ticker["heading"]})
    return kept


def _match(wanted: Sequence[Item], found: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Pairs by address or title, one to one, closest first; a right time breaks ties."""
    ranked = sorted(
        (
            (-closeness, left, right)
            for left, want in enumerate(wanted)
            for right, item in enumerate(found)
            if (closeness := _closeness(want, item)) > 0
        ),
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for _, left, right in ranked:
        if left not in taken_left and right not in taken_right:
            taken_left.add(left)
            taken_right.add(right)
            pairs.append((left, right))
    return [(wanted[left], found[right]) for left, right in sorted(pairs)]


def _closeness(want: Item, item: Item) -> float:
    same_address = want["url"] is not None and _address(want["url"]) == _address(item["url"])
    alike = difflib.SequenceMatcher(None, _folded(want["title"]), _folded(item["title"]), autojunk=False).ratio()
    if not same_address and alike < _ALIKE:
        return 0.0
    return 2 * same_address + alike + same_time_text(want["time_text"], item["time_text"])


def same_time_text(want: str | None, given: str | None) -> bool:
    """Equal up to case, space and punctuation, or words but no digits are lost ("18.40" for "18.40 Uhr")."""
    left, right = _folded_time(want), _folded_time(given)
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    digits = re.findall(r"\d+", short)
    return left == right or (bool(digits) and short in long and digits == re.findall(r"\d+", long))


def same_instant(want: Item, given: str | None) -> bool:
    """The same minute, or within the hour, or the same day, as precise as the expectation is; None only equals None.

    Offsets are compared where both sides have one, else wall clocks. A day alone never satisfies a minute or an hour.
    """
    if want["iso"] is None or given is None:
        return want["iso"] is None and given is None
    if want["precision"] == "day":
        return bool(want["iso"][:10] == given[:10])
    if len(given) <= len("2026-01-01"):
        return False
    expected, actual = datetime.fromisoformat(want["iso"]), datetime.fromisoformat(given)
    if expected.tzinfo and actual.tzinfo:
        actual = actual.astimezone(expected.tzinfo)
    else:
        expected, actual = expected.replace(tzinfo=None), actual.replace(tzinfo=None)
    tolerance = _HOUR if want["precision"] == "hour" else timedelta(seconds=59)
    return abs(expected - actual) <= tolerance


def _precision(name: str | None) -> str | None:
    return "minute" if name == "second" else name


def _folded(text: str | None) -> str:
    return re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text or "").casefold()).strip()


def _folded_time(text: str | None) -> str:
    return re.sub(r"[^\w:./+-]+", "", unicodedata.normalize("NFKC", text or "").casefold())


def _address(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"

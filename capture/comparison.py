"""Where two readings of a page say different things, value by value."""

from collections.abc import Iterator
from typing import Any

from capture.models.extraction import Article, Ticker

_OF_THE_RENDERING = {"node", "box", "confidence", "seen_at"}
"""Where a value stands on the page, and how sure its choice was: not what it says."""
_SHOWN_CHARACTERS = 80


def differences(
    article: Article | None,
    tickers: tuple[Ticker, ...],
    *,
    other_article: Article | None,
    other_tickers: tuple[Ticker, ...],
) -> list[str]:
    """One line for each value that differs: its path in capture.json, what the first reading has, what the other.

    Node ids, boxes and confidence are left aside. Of lists that differ in length the missing entries are named.
    """
    first = {"article": _said(article), "tickers": [_said(ticker) for ticker in tickers]}
    other = {"article": _said(other_article), "tickers": [_said(ticker) for ticker in other_tickers]}
    return [f"{path}: {_short(one)}, then {_short(two)}" for path, one, two in _walk(first, other, "")]


def _said(model: Article | Ticker | None) -> Any:
    return model.model_dump(mode="json") if model else None


def _walk(one: object, two: object, path: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in one:
            if key not in _OF_THE_RENDERING:
                yield from _walk(one[key], two.get(key), f"{path}.{key}" if path else key)
    elif isinstance(one, list) and isinstance(two, list):
        for number in range(max(len(one), len(two))):
            left = one[number] if number < len(one) else None
            right = two[number] if number < len(two) else None
            yield from _walk(left, right, f"{path}[{number}]")
    elif one != two:
        yield path, one, two


def _short(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("title") or value.get("heading") or value.get("headline") or value.get("text")
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"

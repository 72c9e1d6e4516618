"""Hundreds of words looked for in a short text at once, by the pairs of letters that they begin with."""

from collections.abc import Iterable
from operator import add
from typing import Generic, TypeVar

Value = TypeVar("Value")


class WordTable(Generic[Value]):
    """Words, each with what it stands for; a text is held only against those that begin with letters it has."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        table: dict[str, list[tuple[str, Value]]] = {}
        for word, value in entries:
            table.setdefault(word[:2], []).append((word, value))
        self._by_pair = table
        self._pairs = frozenset(table)

    def within(self, text: str) -> list[Value]:
        """Values of the words that stand anywhere in `text`, once for each entry; in no order."""
        pairs = self._pairs & {*text, *map(add, text, text[1:])}
        return [value for pair in pairs for word, value in self._by_pair[pair] if word in text]

    def at_start(self, text: str) -> list[Value]:
        """Values of the words of two letters and more that `text` starts with."""
        return [value for word, value in self._by_pair.get(text[:2], ()) if text.startswith(word)]

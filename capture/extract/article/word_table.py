"""Hundreds of words looked for in a short text at once, each with what it stands for."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Value = TypeVar("Value")


class WordTable(Generic[Value]):
    """Words in one automaton: a text is read once, however many words there are."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        words: list[str] = []
        self._values: list[Value] = []
        for word, value in entries:
            words.append(word)
            self._values.append(value)
        self._automaton = AhoCorasick(words)
        self._longest = max(map(len, words), default=0)

    def within(self, text: str) -> list[Value]:
        """Values of the words in `text`, in the order of where they end, once for each place where they stand."""
        return [self._values[word] for word, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)]

    def at_start(self, text: str) -> list[Value]:
        """The same of the words that `text` starts with."""
        found = self._automaton.find_matches_as_indexes(text[: self._longest], overlapping=True)
        return [self._values[word] for word, start, _ in found if start == 0]

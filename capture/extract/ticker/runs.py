"""Runs: the pieces of text that a reader takes in at a glance (a headline, a time, a kicker), each as one value."""

import re
from dataclasses import dataclass, field

from capture.extract.timestamps import PrintedTime
from capture.extract.tree import fold, may_be_unspaced
from capture.patterns import on_demand

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
# Han, kana, Hangul, Thai and the like write words without blanks between them; about two characters make one.
_UNSPACED = on_demand(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EDGE = " \t\u00a0-–—:,;.|·•/()[]~<>«»▶►●■+"


@dataclass(eq=False, slots=True)
class Run:
    """One piece of text, in document order. Not frozen only because that would triple the cost of making one."""

    index: int
    text: str
    """White space folded. Empty for a time that only an attribute gives."""
    nodes: tuple[int, ...]
    """The text nodes it is made of, or the element with the attribute."""
    home: int
    """Parent of its first text node; the element with the attribute."""
    block: int
    """The block or link that holds its line."""
    link: int
    """The `a` around it, or -1."""
    heading: int
    """Level of the `h1` to `h6` around it, or 0."""
    size_px: float
    weight: int
    visible: bool
    """A reader can see it on the page as it stands."""
    shown: bool
    """No style hides it; what a band or an overflow cuts off at the moment counts as shown."""
    times: tuple[PrintedTime, ...] = ()
    """Times that stand by themselves here; empty for other text."""
    edge: PrintedTime | None = None
    """The time at the start or end of a text that says more, or may say more."""
    bare: str = ""
    """The text without `edge` and what sets it off."""
    is_attribute: bool = False
    """Known for a time by an attribute alone."""
    _words: float | None = field(default=None, init=False)

    @property
    def is_time(self) -> bool:
        return bool(self.times) or self.is_attribute

    @property
    def words(self) -> float:
        if self._words is None:
            self._words = count_words(self.text)
        return self._words


def count_words(text: str) -> float:
    """Words of letters; in scripts that leave no blanks, two characters count as one."""
    if not may_be_unspaced(text):
        return len(_WORD.findall(text))
    unspaced = len(_UNSPACED().findall(text))
    return unspaced / 2 + sum(1 for word in _WORD.finditer(text) if not _UNSPACED().match(word.group()))


def strip_edges(text: str) -> str:
    """`text` without the marks that set pieces of a line off from each other; quotes and question marks stay."""
    text = fold(text)
    stripped = text.strip(_EDGE)
    # A full stop, an ellipsis or a closing bracket of its own belongs to the text.
    tail = text[text.rfind(stripped) + len(stripped) :] if stripped else ""
    if tail.startswith("...") or (tail.startswith(".") and len(stripped) > 1 and stripped[-2:-1] == "."):
        stripped += "..." if tail.startswith("...") else "."
    if stripped.count("(") > stripped.count(")") and tail.startswith(")"):
        stripped += ")"
    return stripped

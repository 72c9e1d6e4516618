"""Lines for people: on a terminal in colour and folded to its width, elsewhere plain, one line each."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from capture.errors import CaptureError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

Words = str | tuple[str, str]
"""Text, or text and its style in rich's words, as in ("ok", "green"). It may come from a hostile page."""

# Control characters could move the cursor or set the title; bidirectional controls could show text in another order.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_INDENT, _GAP = 2, 4


class Screen:
    """stdout or stderr, for people to read. Nothing that is said here can command a terminal or break its line.

    rich is loaded for a terminal alone: elsewhere, as in a CI job, it would cost .05 s to draw what is not there.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console = _terminal(stream)
        self._status: Status | None = None

    def say(self, *words: Words) -> None:
        """One line."""
        if self._console:
            self._console.print(_styled(words))
        else:
            self._stream.write(f"{_plain(words)}\n")
            self._stream.flush()

    def table(self, rows: Iterable[Sequence[Words]]) -> None:
        """Columns without frame, the empty ones left out; on a terminal, a last cell that is too long is folded."""
        columns = [column for column in zip(*rows, strict=True) if any(_plain([cell]) for cell in column)]
        lines = list(zip(*columns, strict=True))
        if self._console:
            from rich.table import Table

            table = Table(box=None, show_header=False, padding=(0, _GAP - _INDENT, 0, _INDENT))
            for _ in lines[0][:-1] if lines else ():
                table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for cells in lines:
                table.add_row(*(_styled([cell]) for cell in cells))
            self._console.print(table)
            return
        plain = [[_plain([cell]) for cell in cells] for cells in lines]
        widths = [max(map(len, column)) for column in zip(*plain, strict=True)]
        for texts in plain:
            padded = (text.ljust(width) for text, width in zip(texts, widths, strict=True))
            self.say(" " * _INDENT + (" " * _GAP).join(padded).rstrip())

    def busy(self, what: str) -> None:
        """Show on a terminal what is going on, until `rest`; each call takes the place of the one before."""
        if self._console and self._console.is_terminal:
            self._status = self._status or self._console.status("")
            self._status.update(_styled([what]))
            self._status.start()

    def rest(self) -> None:
        """Take the line of `busy` away, so that something else can be written."""
        if self._status:
            self._status.stop()

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show that something goes on which takes its time."""
        self.busy(what)
        try:
            yield
        finally:
            self.rest()


def shorten(text: str, length: int) -> str:
    """At most `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def say_error(error: CaptureError, screen: Screen) -> None:
    """One line for what went wrong, one for what to do about it."""
    screen.say(("error:", "bold red"), f" {error}")
    if error.hint:
        screen.say("  ", ("try:", "dim"), f" {error.hint}")


def _terminal(stream: TextIO) -> "Console | None":
    if not (stream.isatty() or os.environ.get("FORCE_COLOR")):
        return None
    from rich.console import Console

    return Console(file=stream, soft_wrap=True, highlight=False, markup=False, emoji=False)


def _harmless(text: str) -> str:
    return _UNSAFE.sub(" ", text)


def _plain(words: Iterable[Words]) -> str:
    return _harmless("".join(word if isinstance(word, str) else word[0] for word in words))


def _styled(words: Iterable[Words]) -> "Text":
    from rich.text import Text

    parts = ((word, "") if isinstance(word, str) else word for word in words)
    return Text.assemble(*((_harmless(text), style) for text, style in parts))

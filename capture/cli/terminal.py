"""Text of captured pages and of errors, made safe and legible for a terminal."""

import re

from rich.console import Console
from rich.markup import escape

from capture.errors import CaptureError

# Control characters could move the cursor or set the title; bidirectional controls could show text in another order.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """`text` on one line, without anything that commands a terminal, escaped for rich."""
    return escape(_UNSAFE.sub(" ", text))


def shorten(text: str, length: int) -> str:
    """At most `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def say_error(error: CaptureError) -> None:
    """One line for what went wrong, one for what to do about it."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(f"[bold red]error:[/] {safe(str(error))}")
    if error.hint:
        console.print(f"  [dim]try:[/] {safe(error.hint)}")

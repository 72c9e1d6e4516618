"""What the command sets up before anything else: any language on its streams, and a quick start and end."""

import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_KEPT_OBJECTS = 200_000
"""Modules and models are 100,000 objects that stay: by default they are looked through for garbage after every 700 new
ones."""


def speak_any_language() -> None:
    """Let text go, escaped, to streams whose encoding lacks its characters; JSON goes as UTF-8 (RFC 8259, 8.1)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def quick_start() -> Iterator[None]:
    """Spare the interpreter and Playwright's driver work whose result nobody sees; start-up is half a short capture."""
    gc.set_threshold(_KEPT_OBJECTS, 20, 20)
    _keep_compiled_driver()
    # Else pydantic looks for plugins of its own in the metadata of every package that is installed: 0.03 s.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        yield
    finally:
        # Else all that is about to be freed is looked through once more: 0.04 s.
        gc.freeze()


def _keep_compiled_driver() -> None:
    """Let the driver keep its compiled code, as Python keeps its own: 0.1 s of CPU at every start but the first.

    Node checks what it reads there against the source, and does without where it cannot write
    (https://nodejs.org/api/module.html#module-compile-cache).
    """
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # no home directory at all
        return
    os.environ.setdefault("NODE_COMPILE_CACHE", str(home / "capture" / "driver"))

"""What makes the command start and end quickly: half of a short capture is Python and the driver coming up."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_KEPT_OBJECTS = 200_000
"""Modules and models are 100,000 objects that stay: by default they are looked through for garbage after every 700 new
ones."""


@contextmanager
def quick_start() -> Iterator[None]:
    """Spare the interpreter and Playwright's driver work whose result nobody sees."""
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

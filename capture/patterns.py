"""Patterns that few pages need: compiled when one does, for a large one takes a millisecond of each start."""

import re
from collections.abc import Callable
from functools import cache, partial


def on_demand(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Callable[[], re.Pattern[str]]:
    """The compiled pattern, for whoever asks."""
    return cache(partial(re.compile, pattern, flags))

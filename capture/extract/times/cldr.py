"""CLDR's words of time, language by language, out of a table that scripts/make_cldr_table.py writes.

A table of our own because Babel's data costs 12 ms to import and 6 ms for each language, most of it for other things.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from capture.extract.times.printed import Unit


class CldrWords(NamedTuple):
    """All keys are folded (`key_of`)."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    """0 is Monday."""
    meridiems: Mapping[str, bool]
    """True: after noon."""
    past: Mapping[tuple[str, str], Unit]
    """What stands before and after the amount: ("vor", "stunden") of "vor 2 Stunden"."""
    spelled: Mapping[str, tuple[int, Unit]]
    """Amounts without a number."""


def cldr_words(code: str) -> CldrWords | None:
    """The words of a language by its code; None if CLDR does not know it. Reads one line of the table."""
    table = _table()
    start = table.find(f'\n{{"language": "{code}"') + 1 if code.isalpha() else 0
    if start == 0:
        return None
    words = json.loads(table[start : table.index("\n", start)])
    return CldrWords(
        months=words["months"],
        weekdays=words["weekdays"],
        meridiems=words["meridiems"],
        past={(prefix, suffix): unit for prefix, suffix, unit in words["past"]},
        spelled={phrase: (amount, unit) for phrase, (amount, unit) in words["spelled"].items()},
    )


@cache
def _table() -> str:
    return "\n" + files(__package__).joinpath("cldr.jsonl").read_text(encoding="utf-8")

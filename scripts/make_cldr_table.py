"""Write capture/extract/times/cldr.jsonl: the words of time of all languages that CLDR knows, as Babel has them.

    python scripts/make_cldr_table.py

Run by hand after an upgrade of Babel; a test holds the file against the Babel that is installed.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import localedata
from babel.core import Locale, UnknownLocaleError, get_global

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from capture.extract.times.folding import key_of

OUT = Path(__file__).resolve().parents[1] / "capture" / "extract" / "times" / "cldr.jsonl"
# Languages of which a second locale has other words: Latin script, and the months that the Gulf uses.
_SECOND = {"sr": "sr_Latn", "ar": "ar_SA"}
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
# Plural forms of CLDR that some languages write without the number.
_SPELLED_PLURALS = {"one": 1, "two": 2}


def table() -> str:
    """A line of JSON for each language, sorted by its code."""
    codes = {name.split("_")[0] for name in localedata.locale_identifiers()}
    codes |= {code for code in (*get_global("language_aliases"), *get_global("likely_subtags")) if code.isalpha()}
    lines = (json.dumps(words, ensure_ascii=False) for code in sorted(codes) if (words := words_of(code)))
    return "\n".join(lines) + "\n"


def words_of(code: str) -> dict[str, Any] | None:
    """A language's line of the table; None if Babel does not know it."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    meridiems: dict[str, bool] = {}
    past: dict[tuple[str, str], str] = {}
    spelled: dict[str, tuple[int, str]] = {}
    locales = list(_locales(code))
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months.get(context, {}).get(width, {}).items():
                    if not (key := key_of(name)).isdecimal():
                        months.setdefault(key, number)
                for number, name in locale.days.get(context, {}).get(width, {}).items():
                    weekdays.setdefault(key_of(name), number)
        for width in ("wide", "abbreviated"):
            periods = locale.day_periods.get("format", {}).get(width, {})
            for name, after_noon in (("am", False), ("pm", True)):
                if periods.get(name):
                    meridiems.setdefault(key_of(periods[name]), after_noon)
        # Babel has no public door to CLDR's relative times.
        fields: Mapping[str, Any] = locale._data["date_fields"]
        for unit in _UNITS:
            for width in ("", "-short", "-narrow"):
                for plural, pattern in fields.get(unit + width, {}).get("past", {}).items():
                    prefix, mark, suffix = str(pattern).partition("{0}")
                    if not mark and plural in _SPELLED_PLURALS:
                        spelled.setdefault(key_of(prefix), (_SPELLED_PLURALS[plural], unit))
                    elif mark and (prefix.strip() or suffix.strip()):
                        past.setdefault((key_of(prefix), key_of(suffix)), unit)
    if not locales:
        return None
    return {
        "language": code, "months": months, "weekdays": weekdays, "meridiems": meridiems,
        "past": [[prefix, suffix, unit] for (prefix, suffix), unit in past.items()], "spelled": spelled,
    }  # fmt: skip


def _locales(code: str) -> Iterator[Any]:
    # Each language anew: Babel merges one into tables that it shares (after "apc", German has the months of Beirut).
    localedata._cache.clear()
    for name in (code, *([_SECOND[code]] if code in _SECOND else [])):
        try:
            yield Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue


if __name__ == "__main__":
    OUT.write_text(table(), encoding="utf-8")
    print(f"{OUT}: {len(OUT.read_text(encoding='utf-8').splitlines())} languages")

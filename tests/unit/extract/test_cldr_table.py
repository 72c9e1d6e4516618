"""The table of CLDR's words says what the installed Babel says."""

import json

import pytest

from capture.extract.times.cldr import cldr_words
from capture.extract.times.lexicon import WORLD
from scripts.make_cldr_table import OUT, words_of

LINES = OUT.read_text(encoding="utf-8").splitlines()
LANGUAGES = [json.loads(line)["language"] for line in LINES]


@pytest.mark.parametrize("code", [*WORLD, "ja", "zh", "ko", "sr", "he", *LANGUAGES[::20]])
def test_a_language_has_the_words_of_babel(code: str) -> None:
    assert json.dumps(words_of(code), ensure_ascii=False) == LINES[LANGUAGES.index(code)]


def test_german_is_not_mixed_with_a_language_read_before_it() -> None:
    # Babel merges Levantine Arabic into tables that it shares with others.
    words_of("apc")
    german = words_of("de")
    assert german is not None
    assert all(name.isascii() for name in german["months"])


@pytest.mark.parametrize("code", ["", "xx", "d", 'de"', "en-GB", "\u0663"])
def test_what_is_no_language_has_no_words(code: str) -> None:
    assert cldr_words(code) is None

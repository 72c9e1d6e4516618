"""What is ruled out at a glance is nothing that the patterns behind would find."""

import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.extract.article.lines import Line, plain, text_weight
from capture.extract.article.wording import WORDING, wording
from capture.extract.ticker.runs import count_words
from capture.extract.times.cldr import cldr_words
from capture.extract.times.lexicon import WORLD
from capture.extract.timestamps import find_times
from capture.extract.tree import has_digit

LANGUAGES = (*WORLD, "ja", "zh", "ko", "he", "fa", "hi", "th", "vi", "el", "fi", "hu", "lv", "mt", "fil", "km", "syr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_month_makes_a_date(language: str) -> None:
    words = cldr_words(language)
    assert words is not None
    for name in words.months:
        assert any(time.date for time in find_times(f"5 {name} 2024", language)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_of_cldr_makes_a_time_of_the_past(language: str) -> None:
    words = cldr_words(language)
    assert words is not None
    for (before, after), unit in words.past.items():
        if after:
            times = find_times(f"{before} 5 {after}".strip(), language)
            assert any(time.unit == unit for time in times), (before, after)


@pytest.mark.parametrize("text", ["5stden may 2023", "12deoctubre", "5 d'octubre", "1er aout", "23 באוקטובר 2024"])
def test_a_month_is_found_behind_what_is_written_in_one_word_with_it(text: str) -> None:
    languages = ("en", "es", "ca", "fr", "he")
    assert any(time.date for language in languages for time in find_times(text, language))


@given(st.text(alphabet=string.printable + "\x00\x1c\x7f“”–«…ÄßéКран港の٤²½\u0301\U0001f6a2"))
def test_plain_text_is_what_the_pattern_leaves(text: str) -> None:
    whole = unicodedata.normalize("NFKC", text).casefold()
    assert plain(text) == re.sub(r"[\W_]+", " ", whole).strip()


@given(st.text(alphabet="aB1 .“ÄéКр港٤²", min_size=1, max_size=200))
def test_letters_are_counted_in_all_scripts(text: str) -> None:
    line = Line(0, 0, 0, 0, text, "", 0.0, 0.0, 0.0, 0.0, visible=True, font_px=0.0, heading=0, broken=False)
    facts = dict(zip(WORDING, wording(line), strict=True))
    assert facts["capitals"] == sum(map(str.isupper, text)) / max(1, sum(map(str.isalpha, text)))
    assert facts["digits"] == sum(map(str.isdigit, text)) / len(text)


@given(st.text(alphabet="a .\xb2\u0664\u4e94\uff15" + string.digits))
def test_a_digit_is_what_the_pattern_finds(text: str) -> None:
    assert has_digit(text) == (re.search(r"\d", text) is not None)


@pytest.mark.parametrize(
    ("text", "weight", "words"),
    [
        ("“Crane” – moved…", 16, 2),
        ("Кран перевезли", 14, 2),
        ("\ue001 Crane \U0001f6a2", 9, 1),
        ("港のクレーン", 15, 3),
        ("크레인 이동", 13.5, 2.5),
        ("เครน", 10, 2),
        ("\U00020000\U00020001", 5, 1),
    ],
)
def test_letters_of_unspaced_scripts_weigh_more_and_make_words_by_two(text: str, weight: float, words: float) -> None:
    assert (text_weight(text), count_words(text)) == (weight, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_of_the_half_of_the_day_makes_a_clock_of_an_hour(language: str) -> None:
    words = cldr_words(language)
    assert words is not None
    for name in words.meridiems:
        assert any(time.hour is not None for time in find_times(f"9 {name}", language)), name

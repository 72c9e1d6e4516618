"""A table of words finds in a text what looking for each of them would find."""

from hypothesis import given
from hypothesis import strategies as st

from capture.extract.article.word_table import WordTable

LETTERS = "ab-é広"
WORDS = st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=4), max_size=8)
TEXT = st.text(alphabet=LETTERS, max_size=12)


@given(WORDS, TEXT)
def test_words_within_a_text_are_all_found(words: list[str], text: str) -> None:
    table = WordTable((word, number) for number, word in enumerate(words))
    assert set(table.within(text)) == {number for number, word in enumerate(words) if word in text}


@given(WORDS, TEXT)
def test_words_that_start_a_text_are_all_found(words: list[str], text: str) -> None:
    table = WordTable((word, number) for number, word in enumerate(words))
    assert set(table.at_start(text)) == {number for number, word in enumerate(words) if text.startswith(word)}

"""One spelling for all scripts: digits to ASCII, letters to lower case without accents, position by position."""

import unicodedata

# Direction marks and zero-width characters: CLDR itself prints them between the numbers of Arabic and Hebrew dates.
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u061c\ufeff\u00ad")
_DASHES = "‐‑‒–—―−﹣－〜～"


class _Folding(dict[int, str]):
    """Table for `str.translate` that works each character out once; every character maps to exactly one."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs" or character.isspace():
        return " "
    if character in _DASHES:
        return "-"
    if character in "’‘ʼ´`":
        return "'"
    if category in ("Mn", "Mc"):
        # A vowel sign is part of its word, but `\w` does not count it. Any letter that occurs nowhere else will do.
        return chr(0x20000 + ord(character)) if ord(character) < 0x10000 else character
    wide = unicodedata.normalize("NFKC", character)
    if len(wide) == 1:
        character = wide
    character = character.lower()[0]
    if ord(character) < 0x590 or 0x1E00 <= ord(character) < 0x2000:
        character = unicodedata.normalize("NFD", character)[0]
    return character


_FOLDING = _Folding()


def fold_letters(text: str) -> str:
    """`text` in the one spelling; the result is as long as `text`."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def visible_positions(text: str) -> list[int] | None:
    """Indices of the characters that can be seen; None if all can."""
    if text.isascii() or INVISIBLE.isdisjoint(text):
        return None
    return [index for index, character in enumerate(text) if character not in INVISIBLE]


def key_of(word: str) -> str:
    """A word as the tables of words have it: in the one spelling, blanks single, without a point at its end."""
    if word.isascii():  # as below, for most
        return " ".join(word.lower().split()).rstrip(".")
    visible = "".join(character for character in word if character not in INVISIBLE)
    return " ".join(fold_letters(visible).split()).rstrip(".")

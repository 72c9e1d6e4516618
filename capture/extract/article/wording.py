"""Facts of a line's own text: how long it is, how it starts and ends, what it is made of."""

import re

from capture.extract.article.lines import Line

WORDING = (
    "weight", "link", "bold", "italic", "heading", "h1", "ends", "lower", "quote_mark", "sentences", "commas", "digits",
    "capitals", "colon", "bars", "words", "question", "dash",
)  # fmt: skip
"""Names of what `wording` returns, in order."""

_SENTENCE_END = tuple(".!?…\"'”’»«。！？」』।؟۔)“")
_OPENING_QUOTES = "\"“”„«»‘'—–-「『"
_BULLETS = "•*-–—▪►"
_BARS = re.compile("[|•·»›→▶>]")
_SENTENCE = re.compile(r"[.!?。！？।؟]+(?:[\"'”’»)]*\s|$)")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_COMMAS = ",،、，;"
# Of ASCII, what is no letter, no capital, no digit.
_NO_LETTERS, _NO_CAPITALS, _NO_DIGITS = (
    bytes(code for code in range(128) if not is_one(chr(code))) for is_one in (str.isalpha, str.isupper, str.isdigit)
)
_SAMPLE = 200


def wording(line: Line) -> list[float]:
    """Values of `WORDING`; counts and lengths are capped, so that no long line outweighs all."""
    text = line.text
    sample = text[:_SAMPLE]
    letters, capitals, digits = _letters(sample)
    return [
        min(line.weight, 1000.0),
        line.link,
        line.bold,
        line.italic,
        float(line.heading),
        float(line.heading == 1),
        float(text.endswith(_SENTENCE_END)),
        float(text[0].islower()),
        float(text[0] in _OPENING_QUOTES),
        float(min(len(_SENTENCE.findall(text)), 8)),
        float(min(sum(map(text.count, _COMMAS)), 8)),
        digits / len(sample),
        capitals / max(1, letters),
        float(text.endswith(":")),
        float(_BARS.search(text) is not None),
        float(min(text.count(" ") + 1, 60)),
        float("?" in text),
        float(text[0] in _BULLETS),
    ]


def _letters(text: str) -> tuple[int, int, int]:
    """How many letters, capitals and digits; of ASCII by striking out all others, at a twentieth of the cost."""
    codes = text.encode("ascii", "ignore")
    letters = len(codes.translate(None, _NO_LETTERS))
    capitals = len(codes.translate(None, _NO_CAPITALS))
    digits = len(codes.translate(None, _NO_DIGITS))
    if not text.isascii():
        beyond = _BEYOND_ASCII.findall(text)
        letters += sum(map(str.isalpha, beyond))
        capitals += sum(map(str.isupper, beyond))
        digits += sum(map(str.isdigit, beyond))
    return letters, capitals, digits

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
_COMMAS = re.compile(r"[,،、，;]")
_SAMPLE = 200


def wording(line: Line) -> list[float]:
    """Values of `WORDING`; counts and lengths are capped, so that no long line outweighs all."""
    text = line.text
    sample = text[:_SAMPLE]
    letters = max(1, sum(map(str.isalpha, sample)))
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
        float(min(len(_COMMAS.findall(text)), 8)),
        sum(map(str.isdigit, sample)) / len(sample),
        sum(map(str.isupper, sample)) / letters,
        float(text.endswith(":")),
        float(_BARS.search(text) is not None),
        float(min(text.count(" ") + 1, 60)),
        float("?" in text),
        float(text[0] in _BULLETS),
    ]

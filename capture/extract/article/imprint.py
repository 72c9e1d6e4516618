"""The small print of a story: the wire that delivered it, the copyright line, and the section it stands in."""

import re
from itertools import chain

from capture.extract.article.lines import PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.witness import article_objects
from capture.extract.tree import fold
from capture.models.extraction import Metadata

# Agencies that deliver text to papers of many countries, as they sign it.
_AGENCIES = (
    "aap|abc|adnkronos|afp|aa|agencies|agency|anadolu|ani|anp|ansa|ap|apa|associated press|belga|bernama|"
    "bloomberg|cna|cnn|cp|ctk|"
    "dha|dpa|dpa-afx|ecns|efe|epa|europa press|gna|iha|ians|interfax|itar-tass|jiji|kapd|keystone-sda|kna|"
    "kyodo|lusa|mti|nan|"
    "news agencies|ntb|pa|pa media|pap|pti|reuters|ria|ria novosti|ritzau|rnz|rtr|sapa|sda|sid|staff|stt|sta|"
    "tanjug|tass|tt|ukrinform|unian|"
    "upi|wire|wires|wire services|wam|xinhua|yonhap|тасс|риа новости|интерфакс|共同|時事|新华社|新華社|연합뉴스"
)  # fmt: skip
_CREDIT = re.compile(
    rf"^[\s(\[—–\-/]*(?:source:?\s*|quelle:?\s*|from\s+)?(?:[\w .&-]{{1,25}}\s*[/,+&-]\s*|with\s+|"
    rf"and\s+)*(?:{_AGENCIES})"
    rf"(?:\s*[/,+&-]\s*[\w .&-]{{1,25}}|\s+(?:and|with|und)\s+[\w .&-]{{1,25}})*[\s)\].]*$",
    re.IGNORECASE,
)  # fmt: skip
_SOURCE = re.compile(
    r"^[\s(\[]*(?:sources?|quellen?|fonte|fuente|źródło|zdroj|kaynak|источник|bron|kilde|källa|sumber)\s*:\s*\S.{1,60}$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"©|\(c\)\s*(?:19|20)\d\d|\bcopyright\b|all rights reserved|alle rechte|tous droits|無断|版权|版權"
)
_SECTION_META = ("article:section", "section", "parsely-section", "cxenseparse:section", "dcterms.subject")
_LOOK_BEHIND, _MAX_WEIGHT = 14, 260.0
_RIGHTS_LINE = re.compile(r"^[\s(]*(?:©|\(c\)|copyright\b).{0,60}$", re.IGNORECASE)
_LONGEST_AFTER_END, _MOST_AFTER_END = 100.0, 0.15


def find_credit(page: PageLines, *, last: int, end: int) -> tuple[str | None, int]:
    """A wire's name on a line of its own at the end of the story, and that line's index; None and -1 if there is none.

    `last`: index of the last line of the body; `end`: behind the last line of the region.
    """
    for index in range(last + 1, min(len(page.lines), max(end, last + 1) + 2, last + _LOOK_BEHIND)):
        line = page.lines[index]
        if line.weight <= 90 and line.link < 0.5 and _CREDIT.match(line.text):
            return line.text.strip(" ()[]—–"), index
    for index in range(last, max(-1, last - 3), -1):
        line = page.lines[index]
        short = line.weight <= 60 and line.link < 0.5 and not line.heading
        if short and (_CREDIT.match(line.text) or _SOURCE.match(line.text)):
            return line.text.strip(" ()[]—–"), index
    return None, -1


def find_end(page: PageLines, kept: list[int]) -> int | None:
    """Index of the copyright line that closes the story: nothing behind it reads like a paragraph. None if none."""
    most = _MOST_AFTER_END * sum(page.lines[i].weight for i in kept)
    end: int | None = None
    behind, read = 0.0, set(kept)
    for index in range(kept[-1], kept[0], -1) if kept else ():
        line = page.lines[index]
        if line.visible and _RIGHTS_LINE.match(line.text) and not page.marks(index) & (Mark.CAPTION | Mark.COMMENT):
            end = index
        elif index in read:
            behind += line.weight
            if line.weight >= _LONGEST_AFTER_END or behind > most:
                break
    return end


def find_copyright(page: PageLines, *, first: int, last: int) -> str | None:
    """The nearest copyright line below the start of the story; the page's own at its foot if the story has none."""
    for index in chain(range(last, len(page.lines)), range(last - 1, first, -1)):
        line = page.lines[index]
        if line.weight <= _MAX_WEIGHT and line.visible and _COPYRIGHT.search(line.text.lower()):
            if page.marks(index) & (Mark.CAPTION | Mark.COMMENT):
                continue
            return line.text
    return None


def find_section(metadata: Metadata) -> str | None:
    """The section of the site, as the metadata names it."""
    for item in article_objects(metadata):
        value = item.get("articleSection")
        names: list[object] = value if isinstance(value, list) else [value]
        for name in names:
            if isinstance(name, str) and name.strip():
                return fold(name)
    stated = (metadata.open_graph.get(key) or metadata.meta.get(key) for key in _SECTION_META)
    return next((value for value in stated if value), None)

"""The small print of a story: the wire that delivered it, the copyright line, and the section it stands in."""

import re
from itertools import chain
from urllib.parse import urlsplit

from capture.extract.article.lines import PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.names import SOURCE_LABEL
from capture.extract.article.witness import article_objects
from capture.extract.tree import fold, has_digit
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
_SOURCE = re.compile(rf"[\s(\[]*{SOURCE_LABEL}\s*(\S.{{1,60}}?)[\s)\].]*$", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"©|\(c\)\s*(?:19|20)\d\d|\bcopyright\b|all rights reserved|alle rechte|tous droits|無断|版权|版權"
)
_SECTION_META = ("article:section", "section", "parsely-section", "cxenseparse:section", "dcterms.subject")
_SECTION_CLASS = re.compile(r"(?:^|[\s_-])(?:kicker|section-?name|rubri(?:k|c|que)|ressort|category)(?:$|[\s_-])")
_ABOVE, _LEVELS, _MOST_WORDS, _LONGEST_SECTION = 2, 3, 3, 40.0
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
        if line.weight <= 60 and line.link < 0.5 and not line.heading and _CREDIT.match(line.text):
            return line.text.strip(" ()[]—–"), index
    story = page.tree.parent[page.lines[last].block]
    for index in range(max(0, last - 2), min(len(page.lines), last + 3)):
        line = page.lines[index]
        source = _SOURCE.match(line.text) if line.weight <= 60 and page.tree.parent[line.block] == story else None
        if source:
            return source.group(1), index
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


def section_above(page: PageLines, headline: int) -> str | None:
    """The section of the site as a short line right above the headline names it."""
    above = range(headline - 1, max(-1, headline - 1 - _ABOVE), -1)
    return next((page.lines[i].text for i in above if _is_section(page, i)), None)


def _is_section(page: PageLines, index: int) -> bool:
    """Whether it is named a kicker or a section, or leads to a part of the site that the page's own address is in."""
    tree, line = page.tree, page.lines[index]
    if line.text.count(" ") >= _MOST_WORDS or line.weight > _LONGEST_SECTION or line.heading == 1:
        return False
    if has_digit(line.text) or page.marks(index) & (Mark.NAVIGATION | Mark.HEADER):
        return False
    for up in (line.first, *list(tree.ancestors(line.first))[:_LEVELS]):
        if _SECTION_CLASS.search((tree.attribute(up, "class") or "").lower()):
            return True
        href = tree.href(up) if tree.tag[up] == "a" else None
        if href and len(page.within(up)) == 1:
            here, there = urlsplit(tree.page.url), urlsplit(href)
            return (
                there.netloc == here.netloc
                and len(there.path) > 1
                and here.path.startswith(f"{there.path.rstrip('/')}/")
            )
    return False


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

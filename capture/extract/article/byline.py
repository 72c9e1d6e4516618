"""Who wrote it: the line that names the authors on the page, and the names of the metadata as witnesses."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from capture.extract.article.lines import Line, PageLines, plain
from capture.extract.article.marks import Mark
from capture.extract.article.names import PARTICLES, labelled_name, split_names
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.article.witness import Witness, article_objects, types_of
from capture.extract.timestamps import find_times, is_time_only, lead_words
from capture.extract.tree import fold, may_be_unspaced
from capture.models.extraction import Candidate, Decision, Metadata

_BYLINE_BIT = 1 << KINDS.index("byline")
_META_NAMES = (
    "author", "article:author", "og:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "article:byline", "dcsext.author", "cxenseparse:author", "articleauthor",
    "citation_author",
    "authors", "article.author", "shareaholic:article_author_name", "vr:author",
)  # fmt: skip
_NAMING_CLASS = re.compile(r"author|byline|by-line|autor|writer|verfasser|redakteur|signature|firma\b")
_BESIDE = Mark.COMMENT | Mark.RELATED | Mark.POPULAR | Mark.FOOTER | Mark.NAVIGATION
_BEFORE, _AFTER = 6, 14
_ADDRESS = re.compile(r"https?:|www\.")
_MAIL = re.compile(r"([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_LONGEST_UNSPACED = 8
# "Entered on: ", "Date published - ": leads to the time, in words that are not known.
_TIME_LABEL = re.compile(r"[^|·•,;]*[:：]\s*$")
_MAX_WEIGHT = 220.0
_LONGEST_NAME = 40
# Of a signature, how much is names; the rest parts them.
_ONLY_NAMES = 0.75
_SURE = 1.2
# In order, not a set: of an element that has several, explain.json names the same one each time.
_AUTHOR_ATTRIBUTES = (("rel", "author"), ("itemprop", "author"), ("property", "author"), ("itemprop", "creator"))


class Byline(NamedTuple):
    """The printed line, if there is one, and the names."""

    text: str | None
    line: int
    """Index of the printed line; -1 if none."""
    authors: tuple[str, ...]
    decision: Decision | None
    disagreement: str | None = None
    """What metadata says, if the page prints other names."""


def find_byline(
    page: PageLines, metadata: Metadata, witness: Witness, *, headline: int, body: range, language: str | None
) -> Byline:
    """Names from structured data that are people's; else from the page's byline; else what either has left.

    `body`: indexes from the first to behind the last line of the story.
    """
    stated = _stated(metadata)
    people = [name for name in stated if not witness.is_site(name)]
    if not people:
        named = _from_meta(metadata)
        # "Daily News, Apia, Samoa": behind the paper's own name stands where it is.
        people = named if named and not witness.is_site(named[0]) else []
    options = sorted(_printed(page, people, headline, body, language), key=lambda option: (-option[0], option[1]))
    chosen = options[0] if options and options[0][0] >= 1.0 else None
    printed: tuple[str, ...] = ()
    text, index = None, -1
    if chosen:
        index, text = chosen[1], chosen[2]
        printed = tuple(name for name in split_names(text) if not witness.is_site(name))
    if not people and not printed:
        text, index, printed = _signature(page, body) or (text, index, printed)
    if people and printed and chosen and chosen[0] >= _SURE and 0 < index - headline <= 5 and _are_people(printed):
        # The page wins where it names people right below its headline and the metadata names others.
        people, stated = list(printed) if not _shared(people, printed) else people, people
    people = _as_printed(people, printed)
    organisations = [*stated, *_from_meta(metadata)]
    authors = tuple(people) or printed or tuple(dict.fromkeys(organisations))[:1]
    differs = bool(stated and printed and not _shared(stated, printed))
    decision = Decision(
        subject="article.byline", rule="line near the headline that names authors",
        chosen=_candidate(page, chosen) if chosen else None,
        runners_up=tuple(_candidate(page, option) for option in options[1:4]) if chosen else (),
    ) if options else None  # fmt: skip
    return Byline(text, index, authors, decision, ", ".join(stated) if differs else None)


def _signature(page: PageLines, body: range) -> tuple[str, int, tuple[str, ...]] | None:
    """Names alone on the last line of the story, or on its first, as some papers sign."""
    if not body:
        return None
    parent = page.tree.parent
    story = parent[page.lines[body.stop - 1].block]
    last = range(min(body.stop, len(page.lines) - 1), max(body.start, body.stop - 3), -1)
    for index in (*last, body.start, body.start - 1):
        line = page.lines[index]
        if parent[line.block] != story:
            continue
        if line.heading or line.link > 0.5 or line.weight > 60 or line.text.endswith((".", "!", "?", ":", "…")):
            continue
        names = split_names(line.text)
        if _are_people(names) and sum(map(len, names)) > _ONLY_NAMES * len(line.text):
            return line.text, index, names
    return None


def _shared(one: Iterable[str], other: Iterable[str]) -> bool:
    return bool({plain(name) for name in one} & {plain(name) for name in other})


def _are_people(names: tuple[str, ...]) -> bool:
    """Whether all read like names of persons: two to four words with capitals, or a short one in a script without."""
    return bool(names) and all(_is_person(name) for name in names)


def _is_person(name: str) -> bool:
    words = name.split()
    if not any(character.isupper() or character.islower() for character in name):
        return 1 <= len(words) <= 4 and 2 <= len(name) <= 24
    return 2 <= len(words) <= 4 and all(word[0].isupper() or word in PARTICLES for word in words)


def _as_printed(names: list[str], printed: Iterable[str]) -> list[str]:
    """Names as the page writes them, where it has the same in capitals: metadata may hold "jane-doe"."""
    written = {plain(name): name for name in printed}
    return [written.get(plain(name), name) if name.islower() else name for name in names]


_Option = tuple[float, int, str, tuple[str, ...]]


def _candidate(page: PageLines, option: _Option) -> Candidate:
    score, index, text, reasons = option
    node = page.lines[index].node
    return Candidate(
        node=page.tree.node_id(node),
        path=page.tree.css_path(node),
        text=text[:120],
        score=round(score, 2),
        reasons=reasons,
    )


def _printed(page: PageLines, people: list[str], headline: int, body: range, language: str | None) -> Iterator[_Option]:
    start = max(0, (headline if headline >= 0 else body.start) - _BEFORE)
    near = range(start, min(len(page.lines), max(headline, body.start) + _AFTER))
    tail = range(max(near.stop, body.stop - 3), min(len(page.lines), body.stop + 20))
    known = [plain(name) for name in people]
    for index in (*near, *tail):
        line = page.lines[index]
        if line.weight > _MAX_WEIGHT or line.weight < 3 or line.heading == 1:
            continue
        tags = page.tags(index)
        # The caption of a portrait may be the byline; others name the photographer.
        if "blockquote" in tags or ("figcaption" in tags and not phrases(line.text) & _BYLINE_BIT):
            continue
        text = _without_times(line.text, language)
        if not text:
            continue
        labelled = labelled_name(text)
        text = labelled.group() if labelled else text
        score, reasons = _byline_score(page, line, text, known, language)
        if score <= 0:
            continue
        if index in tail:
            score -= 0.2
        elif headline >= 0 and index < headline:
            score -= 0.3
        if page.marks(index) & _BESIDE:
            score -= 0.8
        if not line.visible:
            score -= 0.3
        yield score, index, text, tuple(reasons)


def _byline_score(
    page: PageLines, line: Line, text: str, known: list[str], language: str | None
) -> tuple[float, list[str]]:
    score, reasons = 0.0, list[str]()
    folded = f" {plain(text)} "
    if any(f" {name} " in folded for name in known if name):
        score += 1.5
        reasons.append("holds an author of the metadata")
    if line.weight < 120 and (phrases(line.text) & _BYLINE_BIT or labelled_name(text)):
        score += 1.0
        reasons.append("starts like a byline")
    attribute = _author_attribute(page, line)
    if attribute:
        score += 1.2
        reasons.append(f"its element is {attribute}")
    beside_time = len(text) < 90 and (text != line.text or _beside_time(page, line, language))
    address = _address_below(page, line)
    if not reasons and not beside_time and not address:  # nothing else makes a byline
        return 0.0, reasons
    names = split_names(text)
    if not names:
        return 0.0, reasons
    if address and any(len(word) > 2 and word in address for name in names for word in plain(name).split()):
        score += 1.0
        reasons.append("an address of that name stands below")
    if beside_time and _are_people(names):
        score += 0.8
        reasons.append("stands beside the time")
    leads_to_time = text != line.text and line.text.startswith(text)
    if all(_has_length_of_name(name, unspaced=leads_to_time) for name in names) and len(text) < 120:
        score += 0.2
        reasons.append("reads like names")
    if text.endswith((".", "!", "?")) and len(text) > 80:
        score -= 1.0
    return score if len(reasons) > 1 or score >= 1.0 else 0.0, reasons


def _has_length_of_name(name: str, *, unspaced: bool) -> bool:
    """Two to four words; or a few characters, if `unspaced`, of scripts that write no blanks."""
    return 2 <= name.count(" ") + 1 <= 4 or (unspaced and may_be_unspaced(name) and 2 <= len(name) <= _LONGEST_UNSPACED)


def _address_below(page: PageLines, line: Line) -> str:
    """What stands before the "@" of an address of mail on the next line; empty if that is none."""
    index = page.index_of(line) + 1
    text = page.lines[index].text if index < len(page.lines) else ""
    match = _MAIL.fullmatch(text) if "@" in text else None
    return match.group(1).lower() if match else ""


def _beside_time(page: PageLines, line: Line, language: str | None) -> bool:
    """Whether the line before or after says nothing but when, and the line itself is short."""
    if line.weight > 60:
        return False
    index = page.index_of(line)
    return any(is_time_only(page.lines[i].text, language) for i in (index - 1, index + 1) if 0 <= i < len(page.lines))


def _author_attribute(page: PageLines, line: Line) -> str | None:
    tree = page.tree
    node = line.first
    for up in tree.ancestors(node):
        if len(page.within(up)) > 4:
            break
        attributes = tree.attributes(up)
        for name, value in _AUTHOR_ATTRIBUTES:
            if value in attributes.get(name, "").lower().split():
                return f'{name}="{value}"'
        naming = attributes.get("class", "") + " " + attributes.get("id", "") + " " + attributes.get("data-testid", "")
        found = _NAMING_CLASS.search(naming.lower())
        if found:
            return f'named "{found.group(0)}"'
    for node in tree.elements(line.block, "a", "span", "address"):
        if "author" in tree.attributes(node).get("rel", "").lower().split():
            return 'rel="author"'
    return None


def _without_times(text: str, language: str | None) -> str:
    """The line up to its first printed time, and without what led to that."""
    times = [time for time in find_times(text, language) if not time.weak]
    if times:
        before, after = text[: times[0].start], text[times[-1].end :]
        before = _TIME_LABEL.sub("", before[: len(before) - len(lead_words(text, times[0]))])
        text = before if len(before.strip(" ,|·•-–—")) >= 2 else after
    return fold(text).strip(" ,|·•–—-/:")


def _stated(metadata: Metadata) -> list[str]:
    """Names in JSON-LD."""
    for item in article_objects(metadata):
        names = [name for key in ("author", "creator") for name in _names_of(item.get(key))]
        if names:
            return list(dict.fromkeys(names))
    return []


def _from_meta(metadata: Metadata) -> list[str]:
    """Names in the first `meta` of authors that has any."""
    for key in _META_NAMES:
        value = metadata.meta.get(key) or metadata.open_graph.get(key)
        if value and not value.startswith(("/", "@")) and not _ADDRESS.search(value):
            names = split_names(value)
            if names:
                return list(names)
    return []


def _names_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return list(split_names(value))
    if isinstance(value, dict):
        name = value.get("name") or " ".join(
            part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)
        )
        # Only a person's field is split: an organisation may have "and" in its name.
        if isinstance(name, str) and "organization" in types_of(value):
            return [fold(name)] if fold(name) else []
        if isinstance(name, str):
            return _names_of(name) or (
                [fold(name)] if 2 <= len(fold(name)) <= _LONGEST_NAME and "http" not in name else []
            )
        return _names_of(name) if isinstance(name, list) else []
    if isinstance(value, list):
        return [name for item in value for name in _names_of(item)]
    return []

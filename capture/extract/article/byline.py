"""Who wrote it: the line that names the authors on the page, and the names of the metadata as witnesses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.names import clean_name, split_names
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.article.witness import Witness, article_objects, plain, types_of
from capture.extract.timestamps import find_times
from capture.extract.tree import fold
from capture.models.extraction import Candidate, Decision, Metadata

_BYLINE_BIT = 1 << KINDS.index("byline")
_META_NAMES = (
    "author", "article:author", "og:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "article:byline", "dcsext.author", "cxenseparse:author", "articleauthor", "citation_author",
    "authors", "article.author", "shareaholic:article_author_name", "vr:author",
)  # fmt: skip
_NAMING_CLASS = re.compile(r"author|byline|by-line|autor|writer|verfasser|redakteur|signature|firma\b", re.IGNORECASE)
_BEFORE, _AFTER = 6, 14
_MAX_WEIGHT = 220.0
_AUTHOR_ATTRIBUTES = {("rel", "author"), ("itemprop", "author"), ("property", "author"), ("itemprop", "creator")}


@dataclass(frozen=True)
class Byline:
    """The printed line, if there is one, and the names."""

    text: str | None
    line: int
    """Index of the printed line; -1 if none."""
    authors: tuple[str, ...]
    decision: Decision | None
    disagreement: str | None = None
    """What metadata says, if the page prints other names."""


def find_byline(page: PageLines, metadata: Metadata, witness: Witness, *, headline: int, body: range) -> Byline:
    """Names from structured data that are people's; else from the page's byline; else what either has left.

    `body`: indexes from the first to behind the last line of the story.
    """
    stated = _stated(metadata, page)
    people = [name for name in stated if plain(name) not in witness.site_names]
    options = sorted(_printed(page, people, headline, body), key=lambda option: (-option[0], option[1]))
    chosen = options[0] if options and options[0][0] >= 1.0 else None
    printed: tuple[str, ...] = ()
    text, index = None, -1
    if chosen:
        index, text = chosen[1], chosen[2]
        printed = tuple(name for name in split_names(text) if plain(name) not in witness.site_names)
    authors = tuple(people) or printed or tuple(stated)
    differs = bool(people and printed and not {plain(name) for name in people} & {plain(name) for name in printed})
    decision = Decision(
        subject="article.byline", rule="line near the headline that names authors",
        chosen=_candidate(page, chosen) if chosen else None,
        runners_up=tuple(_candidate(page, option) for option in options[1:4]) if chosen else (),
    ) if options else None  # fmt: skip
    return Byline(text, index, authors, decision, ", ".join(people) if differs else None)


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


def _printed(page: PageLines, people: list[str], headline: int, body: range) -> Iterator[_Option]:
    start = max(0, (headline if headline >= 0 else body.start) - _BEFORE)
    near = range(start, min(len(page.lines), max(headline, body.start) + _AFTER))
    tail = range(max(near.stop, body.stop - 3), min(len(page.lines), body.stop + 6))
    known = [plain(name) for name in people]
    for index in (*near, *tail):
        line = page.lines[index]
        if line.weight > _MAX_WEIGHT or line.weight < 3 or line.heading == 1:
            continue
        text = _without_times(line.text)
        if not text:
            continue
        score, reasons = _byline_score(page, line, text, known)
        if score <= 0:
            continue
        if index in tail:
            score -= 0.7
        elif headline >= 0 and index < headline:
            score -= 0.3
        if page.marks(index) & (Mark.COMMENT | Mark.RELATED | Mark.POPULAR | Mark.FOOTER | Mark.NAVIGATION):
            score -= 0.8
        if not line.visible:
            score -= 0.3
        yield score, index, text, tuple(reasons)


def _byline_score(page: PageLines, line: Line, text: str, known: list[str]) -> tuple[float, list[str]]:
    score, reasons = 0.0, list[str]()
    names = split_names(text)
    if not names:
        return 0.0, reasons
    folded = f" {plain(text)} "
    if any(f" {name} " in folded for name in known if name):
        score += 1.5
        reasons.append("holds an author of the metadata")
    if phrases(line.text) & _BYLINE_BIT and line.weight < 120:
        score += 1.0
        reasons.append("starts like a byline")
    attribute = _author_attribute(page, line)
    if attribute:
        score += 1.2
        reasons.append(f"its element is {attribute}")
    if all(2 <= name.count(" ") + 1 <= 4 for name in names) and len(text) < 120:
        score += 0.2
        reasons.append("reads like names")
    if text.endswith((".", "!", "?")) and len(text) > 80:
        score -= 1.0
    return score if len(reasons) > 1 or score >= 1.0 else 0.0, reasons


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
        found = _NAMING_CLASS.search(naming)
        if found:
            return f'named "{found.group(0).lower()}"'
    for node in tree.elements(line.block, "a", "span", "address"):
        if "author" in tree.attributes(node).get("rel", "").lower().split():
            return 'rel="author"'
    return None


def _without_times(text: str) -> str:
    """The line up to its first printed time, and without what led to that."""
    times = [time for time in find_times(text) if not time.weak]
    if times:
        before, after = text[: times[0].start], text[times[-1].end :]
        text = before if len(before.strip(" ,|·•-–—")) >= 4 else after
        text = re.sub(
            r"(?:published|updated|posted|last|on|am|vom|stand|le|el|um|at)\W*$", "", fold(text), flags=re.IGNORECASE
        )
    return fold(text).strip(" ,|·•–—-/:")


def _stated(metadata: Metadata, page: PageLines) -> list[str]:
    """Names in JSON-LD, else in `meta`."""
    names: list[str] = []
    for item in article_objects(metadata):
        for key in ("author", "creator"):
            names += _names_of(item.get(key))
        if names:
            break
    if not names:
        for key in _META_NAMES:
            value = metadata.meta.get(key) or metadata.open_graph.get(key)
            if value and not value.startswith(("http:", "https:", "www.", "/")):
                names += split_names(value)
                if names:
                    break
    return list(dict.fromkeys(names))


def _names_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return list(split_names(value))
    if isinstance(value, dict):
        name = value.get("name")
        # Only a person's field is split: an organisation may have "and" in its name.
        if isinstance(name, str) and "organization" in types_of(value):
            cleaned = clean_name(name)
            return [cleaned] if cleaned else []
        return _names_of(name) if isinstance(name, str | list) else []
    if isinstance(value, list):
        return [name for item in value for name in _names_of(item)]
    return []

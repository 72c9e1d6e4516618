"""What the page's metadata says the article says: held against lines of the page, never copied into it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from capture.extract.article.lines import Line, PageLines, plain
from capture.models.extraction import Metadata

_MARKUP = re.compile(r"<[^>]*>")
_HOST_NAME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,6}", re.IGNORECASE)
_TITLE_SIGNS = re.compile(r"\s+[|·•»–—-]+\s+")
_MIN_BODY = 200
# How much of the page's text the witness must share to be heard: some sites put another text, or a teaser, there.
_MIN_SHARED = 0.5
ARTICLE_TYPES = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting", "report", "techarticle",
    "scholarlyarticle", "socialmediaposting", "advertisercontentarticle", "satiricalarticle", "review",
})  # fmt: skip
# What of an article may stand elsewhere in the graph.
_REFERRING = ("author", "creator", "publisher")


def json_ld_objects(metadata: Metadata) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, nested ones after those that hold them."""
    waiting: list[Any] = list(reversed(metadata.json_ld))
    seen = 0
    while waiting and seen < 2000:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed([item for item in value.values() if isinstance(item, dict | list)]))
        elif isinstance(value, list):
            waiting.extend(reversed([item for item in value if isinstance(item, dict | list)]))


def types_of(item: dict[str, Any]) -> set[str]:
    """Lower-case schema.org types of a JSON-LD object, without the vocabulary's address."""
    value = item.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1].lower() for name in names if isinstance(name, str)}


def article_objects(metadata: Metadata) -> list[dict[str, Any]]:
    """JSON-LD objects that describe an article, as the page orders them.

    Persons and organisations that they only refer to are put in place (JSON-LD 1.1, 3.3, node identifiers).
    """
    objects = list(json_ld_objects(metadata))
    named = {key: item for item in objects if isinstance(key := item.get("@id"), str) and "name" in item}
    return [
        {**item, **{key: _looked_up(item[key], named) for key in _REFERRING if key in item}}
        for item in objects
        if types_of(item) & ARTICLE_TYPES
    ]


def _looked_up(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_looked_up(item, named) for item in value]
    return named.get(value["@id"], value) if isinstance(value, dict) and isinstance(value.get("@id"), str) else value


class Witness:
    """Titles, summaries and body text of the metadata, normalised for comparison."""

    def __init__(self, metadata: Metadata, page: PageLines, *, title: str) -> None:
        objects = article_objects(metadata)
        first = objects[0] if objects else {}
        self.titles = _texts(
            first.get("headline"), first.get("alternativeHeadline"), first.get("name"),
            metadata.open_graph.get("og:title"),
            metadata.meta.get("twitter:title"), metadata.meta.get("title"), title,
        )  # fmt: skip
        self._words_of_titles = [(title, frozenset(title.split())) for title in self.titles]
        self.site_names = frozenset(_texts(
            metadata.open_graph.get("og:site_name"), metadata.meta.get("application-name"), *_publishers(objects),
        ))  # fmt: skip
        self.site_names |= self._site_parts(title)
        self.summaries = _texts(
            first.get("description"), metadata.open_graph.get("og:description"), metadata.meta.get("description"),
            metadata.meta.get("twitter:description"), metadata.meta.get("dc.description"),
        )  # fmt: skip
        body = max((text for item in objects if isinstance(text := item.get("articleBody"), str)), key=len, default="")
        self.body = f" {plain(_MARKUP.sub(' ', body))} " if len(body) >= _MIN_BODY else ""
        self.body_differs = False
        """Whether the metadata gives an article body that the page does not show."""
        if self.body:
            prose = [line for line in page.lines if line.weight >= 80 and line.link < 0.5]
            shared = sum(line.weight for line in prose if line.plain in self.body)
            self.body_differs = shared < _MIN_SHARED * len(self.body)
            if self.body_differs:
                self.body = ""
        host = urlsplit(page.tree.page.url).hostname or ""
        self._host = plain(host)
        self._squeezed_host = self._host.replace(" ", "")
        self.headline_line = self._find_headline(page)

    @staticmethod
    def _site_parts(title: str) -> frozenset[str]:
        """What stands behind the last sign in the document's title, if it is the shorter part: the name of the site."""
        parts = [plain(part) for part in _TITLE_SIGNS.split(title)]
        if len(parts) > 1 and parts[-1] and len(parts[-1]) < len(parts[0]):
            return frozenset({parts[-1]})
        return frozenset()

    def _find_headline(self, page: PageLines) -> int:
        """Index of the line that shows the title; -1 if none does."""
        best, found = 0.0, -1
        for index, line in enumerate(page.lines):
            if line.weight > 300 or not (line.heading or line.weight >= 15) or self.names_site(line.plain):
                continue
            score = (self.title_likeness(line) + 0.01) * (1.0 + (line.heading == 1) + 0.3 * (line.heading == 2))
            if not line.visible:
                score *= 0.6
            if line.heading != 1 and score < 0.5:
                continue
            if score > best:
                best, found = score, index
        return found

    def title_likeness(self, line: Line) -> float:
        """1 if the line is a title of the metadata, or the part before the site's name; down to 0."""
        if line.weight > 300:
            return 0.0
        text = line.plain
        if not text:
            return 0.0
        for title in self.titles:
            if title == text:
                return 1.0
            if len(text) >= 12 and (title.startswith(text + " ") or text.startswith(title + " ")):
                return 0.8
            # "The Post - Storm closes harbour": the site's name first.
            if len(text) >= 12 and 2 * len(text) >= len(title) and title.endswith(" " + text):
                return 0.8
        return 0.0

    def names_site(self, folded: str) -> bool:
        """Whether a text, as `plain` has it, is the site's name, as stated or as its address has it."""
        squeezed = folded.replace(" ", "")
        return folded in self.site_names or (len(squeezed) >= 3 and squeezed in self._squeezed_host)

    def is_site(self, name: str) -> bool:
        """Whether a name is the site's own: its name, its publisher's, or its address."""
        folded, labels = plain(name), self._host.split()
        if self.names_site(folded):
            return True
        return _HOST_NAME.fullmatch(name.strip()) is not None or any(
            len(word) >= 3 and word in labels for word in folded.split()
        )

    def title_score(self, folded: str) -> float:
        """1 if a text, as `plain` has it, is a title of the metadata; less for parts and for words in common."""
        if not folded:
            return 0.0
        best = 0.0
        words = set(folded.split())
        for title, others in self._words_of_titles:
            if title == folded:
                return 1.0
            if len(folded) >= 12 and (title.startswith(folded + " ") or folded.startswith(title + " ")):
                best = max(best, 0.9)
            elif len(folded) >= 12 and (f" {folded} " in f" {title} " or f" {title} " in f" {folded} "):
                best = max(best, 0.8)
            else:
                shared = len(words & others) / max(len(words), len(others))
                best = max(best, shared * 0.8 if shared >= 0.4 else 0.0)
        return best

    def summary_likeness(self, line: Line) -> float:
        """1 if the line is a description of the metadata, 0.5 if it starts like one."""
        if line.weight < 20 or line.weight > 900:
            return 0.0
        text = line.plain
        for summary in self.summaries:
            if summary == text:
                return 1.0
            if len(text) >= 20 and len(summary) >= 20 and (summary.startswith(text) or text.startswith(summary)):
                return 0.7
            if len(text) > 40 and text[:40] == summary[:40]:
                return 0.5
        return 0.0

    def body_likeness(self, line: Line) -> float:
        """1 if the witness has the line in its text, 0 if not, -1 if there is no witness."""
        if not self.body:
            return -1.0
        text = line.plain
        return float(bool(text) and f" {text} " in self.body)


def _publishers(objects: list[dict[str, Any]]) -> Iterator[object]:
    for item in objects:
        publisher = item.get("publisher")
        for one in publisher if isinstance(publisher, list) else [publisher]:
            if isinstance(one, dict):
                yield one.get("name")


def _texts(*values: object) -> tuple[str, ...]:
    folded = [plain(_MARKUP.sub(" ", value)) for value in values if isinstance(value, str)]
    return tuple(dict.fromkeys(text for text in folded if text))

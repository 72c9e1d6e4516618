"""What class names, roles and addresses say about a run: weak hints, never keys; half of all pages hash their classes."""

import re
from functools import lru_cache

from capture.extract.tree import TreeIndex

_BYLINE = re.compile(r"author|byline|by-line|autor|auteur|verfasser|writer|contributor|vcard", re.IGNORECASE)
_KICKER = re.compile(
    r"kicker|categor|rubri|section|topic|eyebrow|overline|topline|dachzeile|channel|vignette|taxonomy|\btag\b|\bcat\b"
    r"|-cat\b|spitzmarke|roofline|label|subject",
    re.IGNORECASE,
)
_TITLE = re.compile(r"head(line|er|ing)?\b|title|titre|titel|titulo|hed\b|tytul", re.IGNORECASE)
_TEASER = re.compile(
    r"teaser-?text|excerpt|summary|lead\b|dek\b|subtitle|descri|snippet|intro|abstract|standfirst", re.IGNORECASE
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:es|en)?|auteurs?|redakteur|by|people|person|profile|staff|contributors?|writers?|journalist\w*"
    r"|redaktion|user|users|member)/|[?&]author=",
    re.IGNORECASE,
)
_SECTION_PATH = re.compile(
    r"/(?:categor(?:y|ies|ia|ie)|tags?|topics?|sections?|rubri\w+|themen?|kategori\w*|c)/", re.IGNORECASE
)
_BY = re.compile(
    r"(?:by|von|vom|par|por|di|da|door|av|af|od|przez|szerző|yazan|oleh|ni|na|de|автор|от|بقلم|תגובת|מאת|作者|文|撰文)[\s:：]",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _class_kind(names: str) -> str:
    if _BYLINE.search(names):
        return "byline"
    if _KICKER.search(names):
        return "kicker"
    if _TEASER.search(names):
        return "teaser"
    if _TITLE.search(names):
        return "title"
    return ""


def class_hint(tree: TreeIndex, node: int, *, levels: int = 2) -> str:
    """`byline`, `kicker`, `teaser`, `title` or "": what the nearest telling class, itemprop or rel at or above says."""
    for _ in range(levels):
        if node < 0:
            break
        attributes = tree.attributes(node)
        names = f"{attributes.get('class', '')} {attributes.get('itemprop', '')} {attributes.get('rel', '')}"
        if len(names) > 2 and (kind := _class_kind(names)):
            return kind
        node = tree.parent[node]
    return ""


def is_author_link(url: str | None, rel: str | None) -> bool:
    return rel == "author" or (url is not None and _AUTHOR_PATH.search(url) is not None)


def is_section_link(url: str | None) -> bool:
    return url is not None and _SECTION_PATH.search(url) is not None


def opens_byline(text: str) -> bool:
    """Whether it starts as a byline does and is as short as one."""
    return len(text) < 60 and _BY.match(text) is not None

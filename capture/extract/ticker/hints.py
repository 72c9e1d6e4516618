"""What class names and addresses say about a run: weak hints, never keys; many pages hash their classes."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from capture.extract.tree import TreeIndex
from capture.patterns import on_demand

# For lower-case names, `_AUTHOR_PATH` for lower-case addresses: a pattern that ignores case costs three times as much.
_BYLINE = re.compile(r"author|byline|by-line|autor|auteur|verfasser|writer|contributor|vcard")
_KICKER = re.compile(
    r"kicker|categor|rubri|section|topic|eyebrow|overline|topline|dachzeile|channel|vignette|taxonomy|\btag\b|\bcat\b"
    r"|-cat\b|spitzmarke|roofline|label|subject"
)
_TITLE = re.compile(r"head(line|er|ing)?\b|title|titre|titel|titulo|hed\b|tytul")
_TEASER = re.compile(r"teaser-?text|excerpt|summary|lead\b|dek\b|subtitle|descri|snippet|intro|abstract|standfirst")
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|editors?|autor(?:es|en)?|auteurs?|redakteur|by|people|person|profile|staff|contributors?|writers?|journalist\w*"
    r"|redaktion|user|users|member)/|[?&]author="
)
_SECTION_PATH = re.compile(
    r"/(?:categor(?:y|ies|ia|ie)|tags?|topics?|sections?|rubri\w+|themen?|kategori\w*|c)/", re.IGNORECASE
)
# "By" of many languages, alone or with one to four names. Names are capitalised, so a headline that starts with such a
# word ("Na náměstí vyroste kašna") is none.
_BY_WORDS = (
    "by", "von", "vom", "par", "por", "di", "da", "door", "av", "af", "od", "przez", "oleh", "na", "автор", "от",
    "بقلم", "作者", "文", "撰文",
)  # fmt: skip
_BY = on_demand(
    rf"(?:{'|'.join(_BY_WORDS)})[\s:：]+"
    r"(?:[A-ZÀ-ÞŁŠŽČА-Я\u0600-\u06ff\u4e00-\u9fff][\w.'’-]*"
    r"(?:,| (?:and|und|et|y|e|og|och|i|и|de|van|von|der))?\s?){1,8}",
)
_SOCIAL_HOST = on_demand(
    r"(?:^|\.)(?:twitter|x|t|facebook|instagram|tiktok|youtube|threads|bsky|mastodon|vk|pinterest|linkedin|whatsapp)"
    r"\.(?:com|co|net|app|me|social)$"
)
# What "share this" links carry: the address and the headline of the page.
_SHARED = on_demand(r"(?:^|&)(?:url|u|text|title|status|subject|body)=(?:https?|[^&]*%20)", re.IGNORECASE)
_LONGEST_BYLINE = 60
_BY_WORD = re.compile(r"(?:by|von|par|por|door|av|af|przez|oleh|автор|作者)[:：]?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _class_kind(names: str) -> str:
    names = names.lower()
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
    """Whether a link leads to the page of whoever wrote the story."""
    return rel == "author" or (url is not None and _is_author_path(url))


@lru_cache(maxsize=1024)
def _is_author_path(url: str) -> bool:
    return _AUTHOR_PATH.search(url.lower()) is not None


def is_section_link(url: str | None) -> bool:
    """Whether an address is that of a section, a topic or a tag."""
    return url is not None and _SECTION_PATH.search(url) is not None


def is_social_link(url: str) -> bool:
    """Whether an address is on a social network, or one that shares a page there."""
    parts = urlsplit(url)
    return _SOCIAL_HOST().search(parts.netloc) is not None or _SHARED().search(parts.query) is not None


def opens_byline(text: str) -> bool:
    """Whether it is a byline by its words: "By Jane Doe", "von", "Par Jean Dupont"."""
    if len(text) >= _LONGEST_BYLINE or not text.lower().startswith(_BY_WORDS):
        return False
    return _BY_WORD.fullmatch(text) is not None or _BY().fullmatch(text[:1].lower() + text[1:]) is not None

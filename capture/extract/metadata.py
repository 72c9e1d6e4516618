"""Structured data of a page: JSON-LD, OpenGraph, `meta`, canonical link; patient with what sites get wrong."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from capture.extract.tree import TreeIndex, fold
from capture.models.extraction import Metadata
from capture.models.page import NodeKind

_WRAPPING = re.compile(
    r"<!--|-->|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>"
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DECODER = json.JSONDecoder(strict=False)
# Open Graph itself and the namespaces that its specification defines beside it (https://ogp.me/#types).
_OPEN_GRAPH_PREFIXES = ("og:", "article:", "book:", "profile:", "video:", "music:")
_MAX_OBJECTS = 200


def read_metadata(tree: TreeIndex) -> Metadata:
    """What the main document says about itself, as found; holding it against what the page shows is for others."""
    json_ld: list[dict[str, Any]] = []
    open_graph: dict[str, str] = {}
    meta: dict[str, str] = {}
    canonical: str | None = None
    frames = tree.page.nodes.frame
    for node in sorted(node for tag in ("meta", "script", "link") for node in tree.tagged.get(tag, ())):
        if frames[node] != 0:
            continue
        tag, attributes = tree.tag[node], tree.attributes(node)
        if tag == "meta":
            _add_meta(attributes, open_graph=open_graph, meta=meta)
        elif tag == "script":
            if "ld+json" in attributes.get("type", "").lower():
                json_ld += parse_json_ld(_script_text(tree, node))[: _MAX_OBJECTS - len(json_ld)]
        elif canonical is None and "canonical" in attributes.get("rel", "").lower().split():
            canonical = tree.href(node)
    return Metadata(json_ld=tuple(json_ld), open_graph=open_graph, meta=meta, canonical_url=canonical)


def _add_meta(attributes: dict[str, str], *, open_graph: dict[str, str], meta: dict[str, str]) -> None:
    content = attributes.get("content")
    if content is None or not content.strip():
        return
    for source in ("property", "name", "itemprop"):
        # RDFa lets `property` hold several names, and sites write `name="og:title"` as often as not.
        for name in attributes.get(source, "").strip().lower().split():
            target = open_graph if name.startswith(_OPEN_GRAPH_PREFIXES) else meta
            target.setdefault(name, fold(content))


def _script_text(tree: TreeIndex, script: int) -> str:
    return "".join(tree.data[node] for node in tree.subtree(script) if tree.kind[node] == NodeKind.TEXT)


def parse_json_ld(source: str) -> list[dict[str, Any]]:
    """The objects of one JSON-LD script, arrays and `@graph` unfolded; those that can be read of a broken one.

    Tolerates comments and CDATA around it, line breaks within strings, trailing commas, escaped markup and several
    values in a row.
    """
    text = _WRAPPING.sub("", source).strip()
    for attempt in (text, _TRAILING_COMMA.sub("", text), _TRAILING_COMMA.sub("", html.unescape(text))):
        values = list(_decode_all(attempt))
        if values:
            return [item for value in values for item in _unfold(value)]
    return []


def _decode_all(text: str) -> Iterator[Any]:
    """Every JSON value that stands in a row in `text`, up to the first fault."""
    at = 0
    while at < len(text):
        start = min((found for found in (text.find("{", at), text.find("[", at)) if found >= 0), default=-1)
        if start < 0:
            return
        try:
            value, at = _DECODER.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            return
        yield value


def _unfold(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _unfold(item)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, list | dict):
            yield from _unfold(graph)
            value = {key: item for key, item in value.items() if key != "@graph"}
        if set(value) - {"@context"}:
            yield value

"""The index of a WARC: one line of CDXJ for each record that can be played back (as pywb reads them)."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_plus, urlencode

from capture.archive.surt import surt

WITH_BODY = frozenset({"POST", "PUT"})
"""Methods whose requests are told apart by what they sent."""
_MAX_QUERY = 4096
"""Characters of what was sent that go into a key, as the field's tools have it."""


class Entry(NamedTuple):
    """One record and where it stands."""

    url: str
    date: datetime
    mime: str
    """Empty if it is not told."""
    status: int | None
    digest: str
    offset: int
    length: int
    method: str = "GET"
    query: str = ""
    """Of a POST or PUT: what was sent, as a query."""


def index_lines(entries: Iterable[Entry], *, filename: str) -> list[str]:
    """One line each with its line feed, sorted."""
    return sorted(_line(entry, filename) for entry in entries)


def _line(entry: Entry, filename: str) -> str:
    fields = {"url": entry.url}
    if entry.mime:
        fields["mime"] = entry.mime
    if entry.status is not None:
        fields["status"] = str(entry.status)
    fields |= {"digest": entry.digest, "length": str(entry.length), "offset": str(entry.offset), "filename": filename}
    if entry.method in WITH_BODY:
        fields |= {"requestBody": entry.query, "method": entry.method}
    url = _joined(entry.url, entry.method, entry.query)
    return f"{surt(url)} {entry.date:%Y%m%d%H%M%S} {json.dumps(fields)}\n"


def with_query(url: str, method: str, content_type: str, content: bytes) -> str:
    """The address that stands for a request in the index."""
    return _joined(url, method, query_of(content_type, content) if method in WITH_BODY else "")


def _joined(url: str, method: str, query: str) -> str:
    if method not in WITH_BODY:
        return url
    return url + ("&" if "?" in url else "?") + f"__wb_method={method}" + (f"&{query}" if query else "")


def query_of(content_type: str, content: bytes) -> str:
    """What a POST sent, as a query that tells such requests apart.

    Webrecorder's request body canonicalization: forms as they are, JSON by its names, anything else in base64.
    """
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            return unquote_plus(content.decode("utf-8"))[:_MAX_QUERY]
        if kind in {"application/json", "text/plain"}:
            return _json_query(content)[:_MAX_QUERY]
    except (ValueError, RecursionError):
        if kind == "application/json":
            return ""
    return f"__wb_post_data={base64.b64encode(content).decode('ascii')}"[:_MAX_QUERY]


def _json_query(content: bytes) -> str:
    """Every value under the nearest name above it; of a name that comes again, numbered from 2."""
    values: dict[str, str] = {}
    counts: dict[str, int] = {}

    def walk(value: object, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
        elif name:
            counts[name] = counts.get(name, 0) + 1
            values[name if counts[name] == 1 else f"{name}.{counts[name]}_"] = str(value)

    try:
        walk(json.loads(content), "")
    except json.JSONDecodeError:
        if b"\n" not in content:
            raise
        for line in content.split(b"\n"):
            walk(json.loads(line), "")
    return urlencode(values)

"""A WACZ (1.1.1): WARC, index, list of pages and digests in one ZIP that can be read from without unpacking."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, BinaryIO, NamedTuple
from uuid import UUID, uuid5

from capture.archive.cdxj import index_lines
from capture.archive.notes import notes
from capture.archive.warc import WarcWriter, warc_date
from capture.models.exchange import Recording

WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
DATAPACKAGE, DATAPACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
WACZ_VERSION = "1.1.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOTE = (
    "Recorded over the Chrome DevTools Protocol, no proxy between. Bodies are as the browser decoded them: content and"
    " transfer codings are undone, and the fields that told of them are renamed to X-Orig-*. WARC-JSON-Metadata says of"
    " each response whether its head is raw, the bytes as sent, or reconstructed from names and values, as of HTTP/2;"
    " heads of requests always are."
)


class ArchivedPage(NamedTuple):
    """What an archive says of the page itself."""

    capture_id: UUID
    url: str
    title: str | None
    captured_at: datetime
    software: str
    picture: bytes | None
    """PNG of what a reader saw first."""
    text: str | None
    """What a reader saw, as text."""


class Contents(NamedTuple):
    """What came into a WACZ."""

    records: int
    bytes: int
    """Of the WARC, compressed."""


def write_wacz(file: BinaryIO, recording: Recording, page: ArchivedPage) -> Contents:
    """Write to `file`, which can seek. The same recording gives the same bytes."""
    with zipfile.ZipFile(file, "w") as package:
        package_writer = _Package(package, page.captured_at)
        with package_writer.member(WARC) as out:
            writer = _write_warc(out, recording, page)
            size = out.tell()
        lines = index_lines(writer.entries, filename=WARC.rpartition("/")[2])
        package_writer.add(INDEX, "".join(lines).encode())
        package_writer.add(PAGES, _pages(recording, page))
        datapackage = _json(_datapackage(page, package_writer.resources, _visit(recording, page)))
        package_writer.add(DATAPACKAGE, datapackage)
        digest = {"path": DATAPACKAGE, "hash": f"sha256:{sha256(datapackage).hexdigest()}"}
        package_writer.add(DATAPACKAGE_DIGEST, _json(digest))
    return Contents(writer.records, size)


class _Visit(NamedTuple):
    """The document that a player has to begin with."""

    url: str
    asked_at: datetime


def _visit(recording: Recording, page: ArchivedPage) -> _Visit:
    """The last document of the main frame, whose address a page may have changed since without asking for another."""
    documents = [part for part in recording.exchanges if part.kind == "Document" and part.target == "page"]
    of_main = [part for part in documents if part.frame == documents[0].frame and part.status]
    ended = [part for part in of_main if part.status not in _REDIRECTS] or of_main
    address = page.url.partition("#")[0]
    named = [part for part in ended if part.url == address] or ended
    return _Visit(named[-1].url, named[-1].requested_at) if named else _Visit(address, page.captured_at)


def _write_warc(out: "_Tee", recording: Recording, page: ArchivedPage) -> WarcWriter:
    writer = WarcWriter(out, recording, capture_id=page.capture_id, page_id=_page_id(page))
    date, address = page.captured_at, page.url.partition("#")[0]
    info = {
        "software": page.software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": f"urn:uuid:{page.capture_id}",
        "description": _NOTE,
    }
    writer.info(info, date=date, filename=WARC.rpartition("/")[2])
    for exchange in recording.exchanges:
        writer.exchange(exchange)
    if page.picture is not None:
        writer.resource(f"urn:view:{address}", page.picture, content_type="image/png", date=date)
    if page.text is not None:
        text = page.text.encode("utf-8", "replace")
        writer.resource(f"urn:text:{address}", text, content_type="text/plain; charset=utf-8", date=date)
    for name, value in notes(recording).items():
        writer.metadata(f"urn:{name}:{address}", value, date=date)
    return writer


def _page_id(page: ArchivedPage) -> str:
    return str(uuid5(page.capture_id, "page"))


def _pages(recording: Recording, page: ArchivedPage) -> bytes:
    """The list of pages, of one: a head and a line."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": page.text is not None}
    visit = _visit(recording, page)
    line = {
        "id": _page_id(page),
        "url": visit.url,
        "ts": warc_date(visit.asked_at),
        "title": page.title or page.url,
        **({"text": page.text} if page.text is not None else {}),
    }
    return b"".join(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n" for value in (head, line))


def _datapackage(page: ArchivedPage, resources: list[dict[str, object]], visit: _Visit) -> dict[str, object]:
    return {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": page.title or page.url,
        "description": _NOTE,
        "created": _seconds(page.captured_at),
        "software": page.software,
        "mainPageUrl": visit.url,
        "mainPageDate": _seconds(visit.asked_at),
        "resources": resources,
    }


def _seconds(date: datetime) -> str:
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


class _Package:
    """Members of a ZIP, all stored as they are, and what a data package says of each."""

    def __init__(self, package: zipfile.ZipFile, date: datetime) -> None:
        self.resources: list[dict[str, object]] = []
        self._package = package
        self._date = date.astimezone(UTC).timetuple()[:6]

    def add(self, path: str, content: bytes) -> None:
        """A whole member."""
        with self.member(path) as out:
            out.write(content)

    @contextmanager
    def member(self, path: str) -> Iterator["_Tee"]:
        """A member to be written in pieces, of less than 2 GiB."""
        info = zipfile.ZipInfo(path, self._date)
        info.create_system, info.external_attr = 3, 0o644 << 16
        # No ZIP64: ReplayWeb.page (2.4) looks for a member where it would begin without the field that this adds.
        with self._package.open(info, "w") as out:
            tee = _Tee(out)
            yield tee
        name = path.rpartition("/")[2]
        self.resources.append({"name": name, "path": path, "hash": f"sha256:{tee.sha256}", "bytes": tee.tell()})


class _Tee:
    """Counts and digests what it passes on."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._digest, self._size = out, sha256(), 0

    @property
    def sha256(self) -> str:
        """Of everything so far, in hex."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self._size += len(data)
        return self._out.write(data)

    def tell(self) -> int:
        return self._size

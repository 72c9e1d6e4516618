"""Looks up responses in a WACZ that may come from anyone."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from warcio.archiveiterator import ArchiveIterator

from capture.archive.cdxj import with_query
from capture.archive.surt import surt
from capture.archive.wacz import INDEX, WARC
from capture.errors import BundleError

MAX_INDEX_BYTES = 256 * 1024 * 1024
MAX_RECORD_BYTES = 512 * 1024 * 1024
"""Of one record, packed or unpacked."""
_LOCAL_HEADER_BYTES = 30
"""Before name and extra field of a member (ZIP, 4.3.7)."""


class StoredResponse(NamedTuple):
    """A response as it was recorded."""

    url: str
    status: int
    date: str
    """When it was asked for: YYYYMMDDhhmmss, UTC."""
    fields: tuple[tuple[str, str], ...]
    """Header fields, true of `body`: those that told of its codings on the wire are renamed to `X-Orig-*`."""
    body: bytes
    truncated: str | None
    """Why `body` is not all that was sent, in WARC's words; None if it is."""


class WaczReader:
    """The responses of a WACZ, as a context manager, which closes the file. All that is wrong is a `BundleError`."""

    def __init__(self, source: Path | BinaryIO) -> None:
        with _clear_errors():
            self._file = source.open("rb") if isinstance(source, Path) else source
            try:
                with zipfile.ZipFile(self._file) as package:
                    self._index = _read_index(package)
                    self._start, self._size = _place_of(package, self._file)
            except BaseException:
                self._file.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def lookup(
        self, url: str, *, method: str = "GET", content_type: str = "", post: bytes = b""
    ) -> StoredResponse | None:
        """What was answered last, if possible in full; None if nothing was. See `responses`."""
        found = self.responses(url, method=method, content_type=content_type, post=post)
        whole = [response for response in found if response.truncated is None]
        return whole[-1] if whole else found[-1] if found else None

    def responses(
        self, url: str, *, method: str = "GET", content_type: str = "", post: bytes = b""
    ) -> list[StoredResponse]:
        """Everything that was answered to such a request, oldest first; a POST or PUT is known by what it sent.

        A fragment is no part of an address.
        """
        address = url.partition("#")[0]
        key = surt(with_query(address, method, content_type, post))
        lines = [line for line in self._index.get(key, ()) if line.get("method", "GET") in {method, "GET"}]
        exact = [line for line in lines if line["url"] == address]
        with _clear_errors():
            return [self._read(line) for line in exact or lines]

    def addresses(self) -> list[str]:
        """Of all that was answered, sorted as the index is."""
        return list(dict.fromkeys(str(line["url"]) for lines in self._index.values() for line in lines))

    def _read(self, line: dict[str, Any]) -> StoredResponse:
        offset, length = int(line["offset"]), int(line["length"])
        if not (offset >= 0 and 0 < length <= MAX_RECORD_BYTES and offset + length <= self._size):
            raise BundleError(f"{INDEX}: a record that is not in {WARC}")
        self._file.seek(self._start + offset)
        record = next(iter(ArchiveIterator(io.BytesIO(self._file.read(length)))))
        body = record.raw_stream.read(MAX_RECORD_BYTES)
        return StoredResponse(
            url=str(line["url"]),
            status=int(record.http_headers.get_statuscode()),
            date=str(line["date"]),
            fields=tuple(record.http_headers.headers),
            body=body,
            truncated=record.rec_headers.get_header("WARC-Truncated"),
        )


def _read_index(package: zipfile.ZipFile) -> dict[str, list[dict[str, Any]]]:
    """Lines of responses by key, in order."""
    if package.getinfo(INDEX).file_size > MAX_INDEX_BYTES:
        raise BundleError(f"{INDEX}: more than {MAX_INDEX_BYTES} bytes")
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in filter(None, package.read(INDEX).decode("utf-8").split("\n")):
        key, date, said = line.split(" ", 2)
        fields = json.loads(said)
        if "status" in fields and fields.get("mime") != "warc/revisit":
            lines.setdefault(key, []).append({**fields, "date": date})
    return lines


def _place_of(package: zipfile.ZipFile, file: BinaryIO) -> tuple[int, int]:
    """Where the WARC begins in the ZIP, and its size: it is stored as it is."""
    member = package.getinfo(WARC)
    if member.compress_type != zipfile.ZIP_STORED:
        raise BundleError(f"{WARC}: not stored as it is")
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER_BYTES)
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    return member.header_offset + _LOCAL_HEADER_BYTES + name + extra, member.file_size


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Whatever a broken or hostile file does to the libraries is one error of ours."""
    try:
        yield
    except BundleError:
        raise
    except Exception as error:
        raise BundleError(f"page.wacz cannot be read: {type(error).__name__}: {error}") from error

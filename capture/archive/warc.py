"""Exchanges as records of a WARC 1.1 file (ISO 28500:2017), each a gzip member of its own."""

import io
import json
import re
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO, NamedTuple, Protocol

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from capture.archive.cdxj import WITH_BODY, Entry, query_of
from capture.models.exchange import Body, Exchange, Head, MissingReason, Recording

_LEVEL = 1
"""Most bodies are pictures, which no level makes smaller; text grows by a tenth against level 9, in a tenth of its
time."""
_GZIP = 31
"""zlib's number for the gzip wrapping (RFC 1952)."""
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_TRUNCATED: dict[MissingReason, str] = {
    "redirect": "unspecified",
    "too-large": "length",
    "over-budget": "length",
    "failed": "disconnect",
    "unfinished": "time",
    "evicted": "unspecified",
}
"""Words of WARC 1.1, 5.13, for why a body is not there."""
Fields = list[tuple[str, str]]


class Output(Protocol):
    """Where the file goes."""

    def write(self, data: bytes, /) -> int:
        """Write all of it."""

    def tell(self) -> int:
        """Bytes so far."""


class _RawHead(NamedTuple):
    """The head of an HTTP message as warcio takes one, but written as it is, whatever stands in it."""

    headers_buff: bytes

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """It is there already."""


class WarcWriter:
    """Writes records to `out`, and keeps what their index says. The same recording gives the same bytes.

    `page_id` and `capture_id` name what they belong to.
    """

    def __init__(self, out: Output, recording: Recording, *, capture_id: uuid.UUID, page_id: str) -> None:
        self.entries: list[Entry] = []
        self.records = 0
        self._out, self._recording = out, recording
        self._capture_id, self._page_id = capture_id, page_id
        self._seen: dict[str, tuple[datetime, str]] = {}
        """By address, date and payload digest of the answer that a 304 refers to."""

    def info(self, fields: dict[str, str], *, date: datetime, filename: str) -> None:
        """The record that describes the file, as it has to begin."""
        content = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        named = [("WARC-Filename", filename)]
        self._write("warcinfo", None, date, named, content=content, content_type="application/warc-fields")

    def exchange(self, exchange: Exchange) -> None:
        """Response and request; of what failed only the request, of what never left the browser's cache nothing."""
        if exchange.source == "cache":
            return
        if exchange.response is None:
            self._request(exchange, answer=None)
            return
        answer = self._next_id()
        if exchange.status == 304 and exchange.url in self._seen:
            self._revisit(exchange, exchange.response)
        else:
            self._response(exchange, exchange.response)
        self._request(exchange, answer=answer)

    def resource(self, uri: str, content: bytes, *, content_type: str, date: datetime) -> None:
        """Something that no server sent: a picture of the page, its text."""
        self._loose("resource", uri, content, content_type, date)

    def metadata(self, uri: str, value: object, *, date: datetime) -> None:
        """What is known besides, as JSON."""
        content = json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
        self._loose("metadata", uri, content, "application/json", date)

    def _response(self, exchange: Exchange, head: Head) -> None:
        body = exchange.body
        reason = {"disconnect": "disconnect", "time": "time", None: None}[body.cut] if body else None
        if reason is None and exchange.missing is not None:
            reason = _TRUNCATED.get(exchange.missing)
        fields = [*self._connection(exchange), *([("WARC-Truncated", reason)] if reason else [])]
        offset, digest = self._http("response", exchange, as_stored(head, body), body, fields)
        if exchange.status == 200 and body and not body.cut:
            self._seen.setdefault(exchange.url, (exchange.requested_at, digest))
        self._index(exchange, _mime(head), digest, offset)

    def _revisit(self, exchange: Exchange, head: Head) -> None:
        date, digest = self._seen[exchange.url]
        fields = [
            *self._connection(exchange),
            ("WARC-Profile", _REVISIT),
            ("WARC-Refers-To-Target-URI", exchange.url),
            ("WARC-Refers-To-Date", warc_date(date)),
        ]
        offset, _ = self._http("revisit", exchange, head, None, fields, payload_digest=digest)
        self._index(exchange, "warc/revisit", digest, offset)

    def _request(self, exchange: Exchange, *, answer: str | None) -> None:
        concurrent = [("WARC-Concurrent-To", answer)] if answer else []
        self._http("request", exchange, exchange.request, exchange.post, [*self._common(exchange), *concurrent])

    def _common(self, exchange: Exchange) -> Fields:
        return [("WARC-Page-ID", self._page_id), ("WARC-Resource-Type", exchange.kind.lower())]

    def _connection(self, exchange: Exchange) -> Fields:
        told = {"head": "raw" if exchange.response and exchange.response.raw else "reconstructed"}
        if exchange.source != "network":
            told["source"] = exchange.source
        fields = [*self._common(exchange), ("WARC-JSON-Metadata", json.dumps(told))]
        if exchange.ip:
            fields.append(("WARC-IP-Address", exchange.ip))
        if exchange.protocol:
            fields.append(("WARC-Protocol", exchange.protocol))
        if exchange.tls:
            fields.append(("WARC-Protocol", exchange.tls.protocol.lower().replace(" ", "/")))
            fields.append(("WARC-Cipher-Suite", exchange.tls.cipher))
        return fields

    def _http(
        self,
        kind: str,
        exchange: Exchange,
        head: Head,
        body: Body | None,
        fields: Fields,
        *,
        payload_digest: str | None = None,
    ) -> tuple[int, str]:
        """Offset and payload digest of an HTTP message."""
        raw = head.to_bytes()
        payload_digest = payload_digest or f"sha256:{body.sha256 if body else sha256().hexdigest()}"
        block = sha256(raw)
        with self._open(body) as stream:
            while piece := stream.read(1 << 20):
                block.update(piece)
        fields = [
            *fields,
            ("WARC-Payload-Digest", payload_digest),
            ("WARC-Block-Digest", f"sha256:{block.hexdigest()}"),
        ]
        message = "request" if kind == "request" else "response"
        with self._open(body) as stream:
            offset = self._record(
                kind,
                exchange.url,
                exchange.requested_at,
                fields,
                stream=stream,
                length=body.size if body else 0,
                content_type=f"application/http; msgtype={message}",
                head=_RawHead(raw),
            )
        return offset, payload_digest

    def _open(self, body: Body | None) -> BinaryIO:
        return self._recording.open(body) if body else io.BytesIO()

    def _loose(self, kind: str, uri: str, content: bytes, content_type: str, date: datetime) -> None:
        page = [("WARC-Page-ID", self._page_id)]
        offset = self._write(kind, uri, date, page, content=content, content_type=content_type)
        digest = f"sha256:{sha256(content).hexdigest()}"
        mime = content_type.partition(";")[0]
        self.entries.append(Entry(uri, date, mime, None, digest, offset, self._out.tell() - offset))

    def _write(
        self, kind: str, uri: str | None, date: datetime, fields: Fields, *, content: bytes, content_type: str
    ) -> int:
        digest = f"sha256:{sha256(content).hexdigest()}"
        digests = [("WARC-Block-Digest", digest)]
        if kind != "warcinfo":
            digests.append(("WARC-Payload-Digest", digest))
        stream, length = io.BytesIO(content), len(content)
        return self._record(
            kind, uri, date, [*fields, *digests], stream=stream, length=length, content_type=content_type
        )

    def _record(
        self,
        kind: str,
        uri: str | None,
        date: datetime,
        fields: Fields,
        *,
        stream: BinaryIO,
        length: int,
        content_type: str,
        head: _RawHead | None = None,
    ) -> int:
        """Write one record; where it begins."""
        named = [("WARC-Type", kind), ("WARC-Record-ID", self._next_id()), ("WARC-Date", warc_date(date))]
        named += [("WARC-Target-URI", uri)] if uri else []
        headers = StatusAndHeaders("", [*named, *fields], protocol="WARC/1.1")
        record = ArcWarcRecord("warc", kind, headers, stream, head, content_type, length)
        record.payload_length = length
        offset = self._out.tell()
        WARCWriter(_Member(self._out), gzip=False, warc_version="1.1").write_record(record)
        self.records += 1
        return offset

    def _next_id(self) -> str:
        """Of the record that is written next."""
        return f"<urn:uuid:{uuid.uuid5(self._capture_id, f'record {self.records}')}>"

    def _index(self, exchange: Exchange, mime: str, digest: str, offset: int) -> None:
        query = ""
        if exchange.method in WITH_BODY:
            with self._open(exchange.post) as stream:
                query = query_of(exchange.request.get("content-type") or "", stream.read())
        self.entries.append(
            Entry(
                exchange.url,
                exchange.requested_at,
                mime,
                exchange.status,
                digest,
                offset,
                self._out.tell() - offset,
                exchange.method,
                query,
            )
        )


def as_stored(head: Head, body: Body | None) -> Head:
    """`head` with those fields renamed, to `X-Orig-...` as the field's tools do, that are not true of the body here.

    Browsers hand out bodies with their codings undone. Everything else stays as it was sent.
    """
    length = str(body.size if body else 0)
    wrong = {"content-encoding", "transfer-encoding"}
    if head.get("content-length") != length:
        wrong.add("content-length")
    fields = tuple((f"X-Orig-{name}" if name.lower() in wrong else name, value) for name, value in head.fields)
    return Head(head.start, fields, head.raw)


def warc_date(date: datetime) -> str:
    """With microseconds, as WARC 1.1 allows."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _mime(head: Head) -> str:
    """The media type that a response claims, without parameters, as indexes have it."""
    return re.split(r"[;\s]", head.get("content-type") or "", maxsplit=1)[0]


class _Member:
    """One gzip member; ends when flushed, which warcio does after each record."""

    def __init__(self, out: Output) -> None:
        self._out, self._packer = out, isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)

    def write(self, data: bytes) -> None:
        self._out.write(self._packer.compress(data))

    def flush(self) -> None:
        self._out.write(self._packer.flush())

"""The tag files of a bag (RFC 8493): bagit.txt, bag-info.txt and the two manifests, written and read.

manifest-sha256.txt lists every file of the payload; tagmanifest-sha256.txt lists every other file of the bag, that
manifest among them. So the digest of tagmanifest-sha256.txt stands for the whole bundle: whatever signs or time-stamps
that one file seals all of it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple

from capture.bundle.names import printable
from capture.models.manifest import PORTABLE_PATH_PATTERN, BagInfo
from capture.models.record import CaptureRecord

PAYLOAD = "data"
DECLARATION = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_FILES = (BAG_INFO, DECLARATION, MANIFEST)
"""What the tag manifest covers; itself it cannot cover."""

RECORD = "capture.json"
EXPLANATION = "explain.json"
RENDERED_PAGE = "rendered.json.gz"
WACZ = "page.wacz"
NOT_IN_RECORD = frozenset({RECORD, "log.jsonl", "report.html"})
"""Payload that is finished with or after capture.json, so that it need not list them; the manifest does."""

DECLARATION_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD_OXUM = "Payload-Oxum"
BAG_INFO_LABELS = (
    "Bag-Software-Agent",
    "Bagging-Date",
    "External-Description",
    "External-Identifier",
    "Internal-Sender-Description",
)
"""What bag-info.txt says besides `PAYLOAD_OXUM`."""

_PORTABLE_PATH = re.compile(PORTABLE_PATH_PATTERN)
_MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n\ud800-\udfff]+)")
_INFO_LINE = re.compile(r"([A-Za-z][A-Za-z-]*): ([^\r\n\ud800-\udfff]*)")
"""Surrogates stand for bytes that are not UTF-8."""


class ManifestEntry(NamedTuple):
    """One well-formed line of a manifest; `path` is relative to the bag, and may still be hostile."""

    path: str
    sha256: str

    @property
    def is_portable(self) -> bool:
        return _PORTABLE_PATH.fullmatch(self.path) is not None


def tag_files(bag_info: BagInfo, payload: Mapping[str, tuple[str, int]]) -> dict[str, bytes]:
    """All tag files by name, for a payload given as path under `data/` to (SHA-256, size in bytes)."""
    files = {
        DECLARATION: DECLARATION_TEXT,
        BAG_INFO: format_bag_info(
            bag_info_fields(bag_info)
            | {PAYLOAD_OXUM: payload_oxum(size_bytes=sum(size for _, size in payload.values()), files=len(payload))}
        ),
        MANIFEST: format_manifest({f"{PAYLOAD}/{path}": digest for path, (digest, _) in payload.items()}),
    }
    files[TAG_MANIFEST] = format_manifest({name: sha256(content).hexdigest() for name, content in files.items()})
    return files


def format_manifest(digests: Mapping[str, str]) -> bytes:
    """Lines as `sha256sum` writes them, sorted by path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("utf-8")


def parse_manifest(content: bytes) -> tuple[list[ManifestEntry], list[int]]:
    """The well-formed lines in order, and the numbers (from 1) of all others.

    Stricter than RFC 8493, as our writer is: lower-case hex, two spaces, LF. No path needs an escape: one with CR, LF
    or `%` is not portable to begin with.
    """
    entries: list[ManifestEntry] = []
    bad_lines: list[int] = []
    for number, line in enumerate(_lines(content), start=1):
        match = _MANIFEST_LINE.fullmatch(line)
        if match is None:
            bad_lines.append(number)
        else:
            entries.append(ManifestEntry(path=match[2], sha256=match[1]))
    return entries, bad_lines


def describe(record: CaptureRecord) -> BagInfo:
    """What bag-info.txt has to say of the capture that `record` describes."""
    return BagInfo(
        capture_id=record.id,
        requested_url=record.requested_url,
        captured_at=record.captured_at,
        software=record.environment.tool,
        outcome=record.outcome,
    )


def bag_info_fields(info: BagInfo) -> dict[str, str]:
    """Label to value; values on one line each, control characters percent-encoded."""
    captured_at = info.captured_at.astimezone(UTC)
    values = (
        info.software,
        f"{captured_at:%Y-%m-%d}",
        info.requested_url,
        info.capture_id,
        f"Web page as a browser showed it at {captured_at:%Y-%m-%dT%H:%M:%SZ}; outcome: {info.outcome}",
    )
    return {label: _one_line(value) for label, value in zip(BAG_INFO_LABELS, values, strict=True)}


def payload_oxum(*, size_bytes: int, files: int) -> str:
    """Octets and streams of the payload (RFC 8493, 2.2.2)."""
    return f"{size_bytes}.{files}"


def format_bag_info(fields: Mapping[str, str]) -> bytes:
    """One `Label: value` a line, sorted by label."""
    return "".join(f"{label}: {fields[label]}\n" for label in sorted(fields)).encode("utf-8")


def parse_bag_info(content: bytes) -> tuple[list[tuple[str, str]], list[int]]:
    """Labels and values in order, and the numbers (from 1) of lines that are neither."""
    fields: list[tuple[str, str]] = []
    bad_lines: list[int] = []
    for number, line in enumerate(_lines(content), start=1):
        match = _INFO_LINE.fullmatch(line)
        if match is None:
            bad_lines.append(number)
        else:
            fields.append((match[1], match[2]))
    return fields, bad_lines


def _lines(content: bytes) -> Iterable[str]:
    """Lines without their LF. A last line that has none is given one, so that no rule accepts it: the file was cut."""
    *lines, rest = content.decode("utf-8", "surrogateescape").split("\n")
    return [*lines, rest + "\n"] if rest else lines


def _one_line(value: str) -> str:
    return "".join(c if c.isprintable() else printable(c) for c in value).strip()

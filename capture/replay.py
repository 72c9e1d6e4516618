"""Lays a page.wacz out for pywb, which serves the page from it, so that a person can click around in it offline."""

import gzip
import json
import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from capture.errors import BundleError, EnvironmentFailure

COLLECTION = "capture"
"""Name of the one collection: the first part of all addresses."""

# pywb's own policy lets a replayed page open WebSockets to anywhere; this one lets it reach nothing but the archive.
_CONFIG = """\
debug: false
csp-header: "default-src 'unsafe-eval' 'unsafe-inline' 'self' data: blob: mediastream:; form-action 'self'"
"""


def unpack(wacz: Path, into: Path) -> None:
    """Write the records and the index in `wacz` below `into`, as a collection of pywb. Raises `BundleError`."""
    collection = into / "collections" / COLLECTION
    (into / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    try:
        with zipfile.ZipFile(wacz) as archive:
            for member in _members(archive, "archive/"):
                _copy(archive, member, collection / "archive" / PurePosixPath(member).name)
            for member in _members(archive, "indexes/"):
                name = PurePosixPath(member).name.removesuffix(".gz")
                if name.endswith((".cdx", ".cdxj")):
                    target = collection / "indexes" / PurePosixPath(name).with_suffix(".cdxj")
                    _copy_index(archive, member, target)
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise BundleError(f"{wacz} cannot be unpacked: {error}") from error
    if not any((collection / "indexes").glob("*")) or not any((collection / "archive").glob("*")):
        raise BundleError(f"{wacz} holds no records, or no index of them")


def _members(archive: zipfile.ZipFile, directory: str) -> Iterator[str]:
    """Files right below `directory`; what lies deeper or elsewhere is no part of a WACZ."""
    for name in archive.namelist():
        rest = name.removeprefix(directory)
        if rest != name and rest and "/" not in rest and "\\" not in rest and rest not in {".", ".."}:
            yield name


def _copy(archive: zipfile.ZipFile, member: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as stored, target.open("xb") as out:
        shutil.copyfileobj(stored, out)


def _copy_index(archive: zipfile.ZipFile, member: str, target: Path) -> None:
    """All lines but confirmations. One in blocks of gzip is the same lines, compressed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as stored, target.open("xb") as out:
        lines: Iterable[bytes] = gzip.GzipFile(fileobj=stored) if member.endswith(".gz") else stored
        out.writelines(line for line in lines if not _confirms(line))


def _confirms(line: bytes) -> bool:
    """Whether it is of a 304: pywb would give that to a browser that has no copy of what it confirms."""
    try:
        fields = json.loads(line[line.find(b"{") :])
    except ValueError:
        return False
    return isinstance(fields, dict) and (fields.get("mime"), fields.get("status")) == ("warc/revisit", "304")


def server_command(directory: Path, *, port: int) -> list[str]:
    """What serves the collection below `directory` on loopback. Raises `EnvironmentFailure` if pywb is not there."""
    beside = Path(sys.executable).with_name("wayback")
    program = str(beside) if beside.exists() else shutil.which("wayback")
    if program is None:
        missing = "replaying needs pywb, which is not installed"
        raise EnvironmentFailure(missing, hint="pip install 'pagewitness[replay]'")
    return [program, "--bind", "127.0.0.1", "--port", str(port), "--directory", str(directory)]


def page_address(base: str, *, url: str, captured_at: datetime) -> str:
    """Where the server at `base` shows `url` as it was at `captured_at`."""
    return f"{base}/{COLLECTION}/{captured_at:%Y%m%d%H%M%S}/{url.partition('#')[0]}"

"""A page.wacz is laid out for pywb as it is, and nothing in it can write elsewhere."""

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capture.errors import BundleError
from capture.replay import page_address, unpack

INDEX = b'example,news)/ 20241023093500 {"url": "https://news.example/", "filename": "data.warc.gz"}\n'


def wacz(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_records_and_an_index_in_blocks_become_a_collection(tmp_path: Path) -> None:
    members = {
        "archive/data.warc.gz": b"records",
        "indexes/index.cdx.gz": gzip.compress(INDEX),
        "pages/pages.jsonl": b"",
    }
    unpack(wacz(tmp_path / "page.wacz", members), tmp_path)
    collection = tmp_path / "collections" / "capture"
    assert (collection / "archive" / "data.warc.gz").read_bytes() == b"records"
    assert (collection / "indexes" / "index.cdxj").read_bytes() == INDEX


@pytest.mark.parametrize("name", ["archive/../../../outside", "archive/..", "archive/a/b.warc.gz", "/archive/x"])
def test_nothing_is_written_outside_of_the_directory(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    members = {name: b"x", "archive/data.warc.gz": b"records", "indexes/index.cdx": INDEX}
    unpack(wacz(tmp_path / "page.wacz", members), inside)
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    collection = "a/b/c/collections/capture"
    assert written == [
        f"{collection}/archive/data.warc.gz",
        f"{collection}/indexes/index.cdxj",
        "a/b/c/config.yaml",
        "page.wacz",
    ]


@pytest.mark.parametrize("members", [{}, {"archive/data.warc.gz": b"records"}, {"indexes/index.cdx": INDEX}])
def test_an_archive_without_records_or_index_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(BundleError, match="holds no records, or no index"):
        unpack(wacz(tmp_path / "page.wacz", members), tmp_path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.wacz").write_bytes(b"no zip at all")
    with pytest.raises(BundleError, match="cannot be unpacked"):
        unpack(tmp_path / "page.wacz", tmp_path)


BROKEN = gzip.compress(INDEX)[:10] + b"\xff" * 40


@pytest.mark.parametrize("index", [b"no gzip", gzip.compress(INDEX)[:20], BROKEN], ids=["none", "cut", "broken"])
def test_an_index_that_is_no_gzip_is_refused(tmp_path: Path, index: bytes) -> None:
    members = {"archive/data.warc.gz": b"records", "indexes/index.cdx.gz": index}
    with pytest.raises(BundleError, match="cannot be unpacked"):
        unpack(wacz(tmp_path / "page.wacz", members), tmp_path)


def test_the_address_names_the_instant_and_the_page() -> None:
    at = datetime(2024, 10, 22, 20, 35, 7, 900_000, tzinfo=UTC)
    address = page_address("http://127.0.0.1:8090", url="https://news.example/a?b=c#part", captured_at=at)
    assert address == "http://127.0.0.1:8090/capture/20241022203507/https://news.example/a?b=c"

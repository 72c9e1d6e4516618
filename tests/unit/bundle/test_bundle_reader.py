"""Reading bundles that may come from anyone: values, or `BundleError`."""

import os
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.bundle import files, rendered
from capture.bundle.files import hash_file, read_file
from capture.bundle.reader import open_bundle
from capture.bundle.rendered import decode_rendered_page, encode_rendered_page
from capture.bundle.verify import verify_bundle
from capture.errors import BundleError
from tests.forged.good import CAPTURE_ID, TEXT, rendered_page

READ_ALL = ("capture.json", "rendered.json.gz", "explain.json")


def read_all(bundle: Path) -> None:
    opened = open_bundle(bundle)
    opened.read_page()
    opened.read_explanation()


def test_good_bundle_is_read_back(bundle: Path) -> None:
    opened = open_bundle(bundle)
    assert opened.record.id == CAPTURE_ID
    assert opened.record.article is not None
    assert opened.record.article.text == TEXT
    assert opened.read_page() == rendered_page()
    assert opened.read_explanation().decisions[0].subject == "article"
    assert opened.read_artifact("page.pdf") == b"%PDF-1.7 invented"


@pytest.mark.parametrize("path", ["../bagit.txt", "/etc/passwd", "capture.json", "nothing.png", "page.pdf\n"])
def test_only_artifacts_of_the_record_are_handed_out(bundle: Path, path: str) -> None:
    with pytest.raises(BundleError, match="not an artifact"):
        open_bundle(bundle).read_artifact(path)


def test_no_bundle_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(BundleError, match="is not a bundle"):
            open_bundle(path)


@pytest.mark.parametrize("name", READ_ALL)
@pytest.mark.parametrize("content", [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000, b"\x1f\x8b", b'{"id": 1e999}'])
def test_wrong_contents(bundle: Path, name: str, content: bytes) -> None:
    (bundle / "data" / name).write_bytes(content)
    with pytest.raises(BundleError, match=name) as raised:
        read_all(bundle)
    assert str(raised.value).isprintable()
    assert raised.value.exit_code == 5


@pytest.mark.parametrize("name", READ_ALL)
def test_missing_file(bundle: Path, name: str) -> None:
    (bundle / "data" / name).unlink()
    with pytest.raises(BundleError, match=name):
        read_all(bundle)


@pytest.mark.parametrize("name", READ_ALL)
def test_link_is_not_followed(bundle: Path, tmp_path: Path, name: str) -> None:
    (bundle / "data" / name).rename(tmp_path / name)
    (bundle / "data" / name).symlink_to(tmp_path / name)
    with pytest.raises(BundleError, match=name):
        read_all(bundle)


def test_linked_directory_is_not_followed(bundle: Path, tmp_path: Path) -> None:
    (bundle / "data").rename(tmp_path / "data")
    (bundle / "data").symlink_to(tmp_path / "data")
    with pytest.raises(BundleError, match="symbolic link"):
        open_bundle(bundle)


@pytest.mark.parametrize("name", READ_ALL)
def test_pipe_does_not_hold_us(bundle: Path, name: str) -> None:
    (bundle / "data" / name).unlink()
    os.mkfifo(bundle / "data" / name)
    with pytest.raises(BundleError, match=f"{name}: not a regular file"):
        read_all(bundle)


@pytest.mark.parametrize("name", READ_ALL)
def test_directory_in_place_of_a_file(bundle: Path, name: str) -> None:
    (bundle / "data" / name).unlink()
    (bundle / "data" / name).mkdir()
    with pytest.raises(BundleError, match=name):
        read_all(bundle)


@pytest.mark.parametrize("name", READ_ALL)
def test_huge_file_is_not_read(bundle: Path, name: str) -> None:
    os.truncate(bundle / "data" / name, 2**40)
    with pytest.raises(BundleError, match="1099511627776 bytes"):
        read_all(bundle)


def test_file_that_grows_while_it_is_read_is_bounded() -> None:
    assert len(read_file(Path("/proc"), "cpuinfo", limit_bytes=10)) == 10


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"complete"', b'"great"', "data/capture.json: outcome: Input should be 'complete', 'partial' or 'failed'"),
        (b"{", b"[", "data/capture.json: Invalid JSON: "),
    ],
)
def test_error_says_where_and_what(bundle: Path, old: bytes, new: bytes, message: str) -> None:
    path = bundle / "data" / "capture.json"
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    with pytest.raises(BundleError) as raised:
        open_bundle(bundle)
    assert str(raised.value).startswith(message)
    assert raised.value.hint is None


def test_version_of_the_future_says_so(bundle: Path) -> None:
    path = bundle / "data" / "capture.json"
    path.write_bytes(path.read_bytes().replace(b'"schema_version": "1.0"', b'"schema_version": "1.9", "more": 1'))
    with pytest.raises(BundleError, match="does not know") as raised:
        open_bundle(bundle)
    assert raised.value.hint == "Use a newer version of capture."


def test_hostile_key_does_not_reach_the_terminal(bundle: Path) -> None:
    (bundle / "data" / "capture.json").write_bytes(b'{"\\u001b[2J' + b"x" * 5000 + b'": 1}')
    with pytest.raises(BundleError) as raised:
        open_bundle(bundle)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 400


def test_rendered_page_has_one_form() -> None:
    packed = encode_rendered_page(rendered_page())
    assert packed == encode_rendered_page(decode_rendered_page(packed, name="x"))
    assert packed[4:8] == b"\0\0\0\0", "a time of writing in the gzip header would differ each time"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "not gzip"),
        (encode_rendered_page(rendered_page())[:-4], "cut off"),
        (encode_rendered_page(rendered_page()) + b"x", "something follows"),
    ],
)
def test_packing_that_is_wrong_is_named(content: bytes, message: str) -> None:
    with pytest.raises(BundleError, match=message):
        decode_rendered_page(content, name="x")


def test_gzip_bomb_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered, "MAX_RENDERED_BYTES", 1_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b" " * 50_000_000) + packer.flush()
    with pytest.raises(BundleError, match="more than 1000000 bytes"):
        decode_rendered_page(bomb, name="x")


def test_page_as_large_as_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = encode_rendered_page(rendered_page())
    monkeypatch.setattr(rendered, "MAX_RENDERED_BYTES", len(zlib.decompress(packed, 31)))
    assert decode_rendered_page(packed, name="x") == rendered_page()


@given(st.binary())
def test_no_bytes_break_the_unpacking(content: bytes) -> None:
    with pytest.raises(BundleError):
        decode_rendered_page(content, name="x")


def test_damage_anywhere_ends_in_a_bundle_error_and_in_problems(sealed: Path, bundle: Path) -> None:
    chance = random.Random(8493)
    for name in READ_ALL:
        path = bundle / "data" / name
        whole = path.read_bytes()
        for _ in range(150):
            content = bytearray(whole)
            for _ in range(chance.randrange(1, 4)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            path.write_bytes(content[: chance.choice([len(content), chance.randrange(len(content))])])
            try:
                read_all(bundle)
            except BundleError as error:
                assert str(error).isprintable()  # noqa: PT017
            assert verify_bundle(bundle).ok == (path.read_bytes() == whole)
        path.write_bytes(whole)


def test_name_that_no_system_has(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"a%00b: .*null"):
        hash_file(tmp_path, "a\0b")


def test_large_file_is_hashed_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"ab" * files.CHUNK_BYTES)
    hashed = hash_file(tmp_path, "x")
    assert hashed.size_bytes == 2 * files.CHUNK_BYTES
    assert hashed.head == b"ab" * 12

"""Whole or absent: what is on the disk after a bundle was written, and after one was not."""

import hashlib
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from capture.bundle.verify import verify_bundle
from capture.bundle.writer import BundleWriter
from capture.errors import BundleError, EnvironmentFailure
from capture.models.manifest import BagInfo
from tests.forged.good import CAPTURED_AT, png, write_good_bundle

ROOT = Path(__file__).parents[3]
INFO = BagInfo(
    capture_id="x", requested_url="https://news.example/", captured_at=CAPTURED_AT, software="t", outcome="complete"
)


@pytest.fixture
def final(tmp_path: Path) -> Path:
    return tmp_path / "out" / "news.example" / "20261123T154002Z-5f0c7a1e"


def interrupt(writer: BundleWriter, error: type[BaseException], *, sealed: bool = False) -> None:
    """Fail half-way, or right after the seal."""
    writer.add("page.html", b"half")
    if sealed:
        writer.seal(INFO)
    raise error


def everything_in(directory: Path) -> list[str]:
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*"))


def test_bundle_is_complete_and_verifies(tmp_path: Path) -> None:
    bundle = write_good_bundle(tmp_path)
    assert everything_in(tmp_path) == [
        "news.example",
        "news.example/20261123T154002Z-5f0c7a1e",
        *(
            f"news.example/20261123T154002Z-5f0c7a1e/{path}"
            for path in (
                "bag-info.txt",
                "bagit.txt",
                "data",
                "data/capture.json",
                "data/explain.json",
                "data/log.jsonl",
                "data/page.html",
                "data/page.pdf",
                "data/page.png",
                "data/page.wacz",
                "data/rendered.json.gz",
                "manifest-sha256.txt",
                "tagmanifest-sha256.txt",
            )
        ),
    ]
    assert verify_bundle(bundle).ok


def test_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_good_bundle(tmp_path / "a"), write_good_bundle(tmp_path / "b")
    assert (first / "tagmanifest-sha256.txt").read_bytes() == (second / "tagmanifest-sha256.txt").read_bytes()


def test_manifest_is_sorted_and_as_sha256sum_writes_it(bundle: Path) -> None:
    lines = (bundle / "manifest-sha256.txt").read_bytes().decode().split("\n")
    assert lines.pop() == ""
    assert all(re.fullmatch(r"[0-9a-f]{64}  data/\S+", line) for line in lines)
    paths = [line[66:] for line in lines]
    assert paths == sorted(paths)


def test_artifact_tells_size_digest_type_and_dimensions(final: Path) -> None:
    content = png(40, 30)
    with BundleWriter(final) as writer:
        picture = writer.add("ticker-1.png", content)
        text = writer.add("page.html", "<p>Größe".encode())
        other = writer.add("sub/thing", b"")
    assert (picture.path, picture.media_type, picture.width_px, picture.height_px) == (
        "ticker-1.png",
        "image/png",
        40,
        30,
    )
    assert (picture.bytes, picture.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (text.media_type, text.bytes, text.width_px) == ("text/html", 10, None)
    assert (other.media_type, other.bytes) == ("application/octet-stream", 0)


def test_large_file_is_copied(final: Path, tmp_path: Path) -> None:
    content = os.urandom(1024) * 3000
    (tmp_path / "source").write_bytes(content)
    with BundleWriter(final) as writer:
        artifact = writer.add_file("page.wacz", tmp_path / "source")
        writer.seal(INFO)
    assert (final / "data" / "page.wacz").read_bytes() == content
    assert (artifact.bytes, artifact.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "../x", "/x", "x/../y", "x//y", "x/", ".x", "-x", "X", "x y", "x\n", "x\\y", "x%", "ü", "a" * 201],
)
def test_path_that_is_not_portable_is_refused(final: Path, path: str) -> None:
    with BundleWriter(final) as writer, pytest.raises(BundleError, match="portable"):
        writer.add(path, b"")


def test_path_is_written_once(final: Path) -> None:
    with BundleWriter(final) as writer:
        writer.add("page.html", b"first")
        with pytest.raises(BundleError, match="already"):
            writer.add("page.html", b"second")
        writer.seal(INFO)
    assert (final / "data" / "page.html").read_bytes() == b"first"


def test_nothing_can_be_added_after_the_seal(final: Path) -> None:
    with BundleWriter(final) as writer:
        writer.seal(INFO)
        with pytest.raises(BundleError, match="not open"):
            writer.add("page.html", b"late")
        with pytest.raises(BundleError, match="not open"):
            writer.seal(INFO)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_interruption_leaves_nothing(final: Path, tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(error), BundleWriter(final) as writer:
        interrupt(writer, error)
    assert everything_in(tmp_path / "out") == []


def test_leaving_without_a_seal_leaves_nothing(final: Path, tmp_path: Path) -> None:
    with BundleWriter(final) as writer:
        writer.add("page.html", b"half")
    assert everything_in(tmp_path / "out") == []


def test_directory_that_was_there_before_stays(final: Path) -> None:
    final.parent.mkdir(parents=True)
    with BundleWriter(final) as writer:
        writer.add("page.html", b"half")
    assert everything_in(final.parent) == []
    assert final.parent.is_dir()


def test_interruption_leaves_other_captures_alone(final: Path) -> None:
    with BundleWriter(final.with_name("other")) as other:
        with pytest.raises(KeyboardInterrupt), BundleWriter(final) as writer:
            interrupt(writer, KeyboardInterrupt)
        other.seal(INFO)
    assert [path.name for path in final.parent.iterdir()] == ["other"]


def test_error_after_the_seal_leaves_the_bundle(final: Path) -> None:
    with pytest.raises(KeyboardInterrupt), BundleWriter(final) as writer:
        interrupt(writer, KeyboardInterrupt, sealed=True)
    assert (final / "tagmanifest-sha256.txt").is_file()


def test_unfinished_file_is_in_no_bundle(final: Path, tmp_path: Path) -> None:
    with BundleWriter(final) as writer:
        with pytest.raises(EnvironmentFailure):
            writer.add_file("page.wacz", tmp_path)  # a directory: opens, but cannot be read
        writer.seal(INFO)
    assert everything_in(final / "data") == []


def test_existing_bundle_is_never_overwritten(tmp_path: Path) -> None:
    bundle = write_good_bundle(tmp_path)
    before = {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    with pytest.raises(EnvironmentFailure, match="never overwritten"):
        write_good_bundle(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_existing_bundle_is_refused_before_anything_is_written(final: Path) -> None:
    final.mkdir(parents=True)
    with pytest.raises(EnvironmentFailure, match="never overwritten"):
        BundleWriter(final).__enter__()
    assert everything_in(final.parent) == [final.name]


def test_directory_that_appears_meanwhile_is_not_replaced(final: Path) -> None:
    with BundleWriter(final) as writer:
        final.mkdir()
        with pytest.raises(EnvironmentFailure, match="never overwritten"):
            writer.seal(INFO)
    assert everything_in(final.parent) == [final.name]
    assert everything_in(final) == []


def test_partial_of_a_dead_run_is_neither_used_nor_touched(final: Path) -> None:
    dead = final.with_name(final.name + ".partial")
    (dead / "data").mkdir(parents=True)
    (dead / "data" / "old.html").write_bytes(b"old")
    with BundleWriter(final) as writer:
        writer.add("page.html", b"new")
        writer.seal(INFO)
    assert everything_in(final / "data") == ["page.html"]
    assert everything_in(dead) == ["data", "data/old.html"]


@pytest.mark.parametrize("obstacle", ["file", "device"])
def test_directory_that_cannot_be_made_is_one_clear_line(tmp_path: Path, obstacle: str) -> None:
    out = Path("/dev/null/out")
    if obstacle == "file":
        out = tmp_path / "out"
        out.write_bytes(b"")
    with pytest.raises(EnvironmentFailure, match=r"^cannot write .*out.*: ") as raised:
        write_good_bundle(out)
    assert "\n" not in str(raised.value)
    assert raised.value.hint
    assert raised.value.exit_code == 6


FULL_DISK = """
    import resource, signal, sys
    from pathlib import Path
    from capture.bundle.writer import BundleWriter
    from capture.errors import EnvironmentFailure
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        with BundleWriter(Path(sys.argv[1])) as writer:
            writer.add("page.html", b"x" * 50_000)
            writer.add("page.png", b"x" * 200_000)
    except EnvironmentFailure as error:
        print(error)
"""


def test_disk_that_is_full_leaves_nothing(final: Path, tmp_path: Path) -> None:
    """With a limit on the size of files: the system refuses the write in the same way."""
    (tmp_path / "out").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL_DISK), final], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"cannot write .*page\.png: File too large\n", run.stdout)
    assert everything_in(tmp_path / "out") == []


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from tests.forged.good import write_good_bundle

    def kill_before(call, name):
        def counted(*args, _real=getattr(os, name), **kwargs):
            global calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return _real(*args, **kwargs)
        setattr(os, name, counted)

    call, killed = 0, True
    while killed:
        call += 1
        pid = os.fork()
        if not pid:
            calls = 0
            for name in ("fsync", "mkdir", "rename"):
                kill_before(call, name)
            write_good_bundle(Path(sys.argv[1], str(call)))
            os._exit(0)
        killed = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
"""


def test_kill_at_any_moment_leaves_a_whole_bundle_or_one_named_partial(tmp_path: Path) -> None:
    """Before every system call that can matter; then the next run works."""
    subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), tmp_path], cwd=ROOT, check=True)
    outs = list(tmp_path.iterdir())
    left = {out: list(out.glob("*/*")) for out in outs}
    whole = [path for paths in left.values() for path in paths if path.suffix != ".partial"]
    assert len(outs) > 15
    assert 1 < len(whole) < len(outs)
    assert all(verify_bundle(bundle).ok for bundle in whole)
    for out in (out for out, paths in left.items() if not set(paths) & set(whole)):
        assert verify_bundle(write_good_bundle(out)).ok
        assert set(out.glob("*/*.partial")) == set(left[out])

"""`capture replay` shows a captured page out of its own archive, in another program, without the site."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.judges import provide_judges
from tests.e2e.command import bundles, capture
from tests.e2e.conftest import Captured
from tests.site.server import NewsSite

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def replaying(bundle: Path, temporary: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address that the command tells, and the command itself."""
    path = f"{provide_judges()}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary), "COLUMNS": "300"}
    command = [sys.executable, "-u", "-m", "capture", "replay", str(bundle)]
    with subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            yield serving.stdout.readline().strip(), serving
        finally:
            serving.kill()


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # loopback: the address was told by the command
        return bytes(answer.read())


def test_the_page_and_its_pictures_are_served_until_ctrl_c(portal: Captured, tmp_path: Path) -> None:
    with replaying(portal.bundle, tmp_path) as (address, serving):
        found = re.fullmatch(r"(http://127\.0\.0\.1:\d+/capture/\d{14})/(http://.*)", address)
        assert found is not None, address
        assert found[2] == portal.record["url"]
        served = fetch(f"{found[1]}mp_/{found[2]}").decode()
        assert portal.record["article"]["headline"].split(" ")[-1] in served
        assert portal.record["tickers"][0]["items"][0]["title"].split(" ")[-1] in served
        picture = portal.record["article"]["images"][0]["url"]
        assert fetch(f"{found[1]}im_/{picture}")
        serving.send_signal(signal.SIGINT)
        assert serving.wait(60) == 0
    assert list(tmp_path.iterdir()) == [], "what was unpacked is gone"


def test_what_was_confirmed_a_second_later_is_served_whole(site: NewsSite, tmp_path: Path) -> None:
    """The 304 that confirms it is nothing to whoever has no copy."""
    out = tmp_path / "out"
    wish = ("--wait-for", "#confirmed", "--no-pdf")
    assert capture("page", site.url("/replay/confirmed"), *wish, "--out", out).code == 0
    (scratch := tmp_path / "scratch").mkdir()
    with replaying(*bundles(out), scratch) as (address, _):
        found = re.match(r"http://127\.0\.0\.1:\d+/capture/\d{14}", address)
        assert found is not None, address
        assert b"Harbour bell" in fetch(f"{found[0]}im_/{site.url('/cached')}")


def test_a_bundle_that_was_changed_is_not_replayed(copy: Path) -> None:
    (copy / "data" / "page.html").write_text("something else", encoding="utf-8")
    ended = capture("replay", copy)
    assert ended.code == 5
    assert "is not what was sealed" in ended.said


def test_a_bundle_without_an_archive_says_so(portal: Captured, tmp_path: Path) -> None:
    local = tmp_path / "page.html"
    local.write_text("<title>A page</title><h1>A page</h1>", encoding="utf-8")
    assert capture("page", local, "--no-wacz", "--out", tmp_path / "out").code == 0
    ended = capture("replay", *bundles(tmp_path / "out"))
    assert ended.code == 5
    assert "holds no page.wacz" in ended.said


@pytest.mark.skipif(Path(sys.executable).with_name("wayback").exists(), reason="pywb is installed beside the tests")
def test_without_pywb_the_one_command_is_named(portal: Captured) -> None:
    ended = capture("replay", portal.bundle, environ={"PATH": "/nowhere"})
    assert ended.code == 6
    assert "pip install 'pagewitness[replay]'" in ended.said

"""Pages that fight whoever captures them: each ends in time in a sealed bundle, and leaves no process or file behind.

Each is captured by a command of its own, as a scheduler would do it. Its children are known by a variable of their
environment, which also those keep that it has lost.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from capture.bundle.verify import verify_bundle
from capture.cli.page import EXIT_CODES
from tests.conftest import REPOSITORY
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the processes of Linux")

TIMEOUT_S = 12
_SLACK_S = 20.0
"""What comes before and after the deadline of a page: start and end of browser and driver, reading, sealing; measured
7 s on a machine with eight processes for each of its two cores."""
_MARK = "CAPTURE_TEST_RUN"
WHOLE = {"complete", "complete-with-gaps"}
ANY = {"complete", "complete-with-gaps", "partial", "failed"}


@dataclass(frozen=True)
class Case:
    path: str
    verdicts: set[str] = field(default_factory=lambda: WHOLE)
    said: str = ""
    """Part of a finding's code or message."""
    headline: str | None = HEADLINE
    """None: whatever it is."""


CASES = (
    # They patch built-ins, ask, open, print, play, want to be left alone.
    Case("/patched"), Case("/dialogs"), Case("/beforeunload"), Case("/popup"), Case("/prints"), Case("/permissions"),
    Case("/media"), Case("/service-worker"), Case("/links"), Case("/control-text", headline=None),
    # They never rest.
    Case("/infinite-scroll", said="endless-scroll"), Case("/never-idle", said="network-busy"), Case("/websocket"),
    Case("/ticking", headline=None), Case("/animation"),
    # They go elsewhere.
    Case("/navigates-away", said="moved-on", headline=None), Case("/meta-refresh", said="moved-on", headline=None),
    Case("/reloads", said="keeps-moving"), Case("/redirect-loop", {"failed"}, "circle", None),
    Case("/close", {"failed"}, "without an answer", None),
    # They are no pages, and what they are does not end, or is not what it says.
    Case("/download", said="kept as document.html", headline=None),
    Case("/file-without-end", {"failed"}, "had not ended", None),
    Case("/file-without-end?type=text/plain", {"partial"}, "document-unfinished", None),
    Case("/file-broken-off", {"failed"}, "broke off", None), Case("/file/pdf-that-is-none", headline=None),
    Case("/file/pdf-without-end", headline=None), Case("/file/pdf-that-breaks-off", said="pdf-unread", headline=None),
    Case("/file-of-megabytes/1024", {"failed"}, "larger than 256 MiB", None), Case("/saves/200"),
    # They never come, or not whole.
    Case("/slow-headers", {"failed"}, "not-captured", None),
    Case("/slow-body", {"partial"}, "document-unfinished"), Case("/cut-off", {"partial"}, "document-cut-off"),
    Case("/fonts-never", {"complete-with-gaps"}, "load-unfinished"),
    Case("/stylesheet-never", {"complete-with-gaps"}, "load-unfinished"),
    Case("/script-never", {"complete-with-gaps"}, "load-unfinished"),
    Case("/frame-broken", {"complete-with-gaps"}, "load-unfinished"),
    Case("/broken-images", {"complete-with-gaps"}, "images-missing"),
    # They are too much.
    Case("/many-nodes/50000", {"complete", "partial"}), Case("/deep/2000"),
    # It takes Chromium 5 s and more to print it, of the 12 s that it is given here.
    Case("/deep/10000?display=contents", {*WHOLE, "partial"}),
    Case("/many-frames/1000", ANY, headline=None), Case("/megabytes/100", ANY, headline=None),
    Case("/eats-memory/300"),
    # They take the renderer down, or keep it.
    Case("/crash-me", {"failed"}, "crash", None), Case("/spinning", {"partial", "complete"}, "script-stopped"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_a_hostile_page_ends_in_a_sealed_bundle_and_leaves_nothing(case: Case, site: NewsSite, tmp_path: Path) -> None:
    out, scratch, mark = tmp_path / "out", tmp_path / "tmp", uuid.uuid4().hex
    scratch.mkdir()
    command = (sys.executable, "-m", "capture", "page", site.url(case.path), "--json", "--out", str(out))
    started = time.monotonic()
    ended = subprocess.run(
        [*command, "--timeout", str(TIMEOUT_S)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(scratch), _MARK: mark},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT_S + 4 * _SLACK_S,
        check=False,
    )
    took_s = time.monotonic() - started
    assert left_over(mark) == []
    assert sorted(path.name for path in scratch.iterdir()) == []
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    record = json.loads(ended.stdout)
    assert took_s < TIMEOUT_S + _SLACK_S
    assert record["verdict"] in case.verdicts, record["findings"]
    assert ended.returncode == EXIT_CODES[record["verdict"]]
    told = [f"{finding['code']}: {finding['message']}" for finding in record["findings"]]
    assert not case.said or any(case.said in line for line in told), told
    if case.headline:
        assert record["article"]["headline"] == case.headline
    (bundle,) = (path.parent for path in out.rglob("bagit.txt"))
    assert verify_bundle(bundle).problems == ()


def left_over(mark: str) -> list[str]:
    """Names of the processes that have the mark in their environment; they are given a moment to be gone."""
    deadline = time.monotonic() + 3
    while True:
        found = []
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                try:
                    if f"{_MARK}={mark}".encode() in (process / "environ").read_bytes():
                        found.append((process / "comm").read_text().strip())
                except OSError:
                    continue  # it ended in between
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)

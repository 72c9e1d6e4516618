"""Stopped in the midst of a capture: the right code, nothing half done on the disk, no browser left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.command import bundles
from tests.site.server import NewsSite

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

_PATIENCE_S = 30.0


class Running:
    """A capture of a page that takes its time, in a process group of its own, as a terminal starts it."""

    def __init__(self, *addresses: str, out: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "capture", "page", *addresses, "--out", str(out)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def family(self) -> set[tuple[int, str]]:
        """The driver, the browser and all its processes, as they are now: process id and time of birth."""
        found, parents = set(), {self.process.pid}
        born = {pid: (parent, since) for pid, parent, since in processes()}
        while parents:
            children = {pid for pid, (parent, _) in born.items() if parent in parents}
            found |= {(pid, born[pid][1]) for pid in children}
            parents = children
        return found

    def end(self) -> tuple[int, bytes, bytes]:
        out, err = self.process.communicate(timeout=_PATIENCE_S)
        return self.process.returncode, out, err


def processes() -> Iterator[tuple[int, int, str]]:
    """Of all that run (proc(5), /proc/pid/stat): process id, parent, time of birth. One that has ended but not been
    waited for does not run."""
    for directory in Path("/proc").iterdir():
        if directory.name.isdigit():
            try:
                fields = (directory / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended since
            if fields[0] != "Z":
                yield int(directory.name), int(fields[1]), fields[19]


def alive(family: set[tuple[int, str]]) -> set[tuple[int, str]]:
    return family & {(pid, since) for pid, _, since in processes()}


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {_PATIENCE_S:g} s"
        time.sleep(0.05)


@pytest.fixture
def running(site: NewsSite, tmp_path: Path) -> Iterator[Running]:
    """In the midst of it: the browser has asked for a picture that never comes."""
    started = Running(site.url("/broken-images"), out=tmp_path)
    try:
        wait_until(lambda: any(request.path == "/slow-headers" for request in site.requests), "the page is loading")
        assert len(started.family()) >= 4, "driver, browser, zygote, renderer: else nothing would be proved"
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_cleanly(running: Running, number: signal.Signals, tmp_path: Path) -> None:
    family = running.family()
    running.process.send_signal(number)
    code, out, err = running.end()
    assert code == 130, err.decode()
    assert out == b""
    assert b"Traceback" not in err
    assert b"interrupted" in err
    assert bundles(tmp_path) == []
    wait_until(lambda: not alive(family), "no browser is left")


def test_ctrl_c_in_a_terminal_reaches_the_whole_group_and_ends_it_cleanly(running: Running, tmp_path: Path) -> None:
    family = running.family()
    os.killpg(running.process.pid, signal.SIGINT)
    code, _, err = running.end()
    assert code == 130, err.decode()
    assert b"Traceback" not in err
    assert bundles(tmp_path) == []
    wait_until(lambda: not alive(family), "no browser is left")


def test_killed_without_warning_it_leaves_no_browser_behind(running: Running) -> None:
    family = running.family()
    running.process.kill()
    running.end()
    wait_until(lambda: not alive(family), "no browser is left")


def test_pages_finished_before_stay(site: NewsSite, tmp_path: Path) -> None:
    started = Running(site.url("/plain.txt"), site.url("/broken-images"), out=tmp_path)
    wait_until(lambda: any(request.path == "/slow-headers" for request in site.requests), "the second page is loading")
    started.process.send_signal(signal.SIGTERM)
    code, _, err = started.end()
    assert code == 130, err.decode()
    assert len(bundles(tmp_path)) == 1


def test_a_browser_that_dies_under_it_is_told_and_sealed(running: Running, tmp_path: Path) -> None:
    (driver,) = (pid for pid, parent, _ in processes() if parent == running.process.pid)
    for pid in [pid for pid, parent, _ in processes() if parent == driver]:
        os.kill(pid, signal.SIGKILL)
    code, out, err = running.end()
    assert code == 4, err.decode()
    assert b"Traceback" not in err
    assert b"the browser went away" in out + err
    assert len(bundles(tmp_path)) == 1

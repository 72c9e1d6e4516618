"""Third parties that read our archives: installed once, into an environment of their own, beside the one in use."""

import fcntl
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "judges.txt"
_INSTALL_TIMEOUT_S = 600.0
_RUN_TIMEOUT_S = 120.0


def provide_judges() -> Path:
    """The directory with their commands. The first call takes a minute; processes wait for each other."""
    environment = Path(sys.prefix) / "judges"
    environment.mkdir(exist_ok=True)
    wanted, done = sha256(REQUIREMENTS.read_bytes()).hexdigest(), environment / "installed"
    with (environment / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != wanted:
            subprocess.run([sys.executable, "-m", "venv", environment], check=True, timeout=_INSTALL_TIMEOUT_S)
            pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS]
            subprocess.run(pip, check=True, timeout=_INSTALL_TIMEOUT_S)
            done.write_text(wanted)
    return environment / "bin"


def run(command: Path | str, *arguments: Path | str, cwd: Path) -> str:
    """What it printed, if it ended well; else the test fails with that."""
    ended = subprocess.run(
        [command, *arguments], cwd=cwd, capture_output=True, text=True, timeout=_RUN_TIMEOUT_S, check=False
    )
    assert ended.returncode == 0, f"{command} {ended.returncode}: {ended.stdout}{ended.stderr}"
    return ended.stdout


@contextmanager
def pywb(judges: Path, wacz: Path, directory: Path) -> Iterator[str]:
    """pywb on loopback, serving this archive; the address that a replayed one is appended to."""
    run(judges / "wb-manager", "init", "capture", cwd=directory)
    run(judges / "wb-manager", "add", "--unpack-wacz", "capture", wacz, cwd=directory)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving = subprocess.Popen(
        [judges / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_port(port, serving)
        yield f"http://127.0.0.1:{port}/capture/"
    finally:
        serving.terminate()
        serving.wait(_RUN_TIMEOUT_S)


def _await_port(port: int, serving: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _RUN_TIMEOUT_S
    while time.monotonic() < deadline:
        assert serving.poll() is None, "pywb ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("pywb does not answer")


def fetch(address: str, data: bytes | None = None, **headers: str) -> tuple[int, str, bytes]:
    """Status, media type and body; underscores in the names of `headers` stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data, named)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()

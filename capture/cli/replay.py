"""`capture replay`: click around in a captured page, offline."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from capture.cli.terminal import Screen
from capture.errors import EnvironmentFailure

_START_TIMEOUT_S = 60.0
"""pywb takes 2 s to come up on an idle machine."""
_END_TIMEOUT_S = 10.0


def replay(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="Directory of a bundle.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of 127.0.0.1; 0 takes a free one.")] = 0,
) -> None:
    """Serve a captured page from its own page.wacz on this machine, until Ctrl-C.

    \b
    Examples:
      capture replay artifacts/news.example/20260101T120000Z-1a2b3c4d
      capture replay artifacts/news.example/20260101T120000Z-1a2b3c4d --port 8090

    The page runs as it did, with its scripts, from what the server sent then; what was not recorded is not there, and
    nothing is fetched from elsewhere. Needs pywb: pip install 'pagewitness[replay]', or a `wayback` on the PATH.
    """
    from capture.bundle.reader import open_bundle
    from capture.bundle.verify import verify_bundle
    from capture.errors import BundleError
    from capture.replay import page_address

    # A scheduler that stops us gets the same as Ctrl-C: the server ended, nothing left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    record = open_bundle(bundle).record
    if problems := verify_bundle(bundle).problems:
        raise BundleError(f"{bundle} is not what was sealed: {problems[0].message}", hint=f"capture verify {bundle}")
    wacz = bundle / "data" / "page.wacz"
    if not wacz.is_file():
        raise BundleError(f"{bundle} holds no page.wacz: it was captured without")
    port = port or _free_port()
    address = page_address(f"http://127.0.0.1:{port}", url=record.url, captured_at=record.captured_at)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="capture-replay-") as directory,
            _serve(Path(directory), wacz, port=port) as server,
        ):
            screen = Screen(sys.stdout)
            screen.say(address)
            screen.say(("Ctrl-C ends it", "dim"))
            server.wait()
    except KeyboardInterrupt:
        raise typer.Exit from None
    raise EnvironmentFailure("pywb, which served the page, ended by itself")


@contextmanager
def _serve(directory: Path, wacz: Path, *, port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """A server of `wacz` that answers; ended on leaving. Raises `BundleError` or `EnvironmentFailure`."""
    from capture.replay import server_command, unpack

    command = server_command(directory, port=port)
    unpack(wacz, directory)
    with (directory / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        _await(server, port=port)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            server.kill()


def _await(server: "subprocess.Popen[bytes]", *, port: int) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    ended = f"ended with code {server.returncode}" if server.returncode is not None else "does not answer"
    raise EnvironmentFailure(f"pywb, which serves the page, {ended}", hint="capture replay with another --port")


def _free_port() -> int:
    """A port that nobody listens on now. pywb does not tell which one it took if left to choose."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

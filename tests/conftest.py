"""Fixtures of all layers: the site, a loop of one's own for async code, and walls around what a test must not touch."""

import asyncio
import ipaddress
import os
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.site.server import NewsSite

REPOSITORY = Path(__file__).parent.parent
# Longer than the hard deadline of any capture under test; a test that needs more has hung.
_ASYNC_TIMEOUT_S = 180.0


def pytest_configure(config: pytest.Config) -> None:
    """pytest-playwright empties its `--output` folder when it starts: never the one with captures in it."""
    output = config.getoption("--output", default=None)
    if output is not None and (REPOSITORY / "artifacts").is_relative_to(Path(output).absolute()):
        raise pytest.UsageError(f"--output {output} would delete captures; leave it at its default")
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def site() -> Iterator[NewsSite]:
    """The news site on a free loopback port; `site.requests` starts empty in every test."""
    with NewsSite() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_request_log(request: pytest.FixtureRequest) -> None:
    if "site" in request.fixturenames:
        request.getfixturevalue("site").requests.clear()


@pytest.fixture(scope="session")
def run_async() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a coroutine in a thread with a loop of its own.

    The sync fixtures of pytest-playwright leave a loop running in the main thread, so that `asyncio.run` fails there.
    """

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="async-test") as thread:
            return thread.submit(asyncio.run, asyncio.wait_for(coroutine, _ASYNC_TIMEOUT_S)).result()

    return run


@pytest.fixture(scope="session", autouse=True)
def _plain_environment() -> Iterator[None]:
    """No proxy and no locale of whoever runs the tests; child processes inherit this."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.lower().endswith("_proxy") or name.startswith("LC_") or name in {"LANG", "LANGUAGE"}:
                patch.delenv(name)
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """A connection from this process to anywhere else than loopback is an error of the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to connect to {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""A page that leads the browser to other servers gets nowhere: canaries on loopback beside it see no connection.

The page is at 127.0.0.1, which is granted, since it was asked for; the canaries are at 127.0.0.2 and [::1], which are
not. Each way is proved to lead there in a control, where they are granted.
"""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from playwright.sync_api import Page

from capture.cli.page import utc_now
from capture.models.egress import EgressDecision
from capture.models.record import CaptureRecord
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.names import look_up
from capture.observe.stored import StoredPage, render_stored
from capture.pipeline import capture_page
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.astray import MARKUP_WAYS, SCRIPT_WAYS, astray
from tests.site.exchange import Request
from tests.site.server import NewsSite

WAYS = {*MARKUP_WAYS, *SCRIPT_WAYS, "socket", "service-worker"}
QUICK = {"artifacts": ("html",), "scroll_screens": 0}


class Canary:
    """Listens on one address and port, TCP and UDP; answers with an empty page, and keeps what it was asked for."""

    def __init__(self, host: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._tcp, self._udp = socket.socket(family), socket.socket(family, socket.SOCK_DGRAM)
        self._tcp.bind((host, 0))
        self._tcp.listen(128)
        self.port = int(self._tcp.getsockname()[1])
        self._udp.bind((host, self.port))
        self.connections = 0
        self.paths: set[str] = set()
        self.datagrams: list[bytes] = []
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._receive)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tcp.shutdown(socket.SHUT_RDWR)
        self._udp.sendto(b"", self._udp.getsockname())
        for thread in self._threads:
            thread.join()
        self._tcp.close()
        self._udp.close()

    def at(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    @property
    def untouched(self) -> bool:
        return self.connections == 0 and not self.datagrams

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                asked = connection.recv(65536).split(b" ")
                self.paths |= {asked[1].decode().strip("/")} if len(asked) > 1 else set()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except OSError:
                return

    def _receive(self) -> None:
        while received := self._udp.recv(65536):
            self.datagrams.append(received)


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary("127.0.0.2") as listening:
        yield listening


@pytest.fixture
def canary6() -> Iterator[Canary]:
    with Canary("::1") as listening:
        yield listening


def decisions(taken: Taken) -> dict[str, EgressDecision]:
    assert taken.record.egress
    return {decision.host: decision for decision in taken.record.egress.decisions}


class Names:
    """A resolver that knows a few names, and what it was asked."""

    def __init__(self, **answers: tuple[str, ...]) -> None:
        """By name, `_` standing for a dot, what it is at: a host with several answers changes them each time."""
        self._answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        if host not in self._answers:
            return tuple(await look_up(host)) if host[-1].isdigit() or ":" in host else self._unknown(host)
        answers = self._answers[host]
        return tuple((answers.pop(0) if len(answers) > 1 else answers[0]).split())

    def _unknown(self, host: str) -> tuple[str, ...]:
        raise OSError(f"no such name: {host}")


def test_no_way_leads_to_an_address_that_is_not_granted(
    capture: Capturer, site: NewsSite, canary: Canary, canary6: Canary
) -> None:
    taken = capture(site.url(f"/astray?at={canary.at('127.0.0.2')}&at={canary6.at('[::1]')}"), **QUICK)
    assert canary.untouched
    assert canary6.untouched
    assert taken.record.article
    assert {"egress-refused"} <= taken.findings
    for host in ("127.0.0.2", "::1"):
        told = decisions(taken)[host]
        assert (told.allowed, told.connections, told.trouble) == (False, 0, "refused-address")
        assert told.addresses[0].refused == "loopback"
    refused = {failed.url.rpartition("/")[2]: failed.reason for failed in taken.record.network.failed}
    assert refused["fetch"] == "127.0.0.2 is no public address (loopback)" or "::1" in refused["fetch"]


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
def test_control_every_way_leads_there_once_it_is_granted(capture: Capturer, site: NewsSite, host: str) -> None:
    with Canary(host) as canary:
        base = canary.at(f"[{host}]" if ":" in host else host)
        taken = capture(site.url(f"/astray?at={base}"), allow_addresses=(host,), delay_s=1, **QUICK)
        assert WAYS - canary.paths == set()
        assert decisions(taken)[host].connections >= canary.connections > len(WAYS) / 2
        assert taken.record.settings.allow_addresses == (f"{host}/{128 if ':' in host else 32}",)


@pytest.mark.parametrize(
    "location",
    ["http://{}/", "/redirect?to=http://{}/", "http://127.0.0.1:80@{}/", "http://127.0.0.1%2523@{}/", "//{}/"],
)
def test_a_redirect_there_is_not_followed(capture: Capturer, site: NewsSite, canary: Canary, location: str) -> None:
    where = f"127.0.0.2:{canary.port}"
    assert_not_followed(capture(site.url(f"/redirect?status=307&to={location.format(where)}"), **QUICK), canary)


@pytest.mark.parametrize(
    "markup",
    ['<meta http-equiv="refresh" content="0; url={}/">', "<script>location = '{}/'</script>"],
    ids=["refresh", "script"],
)
def test_a_page_that_moves_on_there_is_not_followed(
    capture: Capturer, serve: Callable[[str], str], canary: Canary, markup: str
) -> None:
    assert_not_followed(capture(serve(markup.format(canary.at("127.0.0.2"))), **QUICK), canary)


def assert_not_followed(taken: Taken, canary: Canary) -> None:
    assert canary.untouched
    assert decisions(taken)["127.0.0.2"].trouble == "refused-address"
    assert "egress-refused" in taken.findings


def test_a_main_page_at_a_refused_address_is_sealed_as_that(capture: Capturer, site: NewsSite, canary: Canary) -> None:
    taken = capture(site.url(f"/redirect?to={canary.at('127.0.0.2')}/"), **QUICK)
    assert (taken.record.verdict, taken.record.failure) == ("failed", "refused-address")
    (told,) = (finding.message for finding in taken.record.findings if finding.code == "not-captured")
    assert told == "127.0.0.2 is no public address (loopback); --allow-address lets it be visited"
    assert [hop.status for hop in taken.record.network.redirects] == [302]


SPELLINGS = {
    "decimal": "2130706434",
    "octal": "0177.0.0.02",
    "hex": "0x7f.0.0.2",
    "short": "127.2",
    "mapped": "[::ffff:127.0.0.2]",
    "mapped in hex": "[::ffff:7f00:2]",
    "compatible": "[::127.0.0.2]",
    "NAT64": "[64:ff9b::7f00:2]",
    "6to4": "[2002:7f00:2::1]",
    "full-width": "１２７.0.0.2",
    "dot at the end": "127.0.0.2.",
    "name": "inside.example",
    "name at both": "both.example",
    "name of mapped": "mapped.example",
}


@pytest.mark.parametrize("granted", [False, True], ids=["refused", "control"])
def test_no_spelling_of_the_address_leads_there(
    capture: Capturer, serve: Callable[[str], str], canary: Canary, granted: bool
) -> None:
    """Of IPv4 in IPv6 only the mapped form leads anywhere on this machine; the others are proved to be asked for."""
    resolve = Names(
        inside_example=("127.0.0.2",), both_example=("::1 127.0.0.2",), mapped_example=("::ffff:127.0.0.2",)
    )
    pictures = [f'<img src="http://{host}:{canary.port}/{name.replace(" ", "-")}">' for name, host in SPELLINGS.items()]
    allowed = ("127.0.0.2",) if granted else ()
    taken = capture(serve("".join(pictures)), resolve=resolve, allow_addresses=allowed, **QUICK)
    carried = {"compatible", "NAT64", "6to4"}
    told = decisions(taken)
    assert {"::7f00:2", "64:ff9b::7f00:2", "2002:7f00:2::1", "inside.example", "both.example"} <= set(told)
    if granted:
        assert canary.paths == {name.replace(" ", "-") for name in SPELLINGS if name not in carried}
        assert told["both.example"].connected_to == "127.0.0.2"
    else:
        assert canary.untouched
        assert not any(decision.allowed for host, decision in told.items() if host != "127.0.0.1")


def test_the_unspecified_address_is_not_this_machine(capture: Capturer, serve: Callable[[str], str]) -> None:
    """Connecting to 0.0.0.0 leads to 127.0.0.1, which is granted: but by that name it is not."""
    with Canary("127.0.0.1") as canary:
        taken = capture(serve(f'<img src="{canary.at("0.0.0.0")}"><img src="{canary.at("[::]")}">'), **QUICK)
        assert canary.untouched
        assert {decisions(taken)[host].addresses[0].refused for host in ("0.0.0.0", "::")} == {"unspecified"}


def test_control_what_is_at_the_pages_own_address_is_visited(capture: Capturer, serve: Callable[[str], str]) -> None:
    with Canary("127.0.0.1") as canary:
        taken = capture(serve(f'<img src="{canary.at("127.0.0.1")}/own">'), **QUICK)
        assert canary.paths == {"own"}
        assert taken.record.egress
        assert taken.record.egress.granted == ("127.0.0.1",)


def test_a_name_that_changes_its_answer_is_asked_once(
    capture: Capturer, serve: Callable[[str], str], canary: Canary
) -> None:
    """The page's own name, so that the second answer would be granted if it were heard."""
    resolve = Names(own_example=("127.0.0.1", "127.0.0.2"))
    with Canary("127.0.0.1") as own:
        address = serve(
            f"<script>(async () => {{ for (const path of 'abc') await fetch('http://own.example:{own.port}/' + path,"
            f"{{mode: 'no-cors'}}); fetch('http://own.example:{canary.port}/', {{mode: 'no-cors'}}) }})()</script>"
        ).replace("127.0.0.1", "own.example")
        taken = capture(address, resolve=resolve, **QUICK)
        assert own.paths == {"a", "b", "c"}
    assert canary.untouched
    assert resolve.asked == ["own.example"]
    assert taken.record.egress
    assert taken.record.egress.granted == ("127.0.0.1",)
    assert taken.record.network.remote_address == "127.0.0.1:" + taken.record.requested_url.split(":")[2].split("/")[0]


def test_a_host_whose_first_address_is_dead_is_reached_by_the_next(
    capture: Capturer, serve: Callable[[str], str]
) -> None:
    resolve = Names(two_example=("::1 127.0.0.1",))
    address = serve("<h1>Tide table</h1>").replace("127.0.0.1", "two.example")
    taken = capture(address, resolve=resolve, **QUICK)
    assert taken.record.verdict == "complete"
    assert decisions(taken)["two.example"].connected_to == "127.0.0.1"


def test_datagrams_do_not_go_round_it(capture: Capturer, site: NewsSite, canary: Canary) -> None:
    taken = capture(site.url(f"/astray/datagrams/127.0.0.2:{canary.port}"), delay_s=2, **QUICK)
    assert taken.record.verdict == "complete"
    assert canary.untouched


def test_control_datagrams_go_round_a_browser_that_is_not_told(page: Page, site: NewsSite) -> None:
    def is_stun(datagram: bytes) -> bool:
        return datagram[4:8] == b"\x21\x12\xa4\x42"  # RFC 8489, 5

    def is_quic(datagram: bytes) -> bool:
        return len(datagram) >= 1200  # RFC 9000, 14.1

    with Canary("127.0.0.1") as canary:
        page.goto(site.url(f"/astray/datagrams/127.0.0.1:{canary.port}"))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not all(any(map(kind, canary.datagrams)) for kind in (is_stun, is_quic)):
            page.wait_for_timeout(50)
        assert any(map(is_stun, canary.datagrams))
        assert any(map(is_quic, canary.datagrams))


def test_a_page_from_the_network_sees_no_file(capture: Capturer, serve: Callable[[str], str], tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>The ferry is bought already", encoding="utf-8")
    taken = capture(serve(f'<p>Tide</p><iframe src="{secret.as_uri()}"></iframe><img src="{secret.as_uri()}">'))
    assert b"ferry" not in b"".join(taken.files().values())


@pytest.mark.parametrize("scripts", [False, True])
def test_a_stored_page_reaches_nobody_not_even_on_this_machine(
    run_async: Callable[[Coroutine[Any, Any, Any]], Any], scripts: bool
) -> None:
    async def render(body: bytes) -> None:
        stored = StoredPage(body, "http://page.example/", datetime.now(UTC), scripts=scripts)
        async with open_browser(find_browser(environ=os.environ)) as running:
            await render_stored(running.browser, stored)

    with Canary("127.0.0.1") as canary:
        page = astray(Request("GET", f"/astray?at={canary.at('127.0.0.1')}", {}))
        assert isinstance(page.body, bytes)
        run_async(render(page.body))
        assert canary.untouched


def test_a_proxy_does_the_connecting_and_the_record_says_so(capture: Capturer, site: NewsSite) -> None:
    """The site answers whatever it is asked for, also as a proxy."""
    taken = capture("http://news.example/portal-modern.html", proxy=site.url(""), **QUICK)
    assert taken.record.verdict == "complete"
    assert taken.record.egress
    assert (taken.record.egress.checked, taken.record.egress.decisions) == (False, ())
    assert "egress-unchecked" in taken.findings
    assert site.requests[0].target == "http://news.example/portal-modern.html"


def test_captures_at_the_same_time_have_a_gate_each(
    site: NewsSite, run_async: Callable[[Coroutine[Any, Any, Any]], Any], tmp_path: Path
) -> None:
    async def both() -> list[CaptureRecord]:
        urls = [site.url("/portal-modern.html", host=host) for host in ("127.0.0.1", "localhost")] * 3
        settings = CaptureSettings(artifacts=("html",))
        async with open_browser(find_browser(environ=os.environ)) as running:
            work = (
                capture_page(running, CaptureRequest(url=url, settings=settings), out=tmp_path, clock=utc_now)
                for url in urls
            )
            return [captured.record for captured in await asyncio.gather(*work)]

    records = run_async(both())
    assert {record.verdict for record in records} == {"complete"}
    granted = [record.egress.granted for record in records if record.egress]
    assert granted == [("127.0.0.1",), ("127.0.0.1", "::1")] * 3

"""The egress gate as a browser meets it: SOCKS5 spoken to it on loopback, servers of the test behind it."""

import asyncio
import errno
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from capture.models.egress import Egress
from capture.observe import egress
from capture.observe.egress import EgressGate, open_gate
from capture.observe.names import look_up

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]
CONNECTED, NO_WAY = b"\x05\x00", b"\x05\x04"


@asynccontextmanager
async def gate_to(own_url: str = "http://127.0.0.1/", **options: Any) -> AsyncIterator[EgressGate]:
    async with open_gate(own_url, clock=lambda: datetime.now(UTC), **options) as gate:
        yield gate


@asynccontextmanager
async def serving(served: Served, host: str = "127.0.0.1") -> AsyncIterator[int]:
    async with await asyncio.start_server(served, host, 0) as server:
        yield server.sockets[0].getsockname()[1]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while said := await reader.read(65536):
        writer.write(said)
        await writer.drain()
    writer.close()


async def ask(gate: EgressGate, host: str, port: int) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
    """The first two bytes of the gate's reply; then the connection is the server's."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
    writer.write(b"\x05\x02\x00\x02")
    assert await reader.readexactly(2) == b"\x05\x00"
    name = host.encode()
    writer.write(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
    try:
        reply = await reader.readexactly(10)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
        raise
    return reply[:2], reader, writer


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def reply_for(gate: EgressGate, host: str, port: int) -> bytes:
    reply, _, writer = await ask(gate, host, port)
    writer.close()
    await writer.wait_closed()
    return reply


def test_bytes_pass_both_ways_and_the_decision_is_kept(run_async: Run) -> None:
    async def go() -> tuple[bytes, Egress, str | None, int]:
        async with serving(echo) as port, gate_to() as gate:
            reply, reader, writer = await ask(gate, "127.0.0.1", port)
            assert reply == CONNECTED
            writer.write(b"tide" * 100_000)
            echoed = await reader.readexactly(400_000)
            writer.close()
            return echoed, gate.summary(), gate.remote_address_of(f"http://127.0.0.1:{port}/x"), port

    echoed, told, address, port = run_async(go())
    assert echoed == b"tide" * 100_000
    (decision,) = told.decisions
    assert (decision.host, decision.port, decision.allowed, decision.connections) == ("127.0.0.1", port, True, 1)
    assert address == f"127.0.0.1:{port}"
    assert (told.granted, told.hosts, told.refused_hosts) == (("127.0.0.1",), 1, 0)


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "10.0.0.1", "0x7f000002", "2130706434", "localhost", "a.localhost", "::1"]
)
def test_what_is_not_granted_is_refused_without_a_connection(run_async: Run, host: str) -> None:
    """Any connection off loopback would be an error of the test."""

    async def go() -> tuple[bytes, str | None, str | None]:
        async with gate_to("http://127.0.0.9/") as gate:
            reply = await reply_for(gate, host, 80)
            url = f"http://[{host}]/" if ":" in host else f"http://{host}/"
            return reply, gate.refusal(url), gate.net_error(url)

    reply, refusal, net_error = run_async(go())
    assert reply == NO_WAY
    assert refusal is not None
    assert refusal.startswith(host)
    assert net_error is None


def test_each_host_is_looked_up_once_however_many_ask_at_once(run_async: Run) -> None:
    asked: list[str] = []

    async def resolve(host: str) -> tuple[str, ...]:
        asked.append(host)
        await asyncio.sleep(0.01)
        return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.2",)

    async def go() -> list[bytes]:
        async with serving(echo) as port, gate_to("http://news.example/", resolve=resolve) as gate:
            return list(await asyncio.gather(*(reply_for(gate, "news.example", port) for _ in range(20))))

    assert run_async(go()) == [CONNECTED] * 20
    assert asked == ["news.example"]


def test_the_page_s_own_host_is_known_before_any_other_is_judged(run_async: Run) -> None:
    async def resolve(host: str) -> tuple[str, ...]:
        await asyncio.sleep(0.02 if host == "news.example" else 0)
        return ("127.0.0.3",)

    async def go() -> bytes:
        async with serving(echo, "127.0.0.3") as port, gate_to("http://news.example/", resolve=resolve) as gate:
            return await reply_for(gate, "pictures.example", port)

    assert run_async(go()) == CONNECTED


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (OSError("no such name"), "net::ERR_NAME_NOT_RESOLVED"),
        (("tide",), "net::ERR_NAME_NOT_RESOLVED"),
        ((), "net::ERR_NAME_NOT_RESOLVED"),
        (("127.0.0.1",), "net::ERR_CONNECTION_REFUSED"),
        (("::1", "127.0.0.1"), "net::ERR_CONNECTION_REFUSED"),
    ],
)
def test_why_there_is_no_connection_is_said_as_the_browser_would(run_async: Run, answer: Any, said: str) -> None:
    async def resolve(host: str) -> tuple[str, ...]:
        if isinstance(answer, OSError):
            raise answer
        return tuple(answer)

    async def go() -> tuple[bytes, str | None]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        async with gate_to("http://news.example/", resolve=resolve) as gate:
            return await reply_for(gate, "news.example", port), gate.net_error(f"http://news.example:{port}/")

    assert run_async(go()) == (NO_WAY, said)


def test_a_host_that_never_answers_is_given_up_and_the_next_address_tried(
    run_async: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listener whose queue is full drops what comes, as a firewall does."""
    monkeypatch.setattr(egress, "_NEXT_ADDRESS_S", 0.2)
    monkeypatch.setattr(egress, "_CONNECT_S", 0.2)

    async def resolve(host: str) -> tuple[str, ...]:
        return ("127.0.0.4",) if host == "dead.example" else ("127.0.0.4", "127.0.0.1")

    async def go() -> tuple[bytes, bytes, str | None]:
        async with serving(echo) as port:
            with socket.socket() as full:
                full.bind(("127.0.0.4", port))
                full.listen(0)
                waiting = [socket.socket() for _ in range(4)]
                for client in waiting:
                    client.setblocking(False)
                    assert client.connect_ex(("127.0.0.4", port)) in {0, errno.EINPROGRESS}
                await asyncio.sleep(0.05)
                async with gate_to("http://two.example/", allow=(), resolve=resolve) as gate:
                    both = await reply_for(gate, "two.example", port), await reply_for(gate, "dead.example", port)
                    said = gate.net_error(f"http://dead.example:{port}/")
                for client in waiting:
                    client.close()
        return *both, said

    assert run_async(go()) == (CONNECTED, NO_WAY, "net::ERR_CONNECTION_TIMED_OUT")


def test_a_slow_reader_holds_back_the_sender(run_async: Run) -> None:
    """However much the server has to say, the gate keeps little of it."""
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        try:
            while sent < 200_000_000:
                writer.write(b"x" * 100_000)
                await writer.drain()
                sent += 100_000
        except ConnectionError:
            return

    async def go() -> None:
        async with serving(pour) as port, gate_to() as gate:
            _, _, writer = await ask(gate, "127.0.0.1", port)
            writer.transport.pause_reading()  # type: ignore[attr-defined]  # of a socket transport
            last = -1
            while sent != last:
                last = sent
                await asyncio.sleep(0.2)
            writer.transport.abort()

    run_async(go())
    assert 0 < sent < 50_000_000


@pytest.mark.parametrize("broken", [False, True], ids=["end", "reset"])
def test_a_connection_ends_for_the_browser_as_it_ended_for_the_gate(run_async: Run, broken: bool) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"half of it")
        await writer.drain()
        await asyncio.sleep(0.05)
        if broken:
            own = writer.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def go() -> bytes:
        async with serving(hang_up) as port, gate_to() as gate:
            _, reader, writer = await ask(gate, "127.0.0.1", port)
            writer.write(b"go on")
            try:
                return await reader.read()
            finally:
                writer.close()

    if broken:
        with pytest.raises(ConnectionResetError):
            run_async(go())
    else:
        assert run_async(go()) == b"half of it"


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x04\x01\x00\x50\x7f\x00\x00\x01\x00",
        b"\x05\x01\x02",
        b"\x05\x01\x00\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50",
        b"\x05\x01\x00\x05\x01\x00\x09\x7f\x00\x00\x01\x00\x50",
        b"\x05\x01\x00\x05\x01\x00\x03\x00\x00\x50",
        b"\x05\x01\x00\x05\x01\x00\x03\x04a\x00.b\x00\x50",
        b"\x05\x01\x00\x05\x01\x00\x03\x04a\xff.b\x00\x50",
        b"\x05\x01\x00\x05\x01\x00\x03\x01a\x00\x00",
    ],
)
def test_what_is_no_proper_request_is_hung_up_on(run_async: Run, said: bytes) -> None:
    async def go() -> tuple[bytes, int]:
        async with gate_to() as gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
            writer.write(said)
            try:
                answer = await reader.read()
            except ConnectionError:
                answer = b""
            writer.close()
            return answer, gate.summary().hosts

    answer, hosts = run_async(go())
    assert answer in {b"", b"\x05\x00"}
    assert hosts == 0


def test_a_request_may_come_byte_by_byte(run_async: Run) -> None:
    async def go() -> bytes:
        async with serving(echo) as port, gate_to() as gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
            for byte in b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big"):
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0)
            reply = await reader.readexactly(12)
            writer.close()
            return reply[2:4]

    assert run_async(go()) == CONNECTED


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what Linux lists")
def test_nothing_stays_open_whatever_was_under_way(run_async: Run) -> None:
    async def never(host: str) -> tuple[str, ...]:
        if host == "slow.example":
            await asyncio.sleep(60)
        return ("127.0.0.1",)

    async def go() -> tuple[int, int]:
        async with serving(echo) as port:
            before = open_files()
            async with gate_to("http://news.example/", resolve=never) as gate:
                told = [await ask(gate, "news.example", port) for _ in range(5)]
                silent = await asyncio.open_connection("127.0.0.1", gate.port)
                slow = asyncio.create_task(ask(gate, "slow.example", port))
                await asyncio.sleep(0.05)
                assert open_files() > before + 10
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await slow
            for *_, writer in (*told, silent):
                writer.close()
            await asyncio.sleep(0.1)
            return before, open_files()

    before, after = run_async(go())
    assert after == before


def test_a_flood_is_bounded(run_async: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "_MAX_CONNECTIONS", 5)
    monkeypatch.setattr(egress, "_MAX_HOSTS", 3)

    async def go() -> tuple[list[bytes], list[bytes], Egress]:
        async with serving(echo) as port, gate_to() as gate:
            many = await asyncio.gather(*(ask(gate, "127.0.0.1", port) for _ in range(20)))
            for *_, writer in many:
                writer.close()
            await asyncio.sleep(0.05)
            hosts = [await reply_for(gate, f"10.0.0.{number}", 80) for number in range(10)]
            return [reply for reply, *_ in many], hosts, gate.summary()

    replies, hosts, told = run_async(go())
    assert sorted(replies) == [CONNECTED] * 5 + [NO_WAY] * 15
    assert hosts == [NO_WAY] * 10
    assert (told.hosts, len(told.decisions)) == (3, 3)


@pytest.mark.parametrize("host", ["localhost", "a.b.localhost", "localhost."])
def test_localhost_is_this_machine_whatever_a_resolver_says(run_async: Run, host: str) -> None:
    assert run_async(look_up(host)) == ("127.0.0.1", "::1")

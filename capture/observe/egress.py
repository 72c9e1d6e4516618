"""The one way from a captured page to the network: every connection is judged by where it really leads.

The browser does no look-ups of its own. It hands host and port to the gate, as to any SOCKS5 proxy; the gate looks the
host up, once for each capture, so that no second answer can lead elsewhere; judges each address (`egress_rules`);
connects to one that may be visited, and passes the bytes on. TLS stays between browser and server.
"""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from capture.egress_rules import Address, Network, plain, why_refused
from capture.models.egress import Egress, EgressDecision, EgressTrouble, JudgedAddress
from capture.observe.names import Resolver, look_up
from capture.observe.socks import SocksConnection, Target, Waiting, reset

_log = logging.getLogger(__name__)

_LOOK_UP_S = 10.0
_CONNECT_S = 15.0
"""For the last address of a host, and for its only one."""
_NEXT_ADDRESS_S = 3.0
"""For one that others follow: a network that promises IPv6 and drops it is common."""
_MAX_ADDRESSES = 8
# A browser keeps 32 connections to a proxy, and as many WebSockets (Chromium `client_socket_pool_manager.cc`).
_MAX_CONNECTIONS = 256
_MAX_LOOK_UPS = 16
_MAX_HOSTS = 2_000
"""More are not visited: no page needs them."""
_MAX_TOLD = 500

# As Chromium would have called it, had it connected itself.
_NET_ERRORS: dict[EgressTrouble, str] = {
    "dns": "net::ERR_NAME_NOT_RESOLVED",
    "refused": "net::ERR_CONNECTION_REFUSED",
    "timeout": "net::ERR_CONNECTION_TIMED_OUT",
    "unreachable": "net::ERR_ADDRESS_UNREACHABLE",
    "too-many": "net::ERR_INSUFFICIENT_RESOURCES",
}
# What the browser says when it came no further than to the gate.
_AT_THE_GATE = ("net::ERR_ADDRESS_UNREACHABLE", "net::ERR_SOCKS_CONNECTION", "net::ERR_PROXY_CONNECTION")
# What it says of a connection that `give_up` broke.
_BROKEN = ("net::ERR_CONNECTION_RESET", "net::ERR_CONNECTION_CLOSED", "net::ERR_EMPTY_RESPONSE")
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


class _Answer(NamedTuple):
    """What a host resolved to, judged; the same for the whole capture."""

    judged: tuple[tuple[Address, str | None], ...]

    @property
    def allowed(self) -> list[Address]:
        return [address for address, why in self.judged if why is None]


_NOT_ASKED = _Answer(())


@dataclass
class _Visit:
    """A host and port, and what came of it."""

    first_seen: datetime
    answer: _Answer = _NOT_ASKED
    connected_to: Address | None = None
    connections: int = 0
    trouble: EgressTrouble | None = None


class EgressGate:
    """One for each capture, see `open_gate`."""

    def __init__(
        self, own_host: str | None, *, granted: Sequence[Network], resolve: Resolver, clock: Callable[[], datetime]
    ) -> None:
        self.port = 0
        self._own_host, self._granted = own_host, tuple(granted)
        self._own_addresses: tuple[Network, ...] = ()
        self._resolve, self._clock = resolve, clock
        self._visits: dict[Target, _Visit] = {}
        self._answers: dict[str, asyncio.Task[_Answer]] = {}
        self._look_ups = asyncio.Semaphore(_MAX_LOOK_UPS)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._clients: set[asyncio.Transport] = set()
        self._servers: set[asyncio.Transport] = set()
        self._joined: list[tuple[Target, asyncio.Transport]] = []
        """Connections that carry something, by where they lead: the browser's side of each."""
        self._given_up: set[Target] = set()
        self._connecting = 0

    def remote_address(self, host: str, port: int) -> str | None:
        """IP and port that the latest connection to `host` really went to; None if there was none."""
        visit = self._visits.get(Target(host, port))
        if visit is None or visit.connected_to is None:
            return None
        address = visit.connected_to
        return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"

    def remote_address_of(self, url: str) -> str | None:
        """The same for an address of a page."""
        target = _target_of(url)
        return self.remote_address(*target) if target else None

    def net_error(self, url: str) -> str | None:
        """Why there was no connection for `url`, in Chromium's words; None if there was one, or none was asked for."""
        visit = self._visit_of(url)
        return _NET_ERRORS.get(visit.trouble) if visit and visit.trouble else None

    def why_failed(self, url: str, told: str) -> str:
        """Why a request for `url` failed: `told`, in Chromium's words, unless it was for something at this gate."""
        if told.startswith(_BROKEN) and _target_of(url) in self._given_up:
            return "given up: it had not come when time was up"
        return (self.refusal(url) or self.net_error(url) or told) if told.startswith(_AT_THE_GATE) else told

    def refusal(self, url: str) -> str | None:
        """Why `url` may not be visited, for people; None if it may."""
        target, visit = _target_of(url), self._visit_of(url)
        if target is None or visit is None or visit.trouble != "refused-address":
            return None
        address, why = visit.answer.judged[0]
        where = target.host if target.host == str(address) else f"{target.host} is at {address}, and that"
        return f"{where} is no public address ({why})"

    def give_up(self, url: str) -> bool:
        """Break the connections to the server of `url`, as what is asked for there never comes; whether there were any.

        All of them: which one carries what is known to the browser alone.
        """
        target = _target_of(url)
        broken = [client for known, client in self._joined if known == target and not client.is_closing()]
        for client in broken:
            reset(client)
        if target and broken:
            self._given_up.add(target)
        return bool(broken)

    def summary(self) -> Egress:
        """All that was decided so far."""
        refused = [visit for visit in self._visits.values() if visit.trouble == "refused-address"]
        told = list(self._visits.items())[:_MAX_TOLD]
        return Egress(
            checked=True,
            granted=tuple(str(network.network_address) for network in self._own_addresses),
            decisions=tuple(_decision(target, visit) for target, visit in told),
            hosts=len(self._visits),
            refused_hosts=len(refused),
        )

    def _visit_of(self, url: str) -> _Visit | None:
        target = _target_of(url)
        return self._visits.get(target) if target else None

    def on_connection(self) -> SocksConnection:
        """For a connection that the browser opens."""
        self._clients -= {client for client in self._clients if client.is_closing()}
        return SocksConnection(self._clients.add, self._on_target)

    def _on_target(self, client: SocksConnection, target: Target) -> None:
        if target not in self._visits and len(self._visits) >= _MAX_HOSTS:
            client.refuse()
            return
        visit = self._visits.setdefault(target, _Visit(self._clock()))
        self._servers -= {server for server in self._servers if server.is_closing()}
        if len(self._servers) + self._connecting >= _MAX_CONNECTIONS:
            visit.trouble = "too-many"
            client.refuse()
            return
        self._connecting += 1
        self._start(self._serve(client, target, visit))

    async def _serve(self, client: SocksConnection, target: Target, visit: _Visit) -> None:
        try:
            server = await self._reach(target, visit)
        finally:
            self._connecting -= 1
        if server is None:
            client.refuse()
            return
        self._servers.add(server)
        self._joined = [(known, joined) for known, joined in self._joined if not joined.is_closing()]
        self._joined.append((target, client.transport))
        client.accept(server)

    async def _reach(self, target: Target, visit: _Visit) -> asyncio.Transport | None:
        """Look up, judge, connect; None if there is no way, and `visit` says why."""
        try:
            visit.answer = await self._answer(target.host)
        except OSError as error:
            if visit.trouble is None:
                _log.info("no address for %s: %s", target.host, error)
            visit.trouble = "dns"
            return None
        addresses = visit.answer.allowed[:_MAX_ADDRESSES]
        if not addresses:
            if visit.trouble is None:  # told once, or a page could fill the disk with it
                _log.warning("%s port %d is not visited: no public address", target.host, target.port)
            visit.trouble = "refused-address"
            return None
        # The one that answered before goes first.
        addresses.sort(key=lambda address: address != visit.connected_to)
        return await self._connect(addresses, target.port, visit)

    async def _connect(self, addresses: list[Address], port: int, visit: _Visit) -> asyncio.Transport | None:
        """A connection to the first address that takes one; else None, and `visit` says why."""
        troubles: list[EgressTrouble] = []
        loop = asyncio.get_running_loop()
        for address in addresses:
            try:
                async with asyncio.timeout(_CONNECT_S if address is addresses[-1] else _NEXT_ADDRESS_S):
                    server, _ = await loop.create_connection(Waiting, str(address), port)
            except OSError as error:
                troubles.append(_trouble_of(error))
            else:
                visit.connected_to, visit.trouble = address, None
                visit.connections += 1
                return server
        # What says most about the server: that one address cannot be reached from here says little.
        visit.trouble = next(word for word in ("refused", "timeout", "unreachable") if word in troubles)
        return None

    async def _answer(self, host: str) -> _Answer:
        """What `host` resolves to, judged; looked up once. Raises OSError."""
        if host not in self._answers:
            self._answers[host] = self._start(self._look_up(host))
        return await asyncio.shield(self._answers[host])

    async def _look_up(self, host: str) -> _Answer:
        if self._own_host is not None and host != self._own_host:
            await self._grant_own()
        try:
            async with self._look_ups, asyncio.timeout(_LOOK_UP_S):
                found = [plain(ip_address(text)) for text in await self._resolve(host)]
        except ValueError as error:
            raise OSError(f"what it resolved to is no address: {error}") from error
        if not found:
            raise OSError("it has no address")
        if host == self._own_host:
            self._own_addresses = tuple(dict.fromkeys(ip_network(address) for address in found))
        granted = (*self._granted, *self._own_addresses)
        return _Answer(tuple((address, why_refused(address, granted)) for address in dict.fromkeys(found)))

    async def _grant_own(self) -> None:
        """What is at the address that the user asked for is granted, and so has to be known first."""
        if self._own_host:
            try:
                await self._answer(self._own_host)
            except OSError:
                return  # then there is nothing to grant

    def _start(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, OSError):
            _log.error("the gate failed", exc_info=error)

    async def close(self) -> None:
        """End everything that is still under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._clients | self._servers:
            transport.abort()
        await asyncio.sleep(0)  # the loop closes the sockets of what was aborted in its next turn


@asynccontextmanager
async def open_gate(
    own_url: str, *, allow: Sequence[Network] = (), clock: Callable[[], datetime], resolve: Resolver = look_up
) -> AsyncIterator[EgressGate]:
    """A gate on a port of the system's choice; closed, with every connection, on leaving.

    `own_url` is the address that the user asked for: what its host resolves to may be visited, public or not, as may
    everything in `allow`.
    """
    own = _target_of(own_url)
    gate = EgressGate(own.host if own else None, granted=allow, resolve=resolve, clock=clock)
    server = await asyncio.get_running_loop().create_server(gate.on_connection, "127.0.0.1", 0)
    gate.port = server.sockets[0].getsockname()[1]
    try:
        yield gate
    finally:
        server.close()
        await gate.close()


def _target_of(url: str) -> Target | None:
    """Host and port that a browser connects to for `url`; None if for none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    try:
        return Target(parts.hostname.encode("idna").decode("ascii"), port)
    except UnicodeError:
        return Target(parts.hostname, port)


def _trouble_of(error: OSError) -> EgressTrouble:
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "timeout" if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT else "unreachable"


def _decision(target: Target, visit: _Visit) -> EgressDecision:
    return EgressDecision(
        host=target.host,
        port=target.port,
        first_seen=visit.first_seen,
        addresses=tuple(JudgedAddress(address=str(address), refused=why) for address, why in visit.answer.judged),
        allowed=bool(visit.answer.allowed),
        connected_to=str(visit.connected_to) if visit.connected_to else None,
        connections=visit.connections,
        trouble=visit.trouble,
    )

"""A SOCKS5 server for one browser (RFC 1928): learns where each connection shall lead, then passes bytes on, unread."""

import asyncio
import re
import socket
import struct
from collections.abc import Callable
from typing import NamedTuple, cast

# A host name has at most 255 bytes; greeting and request come one after the other.
_MAX_HANDSHAKE_BYTES = 600
_HOST = re.compile(rb"[!-~]{1,255}")


class Target(NamedTuple):
    """Where a connection shall lead."""

    host: str
    """A name or an address, as the browser writes it: lower case, punycode, IPv6 without brackets."""
    port: int


class NotSocks(ValueError):
    """Whoever connected speaks something else."""


class SocksConnection(asyncio.Protocol):
    """One connection of the browser, up to the answer to its request. `on_target` is called once, if it comes so far.

    Nothing is read from there on until `accept`: what the browser says goes to the server or nowhere.
    """

    transport: asyncio.Transport

    def __init__(
        self,
        on_open: Callable[[asyncio.Transport], None],
        on_target: Callable[["SocksConnection", Target], None],
    ) -> None:
        self._on_open, self._on_target = on_open, on_target
        self._said = b""
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._on_open(self.transport)

    def data_received(self, data: bytes) -> None:
        self._said += data
        try:
            if not self._greeted and (length := greeting_length(self._said)):
                self._said, self._greeted = self._said[length:], True
                self.transport.write(b"\x05\x00")
            target = read_request(self._said) if self._greeted else None
        except NotSocks:
            self.transport.abort()
            return
        if target:
            self.transport.pause_reading()
            self._on_target(self, target)

    def accept(self, server: asyncio.Transport) -> None:
        """Tell the browser that it is connected, and pass on what comes from now on."""
        if self.transport.is_closing():
            server.abort()
            return
        self.transport.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        self.transport.set_protocol(Relay(self.transport, server))
        server.set_protocol(Relay(server, self.transport))
        self.transport.resume_reading()
        server.resume_reading()

    def refuse(self) -> None:
        """Tell the browser that there is no way to the host.

        Of all replies this alone does not make Chromium think that the proxy itself is broken (its
        `net/proxy_resolution/proxy_info.cc` and `net/base/proxy_fallback.cc`).
        """
        if not self.transport.is_closing():
            self.transport.write(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")
            self.transport.close()


class Waiting(asyncio.Protocol):
    """The server's side until both sides are joined: reads nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).pause_reading()


class Relay(asyncio.Protocol):
    """One direction: what `own` receives goes to `other`, no faster than that takes it; ends as the sender ends."""

    def __init__(self, own: asyncio.Transport, other: asyncio.Transport) -> None:
        self._own, self._other = own, other

    def data_received(self, data: bytes) -> None:
        if not self._other.is_closing():
            self._other.write(data)

    def pause_writing(self) -> None:
        self._other.pause_reading()

    def resume_writing(self) -> None:
        self._other.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        if error:
            reset(self._other)
        else:
            self._other.close()


def reset(transport: asyncio.Transport) -> None:
    """Close so that the other side sees a broken connection, no orderly end."""
    own = transport.get_extra_info("socket")
    if own is not None and own.fileno() >= 0:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def greeting_length(said: bytes) -> int | None:
    """Bytes of the greeting that `said` begins with; None if it is not all there. Raises `NotSocks`."""
    if not said:
        return None
    if said[0] != 5:
        raise NotSocks
    if len(said) < 2 or len(said) < 2 + said[1]:
        return None
    if 0 not in said[2 : 2 + said[1]]:
        raise NotSocks  # it insists on a password
    return 2 + said[1]


def read_request(said: bytes) -> Target | None:
    """Where the request leads that `said` is; None if it is not all there. Raises `NotSocks`."""
    if len(said) < 5:
        return None
    if said[:3] != b"\x05\x01\x00" or len(said) > _MAX_HANDSHAKE_BYTES:
        raise NotSocks  # not CONNECT: no browser asks for anything else
    kind, start = said[3], 5 if said[3] == 3 else 4
    if kind not in {1, 3, 4}:
        raise NotSocks
    end = start + (said[4] if kind == 3 else 4 if kind == 1 else 16)
    if len(said) < end + 2:
        return None
    host, port = said[start:end], int.from_bytes(said[end : end + 2], "big")
    if kind != 3:
        return Target(socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6, host), port)
    if not _HOST.fullmatch(host) or port == 0:
        raise NotSocks
    return Target(host.decode("ascii").lower(), port)

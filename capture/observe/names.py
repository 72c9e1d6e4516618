"""What a host name resolves to, asked of this system without waiting for ever."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a host, in the order in which to try them. Raises OSError if it has none."""


async def look_up(host: str) -> Sequence[str]:
    """Addresses of `host` by this system's resolver. Raises OSError.

    Each in a thread of its own that nobody waits for in the end: a resolver that hangs would else hold up the whole
    program. `localhost`, and what is below it, never leaves this machine (RFC 6761, 6.3).
    """
    if _is_address(host):
        return (host,)
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return ("127.0.0.1", "::1")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()
    # As bytes, or Python would first encode by its own, older rules what the browser has encoded already.
    name = host.encode("ascii")

    def settle(found: list[str], error: OSError | None) -> None:
        if not answer.done():
            answer.set_exception(error) if error else answer.set_result(found)

    def ask() -> None:
        found, trouble = list[str](), None
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
        except OSError as error:
            trouble = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, trouble)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    return await answer


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

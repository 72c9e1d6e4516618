"""What workers ask for, as Playwright heard it: nobody else can listen to a worker before it begins.

A worker that waits for its listeners is let go by the first of them, which is Playwright: a session of ours came too
late for two of three first requests (Chromium 156). So of workers there is what Playwright tells: heads put together,
and text as it was decoded, in UTF-8.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

from playwright._impl._api_structures import HttpHeader
from playwright.async_api import BrowserContext, Request, Response
from playwright.async_api import Error as PlaywrightError

from capture.models.exchange import Body, Exchange, Fields, Head, MissingReason
from capture.observe.bodies import BodyCollector
from capture.observe.browser import Clock
from capture.observe.messages import remote_address, request_line, status_line

MAX_REQUESTS = 20_000
"""As many as are kept of pages."""


class Overheard:
    """The requests of a context that came to an end; those of pages are among them, but better known elsewhere."""

    def __init__(self, context: BrowserContext, clock: Clock) -> None:
        self._context, self._clock = context, clock
        self._ended: list[tuple[Request, datetime]] = []
        context.on("requestfinished", self._keep)
        context.on("requestfailed", self._keep)

    def close(self) -> None:
        """Hear no more."""
        self._context.remove_listener("requestfinished", self._keep)
        self._context.remove_listener("requestfailed", self._keep)

    def _keep(self, request: Request) -> None:
        if len(self._ended) < MAX_REQUESTS:
            self._ended.append((request, self._clock()))

    async def body_of(self, exchange: Exchange, bodies: BodyCollector) -> tuple[Body | None, MissingReason | None]:
        """The body of what our own sessions could not give, as what a service worker made up."""
        for request, _ in reversed(self._ended):
            if (request.method, request.url.partition("#")[0]) == (exchange.method, exchange.url):
                with suppress(PlaywrightError):
                    if response := await request.response():
                        return bodies.keep(await response.body())
        return None, "evicted"

    def beyond(self, exchanges: Iterable[Exchange]) -> list[tuple[Request, datetime]]:
        """Those that are not among `exchanges`, or without an answer there, with the instant of their end."""
        heard = Counter((exchange.method, exchange.url) for exchange in exchanges if exchange.is_answered)
        found = []
        for request, ended_at in self._ended:
            key = (request.method, request.url.partition("#")[0])
            if heard[key] > 0:
                heard[key] -= 1
            elif key[1].startswith(("http:", "https:")):
                found.append((request, ended_at))
        return found


async def overheard_exchange(request: Request, ended_at: datetime, bodies: BodyCollector) -> Exchange:
    """A request of a worker, its body in the spool. Raises Playwright's error if it can no longer be asked about."""
    response, post, url = await request.response(), request.post_data_buffer, request.url.partition("#")[0]
    begun = request.timing["startTime"]
    known = Exchange(
        url=url,
        method=request.method,
        kind=request.resource_type.capitalize(),
        target="service_worker" if request.service_worker else "worker",
        frame=None,
        requested_at=datetime.fromtimestamp(begun / 1000, UTC) if begun > 0 else ended_at,
        request=Head(request_line(request.method, url), _fields(await request.headers_array()), raw=False),
        post=bodies.keep_post(post) if post else None,
        failure=request.failure,
    )
    return known if response is None else await _with_response(known, response, bodies)


async def _with_response(known: Exchange, response: Response, bodies: BodyCollector) -> Exchange:
    address, fields = await response.server_addr(), _fields(await response.headers_array())
    body, missing = None, cast("MissingReason | None", None)
    if 300 <= response.status < 400:
        missing = "redirect"
    else:
        try:
            body, missing = bodies.keep(await response.body())
        except PlaywrightError:
            missing = "failed" if known.failure else "evicted"
    return known._replace(
        source="service-worker" if response.from_service_worker else "network",
        status=response.status,
        response=Head(status_line(response.status, response.status_text), fields, raw=False),
        remote_address=remote_address(address["ipAddress"], address["port"]) if address else None,
        body=body,
        missing=missing,
    )


def _fields(headers: Sequence[HttpHeader]) -> Fields:
    named = [(header["name"], header["value"]) for header in headers if not header["name"].startswith(":")]
    return tuple((name, f" {value}") for name, joined in named for value in joined.split("\n"))

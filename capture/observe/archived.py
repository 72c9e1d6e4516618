"""Lets a page load from an archive in place of the network: what is not in there does not come."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin

from playwright.async_api import Request, Route

from capture.models.request import StepBudgets
from capture.observe.browser import LivePage, playwright_errors

_MAX_HOPS = 20
"""As many redirects as browsers follow (Fetch Standard, 4.5: HTTP-redirect fetch)."""
_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}
"""Header fields that do not hold for a body that is handed over whole."""


class StoredAnswer(Protocol):
    """A response as it was recorded."""

    @property
    def status(self) -> int: ...
    @property
    def fields(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def body(self) -> bytes: ...


class Archive(Protocol):
    """What is asked in place of the servers."""

    def lookup(self, url: str, *, method: str, content_type: str, post: bytes) -> StoredAnswer | None:
        """What was answered to such a request; None if nothing was."""


@dataclass
class Answers:
    """What the page asked for, so far."""

    missed: list[str] = field(default_factory=list)
    """Addresses that the archive does not hold."""


async def load_archived(live: LivePage, archive: Archive, url: str, *, now: datetime, budgets: StepBudgets) -> Answers:
    """Go to `url` as `archive` has it, and answer from there all that the page asks for; its clock begins at `now`.

    A redirect is answered with what it led to, since the browser lets nobody answer the second request of one. Raises
    `NavigationError` if the document itself is not there.
    """
    answers = Answers()

    async def answer(route: Route) -> None:
        found = _follow(archive, route.request)
        if found is None:
            answers.missed.append(route.request.url)
            await route.abort("failed")
            return
        headers: dict[str, str] = {}
        for name, value in found.fields:
            if (key := name.lower()) not in _OF_THE_CONNECTION:
                # Playwright takes one value a name, and parts them again where that matters.
                headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
        await route.fulfill(status=found.status, headers=headers, body=found.body)

    with playwright_errors():
        await live.page.clock.install(time=now)
        await live.page.route("**/*", answer)
        await live.page.goto(url, wait_until="commit", timeout=budgets.navigation_s * 1000)
    return answers


def _follow(archive: Archive, request: Request) -> StoredAnswer | None:
    """What stands at the end of all redirects; None if any of it was not recorded."""
    url, method, post = request.url, request.method, request.post_data_buffer or b""
    content_type = request.headers.get("content-type", "")
    for _ in range(_MAX_HOPS):
        found = archive.lookup(url, method=method, content_type=content_type, post=post)
        location = _location(found) if found and 300 <= found.status < 400 else None
        if found is None or location is None:
            return found
        if found.status not in {307, 308}:
            method, post, content_type = "GET", b"", ""
        url = urljoin(url, location)
    return None


def _location(answer: StoredAnswer) -> str | None:
    return next((value.strip() for name, value in answer.fields if name.lower() == "location"), None)

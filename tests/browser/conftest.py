"""pytest-playwright on the browser that the product would choose, with every name but the site's unresolvable."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from capture.observe.browsers import can_sandbox, find_browser
from tests.browser.capturer import Capturer
from tests.site.exchange import Request, Response
from tests.site.registry import behaviour
from tests.site.server import NewsSite

_given: dict[str, bytes] = {}


@behaviour("/given/{}", example="/given/0")
def given(request: Request, number: str) -> Response:
    """A page that a test wrote."""
    return Response(_given.get(number, b""))


@pytest.fixture(scope="session")
def serve(site: NewsSite) -> Callable[[str], str]:
    """Gives the address of a page with this markup, on the site's own origin."""

    def address(markup: str) -> str:
        number = next((number for number, known in _given.items() if known == markup.encode()), str(len(_given)))
        _given[number] = markup.encode()
        return site.url(f"/given/{number}")

    return address


@pytest.fixture(scope="session")
def capture(site: NewsSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Capturer]:
    """Captures an address with the product, all of it, into a bundle."""
    with Capturer(tmp_path_factory.mktemp("captures")) as capturer:
        yield capturer


@pytest.fixture(scope="session")
def base_url(site: NewsSite) -> str:
    """Of relative addresses in `page.goto`. In place of the plugin's own fixture, which pytest 9 warns of."""
    return site.url("")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = find_browser(environ=os.environ).executable
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "chromium_sandbox": can_sandbox(executable).on,
        "args": ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop window, and an hour and language that are nobody's."""
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 800},
        "locale": "en-GB",
        "timezone_id": "UTC",
    }

"""pytest-playwright on the browser that the product would choose, with every name but the site's unresolvable."""

import os
from typing import Any

import pytest

from capture.observe.browsers import can_sandbox, find_browser
from tests.site.server import NewsSite


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

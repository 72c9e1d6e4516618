"""Playwright's driver, the program between us and the browser: a Node of its own, which may lack a library, too.

Seen on a minimal Debian 12 with Playwright 1.65: its Node wants libatomic.so.1, which nothing had brought. All that
Playwright then says is a bare `Exception`: "Connection closed while reading from the driver".
"""

import subprocess

from playwright._impl._driver import compute_driver_executable
from playwright.async_api import Error as PlaywrightError

DEBIAN_PACKAGE = "libatomic1"
"""What that Node needs beyond the libraries that every Debian and Ubuntu has."""

_START_TIMEOUT_S = 30.0


def driver_trouble() -> str | None:
    """Why the driver cannot run, in the words of the system; None if it can. Takes about 0.05 s."""
    try:
        node, _ = compute_driver_executable()
        ended = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=_START_TIMEOUT_S, check=False
        )
    except (PlaywrightError, OSError) as error:
        return str(error)
    except subprocess.TimeoutExpired:
        return "it does not answer"
    if ended.returncode == 0:
        return None
    lines = ended.stderr.strip().splitlines()
    return lines[-1] if lines else f"{node} ends with code {ended.returncode}"

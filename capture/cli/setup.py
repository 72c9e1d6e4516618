"""`capture setup`: find a browser or provide one, and prove that it works."""

import asyncio
import os
import platform
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from capture.cli.terminal import Screen
from capture.errors import BrowserUnavailable

if TYPE_CHECKING:
    from capture.observe.trial import Trial

_INSTALL_TIMEOUT_S = 900.0
"""A browser is 100 to 400 MB with its libraries; on a slow line that takes minutes."""
_TAIL_LINES = 12
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""Control sequences (ECMA-48, 5.4), which installers use for colour."""
_PLAYWRIGHT = (sys.executable, "-m", "playwright")
_APT_GET = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")
_DEBIAN_PACKAGES = ("chromium-headless-shell", "chromium")
"""In the order to try them: Debian has both, some of its relatives only the second."""
_FONT_PACKAGES = ("fontconfig", "fonts-liberation")
"""Same widths as Arial, Times and Courier; a browser with no font at all draws no text."""


def setup(
    browser: Annotated[
        str | None,
        typer.Option("--browser", metavar="PATH", help="Prove this Chromium or Chrome, and look for no other."),
    ] = None,
) -> None:
    """Find a browser or provide one, and prove that it works.

    Looks for Playwright's own headless shell, then for Chromium or Chrome on this system. If none works, downloads
    Playwright's; if that fails, installs the system's package (Debian and Ubuntu, as root or with sudo that asks for no
    password). Run it as often as you like: what works is left alone.

    \b
    Examples:
      capture setup
      capture setup --browser /opt/google/chrome/chrome
    """
    progress = Screen(sys.stderr)
    _provide_driver(progress)
    trial = _working_browser(browser) or _provide_browser(progress)
    _tell(trial, Screen(sys.stdout))


def _provide_driver(screen: Screen) -> None:
    """Playwright's own program has to run before any browser can. Raises `BrowserUnavailable`."""
    from capture.observe.driver import DEBIAN_PACKAGE, driver_trouble

    if driver_trouble() is None:
        return
    _install_packages((DEBIAN_PACKAGE,), screen)
    if trouble := driver_trouble():
        hint = _for_root(f"apt-get install -y {DEBIAN_PACKAGE}")
        raise BrowserUnavailable(f"Playwright's driver does not start: {trouble}", hint=hint)


def _working_browser(explicit: str | None = None) -> "Trial | None":
    """None if there is none. A browser that was named has to work: its error is the answer."""
    from capture.observe.browsers import find_browser
    from capture.observe.trial import try_browser

    try:
        return asyncio.run(try_browser(find_browser(explicit, environ=os.environ)))
    except BrowserUnavailable:
        if explicit is not None:
            raise
        return None


def _provide_browser(screen: Screen) -> "Trial":
    """From what disturbs the machine least to what disturbs it most. Raises `BrowserUnavailable`."""
    if _run("download Playwright's headless shell", (*_PLAYWRIGHT, "install", "--only-shell", "chromium"), screen):
        if trial := _working_browser():
            return trial
        if _as_root() is not None:
            libraries = (*_PLAYWRIGHT, "install-deps", "chromium-headless-shell")
            _run("install the libraries that it needs", libraries, screen)
            if trial := _working_browser():
                return trial
    for package in _DEBIAN_PACKAGES:
        _install_packages((package, *_FONT_PACKAGES), screen)
        if trial := _working_browser():
            return trial
    raise BrowserUnavailable("there is no browser that works, and none could be provided", hint=_mending_command())


def _mending_command() -> str:
    """For somebody for whom this command could do nothing."""
    if shutil.which("apt-get") and platform.freedesktop_os_release().get("ID") == "debian":
        return _for_root(f"apt-get install -y {' '.join((_DEBIAN_PACKAGES[0], *_FONT_PACKAGES))}")
    return f"{sys.executable} -m playwright install --with-deps --only-shell chromium"


def _for_root(command: str) -> str:
    return command if os.geteuid() == 0 else f"sudo {command}"


def _install_packages(packages: tuple[str, ...], screen: Screen) -> None:
    """Debian's and Ubuntu's way, if this user may go it; else nothing happens."""
    as_root = _as_root()
    if as_root is None or shutil.which("apt-get") is None:
        return
    _run("refresh the lists of packages", (*as_root, *_APT_GET, "update"), screen)
    install = (*as_root, *_APT_GET, "install", "-y", "--no-install-recommends", *packages)
    _run(f"install {' '.join(packages)}", install, screen)


def _as_root() -> tuple[str, ...] | None:
    """What to put before a command for the administrator; None if this user may run none without a password."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(("sudo", "-n", "true"), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return ("sudo", "-n") if allowed.returncode == 0 else None


def _run(what: str, command: tuple[str, ...], screen: Screen) -> bool:
    """Run `command` behind a spinner and say how it ended; if it failed, with the last of what it printed."""
    with screen.working(what):
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_INSTALL_TIMEOUT_S,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
            succeeded, printed = ended.returncode == 0, ended.stdout
        except subprocess.TimeoutExpired:
            succeeded, printed = False, f"gave up after {_INSTALL_TIMEOUT_S:.0f} s"
        except OSError as error:
            succeeded, printed = False, str(error)
    screen.say(f"{what}: {'done' if succeeded else 'failed'}")
    if not succeeded:
        telling = [line for line in printed.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
        for line in telling[-_TAIL_LINES:]:  # without the installer's stack, and without its colours
            screen.say((f"    {_ANSI.sub('', line)}", "dim"))
    return succeeded


def _tell(trial: "Trial", screen: Screen) -> None:
    choice = trial.choice
    whose = {"given": "as given", "playwright": "Playwright's own", "system": "of this system"}[choice.source]
    screen.say(f"browser: {choice.executable}")
    screen.say(f"         {choice.kind} {trial.version}, {whose}; started and drew in {trial.seconds:.1f} s")
    sandbox = "on" if trial.sandbox.enabled else f"off: {trial.sandbox.reason}"
    screen.say(f"sandbox: {sandbox}")
    if choice.source == "given":
        screen.say("Give the same --browser to capture: setup keeps no settings.")

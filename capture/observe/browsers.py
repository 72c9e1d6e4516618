"""Which Chromium to run, and whether it can run in its sandbox: decided from files, before any driver is started.

The order, first found wins:

1. the path that was given (`--browser`): used as it is, or an error, never quietly replaced;
2. a headless shell: Playwright's own, then the system's;
3. a full Chromium or Chrome: Playwright's own, then the system's.

The headless shell goes first whoever made it: it starts in 0.13 s against 0.37 s, and a process for one page costs
1.5 times less CPU and 0.6 of the memory (Chromium 156 on 2 cores, 2026-11). Playwright's own goes before the system's,
since that is the pair its makers test together.

Chromium packed as a snap is passed over: it sees neither the profile that Playwright makes in `/tmp` nor our output.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import playwright

from capture.errors import BrowserUnavailable, UsageError

BrowserKind = Literal["headless-shell", "chromium", "chrome"]
BrowserSource = Literal["given", "playwright", "system"]

LAUNCH_ARGUMENTS: tuple[str, ...] = (
    # A full Chromium asks for the list of signed-in accounts, again and again.
    "--gaia-url=http://127.0.0.1:9",
    # A component asked for on demand goes round `--disable-component-update`.
    "--component-updater=url-source=http://127.0.0.1:9",
    # Animated images stand at their first frame: no other means stops them (Chromium 156: neither the freeze, nor
    # virtual time, nor lifecycle states). The last switch of a name counts, so Playwright's settings are said again.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4,"
    "imageAnimationPolicy=2",
    # The doors beside the egress gate. WebRTC sends UDP wherever a page likes, to find a way to its peer: the headless
    # shell knows the first of these switches, a full Chromium the second.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)
"""Switches for every capture, so that images stand still, and neither the browser nor a page goes round the gate.

Measured by net log, 25 s on about:blank, Chromium 156 started by Playwright 1.65 with all its own switches (2026-11): a
headless shell called nobody; a full Chromium looked up accounts.google.com and update.googleapis.com, and with these
two looked up nothing. Port 9 is one that Chromium refuses to open, so what is sent there never leaves the process.

There must be no `--disable-features` or `--enable-features` here: Chromium keeps the last one given, so ours would
cancel Playwright's lists.
"""


def resolver_rules(*, proxy_host: str | None = None) -> str:
    """The switch by which the browser looks up no name, of whatever a page hints at, but that of the user's proxy."""
    reached = ("127.0.0.1", *((proxy_host,) if proxy_host else ()))
    return "--host-resolver-rules=MAP * ~NOTFOUND" + "".join(f" , EXCLUDE {host}" for host in reached)


_PLAYWRIGHT_BUILDS: dict[str, tuple[BrowserKind, tuple[str, ...]]] = {
    # Directory layouts of Playwright 1.56 to 1.65, Linux then macOS (its `registry/index.ts`, EXECUTABLE_PATHS).
    "chromium-headless-shell": (
        "headless-shell",
        ("chrome-headless-shell-*/chrome-headless-shell", "chrome-linux/headless_shell", "chrome-mac/headless_shell"),
    ),
    "chromium": (
        "chromium",
        (
            "chrome-linux*/chrome",
            "chrome-mac*/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
            "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
        ),
    ),
}

_SYSTEM_BROWSERS: tuple[tuple[BrowserKind, str], ...] = (
    # Names are looked up in PATH; a path stands for itself.
    ("headless-shell", "chromium-headless-shell"),
    ("headless-shell", "chrome-headless-shell"),
    ("chromium", "chromium"),
    ("chromium", "chromium-browser"),
    ("chromium", "/Applications/Chromium.app/Contents/MacOS/Chromium"),
    ("chrome", "google-chrome-stable"),
    ("chrome", "google-chrome"),
    ("chrome", "chrome"),
    ("chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)

_DEBIAN_SCRIPT = Path("/usr/bin/chromium-headless-shell")
_DEBIAN_SHELL = Path("/usr/lib/chromium/chromium-headless-shell")
"""The script only forks the real one, so that whoever kills it leaves a browser behind."""

_SANDBOX_HELPERS = ("chrome-sandbox", "/usr/lib/chromium/chrome-sandbox", "/opt/google/chrome/chrome-sandbox")
"""The set-user-id helper: beside the executable, or where Debian and Google put it behind a start script."""

_CAP_SYS_ADMIN = 1 << 21  # linux/capability.h
_PROBE_TIMEOUT_S = 10.0


class BrowserChoice(NamedTuple):
    """One executable that was there and could be run when it was chosen."""

    executable: Path
    kind: BrowserKind
    source: BrowserSource


class Sandbox(NamedTuple):
    """Whether Chromium can confine its renderers here; `reason` says why not, None if it can."""

    on: bool
    reason: str | None


def find_browser(explicit: str | None = None, *, environ: Mapping[str, str]) -> BrowserChoice:
    """The browser to run, in the order of this module's first lines.

    `environ` is the environment of the command: PATH, HOME, XDG_CACHE_HOME and PLAYWRIGHT_BROWSERS_PATH are read, the
    last as Playwright itself reads it.

    Raises `UsageError` if `explicit` is no executable file: the request is wrong, not the machine. Raises
    `BrowserUnavailable` if there is none to be found.
    """
    if explicit is not None:
        return _given(explicit, environ)
    found = [*_playwright_browsers(environ), *_system_browsers(environ)]
    shells = [choice for choice in found if choice.kind == "headless-shell"]
    for choice in [*shells, *found]:
        return choice
    raise BrowserUnavailable(
        "no Chromium or Chrome found, neither Playwright's own nor on this system", hint="capture setup"
    )


def can_sandbox(executable: Path) -> Sandbox:
    """Whether Chromium's sandbox works for this user, on this machine, with this executable.

    Chromium on Linux wants either user namespaces or its set-user-id helper, and refuses to start as root without
    `--no-sandbox` (its `docs/linux/sandboxing.md`). Elsewhere the sandbox needs nothing of the user.
    """
    if sys.platform != "linux":
        return Sandbox(True, None)
    if os.geteuid() == 0:
        return Sandbox(
            False, "running as root, where Chromium cannot use its sandbox; run as an ordinary user to have it"
        )
    if _setuid_helper_works(executable) or _user_namespaces_work():
        return Sandbox(True, None)
    return Sandbox(
        False, "this machine or container lets no ordinary user make user namespaces, which the sandbox needs"
    )


def playwright_directory(environ: Mapping[str, str]) -> Path:
    """Where Playwright keeps the browsers it downloads, by its own rules (`registry/index.ts`, registryDirectory)."""
    told = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if told == "0":
        return _driver_package() / ".local-browsers"
    if told:
        return Path(told).absolute()
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _given(explicit: str, environ: Mapping[str, str]) -> BrowserChoice:
    path = Path(explicit).expanduser()
    if not _is_executable(path):
        on_path = shutil.which(explicit, path=environ.get("PATH"))
        if on_path is None:
            raise UsageError(f"--browser {explicit}: there is no such executable file")
        path = Path(on_path)
    return BrowserChoice(path.absolute(), _kind_by_name(path.name), "given")


def _kind_by_name(name: str) -> BrowserKind:
    plain = name.lower().replace("_", "-")
    if "headless-shell" in plain:
        return "headless-shell"
    return "chrome" if "chrome" in plain else "chromium"


def _playwright_browsers(environ: Mapping[str, str]) -> Iterator[BrowserChoice]:
    """Complete downloads of exactly the revisions that the installed Playwright expects."""
    listed = json.loads((_driver_package() / "browsers.json").read_text(encoding="utf-8"))["browsers"]
    revisions = {browser["name"]: browser["revision"] for browser in listed}
    for name, (kind, layouts) in _PLAYWRIGHT_BUILDS.items():
        directory = playwright_directory(environ) / f"{name.replace('-', '_')}-{revisions.get(name)}"
        if not (directory / "INSTALLATION_COMPLETE").exists():
            continue
        for layout in layouts:
            for executable in sorted(directory.glob(layout)):
                if _is_executable(executable):
                    yield BrowserChoice(executable, kind, "playwright")


def _system_browsers(environ: Mapping[str, str]) -> Iterator[BrowserChoice]:
    for kind, name in _SYSTEM_BROWSERS:
        found = shutil.which(name, path=environ.get("PATH"))
        if found is None or _is_snap(Path(found)):
            continue
        executable = Path(found).absolute()
        behind_script = executable == _DEBIAN_SCRIPT and _is_executable(_DEBIAN_SHELL)
        yield BrowserChoice(_DEBIAN_SHELL if behind_script else executable, kind, "system")


def _is_snap(path: Path) -> bool:
    """A snap, or the script that Ubuntu's `chromium-browser` package installs to send people to the snap."""
    if Path("/snap") in path.parents or path.resolve() == Path("/usr/bin/snap"):
        return True
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/chromium" in start


def _is_executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _driver_package() -> Path:
    return Path(playwright.__file__).parent / "driver" / "package"


def _setuid_helper_works(executable: Path) -> bool:
    """Whether there is a helper, and the process may gain from it the right to make namespaces.

    In a container the helper is often there and fails all the same: Docker's default bounding set lacks CAP_SYS_ADMIN.
    """
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    if status.get("NoNewPrivs") == "1" or not int(status.get("CapBnd", "0"), 16) & _CAP_SYS_ADMIN:
        return False
    for helper in (executable.resolve().parent / name for name in _SANDBOX_HELPERS):
        if helper.is_file() and helper.stat().st_uid == 0 and helper.stat().st_mode & 0o4000:
            return True
    return False


def _user_namespaces_work() -> bool:
    """Make one, with the mapping that Ubuntu's AppArmor forbids: the settings in /proc/sys name only some locks."""
    try:
        probe = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--net", "true"],
            capture_output=True,
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError:
        # Without util-linux there is no cheap way to know: let Chromium try.
        return True
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0

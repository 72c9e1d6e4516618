"""What a capture needs of the machine, one check each: what was found, and the one command that mends it."""

import asyncio
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from capture.errors import BrowserUnavailable
from capture.models.base import FrozenModel
from capture.observe.browsers import find_browser
from capture.observe.driver import driver_trouble
from capture.observe.trial import try_browser

Status = Literal["ok", "warn", "fail", "unknown"]

_DISTRIBUTION = "pagewitness"
_PROBE_TIMEOUT_S = 10.0

_OUTPUT_WANTED_BYTES = 1_000_000_000
_OUTPUT_NEEDED_BYTES = 100_000_000
"""A bundle of a news page is 5 to 20 MB, of a very tall one 100."""
_TEMPORARY_WANTED_BYTES = 500_000_000
"""Chromium's shared memory goes there too (Playwright's `--disable-dev-shm-usage`), so /dev/shm may be small."""

_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    # What is drawn as empty boxes, the fontconfig language that stands for it, the Debian and Ubuntu package.
    ("Chinese", "zh-cn", "fonts-noto-cjk"),
    ("Japanese", "ja", "fonts-noto-cjk"),
    ("Korean", "ko", "fonts-noto-cjk"),
    ("Arabic", "ar", "fonts-noto-core"),
    ("Hebrew", "he", "fonts-noto-core"),
    ("Devanagari", "hi", "fonts-noto-core"),
    ("Bengali", "bn", "fonts-noto-core"),
    ("Tamil", "ta", "fonts-noto-core"),
    ("Thai", "th", "fonts-noto-core"),
    ("emoji", "und-zsye", "fonts-noto-color-emoji"),
)


class Check(FrozenModel):
    """One line of `capture doctor`."""

    name: str
    status: Status
    detail: str
    fix: str | None = None
    """The one command, or the one thing to do, that mends it; None if nothing needs mending."""


def run_checks(*, browser: str | None, out: Path) -> Iterator[Check]:
    """All checks, each when it is done; `browser` and `out` as given to `capture page`. Raises `UsageError`."""
    yield _python()
    yield _packages()
    driver = _driver()
    yield driver
    if driver.status == "ok":
        yield from _browser(browser)
    yield _fonts()
    yield _output_directory(out)
    yield _temporary_directory()
    yield _clock()


def _python() -> Check:
    return Check(name="python", status="ok", detail=f"{platform.python_version()}, {sys.executable}")


def _packages() -> Check:
    try:
        wanted = requires(_DISTRIBUTION) or []
        found = [f"{_DISTRIBUTION} {version(_DISTRIBUTION)}"]
    except PackageNotFoundError:
        detail = f"{_DISTRIBUTION} is not installed; this runs from its source"
        return Check(name="packages", status="warn", detail=detail, fix=f"{sys.executable} -m pip install .")
    missing = []
    for requirement in wanted:
        matched = re.match(r"[A-Za-z0-9._-]+", requirement)
        if matched is None or "extra ==" in requirement:
            continue
        try:
            found.append(f"{matched.group()} {version(matched.group())}")
        except PackageNotFoundError:
            missing.append(matched.group())
    if missing:
        fix = f"{sys.executable} -m pip install {' '.join(missing)}"
        return Check(name="packages", status="fail", detail=f"missing: {', '.join(missing)}", fix=fix)
    return Check(name="packages", status="ok", detail=", ".join(found))


def _driver() -> Check:
    if trouble := driver_trouble():
        return Check(name="driver", status="fail", detail=f"Playwright's driver: {trouble}", fix="capture setup")
    return Check(name="driver", status="ok", detail="Playwright's driver runs")


def _browser(explicit: str | None) -> Iterator[Check]:
    try:
        choice = find_browser(explicit, environ=os.environ)
    except BrowserUnavailable as error:
        yield Check(name="browser", status="fail", detail=str(error), fix=error.hint)
        return
    detail = f"{choice.executable} ({choice.kind}, {choice.source})"
    try:
        trial = asyncio.run(try_browser(choice))
    except BrowserUnavailable as error:
        fix = "capture setup" if explicit is None else "give another --browser, or none"
        yield Check(name="browser", status="fail", detail=str(error), fix=fix)
        return
    yield Check(name="browser", status="ok", detail=f"{detail} {trial.version}, drew in {trial.seconds:.1f} s")
    if trial.sandbox.enabled:
        yield Check(name="sandbox", status="ok", detail="on")
    else:
        yield Check(name="sandbox", status="warn", detail=f"off: {trial.sandbox.reason}")


def _fonts() -> Check:
    if sys.platform != "linux":
        return Check(name="fonts", status="ok", detail="those of the system")
    listed = _answer("fc-list", ":", "family")
    if listed is None:
        fix = _apt_install("fontconfig", "fonts-liberation")
        return Check(name="fonts", status="unknown", detail="fontconfig's fc-list is not installed", fix=fix)
    if not listed:
        fix = _apt_install("fonts-liberation")
        return Check(name="fonts", status="fail", detail="there is no font: pages would show no text", fix=fix)
    missing = [
        (script, package) for script, tag, package in _SCRIPTS if not _answer("fc-list", f":lang={tag}", "family")
    ]
    if missing:
        scripts = ", ".join(script for script, _ in missing)
        packages = list(dict.fromkeys(package for _, package in missing))
        detail = f"drawn as empty boxes for want of a font: {scripts}"
        return Check(name="fonts", status="warn", detail=detail, fix=_apt_install(*packages))
    return Check(name="fonts", status="ok", detail=f"{len(listed.splitlines())}, for all scripts that were looked for")


def _output_directory(out: Path) -> Check:
    existing = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        fix = "give another directory with --out"
        return Check(name="output", status="fail", detail=f"{existing} cannot be written to", fix=fix)
    free = shutil.disk_usage(existing).free
    detail = f"{out}: {_gigabytes(free)} free"
    if free < _OUTPUT_NEEDED_BYTES:
        return Check(name="output", status="fail", detail=detail, fix="free some space, or give another --out")
    if free < _OUTPUT_WANTED_BYTES:
        return Check(name="output", status="warn", detail=detail, fix="free some space, or give another --out")
    return Check(name="output", status="ok", detail=detail)


def _temporary_directory() -> Check:
    try:
        directory = tempfile.gettempdir()
    except FileNotFoundError as error:
        return Check(
            name="temporary", status="fail", detail=str(error), fix="set TMPDIR to a directory you can write to"
        )
    free = shutil.disk_usage(directory).free
    detail = f"{directory}: {_gigabytes(free)} free for the browser's profile and memory"
    if free < _TEMPORARY_WANTED_BYTES:
        return Check(name="temporary", status="warn", detail=detail, fix="set TMPDIR to a directory with more space")
    return Check(name="temporary", status="ok", detail=detail)


def _clock() -> Check:
    """Every record says when the page was captured, by this clock."""
    fix = "sudo timedatectl set-ntp true"
    if (answer := _answer("timedatectl", "show", "--property=NTPSynchronized", "--value")) in {"yes", "no"}:
        if answer == "yes":
            return Check(name="clock", status="ok", detail="synchronised (timedatectl)")
        return Check(name="clock", status="warn", detail="not synchronised (timedatectl)", fix=fix)
    if answer := _answer("chronyc", "-n", "tracking"):
        if re.search(r"^Leap status\s*: Normal", answer, re.MULTILINE):
            return Check(name="clock", status="ok", detail="synchronised (chrony)")
        return Check(name="clock", status="warn", detail="not synchronised (chrony)", fix="sudo chronyc makestep")
    return Check(name="clock", status="unknown", detail="neither timedatectl nor chrony answers")


def _answer(*command: str) -> str | None:
    """What a command printed; None if it is not there, fails or hangs."""
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout.strip()


def _apt_install(*packages: str) -> str:
    prefix = "" if os.geteuid() == 0 else "sudo "
    return f"{prefix}apt-get install -y {' '.join(packages)}"


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"

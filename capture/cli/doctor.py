"""`capture doctor`: what is there, what is missing, and the one command that mends it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capture.cli.terminal import Screen
from capture.errors import EnvironmentFailure

if TYPE_CHECKING:
    from capture.cli.checks import Check

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "unknown": "dim"}


def doctor(
    browser: Annotated[
        str | None,
        typer.Option("--browser", metavar="PATH", help="Check this Chromium or Chrome, and look for no other."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIRECTORY", help="Where captures are to be written.")] = Path(
        "artifacts"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON on stdout.")] = False,
) -> None:
    """Check that captures can run here, and tell how to mend what is missing.

    A line each for Python, its packages, the browser, its sandbox, fonts, disk space and the clock. Exit code 0 if
    captures can run, 6 if not; a warning does not change the exit code.

    \b
    Examples:
      capture doctor
      capture doctor --out /mnt/evidence
      capture doctor --json
    """
    from capture.cli.checks import run_checks

    screen = Screen(sys.stdout)
    checks = []
    with Screen(sys.stderr).working("checking"):
        for check in run_checks(browser=browser, out=out):
            checks.append(check)
            if not as_json:
                _tell(check, screen)
    healthy = all(check.status != "fail" for check in checks)
    if as_json:
        print(json.dumps({"healthy": healthy, "checks": [check.model_dump() for check in checks]}, indent=2))
    if not healthy:
        raise typer.Exit(EnvironmentFailure.exit_code)


def _tell(check: "Check", screen: Screen) -> None:
    screen.say((f"{check.status:<8}", _STYLES[check.status]), f"{check.name:<10} {check.detail}")
    if check.fix is not None:
        screen.say(" " * 19, ("mend it:", "bold"), f" {check.fix}")

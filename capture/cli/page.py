"""`capture page`: capture pages into sealed bundles."""

import asyncio
import gc
import json
import os
import re
import signal
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from capture.errors import UsageError

if TYPE_CHECKING:
    from capture.models.base import Size
    from capture.models.record import Verdict
    from capture.models.request import ArchiveLimits, ArtifactKind, CaptureSettings
    from capture.pipeline import Captured
    from capture.profiles.schema import SiteProfile


def page(  # noqa: PLR0917  # typer makes one option of each argument
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses, or paths of local files.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Directory for the bundles.")] = Path("artifacts"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each record as one line of JSON on stdout; text for people on stderr.")
    ] = False,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="LIST", help="Only these: html,rendered,viewport,page,article,tickers,pdf,wacz."
        ),
    ] = None,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="Do not print the page to PDF.")] = False,
    screen_pdf: Annotated[
        bool, typer.Option("--screen-pdf", help="Also one tall PDF of the page as the screen shows it.")
    ] = False,
    no_wacz: Annotated[
        bool, typer.Option("--no-wacz", help="Do not record what goes over the network (page.wacz).")
    ] = False,
    max_body: Annotated[
        int, typer.Option(metavar="MIB", help="Leave bodies larger than this out of page.wacz; the record counts them.")
    ] = 64,
    max_archive: Annotated[int, typer.Option(metavar="MIB", help="For all bodies in page.wacz together.")] = 256,
    keep_secrets: Annotated[
        bool, typer.Option("--keep-secrets", help="Keep cookies and passwords in recorded headers; disclosed.")
    ] = False,
    no_screenshots: Annotated[bool, typer.Option("--no-screenshots", help="Take no pictures.")] = False,
    viewport: Annotated[str, typer.Option(metavar="WxH", help="Size of the window in CSS pixels.")] = "1280x800",
    scale: Annotated[int, typer.Option(metavar="1|2", help="Pixels a CSS pixel, in all pictures.")] = 1,
    witness: Annotated[
        bool, typer.Option("--witness", help="Search the PDF for headline and ticker titles; `verify` can do it later.")
    ] = False,
    check_replay: Annotated[
        bool, typer.Option("--self-check", help="Load the page again from page.wacz, offline, and name what differs.")
    ] = False,
    paper: Annotated[str, typer.Option(metavar="A4|Letter", help="Paper of the PDF.")] = "A4",
    locale: Annotated[str, typer.Option(help="Language asked for, as in de-DE.")] = "en-US",
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone the browser claims to be in, as in Pacific/Auckland.")
    ] = None,
    site_timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone of the clocks that the site prints, if you know it.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What is known of the site, as TOML; docs/add-a-site.md.")
    ] = None,
    consent: Annotated[
        str,
        typer.Option(metavar="reject|accept|leave", help="Answer to consent dialogs; leave touches nothing."),
    ] = "reject",
    wait_for: Annotated[
        str | None,
        typer.Option(metavar="SELECTOR|js:CODE", help="Wait until this is shown, or this expression is true."),
    ] = None,
    click: Annotated[
        list[str] | None, typer.Option(metavar="SELECTOR", help="Press this once it is shown; repeatable, in order.")
    ] = None,
    delay: Annotated[float, typer.Option(metavar="SECONDS", help="Wait so long before the page is taken.")] = 0,
    scroll: Annotated[
        str, typer.Option(metavar="N|none", help="Screens to scroll through at most, for what loads on the way.")
    ] = "60",
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Hard deadline for each page.")] = 90,
    user_agent: Annotated[str | None, typer.Option(help="Send this instead of the browser's own.")] = None,
    header: Annotated[
        list[str] | None, typer.Option(metavar="'NAME: VALUE'", help="Send with every request; repeatable.")
    ] = None,
    storage_state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Playwright storage state of a logged-in session; disclosed.")
    ] = None,
    proxy: Annotated[str | None, typer.Option(metavar="URL", help="http, https or socks5 proxy.")] = None,
    allow_address: Annotated[
        list[str] | None,
        typer.Option(metavar="CIDR", help="Let the page lead here, public or not, as in 10.0.0.0/8; repeatable."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Go on when the certificate is not valid; recorded in the bundle.")
    ] = False,
    browser: Annotated[str | None, typer.Option(metavar="PATH", help="Use this Chromium or Chrome.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the log of each capture on stderr.")] = False,
) -> None:
    """Capture pages: article, tickers, pictures and print, each page sealed in a bundle of its own.

    \b
    Examples:
      capture page https://news.example/story
      capture page https://a.example https://b.example --out evidence/ --no-pdf
      capture page https://news.example/story --json | jq .article.headline
      capture page https://news.example/live --wait-for '.ticker li' --click 'button.more' --delay 2
      capture page saved.html --timezone Pacific/Auckland
      capture page report.pdf
      capture page https://news.example/mine --storage-state session.json

    With several pages the exit code is that of the worst.
    """
    from capture.models.request import CaptureSettings

    settings = CaptureSettings(
        artifacts=_artifacts(
            formats, no_pdf=no_pdf, no_wacz=no_wacz, no_screenshots=no_screenshots, screen_pdf=screen_pdf
        ),
        archive_limits=_limits(max_body, max_archive),
        keep_secrets=keep_secrets,
        viewport=_viewport(viewport),
        page_format=_paper(paper),
        scale=_scale(scale),
        witness=witness,
        self_check=check_replay,
        locale=locale,
        timezone=zone_name(timezone, "--timezone"),
        consent=_consent(consent),
        wait_for=wait_for,
        clicks=tuple(click or ()),
        delay_s=_delay(delay, timeout),
        scroll_screens=_screens(scroll),
        timeout_s=_seconds(timeout),
        user_agent=user_agent,
        headers=tuple(_header(line) for line in header or ()),
        storage_state=_readable(storage_state),
        proxy=_proxy(proxy),
        allow_addresses=tuple(_network(text) for text in allow_address or ()),
        insecure=insecure,
    )
    if settings.self_check and "wacz" not in settings.artifacts:
        raise UsageError("--self-check loads the page from page.wacz, which is not to be made")
    if proxy is None and (os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")):
        typer.echo("note: HTTPS_PROXY is set and not used; --proxy names the proxy of a capture", err=True)
    addresses = [address_of(url) for url in urls]
    zone = zone_name(site_timezone, "--site-timezone")
    profiles = [profile_for(address, file=profile, timezone=zone, day=utc_now().date()) for address in addresses]
    try:
        code = asyncio.run(
            _capture_all(addresses, settings, profiles, out=out, browser=browser, as_json=as_json, verbose=verbose)
        )
    except (KeyboardInterrupt, asyncio.CancelledError):
        typer.echo("interrupted: finished bundles are whole, nothing else was kept", err=True)
        raise typer.Exit(130) from None
    raise typer.Exit(code)


async def _capture_all(
    addresses: list[str],
    settings: "CaptureSettings",
    profiles: "list[SiteProfile]",
    *,
    out: Path,
    browser: str | None,
    as_json: bool,
    verbose: bool,
) -> int:
    from capture.cli.report import LiveProgress, show_log_on, tell_capture
    from capture.models.request import CaptureRequest
    from capture.observe.browser import open_browser
    from capture.observe.browsers import find_browser

    # The better part of what is to be loaded comes in while the browser starts, on the other core.
    loading = asyncio.create_task(asyncio.to_thread(import_module, "capture.pipeline"))
    _end_cleanly_on_sigterm()
    if verbose:
        show_log_on(sys.stderr)
    worst = 0
    progress = LiveProgress(total=len(addresses), hidden=verbose)
    with progress:
        progress.step("start the browser")
        choice = find_browser(browser, environ=os.environ)
        async with open_browser(choice, proxy=settings.proxy) as running:
            progress.tell_once(running.sandbox)
            await loading
            from capture.pipeline import capture_page

            gc.freeze()  # what is loaded stays, and need not be looked through after each page
            for number, (address, profile) in enumerate(zip(addresses, profiles, strict=True), 1):
                # The pictures of the page before hang in circles, which else are come round to many pages later.
                if number > 1:
                    gc.collect()
                progress.begin(number, address)
                captured = await capture_page(
                    running,
                    CaptureRequest(url=address, settings=settings),
                    out=out,
                    clock=utc_now,
                    profile=profile,
                    progress=progress,
                )
                progress.pause()
                worst = max(worst, exit_code_of(captured))
                tell_capture(captured, as_json=as_json)
                del captured
    return worst


EXIT_CODES: "dict[Verdict, int]" = {"complete": 0, "complete-with-gaps": 0, "partial": 3, "blocked": 4, "failed": 4}


def exit_code_of(captured: "Captured") -> int:
    """0 complete, with gaps or without; 3 partial; 4 blocked or failed."""
    return EXIT_CODES[captured.record.verdict or captured.record.outcome]


def _end_cleanly_on_sigterm() -> None:
    """A scheduler that stops us gets the same as Ctrl-C: browser gone, nothing half-written."""
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def address_of(url: str) -> str:
    """A full address for what was typed: an address as it is, a path as a `file:` address. Raises `UsageError`."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", url, re.IGNORECASE)
    if scheme and scheme.group(1).lower() in {"http", "https"}:
        if not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
            raise UsageError(f"{url!r} has no host")
        if re.match(r"https?://[^/?#\\]*@", url, re.IGNORECASE):
            # Not quoted: what refuses to seal a password must not print it into a scheduler's log either.
            raise UsageError(
                "a user or password in an address would be sealed in the bundle",
                hint="leave it out, and log in with --storage-state, or with --header 'Authorization: Basic ...'",
            )
        return url
    if scheme and scheme.group(1).lower() == "file":
        return url
    path = Path(url)
    if path.is_file():
        return path.resolve().as_uri()
    if scheme and not re.match(r"[^:/]+:\d", url):
        raise UsageError(f"cannot capture {scheme.group(1)}: addresses, only http, https and local files")
    raise UsageError(f"{url!r} is neither an address nor a file", hint=f"capture page https://{url}")


def profile_for(address: str, *, file: Path | None, timezone: str | None, day: date) -> "SiteProfile":
    """What is known of the page's site: from `file` if one is given, else by host; `timezone` goes before both.

    Raises `UsageError`.
    """
    from capture.profiles.registry import find_profile
    from capture.profiles.schema import read_profile_file

    if file is None:
        found = find_profile(urlsplit(address).hostname or "", day=day)
    else:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UsageError(f"--profile {file}: {error.strerror or error}") from None
        found = read_profile_file(data, name=file.name, day=day)
    return found.model_copy(update={"timezone": timezone}) if timezone else found


def _artifacts(
    formats: str | None, *, no_pdf: bool, no_wacz: bool, no_screenshots: bool, screen_pdf: bool
) -> "tuple[ArtifactKind, ...]":
    from capture.models.request import ALL_ARTIFACTS

    wanted = [name.strip() for name in formats.split(",")] if formats else list(ALL_ARTIFACTS)
    for name in wanted:
        if name not in ALL_ARTIFACTS:
            raise UsageError(f"--format {name!r}: there is {', '.join(ALL_ARTIFACTS)}")
    pictures = {"viewport", "page", "article", "tickers"} if no_screenshots else set()
    unwanted = pictures | ({"pdf"} if no_pdf else set()) | ({"wacz"} if no_wacz else set())
    usual = tuple(name for name in ALL_ARTIFACTS if name in wanted and name not in unwanted)
    return (*usual, "screen-pdf") if screen_pdf else usual


def _limits(max_body: int, max_archive: int) -> "ArchiveLimits":
    from capture.models.request import ArchiveLimits

    for option, mib in (("--max-body", max_body), ("--max-archive", max_archive)):
        if not 1 <= mib <= 1024:
            raise UsageError(f"{option} {mib}: give 1 to 1024 MiB")
    return ArchiveLimits(body_bytes=max_body << 20, archive_bytes=max_archive << 20)


def _viewport(text: str) -> "Size":
    from capture.models.base import Size

    found = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text)
    if not found or not all(100 <= int(side) <= 8000 for side in found.groups()):
        raise UsageError(f"--viewport {text!r}: give width x height from 100 to 8000, as in 1280x800")
    return Size(width_px=int(found.group(1)), height_px=int(found.group(2)))


def _scale(factor: int) -> Literal[1, 2]:
    if factor not in {1, 2}:
        raise UsageError(f"--scale {factor}: there is 1 and 2")
    return 2 if factor == 2 else 1


def _paper(text: str) -> Literal["A4", "Letter"]:
    known: dict[str, Literal["A4", "Letter"]] = {"a4": "A4", "letter": "Letter"}
    if text.lower() not in known:
        raise UsageError(f"--paper {text!r}: there is A4 and Letter")
    return known[text.lower()]


def zone_name(name: str | None, option: str) -> str | None:
    """`name` if it is a zone. Raises `UsageError`."""
    if name is not None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise UsageError(f"{option} {name!r}: no such zone; names look like Pacific/Auckland") from None
    return name


def _seconds(timeout: float) -> float:
    if not 1 <= timeout <= 3600:
        raise UsageError(f"--timeout {timeout:g}: give 1 to 3600 seconds")
    return timeout


def _consent(text: str) -> Literal["reject", "accept", "leave"]:
    known: dict[str, Literal["reject", "accept", "leave"]] = {"reject": "reject", "accept": "accept", "leave": "leave"}
    if text not in known:
        raise UsageError(f"--consent {text!r}: there is reject, accept and leave")
    return known[text]


def _delay(seconds: float, timeout: float) -> float:
    if not 0 <= seconds <= timeout / 2:
        raise UsageError(f"--delay {seconds:g}: give 0 to half of --timeout, {timeout / 2:g} seconds")
    return seconds


def _screens(text: str) -> int:
    if text != "none" and not re.fullmatch(r"\d{1,4}", text):
        raise UsageError(f"--scroll {text!r}: give a number of screens, or none")
    return 0 if text == "none" else int(text)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name.strip()) or re.search(r"[\r\n\0]", value):
        raise UsageError(f"--header {name[:40]!r}: write it as 'Name: value'")
    return name.strip(), value.strip()


def _readable(path: Path | None) -> Path | None:
    if path is not None:
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"--storage-state {path}: not readable as JSON ({error})") from None
        if not isinstance(state, dict) or not {"cookies", "origins"} & set(state):
            raise UsageError(f"--storage-state {path}: not a Playwright storage state (no cookies, no origins)")
    return path


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise UsageError(f"--allow-address {text!r}: write it as 10.0.0.0/8 or 10.1.2.3, its last bits 0") from None


def _proxy(address: str | None) -> str | None:
    if address is not None and not re.match(r"(https?|socks5)://[^/\s]+$", address):
        raise UsageError("--proxy: write it as http://host:port or socks5://host:port")
    return address

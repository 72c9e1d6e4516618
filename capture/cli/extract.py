"""`capture extract`: run extraction again, on a bundle or on a stored HTML file."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capture.cli.page import address_of, profile_for, utc_now, zone_name
from capture.errors import BundleError, UsageError

if TYPE_CHECKING:
    from capture.profiles.schema import SiteProfile


def extract(  # noqa: PLR0917  # typer makes one option of each argument
    source: Annotated[Path, typer.Argument(metavar="BUNDLE|FILE.html", help="A bundle, or a stored HTML file.")],
    url: Annotated[str | None, typer.Option(help="Of an HTML file: the address it came from.")] = None,
    captured_at: Annotated[
        str | None, typer.Option(metavar="ISO", help="Of an HTML file: when it was fetched; now, if not given.")
    ] = None,
    charset: Annotated[
        str | None, typer.Option(help="Of an HTML file: its encoding; what the page itself declares, if not given.")
    ] = None,
    scripts: Annotated[bool, typer.Option("--scripts", help="Of an HTML file: let the page's scripts run.")] = False,
    site_timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone of the clocks that the site prints, if you know it.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What is known of the site, as TOML; a bundle has its own.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print why each value was chosen instead.")] = False,
    browser: Annotated[str | None, typer.Option(metavar="PATH", help="Use this Chromium or Chrome.")] = None,
) -> None:
    """Extract again, offline: article, tickers and times as JSON on stdout.

    A bundle is read from its rendered.json.gz, with no browser; the same version gives the same bytes. An HTML file is
    rendered at its address with the network blocked.

    \b
    Examples:
      capture extract artifacts/news.example/20260101T120000Z-1a2b3c4d | jq .tickers
      capture extract saved.html --url https://news.example/story --captured-at 2024-10-23T09:35:00+13:00
      capture extract saved.html --url https://news.example/story --explain
    """
    zone = zone_name(site_timezone, "--site-timezone")
    if source.is_dir():
        if url or captured_at or charset or scripts:
            raise UsageError("--url, --captured-at, --charset and --scripts are for HTML files; a bundle has its own")
        output = _from_bundle(source, timezone=zone, profile=profile, explain=explain)
    elif source.is_file():
        if url is None:
            hint = f"capture extract {source} --url https://…"
            raise UsageError(f"{source}: say where the file came from with --url", hint=hint)
        address, fetched_at = address_of(url), _instant(captured_at)
        output = asyncio.run(
            _from_html(
                source,
                url=address,
                captured_at=fetched_at,
                charset=charset,
                scripts=scripts,
                profile=profile_for(address, file=profile, timezone=zone, day=fetched_at.date()),
                explain=explain,
                browser=browser,
            )
        )
    else:
        raise UsageError(f"{source}: there is no such bundle or file")
    sys.stdout.buffer.write(output)
    sys.stdout.flush()


def _from_bundle(path: Path, *, timezone: str | None, profile: Path | None, explain: bool) -> bytes:
    from capture.bundle.reader import open_bundle
    from capture.compose import explanation_json, record_json, with_extraction
    from capture.extract.cascade import extract as extract_page

    bundle = open_bundle(path)
    if not any(artifact.path == "rendered.json.gz" for artifact in bundle.record.artifacts):
        raise BundleError(f"{path} holds no rendered.json.gz: the page was not observed, or that file was not wanted")
    record = bundle.record
    if profile:
        known = profile_for(record.url, file=profile, timezone=timezone, day=record.captured_at.date())
    else:
        known = record.profile.model_copy(update={"timezone": timezone or record.profile.timezone})
    extraction = extract_page(bundle.read_page(), profile=known)
    return explanation_json(extraction) if explain else record_json(with_extraction(record, extraction, known))


async def _from_html(
    source: Path,
    *,
    url: str,
    captured_at: datetime,
    charset: str | None,
    scripts: bool,
    profile: "SiteProfile",
    explain: bool,
    browser: str | None,
) -> bytes:
    from capture.compose import explanation_json, record_json, record_of_stored
    from capture.extract.cascade import extract as extract_page
    from capture.observe.browser import open_browser
    from capture.observe.browsers import find_browser
    from capture.observe.stored import StoredPage, render_stored

    body = await asyncio.to_thread(source.read_bytes)
    stored = StoredPage(body, url, captured_at, charset, scripts)
    async with open_browser(find_browser(browser, environ=os.environ)) as running:
        observation = await render_stored(running.browser, stored)
    extraction = extract_page(observation.page, profile=profile)
    if explain:
        return explanation_json(extraction)
    return record_json(record_of_stored(observation, extraction, running, url=url, profile=profile))


def _instant(text: str | None) -> datetime:
    if text is None:
        return utc_now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--captured-at {text!r}: write it as 2024-10-23T09:35:00+13:00") from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant

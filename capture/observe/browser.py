"""Start a browser, open a page in a fresh profile, and translate Playwright's errors: the one place that does."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Dialog,
    Page,
    Playwright,
    ProxySettings,
    async_playwright,
)
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from capture.errors import BrowserUnavailable, CaptureError, NavigationError, NavigationTimeout, ObservationError
from capture.models.record import Action, Sandbox
from capture.models.request import CaptureSettings
from capture.observe.browsers import LAUNCH_ARGUMENTS, BrowserChoice, can_sandbox, resolver_rules
from capture.observe.driver import driver_trouble
from capture.observe.egress import EgressGate

Clock = Callable[[], datetime]
"""Gives the present instant, UTC."""

# Chromium's network errors (net/base/net_error_list.h) as stable words and as a sentence for people.
_NET_ERRORS: tuple[tuple[str, str, str], ...] = (
    ("ERR_NAME_NOT_RESOLVED", "dns", "the host name could not be resolved"),
    ("ERR_NAME_RESOLUTION_FAILED", "dns", "the host name could not be resolved"),
    ("ERR_CONNECTION_REFUSED", "refused", "the server refused the connection"),
    ("ERR_CONNECTION_RESET", "reset", "the server cut the connection"),
    ("ERR_CONNECTION_CLOSED", "reset", "the server closed the connection"),
    ("ERR_EMPTY_RESPONSE", "empty", "the server closed the connection without an answer"),
    ("ERR_CONNECTION_TIMED_OUT", "timeout", "the server did not answer"),
    ("ERR_TIMED_OUT", "timeout", "the server did not answer"),
    ("ERR_ADDRESS_UNREACHABLE", "unreachable", "the address cannot be reached"),
    ("ERR_INTERNET_DISCONNECTED", "offline", "this machine is not connected"),
    ("ERR_NETWORK_CHANGED", "offline", "the network changed during the capture"),
    ("ERR_CERT_", "tls", "the server's certificate is not valid (--insecure goes on all the same, and says so)"),
    ("ERR_SSL_", "tls", "no secure connection could be made"),
    ("ERR_BAD_SSL", "tls", "no secure connection could be made"),
    ("ERR_TOO_MANY_REDIRECTS", "redirect-loop", "the page redirects in a circle"),
    ("ERR_PROXY", "proxy", "the proxy could not be used"),
    ("ERR_TUNNEL", "proxy", "the proxy could not be used"),
    ("ERR_SOCKS", "proxy", "the proxy could not be used"),
    ("ERR_FILE_NOT_FOUND", "not-found", "there is no such file"),
    ("ERR_ACCESS_DENIED", "denied", "the file may not be read"),
    ("ERR_INVALID_URL", "invalid-url", "this is not an address a browser can open"),
    ("ERR_UNSAFE_PORT", "invalid-url", "browsers refuse this port"),
    ("ERR_INVALID_RESPONSE", "protocol", "the server's answer is not HTTP"),
    ("ERR_INVALID_HTTP_RESPONSE", "protocol", "the server's answer is not HTTP"),
    ("ERR_HTTP2_", "protocol", "the server broke the HTTP/2 protocol"),
    ("ERR_RESPONSE_HEADERS_", "protocol", "the server's headers contradict each other"),
    ("ERR_INSUFFICIENT_RESOURCES", "crash", "the browser ran out of memory"),
    ("ERR_BLOCKED_BY", "blocked", "the browser blocked the page"),
    ("ERR_ABORTED", "download", "the address is a download or an empty answer, not a page"),
)
_NET_ERROR = re.compile(r"net::(ERR_[A-Z0-9_]+)")


def translate(error: PlaywrightError) -> CaptureError:
    """Our error for one of Playwright's."""
    message = error.message
    found = _NET_ERROR.search(message)
    if found:
        return net_failure(found.group(1))
    if "crash" in message:
        return NavigationError("the page crashed the browser's renderer", reason="crash")
    if "Download is starting" in message:
        return NavigationError("the address is a download, not a page", reason="download")
    if "interrupted by another navigation" in message:
        return NavigationError("the page kept navigating elsewhere", reason="navigated-away")
    if "invalid URL" in message:
        return NavigationError("this is not an address a browser can open", reason="invalid-url")
    if isinstance(error, PlaywrightTimeout):
        return NavigationTimeout("the server did not answer in time", reason="timeout")
    if "has been closed" in message or "Target closed" in message:
        return NavigationError("the browser went away", reason="crash")
    return ObservationError(message.split("\n")[0])


def net_failure(code: str) -> NavigationError:
    """Our error for one of Chromium's network (`ERR_...`)."""
    for prefix, reason, sentence in _NET_ERRORS:
        if code.startswith(prefix):
            return NavigationError(f"{sentence} ({code})", reason=reason)
    return NavigationError(f"the page could not be loaded ({code})", reason="network")


@contextmanager
def playwright_errors() -> Iterator[None]:
    """Everything of Playwright's that passes here leaves as a `CaptureError`."""
    try:
        yield
    except PlaywrightError as error:
        raise translate(error) from error


class RunningBrowser(NamedTuple):
    """A browser that captures may share; each takes a context of its own."""

    browser: Browser
    choice: BrowserChoice
    sandbox: Sandbox
    user_agent: str
    """What it sends if not told otherwise."""

    @property
    def product(self) -> str:
        return f"{self.choice.kind} {self.browser.version}"


@asynccontextmanager
async def open_browser(choice: BrowserChoice, *, proxy: str | None = None) -> AsyncIterator[RunningBrowser]:
    """Start the browser; end it, and all its children, on leaving. Raises `BrowserUnavailable`.

    It looks up no name but that of `proxy`, for captures whose settings have one: theirs has to be the same.
    """
    rules = resolver_rules(proxy_host=urlsplit(proxy).hostname if proxy else None)
    sandbox = can_sandbox(choice.executable)
    async with _running_driver() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=choice.executable,
                chromium_sandbox=sandbox.on,
                args=[*LAUNCH_ARGUMENTS, rules],
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except PlaywrightError as error:
            raise BrowserUnavailable(
                f"the browser {choice.executable} does not start: {_last_words(error)}", hint="capture doctor"
            ) from error
        try:
            with playwright_errors():
                session = await browser.new_browser_cdp_session()
                user_agent = str((await session.send("Browser.getVersion"))["userAgent"])
                await session.detach()
            yield RunningBrowser(browser, choice, Sandbox(enabled=sandbox.on, reason=sandbox.reason), user_agent)
        finally:
            # What does not end by itself is ended by the driver, which takes its browsers with it.
            await _bounded(browser.close())


@asynccontextmanager
async def _running_driver() -> AsyncIterator[Playwright]:
    starting = async_playwright()
    try:
        playwright = await starting.__aenter__()
    except Exception as error:  # a bare Exception is what Playwright raises if its driver ends at once
        trouble = driver_trouble() or str(error)
        raise BrowserUnavailable(f"Playwright's driver does not start: {trouble}", hint="capture setup") from error
    try:
        yield playwright
    finally:
        await starting.__aexit__()


def _last_words(error: PlaywrightError) -> str:
    """What says why, of a failed launch: Playwright appends the browser's log."""
    if said := re.findall(r"\[err\] (.+)", error.message):
        telling = [line for line in said if "error while loading" in line or "FATAL" in line]
        return str((telling or said)[-1])[:300]
    ended = re.search(r"<process did exit: (.+?)>", error.message)
    return f"it ended at once ({ended.group(1)})" if ended else error.message.splitlines()[0][:300]


@dataclass
class LivePage:
    """An open page, its main CDP session, and all that was done to it."""

    page: Page
    session: CDPSession
    clock: Clock
    actions: list[Action] = field(default_factory=list)
    on_crash: Callable[[], None] = lambda: None
    """Called when the page's renderer is gone: what was asked of it will never be answered."""
    stopped: bool = False
    """Whether a script that never ended was stopped; none runs any more."""

    def act(self, kind: str, detail: str) -> None:
        """Record an intervention. `detail` may quote the page, which may hold what has no UTF-8 form."""
        printable = detail.encode("utf-8", "replace").decode("utf-8")
        self.actions.append(Action(at=self.clock(), kind=kind, detail=printable))

    async def stop_script(self) -> None:
        """End a script that never yields, and let no other run.

        These two commands reach a page that answers nothing else: Chromium takes them in the midst of a script
        (`content/renderer` `devtools_session.cc`, ShouldInterruptForMethod).
        """
        with playwright_errors():
            await self.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
            await self.session.send("Runtime.terminateExecution")
        self.stopped = True
        self.act("stop-script", "a script that had kept the page from answering was stopped; none ran from then on")


_CLOSE_TIMEOUT_S = 10.0
# A page may open dialogs or popups for ever: each is closed, this many are told one by one.
_TOLD_ONE_BY_ONE = 20


@asynccontextmanager
async def open_page(
    running: RunningBrowser, settings: CaptureSettings, *, clock: Clock, gate: EgressGate | None = None
) -> AsyncIterator[LivePage]:
    """A page in a fresh context: no cache, no cookies but those of `settings.storage_state`.

    All that it asks for goes through `gate`; through the user's proxy, or directly, if there is none.
    """
    with playwright_errors():
        context = await _new_context(running.browser, settings, gate)
    try:
        with playwright_errors():
            page = await context.new_page()
            live = LivePage(page, await context.new_cdp_session(page), clock)
            await _set_scale(live.session, settings)
        _guard(context, live)
        yield live
    finally:
        # A hung renderer dies with its browser; what was captured is not touched by it.
        await _bounded(context.close())


async def _new_context(browser: Browser, settings: CaptureSettings, gate: EgressGate | None) -> BrowserContext:
    return await browser.new_context(
        viewport={"width": settings.viewport.width_px, "height": settings.viewport.height_px},
        device_scale_factor=settings.scale,
        locale=settings.locale,
        timezone_id=settings.timezone,
        user_agent=settings.user_agent,
        extra_http_headers=dict(settings.headers),
        storage_state=settings.storage_state,
        ignore_https_errors=settings.insecure,
        accept_downloads=False,
        proxy=through(f"socks5://127.0.0.1:{gate.port}") if gate else through(settings.proxy),
    )


def through(proxy: str | None) -> ProxySettings | None:
    """Playwright's form of a proxy's address. Even what is on this machine goes through it."""
    if proxy is None:
        return None
    parts = urlsplit(proxy)
    return {
        "server": f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "bypass": "<-loopback>",
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }


async def _set_scale(session: CDPSession, settings: CaptureSettings) -> None:
    """A session takes pictures with the scale that was set through it, whatever others have set (Chromium 156)."""
    if settings.scale != 1:
        size = {"width": settings.viewport.width_px, "height": settings.viewport.height_px}
        screen = {"screenWidth": size["width"], "screenHeight": size["height"]}
        metrics = {**size, **screen, "deviceScaleFactor": settings.scale, "mobile": False}
        await session.send("Emulation.setDeviceMetricsOverride", metrics)


async def _bounded(closing: Awaitable[object]) -> None:
    """Wait for the end of what is being closed, but not for ever."""
    with suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(_CLOSE_TIMEOUT_S):
            await closing


def _guard(context: BrowserContext, live: LivePage) -> None:
    """Answer what a page may throw at its reader: dialogs, popups, a crash."""
    counts = {"dialog": 0, "popup": 0}

    def tell(kind: str, action: str, detail: str) -> None:
        counts[kind] += 1
        if counts[kind] <= _TOLD_ONE_BY_ONE:
            live.act(action, detail)
        elif counts[kind] == _TOLD_ONE_BY_ONE + 1:
            live.act(action, f"further {kind}s are answered the same way and not listed")

    async def on_dialog(dialog: Dialog) -> None:
        tell("dialog", "dismiss-dialog", f"{dialog.type}: {dialog.message[:200]}")
        await _quietly(dialog.dismiss())

    async def on_page(popup: Page) -> None:
        if popup is not live.page:
            tell("popup", "close-popup", popup.url)
            await _quietly(popup.close())

    live.page.on("dialog", on_dialog)
    live.page.on("crash", lambda _: live.on_crash())
    context.on("page", on_page)


async def _quietly(closing: Awaitable[object]) -> None:
    """Wait for an answer to a dialog or popup that may be gone by now."""
    with suppress(PlaywrightError):
        await closing

"""Go to the page: until its document has begun to arrive, then until its load event."""

import asyncio
import json
from typing import Literal

from capture.errors import NavigationError, NavigationTimeout
from capture.models.request import StepBudgets
from capture.observe.browser import LivePage, net_failure, playwright_errors
from capture.observe.downloads import Downloads
from capture.observe.egress import EgressGate
from capture.observe.frames import FrameSession
from capture.observe.network import NetworkRecorder

# To stop the loading would end the parser as well; a sheet that is switched off is waited for no longer (Chromium 156).
_DROP_STYLES = """(() => {
  const sheets = [...document.querySelectorAll('link[rel~="stylesheet" i]')];
  const pending = document.readyState === "loading" ? sheets.filter((link) => !link.sheet && !link.disabled) : [];
  for (const link of pending) link.disabled = true;
  return JSON.stringify(pending.map((link) => link.href.toWellFormed()));
})()"""
_LOOK_AGAIN_S = 0.1
_LOOKS = 20
_IDLE_LOOKS = 4
"""After so many at which there was nothing to give up, it is something else that is waited for."""

Arrival = Literal["page", "file"]
"""`file`: what the browser does not show but save."""
Loading = Literal["loaded", "cut-off", "unfinished"]
"""`cut-off`: the connection broke in the middle of the document. `unfinished`: something that the page waits for had
not come by then."""


async def navigate(
    live: LivePage,
    url: str,
    *,
    budgets: StepBudgets,
    recorder: NetworkRecorder,
    gate: EgressGate | None,
    downloads: Downloads,
) -> Arrival:
    """Return when the document of `url`, after all redirects, has begun to arrive.

    Raises `NavigationError` (reason `dns`, `refused`, `tls`, `redirect-loop`, `download`...) or `NavigationTimeout`.
    """
    try:
        with playwright_errors():
            await live.page.goto(url, wait_until="commit", timeout=budgets.navigation_s * 1000)
    except NavigationError as error:
        if error.reason == "download" and await downloads.began():
            return "file"
        raise _as_the_gate_knows(error, gate, recorder.document_url or url) from error
    downloads.page_arrived()
    return "page"


def _as_the_gate_knows(error: NavigationError, gate: EgressGate | None, url: str) -> NavigationError:
    """The browser knows no more than that it came no further than the gate."""
    if gate is None or error.reason not in {"proxy", "unreachable"}:
        return error
    if refusal := gate.refusal(url):
        return NavigationError(f"{refusal}; --allow-address lets it be visited", reason="refused-address")
    code = gate.net_error(url)
    return net_failure(code.removeprefix("net::")) if code else error


async def await_load(live: LivePage, recorder: NetworkRecorder, *, budget_s: float) -> Loading:
    """Return at the load event, when the document breaks off, or after `budget_s`: what is there can be captured."""
    loaded = asyncio.ensure_future(live.page.wait_for_load_state("load", timeout=budget_s * 1000))
    broken = asyncio.ensure_future(recorder.document_broken.wait())
    try:
        await asyncio.wait((loaded, broken), return_when=asyncio.FIRST_COMPLETED)
        if not loaded.done():
            return "cut-off"
        with playwright_errors():
            await loaded
    except NavigationTimeout:
        return "unfinished"
    finally:
        loaded.cancel()
        broken.cancel()
    return "loaded"


async def end_loading(live: LivePage, recorder: NetworkRecorder, held: FrameSession) -> bool:
    """Of a page that did not finish loading, whether its document came in whole.

    If text waits for something, all that is still under way is given up, as by a reader's stop button: a font that
    never comes would leave its text unpainted, a style sheet what stands below it.
    """
    with playwright_errors():
        if recorder.document_request not in recorder.in_flight:
            await _let_parser_go_on(live, recorder, held)
        coming = await held.evaluate("document.readyState") == "loading"
        if coming or recorder.holds_back_paint:
            await live.session.send("Page.stopLoading")
            live.act("stop-loading", f"{len(recorder.in_flight)} requests still open when time was up were given up")
    return not coming


async def _let_parser_go_on(live: LivePage, recorder: NetworkRecorder, held: FrameSession) -> None:
    """Give up what keeps the rest of a document that has arrived from being read: style sheets and scripts before it.

    What is read then may ask for more of them, so this goes on for a while.
    """
    styles: list[str] = []
    scripts: list[str] = []
    idle = 0
    for _ in range(_LOOKS):
        if idle == _IDLE_LOOKS or await held.evaluate("document.readyState") != "loading":
            break
        dropped = json.loads(await held.evaluate(_DROP_STYLES))
        given_up = recorder.give_up_scripts()
        styles, scripts = styles + dropped, scripts + given_up
        idle = 0 if dropped or given_up else idle + 1
        await asyncio.sleep(_LOOK_AGAIN_S)
    if styles:
        live.act("drop-style", f"{_named(styles, 'style sheets')} were switched off")
    if scripts:
        live.act("give-up-script", f"{_named(scripts, 'scripts')} were given up")


def _named(addresses: list[str], what: str) -> str:
    named = ", ".join(address[:200] for address in addresses[:5])
    return f"{len(addresses)} {what} that had not come when time was up ({named})"

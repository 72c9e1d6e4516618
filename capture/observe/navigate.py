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
_DROP_STYLES = """(async () => {
  const dropped = [], began = performance.now();
  const sheets = () => [...document.querySelectorAll('link[rel~="stylesheet" i]')];
  const pending = () => sheets().filter((link) => !link.sheet && !link.disabled);
  for (let idle = 0; document.readyState === "loading" && idle < 4 && performance.now() - began < 2000; idle++) {
    for (const link of pending()) {
      link.disabled = true;
      dropped.push(link.href.toWellFormed());
      idle = 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return JSON.stringify(dropped);
})()"""

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
            await _drop_styles(live, held)
        coming = await held.evaluate("document.readyState") == "loading"
        if coming or recorder.holds_back_paint:
            await live.session.send("Page.stopLoading")
            live.act("stop-loading", f"{len(recorder.in_flight)} requests still open when time was up were given up")
    return not coming


async def _drop_styles(live: LivePage, held: FrameSession) -> None:
    """Let the rest of a document that has arrived be read: none of it is while a style sheet before it has not come."""
    dropped = json.loads(await held.evaluate(_DROP_STYLES, await_promise=True))
    if dropped:
        addresses = ", ".join(address[:200] for address in dropped[:5])
        live.act(
            "drop-style", f"{len(dropped)} style sheets that had not come when time was up switched off: {addresses}"
        )

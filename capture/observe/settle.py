"""Bring a loaded page to rest, each step within its own budget; what was done to the page is recorded."""

import asyncio
import json
from importlib.resources import files
from typing import Literal, NamedTuple

from capture.models.base import Finding, FrozenModel
from capture.models.record import Readiness
from capture.models.request import MAX_SCREENS, StepBudgets
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession
from capture.observe.network import NetworkRecorder

_SETTLE, _WATCH = (
    files("capture.observe").joinpath("js", name).read_text(encoding="utf-8") for name in ("settle.js", "watch.js")
)

QUIET_S = 0.1
"""The network counts as quiet after this long without a request beginning or ending. A page that is quiet when it
loads should not be kept waiting: PERFORMANCE goals allow half a second for the whole of settling."""
_POLL_S = 0.02
NAMED_PATIENCE_S = 6.0
ALONE_PATIENCE_S = 2.5
"""How long a spot is watched for a first change: rotating tickers turn every 1.5 to 5 s."""
END_WAIT_S = 0.35
"""How long the end of the page is looked at for something to be added there. Lists that are filled from memory do so
within a frame or two; what has to be fetched is waited for by `await_quiet`, and scrolled to once more."""
REFRESH_FOLLOWED_S = 5.0
"""A document that sends its reader on within so many seconds is not what there is to read; portals that reload
themselves for news do so after a minute or more."""


class SettleFacts(FrozenModel):
    """What settling found in one document."""

    lazy: int
    """Lazy images and frames that were told to load."""
    screens: int
    """Screens scrolled through before going back to the start."""
    scrolled_to_end: bool
    grew: int
    """CSS pixels by which the page became taller meanwhile."""
    height: int
    """Of the page when done, CSS pixels."""
    images: int
    missing: int
    """Images that are still not there: not loaded in time, or broken."""
    fonts: bool
    """Whether all fonts that were asked for came in time."""
    pane: bool
    """Whether it was not the window that was scrolled, but the page's main pane (`panes.lay_open`)."""
    still: bool
    """Whether nothing on the screen moved about any more."""
    grown: bool
    """Whether no more text was coming."""
    text: bool
    """Whether the page shows some text, or has no script that could make it."""
    waited_ms: dict[Literal["scroll", "images", "fonts", "layout", "growth", "text"], float]
    """How long each rule was waited for."""
    refresh_s: float | None
    """Seconds from load until the document itself sends its reader elsewhere (`http-equiv="refresh"`); None if it does
    not, or so late that a reader would have read it by then."""

    @property
    def readiness(self) -> tuple[Readiness, ...]:
        """The rules of settling, as they stand in the record."""
        held = {
            "scroll": self.scrolled_to_end,
            "images": not self.missing,
            "fonts": self.fonts,
            "layout": self.still,
            "growth": self.grown,
            "text": self.text,
        }
        return tuple(
            Readiness(rule=rule, held=held[rule], waited_s=round(waited / 1000, 3))
            for rule, waited in self.waited_ms.items()
        )


class WatchFacts(FrozenModel):
    """How the watch for rotating spots stands."""

    rotating: int
    states: int
    cycled: bool
    """Every rotating spot has shown its first state again."""
    hinted: Literal["begun", "named", "alone", ""]
    """What looks like a rotating spot: it has changed once, is named like one, or is a dated headline that stands alone
    outside the article."""


class QuietResult(NamedTuple):
    """How waiting for the network ended."""

    quiet: bool
    open_requests: int


async def await_quiet(recorder: NetworkRecorder, *, budget_s: float) -> QuietResult:
    """Wait until no request has begun or ended for `QUIET_S`, at most `budget_s`."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + budget_s
    while recorder.quiet_for() < QUIET_S:
        if loop.time() >= deadline:
            return QuietResult(False, len(recorder.in_flight))
        await asyncio.sleep(_POLL_S)  # a poll of our own counters, not of the page
    return QuietResult(True, 0)


async def await_refresh(recorder: NetworkRecorder, *, seconds: float) -> bool:
    """Wait for the document that is to follow by itself within `seconds`; whether it was asked for."""
    loop = asyncio.get_running_loop()
    document, deadline = recorder.document_request, loop.time() + seconds + 1
    while recorder.document_request == document:
        if loop.time() >= deadline:
            return False
        await asyncio.sleep(_POLL_S)
    return True


async def settle(
    live: LivePage,
    held: FrameSession,
    *,
    budgets: StepBudgets,
    budget_s: float,
    screens: int = MAX_SCREENS,
    scripts_fetched: bool = True,
) -> SettleFacts:
    """Make lazy content load, scroll through and back, wait for images, fonts, text and a layout at rest.

    Not scrolled is a page in which nothing could notice; one that fetched scripts, `scripts_fetched`, always may.

    `budget_s` is for all of it; if it is less than the sum of `budgets`, each has its share of it.
    Raises `ObservationError` or `TimeoutError` if the main document does not answer (a script that never yields).
    """
    share = max(0.0, min(1.0, budget_s / budgets.settle_s))
    arguments = {
        "scriptsFetched": scripts_fetched,
        "scrollMs": budgets.scroll_s * share * 1000,
        "endWaitMs": END_WAIT_S * 1000,
        "imagesMs": budgets.images_s * share * 1000,
        "fontsMs": budgets.fonts_s * share * 1000,
        "layoutMs": budgets.layout_s * share * 1000,
        "growthMs": budgets.growth_s * share * 1000,
        "textMs": budgets.text_s * share * 1000,
        "maxScreens": screens,
        "maxRefreshSeconds": REFRESH_FOLLOWED_S,
    }
    facts = SettleFacts.model_validate_json(await _run(held, f"({_SETTLE})({json.dumps(arguments)})"))
    if facts.lazy:
        live.act("load-lazy", f"{facts.lazy} lazy images and frames told to load now")
    if facts.screens:
        detail = f"scrolled through {facts.screens} screens and back to where it was; grew by {facts.grew} px"
        live.act("scroll", detail)
    return facts


async def page_height(live: LivePage) -> int:
    """Of the whole page now, CSS pixels."""
    with playwright_errors():
        metrics = await live.session.send("Page.getLayoutMetrics")
    return int(metrics["cssContentSize"]["height"])


async def watch(live: LivePage, held: FrameSession, *, budget_s: float) -> None:
    """See every headline of spots that change in place, until they begin again, at most `budget_s`.

    The watching starts with the first call to `start_watching`; a page without such a spot, or a hint of one, is not
    waited for.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    facts = await start_watching(held)
    if not (facts.hinted or facts.rotating):
        return
    while loop.time() - started < _patience(facts, budget_s):
        if facts.rotating and facts.cycled:
            break
        await asyncio.sleep(0.1)
        facts = await start_watching(held)
    if facts.rotating:
        told = f"watched {facts.rotating} spots that change in place: {facts.states} states seen"
        whole = "" if facts.cycled else "; they had not begun again when time was up"
        live.act("watch", f"{told} in {loop.time() - started:.1f} s{whole}")


def _patience(facts: WatchFacts, budget_s: float) -> float:
    if facts.rotating:
        return budget_s
    return min(budget_s, ALONE_PATIENCE_S if facts.hinted == "alone" else NAMED_PATIENCE_S)


async def start_watching(held: FrameSession) -> WatchFacts:
    """Watch the document from now on, if that has not begun yet; how it stands."""
    return WatchFacts.model_validate_json(await _run(held, _WATCH))


async def _run(held: FrameSession, expression: str) -> str:
    with playwright_errors():
        return await held.evaluate(expression, await_promise=True)


def settle_findings(facts: SettleFacts) -> list[Finding]:
    """What settling could not bring about."""
    findings: list[Finding] = []
    if not facts.scrolled_to_end:
        text = f"the page goes on below what was scrolled through ({facts.screens} screens)"
        findings.append(Finding(code="endless-scroll", severity="warning", message=text, source="capture"))
    if facts.missing:
        text = f"{facts.missing} of {facts.images} images did not load"
        findings.append(Finding(code="images-missing", severity="warning", message=text, source="capture"))
    if not facts.fonts:
        text = "some fonts did not load in time"
        findings.append(Finding(code="fonts-missing", severity="warning", message=text, source="capture"))
    if not facts.still:
        text = "what is on the screen was still moving about when time was up"
        findings.append(Finding(code="layout-moving", severity="info", message=text, source="capture"))
    if not facts.grown:
        text = "more text was still coming when time was up"
        findings.append(Finding(code="text-growing", severity="info", message=text, source="capture"))
    if not facts.text:
        text = "the page shows hardly any text, and has scripts that might have made it"
        findings.append(Finding(code="little-text", severity="warning", message=text, source="capture"))
    return findings

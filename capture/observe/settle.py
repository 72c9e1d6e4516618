"""Bring a loaded page to rest, each step within its own budget; what was done to the page is recorded."""

import asyncio
import json
from dataclasses import dataclass
from importlib.resources import files

from capture.models.base import Finding, FrozenModel
from capture.models.request import StepBudgets
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession
from capture.observe.network import NetworkRecorder
from capture.observe.snapshot import isolated_world

_SETTLE = files("capture.observe").joinpath("js", "settle.js").read_text(encoding="utf-8")

QUIET_S = 0.15
"""The network counts as quiet after this long without a request beginning or ending. A page that is quiet when it
loads should not be kept waiting: PERFORMANCE goals allow half a second for the whole of settling."""
_POLL_S = 0.02
MAX_SCREENS = 60
"""Screens to scroll at most; a page that grows for ever is captured as far as it came."""


class SettleFacts(FrozenModel):
    """What settling found in one document."""

    lazy: int
    """Lazy images and frames that were told to load."""
    screens: int
    """Screens scrolled through before going back to the start."""
    scrolled_to_end: bool
    grew: int
    """CSS pixels by which the page became taller meanwhile."""
    images: int
    missing: int
    """Images that are still not there: not loaded in time, or broken."""
    fonts: bool
    """Whether all fonts that were asked for came in time."""


@dataclass(frozen=True)
class QuietResult:
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


async def settle(live: LivePage, sessions: list[FrameSession], *, budgets: StepBudgets) -> tuple[Finding, ...]:
    """Make lazy content load, scroll through and back, wait for images and fonts. Returns what did not come.

    Raises `ObservationError` or `TimeoutError` if the main document does not answer (a script that never yields).
    """
    arguments = {
        "scrollMs": budgets.scroll_s * 1000,
        "imagesMs": budgets.images_s * 1000,
        "fontsMs": budgets.fonts_s * 1000,
        "maxScreens": MAX_SCREENS,
    }
    session, frame = sessions[0].session, sessions[0].frame_id
    with playwright_errors():
        answer = await session.send(
            "Runtime.evaluate",
            {
                "expression": f"({_SETTLE})({json.dumps(arguments)})",
                "contextId": await isolated_world(session, frame),
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
    facts = SettleFacts.model_validate_json(answer["result"]["value"])
    if facts.lazy:
        live.act("load-lazy", f"{facts.lazy} lazy images and frames told to load now")
    if facts.screens:
        detail = f"scrolled through {facts.screens} screens and back to where it was; grew by {facts.grew} px"
        live.act("scroll", detail)
    return tuple(_findings(facts))


def _findings(facts: SettleFacts) -> list[Finding]:
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
    return findings

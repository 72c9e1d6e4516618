"""Stop the page: from here DOM, screenshot and PDF show the same moment.

`Emulation.setScriptExecutionDisabled` held against a 20 ms timer and a `beforeprint` handler; virtual time let the
latter through, and the lifecycle state "frozen" stopped nothing (Chromium 156). It has one side effect: the browser
then shows `noscript` contents, as raw text, in whatever it lays out anew, a print above all. A style sheet adopted by
our own world keeps them hidden; it is no part of the DOM.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession, walk_frames
from capture.observe.snapshot import isolated_world

# Returns the number of media that were playing.
_STILL = """(() => {
  if (document.querySelector("noscript")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("noscript { display: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const playing = [...document.querySelectorAll("audio, video")].filter((media) => !media.paused);
  for (const media of playing) media.pause();
  return playing.length;
})()"""

# 53-bit polynomial digest over the HTML of the document: fast, and only ever compared with itself.
_DIGEST = """(() => {
  const html = document.documentElement ? document.documentElement.outerHTML : "";
  let high = 0xdeadbeef, low = 0x41c6ce57;
  for (let i = 0; i < html.length; i++) {
    const code = html.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  const hex = (word) => (word >>> 0).toString(16).padStart(8, "0");
  return JSON.stringify([html.length, hex(high) + hex(low)]);
})()"""


async def dom_digest(held: FrameSession) -> str:
    """Length and digest of the main document's HTML, to tell whether it changed."""
    with playwright_errors():
        length, digest = json.loads(await _evaluate(held.session, held.frame_id, _DIGEST))
    return f"{length}:{digest}"


@asynccontextmanager
async def frozen(live: LivePage, sessions: list[FrameSession]) -> AsyncIterator[None]:
    """Within, nothing on the page can change: no script runs, no animation goes on, no media plays."""
    playing = 0
    with playwright_errors():
        for held in sessions:
            for tree in walk_frames(held.tree):
                playing += int(await _evaluate_or_zero(held, tree["frame"]["id"]))
            await held.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
            await held.session.send("Animation.enable")
            await held.session.send("Animation.setPlaybackRate", {"playbackRate": 0})
    live.act("freeze", "scripts and animations stopped for the time of the capture; noscript contents kept hidden")
    if playing:
        live.act("pause-media", f"{playing} audio or video elements paused")
    try:
        yield
    finally:
        for held in sessions:
            await _thaw(held.session)


async def _evaluate_or_zero(held: FrameSession, frame_id: str) -> str:
    """A child frame may go away between being listed and being stilled; the main frame may not."""
    try:
        return await _evaluate(held.session, frame_id, _STILL)
    except PlaywrightError:
        if frame_id == held.frame_id:
            raise
        return "0"


async def _evaluate(session: CDPSession, frame_id: str, expression: str) -> str:
    answer = await session.send(
        "Runtime.evaluate",
        {"expression": expression, "contextId": await isolated_world(session, frame_id), "returnByValue": True},
    )
    return str(answer["result"].get("value", "0"))


async def _thaw(session: CDPSession) -> None:
    try:
        async with asyncio.timeout(2):
            await session.send("Animation.setPlaybackRate", {"playbackRate": 1})
            await session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    except (PlaywrightError, TimeoutError):
        pass  # the page is gone, and its freeze with it

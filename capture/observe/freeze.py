"""Stop the page: from here DOM, screenshot and PDF show the same moment.

`Emulation.setScriptExecutionDisabled` held against a 20 ms timer and a `beforeprint` handler; virtual time let the
latter through, and the lifecycle state "frozen" stopped nothing (Chromium 156). It has one side effect: the browser
then shows `noscript` contents, as raw text, in whatever it lays out anew, a print above all. A style sheet adopted by
our own world keeps them hidden; it is no part of the DOM.
"""

import asyncio
import json

from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession, walk_frames

# Returns how many media were playing, and whether the document was still coming in.
_STILL = """(() => {
  if (document.querySelector("noscript")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("noscript { display: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const playing = [...document.querySelectorAll("audio, video")].filter((media) => !media.paused);
  for (const media of playing) media.pause();
  const coming = document.readyState === "loading";
  if (coming) window.stop();
  return JSON.stringify([playing.length, coming]);
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
        length, digest = json.loads(await held.evaluate(_DIGEST))
    return f"{length}:{digest}"


async def freeze(live: LivePage, sessions: list[FrameSession]) -> None:
    """From here on nothing on the page can change: no script runs, nothing more is parsed, no animation or media plays.

    There is no thaw: a page that was captured is closed.
    """
    playing = coming = 0
    with playwright_errors():
        for held in sessions:
            stilled = await asyncio.gather(*(_still(held, tree["frame"]["id"]) for tree in walk_frames(held.tree)))
            playing += sum(media for media, _ in stilled)
            coming += sum(unfinished for _, unfinished in stilled)
            await held.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
            await held.session.send("Animation.enable")
            await held.session.send("Animation.setPlaybackRate", {"playbackRate": 0})
    live.act(
        "freeze",
        "scripts and animations stopped for the time of the capture; noscript contents kept hidden; animated images"
        " stood at their first frame from the start",
    )
    if coming:
        live.act("stop-loading", f"{coming} documents that were still coming in were cut off there")
    if playing:
        live.act("pause-media", f"{playing} audio or video elements paused")


async def _still(held: FrameSession, frame_id: str) -> tuple[int, bool]:
    """Media paused, and whether loading was cut off. A child frame may go away after it was listed; the main frame may
    not."""
    try:
        media, unfinished = json.loads(await held.evaluate(_STILL, frame_id=frame_id))
    except (PlaywrightError, ObservationError):
        if frame_id == held.frame_id:
            raise
        return 0, False
    return int(media), bool(unfinished)

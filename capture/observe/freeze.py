"""Stop the page: from here DOM, screenshot and PDF show the same moment.

`Emulation.setScriptExecutionDisabled` held against a 20 ms timer and a `beforeprint` handler; virtual time let the
latter through, and the lifecycle state "frozen" stopped nothing (Chromium 156). It has one side effect: the browser
then shows `noscript` contents, as raw text, in whatever it lays out anew, a print above all. A style sheet adopted by
our own world keeps them hidden; it is no part of the DOM.
"""

import asyncio
import json
from typing import NamedTuple

from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession, walk_frames
from capture.observe.offline import REMEMBER_PICTURES, go_offline

# Returns how many media were playing, whether the document was still coming in, and the pictures that did not load.
_STILL = (
    f"""(() => {{ {REMEMBER_PICTURES} }})(), """
    + """(() => {
  if (document.querySelector("noscript")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("noscript { display: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const playing = [...document.querySelectorAll("audio, video")].filter((media) => !media.paused);
  for (const media of playing) media.pause();
  const coming = document.readyState === "loading";
  if (coming) window.stop();
  const broken = [...document.images].filter((image) => image.complete && !image.naturalWidth && image.currentSrc);
  return JSON.stringify([playing.length, coming, broken.map((image) => image.currentSrc.toWellFormed())]);
})()"""
)

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


async def freeze(live: LivePage, sessions: list[FrameSession], *, received: dict[str, str]) -> None:
    """From here on nothing on the page can change: no script runs, nothing more is parsed or fetched, no animation or
    media plays.

    There is no thaw: a page that was captured is closed. `received` is the request that brought each address.
    """
    playing = coming = 0
    broken: set[str] = set()
    with playwright_errors():
        for held in sessions:
            stilled = await asyncio.gather(*(_still(held, tree["frame"]["id"]) for tree in walk_frames(held.tree)))
            playing += sum(still.playing for still in stilled)
            coming += sum(still.coming for still in stilled)
            broken.update(*(still.broken for still in stilled))
            await held.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
            await held.session.send("Animation.enable")
            await held.session.send("Animation.setPlaybackRate", {"playbackRate": 0})
        await go_offline(live, sessions, received=received, broken=sorted(broken))
    live.act(
        "freeze",
        "scripts and animations stopped for the time of the capture; noscript contents kept hidden; animated images"
        " stood at their first frame from the start",
    )
    if coming:
        live.act("stop-loading", f"{coming} documents that were still coming in were cut off there")
    if playing:
        live.act("pause-media", f"{playing} audio or video elements paused")


class _Still(NamedTuple):
    """What was found in one frame as it was brought to a stop."""

    playing: int = 0
    coming: bool = False
    broken: tuple[str, ...] = ()


async def _still(held: FrameSession, frame_id: str) -> _Still:
    """Stop one frame. A child frame may go away after it was listed; the main frame may not."""
    try:
        return _Still(*json.loads(await held.evaluate(_STILL, frame_id=frame_id)))
    except (PlaywrightError, ObservationError):
        if frame_id == held.frame_id:
            raise
        return _Still()

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
from capture.observe.digest import DIGEST
from capture.observe.frames import FrameSession, walk_frames
from capture.observe.offline import REMEMBER_PICTURES, go_offline

# How many media were playing, whether the document was still coming in, and the pictures that did not load.
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
  const broken = [...document.images].filter((image) => image.complete && !image.naturalWidth && image.currentSrc);
  return { playing: playing.length, coming, broken: broken.map((image) => image.currentSrc.toWellFormed()) };
})()"""
_STOP_FRAME = f"(() => {{ {REMEMBER_PICTURES} }})(), JSON.stringify({{ digest: {DIGEST}, ...{_STILL} }})"


async def freeze(live: LivePage, sessions: list[FrameSession], *, received: dict[str, str]) -> str:
    """From here on nothing on the page can change: no script runs, nothing more is parsed or fetched, no animation or
    media plays.

    There is no thaw: a page that was captured is closed. `received` is the request that brought each address. Returns
    the digest of the DOM as it was before.
    """
    before = ""
    playing = coming = 0
    broken: set[str] = set()
    with playwright_errors():
        for held in sessions:
            stilled = await asyncio.gather(*(_still(held, tree["frame"]["id"]) for tree in walk_frames(held.tree)))
            before = before or stilled[0].digest
            playing += sum(still.playing for still in stilled)
            coming += sum(still.coming for still in stilled)
            broken.update(*(still.broken for still in stilled))
            # In this order, and without waiting for one before the next is sent.
            await asyncio.gather(
                held.session.send("Emulation.setScriptExecutionDisabled", {"value": True}),
                held.session.send("Animation.enable"),
                held.session.send("Animation.setPlaybackRate", {"playbackRate": 0}),
            )
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
    return before


class _Still(NamedTuple):
    """What was found in one frame as it was brought to a stop."""

    digest: str = ""
    playing: int = 0
    coming: bool = False
    broken: tuple[str, ...] = ()


async def _still(held: FrameSession, frame_id: str) -> _Still:
    """Stop one frame. A child frame may go away after it was listed; the main frame may not."""
    try:
        return _Still(**json.loads(await held.evaluate(_STOP_FRAME, frame_id=frame_id)))
    except (PlaywrightError, ObservationError):
        if frame_id == held.frame_id:
            raise
        return _Still()

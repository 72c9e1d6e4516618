"""From the freeze on nothing is fetched: the page is given again what it has, and refused whatever else it asks for.

Chromium lays the page out anew for a shot beyond the window, for a moment one pixel wide
(https://github.com/puppeteer/puppeteer/issues/7251), and for a print. At that, responsive pictures are chosen anew and
those that failed are tried again: they would come from another moment, and be of another size while they are on their
way. Merely to refuse is no way out, since a picture that was chosen anew and cannot be had is gone from the print.
"""

import asyncio
import json
import logging
from typing import Any

import pybase64
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.observe.browser import LivePage
from capture.observe.frames import FrameSession

_log = logging.getLogger(__name__)

REMEMBER_PICTURES = """globalThis.__captureShown = new Map();
for (const image of document.querySelectorAll("picture > img, img[srcset]")) {
  const sources = image.parentElement?.localName === "picture" ? image.parentElement.querySelectorAll("source") : [];
  const sets = [image, ...sources].flatMap((element) => (element.srcset || "").split(/,\\s+|\\s+[\\d.]+[wxh],?/));
  for (const address of [image.getAttribute("src") || "", ...sets].map((text) => text.trim())) {
    if (address && image.naturalWidth && URL.canParse(address, document.baseURI)) {
      globalThis.__captureShown.set(new URL(address, document.baseURI).href, image.currentSrc);
    }
  }
}"""
"""For our world of a frame, before the freeze: which picture stands for each that may be chosen in its place."""
_TOLD_ONE_BY_ONE = 20
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
"""Byte order mark and blanks."""
_SHOWN_FOR = "(address) => globalThis.__captureShown?.get(address) || address"


async def go_offline(
    live: LivePage, sessions: list[FrameSession], *, received: dict[str, str], broken: list[str]
) -> None:
    """Answer what the page asks for from now on with what it has; `REMEMBER_PICTURES` must have run in its frames.

    `received` is the request (CDP `Network.RequestId`, of the main session) that each address came with, `broken` the
    addresses of pictures that did not load.
    """
    told: set[str] = set()
    if broken:
        # At once, in the renderer: a picture that is asked for anew has no size until the answer is there.
        await live.session.send("Network.setBlockedURLs", {"urls": broken})
    await asyncio.gather(*(_answer_all(live, held, received, told) for held in sessions))
    live.act(
        "refuse-requests",
        "from here on nothing came from the network: pictures were given again as shown, the rest was refused",
    )


async def _answer_all(live: LivePage, held: FrameSession, received: dict[str, str], told: set[str]) -> None:
    async def on_request(event: dict[str, Any]) -> None:
        request, address = event["requestId"], str(event["request"]["url"])
        picture = None
        try:
            if event["resourceType"] == "Image":
                shown = await held.evaluate(f"({_SHOWN_FOR})({json.dumps(address)})", frame_id=event["frameId"])
                picture = await _body_of(live, received.get(shown))
            if picture:
                await held.session.send("Fetch.fulfillRequest", {"requestId": request, "responseCode": 200, **picture})
            else:
                # One that failed before and is tried again says nothing new.
                if address not in received and address not in told and len(told) < _TOLD_ONE_BY_ONE:
                    told.add(address)
                    live.act("refuse-requests", f"asked for after the freeze: {address[:500]}")
                await held.session.send("Fetch.failRequest", {"requestId": request, "errorReason": "BlockedByClient"})
        except (PlaywrightError, ObservationError) as error:
            _log.debug("no answer, since nobody waits for it any more: %s", error)

    held.session.on("Fetch.requestPaused", on_request)
    await held.session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})


async def _body_of(live: LivePage, request: str | None) -> dict[str, Any] | None:
    """A picture that came before, as arguments of CDP `Fetch.fulfillRequest`; None if it did not, or is gone."""
    try:
        body = await live.session.send("Network.getResponseBody", {"requestId": request}) if request else None
    except PlaywrightError:
        return None
    if body is None:
        return None
    content = body["body"].encode("utf-8", "replace")
    picture = pybase64.b64decode(content, validate=True) if body["base64Encoded"] else content
    headers = [{"name": "Access-Control-Allow-Origin", "value": "*"}]
    if picture.lstrip(_BEFORE_MARKUP).startswith(b"<"):
        # A drawing is text, and the one kind of picture that is not known by its first bytes (MIME Sniffing, 6.1).
        headers.append({"name": "Content-Type", "value": "image/svg+xml"})
    return {"responseHeaders": headers, "body": pybase64.b64encode(picture).decode("ascii")}

"""What lies over the page: consent dialogs are answered, other boxes closed, each by one press of its own button.

The button is pressed with `element.click()` from our own world: that reaches frames and shadow roots without a guess at
coordinates, hits exactly what is recorded, and cannot land on what has moved in between. Nothing is ever hidden: what
has no button for the answer that was asked for stays, and is told.

consent/platforms.json says how the dialogs of platforms are recognised and answered, by ids and classes that their own
scripts put into pages: `dialog` must be there and shown; `host` is an element whose open shadow root holds it, `frame`
an iframe that does; `reject` and `accept` are buttons, first found first. Where they find none, the words on buttons
decide, as for dialogs that no rule knows: consent/words.json. There, `consent` is what the text of a dialog about
consent holds, all else the whole label of a button in lower case: of Quantcast's second button only its words tell
whether it rejects or opens more choices.
"""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal, NamedTuple

from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.models.base import Finding
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession, frame_sessions, walk_frames

_HOME = files("capture.observe")
_OVERLAYS = _HOME.joinpath("js", "overlays.js").read_text(encoding="utf-8")
_PLATFORMS, _WORDS = (
    _HOME.joinpath("consent", name).read_text(encoding="utf-8") for name in ("platforms.json", "words.json")
)
# Handed on as they are: only the browser reads them.
_RULES = f"{{ platforms: {_PLATFORMS}, words: {_WORDS} }}"

_EXPECTED_S = 3.0
"""How long a dialog is waited for on a page that has set up the consent framework of the IAB and shows none yet."""
_GONE_S = 2.0
"""How long a dialog may take to go after its button was pressed; some fade out."""
_POLL_S = 0.1
_MAX_OVERLAYS = 4
_MAX_FRAMES = 30
"""Frames that are looked into, of a page with a frame that lies over it."""

_Choice = Literal["reject", "accept", "close"]


class Dialog(NamedTuple):
    """Something that lies over the page, and what its buttons say."""

    rule: str
    """The platform that it was recognised by, or `words`."""
    kind: Literal["consent", "overlay"]
    choices: dict[_Choice, str]
    """What is on the buttons, by what they stand for."""


class _Sight(NamedTuple):
    dialog: Dialog | None
    frames: int
    """Frames of the document that lie over it, or hold a dialog by their name."""
    expected: bool


class _Place(NamedTuple):
    """A dialog and the frame that it is in."""

    dialog: Dialog
    held: FrameSession
    frame_id: str
    framed: bool
    url: str


@dataclass
class Cleared:
    """What was done about overlays."""

    untouched_png: bytes | None = None
    """The window as it was before the first press; None if nothing was pressed."""
    pressed: int = 0
    findings: list[Finding] = field(default_factory=list)


async def clear_overlays(
    live: LivePage, main: FrameSession, *, policy: Literal["reject", "accept"], cleared: Cleared
) -> None:
    """Answer and close what lies over the page, one after another, and note it in `cleared`."""
    place = await _await_overlay(live, main)
    for _ in range(_MAX_OVERLAYS):
        if place is None:
            return
        choice: _Choice = "close" if place.dialog.kind == "overlay" else policy
        if choice not in place.dialog.choices:
            others = ", ".join(f"“{label}”" for label in place.dialog.choices.values())
            text = f"a consent dialog was left: it offers only {others}"
            left = Finding(code="consent-open", severity="warning", message=text, source="capture")
            if left not in cleared.findings:
                cleared.findings.append(left)
            return
        if cleared.untouched_png is None:
            cleared.untouched_png = await _window(live)
        await _press(live, place, choice)
        cleared.pressed += 1
        place = await _after(live, main, place)
    if place is not None:
        text = "something lies over the page still, whatever was pressed"
        cleared.findings.append(Finding(code="overlay-stays", severity="warning", message=text, source="capture"))


async def _await_overlay(live: LivePage, main: FrameSession) -> _Place | None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _EXPECTED_S
    while True:
        place, expected = await _find(live, main)
        if place or not expected or loop.time() >= deadline:
            return place
        await asyncio.sleep(_POLL_S)


async def _after(live: LivePage, main: FrameSession, answered: _Place) -> _Place | None:
    """The next overlay once the answered one is gone; the same one if it stays."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _GONE_S
    while True:
        place, _ = await _find(live, main)
        same = place is not None and (place.dialog, place.frame_id) == (answered.dialog, answered.frame_id)
        if not same or loop.time() >= deadline:
            return place
        await asyncio.sleep(_POLL_S)


async def _find(live: LivePage, main: FrameSession) -> tuple[_Place | None, bool]:
    """What lies over the page, and whether a dialog is still to be expected."""
    sight = await _look(main, main.frame_id, framed=False)
    if sight.dialog:
        return _Place(sight.dialog, main, main.frame_id, framed=False, url=""), False
    if not sight.frames:
        return None, sight.expected
    below = [
        (held, tree["frame"])
        for held in await frame_sessions(live.page, main.session)
        for tree in walk_frames(held.tree)
        if tree["frame"]["id"] != main.frame_id
    ][:_MAX_FRAMES]
    sights = await asyncio.gather(*(_look_into(held, frame["id"]) for held, frame in below))
    for (held, frame), seen in zip(below, sights, strict=True):
        if seen and seen.dialog:
            return _Place(seen.dialog, held, frame["id"], framed=True, url=str(frame["url"])), False
    # A frame that lies over the page and is still empty is a dialog to be.
    return None, sight.expected


async def _look(held: FrameSession, frame_id: str, *, framed: bool, press: _Choice | None = None) -> _Sight:
    how = json.dumps({"framed": framed, "press": press})
    with playwright_errors():
        told = json.loads(await held.evaluate(f"({_OVERLAYS})({{ ...{_RULES}, ...{how} }})", frame_id=frame_id))
    dialog = Dialog(**told["dialog"]) if told["dialog"] else None
    return _Sight(dialog, frames=told["frames"], expected=told["expected"])


async def _look_into(held: FrameSession, frame_id: str) -> _Sight | None:
    """None if the frame cannot be asked: it may be gone."""
    try:
        return await _look(held, frame_id, framed=True)
    except (PlaywrightError, ObservationError):
        return None


async def _press(live: LivePage, place: _Place, choice: _Choice) -> None:
    label = place.dialog.choices[choice]
    where = f" in frame {place.url[:200]}" if place.framed else ""
    by = "by the words on its buttons" if place.dialog.rule == "words" else f"by the rule for {place.dialog.rule}"
    what = "consent dialog" if place.dialog.kind == "consent" else "box over the page"
    detail = f"pressed “{label}” of a {what}{where}, recognised {by}"
    if choice == "reject":
        live.act("consent-reject", detail)
    elif choice == "accept":
        live.act("consent-accept", detail)
    else:
        live.act("close-overlay", detail)
    await _look(place.held, place.frame_id, framed=place.framed, press=choice)


async def _window(live: LivePage) -> bytes:
    with playwright_errors():
        answer = await live.session.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
    return base64.b64decode(answer["data"])

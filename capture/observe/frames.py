"""The CDP sessions that together reach every frame of a page."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession, Frame, Page
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.observe.browser import playwright_errors

WORLD_NAME = "capture-observer"

FrameTree = dict[str, Any]
"""CDP `Page.FrameTree`: `frame` and `childFrames`."""


@dataclass(frozen=True)
class FrameSession:
    """A session and the frames that live in its process: the whole page, or an out-of-process iframe and below."""

    session: CDPSession
    tree: FrameTree
    _worlds: dict[str, int] = field(default_factory=dict)

    @property
    def frame_id(self) -> str:
        return str(self.tree["frame"]["id"])

    async def world(self, frame_id: str) -> int:
        """The execution context of our own world in a frame: its built-ins are not the page's to patch."""
        if frame_id not in self._worlds:
            told = {"frameId": frame_id, "worldName": WORLD_NAME}
            answer = await self.session.send("Page.createIsolatedWorld", told)
            self._worlds[frame_id] = int(answer["executionContextId"])
        return self._worlds[frame_id]

    async def evaluate(self, expression: str, *, frame_id: str | None = None, await_promise: bool = False) -> str:
        """The string that `expression` gives in our world of a frame, the session's first one if none is named.

        Raises `ObservationError` if it throws, Playwright's error if the frame is gone.
        """
        answer = await self.session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": await self.world(frame_id or self.frame_id),
                "awaitPromise": await_promise,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            told = answer["result"].get("description") or answer["exceptionDetails"].get(
                "text", "a script of ours failed"
            )
            raise ObservationError(str(told).split("\n")[0])
        return str(answer["result"].get("value"))


def walk_frames(tree: FrameTree) -> Iterator[FrameTree]:
    """`tree` and all trees below it, parents first."""
    yield tree
    for child in tree.get("childFrames", ()):
        yield from walk_frames(child)


async def frame_sessions(page: Page, main: CDPSession) -> list[FrameSession]:
    """One entry for the page itself, then one for each iframe that runs in a process of its own.

    Raises `CaptureError` if the page itself cannot be asked.
    """
    with playwright_errors():
        sessions = [FrameSession(main, (await main.send("Page.getFrameTree"))["frameTree"])]
    if len(page.frames) == sum(1 for _ in walk_frames(sessions[0].tree)):
        return sessions
    others = await asyncio.gather(*(_session_of(page, frame) for frame in page.frames[1:]))
    return sessions + [held for held in others if held]


async def _session_of(page: Page, frame: Frame) -> FrameSession | None:
    """None if the frame shares its parent's process, and so the parent's session; or if it is gone by now."""
    try:
        session = await page.context.new_cdp_session(frame)
        return FrameSession(session, (await session.send("Page.getFrameTree"))["frameTree"])
    except PlaywrightError:
        return None

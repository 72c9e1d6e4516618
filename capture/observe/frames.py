"""The CDP sessions that together reach every frame of a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

FrameTree = dict[str, Any]
"""CDP `Page.FrameTree`: `frame` and `childFrames`."""


@dataclass(frozen=True)
class FrameSession:
    """A session and the frames that live in its process: the whole page, or an out-of-process iframe and below."""

    session: CDPSession
    tree: FrameTree

    @property
    def frame_id(self) -> str:
        return str(self.tree["frame"]["id"])


def walk_frames(tree: FrameTree) -> Iterator[FrameTree]:
    """`tree` and all trees below it, parents first."""
    yield tree
    for child in tree.get("childFrames", ()):
        yield from walk_frames(child)


async def frame_sessions(page: Page, main: CDPSession) -> list[FrameSession]:
    """One entry for the page itself, then one for each iframe that runs in a process of its own."""
    sessions = [FrameSession(main, (await main.send("Page.getFrameTree"))["frameTree"])]
    if len(page.frames) == sum(1 for _ in walk_frames(sessions[0].tree)):
        return sessions
    for frame in page.frames[1:]:
        try:
            session = await page.context.new_cdp_session(frame)
        except PlaywrightError:
            continue  # the frame shares its parent's process, and so the parent's session; or it is gone by now
        sessions.append(FrameSession(session, (await session.send("Page.getFrameTree"))["frameTree"]))
    return sessions

"""Captures for tests to look at: made by the product itself, in one browser for all tests of a process."""

import asyncio
import gzip
import io
import os
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image

from capture.bundle.reader import Bundle, open_bundle
from capture.cli.page import utc_now
from capture.extract.cascade import UNKNOWN_SITE
from capture.extract.tree import TreeIndex
from capture.models.base import Box
from capture.models.page import NodeFlag, NodeKind, RenderedPage
from capture.models.record import CaptureRecord
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import RunningBrowser, open_browser
from capture.observe.browsers import find_browser
from capture.observe.names import Resolver, look_up
from capture.pipeline import capture_page
from capture.profiles.schema import SiteProfile

_TIMEOUT_S = 240.0
"""Longer than the hard deadline of any capture here; one that needs more has hung."""


@dataclass(frozen=True)
class Taken:
    """One sealed bundle, with the questions that tests ask it."""

    bundle: Bundle

    @property
    def record(self) -> CaptureRecord:
        return self.bundle.record

    @cached_property
    def page(self) -> RenderedPage:
        return self.bundle.read_page()

    @cached_property
    def tree(self) -> TreeIndex:
        return TreeIndex(self.page)

    @cached_property
    def html(self) -> str:
        return self.bundle.read_artifact("page.html").decode("utf-8")

    @cached_property
    def picture(self) -> Image.Image:
        return self.picture_named("page.png")

    @property
    def actions(self) -> list[str]:
        return [action.kind for action in self.record.actions]

    @property
    def findings(self) -> set[str]:
        """Codes of what was seen live."""
        return {finding.code for finding in self.record.findings if finding.source == "capture"}

    def picture_named(self, name: str) -> Image.Image:
        with Image.open(io.BytesIO(self.bundle.read_artifact(name))) as image:
            return image.convert("RGB")

    def files(self) -> dict[str, bytes]:
        """Every file of the bundle, unpacked."""
        found = {str(path.relative_to(self.bundle.path)): path.read_bytes() for path in self.bundle.path.rglob("*.*")}
        return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in found.items()}

    def by_id(self, identifier: str) -> int:
        """The node with this `id`."""
        tree = self.tree
        (node,) = (node for node in tree.elements(0) if tree.attribute(node, "id") == identifier)
        return node

    def text_node(self, words: str) -> int:
        """The one text node that holds `words`."""
        tree = self.tree
        (node,) = (node for node in range(tree.count) if tree.kind[node] == NodeKind.TEXT and words in tree.data[node])
        return node

    def flags(self, node: int) -> NodeFlag:
        return NodeFlag(self.tree.flags[node])

    def pixels_in(self, box: Box) -> set[tuple[int, ...]]:
        """The colours of page.png within `box`, one pixel from its edges on: they may fall between two pixels."""
        left, top = round(box.x) + 1, round(box.y) + 1
        right, bottom = round(box.x + box.width) - 1, round(box.y + box.height) - 1
        piece = self.picture.crop((left, top, right, bottom))
        return {colour for _, colour in piece.getcolors(1 << 24) or ()}  # type: ignore[misc]  # RGB gives tuples


class Capturer:
    """Captures one page after another in a loop and a browser of its own; each address and settings but once."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._taken: dict[tuple[str, CaptureSettings, SiteProfile, Resolver], Taken] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="captures", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._opening = open_browser(find_browser(environ=os.environ))
        self._running: RunningBrowser = self._wait(self._opening.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._opening.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __call__(
        self, url: str, *, profile: SiteProfile = UNKNOWN_SITE, resolve: Resolver = look_up, **settings: Any
    ) -> Taken:
        """The capture of `url`; `settings` are those of `CaptureSettings`."""
        request = CaptureRequest(url=url, settings=CaptureSettings(**settings))
        key = (url, request.settings, profile, resolve)
        if key not in self._taken:
            work = capture_page(self._running, request, out=self._out, clock=utc_now, profile=profile, resolve=resolve)
            self._taken[key] = Taken(open_bundle(self._wait(work).bundle))
        return self._taken[key]

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_TIMEOUT_S)

"""Turn the frozen live page into one `RenderedPage`: one pass over every frame, each in an isolated world.

A page that patches `JSON.stringify` or `getBoundingClientRect` forges what `page.evaluate` returns; a world made by CDP
`Page.createIsolatedWorld` has built-ins of its own.
"""

import asyncio
import html
import json
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any, NamedTuple

from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.models.base import NodeId, Size
from capture.models.page import Frame, ImageState, NodeFlag, NodeTable, RenderedPage, RotatingSpot, Sighting, Style
from capture.observe.digest import DIGEST
from capture.observe.frames import FrameSession, FrameTree, walk_frames

_WALKER = files("capture.observe").joinpath("js", "walker.js").read_text(encoding="utf-8")
_READ = f'{DIGEST} + "\\n" + {_WALKER}'
_FRAME_INDEX = "function () { return globalThis.__captureFrames ? globalThis.__captureFrames.indexOf(this) : -1; }"
_ALL_FLAGS = int(~NodeFlag(0))
_STYLE_FIELDS = tuple(Style.model_fields)
"""The walker returns style values in this order."""


class Observation(NamedTuple):
    """What one pass brought back."""

    page: RenderedPage
    html: str
    """The rendered DOM of all frames as one document: shadow roots as declarative templates, frames as `srcdoc`."""
    digest: str = ""
    """Of the main document's DOM as it was read (`observe.digest`)."""


@dataclass
class _FrameRead:
    """One frame as its walker returned it, before the frames are joined."""

    url: str
    raw: dict[str, Any] | None
    reason: str | None = None
    digest: str = ""
    children: dict[int, "_FrameRead"] = field(default_factory=dict)
    """By index into the walker's frame elements."""


async def observe(sessions: list[FrameSession], *, observed_at: datetime, timeout_s: float) -> Observation:
    """Read every frame of the frozen page once. Raises `ObservationError` if the main document cannot be read.

    A child frame that cannot be read within `timeout_s` is listed in `RenderedPage.frames` with the reason.
    """
    everywhere = [(held, tree["frame"]) for held in sessions for tree in walk_frames(held.tree)]
    answers = await asyncio.gather(*(_read_frame(held, frame, timeout_s) for held, frame in everywhere))
    reads = {frame["id"]: read for (_, frame), read in zip(everywhere, answers, strict=True)}
    main = reads[sessions[0].frame_id]
    if main.raw is None:
        raise ObservationError(f"the page could not be read: {main.reason}")
    await asyncio.gather(
        *(_join_children(sessions, held, tree, reads) for held in sessions for tree in walk_frames(held.tree))
    )
    return join_frames(main, observed_at=observed_at)


async def _join_children(
    sessions: list[FrameSession], held: FrameSession, tree: FrameTree, reads: dict[str, _FrameRead]
) -> None:
    """Find the frame element of each child of the frame at the top of `tree`."""
    parent_id = tree["frame"]["id"]
    parent = reads[parent_id]
    if parent.raw is None:
        return
    children = [child["frame"]["id"] for child in tree.get("childFrames", ())]
    windows = parent.raw["windows"]
    if len(children) == len(windows) == len(parent.raw["frames"]) and -1 not in windows:
        # All frames in this process and in the document's own tree: the browser lists both in the same order. It saves
        # three questions a frame, which is most of the cost of a page with a thousand.
        parent.children.update((index, reads[child]) for index, child in zip(windows, children, strict=True))
        return
    children += [other.frame_id for other in sessions[1:] if other.tree["frame"].get("parentId") == parent_id]
    indexes = await asyncio.gather(*(_owner_index(held, parent_id, child) for child in children))
    parent.children.update((index, reads[child]) for index, child in zip(indexes, children, strict=True) if index >= 0)


async def _read_frame(held: FrameSession, frame: dict[str, Any], timeout_s: float) -> _FrameRead:
    try:
        async with asyncio.timeout(timeout_s):
            digest, _, read = (await held.evaluate(_READ, frame_id=frame["id"])).partition("\n")
    except (PlaywrightError, ObservationError, TimeoutError) as error:
        return _FrameRead(frame["url"], None, str(error).split("\n")[0] or f"no answer within {timeout_s:g} s")
    return _FrameRead(frame["url"], json.loads(read), digest=digest)


async def _owner_index(held: FrameSession, parent_id: str, child_id: str) -> int:
    """Which of the frame elements that the parent's walker listed holds the child; -1 if none (it is gone)."""
    session = held.session
    try:
        owner = await session.send("DOM.getFrameOwner", {"frameId": child_id})
        node = await session.send(
            "DOM.resolveNode",
            {"backendNodeId": owner["backendNodeId"], "executionContextId": await held.world(parent_id)},
        )
        call = {"objectId": node["object"]["objectId"], "functionDeclaration": _FRAME_INDEX, "returnByValue": True}
        return int((await session.send("Runtime.callFunctionOn", call))["result"]["value"])
    except PlaywrightError:
        return -1


class _Joiner:
    """Builds the columns of all frames, each child frame's nodes right behind its owner's: document order is kept."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.string_ids: dict[str, int] = {}
        self.styles: list[Style] = []
        self.style_ids: dict[tuple[str, ...], int] = {}
        self.columns: dict[str, list[Any]] = {name: [] for name in NodeTable.model_fields}
        self.frames: list[Frame] = []
        self.images: list[ImageState] = []
        self.rotating: list[RotatingSpot] = []
        self.cut: list[NodeId] = []
        self.replaced = 0

    def add(self, read: _FrameRead, *, owner: int, dx: float, dy: float, mask: int) -> None:
        """Append `read` below node `owner` (-1: none), its boxes moved by (dx, dy), its flags cut to `mask`."""
        frame = len(self.frames)
        self.frames.append(
            Frame(url=read.url, owner=NodeId(owner) if owner >= 0 else None, root=None, reason=read.reason)
        )
        raw = read.raw
        if raw is None:
            return
        strings = [self._string(text) for text in raw["strings"]] + [-1]
        styles = [self._style(tuple(values)) for values in raw["styles"]] + [-1]
        ids: list[int] = []
        child_at = {raw["frames"][index][0]: (child, raw["frames"][index]) for index, child in read.children.items()}
        columns = self.columns
        parent_column, x_column, y_column = columns["parent"], columns["x"], columns["y"]
        for node, up in enumerate(raw["parent"]):
            new = len(parent_column)
            ids.append(new)
            parent_column.append(ids[up] if up >= 0 else owner)
            columns["kind"].append(raw["kind"][node])
            columns["name"].append(strings[raw["name"][node]])
            columns["text"].append(strings[raw["text"][node]])
            columns["attributes"].append(tuple(strings[item] for item in raw["attributes"][node]))
            columns["style"].append(styles[raw["style"][node]])
            flags = raw["flags"][node] & mask
            columns["flags"].append(flags)
            width, height = raw["width"][node], raw["height"][node]
            boxed = bool(flags & NodeFlag.RENDERED) and (width or height)
            x_column.append(round(raw["x"][node] + dx, 1) if boxed else 0.0)
            y_column.append(round(raw["y"][node] + dy, 1) if boxed else 0.0)
            columns["width"].append(width)
            columns["height"].append(height)
            columns["frame"].append(frame)
            if node in child_at:
                child, (_, left, top) = child_at[node]
                scroll_x, scroll_y = child.raw["scroll"] if child.raw else (0, 0)
                inner = _ALL_FLAGS if flags & NodeFlag.VISIBLE else _ALL_FLAGS & ~NodeFlag.VISIBLE
                self.add(
                    child, owner=new, dx=x_column[new] + left - scroll_x, dy=y_column[new] + top - scroll_y, mask=inner
                )
        self.frames[frame] = self.frames[frame].model_copy(update={"root": NodeId(ids[0])})
        for node, source, width, height, complete in raw["images"]:
            self.images.append(
                ImageState(
                    node=NodeId(ids[node]),
                    current_src=raw["strings"][source],
                    natural_width_px=width,
                    natural_height_px=height,
                    complete=bool(complete),
                )
            )
        for spot in raw["spots"]:
            sightings = tuple(Sighting.model_validate(item) for item in spot["sightings"])
            self.rotating.append(RotatingSpot(node=NodeId(ids[spot["node"]]), sightings=sightings))
        self.cut += [NodeId(ids[node]) for node in raw["cut"]]
        self.replaced += raw["replaced"]

    def _string(self, text: str) -> int:
        return self.string_ids.setdefault(text, len(self.string_ids))

    def _style(self, values: tuple[str, ...]) -> int:
        if values not in self.style_ids:
            self.style_ids[values] = len(self.styles)
            named: dict[str, Any] = dict(zip(_STYLE_FIELDS, values, strict=True))
            named["font_size_px"] = float(named["font_size_px"].removesuffix("px"))
            named["font_weight"] = int(float(named["font_weight"]))
            self.styles.append(Style.model_validate(named))
        return self.style_ids[values]


def join_frames(main: _FrameRead, *, observed_at: datetime) -> Observation:
    """One `RenderedPage` and one HTML text from what the walker returned for each frame."""
    raw = main.raw
    if raw is None:
        raise ObservationError(f"the page could not be read: {main.reason}")
    joiner = _Joiner()
    joiner.add(main, owner=-1, dx=0, dy=0, mask=_ALL_FLAGS)
    page = RenderedPage(
        url=raw["url"],
        title=raw["title"],
        observed_at=observed_at,
        language=raw["language"],
        compat_mode=raw["compat_mode"],
        character_set=raw["character_set"],
        viewport=Size(width_px=raw["viewport"][0], height_px=raw["viewport"][1]),
        document=Size(width_px=raw["document"][0], height_px=raw["document"][1]),
        device_scale_factor=raw["device_scale_factor"],
        frames=tuple(joiner.frames),
        strings=tuple(joiner.string_ids),
        styles=tuple(joiner.styles),
        nodes=NodeTable.model_validate({name: tuple(column) for name, column in joiner.columns.items()}),
        images=tuple(joiner.images),
        rotating=tuple(joiner.rotating),
        cut_attributes=tuple(joiner.cut),
        replaced_surrogates=joiner.replaced,
    )
    return Observation(page, _whole_html(main), main.digest)


def _whole_html(read: _FrameRead) -> str:
    if read.raw is None:
        return ""
    parts: list[str] = []
    for part in read.raw["html"]:
        if isinstance(part, str):
            parts.append(part)
        elif part in read.children:
            parts.append(html.escape(_whole_html(read.children[part])))
    return "".join(parts)

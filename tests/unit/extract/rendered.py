"""`RenderedPage`s without a browser: the tree of an HTML text, everything visible, no geometry."""

from datetime import datetime
from html.parser import HTMLParser

from capture.models.base import NodeId, Size
from capture.models.page import Frame, NodeFlag, NodeKind, NodeTable, RenderedPage

_SIZE = Size(width_px=1280, height_px=800)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


class _Builder(HTMLParser):
    """Numbers the nodes as the walker does; needs well-formed HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: dict[str, int] = {}
        self.parent: list[int] = [-1]
        self.kind: list[int] = [NodeKind.DOCUMENT]
        self.name: list[int] = [-1]
        self.text: list[int] = [-1]
        self.attributes: list[tuple[int, ...]] = [()]
        self.open = [0]
        self.language: str | None = None

    def _string(self, text: str) -> int:
        return self.strings.setdefault(text, len(self.strings))

    def _add(self, kind: int, *, name: int = -1, text: int = -1, attributes: tuple[int, ...] = ()) -> int:
        self.parent.append(self.open[-1])
        self.kind.append(kind)
        self.name.append(name)
        self.text.append(text)
        self.attributes.append(attributes)
        return len(self.parent) - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pairs = tuple(self._string(part or "") for attribute in attrs for part in attribute)
        node = self._add(NodeKind.ELEMENT, name=self._string(tag), attributes=pairs)
        if tag == "html":
            self.language = dict(attrs).get("lang")
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self._add(NodeKind.TEXT, text=self._string(data))


def rendered(html: str, *, url: str, observed_at: datetime) -> RenderedPage:
    """The page of a well-formed `html` as if it had been observed at `url` then."""
    builder = _Builder()
    builder.feed(html)
    count = len(builder.parent)
    zeros = (0.0,) * count
    return RenderedPage(
        url=url, title="", observed_at=observed_at, language=builder.language, compat_mode="CSS1Compat",
        character_set="UTF-8", viewport=_SIZE, document=_SIZE,
        device_scale_factor=1.0, frames=(Frame(url=url, owner=None, root=NodeId(0)),), strings=tuple(builder.strings),
        styles=(),
        nodes=NodeTable(
            parent=tuple(builder.parent), kind=tuple(builder.kind), name=tuple(builder.name), text=tuple(builder.text),
            attributes=tuple(builder.attributes), style=(-1,) * count, x=zeros, y=zeros, width=zeros, height=zeros,
            flags=(int(NodeFlag.RENDERED | NodeFlag.VISIBLE),) * count, frame=(0,) * count,
        ),
    )  # fmt: skip

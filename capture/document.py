"""From a file that was kept to its place in a bundle: what it is, the names it gets, and what was made of a PDF."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from capture.file_kinds import HEAD_BYTES, FileKind, kind_of
from capture.models.document import Document
from capture.models.record import Network
from capture.observe.downloads import KeptFile
from capture.pdf_pages import PdfPages

_NAME_CHARACTERS = 200
_TEXT_PATH = "document.txt"


class Filed(NamedTuple):
    """A file with its kind, and its pages if it is a PDF."""

    kept: KeptFile
    kind: FileKind
    media_type: str | None
    pages: PdfPages | None = None

    @property
    def path(self) -> str:
        return f"document.{self.kind.ending}"

    def files(self) -> Iterator[tuple[str, Path]]:
        """All that the bundle gets of it: name and source, the file itself first."""
        yield self.path, self.kept.path
        if self.pages:
            for number, picture in enumerate(self.pages.pictures, 1):
                yield f"document-{number}.png", picture
            if self.pages.text:
                yield _TEXT_PATH, self.pages.text

    def describe(self) -> Document:
        """As the record tells it."""
        name, pages = self.kept.suggested_name, self.pages
        return Document(
            path=self.path,
            media_type=self.media_type,
            suggested_name=name.encode("utf-8", "replace").decode("utf-8")[:_NAME_CHARACTERS] if name else None,
            pages=pages.total if pages else None,
            pages_pictured=len(pages.pictures) if pages else 0,
            text_path=_TEXT_PATH if pages and pages.text else None,
            reason=pages.reason if pages else None,
        )


async def look_at(kept: KeptFile, network: Network) -> Filed:
    """What `kept` is, by its first bytes and by what the server says of it: the browser calls some types others."""
    said = [value for name, value in network.headers if name.lower() == "content-type"]
    media_type = said[-1].partition(";")[0].strip().lower() if said else network.mime_type
    return Filed(kept, kind_of(await asyncio.to_thread(_head, kept.path), media_type), media_type)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)

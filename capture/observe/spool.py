"""Bodies on their way to the archive: one file that has no name, so that nothing is left of it however a run ends."""

import io
import os
import tempfile
from hashlib import sha256
from types import TracebackType
from typing import BinaryIO, Literal, Self, cast

from capture.models.exchange import Body


class Spool:
    """Bodies, one after the other. A context manager: they can be read until it is left."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="capture-bodies-")  # noqa: SIM115  # closed on leaving
        self.size = 0
        """Bytes of all bodies so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, content: bytes, *, cut: Literal["disconnect", "time"] | None = None) -> Body:
        """Keep `content`. Raises `OSError` if the disk is full."""
        body = Body(offset=self.size, size=len(content), sha256=sha256(content).hexdigest(), cut=cut)
        self._file.seek(body.offset)
        self._file.write(content)
        self._file.flush()
        self.size += body.size
        return body

    def open(self, body: Body) -> BinaryIO:
        """The bytes of `body`; several may be read at the same time."""
        return cast("BinaryIO", _Stretch(self._file.fileno(), body))


class _Stretch(io.RawIOBase):
    """Some bytes of a file, read without moving its position."""

    def __init__(self, descriptor: int, body: Body) -> None:
        self._descriptor, self._body, self._at = descriptor, body, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._body.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no len
        wanted = max(0, min(len(buffer), self._body.size - self._at))
        piece = os.pread(self._descriptor, wanted, self._body.offset + self._at)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

"""Writes a bundle whole or not at all: in a `.partial` directory, renamed when everything is on the disk."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Self

from pydantic import TypeAdapter, ValidationError

from capture.bundle.files import CHUNK_BYTES, reason_of
from capture.bundle.names import printable
from capture.bundle.png import HEADER_BYTES, png_size
from capture.bundle.seal import PAYLOAD, tag_files
from capture.errors import BundleError, EnvironmentFailure
from capture.models.manifest import Artifact, BagInfo, PortablePath

PARTIAL_SUFFIX = ".partial"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wacz": "application/wacz",
    ".webp": "image/webp",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
_MAX_PARTIALS = 100
"""Names tried before the directory is taken to be unusable for another reason."""
_PORTABLE_PATH: TypeAdapter[str] = TypeAdapter(PortablePath)


class BundleWriter:
    """A bundle in the making, as a context manager. Left without `seal`, for whatever reason, it is gone.

    `final` is the bundle's own directory (see `names.bundle_directory`) and must not exist. What `add` returned for is
    on the disk. Every OSError becomes an `EnvironmentFailure`.
    """

    def __init__(self, final: Path) -> None:
        self.final = final
        self._partial: Path | None = None
        self._made_parent = False
        self._written: dict[str, tuple[str, int]] = {}

    def __enter__(self) -> Self:
        with _clear_errors(self.final):
            self._refuse_existing()
            self._made_parent = not self.final.parent.exists()
            self._partial = _make_partial(self.final)
            try:
                (self._partial / PAYLOAD).mkdir()
            except BaseException:
                self._discard()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._discard()

    def add(self, path: str, content: bytes) -> Artifact:
        """Write `content` as `data/<path>`. Raises `BundleError` for a path that is not portable or is taken."""
        return self._write(path, (content,))

    def add_file(self, path: str, source: Path) -> Artifact:
        """Copy the file `source` to `data/<path>`, of any size in constant memory."""
        with _clear_errors(source, verb="read"), source.open("rb") as stream:
            return self.add_stream(path, stream)

    def add_stream(self, path: str, stream: IO[bytes]) -> Artifact:
        """Write the rest of an open file as `data/<path>`, of any size in constant memory."""
        return self._write(path, iter(lambda: stream.read(CHUNK_BYTES), b""))

    def seal(self, bag_info: BagInfo) -> Path:
        """Write the manifests, give the bundle its final name, and return it. Nothing can be added any more."""
        partial = self._open_partial()
        with _clear_errors(self.final):
            for name, content in tag_files(bag_info, self._written).items():
                _write_file(partial / name, (content,))
            for directory, _, _ in os.walk(partial, topdown=False):
                _sync_directory(Path(directory))
            self._refuse_existing()
            partial.rename(self.final)
            self._partial = None
            _sync_directory(self.final.parent)
        return self.final

    def _write(self, path: str, chunks: Iterable[bytes]) -> Artifact:
        partial = self._open_partial()
        try:
            _PORTABLE_PATH.validate_python(path)
        except ValidationError:
            raise BundleError(f"not a portable path: {printable(path)}") from None
        if path in self._written:
            raise BundleError(f"{path} is in the bundle already")
        target = partial / PAYLOAD / path
        with _clear_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            digest, size, head = _write_file(target, chunks)
        self._written[path] = (digest, size)
        picture = png_size(head)
        return Artifact(
            path=path,
            media_type=MEDIA_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream"),
            bytes=size,
            sha256=digest,
            width_px=picture.width_px if picture else None,
            height_px=picture.height_px if picture else None,
        )

    def _discard(self) -> None:
        if self._partial is None:
            return
        shutil.rmtree(self._partial, ignore_errors=True)
        if self._made_parent:
            # Another capture may be at home there by now; then it stays.
            _remove_if_empty(self.final.parent)

    def _open_partial(self) -> Path:
        if self._partial is None:
            raise BundleError(f"{self.final} is not open for writing")
        return self._partial

    def _refuse_existing(self) -> None:
        # A plain rename would replace an empty directory.
        if os.path.lexists(self.final):
            raise EnvironmentFailure(f"{self.final} exists already; a bundle is never overwritten")


def _make_partial(final: Path) -> Path:
    """A new directory beside `final`. One left by a run that was killed keeps its name and is not touched."""
    attempt = 1
    while True:
        partial = final.with_name(final.name + (f".{attempt}" if attempt > 1 else "") + PARTIAL_SUFFIX)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.mkdir()
        except (FileExistsError, FileNotFoundError):
            # Taken; or another capture of the host failed and removed its empty parent directory just now.
            attempt += 1
            if attempt > _MAX_PARTIALS:
                raise
        else:
            return partial


def _write_file(target: Path, chunks: Iterable[bytes]) -> tuple[str, int, bytes]:
    """SHA-256, size and first bytes of what is on the disk when this returns. No half of a file is left behind."""
    digest, size, head = sha256(), 0, b""
    with target.open("xb") as file:
        try:
            for chunk in chunks:
                head = head or chunk[:HEADER_BYTES]
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            target.unlink()
            raise
    return digest.hexdigest(), size, head


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_if_empty(directory: Path) -> None:
    try:
        directory.rmdir()
    except OSError:
        return


@contextmanager
def _clear_errors(path: Path, *, verb: str = "write") -> Iterator[None]:
    """Every OSError as one line for people, with what to do about it."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        hint = "Free some space, or choose another disk with --out." if full else "Choose another directory with --out."
        raise EnvironmentFailure(f"cannot {verb} {path}: {reason_of(error)}", hint=hint) from error

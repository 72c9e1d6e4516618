"""Reading files of a bundle that may be hostile: regular files only, no symbolic links, sizes bounded."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from capture.bundle.names import printable
from capture.bundle.png import HEADER_BYTES
from capture.errors import BundleError

CHUNK_BYTES = 1024 * 1024


class Hashed(NamedTuple):
    """What one pass over a file's bytes gives."""

    sha256: str
    size_bytes: int
    head: bytes
    """As many of the first bytes as a picture's size needs."""


class Listing(NamedTuple):
    """Everything below a directory, as paths relative to it with `/`, sorted."""

    files: tuple[str, ...]
    empty_directories: tuple[str, ...]
    special: tuple[tuple[str, str], ...]
    """Path and kind of what is neither file nor directory: symbolic links, devices, sockets."""
    unreadable: tuple[tuple[str, str], ...]
    """Path and reason of directories that could not be listed."""


def list_files(root: Path) -> Listing:
    """List without following links. Never raises: what cannot be listed is listed as such (`.` for `root` itself)."""
    files: list[str] = []
    empty: list[str] = []
    special: list[tuple[str, str]] = []
    unreadable: list[tuple[str, str]] = []
    pending = ["."]
    while pending:
        directory = pending.pop()
        try:
            with os.scandir(root / directory) as entries:
                found = [(entry.name, entry.stat(follow_symlinks=False).st_mode) for entry in entries]
        except (OSError, ValueError) as error:
            unreadable.append((directory, reason_of(error)))
            continue
        if not found and directory != ".":
            empty.append(directory)
        for name, mode in found:
            path = name if directory == "." else f"{directory}/{name}"
            if stat.S_ISDIR(mode):
                pending.append(path)
            elif stat.S_ISREG(mode):
                files.append(path)
            else:
                special.append((path, "symbolic link" if stat.S_ISLNK(mode) else "device, pipe or socket"))
    return Listing(tuple(sorted(files)), tuple(sorted(empty)), tuple(sorted(special)), tuple(sorted(unreadable)))


def hash_file(root: Path, path: str) -> Hashed:
    """Digest and size of a file of any size, in constant memory. Raises `BundleError`."""
    digest, size, head = sha256(), 0, b""
    with open_regular(root, path) as source:
        while chunk := source.read(CHUNK_BYTES):
            head = head or chunk[:HEADER_BYTES]
            digest.update(chunk)
            size += len(chunk)
    return Hashed(digest.hexdigest(), size, head)


def read_file(root: Path, path: str, *, limit_bytes: int) -> bytes:
    """A whole file of at most `limit_bytes`. Raises `BundleError`."""
    with open_regular(root, path) as source:
        size = os.fstat(source.fileno()).st_size
        if size > limit_bytes:
            raise BundleError(f"{printable(path)}: {size} bytes, more than the {limit_bytes} that it may have")
        # Bounded again: a file can grow while it is read, and some have no size at all (/proc).
        parts, left = [], limit_bytes
        while chunk := source.read(min(left, CHUNK_BYTES)):
            parts.append(chunk)
            left -= len(chunk)
        return b"".join(parts)


@contextmanager
def open_regular(root: Path, path: str) -> Iterator[FileIO]:
    """Open for reading, through real directories only; an OSError, now or while reading, becomes a `BundleError`."""
    try:
        for parent in Path(path).parents:
            if parent != Path() and stat.S_ISLNK((root / parent).lstat().st_mode):
                raise BundleError(f"{printable(path)}: {printable(str(parent))} is a symbolic link")
        with FileIO(root / path, opener=_open_without_following) as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                raise BundleError(f"{printable(path)}: not a regular file")
            yield source
    except (OSError, ValueError) as error:
        raise BundleError(f"{printable(path)}: {reason_of(error)}") from error


def _open_without_following(path: str, flags: int) -> int:
    # Non-blocking, or a pipe put in a file's place would hold us for ever.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def reason_of(error: Exception) -> str:
    """Why the system refused, without the path."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)

"""Opens a bundle that may come from anyone: well-formed values, or a `BundleError`, never an error of the library.

Nothing is verified here: that is `verify_bundle`.
"""

from pathlib import Path
from typing import NamedTuple

from capture.bundle.files import read_file
from capture.bundle.names import printable
from capture.bundle.parse import parse_model
from capture.bundle.rendered import decode_rendered_page
from capture.bundle.seal import EXPLANATION, PAYLOAD, RECORD, RENDERED_PAGE
from capture.errors import BundleError
from capture.models.explanation import Explanation
from capture.models.page import RenderedPage
from capture.models.record import CaptureRecord

MAX_RECORD_BYTES = 64 * 1024 * 1024
MAX_EXPLANATION_BYTES = 256 * 1024 * 1024
MAX_RENDERED_GZ_BYTES = 128 * 1024 * 1024
MAX_ARTIFACT_BYTES = 2 * 1024 * 1024 * 1024
"""Bounds on what is read into memory; a thousand times and more what pages of news sites need."""


class Bundle(NamedTuple):
    """A bundle on the disk and its record; the rest is read when asked for."""

    path: Path
    record: CaptureRecord

    def read_page(self) -> RenderedPage:
        """What was observed. Raises `BundleError` if it is not in the bundle (a failed capture) or not readable."""
        return read_rendered_page(self.path)

    def read_explanation(self) -> Explanation:
        """Why each value was chosen. Raises `BundleError` as `read_page` does."""
        return read_explanation(self.path)

    def read_artifact(self, path: str) -> bytes:
        """The file `data/<path>`. Raises `BundleError`, also if the record does not list it."""
        if path not in {artifact.path for artifact in self.record.artifacts}:
            raise BundleError(f"{printable(path)} is not an artifact of this bundle")
        return read_file(self.path, f"{PAYLOAD}/{path}", limit_bytes=MAX_ARTIFACT_BYTES)


def open_bundle(path: Path) -> Bundle:
    """The bundle in directory `path`. Raises `BundleError` if it has no readable capture.json."""
    if not (path / PAYLOAD).is_dir():
        raise BundleError(f"{path} is not a bundle: it has no directory {PAYLOAD}")
    return Bundle(path, read_record(path))


def read_record(bundle: Path) -> CaptureRecord:
    """capture.json of the bundle at `bundle`. Raises `BundleError`, as all readers here."""
    content = read_file(bundle, f"{PAYLOAD}/{RECORD}", limit_bytes=MAX_RECORD_BYTES)
    return parse_model(CaptureRecord, content, name=f"{PAYLOAD}/{RECORD}")


def read_explanation(bundle: Path) -> Explanation:
    """explain.json of the bundle at `bundle`."""
    content = read_file(bundle, f"{PAYLOAD}/{EXPLANATION}", limit_bytes=MAX_EXPLANATION_BYTES)
    return parse_model(Explanation, content, name=f"{PAYLOAD}/{EXPLANATION}")


def read_rendered_page(bundle: Path) -> RenderedPage:
    """rendered.json.gz of the bundle at `bundle`."""
    content = read_file(bundle, f"{PAYLOAD}/{RENDERED_PAGE}", limit_bytes=MAX_RENDERED_GZ_BYTES)
    return decode_rendered_page(content, name=f"{PAYLOAD}/{RENDERED_PAGE}")

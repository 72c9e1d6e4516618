"""One capture of the model page, made once by the command itself, for all tests that look at what it left."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.e2e.command import Ended, bundles, capture
from tests.site.server import NewsSite


class Captured(NamedTuple):
    """What the command said and left."""

    ended: Ended
    bundle: Path

    @property
    def record(self) -> dict[str, Any]:
        (record,) = self.ended.records
        return record


@pytest.fixture(scope="session")
def portal(site: NewsSite, tmp_path_factory: pytest.TempPathFactory) -> Captured:
    """The model page, with everything a capture makes."""
    out = tmp_path_factory.mktemp("portal")
    ended = capture("page", site.url("/live/portal-modern.html"), "--json", "--out", out)
    (bundle,) = bundles(out)
    return Captured(ended, bundle)


@pytest.fixture
def copy(portal: Captured, tmp_path: Path) -> Path:
    """That bundle, to be broken."""
    target = tmp_path / portal.bundle.parent.name / portal.bundle.name
    shutil.copytree(portal.bundle, target)
    return target

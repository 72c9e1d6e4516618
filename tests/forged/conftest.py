"""A good bundle for each test to break: written once, copied each time."""

import shutil
from pathlib import Path

import pytest

from tests.forged.good import write_good_bundle


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_good_bundle(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def bundle(sealed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / sealed.parent.name / sealed.name
    shutil.copytree(sealed, copy)
    return copy

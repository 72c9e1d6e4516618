"""Bundles before verifiers that are not ours."""

import subprocess
import sys
from pathlib import Path

import bagit
import pytest


@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_sha256sum_accepts_and_refuses(bundle: Path, manifest: str) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", manifest]
    assert subprocess.run(command, cwd=bundle, capture_output=True, check=False).returncode == 0
    victim = bundle / ("bag-info.txt" if manifest.startswith("tag") else "data/page.pdf")
    victim.write_bytes(b"forged")
    assert subprocess.run(command, cwd=bundle, capture_output=True, check=False).returncode == 1


def test_bagit_library_accepts_and_refuses(bundle: Path) -> None:
    bag = bagit.Bag(str(bundle))
    assert bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["External-Description"] == "https://news.example/town/bridge-reopens"
    (bundle / "data" / "more.txt").write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(bundle)).validate()


def test_bagit_command_accepts(bundle: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(bundle)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

"""The commands of docs/debugging.md, run as they stand there on a bundle."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Captured
from tests.site.portal import FIXED_NOW, render_portal

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "debugging.md").read_text(encoding="utf-8")
FIRST, *BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def workplace(portal: Captured, tmp_path: Path) -> Path:
    """A directory with the bundle in artifacts/, and `capture` on the path of commands."""
    shutil.copytree(portal.bundle, tmp_path / "artifacts" / portal.bundle.parent.name / portal.bundle.name)
    command = tmp_path / "bin" / "capture"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m capture "$@"\n')
    command.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            block,
            marks=pytest.mark.skipif("jq" in block and shutil.which("jq") is None, reason="jq is not installed"),
            id=block.splitlines()[-1][:40],
        )
        for block in BLOCKS
    ],
)
def test_commands_of_the_guide_run(workplace: Path, block: str) -> None:
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", FIRST + block],
        cwd=workplace,
        env={**os.environ, "PATH": f"{workplace / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    headline = render_portal(FIXED_NOW)[1]["headline"]
    for command, shown in (
        ("article.headline", headline[:70]),
        ("\\(.rule)", "article.headline: "),
        ("--text", headline.split()[0]),
        ("| diff -", "nothing changed"),
        ("jq -r .article.headline", headline),
        ("zone_basis", "zone: "),
        ("duration_s", "freeze"),
    ):
        if command in block:
            assert shown in ended.stdout
    if "--boxes" in block:
        assert (workplace / "found.png").read_bytes().startswith(b"\x89PNG")
    if "why.json" in block:
        assert headline in (workplace / "why.json").read_text(encoding="utf-8")

"""The `capture` command as a user runs it: a process of its own, judged by its exit code and its two streams."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMEOUT_S = 200.0
"""Twice the longest deadline of any capture here: a command that needs more has hung."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def said(self) -> str:
        """What people read on stderr, in one line."""
        return " ".join(self.err.decode("utf-8").split())

    @property
    def records(self) -> list[dict[str, Any]]:
        """What `--json` printed: one record a line, nothing else."""
        return [json.loads(line) for line in self.out.decode("utf-8").splitlines()]


def capture(*arguments: str | Path, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
    """Run it. No command, whatever it is given, may end in a traceback or a crash of the interpreter."""
    ended = subprocess.run(
        [sys.executable, "-m", "capture", *map(str, arguments)],
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(Path(__file__).parents[2]), **(environ or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    assert ended.returncode in {0, 2, 3, 4, 5, 6, 130}, ended.stderr.decode()
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def bundles(out: Path) -> list[Path]:
    """Directories of finished bundles below `out`, oldest first; there must be nothing half done beside them."""
    assert list(out.rglob("*.partial*")) == []
    return sorted((path.parent for path in out.rglob("bagit.txt")), key=lambda path: path.stat().st_mtime_ns)

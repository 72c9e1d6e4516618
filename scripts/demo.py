"""Capture a page of the small news site in tests/site with the real command, verify the bundle, show what was found."""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.site.server import NewsSite

_PAGE = "/live/portal-tables.html"
_COMMAND = Path(sys.executable).with_name("capture")


def main() -> int:
    """Exit code of the worst of the three commands."""
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("artifacts"), help="directory for the bundle")
    out = parser.parse_args().out

    with NewsSite() as site:
        earlier = _bundles(out)
        code = _capture("page", site.url(_PAGE), "--out", str(out))
    new = _bundles(out) - earlier
    if len(new) != 1:
        print(f"the capture made {len(new)} bundles instead of one", file=sys.stderr)
        return code or 1

    bundle = str(new.pop())
    code = max(code, _capture("verify", bundle), _capture("show", bundle))
    print(f"\nAll of it is in {bundle}")
    return code


def _capture(*arguments: str) -> int:
    print(f"\n$ capture {' '.join(arguments)}", flush=True)
    return subprocess.run([_COMMAND, *arguments], check=False).returncode


def _bundles(out: Path) -> set[Path]:
    return {tag.parent for tag in out.glob("*/*/bagit.txt") if not tag.parent.name.endswith(".partial")}


if __name__ == "__main__":
    sys.exit(main())

"""What the folders of pages with hand-written expectations have in common: pairing, digest, rendering."""

import hashlib
import os
from asyncio import TaskGroup
from collections.abc import Mapping
from pathlib import Path

from capture.models.page import RenderedPage
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.stored import StoredPage, render_stored

_PAGE, _EXPECTED = ".html", ".expected.json"
_AT_ONCE = 2


def paired(folder: Path) -> dict[str, tuple[Path, Path]]:
    """`<name>.html` and `<name>.expected.json` by name, sorted. Raises ValueError if one lacks the other."""
    pages, expectations = (
        {path.name.removesuffix(suffix): path for path in folder.glob(f"*{suffix}")} for suffix in (_PAGE, _EXPECTED)
    )
    if pages.keys() != expectations.keys():
        raise ValueError(f"without a partner: {sorted(pages.keys() ^ expectations.keys())}")
    return {name: (pages[name], expectations[name]) for name in sorted(pages)}


def corpus_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all pages and expectations in `folder`, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob(f"*{_PAGE}"), *folder.glob(f"*{_EXPECTED}")]):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


async def render_all(stored: Mapping[str, StoredPage]) -> dict[str, RenderedPage]:
    """Each page as the product's own code observes it, by name; all in one browser."""
    rendered: dict[str, RenderedPage] = {}
    waiting = iter(stored.items())
    async with open_browser(find_browser(environ=os.environ)) as running, TaskGroup() as group:

        async def worker() -> None:
            for name, page in waiting:
                rendered[name] = (await render_stored(running.browser, page)).page

        for _ in range(_AT_ONCE):
            group.create_task(worker())
    return rendered

"""What a page took in memory is given back when it has been captured, while the browser goes on with others."""

import os
import time
from pathlib import Path

import pytest

from tests.browser.capturer import Capturer
from tests.site.server import NewsSite

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the processes of Linux")

MEGABYTE = 1 << 20


def resident_below(ancestor: int) -> int:
    """Bytes in memory of all processes that descend from `ancestor`; those that end meanwhile are not counted."""
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                resident[int(process.name)] = int((process / "statm").read_text().split()[1]) * os.sysconf(
                    "SC_PAGESIZE"
                )
            except OSError:
                continue

    def descends(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == ancestor:
                return True
        return False

    return sum(size for process, size in resident.items() if descends(process))


def test_a_page_that_eats_memory_leaves_none_of_it_behind(capture: Capturer, site: NewsSite) -> None:
    capture(site.url("/portal-text.html"), artifacts=("rendered", "page"))
    before = resident_below(os.getpid())
    taken = capture(site.url("/eats-memory/400"), artifacts=("rendered", "page"))
    assert taken.record.article is not None
    deadline = time.monotonic() + 10
    while (more := resident_below(os.getpid()) - before) > 150 * MEGABYTE and time.monotonic() < deadline:
        time.sleep(0.2)
    assert more <= 150 * MEGABYTE

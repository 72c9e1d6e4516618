"""A capture that is asked to check itself says where its archive gives another page than the one it saw."""

import pytest

from tests.browser.capturer import Capturer
from tests.site.server import NewsSite

COMPARED = {"replay-differs", "replay-missing"}


def step(taken: object, name: str) -> str:
    (found,) = (step.outcome for step in taken.record.steps if step.name == name)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("path", ["/replay/steady", "/frames", "/scroll-filled", "/live/portal-tables.html"])
def test_a_page_that_is_all_in_its_archive_reads_the_same(capture: Capturer, site: NewsSite, path: str) -> None:
    taken = capture(site.url(path), self_check=True)
    assert taken.record.article or taken.record.tickers
    assert step(taken, "self-check") == "ok"
    assert taken.findings.isdisjoint(COMPARED)


def test_a_page_of_chance_is_told_by_the_value_that_differs(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/replay/dice"), self_check=True)
    (differs,) = (finding.message for finding in taken.record.findings if finding.code == "replay-differs")
    assert "article.headline: \"The harbour's dice show" in differs
    (missing,) = (finding.message for finding in taken.record.findings if finding.code == "replay-missing")
    assert "/replay/rows?eyes=" in missing


def test_the_server_hears_nothing_of_the_check(capture: Capturer, site: NewsSite) -> None:
    capture(site.url("/replay/dice?once"), self_check=True)
    asked = [request.path for request in site.requests]
    assert asked.count("/replay/dice") == 1
    assert asked.count("/replay/rows") == 1


def test_what_cannot_be_checked_is_a_failed_step(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/replay/steady"), self_check=True, artifacts=("html", "rendered"))
    assert step(taken, "self-check") == "failed"
    assert taken.record.outcome == "partial"

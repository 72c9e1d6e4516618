"""What lies over a page is answered or closed by its own button, and the record says which, when and why."""

from typing import Any

import pytest

from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.overlays import PLATFORMS
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

PICTURE = ("rendered", "viewport")
REFUSABLE = [name for name in PLATFORMS if name != "accept-only"]


def answers(site: NewsSite) -> list[str]:
    """What the dialogs of this site were told."""
    return [request.query["choice"] for request in site.requests if request.path == "/consent-answer"]


def presses(taken: Taken) -> list[tuple[str, str]]:
    kinds = {"consent-reject", "consent-accept", "close-overlay"}
    return [(action.kind, action.detail) for action in taken.record.actions if action.kind in kinds]


def taken_of(capture: Capturer, site: NewsSite, path: str, **settings: Any) -> Taken:
    return capture(site.url(path), artifacts=PICTURE, **settings)


@pytest.mark.parametrize("platform", REFUSABLE)
def test_a_dialog_is_rejected_once_and_what_was_there_before_is_kept(
    platform: str, capture: Capturer, site: NewsSite
) -> None:
    taken = taken_of(capture, site, f"/consent/{platform}")
    assert answers(site) == ["reject"]
    ((kind, detail),) = presses(taken)
    assert kind == "consent-reject"
    assert "recognised by" in detail
    assert taken.record.verdict == "complete"
    (headline,) = taken.tree.elements(0, "h1")
    assert taken.tree.text(headline) == HEADLINE
    before, after = taken.picture_named("untouched.png"), taken.picture_named("viewport.png")
    assert before.size == after.size == (1280, 800)
    assert before.getpixel((1000, 20)) != after.getpixel((1000, 20)) or before.tobytes() != after.tobytes()


def test_a_platform_is_named_and_so_is_the_frame(capture: Capturer, site: NewsSite) -> None:
    assert "the rule for OneTrust" in presses(taken_of(capture, site, "/consent/onetrust"))[0][1]
    assert f"in frame {site.url('/consent-frame')}" in presses(taken_of(capture, site, "/consent/sourcepoint"))[0][1]


def test_a_dialog_without_a_way_to_reject_is_left_and_told(capture: Capturer, site: NewsSite) -> None:
    taken = taken_of(capture, site, "/consent/accept-only")
    assert (answers(site), presses(taken)) == ([], [])
    assert "consent-open" in taken.findings
    assert "untouched.png" not in {artifact.path for artifact in taken.record.artifacts}


def test_accept_accepts_and_leave_touches_nothing(capture: Capturer, site: NewsSite) -> None:
    assert presses(taken_of(capture, site, "/consent/accept-only", consent="accept"))[0][0] == "consent-accept"
    assert answers(site) == ["accept"]
    site.requests.clear()
    assert presses(taken_of(capture, site, "/consent/onetrust", consent="leave")) == []
    assert answers(site) == []


def test_a_box_that_comes_late_is_closed(capture: Capturer, site: NewsSite) -> None:
    taken = taken_of(capture, site, "/newsletter-overlay", delay_s=0.7)
    ((kind, detail),) = presses(taken)
    assert kind == "close-overlay"
    assert "×" in detail


@pytest.mark.parametrize("path", ["/portal-modern.html", "/sticky", "/pane", "/frames", "/paywall"])
def test_a_page_without_dialogs_is_not_touched(path: str, capture: Capturer, site: NewsSite) -> None:
    taken = taken_of(capture, site, path)
    assert presses(taken) == []
    assert sum(step.duration_s for step in taken.record.steps if step.name == "overlays") < 2, (
        "no wait of three seconds"
    )


def test_links_that_lead_elsewhere_are_never_pressed(capture: Capturer, site: NewsSite, serve: Any) -> None:
    taken = capture(
        serve(
            f"<!doctype html><h1>{HEADLINE}</h1><div role=dialog style='position:fixed;inset:0;background:#fff'>"
            "We use cookies. <a href='/portal-text.html'>Reject all</a></div>"
        ),
        artifacts=PICTURE,
    )
    assert presses(taken) == []
    assert taken.record.url.endswith(taken.record.requested_url.rpartition("/")[2])


def test_walls_are_blocked_by_what_they_are(capture: Capturer, site: NewsSite) -> None:
    for path, by in (("/challenge", "challenge"), ("/consent-wall", "consent"), ("/paywall", "paywall")):
        record = taken_of(capture, site, path).record
        assert record.completeness is not None
        assert (record.verdict, record.completeness.blocked) == ("blocked", by), path
    refused = taken_of(capture, site, "/status/403").record
    assert refused.completeness is not None
    assert (refused.verdict, refused.completeness.blocked) == ("blocked", "refused")
    assert taken_of(capture, site, "/status/404").record.verdict == "failed"


def test_what_did_not_come_is_counted(capture: Capturer, site: NewsSite) -> None:
    record = taken_of(capture, site, "/broken-images", budgets={"load_s": 1, "images_s": 1}).record
    assert record.completeness is not None
    assert (record.completeness.images, record.completeness.images_missing) == (4, 3)
    assert record.completeness.requests_missing >= 2
    assert record.verdict == "complete-with-gaps"
    cut = taken_of(capture, site, "/cut-off").record
    assert cut.completeness is not None
    assert (cut.verdict, cut.completeness.document) == ("partial", "cut-off")


class TestWishes:
    def test_what_is_waited_for_is_there(self, capture: Capturer, site: NewsSite) -> None:
        for condition in ("section li", "js:document.querySelectorAll('section li').length > 2"):
            taken = taken_of(capture, site, "/late-ticker", wait_for=condition)
            assert "Latest (late)" in taken.tree.text(0), condition

    def test_a_condition_that_never_holds_is_a_failed_step(self, capture: Capturer, site: NewsSite) -> None:
        taken = taken_of(capture, site, "/plain.txt", wait_for="#nowhere", budgets={"wish_s": 0.5})
        (failed,) = (step for step in taken.record.steps if step.outcome == "failed")
        assert (failed.name, taken.record.verdict) == ("wait-for", "partial")

    def test_what_is_pressed_is_recorded(self, capture: Capturer, serve: Any) -> None:
        markup = "<!doctype html><button id=more onclick=\"this.outerHTML='<p>More of it'\">Load more</button>"
        taken = capture(serve(markup), artifacts=PICTURE, clicks=("#more",))
        assert "More of it" in taken.tree.text(0)
        (press,) = (action for action in taken.record.actions if action.kind == "click")
        assert "Load more" in press.detail

    def test_without_scrolling_nothing_is_scrolled(self, capture: Capturer, site: NewsSite) -> None:
        taken = taken_of(capture, site, "/infinite-scroll", scroll_screens=0)
        assert "scroll" not in taken.actions
        assert "endless-scroll" not in taken.findings

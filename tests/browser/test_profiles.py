"""What a profile knows of a site is done to its pages, told, and kept for extracting again."""

from capture.compose import record_json, with_extraction
from capture.extract.cascade import extract
from capture.models.profile import LoadMore, SiteProfile
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.moving import BATCH_ROWS, BATCHES
from tests.site.server import NewsSite

SEEN = ("html", "rendered")


def rows(taken: Taken) -> int:
    return len(list(taken.tree.elements(taken.by_id("rows"), "li")))


def profile(times: int = 50, selector: str = "button.more") -> SiteProfile:
    more = LoadMore(selector=selector, times=times)
    return SiteProfile(name="tavaroa-mail.example", wait_for="#all", clicks=("#all",), load_more=more)


def test_without_a_profile_the_list_is_empty(capture: Capturer, site: NewsSite) -> None:
    assert rows(capture(site.url("/load-more"), artifacts=SEEN)) == 0


def test_a_button_is_pressed_as_often_as_the_profile_says(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/load-more"), artifacts=SEEN, profile=profile(times=2))
    assert rows(taken) == 3 * BATCH_ROWS
    presses = [action.detail for action in taken.record.actions if action.kind == "load-more"]
    assert presses == ["pressed “More news” (button.more), as the site's profile says"] * 2
    assert taken.record.profile == profile(times=2)


def test_a_button_is_pressed_until_it_is_gone(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/load-more"), artifacts=SEEN, profile=profile())
    assert rows(taken) == BATCHES * BATCH_ROWS
    assert taken.record.outcome == "complete"
    assert "load-more-missing" not in taken.findings


def test_a_profile_that_the_page_has_outgrown_is_told(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/load-more"), artifacts=SEEN, profile=profile(selector=".long-gone"))
    assert "load-more-missing" in taken.findings
    assert rows(taken) == BATCH_ROWS


def test_what_the_user_asks_for_goes_before_the_profile(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/load-more"), artifacts=SEEN, profile=profile(), clicks=("h1",))
    assert rows(taken) == 0


def test_extracting_again_uses_the_profile_of_the_record(capture: Capturer, site: NewsSite) -> None:
    known = SiteProfile(timezone="Pacific/Marquesas")
    taken = capture(site.url("/load-more"), artifacts=SEEN, profile=known)
    again = with_extraction(taken.record, extract(taken.page, profile=taken.record.profile), taken.record.profile)
    assert record_json(again) == (taken.bundle.path / "data" / "capture.json").read_bytes()

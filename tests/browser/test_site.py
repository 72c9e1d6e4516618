"""The odd pages do in a real browser what their names say, so that other tests may rely on it."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Error, Page, expect

from tests.site.behaviours.hostile import FORGED, PRINTED, TICKS
from tests.site.behaviours.layout import HIDDEN_WORDS, LAZY_COLOURS, OBSERVED_COLOUR
from tests.site.behaviours.moving import BATCH_ROWS, BATCHES
from tests.site.behaviours.overlays import PLATFORMS
from tests.site.behaviours.sessions import PASSWORD, USER
from tests.site.portal import MARKUPS
from tests.site.server import NewsSite
from tests.site.story import HEADLINE, TICKER

_REJECT = "Reject all|Reject All|Deny|DISAGREE|Disagree|Required only|Do not consent"


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_portal_loads_all_that_it_names(page: Page, site: NewsSite, markup: str) -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"/portal-{markup}.html")
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    assert failed == []
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollHeight") > 2400


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_consent_dialog_goes_when_it_is_answered_and_says_how(page: Page, site: NewsSite, platform: str) -> None:
    choice = "accept" if platform == "accept-only" else "reject"
    page.goto(f"/consent/{platform}")
    label = "OK, got it" if choice == "accept" else _REJECT
    button = f"xpath=//*[self::button or self::a][{' or '.join(f'contains(., {text!r})' for text in label.split('|'))}]"
    in_frame = platform in {"sourcepoint", "foreign-frame"}
    target = page.frame_locator("iframe") if in_frame else page
    css = "[data-testid=uc-deny-all-button]" if platform == "usercentrics" else button
    target.locator(css).click()
    expect(page.locator("html")).to_have_attribute("data-consent", choice)
    expect(page.locator("body > *:not(article):not(script)")).to_have_count(0)
    assert [request.query for request in site.requests if request.path == "/consent-answer"] == [{"choice": choice}]
    page.reload()
    expect(page.locator("body > *:not(article)")).to_have_count(0)


def test_lazy_pictures_come_only_when_scrolled_to(page: Page, site: NewsSite) -> None:
    page.goto("/lazy")
    page.wait_for_load_state("networkidle")
    colours = [*LAZY_COLOURS, OBSERVED_COLOUR]
    assert not any(colours[-1] in request.path for request in site.requests)
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(image => image.naturalWidth === 400)")
    assert {urlsplit(request.target).path for request in site.requests} >= {f"/colour/{rgb}.png" for rgb in colours}


def test_patched_built_ins_lie_to_the_page_world(page: Page, site: NewsSite) -> None:
    page.goto("/patched")
    assert page.evaluate("JSON.stringify({headline: document.querySelector('h1').textContent})") == (
        f'{{"headline":"{FORGED}"}}'
    )
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().width") == 7


def test_ticking_changes_under_the_reader_and_for_the_printer(page: Page, site: NewsSite) -> None:
    page.goto("/ticking")
    first = page.locator("h1").inner_text()
    expect(page.locator("h1")).not_to_have_text(first)
    assert first.startswith(TICKS)
    assert page.evaluate("dispatchEvent(new Event('beforeprint')); document.querySelector('h1').textContent") == PRINTED


def test_dialogs_come_again_and_again(page: Page, site: NewsSite) -> None:
    kinds: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    with page.expect_event("dialog", lambda _: len(kinds) > 6):
        page.goto("/dialogs")
    assert {"alert", "confirm", "prompt"} <= set(kinds)


def test_frames_of_all_sorts_hold_a_ticker_each(page: Page, site: NewsSite) -> None:
    page.goto("/frames")
    names = {
        frame.locator("li a").first.inner_text().partition(":")[0]
        for frame in page.frames[1:]
        if not frame.url.endswith("/frame-nested")
    }
    assert names == {"same", "cross-site", "srcdoc", "sandboxed", "nested"}


def test_shadow_roots_hold_the_story_and_a_ticker(page: Page, site: NewsSite) -> None:
    page.goto("/shadow")
    expect(page.locator("story-card h1")).to_be_visible()
    expect(page.locator("row-list li")).to_have_count(len(TICKER))
    expect(page.get_by_text("No slot shows this.")).not_to_be_visible()


def test_the_crash_crashes_the_renderer(page: Page, site: NewsSite) -> None:
    with page.expect_event("crash"):
        page.goto("/crash-me")


def test_hidden_texts_are_there_and_not_seen(page: Page, site: NewsSite) -> None:
    page.goto("/hidden")
    source = page.content()
    assert [word for word in HIDDEN_WORDS.values() if f"The {word} fish" not in source] == []
    expect(page.get_by_text("The visible fish swims here.")).to_be_visible()


def test_lists_fill_when_their_end_is_scrolled_to(page: Page, site: NewsSite) -> None:
    page.goto("/scroll-filled")
    rows = page.locator("#rows li")
    assert rows.count() < BATCHES * BATCH_ROWS
    while (already := rows.count()) < BATCHES * BATCH_ROWS:
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function(f"document.querySelectorAll('#rows li').length > {already}")
    expect(rows).to_have_count(BATCHES * BATCH_ROWS)


def test_infinite_scroll_has_no_end(page: Page, site: NewsSite) -> None:
    page.goto("/infinite-scroll")
    for already in (10, 20, 30):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function(f"document.querySelectorAll('#more p').length > {already}")


def test_the_rotating_spot_shows_each_headline_in_turn(page: Page, site: NewsSite) -> None:
    page.clock.install()
    page.goto("/rotating")
    seen = []
    for _ in TICKER:
        seen.append((page.locator("#spot time").inner_text(), page.locator("#spot a").inner_text()))
        page.clock.run_for(1500)
    assert tuple(seen) == TICKER


@pytest.mark.parametrize(
    ("path", "selector", "text"),
    [
        ("/service-worker", "#worker", "This text comes from the worker."),
        ("/websocket", "#said", "message 3"),
        ("/late-ticker", "section h2", "Latest (late)"),
        ("/deep/1500", "#deep", "The bottom of it"),
        ("/deep/10000?display=contents", "#deep p", "The bottom of it"),
        ("/permissions", "#answers", "place: no"),
        ("/newsletter-overlay", ".modal h2", "Don’t miss a tide"),
        ("/redirect-chain/3", "h1", "Sarrowe’s last lighthouse keepers win reprieve as satellite plan stalls"),
        ("/navigates-away", "b >> nth=0", "Tavaroa Mail"),
        ("/charset/windows-1252", "article", "“We only came to paint the shed,” said"),
        ("/slow-body", "h1", HEADLINE),
    ],
)
def test_the_page_comes_to_say(page: Page, site: NewsSite, path: str, selector: str, text: str) -> None:
    page.goto(path, wait_until="commit")
    expect(page.locator(selector).first).to_contain_text(text)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/close", "ERR_EMPTY_RESPONSE"),
        ("/redirect-loop", "ERR_TOO_MANY_REDIRECTS"),
        ("/slow-headers", "Timeout"),
        ("/download", "Download is starting"),
    ],
)
def test_the_page_cannot_be_had(page: Page, site: NewsSite, path: str, error: str) -> None:
    with pytest.raises(Error, match=error):
        page.goto(path, timeout=1500)


def test_who_signs_in_is_greeted(page: Page, site: NewsSite) -> None:
    page.goto("/login")
    page.get_by_label("Name").fill("Oda")
    page.get_by_role("button").click()
    expect(page.locator("#greeting")).to_have_text("Signed in as Oda.")


def test_a_password_opens_the_door(page: Page, site: NewsSite) -> None:
    page.set_extra_http_headers({"Authorization": "Basic cmVhZGVyOnRpZGU="})
    assert (USER, PASSWORD) == ("reader", "tide")
    answer = page.goto("/basic-auth")
    assert answer is not None
    assert answer.status == 200


def test_async_code_runs_beside_the_sync_fixtures(page: Page, site: NewsSite, run_async: Callable[[Any], Any]) -> None:
    page.goto("/")

    async def tell() -> float:
        return time.monotonic()

    assert run_async(tell()) > 0

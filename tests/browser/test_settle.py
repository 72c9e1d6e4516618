"""A page is brought to where a patient reader would see all of it, within its budgets, and every touch is recorded."""

import io
from collections.abc import Callable

import pypdf
import pytest

from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.layout import LAZY_COLOURS
from tests.site.behaviours.moving import BATCH_ROWS, BATCHES
from tests.site.server import NewsSite
from tests.site.story import HEADLINE, TICKER

SEEN = ("html", "rendered")
Serve = Callable[[str], str]


@pytest.fixture(scope="session")
def at(capture: Capturer, site: NewsSite) -> Callable[..., Taken]:
    return lambda path, **settings: capture(site.url(path), **{"artifacts": SEEN, **settings})


def test_lazy_pictures_are_loaded_and_in_the_print(at: Callable[..., Taken]) -> None:
    taken = at("/lazy", artifacts=("rendered", "page", "viewport", "pdf"))
    assert {"load-lazy", "scroll"} <= set(taken.actions)
    assert all(image.complete and image.natural_width_px == 400 for image in taken.page.images)
    reader = pypdf.PdfReader(io.BytesIO(taken.bundle.read_artifact("page.pdf")))
    shown = {image.image.convert("RGB").getpixel((5, 5)) for sheet in reader.pages for image in sheet.images}
    assert shown >= {tuple(bytes.fromhex(rgb)) for rgb in LAZY_COLOURS}


def test_the_page_is_back_where_it_was(at: Callable[..., Taken]) -> None:
    taken = at("/lazy", artifacts=("rendered", "page", "viewport", "pdf"))
    (headline,) = taken.tree.elements(0, "h1")
    assert 0 < taken.tree.box(headline).y < 100


def test_a_list_that_fills_as_it_is_scrolled_is_complete(at: Callable[..., Taken]) -> None:
    taken = at("/scroll-filled")
    rows = [taken.tree.text(link) for link in taken.tree.elements(taken.by_id("rows"), "a")]
    assert rows == [f"Row number {number} of the list" for number in range(1, BATCHES * BATCH_ROWS + 1)]
    assert "endless-scroll" not in taken.findings


TALL = "<!doctype html><h1>Ferry timetable for the winter</h1><p style='height:3000px'>From Monday.</p>"


def test_a_page_in_which_nothing_could_notice_is_not_scrolled(capture: Capturer, serve: Serve) -> None:
    taken = capture(serve(TALL + "<script>var route = 'harbour to reef';</script>"), artifacts=SEEN)
    assert "scroll" not in taken.actions
    assert taken.record.verdict == "complete"


@pytest.mark.parametrize(
    "notices",
    [
        "<script>new IntersectionObserver(() => {}).observe(document.body)</script>",
        "<script>window['on' + 'scr' + 'oll'] = null; window[`a`]</script>",
        "<script>new Function('1')</script>",
        "<script src='/cached'></script>",
        "<iframe srcdoc='<p>A frame'></iframe>",
        "<p onscroll='1'>",
        "<div style='content-visibility:auto'><p>Far down.</p></div>",
    ],
)
def test_a_page_in_which_something_may_notice_is_scrolled(capture: Capturer, serve: Serve, notices: str) -> None:
    assert "scroll" in capture(serve(TALL + notices), artifacts=SEEN).actions


def test_scrolling_without_end_comes_to_one_and_is_told(at: Callable[..., Taken]) -> None:
    taken = at("/infinite-scroll")
    assert "endless-scroll" in taken.findings
    assert taken.record.outcome == "complete"
    (scroll,) = (action for action in taken.record.actions if action.kind == "scroll")
    assert "grew by" in scroll.detail


def test_a_spot_that_rotates_was_seen_in_every_state(at: Callable[..., Taken], site: NewsSite) -> None:
    taken = at("/rotating")
    (spot,) = taken.page.rotating
    seen = [sighting.text for sighting in spot.sightings]
    assert sorted(seen) == sorted(f"Latest {clock} {title}" for clock, title in TICKER)
    assert {sighting.url for sighting in spot.sightings} == {site.url(f"/latest/{n}") for n in range(len(TICKER))}
    assert all(
        earlier.seen_at <= later.seen_at for earlier, later in zip(spot.sightings, spot.sightings[1:], strict=False)
    )
    assert "watch" in taken.actions


def test_a_text_that_is_typed_out_is_no_rotating_spot(capture: Capturer, serve: Serve) -> None:
    code = """
        const text = 'The mail boat is expected a day early, says the harbour master of Tavaroa';
        let letters = 12;
        setInterval(() => { document.getElementById('typed').textContent = text.slice(0, letters++); }, 30);"""
    taken = capture(serve(f"<!doctype html><p id=typed>The mail boat<script>{code}</script>"), artifacts=SEEN)
    assert taken.page.rotating == ()
    assert "watch" not in taken.actions


def test_what_is_being_fetched_is_waited_for(capture: Capturer, serve: Serve) -> None:
    code = "fetch('/late/700').then(answer => answer.text()).then(text => { document.body.innerHTML = text; })"
    taken = capture(serve(f"<!doctype html><body>Empty<script>{code}</script>"), artifacts=SEEN)
    assert HEADLINE in taken.tree.text(0)


def rules(taken: Taken) -> dict[str, bool]:
    return {rule.rule: rule.held for rule in taken.record.readiness}


def test_text_that_comes_by_timer_on_a_quiet_network_is_waited_for(at: Callable[..., Taken]) -> None:
    taken = at("/timer-filled")
    assert [f"Late paragraph {number}." in taken.html for number in range(1, 13)] == [True] * 12
    assert rules(taken)["growth"]
    assert "text-growing" not in taken.findings


def test_text_that_never_stops_coming_is_told(at: Callable[..., Taken]) -> None:
    taken = at("/timer-filled?count=10000", budgets={"growth_s": 1})
    assert not rules(taken)["growth"]
    assert "text-growing" in taken.findings
    assert taken.record.outcome == "complete"


def test_a_page_that_is_still_a_skeleton_is_waited_for(at: Callable[..., Taken]) -> None:
    taken = at("/skeleton")
    assert taken.record.article is not None
    assert taken.record.article.headline == HEADLINE
    assert rules(taken)["text"]


def test_a_page_that_stays_a_skeleton_is_taken_and_told(at: Callable[..., Taken]) -> None:
    taken = at("/skeleton?after=60000", budgets={"text_s": 0.5})
    assert not rules(taken)["text"]
    assert "little-text" in taken.findings


def test_a_layout_that_shifts_is_waited_for(at: Callable[..., Taken]) -> None:
    taken = at("/shifting")
    (headline,) = taken.tree.elements(0, "h1")
    assert taken.tree.box(headline).y >= 8 * 30
    assert rules(taken)["layout"]


def test_a_layout_that_never_stands_still_is_told(at: Callable[..., Taken]) -> None:
    taken = at("/shifting?count=10000", budgets={"layout_s": 0.5})
    assert not rules(taken)["layout"]
    assert "layout-moving" in taken.findings


@pytest.mark.parametrize("place", ["shadow root", "frame"])
def test_a_story_that_stands_elsewhere_than_in_the_document_itself_is_text(
    place: str, capture: Capturer, serve: Serve, site: NewsSite
) -> None:
    story = "The mail boat is expected a day early, says the harbour master of Tavaroa. " * 3
    held = {
        "shadow root": f'<div><template shadowrootmode="open"><p>{story}</p></template></div>',
        "frame": f'<iframe src="{site.url("/portal-text.html")}" width="900" height="600"></iframe>',
    }[place]
    taken = capture(serve(f"<!doctype html><body>{held}<script>window.ran = true</script>"), artifacts=SEEN)
    assert rules(taken)["text"]
    assert {rule.rule: rule.waited_s for rule in taken.record.readiness}["text"] == 0


def test_a_page_that_is_ready_is_not_waited_for(at: Callable[..., Taken]) -> None:
    taken = at("/portal-text.html")
    assert set(rules(taken)) == {"load", "network", "scroll", "images", "fonts", "layout", "growth", "text"}
    assert all(rules(taken).values())
    waited = {rule.rule: rule.waited_s for rule in taken.record.readiness}
    assert waited["layout"] == waited["growth"] == waited["text"] == 0


def test_a_page_that_never_rests_is_taken_all_the_same_and_told(at: Callable[..., Taken]) -> None:
    taken = at("/never-idle", budgets={"quiet_s": 1})
    assert taken.record.outcome == "complete"
    assert "network-busy" in taken.findings


def test_a_font_that_never_comes_is_told(at: Callable[..., Taken]) -> None:
    taken = at("/fonts-never", budgets={"load_s": 1, "quiet_s": 0.5, "fonts_s": 0.5})
    assert "fonts-missing" in taken.findings
    assert taken.record.article is not None


def test_a_style_sheet_that_never_comes_keeps_nothing_of_the_text_back(capture: Capturer, serve: Serve) -> None:
    head = '<!doctype html><link rel="stylesheet" href="/slow-headers"><p>The first word.</p>'
    taken = capture(
        serve(f'{head}<link rel="stylesheet" href="/slow-headers?2"><p>The last word.</p>'),
        budgets={"load_s": 1, "quiet_s": 0.5},
    )
    assert "The last word." in taken.tree.text(0)
    assert taken.record.verdict == "complete-with-gaps"
    assert "load-unfinished" in taken.findings
    (told,) = (action.detail for action in taken.record.actions if action.kind == "drop-style")
    assert told.startswith("2 style sheets")
    assert "/slow-headers?2" in told
    assert len(taken.picture.crop((0, 0, 200, 100)).getcolors(1 << 16) or ()) > 2, "the text is painted"


def test_a_script_that_never_comes_keeps_nothing_of_the_text_back(capture: Capturer, serve: Serve) -> None:
    """Nor do several, of which one is asked for only when the others are given up."""
    taken = capture(
        serve(
            "<!doctype html><p>The first word.</p><script src='/slow-headers'></script><p>A word between.</p>"
            "<script src='/slow-headers?2'></script><img src='/slow-headers?3'><p>The last word.</p>"
            "<script>document.write('<p>A written word.</p>')</script>"
        ),
        budgets={"load_s": 1, "quiet_s": 0.5},
    )
    text = taken.tree.text(0)
    assert all(word in text for word in ("The first word.", "A word between.", "The last word.", "A written word."))
    assert taken.record.verdict == "complete-with-gaps"
    assert "load-unfinished" in taken.findings
    (told,) = (action.detail for action in taken.record.actions if action.kind == "give-up-script")
    assert told.startswith("2 scripts")
    assert {failure.reason for failure in taken.record.network.failed} == {"given up: it had not come when time was up"}


def test_a_page_that_goes_elsewhere_is_followed_and_whole(at: Callable[..., Taken], site: NewsSite) -> None:
    for path in ("/navigates-away?after=150", "/meta-refresh", "/meta-refresh?after=0"):
        taken = at(path)
        record = taken.record
        assert (record.url, record.outcome) == (site.url("/portal-text.html"), "complete"), path
        assert record.requested_url == site.url(path)
        assert "moved-on" in taken.findings
        assert record.network.status == 200
        assert record.article is not None
        assert len(record.article.blocks) > 25


def test_a_refresh_that_a_reader_would_not_wait_for_is_not_waited_for(at: Callable[..., Taken], site: NewsSite) -> None:
    taken = at("/meta-refresh?after=300")
    assert taken.record.url == site.url("/meta-refresh?after=300")
    assert "moved-on" not in taken.findings


def test_a_page_that_reloads_for_ever_is_taken_in_the_end(at: Callable[..., Taken]) -> None:
    taken = at("/reloads")
    assert taken.record.article is not None
    assert taken.record.article.headline == HEADLINE
    assert taken.record.outcome in {"complete", "partial"}


def test_dialogs_and_popups_are_answered_and_recorded(at: Callable[..., Taken], site: NewsSite) -> None:
    dialogs = at("/dialogs")
    assert dialogs.record.outcome == "complete"
    told = [action.detail for action in dialogs.record.actions if action.kind == "dismiss-dialog"]
    assert {detail.partition(":")[0] for detail in told} >= {"alert", "confirm", "prompt"}
    assert len(told) <= 21, "a page that asks for ever must not fill the record"
    popup = at("/popup")
    assert {action.detail for action in popup.record.actions if action.kind == "close-popup"} == {
        site.url("/plain.txt")
    }


@pytest.mark.parametrize("path", ["/beforeunload", "/prints", "/permissions"])
def test_pages_that_ask_for_something_get_nothing_and_are_taken(path: str, at: Callable[..., Taken]) -> None:
    taken = at(path)
    assert taken.record.outcome == "complete"
    assert taken.record.article is not None


def test_a_page_that_starts_a_download_stays_the_page(capture: Capturer, serve: Serve, site: NewsSite) -> None:
    address = serve(f"<!doctype html><h1>{HEADLINE}</h1><script>location = '/download'</script>")
    taken = capture(address, artifacts=SEEN, budgets={"load_s": 2})
    assert taken.record.url == address
    assert "cancel-download" in taken.actions
    assert HEADLINE in taken.tree.text(0)
    assert (taken.record.network.status, taken.record.network.mime_type) == (200, "text/html")
    assert not {name for name, _ in taken.record.network.headers if name.lower() == "content-disposition"}


def test_a_renderer_that_crashes_fails_at_once_with_the_reason(at: Callable[..., Taken]) -> None:
    taken = at("/crash-me?after=450")
    assert taken.record.outcome == "failed"
    (finding,) = (finding for finding in taken.record.findings if finding.code == "not-captured")
    assert "crash" in finding.message
    assert sum(step.duration_s for step in taken.record.steps) < 20

"""The straight line from an address to a bundle, where something on the way goes wrong."""

import re
from collections.abc import Callable

from capture.bundle.verify import verify_bundle
from tests.browser.capturer import Capturer
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

Serve = Callable[[str], str]


def test_a_print_that_takes_too_long_costs_the_print_alone(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/tall/12000"), budgets={"pdf_s": 0.001})
    record = taken.record
    assert record.outcome == "partial"
    assert [(step.name, bool(step.reason)) for step in record.steps if step.outcome == "failed"] == [("pdf", True)]
    files = {artifact.path for artifact in record.artifacts}
    assert "page.pdf" not in files
    assert {"page.png", "article.png", "rendered.json.gz", "page.html", "explain.json"} <= files
    assert verify_bundle(taken.bundle.path).ok


def test_a_picture_that_takes_too_long_costs_the_pictures_alone(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/tall/12000"), budgets={"screenshot_s": 0.001})
    files = {artifact.path for artifact in taken.record.artifacts}
    assert taken.record.outcome == "partial"
    assert not {name for name in files if name.endswith(".png")}
    assert "page.pdf" in files
    assert taken.record.pixels is None
    assert verify_bundle(taken.bundle.path).ok


def test_what_was_taken_before_the_deadline_is_read_and_kept(capture: Capturer, site: NewsSite) -> None:
    """A page that spends all of the time on coming to rest is still observed, if barely, and never hangs."""
    taken = capture(site.url("/never-idle"), timeout_s=3, budgets={"quiet_s": 60})
    assert sum(step.duration_s for step in taken.record.steps) < 15
    assert "network-busy" in taken.findings or taken.record.outcome in {"partial", "failed"}, (
        "time was up, and it is told"
    )
    assert verify_bundle(taken.bundle.path).ok


def test_what_a_failed_capture_left_is_sealed_with_its_log(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/close"))
    assert taken.record.outcome == "failed"
    assert {artifact.path for artifact in taken.record.artifacts} == {"log.jsonl", "page.wacz"}
    assert verify_bundle(taken.bundle.path).ok


def test_redirects_are_followed_and_each_hop_is_told(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/redirect-chain/3"), artifacts=("rendered",))
    record = taken.record
    assert record.requested_url == site.url("/redirect-chain/3")
    assert record.url == site.url("/portal-modern.html")
    assert [(hop.url, hop.status, hop.location) for hop in record.network.redirects] == [
        (site.url(f"/redirect-chain/{left}"), 302, f"/redirect-chain/{left - 1}" if left > 1 else "/portal-modern.html")
        for left in (3, 2, 1)
    ]
    assert record.network.status == 200


def test_headers_are_told_in_order_and_as_often_as_they_came(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/cached"), artifacts=("rendered",))
    told = {name.lower(): value for name, value in taken.record.network.headers}
    assert (told["etag"], told["cache-control"]) == ('"bell-1"', "no-cache")
    assert taken.record.network.remote_address == f"127.0.0.1:{site.port}"
    assert taken.record.network.protocol == "http/1.1"


def test_requests_that_failed_are_told_with_the_reason(capture: Capturer, site: NewsSite, serve: Serve) -> None:
    taken = capture(serve("<!doctype html><p>Text<img src='/close'><img src='http://no-such-host.invalid/x.png'>"))
    network = taken.record.network
    assert network.failed_count == 2
    reasons = {failed.url: failed.reason for failed in network.failed}
    assert reasons == {
        site.url("/close"): "net::ERR_EMPTY_RESPONSE",
        "http://no-such-host.invalid/x.png": "net::ERR_NAME_NOT_RESOLVED",
    }


def test_each_capture_begins_with_a_clean_profile(capture: Capturer, site: NewsSite) -> None:
    for name in ("Oda", "Eno"):
        taken = capture(site.url(f"/set-cookie?name={name}"), artifacts=("rendered",))
        assert "Before: nobody" in taken.tree.text(0)
    assert HEADLINE not in taken.tree.text(0)


def test_a_session_that_the_server_hands_out_does_not_reach_the_bundle(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/set-cookie?name=Oda"), artifacts=())
    cookies = [value for name, value in taken.record.network.headers if name.lower() == "set-cookie"]
    assert len(cookies) == 1
    assert re.fullmatch(r"reader=hmac-sha256:[0-9a-f]{64}; Path=/", cookies[0])

"""The files of a capture agree on pages that play fair, and each that does not is told on pages that do not."""

from collections.abc import Callable

import pytest

from capture.testimony import hear_bundle
from tests.browser.capturer import Capturer, Taken
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

Serve = Callable[[str], str]

ROWS = "".join(
    f'<li><time datetime="2024-10-23T09:0{number}+13:00">9:0{number}</time> <a href="/story/{number}">{title}</a></li>'
    for number, title in enumerate(
        (
            "Gale warning is lifted for the northern lagoons",
            "Harbour board sells its oldest dredger",
            "School boat runs again after two months",
            "Council puts the quay road out to tender",
        )
    )
)


def story(headline: str = "Harbour bell rings again after forty years", *, style: str = "", rows: str = ROWS) -> str:
    text = "".join(f"<p>{'The tide turned before the barge came in, as it does. ' * 6}</p>" for _ in range(6))
    return (
        f'<!doctype html><html lang="en"><head><title>Tide Mail</title><style>{style}</style></head><body>'
        f"<main><article><h1>{headline}</h1><p>By the harbour desk, 23 October 2024 9:35</p>{text}</article></main>"
        f"<aside><h2>Latest</h2><ul>{rows}</ul></aside></body></html>"
    )


def heard(taken: Taken) -> set[str]:
    return {finding.code for finding in taken.record.findings if finding.code.startswith("witness-")}


def take(capture: Capturer, url: str) -> Taken:
    taken = capture(url, artifacts=("html", "rendered", "page", "pdf"), witness=True)
    assert taken.record.outcome == "complete"
    return taken


@pytest.mark.parametrize(
    "path",
    [
        "/portal-modern.html", "/portal-tables.html", "/portal-text.html",
        "/sticky", "/shadow", "/frames", "/lazy", "/wide", "/rotating", "/animation",
    ],
)  # fmt: skip
def test_the_witnesses_agree(path: str, capture: Capturer, site: NewsSite) -> None:
    taken = take(capture, site.url(path))
    assert taken.record.article is not None
    assert heard(taken) == set()
    assert hear_bundle(taken.bundle) == ()


def test_the_story_of_the_site_is_in_the_words_of_its_print(capture: Capturer, site: NewsSite) -> None:
    """The check above would be nothing if there was nothing to be looked up."""
    record = take(capture, site.url("/sticky")).record
    assert record.article is not None
    assert record.article.headline == HEADLINE
    tickers = take(capture, site.url("/portal-modern.html")).record.tickers
    assert sum(len(ticker.items) for ticker in tickers) > 20


def test_a_list_that_the_print_leaves_out_is_told_live_and_offline(capture: Capturer, serve: Serve) -> None:
    taken = take(capture, serve(story(style="@media print{aside{display:none}}")))
    assert heard(taken) == {"witness-pdf"}
    (finding,) = (finding for finding in taken.record.findings if finding.code == "witness-pdf")
    assert finding.message.startswith(
        "4 of 4 titles of ticker 1 (Latest) are not in the text of page.pdf: Gale warning"
    )
    assert hear_bundle(taken.bundle) == (finding,)


def test_a_headline_that_the_print_changes_is_told(capture: Capturer, serve: Serve) -> None:
    style = "@media print{h1{font-size:0}h1::after{content:'Another story altogether';font-size:30px}}"
    taken = take(capture, serve(story(style=style)))
    assert [finding.severity for finding in taken.record.findings if finding.code == "witness-pdf"] == ["warning"]


def test_text_that_a_picture_does_not_show_is_told_live_and_offline(capture: Capturer, serve: Serve) -> None:
    style = "aside{position:relative;background:#fff}aside::after{content:'';position:absolute;inset:0;background:#fff}"
    taken = take(capture, serve(story(style=style)))
    assert heard(taken) == {"witness-picture"}
    (finding,) = (finding for finding in taken.record.findings if finding.code == "witness-picture")
    assert finding.message.startswith("4 of 4 titles of ticker 1 (Latest) are blank in the picture")
    assert hear_bundle(taken.bundle) == (finding,)


def test_the_print_is_heard_only_if_asked_for(capture: Capturer, serve: Serve) -> None:
    url = serve(story(style="@media print{aside{display:none}}"))
    taken = capture(url, artifacts=("html", "rendered", "page", "pdf"))
    assert heard(taken) == set()
    assert [finding.code for finding in hear_bundle(taken.bundle)] == ["witness-pdf"]


def test_a_pane_that_scrolls_and_cannot_be_laid_open_is_told_with_its_range(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/pane?pinned=1"))
    (finding,) = (finding for finding in taken.record.findings if finding.code == "inner-scroll")
    assert "shows 740 px and holds" in finding.message
    assert finding.node is not None
    assert taken.page.strings[taken.page.nodes.name[finding.node]] == "main"


@pytest.mark.parametrize("path", ["/sticky", "/portal-modern.html"])
def test_a_page_without_panes_tells_of_none(path: str, capture: Capturer, site: NewsSite) -> None:
    assert "inner-scroll" not in take(capture, site.url(path)).findings

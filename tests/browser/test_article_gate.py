"""The extraction gate: no page of the corpus may be read worse than it has been read before."""

import html
import re

import pytest

from tests.site.articles.corpus import FLOORS, CorpusPage, corpus_digest, load_corpus
from tests.site.articles.gate import Floors, measure, reached, read_floors, regressions
from tests.site.articles.score import PageScore

_REPIN = "re-pin with `python -m tests.site.articles.pin`"


_TAG = re.compile(r"<[^>]+>")
_UNSEEN = re.compile("[\\s\u00ad]")


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text)


@pytest.fixture(scope="module")
def floors() -> Floors:
    return read_floors(FLOORS)


@pytest.fixture(scope="module")
def scores() -> list[PageScore]:
    return measure(load_corpus())


def test_floors_are_pinned_on_this_very_corpus(floors: Floors) -> None:
    assert floors.corpus_sha256 == corpus_digest(), f"pages or expectations changed: {_REPIN}"


def test_every_page_and_variant_has_a_floor(floors: Floors) -> None:
    names = {
        page.name if variant == "styled" else f"{page.name}/{variant}"
        for page in load_corpus()
        for variant in page.variants
    }
    assert set(floors.pages) == names, _REPIN


@pytest.mark.parametrize("page", load_corpus(), ids=lambda page: page.name)
def test_expectations_quote_their_page_in_its_order(page: CorpusPage) -> None:
    body = _seen(html.unescape(_TAG.sub("", page.html)))
    for phrase in (*page.expected.must_not_contain, *page.expected.read_once):
        assert _seen(phrase) in body, phrase
    for phrase in page.expected.must_not_contain:
        body = body.replace(_seen(phrase), "")
    at = 0
    for block in page.expected.article.paragraphs if page.expected.article else ():
        at = body.find(_seen(block.text), at)
        assert at >= 0, block.text


def test_no_score_falls_below_its_floor_and_nothing_new_leaks_in(floors: Floors, scores: list[PageScore]) -> None:
    worse = regressions(floors, reached(scores))
    assert not worse, "\n".join([*worse, "see `python -m tests.site.articles.report`"])


def test_pages_that_are_no_articles_are_never_taken_for_one(scores: list[PageScore]) -> None:
    others = {page.name for page in load_corpus() if page.expected.article is None}
    assert others
    assert {item.name for item in scores if item.name in others and item.f1 == 0} == set()

"""The extraction gate: no page of the corpus may be read worse than it has been read before."""

import html
import re

import pytest

from capture.models.base import Box, NodeId
from capture.models.extraction import Article, Block, Extraction, Metadata
from tests.site.articles.corpus import FLOORS, CorpusPage, Expectation, corpus_digest, load_corpus
from tests.site.articles.gate import Floors, measure, reached, read_floors, regressions
from tests.site.articles.score import PageScore, score

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


class TestTheGateItself:
    """That its checks can fail."""

    def test_a_fallen_score_and_a_new_leak_are_regressions(self) -> None:
        floors = Floors(corpus_sha256="", mean_f1=0.9, fields={"headline": 1}, pages={"a": 0.9}, leaks={"a": ("ad",)})
        worse = floors.model_copy(update={"mean_f1": 0.8, "fields": {"headline": 0.9}, "pages": {"a": 0.8}})
        leaky = floors.model_copy(update={"leaks": {"a": ("ad", "cookie")}})
        assert regressions(floors, floors) == []
        assert len(regressions(floors, worse)) == 3
        assert regressions(floors, leaky) == ["a reads 'cookie'"]

    def test_a_new_page_lowers_no_floor(self) -> None:
        floors = Floors(corpus_sha256="1", mean_f1=0.9, fields={"headline": 1}, pages={"a": 0.9}, leaks={})
        now = Floors(
            corpus_sha256="2", mean_f1=0.5, fields={"headline": 0.5}, pages={"a": 0.9, "b": 0.1}, leaks={"b": ("ad",)}
        )
        assert regressions(floors, now) == []

    def test_optional_blocks_count_neither_way(self) -> None:
        expected = _expectation(fact_is_optional=True)
        assert score("a", expected, _read("One two three four.", "Fact box.", "Five six seven.")).f1 == 1
        assert score("a", expected, _read("One two three four.", "Five six seven.")).f1 == 1
        assert score("a", _expectation(fact_is_optional=False), _read("One two three four.", "Five six seven.")).f1 < 1

    def test_what_a_reader_does_not_read_costs(self) -> None:
        found = score("a", _expectation(fact_is_optional=True), _read("Title", "One two three four.", "Share this!"))
        assert found.leaks == ("Share this!", "Five (0 times)")
        assert not found.fields["headline_not_repeated"]
        assert found.f1 < 0.8

    def test_no_article_where_there_is_one_scores_nothing(self) -> None:
        empty = _read().model_copy(update={"article": None})
        found = score("a", _expectation(fact_is_optional=True), empty)
        assert (found.f1, found.fields["headline"]) == (0, False)


def _expectation(*, fact_is_optional: bool) -> Expectation:
    texts = (("One two three four.", False), ("Fact box.", fact_is_optional), ("Five six seven.", False))
    return Expectation.model_validate(
        {
            "url": "https://outlet.example/a",
            "captured_at": "2025-01-01T00:00:00Z",
            "classes": ["none"],
            "language": "en",
            "page_kind": "article",
            "article": {
                "headline": "Title",
                "standfirst": None,
                "byline": None,
                "authors": [],
                "section": None,
                "published": None,
                "credit": None,
                "copyright": None,
                "paragraphs": [{"kind": "paragraph", "text": text, "optional": optional} for text, optional in texts],
            },
            "must_not_contain": ["Share this!"],
            "read_once": ["Five"],
        }
    )


def _read(*paragraphs: str) -> Extraction:
    article = Article(
        headline="Title",
        blocks=tuple(Block(kind="paragraph", text=text, node=NodeId(1)) for text in paragraphs),
        text="\n\n".join(paragraphs),
        box=Box(x=0, y=0, width=0, height=0),
        node=NodeId(0),
        confidence=1,
    )
    return Extraction(
        page_kind="article",
        clock=None,
        breadcrumbs=(),
        article=article,
        tickers=(),
        story_lists=(),
        metadata=Metadata(),
        findings=(),
        decisions=(),
    )

"""The extraction gate: no page of the corpus may be read worse than it has been read before."""

import html
import re
from dataclasses import replace

import pytest

from capture.models.base import Box, NodeId
from capture.models.extraction import Article, Block, Extraction, Metadata
from tests.site.articles.corpus import CORPUS, FLOORS, CorpusPage, Expectation, load_corpus
from tests.site.articles.gate import FONT_SLACK, measure, named, reached
from tests.site.articles.score import PageScore, score
from tests.site.corpus import corpus_digest
from tests.site.gate import Scores, read_floors, regressions

_REPIN = "re-pin with `python -m tests.site.articles.pin`"


_TAG = re.compile(r"<[^>]+>")
_UNSEEN = re.compile("[\\s\u00ad]")


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text)


@pytest.fixture(scope="module")
def floors() -> Scores:
    return read_floors(FLOORS)


@pytest.fixture(scope="module")
def scores() -> list[PageScore]:
    return measure(load_corpus())


def test_floors_are_pinned_on_this_very_corpus(floors: Scores) -> None:
    assert floors.digest == corpus_digest(CORPUS), f"pages or expectations changed: {_REPIN}"


def test_every_page_and_variant_has_a_floor(floors: Scores) -> None:
    names = {named(page, variant) for page in load_corpus() for variant in page.variants}
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


def test_no_score_falls_below_its_floor_and_nothing_new_leaks_in(floors: Scores, scores: list[PageScore]) -> None:
    worse = regressions(floors=floors, measured=reached(scores), slack=FONT_SLACK)
    assert not worse, "\n".join([*worse, "see `python -m tests.site.articles.report`"])


class TestTheGateItself:
    """That its checks can fail."""

    def test_a_new_leak_is_a_regression_and_a_known_one_is_not(self) -> None:
        floors = Scores("d", {}, {"a": {"f1": 0.9}}, leaks={"a": ("ad",)})
        leaky = replace(floors, leaks={"a": ("ad", "cookie")})
        assert regressions(floors=floors, measured=floors) == []
        assert regressions(floors=floors, measured=leaky) == ["a: reads 'cookie'"]

    def test_a_floor_gives_way_by_the_slack_and_no_more(self) -> None:
        floors = Scores("d", {}, {"a": {"f1": 0.9}})
        for f1, falls in ((0.8951, False), (0.895, False), (0.8949, True)):
            measured = Scores("d", {}, {"a": {"f1": f1}})
            assert bool(regressions(floors=floors, measured=measured, slack=FONT_SLACK)) is falls

    def test_a_new_page_lowers_no_floor(self) -> None:
        floors = Scores("1", {"f1": 0.9, "headline": 1}, {"a": {"f1": 0.9}})
        now = Scores("2", {"f1": 0.5, "headline": 0.5}, {"a": {"f1": 0.9}, "b": {"f1": 0.1}}, leaks={"b": ("ad",)})
        assert regressions(floors=floors, measured=now) == []

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

"""Very long stories: the midst of a long run is judged by its ends, and comes out as if each line was weighed."""

import pytest

from capture.extract.article import describe, find_article, long_runs
from capture.extract.article.facts import SHORT, LineFacts
from capture.extract.article.judge import Verdict, judge_lines
from capture.extract.metadata import read_metadata
from capture.extract.tree import TreeIndex
from capture.models.extraction import Article
from tests.unit.extract.articles import HEADLINE, NOW, URL, article_of
from tests.unit.extract.rendered import rendered

_WORDS = ("quay", "crane", "barge", "tide", "rope", "harbour", "museum", "port", "anchor", "gull", "winch", "pier")
SHARE = '<div class="share"><a href="#">Share</a> <a href="#">Tweet</a> <a href="#">Print</a></div>'
RELATED = (
    '<div class="related"><h3>Related stories</h3><ul><li><a href="/1">Barge strikes the inner gate</a></li>'
    '<li><a href="/2">Choir of the dockers wins silver</a></li></ul></div>'
)
SIGN_UP = '<div class="newsletter"><p>Sign up for our newsletter and get the tides in your inbox.</p></div>'
BIO = '<div class="author-bio"><p>About the author: the writer is a reporter on the quay and has seen it all.</p></div>'


def paragraphs(count: int) -> list[str]:
    """So many paragraphs of three sentences, no two the same."""
    texts = []
    for number in range(count):
        first, second, third = (_WORDS[number // 12**place % 12] for place in range(3))
        texts.append(
            f"The {first} lay beside the {second} for the whole of day {number}, and nobody on the {third} spoke of "
            f"it. By the evening the {second} had been moved twice. The {third} was left where it was."
        )
    return texts


def story_of(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def verdicts_of(body: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Article, dict[int, Verdict]]:
    """The article, and what was thought of its lines on the way."""
    said: dict[int, Verdict] = {}

    def listen(facts: LineFacts) -> dict[int, Verdict]:
        said.update(judge_lines(facts))
        return said

    with monkeypatch.context() as patch:
        patch.setattr(describe, "judge_lines", listen)
        return article_of(body), said


def weighing_each(body: str, monkeypatch: pytest.MonkeyPatch) -> Article:
    with monkeypatch.context() as patch:
        patch.setattr(long_runs, "LEAST", 10**9)
        return article_of(body)


def not_weighed(verdicts: dict[int, Verdict]) -> int:
    return sum(any("not weighed" in reason for reason in verdict.reasons) for verdict in verdicts.values())


def test_a_story_of_a_thousand_paragraphs_is_read_as_if_each_was_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = paragraphs(1000)
    story = (
        story_of(texts[:330]) + SHARE + story_of(texts[330:620]) + RELATED + story_of(texts[620:900]) + SIGN_UP
        + story_of(texts[900:])
    )  # fmt: skip
    body = f"<main><article><h1>{HEADLINE}</h1>{story}</article>{BIO}{RELATED}</main>"
    article, verdicts = verdicts_of(body, monkeypatch)
    assert set(texts) <= set(article.text.split("\n\n"))
    each = weighing_each(body, monkeypatch)
    assert article.model_copy(update={"confidence": each.confidence}) == each
    assert article.confidence == pytest.approx(each.confidence, abs=0.01)
    # Of the three long runs all but sixty lines at either end; behind the last box there is no long one.
    assert not_weighed(verdicts) == 330 + 290 + 280 - 3 * 120


def test_a_story_of_common_length_is_weighed_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    _, verdicts = verdicts_of(f"<article><h1>{HEADLINE}</h1>{story_of(paragraphs(240))}</article>", monkeypatch)
    assert not_weighed(verdicts) == 0


def test_facts_of_the_lines_behind_do_not_depend_on_what_was_spared() -> None:
    # Marked up as the headline is, short lines count as headlines that have been passed: here all are in the midst.
    texts = [
        text if 100 <= number < 300 else f"{text} Nobody had seen it go, and nobody asked."
        for number, text in enumerate(paragraphs(400))
    ]
    assert max(map(len, texts[100:300])) < SHORT < min(map(len, texts[:100] + texts[300:]))
    head = f'<head><meta property="og:title" content="{HEADLINE}"></head>'
    html = f"<html>{head}<body><div><p>{HEADLINE}</p>{story_of(texts)}{RELATED}</div>{BIO}</body></html>"
    tree = TreeIndex(rendered(html, url=URL, observed_at=NOW))
    region = find_article(tree, read_metadata(tree))
    assert region.node is not None
    facts = LineFacts(region, region.node)
    (run,) = long_runs.long_runs(facts)
    spared = long_runs.midst(run)
    rows = zip(facts.indexes, facts.rows(), strict=True)
    assert list(facts.rows(spared)) == [row for index, row in rows if index not in spared]


@pytest.mark.parametrize(
    "odd",
    [
        "<h2>What the harbour master had to say about it, and to whom, on the evening of that day</h2>",
        '<p class="notice">The crane is a monument. It has been one for as long as any man on the quay can say.</p>',
        f"<p>{paragraphs(1)[0]}</p>",
        '<p>The <a href="/m">crane</a> is a monument. It has been one for as long as any man on the quay can say.</p>',
        "<p>Read more: the crane is a monument, and has been one for as long as any man on the quay can say.</p>",
        "<div><p>The crane is a monument. It has been one for as long as any man on the quay can say it.</p></div>",
    ],
    ids=["heading", "class", "copy", "link", "phrase", "box"],
)  # fmt: skip
def test_a_line_that_differs_is_weighed_and_ends_the_run(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = paragraphs(600)
    body = f"<article><h1>{HEADLINE}</h1>{story_of(texts[:300])}{odd}{story_of(texts[300:])}</article>"
    article, verdicts = verdicts_of(body, monkeypatch)
    assert article.text == weighing_each(body, monkeypatch).text
    # A copy of the first paragraph makes that one differ as well.
    assert not_weighed(verdicts) == 600 - 4 * 60 - (odd == f"<p>{texts[0]}</p>")


def test_a_long_run_of_comments_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    comments = f'<section id="comments" class="comments"><h2>600 comments</h2>{story_of(paragraphs(600))}</section>'
    body = f"<main><article><h1>{HEADLINE}</h1>{story_of(paragraphs(640)[600:])}</article>{comments}</main>"
    article = article_of(body)
    assert article.text == weighing_each(body, monkeypatch).text


def test_a_long_story_behind_this_one_is_weighed_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = paragraphs(900)
    other = f"<article><h1>Net prices fall</h1>{story_of(texts[500:])}</article>"
    body = f"<main><article><h1>{HEADLINE}</h1>{story_of(texts[:500])}</article>{other}</main>"
    article, verdicts = verdicts_of(body, monkeypatch)
    assert article.text == "\n\n".join(texts[:500])
    assert not_weighed(verdicts) == 500 - 120


def test_where_the_ends_of_a_run_disagree_each_line_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up = "A letter with all that goes on at the quay comes every Friday, en su correo, to all who ask for it."
    body = f"<article><h1>{HEADLINE}</h1>{story_of([*paragraphs(400), sign_up])}</article>"
    article, verdicts = verdicts_of(body, monkeypatch)
    assert sign_up not in article.text
    assert not_weighed(verdicts) == 0

"""What is read as the story, in every markup that papers use, and what is left out of it."""

import pytest

from capture.extract.cascade import extract
from tests.unit.extract.articles import HEADLINE, NOW, PARAGRAPHS, STORY, URL, article_of, reading_of
from tests.unit.extract.rendered import rendered

TEXT = "\n\n".join(PARAGRAPHS)
MENU = "".join(f'<li><a href="/s/{n}">Section number {n}</a></li>' for n in range(9))


@pytest.mark.parametrize(
    "story",
    [
        STORY,
        "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS),
        f"<div>{'<br><br>'.join(PARAGRAPHS)}</div>",
        f"<table><tr><td><font size='2'>{'<br> <br>'.join(PARAGRAPHS)}</font></td></tr></table>",
        "".join(f"<section><div><p>{paragraph}</p></div></section>" for paragraph in PARAGRAPHS),
    ],
    ids=["paragraphs", "divs", "breaks", "font in a table", "a box each"],
)
def test_every_markup_gives_the_same_text(story: str) -> None:
    article = article_of(f"<ul>{MENU}</ul><div><h1>{HEADLINE}</h1>{story}</div>")
    assert article.headline == HEADLINE
    assert article.text == TEXT


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="related"><h3>Related stories</h3><ul><li><a href="/1">Barge strikes the inner gate</a></li>'
        '<li><a href="/2">Choir of the dockers wins silver</a></li></ul></div>',
        '<div class="newsletter"><p>Sign up for our newsletter and get the tides in your inbox.</p></div>',
        '<div id="comments"><h2>2 comments</h2><div class="comment"><p>I was a boy when it was '
        "built, and I can tell you that nobody then thought of moving it.</p></div></div>",
        "<footer><p>© 2026 Quay Monitor. All rights reserved.</p></footer>",
        '<div class="share"><a href="#">Share</a> <a href="#">Tweet</a> <a href="#">Print</a></div>',
        f"<article><h1>Net prices fall</h1>{STORY.replace('crane', 'net').replace('barge', 'trawler')}</article>",
    ],
    ids=["related", "newsletter", "comments", "footer", "share bar", "next story"],
)
def test_what_stands_below_the_story_is_not_read(extra: str) -> None:
    article = article_of(f"<main><article><h1>{HEADLINE}</h1>{STORY}</article>{extra}</main>")
    assert article.text == TEXT


def test_comments_longer_than_the_story_are_not_the_story() -> None:
    comments = "".join(f'<div class="comment"><p>{text} So I have always said.</p></div>' for text in PARAGRAPHS * 3)
    article = article_of(f'<div><h1>{HEADLINE}</h1>{STORY}</div><div id="comments">{comments}</div>')
    assert article.text == TEXT


def test_a_notice_that_stands_at_every_embed_is_not_read() -> None:
    notice = (
        "<div><p>External content is not shown because of your privacy settings. Do you consent to it now?</p></div>"
    )
    story = notice.join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert article_of(f"<article><h1>{HEADLINE}</h1>{story}</article>").text == TEXT


def test_a_labelled_advertisement_is_not_read() -> None:
    advert = "<div><div>Advertisement</div><p>Windows that keep the sea out. Ask for a visit, it is free.</p></div>"
    story = "".join(f"<p>{paragraph}</p>{advert if at == 1 else ''}" for at, paragraph in enumerate(PARAGRAPHS))
    assert article_of(f"<article><h1>{HEADLINE}</h1>{story}</article>").text == TEXT


def test_a_pull_quote_is_read_once() -> None:
    quote = "<aside><blockquote>You can't take half of a crane anywhere</blockquote></aside>"
    story = "".join(f"<p>{paragraph}</p>{quote if at == 3 else ''}" for at, paragraph in enumerate(PARAGRAPHS))
    assert article_of(f"<article><h1>{HEADLINE}</h1>{story}</article>").text.count("half of a crane") == 1


def test_blocks_have_kinds_levels_and_places() -> None:
    body = (
        f"<article><h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><h2>A frame of forty "
        f"tons</h2><p>{PARAGRAPHS[2]}</p>"
        f"<ul><li>The jib is nineteen metres long and was made here.</li><li>The boiler was taken out in the "
        f"year of the flood.</li></ul>"
        f"<p>{PARAGRAPHS[3]}</p><blockquote><p>I shall miss it every morning, and so will the "
        f"gulls.</p></blockquote><p>{PARAGRAPHS[4]}</p></article>"
    )
    article = article_of(body)
    assert [block.kind for block in article.blocks] == [
        "paragraph", "paragraph", "heading", "paragraph", "list", "paragraph", "quote", "paragraph",
    ]  # fmt: skip
    heading, listed = article.blocks[2], article.blocks[4]
    assert (heading.text, heading.level) == ("A frame of forty tons", 2)
    assert listed.text.split("\n") == [
        "The jib is nineteen metres long and was made here.",
        "The boiler was taken out in the year of the flood.",
    ]
    assert [block.node for block in article.blocks] == sorted(block.node for block in article.blocks)


def test_a_story_beside_elements_that_are_nested_thousands_deep_is_read() -> None:
    """Scripts can nest deeper than parsers do. That once cost the cube of the depth: five minutes for this page."""
    depth = 2000
    nested = f"{'<i>a<b>(' * depth}{'</b></i>' * depth}"
    html = f"<html lang='en'><body><article><h1>{HEADLINE}</h1>{STORY}{nested}</article></body></html>"
    article = extract(rendered(html, url=URL, observed_at=NOW)).article
    assert article is not None
    assert article.text.startswith(TEXT)


def test_the_same_page_gives_the_same_bytes() -> None:
    body = f"<main><h1>{HEADLINE}</h1><p>By Nell Farrow</p>{STORY}</main>"
    first, second = reading_of(body).article, reading_of(body).article
    assert first is not None
    assert second is not None
    assert first.model_dump_json() == second.model_dump_json()


def test_every_value_can_be_traced() -> None:
    decisions = reading_of(f"<article><h1>{HEADLINE}</h1>{STORY}</article>").decisions
    by_subject = {decision.subject: decision for decision in decisions}
    assert {"article.node", "article.headline", "article.text"} <= by_subject.keys()
    headline = by_subject["article.headline"].chosen
    assert headline is not None
    assert headline.path == "html > body > article > h1"
    assert headline.reasons


def test_what_was_left_out_as_another_story_is_said() -> None:
    other = f"<article><h1>Net prices fall</h1>{STORY.replace('crane', 'net')}</article>"
    decisions = reading_of(f"<main><article><h1>{HEADLINE}</h1>{STORY}</article>{other}</main>").decisions
    text = next(decision for decision in decisions if decision.subject == "article.text")
    said = {candidate.text: candidate.reasons for candidate in text.runners_up}
    assert said["Net prices fall"] == ("left out", "with what follows it, of another story")

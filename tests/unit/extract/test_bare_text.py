"""Stories in bare text: one block, no classes, no headings, lines ended by breaks alone."""

import pytest

from tests.unit.extract.articles import HEADLINE, PARAGRAPHS, article_of

STANDFIRST = "For ninety years one frame has stood on the quay. Next month it goes for a short ride on the sea."
BYLINE = "By Nell Farrow and Tobias Quill in Port Tarrow"
CAPTION = "The crane on a morning without wind, seen from the ferry that leaves at seven."
BREAK = "<br>\n<br>\n"
HEAD = f'<meta name="title" content="{HEADLINE}">'
TOP = (
    f'<b>Quay Monitor</b> - text edition<br>\n5 March 2026 14:30{BREAK}<a href="/">Home</a> &gt; <a href="/p">Port</a>'
)
SIGNED = f"{BYLINE}<br>\nPosted 5 March 2026 9:12"
STORIES = "<br>\n".join(f'<a href="/{n}">{title}</a>' for n, title in enumerate((
    "Barge strikes the inner gate of the lower dock at low tide", "Choir of the dockers wins silver in the capital",
    "Ferry to the islands is to leave an hour earlier in spring",
)))  # fmt: skip


def page_of(*parts: str) -> str:
    return BREAK.join((TOP, f"<b>{HEADLINE}</b>", *parts))


def test_the_paragraph_between_headline_and_byline_is_the_standfirst() -> None:
    article = article_of(page_of(STANDFIRST, SIGNED, *PARAGRAPHS), head=HEAD)
    assert article.headline == HEADLINE
    assert article.standfirst == STANDFIRST
    assert article.byline == BYLINE
    assert article.section == "Port"
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_without_a_byline_in_between_the_first_paragraph_is_of_the_story() -> None:
    article = article_of(page_of(SIGNED, *PARAGRAPHS), head=HEAD)
    assert article.standfirst is None
    assert article.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("cell", [False, True], ids=["body", "cell"])
def test_a_bold_line_among_paragraphs_is_a_heading(cell: bool) -> None:
    body = page_of(SIGNED, *PARAGRAPHS[:3], "<b>A frame of forty tons</b>", *PARAGRAPHS[3:])
    article = article_of(f"<table><tr><td>{body}</td></tr></table>" if cell else body, head=HEAD)
    assert [block.text for block in article.blocks if block.kind == "heading"] == ["A frame of forty tons"]


def test_the_line_below_a_picture_that_names_its_source_is_the_caption() -> None:
    picture = f'<img src="/crane.jpg" width="640"><br>\n{CAPTION} Picture: Nell Farrow'
    article = article_of(page_of(SIGNED, PARAGRAPHS[0], picture, *PARAGRAPHS[1:]), head=HEAD)
    assert [(image.caption, image.credit) for image in article.images] == [(CAPTION, "Picture: Nell Farrow")]
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_the_story_ends_at_its_copyright_line() -> None:
    article = article_of(
        page_of(
            SIGNED, *PARAGRAPHS, "Gulf Wire/Agencies<br>\n© 2026 Quay Monitor", f"<b>Top Stories</b><br>\n{STORIES}",
            "Quay Monitor, 4 Wharf Road, Port Tarrow",
        ),
        head=HEAD,
    )  # fmt: skip
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.credit == "Gulf Wire/Agencies"
    assert article.copyright == "© 2026 Quay Monitor"


def test_text_wrapped_by_hand_is_put_together_again() -> None:
    wrapped = [paragraph.replace(", ", ",<br>\n", 1) for paragraph in PARAGRAPHS]
    article = article_of(page_of(SIGNED, *wrapped), head=HEAD)
    assert article.text == "\n\n".join(PARAGRAPHS)

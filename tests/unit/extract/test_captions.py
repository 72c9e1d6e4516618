"""Captions that no figure holds are not read as the story."""

from tests.unit.extract.articles import HEADLINE, PARAGRAPHS, STORY, article_of

CAPTION = "Two divers look at the footing of the crane before the tide comes in."


def slide(*lines: str) -> str:
    return (
        '<div><img src="/crane.jpg" width="400" height="300">'
        + "".join(f"<div>{line}</div>" for line in lines)
        + "</div>"
    )


def test_the_slides_of_a_gallery_in_plain_boxes_are_captions() -> None:
    slides = slide("1/2", CAPTION, "Photo: Quay Monitor") + slide("2/2", "The barge that is to carry it all away.")
    text = article_of(f"<article><h1>{HEADLINE}</h1>{STORY}<div>{slides}</div>{STORY}</article>").text
    assert CAPTION not in text
    assert "The barge that is to carry it all away." not in text
    assert PARAGRAPHS[0] in text


def test_the_only_paragraph_beside_a_picture_and_its_credit_is_the_story() -> None:
    body = PARAGRAPHS[0] + " " + PARAGRAPHS[1]
    text = article_of(f"<article><h1>{HEADLINE}</h1>{slide(body, 'Photo: Quay Monitor')}</article>").text
    assert PARAGRAPHS[0] in text

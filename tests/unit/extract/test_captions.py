"""Captions that no figure holds are told by the picture, the number and the credit beside them."""

from capture.extract.article.captions import caption_lines
from capture.extract.article.lines import PageLines
from capture.extract.tree import TreeIndex
from tests.unit.extract.articles import HEADLINE, NOW, PARAGRAPHS, STORY, URL, article_of
from tests.unit.extract.rendered import rendered

CAPTION = "Two divers look at the footing of the crane before the tide comes in."


def slide(*lines: str) -> str:
    inside = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div><img src="/crane.jpg" width="400" height="300">{inside}</div>'


def captions_of(body: str) -> list[str]:
    page = PageLines(TreeIndex(rendered(f"<html><body>{body}</body></html>", url=URL, observed_at=NOW)))
    return [page.lines[index].text for index in sorted(caption_lines(page))]


def test_slides_with_a_number_or_a_credit_are_captions() -> None:
    slides = slide("1/2", CAPTION, "Photo: Quay Monitor") + slide("2/2", "The barge.")
    assert captions_of(STORY + slides + STORY) == ["1/2", CAPTION, "Photo: Quay Monitor", "2/2", "The barge."]


def test_the_title_of_a_box_of_slides_goes_with_them() -> None:
    slides = slide("1/2", CAPTION) + slide("2/2", "The barge.")
    gallery = f"<div><b>In pictures</b><br>{slides}</div>"
    assert captions_of(STORY + gallery + STORY) == ["In pictures", "1/2", CAPTION, "2/2", "The barge."]
    assert captions_of(f"{STORY}<div><b>By noon</b><p>{PARAGRAPHS[1]}</p>{slides}</div>")[0] == "1/2"


def test_in_a_gallery_the_captions_of_figures_are_no_story() -> None:
    figures = "".join(
        f"<figure><img src='/{n}.jpg' width=900 height=500><figcaption>{n} / 4 {paragraph}</figcaption></figure>"
        for n, paragraph in enumerate(PARAGRAPHS[1:], 1)
    )
    text = article_of(f"<main><h1>In pictures: the crane</h1><p>{PARAGRAPHS[0] * 2}</p>{figures}</main>").text
    assert text == PARAGRAPHS[0] * 2


def test_a_picture_without_either_makes_no_caption() -> None:
    assert captions_of(STORY + slide(CAPTION) + STORY) == []


def test_a_credit_without_a_picture_makes_no_caption() -> None:
    assert captions_of(f"{STORY}<div><p>{CAPTION}</p><p>Photo: Quay Monitor</p></div>{STORY}") == []


def test_the_only_paragraph_beside_a_picture_and_its_credit_is_the_story() -> None:
    body = PARAGRAPHS[0] + " " + PARAGRAPHS[1]
    text = article_of(f"<article><h1>{HEADLINE}</h1>{slide(body, 'Photo: Quay Monitor')}</article>").text
    assert PARAGRAPHS[0] in text

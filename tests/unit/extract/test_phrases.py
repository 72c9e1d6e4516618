"""What furniture says of itself is told from plain prose."""

import pytest

from capture.extract.article.phrases import KINDS, phrases


def kinds_of(text: str) -> set[str]:
    found = phrases(text)
    return {kind for bit, kind in enumerate(KINDS) if found >> bit & 1}


@pytest.mark.parametrize(
    "text",
    [
        "Our harbour was built in three years (and paid for in thirty)",
        "The ferry comes back from the islands at noon",
        "In the evening the square was empty",
        "This bridge holds",
        "Story of a bridge, told by those who crossed it",
        "With a rope and two ladders",
    ],
)
def test_prose_with_a_word_of_a_longer_phrase_is_no_furniture(text: str) -> None:
    assert kinds_of(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Also in this section", "related"),
        ("Don't miss our ferry special", "related"),
        ("Leer más noticias", "related"),
        ("Iklan", "advert"),
        ("Story continues below", "advert"),
        ("Cập nhật 9:05", "updated"),
        ("Contact the author", "about"),
        ("Get all the best of the week", "newsletter"),
        ("Please enable JavaScript", "consent"),
        ("Photograph (courtesy of the port)", "photo"),
        ("Picture: Harbour Office/AFP", "photo"),
        ("12 comments", "share"),
        ("desk@quaymonitor.example", "contact"),
        ("By Joan Keel", "byline"),
    ],
)
def test_furniture_is_known_by_its_words(text: str, kind: str) -> None:
    assert kind in kinds_of(text)

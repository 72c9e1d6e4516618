"""Two readings of a page are told apart by what they say, not by where it stands."""

from capture.comparison import differences
from capture.models.base import Box, NodeId
from capture.models.extraction import Article, Block, Ticker, TickerItem, Timestamp

BOX = Box(x=0, y=0, width=10, height=10)


def article(*paragraphs: str, headline: str = "Harbour gets its crane back", node: int = 5) -> Article:
    blocks = tuple(
        Block(kind="paragraph", text=text, node=NodeId(node + number)) for number, text in enumerate(paragraphs)
    )
    return Article(
        headline=headline, blocks=blocks, text="\n\n".join(paragraphs), box=BOX, node=NodeId(node), confidence=0.9
    )


def ticker(*titles: str, text: str = "9:05") -> Ticker:
    items = tuple(TickerItem(title=title, time=Timestamp(text=text), node=NodeId(7)) for title in titles)
    return Ticker(heading="Today's News", items=items, node=NodeId(6), confidence=0.9)


def compare(
    one: tuple[Article | None, tuple[Ticker, ...]], two: tuple[Article | None, tuple[Ticker, ...]]
) -> list[str]:
    return differences(one[0], one[1], other_article=two[0], other_tickers=two[1])


def test_the_same_words_elsewhere_on_the_page_are_no_difference() -> None:
    one, two = (
        (article("First.", node=5), (ticker("a", "b", "c"),)),
        (article("First.", node=50), (ticker("a", "b", "c"),)),
    )
    assert compare(one, two) == []


def test_a_changed_headline_is_named_with_both_wordings() -> None:
    found = compare((article("First."), ()), (article("First.", headline="Harbour loses its crane"), ()))
    assert found == ["article.headline: 'Harbour gets its crane back', then 'Harbour loses its crane'"]


def test_a_time_that_differs_is_named_by_its_row() -> None:
    found = compare((None, (ticker("a", text="9:05"),)), (None, (ticker("a", text="9:06"),)))
    assert found == ["tickers[0].items[0].time.text: '9:05', then '9:06'"]


def test_rows_that_are_missing_are_named_by_their_titles() -> None:
    found = compare((None, (ticker("a", "b"),)), (None, (ticker("a"),)))
    assert found == ["tickers[0].items[1]: 'b', then nothing"]


def test_an_article_that_is_gone_is_one_difference() -> None:
    assert compare((article("First."), ()), (None, ())) == ["article: 'Harbour gets its crane back', then nothing"]

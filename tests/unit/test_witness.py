"""Witnesses are heard fairly: what they say in their own way is agreement, what is not there is told."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from capture.models.base import Box, Finding, NodeId
from capture.models.extraction import Article, Candidate, Decision, Ticker, TickerItem
from capture.models.page import NodeFlag, RenderedPage
from capture.witness import (
    Claim,
    claims_of,
    fold,
    missing_in_html,
    missing_in_picture,
    missing_in_print,
    text_of_html,
)
from tests.unit.extract.rendered import rendered

BOX = Box(x=0, y=0, width=10, height=10)
BARE = rendered(
    "<html><body><h1>Barge strikes gate</h1><ul><li>Ferry late</li></ul></body></html>",
    url="https://mail.example/barge",
    observed_at=datetime(2024, 10, 23, tzinfo=UTC),
)
H1 = NodeId(3)


@dataclass(frozen=True)
class Said:
    """As much of a record as claims are read from."""

    article: Article | None
    tickers: tuple[Ticker, ...]


def article(headline: str | None) -> Article:
    return Article(headline=headline, blocks=(), text="", box=BOX, node=H1, confidence=1)


def ticker(*items: TickerItem, hidden: bool = False) -> Ticker:
    return Ticker(heading="Latest", items=items, node=NodeId(5), confidence=1, hidden=hidden)


def item(title: str, *, hidden: bool = False) -> TickerItem:
    return TickerItem(title=title, box=BOX, node=NodeId(6), hidden=hidden)


def page_with(**columns: tuple[float, ...]) -> RenderedPage:
    """`BARE`, with these columns of its nodes."""
    return BARE.model_copy(update={"nodes": BARE.nodes.model_copy(update=columns)})


COUNT = len(BARE.nodes.parent)
PAGE = page_with(width=(90.0,) * COUNT, height=(20.0,) * COUNT)


def headline_at(node: int | None) -> Decision:
    chosen = Candidate(node=None if node is None else NodeId(node), path=None, text="", score=1, reasons=())
    return Decision(subject="article.headline", rule="largest", chosen=chosen)


def title(text: str, number: int = 0) -> Claim:
    return Claim(f"tickers[0].items[{number}].title", "ticker 1 (Latest)", text, BOX, NodeId(6))


def headline(text: str) -> Claim:
    return Claim("article.headline", "the headline", text, BOX, H1)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in findings]


def test_the_headline_and_every_title_shown_are_claims() -> None:
    said = Said(article("Barge strikes gate"), (ticker(item("Ferry late"), item("Tide out", hidden=True)),))
    claims = claims_of(said, page=PAGE, decisions=[headline_at(H1)])
    assert [(claim.subject, claim.text) for claim in claims] == [
        ("article.headline", "Barge strikes gate"),
        ("tickers[0].items[0].title", "Ferry late"),
    ]
    assert all(claim.box is not None for claim in claims)


def test_what_is_hidden_claims_nothing() -> None:
    said = Said(None, (ticker(item("Ferry late"), hidden=True),))
    assert claims_of(said, page=PAGE, decisions=[]) == ()


@pytest.mark.parametrize("decisions", [[], [headline_at(None)]])
def test_a_headline_that_stands_nowhere_is_looked_up_but_not_looked_at(decisions: list[Decision]) -> None:
    (claim,) = claims_of(Said(article("Barge strikes gate"), ()), page=PAGE, decisions=decisions)
    assert (claim.text, claim.box) == ("Barge strikes gate", None)


@pytest.mark.parametrize(
    "page",
    [
        BARE,
        PAGE.model_copy(update={"nodes": PAGE.nodes.model_copy(update={"flags": (3 | NodeFlag.CLIPPED,) * COUNT})}),
        PAGE.model_copy(update={"nodes": PAGE.nodes.model_copy(update={"flags": (3 | NodeFlag.OUTSIDE,) * COUNT})}),
        PAGE.model_copy(update={"nodes": PAGE.nodes.model_copy(update={"flags": (NodeFlag.RENDERED,) * COUNT})}),
    ],
    ids=["no size", "clipped", "outside", "invisible"],
)
def test_a_headline_out_of_sight_is_not_looked_at(page: RenderedPage) -> None:
    (claim,) = claims_of(Said(article("Barge strikes gate"), ()), page=page, decisions=[headline_at(H1)])
    assert claim.box is None


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Barge strikes gate",
        "<p>Barge <b>strikes</b>\n  gate",
        "<p>B<i>arge</i> str&#105;kes&nbsp;gate",
        '<iframe srcdoc="&lt;p&gt;Barge strikes gate&lt;/p&gt;"></iframe>',
        '<x-card><template shadowrootmode="open"><p>Barge strikes gate</p></template></x-card>',
        '<a title="a > b">Barge</a> strikes gate',
        '<a href="/pr" "="">Offer</a><p title="a > b">Barge strikes gate',
        "<!-- > --><p>BARGE STRIKES GATE",
        "<h1>Barge strikes gate",
    ],
)
def test_it_is_in_the_html(markup: str) -> None:
    assert missing_in_html([headline("Barge strikes gate")], markup) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<p>Barge strikes",
        '<img alt="Barge strikes gate">',
        "<script>'Barge strikes gate'</script>",
        "<style>Barge strikes gate</style>",
        "<noscript><p>Barge strikes gate</p></noscript>",
        "<!-- Barge strikes gate -->",
        '<a title="Barge strikes gate',
        "<script>Barge strikes gate",
    ],
)
def test_it_is_not_in_the_html(markup: str) -> None:
    assert codes(missing_in_html([headline("Barge strikes gate")], markup)) == [("witness-html", "error")]


@pytest.mark.parametrize(
    "hostile",
    ['<"' * 300_000, "<script>" * 100_000, '<a b="' * 100_000, "<!--" * 200_000, "<" * 500_000, '<a "">' * 50_000],
)
def test_no_markup_takes_long(hostile: str) -> None:
    """Each of these takes minutes if what is not closed is looked for again and again."""
    assert isinstance(text_of_html(hostile), str)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Barge strikes gate", "BARGE\nSTRIKES GATE"),
        ("An officer’s final fish", "An ofﬁcer's ﬁnal ﬁsh"),
        ("Lockkeepers wait", "Lock-\nkeepers wait"),
        ("Café “Straße” opens", "Cafe\u0301 STRASSE opens"),
        ("هيئة الميناء تعلن", "نلعت ءانيملا ةئيه"),
        ("مكتبة الميناء تفتح أبوابها ليلا", "٤١: ٩٢\nﻴﻼﻟ  ﺑﻬﺎاﺑﻮأ  ﺗﻔﺘﺢ\nءﻨﺎﻴﻟﻤا  ﻣﻜﺘﺒﺔ"),
        ("港で大型船が衝突", "港で大型\n船が衝突"),
    ],
)
def test_it_is_printed_in_another_way(text: str, printed: str) -> None:
    assert missing_in_print([title(text)], ["first sheet", printed]) == ()


def test_what_runs_from_left_to_right_is_not_read_backwards() -> None:
    assert codes(missing_in_print([title("Barge")], ["egraB"])) == [("witness-pdf", "info")]


def test_what_runs_from_right_to_left_needs_all_its_words_together() -> None:
    lines = ["ﻣﻜﺘﺒﺔ", *["ﻃﺎﻟﺐ"] * 5, "ءﻨﺎﻴﻟﻤا"]
    assert codes(missing_in_print([title("مكتبة الميناء")], ["\n".join(lines)])) == [("witness-pdf", "info")]


def test_a_title_that_goes_over_the_page_is_printed() -> None:
    sheets = ["Ferry late\nBarge strikes\nmail.example 1/2", "Tide out\nthe gate again\nmail.example 2/2"]
    assert missing_in_print([title("Barge strikes the gate again")], sheets) == ()
    assert missing_in_print([title("Barge strikes the gate")], sheets) == ()


@pytest.mark.parametrize("text", ["Barge strikes the wall", "Boat strikes the gate", "the gate again Barge strikes"])
def test_a_title_of_which_a_half_is_missing_is_not(text: str) -> None:
    sheets = ["Barge strikes", "the gate again"]
    assert codes(missing_in_print([title(text)], sheets)) == [("witness-pdf", "info")]


def test_a_list_left_out_of_the_print_is_one_finding() -> None:
    titles = [title(f"Story {number} of the day", number) for number in range(5)]
    (finding,) = missing_in_print(titles, ["Story 3 of the day"])
    assert (finding.code, finding.severity, finding.node) == ("witness-pdf", "info", 6)
    assert finding.message == (
        "4 of 5 titles of ticker 1 (Latest) are not in the text of page.pdf: "
        "Story 0 of the day; Story 1 of the day; Story 2 of the day; and 1 more"
    )


def test_letters_that_no_font_could_show_are_told_as_the_cause() -> None:
    told = missing_in_print([headline("港の鐘が再び鳴る")], ["\0\0\0\0\0", "\0\0\0 9:05"])
    assert codes(told) == [("witness-pdf", "warning"), ("glyphs-missing", "warning")]
    assert told[1].message.startswith("8 characters")
    assert missing_in_print([headline("Barge strikes gate")], ["Barge strikes gate \0"]) == ()


def test_a_headline_left_out_of_the_print_is_a_warning() -> None:
    assert codes(missing_in_print([headline("Barge strikes gate")], [])) == [("witness-pdf", "warning")]


def test_a_blank_box_is_told_and_one_not_looked_at_is_not() -> None:
    claims = [headline("Barge strikes gate"), title("Ferry late"), title("Tide out", 1)]
    findings = missing_in_picture(claims, [True, False, None])
    assert codes(findings) == [("witness-picture", "warning")]
    assert findings[0].message == "1 of 2 titles of ticker 1 (Latest) are blank in the picture: Ferry late"


def test_letters_and_digits_of_all_scripts_count() -> None:
    assert fold("Ünlü ½ – №5, ﬁn!") == "unlu12no5fin"
    assert fold("東京 ２０２４年") == "東京2024年"

"""Headline, byline, dates, standfirst, small print, and what kind of page it is."""

import json
from datetime import UTC, datetime

import pytest

from capture.extract.article.names import split_names
from tests.unit.extract.articles import HEADLINE, STORY, article_of, reading_of


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Nell Farrow", ("Nell Farrow",)),
        ("by Nell Farrow and Tobias Quill", ("Nell Farrow", "Tobias Quill")),
        ("Von Nell Farrow und Tobias Quill", ("Nell Farrow", "Tobias Quill")),
        ("Par Nell Farrow et Tobias Quill", ("Nell Farrow", "Tobias Quill")),
        ("Nell Farrow, Staff Writer", ("Nell Farrow",)),
        ("Nell Farrow | Tobias Quill", ("Nell Farrow", "Tobias Quill")),
        ("By Nell Farrow in Tarrow", ("Nell Farrow",)),
        ("Nell Farrow (dpa)", ("Nell Farrow",)),
        ("Interview: Nell Farrow", ("Nell Farrow",)),
        ("https://quaymonitor.example/people/nell", ()),
        ("By Nell Farrow, in News, Harbour, Business", ("Nell Farrow",)),
        ("Nell FarrowRedakteurin", ("Nell Farrow",)),
        ("Nell McFarrow", ("Nell McFarrow",)),
        ("Crowds gathered along the quay", ()),
        ("Crowds gathered along the quay, Nell Farrow and the crane", ()),
        ("Für das Rennen", ()),
        ("Data", ()),
        ("Quelle: Hafenamt Tarrow", ()),
        ("", ()),
    ],
)
def test_names_in_bylines(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


def test_the_page_wins_over_a_headline_of_the_metadata() -> None:
    reading = reading_of(
        f"<article><h1>{HEADLINE}</h1>{STORY}</article>", head=json_ld(headline="Crane news of the day")
    )
    assert reading.article is not None
    assert reading.article.headline == HEADLINE
    assert "headline-differs" in [finding.code for finding in reading.findings]


def test_a_kicker_in_the_same_heading_is_no_part_of_the_headline() -> None:
    body = f"<article><h1><div>Harbour</div><div>{HEADLINE}</div></h1>{STORY}</article>"
    assert article_of(body, head=json_ld(headline=HEADLINE)).headline == HEADLINE


def test_byline_and_authors_from_print() -> None:
    article = article_of(
        f"<article><h1>{HEADLINE}</h1><p class='byline'>By Nell Farrow and Tobias Quill</p>{STORY}</article>"
    )
    assert article.byline == "By Nell Farrow and Tobias Quill"
    assert article.authors == ("Nell Farrow", "Tobias Quill")
    assert "Nell Farrow" not in article.text


def test_authors_from_metadata_leave_out_the_site() -> None:
    head = json_ld(author=[{"name": "Quay Monitor"}, {"name": "Nell Farrow"}], publisher={"name": "Quay Monitor"})
    assert article_of(f"<article><h1>{HEADLINE}</h1>{STORY}</article>", head=head).authors == ("Nell Farrow",)


@pytest.mark.parametrize(
    ("printed", "byline", "author"),
    [
        ("<p>藤波さやか　2025年3月8日 5時00分</p>", "藤波さやか", "藤波さやか"),
        (
            "<div>2025年06月18日 09:26　来源：临江晚报　记者 苏晚舟　<a href='#c'>我要评论</a></div>",
            "记者 苏晚舟",
            "苏晚舟",
        ),
        (
            "<div>Nell Farrow<br><a href='mailto:nell@qm.example'>nell@qm.example</a></div>",
            "Nell Farrow",
            "Nell Farrow",
        ),
    ],
    ids=["before the time", "behind its label", "above an address of that name"],
)
def test_bylines_without_a_word_that_says_so(printed: str, byline: str, author: str) -> None:
    article = article_of(f"<article><h1>{HEADLINE}</h1>{printed}{STORY}</article>")
    assert (article.byline, article.authors) == (byline, (author,))


def test_the_label_of_a_time_is_no_byline() -> None:
    printed = "<p class='autor'>Giriş Tarihi: 9.10.2025 10:41 Güncelleme Tarihi: 9.10.2025 12:05</p>"
    article = article_of(f"<article><h1>{HEADLINE}</h1>{printed}{STORY}</article>")
    assert (article.byline, article.authors) == (None, ())


def test_a_time_takes_the_instant_of_its_own_element_wherever_that_stands_in_the_line() -> None:
    line = (
        "<p><b>By Nell Farrow</b> &middot; <time datetime='2026-03-03T07:12:00Z'>3 March 2026, 8:12</time>, "
        "updated <time datetime='2026-03-04T09:00:00Z'>4 March 2026, 10:00</time></p>"
    )
    article = article_of(f"<article><h1>{HEADLINE}</h1>{line}{STORY}</article>")
    assert article.published is not None
    assert article.modified is not None
    assert article.published.time == datetime(2026, 3, 3, 7, 12, tzinfo=UTC)
    assert article.modified.time == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kicker", "section"),
    [
        ("<div><a href='/news/'>Harbour news</a></div>", "Harbour news"),
        ("<div class='kicker'>Theatre</div>", "Theatre"),
        ("<div><a href='/sport/'>Sport</a></div>", None),
        ("<div class='kicker'>It is the last of its kind on the coast</div>", None),
    ],
    ids=["a link above the page's own address", "a kicker", "a link to another part", "a sentence"],
)
def test_the_section_above_the_headline(kicker: str, section: str | None) -> None:
    assert article_of(f"<article>{kicker}<h1>{HEADLINE}</h1>{STORY}</article>").section == section


def test_authors_that_the_metadata_only_refers_to_are_looked_up() -> None:
    graph = [
        {"@type": "Person", "@id": "https://quaymonitor.example/#/person/7", "name": "Nell Farrow"},
        {"@type": "Organization", "@id": "https://quaymonitor.example/#org", "name": "Tarrow Papers"},
        {
            "@type": "NewsArticle", "author": [{"@id": "https://quaymonitor.example/#/person/7"}, "Tarrow Papers"],
            "publisher": {"@id": "https://quaymonitor.example/#org"},
        },
    ]  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert article_of(f"<article><h1>{HEADLINE}</h1>{STORY}</article>", head=head).authors == ("Nell Farrow",)


def test_a_name_of_the_metadata_is_written_as_the_page_prints_it() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p class='byline'>By Nell Farrow</p>{STORY}</article>"
    assert article_of(body, head=json_ld(author={"@type": "Person", "name": "nell-farrow"})).authors == ("Nell Farrow",)


def test_the_place_behind_the_name_of_the_paper_is_no_author() -> None:
    body = (
        f"<article><h1>{HEADLINE}</h1>{STORY}<footer><p class='byline'>Desk: Nell Farrow and Tobias Quill</p></footer>"
        "</article>"
    )
    head = '<meta property="og:site_name" content="Quay Monitor"><meta name="author" content="Quay Monitor, Tarrow">'
    assert "Tarrow" not in article_of(body, head=head).authors


def test_a_caption_is_no_byline_though_it_names_the_author_as_photographer() -> None:
    figure = (
        "<figure><img src='/c.jpg'><figcaption>The crane. (Picture: Nell Farrow/Quay Monitor)</figcaption></figure>"
    )
    article = article_of(
        f"<article><header><h1>{HEADLINE}</h1>{figure}</header>{STORY}</article>",
        head=json_ld(author={"@type": "Person", "name": "Nell Farrow"}),
    )
    assert article.byline is None
    assert article.authors == ("Nell Farrow",)


def test_prose_with_a_date_in_it_is_no_byline() -> None:
    prose = "<p>Für das Hafenrennen in Tarrow am 4. April 2026 ist der Kai gesperrt, Karten gibt es am Tor.</p>"
    article = article_of(f"<article><h1>{HEADLINE}</h1>{prose}{STORY}</article>")
    assert (article.byline, article.authors) == (None, ())


@pytest.mark.parametrize("place", ["first", "last"])
def test_names_alone_on_a_line_of_the_story_sign_it(place: str) -> None:
    signed = "<p>Nell Farrow</p>"
    story = signed + STORY if place == "first" else STORY + signed
    article = article_of(
        f"<article><h1>{HEADLINE}</h1><div>{story}</div></article>",
        head='<meta property="og:site_name" content="Quay Monitor"><meta name="author" content="Quay Monitor">',
    )
    assert article.authors == ("Nell Farrow",)
    assert "Nell Farrow" not in article.text


def test_the_source_that_a_story_ends_with_is_its_credit() -> None:
    article = article_of(f"<article><h1>{HEADLINE}</h1><div>{STORY}<p>Source: Tarrow Harbour Board</p></div></article>")
    assert article.credit == "Tarrow Harbour Board"
    assert article.authors == ()
    assert "Harbour Board" not in article.text


def test_a_printed_time_that_agrees_is_the_text_of_the_stated_one() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>3 March 2026, 9:05</p>{STORY}</article>"
    published = article_of(body, head=json_ld(datePublished="2026-03-03T09:05:00+00:00")).published
    assert published is not None
    assert published.text == "3 March 2026, 9:05"
    assert published.basis == "json-ld"
    assert published.time is not None
    assert published.time.isoformat() == "2026-03-03T09:05:00+00:00"


def test_the_minute_that_the_page_prints_is_taken_where_metadata_states_the_day() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>3 March 2026, 8:12 UTC</p>{STORY}</article>"
    published = article_of(body, head=json_ld(datePublished="2026-03-03")).published
    assert published is not None
    assert published.time == datetime(2026, 3, 3, 8, 12, tzinfo=UTC)


def test_a_printed_time_stands_in_where_nothing_is_stated() -> None:
    published = article_of(f"<article><h1>{HEADLINE}</h1><p>3 March 2026, 9:05</p>{STORY}</article>").published
    assert published is not None
    assert published.local == "2026-03-03T09:05"


@pytest.mark.parametrize(
    "printed",
    [
        "<a href='/harbour'>Harbour</a><span>03.03.2026, 8:10</span>",
        "<a href='/news/crane'><time>3 March 2026 8:10</time><time class='updated'>3 March 2026 8:10</time></a>",
        "<a href='/news/crane'>3 March 2026, 8:10</a>",
        "<b>Nell Farrow</b><time datetime='2026-03-03T08:10'>March 3, 2026</time><i>0</i><i>17</i>",
    ],
    ids=["behind a section", "twice in a row", "a link", "between a name and counts"],
)
def test_a_date_is_read_though_no_blank_parts_it_from_its_neighbours(printed: str) -> None:
    published = article_of(f"<article><h1>{HEADLINE}</h1><div>{printed}</div>{STORY}</article>").published
    assert published is not None
    assert published.local == "2026-03-03T08:10"


def test_a_date_in_a_caption_is_not_the_date_of_the_story() -> None:
    figure = "<figure><img src='/c.jpg' width='600'><figcaption>The crane on 1 May 1954</figcaption></figure>"
    assert article_of(f"<article><h1>{HEADLINE}</h1>{figure}{STORY}</article>").published is None


def test_the_standfirst_is_kept_apart() -> None:
    lead = "Forty tons of rust are to go to sea. The museum has already built the fence."
    article = article_of(f"<article><h1>{HEADLINE}</h1><p class='standfirst'>{lead}</p>{STORY}</article>")
    assert article.standfirst == lead
    assert lead not in article.text


def test_pictures_have_captions_and_credits() -> None:
    caption = "<figcaption>The crane at dawn. Photo: Nell Farrow</figcaption>"
    figure = f"<figure><img src='/crane.jpg' width='600' height='400' alt='A crane'>{caption}</figure>"
    (image,) = article_of(f"<article><h1>{HEADLINE}</h1>{figure}{STORY}</article>").images
    assert image.url == "https://quaymonitor.example/crane.jpg"
    assert (image.alt, image.caption, image.credit) == ("A crane", "The crane at dawn.", "Photo: Nell Farrow")


def test_wire_and_copyright_behind_the_story() -> None:
    article = article_of(f"<article><h1>{HEADLINE}</h1>{STORY}<p>QM/Wires</p><p>© 2026 Quay Monitor</p></article>")
    assert article.credit == "QM/Wires"
    assert article.copyright == "© 2026 Quay Monitor"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h1>404 - page not found</h1><p>The page that you looked for has moved or was never here.</p>", "error"),
        ("<h1>Just a moment...</h1><p>Checking if the connection is secure. Verify you are human.</p>", "challenge"),
        (
            "<div><h2>We value your privacy</h2><p>We and our partners store cookies on your device to "
            "process personal data. "
            "You may consent to this or refuse it, and change your choice in the privacy settings at any "
            "time.</p></div>",
            "consent",
        ),
        (
            "<h1>Port</h1>"
            + "".join(
                f"<div><h3><a href='/n/{n}'>Headline of story number {n}</a></h3><p>A few words on what "
                f"story number {n} is about, and who says so.</p></div>"
                for n in range(8)
            ),
            "index",
        ),
    ],
)  # fmt: skip
def test_pages_that_are_no_articles(body: str, kind: str) -> None:
    reading = reading_of(body)
    assert reading.page_kind == kind
    assert reading.article is None
    assert f"page-is-{kind}" in [finding.code for finding in reading.findings]


def test_a_story_with_a_gallery_in_it_is_an_article() -> None:
    pictures = "".join(f"<img src='/{n}.jpg' width='640' height='400'>" for n in range(3))
    gallery = '<script type="application/ld+json">{"@type": "ImageGallery"}</script>'
    body = f"<article><h1>{HEADLINE}</h1>{pictures}{STORY}{STORY.replace('crane', 'barge')}</article>"
    assert reading_of(body, head=json_ld(headline=HEADLINE) + gallery).page_kind == "article"


def test_two_sentences_that_are_signed_and_dated_are_a_story() -> None:
    reading = reading_of(
        "<main><h1>Crane stays dry</h1><p>By Nell Farrow</p><p>4 March 2026</p>"
        "<p>The crane stays where it is until June. The barge has a hole, the port said.</p></main>"
    )
    assert reading.page_kind == "article"
    assert reading.article is not None
    assert reading.article.text == "The crane stays where it is until June. The barge has a hole, the port said."


def test_a_page_that_asks_for_scripts_is_no_consent_wall() -> None:
    reading = reading_of("<div>You need to enable JavaScript to run this app.</div>")
    assert reading.article is None
    assert reading.page_kind == "other"


def test_prose_that_nobody_signed_or_dated_is_less_sure_to_be_a_story() -> None:
    signed = article_of(f"<main><h1>{HEADLINE}</h1><p>By Nell Farrow</p><p>4 March 2026</p>{STORY * 4}</main>")
    bare = article_of(f"<main><h1>Terms of use</h1>{STORY * 4}</main>")
    assert bare.confidence < 0.8 < signed.confidence


def test_an_empty_page_has_no_article() -> None:
    reading = reading_of("")
    assert reading.article is None
    assert reading.page_kind == "other"


def test_a_wall_behind_the_first_paragraphs_is_reported() -> None:
    reading = reading_of(
        f"<article><h1>{HEADLINE}</h1>{STORY}<div class='paywall'><p>Subscribe to continue reading this "
        f"story.</p></div></article>"
    )
    assert "paywall" in [finding.code for finding in reading.findings]

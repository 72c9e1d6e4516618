"""What is read whole among the paragraphs (lists, tables, numbered lines), and what leads away from them."""

import pytest

from tests.unit.extract.articles import HEADLINE, PARAGRAPHS, STORY, article_of

TEXT = "\n\n".join(PARAGRAPHS)
OTHERS = (
    "Barge strikes the inner gate",
    "Choir of the dockers wins silver at last",
    "Nobody claims the painted anchor",
    "Tide tables go back to print",
)


def story_with(part: str, *, after: int = 2) -> str:
    """The story with a part between its paragraphs."""
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    return f"<article><h1>{HEADLINE}</h1>{''.join([*paragraphs[:after], part, *paragraphs[after:]])}</article>"


def link(title: str) -> str:
    return f'<a href="/news/{title.lower().replace(" ", "-")}">{title}</a>'


def test_other_articles_in_the_same_markup_are_not_read() -> None:
    excerpts = "".join(
        f"<article class='post'>{link(title)[:-4]}<img src='/{n}.jpg'></a><p>{text} So it was told.</p></article>"
        for n, (title, text) in enumerate(zip(OTHERS, PARAGRAPHS, strict=False))
    )
    own = f"<article class='post'><h1>{HEADLINE}</h1><p>{' '.join(PARAGRAPHS)}</p></article>"
    assert article_of(f"<div>{own}<article><h3>You might enjoy...</h3>{excerpts}</article></div>").text == " ".join(
        PARAGRAPHS
    )


def test_chapters_are_read_though_each_is_an_article() -> None:
    chapters = "".join(f"<article><h2>Part {n}</h2><p>{text}</p></article>" for n, text in enumerate(PARAGRAPHS, 1))
    lead = f"<article><h1>{HEADLINE}</h1><p>{'It is told here from the start. ' * 12}</p></article>"
    text = article_of(f"<main>{lead}{chapters}</main>").text
    assert all(paragraph in text.split("\n\n") for paragraph in PARAGRAPHS)


def test_a_long_invitation_to_the_newsletter_behind_the_story_is_not_read() -> None:
    invitation = (
        "“This is Tarrow”: our newsletter tells you each day from Monday to Friday, at the end of work, what matters "
        "most at a glance, short and straight to your own inbox. Here you can sign up for it, and it costs nothing!"
    )
    assert article_of(story_with(f"<p>{invitation}</p>", after=5)).text == TEXT


def test_posts_of_a_live_blog_are_read_though_each_is_an_article() -> None:
    posts = "".join(
        f"<article class='post'><div>{9 + n}:05</div><p>{text}</p><p>{text[:60]} was the word at noon.</p></article>"
        for n, text in enumerate(PARAGRAPHS * 2)
    )
    lead = (
        f"<article><h1>{HEADLINE}</h1><p>We tell from the quay how it goes. {'It is windy here. ' * 20}</p></article>"
    )
    text = article_of(f"<main>{lead}{posts}</main>").text
    assert all(paragraph in text.split("\n\n") for paragraph in PARAGRAPHS)


def test_paragraphs_before_a_link_box_are_read_though_the_box_parts_them_from_the_rest() -> None:
    box = "".join(f"<div class='card'><a href='/{n}'><h3>{title}</h3></a></div>" for n, title in enumerate(OTHERS * 2))
    long = "".join(f"<p>{paragraph} And then some.</p>" for paragraph in PARAGRAPHS * 3)
    article = article_of(
        f"<div><h1>{HEADLINE}</h1><div><div class='copy'>{STORY}</div></div><div class='cards'>{box}</div>"
        f"<div><div class='copy'>{long}</div></div></div>"
    )
    assert article.text.startswith(TEXT)
    assert "anchor" not in article.text


@pytest.mark.parametrize("label", ["READ MORE:", "Lesen Sie auch:", "LIRE AUSSI |", "Don’t miss:"])
def test_a_line_that_leads_to_another_story_is_not_read(label: str) -> None:
    assert article_of(story_with(f"<p>{label} {link(OTHERS[1])}</p>")).text == TEXT


def test_a_label_of_its_own_above_links_to_other_stories_is_not_read() -> None:
    part = f"<p>DON'T MISS</p><p>{link(OTHERS[0])} [INSIGHT] {link(OTHERS[1])} [PICTURES]</p>"
    assert article_of(story_with(part)).text == TEXT


def test_a_label_in_any_language_that_stands_before_many_links_is_not_read() -> None:
    parts = [
        f"<p>{paragraph}</p><p>FUNDA NALOKHU | {link(title)}</p>"
        for paragraph, title in zip(PARAGRAPHS[:4], OTHERS, strict=True)
    ]
    body = f"<article><h1>{HEADLINE}</h1>{''.join(parts)}<p>{PARAGRAPHS[4]}</p></article>"
    assert article_of(body).text == TEXT


def test_a_name_before_a_link_is_read_where_it_is_said_once() -> None:
    part = "<p>The plans are at the museum: <a href='/plans'>drawings of the frame, the jib and the boiler</a></p>"
    assert "The plans are at the museum" in article_of(story_with(part)).text


def test_a_list_of_short_items_among_the_paragraphs_is_read_whole() -> None:
    article = article_of(story_with("<ul><li>jib, nineteen metres</li><li>boiler</li><li>player.piano * 2</li></ul>"))
    assert [block.text for block in article.blocks if block.kind == "list"] == [
        "jib, nineteen metres\nboiler\nplayer.piano * 2"
    ]


@pytest.mark.parametrize("said", ["Old rules for the quay say so:", "The rules are old ones and all of them short."])
def test_a_list_behind_the_last_paragraph_is_read_if_that_leads_to_it(said: str) -> None:
    rules = "<ul><li>“No crane before noon.”</li><li>“Rope wet, hands off.”</li><li>“Gulls first.”</li></ul>"
    text = article_of(story_with(f"<p>{said}</p>{rules}", after=5)).text
    assert ("Gulls first" in text) == said.endswith(":")


def test_a_list_in_a_box_for_related_stories_is_not_read() -> None:
    part = "<div class='related-box'><ul><li>The barge</li><li>The gate and the tide</li></ul></div>"
    assert article_of(story_with(part)).text == TEXT


def test_a_table_among_the_paragraphs_is_read_row_by_row() -> None:
    part = (
        "<div><table><tr><th>Part</th><th>Tons</th></tr><tr><td>Jib</td><td>9</td></tr>"
        "<tr><td>Frame</td><td>40</td></tr></table></div>"
    )
    article = article_of(story_with(part))
    assert [block.text for block in article.blocks if block.kind == "table"] == ["Part\tTons\nJib\t9\nFrame\t40"]
    assert "\n\nPart\tTons\nJib\t9\nFrame\t40\n\n" in article.text


def test_numbered_lines_are_read_to_the_last_of_them() -> None:
    wares = ["a model of the crane in brass, which can be wound by hand"] * 6 + ["a lamp", "an oar", "a net", "a flag"]
    rows = "".join(
        f"<p>{number}) {ware} <a href='https://shop.example/{number}'>https://shop.example/harbour/{number}</a></p>"
        for number, ware in enumerate(wares, 1)
    )
    text = article_of(f"<article><h1>{HEADLINE}</h1>{STORY}{rows}</article>").text
    assert [line.split(")")[0] for line in text.split("\n\n")[len(PARAGRAPHS) :]] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("tag", ["h2", "h3", "p", "div"])
def test_the_description_below_the_headline_is_the_standfirst(tag: str) -> None:
    said = "A frame of forty tons goes to sea, and the gulls will have to find another perch by April."
    article = article_of(
        f"<main><header><h1>{HEADLINE}</h1><{tag} class='x1'>{said}</{tag}><span>Tuesday</span></header>"
        f"<div><div>{STORY}</div></div></main>",
        head=f'<meta name="description" content="{said}">',
    )
    assert article.standfirst == said
    assert article.text == TEXT

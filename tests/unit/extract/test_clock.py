"""The page's clock, zone, language and now, read from pages of invented papers."""

from datetime import UTC, datetime

import pytest

from capture.extract.clock import read_time_setting
from capture.extract.metadata import read_metadata
from capture.extract.times.setting import TimeSetting
from capture.extract.tree import TreeIndex
from capture.profiles.schema import SiteProfile
from tests.unit.extract.rendered import rendered

CAPTURE = datetime(2024, 10, 22, 20, 36, tzinfo=UTC)  # 9:36 on 23 October in Auckland and Apia
STORY = "<h1>Lake ferry passes its first winter test</h1><p>The ferry crossed the lake before dawn on Monday.</p>"


def setting_of(
    body: str,
    *,
    head: str = "",
    lang: str = "en",
    url: str = "https://lakepost.example/news/1",
    at: datetime = CAPTURE,
    profile: SiteProfile | None = None,
) -> TimeSetting:
    page = rendered(f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>', url=url, observed_at=at)
    tree = TreeIndex(page)
    article = next(tree.elements(0, "article"), None)
    return read_time_setting(tree, read_metadata(tree), profile or SiteProfile(), article=article)


def masthead(text: str, *, story: str = STORY) -> str:
    return f"<header><b>Lake Post</b> <span>{text}</span></header><article>{story}</article>"


# ---------------------------------------------------------------------------------------------- the clock


@pytest.mark.parametrize(
    ("lang", "text", "local", "precision"),
    [
        ("en-NZ", "23 Oct 2024 9:35", "2024-10-23T09:35", "minute"),
        ("en", "Wed, Oct 23, 2024", "2024-10-23", "day"),
        ("de", "Mittwoch, 23. Oktober 2024", "2024-10-23", "day"),
        ("fr", "Édition du 2024-10-23", "2024-10-23", "day"),
        ("sv", "onsdag 23 oktober 2024", "2024-10-23", "day"),
        ("ja", "2024年10月23日(水) 9:35", "2024-10-23T09:35", "minute"),
        ("ar", "الأربعاء ٢٣ أكتوبر ٢٠٢٤ - ٩:٣٥", "2024-10-23T09:35", "minute"),
        ("en", "Port Salt, Wednesday 23 October 2024", "2024-10-23", "day"),
        ("en", "Wednesday 23 October", "2024-10-23", "day"),
        ("de", "Mi, 23. Oktober, 9:35 Uhr", "2024-10-23T09:35", "minute"),
    ],
)
def test_the_date_line_of_the_masthead_is_the_clock(lang: str, text: str, local: str, precision: str) -> None:
    clock = setting_of(masthead(text), lang=lang).clock
    assert clock is not None
    assert (clock.text, clock.local, clock.precision) == (text, local, precision)


def test_a_date_line_in_pieces_is_one_clock() -> None:
    clock = setting_of(
        "<header><div><span>Wednesday,</span> <b>23 October</b> <i>2024</i></div></header>" + STORY
    ).clock
    assert clock is not None
    assert (clock.text, clock.local) == ("Wednesday, 23 October 2024", "2024-10-23")


@pytest.mark.parametrize(
    "body",
    [
        f'<article>{STORY}<p class="byline">By the desk</p><p>Published 23 October 2024 9:02</p></article>',
        f'<article><span class="published">23 October 2024</span>{STORY}</article>',
        f"<ul><li><a href='/a'>Kelp harvest begins at slack water again</a> 23 Oct 2024</li></ul>{STORY}",
        f"{STORY}<footer>Printed since 4 March 1921</footer>",
        f"{STORY}<p>The council will meet on 23 October 2024 to hear objections to the plan, the clerk said.</p>",
        f"<div class='events'><p>Regatta</p><p>30 November 2024 10:00</p></div>{STORY}",
        f"<header>Tuesday 15 October</header>{STORY}",
        f"<header>Monday 23 October</header>{STORY}",
        STORY,
    ],
)
def test_dates_of_stories_and_events_are_not_the_clock(body: str) -> None:
    assert setting_of(body).clock is None


def test_a_line_that_repeats_the_minute_of_the_story_is_the_storys() -> None:
    published = '<meta property="article:published_time" content="2024-10-23T09:02:00+13:00">'
    assert setting_of(masthead("23 Oct 2024 9:02"), head=published).clock is None
    assert setting_of(masthead("23 Oct 2024 9:35"), head=published).clock is not None


def test_the_choice_is_explained() -> None:
    setting = setting_of(masthead("23 Oct 2024 9:35") + "<p>21 October 2024</p>")
    (decision,) = (decision for decision in setting.decisions if decision.subject == "clock")
    assert decision.chosen is not None
    assert "before the headline (+2.0)" in decision.chosen.reasons
    assert [runner_up.text for runner_up in decision.runners_up] == ["21 October 2024"]


# ---------------------------------------------------------------------------------------------- the zone


def test_the_zone_that_the_clock_prints() -> None:
    setting = setting_of(masthead("22 Oct 2024 20:35 GMT"))
    assert (setting.zone_name, setting.zone_basis) == ("+00:00", "page-clock")


def test_the_zone_by_the_moment_of_the_capture_named_by_the_country() -> None:
    setting = setting_of(masthead("23 Oct 2024 9:35"), url="https://post.co.nz/1")
    assert (setting.zone_name, setting.zone_basis) == ("Pacific/Auckland", "page-clock")
    assert setting.clock is not None
    assert setting.clock.time is not None
    assert setting.clock.time.isoformat() == "2024-10-23T09:35:00+13:00"
    # Where no country names it, the bare offset.
    setting = setting_of(masthead("23 Oct 2024 9:35"))
    assert (setting.zone_name, setting.zone_basis, str(setting.offset_seen_on)) == (
        "+13:00",
        "page-clock",
        "2024-10-23",
    )


def test_a_clock_that_may_be_hours_old_tells_no_zone() -> None:
    # 4:35 behind the country's own time: the page is older than its capture, the country's zone stays.
    setting = setting_of(masthead("23 Oct 2024 5:05"), url="https://post.co.nz/1")
    assert (setting.zone_name, setting.zone_basis) == ("Pacific/Auckland", "tld-hint")


def test_the_offset_of_the_metadata_named_by_the_country() -> None:
    published = '<meta property="article:published_time" content="2024-07-20T09:02:00+02:00">'
    setting = setting_of(STORY, head=published, url="https://blatt.de/1", lang="de")
    assert (setting.zone_name, setting.zone_basis) == ("Europe/Berlin", "metadata")
    setting = setting_of(STORY, head=published, url="https://paper.example/1")
    assert (setting.zone_name, setting.zone_basis, str(setting.offset_seen_on)) == ("+02:00", "metadata", "2024-07-20")


def test_an_offset_chooses_among_the_zones_of_a_country() -> None:
    published = '<meta property="article:published_time" content="2024-01-20T09:02:00-06:00">'
    setting = setting_of(STORY, head=published, lang="en-US", url="https://paper.com/1")
    assert setting.zone_name == "America/Chicago"


def test_attributes_in_utc_beside_printed_clocks_tell_the_zone() -> None:
    rows = "".join(
        f"<li><time datetime='2024-10-22T{hour}:05:00Z'>{hour + 3}:05</time> <a href='/'>Kelp</a></li>"
        for hour in (14, 15)
    )
    setting = setting_of(f"{STORY}<ul>{rows}</ul>", lang="fi", url="https://lehti.fi/1")
    assert (setting.zone_name, setting.zone_basis) == ("Europe/Helsinki", "attribute+printed")


def test_attributes_that_call_local_time_utc_are_found_out() -> None:
    rows = "".join(f"<p><time datetime='2024-10-22T{clock}:00Z'>{clock}</time></p>" for clock in ("14:05", "13:00"))
    setting = setting_of(STORY + rows, lang="de-LU", url="https://blatt.lu/1")
    assert setting.utc_is_local
    assert setting.zone_name == "Europe/Luxembourg"


def test_the_profile_knows_best() -> None:
    profile = SiteProfile(timezone="Pacific/Apia")
    setting = setting_of(masthead("23 Oct 2024 9:35"), url="https://post.co.nz/1", profile=profile)
    assert (setting.zone_name, setting.zone_basis) == ("Pacific/Apia", "profile")


@pytest.mark.parametrize(
    ("url", "lang", "zone", "basis"),
    [
        ("https://news.to/1", "en", "Pacific/Tongatapu", "tld-hint"),
        ("https://news.ws/1", "en", "Pacific/Apia", "tld-hint"),
        ("https://zeitung.de/1", "en", "Europe/Berlin", "tld-hint"),
        ("https://news.com.co/1", "es", "America/Bogota", "tld-hint"),
        ("https://news.co/1", "es", None, None),
        ("https://news.io/1", "en", None, None),
        ("https://news.com/1", "en-US", None, None),
        ("https://news.com.au/1", "en-AU", None, None),
        ("https://news.com/1", "de-AT", "Europe/Vienna", "language-hint"),
        ("https://news.com/1", "ja", "Asia/Tokyo", "language-hint"),
        ("https://news.com/1", "es", None, None),
    ],
)
def test_country_and_language_are_hints_named_as_such(url: str, lang: str, zone: str | None, basis: str | None) -> None:
    setting = setting_of(STORY, url=url, lang=lang)
    assert (setting.zone_name, setting.zone_basis) == (zone, basis)


# ---------------------------------------------------------------------------------------------- now, and stale pages


def test_now_is_the_clock_to_the_minute() -> None:
    setting = setting_of(masthead("23 Oct 2024 9:35"), url="https://post.co.nz/1")
    assert (setting.now.isoformat(), setting.now_basis) == ("2024-10-23T09:35:00", "page-clock")
    assert setting.now_instant == datetime(2024, 10, 22, 20, 35, tzinfo=UTC)


def test_now_is_the_capture_on_the_day_that_the_page_prints() -> None:
    setting = setting_of(masthead("Wednesday 23 October 2024"), url="https://post.co.nz/1")
    assert (setting.now.isoformat(), setting.now_precision, setting.now_basis) == (
        "2024-10-23T09:36:00", "minute", "page-date",
    )  # fmt: skip


def test_now_is_the_capture_where_the_page_says_nothing() -> None:
    setting = setting_of(STORY, url="https://post.co.nz/1")
    assert (setting.now.isoformat(), setting.now_basis) == ("2024-10-23T09:36:00", "captured-at")
    setting = setting_of(STORY)
    assert (setting.now_precision, setting.now_instant) == ("day", CAPTURE)


def test_a_stored_copy_is_found_and_held_against_its_own_clock() -> None:
    setting = setting_of(masthead("20 Oct 2024 9:10"), url="https://post.co.nz/1")
    assert [finding.code for finding in setting.findings] == ["stale-page"]
    assert (setting.now.isoformat(), setting.now_basis) == ("2024-10-20T09:10:00", "page-clock")


@pytest.mark.parametrize("text", ["22 Oct 2024 23:10", "Tuesday 22 October 2024", "Wednesday 23 October 2024"])
def test_last_nights_page_is_not_stale(text: str) -> None:
    assert setting_of(masthead(text), url="https://post.co.nz/1").findings == ()


def test_a_clock_ahead_of_the_capture_is_a_finding() -> None:
    setting = setting_of(masthead("23 Oct 2024 14:10"), url="https://post.co.nz/1")
    assert [finding.code for finding in setting.findings] == ["clock-ahead"]


OLD_ROWS = "".join(f"<p>{day} November 2019 · Harbour</p>" for day in (18, 19, 20))


def test_a_page_that_is_years_older_than_its_capture_is_held_against_its_latest_date() -> None:
    setting = setting_of(STORY + OLD_ROWS, url="https://post.co.nz/1")
    assert [finding.code for finding in setting.findings] == ["stale-page"]
    assert (setting.today.isoformat(), setting.now_basis, setting.now_instant) == ("2019-11-20", "latest-date", None)


@pytest.mark.parametrize("sign", ["<footer>© 2024 Lake Post</footer>", "<img src='/media/202410/ferry.jpg'>"])
def test_a_living_page_with_an_old_story_names_its_year_somewhere(sign: str) -> None:
    setting = setting_of(STORY + OLD_ROWS + sign, url="https://post.co.nz/1")
    assert (setting.findings, setting.now_basis) == ((), "captured-at")


# ---------------------------------------------------------------------------------------------- language and order

GERMAN = (
    "<p>" + "Der Rat hat sich mit der Frage befasst und die Entscheidung ist auf den Herbst verschoben. " * 4 + "</p>"
)


@pytest.mark.parametrize(
    ("lang", "body", "expected"),
    [("en", GERMAN, "de"), ("de-AT", GERMAN, "de-AT"), ("fr", STORY * 4, "fr"), ("en-NZ", STORY, "en-NZ")],
)
def test_a_template_that_names_the_wrong_language_is_not_believed(lang: str, body: str, expected: str) -> None:
    assert setting_of(body, lang=lang).language == expected


def test_numeric_dates_of_one_reading_show_the_order_of_all() -> None:
    assert setting_of(f"{STORY}<p>23/10/2024</p><p>04/10/2024</p>").day_first is True
    assert setting_of(f"{STORY}<p>10/21/2024</p><p>04/10/2024</p>").day_first is False
    assert setting_of(f"{STORY}<p>04/10/2024</p>").day_first is None


def test_the_same_page_gives_the_same_setting() -> None:
    body = masthead("23 Oct 2024 9:35") + OLD_ROWS
    assert setting_of(body) == setting_of(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rozhledna nad údolím je po opravě znovu přístupná. Dělníci vyměnili schody a zpevnili horní plošinu.", "cs"),
        ("Az első buszok reggel indultak, a hófúvás két helyen elsodorta a korlátot, ezt nyáron pótolják is.", "hu"),
        ("Satamaan rakennetaan ensi kesänä uusi laituri, jota voivat käyttää sekä kalastajat että matkustajat.", "fi"),
        ("Le pont sera fermé pendant une semaine, a dit la mairie, qui n'exclut pas d'autres travaux cet hiver.", "fr"),
        ("Λίγο μετά τα μεσάνυχτα το πλοίο έδεσε στο λιμάνι", "el"),
        ("船は夜明け前に湖を渡った", "ja"),
        ("9:05 9:10", None),
    ],
)
def test_a_page_that_names_no_language_is_known_by_its_text(text: str, expected: str | None) -> None:
    page = rendered(f"<html><body><p>{text}</p></body></html>", url="https://paper.example/1", observed_at=CAPTURE)
    tree = TreeIndex(page)
    assert read_time_setting(tree, read_metadata(tree), SiteProfile(), article=None).language == expected

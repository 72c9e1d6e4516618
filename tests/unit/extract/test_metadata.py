"""Structured data is read as sites really write it."""

import pytest

from capture.extract.metadata import parse_json_ld
from tests.unit.extract.articles import metadata_of


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "NewsArticle", "headline": "Crane"}',
        '<!-- {"@type": "NewsArticle", "headline": "Crane"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Crane"}\n//]]>',
        '/* <![CDATA[ */ {"@type": "NewsArticle", "headline": "Crane"} /* ]]> */',
        '[{"@type": "NewsArticle", "headline": "Crane"},]',
        '{"@type": "NewsArticle", "headline": "Crane",}',
        '{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Crane"}]}',
        '[[{"@type": "NewsArticle", "headline": "Crane"}]]',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Crane&quot;}",
        '{"@type": "NewsArticle", "headline": "Crane"};',
    ],
)
def test_json_ld_is_read_in_every_wrapping(source: str) -> None:
    assert parse_json_ld(source) == [{"@type": "NewsArticle", "headline": "Crane"}]


def test_line_breaks_within_json_strings_are_kept() -> None:
    assert parse_json_ld('{"articleBody": "one\ntwo"}') == [{"articleBody": "one\ntwo"}]


def test_what_stands_before_a_fault_is_read() -> None:
    assert parse_json_ld('{"@type": "WebPage"} {"@type": "NewsArticle", "headline": ') == [{"@type": "WebPage"}]


@pytest.mark.parametrize("source", ["", "   ", "not json", "{", "[", "[" * 5000, "42"])
def test_what_is_no_json_ld_gives_nothing(source: str) -> None:
    assert parse_json_ld(source) == []


def test_all_scripts_are_read_in_page_order() -> None:
    metadata = metadata_of(
        '<script type="application/ld+json">{"@type": "WebSite"}</script>'
        '<script type="application/LD+JSON">[{"@type": "NewsArticle"}, {"@type": "BreadcrumbList"}]</script>'
    )
    assert [item["@type"] for item in metadata.json_ld] == ["WebSite", "NewsArticle", "BreadcrumbList"]


def test_open_graph_counts_by_name_or_property_and_the_first_value_holds() -> None:
    metadata = metadata_of(
        '<meta property="og:title" content="One"><meta property="og:title" content="Two">'
        '<meta name="og:type" content="article"><meta property="article:section" content="Port">'
    )
    assert metadata.open_graph == {"og:title": "One", "og:type": "article", "article:section": "Port"}


def test_meta_by_name_or_itemprop_without_empty_values() -> None:
    metadata = metadata_of(
        '<meta name="Description" content=" A  crane "><meta itemprop="datePublished" content="2026-03-03">'
        '<meta name="keywords" content="">'
    )
    assert metadata.meta == {"description": "A crane", "datepublished": "2026-03-03"}


def test_canonical_address_is_made_absolute() -> None:
    assert metadata_of('<link rel="canonical" href="/n/1">').canonical_url == "https://quaymonitor.example/n/1"

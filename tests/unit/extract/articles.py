"""Articles read from pages of invented papers, without a browser: what the article tests share."""

from datetime import UTC, datetime

from capture.extract.article import ArticleReading, describe_article, find_article
from capture.extract.breadcrumbs import find_breadcrumbs
from capture.extract.metadata import read_metadata
from capture.extract.timestamps import plain_setting
from capture.extract.tree import TreeIndex
from capture.models.extraction import Article, Metadata
from tests.unit.extract.rendered import rendered

NOW = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
URL = "https://quaymonitor.example/news/crane"
HEADLINE = "Harbour crane to be moved in one piece"
PARAGRAPHS = (
    "The last of the old steam cranes on Tarrow Quay will be lifted onto a barge next month, the port said on Tuesday.",
    "Engineers had looked at cutting the frame into three parts, and gave up when divers saw the footing for "
    "themselves.",
    "“You can't take half of a crane anywhere,” the harbour master said, while gulls were walking along the jib.",
    "The barge comes from two ports down the coast. It has carried a bridge, a church roof and, once, a carousel.",
    "Whether the crane will ever lift anything again is another question. The museum would like it to lift the flag.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def metadata_of(head: str) -> Metadata:
    return read_metadata(TreeIndex(rendered(f"<html><head>{head}</head></html>", url=URL, observed_at=NOW)))


def reading_of(body: str, *, head: str = "", url: str = URL) -> ArticleReading:
    html = f'<html lang="en"><head>{head}</head><body>{body}</body></html>'
    tree = TreeIndex(rendered(html, url=url, observed_at=NOW))
    metadata = read_metadata(tree)
    setting = plain_setting(NOW, zone=UTC, language="en")
    trail = find_breadcrumbs(tree).trail
    return describe_article(tree, metadata, find_article(tree, metadata), setting, trail=trail)


def article_of(body: str, *, head: str = "") -> Article:
    reading = reading_of(body, head=head)
    assert reading.article is not None, reading.page_kind
    return reading.article

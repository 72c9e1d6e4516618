"""The story that a page is about: where it stands, what of it a reader reads, and who wrote it when."""

from capture.extract.article.describe import ArticleReading, describe_article
from capture.extract.article.find import ArticleRegion, find_article

__all__ = ["ArticleReading", "ArticleRegion", "describe_article", "find_article"]

"""The order in which a page is read: metadata, article region, clock and zone, breadcrumbs, article fields, lists."""

from capture.extract.article import describe_article, find_article
from capture.extract.breadcrumbs import find_breadcrumbs
from capture.extract.clock import read_time_setting
from capture.extract.metadata import read_metadata
from capture.extract.ticker import find_lists
from capture.extract.tree import TreeIndex
from capture.models.extraction import Extraction
from capture.models.page import RenderedPage
from capture.profiles.schema import SiteProfile

UNKNOWN_SITE = SiteProfile()


def extract(page: RenderedPage, *, profile: SiteProfile = UNKNOWN_SITE) -> Extraction:
    """Everything that can be read from `page`. Pure: the same page, profile and version give the same bytes."""
    tree = TreeIndex(page)
    metadata = read_metadata(tree)
    region = find_article(tree, metadata)
    setting = read_time_setting(tree, metadata, profile, article=region.node, headline=region.headline)
    breadcrumbs = find_breadcrumbs(tree)
    described = describe_article(tree, metadata, region, setting, trail=breadcrumbs.trail)
    lists = find_lists(tree, setting, article=described.article)
    return Extraction(
        page_kind=described.page_kind,
        clock=setting.clock,
        breadcrumbs=breadcrumbs.trail,
        article=described.article,
        tickers=lists.tickers,
        story_lists=lists.story_lists,
        metadata=metadata,
        findings=(*setting.findings, *described.findings, *lists.findings),
        decisions=(*setting.decisions, *described.decisions, *breadcrumbs.decisions, *lists.decisions),
    )

"""What extraction says about a page: article, tickers, clock, breadcrumbs, metadata, and why (`Decision`)."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from capture.models.base import Box, Finding, FrozenModel, NodeId

Precision = Literal["second", "minute", "hour", "day", "month", "year"]

PageKind = Literal[
    "article", "live-blog", "index", "video", "gallery", "error", "consent", "challenge", "other",
    "pdf", "image", "text", "json", "xml", "media", "file",
]  # fmt: skip
"""What the page is: `index` for home pages and section fronts; `error` for 404 and the like; `consent` and `challenge`
for walls that stand in the article's place. From `pdf` on: no page but a file; `media` is sound or film, `file` any
other."""


class Timestamp(FrozenModel):
    """A time as the page shows it, and what is known of the instant that it means."""

    text: str
    """As printed, white space folded; the attribute's value only where nothing is printed."""
    time: AwareDatetime | None = None
    """The instant, in the offset of the site. None if it cannot be known: `reason` says why."""
    local: str | None = None
    """ISO 8601 on the site's own clock, cut to the precision, no offset: known even where the zone is not."""
    precision: Precision | None = None
    basis: str | None = None
    """Where day and clock come from: `datetime-attribute`, `printed`, `day-heading`, `page-clock`, `page-date`,
    `captured-at`, `latest-date` (of a page older than its capture), `list-order`, `json-ld`, `meta`..., joined by `+`
    if several were needed."""
    zone_basis: str | None = None
    """Where the offset of `time` comes from: `attribute`, `attribute+printed` (UTC beside a printed clock), `printed`,
    `page-clock`, `metadata`, `metadata+printed`, `profile`; as a hint only, `tld-hint` and `language-hint`; `utc` where
    no offset of the site is known, and `time` is in UTC."""
    reason: str | None = None
    """Why `time` is None; None otherwise."""
    earliest: AwareDatetime | None = None
    latest: AwareDatetime | None = None
    """Bounds, given where only an interval is known ("3 hours ago", a day without a clock)."""


class PageClock(FrozenModel):
    """The date, or date and clock, that the page prints for itself outside the article ("23 Oct 2024 9:35")."""

    text: str
    time: AwareDatetime | None = None
    local: str | None = None
    precision: Precision | None = None
    timezone: str | None = None
    """IANA name or fixed offset ("+13:00"), if known."""
    basis: str | None = None
    node: NodeId
    reason: str | None = None


BlockKind = Literal["heading", "paragraph", "quote", "list", "image", "embed", "table"]


class Block(FrozenModel):
    """One piece of the article, in reading order."""

    kind: BlockKind
    text: str
    """What a reader reads, white space folded; list items one per line; caption of an image."""
    level: int | None = None
    """Of a heading: 1 to 6."""
    node: NodeId
    credit: str | None = None
    url: str | None = None
    """Of an image or embed."""


class ArticleImage(FrozenModel):
    """A picture of the article."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    box: Box | None = None
    node: NodeId


class Article(FrozenModel):
    """The story that the page is about, as a reader sees it."""

    headline: str | None
    standfirst: str | None = None
    byline: str | None = None
    """As printed ("By Jane Doe in Apia")."""
    authors: tuple[str, ...] = ()
    """Names only, in order, from the page or its metadata."""
    section: str | None = None
    published: Timestamp | None = None
    modified: Timestamp | None = None
    credit: str | None = None
    """Who delivered the text ("ABC/Wires")."""
    copyright: str | None = None
    language: str | None = None
    blocks: tuple[Block, ...]
    text: str
    """Paragraphs, headings, quotes and lists joined by a blank line: what a reader reads."""
    images: tuple[ArticleImage, ...] = ()
    box: Box
    node: NodeId
    confidence: float = Field(ge=0, le=1)


class TickerItem(FrozenModel):
    """A headline of another story in a list."""

    title: str
    url: str | None = None
    category: str | None = None
    time: Timestamp | None = None
    """None only in story lists."""
    box: Box | None = None
    node: NodeId
    hidden: bool = False
    """Not shown when the page was captured: another tab, a pop-up, a state of a rotating spot."""
    seen_at: AwareDatetime | None = None
    """When a rotating spot showed it; None for items that are on the page."""


class Ticker(FrozenModel):
    """A list of at least three dated headlines of other stories, in page order."""

    heading: str | None
    items: tuple[TickerItem, ...]
    box: Box | None = None
    node: NodeId
    confidence: float = Field(ge=0, le=1)
    hidden: bool = False


class StoryList(FrozenModel):
    """A list of headlines of other stories without times ("Top Stories")."""

    heading: str | None
    items: tuple[TickerItem, ...]
    box: Box | None = None
    node: NodeId


class Metadata(FrozenModel):
    """Structured data of the page, as found; a witness, never the page itself."""

    json_ld: tuple[dict[str, Any], ...] = ()
    """Every JSON-LD object, `@graph` and arrays unfolded, in page order."""
    open_graph: dict[str, str] = Field(default_factory=dict)
    meta: dict[str, str] = Field(default_factory=dict)
    """`name` or `itemprop` to content; the first value of each name."""
    canonical_url: str | None = None


class Candidate(FrozenModel):
    """One of the things that a rule chose among."""

    node: NodeId | None
    path: str | None
    """CSS path from the root of its document."""
    text: str
    """First 120 characters."""
    score: float
    reasons: tuple[str, ...]
    """In plain words, with numbers."""


class Decision(FrozenModel):
    """Why a value was chosen: kept in explain.json."""

    subject: str
    """Path of the value in capture.json: `article.headline`, `tickers[0].items[3].time`."""
    rule: str
    chosen: Candidate | None
    runners_up: tuple[Candidate, ...] = ()


class Extraction(FrozenModel):
    """All that is read from one `RenderedPage`; the same page gives the same bytes."""

    page_kind: PageKind
    clock: PageClock | None
    breadcrumbs: tuple[str, ...]
    article: Article | None
    tickers: tuple[Ticker, ...]
    story_lists: tuple[StoryList, ...]
    metadata: Metadata
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]

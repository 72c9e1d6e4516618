"""`CaptureRecord`: everything that capture.json says. Names are stable: add, never rename."""

from typing import Literal

from pydantic import AwareDatetime, Field

from capture.models.base import Finding, FrozenModel, Size
from capture.models.document import Document
from capture.models.egress import Egress
from capture.models.exchange import MissingReason
from capture.models.extraction import Article, Metadata, PageClock, PageKind, StoryList, Ticker
from capture.models.manifest import Artifact, PortablePath, Sha256
from capture.models.profile import SiteProfile
from capture.models.request import ArchiveLimits, ArtifactKind, CaptureSettings, ConsentPolicy, StepBudgets

Outcome = Literal["complete", "partial", "failed"]
"""`partial`: sealed, but a step failed. `failed`: the page that was asked for could not be had, and the bundle shows
how."""

Verdict = Literal["complete", "complete-with-gaps", "partial", "blocked", "failed"]
"""How much of the page is there. `outcome` tells of the work, this of the page: a wall that was captured without a
fault is `blocked`."""

Blocked = Literal["challenge", "consent", "paywall", "geo", "refused"]
"""What stands in the page's place, or before the rest of its story."""


class Step(FrozenModel):
    """One step of the capture and how it ended."""

    name: str
    outcome: Literal["ok", "failed", "skipped"]
    reason: str | None = None
    """Why it failed or was skipped."""
    duration_s: float = Field(ge=0)


class Action(FrozenModel):
    """Something the tool did to the page; a page is never touched without one."""

    at: AwareDatetime
    kind: str
    """`scroll`, `freeze`...: docs/bundle-format.md has them all."""
    detail: str
    """For people: what exactly, with numbers."""


class Redirect(FrozenModel):
    """One hop on the way to the page."""

    url: str
    status: int
    location: str | None


class Tls(FrozenModel):
    """What the browser says of the very connection that carried the page."""

    protocol: str
    cipher: str
    subject: str
    issuer: str
    valid_from: AwareDatetime
    valid_to: AwareDatetime


class TlsConnection(Tls):
    """All that the browser says of a connection, and the certificates that the server presented on it."""

    key_exchange_group: str | None
    signature_algorithm: str | None
    """Number of the server's TLS SignatureScheme, in hex."""
    names: tuple[str, ...]
    """That the certificate is good for."""
    scts: tuple[dict[str, str], ...]
    """Signed certificate timestamps, with the log, the instant and the signature of each."""
    transparency: str
    """Whether the browser holds the certificate to be in public logs: `compliant`, `not-compliant`, `unknown`."""
    chain: tuple[Sha256, ...]
    """Of the DER form of each certificate, the server's own first: keys of `certificates`."""


class Connection(FrozenModel):
    """Where responses came from, and over what."""

    origin: str
    remote_address: str | None
    protocol: str | None
    """As negotiated."""
    responses: int
    tls: TlsConnection | None


class MissingBodies(FrozenModel):
    """How many responses have no body in the archive, for one reason."""

    reason: MissingReason
    count: int


class Redaction(FrozenModel):
    """How secrets in headers were replaced, so that who holds one can show later that it was sent."""

    algorithm: Literal["hmac-sha256"] = "hmac-sha256"
    salt: str
    """The key, 16 bytes in hex, made for this capture."""
    withheld: int
    """Values that were replaced."""


class NetworkArchive(FrozenModel):
    """What page.wacz holds of the network, in numbers."""

    exchanges: int
    """Requests heard, redirects counted apart."""
    records: int
    """Of the WARC."""
    bodies: int
    bytes: int
    """Of these bodies, codings undone."""
    bodies_missing: tuple[MissingBodies, ...]
    as_sent: bool
    """Whether bodies are the server's bytes but for their codings; an old browser hands out text decoded."""
    from_cache: int
    from_service_worker: int
    failed: int
    websockets: int
    targets_missed: int
    """Frames in processes of their own, and workers, beyond those that are listened to."""
    requests_missed: int
    """Requests beyond those that are kept."""


class FailedRequest(FrozenModel):
    """A request of the page that brought nothing."""

    url: str
    reason: str


class Network(FrozenModel):
    """What the server sent, in short."""

    status: int | None = None
    status_text: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Of the page's own response, in order; the values of cookies that it sets are withheld (`redaction`)."""
    redirects: tuple[Redirect, ...] = ()
    protocol: str | None = None
    """`h2`, `http/1.1`..., as negotiated."""
    remote_address: str | None = None
    """IP and port that the page came from."""
    tls: Tls | None = None
    mime_type: str | None = None
    requests: int = 0
    """All requests of the page, itself included."""
    failed: tuple[FailedRequest, ...] = ()
    """The first 100 that failed; `failed_count` counts all."""
    failed_count: int = 0
    missing_count: int = 0
    """Requests that brought nothing, or an error (4xx, 5xx), for what a reader sees: frames, styles, fonts, pictures,
    scripts and their data. Pings, icons and what the page itself gave up are not counted."""
    bytes_received: int = Field(default=0, ge=0)
    """As on the wire, headers included."""
    connections: tuple[Connection, ...] = ()
    """All that responses came over, in the order of their first."""
    certificates: dict[Sha256, str] = Field(default_factory=dict)
    """DER in base64, by its SHA-256."""
    redaction: Redaction | None = None
    """How secrets in headers were withheld; None if they were kept."""
    archive: NetworkArchive | None = None
    """None if no page.wacz was made."""


class Sandbox(FrozenModel):
    """Whether Chromium's own sandbox was on."""

    enabled: bool
    reason: str | None = None


class Environment(FrozenModel):
    """What made the capture."""

    tool: str
    """Name and version."""
    browser: str
    """Product and version, as the browser says."""
    browser_source: str
    user_agent: str
    playwright: str
    python: str
    platform: str
    locale: str
    timezone: str
    sandbox: Sandbox
    clean_profile: bool
    """False if a storage state was loaded into the otherwise fresh profile."""


class DisclosedSettings(FrozenModel):
    """`CaptureSettings` without secrets: header values, credentials and session contents never reach a bundle."""

    artifacts: tuple[ArtifactKind, ...]
    viewport: Size
    locale: str
    timezone: str | None
    timeout_s: float
    budgets: StepBudgets
    user_agent: str | None
    header_names: tuple[str, ...]
    storage_state: bool
    """Whether a session was loaded: the page may show what only its owner sees."""
    proxy: str | None
    """Without user and password."""
    allow_addresses: tuple[str, ...] = ()
    """Networks that were allowed besides the public internet."""
    consent: ConsentPolicy | None = None
    wait_for: str | None = None
    clicks: tuple[str, ...] = ()
    delay_s: float = 0
    scroll_screens: int | None = None
    insecure: bool
    page_format: Literal["A4", "Letter"]
    scale: int = 1
    """Pixels a CSS pixel."""
    archive_limits: ArchiveLimits = ArchiveLimits()
    keep_secrets: bool = False
    witness: bool = False
    """Whether the text of the print was searched for what the record claims."""
    self_check: bool = False
    """Whether the page was loaded once more from its archive, to compare."""


class Drift(FrozenModel):
    """Whether the page stood still: digests of the DOM around the freeze."""

    before_freeze: str
    after_freeze: str
    after_artifacts: str | None


class Readiness(FrozenModel):
    """One of the rules by which a page is ready, and how it stood when waiting for it ended."""

    rule: Literal["load", "network", "scroll", "images", "fonts", "layout", "growth", "text"]
    held: bool
    waited_s: float = Field(ge=0)
    """Seconds until it held, or until it was given up."""


class PicturePart(FrozenModel):
    """One of several files that together show the page, from the top down."""

    path: PortablePath
    """Relative to `data/`."""
    top_px: int
    """Pixels of all parts above it."""


class PixelMap(FrozenModel):
    """How CSS pixels of the page map to pixels of page.png, and how that was taken."""

    scale: float
    page_png_covers: Size
    """CSS pixels from the top left corner that page.png, or its parts together, show."""
    tiles: int = 1
    """Shots that it was put together from, each below the one before, without overlap."""
    tile_height_px: int | None = None
    """CSS pixels that each tile but the last is high; None if there is one."""
    retaken_tiles: int = 0
    """Tiles that came out blank where the page has text, and were taken once more."""
    parts: tuple[PicturePart, ...] = ()
    """The files that stand in place of page.png if it is too large for one; empty as a rule."""


class Completeness(FrozenModel):
    """What the verdict is made of: what the page had when it was frozen, and what of it was not there."""

    document: Literal["whole", "cut-off", "unfinished", "none"]
    """`cut-off`: its connection broke; `unfinished`: it had not ended when time was up."""
    loaded: bool
    """Whether everything that the page waits for came in time: its load event."""
    images: int
    images_missing: int
    """Not there, or broken."""
    fonts_missing: bool
    frames: int
    frames_missing: int
    """Not read, or an error page of the browser."""
    requests: int
    requests_missing: int
    """`missing_count` of `network`."""
    steps_failed: int
    blocked: Blocked | None = None


class CaptureRecord(FrozenModel):
    """capture.json."""

    schema_version: Literal["1.0"] = "1.0"
    id: str
    """UUID of this capture."""
    requested_url: str
    url: str
    """Where the browser ended up."""
    canonical_url: str | None
    title: str | None
    captured_at: AwareDatetime
    """UTC, when the page was frozen; for a page that could not be had, when it was asked for."""
    outcome: Outcome
    failure: str | None = None
    """Why there is no page, as a stable word: `dns`, `refused`, `timeout`...; None if there is one."""
    verdict: Verdict | None = None
    """None in records of before there was one."""
    completeness: Completeness | None = None
    page_kind: PageKind | None
    document: Document | None = None
    """The file, if the address is one and no page."""
    clock: PageClock | None
    breadcrumbs: tuple[str, ...]
    article: Article | None
    tickers: tuple[Ticker, ...]
    story_lists: tuple[StoryList, ...]
    metadata: Metadata
    actions: tuple[Action, ...]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    readiness: tuple[Readiness, ...] = ()
    """In the order in which the rules were last looked at; empty in records of before there were any."""
    drift: Drift | None
    pixels: PixelMap | None
    artifacts: tuple[Artifact, ...]
    network: Network
    egress: Egress | None = None
    """None in records of before there was an egress gate, and of stored pages."""
    environment: Environment
    settings: DisclosedSettings
    profile: SiteProfile = SiteProfile()
    """What was known of the site beforehand; extraction used it, and needs it to give the same again."""


def disclose(settings: CaptureSettings) -> DisclosedSettings:
    """The settings as they may be published."""
    return DisclosedSettings(
        artifacts=settings.artifacts,
        viewport=settings.viewport,
        locale=settings.locale,
        timezone=settings.timezone,
        timeout_s=settings.timeout_s,
        budgets=settings.budgets,
        user_agent=settings.user_agent,
        header_names=tuple(name for name, _ in settings.headers),
        storage_state=settings.storage_state is not None,
        proxy=_without_credentials(settings.proxy),
        allow_addresses=tuple(str(network) for network in settings.allow_addresses),
        consent=settings.consent,
        wait_for=settings.wait_for,
        clicks=settings.clicks,
        delay_s=settings.delay_s,
        scroll_screens=settings.scroll_screens,
        insecure=settings.insecure,
        page_format=settings.page_format,
        archive_limits=settings.archive_limits,
        keep_secrets=settings.keep_secrets,
        scale=settings.scale,
        witness=settings.witness,
        self_check=settings.self_check,
    )


def _without_credentials(address: str | None) -> str | None:
    if address is None or "@" not in address:
        return address
    scheme, separator, rest = address.partition("://")
    return scheme + separator + rest.rpartition("@")[2]

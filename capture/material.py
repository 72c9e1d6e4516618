"""What one capture gathers until its bundle is written, and what is made of it without the page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from uuid import UUID

from capture import __version__
from capture.archive.redaction import Redactor
from capture.archive.text import rendered_text
from capture.archive.wacz import ArchivedPage
from capture.document import Filed
from capture.errors import CaptureError
from capture.label import PdfLabel, label_pdf
from capture.models.base import Finding, Severity
from capture.models.egress import Egress
from capture.models.exchange import Recording
from capture.models.extraction import Extraction, PageKind
from capture.models.page import RenderedPage
from capture.models.profile import SiteProfile
from capture.models.record import Action, Drift, Network, Readiness
from capture.models.request import CaptureRequest
from capture.observe.browser import RunningBrowser
from capture.observe.imaging import PagePicture
from capture.observe.overlays import Cleared
from capture.observe.png import Area, Picture, cut
from capture.observe.snapshot import Observation
from capture.packing import pack
from capture.pdf_update import UnknownForm
from capture.printed_text import text_of_pdf
from capture.witness import Claim, claims_of, missing_in_html, missing_in_picture, missing_in_print

TOOL = f"capture {__version__}"


@dataclass
class Material:
    """What one capture gathers until its bundle is written."""

    id: UUID
    request: CaptureRequest
    running: RunningBrowser
    requested_at: datetime
    profile: SiteProfile = field(default_factory=SiteProfile)
    redactor: Redactor | None = None
    """Withholds secrets; None to keep them."""
    observation: Observation | None = None
    extraction: Extraction | None = None
    page_picture: PagePicture | None = None
    inked: list[bool | None] | None = None
    """Whether the picture has ink where each claim stands; None for all of them if there is no picture."""
    filed: Filed | None = None
    """What the address is, if no page."""
    cleared: Cleared = field(default_factory=Cleared)
    pdf: bytes | None = None
    screen_pdf: bytes | None = None
    network: Network = field(default_factory=Network)
    arrived_at: str | None = None
    """The address after all redirects."""
    egress: Egress | None = None
    recording: Recording | None = None
    """What was heard of the network; None if that was not asked for, or failed."""
    wacz: IO[bytes] | None = None
    """The finished page.wacz."""
    user_agent: str = ""
    pane: bool = False
    """Whether the page scrolls in a pane, and not in the window."""
    readiness: dict[str, Readiness] = field(default_factory=dict)
    """By rule, as it stood when it was last looked at."""
    drift: Drift | None = None
    actions: list[Action] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failure: CaptureError | None = None
    """Why the page could not be had at all."""

    @property
    def captured_at(self) -> datetime:
        if self.observation:
            return self.observation.page.observed_at
        return self.filed.kept.received_at if self.filed else self.requested_at

    def file(self, filed: Filed) -> None:
        """What the address is, if it is no page; it may be shown as one all the same."""
        self.filed = filed
        if self.extraction:
            self.extraction = read_of_a_file(self.extraction, filed.kind.kind)

    def ready(self, *rules: Readiness) -> None:
        """Note how rules of readiness stand now."""
        self.readiness.update((rule.rule, rule) for rule in rules)

    def find(self, code: str, severity: Severity, message: str) -> None:
        """Note something odd about the live page."""
        self.findings.append(Finding(code=code, severity=severity, message=message, source="capture"))

    def labelled(self, pdf: bytes, page: RenderedPage, *, on_sheets: bool) -> bytes:
        """`pdf` with its origin in its metadata, and on its sheets; as it is, with a finding, if it cannot be."""
        label = PdfLabel(
            title=page.title, url=page.url, captured_at=page.observed_at, capture_id=str(self.id), tool=TOOL
        )
        try:
            return label_pdf(pdf, label, on_sheets=on_sheets)
        except UnknownForm as error:
            self.find("pdf-unlabelled", "warning", f"a PDF does not say where it came from: {error}")
            return pdf

    def cut_pictures(self) -> dict[str, Picture]:
        """File name to picture: the full page, and what is cut out of it."""
        wanted, page = self.request.settings.artifacts, self.page_picture
        if page is None:
            return {}
        areas: dict[str, Area | None] = {}
        if "page" in wanted:
            areas |= dict(zip(part_names(page), page.parts, strict=True))
        if "viewport" in wanted and self.observation:
            areas["viewport.png"] = page.top_left(self.observation.page.viewport)
        if self.extraction and self.extraction.article and "article" in wanted:
            areas["article.png"] = page.area_of(self.extraction.article.box)
        if self.extraction and "tickers" in wanted:
            for number, ticker in enumerate(self.extraction.tickers, 1):
                if ticker.box and not ticker.hidden:
                    areas[f"ticker-{number}.png"] = page.area_of(ticker.box)
        shown_areas = {name: area for name, area in areas.items() if area}
        probes = [page.area_of(claim.box, margin_px=0) if claim.box else None for claim in self._claims()]
        pieces = cut(page.tiles, list(shown_areas.values()), probes=[area for area in probes if area])
        inked = iter(pieces.inked)
        self.inked = [next(inked) if area else None for area in probes]
        return dict(zip(shown_areas, pieces.pictures, strict=True))

    def pack_network(self, pictures: dict[str, Picture]) -> None:
        """Make page.wacz of what was heard; without any exchange there is nothing to make it of."""
        if self.recording is None or not self.recording.exchanges:
            return
        page, viewport = self.observation.page if self.observation else None, pictures.get("viewport.png")
        archived = ArchivedPage(
            capture_id=self.id,
            url=page.url if page else self.request.url,
            title=page.title if page else None,
            captured_at=self.captured_at,
            software=TOOL,
            picture=viewport.png if viewport else None,
            text=rendered_text(page) if page else None,
        )
        packed = pack(self.recording, self.network, archived, redactor=self.redactor)
        self.wacz, self.network = packed.file, packed.network

    def hear_witnesses(self) -> None:
        """Note where page.html, the picture and, if asked for, the print say otherwise than the extraction."""
        claims = self._claims()
        if self.observation:
            self.findings += missing_in_html(claims, self.observation.html)
        if self.inked is not None:
            self.findings += missing_in_picture(claims, self.inked)
        if self.pdf and self.request.settings.witness:
            self.findings += missing_in_print(claims, text_of_pdf(self.pdf))

    def _claims(self) -> tuple[Claim, ...]:
        if not (self.extraction and self.observation):
            return ()
        return claims_of(self.extraction, page=self.observation.page, decisions=self.extraction.decisions)


def part_names(picture: PagePicture) -> tuple[str, ...]:
    """The files that a full-page picture is kept in: page.png, or page-1.png and so on."""
    count = len(picture.parts)
    return ("page.png",) if count == 1 else tuple(f"page-{number}.png" for number in range(1, count + 1))


def read_of_a_file(extraction: Extraction, kind: PageKind) -> Extraction:
    """What is read of a document that is no page: nothing, or its lines would be told as a story."""
    return Extraction(
        page_kind=kind,
        clock=None,
        breadcrumbs=(),
        article=None,
        tickers=(),
        story_lists=(),
        metadata=extraction.metadata,
        findings=(),
        decisions=(),
    )

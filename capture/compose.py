"""From what the live page gave to the record, and from both to the files of the bundle."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO
from uuid import NAMESPACE_URL, UUID, uuid5

from capture import __version__
from capture.archive.redaction import Redactor
from capture.archive.text import rendered_text
from capture.archive.wacz import ArchivedPage
from capture.bundle.names import bundle_directory
from capture.bundle.rendered import encode_rendered_page
from capture.bundle.writer import BundleWriter
from capture.document import Filed
from capture.errors import CaptureError, NavigationError
from capture.file_kinds import is_page
from capture.label import PdfLabel, UnknownForm, label_pdf, sheets
from capture.models.base import Finding, Severity, Size
from capture.models.egress import Egress
from capture.models.exchange import Recording
from capture.models.explanation import Explanation
from capture.models.extraction import Extraction, Metadata, PageKind
from capture.models.manifest import Artifact, BagInfo
from capture.models.page import RenderedPage
from capture.models.profile import SiteProfile
from capture.models.record import (
    Action,
    CaptureRecord,
    Drift,
    Environment,
    Network,
    Outcome,
    PicturePart,
    PixelMap,
    Readiness,
    Step,
    disclose,
)
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import RunningBrowser
from capture.observe.imaging import PagePicture
from capture.observe.overlays import Cleared
from capture.observe.panes import inner_scrolls
from capture.observe.png import Area, Picture, cut
from capture.observe.snapshot import Observation
from capture.packing import pack, without_secrets
from capture.printed_text import text_of_pdf
from capture.verdict import count_gaps, find_block, judge
from capture.witness import Claim, claims_of, missing_in_html, missing_in_picture, missing_in_print

TOOL = f"capture {__version__}"
_PICTURES = {"viewport", "page", "article", "tickers"}


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
            self.extraction = _read_of_a_file(self.extraction, filed.kind.kind)

    def ready(self, *rules: Readiness) -> None:
        """Note how rules of readiness stand now."""
        self.readiness.update((rule.rule, rule) for rule in rules)

    def find(self, code: str, severity: Severity, message: str) -> None:
        """Note something odd about the live page."""
        self.findings.append(Finding(code=code, severity=severity, message=message, source="capture"))

    def labelled(self, pdf: bytes, page: RenderedPage) -> bytes:
        """`pdf` with its origin in its metadata; as it is, with a finding, if it cannot be labelled."""
        label = PdfLabel(
            title=page.title, url=page.url, captured_at=page.observed_at, capture_id=str(self.id), tool=TOOL
        )
        try:
            return label_pdf(pdf, label)
        except UnknownForm as error:
            self.find("pdf-unlabelled", "info", str(error))
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


def _pixel_map(picture: PagePicture) -> PixelMap:
    names = part_names(picture)
    parts = tuple(PicturePart(path=name, top_px=area.top) for name, area in zip(names, picture.parts, strict=True))
    return PixelMap(
        scale=picture.scale,
        page_png_covers=picture.covers,
        tiles=len(picture.tiles),
        tile_height_px=picture.tiles[0].height_px // picture.scale if len(picture.tiles) > 1 else None,
        retaken_tiles=picture.retaken,
        parts=parts if len(parts) > 1 else (),
    )


def compose_record(material: Material, steps: tuple[Step, ...]) -> CaptureRecord:
    """capture.json, but for the list of files."""
    extraction, observation, filed = material.extraction, material.observation, material.filed
    page = observation.page if observation else None
    findings = (*material.findings, *material.cleared.findings, *_capture_findings(material))
    network = without_secrets(material.network, material.redactor)
    saved = filed is not None and page is None
    counted = count_gaps(page, network, steps, findings, saved=saved)
    counted = counted.model_copy(update={"blocked": find_block(page, material.network, extraction)})
    picture = material.page_picture
    return CaptureRecord(
        id=str(material.id),
        requested_url=material.request.url,
        url=page.url if page else (material.arrived_at if saved else None) or material.request.url,
        canonical_url=extraction.metadata.canonical_url if extraction else None,
        title=page.title if page else None,
        captured_at=material.captured_at,
        outcome=_outcome(material, steps),
        failure=_failure(material.failure),
        verdict=judge(counted, status=material.network.status, cut=_is_cut(material.page_picture)),
        completeness=counted,
        page_kind=filed.kind.kind if filed else extraction.page_kind if extraction else None,
        document=filed.describe() if filed else None,
        clock=extraction.clock if extraction else None,
        breadcrumbs=extraction.breadcrumbs if extraction else (),
        article=extraction.article if extraction else None,
        tickers=extraction.tickers if extraction else (),
        story_lists=extraction.story_lists if extraction else (),
        metadata=extraction.metadata if extraction else Metadata(),
        actions=tuple(material.actions),
        steps=steps,
        findings=(*findings, *(extraction.findings if extraction else ())),
        readiness=tuple(material.readiness.values()),
        drift=material.drift,
        pixels=_pixel_map(picture) if picture else None,
        artifacts=(),
        network=network,
        egress=material.egress,
        environment=_environment(material),
        settings=disclose(material.request.settings),
        profile=material.profile,
    )


def record_of_stored(
    observation: Observation, extraction: Extraction, running: RunningBrowser, *, url: str, profile: SiteProfile
) -> CaptureRecord:
    """The record of a stored HTML file that was rendered with the network blocked: nothing is known of any server."""
    captured_at = observation.page.observed_at
    material = Material(
        id=uuid5(NAMESPACE_URL, f"{url} {captured_at.isoformat()}"),
        request=CaptureRequest(url=url, settings=CaptureSettings(artifacts=())),
        running=running,
        requested_at=captured_at,
        profile=profile,
        observation=observation,
        extraction=extraction,
    )
    return compose_record(material, ())


def with_extraction(record: CaptureRecord, extraction: Extraction, profile: SiteProfile) -> CaptureRecord:
    """`record` as it would read had the page been extracted now, by `profile`: all that was seen live stays."""
    if record.document and record.page_kind:
        extraction = _read_of_a_file(extraction, record.page_kind)
    seen_live = tuple(finding for finding in record.findings if finding.source == "capture")
    return record.model_copy(
        update={
            "canonical_url": extraction.metadata.canonical_url,
            "page_kind": extraction.page_kind,
            "clock": extraction.clock,
            "breadcrumbs": extraction.breadcrumbs,
            "article": extraction.article,
            "tickers": extraction.tickers,
            "story_lists": extraction.story_lists,
            "metadata": extraction.metadata,
            "findings": (*seen_live, *extraction.findings),
            "profile": profile,
        }
    )


def _read_of_a_file(extraction: Extraction, kind: PageKind) -> Extraction:
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


def record_json(record: CaptureRecord) -> bytes:
    """capture.json as bytes: UTF-8, keys in the order of the schema, two blanks of indent, a line feed at the end."""
    return record.model_dump_json(indent=2).encode("utf-8") + b"\n"


def explanation_json(extraction: Extraction) -> bytes:
    """explain.json as bytes."""
    explanation = Explanation(tool=TOOL, decisions=extraction.decisions)
    return explanation.model_dump_json(indent=1).encode("utf-8") + b"\n"


def _outcome(material: Material, steps: tuple[Step, ...]) -> Outcome:
    status = material.network.status
    if material.failure or (status is not None and status >= 400):
        return "failed"
    if any(step.outcome == "failed" for step in steps) or _is_cut(material.page_picture):
        return "partial"
    return "complete"


def _failure(error: CaptureError | None) -> str | None:
    if error is None:
        return None
    return error.reason if isinstance(error, NavigationError) else "unreadable"


def _is_cut(picture: PagePicture | None) -> bool:
    return picture is not None and picture.cut_off != Size(width_px=0, height_px=0)


def _capture_findings(material: Material) -> list[Finding]:
    found: list[Finding] = []

    def find(code: str, severity: Severity, message: str) -> None:
        found.append(Finding(code=code, severity=severity, message=message, source="capture"))

    network, drift = material.network, material.drift
    if material.failure:
        find("not-captured", "error", str(material.failure))
    if network.status is not None and network.status >= 400:
        find("http-status", "error", f"the server answered {network.status} {network.status_text or ''}".rstrip())
    if material.filed:
        find("not-html", "warning", f"the server sent {network.mime_type}, kept as {material.filed.path}")
        if (pages := material.filed.pages) and pages.reason:
            find("pdf-unread", "warning", f"not all of the PDF is shown: {pages.reason}")
    elif not is_page(network.mime_type) and not material.failure:
        find("not-html", "warning", f"the server sent {network.mime_type}, shown as the browser shows it")
    found += _egress_findings(material.egress)
    if material.request.settings.insecure:
        find("insecure", "warning", "the server's certificate was not checked, as asked for")
    if material.request.settings.keep_secrets:
        find("secrets-kept", "warning", "cookies and passwords stand in the recorded headers, as asked for")
    if material.request.settings.storage_state:
        find("logged-in", "info", "a stored session was loaded: the page may show what only its owner sees")
    if drift and drift.before_freeze != drift.after_freeze:
        find("drift", "info", "the page was changing when it was frozen")
    if drift and drift.after_artifacts and drift.after_artifacts != drift.after_freeze:
        find("thawed", "error", "the page changed after it was frozen: DOM, picture and print may differ")
    if (picture := material.page_picture) and _is_cut(picture):
        cut_off = picture.cut_off
        sides = [
            f"the last {cut_off.height_px} px of the page" if cut_off.height_px else "",
            f"{cut_off.width_px} px at the right" if cut_off.width_px else "",
        ]
        find("picture-cut", "warning", f"the picture of the page lacks {' and '.join(filter(None, sides))}")
    if material.screen_pdf and (count := sheets(material.screen_pdf)) > 1:
        find("screen-pdf-split", "info", f"screen.pdf needs {count} sheets: parts of the page are as tall as a window")
    if picture and picture.blank:
        tiles = ", ".join(str(number + 1) for number in picture.blank[:20])
        find("tile-blank", "error", f"tiles {tiles} of the picture are of one colour where the page has text")
    if material.observation:
        unread = [frame for frame in material.observation.page.frames if frame.reason]
        found += inner_scrolls(material.observation.page)
        for frame in unread[:20]:
            find("frame-unread", "warning", f"frame {frame.url[:200]} could not be read: {frame.reason}")
    return found


def _egress_findings(egress: Egress | None) -> Iterator[Finding]:
    if egress is None:
        return
    if not egress.checked:
        text = "a proxy did the connecting: where to, and whether that was a public address, is not known"
        yield Finding(code="egress-unchecked", severity="warning", message=text, source="capture")
    refused = [told for told in egress.decisions if told.trouble == "refused-address"]
    if refused:
        named = ", ".join(f"{told.host} ({told.addresses[0].refused})" for told in refused[:3])
        more = f" and {egress.refused_hosts - 3} more" if egress.refused_hosts > 3 else ""
        text = f"the page led to addresses that are not public, which were not visited: {named}{more}"
        yield Finding(code="egress-refused", severity="warning", message=text, source="capture")


def _environment(material: Material) -> Environment:
    settings, running = material.request.settings, material.running
    return Environment(
        tool=TOOL,
        browser=running.product,
        browser_source=running.choice.source,
        user_agent=material.user_agent,
        playwright=version("playwright"),
        python=platform.python_version(),
        platform=platform.platform(),
        locale=settings.locale,
        timezone=settings.timezone or "that of the machine",
        sandbox=running.sandbox,
        clean_profile=settings.storage_state is None,
    )


@dataclass(frozen=True)
class Written:
    """A sealed bundle and the record that stands in it."""

    bundle: Path
    record: CaptureRecord


def write_bundle(
    material: Material, record: CaptureRecord, pictures: dict[str, Picture], log: list[str], *, out: Path
) -> Written:
    """Write and seal the bundle; whole or not at all. Raises `EnvironmentFailure`."""
    wanted, observation = material.request.settings.artifacts, material.observation
    artifacts: list[Artifact] = []
    final = bundle_directory(out, url=record.requested_url, captured_at=record.captured_at, capture_id=record.id)
    with BundleWriter(final) as writer:
        if material.filed:
            artifacts += [writer.add_file(name, source) for name, source in material.filed.files()]
        if observation and "html" in wanted:
            artifacts.append(writer.add("page.html", observation.html.encode("utf-8")))
        if observation and "rendered" in wanted:
            artifacts.append(writer.add("rendered.json.gz", encode_rendered_page(observation.page)))
        artifacts += [writer.add(name, picture.png) for name, picture in pictures.items()]
        if material.cleared.untouched_png and _PICTURES & set(wanted):
            artifacts.append(writer.add("untouched.png", material.cleared.untouched_png))
        if material.pdf:
            artifacts.append(writer.add("page.pdf", material.pdf))
        if material.screen_pdf:
            artifacts.append(writer.add("screen.pdf", material.screen_pdf))
        if material.wacz:
            with material.wacz as packed:
                artifacts.append(writer.add_stream("page.wacz", packed))
        if material.extraction:
            artifacts.append(writer.add("explain.json", explanation_json(material.extraction)))
        artifacts.append(writer.add("log.jsonl", "".join(line + "\n" for line in log).encode("utf-8")))
        record = record.model_copy(update={"artifacts": tuple(artifacts)})
        writer.add("capture.json", record_json(record))
        bundle = writer.seal(
            BagInfo(
                capture_id=record.id,
                requested_url=record.requested_url,
                captured_at=record.captured_at,
                software=TOOL,
                outcome=record.outcome,
            )
        )
    return Written(bundle, record)

"""From what the live page gave to the record, and from both to the files of the bundle."""

import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from capture.bundle.names import bundle_directory
from capture.bundle.rendered import encode_rendered_page
from capture.bundle.writer import BundleWriter
from capture.errors import CaptureError, NavigationError
from capture.file_kinds import is_page
from capture.material import TOOL, Material, part_names, read_of_a_file
from capture.models.base import Finding, Severity, Size
from capture.models.egress import Egress
from capture.models.explanation import Explanation
from capture.models.extraction import Extraction, Metadata
from capture.models.manifest import Artifact, BagInfo
from capture.models.profile import SiteProfile
from capture.models.record import CaptureRecord, Environment, Outcome, PicturePart, PixelMap, Step, disclose
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import RunningBrowser
from capture.observe.imaging import PagePicture
from capture.observe.panes import inner_scrolls
from capture.observe.png import Picture
from capture.observe.snapshot import Observation
from capture.packing import without_secrets
from capture.pdf_update import sheet_count
from capture.verdict import count_gaps, find_block, judge

_PICTURES = {"viewport", "page", "article", "tickers"}


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
        extraction = read_of_a_file(extraction, record.page_kind)
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


def record_json(record: CaptureRecord) -> bytes:
    """capture.json as bytes: UTF-8, keys in the order of the schema, two blanks of indent, a line feed at the end."""
    return record.model_dump_json(indent=2).encode("utf-8") + b"\n"


def explanation_json(extraction: Extraction) -> bytes:
    """explain.json as bytes."""
    explanation = Explanation(tool=TOOL, decisions=extraction.decisions)
    return explanation.model_dump_json(indent=1).encode("utf-8") + b"\n"


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
    if material.screen_pdf and (count := sheet_count(material.screen_pdf)) > 1:
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


class Written(NamedTuple):
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

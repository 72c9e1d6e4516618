"""What people see of a capture: one live line while it runs, a table when it is done."""

import logging
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

import typer

from capture.cli.terminal import Screen, Words, shorten
from capture.models.document import Document
from capture.models.extraction import Ticker, Timestamp
from capture.models.manifest import Artifact
from capture.models.record import CaptureRecord, Completeness, Sandbox

if TYPE_CHECKING:
    from capture.pipeline import Captured

_STYLES = {"complete": "green", "complete-with-gaps": "green", "partial": "yellow", "blocked": "red", "failed": "red"}
_Row = tuple[Words, Words]
"""Name and value."""


class LiveProgress:
    """A line on stderr that names the step; nothing where stderr is no terminal."""

    def __init__(self, *, total: int, hidden: bool) -> None:
        self._screen = Screen(sys.stderr)
        self._hidden = hidden
        self._total = total
        self._label = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.pause()

    def begin(self, number: int, address: str) -> None:
        """Go on to the next page."""
        count = f"{number}/{self._total} " if self._total > 1 else ""
        self._label = f"{count}{shorten(address, 70)}: "

    def step(self, name: str) -> None:
        """Show what is going on."""
        if not self._hidden:
            self._screen.busy(f"{self._label}{name}")

    def pause(self) -> None:
        """Take the line away, so that something else can be written."""
        self._screen.rest()

    def tell_once(self, sandbox: Sandbox) -> None:
        """Say that the browser's sandbox is off, if it is."""
        if not sandbox.enabled:
            self.pause()
            self._screen.say((f"note: Chromium's sandbox is off: {sandbox.reason or ''}", "dim"))


def show_log_on(stream: TextIO) -> None:
    """Send the log of captures to `stream` as well."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    logging.getLogger("capture").addHandler(handler)


def tell_capture(captured: "Captured", *, as_json: bool) -> None:
    """The record as one line of JSON, or a table for people; with JSON the table goes to stderr."""
    tell_record(captured.record, Screen(sys.stderr if as_json else sys.stdout), where=str(captured.bundle))
    if as_json:
        typer.echo(captured.record.model_dump_json().encode("utf-8"))


def tell_record(record: CaptureRecord, screen: Screen, *, where: str) -> None:
    """What was found and where the files are."""
    verdict = record.verdict or record.outcome
    screen.say((verdict, f"bold {_STYLES[verdict]}"), f" {record.url}")
    files: list[_Row] = [("", (_artifact(artifact), "dim")) for artifact in record.artifacts]
    rows = [*_rows(record), ("bundle", where), *files]
    screen.table(((name, "dim") if isinstance(name, str) else name, value) for name, value in rows)


def _artifact(artifact: Artifact) -> str:
    size = f", {artifact.width_px} x {artifact.height_px} px" if artifact.width_px else ""
    return f"{artifact.path:<18}{_bytes(artifact.bytes):>9}{size}"


def _rows(record: CaptureRecord) -> list[_Row]:
    rows: list[_Row] = []
    if record.article:
        blocks = [block.kind for block in record.article.blocks]
        rows.append(("headline", (record.article.headline or "(none)", "bold")))
        counts = f"{blocks.count('paragraph')} paragraphs, {blocks.count('heading')} sub-headings"
        rows.append(("article", f"{counts}, confidence {record.article.confidence:.2f}"))
        if record.article.published:
            rows.append(("published", time_for_people(record.article.published)))
    elif record.page_kind:
        rows.append(("article", f"none; the page is: {record.page_kind}"))
    if record.document:
        rows.append(("file", _document(record.document)))
    if record.clock:
        rows.append(("page clock", record.clock.text))
    rows += [("ticker", _ticker(ticker)) for ticker in record.tickers]
    rows += [
        ("stories", f"{shorten(stories.heading or '(no heading)', 60)}: {len(stories.items)} without times")
        for stories in record.story_lists
    ]
    if record.completeness:
        rows += _missing(record.completeness)
    for step in record.steps:
        if step.outcome == "failed":
            rows.append((("failed", "red"), f"{step.name}: {step.reason or ''}"))
    rows += [
        ((finding.severity, "red" if finding.severity == "error" else "yellow"), finding.message)
        for finding in record.findings
        if finding.severity != "info"
    ]
    return rows


def _document(document: Document) -> str:
    pages = ""
    if document.pages is not None:
        plural = "" if document.pages == 1 else "s"
        pages = f", {document.pages} page{plural}, {document.pages_pictured} as pictures"
    return f"{document.path}, sent as {document.media_type or 'nothing in particular'}{pages}"


def _missing(counted: Completeness) -> list[_Row]:
    """What the page lacks, in numbers; nothing if it lacks nothing."""
    counts = (
        (f"{counted.images_missing} of {counted.images} images", counted.images_missing),
        (f"{counted.frames_missing} of {counted.frames} frames", counted.frames_missing),
        (f"{counted.requests_missing} of {counted.requests} requests", counted.requests_missing),
        ("some fonts", counted.fonts_missing),
    )
    missing = [text for text, number in counts if number]
    rows: list[_Row] = [(("missing", "yellow"), ", ".join(missing))] if missing else []
    return [(("blocked", "red"), f"by: {counted.blocked}"), *rows] if counted.blocked else rows


def _ticker(ticker: Ticker) -> str:
    known = sorted((item.time.time, item.time) for item in ticker.items if item.time and item.time.time)
    span = f", {time_for_people(known[0][1])} to {time_for_people(known[-1][1])}" if known else ""
    return f"{shorten(ticker.heading or '(no heading)', 60)}: {len(ticker.items)} items{span}"


def time_for_people(timestamp: Timestamp) -> str:
    """The resolved time as far as it is known, else the printed one."""
    if timestamp.time:
        if timestamp.precision in {"day", "month", "year"}:
            return f"{timestamp.time:%Y-%m-%d}"
        return f"{timestamp.time:%Y-%m-%d %H:%M %z}"
    return timestamp.local or timestamp.text


def _bytes(size: int) -> str:
    return (
        f"{size:,} B" if size < 10_000 else f"{size / 1000:,.0f} kB" if size < 10_000_000 else f"{size / 1e6:,.1f} MB"
    )

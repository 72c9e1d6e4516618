"""The straight line from an address to a sealed bundle."""

import asyncio
import logging
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from capture.archive.redaction import Redactor
from capture.bundle.verify import verify_bundle
from capture.compose import compose_record, write_bundle
from capture.document import look_at
from capture.errors import BundleError, CaptureError, NavigationError
from capture.extract.cascade import UNKNOWN_SITE, extract
from capture.material import Material
from capture.models.egress import Egress
from capture.models.page import RenderedPage
from capture.models.record import CaptureRecord, Drift
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import Clock, LivePage, RunningBrowser, open_page, playwright_errors
from capture.observe.digest import dom_digest
from capture.observe.downloads import watch_downloads
from capture.observe.egress import EgressGate, open_gate
from capture.observe.exchanges import ExchangeRecorder, record_exchanges
from capture.observe.frames import FrameSession
from capture.observe.freeze import freeze
from capture.observe.imaging import photograph
from capture.observe.names import Resolver, look_up
from capture.observe.navigate import navigate
from capture.observe.network import record_network
from capture.observe.panes import lay_open
from capture.observe.pdf_viewer import without_pdf_viewer
from capture.observe.printing import print_pdf, print_screen
from capture.observe.shown_file import watch_shown_file
from capture.observe.snapshot import observe
from capture.observe.spool import Spool
from capture.pdf_pages import render_pdf
from capture.profiles.schema import SiteProfile
from capture.rest import come_to_rest
from capture.run import Run
from capture.runlog import run_log
from capture.self_check import self_check
from capture.steps import Progress, Silent, StepLog

_log = logging.getLogger(__name__)

# Of the whole time, what is kept for taking the page once it came to rest: on a busy machine a page of 50,000 elements
# takes 12 s to read, paint and print.
_SHARE_FOR_TAKING = 0.4
_PACKING_S = 120


class Captured(NamedTuple):
    """A sealed bundle, and what it says."""

    bundle: Path
    record: CaptureRecord


async def capture_page(
    running: RunningBrowser,
    request: CaptureRequest,
    *,
    out: Path,
    clock: Clock,
    profile: SiteProfile = UNKNOWN_SITE,
    progress: Progress | None = None,
    resolve: Resolver = look_up,
) -> Captured:
    """Capture one page into a sealed bundle below `out`.

    `resolve` gives the addresses of hosts, once for each.

    A page that cannot be had is sealed as well, as the proof of that (outcome `failed`). Raises `EnvironmentFailure`
    if the bundle cannot be written, `BundleError` if it does not pass its own verification.
    """
    with (
        run_log() as log,
        TemporaryDirectory(prefix="capture-", ignore_cleanup_errors=True) as scratch,
        Spool() as spool,
    ):
        steps = StepLog(deadline_s=request.settings.timeout_s, progress=progress or Silent())
        material = Material(
            id=uuid.uuid4(),
            request=request,
            running=running,
            requested_at=clock(),
            profile=profile,
            redactor=_redactor(request.settings),
        )
        _log.info("capture %s of %s", material.id, request.url)
        run = Run(request, steps, clock, profile, resolve, Path(scratch), material)
        try:
            with playwright_errors():
                await _collect(run, running, spool)
        except (CaptureError, TimeoutError) as error:
            material.failure = error if isinstance(error, CaptureError) else _why_not(request, steps)
            _log.warning("the page could not be captured: %s", material.failure)
        await _look_into(run)
        pictures = await steps.attempt("cut", asyncio.to_thread(material.cut_pictures), budget_s=60, offline=True)
        packing = asyncio.to_thread(material.pack_network, pictures or {})
        await steps.attempt("archive", packing, budget_s=_PACKING_S, offline=True)
        if request.settings.self_check:
            checking = self_check(run, running)
            await steps.attempt("self-check", checking, budget_s=request.settings.timeout_s, offline=True)
        await steps.attempt("witness", asyncio.to_thread(material.hear_witnesses), budget_s=60, offline=True)
        record = compose_record(material, tuple(steps.steps))
        (progress or Silent()).step("seal")
        written = await asyncio.to_thread(write_bundle, material, record, pictures or {}, log, out=out)
    verification = await asyncio.to_thread(verify_bundle, written.bundle)
    if verification.problems:
        raise BundleError(f"{written.bundle} does not pass its own verification: {verification.problems[0].message}")
    return Captured(written.bundle, written.record)


def _redactor(settings: CaptureSettings) -> Redactor | None:
    """Withholds what the user did not ask to keep."""
    if settings.keep_secrets:
        return None
    return Redactor(secrets.token_bytes(16), (name for name, _ in settings.headers))


def _why_not(request: CaptureRequest, steps: StepLog) -> CaptureError:
    """Of a step that came to no end."""
    if steps.lost:
        return NavigationError(steps.lost, reason="crash")
    return NavigationError(f"the page did not answer within {request.settings.timeout_s:g} s", reason="timeout")


async def _collect(run: Run, running: RunningBrowser, spool: Spool) -> None:
    """Everything that needs the live page. Raises if the page could not be had or read."""
    material, steps, budgets = run.material, run.steps, run.request.settings.budgets
    async with (
        _gate(run) as gate,
        open_page(running, run.request.settings, clock=run.clock, gate=gate) as live,
        _exchanges(run, live, spool, gate) as exchanges,
        record_network(live.session, gate) as recorder,
        watch_downloads(running.browser, live, run.scratch) as downloads,
        watch_shown_file(live.session, recorder, run.scratch) as shown,
    ):
        material.actions = live.actions
        live.on_crash = lambda: steps.lose("the page crashed the browser's renderer")
        steps.hold_back(_SHARE_FOR_TAKING * run.request.settings.timeout_s)
        network = None
        try:
            work = navigate(live, run.request.url, budgets=budgets, recorder=recorder, gate=gate, downloads=downloads)
            async with without_pdf_viewer(live, running.choice.kind):
                arrival = await steps.run("navigate", work, budget_s=budgets.navigation_s + 1)
            if arrival == "file":
                steps.hold_back(0)
                keeping = downloads.finish(budget_s=steps.left_s - 1)
                kept = await steps.run("keep-file", keeping, budget_s=steps.left_s)
                recorder.document_saved()
                material.file(await look_at(kept, recorder.summary()))
                if exchanges:
                    exchanges.saved(recorder.document_request, kept.path)
                return
            sessions = await come_to_rest(run, live, recorder)
            freezing = freeze(live, sessions, received=recorder.received)
            before = await steps.run("freeze", freezing, budget_s=budgets.observe_s)
            # What the page asks for from here on is refused, and says nothing about it.
            network = recorder.summary()
            if exchanges:
                exchanges.stop()
            await _take(run, live, sessions, before)
            if shown.there and material.observation:
                taking = shown.take(live, charset=material.observation.page.character_set)
                shown_file = await steps.attempt("keep-file", taking, budget_s=budgets.answer_s)
                if shown_file:
                    material.file(await look_at(shown_file, recorder.summary()))
        finally:
            material.network = network or recorder.summary()
            material.arrived_at = recorder.document_url
            material.egress = gate.summary() if gate else Egress(checked=False)
            material.user_agent = run.request.settings.user_agent or running.user_agent
            await _end_recording(run, exchanges)


@asynccontextmanager
async def _exchanges(
    run: Run, live: LivePage, spool: Spool, gate: EgressGate | None
) -> AsyncIterator[ExchangeRecorder | None]:
    """Records all exchanges, if that is asked for; a browser that cannot be listened to costs these alone."""
    async with AsyncExitStack() as stack:
        recorder = None
        if "wacz" in run.request.settings.artifacts:
            recording = record_exchanges(live, spool, run.request.settings.archive_limits, gate)
            budget_s = run.request.settings.budgets.answer_s
            recorder = await run.steps.attempt("record-begin", stack.enter_async_context(recording), budget_s=budget_s)
        yield recorder


async def _end_recording(run: Run, exchanges: ExchangeRecorder | None) -> None:
    """Keep what was heard, also of a page that could not be had; not of a run that is being interrupted."""
    task = asyncio.current_task()
    if exchanges is None or (task and task.cancelling()):
        return
    budget_s = run.request.settings.budgets.record_s
    work = exchanges.finish(budget_s=budget_s)
    run.material.recording = await run.steps.attempt("record", work, budget_s=budget_s + 1, offline=True)


@asynccontextmanager
async def _gate(run: Run) -> AsyncIterator[EgressGate | None]:
    """The way to the network; None if the user's proxy is that."""
    settings = run.request.settings
    if settings.proxy:
        yield None
        return
    async with open_gate(run.request.url, allow=settings.allow_addresses, clock=run.clock, resolve=run.resolve) as gate:
        yield gate


async def _look_into(run: Run) -> None:
    """Pictures and text of a PDF's pages."""
    filed = run.material.filed
    if filed and filed.kind.kind == "pdf":
        work = render_pdf(filed.kept.path, run.scratch)
        pages = await run.steps.attempt("pdf-pages", work, budget_s=60, offline=True)
        if pages and "page" not in run.request.settings.artifacts:
            pages = pages._replace(pictures=())
        run.material.filed = filed._replace(pages=pages)


async def _take(run: Run, live: LivePage, sessions: list[FrameSession], before: str) -> None:
    """DOM, picture, print: always in this order, since print lays the page out anew."""
    material, steps, settings = run.material, run.steps, run.request.settings
    budgets = settings.budgets
    if material.pane:
        await steps.attempt("open-pane", lay_open(live, sessions[0]), budget_s=budgets.observe_s)
    observation = await steps.run(
        "observe",
        observe(sessions, observed_at=run.clock(), timeout_s=budgets.observe_s),
        budget_s=budgets.observe_s + 1,
    )
    material.observation = observation
    reading = asyncio.create_task(asyncio.to_thread(extract, observation.page, profile=run.profile))
    if {"viewport", "page", "article", "tickers"} & set(settings.artifacts):
        # A little less: of a page that is too tall for its budget, what was taken in time is kept.
        enough_s = 0.95 * steps.within(budgets.screenshot_s)
        work = photograph(live, observation.page, scale=settings.scale, budget_s=enough_s)
        picture = await steps.attempt("screenshot", work, budget_s=budgets.screenshot_s)
        if picture and picture.blank:
            steps.fail("check-picture", f"{len(picture.blank)} of {len(picture.tiles)} tiles are blank")
        material.page_picture = picture
    await _print(run, live, observation.page)
    material.extraction = await steps.attempt("extract", reading, budget_s=60, offline=True)
    last = await steps.attempt("digest-after", dom_digest(sessions[0]), budget_s=budgets.observe_s)
    material.drift = Drift(before_freeze=before, after_freeze=observation.digest, after_artifacts=last)


async def _print(run: Run, live: LivePage, page: RenderedPage) -> None:
    """On paper; then, if asked for, as the screen shows it."""
    material, steps, settings = run.material, run.steps, run.request.settings
    if "pdf" in settings.artifacts:
        pdf = await steps.attempt("pdf", print_pdf(live, settings, page), budget_s=settings.budgets.pdf_s)
        material.pdf = material.labelled(pdf, page, on_sheets=True) if pdf else None
    if "screen-pdf" in settings.artifacts:
        pdf = await steps.attempt("screen-pdf", print_screen(live, page), budget_s=settings.budgets.pdf_s)
        material.screen_pdf = material.labelled(pdf, page, on_sheets=False) if pdf else None

"""The straight line from an address to a sealed bundle."""

import asyncio
import logging
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from capture.archive.redaction import Redactor
from capture.bundle.verify import verify_bundle
from capture.compose import Material, compose_record, write_bundle
from capture.document import look_at
from capture.errors import BundleError, CaptureError, NavigationError
from capture.extract.cascade import UNKNOWN_SITE, extract
from capture.models.egress import Egress
from capture.models.page import RenderedPage
from capture.models.record import CaptureRecord, Drift, Readiness
from capture.models.request import CaptureRequest, CaptureSettings
from capture.observe.browser import Clock, LivePage, RunningBrowser, open_page, playwright_errors
from capture.observe.digest import dom_digest
from capture.observe.downloads import watch_downloads
from capture.observe.egress import EgressGate, open_gate
from capture.observe.exchanges import ExchangeRecorder, record_exchanges
from capture.observe.frames import FrameSession, frame_sessions
from capture.observe.freeze import freeze
from capture.observe.imaging import photograph
from capture.observe.names import Resolver, look_up
from capture.observe.navigate import Loading, await_load, end_loading, navigate
from capture.observe.network import NetworkRecorder, record_network
from capture.observe.overlays import clear_overlays
from capture.observe.panes import lay_open
from capture.observe.pdf_viewer import without_pdf_viewer
from capture.observe.printing import print_pdf, print_screen
from capture.observe.settle import (
    await_quiet,
    await_refresh,
    page_height,
    settle,
    settle_findings,
    start_watching,
    watch,
)
from capture.observe.shown_file import watch_shown_file
from capture.observe.snapshot import observe
from capture.observe.spool import Spool
from capture.observe.wishes import click, press_for_more, wait_for
from capture.pdf_pages import render_pdf
from capture.profiles.schema import LoadMore, SiteProfile
from capture.runlog import run_log
from capture.steps import Progress, Silent, StepLog

_log = logging.getLogger(__name__)

# A page that sends its reader on by script or meta refresh is followed; one that never stops is captured as it is.
_MAX_DOCUMENTS = 4
# Of the whole time, what is kept for taking the page once it came to rest: on a busy machine a page of 50,000 elements
# takes 12 s to read, paint and print.
_SHARE_FOR_TAKING = 0.4
# Of the time until then, what the load event may take: the rest is for what it does not wait for, as lazy content.
_SHARE_FOR_LOADING = 0.6
# A list that is filled as its end comes into view: three rounds fill most, an endless one never ends.
_MAX_SCROLLS = 3
_PACKING_S = 120
# A network that did not fall quiet once will hardly do so later: what was asked for since is given this long.
_BUSY_AGAIN_S = 1.0


@dataclass(frozen=True)
class Captured:
    """A sealed bundle, and what it says."""

    bundle: Path
    record: CaptureRecord


@dataclass(frozen=True)
class _Run:
    """What all steps of one capture share."""

    request: CaptureRequest
    steps: StepLog
    clock: Clock
    profile: SiteProfile
    resolve: Resolver
    scratch: Path
    material: Material = field(repr=False)


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
        run = _Run(request, steps, clock, profile, resolve, Path(scratch), material)
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


async def _collect(run: _Run, running: RunningBrowser, spool: Spool) -> None:
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
                material.file(await look_at(kept, recorder.summary()))
                return
            sessions = await _come_to_rest(run, live, recorder)
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


def _exchanges(
    run: _Run, live: LivePage, spool: Spool, gate: EgressGate | None
) -> AbstractAsyncContextManager[ExchangeRecorder | None]:
    """Records all exchanges, if that is asked for."""
    if "wacz" not in run.request.settings.artifacts:
        return nullcontext()
    return record_exchanges(live, spool, run.request.settings.archive_limits, gate)


async def _end_recording(run: _Run, exchanges: ExchangeRecorder | None) -> None:
    """Keep what was heard, also of a page that could not be had; not of a run that is being interrupted."""
    task = asyncio.current_task()
    if exchanges is None or (task and task.cancelling()):
        return
    budget_s = run.request.settings.budgets.record_s
    work = exchanges.finish(budget_s=budget_s)
    run.material.recording = await run.steps.attempt("record", work, budget_s=budget_s + 1, offline=True)


@asynccontextmanager
async def _gate(run: _Run) -> AsyncIterator[EgressGate | None]:
    """The way to the network; None if the user's proxy is that."""
    settings = run.request.settings
    if settings.proxy:
        yield None
        return
    async with open_gate(run.request.url, allow=settings.allow_addresses, clock=run.clock, resolve=run.resolve) as gate:
        yield gate


async def _look_into(run: _Run) -> None:
    """Pictures and text of a PDF's pages."""
    filed = run.material.filed
    if filed and filed.kind.kind == "pdf":
        work = render_pdf(filed.kept.path, run.scratch)
        pages = await run.steps.attempt("pdf-pages", work, budget_s=60, offline=True)
        if pages and "page" not in run.request.settings.artifacts:
            pages = replace(pages, pictures=())
        run.material.filed = replace(filed, pages=pages)


async def _come_to_rest(run: _Run, live: LivePage, recorder: NetworkRecorder) -> list[FrameSession]:
    """Load, quiet, lazy content, images, fonts; again for each document that the page itself moves on to."""
    material, steps = run.material, run.steps
    for attempt in range(_MAX_DOCUMENTS):
        document, first_step = recorder.document_request, len(steps.steps)
        loading = await _load(run, live, recorder)
        if loading != "unfinished":
            await _quiet(run, recorder)
        if recorder.document_request == document:
            await _settle_document(run, live, recorder)
            if recorder.document_request == document:
                steps.hold_back(0)
                sessions = await _reach_frames(run, live)
                await _end_loading(run, live, recorder, sessions[0], loading)
                return sessions
        steps.excuse(first_step, reason="the page moved on")
        material.find("moved-on", "info", f"the page moved its reader on by itself, document {attempt + 2}")
    steps.hold_back(0)
    material.find("keeps-moving", "warning", f"the page moved on by itself {_MAX_DOCUMENTS} times")
    return await _reach_frames(run, live)


async def _load(run: _Run, live: LivePage, recorder: NetworkRecorder) -> Loading | None:
    budget_s = min(run.request.settings.budgets.load_s, run.steps.left_s * _SHARE_FOR_LOADING)
    work = await_load(live, recorder, budget_s=budget_s)
    loading = await run.steps.attempt("load", work, budget_s=budget_s + 1)
    run.material.ready(Readiness(rule="load", held=loading == "loaded", waited_s=run.steps.steps[-1].duration_s))
    return loading


async def _end_loading(
    run: _Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession, loading: Loading | None
) -> None:
    """Say what the document itself lacks, or that something else never came."""
    if loading == "cut-off":
        run.material.find("document-cut-off", "error", "the connection broke in the middle of the document")
    if loading != "unfinished" or live.stopped:
        return
    still_open = len(recorder.in_flight)
    work = end_loading(live, recorder, main)
    whole = await run.steps.attempt("end-loading", work, budget_s=run.request.settings.budgets.answer_s)
    if whole:
        text = f"the page had not finished loading when time was up ({still_open} requests open)"
        run.material.find("load-unfinished", "warning", text)
    elif whole is not None:
        run.material.find("document-unfinished", "error", "the document had not ended; it was taken as far as it came")


async def _reach_frames(run: _Run, live: LivePage) -> list[FrameSession]:
    """All frames of the page. A script that never yields is stopped, and the page then taken as it stands."""
    steps, timeout_s = run.steps, run.request.settings.timeout_s
    budget_s = min(run.request.settings.budgets.answer_s, timeout_s / 4)
    try:
        return await steps.run("reach", frame_sessions(live.page, live.session), budget_s=budget_s)
    except TimeoutError:
        if steps.lost:
            raise
        await steps.run("stop-script", live.stop_script(), budget_s=budget_s)
        run.material.find("script-stopped", "warning", "a script kept the page from answering, and was stopped")
        return await steps.run("reach", frame_sessions(live.page, live.session), budget_s=budget_s)


async def _settle_document(run: _Run, live: LivePage, recorder: NetworkRecorder) -> None:
    """Bring the document to rest; scroll again as long as that makes it longer, within reason."""
    steps, budgets = run.steps, run.request.settings.budgets
    main = (await _reach_frames(run, live))[0]
    if live.stopped:
        return
    await _clear(run, live, main)
    await _grant_wishes(run, live, recorder, main)
    await steps.attempt("watch-begin", start_watching(main), budget_s=budgets.observe_s)
    facts = None
    for _ in range(_MAX_SCROLLS):
        budget_s = min(budgets.settle_s, steps.left_s - 1)
        requests = recorder.requests
        work = settle(live, main, budgets=budgets, budget_s=budget_s, screens=run.request.settings.scroll_screens)
        facts = await steps.attempt("settle", work, budget_s=budget_s + 1)
        if facts is None or recorder.requests == requests:
            break
        await _quiet(run, recorder)
        # What was fetched may have made the page longer, with more to load below.
        height = await steps.attempt("measure", page_height(live), budget_s=budgets.answer_s)
        if not facts.scrolled_to_end or height is None or height <= facts.height:
            break
    if facts is None:
        return
    run.material.findings += settle_findings(facts)
    run.material.ready(*facts.readiness)
    run.material.pane = facts.pane
    if facts.refresh_s is not None:
        waiting = await_refresh(recorder, seconds=facts.refresh_s)
        if await steps.attempt("refresh", waiting, budget_s=facts.refresh_s + 2):
            return
    # A second less, since the watching itself answers late on a busy page, and what it saw until then is good.
    budget_s = max(0.0, min(budgets.watch_s, steps.left_s - 1))
    await steps.attempt("watch", watch(live, main, budget_s=budget_s), budget_s=budget_s + 1)
    # Boxes that come late, after some scrolling above all.
    if await _clear(run, live, main):
        await _quiet(run, recorder)


async def _clear(run: _Run, live: LivePage, main: FrameSession) -> bool:
    """Answer and close what lies over the page; whether anything was pressed."""
    cleared, policy = run.material.cleared, run.request.settings.consent
    if policy == "leave":
        return False
    before = cleared.pressed
    work = clear_overlays(live, main, policy=policy, cleared=cleared)
    await run.steps.attempt("overlays", work, budget_s=run.request.settings.budgets.overlays_s)
    return cleared.pressed > before


async def _grant_wishes(run: _Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession) -> None:
    """Wait for and press what the user named; on each document that the page moves on to."""
    steps, settings, profile = run.steps, run.request.settings, run.profile
    budget_s = settings.budgets.wish_s
    if condition := settings.wait_for or profile.wait_for:
        await steps.attempt("wait-for", wait_for(live, main, condition), budget_s=budget_s)
    for selector in settings.clicks or profile.clicks:
        await steps.attempt("click", click(live, main, selector), budget_s=budget_s)
        await _quiet(run, recorder)
    if profile.load_more:
        await _load_more(run, live, recorder, main, profile.load_more)
    if settings.delay_s:
        await steps.attempt("delay", asyncio.sleep(settings.delay_s), budget_s=settings.delay_s + 1)


async def _load_more(run: _Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession, more: LoadMore) -> None:
    """Press it until it is gone, or has been pressed as often as the profile says."""
    budget_s = run.request.settings.budgets.wish_s
    for number in range(more.times):
        pressed = await run.steps.attempt("load-more", press_for_more(live, main, more.selector), budget_s=budget_s)
        if not pressed:
            if not number:
                run.material.find(
                    "load-more-missing", "warning", f"nothing shown matches {more.selector} of the profile"
                )
            return
        await _quiet(run, recorder)


async def _quiet(run: _Run, recorder: NetworkRecorder) -> None:
    known_busy = any(finding.code == "network-busy" for finding in run.material.findings)
    budget_s = _BUSY_AGAIN_S if known_busy else run.request.settings.budgets.quiet_s
    result = await run.steps.attempt("quiet", await_quiet(recorder, budget_s=budget_s), budget_s=budget_s + 1)
    held, waited_s = bool(result and result.quiet), run.steps.steps[-1].duration_s
    run.material.ready(Readiness(rule="network", held=held, waited_s=waited_s))
    if result and not result.quiet and not known_busy:
        text = f"the network was still busy after {budget_s:g} s ({result.open_requests} requests open)"
        run.material.find("network-busy", "info", text)


async def _take(run: _Run, live: LivePage, sessions: list[FrameSession], before: str) -> None:
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


async def _print(run: _Run, live: LivePage, page: RenderedPage) -> None:
    """On paper; then, if asked for, as the screen shows it."""
    material, steps, settings = run.material, run.steps, run.request.settings
    if "pdf" in settings.artifacts:
        stamp = page.observed_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        work = print_pdf(live, settings, url=page.url, stamp=stamp, capture_id=str(material.id))
        pdf = await steps.attempt("pdf", work, budget_s=settings.budgets.pdf_s)
        material.pdf = material.labelled(pdf, page) if pdf else None
    if "screen-pdf" in settings.artifacts:
        pdf = await steps.attempt("screen-pdf", print_screen(live, page), budget_s=settings.budgets.pdf_s)
        material.screen_pdf = material.labelled(pdf, page) if pdf else None

"""Brings a page to rest: what happens between its first byte and the freeze, each step within its budget."""

import asyncio

from capture.models.record import Readiness
from capture.observe.browser import LivePage
from capture.observe.frames import FrameSession, frame_sessions
from capture.observe.navigate import Loading, await_load, end_loading
from capture.observe.network import NetworkRecorder
from capture.observe.overlays import clear_overlays
from capture.observe.settle import (
    await_quiet,
    await_refresh,
    page_height,
    settle,
    settle_findings,
    start_watching,
    watch,
)
from capture.observe.wishes import click, press_for_more, wait_for
from capture.profiles.schema import LoadMore
from capture.run import Run

# A page that sends its reader on by script or meta refresh is followed; one that never stops is captured as it is.
_MAX_DOCUMENTS = 4
# Of the time for coming to rest, what the load event may take: the rest is for what it does not wait for.
_SHARE_FOR_LOADING = 0.6
# A list that is filled as its end comes into view: three rounds fill most, an endless one never ends.
_MAX_SCROLLS = 3
# A network that did not fall quiet once will hardly do so later: what was asked for since is given this long.
_BUSY_AGAIN_S = 1.0


async def come_to_rest(run: Run, live: LivePage, recorder: NetworkRecorder) -> list[FrameSession]:
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
                sessions = await reach_frames(run, live)
                await _end_loading(run, live, recorder, sessions[0], loading)
                return sessions
        steps.excuse(first_step, reason="the page moved on")
        material.find("moved-on", "info", f"the page moved its reader on by itself, document {attempt + 2}")
    steps.hold_back(0)
    material.find("keeps-moving", "warning", f"the page moved on by itself {_MAX_DOCUMENTS} times")
    return await reach_frames(run, live)


async def _load(run: Run, live: LivePage, recorder: NetworkRecorder) -> Loading | None:
    budget_s = min(run.request.settings.budgets.load_s, run.steps.left_s * _SHARE_FOR_LOADING)
    work = await_load(live, recorder, budget_s=budget_s)
    loading = await run.steps.attempt("load", work, budget_s=budget_s + 1)
    run.material.ready(Readiness(rule="load", held=loading == "loaded", waited_s=run.steps.steps[-1].duration_s))
    return loading


async def _end_loading(
    run: Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession, loading: Loading | None
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


async def reach_frames(run: Run, live: LivePage) -> list[FrameSession]:
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


async def _settle_document(run: Run, live: LivePage, recorder: NetworkRecorder) -> None:
    """Bring the document to rest; scroll again as long as that makes it longer, within reason."""
    steps, budgets = run.steps, run.request.settings.budgets
    main = (await reach_frames(run, live))[0]
    if live.stopped:
        return
    await _clear(run, live, main)
    await _grant_wishes(run, live, recorder, main)
    await steps.attempt("watch-begin", start_watching(main), budget_s=budgets.observe_s)
    facts = None
    for _ in range(_MAX_SCROLLS):
        budget_s = min(budgets.settle_s, steps.left_s - 1)
        requests = recorder.requests
        screens, fetched = run.request.settings.scroll_screens, recorder.scripts > 0
        work = settle(live, main, budgets=budgets, budget_s=budget_s, screens=screens, scripts_fetched=fetched)
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


async def _clear(run: Run, live: LivePage, main: FrameSession) -> bool:
    """Answer and close what lies over the page; whether anything was pressed."""
    cleared, policy = run.material.cleared, run.request.settings.consent
    if policy == "leave":
        return False
    before = cleared.pressed
    work = clear_overlays(live, main, policy=policy, cleared=cleared)
    await run.steps.attempt("overlays", work, budget_s=run.request.settings.budgets.overlays_s)
    return cleared.pressed > before


async def _grant_wishes(run: Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession) -> None:
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


async def _load_more(run: Run, live: LivePage, recorder: NetworkRecorder, main: FrameSession, more: LoadMore) -> None:
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


async def _quiet(run: Run, recorder: NetworkRecorder) -> None:
    known_busy = any(finding.code == "network-busy" for finding in run.material.findings)
    wanted_s = _BUSY_AGAIN_S if known_busy else run.request.settings.budgets.quiet_s
    # A second less than there is, so that a network that is still busy then is told as that, and is no failed step.
    budget_s = max(0.0, min(wanted_s, run.steps.left_s - 1))
    result = await run.steps.attempt("quiet", await_quiet(recorder, budget_s=budget_s), budget_s=budget_s + 1)
    held, waited_s = bool(result and result.quiet), run.steps.steps[-1].duration_s
    run.material.ready(Readiness(rule="network", held=held, waited_s=waited_s))
    if result and not result.quiet and not known_busy:
        text = f"the network was still busy after {budget_s:g} s ({result.open_requests} requests open)"
        run.material.find("network-busy", "info", text)

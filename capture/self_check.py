"""The page once more, from its own archive and nothing else: does it still say what the record says?"""

import os
from collections.abc import Sequence
from dataclasses import replace

from capture.archive.reader import WaczReader
from capture.comparison import differences
from capture.errors import BundleError
from capture.extract.cascade import extract
from capture.material import Material
from capture.models.extraction import Extraction
from capture.models.request import CaptureRequest
from capture.observe.archived import Answers, load_archived
from capture.observe.browser import RunningBrowser, open_page
from capture.observe.egress import open_gate
from capture.observe.freeze import freeze
from capture.observe.network import record_network
from capture.observe.panes import lay_open
from capture.observe.snapshot import Observation, observe
from capture.rest import come_to_rest
from capture.run import Run
from capture.steps import Silent, StepLog

_TOLD_ONE_BY_ONE = 20


async def self_check(run: Run, running: RunningBrowser) -> None:
    """Load the page from page.wacz, brought to rest, frozen and read as it was live; note each difference.

    Article and tickers are compared by what they say, not by where they stand. Raises `CaptureError` or `TimeoutError`
    if the page does not load from its archive.
    """
    material = run.material
    if material.wacz is None or material.observation is None or material.extraction is None:
        raise BundleError("there is no archive of a page to check")
    with os.fdopen(os.dup(material.wacz.fileno()), "rb") as file, WaczReader(file) as archive:
        observation, answers = await _observe_again(run, running, archive, material.observation)
    material.wacz.seek(0)
    _compare(material, material.extraction, extract(observation.page, profile=run.profile), answers)


async def _observe_again(
    run: Run, running: RunningBrowser, archive: WaczReader, live_one: Observation
) -> tuple[Observation, Answers]:
    url, taken_at = live_one.page.url, run.material.captured_at
    settings = run.request.settings.model_copy(update={"artifacts": (), "proxy": None, "allow_addresses": ()})
    again = replace(
        run,
        request=CaptureRequest(url=url, settings=settings),
        steps=StepLog(deadline_s=settings.timeout_s, progress=Silent()),
        material=Material(run.material.id, run.request, running, run.material.requested_at),
    )
    async with (
        open_gate(url, allow=(), clock=run.clock, resolve=_nowhere) as gate,
        open_page(running, settings, clock=run.clock, gate=gate) as live,
        record_network(live.session, gate) as recorder,
    ):
        live.on_crash = lambda: again.steps.lose("the page crashed the browser's renderer")
        answers = await load_archived(live, archive, url, now=run.material.requested_at, budgets=settings.budgets)
        sessions = await come_to_rest(again, live, recorder)
        await freeze(live, sessions, received=recorder.received)
        if again.material.pane:
            await lay_open(live, sessions[0])
        observation = await observe(sessions, observed_at=taken_at, timeout_s=settings.budgets.observe_s)
    return observation, answers


async def _nowhere(host: str) -> Sequence[str]:
    """No host has an address: what is not answered from the archive is answered by nobody."""
    raise OSError(f"{host} is not looked up")


def _compare(material: Material, live: Extraction, again: Extraction, answers: Answers) -> None:
    found = differences(live.article, live.tickers, other_article=again.article, other_tickers=again.tickers)
    for difference in found[:_TOLD_ONE_BY_ONE]:
        material.find("replay-differs", "warning", f"from its own archive the page reads otherwise: {difference}")
    if len(found) > _TOLD_ONE_BY_ONE:
        material.find("replay-differs", "warning", f"and {len(found) - _TOLD_ONE_BY_ONE} more differences")
    if answers.missed:
        named = ", ".join(url[:200] for url in answers.missed[:3])
        text = f"from its own archive the page asked for {len(answers.missed)} addresses that are not in there: {named}"
        material.find("replay-missing", "info", text)

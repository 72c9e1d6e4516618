"""Render the corpus in one browser with the product's own code, extract, and score: what gate and pinning share."""

import asyncio
import os

from capture.extract.cascade import extract
from capture.models.page import RenderedPage
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.stored import StoredPage, render_stored
from tests.site.gate import Scores, corpus_digest
from tests.site.tickers.corpus import FOLDER, load_corpus
from tests.site.tickers.score import Tally, score_page, total

_AT_ONCE = 2


async def measure() -> tuple[Scores, dict[str, Tally]]:
    """Figures of every page and overall, and the tallies with their complaints."""
    rendered = await render_corpus()
    tallies = {page.name: score_page(page.expected, extract(rendered[page.name])) for page in load_corpus()}
    scores = Scores(
        digest=corpus_digest(FOLDER),
        overall=total(tallies.values()).figures(),
        pages={name: tally.figures() for name, tally in tallies.items()},
    )
    return scores, tallies


async def render_corpus() -> dict[str, RenderedPage]:
    """Every page as observed at its `captured_at`, scripts on, by name."""
    rendered: dict[str, RenderedPage] = {}
    waiting = iter(load_corpus())
    async with open_browser(find_browser(environ=os.environ)) as running, asyncio.TaskGroup() as group:

        async def worker() -> None:
            for page in waiting:
                stored = StoredPage(page.html, page.url, page.captured_at, scripts=True)
                rendered[page.name] = (await render_stored(running.browser, stored)).page

        for _ in range(_AT_ONCE):
            group.create_task(worker())
    return rendered

"""Render the corpus, extract, and score: what gate and pinning share."""

from capture.extract.cascade import extract
from capture.observe.stored import StoredPage
from tests.site.corpus import corpus_digest, render_all
from tests.site.gate import Scores
from tests.site.tickers.corpus import FOLDER, load_corpus
from tests.site.tickers.score import Tally, score_page, total


async def measure() -> tuple[Scores, dict[str, Tally]]:
    """Figures of every page and overall, and the tallies with their complaints.

    Every page is observed as at its `captured_at`, scripts on.
    """
    pages = load_corpus()
    rendered = await render_all(
        {page.name: StoredPage(page.html, page.url, page.captured_at, scripts=True) for page in pages}
    )
    tallies = {page.name: score_page(page.expected, extract(rendered[page.name])) for page in pages}
    scores = Scores(
        digest=corpus_digest(FOLDER),
        overall=total(tallies.values()).figures(),
        pages={name: tally.figures() for name, tally in tallies.items()},
    )
    return scores, tallies
